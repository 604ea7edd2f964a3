// A real file into a new collection, in batches, with rows that fail.
#include "studio/api/ImportEndpoint.h"
#include "studio/api/Text.h"
#include "studio/domain/ImportJob.h"
#include "studio/domain/LogModel.h"
#include "studio/domain/TaskList.h"
#include "tests/studio/domain/Fixtures.h"
#include "tests/support/TempDir.h"
#include "tests/support/TestSuite.h"

#include <QAbstractItemModelTester>
#include <QFile>
#include <QSignalSpy>

using namespace socle;
using namespace socle::studio;

class TestImport : public QObject
{
    Q_OBJECT
private slots:

    void importsIsoCodes()
    {
        const QString path = QStringLiteral("/usr/share/iso-codes/json/iso_3166-2.json");
        if (!QFile::exists(path)) {
            QSKIP("iso-codes is not installed");
        }
        StubConnection connection;
        std::optional<ImportPreview> preview;
        onResult(previewSource(path), this, [&](Result<ImportPreview> result) {
            preview = result.takeValue();
        });
        QTRY_VERIFY(preview.has_value());
        QCOMPARE(preview->rows.size(), 200u);
        QVERIFY(preview->columnNames.contains(QStringLiteral("code")));
        ImportPlan plan = planNewCollection(path, QStringLiteral("subdivisions"), *preview);
        for (Json &field : plan.newCollection.asObject()["fields"].asArray()) {
            if (field["type"].text() == "select") { // 200 rows do not show every kind
                field = fields::toJson(fields::makeField("text", field["name"].text()));
            }
        }

        connection.stub->on(
            "POST", QStringLiteral("/api/collections"), [](const TransportRequest &request) {
                Json created = *parseJson(viewOf(request.body));
                created.asObject().set("id", "cnew");
                return StubAnswer::json(created);
            });
        qint64 stored = 0;
        QSet<QString> ids;
        connection.stub->on("POST", QStringLiteral("/api/batch"), [&](const TransportRequest &request) {
            const Json body = *parseJson(viewOf(request.body));
            JsonArray answers;
            int index = 0;
            for (const Json &item : body["requests"].array()) {
                if (item["body"]["code"].text() == "AD-04") {
                    return StubAnswer::error(
                        400,
                        "Batch transaction failed.",
                        R"({"requests":{")" + QByteArray::number(index)
                            + R"(":{"code":"batch_request_failed","message":"x","response":{"data":{"code":{"code":"c","message":"Not that one."}},"message":"Failed.","status":400}}}})");
                }
                answers.push_back(JsonObject{{"status", 200}, {"body", JsonObject{{"id", "x"}}}});
                ++index;
            }
            for (const Json &item : body["requests"].array()) {
                ids.insert(toQString(item["body"]["code"].text()));
            }
            stored += static_cast<qint64>(answers.size());
            return StubAnswer::json(Json(answers));
        });
        const test::TempDir folder;
        plan.errorFile = toQString((folder / "failed.csv").string());
        Capabilities capabilities;
        capabilities.batch.isEnabled = true;
        ImportJob job(*connection.client, *connection.schema, capabilities, plan);
        job.start();
        QTRY_VERIFY_WITH_TIMEOUT(job.state() == ImportJob::State::Finished
                                     || job.state() == ImportJob::State::Failed,
                                 60'000);
        QCOMPARE(job.state(), ImportJob::State::Finished);
        QVERIFY(job.rowsRead() > 4000);
        QCOMPARE(job.rowsFailed(), qint64{1});
        QCOMPARE(job.rowsWritten(), job.rowsRead() - 1);
        QCOMPARE(stored, job.rowsWritten());
        QVERIFY(ids.contains(QStringLiteral("DE-BY")));
        QCOMPARE(job.problems().at(0).field, QStringLiteral("code"));
        QFile failed(plan.errorFile);
        QVERIFY(failed.open(QIODevice::ReadOnly));
        QVERIFY(failed.readAll().contains("AD-04"));
    }

    void checksBeforeSending()
    {
        StubConnection connection;
        const test::TempDir folder;
        const QString path = toQString((folder / "books.csv").string());
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(
            "Title,price,tags\nOne,1.5,\"a,b\"\n,2,a\nThree,cheap,a\nFour,-1,a\nFive,5,zzz\n");
        file.close();
        connection.stub->on("POST",
                            QStringLiteral("/api/collections/books/records"),
                            StubAnswer::json(QByteArray(R"({"id":"x"})")));
        ImportPlan plan;
        plan.path = path;
        plan.collectionId = QStringLiteral("cbooks");
        plan.columns = matchColumns(
            {QStringLiteral("Title"), QStringLiteral("price"), QStringLiteral("tags")},
            *connection.schema->find(u"books"));
        QCOMPARE(plan.columns.at(0).field, QStringLiteral("title"));
        ImportJob job(*connection.client, *connection.schema, {}, plan);
        job.start();
        QTRY_COMPARE(job.state(), ImportJob::State::Finished);
        QCOMPARE(job.rowsWritten(), qint64{1});
        QCOMPARE(job.rowsFailed(), qint64{4});
        const auto sent
            = connection.stub->requests("POST", QStringLiteral("/api/collections/books/records"));
        QCOMPARE(sent.size(), 1u);
        const Json body = *parseJson(viewOf(sent[0].body));
        QCOMPARE(body["title"], Json("One"));
        QCOMPARE(body["price"].toDouble(), 1.5);
        QCOMPARE(body["tags"], Json(JsonArray{"a", "b"}));
    }

    void pausesWhenTheNetworkGoes()
    {
        StubConnection connection;
        const test::TempDir folder;
        const QString path = toQString((folder / "books.json").string());
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(R"([{"title":"One"},{"title":"Two"}])");
        file.close();
        bool isUp = false;
        connection.stub->on("POST",
                            QStringLiteral("/api/collections/books/records"),
                            [&isUp](const TransportRequest &) {
                                return isUp ? StubAnswer::json(QByteArray(R"({"id":"x"})"))
                                            : StubAnswer::failed(TransportFailure::Refused);
                            });
        ImportPlan plan;
        plan.path = path;
        plan.collectionId = QStringLiteral("cbooks");
        plan.columns = {{.column = QStringLiteral("title"), .field = QStringLiteral("title")}};
        ImportJob job(*connection.client, *connection.schema, {}, plan);
        job.start();
        QTRY_COMPARE(job.state(), ImportJob::State::Paused);
        QTRY_COMPARE(connection.client->inFlight(), 0);
        isUp = true;
        job.resume();
        QTRY_COMPARE(job.state(), ImportJob::State::Finished);
        QCOMPARE(job.rowsWritten(), qint64{2});
    }

    void tasksQueueAndEnd()
    {
        TaskList list;
        QAbstractItemModelTester tester(&list);
        std::vector<Task *> tasks;
        for (int i = 0; i < 6; ++i) {
            tasks.push_back(list.add(QString::number(i)));
        }
        QTRY_COMPARE(list.runningCount(), TaskList::kMaxRunning);
        QCOMPARE(tasks[4]->state(), Task::State::Queued);
        tasks[0]->setProgress(1, 4);
        QCOMPARE(list.topFraction(), 0.25);
        tasks[0]->succeed(QStringLiteral("done"));
        QCOMPARE(tasks[4]->state(), Task::State::Running);
        tasks[5]->cancel();
        QCOMPARE(tasks[5]->state(), Task::State::Cancelled);
    }

    void logsGrowAtBothEnds()
    {
        StubConnection connection;
        QAbstractItemModelTester *tester = nullptr;
        const auto entry = [](int n) {
            return Json(JsonObject{{"id", "l" + std::to_string(n)},
                                   {"created", "2025-01-01 00:00:0" + std::to_string(n) + ".000Z"},
                                   {"level", 0},
                                   {"message", "m"},
                                   {"data", JsonObject{{"status", 200}, {"execTime", 1.5}}}});
        };
        connection.stub->onSequence(
            "GET",
            QStringLiteral("/api/logs"),
            {StubAnswer::json(Json(JsonObject{{"items", JsonArray{entry(2), entry(1)}}})),
             StubAnswer::json(Json(JsonObject{{"items", JsonArray{entry(3), entry(2)}}}))});
        LogModel model(*connection.client);
        tester = new QAbstractItemModelTester(&model, &model);
        QSignalSpy added(&model, &LogModel::entriesAdded);
        model.reload();
        QTRY_COMPARE(model.rowCount(), 2);
        model.setLive(true, false, 5);
        QTRY_COMPARE(model.rowCount(), 3);
        QCOMPARE(model.entryAt(0)->id, QStringLiteral("l3"));
        QCOMPARE(model.data(model.index(0, LogModel::Status)).toString(), QStringLiteral("200"));
        QVERIFY(tester != nullptr);
    }

    void readsTheLinesOfAStreamedImport_data()
    {
        QTest::addColumn<QByteArray>("lines");
        QTest::addColumn<int>("written");
        QTest::addColumn<int>("failures");
        QTest::addColumn<bool>("isWhole");
        QTest::addColumn<bool>("isRefused");
        QTest::newRow("all well") << QByteArray("{\"row\":2,\"ok\":2,\"failed\":0}\n"
                                                "{\"done\":true,\"row\":2,\"ok\":2,\"failed\":0}\n")
                                  << 2 << 0 << true << false;
        QTest::newRow("one row refused")
            << QByteArray("{\"row\":2,\"data\":{\"title\":{\"code\":\"validation_required\","
                          "\"message\":\"Cannot be blank.\"}},\"message\":\"Failed.\"}\n"
                          "{\"done\":true,\"row\":3,\"ok\":2,\"failed\":1}\n")
            << 2 << 1 << true << false;
        QTest::newRow("cut off") << QByteArray("{\"row\":500,\"ok\":500,\"failed\":0}\n{\"do")
                                 << 500 << 0 << false << false;
        QTest::newRow("refused as a whole")
            << QByteArray("{\"done\":true,\"ok\":0,\"failed\":0,\"stopped\":true,"
                          "\"error\":{\"message\":\"No.\",\"data\":{},\"status\":400}}\n")
            << 0 << 0 << true << true;
    }

    void readsTheLinesOfAStreamedImport()
    {
        QFETCH(QByteArray, lines);
        const ImportReply reply = ImportEndpoint::parse(lines);
        QTEST(int(reply.written), "written");
        QTEST(int(reply.failures.size()), "failures");
        QTEST(reply.isWhole, "isWhole");
        QTEST(!reply.refusal.isEmpty(), "isRefused");
        if (!reply.failures.empty()) {
            QCOMPARE(reply.failures.front().row, qint64{2});
            QCOMPARE(reply.failures.front().codes.value(QStringLiteral("title")),
                     QStringLiteral("validation_required"));
        }
    }
};
SOCLE_TEST_SUITE(TestImport)
#include "TestImport.moc"
