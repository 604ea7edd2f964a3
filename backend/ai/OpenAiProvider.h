// The adapter for OpenAI and every server of its dialect: one HTTP call per chat, streamed or not, with retries.
//
// A call is retried at most `maxRetries` times, only before the first byte of output and only for the classes of ai.md 3.8;
// one more retry drops an optional field the server refuses, and the quirk is kept for later calls. Never logs bodies or
// keys.
#pragma once

#include "backend/ai/ChatProvider.h"
#include "backend/ai/OpenAiWire.h"

#include <chrono>
#include <mutex>
#include <set>
#include <string>
#include <vector>

namespace socle::outbound {
class HttpClient;
}

namespace socle::ai {

struct ProviderNetwork
{
    std::vector<std::string> allowPrivateHosts = {}; // "127.0.0.1:8000"
    bool allowHttp = false;
    std::chrono::milliseconds connectTimeout{5000};
    std::chrono::milliseconds firstByteTimeout{60000};
    std::chrono::milliseconds idleTimeout{60000};
    std::chrono::milliseconds totalTimeout{600000};
    int maxRetries = 2;
    std::uint64_t maxResponseBytes = 33554432;
};

struct OpenAiOptions
{
    std::string baseUrl = {}; // ends before "/chat/completions"
    std::string apiKey = {}; // "" = no Authorization header
    std::string preset = "generic";
    ProviderNetwork network = {};
    /// Factor on every wait between tries; tests set 0.
    double waitFactor = 1.0;
};

class OpenAiProvider final : public ChatProvider, public std::enable_shared_from_this<OpenAiProvider>
{
public:
    /// `http` outlives the provider. Made with std::make_shared: a call under way keeps its provider.
    OpenAiProvider(outbound::HttpClient &http, OpenAiOptions options);

    std::shared_ptr<ChatCall> chat(ChatRequest request, ChatCallbacks callbacks) override;

    /// Names of the models the server offers; waits, for worker threads.
    Result<std::vector<std::string>> listModels();

private:
    class Call;
    friend class Call;

    outbound::HttpClient &m_http;
    OpenAiOptions m_options;

    std::mutex m_mutex; // guards m_quirks
    std::set<std::string> m_quirks; // fields this server refused once
};

} // namespace socle::ai
