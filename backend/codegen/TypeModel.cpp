// See TypeModel.h.
#include "backend/codegen/TypeModel.h"

#include "shared/fields/FieldCatalogue.h"

#include <cctype>
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
    std::set<std::string> taken;
    std::map<std::string, std::string, std::less<>> names; // collection id -> type
    for (const schema::CollectionPtr &collection : catalogue.all()) {
        if (collection->system) {
            continue;
        }
        TypeModel type{.name = unique(taken, pascalCase(collection->name)),
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
