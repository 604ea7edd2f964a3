#include "studio/domain/ChangeJournal.h"

#include "shared/fields/FieldCatalogue.h"
#include "studio/api/Capabilities.h"
#include "studio/api/Text.h"
#include "studio/domain/DraftStore.h"
#include "studio/domain/FieldValue.h"
#include "studio/domain/SchemaStore.h"
#include "studio/domain/StagingEngine.h"

#include <algorithm>
#include <array>

namespace socle::studio {

namespace {

const QString kJournalKind = QStringLiteral("journal");
constexpr std::array<std::string_view, 3> kActions{"create", "update", "delete"};

bool isJournalled(const QString &name, const CollectionSchema &collection)
{
    const fields::Field *field = collection.field(name);
    return field != nullptr && !field->isType(fields::kPassword)
        && name != QStringLiteral("tokenKey") && name != QStringLiteral("id");
}

/// Field by field what a committed record changed.
std::vector<Revision::Change> changesOf(const StagedRecord &staged,
                                        const CommitOutcome &outcome,
                                        const CollectionSchema &collection)
{
    std::vector<Revision::Change> changes;
    const auto now = [&outcome](const QString &field, const Json &mine) {
        return outcome.record && outcome.record->has(field) ? outcome.record->value(field) : mine;
    };
    for (const fields::Field &field : collection.fields) {
        const QString name = toQString(field.name);
        const auto mine = staged.fields.find(name);
        const Json *base = staged.base.find(field.name);
        const Json before = base != nullptr ? *base : Json();
        if (!isJournalled(name, collection)) {
            continue;
        }
        if (staged.kind == ChangeKind::Delete) {
            changes.push_back({name, before, Json()});
        } else if (mine != staged.fields.end() && mine->isIncluded) {
            const Json after = now(name, mine->value);
            if (staged.kind == ChangeKind::Insert || !sameValue(mine->base, after)) {
                changes.push_back(
                    {name, staged.kind == ChangeKind::Insert ? Json() : mine->base, after});
            }
        }
    }
    return changes;
}

} // namespace

ChangeJournal::ChangeJournal(const StagingEngine &staging,
                             const SchemaStore &schema,
                             const Capabilities &capabilities,
                             DraftStore *drafts,
                             QObject *parent)
    : QObject(parent)
    , m_schema(schema)
    , m_capabilities(capabilities)
    , m_drafts(drafts)
{
    connect(&staging, &StagingEngine::recordWritten, this, &ChangeJournal::note);
}

void ChangeJournal::load()
{
    if (std::exchange(m_isLoaded, true) || m_drafts == nullptr) {
        return;
    }
    for (const StoredDraft &draft : m_drafts->all(kJournalKind)) {
        const Result<Json> json = parseJson(viewOf(draft.value));
        if (!json) {
            continue; // a damaged line of the journal is no reason to hide the others
        }
        Entry entry{draft.id, toQString((*json)["collection"].text()), {}};
        entry.revision.id = draft.id;
        entry.revision.record = toQString((*json)["record"].text());
        entry.revision.origin = QStringLiteral("studio");
        entry.revision.created
            = QDateTime::fromMSecsSinceEpoch((*json)["at"].toInt()).toLocalTime();
        for (std::size_t i = 0; i < kActions.size(); ++i) {
            if ((*json)["action"].text() == kActions[i]) {
                entry.revision.action = static_cast<RevisionAction>(i);
            }
        }
        for (const auto &[field, change] : (*json)["changes"].object()) {
            entry.revision.changes.push_back({toQString(field), change["old"], change["new"]});
        }
        m_lastNumber = std::max(m_lastNumber, draft.id.section(u'/', 1).toLongLong());
        m_entries.push_back(std::move(entry));
    }
    std::sort(m_entries.begin(), m_entries.end(), [](const Entry &a, const Entry &b) {
        return a.id.section(u'/', 1).toLongLong() < b.id.section(u'/', 1).toLongLong();
    });
}

void ChangeJournal::note(const StagedRecord &staged, const CommitOutcome &outcome)
{
    const CollectionPtr collection = m_schema.find(staged.key.collection);
    if (collection == nullptr || m_capabilities.has(Capability::Revisions)) {
        return;
    }
    load();
    Entry entry;
    entry.collection = staged.key.collection;
    entry.id = kJournalKind + u'/' + QString::number(++m_lastNumber);
    entry.revision.id = entry.id;
    entry.revision.record = outcome.newId.isEmpty() ? staged.key.record : outcome.newId;
    entry.revision.action = static_cast<RevisionAction>(staged.kind);
    entry.revision.origin = QStringLiteral("studio");
    entry.revision.created = QDateTime::currentDateTime();
    entry.revision.changes = changesOf(staged, outcome, *collection);
    if (m_drafts != nullptr) {
        JsonObject changes;
        for (const Revision::Change &change : entry.revision.changes) {
            changes.set(toUtf8(change.field),
                        JsonObject{{"old", change.before}, {"new", change.after}});
        }
        const Json json
            = JsonObject{{"collection", toUtf8(entry.collection)},
                         {"record", toUtf8(entry.revision.record)},
                         {"action", kActions[static_cast<std::size_t>(entry.revision.action)]},
                         {"at", std::int64_t(entry.revision.created.toMSecsSinceEpoch())},
                         {"changes", std::move(changes)}};
        m_drafts->put({entry.id, kJournalKind, toBytes(json.dump())});
    }
    m_entries.push_back(std::move(entry));
    while (m_entries.size() > kKept) {
        if (m_drafts != nullptr) {
            m_drafts->remove(m_entries.front().id);
        }
        m_entries.pop_front();
    }
}

std::vector<Revision> ChangeJournal::revisions(const RecordKey &key)
{
    load();
    std::vector<Revision> result;
    for (auto it = m_entries.rbegin(); it != m_entries.rend(); ++it) {
        if (it->collection == key.collection
            && (key.record.isEmpty() || it->revision.record == key.record)) {
            result.push_back(it->revision);
        }
    }
    return result;
}

} // namespace socle::studio
