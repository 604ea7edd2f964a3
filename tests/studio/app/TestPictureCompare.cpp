// The comparison of pictures: what the eye does not see is the same, what it sees is not, and a
// difference is marked on the contact sheet.
#include "studio/app/shots/ContactSheet.h"
#include "studio/app/shots/PictureCompare.h"
#include "tests/support/TestSuite.h"

#include <QPainter>
#include <QTemporaryDir>

using namespace Qt::StringLiterals;

namespace socle::studio {

class TestPictureCompare : public QObject
{
    Q_OBJECT

private:
    static QImage page()
    {
        QImage picture(400, 300, QImage::Format_RGB32);
        picture.fill(QColor(Qt::white));
        QPainter painter(&picture);
        for (int i = 0; i < 10; ++i) {
            painter.fillRect(20, 10 + i * 28, 60 + i * 20, 14, QColor::fromHsv(i * 30, 200, 150));
        }
        return picture;
    }

    static QImage with(const QRect &place, const QColor &color)
    {
        QImage picture = page();
        QPainter painter(&picture);
        painter.fillRect(place, color);
        return picture;
    }

private slots:

    void compares_data()
    {
        QTest::addColumn<QImage>("now");
        QTest::addColumn<bool>("isSame");
        QTest::newRow("the same") << page() << true;
        QTest::newRow("a shade nobody sees") << with({0, 0, 400, 8}, QColor(250, 250, 250)) << true;
        QTest::newRow("a speck") << with({300, 200, 10, 10}, Qt::black) << true; // 0.12 % blurred
        QTest::newRow("a word") << with({300, 200, 60, 12}, Qt::black) << false;
        QTest::newRow("another size") << page().copy(0, 0, 399, 300) << false;
    }

    void compares()
    {
        QFETCH(QImage, now);
        QFETCH(bool, isSame);
        const PictureComparison found = comparePictures(page(), now);
        QCOMPARE(found.isSame(), isSame);
        QCOMPARE(found.difference.isNull(), found.share == 0 && !found.isResized);
    }

    void seesWhatIsWrongByItself()
    {
        QCOMPARE(pictureFault(page()), QString());
        QImage blank(100, 100, QImage::Format_RGB32);
        blank.fill(QColor(Qt::white));
        QVERIFY(!pictureFault(blank).isEmpty());
        QVERIFY(!pictureFault(with({300, 200, 16, 16}, Qt::magenta)).isEmpty());
    }

    void marksWhatDiffers()
    {
        QTemporaryDir earlier;
        QTemporaryDir out;
        const auto name = [](const char *state) {
            return QString(u"home-"_s + QLatin1String(state) + u"-light.png"_s);
        };
        QVERIFY(page().save(earlier.filePath(name("list"))));
        QVERIFY(page().save(earlier.filePath(name("empty"))));
        Goldens goldens(QDir(earlier.path()), QDir(out.path()));
        const QImage changed = with({0, 0, 400, 30}, Qt::black);
        for (const auto &[state, picture] :
             {std::pair{"list", changed}, std::pair{"empty", page()}, std::pair{"edit", page()}}) {
            QVERIFY(picture.save(out.filePath(name(state))));
            goldens.judge(name(state), picture);
        }
        QCOMPARE(goldens.differing(), 1);
        QCOMPARE(goldens.marks()[name("edit")].kind, PictureMark::Kind::New);
        QVERIFY(QFile::exists(out.filePath(u"home-list-light.diff.png"_s)));
        QVERIFY(writeContactSheet(QDir(out.path()), goldens.marks()));
        QFile sheet(out.filePath(u"index.html"_s));
        QVERIFY(sheet.open(QIODevice::ReadOnly));
        const QString html = QString::fromUtf8(sheet.readAll());
        QVERIFY(html.contains(u"1 of 3 pictures differ"_s));
        QVERIFY(html.contains(u"id=\"home-list-light.png\" class=differs"_s));
        QVERIFY(html.contains(u"src=\"home-list-light.diff.png\""_s));
        QVERIFY(!html.contains(u"id=\"home-empty-light.png\" class="_s));
        // Seen and mended: the difference goes with the next comparison.
        goldens.judge(name("list"), page());
        QVERIFY(!QFile::exists(out.filePath(u"home-list-light.diff.png"_s)));
    }
};

} // namespace socle::studio

using socle::studio::TestPictureCompare;
SOCLE_TEST_SUITE(TestPictureCompare)
#include "TestPictureCompare.moc"
