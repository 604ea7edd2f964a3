// The base of every value editor: one widget for grid cell, form and bulk edit (studio.md 4.3.4).
//
// A value is a QVariant of the table in domain/FieldValue.h. The editor keeps the value it was
// given (the base); Esc goes back to it. Two kinds of fault are told apart: text that is no value
// at all
// ("12x" for a number; value() stays the base, nothing can be staged) and a value that breaks a
// rule of the field, checked by shared/fields in the server's words (may be staged from a form).
//
//   setValue -> [typing: valueEdited]* -> Enter or focus left: committed(value) | Esc: cancelled
//
// In a grid cell the grid owns Enter, Esc and Tab; the editor hands them up from its inner widgets.
// UI thread.
#pragma once

#include "shared/fields/Field.h"
#include "studio/domain/FieldValue.h"
#include "studio/fields/EditorContext.h"
#include "studio/kit/TextField.h"

#include <QVariant>
#include <QWidget>

#include <optional>

namespace socle::studio {

class FieldEditor : public QWidget
{
    Q_OBJECT

public:
    FieldEditor(const fields::Field &field, EditorContext context, QWidget *parent);

    const fields::Field &field() const { return m_field; }

    const EditorContext &context() const { return m_context; }

    QString fieldName() const;

    /// Another stored record of the same collection; its values follow with setValue().
    void setRecord(const QString &recordId) { m_context.recordId = recordId; }

    /// Shows `value` as the base, without a signal.
    void setValue(const QVariant &value);
    void setJson(const Json &value);
    /// What stands in the editor; the base while it is no value (see inputProblem()).
    QVariant value() const;
    /// What the widgets say, touched or not; value() prefers the base while nothing was touched.
    QVariant shownValue() const;
    Json json() const;

    QVariant baseValue() const { return m_base; }

    bool isModified() const; // value() differs from the base on the wire

    /// No problem of input and no broken rule.
    bool isValid() const;
    /// Why not, in the server's words; empty when valid.
    QString message() const;

    /// True when the text is no value of this type, so nothing can be staged.
    bool hasInputProblem() const { return !inputProblem().isEmpty(); }

    /// Typing over a cell: starts with this text instead of the value.
    virtual void startTyping(const QString &text);
    virtual void setReadOnly(bool readOnly);

    bool isReadOnly() const { return m_isReadOnly; }

    /// Border and ground: error, edited, normal. Property "state" does the same (FieldRow,
    /// DataGrid).
    void setInputState(InputState state);

    InputState inputState() const { return m_state; }

    /// True in a popover or cell of the grid.
    bool isInCell() const { return m_context.place == EditorContext::Place::Cell; }

    /// Commits what stands there when it changed (form) or ends the edit (cell).
    void commit();
    /// Back to the base.
    void restore();
    /// The value in the whole window (Ctrl+E); nothing for types that fit their place. In a cell
    /// the grid's view does it, because the cell's editor goes when the sheet takes the keyboard.
    void expand();

signals:
    /// Every change by the user that gives a value.
    void valueEdited(const QVariant &value);
    /// Enter, a choice made, or focus left with a changed value. In a form also for a value that
    /// breaks a rule; never while hasInputProblem().
    void committed(const QVariant &value);
    void cancelled();
    /// The message may have changed: validity, or the text is being corrected.
    void validityChanged();

protected:
    /// Fills the widgets. No signals of the user kind may follow.
    virtual void showValue(const QVariant &value) = 0;
    /// The value that stands there; called only without an input problem.
    virtual QVariant currentValue() const = 0;

    virtual QString inputProblem() const { return {}; }

    /// The server's words about value(); empty when legal.
    virtual QString brokenRule() const;

    bool isTouched() const { return m_isEdited; }

    /// The text of the expand sheet, when it was accepted.
    virtual void takeExpanded(const QString &text);

    virtual void showState(InputState state);
    /// The user changed something: emits valueEdited and validityChanged.
    void noteEdited();
    /// The user has chosen: noteEdited and commit, or the end of a cell edit.
    void finishChoice();
    /// Registers a focusable part: keys and focus are watched; the first one becomes the focus
    /// proxy and takes states.
    void adoptInput(QWidget *input);

    QWidget *mainInput() const { return m_mainInput; }

    /// What the expand sheet starts with.
    virtual QString shownText() const;

    /// Enter makes a line or is used by the part itself (lists, multi-line text): not a commit.
    virtual bool keepsKey(const QKeyEvent &event, const QWidget *input) const;

    bool event(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    fields::Field m_field;
    EditorContext m_context;
    QVariant m_base;
    QVariant m_committed;
    QWidget *m_mainInput = nullptr;
    QList<QWidget *> m_inputs;
    InputState m_state = InputState::Normal;
    bool m_isReadOnly = false;
    bool m_isShowing = false;
    bool m_isEdited = false;
};

} // namespace socle::studio
