// The shell's own parts without a server: matching, tabs, actions, states of a view.
#include "studio/api/Transport.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/kit/Tabs.h"
#include "studio/shell/Actions.h"
#include "studio/shell/Fuzzy.h"
#include "studio/shell/TabArea.h"
#include "studio/shell/WriteLock.h"
#include "tests/support/TestSuite.h"

#include <QAbstractButton>
#include <QAction>
#include <QSignalSpy>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

class PlainView : public View
{
public:
    explicit PlainView(const ViewTarget &target)
        : View(target.view)
    {
        setTitle(target.collection);
        setContent(new QWidget);
        showContent();
    }

    void navigate(const ViewTarget &target) override { lastRecord = target.record; }

    QJsonObject saveState() const override { return {{u"filter"_s, filter}}; }

    void restoreState(const QJsonObject &state) override { filter = state[u"filter"_s].toString(); }

    void edit()
    {
        setMark(Mark::Unsaved);
        emit viewStateChanged();
    }

    void fail()
    {
        showError({u"Could not load"_s, u"refused"_s, {}, {}}, [this] { ++retries; });
    }

    QString lastRecord;
    QString filter;
    int retries = 0;
};

ViewTarget data(const QString &collection, const QString &record = {})
{
    return {u"data"_s, collection, record, {}};
}

std::unique_ptr<TabArea> makeArea()
{
    return std::make_unique<TabArea>([](const ViewTarget &target) -> View * {
        return target.view == u"data"_s ? new PlainView(target) : nullptr;
    });
}

} // namespace

class TestShell : public QObject
{
    Q_OBJECT

private slots:
    void matches_data();
    void matches();
    void ranksWordStartsFirst();
    void replacesThePreviewTab();
    void keepsWhatIsWorkedOn();
    void opensATargetOnce();
    void refusesAnUnknownView();
    void reopensClosedTabsWithTheirState();
    void restoresTabs();
    void showsErrorsWithRetry();
    void remapsKeys();
    void remapsKeysOfViewsMadeLater();
    void locksByEnvironment_data();
    void locksByEnvironment();
    void locksItselfAgain();
};

void TestShell::matches_data()
{
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("isMatch");
    QTest::newRow("empty") << u""_s << u"books"_s << true;
    QTest::newRow("start") << u"bo"_s << u"books"_s << true;
    QTest::newRow("scattered") << u"bks"_s << u"books"_s << true;
    QTest::newRow("case") << u"BOOK"_s << u"books"_s << true;
    QTest::newRow("order matters") << u"ob"_s << u"books"_s << false;
    QTest::newRow("longer than text") << u"bookss"_s << u"books"_s << false;
    QTest::newRow("words in any order") << u"tab new"_s << u"New tab"_s << true;
    QTest::newRow("one word missing") << u"tab xyz"_s << u"New tab"_s << false;
    QTest::newRow("camel humps") << u"oi"_s << u"orderItems"_s << true;
}

void TestShell::matches()
{
    QFETCH(QString, pattern);
    QFETCH(QString, text);
    QFETCH(bool, isMatch);
    QCOMPARE(fuzzyMatch(pattern, text).isMatch, isMatch);
}

void TestShell::ranksWordStartsFirst()
{
    QVERIFY(fuzzyMatch(u"re", u"reviews").score > fuzzyMatch(u"re", u"genres").score);
    QVERIFY(fuzzyMatch(u"oi", u"order_items").score > fuzzyMatch(u"oi", u"choirs").score);
    QCOMPARE(fuzzyMatch(u"oi", u"orderItems").positions, (QList<int>{0, 5}));
}

void TestShell::replacesThePreviewTab()
{
    const auto area = makeArea();
    area->open(data(u"books"_s), OpenMode::Preview);
    area->open(data(u"authors"_s), OpenMode::Preview);
    QCOMPARE(area->count(), 1);
    QCOMPARE(area->currentTarget().collection, u"authors"_s);
    area->open(data(u"authors"_s), OpenMode::Lasting);
    area->open(data(u"genres"_s), OpenMode::Preview);
    QCOMPARE(area->count(), 2);
}

void TestShell::keepsWhatIsWorkedOn()
{
    const auto area = makeArea();
    static_cast<PlainView *>(area->open(data(u"books"_s), OpenMode::Preview))->edit();
    area->open(data(u"authors"_s), OpenMode::Preview);
    QCOMPARE(area->count(), 2);
}

void TestShell::opensATargetOnce()
{
    const auto area = makeArea();
    View *first = area->open(data(u"books"_s), OpenMode::Lasting);
    area->open(data(u"authors"_s), OpenMode::Background);
    QCOMPARE(area->currentView(), first);
    View *second = area->open(data(u"books"_s, u"b1"_s), OpenMode::Lasting);
    QCOMPARE(second, first);
    QCOMPARE(static_cast<PlainView *>(second)->lastRecord, u"b1"_s);
    QCOMPARE(area->count(), 2);
}

void TestShell::refusesAnUnknownView()
{
    const auto area = makeArea();
    QVERIFY(area->open({u"nothing"_s, {}, {}, {}}, OpenMode::Lasting) == nullptr);
    QCOMPARE(area->count(), 0);
}

void TestShell::reopensClosedTabsWithTheirState()
{
    const auto area = makeArea();
    static_cast<PlainView *>(area->open(data(u"books"_s), OpenMode::Lasting))->filter
        = u"price > 3"_s;
    area->closeCurrent();
    QCOMPARE(area->count(), 0);
    QVERIFY(area->currentView() == nullptr);
    area->reopenClosed();
    QCOMPARE(static_cast<PlainView *>(area->currentView())->filter, u"price > 3"_s);
}

void TestShell::restoresTabs()
{
    QJsonObject state;
    {
        const auto area = makeArea();
        area->open(data(u"books"_s), OpenMode::Lasting);
        static_cast<PlainView *>(area->currentView())->filter = u"x"_s;
        area->open(data(u"authors"_s), OpenMode::Lasting);
        area->open(data(u"genres"_s), OpenMode::Preview);
        area->activate(0);
        state = area->saveState();
    }
    const auto area = makeArea();
    area->restoreState(state);
    QCOMPARE(area->count(), 3);
    QCOMPARE(area->currentTarget().collection, u"books"_s);
    QCOMPARE(static_cast<PlainView *>(area->currentView())->filter, u"x"_s);
    area->open(data(u"tags"_s), OpenMode::Preview); // the preview tab is still the preview tab
    QCOMPARE(area->count(), 3);
}

void TestShell::showsErrorsWithRetry()
{
    PlainView view(data(u"books"_s));
    QSignalSpy changed(&view, &View::stateChanged);
    view.fail();
    QCOMPARE(view.state(), View::State::Error);
    QCOMPARE(changed.count(), 1);
    auto *retry = view.findChild<QAbstractButton *>(u"data.error.retry"_s);
    QVERIFY(retry != nullptr);
    retry->click();
    QCOMPARE(view.retries, 1);
}

void TestShell::remapsKeys()
{
    QWidget window;
    Actions actions(&window);
    int runs = 0;
    QAction *action = actions.add({.id = u"act.app.x"_s,
                                   .text = u"X"_s,
                                   .icon = {},
                                   .keys = {QKeySequence(u"Ctrl+K"_s)},
                                   .subject = {},
                                   .help = {}},
                                  [&] { ++runs; });
    action->trigger();
    QCOMPARE(runs, 1);
    actions.setKeymap({{u"act.app.x"_s, u"Ctrl+J"_s}});
    QCOMPARE(action->shortcut(), QKeySequence(u"Ctrl+J"_s));
    actions.setKeymap({{u"act.app.x"_s, {}}});
    QVERIFY(action->shortcut().isEmpty());
    actions.setKeymap({});
    QCOMPARE(action->shortcut(), QKeySequence(u"Ctrl+K"_s));
    QCOMPARE(actions.find(u"act.app.x"_s), action);
}

void TestShell::remapsKeysOfViewsMadeLater()
{
    QWidget window;
    Actions actions(&window);
    actions.setKeymap({{u"act.data.y"_s, u"Alt+Y"_s}});
    QWidget view;
    const ActionSpec spec{.id = u"act.data.y"_s,
                          .text = u"Y"_s,
                          .icon = {},
                          .keys = {QKeySequence(u"Alt+X"_s)},
                          .subject = u"Data"_s,
                          .help = {}};
    const QAction *made = Actions::make(spec, &view, [] {});
    QCOMPARE(made->shortcut(), QKeySequence(u"Alt+Y"_s));
    QVERIFY(actions.known().contains(made));
    actions.setKeymap({});
    QCOMPARE(made->shortcut(), QKeySequence(u"Alt+X"_s));
}

void TestShell::locksByEnvironment_data()
{
    QTest::addColumn<int>("environment");
    QTest::addColumn<bool>("isReadOnly");
    QTest::addColumn<bool>("isLocked");
    QTest::newRow("local") << int(Environment::Local) << false << false;
    QTest::newRow("development") << int(Environment::Development) << false << false;
    QTest::newRow("staging") << int(Environment::Staging) << false << false;
    QTest::newRow("production") << int(Environment::Production) << false << true;
    QTest::newRow("marked read-only") << int(Environment::Local) << true << true;
}

void TestShell::locksByEnvironment()
{
    QFETCH(int, environment);
    QFETCH(bool, isReadOnly);
    QFETCH(bool, isLocked);
    ConnectionProfile profile;
    profile.environment = static_cast<Environment>(environment);
    profile.readOnly = isReadOnly;
    ConnectionContext context(profile, std::make_unique<NetworkTransport>(), nullptr);
    const WriteLock lock(context);
    QCOMPARE(lock.isLocked(), isLocked);
    QCOMPARE(lock.isGuarded(), isLocked);
}

void TestShell::locksItselfAgain()
{
    ConnectionProfile profile;
    profile.environment = Environment::Production;
    ConnectionContext context(profile, std::make_unique<NetworkTransport>(), nullptr);
    WriteLock lock(context);
    QSignalSpy changed(&lock, &WriteLock::changed);
    lock.unlock(WriteLock::Span::Quarter);
    QVERIFY(!context.isLocked());
    QCOMPARE(lock.minutesLeft(), 15);
    lock.unlock(WriteLock::Span::UntilClosed);
    QCOMPARE(lock.minutesLeft(), -1);
    QVERIFY(!lock.isLocked());
    lock.lock();
    QVERIFY(context.isLocked());
    QVERIFY(changed.count() >= 3);
}

} // namespace socle::studio

using socle::studio::TestShell;
SOCLE_TEST_SUITE(TestShell)
#include "TestShell.moc"
