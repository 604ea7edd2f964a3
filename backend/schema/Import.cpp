// Bulk import of collections: merge with what is stored, save all, then validate all (admin-api.md
// A1.12).
#include "backend/schema/CollectionRows.h"
#include "backend/schema/Defaults.h"
#include "backend/schema/JsonMembers.h"
#include "backend/schema/SchemaStoreImpl.h"
#include "backend/schema/TableSync.h"
#include "backend/storage/Database.h"
#include "shared/core/Text.h"
#include "shared/fields/Codes.h"
#include "shared/fields/FieldCatalogue.h"
#include "shared/json/JsonWriter.h"
#include "shared/protocol/Messages.h"

#include <algorithm>
#include <array>
#include <tuple>

namespace socle::schema {

namespace {

constexpr std::string_view kFailed = "Failed to import collections.";
constexpr std::string_view kRawError
    = "Failed to import the collections configuration. Raw error:\n";
constexpr std::string_view kImportCode = "validation_collections_import_failure";

struct Item
{
    Collection collection = {};
    CollectionPtr original = {};
    bool derivesId = false;
    std::string newType = {}; // a type that differs from the stored one: refused with the rest
};

Error importError(std::string message)
{
    FieldErrors errors;
    errors["collections"]
        = FieldError{.code = std::string(kImportCode), .message = std::move(message)};
    return invalidInput(std::string(kFailed), std::move(errors));
}

// `doing`: what failed, "failed to save collection …: ".
Error rawError(std::string_view doing, const Error &error)
{
    if (error.kind == ErrorKind::Unavailable || error.kind == ErrorKind::Cancelled) {
        return error;
    }
    if (error.kind == ErrorKind::InvalidInput && !error.fields.empty()) {
        return invalidInput(std::string(kFailed), error.fields);
    }
    return importError(
        normalizedMessage(std::string(kRawError) + std::string(doing) + engineText(error)));
}

std::string saving(const Collection &collection)
{
    return "failed to save collection \"" + collection.name + "\": ";
}

// What is wrong with an item that cannot be read: most often a type that nobody knows.
std::string unreadableItem(const Json &item)
{
    for (const Json &field : item["fields"].array()) {
        if (!fields::findFieldType(field["type"].text())) {
            return "missing or unknown field type in " + field.dumpSorted();
        }
    }
    return "invalid collection data";
}

// As the peer's validators word it before it dresses messages up: its own keep their form.
std::string plainMessage(const FieldError &error)
{
    static constexpr std::array<std::string_view, 9> kDressed{"validation_required",
                                                              "validation_length_",
                                                              "validation_match_invalid",
                                                              "validation_in_invalid",
                                                              "validation_not_in_",
                                                              "validation_min_greater_",
                                                              "validation_max_less_",
                                                              "validation_is_",
                                                              "validation_nil"};
    std::string message = error.message;
    const bool isDressed
        = std::any_of(kDressed.begin(), kDressed.end(), [&](std::string_view code) {
              return startsWith(error.code, code);
          });
    if ((isDressed || error.code == "validation_invalid_rule") && endsWith(message, ".")) {
        message.pop_back();
    }
    if (isDressed) {
        message.front() = asciiLower(message.substr(0, 1)).front();
    }
    return message;
}

void indent(std::string &out, int depth)
{
    out += '\n';
    out.append(static_cast<std::size_t>(depth) * 2, ' ');
}

// The validation errors as indented JSON of plain messages.
void writeMessages(std::string &out, const FieldErrors &errors, int depth)
{
    out += '{';
    bool first = true;
    for (const auto &[path, error] : errors) {
        out += first ? "" : ",";
        first = false;
        indent(out, depth + 1);
        appendJsonString(out, path);
        out += ": ";
        if (error.isGroup()) {
            writeMessages(out, error.children, depth + 1);
        } else {
            appendJsonString(out, plainMessage(error));
        }
    }
    indent(out, depth);
    out += '}';
}

// A1.12.1: stored fields that the import does not name stay, all of them or the system ones only.
void keepStoredFields(Collection &collection, const Collection &original, Missing missing)
{
    for (const fields::Field &stored : original.fields) {
        if ((!stored.system && missing == Missing::Delete)
            || collection.fieldById(stored.id) != nullptr) {
            continue;
        }
        const auto same = std::find_if(
            collection.fields.begin(), collection.fields.end(), [&](const fields::Field &field) {
                return field.name == stored.name && field.type == stored.type;
            });
        if (same != collection.fields.end()) {
            *same = stored; // the stored definition wins
        } else {
            collection.fields.push_back(stored);
        }
    }
}

} // namespace

Result<void> SchemaStore::import(storage::WriteTransaction &tx,
                                 const Json &collections,
                                 Missing missing)
{
    if (!collections.isNull() && !collections.isArray()) {
        return invalidInput(std::string(protocol::kLoadingFailed));
    }
    if (collections.array().empty()) {
        return invalidInput(std::string(protocol::kValidationFailed),
                            {{"collections", protocol::fieldError(protocol::kRequired)}});
    }
    const CataloguePtr before = SOCLE_TRY(m_impl->read(tx));
    std::vector<Item> items;
    for (const Json &json : collections.array()) {
        if (!json.isObject()) {
            return invalidInput(std::string(protocol::kLoadingFailed));
        }
        std::string id;
        std::string name;
        std::string typeText;
        JsonMembers members(json);
        members.read("id", id);
        members.read("name", name);
        members.read("type", typeText);
        Item item;
        item.original = before->findByNameOrId(id.empty() ? name : id);
        if (item.original) {
            item.collection = *item.original;
        } else {
            item.collection
                = m_impl->scaffold(collectionType(typeText).value_or(CollectionType::Base), name);
            item.derivesId = id.empty();
        }
        if (item.original && missing == Missing::Delete) {
            const Json *list = members.find("fields");
            if (list == nullptr || list->isNull()) {
                item.collection.fields.clear();
            }
        }
        if (const auto applied = applyJson(item.collection, json); !applied || !members.isFine()) {
            return importError(normalizedMessage(std::string(kRawError) + unreadableItem(json)));
        }
        if (item.original) {
            const bool changesType = !typeText.empty() && typeText != toText(item.original->type);
            item.newType = changesType ? typeText : std::string();
            item.collection.id = item.original->id;
            keepStoredFields(item.collection, *item.original, missing);
        }
        items.push_back(std::move(item));
    }
    // A1.12.2
    std::stable_sort(items.begin(), items.end(), [](const Item &a, const Item &b) {
        const auto key = [](const Item &item) {
            return std::tuple(
                item.collection.isView(), item.collection.created, item.collection.updated);
        };
        return key(a) < key(b);
    });
    // A1.12.3a
    if (missing == Missing::Delete) {
        std::vector<CollectionPtr> gone;
        for (const CollectionPtr &stored : before->all()) {
            const bool listed = std::any_of(items.begin(), items.end(), [&](const Item &item) {
                return item.collection.id == stored->id;
            });
            if (!stored->system && !listed) {
                gone.push_back(stored);
            }
        }
        std::stable_sort(
            gone.begin(), gone.end(), [](const CollectionPtr &a, const CollectionPtr &b) {
                return a->updated < b->updated;
            });
        for (const CollectionPtr &stored : gone) {
            if (const auto dropped = m_impl->drop(tx, *stored); !dropped) {
                return rawError("", dropped.error());
            }
            SOCLE_TRY(m_impl->notify(tx, {stored, nullptr}));
        }
    }
    // A1.12.3b: save without validation
    for (Item &item : items) {
        const CataloguePtr current = SOCLE_TRY(m_impl->read(tx));
        const SaveContext context{
            .catalogue = *current, .original = item.original.get(), .derivesId = item.derivesId};
        std::optional<ViewPlan> plan;
        if (item.collection.isView()) {
            auto planned = planView(tx, item.collection.viewQuery, *current, m_impl->random);
            if (!planned) {
                return rawError(saving(item.collection), planned.error());
            }
            plan = planned.takeValue();
            item.collection.fields = plan->fields;
        }
        normalize(item.collection, context, m_impl->now());
        if (const auto saved = m_impl->persist(tx, item.collection, item.original.get(), plan);
            !saved) {
            return rawError(saving(item.collection), saved.error());
        }
    }
    // A1.12.3c
    const CataloguePtr after = SOCLE_TRY(m_impl->read(tx));
    for (Item &item : items) {
        const SaveContext context{.catalogue = *after,
                                  .original = item.original.get(),
                                  .checksIdentity = false,
                                  .submittedType = item.newType,
                                  .rules = m_impl->ruleChecker};
        const FieldErrors errors
            = SOCLE_TRY(validate(tx, item.collection, context, m_impl->random));
        if (!errors.empty()) {
            std::string messages;
            writeMessages(messages, errors, 0);
            return importError("Data validations failed for collection \"" + item.collection.name
                               + "\" (" + item.collection.id + "):\n" + messages);
        }
        SOCLE_TRY(m_impl->notify(
            tx, {item.original, std::make_shared<const Collection>(item.collection)}));
    }
    SOCLE_TRY(m_impl->refreshViews(tx, {}));
    return m_impl->publishAfterCommit(tx);
}

} // namespace socle::schema
