// See JsonMembers.h.
#include "backend/schema/JsonMembers.h"

#include "shared/core/Text.h"

namespace socle::schema {

JsonMembers::JsonMembers(const Json &json)
    : m_json(json)
{
    if (!json.isObject() && !json.isNull()) {
        fail("(not an object)");
    }
}

const Json *JsonMembers::find(std::string_view key) const
{
    if (const Json *exact = m_json.find(key)) {
        return exact;
    }
    for (const auto &[name, value] : m_json.object()) {
        if (equalsIgnoreCase(name, key)) {
            return &value;
        }
    }
    return nullptr;
}

void JsonMembers::read(std::string_view key, std::string &value)
{
    const Json *json = find(key);
    if (json == nullptr || json->isNull()) {
        return;
    }
    json->isString() ? void(value = json->toText()) : fail(key);
}

void JsonMembers::read(std::string_view key, bool &value)
{
    const Json *json = find(key);
    if (json == nullptr || json->isNull()) {
        return;
    }
    json->isBool() ? void(value = json->toBool()) : fail(key);
}

void JsonMembers::read(std::string_view key, std::int64_t &value)
{
    const Json *json = find(key);
    if (json == nullptr || json->isNull()) {
        return;
    }
    json->isInt() ? void(value = json->toInt()) : fail(key);
}

void JsonMembers::read(std::string_view key, std::optional<std::string> &value)
{
    const Json *json = find(key);
    if (json == nullptr) {
        return;
    }
    if (json->isNull()) {
        value.reset();
        return;
    }
    json->isString() ? void(value = json->toText()) : fail(key);
}

void JsonMembers::read(std::string_view key, std::optional<bool> &value)
{
    const Json *json = find(key);
    if (json == nullptr) {
        return;
    }
    if (json->isNull()) {
        value.reset();
        return;
    }
    json->isBool() ? void(value = json->toBool()) : fail(key);
}

void JsonMembers::read(std::string_view key, std::vector<std::string> &value)
{
    const Json *json = find(key);
    if (json == nullptr) {
        return;
    }
    if (!json->isNull() && !json->isArray()) {
        fail(key);
        return;
    }
    std::vector<std::string> list;
    for (const Json &item : json->array()) {
        if (!item.isString() && !item.isNull()) {
            fail(key);
            return;
        }
        list.emplace_back(item.text());
    }
    value = std::move(list);
}

void JsonMembers::fail(std::string_view key)
{
    if (m_wrong.empty()) {
        m_wrong = key;
    }
}

void JsonMembers::take(const JsonMembers &inner, std::string_view key)
{
    if (!inner.isFine()) {
        fail(std::string(key) + "." + inner.m_wrong);
    }
}

Result<void> JsonMembers::result() const
{
    if (isFine()) {
        return {};
    }
    return Error{.kind = ErrorKind::InvalidInput, .cause = "member of a wrong type: " + m_wrong};
}

} // namespace socle::schema
