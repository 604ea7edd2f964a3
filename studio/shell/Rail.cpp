#include "studio/shell/Rail.h"

#include "studio/api/Capabilities.h"
#include "studio/kit/Icon.h"
#include "studio/kit/Paint.h"
#include "studio/kit/ScaledSize.h"
#include "studio/kit/Text.h"
#include "studio/shell/Metrics.h"

#include <QBoxLayout>
#include <QKeyEvent>
#include <QPainter>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

QString toolTipOf(const ViewDescriptor &view)
{
    const QString keys
        = QKeySequence(view.key, QKeySequence::PortableText).toString(QKeySequence::NativeText);
    return keys.isEmpty() ? view.translatedTitle() : u"%1 (%2)"_s.arg(view.translatedTitle(), keys);
}

} // namespace

RailItem::RailItem(const ViewDescriptor &view, QWidget *parent)
    : QAbstractButton(parent)
    , m_icon(view.icon)
{
    setObjectName(u"shell.rail."_s + view.id);
    setText(view.translatedTitle());
    setAccessibleName(view.translatedTitle());
    setToolTip(toolTipOf(view));
    setCheckable(true);
    setAutoExclusive(true);
    setAttribute(Qt::WA_Hover);
    setFocusPolicy(Qt::TabFocus);
}

void RailItem::setExpanded(bool expanded)
{
    m_expanded = expanded;
    updateGeometry();
    update();
}

void RailItem::setDot(bool hasDot)
{
    m_hasDot = hasDot;
    update();
}

QSize RailItem::sizeHint() const
{
    const Theme &theme = Theme::current();
    return {theme.scaled(m_expanded ? layout::kRailExpanded : layout::kRail),
            theme.scaled(metrics::kRailPitch)};
}

void RailItem::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Qt::LayoutDirection direction = layoutDirection();
    const QRectF bounds = rect();
    const auto place = [&](const QRectF &part) { return mirrored(direction, bounds, part); };
    const double target = Theme::current().scaled(metrics::kRailTarget);
    const double top = (height() - target) / 2;
    const double inset = (Theme::current().scaled(layout::kRail) - target) / 2;
    const QRectF tile = place({inset, top, m_expanded ? width() - 2 * inset : target, target});

    const bool isHovered = underMouse() && isEnabled();
    if (isChecked()) {
        drawRounded(&painter, tile, radius::kLg, colorOf(Color::AccentSoft));
        // The bar shows its inner half: it grows out of the window's edge.
        const double bar = metrics::kRailBar;
        drawRounded(&painter,
                    place({-bar, top + space::k3, 2 * bar, target - 2 * space::k3}),
                    bar,
                    colorOf(Color::Accent));
    } else if (isHovered) {
        drawRounded(&painter, tile, radius::kLg, colorOf(Color::Hover));
    }
    const QColor ink = !isEnabled() ? colorOf(Color::TextDisabled)
        : isChecked()               ? colorOf(Color::OnAccentSoft)
                                    : colorOf(isHovered ? Color::Text : Color::TextMuted);
    const double side = iconSize::kLg;
    const double iconLeft = inset + (target - side) / 2;
    drawIcon(
        &painter, m_icon, place({iconLeft, (height() - side) / 2, side, side}), ink, direction);
    if (m_hasDot) {
        const double dot = space::k2 + space::k1;
        painter.setPen(Qt::NoPen);
        painter.setBrush(colorOf(Color::Danger));
        painter.drawEllipse(
            place({iconLeft + side - dot / 2, (height() - side) / 2 - dot / 2, dot, dot}));
    }
    if (m_expanded) {
        const double left = iconLeft + side + space::k4;
        drawLine(&painter,
                 place({left, 0, width() - left - inset, double(height())}),
                 text(),
                 studio::font(isChecked() ? TextRole::BaseMedium : TextRole::Base),
                 ink);
    }
    if (hasFocus()) {
        drawFocusRing(&painter, tile.adjusted(1, 1, -1, -1), radius::kLg, 0);
    }
}

void RailItem::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Down || event->key() == Qt::Key_Up) {
        if (event->key() == Qt::Key_Down) {
            focusNextChild();
        } else {
            focusPreviousChild();
        }
        return;
    }
    QAbstractButton::keyPressEvent(event);
}

Rail::Rail(const ViewCatalogue &catalogue, QWidget *parent)
    : QWidget(parent)
    , m_catalogue(catalogue)
{
    setObjectName(u"shell.rail"_s);
    setAccessibleName(tr("Views"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, space::k3, 0, space::k3);
    column->setSpacing(0);
    QList<RailItem *> bottom;
    for (const ViewDescriptor &view : m_catalogue) {
        if (view.place == ViewDescriptor::Place::Hidden) {
            continue;
        }
        auto *item = new RailItem(view, this);
        m_items.insert(view.id, item);
        if (!view.make) {
            item->setEnabled(false);
            item->setToolTip(tr("%1 is not part of this version").arg(view.translatedTitle()));
        }
        connect(item, &RailItem::clicked, this, [this, id = view.id] { emit chosen(id); });
        if (view.place == ViewDescriptor::Place::Rail) {
            column->addWidget(item);
        } else {
            bottom.append(item);
        }
    }
    column->addStretch();
    for (RailItem *item : bottom) {
        column->addWidget(item);
    }
    setExpanded(false);
    connect(&Theme::current(), &Theme::changed, this, [this] { setExpanded(m_expanded); });
}

void Rail::setCurrent(const QString &viewId)
{
    for (auto item = m_items.begin(); item != m_items.end(); ++item) {
        item.value()->setAutoExclusive(false); // no current item is a state of its own
        item.value()->setChecked(item.key() == viewId);
        item.value()->setAutoExclusive(true);
    }
}

void Rail::setExpanded(bool expanded)
{
    m_expanded = expanded;
    keepScaled(this, Extent::Width, expanded ? layout::kRailExpanded : layout::kRail);
    for (RailItem *item : std::as_const(m_items)) {
        item->setExpanded(expanded);
    }
}

void Rail::setDot(const QString &viewId, bool hasDot)
{
    if (RailItem *item = m_items.value(viewId)) {
        item->setDot(hasDot);
    }
}

void Rail::setCapabilities(const Capabilities &capabilities)
{
    for (const ViewDescriptor &view : m_catalogue) {
        RailItem *item = m_items.value(view.id);
        if (item == nullptr || !view.make) {
            continue;
        }
        const QString reason = view.isForSuperusers && !capabilities.isSuperuser
            ? tr("Needs a superuser")
            : view.needs ? capabilities.reason(*view.needs)
                         : QString();
        item->setEnabled(reason.isEmpty() || view.explains);
        item->setToolTip(reason.isEmpty() ? toolTipOf(view)
                                          : u"%1: %2"_s.arg(view.translatedTitle(), reason));
    }
}

void Rail::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), colorOf(Color::Canvas));
    const double x = isRightToLeft() ? 0.0 : width() - 1.0;
    drawHairline(&painter, {x, 0}, {x, double(height())}, colorOf(Color::Border));
}

} // namespace socle::studio
