// See ListField.h.
#include "shared/fields/ListField.h"

#include "shared/fields/TextLikeField.h"

namespace socle::fields {

namespace {

// True for a compact array of strings without escapes: it can go to the wire as it is stored.
bool isPlainList(std::string_view text)
{
    if (text.size() < 2 || text.front() != '[' || text.back() != ']') {
        return false;
    }
    std::size_t at = 1;
    const std::size_t end = text.size() - 1;
    while (at < end) {
        if (text[at] != '"') {
            return false;
        }
        for (++at; at < end && text[at] != '"'; ++at) {
            const auto c = static_cast<unsigned char>(text[at]);
            if (c < 0x20 || c >= 0x7F || c == '\\' || c == '<' || c == '>' || c == '&') {
                return false;
            }
        }
        if (at >= end) {
            return false;
        }
        ++at;
        if (at < end && (text[at] != ',' || ++at == end)) {
            return false;
        }
    }
    return true;
}

} // namespace

Json valueOfList(std::vector<std::string> list, const Field &field)
{
    if (!field.isMultiple()) {
        return list.empty() ? Json("") : Json(std::move(list.back()));
    }
    JsonArray array;
    array.reserve(list.size());
    for (std::string &item : list) {
        array.emplace_back(std::move(item));
    }
    return array;
}

std::vector<std::string> listOfValue(const Json &value)
{
    std::vector<std::string> list;
    if (value.isString() && !value.text().empty()) {
        list.push_back(value.toText());
    }
    for (const Json &item : value.array()) {
        list.push_back(item.toText());
    }
    return list;
}

bool ListField::isMultiple(const Field &field) const { return field.integer("maxSelect") > 1; }

StorageClass ListField::storageClass(const Field &field) const
{
    return isMultiple(field) ? StorageClass::TextList : StorageClass::Text;
}

Json ListField::zeroValue(const Field &field) const
{
    return isMultiple(field) ? Json(JsonArray()) : Json("");
}

bool ListField::isBlank(const Json &value, const Field &) const
{
    return value.isArray() ? value.array().empty() : value.text().empty();
}

Json ListField::normalize(const Json &raw, const Field &field) const
{
    return valueOfList(toTextList(raw), field);
}

StoredValue ListField::toStored(const Json &value, const Field &) const
{
    return value.isArray() ? value.dump() : value.toText();
}

Json ListField::fromStored(const StoredView &stored, const Field &field) const
{
    if (std::holds_alternative<std::monostate>(stored)) {
        return zeroValue(field);
    }
    return valueOfList(toTextList(Json(storedText(stored))), field);
}

void ListField::writeStored(JsonWriter &writer, const StoredView &stored, const Field &field) const
{
    if (const auto *text = std::get_if<std::string_view>(&stored)) {
        if (!isMultiple(field) && (text->empty() || text->front() != '[')) {
            writer.string(*text);
            return;
        }
        if (isMultiple(field) && isPlainList(*text)) {
            writer.raw(*text);
            return;
        }
    }
    writer.value(fromStored(stored, field));
}

} // namespace socle::fields
