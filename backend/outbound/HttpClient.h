// The one HTTP client to the world: AI providers, webhooks, OAuth2, object storage. libcurl's multi
// interface on one thread.
//
// Every call has deadlines, a size limit and an address policy; nothing waits for ever and nothing
// reaches the machine's own services unless the caller of send() says so. Proxy variables, cookies
// and ambient credentials are ignored; redirects are not followed. Callbacks run on the client's
// own thread: short work only, hand everything else on.
#pragma once

#include "shared/core/Result.h"
#include "shared/core/UniqueFunction.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace socle::outbound {

using Headers = std::vector<std::pair<std::string, std::string>>;

/// Which stage of a call failed; the Error's kind is Unavailable (Cancelled for a cancelled call).
enum class Failure {
    None,
    Refused, // the address or scheme is not allowed
    Network, // name, connect, TLS, reset before the first byte
    Timeout, // no first byte in time, silence in between, or the whole call took too long
    TooLarge, // more than maxBytes
    Broken, // the connection ended inside the answer
    Cancelled,
};

/// Credentials of a service that wants requests signed as AWS does, version 4.
struct AwsSigning
{
    std::string accessKey = {};
    std::string secret = {};
    std::string region = {};
    std::string service = {};
};

struct HttpRequest
{
    std::string method = "GET";
    std::string url = {};
    Headers headers = {};
    std::string body = {};
    std::optional<AwsSigning> signing = {};
    std::chrono::milliseconds connectTimeout{10000};
    std::chrono::milliseconds firstByteTimeout{60000};
    std::chrono::milliseconds idleTimeout{60000}; // silence between two bytes
    std::chrono::milliseconds totalTimeout{600000};
    std::uint64_t maxBytes = 16 * 1024 * 1024; // of the decoded body
    std::chrono::milliseconds delay{
        0}; // the call starts this much later: retries wait here, not on a thread
    bool decodesBody = true; // asks for compressed answers and unpacks them
    bool allowHttp = false; // else https only
    /// "host:port" as written in the URL or the address connected to; these may be private.
    std::vector<std::string> allowedPrivateHosts = {};
    bool allowPrivate = false;
};

struct HttpResponse
{
    int status = 0;
    Headers headers = {};
    std::string body = {}; // empty when the call streamed
    /// First value of a header, ASCII case ignored; empty when absent.
    std::string_view header(std::string_view name) const;
};

struct Outcome
{
    Failure failure = Failure::None;
    std::string message = {}; // for the log; names no secret
    HttpResponse response = {};

    bool ok() const { return failure == Failure::None; }
};

/// Called for a streamed answer: the head once, then the body in pieces. Returning false ends the
/// call as Cancelled.
struct StreamSink
{
    UniqueFunction<bool(const HttpResponse &head)> onHead = {};
    UniqueFunction<bool(std::string_view piece)> onData = {};
    /// Asked before each piece: while there is no room the answer waits, without a time limit of
    /// its own, and is looked after a few times a second. Absent: there is always room.
    UniqueFunction<bool()> hasRoom = {};
};

using CallId = std::uint64_t;

class HttpClient
{
public:
    HttpClient();
    ~HttpClient(); // stop()
    HttpClient(const HttpClient &) = delete;
    HttpClient &operator=(const HttpClient &) = delete;

    /// Starts a call; `done` is called exactly once, on the client's thread. With a sink the body
    /// goes there.
    CallId send(HttpRequest request, UniqueFunction<void(Outcome)> done, StreamSink sink = {});
    /// Ends a call early; its `done` gets Failure::Cancelled. Unknown ids are ignored.
    void cancel(CallId id);
    /// Cancels what is under way, calls every `done`, joins the thread. Idempotent; later calls are
    /// cancelled at once.
    void stop();
    /// For worker threads and tests: waits for the outcome.
    Outcome sendAndWait(HttpRequest request);

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace socle::outbound
