#include "studio/shell/ConnectionSession.h"

#include "studio/api/OnResult.h"
#include "studio/api/Text.h"
#include "studio/api/Transport.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/DraftStore.h"
#include "studio/platform/ProjectFolder.h"
#include "studio/platform/SecretStore.h"
#include "studio/platform/Workspace.h"

#include <QTimer>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

/// The account the studio makes for itself in a new project; the user adds their own later.
QString studioEmail() { return u"studio@socle.local"_s; }

constexpr int kOldServerMs = 6000;
constexpr int kOldServerStepMs = 200;

} // namespace

ConnectionSession::ConnectionSession(ConnectionProfile profile,
                                     Workspace &workspace,
                                     SecretStore &secrets,
                                     QObject *parent)
    : QObject(parent)
    , m_profile(std::move(profile))
    , m_workspace(workspace)
    , m_secrets(secrets)
    , m_transport(new NetworkTransport)
    , m_context(std::make_unique<ConnectionContext>(
          m_profile,
          std::unique_ptr<Transport>(m_transport),
          std::make_unique<WorkspaceDraftStore>(workspace, m_profile.id)))
{
    m_transport->setPinnedCertificate(QByteArray::fromHex(m_profile.pinnedCertificate.toLatin1()));
    m_transport->setAllowsHttp2(m_profile.allowsHttp2);
    connect(m_context.get(), &ConnectionContext::tokenChanged, this, [this](const QString &token) {
        // A local server hands out a token at every start; only remote ones are worth keeping.
        if (!m_profile.isLocal() && !token.isEmpty()) {
            m_secrets.write(m_profile.secretKey(u"token"_s), token);
        }
    });
    connect(m_context.get(), &ConnectionContext::editModeChanged, this, [this](EditMode mode) {
        m_profile.editMode = mode;
        remember();
    });
    connect(m_context.get(),
            &ConnectionContext::tileServerChanged,
            this,
            [this](const QString &address, const QString &attribution) {
                m_profile.tileAddress = address;
                m_profile.tileAttribution = attribution;
                remember();
            });
    connect(m_context.get(), &ConnectionContext::backOnline, this, [this] {
        // Whoever answers again may be a newer one.
        if (!m_profile.isLocal() && m_context->isSignedIn()) {
            takeVersion();
        }
    });
    connect(m_context.get(), &ConnectionContext::signInNeeded, this, [this](const ApiError &error) {
        if (m_phase == Phase::Ready) {
            signInFailed(error.message);
        }
    });
}

ConnectionSession::~ConnectionSession() = default;

QStringList ConnectionSession::logTail() const
{
    return m_backend ? m_backend->logTail() : QStringList();
}

bool ConnectionSession::isRunning() const
{
    return m_backend && m_backend->state() == BackendProcess::State::Running;
}

void ConnectionSession::setProfile(const ConnectionProfile &profile)
{
    const bool isElsewhere = !profile.isLocal() && profile.address != m_profile.address;
    m_profile = profile;
    m_transport->setPinnedCertificate(QByteArray::fromHex(profile.pinnedCertificate.toLatin1()));
    m_transport->setAllowsHttp2(profile.allowsHttp2);
    m_context->setProfile(profile);
    if (isElsewhere) {
        m_context->moveTo(QUrl(profile.address));
    }
    emit profileChanged();
}

void ConnectionSession::setPhase(Phase phase, const QString &problem)
{
    m_problem = problem;
    m_phase = phase;
    if (phase != Phase::Failed) {
        m_failure = TransportFailure::None;
        m_canAttach = false;
        m_isMissing = false;
    }
    emit phaseChanged(phase);
}

void ConnectionSession::open()
{
    switch (m_phase) {
    case Phase::Starting:
    case Phase::SigningIn:
    case Phase::Ready:
    case Phase::Restarting:
    case Phase::Stopping:
        return;
    case Phase::Idle:
    case Phase::SignInNeeded:
    case Phase::Failed:
        break;
    }
    m_profile.lastUsed = QDateTime::currentDateTimeUtc();
    if (m_profile.isLocal()) {
        openLocal();
    } else {
        setPhase(Phase::SigningIn);
        signInWithSecret();
    }
}

void ConnectionSession::openLocal()
{
    setPhase(Phase::Starting);
    Result<ProjectFolder> opened = ProjectFolder::open(m_profile.folder);
    if (!opened) {
        m_isMissing = opened.error().kind == ErrorKind::NotFound;
        setPhase(Phase::Failed, toQString(opened.error().message));
        return;
    }
    m_project = std::make_unique<ProjectFolder>(opened.takeValue());
    if (const Result<void> locked = m_project->lock(); !locked) {
        m_canAttach = locked.error().kind == ErrorKind::Conflict
            && m_project->runningServer().processId > 0;
        setPhase(Phase::Failed, toQString(locked.error().message));
        return;
    }
    m_isAdopted = false;
    m_backend = std::make_unique<BackendProcess>();
    connect(m_backend.get(), &BackendProcess::becameReady, this, &ConnectionSession::serverReady);
    connect(m_backend.get(),
            &BackendProcess::stateChanged,
            this,
            &ConnectionSession::serverStateChanged);

    const ProjectFolder::RunningServer running = m_project->runningServer();
    if (running.processId > 0 && !running.stays) {
        waitForEnd(running.processId, kOldServerMs);
        return;
    }
    if (running.processId > 0) {
        BackendLaunch same;
        same.dataFolder = m_project->dataFolder();
        same.logFolder = m_project->logFolder();
        same.keepRunning = true;
        m_isAdopted = true;
        m_backend->adopt(same, {QUrl(running.url), running.version, {}, running.processId});
        return;
    }
    startServer();
}

/// The server of a studio that was killed is still on its way out: its folder is not free yet.
void ConnectionSession::waitForEnd(qint64 processId, int leftMs)
{
    if (m_phase != Phase::Starting) {
        return;
    }
    if (leftMs <= 0 || m_project->runningServer().processId != processId) {
        startServer();
        return;
    }
    QTimer::singleShot(kOldServerStepMs, this, [this, processId, leftMs] {
        waitForEnd(processId, leftMs - kOldServerStepMs);
    });
}

void ConnectionSession::attach()
{
    const ProjectFolder::RunningServer running
        = m_project ? m_project->runningServer() : ProjectFolder::RunningServer();
    if (running.processId == 0) {
        open(); // it has ended meanwhile: the project is free
        return;
    }
    m_project.reset(); // the other studio's; this one only talks to its server
    m_profile.address = running.url;
    m_context->setProfile(m_profile);
    m_context->moveTo(QUrl(running.url));
    setPhase(Phase::SigningIn);
    signInWithSecret();
}

void ConnectionSession::relocate(const QString &folder)
{
    const Result<ProjectFolder> found = ProjectFolder::open(folder);
    if (!found) {
        m_isMissing = true;
        setPhase(Phase::Failed, toQString(found.error().message));
        return;
    }
    m_profile.folder = found->folder();
    remember();
    open();
}

void ConnectionSession::startServer()
{
    m_secrets.read(m_profile.secretKey(u"password"_s), this, [this](std::optional<QString> known) {
        if (m_phase != Phase::Starting) {
            return;
        }
        if (!known) {
            known = SecretStore::randomPassword();
            m_secrets.write(m_profile.secretKey(u"password"_s), *known);
        }
        if (!m_profile.isEncrypted) {
            launch(*known);
            return;
        }
        m_secrets.read(m_profile.secretKey(u"encryption"_s),
                       this,
                       [this, known](const std::optional<QString> &key) {
                           if (m_phase == Phase::Starting) {
                               m_encryptionKey = key.value_or(QString());
                               launch(*known);
                           }
                       });
    });
}

void ConnectionSession::launch(const QString &password)
{
    if (m_profile.identity.isEmpty()) {
        m_profile.identity = studioEmail();
    }
    BackendLaunch wanted;
    wanted.dataFolder = m_project->dataFolder();
    wanted.logFolder = m_project->logFolder();
    wanted.email = m_profile.identity;
    wanted.password = password;
    wanted.encryptionKey = m_encryptionKey;
    wanted.keepRunning = m_profile.keepRunning;
    m_backend->start(wanted);
}

void ConnectionSession::serverReady(const BackendReady &ready)
{
    m_profile.address = ready.url.toString();
    if (!ready.version.isEmpty()) {
        m_profile.serverVersion = u"Socle %1"_s.arg(ready.version);
    }
    m_context->setProfile(m_profile);
    m_context->moveTo(ready.url);
    discard(m_project->recordServer(
                {m_profile.address, ready.version, ready.processId, m_profile.keepRunning}),
            "the server runs; only another studio would not find it");
    if (ready.token.isEmpty() && !m_isAdopted && m_profile.identity == studioEmail()) {
        // The folder was made elsewhere: its superusers are others, the studio's account is not in
        // it.
        m_isForeign = true;
        setPhase(Phase::SignInNeeded);
        return;
    }
    setPhase(Phase::SigningIn);
    if (ready.token.isEmpty()) {
        signInWithSecret();
        return;
    }
    onResult(m_context->useToken(m_profile.signInCollection, ready.token),
             this,
             [this](const Result<void> &result) {
                 if (m_phase != Phase::SigningIn) {
                     return; // the server died meanwhile: that is what the window shows
                 }
                 if (result) {
                     signedIn();
                 } else if (result.error().kind != ErrorKind::Unavailable) {
                     signInFailed(toQString(result.error().message));
                 } else {
                     // Not reached. If it died, the supervisor's word follows and replaces this
                     // one.
                     unreached(apiError(result.error()));
                 }
             });
}

void ConnectionSession::serverStateChanged(BackendProcess::State state)
{
    switch (state) {
    case BackendProcess::State::Waiting:
        setPhase(Phase::Restarting, tr("The server stopped. It is being started again."));
        return;
    case BackendProcess::State::Failed:
        setPhase(Phase::Failed, m_backend->failure());
        return;
    case BackendProcess::State::Stopped:
        if (m_project) {
            discard(m_project->recordServer({}), "its process id is checked before it is used");
        }
        m_project.reset(); // gives the lock back
        setPhase(Phase::Idle);
        emit stopped();
        return;
    case BackendProcess::State::Stopping:
        setPhase(Phase::Stopping);
        return;
    case BackendProcess::State::Starting:
    case BackendProcess::State::Running:
        return;
    }
}

void ConnectionSession::remember()
{
    m_workspace.saveConnection(m_profile);
    emit profileChanged();
}

void ConnectionSession::close()
{
    if (m_backend && m_phase != Phase::Idle) {
        m_backend->stop();
        return;
    }
    setPhase(Phase::Idle);
    emit stopped();
}

} // namespace socle::studio
