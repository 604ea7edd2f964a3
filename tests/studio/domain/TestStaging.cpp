// The stage keeps every edit, undoes it, survives a crash, and settles a commit that half
// succeeded.
#include "studio/api/Text.h"
#include "studio/domain/CommitRunner.h"
#include "studio/domain/FieldValue.h"
#include "studio/domain/Merge.h"
#include "tests/studio/domain/Fixtures.h"
#include "tests/support/TestSuite.h"

#include <QRandomGenerator>
#include <QSignalSpy>
#include <QUndoStack>

using namespace socle;
using namespace socle::studio;

namespace {

const QString kBooks = QStringLiteral("cbooks");

Record book(const QString &id, const char *title, int price)
{
    Record record;
    record.id = id;
    record.values = JsonObject{{"id", toUtf8(id)},
                               {"title", title},
                               {"price", price},
                               {"author", ""},
                               {"tags", JsonArray{"a"}},
                               {"updated", "2025-01-01 00:00:00.000Z"}};
    return record;
}

RecordKey key(const QString &id) { return {kBooks, id}; }

} // namespace

class TestStaging : public QObject
{
    Q_OBJECT
private slots:

    void stagesAndUndoes()
    {
        const StubConnection connection;
        StagingEngine stage(*connection.schema, nullptr);
        const Record base = book(QStringLiteral("b1"), "One", 3);
        stage.setValue(key(QStringLiteral("b1")), base, QStringLiteral("title"), "Two");
        stage.setValue(key(QStringLiteral("b1")), base, QStringLiteral("title"), "Three");
        QCOMPARE(stage.undoStack(kBooks)->count(), 1); // typing in one cell is one step
        QCOMPARE(stage.find(key(QStringLiteral("b1")))->effective(u"title"), Json("Three"));
        QCOMPARE(stage.find(key(QStringLiteral("b1")))->effective(u"price"), Json(3));
        stage.setValue(key(QStringLiteral("b1")), base, QStringLiteral("price"), -1);
        QVERIFY(!stage.find(key(QStringLiteral("b1")), QStringLiteral("price"))->error.isEmpty());
        QCOMPARE(stage.counts(kBooks).invalid, 1);
        stage.setValue(
            key(QStringLiteral("b1")), base, QStringLiteral("price"), 3.0); // back to the base
        QVERIFY(stage.find(key(QStringLiteral("b1")), QStringLiteral("price")) == nullptr);
        stage.undoStack(kBooks)->setIndex(0);
        QVERIFY(stage.isEmpty());
    }

    /// A pasted row is one step, whatever its cells; what equals the base is not staged.
    void severalValuesAreOneStep()
    {
        const StubConnection connection;
        StagingEngine stage(*connection.schema, nullptr);
        const Record base = book(QStringLiteral("b1"), "One", 3);
        stage.setValues(key(QStringLiteral("b1")),
                        base,
                        {{QStringLiteral("title"), "Two"}, {QStringLiteral("price"), 3}});
        QCOMPARE(stage.find(key(QStringLiteral("b1")))->fields.keys(),
                 QStringList{QStringLiteral("title")});
        stage.setValues(key(QStringLiteral("b1")),
                        base,
                        {{QStringLiteral("title"), "One"}, {QStringLiteral("price"), 4}});
        QCOMPARE(stage.find(key(QStringLiteral("b1")))->fields.keys(),
                 QStringList{QStringLiteral("price")});
        QCOMPARE(stage.undoStack(kBooks)->count(), 2);
        stage.undo(kBooks);
        stage.undo(kBooks);
        QVERIFY(stage.isEmpty());
    }

    /// Any run of operations, undone to the start, is an empty stage; redone, it is the same stage.
    void undoesAnything()
    {
        const StubConnection connection;
        for (quint32 seed = 0; seed < 40; ++seed) {
            StagingEngine stage(*connection.schema, nullptr);
            QRandomGenerator random(seed);
            std::vector<RecordKey> inserts;
            for (int i = 0; i < 60; ++i) {
                const QString id = QStringLiteral("b%1").arg(random.bounded(5));
                const Record base = book(id, "One", 3);
                switch (random.bounded(5)) {
                case 0:
                case 1:
                    stage.setValue(key(id),
                                   base,
                                   random.bounded(2) ? QStringLiteral("price")
                                                     : QStringLiteral("title"),
                                   random.bounded(4));
                    break;
                case 2:
                    inserts.push_back(stage.insert(kBooks, {{"title", "New"}}));
                    break;
                case 3:
                    stage.remove(!inserts.empty() && random.bounded(2) ? inserts.back() : key(id),
                                 base);
                    break;
                default:
                    stage.revert(key(id));
                }
            }
            const auto snapshot = [&stage] {
                std::vector<StagedRecord> all;
                for (const StagedRecord *record : stage.allRecords()) {
                    all.push_back(*record);
                }
                return all;
            };
            const auto before = snapshot();
            stage.undoStack(kBooks)->setIndex(0);
            QVERIFY(stage.isEmpty());
            stage.undoStack(kBooks)->setIndex(stage.undoStack(kBooks)->count());
            QVERIFY(snapshot() == before);
        }
    }

    void survivesACrash()
    {
        const StubConnection connection;
        MemoryDraftStore drafts;
        RecordKey added;
        {
            StagingEngine stage(*connection.schema, &drafts);
            stage.setValue(key(QStringLiteral("b1")),
                           book(QStringLiteral("b1"), "One", 3),
                           QStringLiteral("title"),
                           "Two");
            added = stage.insert(kBooks, {{"title", "New"}});
            stage.remove(key(QStringLiteral("b2")), book(QStringLiteral("b2"), "Gone", 1));
        }
        StagingEngine stage(*connection.schema, &drafts);
        QCOMPARE(stage.restore(), 3);
        QCOMPARE(stage.totalCounts().total(), 3);
        QCOMPARE(stage.find(added)->kind, ChangeKind::Insert);
        QCOMPARE(stage.find(key(QStringLiteral("b1")))->effective(u"title"), Json("Two"));
        stage.discardAll();
        QCOMPARE(drafts.count(), 0);
        stage.undoStack(kBooks)->undo(); // discarding is undoable
        QCOMPARE(stage.totalCounts().total(), 3);
    }

    void marksConflicts()
    {
        const StubConnection connection;
        StagingEngine stage(*connection.schema, nullptr);
        const RecordKey b1 = key(QStringLiteral("b1"));
        stage.setValue(b1, book(b1.record, "One", 3), QStringLiteral("title"), "Mine");
        stage.noteServerRecord(b1, book(b1.record, "One", 9)); // another field: merges by itself
        QVERIFY(!stage.find(b1)->hasConflict());
        QCOMPARE(stage.find(b1)->effective(u"price"), Json(9));
        stage.noteServerRecord(b1, book(b1.record, "Theirs", 9));
        QVERIFY(stage.find(b1)->hasConflict());
        QCOMPARE(stage.find(b1, QStringLiteral("title"))->theirs, Json("Theirs"));
        stage.resolve(b1, QStringLiteral("title"), Resolution::KeepMine);
        QVERIFY(!stage.find(b1)->hasConflict());
        QCOMPARE(stage.find(b1, QStringLiteral("title"))->base, Json("Theirs"));
        stage.noteServerRecord(b1, book(b1.record, "Mine", 9));
        QVERIFY(stage.isEmpty());
    }

    /// A newer record without the staged field must not look as if the field were known: then the
    /// stamp is not taken over and the check before the commit fetches it.
    void aPartOfARecordHidesNoClash()
    {
        const StubConnection connection;
        StagingEngine stage(*connection.schema, nullptr);
        const RecordKey b1 = key(QStringLiteral("b1"));
        stage.setValue(b1, book(b1.record, "One", 3), QStringLiteral("title"), "Mine");
        const QString stamp = stage.find(b1)->baseStamp;
        QVERIFY(!stamp.isEmpty());
        Record part = book(b1.record, "Theirs", 9);
        part.isPartial = true;
        part.etag = QStringLiteral("newer");
        part.values.set("updated", "2025-02-02 00:00:00.000Z");
        Record without = part;
        without.values.erase("title");
        stage.noteServerRecord(b1, without);
        QVERIFY(!stage.find(b1)->hasConflict());
        QCOMPARE(stage.find(b1)->baseStamp, stamp);
        QVERIFY(stage.find(b1)->etag != part.etag);
        QVERIFY(stage.find(b1)->isBasePartial); // what else the base says may be old
        stage.noteServerRecord(b1, part);
        QVERIFY(stage.find(b1)->hasConflict());
        QVERIFY(stage.find(b1)->baseStamp != stamp);
        QCOMPARE(stage.find(b1)->etag, part.etag);
        Record whole = part;
        whole.isPartial = false;
        stage.noteServerRecord(b1, whole);
        QVERIFY(!stage.find(b1)->isBasePartial);
    }

    void mergesAndSendsModifiers()
    {
        const JsonObject base{{"a", 1}, {"b", 1}, {"c", 1}};
        const MergeResult merged
            = mergeRecord(base,
                          {{"a", 2}, {"b", 2}, {"c", 1}},
                          {{QStringLiteral("b"), 3}, {QStringLiteral("c"), 4}});
        QCOMPARE(merged.conflicts, QStringList{QStringLiteral("b")});
        QCOMPARE(merged.taken, QStringList{QStringLiteral("a")});
        JsonObject body;
        appendChange(body, QStringLiteral("tags"), true, JsonArray{"a"}, JsonArray{"a", "b"});
        appendChange(body, QStringLiteral("rest"), true, JsonArray{"a", "b"}, JsonArray{"b"});
        appendChange(body, QStringLiteral("swap"), true, JsonArray{"a", "b"}, JsonArray{"b", "a"});
        QCOMPARE(Json(body), *parseJson(R"({"tags+":["b"],"rest-":["a"],"swap":["b","a"]})"));
    }

    void plansByDependency()
    {
        const StubConnection connection;
        StagingEngine stage(*connection.schema, nullptr);
        const RecordKey newBook = stage.insert(kBooks, {{"title", "B"}});
        const RecordKey author = stage.insert(QStringLiteral("cauthors"), {{"name", "A"}});
        stage.setValue(newBook, QStringLiteral("author"), toUtf8(author.record));
        stage.setValue(key(QStringLiteral("b1")),
                       book(QStringLiteral("b1"), "One", 3),
                       QStringLiteral("author"),
                       toUtf8(author.record));
        stage.insert(kBooks, {{"title", ""}}); // invalid: blank title
        Capabilities capabilities;
        CommitPlan plan = CommitPlan::make(stage.allRecords(), *connection.schema, capabilities);
        QCOMPARE(plan.notAtomic, NotAtomic::BatchOff);
        QCOMPARE(plan.blocked.size(), 1u);
        QCOMPARE(plan.groups.size(), 1u);
        QCOMPARE(plan.groups[0].steps.size(), 3u);
        QCOMPARE(plan.groups[0].steps[0].key, author);
        QCOMPARE(plan.groups[0].steps[1].key, newBook);
        capabilities.batch = {.isEnabled = true, .maxRequests = 2, .maxBodySize = 1 << 20};
        plan = CommitPlan::make(stage.allRecords(), *connection.schema, capabilities);
        QCOMPARE(plan.groups.size(), 2u);
        QVERIFY(plan.groups[0].isBatch);
        QCOMPARE(plan.notAtomic, NotAtomic::TooMany);
    }

    void settlesHalfACommit()
    {
        StubConnection connection;
        StagingEngine stage(*connection.schema, nullptr);
        const RecordKey b1 = key(QStringLiteral("b1"));
        const RecordKey b2 = key(QStringLiteral("b2"));
        const RecordKey b3 = key(QStringLiteral("b3"));
        for (const RecordKey &k : {b1, b2, b3}) {
            stage.setValue(k, book(k.record, "One", 3), QStringLiteral("title"), "Two");
        }
        // Meanwhile b3 got another title.
        Record theirs = book(b3.record, "Theirs", 3);
        theirs.values.set("updated", "2025-01-02 00:00:00.000Z");
        const Json list = JsonObject{{"items",
                                      JsonArray{book(b1.record, "One", 3).values,
                                                book(b2.record, "One", 3).values,
                                                theirs.values}}};
        connection.stub->on(
            "GET", QStringLiteral("/api/collections/books/records"), StubAnswer::json(list));
        connection.stub->on("PATCH",
                            QStringLiteral("/api/collections/books/records/b1"),
                            StubAnswer::json(Json(book(b1.record, "Two", 3).values)));
        connection.stub->on(
            "PATCH",
            QStringLiteral("/api/collections/books/records/b2"),
            StubAnswer::error(
                400,
                "Failed to update record.",
                R"({"title":{"code":"validation_not_unique","message":"Value must be unique."}})"));
        auto *runner
            = new CommitRunner(*connection.client,
                               stage,
                               *connection.schema,
                               CommitPlan::make(stage.allRecords(), *connection.schema, {}),
                               this);
        std::optional<CommitRunner::Summary> summary;
        connect(runner, &CommitRunner::finished, this, [&](const CommitRunner::Summary &s) {
            summary = s;
        });
        runner->start();
        QTRY_VERIFY(summary.has_value());
        QCOMPARE(summary->written, 1);
        QCOMPARE(summary->failed, 1);
        QCOMPARE(summary->conflicts, 1);
        QVERIFY(stage.find(b1) == nullptr);
        QCOMPARE(stage.find(b2, QStringLiteral("title"))->error,
                 QStringLiteral("Value must be unique."));
        QVERIFY(stage.find(b3)->hasConflict());
        QVERIFY(
            connection.stub->requests("PATCH", QStringLiteral("/api/collections/books/records/b3"))
                .empty());
        stage.undoStack(kBooks)->undo(); // across the commit: stages the inverse
        QCOMPARE(stage.find(b1)->effective(u"title"), Json("One"));
    }

    void failedBatchKeepsEverything()
    {
        StubConnection connection;
        StagingEngine stage(*connection.schema, nullptr);
        const RecordKey first = stage.insert(kBooks, {{"title", "A"}});
        const RecordKey second = stage.insert(kBooks, {{"title", "B"}});
        connection.stub->on(
            "POST",
            QStringLiteral("/api/batch"),
            StubAnswer::error(
                400,
                "Batch transaction failed.",
                R"({"requests":{"1":{"code":"batch_request_failed","message":"x","response":{"data":{"title":{"code":"c","message":"No."}},"message":"Failed.","status":400}}}})"));
        Capabilities capabilities;
        capabilities.batch.isEnabled = true;
        CommitPlan plan = CommitPlan::make(stage.allRecords(), *connection.schema, capabilities);
        const RecordKey refused = plan.groups[0].steps[1].key;
        auto *runner = new CommitRunner(*connection.client, stage, *connection.schema, plan, this);
        QSignalSpy finished(runner, &CommitRunner::finished);
        runner->start();
        QTRY_COMPARE(finished.size(), 1);
        QCOMPARE(stage.totalCounts().inserts, 2);
        QCOMPARE(stage.find(refused, QStringLiteral("title"))->error, QStringLiteral("No."));
        QVERIFY(stage.find(refused == first ? second : first, QStringLiteral("title"))
                    ->error.isEmpty());
    }

    void convertsValues_data()
    {
        QTest::addColumn<QString>("type");
        QTest::addColumn<QString>("json");
        QTest::newRow("text") << QStringLiteral("text") << QStringLiteral("\"a\"");
        QTest::newRow("number") << QStringLiteral("number") << QStringLiteral("1.5");
        QTest::newRow("bool") << QStringLiteral("bool") << QStringLiteral("true");
        QTest::newRow("date") << QStringLiteral("date")
                              << QStringLiteral("\"2025-01-02 03:04:05.678Z\"");
        QTest::newRow("no date") << QStringLiteral("date") << QStringLiteral("\"\"");
        QTest::newRow("json") << QStringLiteral("json")
                              << QStringLiteral(R"({"n":9007199254740993})");
        QTest::newRow("null") << QStringLiteral("json") << QStringLiteral("null");
        QTest::newRow("geoPoint") << QStringLiteral("geoPoint")
                                  << QStringLiteral(R"({"lon":2.5,"lat":48.25})");
        QTest::newRow("url") << QStringLiteral("url") << QStringLiteral("\"https://a.b\"");
        QTest::newRow("select") << QStringLiteral("select") << QStringLiteral("\"a\"");
    }

    void convertsValues()
    {
        QFETCH(QString, type);
        QFETCH(QString, json);
        const fields::Field field = fields::makeField(toUtf8(type), "f");
        const Json value = *parseJson(toUtf8(json));
        QVERIFY(sameValue(studio::toJson(toVariant(value, field), field), value));
    }
};
SOCLE_TEST_SUITE(TestStaging)
#include "TestStaging.moc"
