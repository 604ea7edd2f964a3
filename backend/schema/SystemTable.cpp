// See SystemTable.h.
#include "backend/schema/SystemTable.h"

#include "backend/schema/SchemaStore.h"
#include "backend/storage/WriteTransaction.h"
#include "shared/core/Text.h"
#include "shared/fields/FieldCatalogue.h"

namespace socle::schema {

SystemTable &SystemTable::add(std::string_view type, std::string_view name, Need need)
{
    fields::Field field = fields::makeField(type, name);
    field.system = true;
    field.required = need == Need::Required;
    m_fields.push_back(std::move(field));
    return *this;
}

SystemTable &SystemTable::text(std::string_view name, Need need)
{
    return add(fields::kText, name, need);
}

SystemTable &SystemTable::hidden(std::string_view name)
{
    add(fields::kText, name);
    m_fields.back().hidden = true;
    return *this;
}

SystemTable &SystemTable::number(std::string_view name) { return add(fields::kNumber, name); }

SystemTable &SystemTable::flag(std::string_view name) { return add(fields::kBool, name); }

SystemTable &SystemTable::json(std::string_view name) { return add(fields::kJson, name); }

SystemTable &SystemTable::date(std::string_view name) { return add(fields::kDate, name); }

SystemTable &SystemTable::choice(std::string_view name, std::initializer_list<const char *> values)
{
    add(fields::kSelect, name);
    m_fields.back().options.set("values", JsonArray(values.begin(), values.end()));
    m_fields.back().options.set("maxSelect", 1);
    return *this;
}

SystemTable &SystemTable::index(std::string_view columns)
{
    return addIndex("CREATE INDEX", columns);
}

SystemTable &SystemTable::uniqueIndex(std::string_view columns)
{
    return addIndex("CREATE UNIQUE INDEX", columns);
}

SystemTable &SystemTable::addIndex(std::string_view words, std::string_view columns)
{
    const std::string name = "idx" + m_name + "_" + replaceAll(std::string(columns), ",", "_");
    std::string list;
    for (const std::string &column : split(columns, ',')) {
        list += (list.empty() ? "`" : ", `") + column + "`";
    }
    m_indexes.push_back(std::string(words) + " `" + name + "` ON `" + m_name + "` (" + list + ")");
    return *this;
}

SystemTable &SystemTable::appendOnly()
{
    m_hasUpdated = false;
    return *this;
}

Result<void> SystemTable::ensure(storage::WriteTransaction &tx, SchemaStore &schema) const
{
    Collection collection = schema.scaffold(CollectionType::Base, m_name);
    collection.system = true;
    collection.fields.insert(collection.fields.end(), m_fields.begin(), m_fields.end());
    const auto addDate = [&](std::string_view name, bool onUpdate) {
        fields::Field field = fields::makeField(fields::kAutodate, name);
        field.system = true;
        field.options.set("onCreate", true);
        field.options.set("onUpdate", onUpdate);
        collection.fields.push_back(std::move(field));
    };
    addDate("created", false);
    if (m_hasUpdated) {
        addDate("updated", true);
    }
    collection.indexes = m_indexes;
    SOCLE_TRY(schema.ensure(tx, std::move(collection)));
    return {};
}

Result<void> SystemTable::extend(storage::WriteTransaction &tx, SchemaStore &schema) const
{
    const auto catalogue = SOCLE_TRY(schema.catalogue(tx));
    const CollectionPtr present = catalogue->findByNameOrId(m_name);
    if (!present) {
        return internalError("install: there is no " + m_name + " to extend");
    }
    Collection wanted = *present;
    for (const fields::Field &field : m_fields) {
        if (wanted.field(field.name) == nullptr) {
            wanted.fields.push_back(field);
        }
    }
    SOCLE_TRY(schema.update(
        tx, present->id, JsonObject{{"fields", toJson(wanted, Secrets::Hide)["fields"]}}));
    return {};
}

} // namespace socle::schema
