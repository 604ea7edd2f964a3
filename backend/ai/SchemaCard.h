// What a model, or the offline grammar, may know about the data: collections and fields of one caller, never values.
//
// Only collections the caller can list and fields that are not hidden from it appear (ai.md 5.5 step 1).
#pragma once

#include "shared/json/Json.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace socle::schema {
class Catalogue;
struct Collection;
} // namespace socle::schema

namespace socle::rules {
struct Caller;
}

namespace socle::ai {

inline constexpr std::size_t kMaxCardCollections = 40;

struct CardField
{
    std::string name = {};
    std::string type = {}; // field type name
    bool multiple = false;
    std::vector<std::string> options = {}; // select values
    std::string target = {}; // relation: name of the collection
    std::string targetTitle = {}; // relation: field of the target that names a record, "" when there is none
    bool setOnCreate = false; // autodate
};

struct CardCollection
{
    std::string name = {};
    bool isAuth = false;
    std::vector<CardField> fields = {};

    const CardField *field(std::string_view fieldName) const;
};

struct SchemaCard
{
    std::vector<CardCollection> collections = {};

    const CardCollection *collection(std::string_view name) const; // ASCII case ignored
    /// Compact text for a model's prompt.
    Json toJson() const;
};

/// The card of `caller`. With `only` (name or id) just that collection; else those that share words with `text` first, at
/// most kMaxCardCollections. System collections appear for superusers only when named.
SchemaCard schemaCard(const schema::Catalogue &catalogue, const rules::Caller &caller, std::string_view only,
                      std::string_view text);

/// Field that names a record: the presentable text field, else one called title, name or label, else the first text field.
std::string titleField(const schema::Collection &collection);

} // namespace socle::ai
