#include "studio/domain/BulkRun.h"

#include "studio/api/OnResult.h"
#include "studio/api/Text.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/DraftStore.h"
#include "studio/domain/FieldValue.h"
#include "studio/domain/FilterChips.h"
#include "studio/domain/RecordQueryText.h"
#include "studio/domain/SchemaStore.h"

#include <QLocale>

namespace socle::studio {

namespace {

const QString kBulkKind = QStringLiteral("bulk");
constexpr int kRunPage = 200;
constexpr qsizetype kRunIds = 100;
constexpr qsizetype kMostProblems = 20;

JsonArray jsonTextArray(const QStringList &texts)
{
    JsonArray array;
    for (const QString &text : texts) {
        array.push_back(toUtf8(text));
    }
    return array;
}

QStringList jsonTexts(const Json &json)
{
    QStringList texts;
    for (const Json &item : json.array()) {
        texts.append(toQString(item.text()));
    }
    return texts;
}

} // namespace

Json BulkOrder::toJson() const
{
    JsonArray list;
    for (const BulkChange &change : changes) {
        list.push_back(JsonObject{{"field", toUtf8(change.field)},
                                  {"operation", static_cast<int>(change.operation)},
                                  {"value", change.value},
                                  {"text", toUtf8(change.text)},
                                  {"replacement", toUtf8(change.replacement)},
                                  {"isRegex", change.isRegex}});
    }
    return JsonObject{{"id", toUtf8(id)},
                      {"collection", toUtf8(collectionId)},
                      {"filter", toUtf8(filter)},
                      {"ids", jsonTextArray(ids)},
                      {"exceptions", jsonTextArray(exceptions)},
                      {"changes", std::move(list)},
                      {"total", std::int64_t(total)},
                      {"lastId", toUtf8(lastId)},
                      {"done", std::int64_t(done)},
                      {"changed", std::int64_t(changed)},
                      {"refused", std::int64_t(refused)},
                      {"pending", pending}};
}

BulkOrder BulkOrder::fromJson(const Json &json)
{
    BulkOrder order;
    order.id = toQString(json["id"].text());
    order.collectionId = toQString(json["collection"].text());
    order.filter = toQString(json["filter"].text());
    order.ids = jsonTexts(json["ids"]);
    order.exceptions = jsonTexts(json["exceptions"]);
    for (const Json &change : json["changes"].array()) {
        order.changes.push_back({toQString(change["field"].text()),
                                 static_cast<BulkOperation>(change["operation"].toInt()),
                                 change["value"],
                                 toQString(change["text"].text()),
                                 toQString(change["replacement"].text()),
                                 change["isRegex"].toBool()});
    }
    order.total = json["total"].toInt();
    order.lastId = toQString(json["lastId"].text());
    order.done = json["done"].toInt();
    order.changed = json["changed"].toInt();
    order.refused = json["refused"].toInt();
    order.pending = json["pending"].object();
    return order;
}

BulkRun::BulkRun(ConnectionContext &context, BulkOrder order, Mode mode)
    : QObject(&context)
    , m_context(context)
    , m_order(std::move(order))
    , m_mode(mode)
    , m_collection(context.schema().find(m_order.collectionId))
{
    if (m_order.id.isEmpty()) {
        m_order.id = makeRecordId();
    }
    const QString name = m_collection != nullptr ? m_collection->name : m_order.collectionId;
    m_task = context.tasks().add(mode == Mode::DryRun ? tr("Dry run of a change of %1").arg(name)
                                                      : tr("Change records of %1").arg(name));
    connect(m_task, &Task::started, this, [this] {
        m_task->setProgress(m_order.done, m_order.total);
        next();
    });
    connect(m_task, &Task::changed, this, [this] {
        if (m_isWaiting && m_task->state() == Task::State::Running) {
            m_isWaiting = false;
            next();
        }
    });
}

std::vector<BulkOrder> BulkRun::unfinished(ConnectionContext &context, const QString &collectionId)
{
    std::vector<BulkOrder> orders;
    if (context.drafts() == nullptr) {
        return orders;
    }
    for (const StoredDraft &draft : context.drafts()->all(kBulkKind)) {
        const Result<Json> json = parseJson(viewOf(draft.value));
        if (json && toQString((*json)["collection"].text()) == collectionId) {
            orders.push_back(BulkOrder::fromJson(*json));
        }
    }
    return orders;
}

void BulkRun::forget(ConnectionContext &context, const QString &orderId)
{
    if (context.drafts() != nullptr) {
        context.drafts()->remove(kBulkKind + u'/' + orderId);
    }
}

void BulkRun::keep()
{
    if (m_mode == Mode::Write && m_context.drafts() != nullptr) {
        m_context.drafts()->put(
            {kBulkKind + u'/' + m_order.id, kBulkKind, toBytes(m_order.toJson().dump())});
    }
}

void BulkRun::next()
{
    if (m_task->isEnded() || m_collection == nullptr) {
        deleteLater();
        return;
    }
    if (m_task->state() == Task::State::Paused) {
        m_isWaiting = true;
        return;
    }
    if (m_isLastPage) {
        end();
        return;
    }
    read();
}

void BulkRun::read()
{
    ListQuery query;
    query.perPage = kRunPage;
    query.skipTotal = true;
    query.sort = QStringLiteral("id");
    query.purpose = QStringLiteral("bulk.read");
    query.fields = QStringLiteral("*");
    if (m_context.capabilities().has(Capability::Preconditions)) {
        query.fields += QStringLiteral(",@etag");
    }
    if (!m_order.ids.isEmpty()) {
        query.filter = idFilter(m_order.ids.mid(m_order.done, kRunIds));
    } else if (m_order.lastId.isEmpty()) {
        query.filter = m_order.filter;
    } else {
        query.filter = FilterChips::combine(
            m_order.filter, QStringLiteral("id > ") + filterLiteral(m_order.lastId));
    }
    onResult(RecordsEndpoint(m_context.client()).list(m_collection->name, query),
             this,
             [this](const Result<RecordPage> &page) {
                 if (m_task->isEnded()) {
                     deleteLater();
                 } else if (!page) {
                     m_task->fail(apiError(page.error()).message);
                     emit ended(m_task->result());
                     deleteLater(); // the journal stays: it can be resumed
                 } else {
                     take(page->items);
                 }
             });
}

void BulkRun::take(const std::vector<Record> &records)
{
    m_pageRecords = m_order.ids.isEmpty()
        ? static_cast<qsizetype>(records.size())
        : std::min<qsizetype>(kRunIds, m_order.ids.size() - m_order.done);
    m_isLastPage = m_order.ids.isEmpty() ? records.size() < std::size_t(kRunPage)
                                         : m_order.done + m_pageRecords >= m_order.ids.size();
    m_pageLastId = records.empty() ? m_order.lastId : records.back().id;
    std::vector<BatchRequest> requests;
    const JsonObject interrupted = std::exchange(m_order.pending, {});
    for (const Record &record : records) {
        if (m_order.exceptions.contains(record.id)) {
            continue;
        }
        JsonObject body;
        if (const Json *values = interrupted.find(toUtf8(record.id))) {
            body
                = values->object(); // of a page whose answer never came: these values, not new ones
        } else {
            JsonObject now = record.values;
            for (const BulkChange &change : m_order.changes) {
                const fields::Field *field = m_collection->field(change.field);
                Result<Json> value = field != nullptr
                    ? applyBulk(change, *field, now)
                    : Result<Json>(invalidInput("The field is gone."));
                const QString wrong
                    = value ? validationMessage(*value, *field) : toQString(value.error().message);
                if (!wrong.isEmpty()) {
                    refuse(record.id, wrong);
                    body = {};
                    break;
                }
                now.set(field->name, *value);
                body.set(field->name, value.takeValue());
            }
        }
        const JsonObject wanted = std::exchange(body, {});
        for (const auto &[name, value] : wanted) {
            const Json *now = record.values.find(name);
            if (now == nullptr || !sameValue(*now, value)) {
                body.set(name, value);
            }
        }
        if (!body.empty()) {
            m_order.pending.set(toUtf8(record.id), body);
            BatchRequest request{"PATCH", {}, std::move(body), record.etag, {}};
            request.url = QStringLiteral("/api/collections/") + m_collection->name
                + QStringLiteral("/records/") + record.id;
            requests.push_back(std::move(request));
        }
    }
    if (m_mode == Mode::DryRun || requests.empty()) {
        m_order.changed += m_mode == Mode::DryRun ? static_cast<qint64>(requests.size()) : 0;
        pageDone(m_pageRecords, m_pageLastId);
        return;
    }
    keep();
    write(std::move(requests), 0);
}

void BulkRun::write(std::vector<BatchRequest> requests, std::size_t from)
{
    if (from >= requests.size()) {
        pageDone(m_pageRecords, m_pageLastId);
        return;
    }
    const BatchLimits &limits = m_context.capabilities().batch;
    const std::size_t until = limits.isEnabled
        ? std::min(requests.size(),
                   from + static_cast<std::size_t>(std::max(1, limits.maxRequests)))
        : requests.size();
    if (!limits.isEnabled) {
        writeOne(std::move(requests), from, until);
        return;
    }
    const std::vector<BatchRequest> chunk(requests.begin() + static_cast<std::ptrdiff_t>(from),
                                          requests.begin() + static_cast<std::ptrdiff_t>(until));
    onResult(BatchEndpoint(m_context.client()).send(chunk, QStringLiteral("bulk.batch")),
             this,
             [this, requests = std::move(requests), from, until](
                 const Result<BatchReply> &reply) mutable {
                 const ApiError error = reply ? ApiError() : apiError(reply.error());
                 if (reply) {
                     m_order.changed += static_cast<qint64>(until - from);
                     write(std::move(requests), until);
                 } else if (error.failure != TransportFailure::None) {
                     m_task->fail(error.message); // the journal knows the page under way
                     emit ended(m_task->result());
                     deleteLater();
                 } else {
                     writeOne(std::move(requests), from, until); // find the ones that are refused
                 }
             });
}

void BulkRun::writeOne(std::vector<BatchRequest> requests, std::size_t from, std::size_t until)
{
    if (from >= until) {
        write(std::move(requests), from);
        return;
    }
    const BatchRequest &request = requests[from];
    WriteOptions options;
    options.purpose = QStringLiteral("bulk.single");
    options.ifMatch = request.ifMatch;
    const QString id = request.url.section(u'/', -1);
    onResult(
        RecordsEndpoint(m_context.client()).update(m_collection->name, id, request.body, options),
        this,
        [this, requests = std::move(requests), from, until, id](
            const Result<Record> &record) mutable {
            const ApiError error = record ? ApiError() : apiError(record.error());
            if (!record && error.failure != TransportFailure::None) {
                m_task->fail(error.message);
                emit ended(m_task->result());
                deleteLater();
                return;
            }
            if (record) {
                ++m_order.changed;
            } else {
                refuse(id, error.fields.isEmpty() ? error.message : error.fields.first());
            }
            writeOne(std::move(requests), from + 1, until);
        });
}

void BulkRun::refuse(const QString &record, const QString &reason)
{
    ++m_order.refused;
    if (m_problems.size() < kMostProblems) {
        m_problems.append(tr("%1: %2", "record, reason").arg(record, reason));
    }
}

void BulkRun::pageDone(qsizetype records, const QString &lastId)
{
    m_order.pending = {};
    m_order.done += records;
    m_order.lastId = lastId;
    keep();
    m_task->setProgress(m_order.done, std::max(m_order.total, m_order.done));
    next();
}

void BulkRun::end()
{
    const QLocale locale;
    QString result = m_mode == Mode::DryRun
        ? tr("%1 of %2 records would change")
              .arg(locale.toString(m_order.changed), locale.toString(m_order.done))
        : tr("Changed %1 of %2 records")
              .arg(locale.toString(m_order.changed), locale.toString(m_order.done));
    if (m_order.refused > 0) {
        result += u' '
            + tr("%1 refused. First: %2")
                  .arg(locale.toString(m_order.refused), m_problems.value(0));
    }
    if (m_mode == Mode::Write) {
        forget(m_context, m_order.id);
    }
    m_task->succeed(result);
    emit ended(result);
    deleteLater();
}

} // namespace socle::studio
