// Tells when waiting has become pointless: the machine woke from sleep, or its network changed.
//
// Three sources: logind's PrepareForSleep on the system bus, a jump of the wall clock against the
// steady one between two ticks (a sleep nobody announced, or a clock that was set), and Qt's
// network information. Each may be missing; none is an error.
//
// Source: studio.md 3.11.
#pragma once

#include <QObject>

#include <functional>
#include <memory>

namespace socle::studio {

class WakeWatch : public QObject
{
    Q_OBJECT

public:
    /// Both in ms; the second stands still while the machine sleeps. Tests bring their own.
    struct Clocks
    {
        std::function<qint64()> wall;
        std::function<qint64()> steady;
    };

    explicit WakeWatch(QObject *parent = nullptr);
    explicit WakeWatch(Clocks clocks, QObject *parent = nullptr);
    ~WakeWatch() override;

    static constexpr qint64 kJumpMs = 10'000;
    static constexpr int kTickMs = 5'000;

public slots:
    /// Compares the clocks; called by its own timer.
    void tick();

signals:
    void woke();
    void networkChanged();

private slots:
    void prepareForSleep(bool begins);

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace socle::studio
