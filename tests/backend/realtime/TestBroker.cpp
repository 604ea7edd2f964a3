// Clients, checks and lifetimes of the broker on a real database, with sinks that remember.
#include "backend/realtime/Broker.h"
#include "backend/runtime/Random.h"
#include "backend/schema/Collection.h"
#include "shared/fields/FieldCatalogue.h"
#include "shared/json/Json.h"
#include "tests/backend/records/RecordsFixture.h"
#include "tests/support/TestSuite.h"

#include <algorithm>
#include <mutex>

using namespace socle;
using namespace std::chrono_literals;

namespace {

struct Heard
{
    std::mutex mutex; // guards the two below
    std::vector<std::string> messages;
    bool isClosed = false;
    int signOuts = 0;
};

class MemorySink final : public realtime::EventSink
{
public:
    explicit MemorySink(std::shared_ptr<Heard> heard)
        : m_heard(std::move(heard))
    {
    }

    bool hello(std::string_view clientId) override
    {
        return send(clientId, "PB_CONNECT", "{\"clientId\":\"" + std::string(clientId) + "\"}");
    }

    bool send(std::string_view clientId, std::string_view event, std::string_view data) override
    {
        const std::lock_guard lock(m_heard->mutex);
        m_heard->messages.push_back(realtime::eventStreamMessage(clientId, event, data));
        return !m_heard->isClosed;
    }

    void signedOut() override
    {
        const std::lock_guard lock(m_heard->mutex);
        ++m_heard->signOuts;
    }

    void close() override
    {
        const std::lock_guard lock(m_heard->mutex);
        m_heard->isClosed = true;
    }

private:
    std::shared_ptr<Heard> m_heard;
};

struct Listener
{
    std::string id;
    std::shared_ptr<Heard> heard;

    bool isClosed() const
    {
        const std::lock_guard lock(heard->mutex);
        return heard->isClosed;
    }

    /// "create Dune, delete Dune": action and title of each message after PB_CONNECT.
    std::string story(std::string_view key = "title") const
    {
        const std::lock_guard lock(heard->mutex);
        std::string told;
        for (std::size_t i = 1; i < heard->messages.size(); ++i) {
            const std::string &message = heard->messages[i];
            const auto data = parseJson(message.substr(message.find("\ndata:") + 6));
            told += (told.empty() ? "" : ", ") + std::string((*data)["action"].text()) + " "
                + std::string((*data)["record"][key].text());
        }
        return told;
    }
};

constexpr const char *kIp = "127.0.0.1";

} // namespace

class TestBroker : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<test::RecordsFixture> m_fixture;
    std::unique_ptr<realtime::Broker> m_broker;

    void start(realtime::BrokerOptions options = {})
    {
        m_broker.reset();
        m_fixture = std::make_unique<test::RecordsFixture>();
        m_fixture->caller = rules::Caller::superuser();
        m_broker = std::make_unique<realtime::Broker>(
            realtime::BrokerParts{.database = m_fixture->database.get(),
                                  .records = m_fixture->store.get(),
                                  .catalogue = [this] { return m_fixture->schemas->catalogue(); },
                                  .clock = &m_fixture->clock,
                                  .random = &runtime::systemRandom()},
            options);
        m_fixture->store->addListener(*m_broker);
        m_fixture->store->addObserver(*m_broker);
    }

    Listener listen(const std::vector<std::string> &topics,
                    rules::Caller caller = rules::Caller::guest(),
                    realtime::Lifetime lifetime = realtime::Lifetime::Bounded)
    {
        Listener made{.id = {}, .heard = std::make_shared<Heard>()};
        made.id = m_broker->connect(std::make_unique<MemorySink>(made.heard), kIp, lifetime);
        const auto done = m_broker->subscribe(
            made.id, kIp, std::make_shared<const rules::Caller>(std::move(caller)), topics);
        if (!done) {
            qFatal("a listener could not subscribe");
        }
        return made;
    }

    void settle() { QTRY_VERIFY(m_broker->isIdle()); }

    bool isGuest(const Listener &listener) const
    {
        return m_broker->callerOf(listener.id)->isGuest();
    }

    records::Record member(const std::string &name)
    {
        const Json body = JsonObject{{"email", name + "@example.com"},
                                     {"name", name},
                                     {"password", "12345678"},
                                     {"passwordConfirm", "12345678"}};
        return m_fixture->made("members", body.dump());
    }

    static rules::Caller withKey(rules::Caller caller, const std::string &id)
    {
        caller.key
            = std::make_shared<const rules::KeyGrant>(rules::KeyGrant{.id = id, .scopes = {"*"}});
        return caller;
    }

    static rules::Caller as(const records::Record &record)
    {
        auto account = std::make_shared<rules::AuthRecord>();
        account->id = record.id();
        account->collectionId = record.collection().id;
        account->collectionName = record.collection().name;
        account->values = record.toJson();
        return rules::Caller::signedIn(std::move(account));
    }

    // Only what the broker looks at: name and fields of the keys' collection.
    static schema::CollectionPtr keysCollection()
    {
        auto collection = std::make_shared<schema::Collection>();
        collection->id = "keys";
        collection->name = "_apiKeys";
        for (const char *name : {"id", "name", "revoked"}) {
            collection->fields.push_back({.id = name, .name = name, .kind = &fields::textField()});
        }
        return collection;
    }

private slots:

    void init() { start(); }

    void cleanup()
    {
        m_broker.reset();
        m_fixture.reset();
    }

    void refusesStrangers()
    {
        const auto guest = std::make_shared<const rules::Caller>();
        const Listener one = listen({});
        const auto unknown = m_broker->subscribe("nobody", kIp, guest, {});
        QCOMPARE(unknown.error().kind, ErrorKind::NotFound);
        const auto elsewhere = m_broker->subscribe(one.id, "10.0.0.1", guest, {});
        QCOMPARE(elsewhere.error().message, std::string("Invalid realtime client."));
        m_broker->disconnect(one.id);
        QCOMPARE(m_broker->subscribe(one.id, kIp, guest, {}).error().kind, ErrorKind::NotFound);
        QCOMPARE(m_broker->clientCount(), std::size_t{0});
    }

    void tellsInCommitOrder()
    {
        const Listener listener = listen({"books/*"});
        const auto book = m_fixture->made("books", R"({"title":"Dune"})");
        VERIFY_OK(m_fixture->update("books", book.id(), R"({"title":"Dune 2"})"));
        VERIFY_OK(m_fixture->remove("books", book.id()));
        settle();
        QCOMPARE(listener.story(), std::string("create Dune, update Dune 2, delete Dune 2"));
    }

    // A rule is asked of the record as it was, not of what later writes made of it.
    void checksTheVersionOfTheChange()
    {
        m_fixture->setRule("books", "listRule", "pages > 10");
        const Listener listener = listen({"books/*"});
        const auto book = m_fixture->made("books", R"({"title":"small","pages":1})");
        VERIFY_OK(m_fixture->update("books", book.id(), R"({"title":"large","pages":11})"));
        VERIFY_OK(m_fixture->update("books", book.id(), R"({"title":"small again","pages":2})"));
        VERIFY_OK(m_fixture->update("books", book.id(), R"({"title":"gone","pages":12})"));
        VERIFY_OK(m_fixture->remove("books", book.id()));
        settle();
        QCOMPARE(listener.story(), std::string("update large, update gone, delete gone"));
    }

    // The rule leads to the book whose deletion takes the review with it.
    void checksDeletionsBeforeTheyHappen()
    {
        m_fixture->setRule("reviews", "listRule", "book.title = 'Dune'");
        const Listener listener = listen({"reviews/*"});
        const auto author = m_fixture->made("authors", R"({"name":"Herbert"})");
        const auto book = m_fixture->made("books", R"({"title":"Dune"})");
        m_fixture->made("reviews",
                        R"({"stars":5,"book":")" + std::string(book.id()) + R"(","about":")"
                            + std::string(author.id()) + R"("})");
        settle();
        VERIFY_OK(m_fixture->remove("books", book.id()));
        settle();
        QCOMPARE(listener.story("collectionName"), std::string("create reviews, delete reviews"));
    }

    void saysNothingOfALockedOrBrokenRule()
    {
        m_fixture->setRule("books", "listRule", nullptr);
        const Listener guest = listen({"books/*"});
        const Listener root = listen({"books/*"}, rules::Caller::superuser());
        m_fixture->made("books", R"({"title":"Dune"})");
        settle();
        QCOMPARE(guest.story(), std::string());
        QCOMPARE(root.story(), std::string("create Dune"));
    }

    void forgetsAnAccountWithItsTokenKey()
    {
        m_fixture->setRule("members", "listRule", "id = @request.auth.id");
        const auto member = m_fixture->made(
            "members",
            R"({"email":"a@example.com","password":"12345678","passwordConfirm":"12345678","name":"Ann"})");
        const Listener listener = listen({"members/*"}, as(member));
        VERIFY_OK(m_fixture->update("members", member.id(), R"({"name":"Bea"})"));
        VERIFY_OK(m_fixture->update("members", member.id(), R"({"email":"b@example.com"})"));
        settle();
        const std::string before = listener.story("name");
        VERIFY_OK(m_fixture->update("members", member.id(), R"({"name":"Cid"})"));
        settle();
        QCOMPARE(listener.story("name"), before);
        VERIFY_OK(
            m_broker->subscribe(listener.id, kIp, std::make_shared<const rules::Caller>(), {}));
    }

    // A key is not one of the account's tokens: it ends with its row, or with the account.
    void endsKeysWithTheirRowOrAccount()
    {
        const auto ann = member("Ann");
        const Listener key = listen({}, withKey(as(ann), "k1"));
        const Listener other = listen({}, withKey(as(ann), "k2"));
        const Listener root = listen({}, withKey(rules::Caller::superuser(), "k1"));
        const Listener token = listen({}, as(ann));
        VERIFY_OK(m_fixture->update("members", ann.id(), R"({"email":"b@example.com"})"));
        QVERIFY(isGuest(token) && !isGuest(key) && !isGuest(other));
        QCOMPARE(m_broker->callerOf(key.id)->record->values["email"].text(),
                 std::string_view("b@example.com"));

        records::Record before(keysCollection());
        before.set("id", "k1");
        const auto changed = [&](const char *field, const Json &value) {
            records::Record after = before;
            after.set(field, value);
            m_broker->recordCommitted({.kind = records::ChangeKind::Updated,
                                       .before = std::make_shared<records::Record>(before),
                                       .after = std::make_shared<records::Record>(after)});
        };
        changed("name", "other");
        QVERIFY(!isGuest(key) && !isGuest(root));
        changed("revoked", true);
        QVERIFY(isGuest(key) && isGuest(root) && !isGuest(other));
        QCOMPARE(key.heard->signOuts, 1);
        VERIFY_OK(m_fixture->remove("members", ann.id()));
        QVERIFY(isGuest(other));
    }

    // Streams that end by themselves outlive their token (6.8); sockets do not.
    void signsSocketsOutWithTheirToken()
    {
        rules::Caller caller = as(member("Ann"));
        caller.expires = m_fixture->clock.now().milliseconds() / 1000 + 60;
        const Listener stream = listen({}, caller);
        const Listener socket = listen({}, caller, realtime::Lifetime::Open);
        m_fixture->clock.advance(59s);
        m_broker->sweep();
        QVERIFY(!isGuest(socket));
        m_fixture->clock.advance(1s);
        m_broker->sweep();
        QVERIFY(isGuest(socket) && !isGuest(stream));
        QCOMPARE(socket.heard->signOuts, 1);
        m_broker->sweep();
        QCOMPARE(socket.heard->signOuts, 1);
        // Half an hour ends a stream, never a socket.
        m_fixture->clock.advance(1800s);
        m_broker->sweep();
        QVERIFY(stream.isClosed() && !socket.isClosed());
    }

    void signsOutWhomItIsToldOf()
    {
        const auto ann = member("Ann");
        rules::Caller one = as(ann);
        one.expires = 1;
        const Listener first = listen({}, one);
        const Listener second = listen({}, as(ann));
        m_broker->callersRevoked(ann.collection().id, ann.id(), [](const rules::Caller &caller) {
            return caller.expires == 1;
        });
        QVERIFY(isGuest(first) && !isGuest(second));
        QCOMPARE(second.heard->signOuts, 0);
        m_broker->accountsRevoked(ann.collection().id);
        QVERIFY(isGuest(second));
    }

    void closesIdleAndOldStreams()
    {
        const Listener idle = listen({});
        const Listener busy = listen({"books/*"});
        m_fixture->clock.advance(299s);
        m_fixture->made("books", R"({"title":"Dune"})");
        settle();
        m_fixture->clock.advance(1s);
        m_broker->sweep();
        QVERIFY(idle.isClosed());
        QVERIFY(!busy.isClosed());
        for (int i = 0; i < 6; ++i) {
            m_fixture->clock.advance(250s);
            m_fixture->made("books", R"({"title":"Dune"})");
            settle();
            m_broker->sweep();
        }
        QVERIFY(busy.isClosed());
        QCOMPARE(m_broker->clientCount(), std::size_t{0});
    }

    void deliversCustomNames()
    {
        const Listener one = listen({"@oauth2"});
        const Listener two = listen({"@oauth2", "news"});
        QVERIFY(m_broker->sendTo(one.id, "@oauth2", "{}"));
        QVERIFY(!m_broker->sendTo(one.id, "news", "{}"));
        m_broker->publish("news", "1");
        QCOMPARE(one.heard->messages.size(), std::size_t{2});
        QCOMPARE(one.heard->messages[1], "id:" + one.id + "\nevent:@oauth2\ndata:{}\n\n");
        QCOMPARE(two.heard->messages.size(), std::size_t{2});
    }

    void cutsEveryoneRatherThanLosingEvents()
    {
        start({.maxQueued = 0});
        const Listener listener = listen({"books/*"});
        m_fixture->made("books", R"({"title":"Dune"})");
        QVERIFY(listener.isClosed());
        QCOMPARE(m_broker->clientCount(), std::size_t{0});
    }
};

SOCLE_TEST_SUITE(TestBroker)
#include "TestBroker.moc"
