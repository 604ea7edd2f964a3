// All fields of one record, below each other: labels, type icons, editors, errors, "was X" with
// undo. Used by the inspector and the record tab (studio.md 4.3.13).
//
// The form stages nothing itself: it reports what the user committed and shows what it is told.
// Fields stand in sections (FormSections.h); in a new record the required ones come first. Hidden
// fields stand in a fold. Section headlines and the fold count the faults below them. Two columns
// from 560 px of width. Object names: data.form.field.<name>, data.form.section.<n>. UI thread.
#pragma once

#include "shared/core/Error.h"
#include "studio/domain/CollectionSchema.h"
#include "studio/fields/EditorContext.h"
#include "studio/fields/FormSections.h"
#include "studio/kit/TabOrder.h"

#include <QVariant>
#include <QWidget>

#include <memory>

namespace socle::studio {

class FieldEditor;
class FieldRow;

class RecordForm : public QWidget, public OwnTabStops
{
    Q_OBJECT

public:
    explicit RecordForm(QWidget *parent = nullptr);
    ~RecordForm() override;

    /// Builds the rows. A change of the record alone keeps the widgets. `context.collection` is set
    /// by this.
    void setCollection(const CollectionPtr &collection, const EditorContext &context);
    CollectionPtr collection() const;
    /// Rows move, editors stay.
    void setSections(const FormSections &sections);
    FormSections sections() const;
    /// Record id and whether it exists on the server; only then setValue() of its fields.
    void setRecord(const QString &recordId, bool isNew);

    /// Shows a value; an editor the user is typing in keeps his text.
    void setValue(const QString &fieldName, const Json &value);
    /// All fields at once: an object of the wire (missing members: zero values).
    void setValues(const JsonObject &record);
    Json value(const QString &fieldName) const;

    /// "was …" and undo at the label; `was` as displayText. Edited with an empty `was` reads "was
    /// empty".
    void setEdited(const QString &fieldName, bool edited, const QString &was = {});
    /// The server's words, at the fields they belong to; paths without a row go to the banner at
    /// the top. The first is scrolled to by the caller through focusField(firstErrorField()).
    void setErrors(const FieldErrors &errors);
    void clearErrors();
    QString firstErrorField() const;
    int errorCount() const;
    /// The first field whose text is no value of its type; empty when there is none.
    QString inputProblemField() const;
    /// The field whose editor has the keyboard; empty when none has it.
    QString focusedField() const;
    /// Local rules of all fields; true when nothing is wrong. Shows the messages.
    bool validateAll();

    void setReadOnly(bool readOnly);
    void focusField(const QString &fieldName);
    void focusFirstField();

    FieldEditor *editor(const QString &fieldName) const; // null when absent
    FieldRow *row(const QString &fieldName) const;
    QStringList fieldNames() const; // in form order
    /// Field by field, "take back" behind its editor.
    QWidgetList tabStops() const override;

signals:
    /// Enter or focus left with a changed value: stage it. May break a rule of the field (then
    /// shown below it).
    void valueCommitted(const QString &fieldName, const QVariant &value);
    /// While typing, for live previews.
    void valueEdited(const QString &fieldName, const QVariant &value);
    void undoRequested(const QString &fieldName);

protected:
    bool focusNextPrevChild(bool next) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace socle::studio
