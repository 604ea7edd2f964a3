// The form of a field's options for the schema sheet: reads and writes the field as a value, checks
// it with the server's own code while typing (shared/fields validateField; data-directory.md B3).
//
// One table of rows per type (OptionRow) makes the form; the common members (name, help, required,
// hidden, presentable) are rows of the same kind and can be left out. Object names:
// schema.field.<option>. UI thread.
#pragma once

#include "shared/fields/Field.h"
#include "shared/fields/FieldType.h"
#include "studio/fields/EditorContext.h"

#include <QString>
#include <QVector>
#include <QWidget>

#include <memory>
#include <vector>

namespace socle::studio {

/// One option as the form shows it.
struct OptionRow
{
    enum class Control {
        Flag, // check box
        Count, // whole number, empty = 0 = `emptyMeans`
        Bytes, // the same with "5 MB" beside it
        OptionalNumber, // number, empty = null
        Text,
        Pattern, // regular expression, mono
        Date, // natural input
        Words, // list of words, one a line or comma separated; null when empty
        Collection, // relation target
        Multiple, // maxSelect: single or "several, at most n"
    };

    std::string_view key = {}; // option key, static storage
    Control control = Control::Text;
    QString label = {};
    QString help = {};
    QString emptyMeans = {}; // placeholder: "5000", "no limit"
};

class OptionsForm : public QWidget
{
    Q_OBJECT

public:
    enum class Common { Show, Hide };

    OptionsForm(const fields::Field &field,
                QVector<OptionRow> rows,
                const EditorContext &context,
                Common common,
                QWidget *parent);
    ~OptionsForm() override;

    /// The field with what stands in the form. Id, type and system are untouched.
    const fields::Field &field() const;
    /// Shows another state of the same type, without a signal. Keeps the form's widgets.
    void setField(const fields::Field &field);
    /// The field as it is on the server: a primary key or target that may not change is locked.
    /// nullptr: a new field.
    void setOriginal(const fields::Field *original);
    /// Only the options of this type, as JSON: what the type declares, each of its declared kind.
    const JsonObject &options() const;
    void setOptions(const JsonObject &options);

    /// Takes over what stands in every row, as if each had been edited, without a signal.
    void readAll();

    bool isValid() const;
    /// Faults of shared/fields by option path, plus those set from outside.
    const FieldErrors &errors() const;
    /// Faults the server found (schema plan), shown at their rows until the row changes. Paths as
    /// in errors().
    void setServerErrors(const FieldErrors &errors);
    void setReadOnly(bool readOnly);
    /// Puts the focus into the row of an option ("name", "max").
    void focusOption(const QString &key);

signals:
    /// After every change by the user; the form already shows the faults.
    void fieldChanged(const socle::fields::Field &field);
    void validityChanged(bool valid);

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace socle::studio
