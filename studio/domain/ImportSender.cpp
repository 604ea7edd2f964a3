#include "studio/domain/ImportSender.h"

#include "shared/fields/FieldCatalogue.h"
#include "studio/api/BatchEndpoint.h"
#include "studio/api/ImportEndpoint.h"
#include "studio/api/OnResult.h"
#include "studio/api/RecordsEndpoint.h"
#include "studio/api/Text.h"

#include <algorithm>

namespace socle::studio {

namespace {

QString modeWord(ImportMode mode)
{
    switch (mode) {
    case ImportMode::Insert:
        return QStringLiteral("insert");
    case ImportMode::Update:
        return QStringLiteral("update");
    case ImportMode::Upsert:
        return QStringLiteral("upsert");
    }
    return {};
}

bool hasFiles(const ImportPlan &plan, const CollectionSchema &target)
{
    return std::any_of(
        plan.columns.begin(), plan.columns.end(), [&target](const ImportColumn &column) {
            const fields::Field *field = target.field(column.field);
            return field != nullptr && field->isType(fields::kFile);
        });
}

bool isNetworks(const ApiError &error)
{
    return error.failure != TransportFailure::None || error.isTransient();
}

RowFate refused(const QString &message,
                const QMap<QString, QString> &fields = {},
                const QMap<QString, QString> &codes = {})
{
    return {.kind = RowFate::Kind::Refused, .message = message, .fields = fields, .codes = codes};
}

} // namespace

std::vector<RowProblem> problemsOf(const PreparedRow &row, const RowFate &fate)
{
    std::vector<RowProblem> problems;
    for (auto it = fate.fields.begin(); it != fate.fields.end(); ++it) {
        problems.push_back({row.source.number, it.key(), it.value()});
    }
    if (problems.empty()) {
        problems.push_back({row.source.number, {}, fate.message});
    }
    return problems;
}

ImportSender::ImportSender(ApiClient &client,
                           const Capabilities &capabilities,
                           const CollectionPtr &target,
                           const ImportPlan &plan,
                           QObject *parent)
    : QObject(parent)
    , m_client(client)
    , m_capabilities(capabilities)
    , m_target(target)
    , m_plan(plan)
    , m_files(plan.path)
{
}

std::size_t ImportSender::rowsPerRequest() const
{
    if (m_capabilities.has(Capability::ImportStream)) {
        return static_cast<std::size_t>(kRowsPerStream);
    }
    return m_capabilities.batch.isEnabled
        ? static_cast<std::size_t>(std::clamp(m_capabilities.batch.maxRequests, 1, kMostPerBatch))
        : 1;
}

bool ImportSender::resolvesKeys(const ImportPlan &plan,
                                const Capabilities &capabilities,
                                const CollectionSchema &target)
{
    if (plan.mode == ImportMode::Insert) {
        return false;
    }
    // A batch knows PUT: update by id or create.
    const bool isPut
        = plan.mode == ImportMode::Upsert && plan.keyField == u"id" && capabilities.batch.isEnabled;
    return hasFiles(plan, target) || !(capabilities.has(Capability::ImportStream) || isPut);
}

void ImportSender::send(const std::vector<PreparedRow> &rows, std::function<void(SendOutcome)> then)
{
    if (rows.size() == 1 && !rows.front().files.empty()) {
        m_files.collect(
            rows.front().files,
            [this, row = rows.front(), then = std::move(then)](Result<QList<FilePart>> parts) {
                if (!parts) {
                    then({.fates = {refused(toQString(parts.error().message))}});
                    return;
                }
                sendOne(row, *parts, then);
            });
        return;
    }
    if (m_capabilities.has(Capability::ImportStream)) {
        sendStreamed(rows, std::move(then));
    } else if (m_capabilities.batch.isEnabled
               && (rows.size() > 1 || m_plan.mode == ImportMode::Upsert)) {
        sendBatch(rows, std::move(then));
    } else {
        sendOne(rows.front(), {}, std::move(then));
    }
}

/// One request, its rows judged one by one by the server: what failed holds back nothing.
void ImportSender::sendStreamed(const std::vector<PreparedRow> &rows,
                                std::function<void(SendOutcome)> then)
{
    std::vector<const JsonObject *> bodies;
    for (const PreparedRow &row : rows) {
        bodies.push_back(&row.body);
    }
    onResult(ImportEndpoint(m_client).send(
                 m_target->name, bodies, modeWord(m_plan.mode), m_plan.keyField),
             this,
             [count = rows.size(), then = std::move(then)](const Result<ImportReply> &reply) {
                 SendOutcome outcome{.fates = std::vector<RowFate>(count)};
                 if (!reply) {
                     const ApiError what = apiError(reply.error());
                     (isNetworks(what) ? outcome.broken : outcome.fatal) = what;
                     then(std::move(outcome));
                     return;
                 }
                 for (RowFate &fate : outcome.fates) {
                     fate.kind = RowFate::Kind::Written;
                 }
                 for (const ImportFailure &failure : reply->failures) {
                     const auto at = static_cast<std::size_t>(failure.row - 1);
                     if (failure.row >= 1 && at < count) {
                         outcome.fates[at]
                             = refused(failure.message, failure.fields, failure.codes);
                     }
                 }
                 then(std::move(outcome));
             });
}

/// All or nothing: where one row is refused the others are not judged and go again.
void ImportSender::sendBatch(const std::vector<PreparedRow> &rows,
                             std::function<void(SendOutcome)> then)
{
    std::vector<BatchRequest> requests;
    const QString records
        = QStringLiteral("/api/collections/") + m_target->name + QStringLiteral("/records");
    for (const PreparedRow &row : rows) {
        BatchRequest request;
        const bool isPut = m_plan.mode == ImportMode::Upsert && m_plan.keyField == u"id";
        request.method = !row.existing.isEmpty() ? "PATCH" : isPut ? "PUT" : "POST";
        request.url = records + (row.existing.isEmpty() ? QString() : QString(u'/' + row.existing))
            + QStringLiteral("?fields=id");
        request.body = row.body;
        if (!row.existing.isEmpty()) {
            request.body.erase("id");
        }
        requests.push_back(std::move(request));
    }
    onResult(BatchEndpoint(m_client).send(requests, QStringLiteral("import.batch")),
             this,
             [count = rows.size(), then = std::move(then)](const Result<BatchReply> &reply) {
                 SendOutcome outcome{.fates = std::vector<RowFate>(count)};
                 if (reply) {
                     for (std::size_t i = 0; i < count; ++i) {
                         outcome.fates[i].kind = RowFate::Kind::Written;
                         if (i < reply->size()) {
                             outcome.fates[i].id = toQString((*reply)[i].body["id"].text());
                         }
                     }
                     then(std::move(outcome));
                     return;
                 }
                 const ApiError what = apiError(reply.error());
                 const BatchFailure failure = BatchEndpoint::failureOf(what);
                 if (isNetworks(what)) {
                     outcome.broken = what;
                 } else if (failure.index < 0 || failure.index >= static_cast<int>(count)) {
                     outcome.fatal = what; // the batch as such: switched off, too large, timed out
                 } else {
                     outcome.fates[static_cast<std::size_t>(failure.index)]
                         = refused(failure.message, failure.fields, failure.codes);
                 }
                 then(std::move(outcome));
             });
}

void ImportSender::sendOne(const PreparedRow &row,
                           const QList<FilePart> &files,
                           std::function<void(SendOutcome)> then)
{
    WriteOptions options;
    options.lane = Lane::Bulk;
    options.fields = QStringLiteral("id");
    options.purpose = QStringLiteral("import.row");
    options.files = files;
    const RecordsEndpoint records(m_client);
    JsonObject body = row.body;
    if (!row.existing.isEmpty()) {
        body.erase("id");
    }
    onResult(row.existing.isEmpty() ? records.create(m_target->name, body, options)
                                    : records.update(m_target->name, row.existing, body, options),
             this,
             [then = std::move(then)](const Result<Record> &result) {
                 SendOutcome outcome{.fates = std::vector<RowFate>(1)};
                 if (result) {
                     outcome.fates.front() = {.kind = RowFate::Kind::Written, .id = result->id};
                 } else {
                     const ApiError what = apiError(result.error());
                     if (isNetworks(what)) {
                         outcome.broken = what;
                     } else {
                         outcome.fates.front() = refused(what.message, what.fields, what.codes);
                     }
                 }
                 then(std::move(outcome));
             });
}

} // namespace socle::studio
