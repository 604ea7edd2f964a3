// Request heads through Beast's basic_parser into our own Request: no Beast message types, no
// copies beyond the fields.
//
// The session calls parseHead() only when the empty line has arrived, so a head is parsed exactly
// once.
#include "backend/http/Wire.h"
#include "shared/core/Text.h"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>

#include <array>
#include <charconv>
#include <ctime>

namespace socle::http {

namespace {

namespace beast = boost::beast::http;
using ErrorCode = boost::beast::error_code;
using Text = boost::beast::string_view;

std::string_view viewOf(Text text) { return {text.data(), text.size()}; }

// Only the head is fed to it; bodies are read by the session itself.
class HeadReader final : public beast::basic_parser<true>
{
public:
    explicit HeadReader(Request &request)
        : m_request(request)
    {
        header_limit(0xFFFFFFFF); // the session has its own limit
        body_limit(boost::none);
    }

    int major() const { return m_version / 10; }

    int minor() const { return m_version % 10; }

private:
    void on_request_impl(beast::verb, Text method, Text target, int version, ErrorCode &) override
    {
        m_request.methodName.assign(method.data(), method.size());
        m_request.method = methodOf(m_request.methodName);
        m_request.target.assign(target.data(), target.size());
        m_version = version;
    }

    void on_response_impl(int, Text, int, ErrorCode &) override { }

    void on_field_impl(beast::field, Text name, Text value, ErrorCode &) override
    {
        m_request.headers.add(viewOf(name), viewOf(value));
    }

    void on_header_impl(ErrorCode &) override { }

    void on_body_init_impl(boost::optional<std::uint64_t> const &, ErrorCode &) override { }

    std::size_t on_body_impl(Text body, ErrorCode &) override { return body.size(); }

    void on_chunk_header_impl(std::uint64_t, Text, ErrorCode &) override { }

    std::size_t on_chunk_body_impl(std::uint64_t, Text body, ErrorCode &) override
    {
        return body.size();
    }

    void on_finish_impl(ErrorCode &) override { }

    Request &m_request;
    int m_version = 11;
};

// "GET http://host/path" is what a client sends to a proxy; the path is all we use of it.
void cutAuthority(std::string &target)
{
    if (target.empty() || target.front() == '/' || target == "*") {
        return;
    }
    const auto scheme = target.find("://");
    if (scheme == std::string::npos) {
        return;
    }
    const auto path = target.find('/', scheme + 3);
    target = path == std::string::npos ? "/" : target.substr(path);
}

// How the body is framed; every doubt is refused, because a proxy before us may read it the other
// way.
int readFraming(const Headers &headers, HeadInfo &info)
{
    const auto lengths = headers.values("Content-Length");
    const auto codings = headers.values("Transfer-Encoding");
    if (!codings.empty()) {
        if (!lengths.empty() || info.isHttp10) {
            return 400;
        }
        if (codings.size() != 1 || !equalsIgnoreCase(trimmed(codings.front()), "chunked")) {
            return 501;
        }
        info.isChunked = true;
        return 0;
    }
    for (const std::string_view length : lengths) {
        std::uint64_t value = 0;
        const auto [end, fault]
            = std::from_chars(length.data(), length.data() + length.size(), value);
        if (fault != std::errc() || end != length.data() + length.size() || length.empty()
            || (length != lengths.front())) {
            return 400;
        }
        info.contentLength = value;
    }
    return 0;
}

} // namespace

int parseHead(std::string_view head, Request &request, HeadInfo &info)
{
    HeadReader reader(request);
    ErrorCode fault;
    reader.put(boost::asio::buffer(head.data(), head.size()), fault);
    if (fault && fault != beast::error::need_more) {
        return fault == beast::error::header_limit ? 431
            : fault == beast::error::bad_version   ? 505
                                                   : 400;
    }
    if (!reader.is_header_done() || reader.major() != 1) {
        return 400;
    }
    info = HeadInfo{};
    info.isHttp10 = reader.minor() == 0;
    if (const int refused = readFraming(request.headers, info); refused != 0) {
        return refused;
    }
    if (!info.isHttp10 && request.headers.values("Host").size() != 1) {
        return 400; // RFC 9112 3.2
    }
    info.keepAlive = info.isHttp10 ? request.headers.hasToken("Connection", "keep-alive")
                                   : !request.headers.hasToken("Connection", "close");
    if (const auto expect = request.headers.value("Expect"); !expect.empty()) {
        if (!equalsIgnoreCase(expect, "100-continue")) {
            return 417;
        }
        info.expectsContinue = !info.isHttp10;
    }
    cutAuthority(request.target);
    if (request.target.front() != '/' && request.target != "*") {
        return 400;
    }
    return 0;
}

std::string httpDate(std::int64_t secondsSinceEpoch)
{
    const std::time_t moment = secondsSinceEpoch;
    std::tm parts{};
    ::gmtime_r(&moment, &parts);
    std::array<char, 40> text{};
    const auto length
        = std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
    return {text.data(), length};
}

} // namespace socle::http
