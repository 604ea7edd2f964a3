#include "studio/domain/ExportJob.h"

#include "shared/fields/FieldCatalogue.h"
#include "studio/api/ApiDownload.h"
#include "studio/api/OnResult.h"
#include "studio/api/RecordsEndpoint.h"
#include "studio/api/Text.h"
#include "studio/domain/ExportArchive.h"
#include "studio/domain/FilterChips.h"
#include "studio/domain/IdSet.h"
#include "studio/domain/PagedRecordModel.h"
#include "studio/domain/RecordQueryText.h"
#include "studio/domain/SchemaStore.h"
#include "studio/domain/XlsxWriter.h"

#include <QLocale>
#include <QSaveFile>
#include <QSet>

namespace socle::studio {

/// Ends of rows in a stream of CSV or NDJSON: line ends outside quotes.
class ExportRowCounter
{
public:
    explicit ExportRowCounter(ExportFormat format)
        : m_hasQuotes(format == ExportFormat::Csv)
    {
    }

    qint64 feed(const QByteArray &bytes)
    {
        qint64 rows = 0;
        for (const char c : bytes) {
            m_isQuoted = m_hasQuotes && c == '"' ? !m_isQuoted : m_isQuoted;
            rows += c == '\n' && !m_isQuoted ? 1 : 0;
        }
        return rows;
    }

private:
    bool m_hasQuotes;
    bool m_isQuoted = false;
};

struct ExportJob::Impl
{
    ExportJob &self;
    ApiClient &client;
    SchemaStore &schema;
    Capabilities capabilities;
    ExportPlan plan;
    CollectionPtr collection = {};
    std::unique_ptr<QSaveFile> file = std::make_unique<QSaveFile>();
    ExportRows writer;
    ExportRowCounter counter;
    std::unique_ptr<ExportArchive> archive = {};
    QStringList columns = {};
    QSet<size_t> seen = {}; // hashes of ids, with keepsOrder
    int page = 0;
    ApiDownload *download = nullptr; // child of self
    State state = State::Ready;
    QString reason = {};
    QString lastId = {};
    qsizetype nextId = 0;
    QStringList askedIds = {}; // the part of plan.ids asked for last
    qint64 rows = 0;
    qint64 bytes = 0;
    bool hasHeader = false;
    bool isAsking = false;

    void setState(State next)
    {
        if (state != next) {
            state = next;
            emit self.stateChanged(next);
        }
    }

    void fail(const QString &why)
    {
        reason = why;
        file->cancelWriting();
        setState(State::Failed);
    }

    bool write(const QByteArray &text)
    {
        bytes += text.size();
        const bool isWritten
            = archive != nullptr ? archive->addRows(text) : file->write(text) == text.size();
        if (isWritten) {
            return true;
        }
        fail(ExportJob::tr("The file could not be written: %1").arg(file->errorString()));
        return false;
    }

    void finish()
    {
        if (!file->commit()) {
            fail(ExportJob::tr("The file could not be written: %1").arg(file->errorString()));
            return;
        }
        setState(State::Finished);
    }

    // The server streams.

    void stream()
    {
        ApiRequest request
            = ApiRequest::get(QStringLiteral("/api/collections/") + pathSegment(collection->name)
                                  + QStringLiteral("/export"),
                              QStringLiteral("export.stream"));
        request.query.append({QStringLiteral("format"), exportExtension(plan.format)});
        if (!plan.filter.isEmpty()) {
            request.query.append({QStringLiteral("filter"), plan.filter});
        }
        if (plan.keepsOrder && !plan.sort.isEmpty()) {
            request.query.append({QStringLiteral("sort"), plan.sort});
        }
        if (!plan.fields.isEmpty()) {
            request.query.append({QStringLiteral("fields"), plan.fields.join(u',')});
        }
        download = new ApiDownload(client, std::move(request), &self);
        QObject::connect(
            download, &ApiDownload::bytesReceived, &self, [this](const QByteArray &chunk) {
                if (state != State::Running || !write(chunk)) {
                    return;
                }
                rows += counter.feed(chunk);
                emit self.progress();
            });
        QObject::connect(
            download, &ApiDownload::ended, &self, [this](bool hasError, const ApiError &error) {
                download->deleteLater();
                download = nullptr;
                if (state != State::Running) {
                    return;
                }
                if (hasError) {
                    fail(error.message.isEmpty() ? error.title() : error.message);
                    return;
                }
                if (plan.format == ExportFormat::Csv && rows > 0) {
                    --rows; // the header
                }
                if (plan.format == ExportFormat::Json) {
                    rows = std::max<qint64>(plan.total, 0);
                }
                finish();
            });
    }

    // Page by page.

    QStringList fieldNames() const
    {
        if (!plan.fields.isEmpty()) {
            return plan.fields;
        }
        QStringList names;
        for (const fields::Field &field : collection->fields) {
            if (!field.isType(fields::kPassword) && field.name != "tokenKey") {
                names.append(toQString(field.name));
            }
        }
        return names;
    }

    void nextPage()
    {
        if (state != State::Running || isAsking) {
            return;
        }
        ListQuery query;
        query.perPage = kPage;
        query.skipTotal = true;
        query.sort = QStringLiteral("id");
        query.lane = Lane::Bulk;
        query.purpose = QStringLiteral("export.page");
        query.filter = plan.filter;
        if (!plan.ids.isEmpty()) {
            if (nextId >= plan.ids.size()) {
                finishPages();
                return;
            }
            askedIds = plan.ids.mid(nextId, kIdChunk);
            nextId += askedIds.size();
            query.filter = idFilter(askedIds);
        } else if (plan.keepsOrder) {
            query.page = ++page;
            query.sort = plan.sort;
        } else if (!lastId.isEmpty()) {
            query.filter = FilterChips::combine(plan.filter,
                                                QStringLiteral("id > ") + filterLiteral(lastId));
        }
        RecordQuery shown;
        shown.columns = fieldNames();
        if (plan.shape.relations != ExportShape::Relations::Objects) { // those come whole
            query.fields = fieldsText(shown, *collection, schema);
        }
        if (plan.shape.relations != ExportShape::Relations::Ids) {
            query.expand = expandText(shown, *collection);
        }
        isAsking = true;
        onResult(
            RecordsEndpoint(client).list(collection->name, query),
            &self,
            [this](const Result<RecordPage> &answer) {
                isAsking = false;
                if (state != State::Running && state != State::Paused) {
                    return;
                }
                if (!answer) {
                    const ApiError error = apiError(answer.error());
                    fail(error.message.isEmpty() ? error.title() : error.message);
                    return;
                }
                takePage(answer->items);
            },
            [this] {
                isAsking = false;
                if (state == State::Running || state == State::Paused) {
                    fail(ExportJob::tr("The connection was closed before the end"));
                }
            });
    }

    QByteArray headerOnce(const std::vector<Record> *first)
    {
        if (std::exchange(hasHeader, true)) {
            return {};
        }
        columns = fieldNames();
        if (plan.shape.isFlat && first != nullptr) {
            std::vector<const JsonObject *> samples;
            for (const Record &record : *first) {
                samples.push_back(&record.values);
            }
            columns = flatColumns(columns, *collection, samples);
        }
        return writer.begin(columns);
    }

    void takePage(std::vector<Record> items)
    {
        if (!plan.ids.isEmpty() && plan.keepsOrder) {
            IdSet::putInOrder(items, askedIds);
        }
        QByteArray text = headerOnce(&items);
        for (const Record &record : items) {
            if (plan.keepsOrder) {
                const size_t hash = qHash(record.id);
                if (seen.contains(hash)) {
                    continue;
                }
                seen.insert(hash);
            }
            if (writer.isFull()) {
                fail(ExportJob::tr("A sheet holds %1 rows. Choose CSV for more.")
                         .arg(QLocale().toString(XlsxWriter::kMostRows)));
                return;
            }
            text += writer.row(
                exportValues(record.values, columns, *collection, plan.shape, schema));
            if (archive != nullptr) {
                archive->note(*collection, record);
            }
            ++rows;
        }
        if (!write(text)) {
            return;
        }
        const bool isLast = plan.ids.isEmpty() && items.size() < std::size_t(kPage);
        if (!items.empty()) {
            lastId = items.back().id;
        }
        emit self.progress();
        if (isLast) {
            finishPages();
        } else {
            nextPage();
        }
    }

    void finishPages()
    {
        if (!write(headerOnce(nullptr) + writer.end())) {
            return;
        }
        if (archive == nullptr) {
            finish();
            return;
        }
        archive->pack(
            *file,
            [this] { return state == State::Running || state == State::Paused; },
            [this] { emit self.progress(); },
            [this](const QString &problem) {
                if (state != State::Running && state != State::Paused) {
                    return;
                }
                bytes = file->size();
                if (problem.isEmpty()) {
                    finish();
                } else {
                    fail(problem);
                }
            });
    }
};

ExportJob::ExportJob(ApiClient &client,
                     SchemaStore &schema,
                     const Capabilities &capabilities,
                     ExportPlan plan,
                     QObject *parent)
    : QObject(parent)
    , m_impl(new Impl{.self = *this,
                      .client = client,
                      .schema = schema,
                      .capabilities = capabilities,
                      .plan = plan,
                      .writer = ExportRows(plan.format,
                                           schema.find(plan.collectionId) == nullptr
                                               ? QString()
                                               : schema.find(plan.collectionId)->name,
                                           plan.hasHeader),
                      .counter = ExportRowCounter(plan.format)})
{
}

ExportJob::~ExportJob() = default;

bool ExportJob::isStreamed(const ExportPlan &plan, const Capabilities &capabilities)
{
    const bool isPlain = plan.shape.relations == ExportShape::Relations::Ids && !plan.shape.isFlat
        && !plan.shape.isLocalTime && plan.hasHeader && !plan.hasFiles;
    const bool isItsFormat = plan.format == ExportFormat::Csv || plan.format == ExportFormat::Json
        || plan.format == ExportFormat::JsonLines;
    return capabilities.has(Capability::ExportStream) && plan.ids.isEmpty() && isPlain
        && isItsFormat;
}

void ExportJob::start()
{
    Impl &impl = *m_impl;
    impl.collection = impl.schema.find(impl.plan.collectionId);
    if (impl.collection == nullptr) {
        impl.fail(tr("The collection is not there any more"));
        return;
    }
    impl.file->setFileName(impl.plan.path);
    if (!impl.file->open(QIODevice::WriteOnly)) {
        impl.fail(tr("The file could not be written: %1").arg(impl.file->errorString()));
        return;
    }
    if (impl.plan.hasFiles) {
        impl.archive = std::make_unique<ExportArchive>(
            impl.client, impl.collection->name + u'.' + exportExtension(impl.plan.format));
        if (!impl.archive->isOpen()) {
            impl.fail(tr("There is no room for temporary files"));
            return;
        }
    }
    impl.setState(State::Running);
    if (isStreamed(impl.plan, impl.capabilities)) {
        impl.stream();
    } else {
        impl.nextPage();
    }
}

void ExportJob::pause()
{
    if (m_impl->state == State::Running && m_impl->download == nullptr) {
        m_impl->setState(State::Paused);
    }
}

void ExportJob::resume()
{
    if (m_impl->state == State::Paused) {
        m_impl->setState(State::Running);
        m_impl->nextPage();
    }
}

void ExportJob::cancel()
{
    if (m_impl->state != State::Running && m_impl->state != State::Paused) {
        return;
    }
    m_impl->file->cancelWriting();
    m_impl->setState(State::Cancelled);
    if (m_impl->download != nullptr) {
        m_impl->download->abort();
    }
}

ExportJob::State ExportJob::state() const { return m_impl->state; }

qint64 ExportJob::rows() const { return m_impl->rows; }

qint64 ExportJob::bytes() const { return m_impl->bytes; }

const ExportPlan &ExportJob::plan() const { return m_impl->plan; }

QString ExportJob::reason() const { return m_impl->reason; }

qint64 ExportJob::files() const { return m_impl->archive ? m_impl->archive->files() : 0; }

qint64 ExportJob::missingFiles() const { return m_impl->archive ? m_impl->archive->missing() : 0; }

} // namespace socle::studio
