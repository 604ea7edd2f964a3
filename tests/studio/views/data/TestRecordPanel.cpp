// The record panel on a stub server: keys, focus after a commit, its pages, the tab of a record,
// the data as a user sees it.
#include "studio/api/Text.h"
#include "studio/fields/FieldEditor.h"
#include "studio/fields/JsonTree.h"
#include "studio/fields/RecordForm.h"
#include "studio/kit/Button.h"
#include "studio/kit/Chip.h"
#include "studio/kit/CodeEdit.h"
#include "studio/kit/FieldRow.h"
#include "studio/kit/Segmented.h"
#include "studio/kit/Select.h"
#include "studio/kit/Tabs.h"
#include "studio/views/data/ApiPage.h"
#include "studio/views/data/RecordHead.h"
#include "studio/views/data/RecordPanel.h"
#include "studio/views/data/SeenAs.h"
#include "tests/studio/views/data/DataFixture.h"
#include "tests/support/TestSuite.h"

#include <QApplication>
#include <QClipboard>
#include <QPlainTextEdit>

using namespace Qt::StringLiterals;

namespace socle::studio {

class TestRecordPanel : public QObject
{
    Q_OBJECT

private slots:

    void ctrlSKeepsTheKeyboardInTheForm()
    {
        DataFixture f;
        RecordPanel *panel = openPanel(f, 1);
        f.stub->on("PATCH", kBookRecords + u"/book00000000001"_s, [](const TransportRequest &) {
            JsonObject book = DataFixture::book(1).object();
            book.set("title", "Fledgling");
            return StubAnswer::json(Json(book));
        });
        f.stub->on("POST", u"/api/batch"_s, StubAnswer::error(404, "none"));
        panel->focusField(u"title"_s);
        QWidget *input = QApplication::focusWidget();
        QVERIFY(input != nullptr);
        static_cast<QPlainTextEdit *>(input)->selectAll();
        QTest::keyClicks(input, u"Fledgling"_s);
        QVERIFY(f.view->save()); // takes what is typed
        QCOMPARE(f.context->staging().totalCounts().updates, 1);
        QTRY_COMPARE(f.context->staging().totalCounts().total(), 0);
        QTRY_COMPARE(panel->focusedField(), u"title"_s);
    }

    void discardLeavesTheKeyboardWhereItWas()
    {
        DataFixture f;
        RecordPanel *panel = openPanel(f, 1);
        panel->focusField(u"title"_s);
        auto *input = static_cast<QPlainTextEdit *>(QApplication::focusWidget());
        input->selectAll();
        QTest::keyClicks(input, u"Fledgling"_s);
        QTest::keyClick(input, Qt::Key_Return);
        QTRY_COMPARE(f.context->staging().totalCounts().updates, 1);
        f.action(u"act.data.discard"_s)->trigger();
        QCOMPARE(f.context->staging().totalCounts().total(), 0);
        QCOMPARE(panel->focusedField(), u"title"_s);
        QCOMPARE(input->toPlainText(), u"Title 1"_s);

        // From the bar, which goes away under the hand: back to the rows.
        QVERIFY(f.view->model()->setData(f.cell(0, u"title"_s), u"Other"_s));
        auto *button = f.part<QWidget>(u"data.staged.discard"_s);
        QTRY_VERIFY(button->isVisible());
        button->setFocus();
        QTest::keyClick(button, Qt::Key_Space);
        QTRY_COMPARE(f.context->staging().totalCounts().total(), 0);
        QTRY_VERIFY(f.grid->hasFocus());

        // A new record is gone: the rows, or the same field of the record that is shown now.
        f.action(u"act.data.new"_s)->trigger();
        QTRY_COMPARE(panel->focusedField(), u"title"_s);
        f.action(u"act.data.discard"_s)->trigger();
        QCOMPARE(f.context->staging().totalCounts().total(), 0);
        QTRY_VERIFY(f.grid->hasFocus() || panel->focusedField() == u"title"_s);
    }

    void aNewRecordThatWasStoredGoesOnInItsField()
    {
        DataFixture f;
        RecordPanel *panel = openPanel(f, 0);
        f.stub->on("POST", kBookRecords, [](const TransportRequest &request) {
            JsonObject made = parseJson(request.body.toStdString())->object();
            JsonObject book = DataFixture::book(7).object();
            for (const auto &[name, value] : made) {
                book.set(name, value);
            }
            return StubAnswer::json(Json(book));
        });
        f.action(u"act.data.new"_s)->trigger();
        QCOMPARE(panel->focusedField(), u"title"_s); // required first
        QTest::keyClicks(QApplication::focusWidget(), u"Kindred"_s);
        QVERIFY(f.view->save());
        QTRY_COMPARE(f.context->staging().totalCounts().total(), 0);
        QTRY_VERIFY(panel->isStored());
        QTRY_COMPARE(panel->focusedField(), u"title"_s);
    }

    void ctrlEnterBeginsAnother()
    {
        DataFixture f;
        RecordPanel *panel = openPanel(f, 0);
        f.action(u"act.data.new"_s)->trigger();
        const RecordKey first = panel->key();
        QTest::keyClicks(QApplication::focusWidget(), u"One"_s);
        f.action(u"act.data.another"_s)->trigger();
        QVERIFY(!(panel->key() == first));
        QCOMPARE(f.context->staging().totalCounts().inserts, 2);
        QCOMPARE(f.context->staging().find(first, u"title"_s)->value, Json("One"));
        QCOMPARE(panel->focusedField(), u"title"_s);
        QVERIFY(panel->findChild<Button *>(u"data.form.another"_s)->isVisible());
    }

    void theRecordBeforeAndBehindKeepTheField()
    {
        DataFixture f;
        RecordPanel *panel = openPanel(f, 1);
        panel->focusField(u"price"_s);
        f.action(u"act.data.nextRecord"_s)->trigger();
        QCOMPARE(panel->key().record, u"book00000000002"_s);
        QCOMPARE(panel->focusedField(), u"price"_s);
        QVERIFY(!f.action(u"act.data.nextRecord"_s)->isEnabled());
        f.action(u"act.data.previousRecord"_s)->trigger();
        f.action(u"act.data.previousRecord"_s)->trigger();
        QCOMPARE(panel->key().record, u"book00000000000"_s);
        QVERIFY(!f.action(u"act.data.previousRecord"_s)->isEnabled());
    }

    void theApiPageWritesTheRequestsOfThisRecord()
    {
        DataFixture f;
        RecordPanel *panel = openPanel(f, 1);
        auto *tabs = panel->findChild<Tabs *>(u"data.form.tabs"_s);
        tabs->setCurrentIndex(tabs->indexOfKey(u"api"_s));
        auto *page = panel->findChild<ApiPage *>();
        QVERIFY2(page->text().contains(u"getOne"_s), qPrintable(page->text()));
        QVERIFY(page->text().contains(u"book00000000001"_s));
        auto *language = panel->findChild<Select *>(u"data.form.api.language"_s);
        language->setCurrentKey(u"curl"_s);
        emit language->currentChanged(u"curl"_s);
        QVERIFY2(page->text().startsWith(
                     u"curl 'http://x/api/collections/books/records/book00000000001'"_s),
                 qPrintable(page->text()));
        QCOMPARE(f.shell.workspace().preference(u"snippets.language"_s).toString(), u"curl"_s);
        // A staged edit is what an update would send.
        QVERIFY(f.view->model()->setData(f.cell(1, u"price"_s), 99));
        auto *requests = panel->findChild<Segmented *>(u"data.form.api.request"_s);
        requests->setCurrentKey(u"update"_s);
        emit requests->currentChanged(u"update"_s);
        QVERIFY2(page->text().contains(u"\"price\": 99"_s), qPrintable(page->text()));
        QVERIFY(!page->text().contains(u"title"_s));
    }

    void theJsonPageSearchesAndTellsPaths()
    {
        DataFixture f;
        RecordPanel *panel = openPanel(f, 1);
        auto *tabs = panel->findChild<Tabs *>(u"data.form.tabs"_s);
        tabs->setCurrentIndex(tabs->indexOfKey(u"json"_s));
        auto *tree = panel->findChild<JsonTree *>(u"data.form.json.tree"_s);
        QVERIFY(tree->topLevelItemCount() > 4);
        QCOMPARE(tree->search(QRegularExpression(u"^Title \\d$"_s)), 1);
        QTreeWidgetItem *tags = nullptr;
        for (int i = 0; i < tree->topLevelItemCount(); ++i) {
            tags = tree->topLevelItem(i)->text(0) == u"tags" ? tree->topLevelItem(i) : tags;
        }
        QVERIFY(tags != nullptr);
        QCOMPARE(JsonTree::pathOf(tags->child(0)), u"tags[0]"_s);
    }

    void whoUsesARecordStandsInChips()
    {
        DataFixture f;
        f.stub->on("GET", u"/api/collections/authors/records"_s, [](const TransportRequest &) {
            return StubAnswer::json(Json(JsonObject{
                {"items",
                 JsonArray{JsonObject{{"id", "aaaaaaaaaaaaaaa"}, {"name", "O. E. Butler"}}}},
                {"page", 1},
                {"perPage", 30},
                {"totalItems", 1},
                {"totalPages", 1}}));
        });
        f.open({u"data"_s, u"authors"_s, {}, {}});
        QTRY_COMPARE(f.view->model()->rowCount(), 1);
        f.grid->setCurrentIndex(f.view->model()->index(0, 0));
        auto *panel = static_cast<RecordPanel *>(f.shell.inspector);
        auto *tabs = panel->findChild<Tabs *>(u"data.form.tabs"_s);
        tabs->setCurrentIndex(tabs->indexOfKey(u"related"_s));
        const QString name = u"data.related.books.author"_s;
        QTRY_VERIFY(panel->findChild<Chip *>(name + u".chip.book00000000000"_s) != nullptr);
        panel->findChild<Button *>(name + u".all"_s)->click();
        QCOMPARE(f.shell.opened.last().collection, u"books"_s);
        QVERIFY(
            f.shell.opened.last().arguments[u"filter"_s].toString().contains(u"aaaaaaaaaaaaaaa"_s));
        panel->findChild<Button *>(name + u".add"_s)->click();
        const auto made = f.context->staging().records(u"cbooks"_s);
        QCOMPARE(made.size(), 1u);
        QCOMPARE(made.front()->fields[u"author"_s].value, Json("aaaaaaaaaaaaaaa"));
    }

    void aRecordHasATabOfItsOwn()
    {
        DataFixture f;
        openPanel(f, 1);
        f.action(u"act.data.recordTab"_s)->trigger();
        const ViewTarget target = f.shell.opened.last();
        QCOMPARE(target.record, u"book00000000001"_s);
        delete f.view;
        f.open(target);
        auto *panel = f.part<RecordPanel>(u"data.form.panel"_s);
        QVERIFY(panel != nullptr);
        QTRY_COMPARE(panel->key().record, u"book00000000001"_s);
        QTRY_VERIFY(panel->isVisible());
        QVERIFY(!f.grid->isVisible());
        QTRY_COMPARE(f.view->title(), u"Title 1"_s);
    }

    void aUserSeesWithHisOwnToken()
    {
        DataFixture f;
        f.context->client().setToken(u"super"_s);
        f.stub->on("POST",
                   u"/api/collections/books/impersonate/book00000000001"_s,
                   [](const TransportRequest &) {
                       return StubAnswer::json(Json(
                           JsonObject{{"token", "users-own"}, {"record", DataFixture::book(1)}}));
                   });
        const ViewTarget target{u"data"_s,
                                u"books"_s,
                                {},
                                QJsonObject{{u"as"_s,
                                             QJsonObject{{u"collection"_s, u"books"_s},
                                                         {u"record"_s, u"book00000000001"_s},
                                                         {u"label"_s, u"Ann"_s}}}}};
        QVERIFY(isSeenAs(target));
        std::unique_ptr<View> view(makeSeenAs(*f.context, f.shell, target));
        view->resize(900, 600);
        view->show();
        QVERIFY(view->findChild<QWidget *>(u"data.seenAs"_s) != nullptr);
        auto *data = static_cast<DataView *>(view.get());
        QTRY_COMPARE(data->model()->rowCount(), 3);
        for (const TransportRequest &request : f.stub->requests("GET", kBookRecords)) {
            QByteArray token;
            for (const auto &[name, value] : request.headers) {
                token = name.toLower() == "authorization" ? value : token;
            }
            QCOMPARE(token, QByteArray("users-own"));
        }
    }

private:
    /// The panel beside the grid, in one window, with a row chosen.
    static RecordPanel *openPanel(DataFixture &f, int row)
    {
        f.open();
        [&] { QTRY_COMPARE(f.view->model()->rowCount(), 3); }();
        f.grid->setCurrentIndex(f.cell(row, u"title"_s));
        f.view->activated();
        auto *panel = static_cast<RecordPanel *>(f.shell.inspector);
        panel->setParent(&f.window);
        panel->setGeometry(f.window.width() - 330, 0, 330, f.window.height());
        panel->show();
        f.window.activateWindow();
        [&] { QVERIFY(QTest::qWaitForWindowActive(&f.window)); }();
        return panel;
    }
};

SOCLE_TEST_SUITE(TestRecordPanel)

} // namespace socle::studio

#include "TestRecordPanel.moc"
