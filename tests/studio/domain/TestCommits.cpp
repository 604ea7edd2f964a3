// What a commit leaves behind: taking it back as a whole, undo across several, clashes found while
// writing, instant mode, and plans of ten thousand records.
#include "studio/api/Text.h"
#include "studio/domain/CommitRunner.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/InstantEdits.h"
#include "studio/domain/RequestText.h"
#include "studio/domain/StagingEngine.h"
#include "tests/studio/domain/Fixtures.h"
#include "tests/support/TestSuite.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>
#include <QUndoStack>

using namespace Qt::StringLiterals;

using namespace socle;
using namespace socle::studio;

namespace {

const QString kBooksId = u"cbooks"_s;

Record stored(const QString &id, const char *title, int price)
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

RecordKey bookKey(const QString &id) { return {kBooksId, id}; }

CommitOutcome success(const Record &record)
{
    CommitOutcome outcome;
    outcome.key = bookKey(record.id);
    outcome.isWritten = true;
    outcome.newId = record.id;
    outcome.record = record;
    return outcome;
}

} // namespace

class TestCommits : public QObject
{
    Q_OBJECT
private slots:

    /// A commit of several batches is one step, whatever was staged since.
    void aCommitIsTakenBackAsAWhole()
    {
        const StubConnection connection;
        StagingEngine stage(*connection.schema, nullptr);
        for (const QString &id : {u"b1"_s, u"b2"_s, u"b3"_s}) {
            stage.setValue(bookKey(id), stored(id, "One", 3), u"title"_s, "Two");
        }
        stage.settle({success(stored(u"b1"_s, "Two", 3)), success(stored(u"b2"_s, "Two", 3))});
        stage.settle({success(stored(u"b3"_s, "Two", 3))}, true);
        const qint64 commit = stage.lastCommit();
        QVERIFY(stage.isEmpty());
        QCOMPARE(stage.undoStack(kBooksId)->count(), 1);
        stage.setValue(bookKey(u"b9"_s), stored(u"b9"_s, "Nine", 9), u"price"_s, 1);
        QCOMPARE(stage.revertCommit(commit), 3);
        QCOMPARE(stage.counts(kBooksId).updates, 4);
        QCOMPARE(stage.find(bookKey(u"b3"_s))->effective(u"title"), Json("One"));
        QCOMPARE(stage.find(bookKey(u"b9"_s))->effective(u"price"), Json(1)); // untouched
        stage.undo(kBooksId); // the revert is one step itself
        QCOMPARE(stage.counts(kBooksId).updates, 1);
        QCOMPARE(stage.revertCommit(commit + 1), 0); // there is no such commit
    }

    /// Markers of earlier commits stay: undo walks back over both, and forward again.
    void undoCrossesSeveralCommits()
    {
        const StubConnection connection;
        StagingEngine stage(*connection.schema, nullptr);
        const RecordKey b1 = bookKey(u"b1"_s);
        stage.setValue(b1, stored(b1.record, "One", 3), u"title"_s, "Two");
        stage.settle({success(stored(b1.record, "Two", 3))});
        stage.setValue(b1, stored(b1.record, "Two", 3), u"price"_s, 4);
        stage.settle({success(stored(b1.record, "Two", 4))});
        QCOMPARE(stage.undoStack(kBooksId)->count(), 2);
        stage.undo(kBooksId);
        QCOMPARE(stage.find(b1)->effective(u"price"), Json(3));
        QCOMPARE(stage.find(b1)->effective(u"title"), Json("Two"));
        stage.undo(kBooksId);
        QCOMPARE(stage.find(b1)->effective(u"price"), Json(3));
        QCOMPARE(stage.find(b1)->effective(u"title"), Json("One"));
        stage.redo(kBooksId);
        stage.redo(kBooksId);
        QVERIFY(stage.isEmpty());
    }

    /// What was discarded comes back beside what was staged since; the later edit has the word.
    void discardedWorkComesBack()
    {
        const StubConnection connection;
        StagingEngine stage(*connection.schema, nullptr);
        const RecordKey b1 = bookKey(u"b1"_s);
        stage.setValue(b1, stored(b1.record, "One", 3), u"title"_s, "Two");
        stage.setValue(b1, stored(b1.record, "One", 3), u"price"_s, 4);
        stage.remove(bookKey(u"b2"_s), stored(u"b2"_s, "One", 3));
        std::vector<StagedRecord> discarded;
        for (const StagedRecord *record : stage.records(kBooksId)) {
            discarded.push_back(*record);
        }
        stage.discard(kBooksId);
        stage.setValue(b1, stored(b1.record, "One", 3), u"title"_s, "Three");
        QCOMPARE(stage.bringBack(discarded, u"back"_s), 2);
        QCOMPARE(stage.find(b1)->effective(u"title"), Json("Three"));
        QCOMPARE(stage.find(b1)->effective(u"price"), Json(4));
        QCOMPARE(stage.counts(kBooksId).deletes, 1);
    }

    /// Changed between the check and the write: the server's 412 becomes a conflict to be merged.
    void aRefusedPreconditionIsFetchedAndMarked()
    {
        StubConnection connection;
        StagingEngine stage(*connection.schema, nullptr);
        const RecordKey b1 = bookKey(u"b1"_s);
        stage.setValue(b1, stored(b1.record, "One", 3), u"title"_s, "Mine");
        int asked = 0;
        connection.stub->on(
            "GET", u"/api/collections/books/records"_s, [&asked](const TransportRequest &) {
                Record now = stored(u"b1"_s, ++asked == 1 ? "One" : "Theirs", 3);
                now.values.set("@etag", asked == 1 ? "aa" : "bb");
                if (asked > 1) {
                    now.values.set("updated", "2025-01-03 00:00:00.000Z");
                }
                return StubAnswer::json(Json(JsonObject{{"items", JsonArray{now.values}}}));
            });
        connection.stub->on("PATCH",
                            u"/api/collections/books/records/b1"_s,
                            StubAnswer::error(412, "The record was changed in the meantime."));
        Capabilities capabilities;
        capabilities.add(Capability::Preconditions);
        auto *runner = new CommitRunner(
            *connection.client,
            stage,
            *connection.schema,
            CommitPlan::make(stage.allRecords(), *connection.schema, capabilities),
            this);
        QSignalSpy finished(runner, &CommitRunner::finished);
        runner->start();
        QTRY_COMPARE(finished.size(), 1);
        const auto sent
            = connection.stub->requests("PATCH", u"/api/collections/books/records/b1"_s);
        QCOMPARE(sent.size(), std::size_t(1));
        QVERIFY(stage.find(b1, u"title"_s)->hasConflict);
        QCOMPARE(stage.find(b1, u"title"_s)->theirs, Json("Theirs"));
        stage.resolve(b1, u"title"_s, Resolution::KeepMine);
        QVERIFY(stage.find(b1)->error.isEmpty());
        QCOMPARE(stage.find(b1, u"title"_s)->base, Json("Theirs"));
    }

    /// Typed, added or deleted while the commit is under way: it stays staged, over what is stored
    /// now, and is not sent with it.
    void editsDuringACommitStayStaged()
    {
        StubConnection connection;
        StagingEngine stage(*connection.schema, nullptr);
        const QStringList ids{u"b1"_s, u"b2"_s, u"b3"_s};
        for (const QString &id : ids) {
            stage.setValue(bookKey(id), stored(id, "One", 3), u"title"_s, "Two");
        }
        connection.stub->on(
            "GET", u"/api/collections/books/records"_s, [](const TransportRequest &) {
                JsonArray items;
                for (const char *id : {"b1", "b2", "b3"}) {
                    items.push_back(
                        JsonObject{{"id", id}, {"updated", "2025-01-01 00:00:00.000Z"}});
                }
                return StubAnswer::json(Json(JsonObject{{"items", std::move(items)}}));
            });
        QStringList bodies;
        connection.stub->on(
            "PATCH", u"/api/collections/books/records/*"_s, [&](const TransportRequest &request) {
                bodies.append(QString::fromUtf8(request.body));
                if (bodies.size() == 1) { // the first one is on its way
                    stage.setValue(bookKey(u"b1"_s), u"title"_s, "Three");
                    stage.setValue(bookKey(u"b2"_s), u"price"_s, 9);
                    stage.remove(bookKey(u"b3"_s), stored(u"b3"_s, "One", 3));
                    stage.insert(kBooksId, {{"title", "New"}});
                }
                Record now = stored(ids.at(bodies.size() - 1), "Two", 3);
                now.values.set("updated", "2025-01-02 00:00:00.000Z");
                return StubAnswer::json(Json(now.values));
            });
        auto *runner
            = new CommitRunner(*connection.client,
                               stage,
                               *connection.schema,
                               CommitPlan::make(stage.allRecords(), *connection.schema, {}),
                               this);
        QSignalSpy finished(runner, &CommitRunner::finished);
        runner->start();
        QTRY_COMPARE(finished.size(), 1);
        for (const QString &body : std::as_const(bodies)) {
            QCOMPARE(body, uR"({"title":"Two"})"_s);
        }
        QCOMPARE(bodies.size(), 3);
        QCOMPARE(stage.find(bookKey(u"b1"_s), u"title"_s)->value, Json("Three"));
        QCOMPARE(stage.find(bookKey(u"b1"_s), u"title"_s)->base, Json("Two"));
        QVERIFY(stage.find(bookKey(u"b2"_s), u"title"_s) == nullptr);
        QCOMPARE(stage.find(bookKey(u"b2"_s), u"price"_s)->value, Json(9));
        QCOMPARE(stage.find(bookKey(u"b3"_s))->kind, ChangeKind::Delete);
        QCOMPARE(stage.counts(kBooksId).inserts, 1);
        QCOMPARE(stage.counts(kBooksId).total(), 4);
    }

    /// The stamps of a thousand records are ten requests, not a thousand whole records.
    void stampsAreCheckedInChunks()
    {
        StubConnection connection;
        StagingEngine stage(*connection.schema, nullptr);
        for (int i = 0; i < 250; ++i) {
            const QString id = u"b%1"_s.arg(i);
            stage.setValue(bookKey(id), stored(id, "One", 3), u"title"_s, "Two");
        }
        int asked = 0;
        connection.stub->on(
            "GET", u"/api/collections/books/records"_s, [&asked](const TransportRequest &request) {
                JsonArray items;
                const int from = asked++ * 100;
                for (int i = 0; i < StubTransport::query(request, u"perPage"_s).toInt(); ++i) {
                    items.push_back(JsonObject{{"id", "b" + std::to_string(from + i)},
                                               {"updated", "2025-01-01 00:00:00.000Z"}});
                }
                return StubAnswer::json(Json(JsonObject{{"items", std::move(items)}}));
            });
        Capabilities capabilities;
        capabilities.batch = {true, 1000};
        connection.stub->on("POST", u"/api/batch"_s, StubAnswer::json(Json(JsonArray())));
        std::vector<const StagedRecord *> records = stage.allRecords();
        std::sort(records.begin(), records.end(), [](const auto *a, const auto *b) {
            return a->key.record.mid(1).toInt() < b->key.record.mid(1).toInt();
        });
        auto *runner = new CommitRunner(*connection.client,
                                        stage,
                                        *connection.schema,
                                        CommitPlan::make(records, *connection.schema, capabilities),
                                        this);
        QSignalSpy finished(runner, &CommitRunner::finished);
        runner->start();
        QTRY_COMPARE(finished.size(), 1);
        QCOMPARE(asked, 3);
        QVERIFY(stage.isEmpty());
        QCOMPARE(stage.undoStack(kBooksId)->count(), 1); // settled in slices, one step all the same
        QCOMPARE(stage.revertCommit(stage.lastCommit()), 250);
    }

    /// The order of a plan takes linear time: it is made anew at every tick of the review.
    void plansTenThousandRecords()
    {
        const StubConnection connection;
        StagingEngine stage(*connection.schema, nullptr);
        stage.beginMacro(kBooksId, u"many"_s);
        QString before;
        for (int i = 0; i < 5'000; ++i) {
            const QString id = u"d%1"_s.arg(i);
            stage.remove(bookKey(id), stored(id, "One", 3));
            before = stage.insert(kBooksId, {{"title", "New"}, {"author", toUtf8(before)}}).record;
        }
        stage.endMacro(kBooksId);
        QElapsedTimer clock;
        clock.start();
        Capabilities capabilities;
        capabilities.batch = {true, 50};
        const CommitPlan plan
            = CommitPlan::make(stage.allRecords(), *connection.schema, capabilities);
        QVERIFY2(clock.elapsed() < 4'000, qPrintable(QString::number(clock.elapsed())));
        QCOMPARE(plan.stepCount(), 10'000);
        QCOMPARE(plan.groups.front().steps.front().references.size(), 0);
    }

    /// What may be pasted elsewhere says what the commit would send, without a token.
    void requestsAsText()
    {
        const StubConnection connection;
        StagingEngine stage(*connection.schema, nullptr);
        stage.setValue(bookKey(u"b1"_s), stored(u"b1"_s, "One", 3), u"title"_s, "It's");
        const CommitPlan plan = CommitPlan::make(stage.allRecords(), *connection.schema, {});
        const auto &steps = plan.groups.front().steps;
        const QUrl server(u"http://127.0.0.1:8090"_s);
        QCOMPARE(requestText(steps, RequestForm::JavaScript, server),
                 u"await pb.collection(\"books\").update(\"b1\", {\"title\":\"It's\"});\n"_s);
        const QString curl = requestText(steps, RequestForm::Curl, server);
        QVERIFY(curl.startsWith(
            u"curl -X PATCH 'http://127.0.0.1:8090/api/collections/books/records/b1'"_s));
        QVERIFY(curl.contains(u"-d '{\"title\":\"It'\\''s\"}'"_s));
        QVERIFY(requestText(steps, RequestForm::Http, server)
                    .startsWith(u"PATCH /api/collections/books/records/b1 HTTP/1.1\nHost: "
                                "127.0.0.1:8090\n"_s));
    }

    /// Instant mode sends an accepted cell by itself; undo and redo send what they stage; what is
    /// refused stays; no production server has the mode.
    void instantEditsAreSentAtOnce()
    {
        auto owned = std::make_unique<StubTransport>();
        StubTransport *stub = owned.get();
        ConnectionProfile profile;
        profile.address = u"http://x"_s;
        profile.editMode = EditMode::Instant;
        ConnectionContext context(profile, std::move(owned), nullptr);
        context.client().setRetryDelays({});
        discard(context.schema().assign(sampleCollections()), "the fixture is well-formed");
        Record now = stored(u"b1"_s, "One", 3);
        stub->on("GET", u"/api/collections/books/records"_s, [&now](const TransportRequest &) {
            return StubAnswer::json(Json(JsonObject{{"items", JsonArray{now.values}}}));
        });
        int stamps = 0;
        stub->on("PATCH",
                 u"/api/collections/books/records/b1"_s,
                 [&now, &stamps](const TransportRequest &request) {
                     const Json body = *parseJson(viewOf(request.body));
                     for (const auto &[name, value] : body.object()) {
                         now.values.set(name, value);
                     }
                     now.values.set("updated",
                                    "2025-01-01 00:00:0" + std::to_string(++stamps) + ".000Z");
                     return StubAnswer::json(Json(now.values));
                 });
        StagingEngine &stage = context.staging();
        QSignalSpy finished(&context.instantEdits(), &InstantEdits::finished);
        const RecordKey b1 = bookKey(u"b1"_s);
        stage.setValue(b1, now, u"title"_s, "Two");
        QTRY_COMPARE(finished.size(), 1);
        QVERIFY(stage.isEmpty());
        stage.setValue(b1, now, u"price"_s, 5);
        QTRY_COMPARE(finished.size(), 2);
        context.instantEdits().undo(kBooksId);
        QTRY_COMPARE(finished.size(), 3);
        QCOMPARE(now.value(u"price"_s), Json(3));
        context.instantEdits().undo(kBooksId);
        QTRY_COMPARE(finished.size(), 4);
        QCOMPARE(now.value(u"title"_s), Json("One"));
        context.instantEdits().redo(kBooksId);
        QTRY_COMPARE(finished.size(), 5);
        QCOMPARE(now.value(u"title"_s), Json("Two"));
        stage.setValue(b1, now, u"price"_s, -1); // refused here: stays, is not sent
        stage.remove(bookKey(u"b2"_s), stored(u"b2"_s, "One", 3)); // waits for a commit
        QTest::qWait(400);
        QCOMPARE(finished.size(), 5);
        QCOMPARE(stage.totalCounts().total(), 2);
        profile.environment = Environment::Production;
        context.setProfile(profile);
        QVERIFY(!context.instantEdits().isOn());
    }
};
SOCLE_TEST_SUITE(TestCommits)
#include "TestCommits.moc"
