// One answer: status, fields and a body that is bytes or a part of a file. Streams are started on
// the Exchange (Server.h).
//
// The session adds Date, Content-Length and Connection itself; nobody else sets them.
#pragma once

#include "backend/http/Headers.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace socle::http {

/// An open file, or a part of it, sent with sendfile. Owns the descriptor.
class FileBody
{
public:
    FileBody(int descriptor, std::uint64_t offset, std::uint64_t length)
        : m_descriptor(descriptor)
        , m_offset(offset)
        , m_length(length)
    {
    }

    FileBody(FileBody &&other) noexcept;
    FileBody &operator=(FileBody &&other) noexcept;
    ~FileBody();

    int descriptor() const { return m_descriptor; }

    std::uint64_t offset() const { return m_offset; }

    std::uint64_t length() const { return m_length; }

private:
    int m_descriptor = -1;
    std::uint64_t m_offset = 0;
    std::uint64_t m_length = 0;
};

struct Response
{
    int status = 200;
    Headers headers = {};
    std::string body = {};
    std::optional<FileBody> file = {}; // instead of body
    bool isJson = false; // the body is JSON: the fields picker may work on it

    /// JSON answer; `body` is one JSON text, the protocol's final line feed is added when missing.
    static Response json(int status, std::string body);
    /// No body, no content type: 204 and friends.
    static Response empty(int status);
    static Response text(int status,
                         std::string body,
                         std::string_view contentType = "text/plain; charset=utf-8");
    /// 3xx with Location.
    static Response redirect(int status, std::string_view location);
};

/// "Not Found" for 404; "" for unknown codes.
std::string_view reasonPhrase(int status);

} // namespace socle::http
