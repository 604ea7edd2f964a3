// Two real servers side by side in one tab: their schemas, the records of a collection, and what it
// says when they are the same or one of them is gone. Nothing is written on either.
#include "studio/domain/ConnectionContext.h"
#include "studio/shell/Workbench.h"
#include "tests/studio/app/ServerProgram.h"

#include <QJsonObject>
#include <QTreeWidget>

using namespace socle;
using namespace socle::studio;
using namespace Qt::StringLiterals;

namespace {

constexpr int kRows = 230; // more than a page of either side

QString rowId(int number) { return u"row%1"_s.arg(number, 12, 10, QLatin1Char('0')); }

/// Collections "things" and "calm", the second with equal records on every server.
bool fill(ServerProgram &server, bool isLeft)
{
    const auto collection = [&](const QString &name) {
        const QJsonArray fields{QJsonObject{{u"name"_s, u"title"_s}, {u"type"_s, u"text"_s}},
                                QJsonObject{{u"name"_s, u"contact"_s}, {u"type"_s, u"email"_s}}};
        return server.door()
            .send("POST",
                  u"/api/collections"_s,
                  {{u"name"_s, name}, {u"type"_s, u"base"_s}, {u"fields"_s, fields}})
            .isFine();
    };
    const auto add = [&](const QString &where, int number, const QString &title) {
        return server.door()
            .send("POST",
                  u"/api/collections/%1/records"_s.arg(where),
                  {{u"id"_s, rowId(number)}, {u"title"_s, title}})
            .isFine();
    };
    bool isFine = collection(u"things"_s) && collection(u"calm"_s) && add(u"calm"_s, 1, u"Same"_s)
        && (isLeft || collection(u"more"_s));
    for (int i = 0; i < kRows && isFine; ++i) {
        const bool isMissing = i == (isLeft ? 7 : 9);
        const bool isOther = i == 225 && !isLeft;
        isFine = isMissing || add(u"things"_s, i, isOther ? u"Other"_s : u"Title %1"_s.arg(i));
    }
    return isFine;
}

} // namespace

class TestCompare : public QObject
{
    Q_OBJECT

    static QStringList lines(const RunningStudio &studio)
    {
        QStringList all;
        const auto *list = qobject_cast<QTreeWidget *>(studio.pilot->find(u"compare.list"_s));
        for (int i = 0; list != nullptr && i < list->topLevelItemCount(); ++i) {
            const QTreeWidgetItem *item = list->topLevelItem(i);
            all << (item->text(0) + u' ' + item->text(1) + u'|' + item->text(2)).trimmed();
            for (int j = 0; j < item->childCount(); ++j) {
                const QTreeWidgetItem *line = item->child(j);
                all << u"  "_s + line->text(0) + u' ' + line->text(1) + u'|' + line->text(2);
            }
        }
        return all;
    }

private slots:

    void initTestCase() { REQUIRE_SERVER(); }

    void sidesStandBesideEachOther_data() { addServerPrograms(); }

    void sidesStandBesideEachOther()
    {
        QFETCH(QString, program);
        ServerProgram left;
        auto right = std::make_unique<ServerProgram>();
        QVERIFY(left.start(program));
        QVERIFY(right->start(program));
        QVERIFY(fill(left, true));
        QVERIFY(fill(*right, false));

        RunningStudio studio;
        QVERIFY(studio.start());
        const QString owner = QLatin1String(ServerProgram::kOwner);
        QVERIFY(connectTo(studio, left.address(), u"_superusers"_s, owner));
        const QString leftId = studio.session()->profile().id;
        // Alone it has nothing to stand beside.
        studio.pilot->trigger(u"act.go.compare"_s);
        QVERIFY(studio.pilot->await(u"compare"_s));
        QCOMPARE(studio.window->workbench()->currentView()->state(), View::State::Empty);

        studio.window->showHome();
        QVERIFY(connectTo(studio, right->address(), u"_superusers"_s, owner));
        QVERIFY(studio.pilot->until(u"the second connection"_s, [&] {
            return studio.window->connections().sessions().size() == 2
                && studio.session()->phase() == ConnectionSession::Phase::Ready
                && studio.window->workbench() != nullptr;
        }));
        ConnectionSession *other = studio.session();
        ConnectionProfile profile = other->profile();
        profile.environment = Environment::Production;
        other->setProfile(profile);
        studio.window->showConnection(leftId);
        View *view = studio.window->workbench()->currentView();
        QCOMPARE(view->viewId(), u"compare"_s);

        // Schemas, as soon as the second one is there.
        QVERIFY(studio.pilot->until(u"the schemas"_s,
                                    [&] { return view->state() == View::State::Filled; }));
        QCOMPARE(lines(studio), QStringList{u"more missing|is there"_s});

        // Records of a collection.
        view->restoreState({{u"what"_s, u"records"_s}, {u"collection"_s, u"things"_s}});
        QVERIFY(studio.pilot->until(u"the records"_s,
                                    [&] { return lines(studio).size() >= 4 && !view->isBusy(); }));
        QCOMPARE(lines(studio),
                 (QStringList{rowId(7) + u" missing|is there"_s,
                              rowId(9) + u" is there|missing"_s,
                              rowId(225) + u" |"_s,
                              u"  title Title 225|Other"_s}));

        // The same on both sides.
        view->restoreState({{u"what"_s, u"records"_s}, {u"collection"_s, u"calm"_s}});
        QVERIFY(studio.pilot->until(u"no differences"_s,
                                    [&] { return view->state() == View::State::Empty; }));

        // Only reading, whatever the lock says.
        for (ConnectionSession *session : studio.window->connections().sessions()) {
            for (const RequestSummary &one : session->context().client().recentRequests()) {
                QVERIFY2(!one.purpose.startsWith(u"compare"_s) || one.method == u"GET"_s,
                         qPrintable(one.method + u' ' + one.path));
            }
        }

        // One of them is gone: its side says so, the other does not.
        right.reset();
        view->refresh();
        QVERIFY(studio.pilot->until(u"the error"_s,
                                    [&] { return view->state() == View::State::Error; }));
        QVERIFY(studio.pilot->isShown(u"compare.right.error.retry"_s));
        QVERIFY(!studio.pilot->isShown(u"compare.left.error.retry"_s));
        QCOMPARE(studio.pilot->problems(), QStringList());
    }
};

SOCLE_TEST_SUITE(TestCompare)
#include "TestCompare.moc"
