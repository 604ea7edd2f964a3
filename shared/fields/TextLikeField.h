// Base of the types whose value is a text in a TEXT column: text, editor, email, url, password,
// dates.
#pragma once

#include "shared/fields/FieldType.h"

namespace socle::fields {

class TextLikeField : public FieldType
{
public:
    StorageClass storageClass(const Field &) const override { return StorageClass::Text; }

    Json zeroValue(const Field &) const override { return ""; }

    Json normalize(const Json &raw, const Field &) const override { return toText(raw); }

    bool isBlank(const Json &value, const Field &) const override { return value.text().empty(); }

    StoredValue toStored(const Json &value, const Field &field) const override;
    Json fromStored(const StoredView &stored, const Field &field) const override;
    void writeStored(JsonWriter &writer,
                     const StoredView &stored,
                     const Field &field) const override;
};

/// NULL -> "", numbers as their decimal text, text as it is.
std::string storedText(const StoredView &stored);
/// Numbers as they are, text converted, NULL -> 0.
double storedNumber(const StoredView &stored);

} // namespace socle::fields
