#include "studio/shell/TabArea.h"

#include "studio/kit/IconButton.h"
#include "studio/kit/Paint.h"
#include "studio/kit/ScaledSize.h"
#include "studio/kit/Tabs.h"

#include <QBoxLayout>
#include <QJsonObject>
#include <QPainter>
#include <QPixmap>
#include <QStackedWidget>
#include <QTimer>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr qsizetype kClosedKept = 20;
constexpr int kBusyShownMs = 400; // a shorter wait is not worth a sign

int nextNumber()
{
    static int last = 0; // UI thread
    return ++last;
}

} // namespace

TabArea::TabArea(Factory factory, QWidget *parent)
    : QWidget(parent)
    , m_factory(std::move(factory))
    , m_tabs(new Tabs(Tabs::Look::Document))
    , m_plus(new IconButton(u"plus"_s, tr("New tab (Ctrl+T)")))
    , m_stack(new QStackedWidget)
    , m_number(nextNumber())
    , m_closed(std::make_shared<ClosedTabs>())
{
    m_tabs->setObjectName(u"shell.tabs"_s);
    m_tabs->setAccessibleName(tr("Open tabs"));
    m_tabs->setMovable(true);
    m_tabs->setExpanding(false);
    m_tabs->setUsesScrollButtons(true);
    keepScaled(m_tabs, Extent::Height, layout::kTabStrip);
    m_plus->setObjectName(u"shell.tabs.new"_s);

    auto *strip = new QHBoxLayout;
    strip->setContentsMargins(space::k3, 0, space::k3, 0);
    strip->setSpacing(space::k2);
    strip->addWidget(m_tabs);
    strip->addWidget(m_plus);
    strip->addStretch();
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(strip);
    column->addWidget(m_stack, 1);

    connect(m_tabs, &Tabs::currentChanged, this, &TabArea::showCurrent);
    connect(m_tabs, &Tabs::closeRequested, this, &TabArea::close);
    connect(m_tabs, &Tabs::tabMoved, this, [this](int from, int to) {
        emit moved(from, to);
        emit stateChanged();
    });
    connect(m_tabs, &Tabs::tabBarDoubleClicked, this, [this](int index) {
        if (m_tabs->keyAt(index) == m_preview) {
            makeLasting();
        }
    });
    m_tabs->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_tabs, &Tabs::customContextMenuRequested, this, [this](const QPoint &position) {
        // From the keyboard there is no place: the current tab is meant.
        const int under = m_tabs->tabAt(position);
        emit tabMenuRequested(under < 0 ? m_tabs->currentIndex() : under,
                              m_tabs->mapToGlobal(position));
    });
    // Queued: a drag has an event loop of its own, and the strip may be gone after it.
    connect(m_tabs, &Tabs::draggedOut, this, &TabArea::tabDraggedOut, Qt::QueuedConnection);
    connect(m_plus, &IconButton::clicked, this, &TabArea::newTabRequested);
}

QString TabArea::tabKey(const ViewTarget &target) const { return target.key(); }

View *TabArea::open(const ViewTarget &target, OpenMode mode)
{
    const QString key = tabKey(target);
    if (m_open.contains(key)) {
        Tab &tab = m_open[key];
        tab.target = target;
        if (key == m_preview && mode == OpenMode::Lasting) {
            makeLasting();
        }
        if (mode != OpenMode::Background) {
            m_tabs->setCurrentIndex(m_tabs->indexOfKey(key));
        }
        tab.view->navigate(target);
        emit stateChanged();
        return tab.view;
    }
    const QString replaced = mode == OpenMode::Preview ? m_preview : QString();
    View *view = addTab(target, mode == OpenMode::Preview);
    if (view == nullptr) {
        return nullptr;
    }
    if (mode != OpenMode::Background) {
        m_tabs->setCurrentIndex(m_tabs->indexOfKey(key));
    }
    if (!replaced.isEmpty()) {
        close(m_tabs->indexOfKey(replaced));
    }
    showCurrent();
    emit stateChanged();
    return view;
}

View *TabArea::addTab(const ViewTarget &target, bool isPreview)
{
    View *view = m_factory(target);
    if (view == nullptr) {
        return nullptr;
    }
    adopt(tabKey(target), target, view, isPreview);
    view->navigate(target);
    return view;
}

void TabArea::adopt(const QString &key, const ViewTarget &target, View *view, bool isPreview)
{
    m_open.insert(key, {target, view});
    m_stack->addWidget(view);
    const int index = m_tabs->addTab(key, view->title(), view->icon());
    if (isPreview) {
        m_preview = key;
        m_tabs->setPreview(index, true);
    }
    connectView(view);
    showMarks(view);
    watchBusy(view);
}

ViewTarget TabArea::openTarget(const ViewTarget &target) const
{
    if (const auto same = m_open.constFind(tabKey(target)); same != m_open.constEnd()) {
        return same->target;
    }
    if (target.arguments.contains(u"tab"_s)) {
        return {};
    }
    const auto isMeant = [&](const ViewTarget &one) {
        return one.view == target.view && one.collection == target.collection;
    };
    if (const ViewTarget here = currentTarget(); isMeant(here)) {
        return here;
    }
    for (const Tab &tab : m_open) {
        if (isMeant(tab.target)) {
            return tab.target;
        }
    }
    return {};
}

int TabArea::currentIndex() const { return m_tabs->currentIndex(); }

ViewTarget TabArea::targetAt(int index) const { return m_open.value(m_tabs->keyAt(index)).target; }

int TabArea::indexOf(const ViewTarget &target) const { return m_tabs->indexOfKey(tabKey(target)); }

QPixmap TabArea::pictureOf(int index) const { return m_tabs->grab(m_tabs->tabRect(index)); }

TabArea::Taken TabArea::take(int index)
{
    const QString key = m_tabs->keyAt(index);
    const Tab tab = m_open.take(key);
    if (tab.view == nullptr) {
        return {};
    }
    const bool isPreview = key == m_preview;
    if (isPreview) {
        m_preview.clear();
    }
    disconnect(tab.view, nullptr, this, nullptr);
    m_waiting.remove(tab.view);
    m_tabs->removeTab(index);
    m_stack->removeWidget(tab.view);
    tab.view->hide();
    tab.view->setParent(nullptr);
    showCurrent();
    emit stateChanged();
    if (count() == 0) {
        emit emptied();
    }
    return {tab.target, tab.view, isPreview};
}

void TabArea::put(Taken tab)
{
    if (tab.view == nullptr) {
        return;
    }
    const QString key = tabKey(tab.target);
    if (m_open.contains(key)) {
        tab.view->deleteLater();
    } else {
        // A preview pane of its own here already: the newcomer stays.
        adopt(key, tab.target, tab.view, tab.isPreview && m_preview.isEmpty());
    }
    m_tabs->setCurrentIndex(m_tabs->indexOfKey(key));
    showCurrent();
    emit stateChanged();
}

void TabArea::setActivePane(bool isActive) { m_tabs->setActive(isActive); }

int TabArea::stripHeight() const { return m_tabs->height(); }

void TabArea::closeOthers(int index)
{
    const QString kept = m_tabs->keyAt(index);
    for (int i = m_tabs->count() - 1; i >= 0; --i) {
        if (m_tabs->keyAt(i) != kept) {
            close(i);
        }
    }
}

void TabArea::connectView(View *view)
{
    connect(view, &View::titleChanged, this, [this, view] {
        const int index = indexOf(view);
        if (index >= 0) {
            m_tabs->setTabText(index, view->title());
            m_tabs->setTabToolTip(index, view->title());
        }
    });
    connect(view, &View::markChanged, this, [this, view] { showMarks(view); });
    connect(view, &View::stateChanged, this, [this, view] {
        showMarks(view);
        watchBusy(view);
    });
    connect(view, &View::busyChanged, this, [this, view] { watchBusy(view); });
    connect(view, &View::viewStateChanged, this, [this, view] {
        // Work in the preview tab makes it a lasting one.
        if (view->mark() == View::Mark::Unsaved && m_open.value(m_preview).view == view) {
            makeLasting();
        }
        emit stateChanged();
    });
}

void TabArea::showMarks(View *view)
{
    const int index = indexOf(view);
    if (index >= 0) {
        m_tabs->setDirty(index, view->mark() == View::Mark::Unsaved);
        m_tabs->setFailed(
            index, view->mark() == View::Mark::Failed || view->state() == View::State::Error);
    }
}

void TabArea::watchBusy(View *view)
{
    const auto isBusy
        = [](const View &one) { return one.isBusy() || one.state() == View::State::Loading; };
    if (!isBusy(*view)) {
        m_waiting.remove(view);
        m_tabs->setBusy(indexOf(view), false);
        return;
    }
    if (m_waiting.contains(view)) {
        return;
    }
    const int turn = ++m_waits;
    m_waiting.insert(view, turn);
    QTimer::singleShot(kBusyShownMs, this, [this, view, turn] {
        // Only if it is that same wait: a view gone or ready meanwhile is not in the list.
        if (m_waiting.value(view) == turn) {
            m_tabs->setBusy(indexOf(view), true);
        }
    });
}

int TabArea::indexOf(const View *view) const
{
    for (auto tab = m_open.begin(); tab != m_open.end(); ++tab) {
        if (tab.value().view == view) {
            return m_tabs->indexOfKey(tab.key());
        }
    }
    return -1;
}

View *TabArea::currentView() const
{
    return m_open.value(m_tabs->keyAt(m_tabs->currentIndex())).view;
}

ViewTarget TabArea::currentTarget() const
{
    return m_open.value(m_tabs->keyAt(m_tabs->currentIndex())).target;
}

QList<View *> TabArea::views() const
{
    QList<View *> all;
    for (int i = 0; i < m_tabs->count(); ++i) {
        all << m_open.value(m_tabs->keyAt(i)).view;
    }
    return all;
}

int TabArea::count() const { return m_tabs->count(); }

void TabArea::showCurrent()
{
    View *view = m_tabs->count() == 0 ? nullptr : currentView();
    if (view == nullptr && m_tabs->count() > 0) {
        return; // in the middle of adding a tab
    }
    if (view != nullptr) {
        m_stack->setCurrentWidget(view);
    } else if (m_placeholder != nullptr) {
        m_stack->setCurrentWidget(m_placeholder);
    }
    if (view == m_current) {
        return;
    }
    if (m_current) {
        m_current->deactivated();
    }
    m_current = view;
    if (view != nullptr) {
        view->activated();
    }
    emit currentChanged(view);
}

void TabArea::activate(int index)
{
    if (index >= 0 && index < m_tabs->count()) {
        m_tabs->setCurrentIndex(index);
    }
}

void TabArea::move(int from, int to) { m_tabs->moveTab(from, to); }

void TabArea::activateNext(int step)
{
    const int tabs = m_tabs->count();
    if (tabs > 0) {
        m_tabs->setCurrentIndex((m_tabs->currentIndex() + step + tabs) % tabs);
    }
}

void TabArea::closeCurrent() { close(m_tabs->currentIndex()); }

void TabArea::close(int index)
{
    const QString key = m_tabs->keyAt(index);
    if (!m_open.contains(key)) {
        return;
    }
    const Tab tab = m_open.take(key);
    m_lastClosed = tab.target;
    if (key != m_preview) {
        m_closed->append({tab.target, tab.view->saveState()});
        if (m_closed->size() > kClosedKept) {
            m_closed->removeFirst();
        }
    } else {
        m_preview.clear();
    }
    m_waiting.remove(tab.view);
    m_tabs->removeTab(index);
    m_stack->removeWidget(tab.view);
    tab.view->hide();
    tab.view->deleteLater();
    showCurrent();
    emit stateChanged();
    if (count() == 0) {
        emit emptied();
    }
}

void TabArea::reopenClosed()
{
    if (m_closed->isEmpty()) {
        return;
    }
    const auto [target, state] = m_closed->takeLast();
    if (View *view = open(target, OpenMode::Lasting)) {
        view->restoreState(state);
    }
}

void TabArea::reopen(const ViewTarget &target)
{
    View *view = open(target, OpenMode::Lasting);
    for (qsizetype i = m_closed->size() - 1; view != nullptr && i >= 0; --i) {
        if (m_closed->at(i).first.key() == target.key()) {
            view->restoreState(m_closed->takeAt(i).second);
            return;
        }
    }
}

void TabArea::makeLasting()
{
    const int index = m_tabs->indexOfKey(m_preview);
    if (index >= 0) {
        m_tabs->setPreview(index, false);
    }
    m_preview.clear();
    emit stateChanged();
}

QJsonObject TabArea::saveState() const
{
    QJsonArray tabs;
    for (int i = 0; i < m_tabs->count(); ++i) {
        const Tab tab = m_open.value(m_tabs->keyAt(i));
        tabs.append(QJsonObject{{u"target"_s, toJson(tab.target)},
                                {u"preview"_s, m_tabs->keyAt(i) == m_preview},
                                {u"state"_s, tab.view->saveState()}});
    }
    return {{u"tabs"_s, tabs}, {u"current"_s, m_tabs->currentIndex()}};
}

void TabArea::restoreState(const QJsonObject &state)
{
    const QSignalBlocker quiet(m_tabs); // one activation at the end instead of one per tab
    for (const QJsonValue &value : state[u"tabs"_s].toArray()) {
        const QJsonObject tab = value.toObject();
        const ViewTarget target = viewTargetFromJson(tab[u"target"_s].toObject());
        if (target.isEmpty() || m_open.contains(tabKey(target))) {
            continue;
        }
        if (View *view = addTab(target, tab[u"preview"_s].toBool())) {
            view->restoreState(tab[u"state"_s].toObject());
        }
    }
    m_tabs->setCurrentIndex(
        std::clamp(state[u"current"_s].toInt(), 0, std::max(0, m_tabs->count() - 1)));
    showCurrent();
}

void TabArea::setBanners(QWidget *banners)
{
    static_cast<QVBoxLayout *>(layout())->insertWidget(1, banners);
}

void TabArea::setPlaceholder(QWidget *placeholder)
{
    m_placeholder = placeholder;
    m_stack->addWidget(placeholder);
    showCurrent();
}

void TabArea::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), colorOf(Color::Surface));
    painter.fillRect(QRect(0, 0, width(), m_tabs->height()), colorOf(Color::Sunken));
    drawHairline(&painter,
                 {0, m_tabs->height() - 1.0},
                 {double(width()), m_tabs->height() - 1.0},
                 colorOf(Color::Border));
}

} // namespace socle::studio
