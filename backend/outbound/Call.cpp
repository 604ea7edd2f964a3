// See Call.h.
#include "backend/outbound/Call.h"

#include "backend/outbound/Address.h"
#include "backend/outbound/Authorities.h"
#include "shared/core/Text.h"

#include <sys/socket.h>

#include <algorithm>
#include <utility>

namespace socle::outbound {

namespace {

constexpr std::size_t kMaxHeadBytes = 65536;
constexpr long kExpectMs = 200;

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
    if (isPrivateAddress(address->addr) && !isAllowedHost(call->request, hostPort(address->addr))) {
        call->fail(Failure::Refused, "the address " + hostPort(address->addr) + " is not allowed");
        return CURL_SOCKET_BAD;
    }
    return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

// A connection that another call left open was judged by that call's policy: judged again before
// each request.
int beforeRequest(void *context, char *address, char *, int port, int)
{
    auto *call = static_cast<Call *>(context);
    call->hasConnection = true;
    const std::string_view ip(address);
    if (!isPrivateAddress(ip)) {
        return CURL_PREREQFUNC_OK;
    }
    const std::string host
        = ip.find(':') == std::string_view::npos ? std::string(ip) : "[" + std::string(ip) + "]";
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

std::size_t onBody(char *data, std::size_t size, std::size_t count, void *context)
{
    auto *call = static_cast<Call *>(context);
    const std::size_t bytes = size * count;
    call->lastByte = Steady::now();
    if (call->sink.hasRoom && !call->sink.hasRoom()) {
        call->isPaused = true; // curl brings the same piece again
        return CURL_WRITEFUNC_PAUSE;
    }
    call->received += bytes;
    if (call->received > call->request.maxBytes) {
        call->fail(Failure::TooLarge, "the answer is larger than allowed");
        return 0;
    }
    if (!call->streams) {
        call->outcome.response.body.append(data, bytes);
        return bytes;
    }
    if (!call->deliverHead() || (call->sink.onData && !call->sink.onData({data, bytes}))) {
        call->fail(Failure::Cancelled, "the receiver ended the call");
        return 0;
    }
    return bytes;
}

// A long upload is no silence.
int onProgress(void *context, curl_off_t, curl_off_t, curl_off_t, curl_off_t uploaded)
{
    auto *call = static_cast<Call *>(context);
    if (uploaded != call->uploaded) {
        call->uploaded = uploaded;
        call->lastByte = Steady::now();
    }
    return 0;
}

} // namespace

Call::~Call()
{
    curl_easy_cleanup(easy);
    curl_slist_free_all(headerList);
}

void Call::fail(Failure failure, std::string message)
{
    if (outcome.failure == Failure::None) {
        outcome.failure = failure;
        outcome.message = std::move(message);
    }
}

bool Call::deliverHead()
{
    if (isHeadDelivered) {
        return true;
    }
    isHeadDelivered = true;
    long status = 0;
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    outcome.response.status = static_cast<int>(status);
    return !sink.onHead || sink.onHead(outcome.response);
}

Failure Call::failureOf(CURLcode code) const
{
    switch (code) {
    case CURLE_OK:
        return Failure::None;
    case CURLE_OPERATION_TIMEDOUT:
        return Failure::Timeout;
    case CURLE_UNSUPPORTED_PROTOCOL: // the scheme; or, once connected, an answer that is no HTTP
        return hasConnection ? Failure::Broken : Failure::Refused;
    case CURLE_URL_MALFORMAT:
        return Failure::Refused;
    default:
        return received > 0 || headBytes > 0 ? Failure::Broken : Failure::Network;
    }
}

bool Call::isSilent(Steady::time_point now) const
{
    const auto limit = headBytes > 0 ? request.idleTimeout : request.firstByteTimeout;
    return !isPaused && now - lastByte > limit;
}

void Call::prepare()
{
    easy = curl_easy_init();
    const HttpRequest &r = request;
    const auto set = [this](auto option, auto value) { curl_easy_setopt(easy, option, value); };
    set(CURLOPT_URL, r.url.c_str());
    set(CURLOPT_PROTOCOLS_STR, r.allowHttp ? "http,https" : "https");
    set(CURLOPT_FOLLOWLOCATION, 0L);
    if (const char *file = authoritiesFile()) {
        set(CURLOPT_CAINFO, file);
    }
    set(CURLOPT_PROXY, ""); // also switches the proxy variables off
    set(CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
    set(CURLOPT_USERAGENT, "Socle");
    set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(r.connectTimeout.count()));
    set(CURLOPT_TIMEOUT_MS, static_cast<long>(r.totalTimeout.count()));
    set(CURLOPT_OPENSOCKETFUNCTION, &openSocket);
    set(CURLOPT_OPENSOCKETDATA, this);
    set(CURLOPT_PREREQFUNCTION, &beforeRequest);
    set(CURLOPT_PREREQDATA, this);
    set(CURLOPT_HEADERFUNCTION, &onHeader);
    set(CURLOPT_HEADERDATA, this);
    set(CURLOPT_WRITEFUNCTION, &onBody);
    set(CURLOPT_WRITEDATA, this);
    set(CURLOPT_XFERINFOFUNCTION, &onProgress);
    set(CURLOPT_XFERINFODATA, this);
    set(CURLOPT_NOPROGRESS, 0L);
    set(CURLOPT_PRIVATE, this);
    set(CURLOPT_CUSTOMREQUEST, r.method.c_str());
    if (r.decodesBody) {
        set(CURLOPT_ACCEPT_ENCODING, "");
    }
    if (r.method == "HEAD") {
        set(CURLOPT_NOBODY, 1L);
    }
    if (!r.body.empty() || r.method == "POST" || r.method == "PUT" || r.method == "PATCH") {
        set(CURLOPT_POSTFIELDS, r.body.data());
        set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(r.body.size()));
    }
    if (r.signing) {
        set(CURLOPT_AWS_SIGV4, ("aws:amz:" + r.signing->region + ":" + r.signing->service).c_str());
        set(CURLOPT_USERNAME, r.signing->accessKey.c_str());
        set(CURLOPT_PASSWORD, r.signing->secret.c_str());
        set(CURLOPT_PATH_AS_IS, 1L);
    }
    // No wait for 100 Continue. Switching the header off in the list would sign it though it is not
    // sent, and services that work the signature out strictly refuse that.
    if (r.signing) {
        set(CURLOPT_EXPECT_100_TIMEOUT_MS, kExpectMs);
    } else {
        headerList = curl_slist_append(headerList, "Expect:");
    }
    for (const auto &[name, value] : r.headers) {
        if (name.find_first_of("\r\n") == std::string::npos
            && value.find_first_of("\r\n") == std::string::npos) {
            headerList = curl_slist_append(headerList, (name + ": " + value).c_str());
        }
    }
    set(CURLOPT_HTTPHEADER, headerList);
    started = lastByte = Steady::now();
}

} // namespace socle::outbound
