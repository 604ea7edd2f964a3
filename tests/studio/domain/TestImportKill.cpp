// kill -9 in the middle of an import, of the studio or of the server: it goes on where it was, no
// row comes twice and none is lost; afterwards it can be undone.
//
// A second process (this program with SOCLE_IMPORT_FOLDER set) imports a file whose journal is in a
// workspace on disk. It is killed at a random moment; a new connection on the same workspace finds
// the entry and goes on. SOCLE_CRASH_ROUNDS sets how often (default 2).
#include "studio/api/RecordsEndpoint.h"
#include "studio/api/Text.h"
#include "studio/domain/ImportJob.h"
#include "studio/domain/ImportUndo.h"
#include "studio/platform/Workspace.h"
#include "tests/studio/domain/CrashServer.h"

#include <QFile>
#include <QRandomGenerator>
#include <QStandardPaths>

#include <cstdio>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr auto kImportFolder = "SOCLE_IMPORT_FOLDER";
constexpr auto kImportAddress = "SOCLE_IMPORT_ADDRESS";
constexpr auto kImportTarget = "SOCLE_IMPORT_TARGET";
constexpr int kImportRows = 60'000;
constexpr int kEveryBadRow = 1000; // text where a number must be

int linesIn(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? static_cast<int>(file.readAll().count('\n')) : -1;
}

} // namespace

class TestImportKill : public QObject
{
    Q_OBJECT

    CrashServer m_server;
    QTemporaryDir m_folder;

    bool isSecond() const { return qEnvironmentVariableIsSet(kImportFolder); }

    QString csvPath() const { return m_folder.filePath(u"rows.csv"_s); }

private slots:

    void initTestCase()
    {
        QStandardPaths::setTestModeEnabled(true);
        if (isSecond()) {
            return;
        }
        QString problem;
        QVERIFY2(m_server.prepare(&problem), qPrintable(problem));
        m_server.start();
        QFile file(csvPath());
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("n,name\n");
        for (int row = 0; row < kImportRows; ++row) {
            file.write((row % kEveryBadRow == kEveryBadRow / 2 ? QByteArray("many")
                                                               : QByteArray::number(row))
                       + ",name " + QByteArray::number(row) + '\n');
        }
    }

    /// The second process: imports until it is killed.
    void works()
    {
        if (!isSecond()) {
            return;
        }
        auto workspace = Workspace::open(qEnvironmentVariable(kImportFolder));
        VERIFY_OK(workspace);
        const auto context
            = contextOn(qEnvironmentVariable(kImportAddress), **workspace, u"import"_s);
        QVERIFY(signIn(*context));
        ImportPlan plan;
        plan.path = qEnvironmentVariable(kImportFolder) + u"/rows.csv"_s;
        plan.collectionId = context->schema().find(qEnvironmentVariable(kImportTarget))->id;
        plan.columns
            = {{.column = u"n"_s, .field = u"n"_s}, {.column = u"name"_s, .field = u"name"_s}};
        auto entry = ImportJournal::begin(plan, u"rows.csv"_s);
        VERIFY_OK(entry);
        ImportJob job(context->client(), context->schema(), context->capabilities(), entry->plan);
        job.remember(*context->drafts(), *entry);
        connect(&job, &ImportJob::progress, this, [&job] {
            std::printf("ROWS %lld\n", static_cast<long long>(job.rowsWritten()));
            std::fflush(stdout);
        });
        job.start();
        QTest::qWait(120'000);
    }

    void noRowTwiceAndNoneLost()
    {
        const int rounds = std::max(1, qEnvironmentVariable("SOCLE_CRASH_ROUNDS", u"2"_s).toInt());
        for (int round = 0; round < rounds; ++round) {
            const bool killsServer = round % 2 == 1;
            const QString name = u"rows%1"_s.arg(round);
            {
                auto workspace = Workspace::open({});
                VERIFY_OK(workspace);
                const auto context = contextOn(m_server.address(), **workspace, u"import"_s);
                QVERIFY(signIn(*context));
                VERIFY_OK(awaited(
                    this,
                    context->client().send(ApiRequest::withJson(
                        "POST",
                        u"/api/collections"_s,
                        *parseJson(toUtf8(
                            u"{\"name\":\"%1\",\"type\":\"base\",\"fields\":[{\"name\":\"n\",\"type\":\"number\"},{\"name\":\"name\",\"type\":\"text\"},{\"name\":\"created\",\"type\":\"autodate\",\"onCreate\":true,\"onUpdate\":false},{\"name\":\"updated\",\"type\":\"autodate\",\"onCreate\":true,\"onUpdate\":true}]}"_s
                                .arg(name))),
                        u"test"_s))));
            }
            killAtSomeMoment(name, killsServer);
            if (QTest::currentTestFailed()) {
                return;
            }
            auto workspace = Workspace::open(m_folder.path());
            VERIFY_OK(workspace);
            const auto context = contextOn(m_server.address(), **workspace, u"import"_s);
            QVERIFY(signIn(*context));
            ImportJournal journal(*context->drafts());
            const std::vector<ImportEntry> entries = journal.entries();
            QVERIFY2(!entries.empty(), "the import is not remembered");
            const ImportEntry entry = entries.back();
            QCOMPARE(entry.phase, ImportEntry::Phase::Running);
            QCOMPARE(entry.target.isEmpty(), true); // the view fills it in
            const int bad = kImportRows / kEveryBadRow;
            ImportJob job(
                context->client(), context->schema(), context->capabilities(), entry.plan);
            job.remember(*context->drafts(), entry);
            job.start();
            QTRY_VERIFY_WITH_TIMEOUT(job.state() > ImportJob::State::Paused, 120'000);
            QVERIFY2(job.state() == ImportJob::State::Finished, qPrintable(job.error().message));
            QCOMPARE(job.rowsWritten(), qint64{kImportRows - bad});
            QCOMPARE(job.rowsFailed(), qint64{bad});
            QCOMPARE(linesIn(entry.plan.errorFile), bad + 1);
            const auto count = awaited(this, RecordsEndpoint(context->client()).count(name, {}));
            VERIFY_OK(count);
            QCOMPARE(*count, qint64{kImportRows - bad});
            qInfo("round %d: the %s killed, went on at row %lld of %d",
                  round,
                  killsServer ? "server" : "studio",
                  static_cast<long long>(entry.confirmed),
                  kImportRows);
            undo(*context, *job.entry(), name);
            journal.remove(*job.entry());
            QVERIFY((*workspace)->flush());
        }
    }

    void cleanupTestCase() { m_server.stop(); }

private:
    void killAtSomeMoment(const QString &name, bool killsServer)
    {
        QProcess second;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QString::fromLatin1(kImportFolder), m_folder.path());
        environment.insert(QString::fromLatin1(kImportAddress), m_server.address());
        environment.insert(QString::fromLatin1(kImportTarget), name);
        second.setProcessEnvironment(environment);
        second.start(QCoreApplication::applicationFilePath(), {u"TestImportKill"_s, u"works"_s});
        QVERIFY(second.waitForStarted());
        // At once as well, before anything was confirmed.
        const int until = QRandomGenerator::global()->bounded(2) == 0
            ? 1
            : 1 + QRandomGenerator::global()->bounded(kImportRows / 2);
        qint64 rows = 0;
        QElapsedTimer clock;
        clock.start();
        while (rows < until && clock.elapsed() < 60'000) {
            second.waitForReadyRead(20);
            while (second.canReadLine()) {
                const QList<QByteArray> words = second.readLine().trimmed().split(' ');
                rows = words.first() == "ROWS" ? words.last().toLongLong() : rows;
            }
        }
        QVERIFY2(rows > 0, second.readAllStandardError().constData());
        if (killsServer) {
            m_server.kill();
            m_server.process->waitForFinished();
        }
        ::kill(static_cast<pid_t>(second.processId()), SIGKILL);
        second.waitForFinished();
        if (killsServer) {
            m_server.start();
        }
    }

    /// One record was changed meanwhile: it stays, all others go.
    void undo(ConnectionContext &context, const ImportEntry &entry, const QString &name)
    {
        ListQuery query;
        query.perPage = 1;
        const auto page = awaited(this, RecordsEndpoint(context.client()).list(name, query));
        VERIFY_OK(page);
        QTest::qWait(1100); // later than the moment both stamps share
        VERIFY_OK(awaited(this,
                          RecordsEndpoint(context.client())
                              .update(name, page->items.front().id, {{"name", "mine"}})));
        VERIFY_OK(awaited(this, context.schema().refresh()));
        const CollectionPtr collection = context.schema().find(name);
        QCOMPARE(ImportUndo::obstacle(entry, collection), QString());
        Capabilities capabilities = context.capabilities();
        capabilities.batch.isEnabled = false;
        ImportUndo work(context.client(), capabilities, collection, entry);
        std::optional<QString> reason;
        connect(&work, &ImportUndo::ended, this, [&reason](const QString &why) { reason = why; });
        work.start();
        QTRY_VERIFY_WITH_TIMEOUT(work.removed() > 200, 60'000); // a part of it is enough
        work.cancel();
        QTRY_VERIFY_WITH_TIMEOUT(reason.has_value(), 60'000);
        const auto count = awaited(this, RecordsEndpoint(context.client()).count(name, {}));
        VERIFY_OK(count);
        QCOMPARE(*count, kImportRows - kImportRows / kEveryBadRow - work.removed());
        const auto kept
            = awaited(this, RecordsEndpoint(context.client()).view(name, page->items.front().id));
        VERIFY_OK(kept);
    }
};

SOCLE_TEST_SUITE(TestImportKill)

} // namespace socle::studio

#include "TestImportKill.moc"
