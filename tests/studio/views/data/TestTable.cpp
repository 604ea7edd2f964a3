// What the table can beside rows and cells: groups, windows, quick filters, colours by value,
// statistics, column presets, shared views.
#include "shared/fields/FieldCatalogue.h"
#include "studio/api/Text.h"
#include "studio/domain/RecordGroups.h"
#include "studio/domain/SharedViews.h"
#include "studio/kit/Button.h"
#include "studio/kit/IconButton.h"
#include "studio/kit/Text.h"
#include "studio/platform/Workspace.h"
#include "studio/views/data/ColumnFormat.h"
#include "studio/views/data/ColumnsPopover.h"
#include "studio/views/data/DataFooter.h"
#include "studio/views/data/QuickFilter.h"
#include "tests/studio/views/data/ShelfFixture.h"
#include "tests/support/TestSuite.h"

#include <QAbstractItemModelTester>
#include <QLineEdit>
#include <QMenu>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTemporaryDir>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

QStringList words(const QMenu &menu)
{
    QStringList texts;
    for (const QAction *action : menu.actions()) {
        texts.append(action->text());
    }
    return texts;
}

} // namespace

class TestTable : public QObject
{
    Q_OBJECT

private slots:

    void groupsAreHeaderRowsWithTheirRecordsBelow()
    {
        ShelfFixture f;
        DataView &view = f.open();
        QTRY_COMPARE(view.state(), View::State::Filled);
        view.setGrouping(u"status"_s);
        PagedRecordModel &model = *view.model();
        QTRY_COMPARE(model.rowCount(), 2 + kDrafts + kPublished);
        QAbstractItemModelTester tester(&model);
        QVERIFY(model.isGroupRow(0));
        QCOMPARE(model.index(0, 0).data(GroupRole).toString(), u"draft"_s);
        QCOMPARE(model.index(0, 0).data(GroupCountRole).toString(), u"3"_s);
        QVERIFY(model.isGroupRow(1 + kDrafts));
        QCOMPARE(model.index(1 + kDrafts, 0).data(GroupRole).toString(), u"published"_s);
        QVERIFY(!model.flags(model.index(0, 1)).testFlag(Qt::ItemIsSelectable));
        QTRY_VERIFY(model.isLoaded(1));
        QCOMPARE(model.keyAt(1).record, u"draft1000000000"_s);
        QTRY_VERIFY(model.isLoaded(2 + kDrafts));
        QCOMPARE(model.keyAt(2 + kDrafts).record, u"publi1000000000"_s);
        QCOMPARE(model.rowOf({u"cbooks"_s, u"publi1000000000"_s}), 2 + kDrafts);
        QCOMPARE(f.part<DataFooter>(u"data.footer"_s)->totalsText().section(u"  ·  "_s, 1),
                 u"2 groups"_s);
    }

    void rowsOfAGroupAreAskedForWhenTheyAreSeen()
    {
        ShelfFixture f;
        DataView &view = f.open();
        view.setGrouping(u"status"_s);
        PagedRecordModel &model = *view.model();
        QTRY_VERIFY(model.isLoaded(2 + kDrafts));
        QVERIFY(!model.isLoaded(model.rowCount() - 1)); // the last page of the second group
        const auto isEndLoaded = [&] { // the table may be laid out later than its rows are there
            f.grid->scrollToBottom();
            return model.isLoaded(model.rowCount() - 1);
        };
        QTRY_VERIFY(isEndLoaded());
        // Past the middle of the group it is asked for from the other end: the first of that
        // answer.
        QCOMPARE(model.keyAt(model.rowCount() - 1).record, u"publi1000000000"_s);
    }

    void groupsOpenAndCloseByKeys()
    {
        ShelfFixture f;
        DataView &view = f.open();
        view.setGrouping(u"status"_s);
        PagedRecordModel &model = *view.model();
        QTRY_VERIFY(model.isLoaded(1));
        QAbstractItemModelTester tester(&model);
        f.grid->setCurrentIndex(model.index(0, 0));
        QTest::keyClick(f.grid, Qt::Key_Left);
        QCOMPARE(model.rowCount(), 2 + kPublished);
        QVERIFY(model.isGroupRow(1));
        QVERIFY(!model.index(0, 0).data(GroupIsOpenRole).toBool());
        QTest::keyClick(f.grid, Qt::Key_Left); // closed already
        QCOMPARE(model.rowCount(), 2 + kPublished);
        QTest::keyClick(f.grid, Qt::Key_Space);
        QCOMPARE(model.rowCount(), 2 + kDrafts + kPublished);
        QVERIFY(!f.grid->editCell(model.index(0, 1))); // a header is no record
        QTest::keyClick(f.grid, Qt::Key_Down);
        QCOMPARE(f.grid->currentIndex().row(), 1);
        model.setGroupsCollapsed(true);
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(model.rowOf({u"cbooks"_s, u"draft1000000000"_s}), -1); // not shown
    }

    void aStagedEditInAGroupIsOnItsRow()
    {
        ShelfFixture f;
        DataView &view = f.open();
        view.setGrouping(u"status"_s);
        PagedRecordModel &model = *view.model();
        QTRY_VERIFY(model.isLoaded(2 + kDrafts));
        const QModelIndex cell = model.index(2 + kDrafts, model.columnOf(u"price"_s));
        QVERIFY(model.setData(cell, 99.5));
        QCOMPARE(cell.data(CellStateRole).toInt(), int(CellState::Edited));
        model.toggleGroup(0);
        const QModelIndex moved = model.index(2, model.columnOf(u"price"_s));
        QCOMPARE(moved.data(CellStateRole).toInt(), int(CellState::Edited));
        QCOMPARE(moved.data(RawValueRole).toDouble(), 99.5);
    }

    void conditionsOfGroups_data()
    {
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("condition");
        QTest::newRow("select") << u"status"_s << u"\"draft\""_s << u"status = 'draft'"_s;
        QTest::newRow("empty") << u"author"_s << u"\"\""_s << u"author = ''"_s;
        QTest::newRow("yes") << u"sold"_s << u"1"_s << u"sold = true"_s;
        QTest::newRow("month")
            << u"held"_s << u"\"2026-12\""_s
            << u"held >= '2026-12-01 00:00:00.000Z' && held < '2027-01-01 00:00:00.000Z'"_s;
        QTest::newRow("day")
            << u"held"_s << u"\"2026-02-28\""_s
            << u"held >= '2026-02-28 00:00:00.000Z' && held < '2026-03-01 00:00:00.000Z'"_s;
        QTest::newRow("year")
            << u"held"_s << u"\"2026\""_s
            << u"held >= '2026-01-01 00:00:00.000Z' && held < '2027-01-01 00:00:00.000Z'"_s;
    }

    void conditionsOfGroups()
    {
        QFETCH(QString, field);
        QFETCH(QString, value);
        ShelfFixture f;
        QTEST(RecordGroups::conditionOf(f.field(field), *parseJson(value.toStdString())),
              "condition");
    }

    void aServerThatAggregatesTellsGroupsAtOnce()
    {
        ShelfFixture f;
        f.stub->on(
            "GET",
            u"/api/collections/books/aggregate"_s,
            StubAnswer::json(QByteArray(
                R"({"items":[{"status":"published","count":450},{"status":"draft","count":3}],
                           "page":1,"perPage":200,"totalItems":2,"totalPages":1})")));
        PagedRecordModel model(f.context->client(), f.context->schema(), nullptr);
        model.setCanAggregate(true);
        model.open({.collectionId = u"cbooks"_s, .filter = u"price > 1"_s, .group = u"status"_s});
        QTRY_COMPARE(model.rowCount(), 2 + kDrafts + kPublished);
        QCOMPARE(model.index(0, 0).data(GroupRole).toString(), u"draft"_s); // the schema's order
        const auto asked = f.stub->requests("GET", u"/api/collections/books/aggregate"_s);
        QCOMPARE(asked.size(), std::size_t(1));
        QCOMPARE(StubTransport::query(asked.front(), u"filter"_s), u"price > 1"_s);
        QVERIFY(model.groupCondition(0) == u"status = 'draft'"_s);
    }

    void whatCannotMakeGroupsSaysWhy()
    {
        ShelfFixture f;
        QVERIFY(RecordGroups::obstacle(f.field(u"tags"_s)) == RecordGroups::Obstacle::Multiple);
        QVERIFY(RecordGroups::obstacle(f.field(u"title"_s)) == RecordGroups::Obstacle::Type);
        QVERIFY(RecordGroups::obstacle(f.field(u"held"_s)) == RecordGroups::Obstacle::None);
        QVERIFY(RecordGroups::obstacle(f.field(u"author"_s)) == RecordGroups::Obstacle::None);
    }

    void quickConditions_data()
    {
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("condition");
        QTest::newRow("text") << u"title"_s << u" it's "_s << u"title ~ 'it\\'s'"_s;
        QTest::newRow("nothing") << u"title"_s << u"  "_s << QString();
        QTest::newRow("empty") << u"title"_s << u"-"_s << u"title = ''"_s;
        QTest::newRow("number") << u"price"_s << u"12"_s << u"price = 12"_s;
        QTest::newRow("at least") << u"price"_s << u">= 1.5"_s << u"price >= 1.5"_s;
        QTest::newRow("range") << u"price"_s << u"1..3"_s << u"price >= 1 && price <= 3"_s;
        QTest::newRow("no number") << u"price"_s << u"abc"_s << QString();
        QTest::newRow("yes") << u"sold"_s << u"y"_s << u"sold = true"_s;
        QTest::newRow("neither") << u"sold"_s << u"maybe"_s << QString();
        QTest::newRow("date") << u"held"_s << u"2026-03"_s << u"held ~ '2026-03'"_s;
        QTest::newRow("relation") << u"author"_s << u"le"_s << u"author.title ?~ 'le'"_s;
    }

    void quickConditions()
    {
        QFETCH(QString, field);
        QFETCH(QString, typed);
        ShelfFixture f;
        QTEST(quickCondition(f.field(field), typed, f.context->schema()), "condition");
    }

    void theFilterRowFiltersAndGoesWithItsView()
    {
        ShelfFixture f;
        DataView &view = f.open();
        QTRY_COMPARE(view.state(), View::State::Filled);
        QJsonObject state = view.saveState();
        QJsonObject columns = state[u"columns"_s].toObject();
        QVERIFY(!columns.contains(u"filterRow"_s));
        columns.insert(u"filterRow"_s, true);
        state.insert(u"columns"_s, columns);
        view.restoreState(state);
        auto *field = view.findChild<QLineEdit *>(u"data.grid.filter.title"_s);
        QVERIFY(field != nullptr);
        QTRY_VERIFY(field->isVisible());
        QTest::keyClicks(field, u"left"_s);
        QTRY_COMPARE(view.model()->query().filter, u"title ~ 'left'"_s);
        field->clear();
        QTRY_COMPARE(view.model()->query().filter, QString());
    }

    void formatsAreStoredWithTheColumns()
    {
        ColumnLayout layout;
        layout.formats.insert(u"price"_s, {ColumnFormat::Kind::ScaleDown, {}});
        layout.formats.insert(u"status"_s,
                              {ColumnFormat::Kind::Badges, {{u"draft"_s, Tone::Danger}}});
        layout.density = u"compact"_s;
        layout.statistics = {u"max"_s};
        QVERIFY(ColumnLayout::fromJson(layout.toJson()) == layout);
        QVERIFY(!ColumnLayout().toJson().contains(u"formats"_s));
    }

    void aScaleColoursByTheLoadedRange()
    {
        ShelfFixture f;
        DataView &view = f.open();
        QTRY_VERIFY(view.model()->isLoaded(0));
        const auto range = view.model()->rangeOf(u"price"_s);
        QVERIFY(range.has_value());
        QCOMPARE(range->first, 0.0);
        QVERIFY(range->second > 0);
        QJsonObject state = view.saveState();
        ColumnLayout layout = ColumnLayout::fromJson(state[u"columns"_s].toObject());
        layout.formats.insert(u"price"_s, {ColumnFormat::Kind::Bar, {}});
        state.insert(u"columns"_s, layout.toJson());
        view.restoreState(state);
        const int column = view.model()->columnOf(u"price"_s);
        QTRY_VERIFY(view.model()->isLoaded(10));
        const CellContent content = f.grid->cellUi(column).content(view.model()->index(10, column));
        QVERIFY(content.bar > 0 && content.bar < 1);
    }

    void statisticsAreChosen()
    {
        DataFooter footer;
        GridStatistics numbers;
        numbers.cells = 3;
        numbers.numbers = 3;
        numbers.sum = 6;
        numbers.minimum = 1;
        numbers.maximum = 3;
        numbers.distinct = 2;
        footer.setStatistics(numbers);
        auto *text = footer.findChild<Text *>(u"data.footer.statistics"_s);
        QCOMPARE(text->text(), u"Σ 6   avg 2   3 cells"_s);
        QVERIFY(text->toolTip().contains(u"2 different"_s));
        footer.setChosen({u"max"_s, u"distinct"_s});
        QCOMPARE(text->text(), u"max 3   2 different"_s);
    }

    void aVeryLargeResultIsShownInWindows()
    {
        ShelfFixture f;
        constexpr qint64 kRows = 12'000'000;
        f.stub->on("GET", kBookRecords, [](const TransportRequest &request) {
            const int page = StubTransport::query(request, u"page"_s).toInt();
            return StubAnswer::json(
                Json(JsonObject{{"items", JsonArray()},
                                {"page", page},
                                {"perPage", 200},
                                {"totalItems", static_cast<std::int64_t>(kRows)},
                                {"totalPages", 1}}));
        });
        PagedRecordModel model(f.context->client(), f.context->schema(), nullptr);
        model.open({.collectionId = u"cbooks"_s});
        QTRY_COMPARE(model.total(), kRows);
        QCOMPARE(model.rowCount(), PagedRecordModel::kMaxRows);
        model.setWindow(2 * PagedRecordModel::kMaxRows);
        QCOMPARE(model.rowCount(), 2'000'000);
        QCOMPARE(model.headerData(0, Qt::Vertical, Qt::DisplayRole).toLongLong(), 10'000'001);

        DataFooter footer;
        auto *chip = footer.findChild<QWidget *>(u"data.footer.window"_s);
        QVERIFY(chip->isHidden());
        footer.setWindow(model.window(), kRows, kRows);
        QVERIFY(!chip->isHidden());
        QVERIFY(!footer.findChild<IconButton *>(u"data.footer.window.next"_s)->isEnabled());
        QSignalSpy steps(&footer, &DataFooter::windowRequested);
        footer.findChild<IconButton *>(u"data.footer.window.previous"_s)->click();
        QCOMPARE(steps.takeFirst().first().toInt(), -1);
    }

    void aMissingIndexIsCreatedFromTheBanner()
    {
        ShelfFixture f;
        DataView &view = f.open();
        QTRY_COMPARE(view.state(), View::State::Filled);
        emit view.model()->indexSuggested(u"price"_s);
        auto *button = f.part<Button>(u"data.hint.index"_s);
        QVERIFY(button->isVisible());
        QCOMPARE(button->text(), u"Create an index on price"_s);
        f.stub->on("PATCH",
                   u"/api/collections/cbooks"_s,
                   StubAnswer::json(parseJson(kShelf)->array().front()));
        button->click();
        QTRY_COMPARE(f.stub->requests("PATCH", u"/api/collections/cbooks"_s).size(),
                     std::size_t(1));
        const auto sent = f.stub->requests("PATCH", u"/api/collections/cbooks"_s);
        QVERIFY(sent.front().body.contains("CREATE INDEX `idx_books_price` ON `books` (`price`)"));
        QTRY_VERIFY(!button->isVisible());
    }

    void presetsOfTheColumnManager()
    {
        ShelfFixture f;
        const CollectionPtr books = f.context->schema().find(u"books"_s);
        const QStringList names{u"id"_s, u"title"_s, u"status"_s, u"held"_s, u"price"_s};
        ColumnLayout before;
        before.hidden = {u"held"_s};
        ColumnsPopover popover(books, names, ColumnLayout(), nullptr);
        popover.setFilled({u"id"_s, u"price"_s});
        ColumnLayout now;
        connect(&popover,
                &ColumnsPopover::layoutChanged,
                &popover,
                [&](const ColumnLayout &layout) { now = layout; });
        const auto press = [&](const QString &name) {
            popover.findChild<Button *>(u"data.columns."_s + name)->click();
        };
        QVERIFY(!popover.findChild<Button *>(u"data.columns.last"_s)->isEnabled());
        press(u"filled"_s);
        QCOMPARE(now.hidden, (QSet<QString>{u"title"_s, u"status"_s, u"held"_s}));
        press(u"required"_s);
        QVERIFY(!now.hidden.contains(u"title"_s) && now.hidden.contains(u"price"_s));
        popover.setLastUsed(before);
        press(u"last"_s);
        QCOMPARE(now.hidden, before.hidden);
        press(u"all"_s);
        QVERIFY(now.hidden.isEmpty());
        QSignalSpy asked(&popover, &ColumnsPopover::defaultRequested);
        press(u"default"_s);
        QCOMPARE(asked.count(), 1);
    }

    void theHeaderMenuHasEveryEntry()
    {
        ShelfFixture f;
        DataView &view = f.open();
        QTRY_COMPARE(view.state(), View::State::Filled);
        const int column = view.model()->columnOf(u"price"_s);
        emit f.grid->headerMenuRequested(column, QPoint());
        auto *menu = view.findChild<QMenu *>(u"data.header.menu"_s);
        QVERIFY(menu != nullptr);
        const QStringList texts = words(*menu);
        for (const QString &wanted : {u"Sort ascending"_s,
                                      u"Sort descending"_s,
                                      u"Filter by price"_s,
                                      u"Pin"_s,
                                      u"Hide"_s,
                                      u"Fit width"_s,
                                      u"Format"_s,
                                      u"Statistics"_s,
                                      u"Edit field"_s,
                                      u"Copy name"_s}) {
            QVERIFY2(texts.contains(wanted), qPrintable(wanted));
        }
        menu->close();
    }

    void sharedViewsComeFromTheServerAndGoThere()
    {
        ShelfFixture f;
        const QString path = u"/api/collections/_savedViews/records"_s;
        f.stub->on(
            "GET",
            path,
            StubAnswer::json(QByteArray(
                R"({"items":[{"id":"v1","name":"Team","author":"a@b.c","state":{"filter":"price > 3"}}],
                           "page":1,"perPage":500,"totalItems":-1,"totalPages":-1})")));
        SharedViews shared(f.context->client(), f.shell.workspace());
        QSignalSpy changed(&shared, &SharedViews::changed);
        shared.refresh(u"test"_s, u"cbooks"_s);
        QTRY_COMPARE(changed.count(), 1);
        SavedViews views(f.shell.workspace(), u"test"_s, u"cbooks"_s);
        const auto found = views.find(u"v1"_s);
        QVERIFY(found && found->isShared);
        QCOMPARE(found->author, u"a@b.c"_s);
        QCOMPARE(found->state[u"filter"_s].toString(), u"price > 3"_s);
        QCOMPARE(StubTransport::query(f.stub->requests("GET", path).front(), u"filter"_s),
                 u"collection = 'cbooks'"_s);

        views.save({{}, u"Mine"_s, QJsonObject{{u"filter"_s, u""_s}}}); // personal ones stay apart
        QCOMPARE(views.all().size(), std::size_t(2));
        f.stub->on("POST", path, [](const TransportRequest &request) {
            Json body = *parseJson(request.body.toStdString());
            body.asObject().set("id", "v2");
            return StubAnswer::json(body);
        });
        QString id;
        shared.save(u"test"_s,
                    u"cbooks"_s,
                    {{}, u"New"_s, QJsonObject{{u"layout"_s, u"board"_s}}, true, u"me@b.c"_s},
                    [&id](const Result<QString> &made) { id = made ? *made : QString(); });
        QTRY_COMPARE(id, u"v2"_s);
        QVERIFY(views.find(u"v2"_s)->isShared);
        f.stub->on("DELETE", path + u"/v1"_s, StubAnswer::json(QByteArray("{}"), 204));
        bool isGone = false;
        shared.remove(u"test"_s, u"cbooks"_s, u"v1"_s, [&isGone](const Result<QString> &gone) {
            isGone = bool(gone);
        });
        QTRY_VERIFY(isGone);
        QVERIFY(!views.find(u"v1"_s));
        QCOMPARE(views.all().size(), std::size_t(2));
    }

    void aServerWithoutSharedViewsSaysWhy()
    {
        ShelfFixture f; // capabilities of nobody: a stub
        DataView &view = f.open();
        QTRY_COMPARE(view.state(), View::State::Filled);
        f.action(u"act.data.saveView"_s)->trigger();
        auto *shared = f.window.findChild<QAbstractButton *>(u"data.view.shared"_s);
        QVERIFY(shared != nullptr);
        QVERIFY(!shared->isEnabled());
    }
};

SOCLE_TEST_SUITE(TestTable)

} // namespace socle::studio

#include "TestTable.moc"
