// Which rows of an import are settled: the row before which nothing is open, the failed ones in
// their order, the ids that were made. Keeps the journal and the run's files up to date. UI thread.
#pragma once

#include "studio/domain/ImportJournal.h"
#include "studio/domain/ImportRows.h"

#include <QElapsedTimer>
#include <QFile>

#include <map>
#include <memory>
#include <set>

namespace socle::studio {

class ImportLedger
{
public:
    static constexpr qint64 kAhead = 20'000; // rows that may be sent before the journal says more
    static constexpr int kEveryMs = 500;

    /// Opens the file of failed rows; none when its path is empty. Errors: cannot be written.
    Result<void> open(const QString &errorFile);
    void remember(DraftStore &store, const ImportEntry &entry);

    const ImportEntry *entry() const { return m_journal == nullptr ? nullptr : &m_entry; }

    ImportEntry *entry() { return m_journal == nullptr ? nullptr : &m_entry; }

    void setColumns(const QStringList &columns) { m_columns = columns; }

    /// Rows from `ordinal` on are under way; closed by close() with the same number.
    void begin(qint64 ordinal) { m_open.insert(ordinal); }

    void close(qint64 ordinal);

    /// All rows up to here have been read.
    void setRead(qint64 ordinal) { m_read = ordinal; }

    void failed(qint64 ordinal, const SourceRow &row, const QString &reason);
    void created(const QString &id);
    /// No row is known by its id: what was created cannot be told.
    void loseIds();
    /// The last settled row before which nothing is open.
    qint64 confirmed() const;
    /// Writes what is settled; the journal at most every kEveryMs, or at once when it `isLast`.
    void settle(bool isLast = false);
    /// Everything that was told, whatever is open: the run is over.
    void end(ImportEntry::Phase phase);

private:
    void flushFailed(qint64 upTo);

    std::unique_ptr<ImportJournal> m_journal;
    ImportEntry m_entry;
    std::unique_ptr<QFile> m_failedFile;
    std::unique_ptr<QFile> m_idFile;
    QStringList m_columns;
    std::multiset<qint64> m_open;
    std::multimap<qint64, QByteArray> m_failed; // not yet in the file
    QElapsedTimer m_pace;
    qint64 m_read = 0;
    qint64 m_failedCount = 0; // in the file or, without one, up to the confirmed row
    qint64 m_failedBytes = 0;
};

} // namespace socle::studio
