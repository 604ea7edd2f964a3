// Where unfinished work survives a crash. The workspace database in the program, memory in tests.
//
// Domain code writes small JSON documents by id; ids are unique within the connection
// ("staged/books/b1"). put() is cheap and may be called for every keystroke.
#pragma once

#include <QByteArray>
#include <QMap>
#include <QString>

#include <vector>

namespace socle::studio {

class Workspace;

struct StoredDraft
{
    QString id = {};
    QString kind = {}; // "staged", "schema", "import"
    QByteArray value = {};
};

class DraftStore
{
public:
    virtual ~DraftStore() = default;
    virtual void put(const StoredDraft &draft) = 0;
    virtual void remove(const QString &id) = 0;

    /// Oldest change first.
    virtual std::vector<StoredDraft> all(const QString &kind) const = 0;

    /// Waits until what was put is on disk (a few milliseconds); for what must be known before
    /// something else begins.
    virtual void flush() { }
};

/// Drafts of one connection in the workspace database: on disk within a second, off the UI thread.
class WorkspaceDraftStore final : public DraftStore
{
public:
    WorkspaceDraftStore(Workspace &workspace, QString connectionId);
    void put(const StoredDraft &draft) override;
    void remove(const QString &id) override;
    std::vector<StoredDraft> all(const QString &kind) const override;
    void flush() override;

private:
    Workspace &m_workspace;
    QString m_connectionId;
};

/// For tests and for connections nobody wants remembered.
class MemoryDraftStore final : public DraftStore
{
public:
    void put(const StoredDraft &draft) override { m_drafts.insert(draft.id, draft); }

    void remove(const QString &id) override { m_drafts.remove(id); }

    std::vector<StoredDraft> all(const QString &kind) const override;

    qsizetype count() const { return m_drafts.size(); }

private:
    QMap<QString, StoredDraft> m_drafts;
};

} // namespace socle::studio
