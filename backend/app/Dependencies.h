// Whether what the server was told to use answers: the bucket, the mail server, the providers of
// models (socle-api.md 7, `ready`).
//
// They are asked in the background, at most twice a minute and each within a few seconds; a probe
// gets what the last round found and never waits. New settings are asked about at once.
#pragma once

#include "backend/api/StatusApi.h"
#include "backend/runtime/Clock.h"
#include "backend/runtime/WorkerPool.h"
#include "backend/schema/Settings.h"

#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace socle::ai {
class AiStore;
}

namespace socle::outbound {
class HttpClient;
}

namespace socle::app {

class Engine;

class Dependencies
{
public:
    /// The references outlive the object, except that stop() must come before the end of `http`.
    Dependencies(Engine &engine, ai::AiStore &ai, outbound::HttpClient &http);

    /// "storage", "mail" and "ai" with their states. Any thread; does not block.
    std::vector<api::Readiness> states();

    /// Idempotent.
    void stop() { m_worker.stop({}); }

private:
    struct Round
    {
        schema::SettingsPtr settings = {}; // what was asked about
        runtime::Steady::time_point begun = {};
        std::vector<api::Readiness> states = {};
    };

    void ask(const schema::SettingsPtr &settings);
    api::Readiness storage(const schema::Settings &settings);
    api::Readiness mail(const schema::Settings &settings);
    api::Readiness models();

    Engine &m_engine;
    ai::AiStore &m_ai;
    outbound::HttpClient &m_http;

    std::mutex m_mutex; // guards the three below
    Round m_last; // finished
    bool m_isAsking = false;
    runtime::Steady::time_point m_askingSince = {};

    runtime::WorkerPool m_worker; // last: its thread uses the rest
};

} // namespace socle::app
