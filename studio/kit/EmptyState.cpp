// See the header.
#include "studio/kit/EmptyState.h"

#include "studio/kit/Icon.h"
#include "studio/kit/Layouts.h"
#include "studio/kit/Paint.h"
#include "studio/kit/Text.h"

#include <QHBoxLayout>

namespace socle::studio {

/// The 48 px line icon.
class EmptyState::Glyph : public QWidget
{
public:
    explicit Glyph(QWidget *parent)
        : QWidget(parent)
    {
        setFixedSize(space::k9, space::k9);
    }

    QString name;
    bool isError = false;

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        drawIcon(&painter,
                 name,
                 QRectF(rect()).adjusted(2, 2, -2, -2),
                 colorOf(isError ? Color::Danger : Color::TextSubtle),
                 layoutDirection());
    }
};

EmptyState::EmptyState(const QString &iconName,
                       const QString &title,
                       const QString &reason,
                       QWidget *parent)
    : QWidget(parent)
    , m_glyph(new Glyph(this))
    , m_title(new Text({}, TextRole::LargeStrong, Color::Text, this))
    , m_reason(new Text({}, TextRole::Base, Color::TextMuted, this))
    , m_actions(new QHBoxLayout)
{
    auto *column = new QVBoxLayout(this);
    column->setSpacing(0);
    column->addStretch(2);
    column->addWidget(m_glyph, 0, Qt::AlignHCenter);
    column->addSpacing(space::k5);
    m_title->setAlignment(Qt::AlignCenter);
    m_reason->setAlignment(Qt::AlignCenter);
    column->addWidget(m_title, 0, Qt::AlignHCenter);
    column->addSpacing(space::k2);
    m_reason->setOverflow(Text::Overflow::Wrap);
    setReasonWidth(space::k10 * 6);
    column->addWidget(m_reason, 0, Qt::AlignHCenter);
    column->addSpacing(space::k6);
    m_actions->setSpacing(space::k3);
    column->addLayout(m_actions);
    column->setAlignment(m_actions, Qt::AlignHCenter);
    column->addStretch(3);
    setContent(iconName, title, reason);
}

void EmptyState::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    // Narrow places (the inspector) wrap earlier.
    const QMargins margins = layout()->contentsMargins();
    const int room = width() - margins.left() - margins.right();
    setReasonWidth(std::clamp(room, space::k10, space::k10 * 6));
    // Buttons that do not fit side by side stand below each other.
    int wanted = 0;
    for (int i = 0; i < m_actions->count(); ++i) {
        wanted += m_actions->itemAt(i)->sizeHint().width() + (i > 0 ? m_actions->spacing() : 0);
    }
    m_actions->setDirection(wanted > room ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
}

void EmptyState::setReasonWidth(int width)
{
    // Layouts ask a wrapping label for its height only while they have room: it says so itself.
    m_reason->setFixedWidth(width);
    m_reason->setMinimumHeight(std::max(0, m_reason->heightForWidth(width)));
}

QSize EmptyState::minimumSizeHint() const
{
    return {space::k10 * 3, QWidget::minimumSizeHint().height()};
}

void EmptyState::setContent(const QString &iconName, const QString &title, const QString &reason)
{
    m_glyph->name = iconName;
    m_glyph->update();
    m_title->setText(title);
    m_reason->setText(reason);
    m_reason->setVisible(!reason.isEmpty());
    setReasonWidth(m_reason->width());
    setAccessibleName(title);
    setAccessibleDescription(reason);
}

Button *EmptyState::addAction(const QString &text, const QString &iconName)
{
    auto *button
        = new Button(iconName,
                     text,
                     m_actionCount == 0 ? ButtonVariant::Primary : ButtonVariant::Secondary,
                     this);
    ++m_actionCount;
    m_actions->addWidget(button);
    return button;
}

void EmptyState::clearActions()
{
    clearLayout(m_actions);
    m_actionCount = 0;
}

void EmptyState::setError(bool error)
{
    m_glyph->isError = error;
    m_glyph->update();
}

} // namespace socle::studio
