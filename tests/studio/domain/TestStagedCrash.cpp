// kill -9 of the studio loses no staged edit: a child stages as fast as it can and is killed at a
// random moment; what it had staged a second before must be there afterwards, in the order it came.
//
// SOCLE_CRASH_ROUNDS sets how often (default 2).
#include "studio/api/Text.h"
#include "studio/domain/DraftStore.h"
#include "studio/domain/StagingEngine.h"
#include "studio/platform/Workspace.h"
#include "tests/studio/domain/Fixtures.h"
#include "tests/support/TestSuite.h"

#include <QElapsedTimer>
#include <QProcess>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTimer>

#include <csignal>
#include <cstdio>

using namespace Qt::StringLiterals;

namespace socle::studio {

class TestStagedCrash : public QObject
{
    Q_OBJECT

private slots:

    /// The victim; does nothing unless the parent names a folder.
    void child()
    {
        const QString folder = qEnvironmentVariable("SOCLE_CRASH_FOLDER");
        if (folder.isEmpty()) {
            return;
        }
        auto workspace = Workspace::open(folder);
        VERIFY_OK(workspace);
        StubConnection connection;
        WorkspaceDraftStore drafts(**workspace, u"c1"_s);
        StagingEngine staging(*connection.schema, &drafts);
        int count = 0;
        QTimer timer;
        connect(&timer, &QTimer::timeout, this, [&] {
            const QString number = QString::number(count).rightJustified(6, u'0');
            const RecordKey key{u"cbooks"_s, u"record000"_s + number};
            const Record base{key.record, {{"id", toUtf8(key.record)}, {"title", "T"}}, {}};
            staging.setValue(key, base, u"title"_s, toUtf8(u"edit "_s + number));
            std::printf("STAGED %d\n", count++);
            std::fflush(stdout);
        });
        timer.start(1);
        QTest::qWait(60'000); // until it is killed
    }

    void survivesKill()
    {
        const int rounds = std::max(1, qEnvironmentVariable("SOCLE_CRASH_ROUNDS", u"2"_s).toInt());
        for (int round = 0; round < rounds; ++round) {
            const QTemporaryDir folder;
            QProcess victim;
            QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
            environment.insert(u"SOCLE_CRASH_FOLDER"_s, folder.path());
            victim.setProcessEnvironment(environment);
            victim.start(QCoreApplication::applicationFilePath(),
                         {u"TestStagedCrash"_s, u"child"_s});
            QVERIFY(victim.waitForStarted());
            QElapsedTimer clock;
            clock.start();
            std::vector<std::pair<int, qint64>> staged; // number, when it was heard of
            const int life = 1500 + QRandomGenerator::global()->bounded(900);
            while (clock.elapsed() < life || staged.empty()) {
                victim.waitForReadyRead(20);
                while (victim.canReadLine()) {
                    const QByteArray line = victim.readLine();
                    if (line.startsWith("STAGED ")) {
                        staged.emplace_back(line.mid(7).trimmed().toInt(), clock.elapsed());
                    }
                }
                QVERIFY(clock.elapsed() < 20'000);
            }
            const qint64 killedAt = clock.elapsed();
            ::kill(static_cast<pid_t>(victim.processId()), SIGKILL);
            victim.waitForFinished();

            auto workspace = Workspace::open(folder.path());
            VERIFY_OK(workspace);
            QVERIFY2((*workspace)->notice().isEmpty(), qPrintable((*workspace)->notice()));
            StubConnection connection;
            WorkspaceDraftStore drafts(**workspace, u"c1"_s);
            StagingEngine staging(*connection.schema, &drafts);
            const int restored = staging.restore();
            int owed = 0;
            for (const auto &[number, at] : staged) {
                if (killedAt - at < 1000) {
                    continue; // on disk within a second, not before
                }
                ++owed;
                const QString text = QString::number(number).rightJustified(6, u'0');
                const StagedField *field
                    = staging.find({u"cbooks"_s, u"record000"_s + text}, u"title"_s);
                QVERIFY2(field != nullptr, qPrintable(u"edit %1 is lost"_s.arg(number)));
                QCOMPARE(toQString(field->value.text()), u"edit "_s + text);
            }
            QVERIFY(restored >= owed);
            qInfo(
                "round %d: staged %zu, owed %d, restored %d", round, staged.size(), owed, restored);
        }
    }
};

SOCLE_TEST_SUITE(TestStagedCrash)

} // namespace socle::studio

#include "TestStagedCrash.moc"
