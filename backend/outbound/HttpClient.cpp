// See HttpClient.h. One thread owns the multi handle; other threads put work into a small inbox and wake it.
//
// Lock order: Impl::mutex guards the inbox only; no callback runs while it is held.
#include "backend/outbound/HttpClient.h"

#include "backend/outbound/Address.h"
#include "shared/core/Text.h"

#include <curl/curl.h>

#include <sys/socket.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstdio>
#include <map>
#include <mutex>
#include <optional>
#include <thread>

namespace socle::outbound {

namespace {

using Steady = std::chrono::steady_clock;

struct Call
{
    CallId id = 0;
    HttpRequest request;
    UniqueFunction<void(Outcome)> done;
    StreamSink sink;
    CURL *easy = nullptr;
    curl_slist *headerList = nullptr;
    Outcome outcome;
    std::uint64_t received = 0;
    bool headDelivered = false;
    std::size_t headBytes = 0;
    Steady::time_point started = Steady::now();
    Steady::time_point lastByte = started;

    bool streams = false; // the body goes to the sink
    FILE *upload = nullptr; // of request.bodyFile

    ~Call()
    {
        if (upload != nullptr) {
            std::fclose(upload);
        }
    }

    void fail(Failure failure, std::string message)
    {
        if (outcome.failure == Failure::None) {
            outcome.failure = failure;
            outcome.message = std::move(message);
        }
    }
};

constexpr std::size_t kMaxHeadBytes = 65536;

bool isAllowedHost(const HttpRequest &request, const std::string &connectedTo)
{
    if (request.allowPrivate) {
        return true;
    }
    std::string named;
    if (CURLU *url = curl_url()) {
        char *host = nullptr;
        char *port = nullptr;
        if (curl_url_set(url, CURLUPART_URL, request.url.c_str(), 0) == CURLUE_OK
            && curl_url_get(url, CURLUPART_HOST, &host, 0) == CURLUE_OK
            && curl_url_get(url, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT) == CURLUE_OK) {
            named = std::string(host) + ":" + port;
        }
        curl_free(host);
        curl_free(port);
        curl_url_cleanup(url);
    }
    const auto &allowed = request.allowedPrivateHosts;
    return std::find(allowed.begin(), allowed.end(), connectedTo) != allowed.end()
        || std::find(allowed.begin(), allowed.end(), named) != allowed.end();
}

curl_socket_t openSocket(void *context, curlsocktype, struct curl_sockaddr *address)
{
    auto *call = static_cast<Call *>(context);
    if (isPrivateAddress(address->addr)
        && !isAllowedHost(call->request, hostPort(address->addr))) {
        call->fail(Failure::Refused, "the address " + hostPort(address->addr) + " is not allowed");
        return CURL_SOCKET_BAD;
    }
    return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

// A connection that another call left open was judged by that call's policy: judged again before each request.
int beforeRequest(void *context, char *address, char *, int port, int)
{
    auto *call = static_cast<Call *>(context);
    const std::string_view ip(address);
    if (!isPrivateAddress(ip)) {
        return CURL_PREREQFUNC_OK;
    }
    const std::string host = ip.find(':') == std::string_view::npos ? std::string(ip) : "[" + std::string(ip) + "]";
    const std::string connectedTo = host + ":" + std::to_string(port);
    if (isAllowedHost(call->request, connectedTo)) {
        return CURL_PREREQFUNC_OK;
    }
    call->fail(Failure::Refused, "the address " + connectedTo + " is not allowed");
    return CURL_PREREQFUNC_ABORT;
}

std::size_t onHeader(char *data, std::size_t size, std::size_t count, void *context)
{
    auto *call = static_cast<Call *>(context);
    const std::string_view line = trimmed({data, size * count});
    call->lastByte = Steady::now();
    call->headBytes += size * count;
    if (call->headBytes > kMaxHeadBytes) {
        call->fail(Failure::TooLarge, "the answer's head is too large");
        return 0;
    }
    if (startsWith(line, "HTTP/")) { // also after a 100 Continue: the last head counts
        call->outcome.response.headers.clear();
    } else if (const auto colon = line.find(':'); colon != std::string_view::npos) {
        call->outcome.response.headers.emplace_back(std::string(trimmed(line.substr(0, colon))),
                                                    std::string(trimmed(line.substr(colon + 1))));
    }
    return size * count;
}

std::size_t onUpload(char *data, std::size_t size, std::size_t count, void *context)
{
    auto *call = static_cast<Call *>(context);
    call->lastByte = Steady::now(); // a long upload is no silence
    return call->upload == nullptr ? CURL_READFUNC_ABORT : std::fread(data, 1, size * count, call->upload);
}

bool deliverHead(Call &call)
{
    if (call.headDelivered) {
        return true;
    }
    call.headDelivered = true;
    long status = 0;
    curl_easy_getinfo(call.easy, CURLINFO_RESPONSE_CODE, &status);
    call.outcome.response.status = static_cast<int>(status);
    return !call.sink.onHead || call.sink.onHead(call.outcome.response);
}

std::size_t onBody(char *data, std::size_t size, std::size_t count, void *context)
{
    auto *call = static_cast<Call *>(context);
    const std::size_t bytes = size * count;
    call->lastByte = Steady::now();
    call->received += bytes;
    if (call->received > call->request.maxBytes) {
        call->fail(Failure::TooLarge, "the answer is larger than allowed");
        return 0;
    }
    if (!call->streams) {
        call->outcome.response.body.append(data, bytes);
        return bytes;
    }
    if (!deliverHead(*call) || (call->sink.onData && !call->sink.onData({data, bytes}))) {
        call->fail(Failure::Cancelled, "the receiver ended the call");
        return 0;
    }
    return bytes;
}

Failure failureOf(CURLcode code, const Call &call)
{
    switch (code) {
    case CURLE_OK:
        return Failure::None;
    case CURLE_OPERATION_TIMEDOUT:
        return Failure::Timeout;
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_URL_MALFORMAT:
        return Failure::Refused;
    default:
        return call.received > 0 || call.headBytes > 0 ? Failure::Broken : Failure::Network;
    }
}

} // namespace

std::string_view HttpResponse::header(std::string_view name) const
{
    for (const auto &[key, value] : headers) {
        if (equalsIgnoreCase(key, name)) {
            return value;
        }
    }
    return {};
}

struct HttpClient::Impl
{
    CURLM *multi = nullptr;
    std::map<CallId, std::unique_ptr<Call>> calls; // the thread's own
    std::vector<std::unique_ptr<Call>> delayed; // the thread's own: not started yet

    std::mutex mutex; // guards the members below
    std::vector<std::unique_ptr<Call>> inbox;
    std::vector<CallId> cancelled;
    CallId nextId = 1;
    bool stopping = false;

    std::thread thread;

    Impl()
    {
        static const CURLcode initialised = curl_global_init(CURL_GLOBAL_DEFAULT);
        (void)initialised;
        multi = curl_multi_init();
        thread = std::thread([this] { run(); });
    }

    ~Impl()
    {
        stop();
        curl_multi_cleanup(multi);
    }

    void stop()
    {
        {
            const std::lock_guard lock(mutex);
            stopping = true;
        }
        curl_multi_wakeup(multi);
        if (thread.joinable()) {
            thread.join();
        }
    }

    static void setUpload(Call &call)
    {
        std::error_code failure;
        const std::uintmax_t size = std::filesystem::file_size(call.request.bodyFile, failure);
        call.upload = std::fopen(call.request.bodyFile.c_str(), "rbe");
        if (failure || call.upload == nullptr) {
            call.fail(Failure::Broken, "the file to send cannot be read");
        }
        curl_easy_setopt(call.easy, CURLOPT_UPLOAD, 1L);
        curl_easy_setopt(call.easy, CURLOPT_READFUNCTION, &onUpload);
        curl_easy_setopt(call.easy, CURLOPT_READDATA, &call);
        curl_easy_setopt(call.easy, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(failure ? 0 : size));
    }

    void start(std::unique_ptr<Call> call)
    {
        Call &c = *call;
        c.easy = curl_easy_init();
        const HttpRequest &r = c.request;
        const auto set = [&c](auto option, auto value) { curl_easy_setopt(c.easy, option, value); };
        set(CURLOPT_URL, r.url.c_str());
        set(CURLOPT_PROTOCOLS_STR, r.allowHttp ? "http,https" : "https");
        set(CURLOPT_FOLLOWLOCATION, 0L);
        set(CURLOPT_PROXY, ""); // also switches the proxy variables off
        set(CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
        set(CURLOPT_NOSIGNAL, 1L);
        set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
        set(CURLOPT_ACCEPT_ENCODING, "");
        set(CURLOPT_USERAGENT, "Socle");
        set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(r.connectTimeout.count()));
        set(CURLOPT_TIMEOUT_MS, static_cast<long>(r.totalTimeout.count()));
        set(CURLOPT_OPENSOCKETFUNCTION, &openSocket);
        set(CURLOPT_OPENSOCKETDATA, &c);
        set(CURLOPT_PREREQFUNCTION, &beforeRequest);
        set(CURLOPT_PREREQDATA, &c);
        set(CURLOPT_HEADERFUNCTION, &onHeader);
        set(CURLOPT_HEADERDATA, &c);
        set(CURLOPT_WRITEFUNCTION, &onBody);
        set(CURLOPT_WRITEDATA, &c);
        set(CURLOPT_PRIVATE, &c);
        set(CURLOPT_CUSTOMREQUEST, r.method.c_str());
        if (r.method == "HEAD") {
            set(CURLOPT_NOBODY, 1L);
        }
        if (!r.body.empty() || r.method == "POST" || r.method == "PUT" || r.method == "PATCH") {
            set(CURLOPT_POSTFIELDS, r.body.data());
            set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(r.body.size()));
        }
        if (!r.bodyFile.empty()) {
            setUpload(c);
        }
        if (r.signing) {
            set(CURLOPT_AWS_SIGV4, ("aws:amz:" + r.signing->region + ":" + r.signing->service).c_str());
            set(CURLOPT_USERNAME, r.signing->accessKey.c_str());
            set(CURLOPT_PASSWORD, r.signing->secret.c_str());
            set(CURLOPT_PATH_AS_IS, 1L);
        }
        c.headerList = curl_slist_append(c.headerList, "Expect:"); // no wait for 100 Continue
        for (const auto &[name, value] : r.headers) {
            if (name.find_first_of("\r\n") == std::string::npos && value.find_first_of("\r\n") == std::string::npos) {
                c.headerList = curl_slist_append(c.headerList, (name + ": " + value).c_str());
            }
        }
        set(CURLOPT_HTTPHEADER, c.headerList);
        c.started = c.lastByte = Steady::now();
        curl_multi_add_handle(multi, c.easy);
        const CallId id = c.id;
        calls.emplace(id, std::move(call));
    }

    void finish(CallId id)
    {
        const auto it = calls.find(id);
        if (it == calls.end()) {
            return;
        }
        const std::unique_ptr<Call> call = std::move(it->second);
        calls.erase(it);
        if (call->outcome.ok() && !deliverHead(*call)) {
            call->fail(Failure::Cancelled, "the receiver ended the call");
        }
        curl_multi_remove_handle(multi, call->easy);
        curl_easy_cleanup(call->easy);
        curl_slist_free_all(call->headerList);
        call->done(std::move(call->outcome));
    }

    // Silence is judged here, not by curl's speed limits: those count seconds coarsely and start with the connect.
    void expireSilent()
    {
        const auto now = Steady::now();
        std::vector<CallId> late;
        for (const auto &[id, call] : calls) {
            const bool begun = call->headBytes > 0;
            const auto limit = begun ? call->request.idleTimeout : call->request.firstByteTimeout;
            if (now - call->lastByte > limit) {
                call->fail(Failure::Timeout, begun ? "the answer stopped coming" : "no answer in time");
                late.push_back(id);
            }
        }
        for (const CallId id : late) {
            finish(id);
        }
    }

    void drop(CallId id)
    {
        if (const auto it = calls.find(id); it != calls.end()) {
            it->second->fail(Failure::Cancelled, "cancelled");
            finish(id);
            return;
        }
        const auto it = std::find_if(delayed.begin(), delayed.end(), [id](const auto &c) { return c->id == id; });
        if (it != delayed.end()) {
            const std::unique_ptr<Call> call = std::move(*it);
            delayed.erase(it);
            call->fail(Failure::Cancelled, "cancelled");
            call->done(std::move(call->outcome));
        }
    }

    void startDue()
    {
        const auto now = Steady::now();
        for (std::size_t i = 0; i < delayed.size();) {
            if (delayed[i]->started + delayed[i]->request.delay <= now) {
                auto call = std::move(delayed[i]);
                delayed.erase(delayed.begin() + static_cast<std::ptrdiff_t>(i));
                start(std::move(call));
            } else {
                ++i;
            }
        }
    }

    // Short while something is under way or due: silence and delays are noticed by looking.
    int pollTimeout() const
    {
        if (!delayed.empty()) {
            return 20;
        }
        return calls.empty() ? 60000 : 250;
    }

    void run()
    {
        while (true) {
            std::vector<std::unique_ptr<Call>> arrived;
            std::vector<CallId> dropped;
            bool stop = false;
            {
                const std::lock_guard lock(mutex);
                arrived.swap(inbox);
                dropped.swap(cancelled);
                stop = stopping;
            }
            for (auto &call : arrived) {
                delayed.push_back(std::move(call));
            }
            if (stop) {
                dropped.clear();
                for (const auto &entry : calls) {
                    dropped.push_back(entry.first);
                }
                for (const auto &call : delayed) {
                    dropped.push_back(call->id);
                }
            }
            for (const CallId id : dropped) {
                drop(id);
            }
            if (stop) {
                return;
            }
            startDue();
            int running = 0;
            curl_multi_perform(multi, &running);
            int left = 0;
            while (CURLMsg *message = curl_multi_info_read(multi, &left)) {
                if (message->msg != CURLMSG_DONE) {
                    continue;
                }
                Call *call = nullptr;
                curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &call);
                const CURLcode code = message->data.result;
                if (code != CURLE_OK) {
                    call->fail(failureOf(code, *call), curl_easy_strerror(code));
                }
                finish(call->id);
            }
            expireSilent();
            curl_multi_poll(multi, nullptr, 0, pollTimeout(), nullptr);
        }
    }
};

HttpClient::HttpClient() : m_impl(std::make_unique<Impl>()) { }
HttpClient::~HttpClient() = default;

CallId HttpClient::send(HttpRequest request, UniqueFunction<void(Outcome)> done, StreamSink sink)
{
    auto call = std::make_unique<Call>();
    call->request = std::move(request);
    call->done = std::move(done);
    call->streams = sink.onHead || sink.onData;
    call->sink = std::move(sink);
    CallId id = 0;
    {
        const std::lock_guard lock(m_impl->mutex);
        id = m_impl->nextId++;
        call->id = id;
        if (!m_impl->stopping) {
            m_impl->inbox.push_back(std::move(call));
        }
    }
    if (call) { // the client has stopped
        call->fail(Failure::Cancelled, "the client has stopped");
        call->done(std::move(call->outcome));
        return id;
    }
    curl_multi_wakeup(m_impl->multi);
    return id;
}

void HttpClient::stop()
{
    m_impl->stop();
}

void HttpClient::cancel(CallId id)
{
    {
        const std::lock_guard lock(m_impl->mutex);
        m_impl->cancelled.push_back(id);
    }
    curl_multi_wakeup(m_impl->multi);
}

Outcome HttpClient::sendAndWait(HttpRequest request)
{
    std::mutex mutex;
    std::condition_variable finished;
    std::optional<Outcome> outcome;
    send(std::move(request), [&](Outcome result) {
        const std::lock_guard lock(mutex);
        outcome = std::move(result);
        finished.notify_one();
    });
    std::unique_lock lock(mutex);
    finished.wait(lock, [&] { return outcome.has_value(); });
    return std::move(*outcome);
}

} // namespace socle::outbound
