#include "studio/app/shots/Pilot.h"

#include <QAbstractItemView>
#include <QAction>
#include <QApplication>
#include <QElapsedTimer>
#include <QTest>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr int kTurnMs = 10;

} // namespace

void Pilot::note(const QString &problem)
{
    m_problems << problem;
    qWarning("%s", qUtf8Printable(problem));
}

bool Pilot::until(const QString &what, const std::function<bool()> &done, int patienceMs)
{
    QElapsedTimer clock;
    clock.start();
    while (!done()) {
        if (clock.elapsed() > patienceMs) {
            note(u"waited %1 ms in vain for %2"_s.arg(patienceMs).arg(what));
            return false;
        }
        rest(kTurnMs);
    }
    return true;
}

void Pilot::rest(int ms)
{
    // Not a QEventLoop: after QCoreApplication::quit() (the window closed) a new one would end at
    // once.
    QTest::qWait(ms);
}

QWidget *Pilot::find(const QString &name) const
{
    // Popovers are windows of their own, above the window; the newest is the one in front.
    QWidgetList roots = QApplication::topLevelWidgets();
    roots.removeOne(&m_window);
    roots.append(&m_window);
    for (QWidget *root : std::as_const(roots)) {
        if (!root->isVisible() || (root != &m_window && root->windowType() != Qt::Popup)) {
            continue;
        }
        if (root->objectName() == name) {
            return root;
        }
        const QList<QWidget *> found = root->findChildren<QWidget *>(name);
        for (QWidget *widget : found) {
            if (widget->isVisible()) {
                return widget;
            }
        }
    }
    return nullptr;
}

QWidget *Pilot::await(const QString &name, int patienceMs)
{
    until(
        name, [&] { return find(name) != nullptr; }, patienceMs);
    return find(name);
}

bool Pilot::click(const QString &name)
{
    if (!until(name + u" to be enabled"_s, [&] {
            const QWidget *widget = find(name);
            return widget != nullptr && widget->isEnabled();
        })) {
        return false;
    }
    QWidget *widget = find(name);
    QTest::mouseClick(widget, Qt::LeftButton, Qt::NoModifier, widget->rect().center());
    rest(kTurnMs);
    return true;
}

bool Pilot::type(const QString &name, const QString &text)
{
    QWidget *widget = await(name);
    if (widget == nullptr) {
        return false;
    }
    widget->setFocus(Qt::OtherFocusReason);
    QWidget *target = widget->focusProxy() != nullptr ? widget->focusProxy() : widget;
    QTest::keyClick(target, Qt::Key_A, Qt::ControlModifier);
    QTest::keyClick(target, Qt::Key_Delete);
    QTest::keyClicks(target, text);
    rest(kTurnMs);
    return true;
}

QWidget *Pilot::receiver() const
{
    if (QWidget *popup = QApplication::activePopupWidget()) {
        return popup->focusWidget() != nullptr ? popup->focusWidget() : popup;
    }
    if (QApplication::activeWindow() == nullptr) {
        // Offscreen no window manager gives the keyboard back when a popup has closed.
        m_window.activateWindow();
        rest(1);
    }
    QWidget *active = QApplication::activeWindow(); // a torn-off tab, a dialog for files
    QWidget *window = active == nullptr ? &m_window : active;
    QWidget *focus = window->focusWidget();
    return focus == nullptr ? window : focus;
}

void Pilot::keys(const QString &text)
{
    QTest::keyClicks(receiver(), text);
    rest(kTurnMs);
}

void Pilot::press(Qt::Key key, Qt::KeyboardModifiers modifiers)
{
    QTest::keyClick(receiver(), key, modifiers);
    rest(kTurnMs);
}

bool Pilot::choose(const QString &view, const QString &text, bool twice)
{
    QAbstractItemView *list = nullptr;
    QModelIndex at;
    const auto look = [&] {
        list = qobject_cast<QAbstractItemView *>(find(view));
        at = {};
        if (list == nullptr) {
            return false;
        }
        for (int row = 0; row < list->model()->rowCount(); ++row) {
            const QModelIndex index = list->model()->index(row, 0);
            if (index.data().toString() == text && index.flags().testFlag(Qt::ItemIsSelectable)) {
                at = index;
                return true;
            }
        }
        return false;
    };
    if (!until(u"\"%1\" in %2"_s.arg(text, view), look)) {
        return false;
    }
    list->scrollTo(at);
    const QPoint spot = list->visualRect(at).center();
    QTest::mouseClick(list->viewport(), Qt::LeftButton, Qt::NoModifier, spot);
    if (twice) {
        QTest::mouseDClick(list->viewport(), Qt::LeftButton, Qt::NoModifier, spot);
    }
    rest(kTurnMs);
    return true;
}

bool Pilot::trigger(const QString &action)
{
    const auto look = [&]() -> QAction * {
        const QList<QAction *> found = m_window.findChildren<QAction *>(action);
        for (QAction *each : found) {
            const auto *owner = qobject_cast<QWidget *>(each->parent());
            if (each->isEnabled()
                && (owner == nullptr || owner == &m_window || owner->isVisible())) {
                return each;
            }
        }
        return nullptr;
    };
    if (!until(action, [&] { return look() != nullptr; })) {
        return false;
    }
    look()->trigger();
    rest(kTurnMs);
    return true;
}

} // namespace socle::studio
