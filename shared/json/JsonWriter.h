// Writes compact JSON straight into a UTF-8 buffer: the fast way out for records, lists and envelopes.
//
// The writer places commas and colons; the caller must balance start and end. Text is escaped as the peer does it (`<`,
// `>`, `&`, U+2028, U+2029 as \u00XX), malformed UTF-8 becomes U+FFFD. The buffer outlives the writer.
#pragma once

#include "shared/json/Json.h"

#include <string>
#include <string_view>

namespace socle {

class JsonWriter
{
public:
    explicit JsonWriter(std::string &out) : m_out(out) { }

    void startObject();
    void endObject();
    void startArray();
    void endArray();
    void key(std::string_view name);

    void null();
    void boolean(bool value);
    void integer(std::int64_t value);
    void number(double value); // formatNumber(); NaN and infinities as 0
    void string(std::string_view value);
    /// `json` is already a JSON text and goes in as it is.
    void raw(std::string_view json);
    void value(const Json &json);
    void sortedValue(const Json &json);

    // key and value in one call
    void member(std::string_view name, std::string_view value) { key(name), string(value); }
    void member(std::string_view name, const char *value) { key(name), string(value); }
    void member(std::string_view name, const std::string &value) { key(name), string(value); }
    void member(std::string_view name, bool value) { key(name), boolean(value); }
    void member(std::string_view name, std::int64_t value) { key(name), integer(value); }
    void member(std::string_view name, int value) { key(name), integer(value); }
    void member(std::string_view name, double value) { key(name), number(value); }
    void member(std::string_view name, const Json &json) { key(name), value(json); }

private:
    void separate();

    std::string &m_out; // whose bytes: the caller's
    bool m_needsComma = false;
};

/// Appends `text` as a JSON string literal with the quotes.
void appendJsonString(std::string &out, std::string_view text);

} // namespace socle
