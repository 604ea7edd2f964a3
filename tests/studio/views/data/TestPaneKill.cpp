// kill -9 of a studio whose tabs are open: two tabs of one collection, edits in cells and new
// records by the view's own actions, commits by its own save. After a restart the tab says what was
// restored, and one more commit stores everything, once.
//
// A second process (this program with SOCLE_PANES_FOLDER set) works until it is killed at a random
// moment; every other time the server is killed too. SOCLE_CRASH_ROUNDS sets how often (default 1).
#include "studio/api/RecordsEndpoint.h"
#include "studio/api/SettingsEndpoint.h"
#include "studio/api/Text.h"
#include "studio/domain/StagingEngine.h"
#include "studio/kit/DataGrid.h"
#include "studio/platform/Workspace.h"
#include "studio/views/data/DataView.h"
#include "tests/studio/domain/CrashServer.h"
#include "tests/studio/views/data/ShellRecorder.h"

#include <QAction>
#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QTimer>

#include <cstdio>

using namespace Qt::StringLiterals;
using namespace socle;
using namespace socle::studio;

namespace {

constexpr auto kPanesFolder = "SOCLE_PANES_FOLDER";
constexpr auto kPanesAddress = "SOCLE_PANES_ADDRESS";
constexpr auto kPanesFirst = "SOCLE_PANES_FIRST";
constexpr int kDraftMs = 1000; // a draft is on disk within a second

/// A studio's window with two tabs of one collection.
struct Panes
{
    Panes(const QString &address, Workspace &workspace)
        : shell(&window)
    {
        context = contextOn(address, workspace, u"panes"_s);
        window.resize(1000, 700);
    }

    ~Panes()
    {
        delete first;
        delete second;
    }

    bool open()
    {
        if (!signIn(*context)) {
            return false;
        }
        for (DataView **view : {&first, &second}) {
            *view = new DataView(*context, shell, {u"data"_s, u"things"_s, {}, {}});
            (*view)->setParent(&window);
            (*view)->resize(window.size());
            (*view)->show();
        }
        window.show();
        return QTest::qWaitFor(
            [this] { return first->model()->state() == PagedRecordModel::State::Ready; }, 20'000);
    }

    /// Why open() was refused, for the report.
    QString state() const
    {
        if (first == nullptr) {
            return u"no sign-in"_s;
        }
        const PagedRecordModel *model = first->model();
        return u"connection %1, schema %2, model %3, rows %4, error %5 %6"_s
            .arg(static_cast<int>(context->state()))
            .arg(static_cast<int>(context->schema().state()))
            .arg(static_cast<int>(model->state()))
            .arg(model->rowCount())
            .arg(model->error().status)
            .arg(model->error().message);
    }

    QAction *action(const QString &id) const
    {
        for (QAction *each : first->viewActions()) {
            if (each->objectName() == id) {
                return each;
            }
        }
        return nullptr;
    }

    QWidget window;
    ShellRecorder shell;
    std::unique_ptr<ConnectionContext> context;
    DataView *first = nullptr;
    DataView *second = nullptr;
};

} // namespace

class TestPaneKill : public QObject
{
    Q_OBJECT

    CrashServer m_server;
    QTemporaryDir m_workspace;

    static bool isSecond() { return qEnvironmentVariableIsSet(kPanesFolder); }

    QHash<qint64, int> numbers(ConnectionContext &context)
    {
        QHash<qint64, int> counted; // every number was staged once: it is stored once
        eachRecord(context, u"things"_s, [&counted](const Record &record) {
            ++counted[record.value(u"n").toInt()];
        });
        return counted;
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
        Panes panes(m_server.address(), **workspace);
        QVERIFY(signIn(*panes.context));
        VERIFY_OK(awaited(
            this,
            panes.context->client().send(ApiRequest::withJson(
                "POST",
                u"/api/collections"_s,
                *parseJson(
                    R"({"name":"things","type":"base","fields":[{"name":"n","type":"number"},{"name":"updated","type":"autodate","onCreate":true,"onUpdate":true}]})"),
                u"test"_s))));
        VERIFY_OK(awaited(this,
                          SettingsEndpoint(panes.context->client())
                              .patch(JsonObject{{"batch", JsonObject{{"enabled", true}}}})));
    }

    /// The second process: works in its tabs until it is killed.
    void works()
    {
        if (!isSecond()) {
            return;
        }
        auto workspace = Workspace::open(qEnvironmentVariable(kPanesFolder));
        VERIFY_OK(workspace);
        Panes panes(qEnvironmentVariable(kPanesAddress), **workspace);
        QVERIFY2(panes.open(), qPrintable(panes.state()));
        qint64 next = qEnvironmentVariable(kPanesFirst).toLongLong();
        QTimer stage;
        connect(&stage, &QTimer::timeout, this, [&] {
            QAction *add = panes.action(u"act.data.new"_s);
            PagedRecordModel *model = panes.first->model();
            if (!add->isEnabled()) {
                return;
            }
            add->trigger();
            model->setData(model->index(0, model->columnOf(u"n"_s)), double(next));
            std::printf("STAGED %lld\n", static_cast<long long>(next++));
            std::fflush(stdout);
        });
        QTimer commit;
        connect(&commit, &QTimer::timeout, this, [&] { panes.first->save(); });
        stage.start(15);
        commit.start(400);
        QTest::qWait(60'000);
    }

    void nothingIsLostWithTabsOpen()
    {
        const int rounds = std::max(1, qEnvironmentVariable("SOCLE_CRASH_ROUNDS", u"1"_s).toInt());
        QSet<qint64> owedForEver;
        for (int round = 0; round < rounds; ++round) {
            QProcess second;
            QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
            environment.insert(QString::fromLatin1(kPanesFolder), m_workspace.path());
            environment.insert(QString::fromLatin1(kPanesAddress), m_server.address());
            environment.insert(QString::fromLatin1(kPanesFirst), QString::number(1 + round * 5000));
            second.setProcessEnvironment(environment);
            second.start(QCoreApplication::applicationFilePath(), {u"TestPaneKill"_s, u"works"_s});
            QVERIFY(second.waitForStarted());
            std::vector<std::pair<qint64, qint64>> staged; // number, when it was heard
            QByteArray said; // all else, for the report
            QElapsedTimer clock;
            clock.start();
            const auto hear = [&](qint64 until) {
                do {
                    second.waitForReadyRead(10);
                    while (second.canReadLine()) {
                        const QByteArray line = second.readLine().trimmed();
                        if (line.startsWith("STAGED ")) {
                            staged.emplace_back(line.mid(7).toLongLong(), clock.elapsed());
                        } else {
                            said += line + '\n';
                        }
                    }
                } while (clock.elapsed() < until);
            };
            while (staged.empty() && clock.elapsed() < 30'000) {
                hear(0);
            }
            QVERIFY2(!staged.empty(), (said + second.readAllStandardError()).constData());
            hear(clock.elapsed() + 1200 + QRandomGenerator::global()->bounded(1500));
            const bool killsServer = round % 2 == 1;
            if (killsServer) {
                m_server.kill();
                m_server.process->waitForFinished();
            }
            const qint64 killedAt = clock.elapsed();
            ::kill(static_cast<pid_t>(second.processId()), SIGKILL);
            second.waitForFinished();
            hear(0);
            if (killsServer) {
                m_server.start();
            }

            auto workspace = Workspace::open(m_workspace.path());
            VERIFY_OK(workspace);
            QVERIFY2((*workspace)->notice().isEmpty(), qPrintable((*workspace)->notice()));
            Panes panes(m_server.address(), **workspace);
            QVERIFY2(panes.open(), qPrintable(panes.state()));
            const int left = panes.context->staging().totalCounts().total();
            // The first tab says what came back, in words with the number.
            const auto &banners = panes.shell.banners;
            const bool saysSo
                = std::any_of(banners.begin(), banners.end(), [left](const BannerText &banner) {
                      return banner.id == u"restored"_s
                          && banner.text.contains(QString::number(left));
                  });
            QVERIFY2(left == 0 || saysSo, qPrintable(QString::number(left)));
            if (left > 0) {
                QVERIFY(panes.first->save());
            }
            QTRY_VERIFY_WITH_TIMEOUT(panes.context->staging().isEmpty(), 30'000);
            const QHash<qint64, int> stored = numbers(*panes.context);
            for (const auto &[number, at] : staged) {
                if (killedAt - at >= kDraftMs) {
                    owedForEver.insert(number);
                }
            }
            for (const qint64 number : std::as_const(owedForEver)) {
                QVERIFY2(stored.contains(number), qPrintable(u"%1 is gone"_s.arg(number)));
            }
            for (auto it = stored.begin(); it != stored.end(); ++it) {
                QVERIFY2(it.key() == 0 || *it == 1, qPrintable(u"%1 twice"_s.arg(it.key())));
            }
            QVERIFY((*workspace)->flush());
            qInfo("round %d: killed the studio%s after %lld ms; %zu staged, %d were left",
                  round,
                  killsServer ? " and the server" : "",
                  static_cast<long long>(killedAt),
                  staged.size(),
                  left);
        }
        qInfo("%d rounds, %lld edits owed", rounds, static_cast<long long>(owedForEver.size()));
    }

    void cleanupTestCase() { m_server.stop(); }
};

SOCLE_TEST_SUITE(TestPaneKill)
#include "TestPaneKill.moc"
