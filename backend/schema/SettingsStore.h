// Owner of the settings: row `settings` of `_params`, and the snapshot everyone reads.
#pragma once

#include "backend/schema/Settings.h"
#include "backend/schema/SettingsRow.h"
#include "shared/core/UniqueFunction.h"

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace socle::schema {

// The surface's messages of A2.2; Socle's own settings answer the same ones.
inline constexpr std::string_view kSettingsSaving
    = "An error occurred while saving the new settings.";

class SettingsStore
{
public:
    using Listener = UniqueFunction<void(const Settings &before, const Settings &after)>;

    /// The references outlive the store.
    SettingsStore(storage::Database &database, const runtime::Clock &clock);
    SettingsStore(const SettingsStore &) = delete;
    SettingsStore &operator=(const SettingsStore &) = delete;
    ~SettingsStore();

    /// Before open(). `keyName` is the environment variable's name, for the message when the
    /// settings cannot be read.
    void setCipher(SettingsCipher cipher, std::string keyName);
    /// Loads the row, inserting the defaults when there is none. After SchemaStore::open().
    Result<void> open();
    /// Reads the row again, after another process changed it. Any thread but the writer.
    Result<void> reload();

    /// The current snapshot; any thread.
    SettingsPtr settings() const;
    /// Called after the commit of a change and after reload(), on the thread that did it.
    void addListener(Listener listener);

    /// PATCH of the settings document: merge, validate, write. Errors: InvalidInput with the
    /// surface's message and fields (A2.2). The snapshot is swapped after the commit.
    Result<SettingsPtr> update(storage::WriteTransaction &tx, const Json &body);
    /// Writes settings changed in code (rename of a collection in rate limits) without validation.
    Result<void> save(storage::WriteTransaction &tx, Settings settings);

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace socle::schema
