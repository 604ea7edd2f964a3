// See Dependencies.h.
#include "backend/app/Dependencies.h"

#include "backend/ai/AiStore.h"
#include "backend/ai/OpenAiProvider.h"
#include "backend/app/NamedServices.h"
#include "backend/app/Wiring.h"
#include "backend/outbound/Smtp.h"

#include <system_error>
#include <unistd.h>
#include <utility>

namespace socle::app {

namespace {

constexpr std::chrono::seconds kFreshFor{30};
constexpr std::chrono::seconds kPatience{5}; // with each
constexpr std::chrono::seconds kOverdue{15}; // a round that takes longer is itself a finding
constexpr std::string_view kNobodysPrefix = "pb_ready_probe/";

api::Readiness found(std::string_view name, const Result<void> &answer)
{
    return {.name = std::string(name),
            .state = answer ? "ok" : "failed",
            .message = answer ? std::string() : answer.error().message};
}

api::Readiness off(std::string_view name) { return {.name = std::string(name), .state = "off"}; }

bool isWritable(const std::filesystem::path &folder)
{
    std::error_code fault;
    const auto uploads = folder / "storage";
    return ::access(folder.c_str(), W_OK) == 0
        && (!std::filesystem::exists(uploads, fault) || ::access(uploads.c_str(), W_OK) == 0);
}

} // namespace

Dependencies::Dependencies(Engine &engine, ai::AiStore &ai, outbound::HttpClient &http)
    : m_engine(engine)
    , m_ai(ai)
    , m_http(http)
    , m_worker({.name = "ready", .threads = 1, .maxQueued = 4})
{
}

std::vector<api::Readiness> Dependencies::states()
{
    const auto settings = m_engine.settings.settings();
    const auto now = m_engine.clock.steadyNow();
    std::vector<api::Readiness> states;
    bool isOverdue = false;
    {
        const std::lock_guard lock(m_mutex);
        if (m_last.settings == settings) {
            states = m_last.states;
        }
        const bool isStale = states.empty() || now - m_last.begun > kFreshFor;
        if (isStale && !m_isAsking) {
            m_askingSince = now;
            m_isAsking = m_worker.post([this, settings] { ask(settings); });
        }
        isOverdue = m_isAsking && now - m_askingSince > kOverdue;
    }
    if (states.empty()) { // not asked yet, under these settings
        const auto unknown = [](std::string_view name, bool isOn) {
            return api::Readiness{.name = std::string(name), .state = isOn ? "unknown" : "off"};
        };
        states = {
            unknown("storage", true), unknown("mail", settings->smtp.enabled), unknown("ai", true)};
    }
    for (api::Readiness &state : states) {
        state.isVital = state.name == "storage"; // records can be worked with without the others
        if (state.name == "storage" && !settings->s3.enabled) { // known without asking anybody
            state.state = isWritable(m_engine.folder) ? "ok" : "failed";
        } else if (isOverdue && state.state != "off") {
            state.state = "failed";
            state.message = "It has not answered for a while.";
        }
    }
    return states;
}

void Dependencies::ask(const schema::SettingsPtr &settings)
{
    Round round{.settings = settings, .begun = m_engine.clock.steadyNow()};
    round.states = {storage(*settings), mail(*settings), models()};
    const std::lock_guard lock(m_mutex);
    m_last = std::move(round);
    m_isAsking = false;
}

api::Readiness Dependencies::storage(const schema::Settings &settings)
{
    if (!settings.s3.enabled) {
        return {.name = "storage", .state = isWritable(m_engine.folder) ? "ok" : "failed"};
    }
    const auto listed
        = bucketOf(settings.s3, m_engine.folder, m_http, kPatience)->list(kNobodysPrefix);
    return found("storage", listed ? Result<void>() : Result<void>(listed.error()));
}

api::Readiness Dependencies::mail(const schema::Settings &settings)
{
    const auto &smtp = settings.smtp;
    if (!smtp.enabled) {
        return off("mail");
    }
    return found("mail", outbound::checkSmtp(mailServerOf(smtp), kPatience));
}

// One provider that answers is enough to work with; the message names those that do not.
api::Readiness Dependencies::models()
{
    ai::AiConfigurationPtr configuration;
    const auto read = m_engine.database->read([&](storage::ReadTransaction &tx) -> Result<void> {
        configuration = SOCLE_TRY(m_ai.configuration(tx));
        return {};
    });
    if (!read) {
        return found("ai", read);
    }
    api::Readiness all = off("ai");
    for (const ai::ProviderEntry &provider : configuration->providers) {
        if (!provider.enabled || !provider.openAi) {
            continue;
        }
        const auto names = provider.openAi->listModels();
        if (names) {
            all.state = "ok";
            continue;
        }
        all.state = all.state == "off" ? "failed" : all.state;
        all.message
            += (all.message.empty() ? "" : " ") + provider.name + ": " + names.error().message;
    }
    return all;
}

} // namespace socle::app
