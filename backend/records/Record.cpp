#include "backend/records/Record.h"

#include "shared/fields/FieldType.h"

#include <utility>

namespace socle::records {

Record::Record(schema::CollectionPtr collection)
    : m_collection(std::move(collection))
{
    m_values.reserve(m_collection->fields.size());
    for (const fields::Field &field : m_collection->fields) {
        m_values.push_back(field.kind->zeroValue(field));
    }
}

const Json &Record::value(std::string_view field) const
{
    static const Json none;
    const fields::FieldList &list = m_collection->fields;
    for (std::size_t i = 0; i < list.size(); ++i) {
        if (list[i].name == field) {
            return m_values[i];
        }
    }
    return none;
}

void Record::set(std::string_view field, Json value)
{
    const fields::FieldList &list = m_collection->fields;
    for (std::size_t i = 0; i < list.size(); ++i) {
        if (list[i].name == field) {
            m_values[i] = std::move(value);
            return;
        }
    }
}

Json Record::toJson() const
{
    JsonObject object;
    object.append("collectionId", m_collection->id);
    object.append("collectionName", m_collection->name);
    const fields::FieldList &list = m_collection->fields;
    for (std::size_t i = 0; i < list.size(); ++i) {
        object.append(list[i].name, m_values[i]);
    }
    return object;
}

} // namespace socle::records
