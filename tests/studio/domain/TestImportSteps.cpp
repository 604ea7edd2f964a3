// An import's way from text to records: steps of a column, records found by a field of theirs,
// updates by a key, rows edited or left out.
#include "studio/api/Text.h"
#include "studio/domain/ImportJob.h"
#include "studio/domain/ImportSteps.h"
#include "tests/studio/domain/Fixtures.h"
#include "tests/support/TempDir.h"
#include "tests/support/TestSuite.h"

#include <QFile>

using namespace Qt::StringLiterals;
using namespace socle;
using namespace socle::studio;

using Kind = ImportStep::Kind;

class TestImportSteps : public QObject
{
    Q_OBJECT

    test::TempDir m_folder;

    QString write(const char *name, const QByteArray &text)
    {
        const QString path = toQString((m_folder / name).string());
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly)) {
            qFatal("no room for fixtures");
        }
        file.write(text);
        return path;
    }

private slots:

    void changesText_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("first");
        QTest::addColumn<QString>("second");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("result"); // null: refused
        const auto row = [](const char *name,
                            Kind kind,
                            const char *first,
                            const char *second,
                            const char *text,
                            const char *result) {
            QTest::newRow(name) << static_cast<int>(kind) << QString::fromUtf8(first)
                                << QString::fromUtf8(second) << QString::fromUtf8(text)
                                << QString::fromUtf8(result);
        };
        row("trim", Kind::Trim, "", "", "  a b ", "a b");
        row("upper", Kind::Upper, "", "", "straße", "STRASSE");
        row("title", Kind::Title, "", "", "o'neil of NEW-york", "O'neil Of New-York");
        row("second part", Kind::Split, " ", "2", "Ada Lovelace", "Lovelace");
        row("last part", Kind::Split, "/", "-1", "a/b/c", "c");
        row("beyond the parts", Kind::Split, " ", "5", "Ada Lovelace", "");
        row("into a list", Kind::Split, ";", "", "a; b;c", "a,b,c");
        row("replace", Kind::Replace, "EUR", "", "12 EUR", "12 ");
        row("replace nothing", Kind::Replace, "", "x", "abc", "abc");
        row("pattern", Kind::ReplacePattern, "(\\d+)-(\\d+)", "\\2-\\1", "1-2", "2-1");
        row("bad pattern", Kind::ReplacePattern, "(", "", "1", nullptr);
        row("date", Kind::DateFormat, "dd.MM.yyyy", "", "24.12.2025", "2025-12-24 00:00:00.000Z");
        row("date and time",
            Kind::DateFormat,
            "M/d/yyyy H:mm",
            "",
            "3/4/2025 9:05",
            "2025-03-04 09:05:00.000Z");
        row("no such day", Kind::DateFormat, "dd.MM.yyyy", "", "31.02.2025", nullptr);
        row("no date", Kind::DateFormat, "dd.MM.yyyy", "", "", "");
        row("comma", Kind::Decimal, ",", "", "1.234,50", "1234.50");
        row("point", Kind::Decimal, ".", "", "1,234.50", "1234.50");
        row("no number", Kind::Decimal, ",", "", "cheap", nullptr);
        row("constant", Kind::Constant, "new", "", "old", "new");
        row("expression", Kind::Expression, "{last}, {first}", "", "x", "Lovelace, Ada");
        row("lookup", Kind::Lookup, "D = Germany; F=France", "", "F", "France");
        row("not in the table", Kind::Lookup, "D=Germany", "", "CH", "CH");
    }

    void changesText()
    {
        QFETCH(int, kind);
        QFETCH(QString, first);
        QFETCH(QString, second);
        QFETCH(QString, text);
        QFETCH(QString, result);
        const ImportSteps steps(
            {{.kind = static_cast<Kind>(kind), .first = first, .second = second}});
        const auto got = steps.apply(text, [](const QString &column) {
            return column == u"first" ? u"Ada"_s : column == u"last" ? u"Lovelace"_s : QString();
        });
        QCOMPARE(got.hasValue(), !result.isNull());
        if (got) {
            QCOMPARE(*got, result);
        }
    }

    void aPlanComesBackFromItsJson()
    {
        ImportPlan plan;
        plan.path = u"/a/b.csv"_s;
        plan.source.delimiter = '\t';
        plan.source.hasHeader = false;
        plan.collectionId = u"cbooks"_s;
        plan.columns = {{.column = u"a"_s,
                         .field = u"author"_s,
                         .steps = {{.kind = Kind::Replace, .first = u"x"_s, .second = u"y"_s}},
                         .matchBy = u"name"_s,
                         .createsMissing = true}};
        plan.mode = ImportMode::Upsert;
        plan.keyField = u"title"_s;
        plan.onError = OnRowError::Stop;
        plan.edits[7].insert(u"a"_s, u"z"_s);
        plan.leftOut = {3};
        plan.seed = "s";
        const ImportPlan back = ImportPlan::fromJson(plan.toJson());
        QCOMPARE(toQString(back.toJson().dump()), toQString(plan.toJson().dump()));
        QCOMPARE(back.columns.front().steps.front(), plan.columns.front().steps.front());
        QCOMPARE(back.edits.value(7).value(u"a"_s), u"z"_s);
        QCOMPARE(*back.source.delimiter, '\t');
    }

    void idsAreTheSameAgain()
    {
        const QString id = importRecordId("seed", 1);
        QCOMPARE(id.size(), 15);
        QCOMPARE(importRecordId("seed", 1), id);
        QVERIFY(importRecordId("seed", 2) != id);
        QVERIFY(importRecordId("other", 1) != id);
    }

    void findsAndMakesRelatedRecords_data()
    {
        QTest::addColumn<bool>("makes");
        QTest::addColumn<bool>("isDryRun");
        QTest::addColumn<int>("written");
        QTest::addColumn<int>("made");
        QTest::newRow("missing ones fail") << false << false << 2 << 0;
        QTest::newRow("missing ones are made, once") << true << false << 4 << 1;
        QTest::newRow("a dry run counts") << true << true << 4 << 1;
    }

    void findsAndMakesRelatedRecords()
    {
        QFETCH(bool, makes);
        QFETCH(bool, isDryRun);
        QFETCH(int, written);
        QFETCH(int, made);
        StubConnection connection;
        connection.stub->on(
            "GET",
            u"/api/collections/authors/records"_s,
            StubAnswer::json(QByteArray(
                R"({"page":1,"perPage":500,"totalItems":-1,"totalPages":-1,"items":[{"id":"ada000000000000","name":"Ada"}]})")));
        connection.stub->on("POST",
                            u"/api/collections/authors/records"_s,
                            StubAnswer::json(QByteArray(R"({"id":"eve000000000000"})")));
        connection.stub->on("POST",
                            u"/api/collections/books/records"_s,
                            StubAnswer::json(QByteArray(R"({"id":"x"})")));
        ImportPlan plan;
        plan.path = write("related.csv", "title,author\nA,Ada\nB,Eve\nC,Eve\nD,Ada\n");
        plan.collectionId = u"cbooks"_s;
        plan.columns = {{.column = u"title"_s, .field = u"title"_s},
                        {.column = u"author"_s,
                         .field = u"author"_s,
                         .matchBy = u"name"_s,
                         .createsMissing = makes}};
        plan.isDryRun = isDryRun;
        ImportJob job(*connection.client, *connection.schema, {}, plan);
        job.start();
        QTRY_COMPARE(job.state(), ImportJob::State::Finished);
        QCOMPARE(job.rowsWritten(), qint64{written});
        QCOMPARE(job.rowsFailed(), qint64{4 - written});
        QCOMPARE(job.recordsMade().value(u"authors"_s), qint64{made});
        const auto sent = connection.stub->requests("POST", u"/api/collections/books/records"_s);
        QCOMPARE(static_cast<int>(sent.size()), isDryRun ? 0 : written);
        QCOMPARE(
            static_cast<int>(
                connection.stub->requests("POST", u"/api/collections/authors/records"_s).size()),
            makes && !isDryRun ? 1 : 0);
        for (const auto &request : sent) {
            const Json body = *parseJson(viewOf(request.body));
            const bool isAdas = body["title"].text() == "A" || body["title"].text() == "D";
            QCOMPARE(body["author"].text(),
                     std::string_view(isAdas ? "ada000000000000" : "eve000000000000"));
        }
    }

    void updatesByAKey()
    {
        StubConnection connection;
        connection.stub->on(
            "GET",
            u"/api/collections/books/records"_s,
            StubAnswer::json(QByteArray(
                R"({"page":1,"perPage":500,"totalItems":-1,"totalPages":-1,"items":[{"id":"b00000000000001","title":"A"}]})")));
        connection.stub->on("PATCH",
                            u"/api/collections/books/records/b00000000000001"_s,
                            StubAnswer::json(QByteArray(R"({"id":"b00000000000001"})")));
        ImportPlan plan;
        plan.path = write("update.csv", "title,price\nA,3\nB,4\n,5\n");
        plan.collectionId = u"cbooks"_s;
        plan.columns = {{.column = u"title"_s, .field = u"title"_s},
                        {.column = u"price"_s, .field = u"price"_s}};
        plan.mode = ImportMode::Update;
        plan.keyField = u"title"_s;
        ImportJob job(*connection.client, *connection.schema, {}, plan);
        job.start();
        QTRY_COMPARE(job.state(), ImportJob::State::Finished);
        QCOMPARE(job.rowsWritten(), qint64{1});
        QCOMPARE(job.rowsFailed(), qint64{2}); // no such title; no title at all
        const auto sent = connection.stub->requests(
            "PATCH", u"/api/collections/books/records/b00000000000001"_s);
        QCOMPARE(sent.size(), 1u);
        QCOMPARE((*parseJson(viewOf(sent.front().body)))["price"].toInt(), 3);
    }

    void editedAndLeftOutRows()
    {
        StubConnection connection;
        ImportPlan plan;
        plan.path = write("edit.csv", "title,price\nA,cheap\nB,4\nC,dear\n");
        plan.collectionId = u"cbooks"_s;
        plan.columns = {{.column = u"title"_s, .field = u"title"_s},
                        {.column = u"price"_s, .field = u"price"_s}};
        plan.isDryRun = true;
        {
            ImportJob job(*connection.client, *connection.schema, {}, plan);
            job.start();
            QTRY_COMPARE(job.state(), ImportJob::State::Finished);
            QCOMPARE(job.rowsFailed(), qint64{2});
            QCOMPARE(job.failedRows().size(), 2u);
            QCOMPARE(job.failedRows().front().source.number, qint64{1});
        }
        plan.edits[1].insert(u"price"_s, u"1.5"_s);
        plan.leftOut.insert(3);
        ImportJob job(*connection.client, *connection.schema, {}, plan);
        job.start();
        QTRY_COMPARE(job.state(), ImportJob::State::Finished);
        QCOMPARE(job.rowsFailed(), qint64{0});
        QCOMPARE(job.rowsWritten(), qint64{2});
    }
};
SOCLE_TEST_SUITE(TestImportSteps)
#include "TestImportSteps.moc"
