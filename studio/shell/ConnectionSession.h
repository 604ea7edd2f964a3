// One open connection as the window sees it: the server below it (local), the sign-in, and the
// context the views get.
//
//   Idle --open--> Starting (local: server) --> SigningIn --> Ready
//                     |                            |            \--server crashed--> Restarting -->
//                     SigningIn
//                     +--> Failed                  +--> SignInNeeded \--> Failed
//
// The context exists from open() on, so the window and its tabs are there before the server is;
// staged work lives in it and survives every restart of the server.
//
// Source: studio.md 2.5, 3.2, 3.11, 3.12.
#pragma once

#include "studio/api/Transport.h"
#include "studio/platform/BackendProcess.h"
#include "studio/platform/ConnectionProfile.h"

#include <QObject>
#include <QString>
#include <QStringList>

#include <memory>
#include <optional>

namespace socle::studio {

class ConnectionContext;
class ProjectFolder;
class SecretStore;
class Workspace;

class ConnectionSession : public QObject
{
    Q_OBJECT

public:
    enum class Phase {
        Idle,
        Starting,
        SigningIn,
        Ready,
        Restarting,
        SignInNeeded,
        Failed,
        Stopping
    };
    Q_ENUM(Phase)

    ConnectionSession(ConnectionProfile profile,
                      Workspace &workspace,
                      SecretStore &secrets,
                      QObject *parent);
    ~ConnectionSession() override;

    const ConnectionProfile &profile() const { return m_profile; }

    Phase phase() const { return m_phase; }

    /// One sentence about a failure or what is needed; empty otherwise.
    const QString &problem() const { return m_problem; }

    /// Last lines of the server, for the error page and "Copy report".
    QStringList logTail() const;

    ConnectionContext &context() { return *m_context; }

    /// The server process; nullptr for remote connections.
    BackendProcess *backend() const { return m_backend.get(); }

    /// The data came with superusers of its own and nobody has signed in here yet.
    bool isForeign() const { return m_isForeign; }

    /// Local: the process runs (whatever the sign-in does).
    bool isRunning() const;

    /// Failed because another studio has the project: its server can be talked to (attach()).
    bool canAttach() const { return m_canAttach; }

    /// Failed because the project folder is not where it was (relocate()).
    bool isMissing() const { return m_isMissing; }

    /// Failed on the way to the server.
    TransportFailure failure() const { return m_failure; }

    /// The certificate that was refused last; pinCertificate() accepts it, and only it.
    CertificateProblem certificateProblem() const;
    void pinCertificate(const QByteArray &sha256);

    void setProfile(const ConnectionProfile &profile);
    void open();
    /// Connects to the server that another studio runs for this project, without supervising it.
    void attach();
    /// The project was moved to `folder`.
    void relocate(const QString &folder);
    /// The collection signIn() asks from now on: superusers, or any auth collection.
    void setSignInCollection(const QString &collection);
    /// Signs in with what the user typed; kept in the keychain when it worked.
    void signIn(const QString &identity, const QString &password);

    /// The password was right and a code was sent: the second factor is asked for.
    bool needsCode() const { return !m_otpId.isEmpty(); }

    void signInWithCode(const QString &code);
    /// Ends the server (local) or the sign-in (remote); `stopped` follows.
    void close();

signals:
    void phaseChanged(socle::studio::ConnectionSession::Phase phase);
    /// Address, version or last use changed: the list of connections should show it.
    void profileChanged();
    /// Another version answers than before: "Socle 1.1".
    void serverUpdated(const QString &version);
    void stopped();

private:
    void setPhase(Phase phase, const QString &problem = {});
    void openLocal();
    void startServer();
    void waitForEnd(qint64 processId, int leftMs);
    void unreached(const ApiError &error);
    void launch(const QString &password);
    void serverReady(const BackendReady &ready);
    void serverStateChanged(BackendProcess::State state);
    void signInWithSecret();
    void askForCode(const QString &mfaId);
    void signedIn();
    void signInFailed(const QString &reason);
    void remember();
    void takeVersion();

    ConnectionProfile m_profile;
    Workspace &m_workspace;
    SecretStore &m_secrets;
    std::unique_ptr<ProjectFolder> m_project;
    std::unique_ptr<BackendProcess> m_backend;
    NetworkTransport *const m_transport; // the context's client owns it
    std::unique_ptr<ConnectionContext> m_context;
    TransportFailure m_failure = TransportFailure::None;
    bool m_canAttach = false;
    bool m_isMissing = false;
    Phase m_phase = Phase::Idle;
    QString m_problem;
    bool m_isForeign = false;
    bool m_isAdopted = false; // the server ran already: no token at its start
    QString m_encryptionKey; // of encrypted settings, for restarts
    QString m_password; // what was typed, until it is in the keychain
    QString m_mfaId; // the sign-in that waits for its second factor
    QString m_otpId; // the code that was sent for it
};

} // namespace socle::studio
