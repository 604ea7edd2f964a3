// What the data browser does to many records: bulk changes, exports, uploads on the stage, labels,
// saved views.
#include "studio/api/Text.h"
#include "studio/domain/BulkEdit.h"
#include "studio/domain/CommitPlan.h"
#include "studio/domain/ExportJob.h"
#include "studio/domain/FieldValue.h"
#include "studio/domain/FileItems.h"
#include "studio/domain/LabelCache.h"
#include "studio/domain/RowReader.h"
#include "studio/domain/SavedViews.h"
#include "studio/domain/StagingEngine.h"
#include "studio/platform/Workspace.h"
#include "tests/studio/domain/Fixtures.h"
#include "tests/support/TestSuite.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QUndoStack>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

fields::Field fileField(bool isMultiple)
{
    const auto json = parseJson(
        isMultiple
            ? R"({"type":"file","name":"docs","id":"d1","maxSelect":3,"maxSize":2000,"mimeTypes":["text/plain"]})"
            : R"({"type":"file","name":"cover","id":"d2","maxSelect":1})");
    return fields::readField(*json).takeValue();
}

QString writeFile(const QTemporaryDir &folder, const QString &name, const QByteArray &content)
{
    QFile file(folder.filePath(name));
    if (file.open(QIODevice::WriteOnly)) {
        file.write(content);
    }
    return file.fileName();
}

Json page(JsonArray items)
{
    return JsonObject{{"items", std::move(items)}, {"page", 1}, {"perPage", 500}};
}

} // namespace

class TestDataTools : public QObject
{
    Q_OBJECT

private slots:

    void bulkChanges_data()
    {
        QTest::addColumn<QString>("field");
        QTest::addColumn<int>("operation");
        QTest::addColumn<QString>("value"); // JSON
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("replacement");
        QTest::addColumn<bool>("isRegex");
        QTest::addColumn<QString>("outcome"); // JSON, or "error"
        const auto row = [](const char *name,
                            const QString &field,
                            BulkOperation operation,
                            const QString &value,
                            const QString &text,
                            const QString &replacement,
                            bool isRegex,
                            const QString &outcome) {
            QTest::newRow(name) << field << static_cast<int>(operation) << value << text
                                << replacement << isRegex << outcome;
        };
        using Op = BulkOperation;
        row("set", u"title"_s, Op::Set, u"\"New\""_s, {}, {}, false, u"\"New\""_s);
        row("clear a text", u"title"_s, Op::Clear, {}, {}, {}, false, u"\"\""_s);
        row("add to a list keeps what is there",
            u"tags"_s,
            Op::Add,
            uR"(["a","b"])"_s,
            {},
            {},
            false,
            uR"(["a","b"])"_s);
        row("take from a list", u"tags"_s, Op::Remove, uR"(["a"])"_s, {}, {}, false, u"[]"_s);
        row("increase", u"price"_s, Op::Increase, {}, u"1.5"_s, {}, false, u"13.5"_s);
        row("a percentage, tidy", u"price"_s, Op::Increase, {}, u"+20%"_s, {}, false, u"14.4"_s);
        row("no number", u"price"_s, Op::Increase, {}, u"much"_s, {}, false, u"error"_s);
        row("replace text",
            u"title"_s,
            Op::ReplaceText,
            {},
            u"Tit"_s,
            u"Li"_s,
            false,
            u"\"Lile\""_s);
        row("replace by pattern",
            u"title"_s,
            Op::ReplaceText,
            {},
            u"^(.)"_s,
            u"\\1-"_s,
            true,
            u"\"T-itle\""_s);
        row("a pattern that is none",
            u"title"_s,
            Op::ReplaceText,
            {},
            u"("_s,
            {},
            true,
            u"error"_s);
        row("from fields",
            u"title"_s,
            Op::FromFields,
            {},
            u"{title} at {price}"_s,
            {},
            false,
            u"\"Title at 12\""_s);
        row("unchanged", u"title"_s, Op::Unchanged, {}, {}, {}, false, u"\"Title\""_s);
    }

    void bulkChanges()
    {
        QFETCH(QString, field);
        QFETCH(int, operation);
        QFETCH(QString, value);
        QFETCH(QString, text);
        QFETCH(QString, replacement);
        QFETCH(bool, isRegex);
        QFETCH(QString, outcome);
        const StubConnection connection;
        const CollectionPtr books = connection.schema->find(u"books");
        BulkChange change{
            field, static_cast<BulkOperation>(operation), {}, text, replacement, isRegex};
        if (!value.isEmpty()) {
            change.value = parseJson(toUtf8(value)).takeValue();
        }
        const JsonObject record{{"title", "Title"}, {"price", 12}, {"tags", JsonArray{"a"}}};
        const Result<Json> result = applyBulk(change, *books->field(field), record);
        QCOMPARE(result ? toQString(result->dump()) : u"error"_s, outcome);
    }

    void gathersByKeysetUntilThereAreTooMany()
    {
        StubConnection connection;
        int asked = 0;
        connection.stub->on(
            "GET", u"/api/collections/books/records"_s, [&](const TransportRequest &request) {
                JsonArray items;
                const QString filter = StubTransport::query(request, u"filter"_s);
                if (asked++ > 0 && !filter.contains(u"id > "_s)) {
                    return StubAnswer::error(400, "no keyset");
                }
                for (int i = 0; i < 500; ++i) {
                    items.push_back(
                        JsonObject{{"id", "r" + std::to_string(asked) + std::to_string(1000 + i)}});
                }
                return StubAnswer::json(page(std::move(items)));
            });
        GatherPlan plan;
        plan.collection = connection.schema->find(u"books");
        plan.most = 900;
        plan.exceptions = {u"r11000"_s};
        std::optional<Result<std::vector<Record>>> got;
        onResult(gatherRecords(*connection.client, plan, this),
                 this,
                 [&](Result<std::vector<Record>> r) { got.emplace(std::move(r)); });
        QTRY_VERIFY(got.has_value());
        VERIFY_OK(*got);
        QCOMPARE(asked, 2);
        QCOMPARE(got->value().size(), std::size_t(999)); // one excepted; more than `most` tells it
    }

    void exportsPageByPage_data()
    {
        QTest::addColumn<int>("format");
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("csv") << int(ExportFormat::Csv)
                             << QByteArray("title,price\n\"a, \"\"b\"\"\",1\n\" c\",2.5\n");
        QTest::newRow("tsv") << int(ExportFormat::Tsv)
                             << QByteArray("title\tprice\n\"a, \"\"b\"\"\"\t1\n\" c\"\t2.5\n");
        QTest::newRow("json") << int(ExportFormat::Json)
                              << QByteArray(
                                     "[\n{\"title\":\"a, \\\"b\\\"\",\"price\":1},\n{\"title\":\" "
                                     "c\",\"price\":2.5}\n]\n");
        QTest::newRow("json lines")
            << int(ExportFormat::JsonLines)
            << QByteArray(
                   "{\"title\":\"a, \\\"b\\\"\",\"price\":1}\n{\"title\":\" c\",\"price\":2.5}\n");
    }

    void exportsPageByPage()
    {
        QFETCH(int, format);
        QFETCH(QByteArray, content);
        const QTemporaryDir folder;
        StubConnection connection;
        connection.stub->on(
            "GET",
            u"/api/collections/books/records"_s,
            StubAnswer::json(page({JsonObject{{"id", "r1"}, {"title", "a, \"b\""}, {"price", 1}},
                                   JsonObject{{"id", "r2"}, {"title", " c"}, {"price", 2.5}}})));
        ExportPlan plan{.collectionId = u"cbooks"_s,
                        .fields = {u"title"_s, u"price"_s},
                        .format = static_cast<ExportFormat>(format)};
        plan.path = folder.filePath(u"out"_s);
        ExportJob job(*connection.client, *connection.schema, {}, plan);
        job.start();
        QTRY_COMPARE(job.state(), ExportJob::State::Finished);
        QCOMPARE(job.rows(), qint64(2));
        QFile file(plan.path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), content);
    }

    /// What goes out as a workbook comes in again as it was.
    void workbooksRoundTrip()
    {
        const QTemporaryDir folder;
        StubConnection connection;
        connection.stub->on(
            "GET",
            u"/api/collections/books/records"_s,
            StubAnswer::json(page(
                {JsonObject{{"id", "r1"},
                            {"title", "<b> & \"c\"\nnext"},
                            {"price", 14.5},
                            {"tags", JsonArray{"a", "b"}}},
                 JsonObject{
                     {"id", "r2"}, {"title", " \u0627\u0644"}, {"price", -2}, {"sold", true}}})));
        ExportPlan plan{.collectionId = u"cbooks"_s,
                        .fields = {u"title"_s, u"price"_s, u"tags"_s, u"sold"_s},
                        .format = ExportFormat::Xlsx};
        plan.path = folder.filePath(u"out.xlsx"_s);
        ExportJob job(*connection.client, *connection.schema, {}, plan);
        job.start();
        QTRY_COMPARE(job.state(), ExportJob::State::Finished);
        SourceInfo info;
        auto reader = openRowReader(plan.path, {}, &info);
        VERIFY_OK(reader);
        QCOMPARE(info.format, SourceFormat::Xlsx);
        std::vector<std::vector<std::optional<Json>>> rows;
        while (true) {
            auto row = (*reader)->next();
            VERIFY_OK(row);
            if (!*row) {
                break;
            }
            rows.push_back((*row)->values);
        }
        QCOMPARE((*reader)->columns(), plan.fields);
        QCOMPARE(rows.size(), std::size_t(2));
        QCOMPARE(rows[0][0], std::optional(Json("<b> & \"c\"\nnext")));
        QCOMPARE(rows[0][1], std::optional(Json("14.5")));
        QCOMPARE(rows[0][2], std::optional(Json("[\"a\",\"b\"]")));
        QVERIFY(!rows[0][3]);
        QCOMPARE(rows[1][1], std::optional(Json("-2")));
        QCOMPARE(rows[1][3], std::optional(Json("true")));
    }

    void numbersKeepTheirDigits_data()
    {
        QTest::addColumn<QString>("number");
        QTest::addColumn<int>("decimals");
        QTest::addColumn<QString>("shown");
        QTest::newRow("filled up") << u"14.5"_s << 2 << u"14.50"_s;
        QTest::newRow("whole") << u"14"_s << 2 << u"14.00"_s;
        QTest::newRow("never cut") << u"14.525"_s << 2 << u"14.525"_s;
        QTest::newRow("noise of doubles") << u"33.370000000000005"_s << 2 << u"33.37"_s;
        QTest::newRow("noise as stored")
            << u"33.370000000000005"_s << -1 << u"33.370000000000005"_s;
        QTest::newRow("long, no noise") << u"52.37021570123456"_s << 2 << u"52.37021570123456"_s;
        QTest::newRow("as stored") << u"14.5"_s << -1 << u"14.5"_s;
        QTest::newRow("large") << u"1e+21"_s << 2 << u"1e+21"_s;
        QTest::newRow("text") << u"n/a"_s << 2 << u"n/a"_s;
    }

    void numbersKeepTheirDigits()
    {
        QFETCH(QString, number);
        QFETCH(int, decimals);
        QTEST(withDecimals(number, decimals), "shown");
    }

    void exportsAsTheServerStreams()
    {
        const QTemporaryDir folder;
        StubConnection connection;
        connection.stub->on(
            "GET", u"/api/collections/books/export"_s, [](const TransportRequest &request) {
                StubAnswer answer;
                answer.body = StubTransport::query(request, u"format"_s) == u"csv"_s
                    ? QByteArray("title\n\"two\nlines\"\nx\n")
                    : QByteArray();
                return answer;
            });
        Capabilities capabilities;
        capabilities.add(Capability::ExportStream);
        ExportPlan plan{.collectionId = u"cbooks"_s, .path = folder.filePath(u"out.csv"_s)};
        QVERIFY(ExportJob::isStreamed(plan, capabilities));
        ExportJob job(*connection.client, *connection.schema, capabilities, plan);
        job.start();
        QTRY_COMPARE(job.state(), ExportJob::State::Finished);
        QCOMPARE(job.rows(), qint64(2));
        plan.shape.relations = ExportShape::Relations::Labels; // only pages know labels
        QVERIFY(!ExportJob::isStreamed(plan, capabilities));
    }

    void aFailedExportLeavesNoFile()
    {
        const QTemporaryDir folder;
        StubConnection connection;
        connection.stub->on(
            "GET", u"/api/collections/books/records"_s, StubAnswer::error(403, "No."));
        const ExportPlan plan{.collectionId = u"cbooks"_s, .path = folder.filePath(u"out.csv"_s)};
        ExportJob job(*connection.client, *connection.schema, {}, plan);
        job.start();
        QTRY_COMPARE(job.state(), ExportJob::State::Failed);
        QCOMPARE(job.reason(), u"No."_s);
        QVERIFY(!QFile::exists(plan.path));
    }

    void localFilesAreCheckedBeforeTheyAreSent()
    {
        const QTemporaryDir folder;
        const fields::Field docs = fileField(true);
        const QString fine = writeFile(folder, u"a.txt"_s, "hello");
        const QString large = writeFile(folder, u"b.txt"_s, QByteArray(3000, 'x'));
        const QString other = writeFile(folder, u"c.png"_s, "\x89PNG\r\n\x1a\n");
        QVERIFY(localFileProblem(fine, docs).isEmpty());
        QVERIFY(localFileProblem(large, docs).contains(u"too large"_s));
        QVERIFY(localFileProblem(other, docs).contains(u"text/plain"_s));
        QVERIFY(localFileProblem(folder.filePath(u"gone.txt"_s), docs).contains(u"not there"_s));
    }

    void uploadsBecomePartsOfTheCommit()
    {
        const QTemporaryDir folder;
        const QString path = writeFile(folder, u"new name.txt"_s, "hello");
        std::vector<Json> collections = sampleCollections();
        collections.front().asObject()["fields"].asArray().push_back(
            *parseJson(R"({"type":"file","name":"docs","id":"d1","maxSelect":3})"));
        StubConnection connection;
        discard(connection.schema->assign(collections), "well-formed");
        StagingEngine staging(*connection.schema, nullptr);
        const RecordKey key{u"cbooks"_s, u"r1"_s};
        const Record base{
            u"r1"_s, {{"id", "r1"}, {"title", "T"}, {"docs", JsonArray{"old.txt", "out.txt"}}}, {}};
        staging.setValue(key, base, u"docs"_s, JsonArray{"old.txt", toUtf8(localFileItem(path))});
        const StagedField *staged = staging.find(key, u"docs"_s);
        QVERIFY(staged != nullptr);
        QCOMPARE(staged->files, QStringList{path});
        QCOMPARE(
            toQString(
                joinFileItems(*staged, *connection.schema->find(u"books")->field(u"docs")).dump()),
            toQString(Json(JsonArray{"old.txt", toUtf8(localFileItem(path))}).dump()));
        CommitPlan plan = CommitPlan::make(staging.allRecords(), *connection.schema, {});
        QCOMPARE(plan.stepCount(), 1);
        const CommitStep step = plan.groups.front().steps.front();
        QCOMPARE(step.files.size(), 1);
        QCOMPARE(step.files.first().field, u"docs+"_s);
        QCOMPARE(step.files.first().fileName, u"new name.txt"_s);
        QCOMPARE(toQString(Json(step.body).dump()), uR"({"docs-":["out.txt"]})"_s);
        // Undo takes the upload away, redo brings it back.
        staging.undoStack(u"cbooks"_s)->undo();
        QVERIFY(staging.isEmpty());
        staging.undoStack(u"cbooks"_s)->redo();
        QCOMPARE(staging.find(key, u"docs"_s)->files, QStringList{path});
        // A file that is gone blocks its record with words on the cell.
        QVERIFY(QFile::remove(path));
        staging.recheckFiles();
        QVERIFY(staging.find(key, u"docs"_s)->error.contains(u"not there"_s));
        plan = CommitPlan::make(staging.allRecords(), *connection.schema, {});
        QCOMPARE(plan.blocked.size(), std::size_t(1));
    }

    void labelsAreAskedInChunksAndOnce()
    {
        StubConnection connection;
        int asked = 0;
        connection.stub->on(
            "GET", u"/api/collections/authors/records"_s, [&](const TransportRequest &) {
                ++asked;
                return StubAnswer::json(page({JsonObject{{"id", "a1"}, {"name", "Ursula"}}}));
            });
        LabelCache labels(*connection.client, *connection.schema);
        QSignalSpy arrived(&labels, &LabelCache::arrived);
        for (int round = 0; round < 3; ++round) {
            QVERIFY(labels.label(u"cauthors"_s, u"a1"_s).isEmpty());
            QVERIFY(labels.label(u"cauthors"_s, u"gone"_s).isEmpty());
        }
        QTRY_COMPARE(arrived.size(), 1);
        QCOMPARE(asked, 1);
        QCOMPARE(labels.label(u"cauthors"_s, u"a1"_s), u"Ursula"_s);
        QVERIFY(labels.label(u"cauthors"_s, u"gone"_s).isEmpty());
        QTest::qWait(50);
        QCOMPARE(asked, 1); // the id nobody has is not asked again
        labels.forget(u"cauthors"_s, u"a1"_s);
        QVERIFY(labels.label(u"cauthors"_s, u"a1"_s).isEmpty());
        QTRY_COMPARE(asked, 2);
    }

    void viewsAreKeptByName()
    {
        auto workspace = Workspace::open({});
        VERIFY_OK(workspace);
        SavedViews views(**workspace, u"c1"_s, u"cbooks"_s);
        const QString id = views.save({{}, u"Cheap"_s, {{u"filter"_s, u"price < 5"_s}}});
        QCOMPARE(views.save({{}, u"cheap"_s, {{u"filter"_s, u"price < 3"_s}}}), id);
        views.save({{}, u"All"_s, {}});
        QCOMPARE(views.all().size(), std::size_t(2));
        QCOMPARE(views.all().front().name, u"All"_s);
        QCOMPARE(views.find(id)->state[u"filter"_s].toString(), u"price < 3"_s);
        QVERIFY(SavedViews(**workspace, u"c2"_s, u"cbooks"_s).all().empty());
        views.rename(id, u"Bargains"_s);
        QCOMPARE(views.find(id)->name, u"Bargains"_s);
        views.remove(id);
        QVERIFY(!views.find(id));
    }

    void aMacroCountsOnce()
    {
        StubConnection connection;
        StagingEngine staging(*connection.schema, nullptr);
        QSignalSpy counts(&staging, &StagingEngine::countsChanged);
        staging.beginMacro(u"cbooks"_s, u"Paste"_s);
        for (int i = 0; i < 100; ++i) {
            staging.insert(u"cbooks"_s, {{"title", "x"}});
        }
        QCOMPARE(counts.size(), 0);
        staging.endMacro(u"cbooks"_s);
        QCOMPARE(counts.size(), 1);
        QCOMPARE(staging.counts(u"cbooks"_s).inserts, 100);
        staging.undoStack(u"cbooks"_s)->undo();
        QVERIFY(staging.isEmpty());
    }
};

SOCLE_TEST_SUITE(TestDataTools)

} // namespace socle::studio

#include "TestDataTools.moc"
