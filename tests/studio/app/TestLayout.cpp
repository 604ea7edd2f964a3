// "Undo layout change" of panes in a real window: splits, tabs that move, panes that are closed,
// one after the other and back again.
#include "studio/shell/PaneArea.h"
#include "studio/shell/TabArea.h"
#include "studio/shell/Workbench.h"
#include "tests/studio/app/ServerProgram.h"

using namespace socle;
using namespace socle::studio;
using namespace Qt::StringLiterals;

class TestLayout : public QObject
{
    Q_OBJECT

    ServerProgram m_server;
    std::unique_ptr<RunningStudio> m_studio;

    /// What stands in which pane, in reading order: "logs,backups / users".
    QString layout() const
    {
        QStringList panes;
        for (const TabArea *pane : bench().panes().panes()) {
            QStringList tabs;
            for (int i = 0; i < pane->count(); ++i) {
                const ViewTarget target = pane->targetAt(i);
                tabs << (target.collection.isEmpty() ? target.view : target.collection);
            }
            panes << tabs.join(u',');
        }
        return panes.join(u" / "_s);
    }

    Workbench &bench() const { return *m_studio->window->workbench(); }

    void act(const char *action) const
    {
        m_studio->pilot->trigger(u"act.app."_s + QLatin1String(action));
        Pilot::rest(20);
    }

private slots:

    void initTestCase()
    {
        REQUIRE_SERVER();
        QVERIFY(m_server.start(*findBackendProgram()));
        QCOMPARE(m_server.seed(), QString());
    }

    void init()
    {
        m_studio = std::make_unique<RunningStudio>();
        QVERIFY(m_studio->start());
        QVERIFY(connectTo(
            *m_studio, m_server.address(), u"_superusers"_s, QLatin1String(ServerProgram::kOwner)));
        // From nothing, whatever the first start shows.
        while (bench().tabs()->count() > 0) {
            bench().tabs()->close(0);
        }
        bench().open({u"logs"_s, {}, {}, {}});
        bench().open({u"backups"_s, {}, {}, {}});
        QCOMPARE(layout(), u"logs,backups"_s);
    }

    void cleanup() { m_studio.reset(); }

    void aSplitIsUndone_data()
    {
        QTest::addColumn<QString>("action");
        QTest::newRow("right") << u"splitRight"_s;
        QTest::newRow("down") << u"splitDown"_s;
    }

    void aSplitIsUndone()
    {
        QFETCH(QString, action);
        act(action.toLatin1().constData());
        QCOMPARE(layout(), u"logs / backups"_s);
        act("undoLayout");
        QCOMPARE(layout(), u"logs,backups"_s);
    }

    void theCopyOfASplitGoesWithIt()
    {
        bench().openCollection(u"titles"_s, OpenMode::Lasting);
        act("splitRight");
        QCOMPARE(layout(), u"logs,backups,titles / titles"_s);
        act("undoLayout");
        QCOMPARE(layout(), u"logs,backups,titles"_s);
    }

    void aTabThatMovedGoesBack()
    {
        act("splitRight"); // logs / backups
        act("moveTab"); // the pane goes with its last tab
        QCOMPARE(layout(), u"logs,backups"_s);
        act("undoLayout");
        QCOMPARE(layout(), u"logs / backups"_s);
        act("undoLayout"); // and the split that was before it
        QCOMPARE(layout(), u"logs,backups"_s);
    }

    void aTornOffTabComesHome()
    {
        act("tearOff");
        QCOMPARE(layout(), u"logs"_s);
        QCOMPARE(bench().windows().size(), 1);
        act("undoLayout");
        QCOMPARE(layout(), u"logs,backups"_s);
        QCOMPARE(bench().windows().size(), 0);
    }

    void aClosedPaneComesBackWithItsTab()
    {
        act("splitRight");
        act("closeTab");
        QCOMPARE(layout(), u"logs"_s);
        act("undoLayout");
        QCOMPARE(layout(), u"logs / backups"_s);
    }

    void allOfItBackwards()
    {
        act("splitRight"); // logs / backups
        bench().open({u"users"_s, {}, {}, {}}); // logs / backups,users
        act("splitDown"); // logs / backups / users
        act("moveTab"); // users to logs
        const QString before = layout();
        act("closeTab");
        QVERIFY(layout() != before);
        for (int i = 0; i < 3; ++i) {
            act("undoLayout");
        }
        // A closed tab is no layout; the three that are undone are the move and both splits.
        QVERIFY2(layout().startsWith(u"logs"_s) && bench().panes().panes().size() == 1,
                 qPrintable(layout()));
    }
};

SOCLE_TEST_SUITE(TestLayout)
#include "TestLayout.moc"
