// The layouts beside the table, and what works on many records, on a stub server.
#include "studio/api/Text.h"
#include "studio/domain/FieldValue.h"
#include "studio/kit/Button.h"
#include "studio/kit/Popover.h"
#include "studio/views/data/BulkSheet.h"
#include "studio/views/data/FilterBar.h"
#include "studio/views/data/GridCommands.h"
#include "studio/views/data/layouts/BoardPane.h"
#include "studio/views/data/layouts/CalendarPane.h"
#include "studio/views/data/layouts/ChartPane.h"
#include "studio/views/data/layouts/MapPane.h"
#include "tests/studio/views/data/DataFixture.h"
#include "tests/support/TestSuite.h"

#include <QLineEdit>
#include <QListWidget>
#include <QSignalSpy>
#include <QUndoStack>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

const char *const kEvents = R"([
{"id":"cbooks","name":"books","type":"base","indexes":[],"fields":[
  {"type":"text","name":"id","id":"f1","primaryKey":true,"system":true,"required":true,"min":15,"max":15,"pattern":"^[a-z0-9]+$","autogeneratePattern":"[a-z0-9]{15}"},
  {"type":"text","name":"title","id":"f2","presentable":true},
  {"type":"select","name":"status","id":"f3","maxSelect":1,"values":["draft","published"]},
  {"type":"date","name":"held","id":"f4"},
  {"type":"geoPoint","name":"place","id":"f5"},
  {"type":"number","name":"price","id":"f6"}]}])";

constexpr int kUndated = 3; // only asked for by "held = ''"

Json eventOf(int i)
{
    return JsonObject{
        {"id", "book0000000000" + std::to_string(i)},
        {"collectionId", "cbooks"},
        {"collectionName", "books"},
        {"title", "Title " + std::to_string(i)},
        {"status",
         i == 0       ? "draft"
             : i == 1 ? "published"
                      : ""},
        {"held",
         i == kUndated ? std::string() : "2026-03-1" + std::to_string(i) + " 12:00:00.000Z"},
        {"place", JsonObject{{"lon", i * 10.0}, {"lat", i * 5.0}}},
        {"price", i + 0.5}};
}

/// The fixture with a collection that has something for every layout; a filter by status is obeyed.
struct EventFixture : DataFixture
{
    EventFixture()
    {
        discard(context->schema().assign(parseJson(kEvents)->array()), "well-formed");
        stub->on("GET", kBookRecords, [](const TransportRequest &request) {
            const QString filter = StubTransport::query(request, u"filter"_s);
            JsonArray items;
            const bool wantsUndated = filter.contains(u"held = ''"_s);
            for (int i = 0; i <= kUndated; ++i) {
                if (wantsUndated != (i == kUndated)) {
                    continue;
                }
                const Json event = eventOf(i);
                const QString status = toQString(event["status"].text());
                const bool isOut = (filter.contains(u"status = "_s)
                                    && !filter.contains(u"status = '%1'"_s.arg(status)))
                    || (filter.contains(u"lon != 0"_s) && i == 0);
                if (!isOut) {
                    items.push_back(event);
                }
            }
            const auto total = static_cast<std::int64_t>(items.size());
            return StubAnswer::json(Json(JsonObject{{"items", std::move(items)},
                                                    {"page", 1},
                                                    {"perPage", 200},
                                                    {"totalItems", total},
                                                    {"totalPages", 1}}));
        });
    }

    template <typename Pane> Pane &layout(const QString &kind)
    {
        DataView &opened = open();
        [&] { QTRY_COMPARE(opened.state(), View::State::Filled); }();
        opened.setLayoutKind(kind);
        return *static_cast<Pane *>(opened.pane(kind));
    }
};

} // namespace

class TestLayouts : public QObject
{
    Q_OBJECT

private slots:

    void aMovedCardIsStagedAndStandsInItsNewColumn()
    {
        EventFixture f;
        auto &board = f.layout<BoardPane>(u"board"_s);
        QTRY_COMPARE(board.columnCount(), 3); // draft, published, (empty)
        QTRY_COMPARE(board.cardTitles(0), QStringList{u"Title 0"_s});
        QTRY_COMPARE(board.cardTitles(2), QStringList{u"Title 2"_s});
        board.moveCard(u"book00000000000"_s, 1);
        QTRY_COMPARE(board.cardTitles(0), QStringList());
        QVERIFY(board.cardTitles(1).contains(u"Title 0"_s));
        const RecordKey key{u"cbooks"_s, u"book00000000000"_s};
        QCOMPARE(f.context->staging().find(key, u"status"_s)->value, Json("published"));
        f.context->staging().undoStack(u"cbooks"_s)->undo();
        QTRY_COMPARE(board.cardTitles(0), QStringList{u"Title 0"_s});
    }

    void aLockedBoardMovesNothing()
    {
        EventFixture f;
        auto &board = f.layout<BoardPane>(u"board"_s);
        QTRY_COMPARE(board.cardTitles(0), QStringList{u"Title 0"_s});
        f.context->setLocked(true);
        board.moveCard(u"book00000000000"_s, 1);
        QVERIFY(f.context->staging().isEmpty());
    }

    void anEventMovesByDaysAndKeepsItsTime()
    {
        EventFixture f;
        auto &calendar = f.layout<CalendarPane>(u"calendar"_s);
        calendar.showDay({2026, 3, 10});
        const QDate day = QDateTime::fromString(u"2026-03-10T12:00:00.000Z"_s, Qt::ISODateWithMs)
                              .toLocalTime()
                              .date();
        QTRY_COMPARE(calendar.eventsOn(day).size(), std::size_t(1));
        calendar.moveEvent(u"book00000000000"_s, 7);
        const StagedField *held
            = f.context->staging().find({u"cbooks"_s, u"book00000000000"_s}, u"held"_s);
        QVERIFY(held != nullptr);
        QCOMPARE(toQString(held->value.text()), u"2026-03-17 12:00:00.000Z"_s);
        QTRY_COMPARE(calendar.eventsOn(day.addDays(7)).size(), std::size_t(1));
    }

    void recordsWithoutADateWaitInTheTray()
    {
        EventFixture f;
        auto &calendar = f.layout<CalendarPane>(u"calendar"_s);
        auto *button = f.part<Button>(u"data.calendar.undated"_s);
        QTRY_VERIFY(button->isVisible());
        button->click();
        auto *tray = f.part<QListWidget>(u"data.calendar.tray.list"_s);
        QVERIFY(tray->isVisible());
        QCOMPARE(tray->count(), 1);
        calendar.showDay({2026, 3, 25});
        tray->setCurrentRow(0);
        QTest::keyClick(tray, Qt::Key_Return);
        QTRY_COMPARE(tray->count(), 0);
        QCOMPARE(calendar.eventsOn({2026, 3, 25}).size(), std::size_t(1));
        QCOMPARE(f.context->staging().counts(u"cbooks"_s).updates, 1);
        f.context->staging().undo(u"cbooks"_s);
        QTRY_COMPARE(tray->count(), 1);
    }

    void cardsArePlacedByHand()
    {
        EventFixture f;
        auto &board = f.layout<BoardPane>(u"board"_s);
        QTRY_COMPARE(board.columnCount(), 3);
        board.setOptions({{u"order"_s, u"price"_s}});
        QTRY_COMPARE(board.cardTitles(1), QStringList{u"Title 1"_s});
        board.placeCard(u"book00000000000"_s, 1, 1); // behind Title 1, whose price is 1.5
        QTRY_COMPARE(board.cardTitles(1), (QStringList{u"Title 1"_s, u"Title 0"_s}));
        board.placeCard(u"book00000000002"_s, 1, 1); // between the two
        QTRY_COMPARE(board.cardTitles(1), (QStringList{u"Title 1"_s, u"Title 2"_s, u"Title 0"_s}));
        board.placeCard(u"book00000000000"_s, 1, 0);
        QTRY_COMPARE(board.cardTitles(1), (QStringList{u"Title 0"_s, u"Title 1"_s, u"Title 2"_s}));
        f.context->staging().undo(u"cbooks"_s); // one step a card
        QTRY_COMPARE(board.cardTitles(1), (QStringList{u"Title 1"_s, u"Title 2"_s, u"Title 0"_s}));
    }

    void aNewEventStartsOnItsDay()
    {
        EventFixture f;
        auto &calendar = f.layout<CalendarPane>(u"calendar"_s);
        QTRY_VERIFY(!calendar.eventsOn({2026, 3, 11}).empty());
        calendar.createOn({2026, 3, 20});
        const auto staged = f.context->staging().records(u"cbooks"_s);
        QCOMPARE(staged.size(), std::size_t(1));
        const QDateTime at = toVariant(staged.front()->effective(u"held"),
                                       *f.context->schema().find(u"books")->field(u"held"))
                                 .toDateTime()
                                 .toLocalTime();
        QCOMPARE(at.date(), QDate(2026, 3, 20));
    }

    void theGroundOfTheMapIsChosenAndKept()
    {
        EventFixture f;
        f.layout<MapPane>(u"map"_s);
        QSignalSpy kept(f.context.get(), &ConnectionContext::tileServerChanged);
        const auto open = [&f] {
            f.part<QAbstractButton>(u"data.map.base"_s)->click();
            return f.view->findChild<Popover *>(u"data.map.basePopover"_s);
        };
        const auto press = [](Popover *popover, const QString &name) {
            popover->findChild<QAbstractButton *>(name)->click();
        };
        Popover *popover = open();
        QVERIFY(popover != nullptr);
        if (const QString folder = qEnvironmentVariable("SOCLE_SHOTS"); !folder.isEmpty()) {
            popover->grab().save(folder + u"/mapbase.png"_s);
            f.view->grab().save(folder + u"/map.png"_s);
        }
        auto *address = popover->findChild<QLineEdit *>(u"data.map.baseAddress"_s);
        QVERIFY(address->hasFocus());
        address->setText(u"ftp://tiles.example.com/{z}/{x}/{y}.png"_s);
        press(popover, u"data.map.baseUse"_s);
        QVERIFY(popover->isVisible()); // says why, stays
        QCOMPARE(kept.size(), 0);
        address->setText(u"http://127.0.0.1:9/{z}/{x}/{y}.png"_s);
        popover->findChild<QLineEdit *>(u"data.map.baseAttribution"_s)->setText(u"© Nobody"_s);
        press(popover, u"data.map.baseUse"_s);
        QCOMPARE(kept.size(), 1);
        QCOMPARE(f.context->profile().tileAddress, u"http://127.0.0.1:9/{z}/{x}/{y}.png"_s);
        QCOMPARE(f.context->profile().tileAttribution, u"© Nobody"_s);
        const ConnectionProfile stored = connectionFromJson(toJson(f.context->profile()));
        QCOMPARE(stored.tileAddress, f.context->profile().tileAddress);
        QTRY_VERIFY(f.view->findChild<Popover *>(u"data.map.basePopover"_s) == nullptr);
        press(open(), u"data.map.baseNone"_s);
        QVERIFY(f.context->profile().tileAddress.isEmpty());
    }

    void theMapShowsPlacesAndTurnsTheViewIntoAFilter()
    {
        EventFixture f;
        auto &map = f.layout<MapPane>(u"map"_s);
        QTRY_COMPARE(map.points().size(), std::size_t(2)); // (0, 0) is no place
        map.searchHere();
        QTRY_VERIFY(f.part<FilterBar>(u"data.filter.bar"_s)->filter().contains(u"place.lon >= "_s));
    }

    void theChartCountsRowsWhereTheServerCannot()
    {
        EventFixture f;
        auto &chart = f.layout<ChartPane>(u"chart"_s);
        QTRY_COMPARE(chart.bars().size(), std::size_t(3));
        double sum = 0;
        for (const ChartBar &bar : chart.bars()) {
            sum += bar.amount;
        }
        QCOMPARE(sum, 3.0);
        for (int i = 0; i < 3; ++i) {
            if (chart.bars()[static_cast<std::size_t>(i)].label == u"draft"_s) {
                chart.choose(i);
                break;
            }
        }
        QCOMPARE(f.part<FilterBar>(u"data.filter.bar"_s)->filter(), u"status = \"draft\""_s);
    }

    void layoutsSayWhatTheyNeed_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::newRow("calendar") << u"calendar"_s;
        QTest::newRow("map") << u"map"_s;
    }

    void layoutsSayWhatTheyNeed()
    {
        QFETCH(QString, kind);
        DataFixture f;
        std::vector<Json> plain = sampleCollections();
        auto &list = plain.front().asObject()["fields"].asArray();
        list.pop_back(); // the autodate
        discard(f.context->schema().assign(plain), "well-formed");
        DataView &view = f.open();
        QTRY_COMPARE(view.state(), View::State::Filled);
        view.setLayoutKind(kind);
        auto *message = f.part<QWidget>(u"data.%1.message"_s.arg(kind));
        QVERIFY(message != nullptr);
        QTRY_VERIFY(message->isVisible());
    }

    void theLayoutComesBackWithTheTab()
    {
        EventFixture f;
        auto &board = f.layout<BoardPane>(u"board"_s);
        QTRY_COMPARE(board.columnCount(), 3);
        f.view->setGrouping(u"status"_s);
        const QJsonObject state = f.view->saveState();
        delete f.view;
        DataView &again = f.open();
        again.restoreState(state);
        QCOMPARE(again.layoutKind(), u"board"_s);
        QTRY_COMPARE(static_cast<BoardPane *>(again.pane(u"board"_s))->columnCount(), 3);
        QCOMPARE(again.saveState()[u"group"_s].toString(), u"status"_s);
    }

    void groupsCountTheirRecords()
    {
        EventFixture f;
        DataView &view = f.open();
        QTRY_COMPARE(view.state(), View::State::Filled);
        view.setGrouping(u"status"_s);
        QTRY_COMPARE(view.model()->groupCount(), 3);
        QVERIFY(view.model()->isGroupRow(0));
    }

    void theWayBackLeadsThroughFilters()
    {
        EventFixture f;
        DataView &view = f.open();
        QTRY_COMPARE(view.state(), View::State::Filled);
        QTRY_VERIFY_WITH_TIMEOUT(!view.canGoBack(), 2000);
        QTest::qWait(700);
        view.navigate({u"data"_s, u"books"_s, {}, {{u"filter"_s, u"status = 'draft'"_s}}});
        QTRY_VERIFY_WITH_TIMEOUT(view.canGoBack(), 3000);
        view.goBack();
        QTRY_COMPARE(view.model()->query().filter, QString());
        QVERIFY(view.canGoForward());
        view.goForward();
        QTRY_COMPARE(view.model()->query().filter, u"status = 'draft'"_s);
    }

    void pricesLineUp()
    {
        EventFixture f;
        DataView &view = f.open();
        QTRY_VERIFY(view.model()->isLoaded(0));
        QCOMPARE(view.model()->decimalsOf(u"price"_s), 1); // 0.5, 1.5, 2.5
        view.model()->setDecimals(u"price"_s, 2);
        const CellUi &cell = f.grid->cellUi(view.model()->columnOf(u"price"_s));
        QCOMPARE(cell.content(f.cell(0, u"price"_s)).text, u"0.50"_s);
        view.model()->setDecimals(u"price"_s, -1);
        QCOMPARE(cell.content(f.cell(0, u"price"_s)).text, u"0.5"_s);
    }

    void aPasteBeyondTheEndOffersNewRecords()
    {
        EventFixture f;
        DataView &view = f.open();
        QTRY_VERIFY(view.model()->isLoaded(2));
        GridCommands commands(*f.grid, *view.model(), f.context->staging(), &view);
        QSignalSpy offered(&commands, &GridCommands::newRowsOffered);
        commands.paste(f.cell(2, u"title"_s), u"A\tdraft\nB\tpublished\nC\tnowhere"_s);
        QCOMPARE(offered.size(), 1);
        const auto rows = offered.first().at(0).value<QList<QStringList>>();
        const auto columns = offered.first().at(1).value<QList<int>>();
        QCOMPARE(rows.size(), 2);
        commands.pasteAsRecords(rows, columns);
        QCOMPARE(f.context->staging().counts(u"cbooks"_s).inserts, 2);
        QCOMPARE(f.context->staging().counts(u"cbooks"_s).updates, 1);
        f.context->staging().undoStack(u"cbooks"_s)->undo();
        QCOMPARE(f.context->staging().counts(u"cbooks"_s).inserts, 0);
    }

    void aSeriesContinues()
    {
        EventFixture f;
        DataView &view = f.open();
        QTRY_VERIFY(view.model()->isLoaded(2));
        GridCommands commands(*f.grid, *view.model(), f.context->staging(), &view);
        view.model()->setData(f.cell(0, u"price"_s), 10);
        view.model()->setData(f.cell(1, u"price"_s), 12);
        commands.fillSeries({f.cell(0, u"price"_s), f.cell(2, u"price"_s)});
        QCOMPARE(f.cell(2, u"price"_s).data(RecordRole::RawValue).toDouble(), 14.0);
    }

    void manyRecordsAreEditedTogether()
    {
        EventFixture f;
        DataView &view = f.open();
        QTRY_VERIFY(view.model()->isLoaded(2));
        GatherPlan plan;
        plan.collection = view.model()->collection();
        BulkSheet sheet(*f.context, plan, &f.window);
        QTRY_VERIFY(sheet.isReady());
        sheet.setOperation(u"price"_s, BulkOperation::Increase);
        sheet.findChild<QLineEdit *>(u"data.bulk.text.price"_s)->setText(u"+100%"_s);
        auto *stage = sheet.findChild<Button *>(u"data.bulk.stage"_s);
        QVERIFY(stage->isEnabled());
        stage->click();
        QCOMPARE(f.context->staging().counts(u"cbooks"_s).updates, 3);
        QCOMPARE(f.cell(1, u"price"_s).data(RecordRole::RawValue).toDouble(), 3.0);
        f.context->staging().undoStack(u"cbooks"_s)->undo(); // one step
        QVERIFY(f.context->staging().isEmpty());
    }
};

SOCLE_TEST_SUITE(TestLayouts)

} // namespace socle::studio

#include "TestLayouts.moc"
