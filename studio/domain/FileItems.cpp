#include "studio/domain/FileItems.h"

#include "studio/api/Text.h"
#include "studio/domain/StagingEngine.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QLocale>
#include <QMimeDatabase>
#include <QUrl>

namespace socle::studio {

namespace {

constexpr QLatin1String kScheme("file:///");
constexpr qint64 kDefaultMaxSize = 5 * 1024 * 1024; // of a field that names none

struct FileItemWords
{
    Q_DECLARE_TR_FUNCTIONS(socle::studio::FileItems)
};

} // namespace

bool isLocalFile(QStringView item) { return item.startsWith(kScheme); }

QString localFileItem(const QString &path)
{
    return QUrl::fromLocalFile(QFileInfo(path).absoluteFilePath()).toString(QUrl::FullyEncoded);
}

QString localFilePath(const QString &item) { return QUrl(item).toLocalFile(); }

QString fileItemName(const QString &item)
{
    return isLocalFile(item) ? QFileInfo(localFilePath(item)).fileName() : item;
}

FileItems splitFileItems(const Json &value)
{
    FileItems items;
    const auto take = [&items](const Json &one) {
        const QString text = toQString(one.text());
        if (isLocalFile(text)) {
            items.paths.append(localFilePath(text));
        } else if (!text.isEmpty()) {
            items.stored.append(text);
        }
    };
    if (value.isString()) {
        take(value);
    }
    for (const Json &one : value.array()) {
        take(one);
    }
    return items;
}

Json joinFileItems(const StagedField &staged, const fields::Field &field)
{
    if (staged.files.isEmpty()) {
        return staged.value;
    }
    if (!field.isMultiple()) {
        return toUtf8(localFileItem(staged.files.last()));
    }
    JsonArray all = staged.value.array();
    for (const QString &path : staged.files) {
        all.push_back(toUtf8(localFileItem(path)));
    }
    return all;
}

QString localFileProblem(const QString &path, const fields::Field &field)
{
    const QFileInfo file(path);
    if (!file.isFile() || !file.isReadable()) {
        return FileItemWords::tr("%1 is not there any more").arg(file.fileName());
    }
    const qint64 limit = field.integer("maxSize") > 0 ? field.integer("maxSize") : kDefaultMaxSize;
    const QLocale locale;
    if (file.size() > limit) {
        return FileItemWords::tr("%1 is too large: %2, limit %3")
            .arg(file.fileName(),
                 locale.formattedDataSize(file.size()),
                 locale.formattedDataSize(limit));
    }
    const auto kinds = field.list("mimeTypes");
    if (kinds.empty()) {
        return {};
    }
    const QMimeType type = QMimeDatabase().mimeTypeForFile(file);
    QStringList allowed;
    for (const auto &kind : kinds) {
        const QString name = toQString(kind);
        if (type.inherits(name)) {
            return {};
        }
        allowed.append(name);
    }
    return FileItemWords::tr("%1 is %2; allowed: %3")
        .arg(file.fileName(), type.name(), locale.createSeparatedList(allowed));
}

} // namespace socle::studio
