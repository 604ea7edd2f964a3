// See the header.
#include "studio/kit/FoldingRow.h"

#include "studio/kit/Icon.h"
#include "studio/kit/StyleParts.h"

#include <QEvent>
#include <QLayout>
#include <QStyleOptionButton>

namespace socle::studio {

void FoldingButton::setFolded(bool folded)
{
    if (m_folded != folded) {
        m_folded = folded;
        updateGeometry();
        update();
    }
}

QSize FoldingButton::foldedSize() const
{
    const int height = controlHeight(controlSize());
    return iconName().isEmpty() ? fullSize() : QSize(height, height);
}

QSize FoldingButton::sizeHint() const { return isFolded() ? foldedSize() : fullSize(); }

void FoldingButton::paintEvent(QPaintEvent *event)
{
    if (!isFolded()) {
        Button::paintEvent(event);
        return;
    }
    QPainter painter(this);
    QStyleOptionButton option;
    initStyleOption(&option);
    parts::ControlState state = parts::stateOf(&option);
    state.isPressed = isDown();
    const bool hasRing = std::exchange(state.hasFocus, false);
    const bool isQuiet = variant() == ButtonVariant::Secondary || variant() == ButtonVariant::Ghost;
    const QColor ink = parts::drawButtonGround(&painter, rect(), variant(), state);
    if (hasRing) {
        drawFocusRing(&painter, rect(), radius::kMd, 0);
        if (!isQuiet) {
            drawRounded(&painter,
                        QRectF(rect()).adjusted(2, 2, -2, -2),
                        radius::kMd - 2,
                        {},
                        colorOf(Color::Surface),
                        1);
        }
    }
    const double side = Theme::current().scaled(static_cast<int>(iconSize::kSm));
    QRectF square(0, 0, side, side);
    square.moveCenter(QRectF(rect()).center());
    const bool isMuted = isQuiet && isEnabled();
    drawIcon(
        &painter, iconName(), square, isMuted ? colorOf(Color::TextMuted) : ink, layoutDirection());
}

FoldingRow::FoldingRow(QWidget *row, QList<FoldingButton *> buttons)
    : QObject(row)
    , m_row(row)
    , m_buttons(std::move(buttons))
{
    row->installEventFilter(this);
}

bool FoldingRow::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Resize || event->type() == QEvent::LayoutRequest
        || event->type() == QEvent::Show) {
        fold();
    }
    return QObject::eventFilter(watched, event);
}

void FoldingRow::fold()
{
    int needed = m_row->layout()->minimumSize().width();
    for (const FoldingButton *button : m_buttons) {
        needed += button->isHidden() ? 0 : button->fullSize().width() - button->sizeHint().width();
    }
    for (FoldingButton *button : m_buttons) {
        const bool isFolded = !button->isHidden() && needed > m_row->width();
        if (isFolded) {
            needed -= button->fullSize().width() - button->foldedSize().width();
        }
        button->setFolded(isFolded);
    }
}

} // namespace socle::studio
