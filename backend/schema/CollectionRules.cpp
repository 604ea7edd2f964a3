// See CollectionRules.h: normalising and the checks of the common members. Auth options:
// AuthValidation.h; indexes: IndexValidation.h. The order of the checks is the specification's: the
// first broken rule of a member is the one reported.
#include "backend/schema/CollectionRules.h"

#include "backend/runtime/Random.h"
#include "backend/schema/AuthValidation.h"
#include "backend/schema/Defaults.h"
#include "backend/schema/IndexStatement.h"
#include "backend/schema/IndexValidation.h"
#include "backend/schema/PatternMatcher.h"
#include "backend/schema/RuleValidation.h"
#include "backend/storage/Dialect.h"
#include "backend/storage/ReadTransaction.h"
#include "shared/core/Text.h"
#include "shared/fields/Codes.h"
#include "shared/fields/FieldCatalogue.h"
#include "shared/fields/Formats.h"

#include <algorithm>
#include <array>

namespace socle::schema {

namespace {

using fields::errorWithText;
using protocol::fieldError;

constexpr protocol::Code kNil{"validation_nil", "must be blank"};
constexpr protocol::Code kDuplicatedName{"validation_duplicated_field_name",
                                         "Duplicated or invalid field name {fieldName}"};

FieldError lengthError(std::int64_t most)
{
    return fieldError(fields::kLengthOutOfRange, {{"min", std::int64_t{1}}, {"max", most}});
}

std::optional<FieldError> checkId(const Collection &collection, const SaveContext &context)
{
    if (collection.id.empty()) {
        return fieldError(protocol::kRequired);
    }
    if (context.original != nullptr) {
        return collection.id == context.original->id
            ? std::nullopt
            : std::optional(fieldError(protocol::kValuesMismatch));
    }
    if (collection.id.size() > 100) {
        return lengthError(100);
    }
    if (!fields::isWord(collection.id)) {
        return fieldError(fields::kMatchInvalid);
    }
    if (context.checksIdentity && context.catalogue.findById(collection.id)) {
        return errorWithText("validation_invalid_or_existing_id",
                             "The model id is invalid or already exists.");
    }
    return std::nullopt;
}

std::optional<FieldError> checkType(const SaveContext &context)
{
    if (context.submittedType.empty()) {
        return std::nullopt;
    }
    if (!collectionType(context.submittedType)) {
        return fieldError(protocol::kInInvalid);
    }
    return errorWithText("validation_collection_type_change", "Collection type cannot be changed.");
}

Result<bool> isInternalTable(storage::ReadTransaction &tx, std::string_view name)
{
    bool found = false;
    for (const std::string &list : {tx.dialect().listTables(), tx.dialect().listViews()}) {
        SOCLE_TRY(tx.query(storage::sql(list), [&](const storage::Row &row) {
            found = found || equalsIgnoreCase(row.text(0), name);
            return storage::Next::Continue;
        }));
    }
    return found; // names of the engine's own it refuses by itself
}

Result<std::optional<FieldError>> checkName(storage::ReadTransaction &tx,
                                            const Collection &collection,
                                            const SaveContext &context)
{
    using Outcome = std::optional<FieldError>;
    const std::string &name = collection.name;
    const Collection *original = context.original;
    if (name.empty()) {
        return Outcome(fieldError(protocol::kRequired));
    }
    if (name.size() > 255) {
        return Outcome(lengthError(255));
    }
    if (asciiLower(name).find("_via_") != std::string::npos) {
        return Outcome(fieldError(fields::kFoundVia));
    }
    if (!fields::isWord(name)) {
        return Outcome(fieldError(fields::kMatchInvalid));
    }
    if (original != nullptr && original->system && original->name != name) {
        return Outcome(errorWithText("validation_collection_system_name_change",
                                     "System collection name cannot be changed."));
    }
    const CollectionPtr same = context.catalogue.findByName(name);
    if (same && same->id != collection.id) {
        return Outcome(errorWithText("validation_collection_name_exists",
                                     "Collection name must be unique (case insensitive)."));
    }
    if (context.catalogue.findById(name)) {
        return Outcome(errorWithText("validation_collection_name_id_duplicate",
                                     "The name must not match an existing collection id."));
    }
    // An import looks after it has saved: the table of that name is the collection's own by then.
    const bool isChanged = original == nullptr
        ? !same
        : context.checksIdentity && !equalsIgnoreCase(original->name, name);
    if (isChanged && SOCLE_TRY(isInternalTable(tx, name))) {
        return Outcome(errorWithText("validation_collection_name_invalid",
                                     "The name shouldn't match with an existing internal table."));
    }
    return Outcome();
}

// A1.5 "fields", group 1
FieldErrors duplicatedFields(const Collection &collection)
{
    FieldErrors errors;
    for (std::size_t i = 0; i < collection.fields.size(); ++i) {
        const fields::Field &field = collection.fields[i];
        for (std::size_t j = 0; j < i; ++j) {
            const fields::Field &other = collection.fields[j];
            FieldErrors &item = errors[std::to_string(i)].children;
            if (other.id == field.id) {
                item["id"] = errorWithText("validation_duplicated_field_id",
                                           "Duplicated or invalid field id \"" + field.id + "\"");
                return errors;
            }
            if (equalsIgnoreCase(other.name, field.name)) {
                item["name"] = fieldError(kDuplicatedName, {{"fieldName", field.name}});
                return errors;
            }
            errors.clear();
        }
    }
    return errors;
}

// Group 3: system fields stay, by id and name.
bool keepsSystemFields(const Collection &collection, const Collection &original)
{
    return std::all_of(
        original.fields.begin(), original.fields.end(), [&](const fields::Field &old) {
            const fields::Field *now = collection.fieldById(old.id);
            return !old.system || (now != nullptr && now->name == old.name);
        });
}

FieldErrors changedTypes(const Collection &collection, const Collection &original)
{
    FieldErrors errors;
    for (std::size_t i = 0; i < collection.fields.size() && errors.empty(); ++i) {
        const fields::Field *old = original.fieldById(collection.fields[i].id);
        if (old != nullptr && old->type != collection.fields[i].type) {
            errors[std::to_string(i)]
                = errorWithText("validation_field_type_change", "Field type cannot be changed.");
        }
    }
    return errors;
}

FieldErrors reservedNames(const Collection &collection)
{
    FieldErrors errors;
    for (std::size_t i = 0; i < collection.fields.size(); ++i) {
        const std::string &name = collection.fields[i].name;
        if (equalsIgnoreCase(name, "passwordConfirm") || equalsIgnoreCase(name, "oldPassword")) {
            errors[std::to_string(i)].children["name"] = errorWithText(
                "validation_reserved_field_name", "The field name is reserved and cannot be used.");
        }
    }
    return errors;
}

std::optional<FieldError> checkRelationTarget(const fields::Field &field,
                                              const fields::Field *old,
                                              const Collection &collection,
                                              const SaveContext &context)
{
    const std::string_view target = field.text("collectionId");
    if (target.empty()) {
        return std::nullopt; // already reported as required
    }
    if (old != nullptr && old->text("collectionId") != target) {
        return errorWithText("validation_field_relation_change",
                             "The relation collection cannot be changed.");
    }
    const CollectionPtr found = context.catalogue.findById(target);
    const bool isSelf = target == collection.id;
    if (!found && !isSelf) {
        return errorWithText("validation_field_relation_missing_collection",
                             "The relation collection doesn't exist.");
    }
    if (found && found->isView() && !collection.isView()) {
        return errorWithText("validation_relation_field_non_view_base_collection",
                             "Only view collections are allowed to have relations to other views.");
    }
    return std::nullopt;
}

// Group 6
FieldErrors fieldOptions(const Collection &collection,
                         const SaveContext &context,
                         runtime::Random &random)
{
    const auto below
        = [&](std::uint32_t bound) { return static_cast<std::uint32_t>(random.below(bound)); };
    const auto isPrimary = [](const fields::Field &field) { return field.flag("primaryKey"); };
    const bool hasSeveralKeys
        = std::count_if(collection.fields.begin(), collection.fields.end(), isPrimary) > 1;
    FieldErrors errors;
    for (std::size_t i = 0; i < collection.fields.size(); ++i) {
        const fields::Field &field = collection.fields[i];
        const fields::Field *old
            = context.original == nullptr ? nullptr : context.original->fieldById(field.id);
        FieldErrors found = fields::validateField(
            field, {.patterns = patternMatcher(), .random = below, .original = old});
        if (field.isType(fields::kRelation)) {
            if (auto error = checkRelationTarget(field, old, collection, context)) {
                found.insert_or_assign("collectionId", std::move(*error));
            }
        }
        if (hasSeveralKeys && isPrimary(field)) {
            found.insert_or_assign(
                "primaryKey",
                errorWithText(
                    "validation_unsupported_composite_pk",
                    "Composite PKs are not supported and the collection must have only 1 PK."));
        }
        if (!found.empty()) {
            errors[std::to_string(i)].children = std::move(found);
        }
    }
    return errors;
}

FieldError group(FieldErrors children) { return FieldError{.children = std::move(children)}; }

std::optional<FieldError> checkFields(const Collection &collection,
                                      const SaveContext &context,
                                      runtime::Random &random)
{
    if (auto errors = duplicatedFields(collection); !errors.empty()) {
        return group(std::move(errors));
    }
    if (collection.fields.empty()) {
        return fieldError(protocol::kRequired);
    }
    const fields::Field *id = collection.field("id");
    if (id == nullptr || !id->isType(fields::kText) || !id->flag("primaryKey")) {
        return errorWithText("validation_missing_primary_key",
                             "Missing or invalid \"id\" PK field.");
    }
    const Collection *original = context.original;
    if (!collection.isView() && original != nullptr) {
        if (!keepsSystemFields(collection, *original)) {
            return errorWithText("validation_system_field_change",
                                 "System fields cannot be deleted or renamed.");
        }
        if (auto errors = changedTypes(collection, *original); !errors.empty()) {
            return group(std::move(errors));
        }
    }
    if (collection.isAuth()) {
        if (auto errors = reservedNames(collection); !errors.empty()) {
            return group(std::move(errors));
        }
    }
    if (auto errors = fieldOptions(collection, context, random); !errors.empty()) {
        return group(std::move(errors));
    }
    return std::nullopt;
}

void checkRules(const Collection &collection, const SaveContext &context, FieldErrors &errors)
{
    struct NamedRule
    {
        std::string_view name;
        Rule Collection::*rule;
        bool isForbiddenOnViews;
    };

    static constexpr std::array<NamedRule, 5> kRules{
        NamedRule{"listRule", &Collection::listRule, false},
        NamedRule{"viewRule", &Collection::viewRule, false},
        NamedRule{"createRule", &Collection::createRule, true},
        NamedRule{"updateRule", &Collection::updateRule, true},
        NamedRule{"deleteRule", &Collection::deleteRule, true},
    };
    for (const NamedRule &named : kRules) {
        const Rule &rule = collection.*named.rule;
        if (collection.isView() && named.isForbiddenOnViews && rule) {
            errors[std::string(named.name)] = fieldError(kNil);
            continue;
        }
        const Rule *old = context.original == nullptr ? nullptr : &(context.original->*named.rule);
        if (auto error = checkRule(rule, old, collection, context)) {
            errors[std::string(named.name)] = std::move(*error);
        }
    }
}

void clearUnknownMappings(Collection &collection)
{
    OAuth2Options &oauth2 = collection.auth.oauth2;
    for (std::string *name :
         {&oauth2.mappedId, &oauth2.mappedName, &oauth2.mappedUsername, &oauth2.mappedAvatarUrl}) {
        if (!name->empty() && collection.field(*name) == nullptr) {
            name->clear();
        }
    }
}

void deriveId(Collection &collection, const Catalogue &catalogue)
{
    const std::string old = collection.id;
    const std::string base = derivedCollectionId(collection.type, collection.name);
    collection.id = base;
    for (int suffix = 2; catalogue.findById(collection.id); ++suffix) {
        collection.id = base + std::to_string(suffix);
    }
    if (old.empty() || old == collection.id) {
        return;
    }
    for (std::string &text : collection.indexes) {
        IndexStatement index = parseIndex(text);
        if (index.indexName.find(old) != std::string::npos) {
            index.indexName = replaceAll(index.indexName, old, collection.id);
            text = index.canonical();
        }
    }
}

} // namespace

void normalize(Collection &collection, const SaveContext &context, const std::string &now)
{
    if (context.original == nullptr) {
        collection.created = collection.created.empty() ? now : collection.created;
    }
    collection.updated = now;
    fields::deriveMissingIds(collection.fields);
    enforceSystemFields(collection);
    if (collection.isAuth()) {
        clearUnknownMappings(collection);
        addRequiredIndexes(collection, collection.id);
    }
    if (context.derivesId) {
        deriveId(collection, context.catalogue);
    }
    for (std::string &text : collection.indexes) {
        IndexStatement index = parseIndex(text);
        if (index.isValid() && index.tableName != collection.name) {
            index.tableName = collection.name;
            text = index.canonical();
        }
    }
}

Result<FieldErrors> validate(storage::ReadTransaction &tx,
                             const Collection &collection,
                             const SaveContext &context,
                             runtime::Random &random)
{
    FieldErrors errors;
    const auto put = [&](std::string_view path, std::optional<FieldError> error) {
        if (error) {
            errors[std::string(path)] = std::move(*error);
        }
    };
    put("id", checkId(collection, context));
    if (context.original != nullptr && context.original->system != collection.system) {
        put("system",
            errorWithText("validation_collection_system_flag_change",
                          "System collection state cannot be changed."));
    }
    put("type", checkType(context));
    put("name", SOCLE_TRY(checkName(tx, collection, context)));
    put("fields", checkFields(collection, context, random));
    checkRules(collection, context, errors);
    put("indexes", SOCLE_TRY(checkIndexes(tx, collection, context)));
    if (collection.isAuth()) {
        validateAuth(collection, context, errors);
    }
    return errors;
}

} // namespace socle::schema
