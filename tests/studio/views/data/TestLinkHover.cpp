// The icon that opens an address from a cell: which values it takes, where it is clicked, and that
// such a click does nothing else.
#include "studio/api/Text.h"
#include "studio/fields/AddressLink.h"
#include "studio/views/data/LinkHover.h"
#include "tests/studio/views/data/DataFixture.h"
#include "tests/support/TestSuite.h"

#include <QSignalSpy>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

const char *const kPeople = R"([
{"id":"cbooks","name":"books","type":"base","indexes":[],"fields":[
  {"type":"text","name":"id","id":"f1","primaryKey":true,"system":true,"required":true},
  {"type":"text","name":"title","id":"f2","presentable":true},
  {"type":"url","name":"site","id":"f3"},
  {"type":"email","name":"mail","id":"f4"}]}])";

} // namespace

class TestLinkHover : public QObject
{
    Q_OBJECT

private slots:

    void onlyHarmlessAddressesOpen_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("isEmail");
        QTest::addColumn<QString>("address");
        QTest::newRow("web") << u"https://example.com/a?b=1"_s << false
                             << u"https://example.com/a?b=1"_s;
        QTest::newRow("no scheme") << u"example.com/a"_s << false << u"https://example.com/a"_s;
        QTest::newRow("mail") << u" ann@example.com "_s << true << u"mailto:ann@example.com"_s;
        QTest::newRow("no mail") << u"ann"_s << true << QString();
        QTest::newRow("empty") << QString() << false << QString();
        QTest::newRow("script") << u"javascript:alert(1)"_s << false << QString();
        QTest::newRow("a file") << u"file:///etc/passwd"_s << false << QString();
    }

    void onlyHarmlessAddressesOpen()
    {
        QFETCH(QString, text);
        QFETCH(bool, isEmail);
        QFETCH(QString, address);
        QCOMPARE(addressUrl(text, isEmail).toString(), address);
    }

    void aClickOnTheIconOpensAndDoesNothingElse()
    {
        DataFixture f;
        discard(f.context->schema().assign(parseJson(kPeople)->array()), "well-formed");
        f.changed.insert(0,
                         Json(JsonObject{{"id", "book00000000000"},
                                         {"collectionId", "cbooks"},
                                         {"collectionName", "books"},
                                         {"title", "A"},
                                         {"site", "https://example.com"},
                                         {"mail", "ann@example.com"}}));
        DataView &view = f.open();
        QTRY_VERIFY(view.model()->isLoaded(0));
        QCOMPARE(linkOf(f.cell(0, u"title"_s)), QUrl());
        QCOMPARE(linkOf(f.cell(0, u"mail"_s)).toString(), u"mailto:ann@example.com"_s);
        auto *links = view.findChild<LinkHover *>();
        QVERIFY(links != nullptr);
        links->disconnect(); // nothing leaves the test
        QSignalSpy opened(links, &LinkHover::openRequested);
        f.grid->setCurrentIndex(f.cell(0, u"title"_s));
        const QModelIndex site = f.cell(0, u"site"_s);
        const QRectF cell = f.grid->visualRect(site);
        const QPoint icon = addressIconRect(cell, f.grid->layoutDirection()).center().toPoint();
        QTest::mouseMove(f.grid->viewport(), icon);
        QTest::mouseClick(f.grid->viewport(), Qt::LeftButton, {}, icon);
        QCOMPARE(opened.size(), 1);
        QCOMPARE(opened.at(0).at(0).toUrl(), QUrl(u"https://example.com"_s));
        QCOMPARE(f.grid->currentIndex(), f.cell(0, u"title"_s)); // the selection stays
        // Beside the icon it is an ordinary cell.
        QTest::mouseClick(f.grid->viewport(),
                          Qt::LeftButton,
                          {},
                          QPoint(static_cast<int>(cell.left()) + 10, icon.y()));
        QCOMPARE(opened.size(), 1);
        QCOMPARE(f.grid->currentIndex(), site);
    }
};

SOCLE_TEST_SUITE(TestLinkHover)

} // namespace socle::studio

#include "TestLinkHover.moc"
