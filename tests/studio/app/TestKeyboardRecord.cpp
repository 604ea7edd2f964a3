// The mouse stays unplugged: one record. A clash with another writer, Tab through the inspector and
// out again (also pinned, and the second one in its own window), the form, the history.
//
// After every flow the keyboard must be somewhere.
#include "studio/shell/Inspector.h"
#include "studio/shell/InspectorWindow.h"
#include "tests/studio/app/DeskWalk.h"

using namespace socle;
using namespace socle::studio;
using namespace Qt::StringLiterals;

class TestKeyboardRecord : public DeskWalk
{
    Q_OBJECT

    bool isInInspector() const
    {
        return m_keys.focus() != nullptr
            && m_keys.bench()->inspector()->isAncestorOf(m_keys.focus());
    }

    /// Tab (or Shift+Tab) from the inspector's first (last) stop until it is left; what had the
    /// keyboard on the way.
    QStringList throughInspector(Qt::Key key)
    {
        QStringList way;
        while (isInInspector() && way.size() < Keys::kMostTabs) {
            way << m_keys.focused();
            pilot().press(key, key == Qt::Key_Backtab ? Qt::ShiftModifier : Qt::NoModifier);
        }
        return way;
    }

    bool toInspector() { return m_keys.toRegion(u"shell.inspector"_s); }

    void passesTheInspector()
    {
        QVERIFY(m_keys.toGrid());
        QVERIFY(toInspector());
        QVERIFY(m_keys.tabTo(u"shell.inspector.pin"_s, Qt::Key_Backtab)); // F6 may enter further in
        QStringList there = throughInspector(Qt::Key_Tab);
        QVERIFY2(there.size() < Keys::kMostTabs, qPrintable(there.join(u" > "_s)));
        QCOMPARE(there.mid(0, 3),
                 (QStringList{u"shell.inspector.pin"_s,
                              u"shell.inspector.tearOff"_s,
                              u"shell.inspector.close"_s}));
        QVERIFY(there.contains(u"data.form.tabs"_s));
        QVERIFY2(there.filter(u"data.form.field.title"_s).size() == 1,
                 qPrintable(there.join(u" > "_s)));
        // Out at the end, and the same way back.
        pilot().press(Qt::Key_Backtab, Qt::ShiftModifier);
        QVERIFY(isInInspector());
        QStringList back = throughInspector(Qt::Key_Backtab);
        std::reverse(back.begin(), back.end());
        QCOMPARE(back, there);
        QVERIFY(m_keys.tabTo(u"data.grid"_s, Qt::Key_Backtab));
    }

private slots:

    void aClashIsMerged_data()
    {
        QTest::addColumn<QString>("choice");
        QTest::addColumn<QString>("outcome");
        QTest::newRow("theirs") << u"theirs"_s << u"Theirs theirs"_s;
        QTest::newRow("mine") << u"mine"_s << u"Mine mine"_s;
        QTest::newRow("by hand") << u"edit"_s << u"Both"_s;
    }

    void aClashIsMerged()
    {
        QFETCH(QString, choice);
        QFETCH(QString, outcome);
        QVERIFY(m_keys.toGrid());
        QTRY_VERIFY(m_desk.model()->isLoaded(2));
        const QString id = m_desk.idAt(2);
        QVERIFY(m_keys.edit(2, u"title"_s, u"Mine "_s + choice));
        QTRY_COMPARE(m_desk.staged(), 1);
        QVERIFY(m_desk.door()
                    .send("PATCH",
                          u"/api/collections/tasks/records/"_s + id,
                          {{u"title"_s, u"Theirs "_s + choice}})
                    .isFine());
        pilot().press(Qt::Key_S, Qt::ControlModifier);
        QVERIFY(pilot().await(u"merge"_s));
        QVERIFY(m_keys.tabTo(u"merge.title"_s));
        pilot().press(Qt::Key_Home); // theirs
        if (choice != u"theirs"_s) {
            pilot().press(choice == u"mine"_s ? Qt::Key_Right : Qt::Key_End);
        }
        if (choice == u"edit"_s) {
            QVERIFY(pilot().await(u"merge.edit.title"_s));
            QTRY_VERIFY(pilot().find(u"merge.edit.title"_s)->isAncestorOf(m_keys.focus()));
            pilot().press(Qt::Key_A, Qt::ControlModifier);
            pilot().keys(outcome);
        }
        QVERIFY(m_keys.tabTo(u"merge.accept"_s));
        pilot().press(Qt::Key_Space);
        QTRY_VERIFY(!pilot().isShown(u"merge"_s));
        QTRY_VERIFY(m_keys.isSomewhere());
        if (m_desk.staged() > 0) {
            pilot().press(Qt::Key_S, Qt::ControlModifier);
        }
        QTRY_COMPARE_WITH_TIMEOUT(m_desk.staged(), 0, 15'000);
        QCOMPARE(m_desk.stored(id, u"title"_s).toString(), outcome);
    }

    void tabPassesTheInspector()
    {
        QVERIFY(m_keys.toGrid());
        pilot().press(Qt::Key_Period, Qt::ControlModifier);
        QVERIFY(pilot().await(u"data.form"_s));
        passesTheInspector();
        QVERIFY(!QTest::currentTestFailed());
        QVERIFY(toInspector());
        QVERIFY(m_keys.tabTo(u"shell.inspector.pin"_s));
        pilot().press(Qt::Key_Space);
        QVERIFY(m_keys.bench()->inspector()->isPinned());
        passesTheInspector();
    }

    void aSecondInspectorIsTornOffAndPutBack()
    {
        QVERIFY(toInspector());
        QVERIFY(m_keys.tabTo(u"shell.inspector.tearOff"_s));
        pilot().press(Qt::Key_Space);
        const auto torn
            = [] { return qobject_cast<InspectorWindow *>(QApplication::activeWindow()); };
        QTRY_VERIFY(torn() != nullptr);
        QTRY_VERIFY(m_keys.isSomewhere());
        const QString first = m_keys.focused();
        QStringList way;
        do {
            way << m_keys.focused();
            QVERIFY(torn()->isAncestorOf(m_keys.focus()));
            pilot().press(Qt::Key_Tab);
        } while (m_keys.focused() != first && way.size() < Keys::kMostTabs);
        QVERIFY2(way.size() > 3 && way.size() < Keys::kMostTabs, qPrintable(way.join(u" > "_s)));
        QVERIFY(way.filter(u"data.form.field.title"_s).size() == 1);
        pilot().press(Qt::Key_F6); // back to the window, the second one stays
        QTRY_VERIFY(m_desk.studio.window->isActiveWindow());
        QVERIFY(m_desk.studio.window->findChild<InspectorWindow *>() != nullptr);
        m_desk.studio.window->findChild<InspectorWindow *>()->activateWindow(); // Alt+Tab
        QTRY_VERIFY(torn() != nullptr);
        pilot().press(Qt::Key_Escape);
        QTRY_VERIFY(m_desk.studio.window->findChild<InspectorWindow *>() == nullptr);
        QTRY_VERIFY(m_desk.studio.window->isActiveWindow());
        QVERIFY(toInspector());
        QVERIFY(m_keys.tabTo(u"shell.inspector.pin"_s));
        pilot().press(Qt::Key_Space);
        QVERIFY(!m_keys.bench()->inspector()->isPinned());
    }

    void theHistoryIsComparedAndRestored()
    {
        QVERIFY(m_keys.toGrid());
        QVERIFY(m_keys.goToCell(2, u"title"_s)); // was changed by both above
        QVERIFY(toInspector());
        QVERIFY(m_keys.tabTo(u"data.form.tabs"_s));
        for (int i = 0; i < 5 && !pilot().isShown(u"data.history"_s); ++i) {
            pilot().press(Qt::Key_Right);
        }
        QVERIFY(pilot().await(u"data.history.pick.1"_s));
        QVERIFY(m_keys.tabTo(u"data.history.pick.0"_s));
        pilot().press(Qt::Key_Space);
        QVERIFY(m_keys.tabTo(u"data.history.pick.1"_s));
        pilot().press(Qt::Key_Space);
        QVERIFY(m_keys.tabTo(u"data.history.compare"_s, Qt::Key_Backtab));
        pilot().press(Qt::Key_Space);
        QVERIFY(pilot().await(u"compare.table"_s));
        pilot().press(Qt::Key_Escape);
        QTRY_VERIFY(!pilot().isShown(u"compare"_s));
        QTRY_COMPARE(m_keys.focused(), u"data.history.compare"_s);
        QVERIFY(m_keys.tabTo(u"data.history.restore.1"_s));
        pilot().press(Qt::Key_Space);
        QTRY_COMPARE(m_desk.staged(), 1);
        QTRY_VERIFY(m_keys.isSomewhere());
        QVERIFY(m_desk.discardAll());
        QTRY_COMPARE(m_desk.staged(), 0);
    }

    void theFormIsFilledAndCommitted()
    {
        QVERIFY(m_keys.toGrid());
        QVERIFY(m_keys.goToCell(1, u"title"_s));
        const QString id = m_desk.idAt(1);
        QVERIFY(m_keys.palette(u">Show record in the inspector"_s));
        QVERIFY(m_keys.tabTo(u"data.form.field.title"_s));
        pilot().press(Qt::Key_A, Qt::ControlModifier);
        pilot().keys(u"By form"_s);
        QVERIFY(m_keys.tabTo(u"data.form.field.price"_s));
        pilot().press(Qt::Key_A, Qt::ControlModifier);
        pilot().keys(u"2*21"_s);
        pilot().press(Qt::Key_Tab);
        QTRY_COMPARE(m_desk.staged(), 1);
        pilot().press(Qt::Key_S, Qt::ControlModifier);
        QTRY_COMPARE_WITH_TIMEOUT(m_desk.staged(), 0, 15'000);
        QCOMPARE(m_desk.stored(id, u"title"_s).toString(), u"By form"_s);
        QCOMPARE(m_desk.stored(id, u"price"_s).toInt(), 42);
        QTRY_VERIFY(isInInspector()); // the commit leaves the keyboard in the form
        pilot().press(Qt::Key_Period, Qt::ControlModifier);
        QTRY_VERIFY(!pilot().isShown(u"data.form"_s));
    }

    void closing()
    {
        bool hasEnded = false;
        m_desk.studio.window->connections().stopAll([&hasEnded] { hasEnded = true; });
        QVERIFY(pilot().until(u"the servers to end"_s, [&hasEnded] { return hasEnded; }));
    }
};

SOCLE_TEST_SUITE(TestKeyboardRecord)
#include "TestKeyboardRecord.moc"
