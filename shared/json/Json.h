// The one JSON value of the project: bodies, options, settings. Records are not built from it, they are written straight
// to bytes by JsonWriter.
//
// Objects keep the order of their members; of a key given twice the last value wins. Integers that fit keep their 64 bits;
// everything else numeric is a double. Text is valid UTF-8 after parsing. Parsing is Boost.JSON's, hidden in the .cpp.
#pragma once

#include "shared/core/Result.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace socle {

class Json;
class JsonObject;
using JsonArray = std::vector<Json>;

class Json
{
public:
    enum class Type { Null, Bool, Int, Double, String, Array, Object };

    Json();
    Json(std::nullptr_t); // NOLINT: values become Json implicitly, as literals do in JSON itself
    Json(bool value); // NOLINT
    Json(int value); // NOLINT
    Json(std::int64_t value); // NOLINT
    Json(double value); // NOLINT
    Json(std::string value); // NOLINT
    Json(std::string_view value); // NOLINT
    Json(const char *value); // NOLINT
    Json(JsonArray value); // NOLINT
    Json(JsonObject value); // NOLINT
    Json(const Json &);
    Json(Json &&) noexcept;
    Json &operator=(const Json &);
    Json &operator=(Json &&) noexcept;
    ~Json();

    Type type() const { return static_cast<Type>(m_value.index()); }
    bool isNull() const { return type() == Type::Null; }
    bool isBool() const { return type() == Type::Bool; }
    bool isInt() const { return type() == Type::Int; }
    bool isNumber() const { return type() == Type::Int || type() == Type::Double; }
    bool isString() const { return type() == Type::String; }
    bool isArray() const { return type() == Type::Array; }
    bool isObject() const { return type() == Type::Object; }

    // Readers with a fallback: they never fail, a value of another type gives the fallback.
    bool toBool(bool fallback = false) const;
    std::int64_t toInt(std::int64_t fallback = 0) const; // a double is truncated, saturating
    double toDouble(double fallback = 0) const;
    std::string toText(std::string fallback = {}) const; // strings only
    std::string_view text() const; // strings only, else empty; lives as long as this value
    const JsonArray &array() const; // empty when it is no array
    const JsonObject &object() const; // empty when it is no object
    JsonArray &asArray(); // becomes an empty array when it is none
    JsonObject &asObject(); // becomes an empty object when it is none

    /// Member of an object, or a shared null.
    const Json &operator[](std::string_view key) const;
    /// Member of an object or null pointer.
    const Json *find(std::string_view key) const;

    bool operator==(const Json &other) const;

    /// Compact text, members in their order. `<`, `>`, `&`, U+2028 and U+2029 are escaped, as the peer writes them.
    std::string dump() const;
    /// The same with the members of every object sorted by key (byte order).
    std::string dumpSorted() const;

private:
    std::variant<std::monostate, bool, std::int64_t, double, std::string, std::unique_ptr<JsonArray>,
                 std::unique_ptr<JsonObject>>
        m_value;
};

/// Members in insertion order. Look-ups are linear: objects of the protocol are small, and parsing a hostile one of a
/// million keys is linear too (duplicates are folded with an index while reading).
class JsonObject
{
public:
    using Member = std::pair<std::string, Json>;

    JsonObject() = default;
    JsonObject(std::initializer_list<Member> members);

    const Json *find(std::string_view key) const;
    Json *find(std::string_view key);
    bool contains(std::string_view key) const { return find(key) != nullptr; }
    /// Replaces the value of an existing key in its place, else appends.
    void set(std::string_view key, Json value);
    Json &operator[](std::string_view key);
    void append(std::string key, Json value) { m_members.emplace_back(std::move(key), std::move(value)); }
    bool erase(std::string_view key);
    std::size_t size() const { return m_members.size(); }
    bool empty() const { return m_members.empty(); }
    auto begin() const { return m_members.begin(); }
    auto end() const { return m_members.end(); }
    auto begin() { return m_members.begin(); }
    auto end() { return m_members.end(); }
    bool operator==(const JsonObject &other) const; // regardless of order

private:
    std::vector<Member> m_members;
};

enum class Trailing {
    Refuse, // the text is one value and blanks
    Ignore, // bytes after the first value are not looked at (request bodies: records-api.md 1.4)
};

/// Parses one JSON text. Nesting deeper than 128 is refused. Error: InvalidInput with the position in `cause`.
Result<Json> parseJson(std::string_view text, Trailing trailing = Trailing::Refuse);

/// True when `text` is exactly one JSON value (blanks around it allowed).
bool isJson(std::string_view text);
/// True when a JSON text may begin like this.
bool isJsonBeginning(std::string_view text);

} // namespace socle
