#include "studio/shell/PaneArea.h"

#include "studio/shell/TabArea.h"

#include <QApplication>
#include <QBoxLayout>
#include <QJsonArray>
#include <QSplitter>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

/// This part of a pane at each edge means "beside it", the middle means "into it".
constexpr double kEdgePart = 0.25;

void collect(const QSplitter *splitter, QList<TabArea *> &panes)
{
    for (int i = 0; i < splitter->count(); ++i) {
        if (auto *pane = qobject_cast<TabArea *>(splitter->widget(i))) {
            panes << pane;
        } else if (const auto *inner = qobject_cast<QSplitter *>(splitter->widget(i))) {
            collect(inner, panes);
        }
    }
}

QSplitter *makeSplitter(Qt::Orientation orientation)
{
    auto *splitter = new QSplitter(orientation);
    splitter->setChildrenCollapsible(false);
    return splitter;
}

} // namespace

PaneArea::PaneArea(MakePane make, QWidget *parent)
    : QWidget(parent)
    , m_make(std::move(make))
    , m_root(makeSplitter(Qt::Horizontal))
    , m_drop(new PaneDrop([this](const QPoint &position) { return placeAt(position); }, this))
{
    setObjectName(u"shell.panes"_s);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_root);
    connect(m_drop, &PaneDrop::dropped, this, &PaneArea::dropped);
    // What is looked at with the keyboard is where the next tab opens.
    connect(qApp, &QApplication::focusChanged, this, [this](const QWidget *, const QWidget *now) {
        if (now == nullptr || !isAncestorOf(now)) {
            return;
        }
        for (TabArea *pane : panes()) {
            if (pane == now || pane->isAncestorOf(now)) {
                setCurrent(pane);
            }
        }
        emit entered();
    });
    m_current = this->make();
    place(m_root, 0, m_current);
    panesChanged();
}

TabArea *PaneArea::make()
{
    TabArea *pane = m_make();
    connect(pane, &TabArea::currentChanged, this, [this, pane](View *view) {
        if (pane == m_current) {
            emit currentChanged(view);
        }
    });
    connect(pane, &TabArea::stateChanged, this, &PaneArea::stateChanged);
    connect(pane, &TabArea::newTabRequested, this, [this, pane] {
        setCurrent(pane);
        emit newTabRequested();
    });
    connect(pane, &TabArea::emptied, this, [this, pane] {
        if (panes().size() > 1) {
            remove(pane);
        } else {
            emit emptied();
        }
    });
    connect(pane, &TabArea::tabDraggedOut, this, [this, pane](int index) {
        emit tabDraggedOut(pane, index);
    });
    connect(pane, &TabArea::tabMenuRequested, this, [this, pane](int index, const QPoint &at) {
        emit tabMenuRequested(pane, index, at);
    });
    return pane;
}

void PaneArea::place(QSplitter *splitter, int index, QWidget *node)
{
    splitter->insertWidget(index, node);
    splitter->setStretchFactor(index, 1);
    connect(
        splitter, &QSplitter::splitterMoved, this, &PaneArea::stateChanged, Qt::UniqueConnection);
    node->show();
}

QList<TabArea *> PaneArea::panes() const
{
    QList<TabArea *> all;
    collect(m_root, all);
    return all;
}

void PaneArea::setCurrent(TabArea *pane)
{
    if (pane == nullptr || pane == m_current) {
        return;
    }
    m_current = pane;
    panesChanged();
    emit currentChanged(pane->currentView());
}

void PaneArea::panesChanged()
{
    const QList<TabArea *> all = panes();
    for (TabArea *pane : all) {
        pane->setActivePane(pane == m_current);
    }
    if (m_banners != nullptr && !all.isEmpty() && m_banners->parentWidget() != all.first()) {
        all.first()->setBanners(m_banners);
    }
    m_drop->raise();
}

TabArea *PaneArea::split(TabArea *pane, Qt::Orientation orientation, bool isBefore)
{
    return splitAt(pane, orientation, isBefore);
}

/// `node`: a pane, or the splitter of several.
TabArea *PaneArea::splitAt(QWidget *node, Qt::Orientation orientation, bool isBefore)
{
    auto *splitter = qobject_cast<QSplitter *>(node->parentWidget());
    if (splitter == nullptr || panes().size() >= kMaxPanes) {
        return nullptr;
    }
    TabArea *made = make();
    QList<int> sizes = splitter->sizes();
    int index = splitter->indexOf(node);
    if (splitter->count() == 1) {
        splitter->setOrientation(orientation);
    } else if (splitter->orientation() != orientation) {
        auto *inner = makeSplitter(orientation);
        splitter->replaceWidget(index, inner);
        splitter->setStretchFactor(index, 1);
        place(inner, 0, node);
        inner->show();
        splitter->setSizes(sizes);
        splitter = inner;
        index = 0;
        sizes = {orientation == Qt::Horizontal ? inner->width() : inner->height()};
    }
    place(splitter, isBefore ? index : index + 1, made);
    // Half of what the pane had; before the first showing any two equal numbers do.
    const int half = std::max(1, sizes.value(index) / 2);
    if (index < sizes.size()) {
        sizes[index] = half;
    }
    sizes.insert(index, half);
    splitter->setSizes(sizes);
    panesChanged();
    emit stateChanged();
    return made;
}

void PaneArea::remove(TabArea *pane)
{
    const QList<TabArea *> all = panes();
    const qsizetype at = all.indexOf(pane);
    if (at < 0 || all.size() < 2) {
        return;
    }
    emit removing(pane);
    // The banners must not go with it.
    if (m_banners != nullptr && m_banners->parentWidget() == pane) {
        m_banners->setParent(this);
    }
    auto *splitter = qobject_cast<QSplitter *>(pane->parentWidget());
    const bool hadFocus = pane->isAncestorOf(QApplication::focusWidget());
    const bool wasCurrent = pane == m_current;
    pane->hide();
    pane->setParent(nullptr);
    pane->deleteLater();
    // A splitter with one child is no split: the child takes its place.
    if (splitter != m_root && splitter->count() == 1) {
        auto *outer = qobject_cast<QSplitter *>(splitter->parentWidget());
        QWidget *left = splitter->widget(0);
        const QList<int> sizes = outer->sizes();
        const int index = outer->indexOf(splitter);
        outer->replaceWidget(index, left);
        outer->setStretchFactor(index, 1);
        outer->setSizes(sizes);
        left->show();
        splitter->deleteLater();
    }
    const QList<TabArea *> rest = panes();
    TabArea *next = wasCurrent ? rest.value(std::max<qsizetype>(0, at - 1)) : m_current.data();
    m_current = next;
    panesChanged();
    if (wasCurrent) {
        emit currentChanged(next->currentView());
        if (View *view = next->currentView(); view != nullptr && hadFocus) {
            view->setFocus(Qt::OtherFocusReason);
        }
    }
    emit stateChanged();
}

TabArea *PaneArea::pane(int number) const
{
    for (TabArea *one : panes()) {
        if (one->number() == number) {
            return one;
        }
    }
    return nullptr;
}

PanePlace PaneArea::placeOf(const TabArea *pane) const
{
    PanePlace place{.pane = pane->number()};
    const auto *splitter = qobject_cast<QSplitter *>(pane->parentWidget());
    if (splitter == nullptr || splitter->count() < 2) {
        return place;
    }
    int index = 0;
    while (splitter->widget(index) != pane) {
        ++index;
    }
    place.orientation = splitter->orientation();
    place.isBefore = index == 0;
    place.sizes = splitter->sizes();
    for (const TabArea *one : panes()) {
        const QWidget *next = splitter->widget(index == 0 ? 1 : index - 1);
        if (next == one || next->isAncestorOf(one)) {
            place.beside << one->number();
        }
    }
    return place;
}

TabArea *PaneArea::putBack(const PanePlace &place)
{
    QWidget *node = nullptr;
    for (const int number : place.beside) {
        node = node == nullptr ? pane(number) : node;
    }
    if (node == nullptr) {
        return nullptr;
    }
    // Beside all of them together, when they still share a splitter of their own.
    const auto isWithin = [&](const QWidget *outer) {
        for (const TabArea *one : panes()) {
            if (outer->isAncestorOf(one) && !place.beside.contains(one->number())) {
                return false;
            }
        }
        return true;
    };
    while (node->parentWidget() != m_root && isWithin(node->parentWidget())) {
        node = node->parentWidget();
    }
    TabArea *made = splitAt(node, place.orientation, place.isBefore);
    if (made == nullptr) {
        return nullptr;
    }
    made->setNumber(place.pane);
    if (auto *splitter = qobject_cast<QSplitter *>(made->parentWidget());
        splitter->count() == place.sizes.size()) {
        splitter->setSizes(place.sizes);
    }
    return made;
}

View *PaneArea::currentView() const { return m_current->currentView(); }

QList<View *> PaneArea::views() const
{
    QList<View *> all;
    for (const TabArea *pane : panes()) {
        all << pane->views();
    }
    return all;
}

void PaneArea::setBanners(QWidget *banners)
{
    m_banners = banners;
    panesChanged();
}

void PaneArea::showDrop(bool shows)
{
    m_drop->setGeometry(rect());
    m_drop->raise();
    m_drop->setVisible(shows);
}

DropPlace PaneArea::placeAt(const QPoint &position) const
{
    for (TabArea *pane : panes()) {
        const QRect area(pane->mapTo(this, QPoint()), pane->size());
        if (!area.contains(position)) {
            continue;
        }
        const QRect below = area.adjusted(0, pane->stripHeight(), 0, 0);
        DropPlace found{pane, DropPlace::Side::Into, area};
        if (!below.contains(position) || panes().size() >= kMaxPanes) {
            return found;
        }
        const double x = double(position.x() - below.left()) / below.width();
        const double y = double(position.y() - below.top()) / below.height();
        const double nearest = std::min({x, 1 - x, y, 1 - y});
        if (nearest > kEdgePart) {
            return found;
        }
        QRect half = area;
        if (nearest == x) {
            found.side = DropPlace::Side::Left;
            half.setWidth(area.width() / 2);
        } else if (nearest == 1 - x) {
            found.side = DropPlace::Side::Right;
            half.setLeft(area.center().x());
        } else if (nearest == y) {
            found.side = DropPlace::Side::Top;
            half.setHeight(area.height() / 2);
        } else {
            found.side = DropPlace::Side::Bottom;
            half.setTop(area.center().y());
        }
        found.area = half;
        return found;
    }
    return {};
}

QJsonObject PaneArea::stateOf(const QWidget *node) const
{
    if (const auto *pane = qobject_cast<const TabArea *>(node)) {
        return pane->saveState();
    }
    const auto *splitter = qobject_cast<const QSplitter *>(node);
    if (splitter->count() == 1) {
        return stateOf(splitter->widget(0));
    }
    QJsonArray parts;
    QJsonArray sizes;
    for (int i = 0; i < splitter->count(); ++i) {
        parts.append(stateOf(splitter->widget(i)));
        sizes.append(splitter->sizes().value(i));
    }
    return {{u"split"_s, splitter->orientation() == Qt::Horizontal ? u"across"_s : u"down"_s},
            {u"panes"_s, parts},
            {u"sizes"_s, sizes}};
}

QJsonObject PaneArea::saveState() const
{
    QJsonObject state = stateOf(m_root);
    if (state.contains(u"split"_s)) {
        state.insert(u"currentPane"_s, panes().indexOf(m_current));
    }
    return state;
}

void PaneArea::build(QSplitter *splitter, const QJsonObject &node, bool isOutermost)
{
    if (!node.contains(u"split"_s)) {
        // The pane there is from the start is the first; a damaged state never makes a fifth.
        TabArea *pane = nullptr;
        const QList<TabArea *> all = panes();
        if (all.size() == 1 && all.first()->count() == 0) {
            pane = all.first();
            place(splitter, splitter->count(), pane);
        } else if (all.size() >= kMaxPanes) {
            pane = all.last();
        } else {
            pane = make();
            place(splitter, splitter->count(), pane);
        }
        pane->restoreState(node);
        return;
    }
    const Qt::Orientation orientation
        = node[u"split"_s].toString() == u"down"_s ? Qt::Vertical : Qt::Horizontal;
    QSplitter *into = splitter;
    if (isOutermost) {
        m_root->setOrientation(orientation);
    } else {
        into = makeSplitter(orientation);
        splitter->addWidget(into);
        splitter->setStretchFactor(splitter->count() - 1, 1);
    }
    for (const QJsonValue &part : node[u"panes"_s].toArray()) {
        build(into, part.toObject(), false);
    }
    QList<int> sizes;
    for (const QJsonValue &size : node[u"sizes"_s].toArray()) {
        sizes << size.toInt();
    }
    into->setSizes(sizes);
}

void PaneArea::restoreState(const QJsonObject &state)
{
    build(m_root, state, true);
    // Nothing could be made of a pane's tabs: it goes.
    for (TabArea *pane : panes()) {
        if (pane->count() == 0 && panes().size() > 1) {
            remove(pane);
        }
    }
    const QList<TabArea *> all = panes();
    m_current = all.value(state[u"currentPane"_s].toInt(), all.first());
    panesChanged();
    emit currentChanged(m_current->currentView());
}

void PaneArea::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    m_drop->setGeometry(rect());
}

} // namespace socle::studio
