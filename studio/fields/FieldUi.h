// Everything the studio shows of a field type: cell, editor, options form, icon and words.
//
// One stateless object per type, listed in FieldUiCatalogue.cpp; views never switch on a type's
// name. A new type is one pair of files and one line there (style.md 3). UI thread.
#pragma once

#include "shared/fields/Field.h"
#include "studio/fields/EditorContext.h"
#include "studio/fields/FieldEditor.h"
#include "studio/fields/OptionsForm.h"
#include "studio/kit/CellUi.h"

#include <QCoreApplication>

#include <memory>

namespace socle::studio {

class FieldUi
{
    Q_DECLARE_TR_FUNCTIONS(socle::studio::FieldUi)

public:
    virtual ~FieldUi() = default;

    /// Protocol name: "geoPoint"; empty for the fallback of unknown types.
    virtual QString typeName() const = 0;
    /// For people: "Geo point".
    virtual QString title() const = 0;
    /// One line of use for the type picker.
    virtual QString description() const = 0;

    /// Icon meaning for kit's icon() and its hue.
    virtual QString iconName() const;
    virtual FieldHue hue() const;

    /// How a grid column of this field looks and edits: one per column, owned by the view. The
    /// model answers RecordRole/GridRole.
    virtual std::unique_ptr<CellUi> createCell(const fields::Field &field,
                                               const EditorContext &context) const = 0;
    /// Editor for one value; setValue() it. Never null: read-only types give a read-only editor.
    /// Object name: data.form.field.<name>.
    virtual FieldEditor *createEditor(QWidget *parent,
                                      const fields::Field &field,
                                      const EditorContext &context) const = 0;
    /// Rows of the options form; the common members come by themselves.
    virtual QVector<OptionRow> optionRows() const = 0;
    /// The options form filled with `field`.
    virtual OptionsForm *createOptionsForm(QWidget *parent,
                                           const fields::Field &field,
                                           const EditorContext &context,
                                           OptionsForm::Common common
                                           = OptionsForm::Common::Show) const;

    /// One line about the options for a field card: "1–120 characters, pattern"; empty when there
    /// is nothing to say.
    virtual QString summary(const fields::Field &field, const SchemaStore *schema = nullptr) const;
    /// The value in a review, a list or a tooltip; localised, at most one line.
    virtual QString displayText(const QVariant &value, const fields::Field &field) const;

    /// False for autodate, and for fields the server fills itself.
    virtual bool isEditable(const fields::Field &field, const EditorContext &context) const;
};

} // namespace socle::studio
