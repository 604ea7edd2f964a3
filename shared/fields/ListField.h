// Base of the types whose value is one text or a list of texts, decided by maxSelect: select,
// relation, file.
#pragma once

#include "shared/fields/FieldType.h"

namespace socle::fields {

class ListField : public FieldType
{
public:
    bool isMultiple(const Field &field) const override;
    StorageClass storageClass(const Field &field) const override;
    Json zeroValue(const Field &field) const override;
    bool isBlank(const Json &value, const Field &field) const override;
    Json normalize(const Json &raw, const Field &field) const override;
    StoredValue toStored(const Json &value, const Field &field) const override;
    Json fromStored(const StoredView &stored, const Field &field) const override;
    void writeStored(JsonWriter &writer,
                     const StoredView &stored,
                     const Field &field) const override;
};

/// A list as the field's value: the array, or the last item ("" when there is none).
Json valueOfList(std::vector<std::string> list, const Field &field);
/// A value as a list; a single "" is the empty list.
std::vector<std::string> listOfValue(const Json &value);

} // namespace socle::fields
