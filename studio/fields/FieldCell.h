// The CellUi every field type starts from: it joins a grid column with the type's editor. Types
// override content() and the place.
#pragma once

#include "shared/fields/Field.h"
#include "studio/fields/EditorContext.h"
#include "studio/kit/CellUi.h"

namespace socle::studio {

class FieldUi;

class FieldCell : public CellUi
{
public:
    FieldCell(const FieldUi &ui, const fields::Field &field, EditorContext context);

    CellContent content(const QModelIndex &index) const override;

    EditorPlace editorPlace() const override { return m_place; }

    bool isPrivate() const override;

    QWidget *createEditor(QWidget *parent, const QModelIndex &index) const override;
    void setEditorValue(QWidget *editor, const QModelIndex &index) const override;
    std::optional<QVariant> editorValue(QWidget *editor) const override;
    QString editorError(QWidget *editor) const override;
    void startTyping(QWidget *editor, const QString &text) const override;
    QString clipboardText(const QModelIndex &index) const override;
    QString toolTip(const QModelIndex &index) const override;
    QString accessibleText(const QModelIndex &index) const override;

    const fields::Field &field() const { return m_field; }

    const EditorContext &context() const { return m_context; }

    const FieldUi &ui() const { return m_ui; }

protected:
    /// What to show of a value that is neither null nor empty.
    virtual CellContent contentOf(const QVariant &value, const QModelIndex &index) const;
    virtual bool isEmptyValue(const QVariant &value) const;

    void setPlace(EditorPlace place) { m_place = place; }

private:
    const FieldUi &m_ui;
    fields::Field m_field;
    EditorContext m_context;
    EditorPlace m_place = EditorPlace::InCell;
};

} // namespace socle::studio
