// Collections created, changed and removed on a real SQLite file. What is refused and with which
// words is the recorded answer of PocketBase v0.39.11 (data/create_refusals.jsonl,
// data/create_accepted.jsonl).
#include "backend/runtime/Clock.h"
#include "backend/runtime/Random.h"
#include "backend/schema/SchemaStore.h"
#include "backend/storage/Database.h"
#include "shared/fields/FieldCatalogue.h"
#include "tests/support/TempDir.h"
#include "tests/support/TestSuite.h"

#include <QFile>
#include <QRegularExpression>

using namespace socle;
using schema::CollectionPtr;

namespace {

Json paramJson(const ErrorParam &param)
{
    if (const auto *integer = std::get_if<std::int64_t>(&param)) {
        return *integer;
    }
    if (const auto *real = std::get_if<double>(&param)) {
        return *real;
    }
    if (const auto *text = std::get_if<std::string>(&param)) {
        return *text;
    }
    return {};
}

Json dataJson(const FieldErrors &errors)
{
    JsonObject object;
    for (const auto &[path, error] : errors) {
        if (error.isGroup()) {
            object.set(path, dataJson(error.children));
            continue;
        }
        JsonObject item{{"code", error.code}, {"message", error.message}};
        JsonObject params;
        for (const auto &[name, value] : error.params) {
            params.set(name, paramJson(value));
        }
        if (!params.empty()) {
            item.set("params", std::move(params));
        }
        object.set(path, std::move(item));
    }
    return object;
}

std::vector<Json> readLines(const char *name)
{
    QFile file(QStringLiteral(SOCLE_SCHEMA_DATA "/") + QString::fromLatin1(name));
    std::vector<Json> lines;
    if (file.open(QIODevice::ReadOnly)) {
        for (const QByteArray &line : file.readAll().split('\n')) {
            if (!line.isEmpty()) {
                lines.push_back(parseJson(line.toStdString()).takeValue());
            }
        }
    }
    return lines;
}

// Ids and texts that chance or we decide, and what comes from the SQL engine's or grammar's own
// words.
std::string masked(std::string text)
{
    QString line = QString::fromStdString(text);
    static const QRegularExpression clone(QStringLiteral("_clone_\\w{4}"));
    static const QRegularExpression body(QStringLiteral(R"("body":"(?:[^"\\]|\\.)*")"));
    static const QRegularExpression date(
        QStringLiteral(R"("\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}Z")"));
    static const QRegularExpression rule(QStringLiteral("Invalid rule. Raw error: [^\"]*"));
    static const QRegularExpression regex(QStringLiteral("Error parsing regexp: [^\"]*"));
    line.replace(clone, QStringLiteral("_clone_X"));
    line.replace(body, QStringLiteral("\"body\":\"B\""));
    line.replace(rule, QStringLiteral("Invalid rule."));
    line.replace(regex, QStringLiteral("Regexp."));
    return line.toStdString();
}

} // namespace

class TestSchemaStore : public QObject
{
    Q_OBJECT
private slots:

    void init()
    {
        m_folder = std::make_unique<test::TempDir>();
        auto database = storage::Database::open(*m_folder / "data.db");
        VERIFY_OK(database);
        m_database = database.takeValue();
        m_store = std::make_unique<schema::SchemaStore>(
            *m_database, runtime::systemClock(), runtime::systemRandom());
        VERIFY_OK(m_store->open());
    }

    void cleanup()
    {
        m_store.reset();
        m_database.reset();
        m_folder.reset();
    }

    void refusesAsThePeer_data()
    {
        QTest::addColumn<Json>("line");
        int number = 0;
        for (const Json &line : readLines("create_refusals.jsonl")) {
            QTest::addRow("%d %.80s", ++number, line["body"].dump().c_str()) << line;
        }
    }

    void refusesAsThePeer()
    {
        QFETCH(Json, line);
        const auto created = create(line["body"]);
        QVERIFY(!created);
        QCOMPARE(masked(dataJson(created.error().fields).dumpSorted()),
                 masked(line["data"].dumpSorted()));
        QCOMPARE(normalizedMessage(created.error().message), line["message"].toText());
        QCOMPARE(m_store->catalogue()->all().size(), std::size_t{6});
    }

    void acceptsAsThePeer_data()
    {
        QTest::addColumn<Json>("line");
        for (const Json &line : readLines("create_accepted.jsonl")) {
            QTest::addRow("%s", line["body"]["name"].toText().c_str()) << line;
        }
    }

    void acceptsAsThePeer()
    {
        QFETCH(Json, line);
        const auto created = create(line["body"]);
        VERIFY_OK(created);
        Json answer = toJson(**created, schema::Secrets::Hide);
        for (const char *date : {"created", "updated"}) {
            answer.asObject().set(date, line["answer"][date]);
        }
        QCOMPARE(masked(answer.dump()), masked(line["answer"].dump()));
        QVERIFY(m_store->catalogue()->findByName(line["body"]["name"].text()) != nullptr);
    }

    void keepsDataThroughChanges()
    {
        const Json body = parse(
            R"json({"name":"notes","fields":[{"name":"a","type":"text"},{"name":"b","type":"text"},
            {"name":"s","type":"select","values":["x","y"],"maxSelect":1}],"indexes":["create index byA on notes (a)"]})json");
        VERIFY_OK(create(body));
        VERIFY_OK(run(
            "INSERT INTO notes (id, a, b, s) VALUES ('r1', 'A', 'B', 'x'), ('r2', '', '', '')"));
        const CollectionPtr notes = m_store->catalogue()->findByName("notes");

        // a and b swap names, s becomes a list, the collection gets a new name
        Json fieldsJson = fields::toJson(notes->fields);
        for (Json &field : fieldsJson.asArray()) {
            const std::string name = field["name"].toText();
            if (name == "a" || name == "b") {
                field.asObject().set("name", name == "a" ? "b" : "a");
            } else if (name == "s") {
                field.asObject().set("maxSelect", 2);
            }
        }
        VERIFY_OK(update(notes->id, JsonObject{{"name", "papers"}, {"fields", fieldsJson}}));
        QCOMPARE(scalar("SELECT a || b || s FROM papers WHERE id = 'r1'"),
                 QStringLiteral("BA[\"x\"]"));
        QCOMPARE(scalar("SELECT s FROM papers WHERE id = 'r2'"), QStringLiteral("[]"));
        QCOMPARE(scalar("SELECT sql FROM sqlite_schema WHERE name = 'byA'"),
                 QStringLiteral("CREATE INDEX `byA` ON `papers` (`a`)"));

        // and back to a single value: the last item stays
        VERIFY_OK(run("UPDATE papers SET s = '[\"x\",\"y\"]' WHERE id = 'r1'"));
        for (Json &field : fieldsJson.asArray()) {
            if (field["name"].text() == "s") {
                field.asObject().set("maxSelect", 1);
            }
        }
        VERIFY_OK(update(notes->id, JsonObject{{"fields", fieldsJson}}));
        QCOMPARE(scalar("SELECT s FROM papers WHERE id = 'r1'"), QStringLiteral("y"));
        QCOMPARE(scalar("SELECT s FROM papers WHERE id = 'r2'"), QString());
    }

    void removesWhatNothingNeeds()
    {
        VERIFY_OK(create(parse(R"({"name":"authors"})")));
        const std::string authors = m_store->catalogue()->findByName("authors")->id;
        VERIFY_OK(create(
            parse(R"({"name":"books","fields":[{"name":"author","type":"relation","collectionId":")"
                  + authors + R"("}]})")));
        const auto refused = remove(authors);
        QVERIFY(!refused);
        QCOMPARE(refused.error().message,
                 std::string(
                     "Failed to delete collection probably due to existing reference in books."));
        QVERIFY(!remove("pbc_3142635823")); // a system collection
        VERIFY_OK(remove(m_store->catalogue()->findByName("books")->id));
        VERIFY_OK(remove(authors));
        QVERIFY(m_store->catalogue()->findByName("authors") == nullptr);
        QCOMPARE(scalar("SELECT count(*) FROM sqlite_schema WHERE name IN ('books', 'authors')"),
                 QStringLiteral("0"));
    }

    void refusesToRemoveWhatAViewReads()
    {
        VERIFY_OK(create(parse(R"({"name":"plain"})")));
        VERIFY_OK(create(
            parse(R"({"name":"looking","type":"view","viewQuery":"select id from plain"})")));
        const auto refused = remove(m_store->catalogue()->findByName("plain")->id);
        QVERIFY(!refused);
        QCOMPARE(refused.error().message, std::string("Failed to delete collection."));
        QVERIFY(m_store->catalogue()->findByName("plain") != nullptr);
        QCOMPARE(scalar("SELECT count(*) FROM plain"), QStringLiteral("0"));
    }

    void changesOfTheAuthRuleEndSessions()
    {
        const std::string before = m_store->catalogue()->findByName("users")->auth.authToken.secret;
        VERIFY_OK(update("_pb_users_auth_", parse(R"({"authRule":"verified=true"})")));
        const std::string after = m_store->catalogue()->findByName("users")->auth.authToken.secret;
        QVERIFY(before != after);
        QCOMPARE(after.size(), std::size_t{50});
        VERIFY_OK(update("_pb_users_auth_", parse(R"({"otp":{"enabled":true}})")));
        QCOMPARE(m_store->catalogue()->findByName("users")->auth.authToken.secret, after);
    }

    void importsAndDeletesWhatIsMissing()
    {
        VERIFY_OK(create(parse(R"({"name":"old"})")));
        VERIFY_OK(create(parse(R"({"name":"kept","fields":[{"name":"t","type":"text"}]})")));
        VERIFY_OK(run("INSERT INTO kept (id, t) VALUES ('r1', 'T')"));
        const Json list = parse(
            R"([{"name":"kept","fields":[{"name":"n","type":"number"}]},{"name":"fresh"}])");
        VERIFY_OK(import(list, schema::Missing::Keep));
        QCOMPARE(scalar("SELECT t || n FROM kept"), QStringLiteral("T0"));
        QVERIFY(m_store->catalogue()->findByName("old") != nullptr);
        QVERIFY(m_store->catalogue()->findByName("fresh") != nullptr);

        VERIFY_OK(import(list, schema::Missing::Delete));
        QVERIFY(m_store->catalogue()->findByName("old") == nullptr);
        QVERIFY(m_store->catalogue()->findByName("users") == nullptr);
        QVERIFY(m_store->catalogue()->findByName("_superusers") != nullptr);
        QVERIFY(m_store->catalogue()->findByName("kept")->field("t") == nullptr);

        const auto refused = import(parse(R"([{"name":"bad name"}])"), schema::Missing::Keep);
        QVERIFY(!refused);
        QCOMPARE(refused.error().fields.at("collections").code,
                 std::string("validation_collections_import_failure"));
        QVERIFY(m_store->catalogue()->findByName("bad name") == nullptr);
    }

    void viewsFollowTheirTables()
    {
        VERIFY_OK(
            create(parse(R"({"name":"src","fields":[{"name":"t","type":"text","max":10}]})")));
        VERIFY_OK(
            create(parse(R"({"name":"v","type":"view","viewQuery":"select id, t from src"})")));
        const CollectionPtr src = m_store->catalogue()->findByName("src");
        Json list = fields::toJson(src->fields);
        list.asArray()[1].asObject().set("max", 20);
        VERIFY_OK(update(src->id, JsonObject{{"fields", list}}));
        QCOMPARE(m_store->catalogue()->findByName("v")->field("t")->integer("max"),
                 std::int64_t{20});
    }

    void knowsReferences()
    {
        VERIFY_OK(create(parse(R"({"name":"post","fields":[{"name":"owner","type":"relation",
            "collectionId":"_pb_users_auth_"}]})")));
        const auto catalogue = m_store->catalogue();
        const auto references = catalogue->referencesTo("_pb_users_auth_");
        QCOMPARE(references.size(), std::size_t{1});
        QCOMPARE(references[0].field->name, std::string("owner"));
        QVERIFY(catalogue->findByNameOrId("POST") != nullptr);
        QVERIFY(catalogue->findByNameOrId("_PB_USERS_AUTH_") == nullptr);
    }

private:
    static Json parse(const std::string &text) { return parseJson(text).takeValue(); }

    Result<CollectionPtr> create(const Json &body)
    {
        CollectionPtr created;
        const auto step = [&](storage::WriteTransaction &tx) -> Result<void> {
            created = SOCLE_TRY(m_store->create(tx, body));
            return {};
        };
        SOCLE_TRY(m_database->runExclusive(step));
        return created;
    }

    Result<void> update(const std::string &id, const Json &body)
    {
        return m_database->runExclusive([&](storage::WriteTransaction &tx) -> Result<void> {
            SOCLE_TRY(m_store->update(tx, id, body));
            return {};
        });
    }

    Result<void> remove(const std::string &id)
    {
        return m_database->runExclusive(
            [&](storage::WriteTransaction &tx) { return m_store->remove(tx, id); });
    }

    Result<void> import(const Json &list, schema::Missing missing)
    {
        return m_database->runExclusive(
            [&](storage::WriteTransaction &tx) { return m_store->import(tx, list, missing); });
    }

    Result<void> run(const char *script)
    {
        return m_database->runExclusive(
            [&](storage::WriteTransaction &tx) { return tx.executeScript(script); });
    }

    QString scalar(const char *text)
    {
        QString out;
        const auto read = m_database->read([&](storage::ReadTransaction &tx) {
            return tx.query(storage::sql(text), [&](const storage::Row &row) {
                out = QString::fromUtf8(row.text(0).data(), int(row.text(0).size()));
                return storage::Next::Stop;
            });
        });
        return read ? out : QStringLiteral("error: ") + QString::fromStdString(read.error().cause);
    }

    std::unique_ptr<test::TempDir> m_folder;
    std::unique_ptr<storage::Database> m_database;
    std::unique_ptr<schema::SchemaStore> m_store;
};

SOCLE_TEST_SUITE(TestSchemaStore)
#include "TestSchemaStore.moc"
