// Plans of schema changes: which change is what, how severe, who names it; and Socle's own settings
// and tables (socle-api.md 4, design.md 10).
#include "backend/runtime/Clock.h"
#include "backend/runtime/Random.h"
#include "backend/schema/SchemaPlan.h"
#include "backend/schema/SocleInstall.h"
#include "backend/schema/SocleSettingsStore.h"
#include "backend/storage/Database.h"
#include "tests/support/TempDir.h"
#include "tests/support/TestSuite.h"

using namespace socle;

namespace {

Json json(const char *text) { return parseJson(text).takeValue(); }

/// Two related collections and a view in a fresh folder.
struct Folder
{
    Folder()
        : database(storage::Database::open(folder / "data.db").takeValue())
        , schemas(*database, runtime::systemClock(), runtime::systemRandom())
    {
        run([&](storage::WriteTransaction &) { return Result<void>(); });
        if (!schemas.open()) {
            qFatal("the schema cannot be opened");
        }
        run([&](storage::WriteTransaction &tx) -> Result<void> {
            const auto authors = SOCLE_TRY(schemas.create(
                tx,
                json(
                    R"({"name":"authors","type":"base","fields":[{"type":"text","name":"name"}]})")));
            Json books = json(R"j({"name":"books","type":"base","listRule":"title != ''","fields":[
                {"type":"text","name":"title"},{"type":"number","name":"pages"},
                {"type":"relation","name":"author","maxSelect":1}],
                "indexes":["CREATE INDEX `idx_title` ON `books` (`title`)"]})j");
            books.asObject()["fields"].asArray()[2].asObject().set("collectionId", authors->id);
            SOCLE_TRY(schemas.create(tx, books));
            SOCLE_TRY(schemas.create(
                tx,
                json(
                    R"({"name":"short","type":"view","viewQuery":"SELECT id, title FROM books WHERE pages < 100"})")));
            SOCLE_TRY(tx.execute(storage::sql(
                "INSERT INTO books (id, title, pages) VALUES ('b1', 'x', 5), ('b2', '', 0)")));
            return {};
        });
    }

    template <typename Step> void run(Step step)

    {
        const auto done = database->runExclusive(step);
        if (!done) {
            qFatal("%s %s", done.error().message.c_str(), done.error().cause.c_str());
        }
    }

    /// "kind field severity affected: references" of each change, sorted as they come.
    std::string plan(const std::function<void(JsonObject &)> &change,
                     schema::Missing missing = schema::Missing::Keep)
    {
        Json books = toJson(*schemas.catalogue()->findByName("books"), schema::Secrets::Hide);
        change(books.asObject());
        std::string out;
        run([&](storage::WriteTransaction &tx) -> Result<void> {
            const auto planned
                = SOCLE_TRY(schema::planImport(tx, schemas, JsonArray{books}, missing));
            out = planned.refusal ? "refused\n" : "";
            for (const schema::PlannedChange &item : planned.changes) {
                out += item.kind + " " + item.field + " "
                    + std::string(schema::toText(item.severity)) + " "
                    + std::to_string(item.affected);
                for (const schema::PlanReference &reference : item.references) {
                    out += " " + reference.kind + ":" + reference.collection + "."
                        + reference.where;
                }
                out += item.sql.empty() ? "\n" : " sql\n";
            }
            return {};
        });
        return out;
    }

    test::TempDir folder;
    std::unique_ptr<storage::Database> database;
    schema::SchemaStore schemas;
};

JsonArray &fieldsOf(JsonObject &collection) { return collection["fields"].asArray(); }

} // namespace

class TestSchemaPlan : public QObject
{
    Q_OBJECT
private slots:

    void describesChanges()
    {
        using schema::Missing;
        Folder folder;
        const auto before = folder.schemas.catalogue();
        const auto check = [&](const std::function<void(JsonObject &)> &change,
                               const char *expected,
                               Missing missing = Missing::Keep) {
            QCOMPARE(QString::fromStdString(folder.plan(change, missing)),
                     QString::fromLatin1(expected));
        };
        check([](JsonObject &) {}, "");
        check(
            [](JsonObject &c) {
                fieldsOf(c).emplace_back(json(R"({"type":"bool","name":"done"})"));
            },
            "field.add done safe 2 sql\n");
        check([](JsonObject &c) { fieldsOf(c)[1].asObject().set("required", true); },
              "field.change title careful 1\n");
        check([](JsonObject &c) { fieldsOf(c)[1].asObject().set("name", "heading"); },
              "refused\nfield.rename heading careful 1 rule:books.listRule view:short.viewQuery "
              "index:books.idx_title sql\n");
        check([](JsonObject &c) { c.set("listRule", ""); }, "rule.change listRule careful 0\n");
        check([](JsonObject &c) { c.set("listRule", Json()); }, "rule.change listRule safe 0\n");
        check([](JsonObject &c) { c.set("indexes", JsonArray()); },
              "index.remove idx_title safe 2 sql\n");
        check([](JsonObject &c) { c.set("name", "tomes"); },
              "collection.rename  careful 2 view:short.viewQuery sql\n");
        QCOMPARE(folder.schemas.catalogue(), before); // nothing was kept
    }

    void countsWhatIsLost()
    {
        Folder folder;
        const std::string plan
            = folder.plan([](JsonObject &c) { fieldsOf(c).erase(fieldsOf(c).begin() + 2); },
                          schema::Missing::Delete);
        QVERIFY2(plan.find("field.remove pages destructive 1 view:short.viewQuery sql\n")
                     != std::string::npos,
                 plan.c_str());
        QVERIFY2(plan.find("collection.drop  careful 0 relation:books.author sql\n")
                     != std::string::npos,
                 plan.c_str());
    }

    void installsOnceAndKeepsThePeersRows()
    {
        test::TempDir folder;
        auto database = storage::Database::open(folder / "data.db").takeValue();
        schema::SchemaStore schemas(*database, runtime::systemClock(), runtime::systemRandom());
        VERIFY_OK(schemas.open());
        const auto rowsOf = [&](const char *query) {
            std::string all;
            const auto read = [&](storage::ReadTransaction &tx) {
                return tx.query(storage::sql(query), [&](const storage::Row &row) {
                    all += std::string(row.text(0)) + "\n";
                    return storage::Next::Continue;
                });
            };
            discard(database->read(read), "shows as empty");
            return all;
        };
        const char *const peers = "SELECT id || name || fields || options || updated FROM "
                                  "_collections WHERE rowid <= 6 ORDER BY rowid";
        const std::string before = rowsOf(peers);
        VERIFY_OK(schema::installSocle(*database, schemas, runtime::systemClock()));
        const std::string migrations = rowsOf("SELECT file || applied FROM _socleMigrations");
        VERIFY_OK(schema::installSocle(*database, schemas, runtime::systemClock()));
        QCOMPARE(rowsOf(peers), before);
        QCOMPARE(rowsOf("SELECT file || applied FROM _socleMigrations"), migrations);
        for (const char *name :
             {"_socleOptions", "_revisions", "_webhooks", "_apiKeys", "_audit"}) {
            const auto made = schemas.catalogue()->findByName(name);
            QVERIFY2(made && made->system && !made->listRule && !made->viewRule && !made->createRule
                         && !made->updateRule && !made->deleteRule,
                     name);
        }
        schema::SocleSettingsStore settings(*database, runtime::systemClock());
        VERIFY_OK(settings.open());
        QVERIFY(settings.settings()->history.enabled); // a folder of our own
    }

    void startsWithoutHistoryInAPeersFolder()
    {
        test::TempDir folder;
        auto database = storage::Database::open(folder / "data.db").takeValue();
        schema::SchemaStore schemas(*database, runtime::systemClock(), runtime::systemRandom());
        VERIFY_OK(schemas.open());
        VERIFY_OK(database->runExclusive([](storage::WriteTransaction &tx) {
            return tx.executeScript("DROP TABLE _socleMigrations"); // as the peer leaves it
        }));
        schema::SchemaStore again(*database, runtime::systemClock(), runtime::systemRandom());
        VERIFY_OK(again.open());
        VERIFY_OK(schema::installSocle(*database, again, runtime::systemClock()));
        schema::SocleSettingsStore settings(*database, runtime::systemClock());
        VERIFY_OK(settings.open());
        QVERIFY(!settings.settings()->history.enabled);
    }

    void everySettingHasADefaultThatIsValid()
    {
        const schema::SocleSettings defaults;
        QVERIFY(schema::validate(defaults).empty());
        const Json shown = toJson(defaults, schema::Secrets::Hide);
        schema::SocleSettings again;
        VERIFY_OK(applyJson(again, shown));
        QCOMPARE(toJson(again, schema::Secrets::Show).dump(),
                 toJson(defaults, schema::Secrets::Show).dump());
        for (const schema::SettingRow &row : schema::socleSettingRows()) {
            QVERIFY2(!row.help.empty(), row.path.data());
        }
        QVERIFY(shown["metrics"].find("token") == nullptr);
    }
};

SOCLE_TEST_SUITE(TestSchemaPlan)
#include "TestSchemaPlan.moc"
