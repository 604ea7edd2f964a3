// See OpenAiProvider.h. A Call is the state machine of one chat:
//
//   trying --bytes of output--> streaming --end--> done
//   trying --retryable failure--> waiting --delay over--> trying
//   any state --cancel()--> done (Canceled)
//
// All transitions but cancel() happen on the HTTP client's thread, one after the other.
#include "backend/ai/OpenAiProvider.h"

#include "backend/outbound/HttpClient.h"
#include "shared/core/Number.h"
#include "shared/core/Text.h"

#include <atomic>
#include <cmath>

namespace socle::ai {

using outbound::Failure;
using outbound::HttpRequest;
using outbound::HttpResponse;
using outbound::Outcome;

namespace {

constexpr double kLongestRetryWait = 20.0; // seconds

HttpRequest baseRequest(const OpenAiOptions &options, std::string path)
{
    HttpRequest http;
    http.url = options.baseUrl;
    while (!http.url.empty() && http.url.back() == '/') {
        http.url.pop_back();
    }
    http.url += path;
    http.headers = {{"Content-Type", "application/json"}};
    if (!options.apiKey.empty()) {
        http.headers.emplace_back("Authorization", "Bearer " + options.apiKey);
    }
    const ProviderNetwork &network = options.network;
    http.connectTimeout = network.connectTimeout;
    http.firstByteTimeout = network.firstByteTimeout;
    http.idleTimeout = network.idleTimeout;
    http.totalTimeout = network.totalTimeout;
    http.maxBytes = network.maxResponseBytes;
    http.allowedPrivateHosts = network.allowPrivateHosts;
    http.allowHttp = network.allowHttp || !network.allowPrivateHosts.empty();
    return http;
}

AiError errorOfFailure(const Outcome &outcome)
{
    switch (outcome.failure) {
    case Failure::Timeout:
        return {.code = AiCode::ProviderTimeout};
    case Failure::Refused:
        return {.code = AiCode::ProviderUnavailable,
                .message = "The provider's address is not allowed; see the network settings of AI."};
    case Failure::Cancelled:
        return {.code = AiCode::Canceled};
    case Failure::TooLarge:
    case Failure::Broken:
        return {.code = AiCode::ProviderBadResponse};
    case Failure::None:
    case Failure::Network:
        break;
    }
    return {.code = AiCode::ProviderUnavailable};
}

// Seconds to wait before try `number` (from 0); nothing when the provider asks for more than we are ready to wait.
std::optional<double> retryWait(const HttpResponse &response, int number)
{
    for (const auto &[header, scale] : {std::pair{"retry-after-ms", 0.001}, std::pair{"retry-after", 1.0}}) {
        if (const auto value = parseNumber(response.header(header)); value && *value > 0) {
            const double seconds = *value * scale;
            return seconds <= kLongestRetryWait ? std::optional(seconds) : std::nullopt;
        }
    }
    return std::min(0.5 * std::pow(2.0, number), 8.0) * 0.875; // the middle of the jitter range
}

bool isRetryable(const AiError &error, Failure failure, const HttpResponse &response)
{
    const std::string_view told = response.header("x-should-retry");
    if (told == "true" || told == "false") {
        return told == "true";
    }
    if (failure == Failure::Refused) {
        return false;
    }
    return error.code == AiCode::ProviderUnavailable || error.code == AiCode::ProviderTimeout
        || error.code == AiCode::ProviderRateLimited;
}

} // namespace

class OpenAiProvider::Call final : public ChatCall, public std::enable_shared_from_this<Call>
{
public:
    Call(std::shared_ptr<OpenAiProvider> provider, ChatRequest request, ChatCallbacks callbacks)
        : m_owner(std::move(provider)), m_provider(*m_owner), m_request(std::move(request)), m_callbacks(std::move(callbacks))
    {
    }

    void start(std::chrono::milliseconds delay)
    {
        {
            const std::lock_guard lock(m_provider.m_mutex);
            m_sentBody = encodeChat(m_request, openAiDialect(m_provider.m_options.preset), m_provider.m_quirks);
        }
        HttpRequest http = baseRequest(m_provider.m_options, "/chat/completions");
        http.method = "POST";
        http.body = m_sentBody;
        http.delay = delay;
        if (m_request.stream) {
            http.headers.emplace_back("Accept", "text/event-stream");
        }
        m_stream = OpenAiStream();
        m_errorBody.clear();
        m_status = 0;
        m_failed.reset();

        const auto self = shared_from_this();
        outbound::StreamSink sink;
        if (m_request.stream) {
            sink.onHead = [self](const HttpResponse &head) {
                self->m_status = head.status;
                return !self->m_cancelled;
            };
            sink.onData = [self](std::string_view piece) { return self->onPiece(piece); };
        }
        m_id = m_provider.m_http.send(std::move(http), [self](Outcome outcome) { self->onEnd(std::move(outcome)); },
                                      std::move(sink));
        if (m_cancelled) {
            m_provider.m_http.cancel(m_id);
        }
    }

    void cancel() override
    {
        m_cancelled = true;
        m_provider.m_http.cancel(m_id);
    }

private:
    bool deliver(ChatEvent event)
    {
        if (m_cancelled) {
            return false;
        }
        m_callbacks.onEvent(std::move(event));
        return true;
    }

    bool onPiece(std::string_view piece)
    {
        if (m_status != 200) {
            m_errorBody.append(piece.substr(0, 65536 - std::min<std::size_t>(m_errorBody.size(), 65536)));
            return true;
        }
        m_failed = m_stream.feed(piece, [this](ChatEvent event) { return deliver(std::move(event)); });
        return !m_failed && !m_cancelled;
    }

    void onEnd(Outcome outcome)
    {
        if (m_cancelled) {
            finish(AiError{.code = AiCode::Canceled});
            return;
        }
        if (m_failed) { // the stream's own error explains why we stopped reading
            retryOrFinish(*m_failed, outcome);
            return;
        }
        if (!outcome.ok()) {
            retryOrFinish(errorOfFailure(outcome), outcome);
            return;
        }
        const int status = outcome.response.status;
        if (status != 200) {
            const std::string &body = m_request.stream ? m_errorBody : outcome.response.body;
            if (const std::string field = droppableField(status, body, m_sentBody); !field.empty() && !m_droppedOne) {
                m_droppedOne = true;
                {
                    const std::lock_guard lock(m_provider.m_mutex);
                    m_provider.m_quirks.insert(field);
                }
                start(std::chrono::milliseconds(0));
                return;
            }
            retryOrFinish(errorOfStatus(status, body), outcome);
            return;
        }
        const auto sink = [this](ChatEvent event) { return deliver(std::move(event)); };
        const auto error = m_request.stream ? m_stream.finish(sink) : decodeChat(outcome.response.body, sink);
        if (error) {
            retryOrFinish(*error, outcome);
        } else {
            finish(std::nullopt);
        }
    }

    void retryOrFinish(AiError error, const Outcome &outcome)
    {
        const bool outputSent = m_request.stream && m_stream.hasOutput();
        const bool badAnswer = error.code == AiCode::ProviderBadResponse && !m_request.stream && m_tries == 0;
        if (!outputSent && m_tries < m_provider.m_options.network.maxRetries
            && (badAnswer || isRetryable(error, outcome.failure, outcome.response))) {
            if (const auto wait = retryWait(outcome.response, m_tries)) {
                ++m_tries;
                start(std::chrono::milliseconds(
                    static_cast<std::int64_t>(*wait * 1000 * m_provider.m_options.waitFactor)));
                return;
            }
        }
        if (const auto after = parseNumber(outcome.response.header("retry-after")); after && *after > 0) {
            error.retryAfterSeconds = static_cast<int>(std::min(std::ceil(*after), 86400.0));
        }
        finish(std::move(error));
    }

    void finish(std::optional<AiError> error)
    {
        if (error && !m_provider.m_options.apiKey.empty()) { // some servers repeat the key in their complaint about it
            error->providerMessage = replaceAll(std::move(error->providerMessage), m_provider.m_options.apiKey, "[secret]");
        }
        m_callbacks.onDone(std::move(error));
    }

    std::shared_ptr<OpenAiProvider> m_owner; // kept by the call: settings may replace the provider meanwhile
    OpenAiProvider &m_provider;
    ChatRequest m_request;
    ChatCallbacks m_callbacks;
    OpenAiStream m_stream;
    std::string m_sentBody;
    std::string m_errorBody;
    std::optional<AiError> m_failed;
    int m_status = 0;
    int m_tries = 0;
    bool m_droppedOne = false;
    std::atomic<bool> m_cancelled = false;
    std::atomic<outbound::CallId> m_id = 0;
};

OpenAiProvider::OpenAiProvider(outbound::HttpClient &http, OpenAiOptions options)
    : m_http(http), m_options(std::move(options))
{
}

std::shared_ptr<ChatCall> OpenAiProvider::chat(ChatRequest request, ChatCallbacks callbacks)
{
    auto call = std::make_shared<Call>(shared_from_this(), std::move(request), std::move(callbacks));
    call->start(std::chrono::milliseconds(0));
    return call;
}

Result<std::vector<std::string>> OpenAiProvider::listModels()
{
    HttpRequest request = baseRequest(m_options, "/models");
    request.totalTimeout = std::chrono::seconds(15);
    const Outcome outcome = m_http.sendAndWait(std::move(request));
    if (!outcome.ok()) {
        return Error{.kind = ErrorKind::Unavailable,
                     .message = std::string(fixedMessage(errorOfFailure(outcome).code)),
                     .cause = outcome.message};
    }
    if (outcome.response.status != 200) {
        const AiError error = errorOfStatus(outcome.response.status, outcome.response.body);
        return Error{.kind = ErrorKind::Unavailable, .message = std::string(fixedMessage(error.code))};
    }
    return decodeModels(outcome.response.body);
}

} // namespace socle::ai
