// What Socle knows about a collection beside its definition: rows of `_socleOptions` (collection
// id, key, JSON), as one immutable snapshot (socle-api.md, rules for every addition).
//
// The rows are changed through the records API like any other; whoever wires the program calls
// changed() after such a commit. Rows of a deleted collection go with it.
#pragma once

#include "shared/core/Result.h"
#include "shared/core/UniqueFunction.h"
#include "shared/json/Json.h"

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace socle::storage {
class Database;
class ReadTransaction;
class WriteTransaction;
} // namespace socle::storage

namespace socle::runtime {
class Clock;
}

namespace socle::schema {

class SchemaStore;

inline constexpr std::string_view kOptionsCollection = "_socleOptions";

/// Key -> value of each collection id.
using OptionRows = std::map<std::string, std::map<std::string, Json, std::less<>>, std::less<>>;

class CollectionOptions
{
public:
    /// The references outlive the object.
    explicit CollectionOptions(storage::Database &database)
        : m_database(database)
        , m_snapshot(std::make_shared<const OptionRows>())
    {
    }

    CollectionOptions(const CollectionOptions &) = delete;
    CollectionOptions &operator=(const CollectionOptions &) = delete;

    /// Loads the rows, and follows deletions of collections. After the migrations.
    Result<void> open(SchemaStore &schema);
    /// Reads the rows again. Any thread but the writer's.
    Result<void> reload();
    /// Reads them inside `tx` and swaps the snapshot after its commit.
    Result<void> reload(storage::WriteTransaction &tx);

    /// Sets one value; null removes it. The snapshot follows after the commit.
    Result<void> set(storage::WriteTransaction &tx,
                     const runtime::Clock &clock,
                     std::string_view collectionId,
                     std::string_view key,
                     const Json &value);

    /// The value of `key` for a collection id, null when there is none. Any thread.
    Json value(std::string_view collectionId, std::string_view key) const;
    std::shared_ptr<const OptionRows> snapshot() const;

    /// Called after each swap, on the thread that did it. At start-up.
    void addListener(UniqueFunction<void(const OptionRows &)> listener);

private:
    void publish(std::shared_ptr<const OptionRows> next);

    storage::Database &m_database;
    std::vector<UniqueFunction<void(const OptionRows &)>> m_listeners;

    mutable std::mutex m_mutex; // guards m_snapshot; nothing is called while it is held
    std::shared_ptr<const OptionRows> m_snapshot;
};

} // namespace socle::schema
