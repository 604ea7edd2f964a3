// What this studio wrote, for servers that keep no revisions (studio.md 4.3.15): the history of a
// record then shows at least the changes made from here.
//
// Every committed record is one entry beside the drafts of the connection; the newest kKept stay.
// Passwords and file bytes are never in it. UI thread.
#pragma once

#include "studio/api/RevisionsEndpoint.h"
#include "studio/domain/RecordKey.h"

#include <QObject>

#include <deque>

namespace socle::studio {

class Capabilities;
class DraftStore;
class SchemaStore;
class StagingEngine;
struct CommitOutcome;
struct StagedRecord;

class ChangeJournal : public QObject
{
    Q_OBJECT

public:
    static constexpr std::size_t kKept = 2000;

    /// `drafts` may be null: the journal then lasts as long as this object.
    /// A server that keeps revisions itself (`capabilities`, as they are then) needs no journal.
    ChangeJournal(const StagingEngine &staging,
                  const SchemaStore &schema,
                  const Capabilities &capabilities,
                  DraftStore *drafts,
                  QObject *parent);

    /// Newest first; of one record, or of all of a collection when key.record is empty.
    std::vector<Revision> revisions(const RecordKey &key);

private:
    struct Entry
    {
        QString id = {}; // of its draft
        QString collection = {};
        Revision revision = {};
    };

    void load();
    void note(const StagedRecord &staged, const CommitOutcome &outcome);

    const SchemaStore &m_schema;
    const Capabilities &m_capabilities;
    DraftStore *m_drafts;
    std::deque<Entry> m_entries; // oldest first
    qint64 m_lastNumber = 0;
    bool m_isLoaded = false;
};

} // namespace socle::studio
