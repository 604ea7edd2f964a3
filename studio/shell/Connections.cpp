#include "studio/shell/Connections.h"

#include "studio/domain/ConnectionContext.h"
#include "studio/kit/Theme.h"
#include "studio/platform/ProjectFolder.h"
#include "studio/platform/SecretStore.h"
#include "studio/platform/WakeWatch.h"
#include "studio/platform/Workspace.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QGuiApplication>
#include <QStandardPaths>
#include <QTimer>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr int kStopAllMs = 6000;

} // namespace

Connections::Connections(Workspace &workspace, SecretStore &secrets, QObject *parent)
    : QObject(parent)
    , m_workspace(workspace)
    , m_secrets(secrets)
    , m_wake(new WakeWatch(this))
{
    // Waiting out a backoff makes no sense once the reason for it may have gone.
    connect(m_wake, &WakeWatch::woke, this, &Connections::checkAll);
    connect(m_wake, &WakeWatch::networkChanged, this, &Connections::checkAll);
    connect(qGuiApp,
            &QGuiApplication::applicationStateChanged,
            this,
            [this](Qt::ApplicationState state) {
                for (ConnectionSession *session : std::as_const(m_sessions)) {
                    if (state == Qt::ApplicationActive && session->context().isLost()) {
                        session->context().retryNow();
                    }
                }
            });
}

void Connections::checkAll()
{
    for (ConnectionSession *session : std::as_const(m_sessions)) {
        session->context().checkNow();
    }
}

Connections::~Connections() = default;

ConnectionSession *Connections::session(const QString &id) const
{
    const auto found = std::ranges::find_if(
        m_sessions, [&](const ConnectionSession *session) { return session->profile().id == id; });
    return found == m_sessions.end() ? nullptr : *found;
}

ConnectionSession *Connections::open(const QString &id)
{
    ConnectionSession *known = session(id);
    if (known == nullptr) {
        const auto profile = m_workspace.connection(id);
        if (!profile) {
            return nullptr;
        }
        known = new ConnectionSession(*profile, m_workspace, m_secrets, this);
        m_sessions.append(known);
        connect(known, &ConnectionSession::phaseChanged, this, [this, id] { emit changed(id); });
        connect(known, &ConnectionSession::profileChanged, this, [this, id] { emit changed(id); });
        connect(known, &ConnectionSession::stopped, this, [this, known, id] {
            m_sessions.removeOne(known);
            emit closed(id); // the window drops its views of this session now
            known->deleteLater();
            emit changed(id);
            if (m_whenAllStopped && runningServers() == 0) {
                std::exchange(m_whenAllStopped, {})();
            }
        });
        connect(&known->context(), &ConnectionContext::stateChanged, this, [this, id] {
            emit changed(id);
        });
    }
    known->open();
    emit opened(id);
    return known;
}

void Connections::stop(const QString &id)
{
    if (ConnectionSession *known = session(id)) {
        known->close();
    }
}

void Connections::remove(const QString &id)
{
    stop(id);
    const auto profile = m_workspace.connection(id);
    if (!profile) {
        return;
    }
    if (!profile->isLocal()) {
        // A project's password stays: the project folder may be opened again later.
        m_secrets.remove(profile->secretKey(u"password"_s));
        m_secrets.remove(profile->secretKey(u"token"_s));
    }
    m_workspace.removeConnection(id);
}

void Connections::removeWithFolder(const QString &id, std::function<void(QString)> done)
{
    const auto profile = m_workspace.connection(id);
    if (!profile || !profile->isLocal()) {
        done(tr("There is no project folder"));
        return;
    }
    const auto throwAway = [this, id, folder = profile->folder, done = std::move(done)] {
        // Where this folder is missing, Qt would move the project below the current one.
        QDir().mkpath(QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation));
        if (QFileInfo::exists(folder) && !QFile::moveToTrash(folder)) {
            done(tr("The folder %1 could not be moved to the trash").arg(shortPath(folder)));
            return;
        }
        remove(id);
        done({});
    };
    ConnectionSession *open = session(id);
    if (open == nullptr) {
        throwAway();
        return;
    }
    connect(open, &ConnectionSession::stopped, this, throwAway, Qt::QueuedConnection);
    open->close();
}

Result<QString> Connections::createProject(const QString &folder, const QString &name)
{
    SOCLE_TRY(ProjectFolder::create(folder, name));
    const QString id = SOCLE_TRY(addProject(folder));
    m_workspace.setState(id, kStartKey, u"schema"_s);
    return id;
}

Result<QString> Connections::addProject(const QString &folder)
{
    const ProjectFolder project = SOCLE_TRY(ProjectFolder::open(folder));
    for (const ConnectionProfile &known : m_workspace.connections()) {
        if (known.isLocal() && known.folder == project.folder()) {
            return known.id;
        }
    }
    ConnectionProfile profile;
    profile.name = project.name();
    profile.folder = project.folder();
    profile.kind = ConnectionKind::LocalProject;
    profile.environment = Environment::Local;
    profile.keepRunning = project.keepRunning();
    profile.lastUsed = QDateTime::currentDateTimeUtc();
    return m_workspace.saveConnection(profile);
}

void Connections::setEncryptionKey(const QString &id, const QString &key)
{
    if (auto profile = m_workspace.connection(id)) {
        m_secrets.write(profile->secretKey(u"encryption"_s), key);
        profile->isEncrypted = true;
        m_workspace.saveConnection(*profile);
    }
}

QString Connections::addRemote(const ConnectionProfile &profile, const QString &password)
{
    const QString id = m_workspace.saveConnection(profile);
    const auto stored = m_workspace.connection(id);
    if (stored && !password.isEmpty()) {
        m_secrets.write(stored->secretKey(u"password"_s), password);
    }
    return id;
}

int Connections::runningServers() const
{
    return static_cast<int>(std::ranges::count_if(m_sessions, [](const ConnectionSession *session) {
        return session->backend() != nullptr && !session->profile().keepRunning
            && session->backend()->state() != BackendProcess::State::Stopped
            && session->backend()->state() != BackendProcess::State::Failed;
    }));
}

qint64 Connections::residentBytes() const
{
    qint64 bytes = 0;
    for (const ConnectionSession *session : m_sessions) {
        if (session->backend() != nullptr) {
            bytes += std::max<qint64>(0, session->backend()->residentBytes());
        }
    }
    return bytes;
}

void Connections::stopAll(std::function<void()> done)
{
    if (runningServers() == 0) {
        done();
        return;
    }
    m_whenAllStopped = std::move(done);
    QTimer::singleShot(kStopAllMs, this, [this] {
        if (m_whenAllStopped) {
            std::exchange(m_whenAllStopped, {})();
        }
    });
    const QList<ConnectionSession *> open = m_sessions;
    for (ConnectionSession *session : open) {
        if (session->backend() != nullptr && !session->profile().keepRunning) {
            session->close();
        }
    }
}

QList<ConnectionColor> connectionColors()
{
    return {{u"blue"_s, Connections::tr("Blue"), Tone::Accent},
            {u"green"_s, Connections::tr("Green"), Tone::Success},
            {u"sky"_s, Connections::tr("Sky"), Tone::Info},
            {u"amber"_s, Connections::tr("Amber"), Tone::Warning},
            {u"red"_s, Connections::tr("Red"), Tone::Danger},
            {u"grey"_s, Connections::tr("Grey"), Tone::Neutral}};
}

Tone connectionTone(const ConnectionProfile &profile)
{
    for (const ConnectionColor &color : connectionColors()) {
        if (color.word == profile.accent) {
            return color.tone;
        }
    }
    return environmentTone(profile.environment);
}

Tone environmentTone(Environment environment)
{
    switch (environment) {
    case Environment::Local:
        return Tone::Success;
    case Environment::Development:
        return Tone::Info;
    case Environment::Staging:
        return Tone::Warning;
    case Environment::Production:
        return Tone::Danger;
    }
    return Tone::Neutral;
}

QString environmentText(Environment environment)
{
    switch (environment) {
    case Environment::Local:
        return Connections::tr("local", "environment of a connection");
    case Environment::Development:
        return Connections::tr("development", "environment of a connection");
    case Environment::Staging:
        return Connections::tr("staging", "environment of a connection");
    case Environment::Production:
        return Connections::tr("production", "environment of a connection");
    }
    return {};
}

} // namespace socle::studio
