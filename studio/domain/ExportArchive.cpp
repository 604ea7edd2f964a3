#include "studio/domain/ExportArchive.h"

#include "shared/fields/FieldCatalogue.h"
#include "studio/api/ApiDownload.h"
#include "studio/api/FilesEndpoint.h"
#include "studio/api/OnResult.h"
#include "studio/api/RecordsEndpoint.h"
#include "studio/api/Text.h"

#include <QCoreApplication>
#include <QSaveFile>

namespace socle::studio {

namespace {

constexpr qint64 kTurnBytes = 256 * 1024; // of rows packed in one turn of the event loop
constexpr qint64 kTokenMs = 60'000; // a file token lives two minutes

struct ExportArchiveWords
{
    Q_DECLARE_TR_FUNCTIONS(socle::studio::ExportArchive)
};

} // namespace

ExportArchive::ExportArchive(ApiClient &client, const QString &rowsName)
    : m_client(client)
    , m_rowsName(rowsName)
{
    m_rows.open(); // isOpen() tells
    m_list.open();
}

ExportArchive::~ExportArchive() = default;

bool ExportArchive::isOpen() const { return m_rows.isOpen() && m_list.isOpen(); }

bool ExportArchive::addRows(const QByteArray &text) { return m_rows.write(text) == text.size(); }

void ExportArchive::note(const CollectionSchema &collection, const Record &record)
{
    for (const fields::Field &field : collection.fields) {
        if (!field.isType(fields::kFile)) {
            continue;
        }
        const Json &value = record.value(toQString(field.name));
        JsonArray names = value.isArray() ? value.array() : JsonArray{value};
        for (const Json &name : names) {
            if (name.isString() && !name.text().empty()) {
                m_list.write(collection.name.toUtf8() + '\t' + record.id.toUtf8() + '\t'
                             + toBytes(std::string(name.text())) + '\n');
            }
        }
    }
}

bool ExportArchive::write(const QByteArray &bytes)
{
    if (m_zip.written() > ZipWriter::kMostBytes) {
        m_done(ExportArchiveWords::tr("The archive would be larger than 4 GB"));
        return false;
    }
    if (m_target->write(bytes) != bytes.size()) {
        m_done(ExportArchiveWords::tr("The file could not be written: %1")
                   .arg(m_target->errorString()));
        return false;
    }
    return true;
}

void ExportArchive::pack(QSaveFile &target,
                         std::function<bool()> goesOn,
                         std::function<void()> progress,
                         std::function<void(const QString &)> done)
{
    m_target = &target;
    m_goesOn = std::move(goesOn);
    m_progress = std::move(progress);
    m_done = std::move(done);
    m_rows.seek(0);
    m_list.seek(0);
    if (write(m_zip.begin(m_rowsName.toUtf8()))) {
        packRows();
    }
}

void ExportArchive::packRows()
{
    if (!m_goesOn()) {
        return;
    }
    const QByteArray bytes = m_rows.read(kTurnBytes);
    if (bytes.isEmpty()) {
        nextFile();
        return;
    }
    if (write(m_zip.add(bytes))) {
        QMetaObject::invokeMethod(
            this, [this] { packRows(); }, Qt::QueuedConnection);
    }
}

void ExportArchive::nextFile()
{
    if (!m_goesOn()) {
        return;
    }
    if (m_list.atEnd()) {
        finish();
        return;
    }
    const QByteArrayList file = m_list.readLine().trimmed().split('\t');
    if (m_tokenAge.isValid() && m_tokenAge.elapsed() < kTokenMs) {
        fetch(file);
        return;
    }
    onResult(
        FilesEndpoint(m_client).token(),
        this,
        [this, file](const Result<QString> &token) {
            m_token = token.valueOr(QString()); // public files need none
            m_tokenAge.start();
            fetch(file);
        },
        [this] { m_done(ExportArchiveWords::tr("The connection was closed before the end")); });
}

void ExportArchive::fetch(const QByteArrayList &file)
{
    const QString record = QString::fromUtf8(file.value(1));
    const QString name = QString::fromUtf8(file.value(2));
    ApiRequest request = ApiRequest::get(
        FileAddress{.collection = QString::fromUtf8(file.value(0)), .record = record, .name = name}
            .path(),
        QStringLiteral("export.file"));
    if (!m_token.isEmpty()) {
        request.query.append({QStringLiteral("token"), m_token});
    }
    m_download = new ApiDownload(m_client, std::move(request), this);
    connect(m_download, &ApiDownload::opened, this, [this, record, name] {
        write(m_zip.begin("files/" + record.toUtf8() + '/' + name.toUtf8()));
    });
    connect(m_download, &ApiDownload::bytesReceived, this, [this](const QByteArray &bytes) {
        if (m_goesOn()) {
            write(m_zip.add(bytes));
        }
    });
    connect(m_download,
            &ApiDownload::ended,
            this,
            [this, record, name](bool hasError, const ApiError &error) {
                m_download->deleteLater();
                m_download = nullptr;
                if (!m_goesOn()) {
                    return;
                }
                if (hasError) {
                    m_missing += record.toUtf8() + '/' + name.toUtf8() + '\t'
                        + error.title().toUtf8() + '\n';
                } else {
                    ++m_files;
                }
                m_progress();
                nextFile();
            });
}

void ExportArchive::finish()
{
    if (!m_missing.isEmpty()
        && (!write(m_zip.begin("missing.txt")) || !write(m_zip.add(m_missing)))) {
        return;
    }
    if (write(m_zip.finish())) {
        m_done({});
    }
}

} // namespace socle::studio
