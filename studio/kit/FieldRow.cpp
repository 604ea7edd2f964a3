// See the header.
#include "studio/kit/FieldRow.h"

#include "studio/kit/CodeLine.h"
#include "studio/kit/Icon.h"
#include "studio/kit/IconButton.h"
#include "studio/kit/Paint.h"
#include "studio/kit/Privacy.h"
#include "studio/kit/Select.h"
#include "studio/kit/Text.h"

#include <QHBoxLayout>

namespace socle::studio {

class FieldRow::TypeIcon : public QWidget
{
public:
    explicit TypeIcon(QWidget *parent)
        : QWidget(parent)
    {
        const int side = Theme::current().scaled(static_cast<int>(iconSize::kSm));
        setFixedSize(side, side);
        hide();
    }

    QString typeName;

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        drawIcon(&painter,
                 fieldIconName(typeName),
                 rect(),
                 Theme::current().color(fieldHue(typeName)),
                 layoutDirection());
    }
};

FieldRow::FieldRow(const QString &label, QWidget *editor, QWidget *parent)
    : QWidget(parent)
    , m_editor(editor)
    , m_icon(new TypeIcon(this))
    , m_label(new Text(label, TextRole::Base, Color::TextMuted, this))
    , m_was(new Text({}, TextRole::Small, Color::Warning, this))
    , m_undo(new IconButton(QStringLiteral("undo"), tr("Take the change back"), this))
    , m_help(new Text({}, TextRole::Small, Color::TextSubtle, this))
    , m_error(new Text({}, TextRole::Small, Color::Danger, this))
    , m_trailingSlot(new QWidget(this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::k1);
    auto *top = new QHBoxLayout;
    top->setSpacing(space::k3 - 2);
    top->addWidget(m_icon);
    m_label->setOverflow(Text::Overflow::Elide);
    m_label->setMinimumHeight(
        controlHeight(ControlSize::Small)); // as tall as the undo button that may join it
    top->addWidget(m_label, 1);
    m_was->setOverflow(Text::Overflow::Elide); // values have any length, inspectors little room
    top->addWidget(m_was);
    m_undo->setObjectName(QStringLiteral("field.undo"));
    m_undo->setControlSize(ControlSize::Small);
    m_undo->setRole(Color::Warning);
    top->addWidget(m_undo);
    auto *slot = new QHBoxLayout(m_trailingSlot);
    slot->setContentsMargins(0, 0, 0, 0);
    m_trailingSlot->hide();
    top->addWidget(m_trailingSlot);
    column->addLayout(top);
    editor->setParent(this);
    column->addWidget(editor);
    m_help->setOverflow(Text::Overflow::Wrap);
    m_error->setOverflow(Text::Overflow::Wrap);
    column->addWidget(m_error);
    column->addWidget(m_help);
    for (QWidget *hidden : {static_cast<QWidget *>(m_was),
                            static_cast<QWidget *>(m_undo),
                            static_cast<QWidget *>(m_help),
                            static_cast<QWidget *>(m_error)}) {
        hidden->hide();
    }
    m_label->setBuddy(editor);
    if (editor->accessibleName().isEmpty()) {
        editor->setAccessibleName(label);
    }
    setFocusProxy(editor);
    connect(m_undo, &QToolButton::clicked, this, &FieldRow::undoRequested);
}

void FieldRow::setLabel(const QString &label)
{
    m_label->setText(label);
    m_editor->setAccessibleName(label);
}

void FieldRow::setFieldType(const QString &typeName)
{
    m_icon->typeName = typeName;
    m_icon->setVisible(!typeName.isEmpty());
    m_icon->update();
}

void FieldRow::setRequired(bool required)
{
    QString text = m_label->text();
    const QString mark = QStringLiteral(" *");
    if (required != text.endsWith(mark)) {
        m_label->setText(required ? text + mark : text.chopped(mark.size()));
    }
}

void FieldRow::setHelp(const QString &help)
{
    m_help->setText(help);
    m_help->setVisible(!help.isEmpty());
    m_editor->setAccessibleDescription(help);
}

void FieldRow::setError(const QString &error)
{
    m_error->setText(error);
    m_error->setVisible(!error.isEmpty());
    m_editor->setAccessibleDescription(error.isEmpty() ? m_help->text() : error);
    applyState();
}

QString FieldRow::error() const { return m_error->text(); }

void FieldRow::setEdited(bool edited, const QString &was)
{
    m_edited = edited;
    m_was->setText(tr("was %1", "staged field: the value before the edit")
                       .arg(was.isEmpty() ? tr("empty") : isolatedLtr(was)));
    Privacy::guard(m_was, Privacy::isGuarded(m_editor));
    m_was->setVisible(edited);
    m_undo->setVisible(edited);
    applyState();
}

void FieldRow::setTrailing(QWidget *widget)
{
    m_trailingSlot->layout()->addWidget(widget);
    m_trailingSlot->show();
}

void FieldRow::applyState()
{
    const InputState state = !m_error->text().isEmpty() ? InputState::Error
        : m_edited                                      ? InputState::Edited
                                                        : InputState::Normal;
    if (auto *field = qobject_cast<TextField *>(m_editor)) {
        field->setInputState(state);
    } else if (auto *area = qobject_cast<TextArea *>(m_editor)) {
        area->setInputState(state);
    } else if (auto *select = qobject_cast<Select *>(m_editor)) {
        select->setInputState(state);
    } else if (auto *code = qobject_cast<CodeLine *>(m_editor)) {
        code->setInputState(state);
    } else {
        m_editor->setProperty("state",
                              state == InputState::Error        ? QStringLiteral("error")
                                  : state == InputState::Edited ? QStringLiteral("edited")
                                                                : QString());
        m_editor->update();
    }
}

} // namespace socle::studio
