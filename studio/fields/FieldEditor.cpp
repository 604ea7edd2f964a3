// Keys, focus and states of every editor; the types only show and read values.
#include "studio/fields/FieldEditor.h"

#include "studio/api/Text.h"
#include "studio/fields/ExpandSheet.h"
#include "studio/kit/CodeLine.h"
#include "studio/kit/Popover.h"
#include "studio/kit/Select.h"

#include <QApplication>
#include <QDynamicPropertyChangeEvent>
#include <QKeyEvent>

namespace socle::studio {

namespace {

QString stateName(InputState state)
{
    switch (state) {
    case InputState::Error:
        return QStringLiteral("error");
    case InputState::Edited:
        return QStringLiteral("edited");
    case InputState::Normal:
        break;
    }
    return {};
}

bool isReturn(const QKeyEvent &event)
{
    return event.key() == Qt::Key_Return || event.key() == Qt::Key_Enter;
}

} // namespace

FieldEditor::FieldEditor(const fields::Field &field, EditorContext context, QWidget *parent)
    : QWidget(parent)
    , m_field(field)
    , m_context(std::move(context))
{
    setObjectName(QStringLiteral("data.form.field.") + fieldName());
    setAccessibleName(fieldName());
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
}

QString FieldEditor::fieldName() const { return toQString(m_field.name); }

void FieldEditor::setValue(const QVariant &value)
{
    m_base = value;
    m_committed = value;
    m_isEdited = false;
    m_isShowing = true;
    showValue(value);
    m_isShowing = false;
    emit validityChanged();
}

void FieldEditor::setJson(const Json &value) { setValue(toVariant(value, m_field)); }

QVariant FieldEditor::value() const
{
    // An untouched value is handed back as it came, so that showing it never rewrites it.
    return m_isEdited ? shownValue() : m_base;
}

QVariant FieldEditor::shownValue() const { return hasInputProblem() ? m_base : currentValue(); }

Json FieldEditor::json() const { return toJson(value(), m_field); }

bool FieldEditor::isModified() const
{
    return m_isEdited && !sameValue(json(), toJson(m_base, m_field));
}

bool FieldEditor::isValid() const { return message().isEmpty(); }

QString FieldEditor::message() const
{
    const QString problem = inputProblem();
    return problem.isEmpty() ? brokenRule() : problem;
}

QString FieldEditor::brokenRule() const
{
    const bool isStored = !m_context.isNewRecord && !m_context.recordId.isEmpty();
    const Json original = toJson(m_base, m_field);
    return validationMessage(json(), m_field, isStored ? &original : nullptr);
}

void FieldEditor::startTyping(const QString &text)
{
    if (auto *line = qobject_cast<QLineEdit *>(m_mainInput)) {
        line->setText(text);
        line->setCursorPosition(static_cast<int>(text.size()));
    } else if (auto *area = qobject_cast<QPlainTextEdit *>(m_mainInput)) {
        area->setPlainText(text);
        area->moveCursor(QTextCursor::End);
    } else {
        return;
    }
    noteEdited();
}

void FieldEditor::setReadOnly(bool readOnly)
{
    m_isReadOnly = readOnly;
    for (QWidget *input : std::as_const(m_inputs)) {
        if (auto *line = qobject_cast<QLineEdit *>(input)) {
            line->setReadOnly(readOnly);
        } else if (auto *area = qobject_cast<QPlainTextEdit *>(input)) {
            area->setReadOnly(readOnly);
            // Looks like a line that cannot be typed into.
            area->viewport()->setBackgroundRole(readOnly ? QPalette::AlternateBase
                                                         : QPalette::Base);
        } else {
            input->setEnabled(!readOnly);
        }
    }
}

void FieldEditor::setInputState(InputState state) { setProperty("state", stateName(state)); }

void FieldEditor::commit()
{
    if (isInCell()) {
        // The grid ends the edit; from the event loop, because it deletes this editor.
        QMetaObject::invokeMethod(
            this,
            [this] {
                QKeyEvent key(QEvent::KeyPress, Qt::Key_Return, Qt::ControlModifier);
                QApplication::sendEvent(this, &key);
            },
            Qt::QueuedConnection);
        emit committed(value());
        return;
    }
    emit validityChanged();
    if (hasInputProblem() || !m_isEdited) {
        return;
    }
    const QVariant now = value();
    if (!sameValue(toJson(now, m_field), toJson(m_committed, m_field))) {
        m_committed = now;
        emit committed(now);
    }
}

void FieldEditor::restore()
{
    const bool hadCommitted = m_committed != m_base;
    setValue(m_base);
    if (hadCommitted) {
        emit committed(m_base);
    }
    emit cancelled();
}

void FieldEditor::expand()
{
    if (isInCell() || isReadOnly() || !ExpandSheet::isFor(m_field)) {
        return;
    }
    auto *sheet = new ExpandSheet(window(), m_field, m_context, shownText());
    connect(sheet, &ExpandSheet::done, this, [this](const QString &text) { takeExpanded(text); });
    sheet->open();
}

QString FieldEditor::shownText() const
{
    if (const auto *area = qobject_cast<QPlainTextEdit *>(m_mainInput)) {
        return area->toPlainText();
    }
    return value().toString();
}

void FieldEditor::takeExpanded(const QString &text)
{
    if (auto *area = qobject_cast<QPlainTextEdit *>(m_mainInput)) {
        area->setPlainText(text);
        finishChoice();
    }
}

void FieldEditor::showState(InputState state)
{
    if (auto *line = qobject_cast<TextField *>(m_mainInput)) {
        line->setInputState(state);
    } else if (auto *area = qobject_cast<TextArea *>(m_mainInput)) {
        area->setInputState(state);
    } else if (auto *select = qobject_cast<Select *>(m_mainInput)) {
        select->setInputState(state);
    } else if (auto *code = qobject_cast<CodeLine *>(m_mainInput)) {
        code->setInputState(state);
    } else if (m_mainInput != nullptr) {
        m_mainInput->setProperty("state", stateName(state));
        m_mainInput->update();
    }
}

void FieldEditor::noteEdited()
{
    if (m_isShowing) {
        return;
    }
    m_isEdited = true;
    if (!hasInputProblem()) {
        emit valueEdited(value());
    }
    emit validityChanged();
}

void FieldEditor::finishChoice()
{
    noteEdited();
    commit();
}

void FieldEditor::adoptInput(QWidget *input)
{
    input->installEventFilter(this);
    m_inputs.append(input);
    if (m_mainInput == nullptr) {
        m_mainInput = input;
        setFocusProxy(input);
        input->setAccessibleName(fieldName());
        if (input->objectName().isEmpty()) {
            input->setObjectName(objectName() + QStringLiteral(".input"));
        }
    }
}

bool FieldEditor::keepsKey(const QKeyEvent &, const QWidget *) const { return false; }

bool FieldEditor::event(QEvent *event)
{
    if (event->type() == QEvent::DynamicPropertyChange
        && static_cast<QDynamicPropertyChangeEvent *>(event)->propertyName() == "state") {
        const QString name = property("state").toString();
        m_state = name == QLatin1String("error") ? InputState::Error
            : name == QLatin1String("edited")    ? InputState::Edited
                                                 : InputState::Normal;
        showState(m_state);
    }
    return QWidget::event(event);
}

bool FieldEditor::eventFilter(QObject *watched, QEvent *event)
{
    auto *input = qobject_cast<QWidget *>(watched);
    switch (event->type()) {
    case QEvent::ShortcutOverride: {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->key() == Qt::Key_Escape && (isInCell() || m_isEdited)) {
            event->accept();
            return true;
        }
        break;
    }
    case QEvent::KeyPress: {
        auto *key = static_cast<QKeyEvent *>(event);
        if (keepsKey(*key, input)) {
            break;
        }
        const bool isTab = key->key() == Qt::Key_Tab || key->key() == Qt::Key_Backtab;
        const bool inPopover = qobject_cast<Popover *>(window()) != nullptr;
        if (isInCell()
            && (key->key() == Qt::Key_Escape || isReturn(*key) || (isTab && !inPopover))) {
            // The grid watches this widget, not its parts.
            QKeyEvent copy(
                key->type(), key->key(), key->modifiers(), key->text(), key->isAutoRepeat());
            QApplication::sendEvent(this, &copy);
            return true;
        }
        if (isInCell()) {
            break;
        }
        if (key->key() == Qt::Key_E && key->modifiers() == Qt::ControlModifier
            && ExpandSheet::isFor(m_field)) {
            expand();
            return true;
        }
        if (key->key() == Qt::Key_Escape && m_isEdited) {
            restore();
            return true;
        }
        if (isReturn(*key)) {
            commit();
            if (!(key->modifiers() & Qt::ControlModifier)) {
                return true;
            }
            event->ignore(); // Ctrl+Enter also means something to the form
            break;
        }
        break;
    }
    case QEvent::FocusOut: {
        const auto reason = static_cast<QFocusEvent *>(event)->reason();
        QWidget *now = QApplication::focusWidget();
        const bool isInside = now != nullptr && (now == this || isAncestorOf(now));
        if (!isInside && reason != Qt::PopupFocusReason && reason != Qt::ActiveWindowFocusReason) {
            if (isInCell()) {
                QFocusEvent copy(QEvent::FocusOut, reason);
                QApplication::sendEvent(this, &copy);
            } else if (m_isEdited) {
                commit();
            }
        }
        break;
    }
    default:
        break;
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace socle::studio
