// What a group of clients is told of one change: nothing, or the message's JSON.
//
// Rule and filter are asked of the record as it was at the change (a candidate row), so a later
// write cannot open or close what an earlier one showed. Results are kept while one change is
// handled: groups that must get the same answer share it. Source: records-api.md 6.6.
#pragma once

#include "backend/realtime/Registry.h"
#include "backend/records/ChangeListener.h"
#include "backend/rules/RequestContext.h"
#include "backend/rules/RuleCheck.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace socle::records {
class RecordStore;
}

namespace socle::schema {
class Catalogue;
}

namespace socle::storage {
class ReadTransaction;
}

namespace socle::realtime {

/// `fields` applied to a record's JSON; a faulty `fields` gives the text as it was.
using FieldsFunction = std::function<std::string(std::string_view fields, std::string json)>;

class EventWriter
{
public:
    /// The references outlive the writer, which handles one change.
    EventWriter(const records::RecordStore &records,
                const FieldsFunction &pick,
                const records::Change &change,
                const schema::Catalogue &catalogue,
                DateTime now);

    /// True when the answer needs to look at rows: a conditional rule, a filter, expand, or who may
    /// see an e-mail. Such groups of a deletion must be asked before the row is gone.
    bool needsRows(const Target &target) const;

    /// The message for the group, nothing when it may not see the record. Errors: of the read.
    Result<std::optional<std::string>> write(storage::ReadTransaction &transaction,
                                             const Target &target);

private:
    Result<bool> isVisible(storage::ReadTransaction &transaction, const Target &target);
    Result<bool> matches(storage::ReadTransaction &transaction,
                         const rules::RequestContext &request,
                         std::string_view condition,
                         bool isFilter) const;
    rules::RequestContext contextOf(const Target &target) const;
    const std::optional<std::string> &ruleOf(const Target &target) const;
    rules::Gate gateOf(const Target &target) const;
    bool managesMatter(const Target &target) const;

    const records::RecordStore &m_records;
    const FieldsFunction &m_pick;
    const records::Change &m_change;
    const schema::Catalogue &m_catalogue;
    const DateTime m_now;
    const Json m_values; // the record by field name
    std::unordered_map<std::string, bool> m_visible;
    std::unordered_map<std::string, std::string> m_messages;
};

} // namespace socle::realtime
