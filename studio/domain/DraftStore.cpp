#include "studio/domain/DraftStore.h"

#include "studio/platform/Workspace.h"

#include <QDateTime>

namespace socle::studio {

WorkspaceDraftStore::WorkspaceDraftStore(Workspace &workspace, QString connectionId)
    : m_workspace(workspace)
    , m_connectionId(std::move(connectionId))
{
}

void WorkspaceDraftStore::put(const StoredDraft &draft)
{
    m_workspace.putDraft(
        Draft{m_connectionId, draft.id, draft.kind, draft.value, QDateTime::currentDateTimeUtc()});
}

void WorkspaceDraftStore::remove(const QString &id) { m_workspace.removeDraft(m_connectionId, id); }

void WorkspaceDraftStore::flush() { m_workspace.flush(); }

std::vector<StoredDraft> WorkspaceDraftStore::all(const QString &kind) const
{
    std::vector<StoredDraft> result;
    for (const Draft &draft : m_workspace.drafts(m_connectionId, kind)) {
        result.push_back({draft.id, draft.kind, draft.value});
    }
    return result;
}

std::vector<StoredDraft> MemoryDraftStore::all(const QString &kind) const
{
    std::vector<StoredDraft> result;
    for (const StoredDraft &draft : m_drafts) {
        if (kind.isEmpty() || draft.kind == kind) {
            result.push_back(draft);
        }
    }
    return result;
}

} // namespace socle::studio
