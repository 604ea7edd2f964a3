// Live events: connects clients, takes committed changes from the writer, and tells those who may
// see them.
//
//   writer: recordChanged (deletions: asked while the row is still there)
//   writer: recordCommitted -> queue -> fan-out thread: rules, JSON, sinks
//
// The writer only looks up who listens and puts the change into a bounded queue; one fan-out thread
// does the rest, so every client sees events in commit order. A deletion is checked in the writer's
// turn on a read connection of its own, which still shows what the transaction removes; that takes
// at most kDeletionBudget, and what is left then is asked after the commit.
// When the queue is full the fan-out cannot keep up: all streams are closed, since clients that
// reconnect read everything again while clients with a gap do not know of it.
// Source: records-api.md 6.
#pragma once

#include "backend/realtime/EventWriter.h"
#include "backend/realtime/Registry.h"
#include "backend/records/ChangeListener.h"
#include "shared/core/Result.h"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace socle::runtime {
class Clock;
class Random;
} // namespace socle::runtime

namespace socle::storage {
class Database;
}

namespace socle::realtime {

struct BrokerOptions
{
    std::chrono::seconds idle{300};
    std::chrono::seconds lifetime{1800};
    std::chrono::milliseconds sweep{1000}; // how often lifetimes are looked at
    std::size_t maxQueued = 16384; // changes that wait for the fan-out
};

struct BrokerParts
{
    storage::Database *database = nullptr;
    const records::RecordStore *records = nullptr;
    std::function<std::shared_ptr<const schema::Catalogue>()> catalogue = {};
    const runtime::Clock *clock = nullptr;
    runtime::Random *random = nullptr;
    FieldsFunction pick = {};
};

class Broker : public records::ChangeListener, public records::ChangeObserver
{
public:
    /// The parts outlive the broker. The fan-out thread starts here.
    explicit Broker(BrokerParts parts, BrokerOptions options = {});
    ~Broker() override; // closes all streams, joins
    Broker(const Broker &) = delete;
    Broker &operator=(const Broker &) = delete;

    // -- Clients: any thread

    /// Registers a stream and says hello; the new client's id. Source: 6.1.
    std::string connect(std::unique_ptr<EventSink> sink,
                        std::string ip,
                        Lifetime lifetime = Lifetime::Bounded);
    /// The stream is over, whoever ended it.
    void disconnect(std::string_view clientId);
    /// Replaces the client's subscriptions; blank texts are skipped. Errors: NotFound,
    /// InvalidInput, Forbidden. Source: 6.4.
    Result<void> subscribe(std::string_view clientId,
                           std::string_view ip,
                           std::shared_ptr<const rules::Caller> caller,
                           const std::vector<std::string> &texts);

    /// The same in pieces, for transports that know their client (socle-api.md 9): adds and removes
    /// single subscriptions. Errors: NotFound, InvalidInput (more than 1,000).
    Result<void> change(std::string_view clientId,
                        const std::vector<std::string> &added,
                        const std::vector<std::string> &removed);
    /// The client becomes `caller`, with the subscriptions it has. Errors: NotFound, Forbidden
    /// (another account).
    Result<void> signIn(std::string_view clientId, std::shared_ptr<const rules::Caller> caller);
    /// Who the client is now: a guest after its account was revoked; null when it is gone.
    std::shared_ptr<const rules::Caller> callerOf(std::string_view clientId) const;

    std::size_t clientCount() const { return m_registry.size(); }

    // -- Events by name, without access checks: any thread

    /// To one client, if it holds exactly this subscription. False when it does not.
    bool sendTo(std::string_view clientId, std::string_view topic, std::string_view json);
    /// One message to one client, which loses the subscription by it, sent or not. False when the
    /// client is gone, does not hold it, or connected from another address than `ip`.
    bool sendOnce(std::string_view clientId,
                  std::string_view topic,
                  std::string_view ip,
                  std::string_view json);
    /// To everyone who holds exactly this subscription.
    void publish(std::string_view topic, std::string_view json);
    /// To the superusers among them.
    void publishToSuperusers(std::string_view topic, std::string_view json);

    // -- Changes: the writer thread

    Result<void> recordChanged(storage::WriteTransaction &transaction,
                               const records::Change &change,
                               const rules::RequestContext &request) override;
    void recordCommitted(const records::Change &change) override;
    /// The auth collection is gone or its token secret changed, and that is committed. Source: 6.8.
    void accountsRevoked(std::string_view collectionId);
    /// Clients of the account become guests where `isOver` says so of their caller: a session that
    /// ended, a locked account. Any thread; `isOver` must not call the broker.
    void callersRevoked(std::string_view collectionId,
                        std::string_view recordId,
                        FunctionRef<bool(const rules::Caller &)> isOver);

    /// Closes streams whose time is over and ends sign-ins whose token expired; the fan-out thread
    /// calls it regularly.
    void sweep();
    /// True when everything committed so far was handed to the sinks.
    bool isIdle() const;

private:
    struct Event
    {
        records::Change change;
        std::vector<Target> targets; // still to be asked
        std::vector<std::pair<Target, std::string>> ready; // asked before the deletion
    };

    std::vector<Target> targetsOf(const records::Record &record) const;
    void enqueue(Event event);
    void followAccount(const records::Change &change);
    void followKey(const records::Change &change);
    static void signOut(const ClientList &clients);
    void run();
    void handle(const Event &event);
    void deliver(const Target &target, std::string_view message);
    void closeAll();

    const BrokerParts m_parts;
    const BrokerOptions m_options;
    Registry m_registry;

    mutable std::mutex m_mutex; // guards the queue; nothing is called while it is held
    std::condition_variable m_wake;
    std::deque<Event> m_queue;
    bool m_isBusy = false;
    bool m_isStopping = false;

    std::thread m_thread; // last: it uses everything above
};

} // namespace socle::realtime
