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

#include <algorithm>
#include <utility>

namespace socle::studio {

namespace {

const QString kBulkKind = QStringLiteral("bulk");
constexpr int kRunPage = 200;
constexpr qsizetype kRunIds = 100; // in one filter
constexpr qsizetype kMostProblems = 20;

/// It is about one record; the others may well be written.
bool isRefusal(const ApiError &error)
{
    return error.failure == TransportFailure::None
        && (error.status == 400 || error.status == 404 || error.status == 409 || error.status == 412
            || error.status == 413);
}

bool hasValues(const Record &record, const JsonObject &values)
{
    return std::all_of(values.begin(), values.end(), [&record](const auto &member) {
        return sameValue(record.value(toQString(member.first)), member.second);
    });
}

} // namespace

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
    m_task->setCanPause(true);
    connect(m_task, &Task::cancelRequested, this, &BulkRun::stop);
    connect(m_task, &Task::ended, this, [this] {
        if (m_task->state() == Task::State::Cancelled && !m_isStopping) { // before its turn came
            emit ended({});
            deleteLater();
        }
    });
    connect(m_task, &Task::started, this, [this] {
        m_task->setProgress(m_order.done, m_order.total);
        keep();
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
    if (hasEnded() || m_collection == nullptr) {
        if (m_task != nullptr && !m_task->isEnded()) {
            m_task->fail(tr("The collection is gone."));
        }
        emit ended({});
        deleteLater();
        return;
    }
    if (m_isStopping) {
        m_task->markCancelled();
        offerToResume();
        emit ended({});
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
    if (m_order.pending.empty()) {
        read();
    } else {
        readPending(0, {});
    }
}

void BulkRun::stop()
{
    m_isStopping = true;
    if (std::exchange(m_isWaiting, false)) {
        next();
    }
}

void BulkRun::fail(const ApiError &error)
{
    if (!hasEnded()) {
        m_task->fail(error.message.isEmpty() ? error.title() : error.message);
        offerToResume();
    }
    emit ended(m_task != nullptr ? m_task->result() : QString());
    deleteLater();
}

void BulkRun::offerToResume()
{
    if (m_mode == Mode::DryRun || m_context.drafts() == nullptr) {
        return;
    }
    // The journal says how it stood before the page under way: its records are looked at again.
    m_task->setNextStep(
        tr("Resume"), [context = QPointer(&m_context), id = m_order.id, of = m_order.collectionId] {
            if (context == nullptr) {
                return;
            }
            const auto runs
                = context->findChildren<BulkRun *>(QString(), Qt::FindDirectChildrenOnly);
            const bool isRunning = std::any_of(runs.begin(), runs.end(), [&id](const BulkRun *run) {
                return run->order().id == id && !run->hasEnded();
            });
            for (const BulkOrder &order : unfinished(*context, of)) {
                if (order.id == id && !isRunning) {
                    new BulkRun(*context, order, Mode::Write); // a child of the context
                }
            }
        });
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
                 if (!page) {
                     fail(apiError(page.error()));
                 } else {
                     take(page->items);
                 }
             });
}

BatchRequest BulkRun::requestFor(const Record &record, JsonObject body) const
{
    BatchRequest request{"PATCH", {}, std::move(body), record.etag, {}};
    request.url = QStringLiteral("/api/collections/") + m_collection->name
        + QStringLiteral("/records/") + record.id;
    return request;
}

void BulkRun::take(const std::vector<Record> &records)
{
    m_order.pendingRecords = m_order.ids.isEmpty()
        ? static_cast<qint64>(records.size())
        : std::min<qint64>(kRunIds, m_order.ids.size() - m_order.done);
    m_order.pendingEnds = m_order.ids.isEmpty()
        ? records.size() < std::size_t(kRunPage)
        : m_order.done + m_order.pendingRecords >= m_order.ids.size();
    m_order.pendingLastId = records.empty() ? m_order.lastId : records.back().id;
    std::vector<BatchRequest> requests;
    for (const Record &record : records) {
        if (m_order.exceptions.contains(record.id)) {
            continue;
        }
        JsonObject wanted;
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
                wanted = {};
                break;
            }
            now.set(field->name, *value);
            wanted.set(field->name, value.takeValue());
        }
        JsonObject from;
        JsonObject body;
        for (const auto &[name, value] : wanted) {
            const Json &before = record.value(toQString(name));
            if (!sameValue(before, value)) {
                from.set(name, before);
                body.set(name, value);
            }
        }
        if (!body.empty()) {
            m_order.pending.set(toUtf8(record.id),
                                JsonObject{{"from", std::move(from)}, {"to", body}});
            requests.push_back(requestFor(record, std::move(body)));
        }
    }
    if (m_mode == Mode::DryRun || requests.empty()) {
        m_order.changed += m_mode == Mode::DryRun ? static_cast<qint64>(requests.size()) : 0;
        pageDone();
        return;
    }
    keep();
    if (m_context.drafts() != nullptr) {
        m_context.drafts()->flush(); // nothing is sent that a crash would make us forget
    }
    write(std::move(requests), 0);
}

/// A page whose answers never came, or not all of them.
void BulkRun::readPending(qsizetype from, std::vector<BatchRequest> requests)
{
    QStringList ids;
    for (const auto &[id, change] : m_order.pending) {
        ids.append(toQString(id));
    }
    if (from >= ids.size()) {
        write(std::move(requests), 0);
        return;
    }
    ListQuery query;
    query.perPage = static_cast<int>(kRunIds);
    query.skipTotal = true;
    query.purpose = QStringLiteral("bulk.resume");
    query.fields = QStringLiteral("*");
    if (m_context.capabilities().has(Capability::Preconditions)) {
        query.fields += QStringLiteral(",@etag");
    }
    query.filter = idFilter(ids.mid(from, kRunIds));
    onResult(RecordsEndpoint(m_context.client()).list(m_collection->name, query),
             this,
             [this, from, requests = std::move(requests)](const Result<RecordPage> &page) mutable {
                 if (!page) {
                     fail(apiError(page.error()));
                     return;
                 }
                 takePending(page->items, requests);
                 readPending(from + kRunIds, std::move(requests));
             });
}

void BulkRun::takePending(const std::vector<Record> &records, std::vector<BatchRequest> &requests)
{
    for (const Record &record : records) {
        const Json *change = m_order.pending.find(toUtf8(record.id));
        if (change == nullptr) {
            continue;
        }
        const JsonObject &to = (*change)["to"].object();
        if (hasValues(record, to)) {
            ++m_order.changed; // written; only the answer was lost
        } else if (hasValues(record, (*change)["from"].object())) {
            requests.push_back(requestFor(record, to));
        } else {
            refuse(record.id, tr("Changed by somebody else meanwhile."));
        }
    }
}

void BulkRun::write(std::vector<BatchRequest> requests, std::size_t from)
{
    if (from >= requests.size()) {
        pageDone();
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
                 } else if (isRefusal(error) || error.status == 403) {
                     // Find the ones that are refused; or batches were turned off meanwhile.
                     writeOne(std::move(requests), from, until);
                 } else {
                     fail(error); // the journal knows the page under way
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
            if (!record && !isRefusal(error)) {
                fail(error);
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

void BulkRun::pageDone()
{
    m_order.pending = {};
    m_order.done += m_order.pendingRecords;
    m_order.lastId = m_order.pendingLastId;
    m_isLastPage = m_order.pendingEnds;
    keep();
    if (m_task != nullptr) {
        m_task->setProgress(m_order.done, std::max(m_order.total, m_order.done));
    }
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
        result = tr("%1, %2 refused. First: %3")
                     .arg(result, locale.toString(m_order.refused), m_problems.value(0));
    }
    if (m_mode == Mode::Write) {
        forget(m_context, m_order.id);
    }
    m_task->succeed(result);
    emit ended(result);
    deleteLater();
}

} // namespace socle::studio
