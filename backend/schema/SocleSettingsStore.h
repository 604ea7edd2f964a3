// Owner of Socle's own settings: row `socle` of `_params`, and the snapshot everyone reads
// (design.md 10).
#pragma once

#include "backend/schema/SettingsRow.h"
#include "backend/schema/SocleSettings.h"

#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace socle::schema {

class SocleSettingsStore
{
public:
    using Listener = UniqueFunction<void(const SocleSettings &after)>;

    /// The references outlive the store.
    SocleSettingsStore(storage::Database &database, const runtime::Clock &clock);
    SocleSettingsStore(const SocleSettingsStore &) = delete;
    SocleSettingsStore &operator=(const SocleSettingsStore &) = delete;

    /// Before open(); the same key as the peer's settings.
    void setCipher(SettingsCipher cipher, std::string keyName);
    /// Loads the row; without one the defaults count. After the folder was prepared.
    Result<void> open();
    /// Reads the row again, after another process changed it. Any thread but the writer.
    Result<void> reload();

    /// The current snapshot; any thread.
    SocleSettingsPtr settings() const;
    /// Called after the commit of a change and after open() and reload(), on the thread that did
    /// it. At start-up.
    void addListener(Listener listener);

    /// PATCH of the document: merge, validate, write. Errors: InvalidInput with the surface's
    /// message and fields. The snapshot is swapped after the commit.
    Result<SocleSettingsPtr> update(storage::WriteTransaction &tx, const Json &body);

private:
    Result<SocleSettings> load(storage::ReadTransaction &tx);
    void publish(SocleSettingsPtr next);

    storage::Database &m_database;
    SettingsRow m_row;
    std::vector<Listener> m_listeners; // filled before the program serves

    mutable std::mutex m_mutex; // guards m_snapshot; nothing is called while it is held
    SocleSettingsPtr m_snapshot;
};

} // namespace socle::schema
