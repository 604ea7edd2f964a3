#include "studio/domain/ExportJob.h"

#include "shared/fields/FieldCatalogue.h"
#include "studio/api/ApiDownload.h"
#include "studio/api/OnResult.h"
#include "studio/api/RecordsEndpoint.h"
#include "studio/api/Text.h"
#include "studio/domain/FilterChips.h"
#include "studio/domain/PagedRecordModel.h"
#include "studio/domain/RecordQueryText.h"
#include "studio/domain/SchemaStore.h"
#include "studio/domain/XlsxWriter.h"

#include <QLocale>
#include <QSaveFile>

namespace socle::studio {

namespace {

QString plainText(const Json &value)
{
    return value.isNull()  ? QString()
        : value.isString() ? toQString(value.text())
                           : toQString(value.dump());
}

QByteArray quoted(const QString &text, ExportFormat format)
{
    const QChar separator = format == ExportFormat::Tsv ? u'\t' : u',';
    const bool needsQuotes = text.contains(separator) || text.contains(u'"') || text.contains(u'\n')
        || text.contains(u'\r')
        || (!text.isEmpty() && (text.front().isSpace() || text.back().isSpace()));
    QByteArray bytes = text.toUtf8();
    return needsQuotes ? '"' + bytes.replace('"', "\"\"") + '"' : bytes;
}

char separatorOf(ExportFormat format) { return format == ExportFormat::Tsv ? '\t' : ','; }

/// Ends of rows in a stream of CSV or NDJSON: line ends outside quotes.
class RowCounter
{
public:
    explicit RowCounter(ExportFormat format)
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

} // namespace

struct ExportJob::Impl
{
    ExportJob &self;
    ApiClient &client;
    SchemaStore &schema;
    Capabilities capabilities;
    ExportPlan plan;
    CollectionPtr collection = {};
    std::unique_ptr<QSaveFile> file = std::make_unique<QSaveFile>();
    XlsxWriter workbook = {};
    RowCounter counter;
    ApiDownload *download = nullptr; // child of self
    State state = State::Ready;
    QString reason = {};
    QString lastId = {};
    qsizetype nextId = 0;
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
        if (file->write(text) == text.size()) {
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
            const QStringList chunk = plan.ids.mid(nextId, kIdChunk);
            nextId += chunk.size();
            query.filter = idFilter(chunk);
        } else if (!lastId.isEmpty()) {
            query.filter = FilterChips::combine(plan.filter,
                                                QStringLiteral("id > ") + filterLiteral(lastId));
        }
        RecordQuery shown;
        shown.columns = fieldNames();
        query.fields = fieldsText(shown, *collection, schema);
        if (plan.hasLabels) {
            query.expand = expandText(shown, *collection);
        }
        isAsking = true;
        onResult(RecordsEndpoint(client).list(collection->name, query),
                 &self,
                 [this](const Result<RecordPage> &page) {
                     isAsking = false;
                     if (state != State::Running && state != State::Paused) {
                         return;
                     }
                     if (!page) {
                         const ApiError error = apiError(page.error());
                         fail(error.message.isEmpty() ? error.title() : error.message);
                         return;
                     }
                     takePage(*page);
                 });
    }

    QByteArray headerOnce()
    {
        if (std::exchange(hasHeader, true)) {
            return {};
        }
        return plan.format == ExportFormat::Xlsx ? workbook.begin(fieldNames())
                                                 : exportHeader(fieldNames(), plan.format);
    }

    void takePage(const RecordPage &page)
    {
        const QStringList names = fieldNames();
        QByteArray text = headerOnce();
        for (const Record &record : page.items) {
            if (plan.format == ExportFormat::Xlsx) {
                if (workbook.isFull()) {
                    fail(ExportJob::tr("A sheet holds %1 rows. Choose CSV for more.")
                             .arg(QLocale().toString(XlsxWriter::kMostRows)));
                    return;
                }
                text += workbook.row(
                    exportValues(record.values, names, *collection, plan.hasLabels, schema));
                ++rows;
                continue;
            }
            if (plan.format == ExportFormat::Json && rows > 0) {
                text += ",\n";
            }
            text += exportLine(
                record.values, names, *collection, plan.format, plan.hasLabels, schema);
            text += plan.format == ExportFormat::Json ? "" : "\n";
            ++rows;
        }
        if (!write(text)) {
            return;
        }
        const bool isLast = plan.ids.isEmpty() && page.items.size() < std::size_t(kPage);
        if (!page.items.empty()) {
            lastId = page.items.back().id;
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
        QByteArray end = headerOnce();
        end += plan.format == ExportFormat::Json ? QByteArray("\n]\n")
            : plan.format == ExportFormat::Xlsx  ? workbook.finish()
                                                 : QByteArray();
        if (write(end)) {
            finish();
        }
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
                      .counter = RowCounter(plan.format)})
{
}

ExportJob::~ExportJob() = default;

bool ExportJob::isStreamed(const ExportPlan &plan, const Capabilities &capabilities)
{
    return capabilities.has(Capability::ExportStream) && plan.ids.isEmpty() && !plan.hasLabels
        && plan.format != ExportFormat::Tsv && plan.format != ExportFormat::Xlsx;
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

QString exportExtension(ExportFormat format)
{
    switch (format) {
    case ExportFormat::Csv:
        return QStringLiteral("csv");
    case ExportFormat::Tsv:
        return QStringLiteral("tsv");
    case ExportFormat::Json:
        return QStringLiteral("json");
    case ExportFormat::JsonLines:
        return QStringLiteral("ndjson");
    case ExportFormat::Xlsx:
        return QStringLiteral("xlsx");
    }
    return {};
}

QByteArray exportHeader(const QStringList &fields, ExportFormat format)
{
    if (format == ExportFormat::Json) {
        return "[\n";
    }
    if (format == ExportFormat::JsonLines) {
        return {};
    }
    QByteArrayList cells;
    for (const QString &name : fields) {
        cells.append(quoted(name, format));
    }
    return cells.join(separatorOf(format)) + '\n';
}

std::vector<Json> exportValues(const JsonObject &record,
                               const QStringList &fields,
                               const CollectionSchema &collection,
                               bool hasLabels,
                               const SchemaStore &schema)
{
    std::vector<Json> values;
    Record whole;
    if (hasLabels) {
        whole.values = record;
    }
    for (const QString &name : fields) {
        const Json *found = record.find(toUtf8(name));
        Json value = found != nullptr ? *found : Json();
        const fields::Field *field = hasLabels ? collection.field(name) : nullptr;
        if (field != nullptr && field->isType(fields::kRelation)) {
            const QStringList labels = labelsOf(whole, value, *field, schema);
            if (field->isMultiple()) {
                JsonArray list;
                for (const QString &label : labels) {
                    list.push_back(toUtf8(label));
                }
                value = std::move(list);
            } else if (!labels.isEmpty() && !labels.first().isEmpty()) {
                value = toUtf8(labels.first());
            }
        }
        values.push_back(std::move(value));
    }
    return values;
}

QByteArray exportLine(const JsonObject &record,
                      const QStringList &fields,
                      const CollectionSchema &collection,
                      ExportFormat format,
                      bool hasLabels,
                      const SchemaStore &schema)
{
    std::vector<Json> values = exportValues(record, fields, collection, hasLabels, schema);
    if (format == ExportFormat::Json || format == ExportFormat::JsonLines) {
        JsonObject picked;
        for (std::size_t i = 0; i < values.size(); ++i) {
            picked.set(toUtf8(fields.at(static_cast<qsizetype>(i))), std::move(values[i]));
        }
        return toBytes(Json(std::move(picked)).dump());
    }
    QByteArrayList cells;
    for (const Json &value : values) {
        cells.append(quoted(plainText(value), format));
    }
    return cells.join(separatorOf(format));
}

} // namespace socle::studio
