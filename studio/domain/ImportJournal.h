// What an import remembers of itself, so that a restart finds it where it was: its plan, the last
// row before which everything is settled, and the ids it made (studio.md 4.3.11 (6)).
//
// The entry is a draft of the connection (on disk within a second, off the UI thread); what grows
// with the rows is a file in the run's own folder:
//   failed.csv   rows that failed, in their order, up to the confirmed row
//   ids.txt      one id a line: records this import created
// Rows after the confirmed one are read and sent again; ids made here are the same then, so the
// server tells which of them it has. UI thread.
#pragma once

#include "studio/domain/DraftStore.h"
#include "studio/domain/ImportPlan.h"

#include <optional>

namespace socle::studio {

struct ImportEntry
{
    enum class Phase { Running, Finished, Stopped };

    QString id = {};
    QString title = {};
    QString target = {}; // the collection's name
    QString folder = {}; // of its files
    ImportPlan plan = {};
    Phase phase = Phase::Running;
    qint64 confirmed = 0; // rows read whose fate is settled
    qint64 failed = 0; // of them
    qint64 failedBytes = 0; // of failed.csv up to there
    qint64 mayBeSent = 0; // no row after this one has been sent
    qint64 expected = -1;
    bool hasIds = false; // ids.txt holds every record it created

    qint64 written() const { return confirmed - failed - plan.leftOut.size(); }

    QString idFile() const { return folder + QStringLiteral("/ids.txt"); }
};

class ImportJournal
{
public:
    static constexpr int kKept = 5; // ended ones, for undo

    explicit ImportJournal(DraftStore &store)
        : m_store(store)
    {
    }

    /// A new entry with a folder of its own below the application's data. Errors: Unavailable.
    static Result<ImportEntry> begin(const ImportPlan &plan, const QString &title);

    void save(const ImportEntry &entry);
    /// Forgets it, its files too.
    void remove(const ImportEntry &entry);
    /// Newest last; ended ones beyond kKept are removed on the way.
    std::vector<ImportEntry> entries();

private:
    DraftStore &m_store;
};

} // namespace socle::studio
