#include "backend/mail/MimeText.h"

#include "backend/mail/PlainText.h"

#include <array>
#include <cstdio>

namespace socle::mail {

namespace {

constexpr std::string_view kHex = "0123456789ABCDEF";
constexpr std::size_t kMaxLine = 76;
constexpr std::size_t kMaxWord = 75;
constexpr std::string_view kWordStart = "=?utf-8?q?";
constexpr std::string_view kWordEnd = "?=";

void appendHex(std::string &out, char c)
{
    const auto byte = static_cast<unsigned char>(c);
    out += '=';
    out += kHex[byte >> 4U];
    out += kHex[byte & 15U];
}

bool isPlainAscii(std::string_view text)
{
    for (const char c : text) {
        if (c < ' ' || c == 0x7f) {
            return false;
        }
    }
    return true;
}

bool isContinuation(char c) { return (static_cast<unsigned char>(c) & 0xc0U) == 0x80U; }

std::string oneLine(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        const bool isBreak = c == '\r' || c == '\n' || c == '\0';
        out += isBreak ? ' ' : c;
    }
    return out;
}

/// `"Name" <address>`; the name in quotes when it is ASCII, else as encoded words.
std::string senderLine(const Message &message)
{
    const std::string address = "<" + oneLine(message.senderAddress) + ">";
    const std::string name = oneLine(message.senderName);
    if (name.empty()) {
        return address;
    }
    if (!isPlainAscii(name)) {
        return encodedHeader(name) + " " + address;
    }
    std::string quoted = "\"";
    for (const char c : name) {
        quoted += c == '"' || c == '\\' ? "\\" : "";
        quoted += c;
    }
    return quoted + "\" " + address;
}

std::string dateLine(DateTime now)
{
    constexpr std::array<const char *, 7> kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array<const char *, 12> kMonths{
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const CivilTime civil = now.civil();
    std::array<char, 64> text{};
    std::snprintf(text.data(),
                  text.size(),
                  "%s, %d %s %d %02d:%02d:%02d +0000",
                  kDays[static_cast<std::size_t>(now.weekday())],
                  civil.day,
                  kMonths[static_cast<std::size_t>(civil.month - 1)],
                  civil.year,
                  civil.hour,
                  civil.minute,
                  civil.second);
    return text.data();
}

std::string domainOf(std::string_view address)
{
    const auto at = address.rfind('@');
    return at == std::string_view::npos ? std::string("localhost")
                                        : oneLine(address.substr(at + 1));
}

std::string part(std::string_view boundary, std::string_view type, std::string_view text)
{
    std::string out = "--" + std::string(boundary) + "\r\n";
    out += "Content-Type: " + std::string(type) + "; charset=utf-8\r\n";
    out += "Content-Transfer-Encoding: quoted-printable\r\n\r\n";
    return out + quotedPrintable(text) + "\r\n";
}

} // namespace

std::string quotedPrintable(std::string_view text)
{
    std::string out;
    std::size_t column = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '\r' && i + 1 < text.size() && text[i + 1] == '\n') {
            continue;
        }
        if (c == '\n') {
            out += "\r\n";
            column = 0;
            continue;
        }
        const bool endsLine = i + 1 == text.size() || text[i + 1] == '\n' || text[i + 1] == '\r';
        const bool isBlank = c == ' ' || c == '\t';
        const bool isPlain = (c > ' ' && c < 0x7f && c != '=') || (isBlank && !endsLine);
        const std::size_t width = isPlain ? 1 : 3;
        if (column + width > kMaxLine - 1) {
            out += "=\r\n";
            column = 0;
        }
        if (isPlain) {
            out += c;
        } else {
            appendHex(out, c);
        }
        column += width;
    }
    return out;
}

std::string encodedHeader(std::string_view text)
{
    const std::string line = oneLine(text);
    if (isPlainAscii(line)) {
        return line;
    }
    std::string out(kWordStart);
    std::size_t used = kWordStart.size();
    for (std::size_t i = 0; i < line.size();) {
        std::size_t end = i + 1;
        while (end < line.size() && isContinuation(line[end])) {
            ++end;
        }
        std::string encoded;
        for (const char c : std::string_view(line).substr(i, end - i)) {
            const bool isPlain
                = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (isPlain) {
                encoded += c;
            } else if (c == ' ') {
                encoded += '_';
            } else {
                appendHex(encoded, c);
            }
        }
        if (used + encoded.size() + kWordEnd.size() > kMaxWord) {
            out.append(kWordEnd).append("\r\n ").append(kWordStart);
            used = kWordStart.size();
        }
        out += encoded;
        used += encoded.size();
        i = end;
    }
    return out.append(kWordEnd);
}

std::string mimeText(const Message &message, DateTime now, std::string_view unique)
{
    const std::string boundary = "socle-" + std::string(unique);
    std::string out = "From: " + senderLine(message) + "\r\n";
    out += "To: <" + oneLine(message.to) + ">\r\n";
    out += "Subject: " + encodedHeader(message.subject) + "\r\n";
    out += "Date: " + dateLine(now) + "\r\n";
    out += "Message-ID: <" + std::string(unique) + "@" + domainOf(message.senderAddress) + ">\r\n";
    out += "MIME-Version: 1.0\r\n";
    out += "Content-Type: multipart/alternative; boundary=\"" + boundary + "\"\r\n\r\n";
    out += part(boundary, "text/plain", plainTextOf(message.html));
    out += part(boundary, "text/html", message.html);
    return out + "--" + boundary + "--\r\n";
}

} // namespace socle::mail
