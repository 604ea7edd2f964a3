// See Field.h. Reading and writing field objects is the same for every type: the type only lists
// its options.
#include "shared/fields/Field.h"

#include "shared/core/DateTime.h"
#include "shared/core/Text.h"
#include "shared/fields/FieldCatalogue.h"

#include <algorithm>

namespace socle::fields {

namespace {

// JSON member names match exactly, else without regard to case (admin-api.md A0.4).
const Json *findMember(const JsonObject &object, std::string_view key)
{
    if (const Json *exact = object.find(key)) {
        return exact;
    }
    for (const auto &[name, value] : object) {
        if (equalsIgnoreCase(name, key)) {
            return &value;
        }
    }
    return nullptr;
}

Error wrongType(std::string_view key)
{
    return Error{.kind = ErrorKind::InvalidInput,
                 .cause = "field member of a wrong type: " + std::string(key)};
}

Json zeroOption(OptionKind kind)
{
    switch (kind) {
    case OptionKind::Flag:
        return false;
    case OptionKind::Integer:
        return 0;
    case OptionKind::OptionalNumber:
    case OptionKind::TextList:
        return nullptr;
    case OptionKind::Text:
    case OptionKind::Date:
        return "";
    }
    return nullptr;
}

Result<Json> readTextList(const Json &json, std::string_view key)
{
    if (!json.isArray()) {
        return wrongType(key);
    }
    JsonArray list;
    for (const Json &item : json.array()) {
        if (!item.isString() && !item.isNull()) {
            return wrongType(key);
        }
        list.emplace_back(item.text());
    }
    return Json(std::move(list));
}

Result<Json> readOption(const Json *json, const OptionSpec &spec)
{
    if (json == nullptr || json->isNull()) {
        return zeroOption(spec.kind);
    }
    switch (spec.kind) {
    case OptionKind::Flag:
        return json->isBool() ? Result<Json>(*json) : wrongType(spec.key);
    case OptionKind::Integer:
        return json->isInt() ? Result<Json>(*json) : wrongType(spec.key);
    case OptionKind::OptionalNumber:
        return json->isNumber() ? Result<Json>(*json) : wrongType(spec.key);
    case OptionKind::Text:
        return json->isString() ? Result<Json>(*json) : wrongType(spec.key);
    case OptionKind::Date: {
        const auto date = DateTime::parse(json->text());
        return Json(date ? date->toString() : std::string());
    }
    case OptionKind::TextList:
        return readTextList(*json, spec.key);
    }
    return wrongType(spec.key);
}

Result<bool> readFlag(const JsonObject &object, std::string_view key)
{
    const Json *json = findMember(object, key);
    if (json == nullptr || json->isNull()) {
        return false;
    }
    return json->isBool() ? Result<bool>(json->toBool()) : wrongType(key);
}

Result<std::string> readText(const JsonObject &object, std::string_view key)
{
    const Json *json = findMember(object, key);
    if (json == nullptr || json->isNull()) {
        return std::string();
    }
    return json->isString() ? Result<std::string>(json->toText()) : wrongType(key);
}

std::string freeId(const FieldList &list, const Field &field)
{
    const std::string base = derivedFieldId(field.type, field.name);
    std::string id = base;
    for (int suffix = 2; findById(list, id) != nullptr; ++suffix) {
        id = base + std::to_string(suffix);
    }
    return id;
}

// One step of the merge rule of admin-api.md A1.4.2.
void add(FieldList &list, Field field)
{
    const auto same = std::find_if(list.begin(), list.end(), [&](const Field &other) {
        return field.id.empty() ? other.name == field.name : other.id == field.id;
    });
    if (same != list.end()) {
        field.id = same->id;
        *same = std::move(field);
        return;
    }
    if (field.id.empty()) {
        field.id = freeId(list, field);
    }
    list.push_back(std::move(field));
}

} // namespace

bool Field::flag(std::string_view option) const
{
    const Json *json = options.find(option);
    return json != nullptr && json->toBool();
}

std::int64_t Field::integer(std::string_view option) const
{
    const Json *json = options.find(option);
    return json == nullptr ? 0 : json->toInt();
}

std::optional<double> Field::number(std::string_view option) const
{
    const Json *json = options.find(option);
    return json == nullptr || !json->isNumber() ? std::nullopt : std::optional(json->toDouble());
}

std::string_view Field::text(std::string_view option) const
{
    const Json *json = options.find(option);
    return json == nullptr ? std::string_view() : json->text();
}

std::vector<std::string> Field::list(std::string_view option) const
{
    std::vector<std::string> list;
    if (const Json *json = options.find(option)) {
        for (const Json &item : json->array()) {
            list.emplace_back(item.text());
        }
    }
    return list;
}

bool Field::isMultiple() const { return kind != nullptr && kind->isMultiple(*this); }

bool Field::operator==(const Field &other) const
{
    return id == other.id && name == other.name && type == other.type && system == other.system
        && hidden == other.hidden && presentable == other.presentable && help == other.help
        && required == other.required && options == other.options;
}

Json toJson(const Field &field)
{
    std::vector<JsonObject::Member> members(field.options.begin(), field.options.end());
    members.emplace_back("hidden", field.hidden);
    members.emplace_back("id", field.id);
    members.emplace_back("name", field.name);
    members.emplace_back("presentable", field.presentable);
    members.emplace_back("system", field.system);
    members.emplace_back("type", field.type);
    if (field.kind == nullptr || field.kind->hasHelpAndRequired()) {
        members.emplace_back("help", field.help);
        members.emplace_back("required", field.required);
    }
    std::sort(members.begin(), members.end(), [](const auto &a, const auto &b) {
        return a.first < b.first;
    });
    JsonObject object;
    for (auto &[key, value] : members) {
        object.append(std::move(key), std::move(value));
    }
    return object;
}

Json toJson(const FieldList &fields)
{
    JsonArray array;
    array.reserve(fields.size());
    for (const Field &field : fields) {
        array.push_back(toJson(field));
    }
    return array;
}

Result<Field> readField(const Json &json)
{
    if (!json.isObject()) {
        return wrongType("field");
    }
    const JsonObject &object = json.object();
    Field field;
    field.type = SOCLE_TRY(readText(object, "type"));
    field.kind = findFieldType(field.type);
    if (field.kind == nullptr) {
        return Error{.kind = ErrorKind::InvalidInput, .cause = "unknown field type: " + field.type};
    }
    field.id = SOCLE_TRY(readText(object, "id"));
    field.name = SOCLE_TRY(readText(object, "name"));
    field.system = SOCLE_TRY(readFlag(object, "system"));
    field.hidden = SOCLE_TRY(readFlag(object, "hidden"));
    field.presentable = SOCLE_TRY(readFlag(object, "presentable"));
    if (field.kind->hasHelpAndRequired()) {
        field.help = SOCLE_TRY(readText(object, "help"));
        field.required = SOCLE_TRY(readFlag(object, "required"));
    }
    for (const OptionSpec &spec : field.kind->options()) {
        Json value = SOCLE_TRY(readOption(findMember(object, spec.key), spec));
        field.options.append(std::string(spec.key), std::move(value));
    }
    return field;
}

Result<FieldList> readFields(const Json &json)
{
    FieldList list;
    if (json.isNull()) {
        return list;
    }
    if (!json.isArray()) {
        return wrongType("fields");
    }
    for (const Json &item : json.array()) {
        add(list, SOCLE_TRY(readField(item)));
    }
    return list;
}

Field makeField(std::string_view type, std::string_view name)
{
    Field field;
    field.type = type;
    field.name = name;
    field.id = derivedFieldId(type, name);
    field.kind = findFieldType(type);
    SOCLE_ASSERT(field.kind != nullptr);
    for (const OptionSpec &spec : field.kind->options()) {
        field.options.append(std::string(spec.key), zeroOption(spec.kind));
    }
    return field;
}

std::string derivedFieldId(std::string_view type, std::string_view name)
{
    return std::string(type) + std::to_string(crc32(name));
}

void deriveMissingIds(FieldList &fields)
{
    for (Field &field : fields) {
        if (field.id.empty()) {
            field.id = freeId(fields, field);
        }
    }
}

const Field *findByName(const FieldList &fields, std::string_view name)
{
    const auto it = std::find_if(
        fields.begin(), fields.end(), [&](const Field &field) { return field.name == name; });
    return it == fields.end() ? nullptr : &*it;
}

const Field *findById(const FieldList &fields, std::string_view id)
{
    const auto it = std::find_if(
        fields.begin(), fields.end(), [&](const Field &field) { return field.id == id; });
    return it == fields.end() ? nullptr : &*it;
}

} // namespace socle::fields
