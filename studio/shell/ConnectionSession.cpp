#include "studio/shell/ConnectionSession.h"

#include "studio/api/AuthEndpoint.h"
#include "studio/api/OnResult.h"
#include "studio/api/Text.h"
#include "studio/api/Transport.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/DraftStore.h"
#include "studio/platform/ProjectFolder.h"
#include "studio/platform/SecretStore.h"
#include "studio/platform/Workspace.h"

#include <QUrl>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

/// The account the studio makes for itself in a new project; the user adds their own later.
QString studioEmail() { return u"studio@socle.local"_s; }

} // namespace

ConnectionSession::ConnectionSession(ConnectionProfile profile,
                                     Workspace &workspace,
                                     SecretStore &secrets,
                                     QObject *parent)
    : QObject(parent)
    , m_profile(std::move(profile))
    , m_workspace(workspace)
    , m_secrets(secrets)
    , m_context(std::make_unique<ConnectionContext>(
          m_profile,
          std::make_unique<NetworkTransport>(),
          std::make_unique<WorkspaceDraftStore>(workspace, m_profile.id)))
{
    connect(m_context.get(), &ConnectionContext::tokenChanged, this, [this](const QString &token) {
        // A local server hands out a token at every start; only remote ones are worth keeping.
        if (!m_profile.isLocal() && !token.isEmpty()) {
            m_secrets.write(m_profile.secretKey(u"token"_s), token);
        }
    });
    connect(m_context.get(), &ConnectionContext::backOnline, this, [this] {
        // Whoever answers again may be a newer one, with another schema.
        if (!m_profile.isLocal() && m_context->isSignedIn()) {
            onResult(m_context->reload(), this, [this](const Result<void> &result) {
                if (result) {
                    takeVersion();
                }
            });
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
    m_profile = profile;
    m_context->setProfile(profile);
    emit profileChanged();
}

void ConnectionSession::setPhase(Phase phase, const QString &problem)
{
    m_problem = problem;
    m_phase = phase;
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
        setPhase(Phase::Failed, toQString(opened.error().message));
        return;
    }
    m_project = std::make_unique<ProjectFolder>(opened.takeValue());
    if (const Result<void> locked = m_project->lock(); !locked) {
        m_project.reset();
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
    if (running.processId > 0) {
        BackendLaunch same;
        same.dataFolder = m_project->dataFolder();
        same.logFolder = m_project->logFolder();
        same.keepRunning = true;
        m_isAdopted = true;
        m_backend->adopt(same, {QUrl(running.url), running.version, {}, running.processId});
        return;
    }
    m_secrets.read(m_profile.secretKey(u"password"_s), this, [this](std::optional<QString> known) {
        if (m_phase != Phase::Starting) {
            return;
        }
        if (!known) {
            known = SecretStore::randomPassword();
            m_secrets.write(m_profile.secretKey(u"password"_s), *known);
        }
        launch(*known);
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
    if (m_profile.keepRunning) {
        discard(m_project->recordServer({m_profile.address, ready.version, ready.processId}),
                "the server runs; only reattaching later would not find it");
    }
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
                     setPhase(Phase::Failed, apiError(result.error()).title());
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

void ConnectionSession::signInWithSecret()
{
    const auto withPassword = [this] {
        m_secrets.read(m_profile.secretKey(u"password"_s),
                       this,
                       [this](const std::optional<QString> &password) {
                           if (password) {
                               signIn(m_profile.identity, *password);
                           } else {
                               signInFailed({});
                           }
                       });
    };
    if (m_profile.isLocal()) {
        withPassword();
        return;
    }
    m_secrets.read(m_profile.secretKey(u"token"_s),
                   this,
                   [this, withPassword](const std::optional<QString> &token) {
                       if (!token) {
                           withPassword();
                           return;
                       }
                       onResult(m_context->useToken(m_profile.signInCollection, *token),
                                this,
                                [this, withPassword](const Result<void> &result) {
                                    if (result) {
                                        signedIn();
                                    } else if (result.error().kind == ErrorKind::Unavailable) {
                                        setPhase(Phase::Failed, toQString(result.error().message));
                                    } else {
                                        withPassword();
                                    }
                                });
                   });
}

void ConnectionSession::signIn(const QString &identity, const QString &password)
{
    m_profile.identity = identity;
    m_password = password;
    m_mfaId.clear();
    m_otpId.clear();
    setPhase(Phase::SigningIn);
    onResult(m_context->signIn(m_profile.signInCollection, identity, password),
             this,
             [this](const Result<void> &result) {
                 if (m_phase != Phase::SigningIn) {
                     return; // the server died or was stopped meanwhile
                 }
                 if (result) {
                     m_secrets.write(m_profile.secretKey(u"password"_s), m_password);
                     m_password.clear();
                     signedIn();
                     return;
                 }
                 const ApiError error = apiError(result.error());
                 if (!error.mfaId.isEmpty()) {
                     askForCode(error.mfaId);
                     return;
                 }
                 m_password.clear();
                 if (error.failure != TransportFailure::None) {
                     setPhase(Phase::Failed, error.title());
                 } else {
                     signInFailed(error.message);
                 }
             });
}

void ConnectionSession::askForCode(const QString &mfaId)
{
    m_mfaId = mfaId;
    onResult(AuthEndpoint(m_context->client())
                 .requestOtp(m_profile.signInCollection, m_profile.identity),
             this,
             [this](const Result<QString> &otpId) {
                 if (m_phase != Phase::SigningIn) {
                     return;
                 }
                 if (!otpId) {
                     m_password.clear();
                     signInFailed(apiError(otpId.error()).title());
                     return;
                 }
                 m_otpId = *otpId;
                 setPhase(
                     Phase::SignInNeeded,
                     tr("A code was sent to %1. Enter it to continue.").arg(m_profile.identity));
             });
}

void ConnectionSession::signInWithCode(const QString &code)
{
    setPhase(Phase::SigningIn);
    onResult(m_context->signInWithOtp(m_profile.signInCollection, m_otpId, code, m_mfaId),
             this,
             [this](const Result<void> &result) {
                 if (m_phase != Phase::SigningIn) {
                     return;
                 }
                 if (result) {
                     m_secrets.write(m_profile.secretKey(u"password"_s), m_password);
                     m_password.clear();
                     m_mfaId.clear();
                     m_otpId.clear();
                     signedIn();
                     return;
                 }
                 const ApiError error = apiError(result.error());
                 if (error.failure != TransportFailure::None) {
                     setPhase(Phase::Failed, error.title());
                 } else {
                     signInFailed(tr("This code is not right, or it is too old"));
                 }
             });
}

void ConnectionSession::signedIn()
{
    m_isForeign = false;
    takeVersion();
    setPhase(Phase::Ready);
}

/// What answers now, as its own words say. Another one than last time has come with an update.
void ConnectionSession::takeVersion()
{
    const QString name = m_context->capabilities().serverName();
    const QString before = m_profile.serverVersion;
    if (!name.isEmpty()) {
        m_profile.serverVersion = name;
    }
    remember();
    // A local server is updated by the studio's own update: no news.
    if (!m_profile.isLocal() && !before.isEmpty() && !name.isEmpty() && before != name) {
        emit serverUpdated(name);
    }
}

void ConnectionSession::signInFailed(const QString &reason)
{
    setPhase(Phase::SignInNeeded, reason.isEmpty() ? tr("Sign in again") : reason);
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
