// Where files come from (dialog, clipboard), and the icon of a file by its extension.
#include "studio/fields/FileTiles.h"

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

} // namespace socle::studio
