// See HistoryWriter.h.
#include "backend/history/HistoryWriter.h"

#include "backend/records/ChangeNames.h"
#include "backend/rules/Caller.h"
#include "backend/rules/KeyScopes.h"
#include "backend/rules/RequestContext.h"
#include "backend/runtime/Clock.h"
#include "backend/runtime/Random.h"
#include "backend/storage/WriteTransaction.h"
#include "shared/core/Text.h"
#include "shared/fields/FieldCatalogue.h"
#include "shared/json/JsonWriter.h"

#include <algorithm>

namespace socle::history {

namespace {

constexpr std::string_view kInsert
    = "INSERT INTO `_revisions` (`id`, `collectionRef`, `recordRef`, `action`, `actor`, `changes`, "
      "`created`) VALUES (?, ?, ?, ?, ?, ?, ?)";

/// `{"title":{"old":…,"new":…}}`; empty when an update changed nothing that is kept.
std::string changesOf(const records::Change &change)
{
    const fields::FieldList &list = change.record().collection().fields;
    std::string out;
    JsonWriter writer(out);
    bool isEmpty = true;
    writer.startObject();
    for (std::size_t i = 0; i < list.size(); ++i) {
        const bool isUpdate = change.before && change.after;
        if (!isKept(list[i])
            || (isUpdate
                && (list[i].isType(fields::kAutodate)
                    || change.before->values()[i] == change.after->values()[i]))) {
            continue;
        }
        isEmpty = false;
        writer.key(list[i].name);
        writer.startObject();
        writer.key("old");
        change.before ? writer.value(change.before->values()[i]) : writer.null();
        writer.key("new");
        change.after ? writer.value(change.after->values()[i]) : writer.null();
        writer.endObject();
    }
    writer.endObject();
    return isEmpty && change.kind == records::ChangeKind::Updated ? std::string() : out;
}

} // namespace

bool isKept(const fields::Field &field)
{
    return !field.hidden && !field.isType(fields::kPassword) && field.name != "tokenKey";
}

void HistoryWriter::configure(const schema::SocleSettings &settings,
                              const schema::OptionRows &options)
{
    auto switches = std::make_shared<Switches>();
    switches->byDefault = settings.history.enabled;
    for (const auto &[collectionId, values] : options) {
        if (const auto found = values.find("history"); found != values.end()) {
            switches->ofCollection[collectionId] = found->second["enabled"].toBool();
        }
    }
    m_isAnyOn = switches->byDefault
        || std::any_of(switches->ofCollection.begin(),
                       switches->ofCollection.end(),
                       [](const auto &entry) { return entry.second; });
    const std::lock_guard lock(m_mutex);
    m_switches = std::move(switches);
}

bool HistoryWriter::isOn(const schema::Collection &collection) const
{
    if (!m_isAnyOn || collection.isView()) {
        return false;
    }
    std::shared_ptr<const Switches> switches;
    {
        const std::lock_guard lock(m_mutex);
        switches = m_switches;
    }
    const auto own = switches->ofCollection.find(collection.id);
    return own != switches->ofCollection.end()
        ? own->second
        : switches->byDefault && !collection.system && !startsWith(collection.name, "_");
}

Result<void> HistoryWriter::recordChanged(storage::WriteTransaction &transaction,
                                          const records::Change &change,
                                          const rules::RequestContext &request)
{
    const records::Record &record = change.record();
    if (!isOn(record.collection())) {
        return {};
    }
    std::string changes = changesOf(change);
    if (changes.empty()) {
        return {};
    }
    static const rules::Caller kServer;
    SOCLE_TRY(transaction.execute(
        storage::sql(kInsert,
                     m_random.recordId(),
                     record.collection().id,
                     std::string(record.id()),
                     std::string(records::actionName(change.kind)),
                     rules::actorOf(request.caller != nullptr ? *request.caller : kServer).dump(),
                     std::move(changes),
                     m_clock.now().toString())));
    return {};
}

} // namespace socle::history
