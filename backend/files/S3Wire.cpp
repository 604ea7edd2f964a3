// See S3Wire.h.
#include "backend/files/S3Wire.h"

#include "shared/core/Text.h"

#include <charconv>

namespace socle::files::s3 {

using outbound::Outcome;

std::string escaped(std::string_view text, Slash slash)
{
    static constexpr std::string_view kHex = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool isPlain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
            || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.' || c == '~'
            || (c == '/' && slash == Slash::Keep);
        if (isPlain) {
            out += c;
        } else {
            out += '%';
            out += kHex[byte >> 4U];
            out += kHex[byte & 15U];
        }
    }
    return out;
}

std::string unescaped(const std::string &text)
{
    std::string out;
    return percentDecode(text, true, out) ? out : text;
}

std::string xmlText(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        if (c == '&' || c == '<' || c == '>') {
            out += c == '&' ? "&amp;" : c == '<' ? "&lt;" : "&gt;";
        } else {
            out += c;
        }
    }
    return out;
}

std::optional<std::string_view> element(std::string_view xml,
                                        std::string_view tag,
                                        std::size_t &from)
{
    const std::string open = "<" + std::string(tag) + ">";
    const std::string close = "</" + std::string(tag) + ">";
    const auto start = xml.find(open, from);
    const auto end = start == std::string_view::npos ? start : xml.find(close, start);
    if (end == std::string_view::npos) {
        return std::nullopt;
    }
    from = end + close.size();
    return xml.substr(start + open.size(), end - start - open.size());
}

std::string textOf(std::string_view xml, std::string_view tag)
{
    std::size_t from = 0;
    return std::string(element(xml, tag, from).value_or(std::string_view()));
}

std::uint64_t numberOf(std::string_view text)
{
    std::uint64_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

bool isFine(const Outcome &outcome)
{
    return outcome.ok() && outcome.response.status >= 200 && outcome.response.status < 300
        && outcome.response.body.find("<Error>") == std::string::npos;
}

bool mayPass(const Outcome &outcome)
{
    if (!outcome.ok()) {
        return outcome.failure == outbound::Failure::Network
            || outcome.failure == outbound::Failure::Broken;
    }
    const int status = outcome.response.status;
    return status == 429 || status >= 500 || (status == 200 && !isFine(outcome));
}

Error failure(std::string_view key, const Outcome &outcome)
{
    const auto &response = outcome.response;
    std::string message = "[key: " + std::string(key) + "] ";
    if (!outcome.ok()) {
        message += outcome.message;
    } else {
        const std::string code = textOf(response.body, "Code");
        const std::string words = textOf(response.body, "Message");
        message += std::to_string(response.status) + " "
            + (code.empty() ? std::string("S3 error") : code);
        message += words.empty() ? std::string() : ": " + words;
    }
    const bool isMissing = outcome.ok() && response.status == 404;
    return Error{.kind = isMissing ? ErrorKind::NotFound : ErrorKind::Unavailable,
                 .message = std::move(message)};
}

std::string checksumOf(const outbound::HttpResponse &response)
{
    const std::string_view encryption = response.header("x-amz-server-side-encryption");
    const bool isForeign = startsWith(encryption, "aws:kms")
        || !response.header("x-amz-server-side-encryption-customer-algorithm").empty();
    std::string_view tag = trimmed(response.header("ETag"));
    if (isForeign || tag.size() < 2 || tag.front() != '"' || tag.back() != '"') {
        return {};
    }
    tag.remove_prefix(1);
    tag.remove_suffix(1);
    const std::string_view digest = tag.substr(0, tag.find('-'));
    const bool isDigest = digest.size() == 32
        && digest.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
    return isDigest ? asciiLower(tag) : std::string();
}

} // namespace socle::files::s3
