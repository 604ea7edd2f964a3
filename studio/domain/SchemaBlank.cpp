// What a new collection begins with: its system fields and options (admin-api.md A1.4), and what a
// change of its type does to them.
#include "shared/fields/FieldCatalogue.h"
#include "studio/api/Text.h"
#include "studio/domain/SchemaDraft.h"

#include <algorithm>

namespace socle::studio {

namespace {

Json systemField(std::string_view type, std::string_view name, const JsonObject &members)
{
    Json field = fields::toJson(fields::makeField(type, name));
    field.asObject().set("system", true);
    for (const auto &[key, value] : members) {
        field.asObject().set(key, value);
    }
    return field;
}

Json idField()
{
    return systemField(fields::kText,
                       "id",
                       {{"primaryKey", true},
                        {"required", true},
                        {"min", 15},
                        {"max", 15},
                        {"pattern", "^[a-z0-9]+$"},
                        {"autogeneratePattern", "[a-z0-9]{15}"}});
}

/// The fields every auth collection has (admin-api.md A1.4).
JsonArray authFields()
{
    return {systemField(
                fields::kPassword, "password", {{"hidden", true}, {"required", true}, {"min", 8}}),
            systemField(fields::kText,
                        "tokenKey",
                        {{"hidden", true},
                         {"required", true},
                         {"min", 30},
                         {"max", 60},
                         {"autogeneratePattern", "[a-zA-Z0-9]{50}"}}),
            systemField(fields::kEmail, "email", {{"required", true}}),
            systemField(fields::kBool, "emailVisibility", {}),
            systemField(fields::kBool, "verified", {})};
}

JsonArray stampFields()
{
    Json created = fields::toJson(fields::makeField(fields::kAutodate, "created"));
    created.asObject().set("onCreate", true);
    Json updated = fields::toJson(fields::makeField(fields::kAutodate, "updated"));
    updated.asObject().set("onCreate", true);
    updated.asObject().set("onUpdate", true);
    return {created, updated};
}

void setAuthOptions(JsonObject &collection)
{
    collection.set("authRule", "");
    collection.set("manageRule", nullptr);
    collection.set("passwordAuth",
                   JsonObject{{"enabled", true}, {"identityFields", JsonArray{"email"}}});
    const std::pair<const char *, int> tokens[]{{"authToken", 432000},
                                                {"passwordResetToken", 1800},
                                                {"emailChangeToken", 1800},
                                                {"verificationToken", 86400},
                                                {"fileToken", 180}};
    for (const auto &[name, duration] : tokens) {
        collection.set(name, JsonObject{{"duration", duration}});
    }
}

void removeAuthOptions(JsonObject &collection)
{
    for (const char *name : {"authRule",
                             "manageRule",
                             "passwordAuth",
                             "authToken",
                             "passwordResetToken",
                             "emailChangeToken",
                             "verificationToken",
                             "fileToken"}) {
        collection.erase(name);
    }
}

} // namespace

Json SchemaDraft::blank(CollectionType type, const QString &name)
{
    JsonObject collection;
    for (const char *rule : {"listRule", "viewRule", "createRule", "updateRule", "deleteRule"}) {
        collection.set(rule, nullptr);
    }
    collection.set("name", toUtf8(name));
    collection.set("type",
                   type == CollectionType::Auth       ? "auth"
                       : type == CollectionType::View ? "view"
                                                      : "base");
    JsonArray list;
    if (type != CollectionType::View) {
        list.push_back(idField());
        if (type == CollectionType::Auth) {
            for (Json &field : authFields()) {
                list.push_back(std::move(field));
            }
        }
        for (Json &field : stampFields()) {
            list.push_back(std::move(field));
        }
    }
    collection.set("fields", std::move(list));
    collection.set("indexes", JsonArray{});
    collection.set("system", false);
    if (type == CollectionType::View) {
        collection.set("viewQuery", "");
    }
    if (type == CollectionType::Auth) {
        setAuthOptions(collection);
    }
    return collection;
}

void SchemaDraft::setType(CollectionType type)
{
    if (!isNew() || type == this->type()) {
        return;
    }
    change(tr("Change the type"), {}, [&](JsonObject &collection) {
        Json next = blank(type, name());
        JsonArray list = next["fields"].array();
        if (type != CollectionType::View) {
            // The user's own fields stand between the system ones and the stamps.
            const auto stamps = std::find_if(list.begin(), list.end(), [](const Json &field) {
                return field["type"].text() == "autodate";
            });
            JsonArray own;
            for (const Json &field : collection["fields"].array()) {
                const bool isKnown = std::any_of(list.begin(), list.end(), [&](const Json &other) {
                    return other["name"] == field["name"];
                });
                if (!field["system"].toBool() && !isKnown) {
                    own.push_back(field);
                }
            }
            list.insert(stamps, own.begin(), own.end());
        }
        removeAuthOptions(collection);
        collection.erase("viewQuery");
        for (const auto &[key, value] : next.object()) {
            if (!key.ends_with("Rule") || !collection.contains(key)) {
                collection.set(key, value);
            }
        }
        collection.set("fields", std::move(list));
    });
}

} // namespace socle::studio
