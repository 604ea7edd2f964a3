// Whatever a field of the form opens, closing it puts the keyboard back where it was.
#include "studio/api/Text.h"
#include "studio/fields/FieldUiCatalogue.h"
#include "studio/fields/RecordForm.h"
#include "studio/kit/Popover.h"
#include "studio/kit/Sheet.h"
#include "tests/support/TestSuite.h"

#include <QAbstractButton>
#include <QApplication>
#include <QVBoxLayout>

#include "../domain/Fixtures.h"
#include "Samples.h"

using namespace socle;
using namespace socle::studio;
using namespace Qt::StringLiterals;

namespace {

const char *const kEverything = R"([
{"id":"cauthors","name":"authors","type":"base","indexes":[],"fields":[
  {"type":"text","name":"id","id":"a1","primaryKey":true,"system":true,"required":true},
  {"type":"text","name":"name","id":"a2","presentable":true},
  {"type":"geoPoint","name":"home","id":"a3"}]},
{"id":"call","name":"everything","type":"base","indexes":[],"fields":[
  {"type":"text","name":"id","id":"f1","primaryKey":true,"system":true,"required":true},
  {"type":"text","name":"title","id":"f2"},
  {"type":"editor","name":"story","id":"f3"},
  {"type":"date","name":"held","id":"f4"},
  {"type":"select","name":"status","id":"f5","maxSelect":1,"values":["draft","published"]},
  {"type":"select","name":"tags","id":"f6","maxSelect":3,"values":["a","b","c"]},
  {"type":"relation","name":"author","id":"f7","collectionId":"cauthors","maxSelect":1},
  {"type":"relation","name":"others","id":"f8","collectionId":"cauthors","maxSelect":4},
  {"type":"geoPoint","name":"place","id":"f9"},
  {"type":"json","name":"meta","id":"f10"}]}])";

QWidget *openOne()
{
    if (QWidget *popup = QApplication::activePopupWidget()) {
        return popup;
    }
    for (QWidget *top : QApplication::topLevelWidgets()) {
        for (Sheet *sheet : top->findChildren<Sheet *>()) {
            if (sheet->isVisible()) {
                return sheet;
            }
        }
    }
    return nullptr;
}

} // namespace

class TestFormFocus : public QObject
{
    Q_OBJECT

private slots:

    void escPutsTheKeyboardBack_data()
    {
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("part"); // a button that opens; empty: a key on the input does
        QTest::addColumn<int>("key");
        QTest::addColumn<int>("modifiers");
        QTest::newRow("text, large")
            << u"title"_s << QString() << int(Qt::Key_E) << int(Qt::ControlModifier);
        QTest::newRow("date") << u"held"_s << QString() << int(Qt::Key_Down)
                              << int(Qt::AltModifier);
        QTest::newRow("select") << u"status"_s << QString() << int(Qt::Key_Space) << 0;
        QTest::newRow("several options") << u"tags"_s << QString() << int(Qt::Key_F2) << 0;
        QTest::newRow("relation") << u"author"_s << QString() << int(Qt::Key_Down) << 0;
        QTest::newRow("several records") << u"others"_s << QString() << int(Qt::Key_Return) << 0;
        QTest::newRow("place of another record")
            << u"place"_s << u"data.form.field.place.from"_s << int(Qt::Key_Space) << 0;
        QTest::newRow("JSON, large")
            << u"meta"_s << QString() << int(Qt::Key_E) << int(Qt::ControlModifier);
    }

    void escPutsTheKeyboardBack()
    {
        QFETCH(QString, field);
        QFETCH(QString, part);
        QFETCH(int, key);
        QFETCH(int, modifiers);
        StubConnection server;
        discard(server.schema->assign(parseJson(kEverything)->array()), "well-formed");
        server.stub->on(
            "GET",
            u"/api/collections/authors/records"_s,
            StubAnswer::json(QByteArray(
                R"({"page":1,"perPage":30,"totalItems":-1,"totalPages":-1,"items":[{"collectionId":"cauthors","collectionName":"authors","id":"aaaaaaaaaaaaaaa","name":"A"}]})")));
        QWidget window;
        window.resize(420, 900);
        auto *column = new QVBoxLayout(&window);
        auto *form = new RecordForm(&window);
        column->addWidget(form);
        EditorContext context{.client = server.client.get(), .schema = server.schema.get()};
        form->setCollection(server.schema->find(u"everything"), context);
        form->setRecord(u"abcdefghijklmno"_s, false);
        form->setValues({});
        window.show();
        QApplication::setActiveWindow(&window);

        form->focusField(field);
        QWidget *before
            = part.isEmpty() ? QApplication::focusWidget() : form->findChild<QWidget *>(part);
        QVERIFY(before != nullptr);
        before->setFocus();
        QTest::keyClick(
            before, static_cast<Qt::Key>(key), static_cast<Qt::KeyboardModifiers>(modifiers));
        QTRY_VERIFY(openOne() != nullptr);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
        QTRY_VERIFY(openOne() == nullptr);
        QTRY_COMPARE(QApplication::focusWidget(), before);
    }

    void theTakeBackButtonLeavesTheKeyboardInItsField()
    {
        QWidget window;
        window.resize(420, 900);
        auto *column = new QVBoxLayout(&window);
        auto *form = new RecordForm(&window);
        column->addWidget(form);
        StubConnection server;
        discard(server.schema->assign(parseJson(kEverything)->array()), "well-formed");
        form->setCollection(server.schema->find(u"everything"), {});
        form->setRecord(u"abcdefghijklmno"_s, false);
        form->setValues(JsonObject{{"title", "Old"}});
        window.show();
        QApplication::setActiveWindow(&window);
        form->focusField(u"title"_s);
        // The stage takes an edit back while somebody is in the field (Discard).
        form->setEdited(u"title"_s, true, u"Old"_s);
        QTest::keyClicks(QApplication::focusWidget(), u"New"_s);
        QWidget *before = QApplication::focusWidget();
        form->setEdited(u"title"_s, false, {});
        form->setValues(JsonObject{{"title", "Old"}});
        QCOMPARE(QApplication::focusWidget(), before);
    }
};

SOCLE_TEST_SUITE(TestFormFocus)
#include "TestFormFocus.moc"
