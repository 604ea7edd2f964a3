// The mouse stays unplugged: what is around the views. Groups of the tree, a tab in a window of its
// own and back, an export and its task, messages, and the list of projects.
//
// After every flow the keyboard must be somewhere.
#include "studio/kit/Button.h"
#include "studio/kit/Sheet.h"
#include "studio/platform/Workspace.h"
#include "studio/shell/CollectionTree.h"
#include "studio/shell/CollectionTreeModel.h"
#include "studio/shell/PaneArea.h"
#include "studio/shell/PaneWindow.h"
#include "studio/shell/WriteLock.h"
#include "tests/studio/app/DeskWalk.h"

#include <QFileDialog>

using namespace socle;
using namespace socle::studio;
using namespace Qt::StringLiterals;

class TestKeyboardShell : public DeskWalk
{
    Q_OBJECT

    QString m_spare;

    MainWindow &window() { return *m_desk.studio.window; }

    CollectionTreeModel &tree() { return *m_keys.bench()->tree()->model(); }

    /// In the list, up or down to the line that says this.
    bool goToLine(const QString &text)
    {
        const auto *list = qobject_cast<QAbstractItemView *>(m_keys.focus());
        if (list == nullptr || list->objectName() != u"shell.tree"_s) {
            return false;
        }
        pilot().press(Qt::Key_Home);
        for (int i = 0; i < Keys::kMostTabs && list->currentIndex().data().toString() != text;
             ++i) {
            pilot().press(Qt::Key_Down);
        }
        return list->currentIndex().data().toString() == text;
    }

    bool isListed(const QString &text)
    {
        for (int row = 0; row < tree().rowCount(); ++row) {
            if (tree().index(row).data().toString() == text) {
                return true;
            }
        }
        return false;
    }

    /// Shift+F10 on what has the keyboard, and the way through its menu.
    bool byMenu(const QStringList &way)
    {
        pilot().press(Qt::Key_F10, Qt::ShiftModifier);
        return m_keys.chooseInMenu(way);
    }

    void prepare() override
    {
        const Result<QString> spare = window().connections().createProject(
            m_desk.studio.folder.path() + u"/spare"_s, u"Spare"_s);
        VERIFY_OK(spare);
        m_spare = *spare;
    }

private slots:

    // Also when nobody pressed anything: the time it was unlocked for is over.
    void theLockIsShownAsItIs()
    {
        ConnectionSession &session = m_keys.bench()->session();
        const ConnectionProfile before = session.profile();
        const auto *shown = window().findChild<Button *>(u"shell.topbar.lock"_s);
        QVERIFY(shown != nullptr && !shown->isVisible());
        ConnectionProfile production = before;
        production.environment = Environment::Production;
        session.setProfile(production);
        QTRY_VERIFY(shown->isVisible());
        QCOMPARE(shown->text(), u"Locked"_s);
        WriteLock &lock = m_keys.bench()->writeLock();
        lock.unlock(WriteLock::Span::Quarter);
        QCOMPARE(shown->text(), u"Unlocked, 15 min"_s);
        lock.lock();
        QCOMPARE(shown->text(), u"Locked"_s);
        session.setProfile(before);
        QTRY_VERIFY(!shown->isVisible());
    }

    void aGroupIsMade()
    {
        QVERIFY(m_keys.goToTree(u"tasks"_s));
        QVERIFY(byMenu({u"Move to group"_s, u"New group…"_s}));
        QVERIFY(pilot().await(u"shell.tree.group.name"_s));
        QTRY_VERIFY(m_keys.hasFocus(u"shell.tree.group.name"_s));
        pilot().keys(u"Work"_s);
        pilot().press(Qt::Key_Return);
        QTRY_COMPARE(tree().groupOf(u"tasks"_s), u"Work"_s);
        QTRY_VERIFY(m_keys.hasFocus(u"shell.tree"_s));
        QVERIFY(m_keys.goToTree(u"users"_s));
        QVERIFY(byMenu({u"Move to group"_s, u"Work"_s}));
        QTRY_COMPARE(tree().groupOf(u"users"_s), u"Work"_s);
    }

    void aGroupFoldsAndIsRenamed()
    {
        pilot().press(Qt::Key_L, Qt::ControlModifier);
        pilot().press(Qt::Key_A, Qt::ControlModifier);
        pilot().press(Qt::Key_Delete);
        pilot().press(Qt::Key_Return);
        pilot().press(Qt::Key_Down);
        QTRY_VERIFY(m_keys.hasFocus(u"shell.tree"_s));
        QVERIFY(goToLine(u"Work"_s));
        pilot().press(Qt::Key_Space);
        QTRY_VERIFY(!isListed(u"tasks"_s));
        pilot().press(Qt::Key_Return);
        QTRY_VERIFY(isListed(u"tasks"_s));
        QVERIFY(goToLine(u"Work"_s));
        QVERIFY(byMenu({u"Rename group…"_s}));
        QTRY_VERIFY(m_keys.hasFocus(u"shell.tree.rename.name"_s));
        pilot().keys(u"Desk"_s);
        pilot().press(Qt::Key_Return);
        QTRY_COMPARE(tree().groupOf(u"users"_s), u"Desk"_s);
        QTRY_VERIFY(m_keys.hasFocus(u"shell.tree"_s));
    }

    void aGroupIsLeftAndDissolved()
    {
        QVERIFY(goToLine(u"users"_s));
        QVERIFY(byMenu({u"Move to group"_s, u"No group"_s}));
        QTRY_VERIFY(tree().groupOf(u"users"_s).isEmpty());
        QVERIFY(goToLine(u"Desk"_s));
        QVERIFY(byMenu({u"Dissolve group"_s}));
        QTRY_VERIFY(tree().groupOf(u"tasks"_s).isEmpty());
        QVERIFY(goToLine(u"tasks"_s));
        QVERIFY(byMenu({u"Pin"_s}));
        QTRY_VERIFY(isListed(u"Pinned"_s));
    }

    void aTabHasAWindowOfItsOwnAndComesBack()
    {
        QVERIFY(m_keys.openFromTree(u"users"_s));
        const int tabs = m_keys.bench()->panes().current()->count();
        QVERIFY(tabs >= 2);
        QVERIFY(m_keys.palette(u">Move tab to a new window"_s));
        QTRY_COMPARE(m_keys.bench()->windows().size(), 1);
        PaneWindow *torn = m_keys.bench()->windows().constFirst();
        QTRY_VERIFY(torn->isActiveWindow());
        QTRY_VERIFY(m_keys.isSomewhere());
        for (int i = 0; i < 6; ++i) { // round in itself
            pilot().press(Qt::Key_F6);
            QVERIFY(m_keys.focus() != nullptr && torn->isAncestorOf(m_keys.focus()));
        }
        for (int i = 0; i < 6; ++i) {
            pilot().press(Qt::Key_Tab);
            QVERIFY(m_keys.focus() != nullptr && torn->isAncestorOf(m_keys.focus()));
        }
        pilot().press(Qt::Key_Right, Qt::ControlModifier | Qt::AltModifier);
        QTRY_VERIFY(m_keys.bench()->windows().isEmpty());
        QTRY_VERIFY(window().isActiveWindow());
        QCOMPARE(m_keys.bench()->panes().current()->count(), tabs);
        QCOMPARE(m_keys.bench()->currentView()->title(), u"users"_s);
    }

    void anExportRunsAsATask()
    {
        QVERIFY(m_keys.openFromTree(u"tasks"_s));
        QVERIFY(m_keys.toGrid());
        QVERIFY(m_keys.palette(u">Export records"_s));
        QVERIFY(pilot().await(u"data.export"_s));
        QVERIFY(m_keys.choose(u"data.export.format"_s, u"CSV"_s));
        QVERIFY(m_keys.tabTo(u"data.export.accept"_s));
        pilot().press(Qt::Key_Space);
        const auto dialog = [this] { return window().findChild<QFileDialog *>(); };
        QTRY_VERIFY(dialog() != nullptr && dialog()->isVisible());
        dialog()->activateWindow(); // as a window manager does
        QTRY_VERIFY(dialog()->isActiveWindow());
        const QString path = m_desk.studio.folder.filePath(u"tasks.csv"_s);
        pilot().press(Qt::Key_A, Qt::ControlModifier);
        pilot().keys(path);
        pilot().press(Qt::Key_Return);
        QVERIFY(pilot().until(u"the file"_s, [&] { return QFile::exists(path); }));
        window().activateWindow();
        QTRY_VERIFY(m_keys.isSomewhere());
        QVERIFY(m_keys.palette(u">Running work"_s));
        QVERIFY(pilot().await(u"shell.tasks"_s));
        QVERIFY(pilot().await(u"shell.tasks.next"_s)); // it ended, and says what one may do now
        QVERIFY(m_keys.tabTo(u"shell.tasks.next"_s));
        pilot().press(Qt::Key_Escape);
        QTRY_VERIFY(!pilot().isShown(u"shell.tasks"_s));
        QTRY_VERIFY(m_keys.hasFocus(u"data.grid"_s));
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll().count('\n'), Desk::kRecords + 1);
    }

    void messagesAreReadAndCleared()
    {
        window().toast(Tone::Info, u"Something happened"_s);
        QVERIFY(m_keys.palette(u">Messages"_s));
        QVERIFY(pilot().await(u"shell.messages"_s));
        QVERIFY(m_keys.tabTo(u"shell.messages.clear"_s));
        pilot().press(Qt::Key_Space);
        QTRY_VERIFY(window().messages().isEmpty());
        QTRY_VERIFY(!pilot().isShown(u"shell.messages"_s));
        QTRY_VERIFY(m_keys.hasFocus(u"data.grid"_s));
    }

    void aProjectGetsAGroup()
    {
        QVERIFY(m_keys.palette(u">All connections"_s));
        QVERIFY(pilot().await(u"home.row."_s + m_spare));
        QTRY_VERIFY(m_keys.isSomewhere());
        QVERIFY(m_keys.tabTo(u"home.row.%1.more"_s.arg(m_spare)));
        pilot().press(Qt::Key_Space);
        QVERIFY(m_keys.chooseInMenu({u"Edit…"_s}));
        QVERIFY(pilot().await(u"home.edit.group"_s));
        QVERIFY(m_keys.tabTo(u"home.edit.group"_s));
        pilot().keys(u"Old ones"_s);
        pilot().press(Qt::Key_Return);
        QTRY_VERIFY(!pilot().isShown(u"home.edit"_s));
        QTRY_VERIFY(pilot().isShown(u"home.group"_s));
    }

    void aProjectLeavesTheList()
    {
        QVERIFY(m_keys.tabTo(u"home.row."_s + m_spare));
        pilot().press(Qt::Key_Delete);
        QVERIFY(pilot().await(u"home.remove"_s));
        QTRY_VERIFY(m_keys.isSomewhere());
        pilot().press(Qt::Key_Escape); // not yet
        QTRY_VERIFY(!pilot().isShown(u"home.remove"_s));
        QTRY_VERIFY(m_keys.hasFocus(u"home.row."_s + m_spare));
        pilot().press(Qt::Key_Delete);
        QVERIFY(m_keys.tabTo(u"sheet.accept"_s));
        pilot().press(Qt::Key_Space);
        QTRY_VERIFY(!pilot().isShown(u"home.row."_s + m_spare));
    }

    void theProjectOpensAgain()
    {
        QVERIFY(m_keys.tabTo(u"home.row."_s + m_desk.id));
        pilot().press(Qt::Key_Return);
        QTRY_VERIFY(window().workbench() != nullptr);
        QTRY_COMPARE(m_keys.bench()->currentView()->title(), u"tasks"_s);
    }

    void closing()
    {
        bool hasEnded = false;
        window().connections().stopAll([&hasEnded] { hasEnded = true; });
        QVERIFY(pilot().until(u"the servers to end"_s, [&hasEnded] { return hasEnded; }));
    }
};

SOCLE_TEST_SUITE(TestKeyboardShell)
#include "TestKeyboardShell.moc"
