// The map of a geoPoint: pin by key and by hand, the place of another record; and the tiles under
// it: nobody is asked before the user names a server.
#include "studio/api/Text.h"
#include "studio/domain/FieldValue.h"
#include "studio/domain/TileStore.h"
#include "studio/fields/FieldUiCatalogue.h"
#include "studio/fields/GeoFromRecord.h"
#include "studio/fields/MapTiles.h"
#include "studio/fields/RelationPicker.h"
#include "studio/kit/PinMap.h"
#include "tests/support/TestSuite.h"

#include <QAbstractButton>
#include <QApplication>
#include <QBuffer>
#include <QLineEdit>
#include <QSignalSpy>
#include <QVBoxLayout>

#include "../domain/Fixtures.h"
#include "Samples.h"

using namespace socle;
using namespace socle::studio;
using namespace Qt::StringLiterals;

namespace {

const char *const kShops = R"([
{"id":"cshops","name":"shops","type":"base","indexes":[],"fields":[
  {"type":"text","name":"id","id":"f1","primaryKey":true,"system":true,"required":true},
  {"type":"text","name":"name","id":"f2","presentable":true},
  {"type":"geoPoint","name":"place","id":"f3"},
  {"type":"geoPoint","name":"shelf","id":"f4"}]},
{"id":"cnotes","name":"notes","type":"base","indexes":[],"fields":[
  {"type":"text","name":"id","id":"f1","primaryKey":true,"system":true,"required":true}]}])";

struct PlaceForm
{
    explicit PlaceForm(EditorContext context = {})
        : field(fieldOf(R"({"type":"geoPoint","name":"shelf"})"))
    {
        auto *column = new QVBoxLayout(&window);
        editor = fieldUi(field).createEditor(&window, field, context);
        column->addWidget(editor);
        window.resize(420, 320);
        window.show();
        QApplication::setActiveWindow(&window);
        map = editor->findChild<PinMap *>();
    }

    QPointF place() const { return editor->value().toPointF(); }

    fields::Field field;
    QWidget window;
    FieldEditor *editor = nullptr;
    PinMap *map = nullptr;
};

QByteArray png()
{
    QImage image(256, 256, QImage::Format_RGB32);
    image.fill(Qt::darkGreen);
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    image.save(&buffer, "PNG");
    return bytes;
}

} // namespace

class TestGeoMap : public QObject
{
    Q_OBJECT

private slots:

    void theProjectionComesBack()
    {
        for (const QPointF &place : {QPointF(2.3522, 48.8566), QPointF(-179, -80), QPointF(0, 0)}) {
            const QPointF back = MapView::fromSquare(MapView::toSquare(place));
            QVERIFY(std::abs(back.x() - place.x()) < 1e-9);
            QVERIFY(std::abs(back.y() - place.y()) < 1e-9);
        }
    }

    void arrowsMoveThePinAndTheNumbersFollow()
    {
        PlaceForm form;
        form.editor->setJson(*parseJson(R"({"lon":2.3522,"lat":48.8566})"));
        QVERIFY(form.map->isVisibleTo(&form.window)); // there is something to show
        QSignalSpy committed(form.editor, &FieldEditor::committed);
        form.map->setFocus();
        QTest::keyClick(form.map, Qt::Key_Right);
        QVERIFY2(form.place().x() > 2.3522, qPrintable(QString::number(form.place().x())));
        QVERIFY(std::abs(form.place().y() - 48.8566) < 0.2); // only rounded
        QCOMPARE(committed.size(), 1);
        const double small = form.place().x() - 2.3522;
        const double before = form.place().y();
        QTest::keyClick(form.map, Qt::Key_Down, Qt::ShiftModifier);
        QVERIFY(before - form.place().y() > 2 * small); // Shift is ten times as far
        const auto inputs = form.editor->findChildren<QLineEdit *>();
        QCOMPARE(inputs.at(0)->text().toDouble(), form.place().y());
        // Ctrl moves what is beneath; the pin stays.
        const QPointF stays = form.place();
        const QRectF box = form.map->box();
        QTest::keyClick(form.map, Qt::Key_Left, Qt::ControlModifier);
        QCOMPARE(form.place(), stays);
        QVERIFY(form.map->box() != box);
    }

    void thePinIsDraggedAndSetByAClick()
    {
        PlaceForm form;
        form.editor->setJson(*parseJson(R"({"lon":2.3522,"lat":48.8566})"));
        QSignalSpy committed(form.editor, &FieldEditor::committed);
        const QPoint tip = form.map->project({2.3522, 48.8566}).toPoint();
        const QPoint head = tip - QPoint(0, 20);
        QTest::mousePress(form.map, Qt::LeftButton, {}, head);
        QMouseEvent move(QEvent::MouseMove,
                         head + QPoint(40, 0),
                         form.map->mapToGlobal(head + QPoint(40, 0)),
                         Qt::NoButton,
                         Qt::LeftButton,
                         {});
        QApplication::sendEvent(form.map, &move);
        QCOMPARE(committed.size(), 0); // still in the hand
        QTest::mouseRelease(form.map, Qt::LeftButton, {}, head + QPoint(40, 0));
        QCOMPARE(committed.size(), 1);
        QVERIFY((form.map->project(form.place()) - (tip + QPointF(40, 0))).manhattanLength() < 4);
        QTest::mouseClick(form.map, Qt::LeftButton, {}, QPoint(30, 60));
        QCOMPARE(committed.size(), 2);
        QVERIFY((form.map->project(form.place()) - QPointF(30, 60)).manhattanLength() < 4);
    }

    void whatIsTypedMovesThePin()
    {
        PlaceForm form;
        form.editor->setJson(Json());
        QVERIFY(!form.map->pin().has_value());
        QVERIFY(!form.map->isVisibleTo(&form.window)); // unset: no room taken
        QTest::keyClicks(form.editor->focusProxy(), u"48.8566, 2.3522"_s);
        QCOMPARE(form.map->pin().value_or(QPointF()), QPointF(2.3522, 48.8566));
    }

    void aReadOnlyPinStaysWhereItIs()
    {
        PlaceForm form;
        form.editor->setJson(*parseJson(R"({"lon":2.3522,"lat":48.8566})"));
        form.editor->setReadOnly(true);
        form.map->setFocus();
        QTest::keyClick(form.map, Qt::Key_Right);
        QTest::mouseClick(form.map, Qt::LeftButton, {}, QPoint(30, 60));
        QCOMPARE(form.place(), QPointF(2.3522, 48.8566));
    }

    void thePlaceOfAnotherRecord()
    {
        StubConnection server;
        discard(server.schema->assign(parseJson(kShops)->array()), "well-formed");
        const QByteArray record
            = R"({"collectionId":"cshops","collectionName":"shops","id":"aaaaaaaaaaaaaaa","name":"Nord",)"
              R"("place":{"lon":10,"lat":20},"shelf":{"lon":-3.5,"lat":7}})";
        server.stub->on("GET",
                        u"/api/collections/shops/records"_s,
                        StubAnswer::json("{\"page\":1,\"perPage\":30,\"totalItems\":-1,"
                                         "\"totalPages\":-1,\"items\":["
                                         + record + "]}"));
        server.stub->on(
            "GET", u"/api/collections/shops/records/aaaaaaaaaaaaaaa"_s, StubAnswer::json(record));
        PlaceForm form(EditorContext{.client = server.client.get(), .schema = server.schema.get()});
        form.editor->setJson(Json());
        QSignalSpy committed(form.editor, &FieldEditor::committed);
        auto *from = form.editor->findChild<QAbstractButton *>(u"data.form.field.shelf.from"_s);
        QVERIFY(from->isVisibleTo(&form.window));
        from->click();
        auto *popover = form.editor->findChild<GeoFromRecord *>();
        QVERIFY(popover != nullptr);
        auto *picker = popover->findChild<RelationPicker *>();
        QTRY_COMPARE(picker->shownIds(), QStringList{u"aaaaaaaaaaaaaaa"_s});
        QTest::keyClick(picker->focusProxy(), Qt::Key_Return);
        // The field of the same name is meant.
        QTRY_COMPARE(form.place(), QPointF(-3.5, 7));
        QCOMPARE(committed.size(), 1);
        QCOMPARE(form.map->pin().value_or(QPointF()), QPointF(-3.5, 7));
        QTRY_VERIFY(form.editor->findChild<GeoFromRecord *>() == nullptr); // closed
        QCOMPARE(QApplication::focusWidget(), from); // back where it was
    }

    void withoutAServerNobodyIsAsked()
    {
        auto owned = std::make_unique<StubTransport>();
        StubTransport *stub = owned.get();
        stub->on("GET", u"/*"_s, [](const TransportRequest &) {
            StubAnswer answer;
            answer.body = png();
            return answer;
        });
        TileStore store(std::move(owned), nullptr);
        MapView map;
        map.resize(512, 300);
        showTilesOn(map, store);
        map.show();
        map.grab();
        QTest::qWait(30);
        QCOMPARE(stub->requests().size(), std::size_t(0));

        store.setServer({u"https://tiles.example.com/t/{z}/{x}/{y}.png"_s, u"© Example"_s});
        QSignalSpy arrived(&store, &TileStore::arrived);
        map.grab();
        QTRY_VERIFY(arrived.size() >= 4);
        QCOMPARE(map.attribution(), u"© Example"_s);
        for (const TransportRequest &request : stub->requests()) {
            QCOMPARE(request.url.host(), u"tiles.example.com"_s);
            QVERIFY(request.url.path().startsWith(u"/t/"_s));
            for (const auto &[name, value] : request.headers) {
                QVERIFY(name != "Authorization");
            }
        }
        // What is there is not asked for again.
        const std::size_t asked = stub->requests().size();
        map.grab();
        QTest::qWait(30);
        QCOMPARE(stub->requests().size(), asked);
        // Off again: the pictures are gone with the server.
        store.setServer({});
        QVERIFY(map.attribution().isEmpty());
        map.grab();
        QTest::qWait(30);
        QCOMPARE(stub->requests().size(), asked);
    }

    void aTileThatIsMissingIsAskedForOnce()
    {
        auto owned = std::make_unique<StubTransport>();
        StubTransport *stub = owned.get();
        TileStore store(std::move(owned), nullptr);
        store.setServer({u"https://tiles.example.com/{z}/{x}/{y}.png"_s, {}});
        QSignalSpy failed(&store, &TileStore::failed);
        QVERIFY(store.tile(1, 0, 0).isNull());
        QTRY_COMPARE(failed.size(), 1);
        QVERIFY(store.tile(1, 0, 0).isNull());
        QVERIFY(store.tile(1, 1, 0).isNull());
        QTest::qWait(30);
        QCOMPARE(stub->requests().size(), std::size_t(2));
        QCOMPARE(failed.size(), 1); // said once
    }

    void questionsOutOfSightAreForgotten()
    {
        auto owned = std::make_unique<StubTransport>();
        StubTransport *stub = owned.get();
        TileStore store(std::move(owned), nullptr);
        store.setServer({u"https://tiles.example.com/{z}/{x}/{y}.png"_s, {}});
        for (int x = 0; x < 500; ++x) {
            store.tile(10, x, 3);
        }
        QTest::qWait(200);
        QCOMPARE(stub->requests().size(), std::size_t(TileStore::kMostWaiting));
        QVERIFY(stub->requests().front().url.path().startsWith(u"/10/499/"_s)); // newest first
    }

    void addressesAreChecked_data()
    {
        QTest::addColumn<QString>("address");
        QTest::addColumn<bool>("isGood");
        QTest::newRow("https") << u"https://t.example.com/{z}/{x}/{y}.png"_s << true;
        QTest::newRow("with a key") << u"http://t.example.com/{z}/{x}/{y}?key=1"_s << true;
        QTest::newRow("no scheme") << u"t.example.com/{z}/{x}/{y}.png"_s << false;
        QTest::newRow("a file") << u"file:///tmp/{z}/{x}/{y}.png"_s << false;
        QTest::newRow("one missing") << u"https://t.example.com/{z}/{x}.png"_s << false;
        QTest::newRow("twice") << u"https://t.example.com/{z}/{x}/{y}/{y}.png"_s << false;
        QTest::newRow("empty") << QString() << false;
    }

    void addressesAreChecked()
    {
        QFETCH(QString, address);
        QFETCH(bool, isGood);
        QCOMPARE(TileStore::problemOf(address).isEmpty(), isGood);
    }
};

SOCLE_TEST_SUITE(TestGeoMap)
#include "TestGeoMap.moc"
