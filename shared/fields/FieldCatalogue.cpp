// See FieldCatalogue.h.
#include "shared/fields/FieldCatalogue.h"

#include <algorithm>
#include <array>

namespace socle::fields {

std::span<const FieldType *const> fieldTypes()
{
    static const std::array<const FieldType *, 14> all{
        &textField(),
        &editorField(),
        &numberField(),
        &boolField(),
        &emailField(),
        &urlField(),
        &dateField(),
        &autodateField(),
        &selectField(),
        &fileField(),
        &relationField(),
        &jsonField(),
        &geoPointField(),
        &passwordField(),
    };
    return all;
}

const FieldType *findFieldType(std::string_view name)
{
    const auto all = fieldTypes();
    const auto it = std::find_if(
        all.begin(), all.end(), [&](const FieldType *type) { return type->name() == name; });
    return it == all.end() ? nullptr : *it;
}

} // namespace socle::fields
