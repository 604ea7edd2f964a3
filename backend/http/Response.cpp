// See Response.h and Wire.h: answers as values, and as the bytes of their head.
#include "backend/http/Response.h"

#include "backend/http/Wire.h"

#include <array>
#include <charconv>
#include <unistd.h>
#include <utility>

namespace socle::http {

namespace {

struct Reason
{
    int status;
    std::string_view phrase;
};

constexpr std::array kReasons{
    Reason{101, "Switching Protocols"},
    Reason{200, "OK"},
    Reason{201, "Created"},
    Reason{202, "Accepted"},
    Reason{204, "No Content"},
    Reason{206, "Partial Content"},
    Reason{301, "Moved Permanently"},
    Reason{302, "Found"},
    Reason{303, "See Other"},
    Reason{304, "Not Modified"},
    Reason{307, "Temporary Redirect"},
    Reason{308, "Permanent Redirect"},
    Reason{400, "Bad Request"},
    Reason{401, "Unauthorized"},
    Reason{403, "Forbidden"},
    Reason{404, "Not Found"},
    Reason{405, "Method Not Allowed"},
    Reason{408, "Request Timeout"},
    Reason{409, "Conflict"},
    Reason{412, "Precondition Failed"},
    Reason{413, "Request Entity Too Large"},
    Reason{415, "Unsupported Media Type"},
    Reason{416, "Requested Range Not Satisfiable"},
    Reason{417, "Expectation Failed"},
    Reason{422, "Unprocessable Entity"},
    Reason{426, "Upgrade Required"},
    Reason{429, "Too Many Requests"},
    Reason{431, "Request Header Fields Too Large"},
    Reason{500, "Internal Server Error"},
    Reason{501, "Not Implemented"},
    Reason{502, "Bad Gateway"},
    Reason{503, "Service Unavailable"},
    Reason{504, "Gateway Timeout"},
};

void appendNumber(std::string &out, std::uint64_t number)
{
    std::array<char, 20> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    out.append(digits.data(), end);
}

} // namespace

std::string_view reasonPhrase(int status)
{
    for (const Reason &reason : kReasons) {
        if (reason.status == status) {
            return reason.phrase;
        }
    }
    return {};
}

FileBody::FileBody(FileBody &&other) noexcept
    : m_descriptor(std::exchange(other.m_descriptor, -1))
    , m_offset(other.m_offset)
    , m_length(other.m_length)
{
}

FileBody &FileBody::operator=(FileBody &&other) noexcept
{
    std::swap(m_descriptor, other.m_descriptor);
    m_offset = other.m_offset;
    m_length = other.m_length;
    return *this;
}

FileBody::~FileBody()
{
    if (m_descriptor >= 0) {
        ::close(m_descriptor);
    }
}

Response Response::json(int status, std::string body)
{
    Response response;
    response.status = status;
    response.headers.add("Content-Type", "application/json");
    response.body = std::move(body);
    if (response.body.empty() || response.body.back() != '\n') {
        response.body.push_back('\n');
    }
    response.isJson = true;
    return response;
}

Response Response::empty(int status)
{
    Response response;
    response.status = status;
    return response;
}

Response Response::text(int status, std::string body, std::string_view contentType)
{
    Response response;
    response.status = status;
    response.headers.add("Content-Type", contentType);
    response.body = std::move(body);
    return response;
}

Response Response::redirect(int status, std::string_view location)
{
    Response response;
    response.status = status;
    response.headers.add("Location", location);
    return response;
}

void appendHead(std::string &out, const Response &response, const HeadStyle &style)
{
    out.append(style.isHttp10 ? "HTTP/1.0 " : "HTTP/1.1 ");
    appendNumber(out, static_cast<std::uint64_t>(response.status));
    out.push_back(' ');
    out.append(reasonPhrase(response.status));
    out.append("\r\n");
    for (std::size_t i = 0; i < response.headers.size(); ++i) {
        out.append(response.headers.nameAt(i));
        out.append(": ");
        // A line break in a value would start a field of the attacker's choosing.
        const auto value = response.headers.valueAt(i);
        if (value.find_first_of("\r\n") == std::string_view::npos) {
            out.append(value);
        }
        out.append("\r\n");
    }
    out.append("Date: ");
    out.append(style.date);
    out.append("\r\n");
    if (style.framing == Framing::Length) {
        out.append("Content-Length: ");
        appendNumber(out, style.length);
        out.append("\r\n");
    } else if (style.framing == Framing::Chunked) {
        out.append("Transfer-Encoding: chunked\r\n");
    }
    if (style.closes) {
        out.append("Connection: close\r\n");
    } else if (style.isHttp10) {
        out.append("Connection: keep-alive\r\n");
    }
    out.append("\r\n");
}

} // namespace socle::http
