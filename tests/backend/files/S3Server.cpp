#include "tests/backend/files/S3Server.h"

#include "backend/crypto/Base64.h"
#include "backend/crypto/Hash.h"
#include "shared/core/Text.h"

#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <unistd.h>
#include <vector>

namespace socle::test {

struct S3Server::Request
{
    std::string method;
    std::string path; // as sent
    std::string query; // as sent
    std::map<std::string, std::string> headers; // lower-case names
    std::string body;
};

namespace {

std::string decoded(const std::string &text)
{
    std::string out;
    return percentDecode(text, false, out) ? out : text;
}

std::map<std::string, std::string> pairsOf(const std::string &query)
{
    std::map<std::string, std::string> pairs;
    for (const std::string &pair : split(query, '&')) {
        const auto equals = pair.find('=');
        pairs[decoded(pair.substr(0, equals))]
            = equals == std::string::npos ? std::string() : decoded(pair.substr(equals + 1));
    }
    return pairs;
}

std::string between(const std::string &text, const std::string &from, char to)
{
    const auto start = text.find(from);
    if (start == std::string::npos) {
        return {};
    }
    const auto begin = start + from.size();
    return text.substr(begin, text.find(to, begin) - begin);
}

std::string head(int status, std::size_t length, const std::string &headers = {})
{
    return "HTTP/1.1 " + std::to_string(status) + " X\r\nContent-Length: " + std::to_string(length)
        + "\r\nConnection: close\r\n" + headers + "\r\n";
}

std::string respond(int status, const std::string &body, const std::string &headers = {})
{
    return head(status, body.size(), headers) + body;
}

std::string tagLine(const std::string &tag) { return "ETag: \"" + tag + "\"\r\n"; }

// "bytes=2-5" of a text; the whole text without a range.
std::pair<int, std::string> partOf(const std::string &bytes, const std::string &range)
{
    if (range.empty()) {
        return {200, bytes};
    }
    const auto dash = range.find('-');
    const auto first = std::stoul(range.substr(range.find('=') + 1));
    const auto last = std::stoul(range.substr(dash + 1));
    return {206, bytes.substr(first, last - first + 1)};
}

std::string errorBody(const std::string &code)
{
    return "<?xml version=\"1.0\"?><Error><Code>" + code
        + "</Code><Message>words</Message></Error>";
}

} // namespace

S3Server::S3Server()
{
    m_listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ::bind(m_listener, reinterpret_cast<sockaddr *>(&address), sizeof address);
    ::listen(m_listener, 8);
    socklen_t length = sizeof address;
    ::getsockname(m_listener, reinterpret_cast<sockaddr *>(&address), &length);
    m_port = ntohs(address.sin_port);
    m_thread = std::thread([this] {
        for (int socket = ::accept(m_listener, nullptr, nullptr); socket >= 0;
             socket = ::accept(m_listener, nullptr, nullptr)) {
            serve(socket);
            ::close(socket);
        }
    });
}

S3Server::~S3Server()
{
    ::shutdown(m_listener, SHUT_RDWR);
    m_thread.join();
    ::close(m_listener);
}

std::map<std::string, S3Server::Object> S3Server::objects() const
{
    const std::lock_guard lock(m_mutex);
    return m_objects;
}

void S3Server::clear()
{
    const std::lock_guard lock(m_mutex);
    m_objects.clear();
    m_uploads.clear();
}

std::size_t S3Server::unfinishedUploads() const
{
    const std::lock_guard lock(m_mutex);
    return m_uploads.size();
}

void S3Server::serve(int socket)
{
    std::string head;
    char c = 0;
    while (!endsWith(head, "\r\n\r\n") && ::read(socket, &c, 1) == 1) {
        head.push_back(c);
    }
    const auto lines = split(head, '\n');
    const auto words = split(lines.front(), ' ');
    if (words.size() < 2) {
        return;
    }
    Request request;
    request.method = words[0];
    const auto mark = words[1].find('?');
    request.path = words[1].substr(0, mark);
    request.query = mark == std::string::npos ? std::string() : words[1].substr(mark + 1);
    for (const std::string &line : lines) {
        if (const auto colon = line.find(':'); colon != std::string::npos) {
            request.headers[asciiLower(line.substr(0, colon))] = trimmed(line.substr(colon + 1));
        }
    }
    const auto length = request.headers.find("content-length");
    request.body.resize(length == request.headers.end() ? 0 : std::stoul(length->second));
    for (std::size_t got = 0; got < request.body.size();) {
        const auto count = ::read(socket, request.body.data() + got, request.body.size() - got);
        if (count <= 0) {
            return;
        }
        got += static_cast<std::size_t>(count);
    }
    const std::string text = answer(request);
    (void)!::write(socket, text.data(), text.size());
}

namespace {

// The signature that belongs to the request, worked out from its own parts (AWS signature version
// 4).
std::string signatureOf(const std::string &method,
                        const std::string &path,
                        const std::string &query,
                        const std::map<std::string, std::string> &headers,
                        const std::string &authorization)
{
    std::string canonicalHeaders;
    const std::string names = between(authorization, "SignedHeaders=", ',');
    for (const std::string &name : split(names, ';')) {
        const auto found = headers.find(name);
        if (found == headers.end()) {
            return {}; // signed, but not sent: strict services refuse that
        }
        canonicalHeaders += name + ":" + found->second + "\n";
    }
    auto parts = split(query, '&');
    std::sort(parts.begin(), parts.end());
    const std::string canonical = method + "\n" + path + "\n" + join(parts, "&") + "\n"
        + canonicalHeaders + "\n" + names + "\n" + headers.at("x-amz-content-sha256");
    const std::string date = headers.at("x-amz-date");
    const std::string scope
        = date.substr(0, 8) + "/" + std::string(S3Server::kRegion) + "/s3/aws4_request";
    const std::string text
        = "AWS4-HMAC-SHA256\n" + date + "\n" + scope + "\n" + crypto::sha256Hex(canonical);
    std::string key
        = crypto::hmacSha256("AWS4" + std::string(S3Server::kSecret), date.substr(0, 8));
    for (const std::string_view part :
         {S3Server::kRegion, std::string_view("s3"), std::string_view("aws4_request")}) {
        key = crypto::hmacSha256(key, part);
    }
    return crypto::hexEncode(crypto::hmacSha256(key, text));
}

} // namespace

std::string S3Server::answer(const Request &request)
{
    const auto authorization = request.headers.find("authorization");
    const bool isSigned = authorization != request.headers.end()
        && request.headers.contains("x-amz-content-sha256")
        && request.headers.contains("x-amz-date")
        && between(authorization->second, "Credential=", '/') == kAccessKey
        && between(authorization->second, "Signature=", ',')
            == signatureOf(request.method,
                           request.path,
                           request.query,
                           request.headers,
                           authorization->second);
    if (!isSigned) {
        ++m_refused;
        return respond(403, errorBody("SignatureDoesNotMatch"));
    }
    const std::string prefix = "/" + std::string(kBucket) + "/";
    if (!startsWith(request.path, prefix)) {
        return respond(404, errorBody("NoSuchBucket"));
    }
    const std::string key = decoded(request.path.substr(prefix.size()));
    const auto query = pairsOf(request.query);
    const auto digest = request.headers.find("content-md5");
    ++m_requests;
    if (digest != request.headers.end()
        && digest->second != crypto::base64Encode(crypto::md5(request.body))) {
        return respond(400, errorBody("BadDigest"));
    }
    if (request.method != "HEAD" && m_toFail > 0) {
        --m_toFail;
        return respond(503, errorBody("SlowDown"));
    }
    const std::lock_guard lock(m_mutex);
    if (request.method == "GET" && key.empty()) {
        return respond(200, list(query));
    }
    if (query.contains("delete")) {
        return answerRemoval(request);
    }
    if (query.contains("uploads") || query.contains("uploadId")) {
        return answerUpload(request, key, query);
    }
    if (request.method == "PUT") {
        store(key,
              {.bytes = request.body,
               .headers = request.headers,
               .tag = crypto::md5Hex(request.body)});
        return respond(200, "");
    }
    const auto found = m_objects.find(key);
    if (request.method == "DELETE") {
        m_objects.erase(key);
        return respond(204, "");
    }
    if (found == m_objects.end()) {
        return request.method == "HEAD" ? respond(404, "") : respond(404, errorBody("NoSuchKey"));
    }
    Object &object = found->second;
    std::string headers = "Content-Type: " + object.headers["content-type"] + "\r\n"
        + tagLine(object.tag) + "Last-Modified: Thu, 02 Jan 2025 03:04:05 GMT\r\n";
    if (const std::string &name = object.headers["x-amz-meta-original-filename"]; !name.empty()) {
        headers += "x-amz-meta-original-filename: " + name + "\r\n";
    }
    if (request.method == "HEAD") {
        return head(200, object.bytes.size(), headers);
    }
    const auto range = request.headers.find("range");
    const auto [status, bytes]
        = partOf(object.bytes, range == request.headers.end() ? std::string() : range->second);
    return respond(status, bytes, headers);
}

void S3Server::store(const std::string &key, Object object)
{
    if (m_isLossy && !object.bytes.empty()) {
        object.bytes.pop_back();
    }
    m_objects[key] = std::move(object);
}

std::string S3Server::answerUpload(const Request &request,
                                   const std::string &key,
                                   const std::map<std::string, std::string> &query)
{
    if (query.contains("uploads")) {
        const std::string id = "up/load+" + std::to_string(m_uploads.size() + 1);
        m_uploads[id].headers = request.headers;
        return respond(200, "<X><UploadId>" + id + "</UploadId></X>");
    }
    const auto upload = m_uploads.find(query.at("uploadId"));
    if (upload == m_uploads.end()) {
        return respond(404, errorBody("NoSuchUpload"));
    }
    if (request.method == "DELETE") {
        m_uploads.erase(upload);
        return respond(204, "");
    }
    if (request.method == "PUT" && m_failsParts) {
        return respond(503, errorBody("SlowDown"));
    }
    if (request.method == "PUT") {
        upload->second.parts[std::stoi(query.at("partNumber"))] = request.body;
        return respond(200, "", tagLine(crypto::md5Hex(request.body)));
    }
    std::string bytes;
    std::string digests;
    for (const auto &[number, part] : upload->second.parts) {
        if (request.body.find("<PartNumber>" + std::to_string(number) + "</PartNumber><ETag>\""
                              + crypto::md5Hex(part) + "\"</ETag>")
            == std::string::npos) {
            return respond(200, errorBody("InvalidPart")); // 200: services begin before they know
        }
        bytes += part;
        digests += crypto::md5(part);
    }
    const std::string tag
        = crypto::md5Hex(digests) + "-" + std::to_string(upload->second.parts.size());
    store(key, {.bytes = std::move(bytes), .headers = upload->second.headers, .tag = tag});
    m_uploads.erase(upload);
    return respond(200, "<X><ETag>" + tag + "</ETag></X>");
}

std::string S3Server::answerRemoval(const Request &request)
{
    if (!request.headers.contains("content-md5")) {
        return respond(400, errorBody("MissingContentMD5"));
    }
    std::size_t at = 0;
    while ((at = request.body.find("<Key>", at)) != std::string::npos) {
        at += 5;
        std::string key = request.body.substr(at, request.body.find("</Key>", at) - at);
        key = replaceAll(replaceAll(std::move(key), "&lt;", "<"), "&gt;", ">");
        key = replaceAll(std::move(key), "&amp;", "&");
        m_objects.erase(key);
    }
    return respond(200, "<DeleteResult/>");
}

std::string S3Server::list(const std::map<std::string, std::string> &query) const
{
    const auto value
        = [&](const char *name) { return query.contains(name) ? query.at(name) : std::string(); };
    std::string items;
    std::string next;
    std::size_t count = 0;
    for (const auto &[key, object] : m_objects) {
        if (!startsWith(key, value("prefix")) || key <= value("continuation-token")) {
            continue;
        }
        if (count++ == m_pageSize) {
            break;
        }
        items += "<Contents><Key>" + percentEncode(key)
            + "</Key><LastModified>2025-01-02T03:04:05.678Z</LastModified><Size>"
            + std::to_string(object.bytes.size()) + "</Size></Contents>";
        next = key;
    }
    const bool isCut = count > m_pageSize;
    return "<ListBucketResult><IsTruncated>" + std::string(isCut ? "true" : "false")
        + "</IsTruncated>" + items
        + (isCut ? "<NextContinuationToken>" + next + "</NextContinuationToken>" : "")
        + "</ListBucketResult>";
}

} // namespace socle::test
