// See SchemaCard.h.
#include "backend/ai/SchemaCard.h"

#include "backend/rules/Caller.h"
#include "backend/schema/Catalogue.h"
#include "shared/core/Text.h"

#include <algorithm>

namespace socle::ai {

namespace {

bool isTextual(const fields::Field &field)
{
    return field.isType("text") || field.isType("email") || field.isType("url") || field.isType("editor");
}

CardField cardField(const fields::Field &field, const schema::Catalogue &catalogue, const rules::Caller &caller)
{
    CardField card{.name = field.name, .type = field.type, .multiple = field.isMultiple()};
    if (field.isType("select")) {
        card.options = field.list("values");
    }
    if (field.isType("autodate")) {
        card.setOnCreate = field.flag("onCreate") && !field.flag("onUpdate");
    }
    if (field.isType("relation")) {
        const auto target = catalogue.findById(field.text("collectionId"));
        if (target && (target->listRule || caller.isSuperuser())) {
            card.target = target->name;
            card.targetTitle = titleField(*target);
        }
    }
    return card;
}

CardCollection cardCollection(const schema::Collection &collection, const schema::Catalogue &catalogue,
                              const rules::Caller &caller)
{
    CardCollection card{.name = collection.name, .isAuth = collection.isAuth()};
    for (const fields::Field &field : collection.fields) {
        const bool secret = field.isType("password") || (collection.isAuth() && field.name == "tokenKey");
        if (!secret && (!field.hidden || caller.isSuperuser())) {
            card.fields.push_back(cardField(field, catalogue, caller));
        }
    }
    return card;
}

// How many words of the text begin like a word of the name; a cheap ranking, only used above the limit.
int sharedWords(const std::string &name, std::string_view text)
{
    const std::string lower = asciiLower(text);
    int shared = 0;
    for (const std::string &word : split(asciiLower(name), '_')) {
        if (word.size() >= 3 && lower.find(word.substr(0, word.size() - 1)) != std::string::npos) {
            ++shared;
        }
    }
    return shared;
}

} // namespace

const CardField *CardCollection::field(std::string_view fieldName) const
{
    for (const CardField &candidate : fields) {
        if (candidate.name == fieldName) {
            return &candidate;
        }
    }
    return nullptr;
}

const CardCollection *SchemaCard::collection(std::string_view name) const
{
    for (const CardCollection &candidate : collections) {
        if (equalsIgnoreCase(candidate.name, name)) {
            return &candidate;
        }
    }
    return nullptr;
}

Json SchemaCard::toJson() const
{
    JsonArray list;
    for (const CardCollection &collection : collections) {
        JsonArray fieldList;
        for (const CardField &field : collection.fields) {
            JsonObject entry{{"name", field.name}, {"type", field.type}};
            if (field.multiple) {
                entry.set("multiple", true);
            }
            if (!field.options.empty()) {
                JsonArray options(field.options.begin(), field.options.end());
                entry.set("options", std::move(options));
            }
            if (!field.target.empty()) {
                entry.set("collection", field.target);
                entry.set("title", field.targetTitle);
            }
            fieldList.emplace_back(std::move(entry));
        }
        list.emplace_back(JsonObject{{"name", collection.name}, {"fields", std::move(fieldList)}});
    }
    return Json(std::move(list));
}

SchemaCard schemaCard(const schema::Catalogue &catalogue, const rules::Caller &caller, std::string_view only,
                      std::string_view text)
{
    SchemaCard card;
    if (!only.empty()) {
        const auto collection = catalogue.findByNameOrId(only);
        if (collection && (collection->listRule || caller.isSuperuser())) {
            card.collections.push_back(cardCollection(*collection, catalogue, caller));
        }
        return card;
    }
    std::vector<schema::CollectionPtr> visible;
    for (const auto &collection : catalogue.all()) {
        if (!collection->system && (collection->listRule || caller.isSuperuser())) {
            visible.push_back(collection);
        }
    }
    if (visible.size() > kMaxCardCollections) {
        std::stable_sort(visible.begin(), visible.end(), [text](const auto &a, const auto &b) {
            return sharedWords(a->name, text) > sharedWords(b->name, text);
        });
        visible.resize(kMaxCardCollections);
    }
    for (const auto &collection : visible) {
        card.collections.push_back(cardCollection(*collection, catalogue, caller));
    }
    return card;
}

std::string titleField(const schema::Collection &collection)
{
    for (const fields::Field &field : collection.fields) {
        if (field.presentable && isTextual(field)) {
            return field.name;
        }
    }
    for (const std::string_view usual : {"title", "name", "label", "subject"}) {
        const fields::Field *field = collection.field(usual);
        if (field != nullptr && isTextual(*field)) {
            return field->name;
        }
    }
    for (const fields::Field &field : collection.fields) {
        if (field.isType("text") && field.name != "id" && !field.hidden) {
            return field.name;
        }
    }
    return {};
}

} // namespace socle::ai
