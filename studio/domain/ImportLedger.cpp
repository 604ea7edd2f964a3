#include "studio/domain/ImportLedger.h"

#include "studio/api/Text.h"

namespace socle::studio {

Result<void> ImportLedger::open(const QString &errorFile)
{
    if (m_journal != nullptr) {
        m_idFile = std::make_unique<QFile>(m_entry.idFile());
        if (!m_idFile->open(QIODevice::Append)) {
            loseIds();
        }
    }
    if (errorFile.isEmpty()) {
        return {};
    }
    m_failedFile = std::make_unique<QFile>(errorFile);
    const bool isResumed = m_journal != nullptr && m_entry.confirmed > 0;
    const bool isOpen = isResumed ? m_failedFile->open(QIODevice::ReadWrite)
            && m_failedFile->resize(m_entry.failedBytes) && m_failedFile->seek(m_entry.failedBytes)
                                  : m_failedFile->open(QIODevice::WriteOnly | QIODevice::Truncate);
    if (!isOpen) {
        return invalidInput("The file for failed rows cannot be written.");
    }
    return {};
}

void ImportLedger::remember(DraftStore &store, const ImportEntry &entry)
{
    m_journal = std::make_unique<ImportJournal>(store);
    m_entry = entry;
    m_read = entry.confirmed; // nothing before it is read again
    m_failedCount = entry.failed;
    m_failedBytes = entry.failedBytes;
    if (m_entry.confirmed == 0) {
        m_entry.hasIds = m_entry.plan.mode == ImportMode::Insert;
    }
    m_entry.mayBeSent = std::max(m_entry.mayBeSent, m_entry.confirmed + kAhead);
    m_journal->save(m_entry);
    store.flush(); // before the first row is sent: a run nobody remembers cannot be gone on with
}

void ImportLedger::close(qint64 ordinal)
{
    const auto at = m_open.find(ordinal);
    if (at != m_open.end()) {
        m_open.erase(at);
    }
}

qint64 ImportLedger::confirmed() const { return m_open.empty() ? m_read : *m_open.begin() - 1; }

void ImportLedger::failed(qint64 ordinal, const SourceRow &row, const QString &reason)
{
    m_failed.emplace(ordinal,
                     m_failedFile == nullptr ? QByteArray()
                                             : csvLine(row.values, m_columns.size(), reason));
}

void ImportLedger::created(const QString &id)
{
    if (m_idFile == nullptr || m_journal == nullptr || !m_entry.hasIds) {
        return;
    }
    if (id.isEmpty() || m_idFile->write(id.toUtf8() + '\n') < 0) {
        loseIds();
    }
}

void ImportLedger::loseIds() { m_entry.hasIds = false; }

void ImportLedger::flushFailed(qint64 upTo)
{
    while (!m_failed.empty() && m_failed.begin()->first <= upTo) {
        if (m_failedFile != nullptr) {
            if (m_failedFile->pos() == 0) {
                std::vector<std::optional<Json>> names;
                for (const QString &column : m_columns) {
                    names.emplace_back(Json(toUtf8(column)));
                }
                m_failedFile->write(csvLine(names, m_columns.size(), QStringLiteral("reason")));
            }
            m_failedFile->write(m_failed.begin()->second);
        }
        ++m_failedCount;
        m_failed.erase(m_failed.begin());
    }
}

void ImportLedger::settle(bool isLast)
{
    if (!isLast && m_pace.isValid() && m_pace.elapsed() < kEveryMs) {
        return;
    }
    m_pace.start();
    const qint64 upTo = confirmed();
    flushFailed(upTo);
    if (m_journal == nullptr) {
        return;
    }
    // The files first: what the journal says is in them, is.
    if (m_failedFile != nullptr) {
        m_failedFile->flush();
        m_failedBytes = m_failedFile->pos();
    }
    if (m_idFile != nullptr) {
        m_idFile->flush();
    }
    m_entry.confirmed = upTo;
    m_entry.failed = m_failedCount;
    m_entry.failedBytes = m_failedBytes;
    m_entry.mayBeSent = m_read + kAhead;
    m_journal->save(m_entry);
}

void ImportLedger::end(ImportEntry::Phase phase)
{
    m_entry.phase = phase;
    m_open.clear();
    settle(true);
    if (m_failedFile != nullptr) {
        flushFailed(m_failed.empty() ? 0 : m_failed.rbegin()->first);
        m_failedFile->close();
    }
    if (m_idFile != nullptr) {
        m_idFile->close();
    }
}

} // namespace socle::studio
