// See SocleSettingsStore.h.
#include "backend/schema/SocleSettingsStore.h"

#include "backend/schema/FolderSignal.h"
#include "backend/schema/SettingsStore.h"
#include "backend/storage/Database.h"
#include "shared/protocol/Messages.h"

namespace socle::schema {

SocleSettingsStore::SocleSettingsStore(storage::Database &database, const runtime::Clock &clock)
    : m_database(database)
    , m_row("socle", clock)
    , m_snapshot(std::make_shared<const SocleSettings>())
{
}

void SocleSettingsStore::setCipher(SettingsCipher cipher, std::string keyName)
{
    m_row.setCipher(std::move(cipher), std::move(keyName));
}

Result<SocleSettings> SocleSettingsStore::load(storage::ReadTransaction &tx)
{
    SocleSettings settings;
    if (const auto stored = SOCLE_TRY(m_row.load(tx))) {
        SOCLE_TRY(applyJson(settings, *stored));
    }
    return settings;
}

Result<void> SocleSettingsStore::open() { return reload(); }

Result<void> SocleSettingsStore::reload()
{
    SocleSettings loaded;
    const auto read = [&](storage::ReadTransaction &tx) -> Result<void> {
        loaded = SOCLE_TRY(load(tx));
        return {};
    };
    SOCLE_TRY(m_database.read(read));
    publish(std::make_shared<const SocleSettings>(std::move(loaded)));
    return {};
}

SocleSettingsPtr SocleSettingsStore::settings() const
{
    const std::lock_guard lock(m_mutex);
    return m_snapshot;
}

void SocleSettingsStore::addListener(Listener listener)
{
    m_listeners.push_back(std::move(listener));
}

void SocleSettingsStore::publish(SocleSettingsPtr next)
{
    {
        const std::lock_guard lock(m_mutex);
        m_snapshot = next;
    }
    for (Listener &listener : m_listeners) {
        listener(*next);
    }
}

Result<SocleSettingsPtr> SocleSettingsStore::update(storage::WriteTransaction &tx, const Json &body)
{
    // From the transaction, so that two changes in one commit see each other.
    SocleSettings settings = SOCLE_TRY(load(tx));
    if (const auto applied = applyJson(settings, body); !applied) {
        return Error{.kind = ErrorKind::InvalidInput,
                     .message = std::string(protocol::kLoadingFailed),
                     .cause = applied.error().cause};
    }
    if (FieldErrors errors = validate(settings); !errors.empty()) {
        return invalidInput(std::string(kSettingsSaving), std::move(errors));
    }
    SOCLE_TRY(m_row.save(tx, toJson(settings, Secrets::Show)));
    auto next = std::make_shared<const SocleSettings>(std::move(settings));
    tx.afterCommit([this, next] {
        publish(next);
        announce(m_database.path().parent_path(), "settings");
    });
    return SocleSettingsPtr(next);
}

} // namespace socle::schema
