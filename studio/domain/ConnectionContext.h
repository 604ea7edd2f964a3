// Everything that belongs to one open server (studio.md 2.2): client, sign-in, schema, stage, live
// changes, tasks, capabilities.
//
// Views receive it and never reach for globals; two contexts in one window share nothing but the
// kit. It also knows whether the server is reachable and tries again by itself (studio.md 3.11). UI
// thread.
#pragma once

#include "studio/api/ApiClient.h"
#include "studio/api/AuthEndpoint.h"
#include "studio/api/Capabilities.h"
#include "studio/domain/DraftStore.h"
#include "studio/platform/ConnectionProfile.h"

#include <QDateTime>
#include <QObject>

#include <memory>

namespace socle::studio {

class ChangeJournal;
class InstantEdits;
class LabelCache;
class PictureStore;
class ReachedCollections;
class RealtimeClient;
class SchemaStore;
class StagingEngine;
class TaskList;
class TileStore;
struct TileServer;

enum class ConnectionState {
    SignedOut,
    Connecting,
    Connected,
    Slow, // median latency above 800 ms
    Reconnecting, // lost, trying again
    Offline, // lost for longer than 3 s
    Upgrading, // as long, but a proxy answers in its place: it is restarted or updated
};

class ConnectionContext : public QObject
{
    Q_OBJECT

public:
    /// `drafts` may be null (nothing remembered). The base address is profile.address.
    ConnectionContext(ConnectionProfile profile,
                      std::unique_ptr<Transport> transport,
                      std::unique_ptr<DraftStore> drafts,
                      QObject *parent = nullptr);
    ~ConnectionContext() override;

    const ConnectionProfile &profile() const;
    void setProfile(
        const ConnectionProfile &profile); // name, environment, mode…; the address stays
    /// Chosen by the user; told so that whoever keeps the profile remembers it.
    void setEditMode(EditMode mode);
    void setTileServer(const TileServer &server);
    ApiClient &client();
    SchemaStore &schema();
    /// What an account that is no superuser can read.
    ReachedCollections &reached();
    StagingEngine &staging();
    InstantEdits &instantEdits();
    ChangeJournal &journal();
    RealtimeClient &realtime();
    TaskList &tasks();
    LabelCache &labels();
    PictureStore &pictures();
    /// Pictures for maps; none until the user names a server.
    TileStore &tiles();
    const Capabilities &capabilities() const;
    DraftStore *drafts();

    ConnectionState state() const;
    bool isSignedIn() const;
    bool isSuperuser() const;
    /// Last time anything was answered: "Showing data from 14:02".
    QDateTime lastContact() const;
    /// ms until the next attempt while reconnecting, -1 otherwise.
    int retryInMs() const;

    /// Writes are refused while this is true (production lock, read-only connection).
    bool isLocked() const;
    void setLocked(bool locked);

    /// Signs in with a password; a second factor shows as ApiError::mfaId, then answer with
    /// signInWithOtp(). Success loads capabilities and schema and starts the renewal.
    QFuture<Result<void>> signIn(const QString &collection,
                                 const QString &identity,
                                 const QString &password);
    QFuture<Result<void>> signInWithOtp(const QString &collection,
                                        const QString &otpId,
                                        const QString &code,
                                        const QString &mfaId = {});
    /// Takes a token that exists already: the ready line of a local server, the keychain.
    QFuture<Result<void>> useToken(const QString &collection, const QString &token);
    void signOut();
    /// Capabilities and schema anew: after a settings change or a server update.
    QFuture<Result<void>> reload();
    /// Another address of the same server (a local project that restarted on another port).
    void moveTo(const QUrl &address);
    void retryNow();
    /// The machine woke up, the network changed, the window came back: looks at once whether the
    /// server is there.
    void checkNow();
    /// Lost, and known to be: commits wait, banners stand.
    bool isLost() const;

signals:
    void stateChanged();
    void capabilitiesChanged();
    void lockChanged();
    void editModeChanged(socle::studio::EditMode mode);
    void tileServerChanged(const QString &address, const QString &attribution);
    /// Store it in the keychain.
    void tokenChanged(const QString &token);
    /// The renewal failed or a request got 401: show the sign-in sheet, keep the work.
    void signInNeeded(const socle::studio::ApiError &error);
    /// A read was put off by the server (429) and goes on by itself after `ms`.
    void rateLimited(int ms);
    /// Reachable again after a loss, the token checked and the schema compared: visible pages
    /// should be fetched anew.
    void backOnline();

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace socle::studio
