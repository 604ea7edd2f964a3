// Small parts of the shell: quick values, the list of recent tabs, marks of a tab, undoing the
// layout, the pinned inspector.
#include "studio/kit/EmptyState.h"
#include "studio/kit/Tabs.h"
#include "studio/kit/Theme.h"
#include "studio/shell/Connections.h"
#include "studio/shell/ErrorPage.h"
#include "studio/shell/Inspector.h"
#include "studio/shell/LayoutUndo.h"
#include "studio/shell/PlaceTrail.h"
#include "studio/shell/QuickValues.h"
#include "studio/shell/TabArea.h"
#include "studio/shell/TabSwitcher.h"
#include "tests/support/TestSuite.h"

#include <QAbstractButton>
#include <QBoxLayout>
#include <QListView>
#include <QSignalSpy>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

class MarkedView : public View
{
public:
    explicit MarkedView(const QString &name)
        : View(u"data"_s)
    {
        setTitle(name);
        setContent(new QWidget);
        showContent();
    }

    void setInspectorPinned(bool pinned) override { isPinned = pinned; }

    using View::setBusy;
    using View::setMark;
    using View::showContent;
    using View::showError;

    bool isPinned = false;
};

std::unique_ptr<TabArea> makeTabs()
{
    return std::make_unique<TabArea>(
        [](const ViewTarget &target) -> View * { return new MarkedView(target.collection); });
}

MarkedView *openTab(TabArea &area, const QString &name)
{
    return static_cast<MarkedView *>(
        area.open(ViewTarget{u"data"_s, name, {}, {}}, OpenMode::Lasting));
}

} // namespace

class TestShellParts : public QObject
{
    Q_OBJECT

private slots:

    void aTrailGoesBackAndForth()
    {
        PlaceTrail<QString> trail;
        QVERIFY(!trail.canGoBack() && !trail.canGoForward());
        QVERIFY(trail.note(u"a"_s));
        QVERIFY(!trail.note(u"a"_s)); // the same place is no step
        QVERIFY(trail.note(u"b"_s));
        QVERIFY(trail.note(u"c"_s));
        QString here;
        const auto go = [&](const QString &place) {
            here = place;
            trail.note(place); // what a view does on its way: no step of its own
        };
        trail.back(go);
        QCOMPARE(here, u"b"_s);
        trail.back(go);
        QCOMPARE(here, u"a"_s);
        QVERIFY(!trail.canGoBack());
        trail.back(go); // nothing before it
        QCOMPARE(here, u"a"_s);
        trail.forward(go);
        QCOMPARE(here, u"b"_s);
        trail.note(u"d"_s); // a new place drops what lay ahead
        QVERIFY(!trail.canGoForward());
        trail.back(go);
        QCOMPARE(here, u"b"_s);
    }

    void aConnectionHasItsEnvironmentsColourOrItsOwn()
    {
        ConnectionProfile profile;
        profile.environment = Environment::Staging;
        QCOMPARE(connectionTone(profile), Tone::Warning);
        for (const ConnectionColor &color : connectionColors()) {
            profile.accent = color.word;
            QCOMPARE(connectionTone(profile), color.tone);
            QVERIFY(!color.text.isEmpty());
        }
        profile.accent = u"no such colour"_s; // a file of a newer version
        QCOMPARE(connectionTone(profile), Tone::Warning);
    }

    void anErrorPageIsTheSameWhereverItStands()
    {
        ApiError error;
        error.kind = ErrorKind::Internal;
        error.status = 500;
        error.message = u"It broke."_s;
        MarkedView view(u"x"_s);
        QWidget place;
        auto *column = new QVBoxLayout(&place);
        auto *page = new EmptyState(u"table"_s, {}, {});
        column->addWidget(page);
        int retries = 0;
        for (int round = 0; round < 3; ++round) { // filled again and again
            fillErrorPage(
                *page, u"data"_s, View::ErrorText::of(error), [&] { ++retries; }, &view);
        }
        QCOMPARE(place.findChildren<QWidget *>(u"data.error.text"_s).size(), 1);
        const auto last = [&](const QString &name) {
            return place.findChildren<QAbstractButton *>(name).constLast();
        };
        last(u"data.error.retry"_s)->click();
        QCOMPARE(retries, 1);
        QSignalSpy asked(&view, &View::remedyRequested);
        last(u"data.error.remedy.%1"_s.arg(static_cast<int>(Remedy::ShowLog)))->click();
        QCOMPARE(asked.count(), 1);
        auto *details = place.findChild<QWidget *>(u"data.error.text"_s);
        QVERIFY(details->isHidden());
        last(u"data.error.details"_s)->click();
        QVERIFY(!details->isHidden());
    }

    void reckonsWithDates_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("id");
        QTest::addColumn<QString>("value");
        const QString date = u"date"_s;
        QTest::newRow("steps alone") << u"+3d"_s << date << u"2026-03-17 09:26:53.000Z"_s;
        QTest::newRow("no unit is days") << u"-14"_s << date << u"2026-02-28 09:26:53.000Z"_s;
        QTest::newRow("several") << u"now +1d - 2h"_s << date << u"2026-03-15 07:26:53.000Z"_s;
        QTest::newRow("today") << u"today"_s << date << u"2026-03-14 00:00:00.000Z"_s;
        QTest::newRow("tomorrow") << u"tomorrow + 30 min"_s << date
                                  << u"2026-03-15 00:30:00.000Z"_s;
        QTest::newRow("a day") << u"2026-01-31 + 1 mo"_s << date << u"2026-02-28 00:00:00.000Z"_s;
        QTest::newRow("a moment") << u"2024-02-29 12:00:00Z +1y"_s << date
                                  << u"2025-02-28 12:00:00.000Z"_s;
        QTest::newRow("distance") << u"2026-03-14 - 2025-12-25"_s << u"days"_s << u"79"_s;
        QTest::newRow("distance in seconds")
            << u"2026-03-14 00:01 - 2026-03-14"_s << u"seconds"_s << u"60"_s;
        QTest::newRow("unix") << u"1700000000"_s << u"fromUnix"_s << u"2023-11-14 22:13:20.000Z"_s;
        QTest::newRow("back to unix") << u"2023-11-14 22:13:20Z"_s << u"unix"_s << u"1700000000"_s;
        QTest::newRow("hash")
            << u"abc"_s << u"sha256"_s
            << u"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"_s;
        QTest::newRow("no such day") << u"2026-02-31"_s << date << QString();
        QTest::newRow("words") << u"books +"_s << date << QString();
        QTest::newRow("past the end") << u"9999-12-31 + 2 d"_s << date << QString();
    }

    void reckonsWithDates()
    {
        QFETCH(QString, text);
        QFETCH(QString, id);
        QFETCH(QString, value);
        const QDateTime now({2026, 3, 14}, {9, 26, 53}, Qt::UTC);
        QString found;
        for (const QuickValue &one : quickValues(text, now)) {
            if (one.id == id) {
                found = one.value;
            }
        }
        QCOMPARE(found, value);
    }

    void theListOfTabsStepsAndChooses()
    {
        QWidget window;
        window.resize(800, 600);
        window.show();
        MarkedView a(u"a"_s), b(u"b"_s), c(u"c"_s);
        TabSwitcher switcher(&window);
        QSignalSpy chosen(&switcher, &TabSwitcher::chosen);
        switcher.open({&a, &b, &c}, 1);
        QVERIFY(switcher.isVisible());
        auto *list = switcher.findChild<QListView *>(u"shell.tabSwitcher.list"_s);
        QCOMPARE(list->currentIndex().data().toString(), u"b"_s); // the one before this
        switcher.advance(1);
        switcher.advance(1);
        QCOMPARE(list->currentIndex().row(), 0); // round
        switcher.advance(-1);
        switcher.accept();
        QVERIFY(!switcher.isVisible());
        QCOMPARE(chosen.at(0).at(0).value<View *>(), &c);
        switcher.open({&a, &b}, -1);
        switcher.cancel();
        QCOMPARE(chosen.count(), 1);
    }

    void tabsSayThatTheyLoadOrFailed()
    {
        const auto area = makeTabs();
        MarkedView *view = openTab(*area, u"books"_s);
        auto *tabs = area->findChild<Tabs *>();
        view->setBusy(true);
        QVERIFY(!tabs->isBusy(0)); // not before 400 ms
        QTest::qWait(150);
        view->setBusy(false);
        view->setBusy(true);
        QTest::qWait(300);
        QVERIFY(!tabs->isBusy(0)); // two short waits are no long one
        QTRY_VERIFY(tabs->isBusy(0));
        QVERIFY(tabs->accessibleTabName(0).contains(u"loading"));
        view->setBusy(false);
        QVERIFY(!tabs->isBusy(0));
        view->showError({u"Could not load"_s, {}, {}, {}});
        QVERIFY(tabs->isFailed(0));
        view->showContent();
        QVERIFY(!tabs->isFailed(0));
    }

    void undoesTheLayoutNewestFirst()
    {
        LayoutUndo undo;
        QStringList done;
        const auto step = [&](const QString &name, bool isThere) {
            undo.add(name, [&done, &undo, name, isThere] {
                undo.add(u"by itself"_s, [] { return true; }); // what a step does is no step
                done << name;
                return isThere;
            });
        };
        step(u"one"_s, true);
        step(u"gone"_s, false);
        QCOMPARE(undo.undo(), u"one"_s);
        QCOMPARE(done, (QStringList{u"gone"_s, u"one"_s}));
        QVERIFY(undo.isEmpty());
        QCOMPARE(undo.undo(), QString());
        for (int i = 0; i < 60; ++i) {
            step(QString::number(i), true);
        }
        QCOMPARE(undo.count(), LayoutUndo::kKept);
    }

    void aMovedTabGoesBack()
    {
        const auto area = makeTabs();
        openTab(*area, u"a"_s);
        openTab(*area, u"b"_s);
        QSignalSpy moved(area.get(), &TabArea::moved);
        area->move(0, 1);
        QCOMPARE(area->targetAt(0).collection, u"b"_s);
        QCOMPARE(moved.at(0).at(1).toInt(), 1);
        area->move(moved.at(0).at(1).toInt(), moved.at(0).at(0).toInt());
        QCOMPARE(area->targetAt(0).collection, u"a"_s);
    }

    void aPinnedInspectorStays()
    {
        Inspector inspector;
        auto *first = new MarkedView(u"a"_s);
        MarkedView second(u"b"_s);
        QWidget panel, other;
        inspector.setCurrentView(first);
        inspector.setPanel(first, &panel, u"a"_s);
        inspector.setPanel(&second, &other, u"b"_s);
        inspector.show();
        auto *pin = inspector.findChild<QAbstractButton *>(u"shell.inspector.pin"_s);
        QTest::mouseClick(pin, Qt::LeftButton);
        QVERIFY(inspector.isPinned());
        QVERIFY(first->isPinned);
        inspector.setCurrentView(&second);
        QVERIFY(panel.isVisible());
        QVERIFY(!other.isVisible());
        inspector.setPinned(false);
        QVERIFY(!first->isPinned);
        QVERIFY(other.isVisible());
        // What is pinned dies with its tab.
        inspector.setCurrentView(first);
        inspector.setPinned(true);
        inspector.setCurrentView(&second);
        panel.setParent(nullptr);
        delete first;
        QVERIFY(!inspector.isPinned());
        QVERIFY(other.isVisible());
        other.setParent(nullptr);
    }
};

} // namespace socle::studio

using socle::studio::TestShellParts;
SOCLE_TEST_SUITE(TestShellParts)
#include "TestShellParts.moc"
