// Boxes put together from kept corners look as if the painter had drawn them.
#include "studio/kit/Paint.h"
#include "tests/support/TestSuite.h"

#include <QImage>
#include <QPainter>

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

private slots:

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
