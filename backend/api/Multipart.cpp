// multipart/form-data (RFC 7578) over bytes that are all there: nothing is copied, parts are views.
#include "backend/api/BodyDecoder.h"
#include "shared/core/Text.h"

#include <algorithm>

namespace socle::api {

namespace {

constexpr std::size_t kMaxParts = 1000;
constexpr std::size_t kMaxPartHead = 16384;
constexpr std::size_t kPiece = 4194304; // of a search

Error malformed(std::string_view why)
{
    return Error{.kind = ErrorKind::InvalidInput, .cause = "multipart: " + std::string(why)};
}

// The last component of a client's path: "C:\x\photo.png" and "/tmp/photo.png" are "photo.png".
std::string baseName(std::string name)
{
    const auto cut = name.find_last_of("/\\");
    return cut == std::string::npos ? name : name.substr(cut + 1);
}

// RFC 5987: UTF-8''na%C3%AFve.txt
std::string extendedValue(std::string_view value)
{
    const auto first = value.find('\'');
    const auto second = first == std::string_view::npos ? first : value.find('\'', first + 1);
    std::string decoded;
    if (second == std::string_view::npos
        || !percentDecode(value.substr(second + 1), false, decoded)) {
        return {};
    }
    return decoded;
}

Result<FormPart> readPartHead(std::string_view head)
{
    FormPart part;
    bool hasDisposition = false;
    while (!head.empty()) {
        const auto end = head.find("\r\n");
        const std::string_view line = head.substr(0, end);
        head = end == std::string_view::npos ? std::string_view{} : head.substr(end + 2);
        const auto colon = line.find(':');
        if (colon == std::string_view::npos) {
            return malformed("a part's field has no colon");
        }
        const std::string_view name = trimmed(line.substr(0, colon));
        const std::string_view value = trimmed(line.substr(colon + 1));
        if (equalsIgnoreCase(name, "Content-Type")) {
            part.contentType = std::string(value);
        } else if (equalsIgnoreCase(name, "Content-Disposition")) {
            if (!equalsIgnoreCase(trimmed(value.substr(0, value.find(';'))), "form-data")) {
                continue;
            }
            hasDisposition = true;
            part.key = headerParameter(value, "name");
            part.fileName = extendedValue(headerParameter(value, "filename*"));
            if (part.fileName.empty()) {
                part.fileName = headerParameter(value, "filename");
            }
            part.isFile = !part.fileName.empty();
            part.fileName = toValidUtf8(baseName(std::move(part.fileName)));
            part.key = toValidUtf8(part.key);
        }
    }
    if (!hasDisposition) {
        part.key.clear();
    }
    return part;
}

// Where `wanted` begins in `bytes`, npos when it does not; in pieces that are told when they are
// done.
std::size_t findPiecewise(std::string_view bytes,
                          std::string_view wanted,
                          FunctionRef<void(std::string_view)> passed)
{
    for (std::size_t at = 0; at < bytes.size(); at += kPiece) {
        // Overlapping, so that nothing is missed at the seam.
        const auto found = bytes.substr(at, kPiece + wanted.size() - 1).find(wanted);
        if (found != std::string_view::npos) {
            return at + found;
        }
        passed(bytes.substr(at, kPiece));
    }
    return std::string_view::npos;
}

} // namespace

std::string headerParameter(std::string_view value, std::string_view name)
{
    auto at = value.find(';');
    while (at != std::string_view::npos) {
        value = trimmed(value.substr(at + 1));
        const auto equals = value.find_first_of("=;");
        if (equals == std::string_view::npos || value[equals] == ';') {
            at = value.find(';');
            continue;
        }
        const bool isMeant = equalsIgnoreCase(trimmed(value.substr(0, equals)), name);
        value = value.substr(equals + 1);
        std::string text;
        if (!value.empty() && value.front() == '"') {
            std::size_t i = 1;
            for (; i < value.size() && value[i] != '"'; ++i) {
                // Browsers send Windows paths unescaped: a backslash escapes only a quote or
                // itself.
                if (value[i] == '\\' && i + 1 < value.size()
                    && (value[i + 1] == '"' || value[i + 1] == '\\')) {
                    ++i;
                }
                text.push_back(value[i]);
            }
            value = value.substr(std::min(i + 1, value.size()));
            at = value.find(';');
        } else {
            at = value.find(';');
            text = std::string(trimmed(value.substr(0, at)));
        }
        if (isMeant) {
            return text;
        }
    }
    return {};
}

Result<std::vector<FormPart>> parseMultipart(std::string_view body,
                                             std::string_view boundary,
                                             FunctionRef<void(std::string_view)> passed)
{
    if (boundary.empty() || boundary.size() > 70) {
        return malformed("no boundary");
    }
    const std::string opening = "--" + std::string(boundary);
    const std::string delimiter = "\r\n" + opening;

    // The first delimiter may stand at the very start; whatever precedes it is a preamble nobody
    // reads.
    std::string_view rest = body;
    if (startsWith(rest, opening)) {
        rest.remove_prefix(opening.size());
    } else {
        const auto first = findPiecewise(rest, delimiter, passed);
        if (first == std::string_view::npos) {
            return malformed("no delimiter");
        }
        rest.remove_prefix(first + delimiter.size());
    }

    std::vector<FormPart> parts;
    while (!startsWith(rest, "--")) {
        // Blanks may follow the boundary on its line.
        const auto lineEnd = rest.find("\r\n");
        if (lineEnd == std::string_view::npos || !trimmed(rest.substr(0, lineEnd)).empty()) {
            return malformed("a delimiter is followed by something else");
        }
        rest.remove_prefix(lineEnd + 2);
        std::string_view head;
        if (startsWith(rest, "\r\n")) {
            rest.remove_prefix(2);
        } else {
            const auto headEnd = rest.substr(0, kMaxPartHead).find("\r\n\r\n");
            if (headEnd == std::string_view::npos) {
                return malformed("a part's head does not end");
            }
            head = rest.substr(0, headEnd);
            rest.remove_prefix(headEnd + 4);
        }
        if (parts.size() == kMaxParts) {
            return malformed("too many parts");
        }
        FormPart part = SOCLE_TRY(readPartHead(head));
        std::size_t end = 0;
        if (startsWith(rest, opening)) {
            rest.remove_prefix(opening.size()); // an empty part: its line break was the head's
        } else {
            end = findPiecewise(rest, delimiter, passed);
            if (end == std::string_view::npos) {
                return malformed("the last part does not end");
            }
            part.bytes = rest.substr(0, end);
            rest.remove_prefix(end + delimiter.size());
        }
        if (!part.key.empty()) {
            parts.push_back(std::move(part));
        }
    }
    return parts;
}

} // namespace socle::api
