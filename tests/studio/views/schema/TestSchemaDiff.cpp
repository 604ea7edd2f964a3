// Changes by risk, what is left out of a partial apply, index statements both ways, and the line
// that makes a field.
#include "studio/api/Text.h"
#include "studio/domain/IndexStatement.h"
#include "studio/domain/SchemaDiff.h"
#include "studio/domain/SchemaDraft.h"
#include "studio/views/schema/FieldList.h"
#include "tests/studio/views/schema/SchemaFixtures.h"
#include "tests/support/TestSuite.h"

using namespace Qt::StringLiterals;

namespace socle::studio {

class TestSchemaDiff : public QObject
{
    Q_OBJECT

private:
    struct Bench
    {
        Bench()
        {
            discard(
                connection.context->schema().assign(parseJson(bookshop().toStdString())->array()),
                "the fixture is well-formed");
            draft = std::make_unique<SchemaDraft>(connection.context->schema(), u"cbooks"_s);
        }

        std::vector<SchemaChange> changes() { return draftedChanges(connection.context->schema()); }

        SchemaConnection connection;
        std::unique_ptr<SchemaDraft> draft;
    };

private slots:
    void gradesChanges_data();
    void gradesChanges();
    void leavesOutWhatIsNotTicked();
    void keepsTheFieldOfARemovalLeftOut();
    void undoes();
    void findsFaults();
    void readsIndexes_data();
    void readsIndexes();
    void sketches_data();
    void sketches();
};

void TestSchemaDiff::gradesChanges_data()
{
    QTest::addColumn<QString>("field");
    QTest::addColumn<QString>("member");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QString>("title");
    QTest::addColumn<int>("risk");
    const auto row = [](const char *name,
                        const char *field,
                        const char *member,
                        const char *value,
                        const char *title,
                        Risk risk) {
        QTest::newRow(name) << QString::fromLatin1(field) << QString::fromLatin1(member)
                            << QByteArray(value) << QString::fromLatin1(title)
                            << static_cast<int>(risk);
    };
    row("lower limit", "f_price", "min", "0", "books.price: at least 0", Risk::Careful);
    row("rename",
        "f_location",
        "name",
        "\"shelf\"",
        "books.shelf renamed from location",
        Risk::Careful);
    row("required", "f_title", "required", "true", "books.title: required", Risk::Careful);
    row("value more",
        "f_status",
        "values",
        R"(["draft","published","archived","lost"])",
        "books.status: also lost",
        Risk::Safe);
    row("value less",
        "f_status",
        "values",
        R"(["draft","published"])",
        "books.status: no longer archived",
        Risk::Careful);
    row("several", "f_author", "maxSelect", "5", "books.author: up to 5 values", Risk::Safe);
    row("presentable", "f_title", "presentable", "true", "books.title: presentable", Risk::Safe);
}

void TestSchemaDiff::gradesChanges()
{
    QFETCH(QString, field);
    QFETCH(QString, member);
    QFETCH(QByteArray, value);
    QFETCH(QString, title);
    QFETCH(int, risk);
    Bench bench;
    bench.draft->setFieldMember(field, member, *parseJson(viewOf(value)));
    const auto changes = bench.changes();
    QCOMPARE(changes.size(), 1U);
    QCOMPARE(changes.front().title, title);
    QCOMPARE(static_cast<int>(changes.front().risk), risk);
}

void TestSchemaDiff::leavesOutWhatIsNotTicked()
{
    Bench bench;
    bench.draft->setFieldMember(u"f_price"_s, u"min"_s, 0);
    bench.draft->setFieldMember(u"f_title"_s, u"name"_s, "heading");
    QSet<QString> left;
    for (const SchemaChange &change : bench.changes()) {
        if (change.kind == SchemaChangeKind::FieldRename) {
            QCOMPARE(change.before, u"title"_s);
            QCOMPARE(change.after, u"heading"_s);
            left << change.key;
        }
    }
    const Json sent
        = withoutChanges(u"cbooks"_s, *bench.draft->before(), bench.draft->json(), left);
    QCOMPARE(toQString(sent["fields"].array()[1]["name"].text()), u"title"_s);
    QCOMPARE(sent["fields"].array()[3]["min"].toInt(-1), 0);
    QVERIFY(toQString(sent["indexes"].array()[0].text()).contains(u"`title`"_s));
    QVERIFY(patchBody(*bench.draft->before(), sent).find("indexes") == nullptr);
}

void TestSchemaDiff::keepsTheFieldOfARemovalLeftOut()
{
    Bench bench;
    bench.draft->removeField(u"f_title"_s);
    QVERIFY(bench.draft->indexes().isEmpty()); // its index goes along
    const auto changes = bench.changes();
    QCOMPARE(changes.size(), 1U); // and needs no line of its own
    QCOMPARE(changes.front().risk, Risk::Destructive);
    const Json sent = withoutChanges(
        u"cbooks"_s, *bench.draft->before(), bench.draft->json(), {changes.front().key});
    QVERIFY(sent["fields"] == (*bench.draft->before())["fields"]); // at its old place
    QVERIFY(sent["indexes"] == (*bench.draft->before())["indexes"]);
}

void TestSchemaDiff::undoes()
{
    Bench bench;
    const QString id = bench.draft->addField(u"bool"_s, u"sold"_s);
    bench.draft->moveField(id, 1);
    QCOMPARE(bench.draft->position(id), 1);
    bench.draft->undoStack().undo();
    bench.draft->undoStack().undo();
    QVERIFY(!bench.connection.context->schema().hasDrafts()); // edited back: nothing to apply
    bench.draft->undoStack().redo();
    QVERIFY(bench.draft->field(id) != nullptr);
}

void TestSchemaDiff::findsFaults()
{
    Bench bench;
    bench.draft->setFieldMember(u"f_price"_s, u"name"_s, "title");
    QCOMPARE(bench.draft->problems().value(u"fields.f_price.name"_s),
             u"Duplicated or invalid field name title."_s);
    bench.draft->setName(u"authors"_s);
    QCOMPARE(bench.draft->problems().value(u"name"_s),
             u"Collection name must be unique (case insensitive)."_s);
    bench.draft->setIndexes({u"CREATE INDEX nothing"_s});
    QCOMPARE(bench.draft->problems().value(u"indexes.0"_s), u"Invalid CREATE INDEX expression."_s);
    QCOMPARE(SchemaDraft::pathByFieldId(u"fields.2.name"_s, bench.draft->json()),
             u"fields.f_author.name"_s);
}

void TestSchemaDiff::readsIndexes_data()
{
    QTest::addColumn<QString>("sql");
    QTest::addColumn<QString>("canonical");
    QTest::newRow("plain") << u"create index idx on books (title)"_s
                           << u"CREATE INDEX `idx` ON `books` (`title`)"_s;
    QTest::newRow("unique, condition")
        << u"CREATE UNIQUE INDEX `i` ON `b` (`email`) WHERE `email` != ''"_s
        << u"CREATE UNIQUE INDEX `i` ON `b` (`email`) WHERE `email` != ''"_s;
    QTest::newRow("two columns")
        << u"CREATE INDEX i ON b (a, `c` COLLATE NOCASE DESC)"_s
        << u"CREATE INDEX `i` ON `b` (\n  `a`,\n  `c` COLLATE NOCASE DESC\n)"_s;
    QTest::newRow("expression") << u"CREATE INDEX i ON b (lower(a), c)"_s
                                << u"CREATE INDEX `i` ON `b` (\n  lower(a),\n  `c`\n)"_s;
    QTest::newRow("no columns") << u"CREATE INDEX i ON b ()"_s << u""_s;
    QTest::newRow("not an index") << u"DROP TABLE b"_s << u""_s;
}

void TestSchemaDiff::readsIndexes()
{
    QFETCH(QString, sql);
    QFETCH(QString, canonical);
    const auto index = IndexStatement::parse(sql);
    QCOMPARE(index ? index->toSql() : QString(), canonical);
}

void TestSchemaDiff::sketches_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("type");
    QTest::addColumn<QByteArray>("options");
    QTest::newRow("name only") << u"title"_s << u"title"_s << u""_s << QByteArray("{}");
    QTest::newRow("all of it") << u"price number >= 0 required"_s << u"price"_s << u"number"_s
                               << QByteArray(R"({"min":0,"required":true})");
    QTest::newRow("another word") << u"place geo"_s << u"place"_s << u"geoPoint"_s
                                  << QByteArray("{}");
    QTest::newRow("no spaces") << u"n int <=2.5"_s << u"n"_s << u"number"_s
                               << QByteArray(R"({"max":2.5})");
}

void TestSchemaDiff::sketches()
{
    QFETCH(QString, line);
    QFETCH(QString, name);
    QFETCH(QString, type);
    QFETCH(QByteArray, options);
    const FieldSketch sketch = sketchField(line);
    QCOMPARE(sketch.name, name);
    QCOMPARE(sketch.type, type);
    QVERIFY(Json(sketch.options) == *parseJson(viewOf(options)));
}

} // namespace socle::studio

using socle::studio::TestSchemaDiff;
SOCLE_TEST_SUITE(TestSchemaDiff)
#include "TestSchemaDiff.moc"
