// The picker against a stubbed server: question, answer order, limits, labels of chosen records.
#include "studio/fields/FieldUiCatalogue.h"
#include "studio/fields/RelationPicker.h"
#include "tests/support/TestSuite.h"

#include <QLineEdit>
#include <QSignalSpy>

#include "../domain/Fixtures.h"
#include "Samples.h"

using namespace socle;
using namespace socle::studio;

namespace {

QByteArray page(const std::vector<std::pair<const char *, const char *>> &records)
{
    QByteArray items;
    for (const auto &[id, name] : records) {
        items += (items.isEmpty() ? "" : ",")
            + QByteArray("{\"collectionId\":\"cauthors\",\"collectionName\":\"authors\",\"id\":\"")
            + id + "\",\"name\":\"" + name + "\"}";
    }
    return "{\"page\":1,\"perPage\":30,\"totalItems\":-1,\"totalPages\":-1,\"items\":[" + items
        + "]}";
}

} // namespace

class TestRelationPicker : public QObject
{
    Q_OBJECT
private slots:

    void asksTheTargetForWhatIsTyped()
    {
        StubConnection server;
        server.stub->on("GET",
                        QStringLiteral("/api/collections/authors/records"),
                        StubAnswer::json(
                            page({{"aaaaaaaaaaaaaaa", "Ursula"}, {"bbbbbbbbbbbbbbb", "Octavia"}})));
        EditorContext context{.client = server.client.get(), .schema = server.schema.get()};
        RelationPicker picker(server.schema->find(u"authors"), context);
        QSignalSpy shown(&picker, &RelationPicker::resultsShown);
        picker.setSearchText(QStringLiteral("o'k"));
        QVERIFY(shown.wait(2000));
        QCOMPARE(
            picker.shownIds(),
            (QStringList{QStringLiteral("aaaaaaaaaaaaaaa"), QStringLiteral("bbbbbbbbbbbbbbb")}));
        QCOMPARE(picker.record(QStringLiteral("bbbbbbbbbbbbbbb")).label, QStringLiteral("Octavia"));
        const auto requests
            = server.stub->requests("GET", QStringLiteral("/api/collections/authors/records"));
        QCOMPARE(requests.size(), std::size_t(1)); // once, after the pause
        QCOMPARE(StubTransport::query(requests.front(), QStringLiteral("filter")),
                 QStringLiteral("id ~ 'o\\'k' || name ~ 'o\\'k'"));
    }

    void onlyTheNewestAnswerIsShown()
    {
        StubConnection server;
        StubAnswer slow = StubAnswer::json(page({{"aaaaaaaaaaaaaaa", "Old"}}));
        slow.delayMs = 80;
        server.stub->onSequence("GET",
                                QStringLiteral("/api/collections/authors/records"),
                                {slow, StubAnswer::json(page({{"bbbbbbbbbbbbbbb", "New"}}))});
        RelationPicker picker(
            server.schema->find(u"authors"),
            EditorContext{.client = server.client.get(), .schema = server.schema.get()});
        picker.searchNow();
        picker.searchNow();
        QTest::qWait(200);
        QCOMPARE(picker.shownIds(), QStringList{QStringLiteral("bbbbbbbbbbbbbbb")});
    }

    void severalUpToTheLimit()
    {
        StubConnection server;
        server.stub->on(
            "GET",
            QStringLiteral("/api/collections/authors/records"),
            StubAnswer::json(page(
                {{"aaaaaaaaaaaaaaa", "A"}, {"bbbbbbbbbbbbbbb", "B"}, {"ccccccccccccccc", "C"}})));
        RelationPicker picker(
            server.schema->find(u"authors"),
            EditorContext{.client = server.client.get(), .schema = server.schema.get()});
        picker.setLimits(0, 2);
        picker.searchNow();
        QSignalSpy shown(&picker, &RelationPicker::resultsShown);
        QVERIFY(shown.wait(2000));
        auto *search = picker.findChild<QLineEdit *>(QStringLiteral("data.relation.search"));
        QTest::keyClick(search, Qt::Key_Return);
        QTest::keyClick(search, Qt::Key_Down);
        QTest::keyClick(search, Qt::Key_Return);
        QTest::keyClick(search, Qt::Key_Down);
        QTest::keyClick(search, Qt::Key_Return);
        QCOMPARE(
            picker.selected(),
            (QStringList{QStringLiteral("aaaaaaaaaaaaaaa"), QStringLiteral("bbbbbbbbbbbbbbb")}));
        QSignalSpy accepted(&picker, &RelationPicker::accepted);
        QTest::keyClick(search, Qt::Key_Return);
        QCOMPARE(accepted.count(), 0); // C is not chosen: the limit is said again
        QTest::keyClick(search, Qt::Key_Up);
        QTest::keyClick(search, Qt::Key_Return);
        QCOMPARE(accepted.count(), 1);
    }

    void aSingleChoiceCommitsTheEditor()
    {
        StubConnection server;
        server.stub->on("GET",
                        QStringLiteral("/api/collections/authors/records"),
                        StubAnswer::json(page({{"aaaaaaaaaaaaaaa", "Ursula"}})));
        const fields::Field field = *server.schema->find(u"books")->field(u"author");
        EditorContext context{.client = server.client.get(), .schema = server.schema.get()};
        QWidget window;
        FieldEditor *editor = fieldUi(field).createEditor(&window, field, context);
        editor->setJson(Json(""));
        window.show();
        QSignalSpy committed(editor, &FieldEditor::committed);
        QTest::keyClick(editor->focusProxy(), Qt::Key_Return);
        auto *picker = editor->findChild<RelationPicker *>();
        QVERIFY(picker != nullptr && picker->isVisible());
        QSignalSpy shown(picker, &RelationPicker::resultsShown);
        QVERIFY(shown.wait(2000));
        QTest::keyClick(picker->findChild<QLineEdit *>(QStringLiteral("data.relation.search")),
                        Qt::Key_Return);
        QCOMPARE(committed.count(), 1);
        QCOMPARE(committed.at(0).at(0).toString(), QStringLiteral("aaaaaaaaaaaaaaa"));
    }

    void chosenRecordsGetTheirLabels()
    {
        StubConnection server;
        server.stub->on("GET",
                        QStringLiteral("/api/collections/authors/records"),
                        StubAnswer::json(page({{"aaaaaaaaaaaaaaa", "Ursula"}})));
        RelationPicker picker(
            server.schema->find(u"authors"),
            EditorContext{.client = server.client.get(), .schema = server.schema.get()});
        QSignalSpy shown(&picker, &RelationPicker::resultsShown);
        picker.setSelected({QStringLiteral("aaaaaaaaaaaaaaa")});
        QVERIFY(shown.wait(2000));
        QCOMPARE(picker.record(QStringLiteral("aaaaaaaaaaaaaaa")).label, QStringLiteral("Ursula"));
    }
};

SOCLE_TEST_SUITE(TestRelationPicker)
#include "TestRelationPicker.moc"
