// See SettingsStore.h.
#include "backend/schema/SettingsStore.h"

#include "backend/schema/FolderSignal.h"
#include "backend/storage/Database.h"
#include "shared/core/Text.h"
#include "shared/protocol/Messages.h"

namespace socle::schema {

namespace {

// What a member missing on disk means: the zero value, not the default of a new install.
Settings zeroSettings()
{
    Settings settings;
    settings.smtp.port = 0;
    settings.smtp.host.clear();
    settings.backups.cronMaxKeep = 0;
    settings.meta = {"", "", "", "", "", false};
    settings.rateLimits.rules.clear();
    settings.batch.maxRequests = 0;
    settings.batch.timeout = 0;
    settings.logs.maxDays = 0;
    settings.logs.logIp = false;
    return settings;
}

} // namespace

struct SettingsStore::Impl
{
    Impl(storage::Database &database_, const runtime::Clock &clock_)
        : database(database_)
        , row("settings", clock_)
        , snapshot(std::make_shared<const Settings>())
    {
    }

    SettingsPtr current() const
    {
        const std::lock_guard lock(mutex);
        return snapshot;
    }

    void publish(SettingsPtr next)
    {
        SettingsPtr before;
        {
            const std::lock_guard lock(mutex);
            before = std::exchange(snapshot, next);
        }
        for (Listener &listener : listeners) {
            listener(*before, *next);
        }
    }

    Result<SettingsPtr> save(storage::WriteTransaction &tx, Settings settings)
    {
        SOCLE_TRY(write(tx, settings));
        auto next = std::make_shared<const Settings>(std::move(settings));
        tx.afterCommit([this, next] {
            publish(next);
            announce(database.path().parent_path(), "settings");
        });
        return SettingsPtr(next);
    }

    Result<std::optional<Settings>> load(storage::ReadTransaction &tx)
    {
        const auto stored = SOCLE_TRY(row.load(tx));
        if (!stored) {
            return std::optional<Settings>();
        }
        Settings settings = zeroSettings();
        SOCLE_TRY(applyJson(settings, *stored));
        return std::optional<Settings>(std::move(settings));
    }

    Result<void> write(storage::WriteTransaction &tx, const Settings &settings)
    {
        return row.save(tx, toJson(settings, Secrets::Show));
    }

    storage::Database &database;
    SettingsRow row;
    std::vector<Listener> listeners = {}; // filled before the program serves

    mutable std::mutex mutex = {}; // guards snapshot; nothing is called while it is held
    SettingsPtr snapshot;
};

SettingsStore::SettingsStore(storage::Database &database, const runtime::Clock &clock)
    : m_impl(std::make_unique<Impl>(database, clock))
{
}

SettingsStore::~SettingsStore() = default;

void SettingsStore::setCipher(SettingsCipher cipher, std::string keyName)
{
    m_impl->row.setCipher(std::move(cipher), std::move(keyName));
}

Result<void> SettingsStore::open()
{
    return m_impl->database.runExclusive([this](storage::WriteTransaction &tx) -> Result<void> {
        std::optional<Settings> stored = SOCLE_TRY(m_impl->load(tx));
        if (!stored) {
            stored.emplace();
            SOCLE_TRY(m_impl->write(tx, *stored));
        }
        tx.afterCommit([this, next = std::make_shared<const Settings>(std::move(*stored))] {
            m_impl->publish(next);
        });
        return {};
    });
}

Result<void> SettingsStore::reload()
{
    std::optional<Settings> stored;
    const auto load = [&](storage::ReadTransaction &tx) -> Result<void> {
        stored = SOCLE_TRY(m_impl->load(tx));
        return {};
    };
    SOCLE_TRY(m_impl->database.read(load));
    if (stored) {
        m_impl->publish(std::make_shared<const Settings>(std::move(*stored)));
    }
    return {};
}

SettingsPtr SettingsStore::settings() const { return m_impl->current(); }

void SettingsStore::addListener(Listener listener)
{
    m_impl->listeners.push_back(std::move(listener));
}

Result<SettingsPtr> SettingsStore::update(storage::WriteTransaction &tx, const Json &body)
{
    // From the transaction, so that two changes in one commit see each other.
    const std::optional<Settings> stored = SOCLE_TRY(m_impl->load(tx));
    Settings settings = stored ? *stored : *m_impl->current();
    if (const auto applied = applyJson(settings, body); !applied) {
        return Error{.kind = ErrorKind::InvalidInput,
                     .message = std::string(protocol::kLoadingFailed),
                     .cause = applied.error().cause};
    }
    if (FieldErrors errors = validate(settings); !errors.empty()) {
        return invalidInput(std::string(kSettingsSaving), std::move(errors));
    }
    return m_impl->save(tx, std::move(settings));
}

Result<void> SettingsStore::save(storage::WriteTransaction &tx, Settings settings)
{
    SOCLE_TRY(m_impl->save(tx, std::move(settings)));
    return {};
}

} // namespace socle::schema
