// A client that speaks bytes: what it sends is what arrives, and it reads answers one by one. Every
// wait ends after 5 s.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <unistd.h>

namespace socle::test {

struct RawAnswer
{
    int status = 0; // 0: the connection ended instead
    std::string head = {};
    std::string body = {};

    /// Value of a header, "" when absent; `name` as the server spells it.
    std::string header(const std::string &name) const
    {
        const auto at = head.find("\r\n" + name + ": ");
        if (at == std::string::npos) {
            return {};
        }
        const auto start = at + name.size() + 4;
        return head.substr(start, head.find("\r\n", start) - start);
    }
};

class RawClient
{
public:
    explicit RawClient(std::uint16_t port, int receiveBuffer = 0)
    {
        m_socket = ::socket(AF_INET, SOCK_STREAM, 0);
        if (receiveBuffer > 0) {
            ::setsockopt(m_socket, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, sizeof receiveBuffer);
        }
        const timeval limit{.tv_sec = 5, .tv_usec = 0};
        ::setsockopt(m_socket, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        ::setsockopt(m_socket, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        m_isConnected
            = ::connect(m_socket, reinterpret_cast<sockaddr *>(&address), sizeof address) == 0;
    }

    RawClient(const RawClient &) = delete;
    RawClient &operator=(const RawClient &) = delete;

    ~RawClient() { ::close(m_socket); }

    bool isConnected() const { return m_isConnected; }

    void endSending() { ::shutdown(m_socket, SHUT_WR); }

    /// False when the server would not take all of it.
    bool send(std::string_view bytes)
    {
        while (!bytes.empty()) {
            const auto count = ::send(m_socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (count <= 0) {
                return false;
            }
            bytes.remove_prefix(static_cast<std::size_t>(count));
        }
        return true;
    }

    /// The next answer; `hasBody` is false for answers to HEAD.
    RawAnswer read(bool hasBody = true)
    {
        RawAnswer answer;
        std::size_t end = 0;
        while ((end = m_in.find("\r\n\r\n")) == std::string::npos) {
            if (!fill()) {
                return answer;
            }
        }
        answer.head = m_in.substr(0, end + 2);
        m_in.erase(0, end + 4);
        answer.status = std::atoi(answer.head.c_str() + 9);
        if (!hasBody) {
            return answer;
        }
        if (answer.header("Transfer-Encoding") == "chunked") {
            readChunks(answer.body);
        } else {
            const auto length
                = static_cast<std::size_t>(std::atoll(answer.header("Content-Length").c_str()));
            while (m_in.size() < length && fill()) { }
            answer.body = m_in.substr(0, length);
            m_in.erase(0, length);
        }
        return answer;
    }

    /// Everything until the server closes.
    std::string readToEnd()
    {
        while (fill()) { }
        return std::exchange(m_in, {});
    }

    /// True when the server has closed the connection (waits for it).
    bool isClosed() { return !fill() && m_in.empty(); }

private:
    void readChunks(std::string &body)
    {
        while (true) {
            std::size_t line = 0;
            while ((line = m_in.find("\r\n")) == std::string::npos) {
                if (!fill()) {
                    return;
                }
            }
            const auto size = static_cast<std::size_t>(std::strtoull(m_in.c_str(), nullptr, 16));
            while (m_in.size() < line + 2 + size + 2) {
                if (!fill()) {
                    return;
                }
            }
            body += m_in.substr(line + 2, size);
            m_in.erase(0, line + 2 + size + 2);
            if (size == 0) {
                return;
            }
        }
    }

    bool fill()
    {
        char buffer[65536];
        const auto count = ::recv(m_socket, buffer, sizeof buffer, 0);
        if (count <= 0) {
            return false;
        }
        m_in.append(buffer, static_cast<std::size_t>(count));
        return true;
    }

    int m_socket = -1;
    bool m_isConnected = false;
    std::string m_in;
};

} // namespace socle::test
