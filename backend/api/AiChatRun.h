// One remote chat from the first byte to the last: events to the client as they come, or one answer at the end.
//
// The run keeps itself alive while the provider works. States: running -> finished (done, error) or abandoned (the client
// went away: the provider's call is cancelled). The end settles the guard's ticket, the breaker and the usage sums once.
#pragma once

#include "backend/ai/AiStore.h"
#include "backend/ai/Message.h"
#include "backend/api/AiReply.h"
#include "backend/api/Reply.h"

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <string>

namespace socle::http {
class StreamWriter;
}

namespace socle::api {

struct AiChatContext
{
    ai::AiConfigurationPtr configuration = {};
    ai::ChosenModel model = {};
    std::shared_ptr<ai::AiGuard::Ticket> ticket = {};
    std::string principal = {};
    std::string feature = "chat";
    std::string id = {}; // of the answer
    std::string traceId = {};
    Audience audience = Audience::Everybody;
    bool wantsReasoning = false;
};

class AiChatRun : public std::enable_shared_from_this<AiChatRun>
{
public:
    AiChatRun(ai::AiStore &store, AiChatContext context) : m_store(store), m_context(std::move(context)) { }

    /// Streams to `writer` until done; the client's going away cancels.
    void stream(ai::ChatRequest request, std::shared_ptr<http::StreamWriter> writer);
    /// One answer through `resume`.
    void collect(ai::ChatRequest request, Reply::Resume resume);

private:
    void begin(ai::ChatRequest request);
    void onEvent(ai::ChatEvent event);
    void onDone(std::optional<ai::AiError> error);
    void send(std::string_view name, const std::string &json);
    AiMeta meta() const;

    ai::AiStore &m_store;
    AiChatContext m_context;
    std::shared_ptr<http::StreamWriter> m_writer; // null when collecting
    Reply::Resume m_resume;
    std::shared_ptr<ai::ChatCall> m_call;
    std::chrono::steady_clock::time_point m_started = std::chrono::steady_clock::now();
    std::optional<std::int64_t> m_firstTokenMs;
    std::string m_text;
    JsonArray m_toolCalls;
    ai::Usage m_usage;
    ai::Finish m_finish = ai::Finish::Stop;
    int m_eventId = 0;

    std::mutex m_mutex; // guards the two below: the client may leave before the call exists
    bool m_abandoned = false;
    bool m_begun = false;
};

} // namespace socle::api
