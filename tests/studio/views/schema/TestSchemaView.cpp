// The schema view on a stub transport: four states, a collection made with keys only, renames that
// keep the field, refusals at their control, and data that is only dropped with a tick.
#include "studio/api/Text.h"
#include "studio/domain/SchemaDraft.h"
#include "studio/kit/Button.h"
#include "studio/kit/SocleStyle.h"
#include "studio/kit/Tabs.h"
#include "studio/kit/TextField.h"
#include "studio/views/schema/CollectionCard.h"
#include "studio/views/schema/SchemaView.h"
#include "tests/studio/views/schema/SchemaFixtures.h"
#include "tests/support/KitApplication.h"
#include "tests/support/TestSuite.h"

#include <QApplication>
#include <QCheckBox>
#include <QLabel>

using namespace Qt::StringLiterals;

namespace socle::studio {

class TestSchemaView : public QObject
{
    Q_OBJECT

private:
    struct Bench
    {
        explicit Bench(const QByteArray &collections = bookshop(),
                       MemoryDraftStore *drafts = nullptr)
            : connection(drafts)
            , shell(window)
        {
            connection.serve(collections);
            window.resize(1440, 900);
        }

        SchemaView *show(const ViewTarget &target = {u"schema"_s, {}, {}, {}})
        {
            view = new SchemaView(*connection.context, shell, target);
            view->setParent(&window);
            view->setGeometry(window.rect());
            window.show();
            view->show();
            return view;
        }

        SchemaStore &schema() { return connection.context->schema(); }

        template <typename T> T *part(const QString &name)
        {
            for (T *found : window.findChildren<T *>(name)) {
                if (found->isVisible()) {
                    return found;
                }
            }
            return nullptr;
        }

        /// The tick of the change whose title begins so.
        QCheckBox *tick(const QString &title)
        {
            for (QCheckBox *box : window.findChildren<QCheckBox *>()) {
                if (box->objectName().startsWith(u"schema.review.tick."_s)
                    && box->accessibleName().startsWith(title) && box->isVisible()) {
                    return box;
                }
            }
            return nullptr;
        }

        void shoot(const QString &name)
        {
            const QString folder = qEnvironmentVariable("SOCLE_SCHEMA_SHOTS");
            if (folder.isEmpty()) {
                return;
            }
            for (const ThemeKind kind : {ThemeKind::Light, ThemeKind::Dark}) {
                Theme::current().setKind(kind);
                QTest::qWait(30);
                window.grab().save(folder + u'/' + name
                                   + (kind == ThemeKind::Dark ? u"-dark.png"_s : u"-light.png"_s));
            }
            Theme::current().setKind(ThemeKind::Light);
        }

        SchemaConnection connection;
        QWidget window;
        RecordingShell shell;
        SchemaView *view = nullptr;
    };

    static Json bodyOf(const TransportRequest &request) { return *parseJson(viewOf(request.body)); }

    static void draftMockup(Bench &bench)
    {
        SchemaDraft books(bench.schema(), u"cbooks"_s);
        books.moveField(books.addField(u"relation"_s,
                                       u"publisher"_s,
                                       {{"collectionId", "cpublishers"}, {"maxSelect", 1}}),
                        3);
        books.setFieldMember(u"f_price"_s, u"min"_s, 0);
        books.setFieldMember(u"f_location"_s, u"name"_s, "shelf");
        books.removeField(u"f_notes"_s);
        Json series = SchemaDraft::blank(CollectionType::Base, u"series"_s);
        const QString id = bench.schema().addDraft(series);
        SchemaDraft draft(bench.schema(), id);
        draft.addField(u"text"_s, u"title"_s);
    }

private slots:
    void showsItsFourStates();
    void makesACollectionWithKeysOnly();
    void renameKeepsTheFieldId();
    void refusalLandsOnTheControl();
    void destructiveNeedsItsTick();
    void deletingAsksForTheName();
    void draftsSurviveARestart();
    void partialFailureIsSaid();
    void aThemeSwitchChangesNoRule();
};

void TestSchemaView::showsItsFourStates()
{
    Bench empty("[]");
    SchemaView *view = empty.show();
    QCOMPARE(view->state(), View::State::Loading);
    QTRY_COMPARE(view->state(), View::State::Empty);
    QVERIFY(empty.part<QPushButton>(u"schema.empty.new"_s) != nullptr);
    empty.shoot(u"empty"_s);

    Bench filled;
    view = filled.show();
    QTRY_COMPARE(view->state(), View::State::Filled);
    QVERIFY(filled.part<CollectionCard>(u"schema.card.books"_s) != nullptr);
    QVERIFY(filled.part<CollectionCard>(u"schema.card._otps"_s)
            == nullptr); // system ones are folded
    filled.window.findChild<QAbstractButton *>(u"schema.system"_s)->click();
    QVERIFY(filled.part<CollectionCard>(u"schema.card._otps"_s) != nullptr);
    filled.window.findChild<QAbstractButton *>(u"schema.system"_s)->click();
    QTRY_COMPARE(filled.part<CollectionCard>(u"schema.card.books"_s)->card().count, 1204);
    filled.shoot(u"cards"_s);

    Bench broken;
    broken.connection.stub->on(
        "GET", u"/api/collections"_s, StubAnswer::error(500, "Something went wrong."));
    view = broken.show();
    QTRY_COMPARE(view->state(), View::State::Error);
    broken.connection.serve(bookshop());
    broken.part<QPushButton>(u"schema.error.retry"_s)->click();
    QTRY_COMPARE(view->state(), View::State::Filled);
}

void TestSchemaView::makesACollectionWithKeysOnly()
{
    Bench bench;
    bench.connection.stub->on("POST", u"/api/collections"_s, [](const TransportRequest &request) {
        Json answer = *parseJson(viewOf(request.body));
        answer.asObject().set("id", "cseries");
        return StubAnswer::json(answer);
    });
    SchemaView *view
        = bench.show({u"schema"_s, {}, {}, {{u"create"_s, true}}}); // what the tree asks for
    QTRY_VERIFY(bench.part<TextField>(u"schema.name"_s) != nullptr);
    auto *name = bench.part<TextField>(u"schema.name"_s);
    QApplication::setActiveWindow(&bench.window);
    QTRY_VERIFY(name->hasFocus());
    QTest::keyClicks(name, u"series"_s);
    QTest::keyClick(name, Qt::Key_Return);
    auto *add = bench.part<TextField>(u"schema.field.add"_s);
    QTRY_VERIFY(add->hasFocus());
    QTest::keyClicks(add, u"title"_s);
    QTest::keyClick(add, Qt::Key_Return); // no type yet: the picker opens
    auto *search = bench.window.findChild<TextField *>(u"schema.field.type.search"_s);
    QTRY_VERIFY(search != nullptr && search->isVisible());
    QTest::keyClicks(search, u"tex"_s);
    QTest::keyClick(search, Qt::Key_Return);
    QTest::keyClicks(add, u"stars number >= 1 required"_s);
    QTest::keyClick(add, Qt::Key_Return);
    QTRY_VERIFY(bench.part<QAbstractButton>(u"schema.card.stars"_s) != nullptr);
    bench.shoot(u"sheet-new"_s);
    QVERIFY(bench.connection.stub->requests("POST", u"/api/collections"_s)
                .empty()); // nothing is sent before apply
    view->showReview(true);
    QTRY_VERIFY(bench.part<Button>(u"schema.apply"_s) != nullptr);
    QTest::keyClick(bench.part<Button>(u"schema.apply"_s), Qt::Key_Space);
    QTRY_COMPARE(bench.connection.stub->requests("POST", u"/api/collections"_s).size(), 1U);
    const Json body
        = bodyOf(bench.connection.stub->requests("POST", u"/api/collections"_s).front());
    QCOMPARE(toQString(body["name"].text()), u"series"_s);
    QVERIFY(body.find("id") == nullptr);
    QStringList names;
    for (const Json &field : body["fields"].array()) {
        names << toQString(field["name"].text());
    }
    QCOMPARE(names, (QStringList{u"id"_s, u"title"_s, u"stars"_s, u"created"_s, u"updated"_s}));
    QCOMPARE(body["fields"].array()[2]["min"].toInt(), 1);
    QVERIFY(body["fields"].array()[2]["required"].toBool());
    QTRY_VERIFY(!bench.schema().hasDrafts());
}

void TestSchemaView::renameKeepsTheFieldId()
{
    Bench bench;
    bench.connection.stub->on(
        "PATCH",
        u"/api/collections/cbooks"_s,
        StubAnswer::json(QByteArray("{\"id\":\"cbooks\",\"name\":\"books\"}")));
    SchemaView *view = bench.show({u"schema"_s, u"books"_s, {}, {}});
    QTRY_VERIFY(bench.part<QAbstractButton>(u"schema.card.title"_s) != nullptr);
    bench.part<QAbstractButton>(u"schema.card.title"_s)->click();
    auto *name = bench.part<QLineEdit>(u"schema.field.name"_s);
    QVERIFY(name != nullptr);
    name->selectAll();
    QTest::keyClicks(name, u"heading"_s);
    QTRY_VERIFY(bench.part<QAbstractButton>(u"schema.card.heading"_s) != nullptr);
    bench.shoot(u"sheet-change"_s);
    view->showReview(true);
    QTRY_VERIFY(bench.tick(u"books.heading renamed from title"_s) != nullptr);
    bench.part<Button>(u"schema.apply"_s)->click();
    QTRY_COMPARE(bench.connection.stub->requests("PATCH", u"/api/collections/cbooks"_s).size(), 1U);
    const Json body
        = bodyOf(bench.connection.stub->requests("PATCH", u"/api/collections/cbooks"_s).front());
    QCOMPARE(toQString(body["fields"].array()[1]["id"].text()), u"f_title"_s);
    QCOMPARE(toQString(body["fields"].array()[1]["name"].text()), u"heading"_s);
    QVERIFY(
        toQString(body["indexes"].array()[0].text()).contains(u"`heading`"_s)); // the index follows
}

void TestSchemaView::refusalLandsOnTheControl()
{
    Bench bench;
    bench.connection.stub->on(
        "PATCH",
        u"/api/collections/cbooks"_s,
        StubAnswer::error(
            400,
            "Failed to update collection.",
            R"({"fields":{"1":{"max":{"code":"validation_x","message":"Too small for what is there."}}}})"));
    SchemaView *view = bench.show({u"schema"_s, u"books"_s, {}, {}});
    QTRY_VERIFY(bench.part<QAbstractButton>(u"schema.card.title"_s) != nullptr);
    {
        SchemaDraft draft(bench.schema(), u"cbooks"_s);
        draft.setFieldMember(u"f_title"_s, u"max"_s, 3);
    }
    view->showReview(true);
    QTRY_VERIFY(bench.tick(u"books.title"_s) != nullptr);
    bench.part<Button>(u"schema.apply"_s)->click();
    QTRY_VERIFY([&] {
        for (QLabel *label : bench.window.findChildren<QLabel *>()) {
            if (label->isVisible() && label->text() == u"Too small for what is there."_s
                && label->parentWidget() != nullptr) {
                return true;
            }
        }
        return false;
    }());
    QCOMPARE(bench.part<QAbstractButton>(u"schema.card.title"_s)->toolTip(),
             u"Too small for what is there."_s);
    QVERIFY(bench.schema().hasDrafts()); // nothing lost
    QCOMPARE(view->mark(), View::Mark::Failed);
    bench.shoot(u"refused"_s);
}

void TestSchemaView::destructiveNeedsItsTick()
{
    Bench bench;
    bench.connection.stub->on(
        "PATCH", u"/api/collections/cbooks"_s, StubAnswer::json(QByteArray("{}")));
    bench.connection.stub->on(
        "POST", u"/api/collections"_s, StubAnswer::json(QByteArray("{\"id\":\"cseries\"}")));
    SchemaView *view = bench.show();
    QTRY_COMPARE(view->state(), View::State::Filled);
    draftMockup(bench);
    view->showReview(true);
    QTRY_VERIFY(bench.tick(u"books.notes removed"_s) != nullptr);
    QVERIFY(!bench.tick(u"books.notes removed"_s)->isChecked());
    QVERIFY(bench.tick(u"books.publisher"_s)->isChecked());
    QCOMPARE(bench.part<Button>(u"schema.apply"_s)->text(), u"Apply 4 changes"_s);
    // Several collections change all or none, unless somebody says otherwise.
    auto *together = bench.part<QCheckBox>(u"schema.review.together"_s);
    QVERIFY(together->isChecked());
    QTest::qWait(100);
    bench.shoot(u"review"_s);
    together->click();
    QVERIFY(!together->isChecked());
    QTest::mouseClick(bench.part<Button>(u"schema.apply"_s), Qt::LeftButton);
    QTRY_COMPARE(bench.connection.stub->requests("PATCH", u"/api/collections/cbooks"_s).size(), 1U);
    const Json body
        = bodyOf(bench.connection.stub->requests("PATCH", u"/api/collections/cbooks"_s).front());
    bool hasNotes = false;
    for (const Json &field : body["fields"].array()) {
        hasNotes = hasNotes || field["id"].text() == "f_notes";
    }
    QVERIFY(hasNotes); // without its tick the field is sent along and stays
}

void TestSchemaView::deletingAsksForTheName()
{
    Bench bench;
    bench.connection.stub->on("DELETE",
                              u"/api/collections/cauthors"_s,
                              StubAnswer{204, {}, {}, 0, TransportFailure::None, false});
    SchemaView *view = bench.show();
    QTRY_COMPARE(view->state(), View::State::Filled);
    auto *card = bench.part<CollectionCard>(u"schema.card.authors"_s);
    QTest::keyClick(card, Qt::Key_Delete);
    QTRY_VERIFY(bench.tick(u"authors deleted"_s) != nullptr);
    QVERIFY(!bench.part<Button>(u"schema.apply"_s)->isEnabled());
    bench.tick(u"authors deleted"_s)->click();
    bench.part<QCheckBox>(u"schema.review.backup"_s)->setChecked(false);
    bench.part<Button>(u"schema.apply"_s)->click();
    auto *name = bench.part<TextField>(u"schema.confirm.name"_s);
    QVERIFY(name != nullptr);
    auto *accept = bench.part<Button>(u"schema.confirm.accept"_s);
    QVERIFY(!accept->isEnabled());
    QTest::keyClicks(name, u"author"_s);
    QVERIFY(!accept->isEnabled());
    bench.shoot(u"confirm"_s);
    QTest::keyClicks(name, u"s"_s);
    QVERIFY(accept->isEnabled());
    accept->click();
    QTRY_COMPARE(bench.connection.stub->requests("DELETE", u"/api/collections/cauthors"_s).size(),
                 1U);
    QTRY_VERIFY(!bench.schema().hasDrafts());
}

void TestSchemaView::draftsSurviveARestart()
{
    MemoryDraftStore drafts;
    {
        Bench bench(bookshop(), &drafts);
        SchemaView *view = bench.show();
        QTRY_COMPARE(view->state(), View::State::Filled);
        draftMockup(bench);
    }
    Bench bench(bookshop(), &drafts);
    SchemaView *view = bench.show();
    QTRY_COMPARE(view->state(), View::State::Filled);
    QVERIFY(bench.part<CollectionCard>(u"schema.card.series"_s) != nullptr);
    QCOMPARE(view->mark(), View::Mark::Unsaved);
    QTRY_VERIFY(bench.tick(u"books.notes removed"_s) != nullptr);
}

void TestSchemaView::partialFailureIsSaid()
{
    Bench bench;
    bench.connection.stub->on(
        "POST", u"/api/collections"_s, StubAnswer::json(QByteArray("{\"id\":\"cseries\"}")));
    bench.connection.stub->on("PATCH",
                              u"/api/collections/cbooks"_s,
                              StubAnswer::error(400, "Failed to update collection."));
    SchemaView *view = bench.show();
    QTRY_COMPARE(view->state(), View::State::Filled);
    draftMockup(bench);
    view->showReview(true);
    QTRY_VERIFY(bench.part<QCheckBox>(u"schema.review.together"_s) != nullptr);
    bench.part<QCheckBox>(u"schema.review.together"_s)->click(); // one after the other
    QTest::mouseClick(bench.part<Button>(u"schema.apply"_s), Qt::LeftButton);
    QTRY_VERIFY([&] {
        for (QLabel *label : bench.window.findChildren<QLabel *>()) {
            if (label->isVisible()
                && label->text().startsWith(u"1 of 2 collections were changed"_s)) {
                return true;
            }
        }
        return false;
    }());
    QVERIFY(bench.schema().draft(u"cbooks"_s).has_value()); // the refused one stays
}

void TestSchemaView::aThemeSwitchChangesNoRule()
{
    Bench bench;
    bench.show({u"schema"_s, u"books"_s, {}, {}});
    QTRY_VERIFY(bench.part<Tabs>(u"schema.sections"_s) != nullptr);
    auto *tabs = bench.part<Tabs>(u"schema.sections"_s);
    for (const QString &section : {u"fields"_s, u"indexes"_s, u"rules"_s}) {
        tabs->setCurrentIndex(tabs->indexOfKey(section));
        QTest::qWait(20);
        for (const ThemeKind kind : {ThemeKind::Dark, ThemeKind::Light}) {
            Theme::current().setKind(kind);
            QTest::qWait(20); // highlighters work a turn later
        }
        QVERIFY2(!bench.schema().hasDrafts(), qPrintable(section));
    }
}

} // namespace socle::studio

using socle::studio::TestSchemaView;
SOCLE_TEST_SUITE(TestSchemaView)
#include "TestSchemaView.moc"
