#include "studio/domain/ImportFiles.h"

#include "studio/api/Text.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

#include <deque>

namespace socle::studio {

namespace {

struct ImportFilesWords
{
    Q_DECLARE_TR_FUNCTIONS(socle::studio::ImportFiles)
};

Error fileMissing(const QString &why) { return invalidInput(toUtf8(why)); }

} // namespace

struct ImportFiles::Gathering
{
    std::deque<std::pair<QString, QString>> left; // field, source
    QList<FilePart> parts;
    std::function<void(Result<QList<FilePart>>)> then;
};

ImportFiles::ImportFiles(const QString &sourcePath, QObject *parent)
    : QObject(parent)
    , m_folder(QFileInfo(sourcePath).absolutePath())
{
}

void ImportFiles::collect(const std::vector<PendingFiles> &files,
                          std::function<void(Result<QList<FilePart>>)> then)
{
    auto gathering = std::make_shared<Gathering>(); // shared: callbacks are copied
    for (const PendingFiles &pending : files) {
        for (const QString &source : pending.sources) {
            gathering->left.emplace_back(pending.field, source);
        }
    }
    gathering->then = std::move(then);
    QMetaObject::invokeMethod(
        this, [this, gathering] { next(gathering); }, Qt::QueuedConnection);
}

void ImportFiles::next(const std::shared_ptr<Gathering> &gathering)
{
    while (!gathering->left.empty()) {
        const auto [field, source] = gathering->left.front();
        gathering->left.pop_front();
        if (source.startsWith(QStringLiteral("http://"))
            || source.startsWith(QStringLiteral("https://"))) {
            fetch(gathering, field, source);
            return;
        }
        const QString path = source.startsWith(QStringLiteral("file://"))
            ? QUrl(source).toLocalFile()
            : QDir(m_folder).absoluteFilePath(source);
        const QFileInfo info(path);
        if (!info.isFile() || !info.isReadable()) {
            gathering->then(
                fileMissing(ImportFilesWords::tr("The file cannot be read: %1").arg(path)));
            return;
        }
        gathering->parts.append({.field = field, .fileName = info.fileName(), .path = path});
    }
    gathering->then(gathering->parts);
}

void ImportFiles::fetch(const std::shared_ptr<Gathering> &gathering,
                        const QString &field,
                        const QString &address)
{
    struct Answer
    {
        int status = 0;
        QByteArray bytes = {};
        QByteArray type = {};
        bool isTooLarge = false;
    };

    const QUrl url(address);
    TransportReply *reply = m_network.send({.lane = Lane::Bulk, .url = url}, this);
    auto answer = std::make_shared<Answer>();
    connect(reply,
            &TransportReply::headReceived,
            this,
            [answer](int status, const HeaderList &headers) {
                answer->status = status;
                for (const auto &[name, value] : headers) {
                    if (name.compare("content-type", Qt::CaseInsensitive) == 0) {
                        answer->type = value.split(';').first().trimmed();
                    }
                }
            });
    connect(reply, &TransportReply::bytesReceived, this, [answer, reply](const QByteArray &bytes) {
        answer->bytes += bytes;
        if (answer->bytes.size() > kMostBytes && !std::exchange(answer->isTooLarge, true)) {
            reply->abort();
        }
    });
    connect(reply,
            &TransportReply::finished,
            this,
            [this, gathering, field, address, url, answer, reply](const TransportOutcome &outcome) {
                reply->deleteLater();
                constexpr int kOk = 200;
                if (answer->isTooLarge) {
                    gathering->then(fileMissing(
                        ImportFilesWords::tr("The file is too large: %1").arg(address)));
                    return;
                }
                if (outcome.failure != TransportFailure::None || answer->status != kOk) {
                    gathering->then(
                        fileMissing(ImportFilesWords::tr("The file cannot be fetched: %1 (%2)")
                                        .arg(address,
                                             answer->status > 0 ? QString::number(answer->status)
                                                                : outcome.detail)));
                    return;
                }
                const QString name = url.fileName();
                gathering->parts.append({.field = field,
                                         .fileName = name.isEmpty() ? QStringLiteral("file") : name,
                                         .contentType = answer->type,
                                         .bytes = answer->bytes});
                next(gathering);
            });
}

} // namespace socle::studio
