// What is the same for most types.
#include "studio/fields/FieldUi.h"

#include "studio/api/Text.h"
#include "studio/domain/FieldValue.h"
#include "studio/kit/Icon.h"

namespace socle::studio {

QString FieldUi::iconName() const { return fieldIconName(typeName()); }

FieldHue FieldUi::hue() const { return fieldHue(typeName()); }

OptionsForm *FieldUi::createOptionsForm(QWidget *parent,
                                        const fields::Field &field,
                                        const EditorContext &context,
                                        OptionsForm::Common common) const
{
    return new OptionsForm(field, optionRows(), context, common, parent);
}

QString FieldUi::summary(const fields::Field &, const SchemaStore *) const { return {}; }

QString FieldUi::displayText(const QVariant &value, const fields::Field &field) const
{
    return studio::displayText(toJson(value, field), field);
}

bool FieldUi::isEditable(const fields::Field &, const EditorContext &context) const
{
    return !context.isReadOnly;
}

} // namespace socle::studio
