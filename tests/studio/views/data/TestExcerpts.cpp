// A grid that asks for its visible columns only, long texts cut short: nothing is ever edited,
// copied, filled, duplicated, deleted or shown in the form from what was cut or left out.
#include "studio/kit/GridRoles.h"
#include "studio/views/data/ColumnLayout.h"
#include "studio/views/data/GridCommands.h"
#include "studio/views/data/RecordPanel.h"
#include "tests/studio/views/data/DataFixture.h"
#include "tests/support/TestSuite.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QSignalSpy>
#include <QUndoStack>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

const char *const kNotes = R"([
{"id":"cbooks","name":"books","type":"base","indexes":[],"fields":[
  {"type":"text","name":"id","id":"f1","primaryKey":true,"system":true,"required":true},
  {"type":"text","name":"title","id":"f2"},
  {"type":"editor","name":"body","id":"f3"},
  {"type":"text","name":"summary","id":"f4","max":4000},
  {"type":"number","name":"price","id":"f5"},
  {"type":"text","name":"secret","id":"f6","hidden":true},
  {"type":"autodate","name":"updated","id":"f7","onCreate":true,"onUpdate":true}]}])";

QString idOf(int n) { return u"note0000000000%1"_s.arg(n); }

std::string wholeOf(const char *field, int n)
{
    return "The whole " + std::string(field) + " of " + std::to_string(n)
        + ", of which the grid has the beginning only.";
}

/// Five notes; `fields` and ids in a filter are obeyed as a server does.
struct NotesFixture : DataFixture
{
    NotesFixture()
    {
        discard(context->schema().assign(parseJson(kNotes)->array()), "well-formed");
        stub->on("GET", kBookRecords, [this](const TransportRequest &request) {
            const QString filter = StubTransport::query(request, u"filter"_s);
            const QStringList asked
                = StubTransport::query(request, u"fields"_s).split(u',', Qt::SkipEmptyParts);
            if (asked.isEmpty() && !answersWhole) {
                return StubAnswer::error(503, "Down for a moment.");
            }
            JsonArray items;
            for (int n = 0; n < 5; ++n) {
                if (filter.isEmpty() || filter.contains(idOf(n))) {
                    items.push_back(picked(note(n), asked));
                }
            }
            return StubAnswer::json(Json(JsonObject{
                {"items", std::move(items)}, {"page", 1}, {"perPage", 200}, {"totalItems", 5}}));
        });
    }

    JsonObject note(int n) const
    {
        JsonObject values{{"id", idOf(n).toStdString()},
                          {"collectionId", "cbooks"},
                          {"collectionName", "books"},
                          {"title", "Title " + std::to_string(n)},
                          {"body", "<p>" + wholeOf("body", n) + "</p>"},
                          {"summary", wholeOf("summary", n)},
                          {"price", n},
                          {"updated", "2025-01-01 00:00:00.000Z"}};
        if (seesHidden) {
            values.set("secret", "Secret " + std::to_string(n));
        }
        return values;
    }

    static JsonObject picked(const JsonObject &values, const QStringList &asked)
    {
        if (asked.isEmpty() || asked.contains(u"*"_s)) {
            return values;
        }
        JsonObject result;
        for (const QString &each : asked) {
            const std::string name = each.section(u':', 0, 0).toStdString();
            if (const Json *value = values.find(name)) {
                const bool isCut = each.contains(u":excerpt("_s);
                result.set(name,
                           isCut ? Json(std::string(value->text().substr(0, 9)) + "...") : *value);
            }
        }
        return result;
    }

    /// Opens with these columns hidden and waits for the rows.
    void openWithout(const QSet<QString> &hidden)
    {
        open();
        ColumnLayout layout;
        layout.hidden = hidden;
        view->restoreState(QJsonObject{{u"columns"_s, layout.toJson()}});
    }

    int wholeRequests() const
    {
        int count = 0;
        for (const TransportRequest &request : stub->requests("GET", kBookRecords)) {
            count += StubTransport::query(request, u"fields"_s).isEmpty() ? 1 : 0;
        }
        return count;
    }

    const StagedRecord *staged(int n) const
    {
        return context->staging().find({u"cbooks"_s, idOf(n)});
    }

    bool answersWhole = true;
    bool seesHidden = true;
};

#define OPENED(f, ...)                                                                             \
    NotesFixture f;                                                                                \
    f.openWithout(__VA_ARGS__);                                                                    \
    QTRY_COMPARE(f.view->model()->rowCount(), 5);                                                  \
    QTRY_VERIFY(f.view->model()->isLoaded(4))

} // namespace

class TestExcerpts : public QObject
{
    Q_OBJECT

private slots:

    void asksForWhatIsVisible()
    {
        OPENED(f, {u"summary"_s, u"price"_s});
        QString fields;
        for (const TransportRequest &request : f.stub->requests("GET", kBookRecords)) {
            if (StubTransport::query(request, u"perPage"_s) == u"200"_s) {
                fields = StubTransport::query(request, u"fields"_s);
            }
        }
        const QStringList asked = fields.split(u',');
        QVERIFY2(fields.contains(u"body:excerpt(240,true)"_s), qPrintable(fields));
        QVERIFY(asked.contains(u"title"_s) && asked.contains(u"updated"_s));
        QVERIFY(asked.contains(u"id"_s) && asked.contains(u"secret"_s));
        QVERIFY(!asked.contains(u"price"_s) && !fields.contains(u"summary"_s));
        QVERIFY(!f.view->model()->isKnown(0, f.view->model()->columnOf(u"body"_s)));
        QVERIFY(!f.cell(0, u"body"_s).data(RawValueRole).isValid());
        QVERIFY(f.cell(0, u"body"_s).data(ShownValueRole).toString().endsWith(u"..."_s));
    }

    void showingAColumnFetchesIt()
    {
        OPENED(f, {u"price"_s});
        QCOMPARE(f.cell(2, u"price"_s).data(CellStateRole).toInt(), int(CellState::Unknown));
        f.view->restoreState(QJsonObject{{u"columns"_s, ColumnLayout().toJson()}});
        QTRY_VERIFY(f.view->model()->isKnown(2, f.view->model()->columnOf(u"price"_s)));
        QCOMPARE(f.cell(2, u"price"_s).data(RawValueRole).toInt(), 2);
    }

    void everythingVisibleIsAskedForWhole()
    {
        DataFixture f; // no long text in these books
        f.open();
        QTRY_COMPARE(f.view->model()->rowCount(), 3);
        QTRY_VERIFY(f.view->model()->isWhole(0));
    }

    void editorOpensWithTheWholeValue()
    {
        OPENED(f, {});
        const QModelIndex cell = f.cell(1, u"summary"_s);
        f.grid->setCurrentIndex(cell);
        QVERIFY(f.grid->editCell(cell));
        QTRY_VERIFY(f.grid->isEditing());
        QCOMPARE(f.cell(1, u"summary"_s).data(RawValueRole).toString().toStdString(),
                 wholeOf("summary", 1));
        QTest::keyClick(f.grid->findChild<QWidget *>(u"data.grid.editor"_s), Qt::Key_Escape);
        QVERIFY(f.context->staging().isEmpty());
    }

    /// Typed before the value was here: all of it is in the editor, in place of the old text.
    void typingAheadIsNotLost()
    {
        OPENED(f, {});
        const QModelIndex cell = f.cell(1, u"summary"_s);
        f.grid->setFocus();
        f.grid->setCurrentIndex(cell);
        QTRY_VERIFY(f.view->model()->isKnown(1, cell.column())); // the inspector fetched it
        f.grid->setCurrentIndex(f.cell(2, u"summary"_s));
        QTest::keyClicks(f.grid, u"ab"_s);
        QTRY_VERIFY(f.grid->isEditing());
        QTest::keyClick(f.grid->findChild<QWidget *>(u"data.grid.editor"_s), Qt::Key_Return);
        QTRY_VERIFY(f.staged(2) != nullptr);
        const StagedField field = f.staged(2)->fields.value(u"summary"_s);
        QCOMPARE(field.value, Json("ab"));
        QCOMPARE(field.base, Json(wholeOf("summary", 2)));
        QVERIFY(!field.hasConflict);
    }

    void modelRefusesToStageOverAnExcerpt()
    {
        OPENED(f, {});
        PagedRecordModel *model = f.view->model();
        QVERIFY(model->setData(f.cell(3, u"body"_s), u"<p>Mine</p>"_s));
        QVERIFY(f.staged(3) == nullptr); // its base is fetched first
        QTRY_VERIFY(f.staged(3) != nullptr);
        QCOMPARE(f.staged(3)->fields.value(u"body"_s).base,
                 Json("<p>" + wholeOf("body", 3) + "</p>"));
        f.answersWhole = false;
        QVERIFY(model->setData(f.cell(4, u"body"_s), u"<p>Mine</p>"_s));
        QTest::qWait(100);
        QVERIFY(f.staged(4) == nullptr); // nothing is known of it: nothing is staged
    }

    void copiesAndCutsWholeValues()
    {
        OPENED(f, {});
        const int column = f.view->model()->columnOf(u"summary"_s);
        f.grid->selectionModel()->select(
            QItemSelection(f.view->model()->index(1, column), f.view->model()->index(2, column)),
            QItemSelectionModel::ClearAndSelect);
        QGuiApplication::clipboard()->clear();
        QTest::keyClick(f.grid, Qt::Key_C, Qt::ControlModifier);
        const QString both
            = QString::fromStdString(wholeOf("summary", 1) + "\n" + wholeOf("summary", 2));
        QTRY_COMPARE(QGuiApplication::clipboard()->text(), both);
        GridCommands commands(*f.grid, *f.view->model(), f.context->staging(), f.view);
        QGuiApplication::clipboard()->clear();
        commands.cut();
        QTRY_COMPARE(QGuiApplication::clipboard()->text(), both);
        QCOMPARE(f.staged(2)->fields.value(u"summary"_s).base, Json(wholeOf("summary", 2)));
    }

    void pastesFillsAndClearsOverWholeValues()
    {
        OPENED(f, {});
        PagedRecordModel *model = f.view->model();
        StagingEngine &staging = f.context->staging();
        GridCommands commands(*f.grid, *model, staging, f.view);
        const int summary = model->columnOf(u"summary"_s);
        commands.paste(f.cell(0, u"summary"_s), u"A\nB\n"_s);
        QTRY_COMPARE(staging.counts(u"cbooks"_s).updates, 2);
        QCOMPARE(f.staged(1)->fields.value(u"summary"_s).base, Json(wholeOf("summary", 1)));
        staging.undo(u"cbooks"_s);
        QVERIFY(staging.isEmpty());
        QCOMPARE(f.cell(1, u"summary"_s).data(RawValueRole).toString().toStdString(),
                 wholeOf("summary", 1));

        commands.fillDown(QItemSelection(model->index(2, summary), model->index(3, summary)));
        QTRY_VERIFY(f.staged(3) != nullptr);
        QCOMPARE(f.staged(3)->fields.value(u"summary"_s).value, Json(wholeOf("summary", 2)));
        QCOMPARE(f.staged(3)->fields.value(u"summary"_s).base, Json(wholeOf("summary", 3)));

        commands.clearCells(QItemSelection(model->index(4, summary), model->index(4, summary)));
        QTRY_VERIFY(f.staged(4) != nullptr);
        QCOMPARE(f.staged(4)->fields.value(u"summary"_s).base, Json(wholeOf("summary", 4)));
        QCOMPARE(f.staged(4)->fields.value(u"summary"_s).value, Json(""));
    }

    void nothingIsStagedWhenNothingCanBeFetched()
    {
        OPENED(f, {});
        f.answersWhole = false;
        PagedRecordModel *model = f.view->model();
        GridCommands commands(*f.grid, *model, f.context->staging(), f.view);
        QSignalSpy said(&commands, &GridCommands::said);
        const int summary = model->columnOf(u"summary"_s);
        commands.clearCells(QItemSelection(model->index(3, summary), model->index(4, summary)));
        commands.paste(f.cell(3, u"summary"_s), u"A"_s);
        QTRY_COMPARE(said.count(), 2);
        QVERIFY(f.context->staging().isEmpty());
    }

    void duplicatesWholeRecords()
    {
        OPENED(f, {u"price"_s, u"secret"_s});
        f.grid->setCurrentIndex(f.cell(3, u"title"_s));
        f.action(u"act.data.duplicate"_s)->trigger();
        QTRY_COMPARE(f.context->staging().counts(u"cbooks"_s).inserts, 1);
        const StagedRecord *copy = f.context->staging().records(u"cbooks"_s).front();
        QCOMPARE(copy->effective(u"summary"), Json(wholeOf("summary", 3)));
        QCOMPARE(copy->effective(u"body"), Json("<p>" + wholeOf("body", 3) + "</p>"));
        QCOMPARE(copy->effective(u"price"), Json(3));
        QCOMPARE(copy->effective(u"secret"), Json("Secret 3"));
    }

    /// A deletion that is taken back brings all of the record back, hidden columns too.
    void deletedRecordsComeBackWhole()
    {
        OPENED(f, {u"price"_s, u"secret"_s});
        StagingEngine &staging = f.context->staging();
        staging.remove(f.view->model()->keyAt(4), *f.view->model()->recordAt(4));
        QTRY_VERIFY(!f.staged(4)->isBasePartial);
        CommitOutcome outcome{.key = f.staged(4)->key, .isWritten = true};
        staging.settle({outcome});
        QCOMPARE(staging.revertCommit(staging.lastCommit()), 1);
        QCOMPARE(f.staged(4)->kind, ChangeKind::Insert);
        QCOMPARE(f.staged(4)->effective(u"summary"), Json(wholeOf("summary", 4)));
        QCOMPARE(f.staged(4)->effective(u"price"), Json(4));
        QCOMPARE(f.staged(4)->effective(u"secret"), Json("Secret 4"));
    }

    /// A page that comes again, in part, says nothing about the long values on the stage.
    void refetchedPagesMakeNoConflict()
    {
        OPENED(f, {u"price"_s});
        PagedRecordModel *model = f.view->model();
        QVERIFY(model->setData(f.cell(2, u"summary"_s), u"Mine"_s));
        QVERIFY(model->setData(f.cell(1, u"title"_s), u"Other"_s));
        QTRY_VERIFY(f.staged(2) != nullptr);
        QSignalSpy fetched(model, &PagedRecordModel::fetched);
        model->refresh();
        QTRY_VERIFY(fetched.count() > 0);
        QCOMPARE(f.context->staging().counts(u"cbooks"_s).conflicts, 0);
        QCOMPARE(f.staged(2)->fields.value(u"summary"_s).base, Json(wholeOf("summary", 2)));
        QCOMPARE(f.staged(1)->fields.size(), 1);
        // What was fetched whole stays whole while its stamp is the same.
        QVERIFY(model->isWhole(2));
    }

    void theFormShowsWholeRecords()
    {
        OPENED(f, {u"price"_s});
        f.grid->setCurrentIndex(f.cell(3, u"title"_s));
        auto *panel = f.view->findChild<RecordPanel *>();
        if (panel == nullptr) {
            panel = f.window.findChild<RecordPanel *>();
        }
        QVERIFY(panel != nullptr);
        QTRY_COMPARE(panel->key().record, idOf(3));
        QCOMPARE(panel->effective().find("summary")->text(), wholeOf("summary", 3));
        QCOMPARE(*panel->effective().find("price"), Json(3));
        f.answersWhole = false;
        f.grid->setCurrentIndex(f.cell(0, u"title"_s));
        QTRY_VERIFY(panel->key().isEmpty()); // no form at all rather than one with holes
    }

    /// Who may not see a field gets it neither by name nor whole: it is known to be nothing.
    void hiddenFieldsOfOthersHoldNothingUp()
    {
        NotesFixture f;
        f.seesHidden = false;
        f.openWithout({u"price"_s});
        QTRY_COMPARE(f.view->model()->rowCount(), 5);
        QTRY_VERIFY(f.view->model()->isLoaded(4));
        const int secret = f.view->model()->columnOf(u"secret"_s);
        QVERIFY(f.view->model()->isKnown(4, secret));
        QCOMPARE(f.cell(4, u"secret"_s).data(CellStateRole).toInt(), int(CellState::Normal));
    }

    void statisticsOfExcerptsSayThatTheyAreNotAll()
    {
        OPENED(f, {});
        const int summary = f.view->model()->columnOf(u"summary"_s);
        const QItemSelection cells(f.view->model()->index(3, summary),
                                   f.view->model()->index(4, summary));
        f.grid->selectionModel()->select(cells, QItemSelectionModel::ClearAndSelect);
        QVERIFY(!f.grid->selectionStatistics().isComplete);
        // The footer waits for the whole values.
        QSignalSpy told(f.grid, &DataGrid::statisticsChanged);
        QTRY_VERIFY(told.count() > 0);
        const auto statistics = told.last().first().value<GridStatistics>();
        QVERIFY(statistics.isComplete);
        QCOMPARE(statistics.characters,
                 qint64(wholeOf("summary", 3).size() + wholeOf("summary", 4).size()));
    }
};

SOCLE_TEST_SUITE(TestExcerpts)

} // namespace socle::studio

#include "TestExcerpts.moc"
