#include "studio/shell/Actions.h"

#include "studio/kit/Icon.h"

#include <QAction>
#include <QPointer>
#include <QVariant>
#include <QWidget>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

/// One keyboard map for the program: views are made and go, their keys stay changed.
QHash<QString, QString> &keymap()
{
    static QHash<QString, QString> keys;
    return keys;
}

QList<QPointer<QAction>> &viewActions()
{
    static QList<QPointer<QAction>> actions;
    return actions;
}

void applyKey(QAction *action)
{
    const auto changed = keymap().constFind(action->objectName());
    const QString keys
        = changed == keymap().constEnd() ? action->property("ownKeys").toString() : *changed;
    action->setShortcuts(QKeySequence::listFromString(keys, QKeySequence::PortableText));
}

QAction *makeAction(const ActionSpec &spec, QObject *owner, std::function<void()> run)
{
    auto *action = new QAction(spec.text, owner);
    action->setObjectName(spec.id);
    action->setShortcuts(spec.keys);
    action->setProperty("ownKeys",
                        QKeySequence::listToString(spec.keys, QKeySequence::PortableText));
    action->setProperty("subject", spec.subject);
    action->setProperty("destructive", spec.destructive);
    action->setCheckable(spec.checkable);
    action->setMenuRole(QAction::NoRole);
    if (!spec.icon.isEmpty()) {
        action->setData(spec.icon);
        action->setIcon(icon(spec.icon));
    }
    if (!spec.help.isEmpty()) {
        action->setToolTip(spec.help);
    }
    QObject::connect(action, &QAction::triggered, owner, [run = std::move(run)] { run(); });
    return action;
}

} // namespace

Actions::Actions(QWidget *window)
    : QObject(window)
    , m_window(window)
{
}

QAction *Actions::add(const ActionSpec &spec, std::function<void()> run)
{
    QAction *action = makeAction(spec, this, std::move(run));
    action->setShortcutContext(Qt::WindowShortcut);
    applyKey(action);
    m_actions.append(action);
    m_window->addAction(action);
    return action;
}

QAction *Actions::find(const QString &id) const
{
    for (QAction *action : m_actions) {
        if (action->objectName() == id) {
            return action;
        }
    }
    return nullptr;
}

QList<QAction *> Actions::known() const
{
    QList<QAction *> all = m_actions;
    for (const QPointer<QAction> &action : viewActions()) {
        // Two tabs of one view have the same actions.
        const bool isKnown = action == nullptr || std::ranges::any_of(all, [&](const QAction *one) {
                                 return one->objectName() == action->objectName();
                             });
        if (!isKnown) {
            all << action;
        }
    }
    QStringList subjects;
    for (const QAction *action : std::as_const(all)) {
        const QString subject = action->property("subject").toString();
        if (!subjects.contains(subject)) {
            subjects << subject;
        }
    }
    std::ranges::stable_sort(all, {}, [&](const QAction *action) {
        return subjects.indexOf(action->property("subject").toString());
    });
    return all;
}

void Actions::setKeymap(const QHash<QString, QString> &keys)
{
    keymap() = keys;
    for (QAction *action : std::as_const(m_actions)) {
        applyKey(action);
    }
    viewActions().removeAll(nullptr);
    for (const QPointer<QAction> &action : std::as_const(viewActions())) {
        applyKey(action);
    }
}

QAction *Actions::make(const ActionSpec &spec, QWidget *owner, std::function<void()> run)
{
    QAction *action = makeAction(spec, owner, std::move(run));
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    owner->addAction(action);
    viewActions().removeAll(nullptr);
    viewActions().append(action);
    applyKey(action);
    return action;
}

} // namespace socle::studio
