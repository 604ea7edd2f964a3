// The data browser on a stub server: its states, and the way of an edit from the cell to the
// commit.
#include "studio/api/Text.h"
#include "studio/kit/Button.h"
#include "studio/kit/CodeLine.h"
#include "studio/kit/EmptyState.h"
#include "studio/kit/GridRoles.h"
#include "studio/kit/IconButton.h"
#include "studio/kit/Text.h"
#include "studio/views/data/DataFooter.h"
#include "studio/views/data/FilterBar.h"
#include "studio/views/data/RecordPanel.h"
#include "studio/views/data/StagedBar.h"
#include "tests/studio/views/data/DataFixture.h"
#include "tests/support/TestSuite.h"

#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QLineEdit>
#include <QMenu>
#include <QSignalSpy>
#include <QUndoStack>

using namespace Qt::StringLiterals;

namespace socle::studio {

class TestDataView : public QObject
{
    Q_OBJECT

private slots:

    void rolesOfModelAndGridAgree()
    {
        QCOMPARE(int(RecordRole::RowKey), int(RowKeyRole));
        QCOMPARE(int(RecordRole::RowState), int(RowStateRole));
        QCOMPARE(int(RecordRole::CellState), int(CellStateRole));
        QCOMPARE(int(RecordRole::Loaded), int(LoadedRole));
        QCOMPARE(int(RecordRole::RawValue), int(RawValueRole));
        QCOMPARE(int(RecordRole::IsNull), int(IsNullRole));
        QCOMPARE(int(RecordRole::ErrorText), int(ErrorTextRole));
        QCOMPARE(int(RecordRole::Was), int(WasRole));
        QCOMPARE(int(RecordRole::RowError), int(RowErrorRole));
        QCOMPARE(int(RecordRowState::Failed), int(RowState::Failed));
        QCOMPARE(int(RecordRowState::Conflict), int(RowState::Conflict));
        QCOMPARE(int(RecordCellState::Invalid), int(CellState::Invalid));
    }

    void saysThatItWaitsForASignIn()
    {
        DataFixture f;
        DataView &view = f.open();
        QCOMPARE(view.state(), View::State::Loading);
        emit f.context->signInNeeded(ApiError());
        QCOMPARE(view.state(), View::State::Empty);
        auto *page = f.view->findChild<EmptyState *>();
        QVERIFY(page != nullptr && page->isVisible());
        QTRY_COMPARE(view.state(), View::State::Filled); // what was asked for arrives after all
        QVERIFY(!page->isVisible());
    }

    void showsLoadingThenRows()
    {
        DataFixture f;
        DataView &view = f.open();
        QCOMPARE(view.state(), View::State::Loading);
        QTRY_COMPARE(view.state(), View::State::Filled);
        QTRY_COMPARE(view.model()->rowCount(), 3);
        QTRY_COMPARE(f.part<DataFooter>(u"data.footer"_s)->totalsText(), u"3 records"_s);
        QVERIFY(f.part<StagedBar>(u"data.staged.bar"_s)->isHidden());
    }

    void showsAnEmptyCollection()
    {
        DataFixture f(0);
        DataView &view = f.open();
        QTRY_COMPARE(view.state(), View::State::Empty);
        auto *make = f.part<Button>(u"data.empty.new"_s);
        QVERIFY(make != nullptr && make->isVisible());
        make->click();
        QTRY_COMPARE(view.state(), View::State::Filled); // the staged record is a row
        QVERIFY(f.shell.isInspectorVisible);
    }

    void anEmptyResultOffersToClearTheFilter()
    {
        DataFixture f(0);
        DataView &view = f.open({u"data"_s, u"books"_s, {}, {{u"filter"_s, u"price > 5"_s}}});
        QTRY_COMPARE(view.state(), View::State::Empty);
        auto *clear = f.part<Button>(u"data.empty.clearFilter"_s);
        QVERIFY(clear != nullptr);
        f.serve(3);
        clear->click();
        QTRY_COMPARE(view.state(), View::State::Filled);
        QVERIFY(f.part<FilterBar>(u"data.filter.bar"_s)->filter().isEmpty());
    }

    void anErrorCanBeRetried()
    {
        DataFixture f;
        f.stub->on("GET", kBookRecords, StubAnswer::error(500, "Something went wrong."));
        DataView &view = f.open();
        QTRY_COMPARE(view.state(), View::State::Error);
        auto *retry = f.part<Button>(u"data.error.retry"_s);
        QVERIFY(retry != nullptr);
        f.serve(2);
        retry->click();
        QTRY_COMPARE(view.state(), View::State::Filled);
    }

    void aRemovedCollectionSaysSo()
    {
        DataFixture f;
        DataView &view = f.open({u"data"_s, u"nothing"_s, {}, {}});
        // assign() leaves the store Ready: the place explains itself.
        QTRY_VERIFY(view.state() == View::State::Empty || view.state() == View::State::Loading);
    }

    void editsAreStagedAndCommitted()
    {
        DataFixture f;
        DataView &view = f.open();
        QTRY_COMPARE(view.model()->rowCount(), 3);
        QVERIFY(view.model()->setData(f.cell(1, u"price"_s), 14.5));
        QCOMPARE(f.cell(1, u"price"_s).data(CellStateRole).toInt(), int(CellState::Edited));
        QVERIFY(f.part<StagedBar>(u"data.staged.bar"_s)->isVisible());
        QCOMPARE(f.part<Button>(u"data.staged.commit"_s)->text(), u"Commit 1 change"_s);
        QCOMPARE(view.mark(), View::Mark::Unsaved);
        QVERIFY(f.stub->requests("PATCH", kBookRecords + u"/book00000000001"_s)
                    .empty()); // nothing is sent

        Json stored = DataFixture::book(1);
        stored.asObject().set("price", 14.5);
        f.stub->on(
            "PATCH", kBookRecords + u"/book00000000001"_s, [&f, stored](const TransportRequest &) {
                f.changed.insert(1, stored);
                return StubAnswer::json(stored);
            });
        QVERIFY(view.save());
        QTRY_VERIFY(f.context->staging().isEmpty());
        const auto sent = f.stub->requests("PATCH", kBookRecords + u"/book00000000001"_s);
        QCOMPARE(sent.size(), std::size_t(1));
        QTRY_COMPARE(f.cell(1, u"price"_s).data(CellStateRole).toInt(), int(CellState::Normal));
        QCOMPARE(f.cell(1, u"price"_s).data(RawValueRole).toDouble(), 14.5);
        QVERIFY(f.part<StagedBar>(u"data.staged.bar"_s)->isHidden());
        QCOMPARE(f.shell.toasts, QStringList{u"Committed 1 change."_s});
        QCOMPARE(view.mark(), View::Mark::None);
    }

    void aRefusalStaysOnItsCellAndInTheForm()
    {
        DataFixture f;
        DataView &view = f.open();
        QTRY_COMPARE(view.model()->rowCount(), 3);
        f.grid->setCurrentIndex(f.cell(0, u"title"_s));
        view.model()->setData(f.cell(0, u"title"_s), u"Taken"_s);
        f.stub->on(
            "PATCH",
            kBookRecords + u"/book00000000000"_s,
            StubAnswer::error(
                400,
                "Failed to update record.",
                R"({"title":{"code":"validation_not_unique","message":"Value must be unique."}})"));
        view.save();
        QTRY_COMPARE(f.cell(0, u"title"_s).data(CellStateRole).toInt(), int(CellState::Invalid));
        QVERIFY(f.cell(0, u"title"_s).data(ErrorTextRole).toString().contains(u"unique"_s));
        QCOMPARE(f.context->staging().counts(u"cbooks"_s).total(), 1); // nothing is lost
        QCOMPARE(f.grid->currentIndex().row(), 0);
        QCOMPARE(view.mark(), View::Mark::Failed);
    }

    void undoTakesAnEditBack()
    {
        DataFixture f;
        DataView &view = f.open();
        QTRY_COMPARE(view.model()->rowCount(), 3);
        view.model()->setData(f.cell(0, u"title"_s), u"Other"_s);
        QVERIFY(f.action(u"act.data.undo"_s)->isEnabled());
        f.action(u"act.data.undo"_s)->trigger();
        QVERIFY(f.context->staging().isEmpty());
        QCOMPARE(f.cell(0, u"title"_s).data().toString(), u"Title 0"_s);
        f.action(u"act.data.redo"_s)->trigger();
        QCOMPARE(f.cell(0, u"title"_s).data().toString(), u"Other"_s);
        f.action(u"act.data.discard"_s)->trigger();
        QVERIFY(f.context->staging().isEmpty());
        QVERIFY(f.shell.toastAction);
        f.shell.toastAction(); // discarding is undoable
        QCOMPARE(f.context->staging().counts(u"cbooks"_s).updates, 1);
    }

    void aFilterThatDoesNotParseKeepsTheLastOne()
    {
        DataFixture f;
        DataView &view = f.open();
        QTRY_COMPARE(view.model()->rowCount(), 3);
        QVERIFY(view.find());
        auto *text = f.part<CodeLine>(u"data.filter.text"_s);
        QVERIFY(text->isVisible());
        text->setText(u"price > 1"_s);
        emit text->accepted();
        QTRY_COMPARE(view.model()->query().filter, u"price > 1"_s);
        view.find();
        text->setText(u"price > "_s);
        emit text->accepted();
        QCOMPARE(view.model()->query().filter, u"price > 1"_s);
        QVERIFY(f.part<QWidget>(u"data.filter.problem"_s)->isVisible());
        QVERIFY(text->isVisible()); // to be corrected
    }

    void aFilterTheServerRefusesKeepsTheLastOne()
    {
        DataFixture f;
        DataView &view = f.open();
        QTRY_COMPARE(view.model()->rowCount(), 3);
        f.stub->on("GET", kBookRecords, [](const TransportRequest &request) {
            if (StubTransport::query(request, u"filter"_s).contains(u"nosuch"_s)) {
                return StubAnswer::error(400, "Unknown field nosuch.");
            }
            return StubAnswer::json(Json(JsonObject{{"items", JsonArray{DataFixture::book(0)}},
                                                    {"page", 1},
                                                    {"perPage", 200},
                                                    {"totalItems", 1},
                                                    {"totalPages", 1}}));
        });
        view.find();
        auto *text = f.part<CodeLine>(u"data.filter.text"_s);
        text->setText(u"nosuch = 1"_s);
        emit text->accepted();
        QTRY_VERIFY(f.part<QWidget>(u"data.filter.problem"_s)->isVisible());
        QTRY_COMPARE(view.model()->rowCount(), 1);
        QVERIFY(view.model()->query().filter.isEmpty());
        QCOMPARE(view.state(), View::State::Filled);
    }

    void plainWordsAreASearch()
    {
        DataFixture f;
        DataView &view = f.open();
        QTRY_COMPARE(view.model()->rowCount(), 3);
        view.find();
        auto *text = f.part<CodeLine>(u"data.filter.text"_s);
        text->setText(u"left hand"_s);
        emit text->accepted();
        QTRY_VERIFY(view.model()->query().filter.contains(u"title ~"_s));
    }

    void mainFlowByKeyboardAlone()
    {
        DataFixture f;
        DataView &view = f.open();
        QTRY_COMPARE(view.model()->rowCount(), 3);
        f.grid->setFocus();
        f.grid->setCurrentIndex(f.cell(0, u"title"_s));
        QTest::keyClick(f.grid, Qt::Key_Down);
        QCOMPARE(f.grid->currentIndex().row(), 1);
        QTest::keyClick(f.grid, Qt::Key_F2);
        QVERIFY(f.grid->isEditing());
        QWidget *editor = QApplication::focusWidget();
        QVERIFY(editor != nullptr && editor != f.grid);
        QTest::keyClick(editor, Qt::Key_A, Qt::ControlModifier);
        QTest::keyClicks(editor, u"Typed"_s);
        QTest::keyClick(editor, Qt::Key_Return);
        QTRY_COMPARE(f.cell(1, u"title"_s).data().toString(), u"Typed"_s);
        QTest::keyClick(f.grid, Qt::Key_Delete, Qt::ControlModifier); // row 2 now
        QCOMPARE(f.context->staging().counts(u"cbooks"_s).deletes, 1);
        QCOMPARE(f.context->staging().counts(u"cbooks"_s).updates, 1);
        QTest::keyClick(f.grid, Qt::Key_Delete, Qt::ControlModifier); // and back
        QCOMPARE(f.context->staging().counts(u"cbooks"_s).deletes, 0);
        f.grid->setCurrentIndex(f.cell(2, u"price"_s));
        QTest::keyClick(f.grid, Qt::Key_F, Qt::AltModifier);
        QTRY_COMPARE(view.model()->query().filter, u"price = 3"_s);
        QTRY_COMPARE(view.model()->state(), PagedRecordModel::State::Ready);
        f.grid->setCurrentIndex(f.cell(0, u"price"_s));
        QTest::keyClick(f.grid, Qt::Key_S, Qt::AltModifier);
        QCOMPARE(view.model()->query().sort, QStringList{u"price"_s});
    }

    /// Ranges, copy and paste, fill, menus, review and commit, with no mouse.
    void rangesAndMenusByKeyboardAlone()
    {
        DataFixture f;
        DataView &view = f.open();
        QTRY_COMPARE(view.model()->rowCount(), 3);
        f.grid->setFocus();
        f.grid->setCurrentIndex(f.cell(0, u"price"_s));
        QTest::keyClick(f.grid, Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QGuiApplication::clipboard()->text().trimmed(), u"1"_s);
        QTest::keyClick(f.grid, Qt::Key_Down);
        QTest::keyClick(f.grid, Qt::Key_Down, Qt::ShiftModifier); // two cells
        QTest::keyClick(f.grid, Qt::Key_V, Qt::ControlModifier); // one value into both
        QCOMPARE(f.cell(1, u"price"_s).data(RawValueRole).toDouble(), 1.0);
        QCOMPARE(f.cell(2, u"price"_s).data(RawValueRole).toDouble(), 1.0);
        f.context->staging().undo(u"cbooks"_s);
        f.grid->setCurrentIndex(f.cell(0, u"price"_s));
        QTest::keyClick(f.grid, Qt::Key_Down, Qt::ShiftModifier);
        QTest::keyClick(f.grid, Qt::Key_D, Qt::ControlModifier);
        QCOMPARE(f.cell(1, u"price"_s).data(RawValueRole).toDouble(), 1.0);
        QCOMPARE(f.context->staging().counts(u"cbooks"_s).updates, 1);
        f.action(u"act.data.columnMenu"_s)->trigger();
        auto *menu = f.part<QMenu>(u"data.header.menu"_s);
        QTRY_VERIFY(menu != nullptr && menu->isVisible());
        QTest::keyClick(menu, Qt::Key_Escape);
        QTRY_VERIFY(!f.part<QMenu>(u"data.header.menu"_s));
        emit f.grid->customContextMenuRequested(f.grid->visualRect(f.cell(0, u"price"_s)).center());
        QTRY_VERIFY(f.part<QMenu>(u"data.cell.menu"_s) != nullptr);
        QTest::keyClick(f.part<QMenu>(u"data.cell.menu"_s), Qt::Key_Escape);
        f.action(u"act.data.review"_s)->trigger();
        QTRY_VERIFY(f.window.findChild<QWidget *>(u"review"_s) != nullptr
                    || !f.window.findChildren<Sheet *>().isEmpty());
    }

    void aRelationGivesColumns()
    {
        DataFixture f;
        f.changed.insert(0, *parseJson(R"({"id":"book00000000000","collectionId":"cbooks",
            "title":"T","price":1,"author":"a1","expand":{"author":{"id":"a1","name":"Le Guin"}}})"));
        DataView &view = f.open();
        QTRY_COMPARE(view.model()->rowCount(), 3);
        f.grid->setCurrentIndex(f.cell(0, u"author"_s));
        f.action(u"act.data.columnMenu"_s)->trigger();
        auto *expand = f.part<QMenu>(u"data.header.expand"_s);
        QVERIFY(expand != nullptr);
        QCOMPARE(expand->actions().size(), 1); // name
        expand->actions().first()->trigger();
        QTRY_VERIFY(view.model()->columnOf(u"author.name"_s) >= 0);
        QTRY_COMPARE(f.cell(0, u"author.name"_s).data().toString(), u"Le Guin"_s);
        const QHeaderView *header = f.grid->horizontalHeader();
        QCOMPARE(header->visualIndex(view.model()->columnOf(u"author.name"_s)),
                 header->visualIndex(view.model()->columnOf(u"author"_s)) + 1);
        QVERIFY(!f.grid->editCell(f.cell(0, u"author.name"_s)));
        const QJsonObject state = view.saveState();
        delete f.view;
        f.open().restoreState(state);
        QTRY_VERIFY(f.view->model()->columnOf(u"author.name"_s) >= 0);
    }

    void theGridHasTheFocusAfterACommit()
    {
        DataFixture f;
        DataView &view = f.open();
        view.activated();
        QTRY_COMPARE(view.model()->rowCount(), 3);
        view.model()->setData(f.cell(0, u"price"_s), 9);
        Json stored = DataFixture::book(0);
        stored.asObject().set("price", 9);
        f.stub->on("PATCH", kBookRecords + u"/book00000000000"_s, StubAnswer::json(stored));
        auto *commit = f.part<Button>(u"data.staged.commit"_s);
        commit->setFocus();
        commit->click();
        QTRY_VERIFY(f.context->staging().isEmpty());
        QTRY_VERIFY(f.grid->hasFocus());
    }

    void manyChangesOnAStagingServerAreAskedFor()
    {
        DataFixture f;
        ConnectionProfile profile = f.context->profile();
        profile.environment = Environment::Staging;
        f.context->setProfile(profile);
        DataView &view = f.open();
        QTRY_COMPARE(view.model()->rowCount(), 3);
        for (int i = 0; i < 101; ++i) {
            f.context->staging().insert(u"cbooks"_s, {{"title", "New"}});
        }
        QVERIFY(view.save());
        auto *ask = f.window.findChild<Button *>(u"data.commit.ask.accept"_s);
        QVERIFY(ask != nullptr);
        QVERIFY(f.stub->requests("POST", kBookRecords).empty());
        ask->click();
        QTRY_VERIFY(!f.stub->requests("POST", kBookRecords).empty());
    }

    void newRecordOpensTheForm()
    {
        DataFixture f;
        DataView &view = f.open();
        QTRY_COMPARE(view.model()->rowCount(), 3);
        QVERIFY(view.createNew());
        QCOMPARE(view.model()->rowCount(), 4);
        QCOMPARE(view.model()->insertedCount(), 1);
        QCOMPARE(f.grid->currentIndex().row(), 0);
        QVERIFY(f.shell.isInspectorVisible);
        QCOMPARE(f.shell.inspectorTitle, u"New record"_s);
        QVERIFY(f.shell.inspector->findChild<QWidget *>(u"data.form.field.title"_s) != nullptr);
    }

    void stateComesBack()
    {
        DataFixture f;
        f.open({u"data"_s, u"books"_s, {}, {{u"filter"_s, u"price > 0"_s}}});
        QTRY_COMPARE(f.view->model()->rowCount(), 3);
        emit f.grid->sortRequested(
            f.view->model()->columnOf(u"price"_s), Qt::DescendingOrder, false);
        emit f.grid->pinRequested(f.view->model()->columnOf(u"title"_s), true);
        const QJsonObject state = f.view->saveState();
        delete f.view;
        f.open();
        f.view->restoreState(state);
        QTRY_COMPARE(f.view->model()->query().filter, u"price > 0"_s);
        QCOMPARE(f.view->model()->query().sort, QStringList{u"-price"_s});
        QVERIFY(f.grid->column(f.view->model()->columnOf(u"title"_s))->isPinned);
        QCOMPARE(f.view->saveState()[u"columns"_s], state[u"columns"_s]);
    }

    void saysWhatWasRestored()
    {
        DataFixture f;
        StagedRecord staged;
        DataView &view = f.open();
        QTRY_COMPARE(view.model()->rowCount(), 3);
        view.model()->setData(f.cell(0, u"title"_s), u"Kept"_s);
        QVERIFY(f.shell.banners.isEmpty()); // staged in this run
        f.context->staging().undoStack(u"cbooks"_s)->clear(); // as after a restart
        delete f.view;
        f.open();
        QCOMPARE(f.shell.banners.size(), 1);
        QVERIFY(f.shell.banners.first().text.contains(u"restored"_s));
    }

    void askingNeedsACapability()
    {
        DataFixture f;
        f.open();
        QVERIFY(!f.action(u"act.data.ask"_s)->isEnabled());
        auto *ask = f.part<IconButton>(u"data.filter.ask"_s);
        QVERIFY(!ask->isEnabled());
        QVERIFY(ask->toolTip().size() > u"Ask in words. "_s.size()); // the reason is said
    }

    void everyInteractivePartIsNamed()
    {
        DataFixture f;
        DataView &view = f.open();
        QTRY_COMPARE(view.model()->rowCount(), 3);
        for (const QAbstractButton *button : view.findChildren<QAbstractButton *>()) {
            // Qt's own corner of a table is never shown; the grid paints its own.
            if (!button->isVisibleTo(&view) || button->inherits("QTableCornerButton")) {
                continue;
            }
            const QByteArray where = button->metaObject()->className() + QByteArray(" in ")
                + button->parent()->objectName().toUtf8();
            QVERIFY2(!button->objectName().isEmpty(), where.constData());
            QVERIFY2(!button->accessibleName().isEmpty() || !button->text().isEmpty(),
                     qPrintable(button->objectName()));
        }
    }
};
SOCLE_TEST_SUITE(TestDataView)

} // namespace socle::studio

#include "TestDataView.moc"
