// Where files come from (dialog, clipboard), and the icon of a file by its extension.
#include "studio/domain/FileItems.h"
#include "studio/fields/FileTiles.h"
#include "studio/kit/Popover.h"
#include "studio/kit/ScaledSize.h"
#include "studio/kit/TextField.h"
#include "studio/kit/Theme.h"

#include <QClipboard>
#include <QDateTime>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QGuiApplication>
#include <QHash>
#include <QImage>
#include <QMimeData>
#include <QUrl>
#include <QVBoxLayout>

namespace socle::studio {

QString fileIconName(const QString &name)
{
    static const QHash<QString, QString> icons = [] {
        QHash<QString, QString> table;
        const auto add = [&table](const char *icon, std::initializer_list<const char *> suffixes) {
            for (const char *suffix : suffixes) {
                table.insert(QLatin1String(suffix), QLatin1String(icon));
            }
        };
        add("file-image",
            {"png", "jpg", "jpeg", "gif", "webp", "avif", "svg", "bmp", "tif", "tiff"});
        add("file-zip", {"zip", "gz", "tar", "7z", "xz", "rar", "zst"});
        add("file-pdf", {"pdf"});
        add("file-code", {"json", "xml", "html", "css", "js", "ts", "sql", "yml", "yaml"});
        add("file-text", {"txt", "md", "csv", "doc", "docx", "odt", "rtf"});
        return table;
    }();
    return icons.value(QFileInfo(name).suffix().toLower(), QStringLiteral("file"));
}

void FileTiles::browse()
{
    auto *dialog = new QFileDialog(this, tr("Choose files"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setObjectName(objectName() + QStringLiteral(".dialog"));
    dialog->setFileMode(m_field.isMultiple() ? QFileDialog::ExistingFiles
                                             : QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::filesSelected, this, &FileTiles::addPaths);
    dialog->open();
}

void FileTiles::paste()
{
    const QMimeData *copied = QGuiApplication::clipboard()->mimeData();
    if (copied == nullptr) {
        return;
    }
    QStringList paths;
    const QList<QUrl> urls = copied->urls();
    for (const QUrl &url : urls) {
        if (url.isLocalFile()) {
            paths.append(url.toLocalFile());
        }
    }
    if (paths.isEmpty() && copied->hasImage()) {
        const QString path = QDir::temp().filePath(
            QStringLiteral("pasted-%1.png").arg(QDateTime::currentMSecsSinceEpoch()));
        if (qvariant_cast<QImage>(copied->imageData()).save(path)) {
            paths.append(path);
        }
    }
    addPaths(paths);
}

void FileTiles::rename(const QString &item, QWidget *anchor)
{
    if (m_isReadOnly || !isLocalFile(item)) {
        return; // a stored file has the name the server gave it
    }
    auto *popover = new Popover(this);
    popover->setDeleteOnClose(true);
    popover->setObjectName(objectName() + QStringLiteral(".rename"));
    auto *name = new TextField;
    name->setObjectName(objectName() + QStringLiteral(".renameName"));
    name->setAccessibleName(tr("Name of the upload"));
    name->setText(fileItemName(item));
    name->setSelection(0, static_cast<int>(QFileInfo(name->text()).completeBaseName().size()));
    popover->body()->addWidget(name);
    keepScaled(popover, Extent::Width, space::k10 * 4);
    connect(name, &QLineEdit::returnPressed, this, [this, popover, name, item] {
        popover->close();
        renameTo(item, name->text());
    });
    popover->showFor(anchor);
    name->setFocus();
}

void FileTiles::renameTo(const QString &item, const QString &name)
{
    const QString wanted = QFileInfo(name.trimmed()).fileName();
    const qsizetype at = m_items.indexOf(item);
    if (wanted.isEmpty() || at < 0 || !isLocalFile(item) || wanted == fileItemName(item)) {
        return;
    }
    // A link under the new name: what is uploaded is the file, called as wanted.
    const QString folder = QDir::temp().filePath(
        QStringLiteral("socle-upload-%1").arg(QDateTime::currentMSecsSinceEpoch()));
    const QString link = QDir(folder).filePath(wanted);
    if (!QDir().mkpath(folder) || !QFile::link(localFilePath(item), link)) {
        return;
    }
    QStringList items = m_items;
    items[at] = localFileItem(link);
    change(items);
}

} // namespace socle::studio
