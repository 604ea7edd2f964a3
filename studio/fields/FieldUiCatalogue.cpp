// See the header. A type is its own files plus one line here.
#include "studio/fields/FieldUiCatalogue.h"

#include "shared/fields/FieldCatalogue.h"

#include "studio/api/Text.h"

#include <array>

namespace socle::studio {

std::span<const FieldUi *const> fieldUis()
{
    static const std::array all{
        &textFieldUi(),
        &editorFieldUi(),
        &numberFieldUi(),
        &boolFieldUi(),
        &emailFieldUi(),
        &urlFieldUi(),
        &dateFieldUi(),
        &autodateFieldUi(),
        &selectFieldUi(),
        &fileFieldUi(),
        &relationFieldUi(),
        &jsonFieldUi(),
        &geoPointFieldUi(),
        &passwordFieldUi(),
    };
    return all;
}

const FieldUi &fieldUi(QStringView typeName)
{
    for (const FieldUi *ui : fieldUis()) {
        if (ui->typeName() == typeName) {
            return *ui;
        }
    }
    return unknownFieldUi();
}

const FieldUi &fieldUi(const fields::Field &field) { return fieldUi(toQString(field.type)); }

bool isPrivateField(const fields::Field &field)
{
    return field.hidden || field.isType(fields::kEmail) || field.isType(fields::kPassword);
}

} // namespace socle::studio
