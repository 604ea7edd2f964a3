// Whether this connection may be written to: production is locked until somebody unlocks it, for a
// while.
//
//   Locked --unlock(span)--> Unlocked --span over, lock()--> Locked
//
// A connection that is not production starts unlocked; it can be locked by hand. The lock itself is
// the context's (every view watches it); this object only decides when it closes again. UI thread.
//
// Source: studio.md 3.18.
#pragma once

#include "studio/kit/Popover.h"

#include <QDeadlineTimer>
#include <QObject>
#include <QTimer>

namespace socle::studio {

class ConnectionContext;
class TextField;

class WriteLock : public QObject
{
    Q_OBJECT

public:
    enum class Span { Quarter, Hour, UntilClosed };

    explicit WriteLock(ConnectionContext &context, QObject *parent = nullptr);

    /// Production, or marked read-only: its state is always shown.
    bool isGuarded() const;
    bool isLocked() const;
    /// Until it locks itself again; -1 when it does not.
    int minutesLeft() const;
    void unlock(Span span);
    void lock();

signals:
    void changed();

private:
    ConnectionContext &m_context;
    QTimer m_end; // coarse: only for the locking
    QDeadlineTimer m_until;
};

/// For how long, and why; under the lock in the top bar.
class LockPopover : public Popover
{
    Q_OBJECT

public:
    LockPopover(WriteLock &lock, const QString &connection, QWidget *parent);

signals:
    /// It was unlocked; `reason` may be empty.
    void unlocked(const QString &reason);

private:
    WriteLock &m_lock;
    TextField *m_reason = nullptr;
};

} // namespace socle::studio
