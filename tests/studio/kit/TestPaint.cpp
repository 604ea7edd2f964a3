// Boxes put together from kept corners look as if the painter had drawn them.
#include "studio/kit/Paint.h"
#include "studio/kit/Text.h"
#include "tests/support/TestSuite.h"

#include <QGlyphRun>
#include <QImage>
#include <QPainter>
#include <QTextLayout>

using namespace socle::studio;

class TestPaint : public QObject
{
    Q_OBJECT

    template <typename Draw> static QImage drawn(double ratio, double scale, Draw draw)
    {
        QImage image(QSize(160, 100) * ratio, QImage::Format_ARGB32_Premultiplied);
        image.setDevicePixelRatio(ratio);
        image.fill(Qt::white);
        QPainter painter(&image);
        painter.scale(scale, scale);
        painter.translate(3, 2);
        draw(painter);
        return image;
    }

    /// The largest difference of a channel.
    static int difference(const QImage &a, const QImage &b)
    {
        int most = 0;
        for (int y = 0; y < a.height(); ++y) {
            for (int x = 0; x < a.width(); ++x) {
                const QRgb p = a.pixel(x, y);
                const QRgb q = b.pixel(x, y);
                most = std::max({most,
                                 std::abs(qRed(p) - qRed(q)),
                                 std::abs(qGreen(p) - qGreen(q)),
                                 std::abs(qBlue(p) - qBlue(q))});
            }
        }
        return most;
    }

    static QList<quint32> glyphsOf(const QString &text, const QFont &font)
    {
        QTextLayout layout(text, font);
        layout.beginLayout();
        layout.createLine();
        layout.endLayout();
        QList<quint32> glyphs;
        for (const QGlyphRun &run : layout.glyphRuns()) {
            glyphs += run.glyphIndexes();
        }
        return glyphs;
    }

private slots:

    // Ids, arrows, operators: what is stored, letter by letter.
    void textIsShownAsItIs_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("id") << QStringLiteral("86x7v2");
        QTest::newRow("arrow") << QStringLiteral("a -> b => c");
        QTest::newRow("time") << QStringLiteral("10:30:00");
        QTest::newRow("operators") << QStringLiteral("!= >= <= ~ ||");
    }

    void textIsShownAsItIs()
    {
        QFETCH(QString, text);
        for (const TextRole role : {TextRole::Base, TextRole::Small, TextRole::Mono}) {
            QList<quint32> each;
            for (const QChar letter : text) {
                each += glyphsOf(letter, font(role));
            }
            QCOMPARE(glyphsOf(text, font(role)), each);
        }
    }

    // A text that is drawn again keeps its glyphs: they stand where the painter would put them.
    void wordsLookTheSameEachTime_data()
    {
        QTest::addColumn<double>("ratio");
        QTest::addColumn<double>("scale");
        QTest::newRow("plain") << 1.0 << 1.0;
        QTest::newRow("dense screen") << 2.0 << 1.0;
        QTest::newRow("between") << 1.5 << 1.0;
        QTest::newRow("enlarged") << 1.0 << 1.6;
    }

    void wordsLookTheSameEachTime()
    {
        QFETCH(double, ratio);
        QFETCH(double, scale);
        QFont struck = font(TextRole::Base);
        struck.setStrikeOut(true);
        for (const QFont &face :
             {font(TextRole::Base), font(TextRole::SmallStrong), font(TextRole::Mono), struck}) {
            for (const QString &text : {QStringLiteral("AV. Töpfe, 86x7 -> fin"),
                                        QStringLiteral("Ünïcødé \u2014 \u0416\u0443\u043A")}) {
                const auto draw = [&](QPainter &painter) {
                    drawLine(&painter, QRectF(4.3, 10, 140, 30), text, face, Qt::black);
                };
                const QImage first = drawn(ratio, scale, draw);
                QVERIFY(first != drawn(ratio, scale, [](QPainter &) {}));
                for (int again = 0; again < 3; ++again) {
                    QVERIFY(difference(first, drawn(ratio, scale, draw)) <= 2);
                }
            }
        }
    }

    void boxesLookAsPainted_data()
    {
        QTest::addColumn<QRectF>("rect");
        QTest::addColumn<double>("radius");
        QTest::addColumn<QColor>("fill");
        QTest::addColumn<QColor>("border");
        QTest::addColumn<double>("width");
        QTest::addColumn<double>("ratio");
        QTest::addColumn<double>("scale");
        const QColor blue(40, 80, 200);
        const QColor pale(220, 40, 40, 90);
        const QRectF box(4, 5, 120, 60);
        QTest::newRow("fill") << box << 6.0 << blue << QColor() << 0.0 << 1.0 << 1.0;
        QTest::newRow("edge") << box << 6.0 << QColor() << blue << 1.0 << 1.0 << 1.0;
        QTest::newRow("both") << box << 6.0 << pale << blue << 1.0 << 1.0 << 1.0;
        QTest::newRow("thick") << box << 8.0 << pale << blue << 2.0 << 1.0 << 1.0;
        QTest::newRow("thicker than round") << box << 1.0 << pale << blue << 3.0 << 1.0 << 1.0;
        QTest::newRow("square") << box << 0.0 << pale << blue << 1.0 << 1.0 << 1.0;
        QTest::newRow("pill") << QRectF(4, 5, 60, 20) << 10.0 << pale << QColor() << 0.0 << 1.0
                              << 1.0;
        QTest::newRow("pill with an edge")
            << QRectF(4, 5, 60, 21) << 10.5 << pale << blue << 1.0 << 1.0 << 1.0;
        QTest::newRow("circle") << QRectF(4, 5, 20, 20) << 10.0 << blue << QColor() << 0.0 << 1.0
                                << 1.0;
        QTest::newRow("smaller than its corners")
            << QRectF(4, 5, 8, 8) << 6.0 << blue << pale << 1.0 << 1.0 << 1.0;
        QTest::newRow("between pixels")
            << QRectF(4.5, 5.25, 60, 30) << 6.0 << pale << blue << 1.0 << 1.0 << 1.0;
        QTest::newRow("dense screen") << box << 6.0 << pale << blue << 1.0 << 2.0 << 1.0;
        QTest::newRow("screen of 125 %") << box << 6.0 << pale << blue << 1.0 << 1.25 << 1.0;
        QTest::newRow("scaled painter") << box << 6.0 << pale << blue << 1.0 << 1.0 << 1.25;
    }

    void boxesLookAsPainted()
    {
        QFETCH(QRectF, rect);
        QFETCH(double, radius);
        QFETCH(QColor, fill);
        QFETCH(QColor, border);
        QFETCH(double, width);
        QFETCH(double, ratio);
        QFETCH(double, scale);
        const auto ours
            = [&](QPainter &painter) { drawRounded(&painter, rect, radius, fill, border, width); };
        const QImage qts = drawn(ratio, scale, [&](QPainter &painter) {
            painter.setRenderHint(QPainter::Antialiasing);
            painter.setBrush(fill.isValid() ? QBrush(fill) : QBrush(Qt::NoBrush));
            double round = std::min(radius, std::min(rect.width(), rect.height()) / 2);
            QRectF path = rect;
            painter.setPen(Qt::NoPen);
            if (border.isValid()) {
                const double pen = std::floor(width * ratio) / ratio; // whole pixels
                painter.setPen(QPen(border, pen));
                path = rect.adjusted(pen / 2, pen / 2, -pen / 2, -pen / 2);
                round = std::max(0.0, round - pen / 2);
            }
            painter.drawRoundedRect(path, round, round);
        });
        QVERIFY(difference(qts, drawn(ratio, scale, [](QPainter &) {})) > 30); // there is a box
        QVERIFY2(difference(drawn(ratio, scale, ours), qts) <= 3, "the first time");
        QVERIFY2(difference(drawn(ratio, scale, ours), qts) <= 3, "from what was kept");
    }
};

SOCLE_TEST_SUITE(TestPaint)
#include "TestPaint.moc"
