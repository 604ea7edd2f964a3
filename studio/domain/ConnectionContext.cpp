#include "studio/domain/ConnectionContext.h"

#include "studio/api/HealthEndpoint.h"
#include "studio/api/RealtimeClient.h"
#include "studio/domain/ChangeJournal.h"
#include "studio/domain/InstantEdits.h"
#include "studio/domain/LabelCache.h"
#include "studio/domain/PictureStore.h"
#include "studio/domain/ReachedCollections.h"
#include "studio/domain/SchemaStore.h"
#include "studio/domain/StagingEngine.h"
#include "studio/domain/TaskList.h"
#include "studio/domain/TileStore.h"

#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QTimer>

#include <algorithm>
#include <array>

namespace socle::studio {

namespace {

constexpr std::array kBackoffMs{500, 1000, 2000, 4000, 8000, 15000, 30000}; // studio.md 3.11
constexpr int kOfflineAfterMs = 3000;
constexpr int kJitterPart = 4; // up to a quarter more
constexpr qint64 kTokenChecksEveryMs = 30'000;
constexpr int kSlowMs = 800;

} // namespace

struct ConnectionContext::Impl
{
    Impl(ConnectionContext &owner,
         ConnectionProfile p,
         std::unique_ptr<Transport> transport,
         std::unique_ptr<DraftStore> store)
        : self(owner)
        , profile(std::move(p))
        , drafts(std::move(store))
        , client(new ApiClient(QUrl(profile.address), std::move(transport), &owner))
        , schema(new SchemaStore(*client, drafts.get(), &owner))
        , collectionsFound(new ReachedCollections(*client, drafts.get(), &owner))
        , staging(new StagingEngine(*schema, drafts.get(), &owner))
        , realtime(new RealtimeClient(*client, &owner))
        , tasks(new TaskList(&owner))
        , labels(new LabelCache(*client, *schema, &owner))
        , pictures(new PictureStore(*client, &owner))
        , tiles(new TileStore(&owner))
        , renewal(new TokenRenewal(*client, &owner))
        , isLocked(profile.readOnly)
    {
        retryTimer.setSingleShot(true);
        offlineTimer.setSingleShot(true);
        offlineTimer.setInterval(kOfflineAfterMs);
        client->setParksUnauthenticatedReads(true);
        tiles->setServer({profile.tileAddress, profile.tileAttribution});
    }

    ConnectionContext &self;
    ConnectionProfile profile;
    std::unique_ptr<DraftStore> drafts;
    // Children of the context, in the order they depend on each other.
    ApiClient *client;
    SchemaStore *schema;
    ReachedCollections *collectionsFound; // asked while somebody else than a superuser is signed in
    StagingEngine *staging;
    InstantEdits *instantEdits = nullptr; // child; needs the finished context
    ChangeJournal *journal = nullptr; // child
    RealtimeClient *realtime;
    TaskList *tasks;
    LabelCache *labels;
    PictureStore *pictures;
    TileStore *tiles;
    TokenRenewal *renewal;
    Capabilities capabilities;
    ConnectionState state = ConnectionState::SignedOut;
    QDateTime lastContact;
    QElapsedTimer lostClock;
    QTimer retryTimer;
    QTimer offlineTimer; // from the first loss to the banner
    QElapsedTimer tokenCheck; // since the last one that a 403 asked for
    std::size_t retries = 0;
    bool hasGateway = false; // a proxy answers in place of the server
    bool isSignedIn = false;
    bool isSuperuser = false;
    bool isLocked;
    bool hasRestored = false;

    void setState(ConnectionState next)
    {
        if (state != next) {
            state = next;
            emit self.stateChanged();
        }
    }

    bool isLost() const
    {
        return state == ConnectionState::Reconnecting || state == ConnectionState::Offline
            || state == ConnectionState::Upgrading;
    }

    void reached(bool isReached)
    {
        if (isReached) {
            lastContact = QDateTime::currentDateTimeUtc();
            hasGateway = false;
            const bool wasLost = lostClock.isValid();
            lostClock.invalidate();
            retryTimer.stop();
            offlineTimer.stop();
            retries = 0;
            if (isSignedIn && state != ConnectionState::Connecting) {
                setState(client->medianLatencyMs() > kSlowMs ? ConnectionState::Slow
                                                             : ConnectionState::Connected);
            }
            if (wasLost) {
                cameBack();
            }
            return;
        }
        if (!lostClock.isValid()) {
            lostClock.start();
            offlineTimer.start();
        }
        if (isSignedIn) {
            setState(lostClock.elapsed() < kOfflineAfterMs ? ConnectionState::Reconnecting
                         : hasGateway                      ? ConnectionState::Upgrading
                                                           : ConnectionState::Offline);
        }
        if (!retryTimer.isActive()) {
            const int base = kBackoffMs[std::min(retries++, kBackoffMs.size() - 1)];
            retryTimer.start(base + QRandomGenerator::global()->bounded(base / kJitterPart));
        }
    }

    /// Token, then schema, then what is on the screen (studio.md 3.11, "On return").
    void cameBack()
    {
        realtime->retryNow();
        if (!isSignedIn) {
            emit self.backOnline();
            return;
        }
        renewal->checkNow();
        onResult(self.reload(), &self, [this](const Result<void> &result) {
            if (result || result.error().kind != ErrorKind::Unavailable) {
                emit self.backOnline(); // otherwise it was lost again, and comes back again
            }
        });
    }

    void probe()
    {
        // Success and failure both come back through serverReached.
        onResult(HealthEndpoint(*client).health(), &self, [](const Result<Health> &) {});
    }

    void signedOut(const ApiError &error)
    {
        if (isSignedIn) {
            isSignedIn = false;
            client->setSignedOut();
            setState(ConnectionState::SignedOut);
            emit self.signInNeeded(error);
        }
    }

    /// Rules never refuse a superuser: a peer that does takes the token for none.
    void refused()
    {
        if (isSuperuser && isSignedIn
            && (!tokenCheck.isValid() || tokenCheck.elapsed() > kTokenChecksEveryMs)) {
            tokenCheck.start();
            renewal->checkNow();
        }
    }

    void signedIn(const QString &collection,
                  const QString &token,
                  bool superuser,
                  const Pending<void> &pending)
    {
        client->setToken(token);
        client->setAccount(profile.identity);
        isSignedIn = true;
        isSuperuser = superuser;
        collectionsFound->setHome(collection);
        schema->setSource(superuser ? SchemaStore::Source()
                                    : [finder = collectionsFound] { return finder->all(); });
        renewal->watch(collection, token);
        emit self.tokenChanged(token);
        realtime->restart();
        onResult(self.reload(), &self, [this, pending](Result<void> result) {
            setState(ConnectionState::Connected);
            pending.settle(std::move(result));
        });
    }

    QFuture<Result<void>> finishSignIn(const QFuture<Result<AuthReply>> &future,
                                       const QString &collection)
    {
        const Pending<void> pending;
        setState(ConnectionState::Connecting);
        onResult(future, &self, [this, pending, collection](Result<AuthReply> reply) {
            if (!reply) {
                setState(isSignedIn ? ConnectionState::Connected : ConnectionState::SignedOut);
                pending.settle(reply.takeError());
                return;
            }
            signedIn(collection, reply->token, reply->isSuperuser(), pending);
        });
        return pending.future();
    }
};

ConnectionContext::ConnectionContext(ConnectionProfile profile,
                                     std::unique_ptr<Transport> transport,
                                     std::unique_ptr<DraftStore> drafts,
                                     QObject *parent)
    : QObject(parent)
    , m_impl(std::make_unique<Impl>(
          *this, std::move(profile), std::move(transport), std::move(drafts)))
{
    Impl &impl = *m_impl;
    impl.instantEdits = new InstantEdits(*this);
    impl.journal = new ChangeJournal(
        *impl.staging, *impl.schema, impl.capabilities, impl.drafts.get(), this);
    connect(impl.client, &ApiClient::serverReached, this, [&impl](bool reached) {
        impl.reached(reached);
    });
    connect(impl.client, &ApiClient::gatewayAnswered, this, [&impl] { impl.hasGateway = true; });
    connect(impl.client, &ApiClient::unauthenticated, this, [&impl] {
        impl.signedOut(ApiError::fromReply(401, {}, {}));
    });
    connect(impl.client, &ApiClient::refused, this, [&impl] { impl.refused(); });
    connect(impl.client, &ApiClient::rateLimited, this, [this](const QString &, int ms) {
        emit rateLimited(ms);
    });
    connect(&impl.offlineTimer, &QTimer::timeout, this, [&impl] { impl.reached(false); });
    connect(&impl.retryTimer, &QTimer::timeout, this, [&impl] { impl.probe(); });
    connect(impl.renewal, &TokenRenewal::renewed, this, &ConnectionContext::tokenChanged);
    connect(impl.renewal, &TokenRenewal::failed, this, [&impl](const ApiError &error) {
        impl.signedOut(error);
    });
}

ConnectionContext::~ConnectionContext()
{
    // Those that use the client and the drafts go first.
    delete m_impl->renewal;
    delete m_impl->realtime;
    delete m_impl->staging;
    delete m_impl->schema;
    delete m_impl->collectionsFound;
    m_impl->client->disconnect(this);
    delete m_impl->client;
}

const ConnectionProfile &ConnectionContext::profile() const { return m_impl->profile; }

void ConnectionContext::setProfile(const ConnectionProfile &profile)
{
    const QString address = m_impl->profile.address;
    m_impl->profile = profile;
    m_impl->profile.address = address;
    setLocked(m_impl->isLocked || profile.readOnly);
    m_impl->tiles->setServer({profile.tileAddress, profile.tileAttribution});
}

void ConnectionContext::setEditMode(EditMode mode)
{
    m_impl->profile.editMode = mode;
    emit editModeChanged(mode);
}

void ConnectionContext::setTileServer(const TileServer &server)
{
    m_impl->profile.tileAddress = server.address;
    m_impl->profile.tileAttribution = server.attribution;
    m_impl->tiles->setServer(server);
    emit tileServerChanged(server.address, server.attribution);
}

ApiClient &ConnectionContext::client() { return *m_impl->client; }

SchemaStore &ConnectionContext::schema() { return *m_impl->schema; }

ReachedCollections &ConnectionContext::reached() { return *m_impl->collectionsFound; }

StagingEngine &ConnectionContext::staging() { return *m_impl->staging; }

InstantEdits &ConnectionContext::instantEdits() { return *m_impl->instantEdits; }

ChangeJournal &ConnectionContext::journal() { return *m_impl->journal; }

RealtimeClient &ConnectionContext::realtime() { return *m_impl->realtime; }

TaskList &ConnectionContext::tasks() { return *m_impl->tasks; }

LabelCache &ConnectionContext::labels() { return *m_impl->labels; }

PictureStore &ConnectionContext::pictures() { return *m_impl->pictures; }

TileStore &ConnectionContext::tiles() { return *m_impl->tiles; }

const Capabilities &ConnectionContext::capabilities() const { return m_impl->capabilities; }

DraftStore *ConnectionContext::drafts() { return m_impl->drafts.get(); }

ConnectionState ConnectionContext::state() const { return m_impl->state; }

bool ConnectionContext::isSignedIn() const { return m_impl->isSignedIn; }

bool ConnectionContext::isSuperuser() const { return m_impl->isSuperuser; }

QDateTime ConnectionContext::lastContact() const { return m_impl->lastContact; }

int ConnectionContext::retryInMs() const
{
    return m_impl->retryTimer.isActive() ? m_impl->retryTimer.remainingTime() : -1;
}

bool ConnectionContext::isLocked() const { return m_impl->isLocked; }

void ConnectionContext::setLocked(bool locked)
{
    if (m_impl->isLocked != locked) {
        m_impl->isLocked = locked;
        emit lockChanged();
    }
}

QFuture<Result<void>> ConnectionContext::signIn(const QString &collection,
                                                const QString &identity,
                                                const QString &password)
{
    return m_impl->finishSignIn(
        AuthEndpoint(*m_impl->client).withPassword(collection, identity, password), collection);
}

QFuture<Result<void>> ConnectionContext::signInWithOtp(const QString &collection,
                                                       const QString &otpId,
                                                       const QString &code,
                                                       const QString &mfaId)
{
    return m_impl->finishSignIn(
        AuthEndpoint(*m_impl->client).withOtp(collection, otpId, code, mfaId), collection);
}

QFuture<Result<void>> ConnectionContext::useToken(const QString &collection, const QString &token)
{
    const Pending<void> pending;
    m_impl->setState(ConnectionState::Connecting);
    m_impl->signedIn(
        collection, token, collection == QLatin1String(AuthEndpoint::kSuperusers), pending);
    return pending.future();
}

void ConnectionContext::signOut()
{
    m_impl->renewal->stop();
    m_impl->isSignedIn = false;
    m_impl->isSuperuser = false;
    m_impl->client->cancelAll();
    m_impl->client->setToken({});
    m_impl->setState(ConnectionState::SignedOut);
    emit tokenChanged({});
}

QFuture<Result<void>> ConnectionContext::reload()
{
    const Pending<void> pending;
    onResult(
        detectCapabilities(*m_impl->client), this, [this, pending](Result<Capabilities> found) {
            if (!found) {
                pending.settle(found.takeError());
                return;
            }
            m_impl->capabilities = found.takeValue();
            m_impl->client->setBatchLimit(m_impl->capabilities.batch.maxBodySize);
            m_impl->realtime->setUsesWebSocket(m_impl->capabilities.has(Capability::WebSocket));
            emit capabilitiesChanged();
            onResult(m_impl->schema->refresh(), this, [this, pending](Result<void> result) {
                if (result && !std::exchange(m_impl->hasRestored, true)) {
                    m_impl->staging->restore(); // now the fields are known
                }
                pending.settle(std::move(result));
            });
        });
    return pending.future();
}

void ConnectionContext::moveTo(const QUrl &address)
{
    m_impl->profile.address = address.toString();
    m_impl->client->setBaseUrl(address);
    m_impl->realtime->restart();
    retryNow();
}

void ConnectionContext::retryNow()
{
    m_impl->retries = 0;
    m_impl->retryTimer.stop();
    m_impl->probe();
}

void ConnectionContext::checkNow()
{
    if (m_impl->isSignedIn) {
        retryNow();
    }
}

bool ConnectionContext::isLost() const { return m_impl->isLost(); }

} // namespace socle::studio
