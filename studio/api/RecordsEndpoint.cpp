#include "studio/api/RecordsEndpoint.h"

#include "studio/api/Text.h"

namespace socle::studio {

namespace {

const Json &nothing()
{
    static const Json null;
    return null;
}

Error malformed(const char *what)
{
    return toError(
        ApiError::fromFailure(TransportFailure::Malformed, QString::fromLatin1(what), {}));
}

void addOption(ApiRequest &request, const char *name, const QString &value)
{
    if (!value.isEmpty()) {
        request.query.append({QString::fromLatin1(name), value});
    }
}

Result<Record> readRecord(ApiReply &&reply)
{
    Record record = SOCLE_TRY(Record::fromJson(reply.json));
    record.etag = QString::fromLatin1(reply.header("ETag"));
    return record;
}

ApiRequest writeRequest(const QByteArray &method,
                        const QString &path,
                        const JsonObject *body,
                        const WriteOptions &options)
{
    ApiRequest request;
    request.method = method;
    request.path = path;
    request.purpose = options.purpose;
    request.lane = options.files.isEmpty() ? options.lane : Lane::Bulk;
    request.files = options.files;
    request.onUpload = options.onUpload;
    if (body != nullptr) {
        request.body = toBytes(Json(*body).dump());
    }
    if (!options.ifMatch.isEmpty()) {
        request.headers.append({"If-Match", options.ifMatch.toLatin1()});
    }
    addOption(request, "expand", options.expand);
    addOption(request, "fields", options.fields);
    return request;
}

} // namespace

const Json &Record::value(QStringView field) const
{
    const Json *found = values.find(toUtf8(field));
    return found != nullptr ? *found : nothing();
}

bool Record::has(QStringView field) const { return values.contains(toUtf8(field)); }

QString Record::collectionId() const { return toQString(value(u"collectionId").text()); }

QString Record::collectionName() const { return toQString(value(u"collectionName").text()); }

std::vector<const JsonObject *> Record::expanded(QStringView field) const
{
    std::vector<const JsonObject *> result;
    const Json &found = value(u"expand")[toUtf8(field)];
    if (found.isObject()) {
        result.push_back(&found.object());
    }
    for (const Json &item : found.array()) {
        if (item.isObject()) {
            result.push_back(&item.object());
        }
    }
    return result;
}

Result<Record> Record::fromJson(const Json &json)
{
    if (!json.isObject()) {
        return malformed("The server's answer is no record.");
    }
    Record record;
    record.values = json.object();
    record.id = toQString(json["id"].text());
    record.etag = toQString(json["@etag"].text());
    if (!record.etag.isEmpty() && !record.etag.startsWith(u'"')) {
        record.etag
            = u'"' + record.etag + u'"'; // lists carry the bare hash, If-Match takes an entity tag
    }
    return record;
}

bool Record::asksWhole(const QString &fields)
{
    return fields.isEmpty() || fields.split(u',').contains(QStringLiteral("*"));
}

Result<RecordPage> RecordPage::fromJson(const Json &json)
{
    const Json *items = json.find("items");
    if (items == nullptr || !items->isArray()) {
        return malformed("The server's answer is no list.");
    }
    RecordPage page;
    page.page = static_cast<int>(json["page"].toInt(1));
    page.perPage = static_cast<int>(json["perPage"].toInt());
    page.totalItems = json["totalItems"].toInt(-1);
    page.totalPages = json["totalPages"].toInt(-1);
    page.items.reserve(items->array().size());
    for (const Json &item : items->array()) {
        page.items.push_back(SOCLE_TRY(Record::fromJson(item)));
    }
    return page;
}

QString RecordsEndpoint::path(const QString &collection, const QString &id)
{
    QString result = QStringLiteral("/api/collections/") + pathSegment(collection)
        + QStringLiteral("/records");
    if (!id.isEmpty()) {
        result += u'/' + pathSegment(id);
    }
    return result;
}

QFuture<Result<RecordPage>> RecordsEndpoint::list(const QString &collection,
                                                  const ListQuery &query) const
{
    ApiRequest request = ApiRequest::get(path(collection), query.purpose);
    request.cancelKey = query.cancelKey;
    request.lane = query.lane;
    addOption(request, "page", QString::number(query.page));
    addOption(request, "perPage", QString::number(query.perPage));
    addOption(request, "filter", query.filter);
    addOption(request, "sort", query.sort);
    addOption(request, "fields", query.fields);
    addOption(request, "expand", query.expand);
    if (query.skipTotal) {
        addOption(request, "skipTotal", QStringLiteral("1"));
    }
    return m_client.request<RecordPage>(
        std::move(request),
        [isWhole = Record::asksWhole(query.fields)](ApiReply &&reply) -> Result<RecordPage> {
            RecordPage page = SOCLE_TRY(RecordPage::fromJson(reply.json));
            for (Record &record : page.items) {
                record.isPartial = !isWhole;
            }
            return page;
        });
}

QFuture<Result<qint64>> RecordsEndpoint::count(const QString &collection,
                                               const QString &filter,
                                               const QString &cancelKey) const
{
    ApiRequest request = ApiRequest::get(path(collection), QStringLiteral("records.count"));
    request.cancelKey = cancelKey;
    addOption(request, "page", QStringLiteral("1"));
    addOption(request, "perPage", QStringLiteral("1"));
    addOption(request, "fields", QStringLiteral("id"));
    addOption(request, "filter", filter);
    request.deadline
        = std::chrono::seconds(60); // counting a big table takes longer than showing it
    return m_client.request<qint64>(std::move(request), [](ApiReply &&reply) -> Result<qint64> {
        const RecordPage page = SOCLE_TRY(RecordPage::fromJson(reply.json));
        return page.totalItems;
    });
}

QFuture<Result<Record>> RecordsEndpoint::view(const QString &collection,
                                              const QString &id,
                                              const QString &expand,
                                              const QString &fields,
                                              const QString &purpose) const
{
    ApiRequest request = ApiRequest::get(path(collection, id), purpose);
    addOption(request, "expand", expand);
    addOption(request, "fields", fields);
    return m_client.request<Record>(
        std::move(request),
        [isWhole = Record::asksWhole(fields)](ApiReply &&reply) -> Result<Record> {
            Record record = SOCLE_TRY(readRecord(std::move(reply)));
            record.isPartial = !isWhole;
            return record;
        });
}

QFuture<Result<Record>> RecordsEndpoint::create(const QString &collection,
                                                const JsonObject &body,
                                                const WriteOptions &options) const
{
    return m_client.request<Record>(writeRequest("POST", path(collection), &body, options),
                                    readRecord);
}

QFuture<Result<Record>> RecordsEndpoint::update(const QString &collection,
                                                const QString &id,
                                                const JsonObject &body,
                                                const WriteOptions &options) const
{
    return m_client.request<Record>(writeRequest("PATCH", path(collection, id), &body, options),
                                    readRecord);
}

QFuture<Result<void>> RecordsEndpoint::remove(const QString &collection,
                                              const QString &id,
                                              const WriteOptions &options) const
{
    return m_client.requestNothing(writeRequest("DELETE", path(collection, id), nullptr, options));
}

QString filterLiteral(QStringView text)
{
    QString result = QStringLiteral("'");
    for (const QChar c : text) {
        if (c == u'\'' || c == u'\\') {
            result += u'\\';
        }
        result += c;
    }
    return result + u'\'';
}

} // namespace socle::studio
