// The registry of actions: one QAction behind every button, menu entry and key, so they cannot
// differ.
//
// Object names are `act.<where>.<verb>`. The palette lists what is here; the keyboard map replaces
// shortcuts by id. Properties set on each action: `destructive` (bool, red dot), `subject` (group
// title in menus and the palette).
//
// Source: studio.md 3.9, 8.1.
#pragma once

#include <QHash>
#include <QKeySequence>
#include <QList>
#include <QObject>
#include <QString>

#include <functional>

class QAction;
class QWidget;

namespace socle::studio {

struct ActionSpec
{
    QString id; // "act.app.palette"
    QString text; // "Command palette"
    QString icon; // kit icon name, may be empty
    QList<QKeySequence> keys;
    QString subject; // "View", "File"
    QString help; // tooltip, when it says more than the text
    bool destructive = false;
    bool checkable = false;
};

class Actions : public QObject
{
    Q_OBJECT

public:
    /// `window` receives the actions, so that their keys work in it.
    explicit Actions(QWidget *window);

    /// Makes a global action. `run` is called on trigger.
    QAction *add(const ActionSpec &spec, std::function<void()> run);
    /// nullptr when there is none with this id.
    QAction *find(const QString &id) const;

    /// In the order they were added.
    const QList<QAction *> &all() const { return m_actions; }

    /// Global ones, then those of the views that are open; by subject, in the order they were made.
    QList<QAction *> known() const;

    /// The user's keys: id -> portable key text ("" takes the key away). Unknown ids are kept for
    /// views made later.
    void setKeymap(const QHash<QString, QString> &keys);

    /// An action of a view, not in the registry: same look, names and keys, limited to `owner` and
    /// its children.
    static QAction *make(const ActionSpec &spec, QWidget *owner, std::function<void()> run);

private:
    QWidget *const m_window;
    QList<QAction *> m_actions;
};

} // namespace socle::studio
