// From the stage to the server, as the user sees it: review, merge, instant mode, taking a commit
// back, deleting and pasting with a preview, comparing, history without revisions, live changes
// under an open editor. With SOCLE_SHOTS=<folder> the sheets are written as pictures.
#include "studio/api/RealtimeClient.h"
#include "studio/api/Text.h"
#include "studio/domain/ChangeJournal.h"
#include "studio/domain/InstantEdits.h"
#include "studio/domain/LabelCache.h"
#include "studio/domain/RecordRoles.h"
#include "studio/domain/RequestText.h"
#include "studio/fields/DiffText.h"
#include "studio/fields/FieldEditor.h"
#include "studio/kit/Button.h"
#include "studio/kit/Segmented.h"
#include "studio/kit/Text.h"
#include "studio/kit/Theme.h"
#include "studio/views/data/ChangesView.h"
#include "studio/views/data/DeleteSheet.h"
#include "studio/views/data/HistoryPage.h"
#include "studio/views/data/MergeSheet.h"
#include "studio/views/data/PasteSheet.h"
#include "studio/views/data/RecordCompareSheet.h"
#include "studio/views/data/ReviewSheet.h"
#include "tests/studio/views/data/DataFixture.h"
#include "tests/support/TestSuite.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QPlainTextEdit>
#include <QTextBrowser>
#include <QTreeWidget>

using namespace Qt::StringLiterals;
using namespace socle;
using namespace socle::studio;

namespace {

const QString kFirstBook = u"/book00000000000"_s;

/// The server takes patches of a book and remembers them.
void acceptPatches(DataFixture &f, int book)
{
    f.stub->on("PATCH",
               kBookRecords + u"/book0000000000%1"_s.arg(book),
               [&f, book](const TransportRequest &request) {
                   static int stamp = 0;
                   Json now = f.changed.value(book, DataFixture::book(book));
                   const Json body = *parseJson(viewOf(request.body));
                   for (const auto &[name, value] : body.object()) {
                       now.asObject().set(name, value);
                   }
                   now.asObject().set("updated",
                                      "2025-02-01 00:00:" + std::to_string(10 + ++stamp) + ".000Z");
                   f.changed.insert(book, now);
                   return StubAnswer::json(now);
               });
}

template <typename T> T *sheetOf(const DataFixture &f)
{
    T *last = nullptr;
    for (T *sheet : f.window.findChildren<T *>()) {
        last = sheet;
    }
    return last;
}

void shot(QWidget &widget, const QString &name)
{
    const QString folder = qEnvironmentVariable("SOCLE_SHOTS");
    if (!folder.isEmpty()) {
        for (const ThemeKind kind : {ThemeKind::Dark, ThemeKind::Light}) {
            Theme::current().setKind(kind);
            QTest::qWait(50);
            const QString theme = kind == ThemeKind::Dark ? u"-dark.png"_s : u"-light.png"_s;
            widget.grab().save(folder + u'/' + name + theme);
        }
    }
}

} // namespace

class TestStageViews : public QObject
{
    Q_OBJECT
private slots:

    void wordsAndTreesAreCompared()
    {
        const QString both = wordDiff(u"the old house"_s, u"the new house"_s, DiffSide::Both);
        QVERIFY(both.contains(u"line-through"_s) && both.contains(u">old<"_s)
                && both.contains(u">new<"_s) && both.contains(u"the "_s));
        QVERIFY(
            !wordDiff(u"the old house"_s, u"the new house"_s, DiffSide::Before).contains(u"new"_s));
        const QString same = u"word "_s.repeated(200);
        const QString folded = wordDiff(same + u"a"_s, same + u"b"_s, DiffSide::After);
        QVERIFY(folded.contains(QChar(0x2026)) && folded.size() < 600);
        const QString tree = jsonDiff(*parseJson(R"({"a":{"b":1,"c":2},"d":[1,2]})"),
                                      *parseJson(R"({"a":{"b":1,"c":3},"d":[1,2,4]})"));
        QVERIFY(tree.contains(u">c: <"_s) && tree.contains(u">3<"_s) && tree.contains(u"[2]: "_s));
        QVERIFY(!tree.contains(u">b: <"_s)); // what stays is not said
    }

    void theReviewShowsEditsAndCopiesRequests()
    {
        DataFixture f;
        DataView &view = f.open();
        QTRY_COMPARE(view.model()->rowCount(), 3);
        view.model()->setData(f.cell(0, u"title"_s), u"Title changed"_s);
        view.model()->setData(f.cell(1, u"price"_s), -4.0); // a problem: it stands first
        view.openReview();
        auto *review = sheetOf<ReviewSheet>(f);
        QVERIFY(review != nullptr);
        auto *tree = review->findChild<QTreeWidget *>(u"review.tree"_s);
        QVERIFY(tree->topLevelItem(0)->child(0)->text(1).contains(u"attention"_s));
        tree->setCurrentItem(tree->topLevelItem(0)->child(1));
        auto *diff = review->findChild<QTextBrowser *>(u"review.diff"_s);
        QVERIFY(diff->toPlainText().contains(u"Before"_s));
        auto *mode = review->findChild<Segmented *>(u"review.mode"_s);
        emit mode->currentChanged(u"unified"_s);
        QVERIFY(diff->toPlainText().contains(u"Change"_s));
        QVERIFY(!diff->toPlainText().contains(u"Before"_s));
        QVERIFY(review->copyText(int(RequestForm::Curl)).contains(u"-X PATCH"_s));
        QVERIFY(review->copyText(int(RequestForm::JavaScript)).contains(u"Title changed"_s));
        // Batch requests are off here: it says so and offers the way out.
        view.model()->setData(f.cell(2, u"price"_s), 4.0);
        review->reject();
        view.openReview();
        review = sheetOf<ReviewSheet>(f);
        QVERIFY(review->findChild<Button *>(u"review.turnOn"_s)->isVisibleTo(review));
        shot(f.window, u"review"_s);
        tree = review->findChild<QTreeWidget *>(u"review.tree"_s);
        tree->setCurrentItem(tree->topLevelItem(0)->child(1)->child(0));
        review->findChild<Button *>(u"review.edit"_s)->click();
        QVERIFY(f.shell.isInspectorVisible);
        QCOMPARE(f.grid->currentIndex().row(), 0);
    }

    /// Discarding and committing are taken back by their own toast, whatever came after.
    void toastsTakeBackTheirOwnStep()
    {
        DataFixture f;
        DataView &view = f.open();
        QTRY_COMPARE(view.model()->rowCount(), 3);
        view.model()->setData(f.cell(0, u"title"_s), u"Other"_s);
        f.action(u"act.data.discard"_s)->trigger();
        const auto back = f.shell.toastAction;
        view.model()->setData(f.cell(1, u"title"_s), u"Later"_s);
        back();
        QCOMPARE(f.context->staging().counts(u"cbooks"_s).updates, 2);
        acceptPatches(f, 0);
        acceptPatches(f, 1);
        view.save();
        QTRY_COMPARE(f.shell.toasts.size(), 2);
        const auto revert = f.shell.toastAction;
        view.model()->setData(f.cell(2, u"title"_s), u"Third"_s);
        revert();
        QCOMPARE(f.context->staging().counts(u"cbooks"_s).updates, 3);
        QCOMPARE(
            f.context->staging().find({u"cbooks"_s, u"book00000000000"_s})->effective(u"title"),
            Json("Title 0"));
    }

    void aClashOpensTheMerge()
    {
        DataFixture f;
        DataView &view = f.open();
        QTRY_COMPARE(view.model()->rowCount(), 3);
        view.model()->setData(f.cell(0, u"title"_s), u"Mine"_s);
        view.model()->setData(f.cell(0, u"price"_s), 7.0);
        Json theirs = DataFixture::book(0);
        theirs.asObject().set("title", "Theirs");
        theirs.asObject().set("updated", "2025-03-01 00:00:00.000Z");
        f.changed.insert(0, theirs);
        acceptPatches(f, 0);
        view.save();
        QTRY_VERIFY(sheetOf<MergeSheet>(f) != nullptr);
        QVERIFY(f.stub->requests("PATCH", kBookRecords + kFirstBook).empty()); // not overwritten
        auto *merge = sheetOf<MergeSheet>(f);
        auto *choice = merge->findChild<Segmented *>(u"merge.title"_s);
        QVERIFY(choice != nullptr);
        QVERIFY(merge->findChild<Segmented *>(u"merge.price"_s) == nullptr); // merged by itself
        choice->setCurrentKey(u"edit"_s);
        emit choice->currentChanged(u"edit"_s);
        auto *editor = merge->findChild<FieldEditor *>(u"merge.edit.title"_s);
        QVERIFY(editor != nullptr && editor->isVisibleTo(merge));
        shot(f.window, u"merge"_s);
        editor->setValue(u"Both"_s);
        merge->findChild<Button *>(u"merge.accept"_s)->click();
        const StagedRecord *staged = f.context->staging().find({u"cbooks"_s, u"book00000000000"_s});
        QCOMPARE(staged->effective(u"title"), Json("Both"));
        QVERIFY(!staged->hasConflict());
        view.save();
        QTRY_VERIFY(f.context->staging().isEmpty());
        QCOMPARE(f.changed.value(0)["title"], Json("Both"));
    }

    /// The live connection told of the change before the commit: nothing is sent, the merge opens.
    void aClashThatIsKnownOpensTheMergeToo()
    {
        DataFixture f;
        DataView &view = f.open();
        QTRY_COMPARE(view.model()->rowCount(), 3);
        view.model()->setData(f.cell(0, u"title"_s), u"Mine"_s);
        Json theirs = DataFixture::book(0);
        theirs.asObject().set("title", "Theirs");
        theirs.asObject().set("updated", "2025-03-01 00:00:00.000Z");
        const auto record = Record::fromJson(theirs);
        QVERIFY(record);
        f.context->staging().noteServerRecords(u"cbooks"_s, {*record});
        const StagedRecord *staged = f.context->staging().find({u"cbooks"_s, u"book00000000000"_s});
        QVERIFY(staged != nullptr && staged->hasConflict());
        QVERIFY(sheetOf<MergeSheet>(f) == nullptr);
        view.save();
        QTRY_VERIFY(sheetOf<MergeSheet>(f) != nullptr);
        QVERIFY(f.stub->requests("PATCH", kBookRecords + kFirstBook).empty());
    }

    void instantModeSavesEachCell()
    {
        DataFixture f;
        DataView &view = f.open();
        QTRY_COMPARE(view.model()->rowCount(), 3);
        acceptPatches(f, 0);
        QAction *instant = f.action(u"act.data.instant"_s);
        QVERIFY(instant->isEnabled());
        instant->setChecked(true);
        emit instant->triggered(true);
        QVERIFY(f.context->instantEdits().isOn());
        view.model()->setData(f.cell(0, u"title"_s), u"At once"_s);
        QTRY_VERIFY(f.context->staging().isEmpty() && !f.context->instantEdits().isBusy());
        QCOMPARE(f.changed.value(0)["title"], Json("At once"));
        QVERIFY(f.shell.toasts.isEmpty()); // no toast for every cell
        QTRY_VERIFY(f.action(u"act.data.undo"_s)->isEnabled());
        f.action(u"act.data.undo"_s)->trigger();
        QTRY_COMPARE(f.changed.value(0)["title"], Json("Title 0"));
        ConnectionProfile production = f.context->profile();
        production.environment = Environment::Production;
        f.context->setProfile(production);
        QVERIFY(!f.context->instantEdits().isPossible());
    }

    /// Several deletions are counted first, with what goes with them.
    void deletingSeveralSaysWhatGoesWithThem()
    {
        DataFixture f;
        f.stub->on("GET", u"/api/collections/authors/records"_s, [](const TransportRequest &) {
            return StubAnswer::json(*parseJson(
                R"({"items":[{"id":"a1","name":"A"},{"id":"a2","name":"B"}],"totalItems":2})"));
        });
        DataView &view = f.open({u"data"_s, u"authors"_s, {}, {}});
        QTRY_COMPARE(view.model()->rowCount(), 2);
        f.grid->selectAll();
        f.action(u"act.data.delete"_s)->setEnabled(true);
        f.action(u"act.data.delete"_s)->trigger();
        auto *sheet = sheetOf<DeleteSheet>(f);
        QVERIFY(sheet != nullptr);
        QTRY_VERIFY(sheet->findChild<Button *>(u"data.delete.accept"_s)->isEnabled());
        const auto says = [sheet](const QString &words) {
            for (Text *text : sheet->findChildren<Text *>()) {
                if (text->text().contains(words)) {
                    return true;
                }
            }
            return false;
        };
        QTRY_VERIFY(says(u"3 records of books"_s)); // they refer to these authors
        QVERIFY(f.context->staging().isEmpty());
        shot(f.window, u"delete"_s);
        sheet->findChild<Button *>(u"data.delete.accept"_s)->click();
        QCOMPARE(f.context->staging().counts(u"cauthors"_s).deletes, 2);
        f.context->staging().undo(u"cauthors"_s);
        QVERIFY(f.context->staging().isEmpty()); // one step
    }

    /// A clipboard of another shape is shown before it is staged.
    void aPasteOfAnotherShapeIsShownFirst()
    {
        DataFixture f;
        DataView &view = f.open();
        QTRY_COMPARE(view.model()->rowCount(), 3);
        f.grid->setCurrentIndex(f.cell(2, u"title"_s));
        QGuiApplication::clipboard()->setText(u"A\t1\nB\n"_s); // ragged, and one row too many
        QTest::keyClick(f.grid, Qt::Key_V, Qt::ControlModifier);
        auto *sheet = sheetOf<PasteSheet>(f);
        QVERIFY(sheet != nullptr);
        QVERIFY(f.context->staging().isEmpty());
        auto *preview = sheet->findChild<QTreeWidget *>(u"data.paste.preview"_s);
        QCOMPARE(preview->topLevelItemCount(), 2);
        QCOMPARE(preview->headerItem()->text(1), u"title"_s);
        shot(f.window, u"paste"_s);
        sheet->findChild<Button *>(u"data.paste.accept"_s)->click();
        QCOMPARE(f.context->staging().counts(u"cbooks"_s).updates, 1);
        QCOMPARE(f.context->staging().counts(u"cbooks"_s).inserts, 1);
    }

    void recordsAreComparedSideBySide()
    {
        DataFixture f;
        DataView &view = f.open();
        QTRY_COMPARE(view.model()->rowCount(), 3);
        f.grid->setCurrentIndex(f.cell(0, u"title"_s));
        f.grid->selectAll();
        f.action(u"act.data.compare"_s)->trigger();
        auto *sheet = sheetOf<RecordCompareSheet>(f);
        QVERIFY(sheet != nullptr);
        auto *table = sheet->findChild<QTreeWidget *>(u"compare.table"_s);
        QCOMPARE(table->columnCount(), 4);
        QCOMPARE(table->topLevelItemCount(), 3); // id, title, price; the rest is the same
        shot(f.window, u"compare"_s);
    }

    /// Without revisions on the server the history is what this studio did, and it says so.
    void historyWithoutRevisionsIsTheJournal()
    {
        DataFixture f;
        DataView &view = f.open();
        QTRY_COMPARE(view.model()->rowCount(), 3);
        acceptPatches(f, 0);
        view.model()->setData(f.cell(0, u"title"_s), u"Journalled"_s);
        view.save();
        QTRY_VERIFY(f.context->staging().isEmpty());
        const auto entries = f.context->journal().revisions({u"cbooks"_s, u"book00000000000"_s});
        QCOMPARE(entries.size(), std::size_t(1));
        QCOMPARE(entries.front().changes.front().before, Json("Title 0"));
        HistoryPage page(*f.context);
        const auto record = Record::fromJson(f.changed.value(0));
        page.show(
            {u"cbooks"_s, u"book00000000000"_s}, f.context->schema().find(u"cbooks"_s), &*record);
        QVERIFY(page.findChild<Text *>(u"data.history.note"_s)
                    ->text()
                    .contains(u"Socle servers keep full history"_s));
        page.findChild<QWidget *>(u"data.history.restore.0"_s); // nothing to restore: it is now
        auto *restore = page.findChild<QAbstractButton *>(u"data.history.field.0.title"_s);
        QVERIFY(restore != nullptr);
        restore->click();
        QCOMPARE(
            f.context->staging().find({u"cbooks"_s, u"book00000000000"_s})->effective(u"title"),
            Json("Title 0"));
        // It is still there for the next studio.
        ConnectionContext &context = *f.context;
        ChangeJournal next(context.staging(), context.schema(), {}, f.drafts, nullptr);
        QCOMPARE(next.revisions({u"cbooks"_s, {}}).size(), std::size_t(1));
        // The changes of the whole collection.
        ChangesView changes(context, f.shell, {u"changes"_s, u"books"_s, {}, {}});
        changes.resize(900, 600);
        QCOMPARE(changes.state(), View::State::Filled);
        QVERIFY(changes.findChild<QWidget *>(u"data.history.record.0"_s) != nullptr);
        shot(changes, u"changes"_s);
        emit changes.findChild<Segmented *>(u"changes.kind"_s)->currentChanged(u"delete"_s);
    }

    /// The value under the cursor stays; what came is said beside it; typing over it is a conflict.
    void aLiveChangeNeverTouchesAnOpenEditor()
    {
        DataFixture f;
        DataView &view = f.open();
        view.activated();
        QTRY_COMPARE(view.model()->rowCount(), 3);
        QVERIFY(f.grid->editCell(f.cell(0, u"title"_s)));
        Json theirs = DataFixture::book(0);
        theirs.asObject().set("title", "Theirs");
        theirs.asObject().set("updated", "2025-03-01 00:00:00.000Z");
        RecordEvent event;
        event.topic = f.context->realtime().subscribe( // the topic the view listens to
            u"books/*"_s,
            {{u"expand"_s, u"author"_s}});
        event.action = RecordEvent::Action::Update;
        event.record = *Record::fromJson(theirs);
        emit f.context->realtime().recordEvent(event);
        auto *note = f.grid->findChild<QWidget *>(u"data.grid.liveNote"_s);
        QTRY_VERIFY(note != nullptr && note->isVisible());
        QVERIFY(note->accessibleName().contains(u"Theirs"_s));
        shot(f.window, u"live"_s);
        QCOMPARE(f.cell(0, u"title"_s).data(RecordRole::BaseValue).toString(), u"Title 0"_s);
        QTest::keyClicks(QApplication::focusWidget(), u" mine"_s);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
        QTRY_VERIFY(!f.grid->isEditing());
        QTRY_VERIFY(!note->isVisible());
        const StagedRecord *staged = f.context->staging().find({u"cbooks"_s, u"book00000000000"_s});
        QTRY_VERIFY(staged != nullptr && staged->hasConflict());
        QCOMPARE(staged->fields[u"title"_s].theirs, Json("Theirs"));
    }
};

SOCLE_TEST_SUITE(TestStageViews)
#include "TestStageViews.moc"
