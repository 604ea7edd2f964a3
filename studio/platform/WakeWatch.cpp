#include "studio/platform/WakeWatch.h"

#include <QDBusConnection>
#include <QDateTime>
#include <QElapsedTimer>
#include <QNetworkInformation>
#include <QTimer>

#include <cstdlib>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

WakeWatch::Clocks realClocks()
{
    auto clock = std::make_shared<QElapsedTimer>(); // lives in the function
    clock->start();
    return {[] { return QDateTime::currentMSecsSinceEpoch(); },
            [clock] { return clock->elapsed(); }};
}

} // namespace

struct WakeWatch::Impl
{
    Clocks clocks;
    QTimer timer;
    qint64 lastWall = 0;
    qint64 lastSteady = 0;
};

WakeWatch::WakeWatch(QObject *parent)
    : WakeWatch(realClocks(), parent)
{
    QDBusConnection::systemBus().connect(u"org.freedesktop.login1"_s,
                                         u"/org/freedesktop/login1"_s,
                                         u"org.freedesktop.login1.Manager"_s,
                                         u"PrepareForSleep"_s,
                                         this,
                                         SLOT(prepareForSleep(bool)));
    if (QNetworkInformation::loadDefaultBackend()) {
        auto *network = QNetworkInformation::instance();
        connect(
            network, &QNetworkInformation::reachabilityChanged, this, &WakeWatch::networkChanged);
        connect(network,
                &QNetworkInformation::transportMediumChanged,
                this,
                &WakeWatch::networkChanged);
    }
    m_impl->timer.start(kTickMs);
}

WakeWatch::WakeWatch(Clocks clocks, QObject *parent)
    : QObject(parent)
    , m_impl(std::make_unique<Impl>())
{
    m_impl->clocks = std::move(clocks);
    m_impl->lastWall = m_impl->clocks.wall();
    m_impl->lastSteady = m_impl->clocks.steady();
    m_impl->timer.setTimerType(Qt::VeryCoarseTimer);
    connect(&m_impl->timer, &QTimer::timeout, this, &WakeWatch::tick);
}

WakeWatch::~WakeWatch() = default;

void WakeWatch::tick()
{
    const qint64 wall = m_impl->clocks.wall();
    const qint64 steady = m_impl->clocks.steady();
    const qint64 jump = (wall - m_impl->lastWall) - (steady - m_impl->lastSteady);
    m_impl->lastWall = wall;
    m_impl->lastSteady = steady;
    if (std::llabs(jump) > kJumpMs) {
        emit woke();
    }
}

void WakeWatch::prepareForSleep(bool begins)
{
    if (!begins) {
        emit woke();
    }
}

} // namespace socle::studio
