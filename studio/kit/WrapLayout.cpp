#include "studio/kit/WrapLayout.h"

#include <QGuiApplication>
#include <QStyle>
#include <QWidget>

#include <algorithm>

namespace socle::studio {

namespace {

/// As wide as it wants to be; what has to be wider than its hint is taken at its word.
int wishOf(const QLayoutItem &item)
{
    return std::clamp(
        item.sizeHint().width(), item.minimumSize().width(), item.maximumSize().width());
}

int leastOf(const QLayoutItem &item)
{
    return item.expandingDirections().testFlag(Qt::Horizontal) ? item.minimumSize().width()
                                                               : wishOf(item);
}

int heightOf(const QLayoutItem &item)
{
    return std::max(item.sizeHint().height(), item.minimumSize().height());
}

template <typename Items> int heightOfLine(const Items &line)
{
    int height = 0;
    for (const QLayoutItem *item : line) {
        height = std::max(height, heightOf(*item));
    }
    return height;
}

bool isShown(QLayoutItem &item) { return item.spacerItem() != nullptr || !item.isEmpty(); }

} // namespace

WrapLayout::WrapLayout(QWidget *parent)
    : QLayout(parent)
{
    setContentsMargins(0, 0, 0, 0);
}

WrapLayout::~WrapLayout()
{
    for (QLayoutItem *item : m_items) {
        delete item;
    }
}

void WrapLayout::addStretch()
{
    addItem(new QSpacerItem(0, 0, QSizePolicy::Expanding, QSizePolicy::Minimum));
}

void WrapLayout::setTrailing(bool on)
{
    m_isTrailing = on;
    invalidate();
}

void WrapLayout::addItem(QLayoutItem *item)
{
    m_items.push_back(item);
    invalidate();
}

QLayoutItem *WrapLayout::itemAt(int index) const
{
    return index < 0 || index >= count() ? nullptr : m_items[static_cast<std::size_t>(index)];
}

QLayoutItem *WrapLayout::takeAt(int index)
{
    QLayoutItem *item = itemAt(index);
    if (item != nullptr) {
        m_items.erase(m_items.begin() + index);
        invalidate();
    }
    return item;
}

int WrapLayout::gap() const { return std::max(0, spacing()); }

std::vector<WrapLayout::Items> WrapLayout::lines(int width) const
{
    std::vector<Items> all;
    int used = 0;
    for (QLayoutItem *item : m_items) {
        if (!isShown(*item)) {
            continue;
        }
        const int wanted = leastOf(*item);
        const bool isStretch = item->spacerItem() != nullptr;
        if (all.empty() || (!isStretch && used > 0 && used + gap() + wanted > width)) {
            all.emplace_back();
            used = 0;
        }
        used += (all.back().empty() || isStretch ? 0 : gap()) + wanted;
        all.back().push_back(item);
    }
    return all;
}

int WrapLayout::heightForWidth(int width) const
{
    const QMargins margins = contentsMargins();
    int height = 0;
    const auto all = lines(width - margins.left() - margins.right());
    for (const Items &line : all) {
        height += heightOfLine(line) + (height > 0 ? gap() : 0);
    }
    return height + margins.top() + margins.bottom();
}

QSize WrapLayout::sizeHint() const
{
    const QMargins margins = contentsMargins();
    int width = 0;
    for (QLayoutItem *item : m_items) {
        if (isShown(*item) && item->spacerItem() == nullptr) {
            width += wishOf(*item) + (width > 0 ? gap() : 0);
        }
    }
    return {width + margins.left() + margins.right(),
            heightOfLine(m_items) + margins.top() + margins.bottom()};
}

QSize WrapLayout::minimumSize() const
{
    const QMargins margins = contentsMargins();
    int width = 0;
    for (QLayoutItem *item : m_items) {
        if (isShown(*item)) {
            width = std::max(width, item->minimumSize().width());
        }
    }
    return {width + margins.left() + margins.right(),
            heightOfLine(m_items) + margins.top() + margins.bottom()};
}

void WrapLayout::setGeometry(const QRect &rect)
{
    QLayout::setGeometry(rect);
    const QRect room = rect.marginsRemoved(contentsMargins());
    const auto all = lines(room.width());
    int needed = 0;
    for (const Items &line : all) {
        needed += heightOfLine(line) + (needed > 0 ? gap() : 0);
    }
    int y = room.top() + std::max(0, (room.height() - needed) / 2);
    for (const Items &line : all) {
        const int height = heightOfLine(line);
        place(line, {room.left(), y, room.width(), height}, height);
        y += height + gap();
    }
}

void WrapLayout::place(const Items &line, const QRect &room, int height) const
{
    std::vector<int> widths;
    int left = room.width();
    bool isFirst = true;
    for (QLayoutItem *item : line) {
        const bool isStretch = item->spacerItem() != nullptr;
        widths.push_back(std::min(leastOf(*item), room.width()));
        left -= widths.back() + (isFirst || isStretch ? 0 : gap());
        isFirst = isFirst && isStretch;
    }
    // What is left goes to the widgets that may grow, and only then into the air between.
    for (const bool isForStretches : {false, true}) {
        const auto grows = [&](QLayoutItem *item) {
            return item->expandingDirections().testFlag(Qt::Horizontal)
                && (item->spacerItem() != nullptr) == isForStretches;
        };
        auto growing = std::count_if(line.begin(), line.end(), grows);
        for (std::size_t i = 0; i < line.size() && left > 0; ++i) {
            if (grows(line[i])) {
                const int share = std::min(left / static_cast<int>(growing--),
                                           line[i]->maximumSize().width() - widths[i]);
                widths[i] += share;
                left -= share;
            }
        }
    }
    const Qt::LayoutDirection direction = parentWidget() == nullptr
        ? QGuiApplication::layoutDirection()
        : parentWidget()->layoutDirection();
    int x = room.left() + (m_isTrailing ? left : 0);
    isFirst = true;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const bool isStretch = line[i]->spacerItem() != nullptr;
        x += isFirst || isStretch ? 0 : gap();
        const int own = std::min(heightOf(*line[i]), line[i]->maximumSize().height());
        const QRect box(x, room.top() + (height - own) / 2, widths[i], own);
        line[i]->setGeometry(QStyle::visualRect(direction, room, box));
        x += widths[i];
        isFirst = isFirst && isStretch;
    }
}

} // namespace socle::studio
