// See FakeProvider.h.
#include "tests/backend/ai/FakeProvider.h"

#include "shared/json/JsonWriter.h"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>

namespace socle::test {

FakeProvider::FakeProvider(std::vector<FakeStep> script) : m_script(std::move(script))
{
    m_listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ::bind(m_listener, reinterpret_cast<sockaddr *>(&address), sizeof address);
    ::listen(m_listener, 16);
    socklen_t length = sizeof address;
    ::getsockname(m_listener, reinterpret_cast<sockaddr *>(&address), &length);
    m_port = ntohs(address.sin_port);
    m_thread = std::thread([this] {
        while (true) {
            const int socket = ::accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC);
            if (socket < 0) {
                return;
            }
            serve(socket);
            ::close(socket);
        }
    });
}

FakeProvider::~FakeProvider()
{
    m_stopping = true;
    ::shutdown(m_listener, SHUT_RDWR);
    ::close(m_listener);
    m_thread.join();
}

std::string FakeProvider::baseUrl() const
{
    return "http://" + host() + "/v1";
}

std::string FakeProvider::host() const
{
    return "127.0.0.1:" + std::to_string(m_port);
}

std::vector<std::string> FakeProvider::requests() const
{
    const std::lock_guard lock(m_mutex);
    return m_requests;
}

bool FakeProvider::send(int socket, std::string_view bytes)
{
    while (!bytes.empty()) {
        const auto sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) {
            m_clientLeft = true;
            return false;
        }
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

void FakeProvider::serve(int socket)
{
    std::string request;
    std::size_t bodyStart = std::string::npos;
    std::size_t length = 0;
    char buffer[4096];
    while (bodyStart == std::string::npos || request.size() < bodyStart + length) {
        const auto got = ::read(socket, buffer, sizeof buffer);
        if (got <= 0) {
            return;
        }
        request.append(buffer, static_cast<std::size_t>(got));
        if (bodyStart == std::string::npos) {
            if (const auto end = request.find("\r\n\r\n"); end != std::string::npos) {
                bodyStart = end + 4;
                if (const auto at = request.find("Content-Length: "); at != std::string::npos && at < end) {
                    length = std::stoul(request.substr(at + 16));
                }
            }
        }
    }
    {
        const std::lock_guard lock(m_mutex);
        m_requests.push_back(request);
    }
    const FakeStep step = m_next < m_script.size() ? m_script[m_next++] : FakeStep{.status = 500, .body = "{}"};
    const linger hard{.l_onoff = 1, .l_linger = 0};
    if (step.resetBeforeHead) {
        ::setsockopt(socket, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
        return;
    }
    while (step.hangBeforeHead && !m_stopping) {
        pollfd waiting{.fd = socket, .events = POLLIN, .revents = 0};
        if (::poll(&waiting, 1, 20) > 0) {
            m_clientLeft = true;
            return;
        }
    }
    std::string head = "HTTP/1.1 " + std::to_string(step.status) + " Said\r\nContent-Type: " + step.contentType + "\r\n" + step.headers;
    head += step.omitLength && step.resetAfter < 0 ? "Connection: close\r\n\r\n"
                                                   : "Content-Length: " + std::to_string(step.body.size()) + "\r\n\r\n";
    if (!send(socket, head)) {
        return;
    }
    std::string_view rest = step.body;
    if (step.resetAfter >= 0) {
        send(socket, rest.substr(0, static_cast<std::size_t>(step.resetAfter)));
        std::this_thread::sleep_for(std::chrono::milliseconds(30));
        ::setsockopt(socket, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
        return;
    }
    const std::size_t piece = step.pieceBytes == 0 ? rest.size() : step.pieceBytes;
    while (!rest.empty() && !m_stopping) {
        if (!send(socket, rest.substr(0, piece))) {
            return;
        }
        rest.remove_prefix(std::min(piece, rest.size()));
        if (step.pieceDelayMs > 0) {
            std::this_thread::sleep_for(std::chrono::milliseconds(step.pieceDelayMs));
        }
    }
}

std::string FakeProvider::streamOf(const std::vector<std::string> &deltas)
{
    std::string body;
    const auto event = [&body](const std::string &choices, const std::string &usage) {
        body += R"(data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","choices":)" + choices + ",\"usage\":" + usage + "}\n\n";
    };
    event(R"([{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}])", "null");
    for (const std::string &delta : deltas) {
        std::string text;
        appendJsonString(text, delta);
        event(R"([{"index":0,"delta":{"content":)" + text + R"(},"finish_reason":null}])", "null");
    }
    event(R"([{"index":0,"delta":{},"finish_reason":"stop"}])", "null");
    event("[]", R"({"prompt_tokens":40,"completion_tokens":12,"total_tokens":52})");
    return body + "data: [DONE]\n\n";
}

std::string FakeProvider::answerOf(const std::string &text)
{
    std::string literal;
    appendJsonString(literal, text);
    return R"({"id":"c1","object":"chat.completion","model":"m","choices":[{"index":0,"message":{"role":"assistant","content":)" + literal
        + R"(},"finish_reason":"stop"}],"usage":{"prompt_tokens":40,"completion_tokens":12,"total_tokens":52}})";
}

} // namespace socle::test
