// The surface of AI: status, models, settings, providers and their keys, chat (streamed or not), words to filters, usage.
//
// Access: chat and query by the capability rules of the AI settings (null = superusers); everything that configures is for
// superusers. Model calls never hold a thread or a transaction; a client that goes away cancels its call (ai.md 2, 5).
#pragma once

#include "backend/ai/AiStore.h"
#include "backend/api/Reply.h"
#include "backend/api/Route.h"

#include <vector>

namespace socle::records {
class RecordStore;
}
namespace socle::runtime {
class Clock;
class Random;
} // namespace socle::runtime

namespace socle::api {

class AiApi
{
public:
    /// The references outlive the api.
    AiApi(ai::AiStore &store, const records::RecordStore &records, const runtime::Clock &clock, runtime::Random &random)
        : m_store(store), m_records(records), m_clock(clock), m_random(random)
    {
    }

    std::vector<Route> routes();

private:
    Reply status(const http::Request &request, const RequestScope &scope);
    Reply models(const http::Request &request, const RequestScope &scope);
    Reply settings(const http::Request &request, const RequestScope &scope);
    Reply patchSettings(const http::Request &request, const RequestScope &scope);
    Reply providers(const http::Request &request, const RequestScope &scope);
    Reply saveProvider(const http::Request &request, const RequestScope &scope);
    Reply putSecrets(const http::Request &request, const RequestScope &scope);
    Reply testProvider(const http::Request &request, const RequestScope &scope);
    Reply chat(const http::Request &request, const RequestScope &scope);
    Reply query(const http::Request &request, const RequestScope &scope);
    Reply usage(const http::Request &request, const RequestScope &scope);

    ai::AiStore &m_store;
    const records::RecordStore &m_records;
    const runtime::Clock &m_clock;
    runtime::Random &m_random;
};

} // namespace socle::api
