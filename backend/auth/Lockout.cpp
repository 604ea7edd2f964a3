#include "backend/auth/Lockout.h"

#include "backend/runtime/Clock.h"
#include "backend/storage/Database.h"

#include <algorithm>
#include <array>

namespace socle::auth {

namespace {

using storage::sql;

constexpr std::int64_t kLongestLock = 24LL * 3600 * 1000; // ms
constexpr std::int64_t kMaxDoublings = 16;
constexpr std::size_t kMaxEntries = 100000;
constexpr std::int64_t kSweepEvery = 1000; // ms

// Collection, account or identity, place: none of the first two holds a line break at their ends,
// and an identity with one is nobody's.
constexpr char kSeparator = '\n';

std::int64_t milliseconds(std::chrono::seconds seconds)
{
    return std::chrono::milliseconds(seconds).count();
}

std::array<std::string_view, 3> partsOf(std::string_view key)
{
    const auto first = key.find(kSeparator);
    const auto last = key.rfind(kSeparator);
    return {key.substr(0, first), key.substr(first + 1, last - first - 1), key.substr(last + 1)};
}

} // namespace

Lockout::Lockout(const runtime::Clock &clock,
                 std::function<LockoutRules()> rules,
                 storage::Database *database)
    : m_clock(clock)
    , m_rules(std::move(rules))
    , m_database(database)
{
}

std::string Lockout::keyOf(std::string_view collectionId,
                           std::string_view recordOrIdentity,
                           std::string_view place)
{
    return std::string(collectionId) + kSeparator + std::string(recordOrIdentity) + kSeparator
        + std::string(place);
}

Result<void> Lockout::open()
{
    const auto read = [this](storage::ReadTransaction &tx) -> Result<void> {
        const std::lock_guard lock(m_mutex);
        return tx.query(sql("SELECT `key`, `windowStart`, `failures`, `rounds`, `lockedUntil` FROM "
                            "`_sign_in_failures` LIMIT ?",
                            static_cast<std::int64_t>(kMaxEntries)),
                        [this](const storage::Row &row) {
                            m_entries.insert_or_assign(std::string(row.text(0)),
                                                       Entry{.windowStart = row.integer(1),
                                                             .failures = row.integer(2),
                                                             .rounds = row.integer(3),
                                                             .lockedUntil = row.integer(4)});
                            return storage::Next::Continue;
                        });
    };
    return m_database != nullptr ? m_database->read(read) : Result<void>();
}

std::int64_t Lockout::remaining(std::string_view key) const
{
    if (!m_rules().enabled) {
        return 0;
    }
    const std::int64_t now = m_clock.now().milliseconds();
    const std::lock_guard lock(m_mutex);
    const auto found = m_entries.find(std::string(key));
    const std::int64_t left = found == m_entries.end() ? 0 : found->second.lockedUntil - now;
    return left <= 0 ? 0 : (left + 999) / 1000;
}

bool Lockout::failed(std::string_view key)
{
    const LockoutRules rules = m_rules();
    if (!rules.enabled) {
        return false;
    }
    const std::int64_t now = m_clock.now().milliseconds();
    const std::lock_guard lock(m_mutex);
    if (m_entries.size() >= kMaxEntries) {
        dropOld(now, rules);
    }
    std::string name(key);
    if (m_entries.size() >= kMaxEntries && m_entries.find(name) == m_entries.end()) {
        return false; // every one of them is locked: one more is not worth the memory
    }
    Entry &entry = m_entries[name];
    if (entry.lockedUntil > now) {
        return false; // attempts that were under way when it locked
    }
    if (now - entry.windowStart >= milliseconds(rules.window)) {
        entry.windowStart = now;
        entry.failures = 0;
    }
    if (++entry.failures < rules.maxAttempts) {
        if (m_database != nullptr) {
            m_changed.insert(std::move(name));
        }
        return false;
    }
    const std::int64_t factor = std::int64_t{1} << std::min(entry.rounds, kMaxDoublings);
    entry.lockedUntil = now + std::min(milliseconds(rules.duration) * factor, kLongestLock);
    ++entry.rounds;
    entry.failures = 0;
    entry.windowStart = entry.lockedUntil;
    m_changed.erase(name);
    return true;
}

Result<void> Lockout::keep(storage::WriteTransaction &transaction, const std::string &key) const
{
    std::optional<Entry> entry;
    {
        const std::lock_guard lock(m_mutex);
        if (const auto found = m_entries.find(key); found != m_entries.end()) {
            entry = found->second;
        }
    }
    return writeRow(transaction, key, entry);
}

void Lockout::succeeded(std::string_view key)
{
    const std::lock_guard lock(m_mutex);
    if (m_entries.erase(std::string(key)) > 0 && m_database != nullptr) {
        m_changed.emplace(key);
    }
}

bool Lockout::unlock(std::string_view collectionId, std::string_view record)
{
    const std::string prefix = keyOf(collectionId, record);
    const std::int64_t now = m_clock.now().milliseconds();
    bool wasLocked = false;
    std::vector<std::pair<std::string, std::optional<Entry>>> gone;
    {
        const std::lock_guard lock(m_mutex);
        std::erase_if(m_entries, [&](const auto &item) {
            const bool isMeant = item.first.compare(0, prefix.size(), prefix) == 0;
            if (isMeant) {
                wasLocked = wasLocked || item.second.lockedUntil > now;
                gone.emplace_back(item.first, std::nullopt);
                m_changed.erase(item.first);
            }
            return isMeant;
        });
    }
    write(std::move(gone));
    return wasLocked;
}

std::vector<LockedAccount> Lockout::locked() const
{
    const std::int64_t now = m_clock.now().milliseconds();
    std::vector<LockedAccount> all;
    const std::lock_guard lock(m_mutex);
    for (const auto &[key, entry] : m_entries) {
        if (entry.lockedUntil > now) {
            const auto [collectionId, record, place] = partsOf(key);
            all.push_back({.collectionId = std::string(collectionId),
                           .record = std::string(record),
                           .isKnownPlace = !place.empty(),
                           .until = DateTime(entry.lockedUntil),
                           .rounds = entry.rounds});
        }
    }
    return all;
}

void Lockout::flush()
{
    const LockoutRules rules = m_rules();
    const std::int64_t now = m_clock.now().milliseconds();
    std::vector<std::pair<std::string, std::optional<Entry>>> rows;
    {
        const std::lock_guard lock(m_mutex);
        if (m_changed.empty() && now - m_lastSweep < kLongestLock / 24) {
            return;
        }
        for (const std::string &key : m_changed) {
            const auto found = m_entries.find(key);
            rows.emplace_back(
                key, found == m_entries.end() ? std::nullopt : std::optional<Entry>(found->second));
        }
        m_changed.clear();
        // Once an hour: what counts no more goes, here and there.
        if (now - m_lastSweep >= kLongestLock / 24) {
            m_lastSweep = now;
            std::erase_if(m_entries, [&](const auto &item) {
                const bool isGone = isOver(item.second, now, rules);
                if (isGone) {
                    rows.emplace_back(item.first, std::nullopt);
                }
                return isGone;
            });
        }
    }
    write(std::move(rows));
}

// Rounds are forgotten a day after the last lock has ended.
bool Lockout::isOver(const Entry &entry, std::int64_t now, const LockoutRules &rules) const
{
    return now - entry.windowStart >= milliseconds(rules.window)
        && (entry.rounds == 0 || now - entry.lockedUntil >= kLongestLock);
}

void Lockout::write(std::vector<std::pair<std::string, std::optional<Entry>>> rows) const
{
    if (m_database == nullptr || rows.empty()) {
        return;
    }
    m_database->writer().submit(
        [rows = std::move(rows)](storage::WriteTransaction &tx) -> Result<void> {
            for (const auto &[key, entry] : rows) {
                SOCLE_TRY(writeRow(tx, key, entry));
            }
            return {};
        },
        [](const Result<void> &) {}); // memory knows; the next change writes again
}

Result<void> Lockout::writeRow(storage::WriteTransaction &transaction,
                               const std::string &key,
                               const std::optional<Entry> &entry)
{
    SOCLE_TRY(transaction.execute(
        entry ? sql("REPLACE INTO `_sign_in_failures` (`key`, `windowStart`, `failures`, `rounds`, "
                    "`lockedUntil`) VALUES (?, ?, ?, ?, ?)",
                    key,
                    entry->windowStart,
                    entry->failures,
                    entry->rounds,
                    entry->lockedUntil)
              : sql("DELETE FROM `_sign_in_failures` WHERE `key` = ?", key)));
    return {};
}

// A flood of identities: what is neither locked nor counted any more, and if that is not enough,
// everything that is not locked. At most once a second: looking through takes milliseconds.
void Lockout::dropOld(std::int64_t now, const LockoutRules &rules)
{
    if (now - m_lastSweep < kSweepEvery) {
        return;
    }
    m_lastSweep = now;
    const auto drop = [&](auto isOld) {
        std::erase_if(m_entries, [&](const auto &item) {
            const bool isGone = item.second.lockedUntil <= now && isOld(item.second);
            if (isGone && m_database != nullptr) {
                m_changed.insert(item.first);
            }
            return isGone;
        });
    };
    drop([&](const Entry &entry) { return now - entry.windowStart >= milliseconds(rules.window); });
    if (m_entries.size() >= kMaxEntries) {
        drop([](const Entry &) { return true; });
    }
}

} // namespace socle::auth
