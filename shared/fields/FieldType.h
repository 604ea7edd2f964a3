// What a field type knows: its options, how raw input becomes a value, which values are legal, and
// how a value is stored.
//
// One stateless object per type, listed in FieldCatalogue.cpp. A *value* of a field is a Json of
// one fixed shape per type:
//
// | Types                                    | value |
// |------------------------------------------|---------------------------------------------------------|
// | text editor email url date autodate      | string ("" = empty); dates in the stored layout | |
// password                                 | string: the plain text while it is validated, never
// sent| | number                                   | double | | bool | bool | | select relation
// file                     | string, or array of strings when field.isMultiple()     | | json | any
// JSON; null = empty                                  | | geoPoint | {"lon":double,"lat":double} |
//
// Whatever needs a database (unique values, existence of related records, uploads) is only
// announced by databaseChecks(): records/ does it. Regular expressions are matched by the program
// (RE2 in the server, QRegularExpression in the studio).
#pragma once

#include "shared/core/Error.h"
#include "shared/core/UniqueFunction.h"
#include "shared/fields/Field.h"
#include "shared/json/Json.h"
#include "shared/json/JsonWriter.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

namespace socle::fields {

/// How a value lies in its column (data-directory.md B3). The dialect turns this into a column
/// type.
enum class StorageClass {
    PrimaryKey, // TEXT PRIMARY KEY DEFAULT (random id) NOT NULL
    Text, // TEXT DEFAULT '' NOT NULL
    Number, // NUMERIC DEFAULT 0 NOT NULL
    Bool, // BOOLEAN DEFAULT FALSE NOT NULL
    Json, // JSON DEFAULT NULL
    TextList, // JSON DEFAULT '[]' NOT NULL
    Point, // JSON DEFAULT '{"lon":0,"lat":0}' NOT NULL
};

/// A column's value, owned and borrowed; the alternatives are the SQL types NULL, INTEGER, REAL,
/// TEXT.
using StoredValue = std::variant<std::monostate, std::int64_t, double, std::string>;
using StoredView = std::variant<std::monostate, std::int64_t, double, std::string_view>;

enum class OptionKind {
    Flag, // bool, default false
    Integer, // default 0
    OptionalNumber, // number or null, default null
    Text, // default ""
    Date, // stored layout or "", unparsable input becomes ""
    TextList, // array of strings or null, default null
};

struct OptionSpec
{
    std::string_view key;
    OptionKind kind;
};

/// Regular expressions of the program that runs us.
class PatternMatcher
{
public:
    virtual ~PatternMatcher() = default;
    /// Unanchored search; an invalid pattern matches nothing.
    virtual bool matches(std::string_view pattern, std::string_view text) const = 0;
    /// Text of the compiler's error, nothing when the pattern is valid.
    virtual std::optional<std::string> compileError(std::string_view pattern) const = 0;
};

/// Random number below `bound` (bound > 0).
using RandomBelow = FunctionRef<std::uint32_t(std::uint32_t bound)>;

/// What must still be checked with the database after validate() (records/ does it).
enum class DatabaseCheck {
    None,
    PrimaryKey, // id: case-insensitive duplicate unless the default pattern; duplicates in other
                // auth collections
    Relation, // the related collection and records exist
    Files, // plain names must be stored already; sizes and MIME types of uploads
};

struct ValueContext
{
    const PatternMatcher &patterns;
    /// The stored value on update, null on create. An unchanged primary key is not looked at again.
    const Json *original = nullptr;
};

struct OptionContext
{
    const PatternMatcher &patterns;
    /// Used for the trial values of autogeneratePattern.
    RandomBelow random;
    /// The field with the same id before the change, null for a new field.
    const Field *original = nullptr;
};

class FieldType
{
public:
    virtual ~FieldType() = default;

    virtual std::string_view name() const = 0; // "text"
    /// Options of the type in byte order of their keys, without the common members.
    virtual std::span<const OptionSpec> options() const = 0;

    /// False only for autodate: it has neither `help` nor `required`.
    virtual bool hasHelpAndRequired() const { return true; }

    /// Errors by option path ("min", "thumbs" with children "0"). The common members (id, name,
    /// help) are checked by validateField(), the existence of a relation's collection by schema/.
    virtual FieldErrors validateOptions(const Field &field, const OptionContext &context) const;

    virtual StorageClass storageClass(const Field &field) const = 0;
    virtual bool isMultiple(const Field &field) const;
    virtual Json zeroValue(const Field &field) const = 0;
    /// What `required` calls blank.
    virtual bool isBlank(const Json &value, const Field &field) const;

    /// Raw JSON or form input -> value. Never fails: a type mismatch becomes the zero value
    /// (data-directory.md B3.0).
    virtual Json normalize(const Json &raw, const Field &field) const = 0;
    /// First broken rule of a normalised value, nothing when it is legal.
    virtual std::optional<FieldError> validate(const Json &value,
                                               const Field &field,
                                               const ValueContext &context) const = 0;

    virtual DatabaseCheck databaseCheck(const Field &) const { return DatabaseCheck::None; }

    virtual StoredValue toStored(const Json &value, const Field &field) const = 0;
    /// Tolerant: NULL and values of a foreign type read as the conversion table says (B2.6).
    virtual Json fromStored(const StoredView &stored, const Field &field) const = 0;
    /// fromStored() straight into a buffer: the hot path of lists.
    virtual void writeStored(JsonWriter &writer,
                             const StoredView &stored,
                             const Field &field) const;
};

/// Common members (id, name, help; data-directory.md B3.0) and type options together: "name",
/// "min", "thumbs"…
FieldErrors validateField(const Field &field, const OptionContext &context);

// The scalar conversions of data-directory.md B3.0.
std::string toText(const Json &raw);
double toNumber(const Json &raw);
bool toBool(const Json &raw);
std::vector<std::string> toTextList(const Json &raw); // no empty strings, no duplicates

} // namespace socle::fields
