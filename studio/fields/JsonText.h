// JSON as text: the first fault with its place, and formatting that keeps every number and string
// letter by letter.
//
// Values of json fields are never taken through double: a 20-digit integer comes back as it was
// written (studio.md 6).
#pragma once

#include <QString>

#include <optional>

namespace socle::studio {

struct JsonFault
{
    int position = 0; // UTF-16 index into the text
    int line = 1;
    int column = 1;
    QString message = {}; // "A comma or } is missing.", without the place
};

/// Nothing when `text` is exactly one JSON value.
std::optional<JsonFault> checkJson(const QString &text);

enum class JsonLayout { Indented, Compact };
enum class JsonKeys { AsWritten, Sorted };

/// Laid out anew; the text itself when it has a fault.
QString formatJson(const QString &text, JsonLayout layout, JsonKeys keys = JsonKeys::AsWritten);

} // namespace socle::studio
