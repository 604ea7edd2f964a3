// Revisions: in the change's own transaction, only where a collection has a history, and no longer
// than the settings say (socle-api.md 8). Reading and restoring over HTTP is tested in tests/sdk.
#include "backend/history/HistoryWriter.h"
#include "backend/history/RevisionStore.h"
#include "backend/runtime/Random.h"
#include "backend/schema/SocleInstall.h"
#include "backend/storage/WriteTransaction.h"
#include "tests/backend/records/RecordsFixture.h"
#include "tests/support/TestSuite.h"

using namespace socle;
using test::RecordsFixture;

namespace {

/// The library of RecordsFixture with Socle's tables and a history.
struct Library
{
    Library()
        : writer(fixture.clock, runtime::systemRandom())
        , revisions(*fixture.database, *fixture.store)
    {
        const auto installed
            = schema::installSocle(*fixture.database, *fixture.schemas, fixture.clock);
        if (!installed) {
            qFatal("%s", installed.error().cause.c_str());
        }
        fixture.store->addListener(writer);
        settings.history = {.enabled = true, .maxDays = 90, .maxPerRecord = 3};
        writer.configure(settings, {});
    }

    std::int64_t count(const std::string &condition = "1")
    {
        std::int64_t number = -1;
        const auto read = [&](storage::ReadTransaction &tx) -> Result<void> {
            const auto counted = SOCLE_TRY(
                tx.scalar(storage::sql("SELECT COUNT(*) FROM _revisions WHERE " + condition)));
            number = counted ? storage::integerOf(*counted) : 0;
            return {};
        };
        discard(fixture.database->read(read), "shows as -1");
        return number;
    }

    RecordsFixture fixture;
    history::HistoryWriter writer;
    history::RevisionStore revisions;
    schema::SocleSettings settings;
};

} // namespace

class TestHistory : public QObject
{
    Q_OBJECT
private slots:

    void keepsOnlyWhatChanged()
    {
        Library library;
        const auto tag = library.fixture.made("tags", R"({"name":"a"})");
        VERIFY_OK(library.fixture.update("tags", tag.id(), R"({"name":"a"})")); // nothing new
        QCOMPARE(library.count(), std::int64_t{1});
        VERIFY_OK(library.fixture.update("tags", tag.id(), R"({"name":"b"})"));
        VERIFY_OK(library.fixture.remove("tags", tag.id()));
        QCOMPARE(library.count(
                     "action = 'update' AND changes = '{\"name\":{\"old\":\"a\",\"new\":\"b\"}}'"),
                 std::int64_t{1});
        QCOMPARE(library.count("action = 'delete' AND changes LIKE '%\"old\":\"b\",\"new\":null%'"),
                 std::int64_t{1});
    }

    void leavesHiddenFieldsOut()
    {
        Library library;
        const auto book = library.fixture.made("books", R"({"title":"x","secret":"s3cret"})");
        VERIFY_OK(library.fixture.update("books", book.id(), R"({"secret":"other"})"));
        QCOMPARE(library.count(), std::int64_t{1}); // the update changed nothing that is kept
        QCOMPARE(library.count("changes LIKE '%s3cret%'"), std::int64_t{0});
    }

    void isPartOfTheTransaction()
    {
        Library library;
        QVERIFY(!library.fixture.create("books", R"({"title":""})"));
        QCOMPARE(library.count(), std::int64_t{0});
    }

    void canBeSwitched()
    {
        Library library;
        library.settings.history.enabled = false;
        library.writer.configure(library.settings, {});
        library.fixture.made("tags", R"({"name":"a"})");
        QCOMPARE(library.count(), std::int64_t{0});
        const std::string tags = library.fixture.collection("tags")->id;
        const auto option = [](bool enabled) {
            return std::map<std::string, Json, std::less<>>{
                {"history", JsonObject{{"enabled", enabled}}}};
        };
        library.writer.configure(library.settings, {{tags, option(true)}});
        library.fixture.made("tags", R"({"name":"b"})");
        library.fixture.made("authors", R"({"name":"b"})");
        QCOMPARE(library.count(), std::int64_t{1});
        library.settings.history.enabled = true;
        library.writer.configure(library.settings, {{tags, option(false)}});
        library.fixture.made("tags", R"({"name":"c"})");
        QCOMPARE(library.count(), std::int64_t{1});
        QVERIFY(!library.writer.isOn(*library.fixture.schemas->catalogue()->findByName("_audit")));
    }

    void forgetsWhatIsOldOrTooMuch()
    {
        Library library;
        const auto tag = library.fixture.made("tags", R"({"name":"0"})");
        for (const char *name : {"1", "2", "3", "4"}) {
            const std::string body = std::string(R"({"name":")") + name + "\"}";
            VERIFY_OK(library.fixture.update("tags", tag.id(), body));
        }
        VERIFY_OK(library.revisions.prune(library.settings, library.fixture.clock.now()));
        QCOMPARE(library.count(), std::int64_t{3});
        QCOMPARE(library.count("changes LIKE '%\"new\":\"4\"%'"),
                 std::int64_t{1}); // the newest stay
        const DateTime later(library.fixture.clock.now().milliseconds() + 91LL * 86400000);
        VERIFY_OK(library.revisions.prune(library.settings, later));
        QCOMPARE(library.count(), std::int64_t{0});
    }
};

SOCLE_TEST_SUITE(TestHistory)
#include "TestHistory.moc"
