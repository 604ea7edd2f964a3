// What a request would be answered, and why, without doing it (socle-api.md 3).
//
// A write is really run, by the same functions as the real one, in a savepoint that is always
// rolled back; the tree beside it comes from rules::explainRule() with the same input.
#pragma once

#include "backend/records/RecordStore.h"
#include "backend/rules/RequestContext.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace socle::runtime {
class Random;
}

namespace socle::records {

enum class RuleAction { List, View, Create, Update, Delete };

std::optional<RuleAction> ruleAction(std::string_view text); // "list"
/// `collection.*ruleMember(action)`
schema::Rule schema::Collection::*ruleMember(RuleAction action);

struct ExplainQuery
{
    /// With the rule that is to be explained in its place.
    schema::CollectionPtr collection = {};
    RuleAction action = RuleAction::View;
    std::string record = {}; // id; "" for create, and for a list as a whole
    JsonObject body = {};
};

struct Explanation
{
    bool isAllowed = false;
    /// "superuser", "public", "rule", "locked" (what the gate says), "record" (there is none),
    /// "validation" (the rule passes, the input does not), "invalid" (the rule does not compile).
    std::string reason = {};
    /// What the real request would be refused with; a list that merely leaves the record out is not
    /// refused.
    std::optional<Error> refusal = {};
    Json tree = {}; // null without an expression; {"error","start","end"} of one that is broken
    std::optional<std::pair<std::int64_t, std::int64_t>> counts = {}; // list: matching, total
};

class RuleExplanation
{
public:
    /// The references outlive the object.
    RuleExplanation(const RecordStore &records, runtime::Random &random)
        : m_records(records)
        , m_random(random)
    {
    }

    /// List and view.
    Result<Explanation> explainRead(storage::ReadTransaction &tx,
                                    const ExplainQuery &query,
                                    const rules::RequestContext &request) const;
    /// Create, update and delete: nothing stays written.
    Result<Explanation> explainWrite(storage::WriteTransaction &tx,
                                     const ExplainQuery &query,
                                     const rules::RequestContext &request) const;

private:
    Result<void> tryWrite(storage::WriteTransaction &tx,
                          const ExplainQuery &query,
                          const rules::RequestContext &request) const;

    const RecordStore &m_records;
    runtime::Random &m_random;
};

} // namespace socle::records
