#include "backend/realtime/EventWriter.h"

#include "backend/records/Expand.h"
#include "backend/records/RecordStore.h"
#include "backend/rules/Caller.h"
#include "backend/rules/KeyScopes.h"
#include "backend/rules/QueryBuilder.h"
#include "backend/rules/RuleCheck.h"
#include "backend/storage/ReadTransaction.h"

#include <utility>

namespace socle::realtime {

namespace {

std::string_view actionOf(records::ChangeKind kind)
{
    switch (kind) {
    case records::ChangeKind::Created:
        return "create";
    case records::ChangeKind::Updated:
        return "update";
    case records::ChangeKind::Deleted:
        return "delete";
    }
    return {};
}

/// Everything that can make two groups see a record differently.
std::string viewerKey(const Target &target)
{
    return target.identity.key + "\n" + target.subscription->text;
}

} // namespace

EventWriter::EventWriter(const records::RecordStore &records,
                         const FieldsFunction &pick,
                         const records::Change &change,
                         const schema::Catalogue &catalogue,
                         DateTime now)
    : m_records(records)
    , m_pick(pick)
    , m_change(change)
    , m_catalogue(catalogue)
    , m_now(now)
    , m_values(change.record().toJson())
{
}

const std::optional<std::string> &EventWriter::ruleOf(const Target &target) const
{
    const schema::Collection &collection = m_change.record().collection();
    return target.scope == Target::Scope::List ? collection.listRule : collection.viewRule;
}

// A caller with an API key sees what its scopes cover, as everywhere (socle-api.md 10).
rules::Gate EventWriter::gateOf(const Target &target) const
{
    const std::string_view action = target.scope == Target::Scope::List ? "list" : "view";
    return rules::isInScope(*target.identity.caller, m_change.record().collection().name, action)
        ? rules::gate(ruleOf(target), *target.identity.caller)
        : rules::Gate::Locked;
}

bool EventWriter::managesMatter(const Target &target) const
{
    const schema::Collection &collection = m_change.record().collection();
    return collection.isAuth() && collection.auth.manageRule && !collection.auth.manageRule->empty()
        && !target.identity.caller->isSuperuser();
}

bool EventWriter::needsRows(const Target &target) const
{
    const auto gate = gateOf(target);
    if (gate == rules::Gate::Locked) {
        return false;
    }
    return gate == rules::Gate::Conditional || !target.subscription->filter().empty()
        || !target.subscription->expand().empty() || managesMatter(target);
}

rules::RequestContext EventWriter::contextOf(const Target &target) const
{
    return {.caller = target.identity.caller.get(),
            .catalogue = &m_catalogue,
            .context = "realtime",
            .method = "GET",
            .query = target.subscription->query,
            .headers = target.subscription->headers,
            .body = JsonObject(),
            .now = m_now};
}

Result<bool> EventWriter::matches(storage::ReadTransaction &transaction,
                                  const rules::RequestContext &request,
                                  std::string_view condition,
                                  bool isFilter) const
{
    rules::QueryBuilder query(m_change.record().collection(), request, transaction.dialect());
    query.withCandidate(m_values, rules::Candidate::Stored);
    const auto compiled
        = query.where(condition, isFilter ? rules::Access::Restricted : rules::Access::Full);
    if (!compiled) {
        return false;
    }
    auto found = transaction.exists(query.exists());
    if (!found && !records::isStorageFailure(found.error())) {
        return false; // a rule or filter that cannot run shows nothing
    }
    return found;
}

Result<bool> EventWriter::isVisible(storage::ReadTransaction &transaction, const Target &target)
{
    const rules::Caller &caller = *target.identity.caller;
    const auto &rule = ruleOf(target);
    const auto gate = gateOf(target);
    const std::string_view filter = target.subscription->filter();
    if (gate == rules::Gate::Locked || !rules::requireClientTokens(filter, caller)) {
        return false;
    }
    if (gate == rules::Gate::Open && filter.empty()) {
        return true;
    }
    // A rule that does not mention the request says the same to everybody it is asked for.
    const bool isPersonal
        = !filter.empty() || (rule && rule->find("@request.") != std::string::npos);
    const std::string key = isPersonal
        ? viewerKey(target)
        : std::string(target.scope == Target::Scope::List ? "list" : "view");
    if (const auto known = m_visible.find(key); known != m_visible.end()) {
        return known->second;
    }
    const rules::RequestContext request = contextOf(target);
    bool visible = true;
    if (gate == rules::Gate::Conditional) {
        visible = SOCLE_TRY(matches(transaction, request, *rule, false));
    }
    if (visible && !filter.empty()) {
        visible = SOCLE_TRY(matches(transaction, request, filter, true));
    }
    m_visible.emplace(key, visible);
    return visible;
}

Result<std::optional<std::string>> EventWriter::write(storage::ReadTransaction &transaction,
                                                      const Target &target)
{
    const bool visible = SOCLE_TRY(isVisible(transaction, target));
    if (!visible) {
        return std::optional<std::string>();
    }
    const std::string_view expand = target.subscription->expand();
    const std::string_view fields = target.subscription->fields();
    const bool isPersonal = !expand.empty() || m_change.record().collection().isAuth();
    std::string key = isPersonal
        ? viewerKey(target)
        : (target.identity.caller->isSuperuser() ? "superuser\n" : "\n") + std::string(fields);
    if (const auto known = m_messages.find(key); known != m_messages.end()) {
        return std::optional(known->second);
    }
    std::string record
        = SOCLE_TRY(m_records.encode(transaction, m_change.record(), expand, contextOf(target)));
    if (!fields.empty() && m_pick) {
        record = m_pick(fields, std::move(record));
    }
    std::string message = "{\"record\":" + record + ",\"action\":\"";
    message.append(actionOf(m_change.kind)).append("\"}");
    return std::optional(m_messages.emplace(std::move(key), std::move(message)).first->second);
}

} // namespace socle::realtime
