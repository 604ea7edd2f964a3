#include "studio/shell/Actions.h"

#include "studio/kit/Icon.h"

#include <QAction>
#include <QVariant>
#include <QWidget>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

QAction *makeAction(const ActionSpec &spec, QObject *owner, std::function<void()> run)
{
    auto *action = new QAction(spec.text, owner);
    action->setObjectName(spec.id);
    action->setShortcuts(spec.keys);
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
    action->setProperty("ownKeys",
                        QKeySequence::listToString(spec.keys, QKeySequence::PortableText));
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

void Actions::setKeymap(const QHash<QString, QString> &keys)
{
    m_keymap = keys;
    for (QAction *action : m_actions) {
        applyKey(action);
    }
}

void Actions::applyKey(QAction *action) const
{
    const auto changed = m_keymap.constFind(action->objectName());
    const QString keys
        = changed == m_keymap.constEnd() ? action->property("ownKeys").toString() : *changed;
    action->setShortcuts(QKeySequence::listFromString(keys, QKeySequence::PortableText));
}

QAction *Actions::make(const ActionSpec &spec, QWidget *owner, std::function<void()> run)
{
    QAction *action = makeAction(spec, owner, std::move(run));
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    owner->addAction(action);
    return action;
}

} // namespace socle::studio
