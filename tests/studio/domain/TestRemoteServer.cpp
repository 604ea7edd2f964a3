// The same code against a real server: sign-in, capabilities, a new collection by import, paging
// from both ends, a commit with a refusal, live events. Runs when SOCLE_TEST_SERVER (http://…),
// SOCLE_TEST_EMAIL and SOCLE_TEST_PASSWORD are set.
#include "studio/api/FilesEndpoint.h"
#include "studio/api/RealtimeClient.h"
#include "studio/api/SettingsEndpoint.h"
#include "studio/api/Text.h"
#include "studio/domain/CommitRunner.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/FileItems.h"
#include "studio/domain/ImportJob.h"
#include "studio/domain/PagedRecordModel.h"
#include "studio/domain/SchemaStore.h"
#include "studio/domain/StagingEngine.h"
#include "tests/support/TestSuite.h"

#include <QFile>
#include <QTemporaryDir>

using namespace socle;
using namespace socle::studio;

class TestRemoteServer : public QObject
{
    Q_OBJECT

    std::unique_ptr<ConnectionContext> m_context;
    QString m_collection;

    template <typename T> std::optional<Result<T>> wait(const QFuture<Result<T>> &future)
    {
        auto got = std::make_shared<std::optional<Result<T>>>();
        onResult(future, this, [got](Result<T> result) { got->emplace(std::move(result)); });
        [&] { QTRY_VERIFY_WITH_TIMEOUT(got->has_value(), 20'000); }();
        return *got;
    }

private slots:

    void initTestCase()
    {
        ConnectionProfile profile;
        profile.address = qEnvironmentVariable("SOCLE_TEST_SERVER");
        if (profile.address.isEmpty()) {
            QSKIP("SOCLE_TEST_SERVER names no server");
        }
        m_context = std::make_unique<ConnectionContext>(
            profile, std::make_unique<NetworkTransport>(), std::make_unique<MemoryDraftStore>());
        const auto wrong = wait(m_context->signIn(
            QStringLiteral("_superusers"), QStringLiteral("a@b.co"), QStringLiteral("wrong-one")));
        QVERIFY(wrong && !*wrong);
        QCOMPARE(apiError(wrong->error()).status, 400);
        const auto right = wait(m_context->signIn(QStringLiteral("_superusers"),
                                                  qEnvironmentVariable("SOCLE_TEST_EMAIL"),
                                                  qEnvironmentVariable("SOCLE_TEST_PASSWORD")));
        QVERIFY(right.has_value());
        VERIFY_OK(*right);
        QVERIFY(m_context->isSuperuser());
        const auto batch = wait(
            SettingsEndpoint(m_context->client())
                .patch(JsonObject{
                    {"batch",
                     JsonObject{{"enabled", true}, {"maxRequests", 100}, {"timeout", 30}}}}));
        QVERIFY(batch.has_value());
        VERIFY_OK(*batch);
        const auto reloaded = wait(m_context->reload());
        QVERIFY(reloaded.has_value());
        VERIFY_OK(*reloaded);
        QVERIFY(m_context->capabilities().has(Capability::Batch));
    }

    void importsAndPages()
    {
        const QString path = QStringLiteral("/usr/share/iso-codes/json/iso_3166-2.json");
        const auto preview = wait(previewSource(path));
        QVERIFY(preview && *preview);
        ImportPlan plan
            = planNewCollection(path, QStringLiteral("sub_") + makeRecordId(), preview->value());
        for (Json &field : plan.newCollection.asObject()["fields"].asArray()) {
            if (field["type"].text() == "select") {
                Json text = fields::toJson(fields::makeField("text", field["name"].text()));
                text.asObject().erase("id");
                field = text;
            }
        }
        ImportJob job(m_context->client(), m_context->schema(), m_context->capabilities(), plan);
        job.start();
        QTRY_VERIFY_WITH_TIMEOUT(job.state() >= ImportJob::State::Finished, 60'000);
        QVERIFY2(job.state() == ImportJob::State::Finished, qPrintable(job.error().message));
        QCOMPARE(job.rowsFailed(), qint64{0});
        qInfo("imported %lld rows, %.0f a second",
              static_cast<long long>(job.rowsWritten()),
              job.rowsPerSecond());
        m_collection = job.collectionId();
        QTRY_VERIFY(m_context->schema().find(m_collection) != nullptr);

        PagedRecordModel model(m_context->client(), m_context->schema(), &m_context->staging());
        model.open({.collectionId = m_collection, .sort = {QStringLiteral("code")}});
        QTRY_COMPARE_WITH_TIMEOUT(qint64{model.rowCount()}, job.rowsWritten(), 10'000);
        QTRY_VERIFY(model.isLoaded(0));
        const int code = model.columnOf(QStringLiteral("code"));
        QString last;
        for (int row = 0; row < model.rowCount();
             row += 100) { // the order holds across both ways of reading
            model.setVisibleRange(row, std::min(row + 10, model.rowCount() - 1));
            QTRY_VERIFY_WITH_TIMEOUT(model.isLoaded(row), 10'000);
            const QString now = model.data(model.index(row, code)).toString();
            QVERIFY2(last < now, qPrintable(QString(last + QStringLiteral(" < ") + now)));
            last = now;
        }
    }

    void commitsAndHearsOfIt()
    {
        QVERIFY(!m_collection.isEmpty());
        StagingEngine &stage = m_context->staging();
        int events = 0;
        connect(&m_context->realtime(),
                &RealtimeClient::recordEvent,
                this,
                [&](const RecordEvent &) { ++events; });
        const CollectionPtr collection = m_context->schema().find(m_collection);
        m_context->realtime().subscribe(collection->name + QStringLiteral("/*"));
        QTRY_COMPARE_WITH_TIMEOUT(
            m_context->realtime().state(), RealtimeClient::State::Live, 10'000);

        PagedRecordModel model(m_context->client(), m_context->schema(), &stage);
        model.open({.collectionId = m_collection});
        QTRY_VERIFY_WITH_TIMEOUT(model.isLoaded(4), 10'000);
        const int name = model.columnOf(QStringLiteral("name"));
        const QString first = model.keyAt(0).record;
        QVERIFY(model.setData(model.index(0, name), QStringLiteral("Renamed")));
        stage.remove(model.keyAt(1), Record(*model.recordAt(1)));
        const RecordKey added = stage.insert(m_collection, {{"code", "ZZ-1"}, {"name", "New"}});
        auto *runner = new CommitRunner(
            m_context->client(),
            stage,
            m_context->schema(),
            CommitPlan::make(stage.allRecords(), m_context->schema(), m_context->capabilities()),
            this);
        std::optional<CommitRunner::Summary> summary;
        connect(runner, &CommitRunner::finished, this, [&](const CommitRunner::Summary &s) {
            summary = s;
        });
        runner->start();
        QTRY_VERIFY_WITH_TIMEOUT(summary.has_value(), 10'000);
        QVERIFY2(summary->written == 3, qPrintable(summary->error.message));
        QVERIFY(stage.isEmpty());
        QTRY_COMPARE_WITH_TIMEOUT(events, 3, 10'000);
        const auto seen = wait(RecordsEndpoint(m_context->client()).view(collection->name, first));
        QVERIFY(seen && *seen);
        QCOMPARE(seen->value().value(u"name"), Json("Renamed"));
        QVERIFY(*wait(RecordsEndpoint(m_context->client()).view(collection->name, added.record)));
    }

    /// Two studios on one record: the second commit meets the first one's change, whatever the
    /// server offers for it (If-Match on Socle, the update stamp or the values elsewhere).
    void twoStudiosMeetOnOneRecord()
    {
        QVERIFY(!m_collection.isEmpty());
        ConnectionContext other(m_context->profile(),
                                std::make_unique<NetworkTransport>(),
                                std::make_unique<MemoryDraftStore>());
        const auto signedIn = wait(other.signIn(QStringLiteral("_superusers"),
                                                qEnvironmentVariable("SOCLE_TEST_EMAIL"),
                                                qEnvironmentVariable("SOCLE_TEST_PASSWORD")));
        QVERIFY(signedIn.has_value());
        VERIFY_OK(*signedIn);
        const CollectionPtr collection = m_context->schema().find(m_collection);
        const auto created = wait(
            RecordsEndpoint(m_context->client())
                .create(collection->name, {{"code", "YY-1"}, {"name", "Both"}, {"type", "x"}}));
        QVERIFY(created && *created);
        const RecordKey key{m_collection, created->value().id};
        const auto base = [&](ConnectionContext &context) {
            auto seen = wait(RecordsEndpoint(context.client()).view(collection->name, key.record));
            return seen && *seen ? seen->takeValue() : Record();
        };
        const auto commit = [&](ConnectionContext &context) {
            auto *runner = new CommitRunner(context.client(),
                                            context.staging(),
                                            context.schema(),
                                            CommitPlan::make(context.staging().allRecords(),
                                                             context.schema(),
                                                             context.capabilities()),
                                            this);
            auto summary = std::make_shared<std::optional<CommitRunner::Summary>>();
            connect(runner,
                    &CommitRunner::finished,
                    this,
                    [summary](const CommitRunner::Summary &s) { *summary = s; });
            runner->start();
            [&] { QTRY_VERIFY_WITH_TIMEOUT(summary->has_value(), 10'000); }();
            return **summary;
        };
        m_context->staging().setValue(key, base(*m_context), QStringLiteral("name"), "Mine");
        other.staging().setValue(key, base(other), QStringLiteral("name"), "Theirs");
        other.staging().setValue(key, QStringLiteral("type"), "theirs");
        QCOMPARE(commit(other).written, 1);
        const auto refused = commit(*m_context);
        QCOMPARE(refused.written, 0);
        QCOMPARE(refused.conflicts, 1);
        const StagedField *mine = m_context->staging().find(key, QStringLiteral("name"));
        QVERIFY(mine != nullptr && mine->hasConflict);
        QCOMPARE(mine->theirs, Json("Theirs"));
        QCOMPARE(base(*m_context).value(u"name"), Json("Theirs")); // nothing was overwritten
        m_context->staging().resolve(key, QStringLiteral("name"), Resolution::KeepMine);
        QCOMPARE(commit(*m_context).written, 1);
        const Record merged = base(*m_context);
        QCOMPARE(merged.value(u"name"), Json("Mine"));
        QCOMPARE(merged.value(u"type"), Json("theirs")); // fields that do not overlap merge
    }

    /// Files of staged records travel with the batch, and replace or join what is stored.
    void uploadsGoWithTheCommit()
    {
        const QTemporaryDir folder;
        const auto write = [&folder](const QString &name, const QByteArray &content) {
            QFile file(folder.filePath(name));
            discard(file.open(QIODevice::WriteOnly) ? Result<void>() : Error{}, "checked below");
            file.write(content);
            return localFileItem(file.fileName());
        };
        const QString name = QStringLiteral("files_") + makeRecordId();
        const auto made = wait(CollectionsEndpoint(m_context->client())
                                   .create(JsonObject{
                                       {"name", toUtf8(name)},
                                       {"type", "base"},
                                       {"fields",
                                        JsonArray{JsonObject{{"name", "title"}, {"type", "text"}},
                                                  JsonObject{{"name", "docs"},
                                                             {"type", "file"},
                                                             {"maxSelect", 5}}}}}));
        QVERIFY(made.has_value());
        VERIFY_OK(*made);
        QVERIFY(*wait(m_context->schema().refresh()));
        const CollectionPtr files = m_context->schema().find(name);
        QVERIFY(files != nullptr);
        StagingEngine &stage = m_context->staging();
        const auto commit = [&] {
            auto *runner = new CommitRunner(
                m_context->client(),
                stage,
                m_context->schema(),
                CommitPlan::make(stage.allRecords(), m_context->schema(), m_context->capabilities()),
                this);
            auto summary = std::make_shared<std::optional<CommitRunner::Summary>>();
            connect(runner, &CommitRunner::finished, this, [summary](const CommitRunner::Summary &s) {
                *summary = s;
            });
            runner->start();
            [&] { QTRY_VERIFY_WITH_TIMEOUT(summary->has_value(), 10'000); }();
            return **summary;
        };
        const RecordKey one = stage.insert(files->id, {{"title", "one"}});
        stage.setValue(
            one, QStringLiteral("docs"), JsonArray{toUtf8(write(QStringLiteral("a.txt"), "alpha"))});
        const RecordKey two = stage.insert(files->id, {{"title", "two"}});
        stage.setValue(
            two, QStringLiteral("docs"), JsonArray{toUtf8(write(QStringLiteral("b.txt"), "beta"))});
        const auto first = commit();
        QVERIFY2(first.written == 2, qPrintable(first.error.message));
        const auto stored
            = wait(RecordsEndpoint(m_context->client()).view(name, one.record));
        QVERIFY(stored && *stored);
        const Json docs = stored->value().value(u"docs");
        QCOMPARE(docs.array().size(), std::size_t(1));
        const QString storedName = toQString(docs.array().front().text());
        const auto content = wait(FilesEndpoint(m_context->client())
                                      .content({name, one.record, storedName, {}}));
        QVERIFY(content && *content);
        QCOMPARE(content->value(), QByteArray("alpha"));
        // A second one joins it.
        stage.setValue(one,
                       stored->value(),
                       QStringLiteral("docs"),
                       JsonArray{docs.array().front(),
                                 toUtf8(write(QStringLiteral("c.txt"), "gamma"))});
        QCOMPARE(commit().written, 1);
        const auto joined = wait(RecordsEndpoint(m_context->client()).view(name, one.record));
        QVERIFY(joined && *joined);
        QCOMPARE(joined->value().value(u"docs").array().size(), std::size_t(2));
        QCOMPARE(joined->value().value(u"docs").array().front(), docs.array().front());
        discard(*wait(CollectionsEndpoint(m_context->client()).remove(files->id)),
                "the server is thrown away anyway");
    }

    void cleanupTestCase()
    {
        if (!m_collection.isEmpty()) {
            discard(*wait(CollectionsEndpoint(m_context->client()).remove(m_collection)),
                    "the server is thrown away anyway");
        }
    }
};
SOCLE_TEST_SUITE(TestRemoteServer)
#include "TestRemoteServer.moc"
