// See TypeModel.h.
#include "backend/codegen/TypeModel.h"

#include "shared/fields/FieldCatalogue.h"

#include <algorithm>
#include <cctype>
#include <iterator>
#include <map>
#include <set>

namespace socle::codegen {

namespace {

bool isWordCharacter(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }

char upper(char c) { return static_cast<char>(std::toupper(static_cast<unsigned char>(c))); }

char lower(char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); }

std::string unique(std::set<std::string> &taken, std::string name)
{
    std::string candidate = name;
    for (int number = 2; !taken.insert(candidate).second; ++number) {
        candidate = name + std::to_string(number);
    }
    return candidate;
}

/// Names that one of the languages or the generated code itself uses.
std::set<std::string> reservedTypes()
{
    return {"AnyAuth",     "AnyList",   "AnyObject",    "AnyPage",      "AnyRecord",
            "Any",         "Array",     "Blob",         "Bool",         "Boolean",
            "Character",   "Codable",   "CodingKey",    "CodingKeys",   "CollectionName",
            "Creates",     "Data",      "Date",         "DateText",     "Decoder",
            "Dictionary",  "Double",    "Encoder",      "Enum",         "Equatable",
            "Error",       "False",     "File",         "Float",        "FormData",
            "Function",    "GeoPoint",  "Hashable",     "Identifiable", "Int",
            "Iterable",    "JSONValue", "JsonElement",  "List",         "Literal",
            "Long",        "Map",       "Never",        "None",         "Null",
            "Number",      "Object",    "Optional",     "Page",         "Partial",
            "Promise",     "Protocol",  "Record",       "RecordId",     "Records",
            "Result",      "Self",      "SerialName",   "Serializable", "Set",
            "StartedJob",  "String",    "Symbol",       "True",         "Type",
            "TypedClient", "TypedDict", "TypedService", "URL",          "Union",
            "Unit",        "Updates",   "Void"};
}

/// A free name for a collection's type; the names made from it are taken with it.
std::string uniqueType(std::set<std::string> &taken, const std::string &name)
{
    static constexpr std::string_view kMade[]
        = {"", "Create", "Update", "Input", "Page", "Auth", "Collection"};
    const auto isFree = [&taken](const std::string &candidate) {
        return std::none_of(std::begin(kMade), std::end(kMade), [&](std::string_view suffix) {
            return taken.contains(candidate + std::string(suffix));
        });
    };
    std::string candidate = name;
    for (int number = 2; !isFree(candidate); ++number) {
        candidate = name + std::to_string(number);
    }
    for (const std::string_view suffix : kMade) {
        taken.insert(candidate + std::string(suffix));
    }
    return candidate;
}

Scalar scalarOf(const fields::Field &field)
{
    if (field.isType(fields::kNumber)) {
        return field.flag("onlyInt") ? Scalar::Integer : Scalar::Number;
    }
    if (field.isType(fields::kBool)) {
        return Scalar::Bool;
    }
    if (field.isType(fields::kDate) || field.isType(fields::kAutodate)) {
        return Scalar::Date;
    }
    if (field.isType(fields::kJson)) {
        return Scalar::Any;
    }
    return field.isType(fields::kGeoPoint) ? Scalar::Point : Scalar::Text;
}

FieldModel modelOf(const fields::Field &field, bool isView)
{
    return {.name = field.name,
            .scalar = scalarOf(field),
            .isList = field.isMultiple(),
            .isRequired = field.required && field.name != "id",
            .isReadOnly = isView || field.isType(fields::kAutodate),
            .isWriteOnly = field.isType(fields::kPassword),
            .isFile = field.isType(fields::kFile),
            .choices
            = field.isType(fields::kSelect) ? field.list("values") : std::vector<std::string>(),
            .field = &field};
}

} // namespace

std::vector<TypeModel> typesOf(const schema::Catalogue &catalogue)
{
    std::vector<TypeModel> types;
    std::set<std::string> taken = reservedTypes();
    std::map<std::string, std::string, std::less<>> names; // collection id -> type
    for (const schema::CollectionPtr &collection : catalogue.all()) {
        if (collection->system) {
            continue;
        }
        TypeModel type{.name = uniqueType(taken, pascalCase(collection->name)),
                       .collection = collection->name,
                       .isAuth = collection->isAuth(),
                       .isView = collection->isView(),
                       .source = collection};
        names.emplace(collection->id, type.name);
        for (const fields::Field &field : collection->fields) {
            const bool isPassword = collection->isAuth() && field.name == "password";
            if (!field.hidden || isPassword) {
                type.fields.push_back(modelOf(field, collection->isView()));
            }
        }
        types.push_back(std::move(type));
    }
    for (TypeModel &type : types) {
        for (FieldModel &field : type.fields) {
            if (!field.choices.empty()) {
                field.enumName = unique(taken, type.name + pascalCase(field.name));
            }
            const auto target = names.find(field.field->text("collectionId"));
            if (field.field->isType(fields::kRelation) && target != names.end()) {
                field.target = target->second;
            }
        }
    }
    return types;
}

std::string pascalCase(std::string_view name)
{
    std::string out;
    bool startsWord = true;
    for (const char c : name) {
        if (!isWordCharacter(c)) {
            startsWord = true;
            continue;
        }
        out += startsWord ? upper(c) : c;
        startsWord = false;
    }
    if (out.empty() || std::isdigit(static_cast<unsigned char>(out.front())) != 0) {
        out.insert(0, "T");
    }
    return out;
}

std::string camelCase(std::string_view name)
{
    std::string out = pascalCase(name);
    if (name.empty() || !isWordCharacter(name.front())
        || std::isdigit(static_cast<unsigned char>(name.front())) == 0) {
        out.front() = lower(out.front());
    }
    return out;
}

std::string snakeCase(std::string_view name)
{
    std::string out;
    for (const char c : name) {
        const bool isUpper = std::isupper(static_cast<unsigned char>(c)) != 0;
        if (!isWordCharacter(c)) {
            out += out.empty() || out.back() == '_' ? "" : "_";
        } else {
            out += isUpper && !out.empty() && out.back() != '_' ? "_" : "";
            out += lower(c);
        }
    }
    if (out.empty() || std::isdigit(static_cast<unsigned char>(out.front())) != 0) {
        out.insert(0, "f_");
    }
    return out;
}

} // namespace socle::codegen
