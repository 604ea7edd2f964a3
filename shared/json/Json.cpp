// See Json.h.
#include "shared/json/Json.h"

#include "shared/json/JsonWriter.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace socle {

Json::Json() = default;
Json::Json(std::nullptr_t) { }
Json::Json(bool value) : m_value(value) { }
Json::Json(int value) : m_value(static_cast<std::int64_t>(value)) { }
Json::Json(std::int64_t value) : m_value(value) { }
Json::Json(double value) : m_value(value) { }
Json::Json(std::string value) : m_value(std::move(value)) { }
Json::Json(std::string_view value) : m_value(std::string(value)) { }
Json::Json(const char *value) : m_value(std::string(value)) { }
Json::Json(JsonArray value) : m_value(std::make_unique<JsonArray>(std::move(value))) { }
Json::Json(JsonObject value) : m_value(std::make_unique<JsonObject>(std::move(value))) { }
Json::Json(Json &&) noexcept = default;
Json &Json::operator=(Json &&) noexcept = default;
Json::~Json() = default;

Json::Json(const Json &other)
{
    switch (other.type()) {
    case Type::Null:
        break;
    case Type::Bool:
        m_value = std::get<bool>(other.m_value);
        break;
    case Type::Int:
        m_value = std::get<std::int64_t>(other.m_value);
        break;
    case Type::Double:
        m_value = std::get<double>(other.m_value);
        break;
    case Type::String:
        m_value = std::get<std::string>(other.m_value);
        break;
    case Type::Array:
        m_value = std::make_unique<JsonArray>(other.array());
        break;
    case Type::Object:
        m_value = std::make_unique<JsonObject>(other.object());
        break;
    }
}

Json &Json::operator=(const Json &other)
{
    Json copy(other);
    *this = std::move(copy);
    return *this;
}

bool Json::toBool(bool fallback) const
{
    const bool *value = std::get_if<bool>(&m_value);
    return value != nullptr ? *value : fallback;
}

std::int64_t Json::toInt(std::int64_t fallback) const
{
    if (const auto *value = std::get_if<std::int64_t>(&m_value)) {
        return *value;
    }
    if (const auto *value = std::get_if<double>(&m_value)) {
        if (std::isnan(*value)) {
            return fallback;
        }
        if (*value >= 9.2233720368547758e18) {
            return std::numeric_limits<std::int64_t>::max();
        }
        if (*value <= -9.2233720368547758e18) {
            return std::numeric_limits<std::int64_t>::min();
        }
        return static_cast<std::int64_t>(*value);
    }
    return fallback;
}

double Json::toDouble(double fallback) const
{
    if (const auto *value = std::get_if<std::int64_t>(&m_value)) {
        return static_cast<double>(*value);
    }
    const auto *value = std::get_if<double>(&m_value);
    return value != nullptr ? *value : fallback;
}

std::string Json::toText(std::string fallback) const
{
    const auto *value = std::get_if<std::string>(&m_value);
    return value != nullptr ? *value : std::move(fallback);
}

std::string_view Json::text() const
{
    const auto *value = std::get_if<std::string>(&m_value);
    return value != nullptr ? std::string_view(*value) : std::string_view();
}

const JsonArray &Json::array() const
{
    static const JsonArray none;
    const auto *value = std::get_if<std::unique_ptr<JsonArray>>(&m_value);
    return value != nullptr ? **value : none;
}

const JsonObject &Json::object() const
{
    static const JsonObject none;
    const auto *value = std::get_if<std::unique_ptr<JsonObject>>(&m_value);
    return value != nullptr ? **value : none;
}

JsonArray &Json::asArray()
{
    if (!isArray()) {
        m_value = std::make_unique<JsonArray>();
    }
    return *std::get<std::unique_ptr<JsonArray>>(m_value);
}

JsonObject &Json::asObject()
{
    if (!isObject()) {
        m_value = std::make_unique<JsonObject>();
    }
    return *std::get<std::unique_ptr<JsonObject>>(m_value);
}

const Json &Json::operator[](std::string_view key) const
{
    static const Json none;
    const Json *member = find(key);
    return member != nullptr ? *member : none;
}

const Json *Json::find(std::string_view key) const
{
    return object().find(key);
}

bool Json::operator==(const Json &other) const
{
    if (isNumber() && other.isNumber() && type() != other.type()) {
        return toDouble() == other.toDouble();
    }
    if (type() != other.type()) {
        return false;
    }
    if (isArray()) {
        return array() == other.array();
    }
    if (isObject()) {
        return object() == other.object();
    }
    return m_value == other.m_value;
}

std::string Json::dump() const
{
    std::string out;
    JsonWriter(out).value(*this);
    return out;
}

std::string Json::dumpSorted() const
{
    std::string out;
    JsonWriter(out).sortedValue(*this);
    return out;
}

JsonObject::JsonObject(std::initializer_list<Member> members)
{
    for (const Member &member : members) {
        set(member.first, member.second);
    }
}

const Json *JsonObject::find(std::string_view key) const
{
    const auto it = std::find_if(m_members.begin(), m_members.end(),
                                 [key](const Member &member) { return member.first == key; });
    return it != m_members.end() ? &it->second : nullptr;
}

Json *JsonObject::find(std::string_view key)
{
    return const_cast<Json *>(std::as_const(*this).find(key));
}

void JsonObject::set(std::string_view key, Json value)
{
    (*this)[key] = std::move(value);
}

Json &JsonObject::operator[](std::string_view key)
{
    if (Json *existing = find(key)) {
        return *existing;
    }
    m_members.emplace_back(std::string(key), Json());
    return m_members.back().second;
}

bool JsonObject::erase(std::string_view key)
{
    const auto it = std::find_if(m_members.begin(), m_members.end(),
                                 [key](const Member &member) { return member.first == key; });
    if (it == m_members.end()) {
        return false;
    }
    m_members.erase(it);
    return true;
}

bool JsonObject::operator==(const JsonObject &other) const
{
    if (size() != other.size()) {
        return false;
    }
    return std::all_of(begin(), end(), [&other](const Member &member) {
        const Json *twin = other.find(member.first);
        return twin != nullptr && *twin == member.second;
    });
}

} // namespace socle
