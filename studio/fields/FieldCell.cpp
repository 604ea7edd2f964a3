// See the header.
#include "studio/fields/FieldCell.h"

#include "studio/fields/FieldUi.h"
#include "studio/fields/FieldUiCatalogue.h"
#include "studio/kit/GridRoles.h"

namespace socle::studio {

FieldCell::FieldCell(const FieldUi &ui, const fields::Field &field, EditorContext context)
    : m_ui(ui)
    , m_field(field)
    , m_context(std::move(context))
{
    m_context.place = EditorContext::Place::Cell;
    if (!ui.isEditable(field, m_context)) {
        m_place = EditorPlace::None;
    }
}

bool FieldCell::isPrivate() const { return isPrivateField(m_field); }

CellContent FieldCell::content(const QModelIndex &index) const
{
    CellContent content;
    if (index.data(IsNullRole).toBool()) {
        content.kind = CellContent::Kind::Null;
        return content;
    }
    QVariant value = index.data(ShownValueRole); // a long text may be here as an excerpt only
    if (!value.isValid()) {
        value = index.data(RawValueRole);
    }
    if (isEmptyValue(value)) {
        content.kind = CellContent::Kind::Empty;
        return content;
    }
    return contentOf(value, index);
}

CellContent FieldCell::contentOf(const QVariant &value, const QModelIndex &) const
{
    CellContent content;
    content.text = value.toString();
    return content;
}

bool FieldCell::isEmptyValue(const QVariant &value) const
{
    return !value.isValid() || value.toString().isEmpty();
}

QWidget *FieldCell::createEditor(QWidget *parent, const QModelIndex &index) const
{
    EditorContext context = m_context;
    context.isNewRecord = index.data(RowStateRole).toInt() == static_cast<int>(RowState::Inserted);
    context.recordId = index.siblingAtColumn(0).data(RowKeyRole).toString();
    FieldEditor *editor = m_ui.createEditor(parent, m_field, context);
    editor->setObjectName(QStringLiteral("data.grid.editor"));
    return editor;
}

void FieldCell::setEditorValue(QWidget *editor, const QModelIndex &index) const
{
    if (auto *own = qobject_cast<FieldEditor *>(editor)) {
        own->setValue(index.data(RawValueRole));
    }
}

std::optional<QVariant> FieldCell::editorValue(QWidget *editor) const
{
    const auto *own = qobject_cast<FieldEditor *>(editor);
    if (own == nullptr || (own->isModified() && !own->isValid()) || own->hasInputProblem()) {
        return std::nullopt;
    }
    return own->value();
}

QString FieldCell::editorError(QWidget *editor) const
{
    const auto *own = qobject_cast<FieldEditor *>(editor);
    return own != nullptr ? own->message() : QString();
}

void FieldCell::startTyping(QWidget *editor, const QString &text) const
{
    if (auto *own = qobject_cast<FieldEditor *>(editor)) {
        own->startTyping(text);
    }
}

QString FieldCell::clipboardText(const QModelIndex &index) const
{
    return index.data(Qt::DisplayRole).toString();
}

QString FieldCell::toolTip(const QModelIndex &index) const
{
    const QString error = index.data(ErrorTextRole).toString();
    return error.isEmpty() ? index.data(Qt::ToolTipRole).toString() : error;
}

QString FieldCell::accessibleText(const QModelIndex &index) const
{
    const QVariant shown = index.data(ShownValueRole);
    return m_ui.displayText(shown.isValid() ? shown : index.data(RawValueRole), m_field);
}

} // namespace socle::studio
