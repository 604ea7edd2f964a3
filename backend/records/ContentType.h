// What a file is, by its first bytes: the MIME type and extension that the peer's detector gives,
// which `mimeTypes` of file fields, stored names and downloads depend on
// (records-api.md 2.10, 7.4).
#pragma once

#include <string>
#include <string_view>

namespace socle::records {

struct DetectedType
{
    std::string mimeType = {}; // as the peer's detector names it: "text/plain; charset=utf-8"
    std::string extension = {}; // with its dot; empty when unknown
};

/// Looks at the first bytes only; `bytes` is the whole file.
DetectedType detectType(std::string_view bytes);

/// The text half of it: `head` holds no binary bytes; `isCut` when the file goes on behind it.
DetectedType detectText(std::string_view head, bool isCut);

} // namespace socle::records
