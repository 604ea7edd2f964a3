// The mouse is unplugged: a project, a collection, a record, an edit, the review, the commit, a
// filter, tabs and panes, the palette, settings and help, with nothing but keys (Keys.h). What one
// does with many records is in TestKeyboardData.cpp.
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/SchemaStore.h"
#include "studio/domain/StagingEngine.h"
#include "studio/shell/Actions.h"
#include "studio/shell/PaneArea.h"
#include "studio/shell/View.h"
#include "tests/studio/app/Keys.h"
#include "tests/studio/app/Stepwise.h"

#include <QAction>
#include <QMenuBar>

using namespace socle;
using namespace socle::studio;
using namespace Qt::StringLiterals;

class TestKeyboardOnly : public Stepwise
{
    Q_OBJECT

    RunningStudio m_studio;
    Keys m_keys{m_studio};

    Pilot &pilot() { return *m_studio.pilot; }

    ConnectionContext &context() { return m_studio.session()->context(); }

    Workbench *bench() { return m_keys.bench(); }

    QString focused() const { return m_keys.focused(); }

    bool tabTo(const QString &name, Qt::Key key = Qt::Key_Tab) { return m_keys.tabTo(name, key); }

    bool toGrid() { return m_keys.toGrid(); }

    int staged() { return context().staging().totalCounts().total(); }

    DataGrid *grid() { return m_keys.grid(); }

    bool edit(int row, const QString &field, const QString &text)
    {
        return m_keys.edit(row, field, text);
    }

    void explain() override { m_keys.explain(); }

private slots:

    void initTestCase()
    {
        REQUIRE_SERVER();
        QVERIFY(m_studio.start());
        m_studio.window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_studio.window));
    }

    void aProjectIsMade()
    {
        QVERIFY(pilot().await(u"home.new"_s));
        pilot().press(Qt::Key_N, Qt::ControlModifier);
        QVERIFY(pilot().await(u"home.newProject.name"_s));
        QTRY_COMPARE(focused(), u"home.newProject.name"_s);
        pilot().keys(u"Keys"_s);
        QVERIFY(tabTo(u"home.newProject.template.blank"_s)); // one stop, arrows choose
        pilot().press(Qt::Key_Right);
        QTRY_COMPARE(focused(), u"home.newProject.template.blog"_s);
        pilot().press(Qt::Key_Left);
        QTRY_COMPARE(focused(), u"home.newProject.template.blank"_s);
        pilot().press(Qt::Key_Return);
        QVERIFY(pilot().await(u"schema"_s));
        QVERIFY(m_studio.awaitReady());
        QVERIFY(pilot().await(u"schema.beginning"_s)); // none was chosen: it is blank
    }

    void aCollectionIsDrawnAndApplied()
    {
        pilot().press(Qt::Key_N, Qt::ControlModifier);
        QVERIFY(pilot().await(u"schema.name"_s));
        QVERIFY(tabTo(u"schema.name"_s));
        pilot().press(Qt::Key_A, Qt::ControlModifier);
        pilot().keys(u"notes"_s);
        QVERIFY(tabTo(u"schema.field.add"_s));
        pilot().keys(u"title text required"_s);
        pilot().press(Qt::Key_Return);
        QVERIFY(pilot().await(u"schema.card.title"_s));
        QVERIFY(tabTo(u"schema.field.add"_s));
        pilot().keys(u"stars number"_s);
        pilot().press(Qt::Key_Return);
        QVERIFY(pilot().await(u"schema.card.stars"_s));
        pilot().press(Qt::Key_S, Qt::ControlModifier);
        QVERIFY(pilot().await(u"schema.apply"_s));
        QVERIFY(tabTo(u"schema.apply"_s));
        pilot().press(Qt::Key_Space);
        QVERIFY(pilot().until(u"the collection"_s,
                              [&] { return context().schema().find(u"notes") != nullptr; }));
    }

    void theTreeOpensIt()
    {
        pilot().press(Qt::Key_L, Qt::ControlModifier);
        QTRY_COMPARE(focused(), u"shell.tree.filter"_s);
        QVERIFY(m_studio.window->focusWidget()->isVisible());
        QVERIFY(m_keys.goToTree(u"notes"_s));
        pilot().press(Qt::Key_Return);
        QVERIFY(pilot().until(u"the tab of notes"_s, [&] {
            const View *view = bench()->currentView();
            return view != nullptr && view->viewId() == u"data"_s && view->title() == u"notes"_s;
        }));
        pilot().press(Qt::Key_L, Qt::ControlModifier);
        pilot().press(Qt::Key_Delete);
        pilot().press(Qt::Key_Return); // now, not after a rest
    }

    void aRecordIsTypedAndCommitted()
    {
        pilot().press(Qt::Key_N, Qt::ControlModifier); // nothing is there yet but the words
        QTRY_COMPARE(staged(), 1);
        QVERIFY(grid() != nullptr);
        if (grid()->isEditing()) {
            pilot().press(Qt::Key_Escape);
        }
        QVERIFY(toGrid());
        QVERIFY(edit(0, u"title"_s, u"By keys"_s));
        QVERIFY(edit(0, u"stars"_s, u"5"_s));
        pilot().press(Qt::Key_S, Qt::ControlModifier);
        QVERIFY(pilot().until(u"the commit"_s, [&] { return staged() == 0; }));
    }

    void anEditIsReviewed()
    {
        QTRY_VERIFY_WITH_TIMEOUT(grid()->model()->rowCount() == 1, 10'000);
        QVERIFY(toGrid());
        QVERIFY(edit(0, u"title"_s, u"Reviewed"_s));
        QTRY_COMPARE(staged(), 1);
        pilot().press(Qt::Key_S, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(pilot().await(u"review"_s));
        QVERIFY(tabTo(u"review.commit"_s));
        pilot().press(Qt::Key_Space);
        QVERIFY(pilot().until(u"the commit"_s, [&] { return staged() == 0; }));
        QTRY_VERIFY(!pilot().isShown(u"review"_s));
    }

    void aFilterIsTyped()
    {
        pilot().press(Qt::Key_F, Qt::ControlModifier);
        pilot().keys(u"stars > 9"_s);
        pilot().press(Qt::Key_Return);
        QVERIFY(pilot().until(u"no rows"_s, [&] {
            return !pilot().isShown(u"data.grid"_s) || grid()->model()->rowCount() == 0;
        }));
        pilot().press(Qt::Key_F, Qt::ControlModifier);
        pilot().press(Qt::Key_A, Qt::ControlModifier);
        pilot().press(Qt::Key_Delete);
        pilot().press(Qt::Key_Return);
        QVERIFY(pilot().until(u"the row again"_s, [&] {
            return grid() != nullptr && grid()->model()->rowCount() == 1;
        }));
    }

    void thePaletteGoesAnywhere()
    {
        QVERIFY(m_keys.palette(u"@users"_s));
        QVERIFY(pilot().until(u"the tab of users"_s, [&] {
            return bench()->currentView() != nullptr
                && bench()->currentView()->title() == u"users"_s;
        }));
        QVERIFY(!pilot().isShown(u"palette.input"_s));
    }

    void tabsAndPanes()
    {
        const int open = bench()->tabs()->count();
        QVERIFY(open >= 2);
        const int before = bench()->tabs()->currentIndex();
        pilot().press(Qt::Key_1, Qt::ControlModifier);
        QCOMPARE(bench()->tabs()->currentIndex(), 0);
        pilot().press(Qt::Key_Tab, Qt::ControlModifier);
        QCOMPARE(bench()->tabs()->currentIndex(), before); // the one used last
        for (int i = 0; i < open && bench()->currentView()->title() != u"users"_s; ++i) {
            pilot().press(Qt::Key_PageDown, Qt::ControlModifier);
        }
        pilot().press(Qt::Key_Backslash, Qt::ControlModifier);
        QCOMPARE(bench()->panes().panes().size(), 2);
        QCOMPARE(bench()->currentView()->title(), u"users"_s); // a second one of it
        pilot().press(Qt::Key_Right, Qt::ControlModifier | Qt::AltModifier);
        QCOMPARE(bench()->panes().panes().size(), 1); // its only tab moved over
        pilot().press(Qt::Key_W, Qt::ControlModifier);
        QCOMPARE(bench()->tabs()->count(), open);
        pilot().press(Qt::Key_T, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(bench()->tabs()->count(), open + 1);
        pilot().press(Qt::Key_W, Qt::ControlModifier);
    }

    void regionsInTurn()
    {
        QSet<QString> seen;
        for (int i = 0; i < 8; ++i) {
            pilot().press(Qt::Key_F6);
            for (const QWidget *at = m_studio.window->focusWidget(); at != nullptr;
                 at = at->parentWidget()) {
                seen << at->objectName();
            }
        }
        for (const QString &region : {u"shell.topbar"_s,
                                      u"shell.rail"_s,
                                      u"shell.tree.panel"_s,
                                      u"shell.panes"_s,
                                      u"shell.status"_s}) {
            QVERIFY2(seen.contains(region), qPrintable(region));
        }
    }

    void helpAndTheMenuBar()
    {
        pilot().press(Qt::Key_F1);
        QVERIFY(pilot().await(u"shell.help"_s));
        pilot().press(Qt::Key_Escape);
        QTRY_VERIFY(!pilot().isShown(u"shell.help"_s));
        pilot().press(Qt::Key_F10);
        QVERIFY(m_studio.window->menuBar()->isVisible());
        pilot().press(Qt::Key_Escape);
        pilot().press(Qt::Key_Escape);
    }

    void settingsAreChanged()
    {
        pilot().press(Qt::Key_Comma, Qt::ControlModifier);
        QVERIFY(pilot().await(u"settings.appearance.theme"_s));
        QVERIFY(tabTo(u"settings.appearance.theme"_s));
        const ThemeKind before = Theme::current().kind();
        for (int i = 0; i < 4 && Theme::current().kind() == before; ++i) {
            pilot().press(Qt::Key_Right);
        }
        QVERIFY(Theme::current().kind() != before);
        Theme::current().setKind(ThemeKind::Light);
    }

    void keysAreRebound()
    {
        const Actions &actions = m_studio.window->actions();
        const QString field = u"settings.keys.act.app.closeOtherTabs"_s;
        QVERIFY(m_keys.palette(u":keyboard map"_s));
        QVERIFY(pilot().await(u"settings.keys.search"_s));
        QVERIFY(tabTo(u"settings.keys.search"_s));
        pilot().keys(u"Close other"_s);
        QTRY_VERIFY(!pilot().isShown(u"settings.keys.act.app.quit"_s)); // found
        QVERIFY(pilot().await(field));
        QVERIFY(tabTo(field));
        pilot().press(Qt::Key_Return);
        pilot().press(Qt::Key_M); // a letter alone is refused
        QVERIFY(pilot().await(u"settings.keys.conflict"_s));
        QVERIFY(actions.find(u"act.app.closeOtherTabs"_s)->shortcut().isEmpty());
        QVERIFY(tabTo(field));
        pilot().press(Qt::Key_Return);
        pilot().press(Qt::Key_W, Qt::ControlModifier); // belongs to another
        QVERIFY(pilot().await(u"settings.keys.conflict.take"_s));
        QVERIFY(tabTo(u"settings.keys.conflict.take"_s, Qt::Key_Backtab));
        pilot().press(Qt::Key_Space);
        QTRY_COMPARE(actions.find(u"act.app.closeOtherTabs"_s)->shortcut(),
                     QKeySequence(u"Ctrl+W"_s));
        QVERIFY(actions.find(u"act.app.closeTab"_s)->shortcut().isEmpty());
    }

    void closingAsksNothing()
    {
        pilot().press(Qt::Key_Q, Qt::ControlModifier);
        QVERIFY(pilot().until(u"the end"_s, [&] { return !m_studio.window->isVisible(); }));
    }
};

SOCLE_TEST_SUITE(TestKeyboardOnly)
#include "TestKeyboardOnly.moc"
