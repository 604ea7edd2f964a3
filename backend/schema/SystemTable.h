// A system collection of Socle in a few lines: fields in their order, the two dates, all rules
// locked.
//
//   SystemTable("_audit").text("action", true).json("details").index("created").ensure(tx, schema);
#pragma once

#include "shared/core/Result.h"
#include "shared/fields/Field.h"

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace socle::storage {
class WriteTransaction;
}

namespace socle::schema {

class SchemaStore;

enum class Need { Optional, Required };

class SystemTable
{
public:
    explicit SystemTable(std::string name)
        : m_name(std::move(name))
    {
    }

    SystemTable &text(std::string_view name, Need need = Need::Optional);
    /// Never leaves the server, not even towards superusers' lists (hidden field).
    SystemTable &hidden(std::string_view name);
    SystemTable &number(std::string_view name);
    SystemTable &flag(std::string_view name);
    SystemTable &json(std::string_view name);
    SystemTable &date(std::string_view name);
    SystemTable &choice(std::string_view name, std::initializer_list<const char *> values);
    /// Columns joined by commas: "collectionRef,recordRef".
    SystemTable &index(std::string_view columns);
    SystemTable &uniqueIndex(std::string_view columns);
    /// Rows are never changed: no `updated`.
    SystemTable &appendOnly();

    /// Creates the collection when there is none of that name.
    Result<void> ensure(storage::WriteTransaction &tx, SchemaStore &schema) const;
    /// Adds the fields that the collection, which is there already, does not have.
    Result<void> extend(storage::WriteTransaction &tx, SchemaStore &schema) const;

private:
    SystemTable &add(std::string_view type, std::string_view name, Need need = Need::Optional);
    SystemTable &addIndex(std::string_view words, std::string_view columns);

    std::string m_name;
    fields::FieldList m_fields;
    std::vector<std::string> m_indexes;
    bool m_hasUpdated = true;
};

} // namespace socle::schema
