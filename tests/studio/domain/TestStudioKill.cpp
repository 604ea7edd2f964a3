// kill -9 of the studio or of the server at any moment, while work is staged and committed all the
// time: no staged edit and no committed one is lost.
//
// A second process (this program with SOCLE_KILL_FOLDER set) stages inserts and edits, commits
// every so often, and says what it has staged ("STAGED") and what the server acknowledged
// ("WRITTEN"). At a random moment it or the server is killed. Then what was staged a second before
// must be on the stage or stored, what was acknowledged must be stored, and one more commit stores
// everything, once. SOCLE_CRASH_ROUNDS sets how often (default 1).
#include "studio/api/RecordsEndpoint.h"
#include "studio/api/SettingsEndpoint.h"
#include "studio/api/Text.h"
#include "studio/domain/StagingEngine.h"
#include "studio/platform/Workspace.h"
#include "tests/studio/domain/CrashServer.h"

#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QTimer>

#include <cstdio>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr auto kFolder = "SOCLE_KILL_FOLDER";
constexpr auto kAddress = "SOCLE_KILL_ADDRESS";
constexpr auto kFirst = "SOCLE_KILL_FIRST";
constexpr int kOnDiskMs = 1000; // a draft is on disk within a second
constexpr int kStageMs = 4;
constexpr int kCommitMs = 350;
constexpr int kEditOffset = 1'000'000; // an edited record has its number and this

void say(const char *what, const QString &id, qint64 number)
{
    std::printf("%s %s %lld\n", what, qPrintable(id), static_cast<long long>(number));
    std::fflush(stdout);
}

/// What the second process has said, with the moment it was heard.
struct Heard
{
    QHash<QString, std::vector<std::pair<qint64, qint64>>> staged; // id -> (number, when)
    QHash<QString, qint64> written; // id -> number acknowledged last

    void read(QProcess &process, qint64 now)
    {
        while (process.canReadLine()) {
            const QList<QByteArray> words = process.readLine().trimmed().split(' ');
            if (words.size() != 3) {
                continue;
            }
            const QString id = QString::fromLatin1(words.at(1));
            if (words.first() == "STAGED") {
                staged[id].emplace_back(words.at(2).toLongLong(), now);
            } else if (words.first() == "WRITTEN") {
                written.insert(id, words.at(2).toLongLong());
            }
        }
    }
};

} // namespace

class TestStudioKill : public QObject
{
    Q_OBJECT

    CrashServer m_server;
    QTemporaryDir m_workspace;

    bool isSecond() const { return qEnvironmentVariableIsSet(kFolder); }

    QHash<QString, qint64> storedNumbers(ConnectionContext &context)
    {
        QHash<QString, qint64> numbers;
        eachRecord(context, u"things"_s, [&numbers](const Record &record) {
            numbers.insert(record.id, record.value(u"n").toInt());
        });
        return numbers;
    }

private slots:

    void initTestCase()
    {
        if (isSecond()) {
            return;
        }
        QString problem;
        QVERIFY2(m_server.prepare(&problem), qPrintable(problem));
        m_server.start();
        auto workspace = Workspace::open(m_workspace.path());
        VERIFY_OK(workspace);
        const auto context = contextOn(m_server.address(), **workspace, u"kill"_s);
        QVERIFY(signIn(*context));
        VERIFY_OK(awaited(
            this,
            context->client().send(ApiRequest::withJson(
                "POST",
                u"/api/collections"_s,
                *parseJson(
                    R"({"name":"things","type":"base","fields":[{"name":"n","type":"number"},{"name":"updated","type":"autodate","onCreate":true,"onUpdate":true}]})"),
                u"test"_s))));
        VERIFY_OK(awaited(
            this,
            SettingsEndpoint(context->client())
                .patch(JsonObject{
                    {"batch",
                     JsonObject{{"enabled", true}, {"maxRequests", 20}, {"timeout", 30}}}})));
    }

    /// The second process: works until it is killed.
    void works()
    {
        if (!isSecond()) {
            return;
        }
        auto workspace = Workspace::open(qEnvironmentVariable(kFolder));
        VERIFY_OK(workspace);
        const auto context = contextOn(qEnvironmentVariable(kAddress), **workspace, u"kill"_s);
        QVERIFY(signIn(*context));
        StagingEngine &staging = context->staging();
        const QString things = context->schema().find(u"things")->id;
        qint64 next = qEnvironmentVariable(kFirst).toLongLong();
        std::vector<Record> stored;
        connect(&staging,
                &StagingEngine::committed,
                this,
                [&stored](const std::vector<CommitOutcome> &outcomes) {
                    for (const CommitOutcome &outcome : outcomes) {
                        if (outcome.isWritten && outcome.record) {
                            say("WRITTEN", outcome.record->id, outcome.record->value(u"n").toInt());
                            stored.push_back(*outcome.record);
                        }
                    }
                });
        QTimer stage;
        connect(&stage, &QTimer::timeout, this, [&] {
            const std::int64_t number = next++;
            if (number % 3 == 0 && !stored.empty()) { // an edit of what was stored
                const Record base = stored.back();
                stored.pop_back();
                const std::int64_t edited = base.value(u"n").toInt() + kEditOffset;
                staging.setValue({things, base.id}, base, u"n"_s, edited);
                say("STAGED", base.id, edited);
            } else {
                say("STAGED", staging.insert(things, {{"n", number}}).record, number);
            }
        });
        QPointer<CommitRunner> runner;
        QTimer commit;
        connect(&commit, &QTimer::timeout, this, [&] {
            if (runner == nullptr && !staging.isEmpty()) {
                runner = commitAll(*context, this);
                runner->start();
            }
        });
        stage.start(kStageMs);
        commit.start(kCommitMs);
        QTest::qWait(60'000);
    }

    void nothingIsLost()
    {
        const int rounds = std::max(1, qEnvironmentVariable("SOCLE_CRASH_ROUNDS", u"1"_s).toInt());
        int studios = 0;
        for (int round = 0; round < rounds; ++round) {
            const bool killsStudio = QRandomGenerator::global()->bounded(2) == 0;
            studios += killsStudio ? 1 : 0;
            QProcess second;
            QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
            environment.insert(QString::fromLatin1(kFolder), m_workspace.path());
            environment.insert(QString::fromLatin1(kAddress), m_server.address());
            environment.insert(QString::fromLatin1(kFirst), QString::number(round * 3000));
            second.setProcessEnvironment(environment);
            second.start(QCoreApplication::applicationFilePath(),
                         {u"TestStudioKill"_s, u"works"_s});
            QVERIFY(second.waitForStarted());
            Heard heard;
            QElapsedTimer clock;
            clock.start();
            while (heard.staged.isEmpty() && clock.elapsed() < 20'000) {
                second.waitForReadyRead(20);
                heard.read(second, clock.elapsed());
            }
            QVERIFY2(!heard.staged.isEmpty(), second.readAllStandardError().constData());
            const qint64 until = clock.elapsed() + 300 + QRandomGenerator::global()->bounded(2200);
            while (clock.elapsed() < until) {
                second.waitForReadyRead(5);
                heard.read(second, clock.elapsed());
            }
            const qint64 killedAt = clock.elapsed();
            if (!killsStudio) {
                m_server.kill();
                m_server.process->waitForFinished();
                // The studio goes on without it for a moment.
                while (clock.elapsed() < killedAt + 300) {
                    second.waitForReadyRead(5);
                    heard.read(second, clock.elapsed());
                }
            }
            const qint64 endedAt = clock.elapsed();
            ::kill(static_cast<pid_t>(second.processId()), SIGKILL);
            second.waitForFinished();
            heard.read(second, endedAt);
            if (!killsStudio) {
                m_server.start();
            }

            auto workspace = Workspace::open(m_workspace.path());
            VERIFY_OK(workspace);
            QVERIFY2((*workspace)->notice().isEmpty(), qPrintable((*workspace)->notice()));
            const auto context = contextOn(m_server.address(), **workspace, u"kill"_s);
            QVERIFY(signIn(*context));
            StagingEngine &staging = context->staging();
            const QString things = context->schema().find(u"things")->id;
            const QHash<QString, qint64> stored = storedNumbers(*context);
            for (auto it = heard.written.begin(); it != heard.written.end(); ++it) {
                QVERIFY2(stored.value(it.key(), -1) >= *it,
                         qPrintable(u"%1 was acknowledged and is gone"_s.arg(it.key())));
            }
            int owed = 0;
            for (auto it = heard.staged.begin(); it != heard.staged.end(); ++it) {
                for (const auto &[number, at] : *it) {
                    if (endedAt - at < kOnDiskMs) {
                        continue;
                    }
                    ++owed;
                    const StagedField *field = staging.find({things, it.key()}, u"n"_s);
                    const qint64 kept = field != nullptr ? field->value.toInt() : -1;
                    const qint64 there = std::max(kept, stored.value(it.key(), -1));
                    QVERIFY2(there >= number,
                             qPrintable(u"%1 = %2 is neither staged nor stored (round %3, the %4)"_s
                                            .arg(it.key())
                                            .arg(number)
                                            .arg(round)
                                            .arg(killsStudio ? u"studio"_s : u"server"_s)));
                }
            }
            const int left = staging.totalCounts().total();
            QHash<QString, qint64> wanted = stored;
            for (const StagedRecord *record : staging.allRecords()) {
                wanted.insert(record->key.record, record->effective(u"n").toInt());
            }
            std::optional<CommitRunner::Summary> summary;
            if (left > 0) {
                CommitRunner *runner = commitAll(*context, this);
                connect(runner, &CommitRunner::finished, this, [&](const CommitRunner::Summary &s) {
                    summary = s;
                });
                runner->start();
                QTRY_VERIFY_WITH_TIMEOUT(summary.has_value(), 60'000);
            }
            QVERIFY2(
                staging.isEmpty(),
                qPrintable(
                    u"%1 of %2 stay on the stage"_s.arg(staging.totalCounts().total()).arg(left)));
            QCOMPARE(storedNumbers(*context), wanted);
            QVERIFY((*workspace)->flush());
            qInfo("round %d: the %s killed after %lld ms; %lld staged, %d owed, %lld acknowledged, "
                  "%d were left",
                  round,
                  killsStudio ? "studio" : "server",
                  static_cast<long long>(killedAt),
                  static_cast<long long>(heard.staged.size()),
                  owed,
                  static_cast<long long>(heard.written.size()),
                  left);
        }
        qInfo("%d rounds, the studio killed in %d, the server in %d",
              rounds,
              studios,
              rounds - studios);
    }

    void cleanupTestCase() { m_server.stop(); }
};

SOCLE_TEST_SUITE(TestStudioKill)

} // namespace socle::studio

#include "TestStudioKill.moc"
