#include "studio/app/shots/PictureCompare.h"

#include <QColor>
#include <QPainter>
#include <QSet>

#include <algorithm>
#include <cstdlib>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr int kNoticed = 12; // levels of a channel; less is not seen
constexpr int kLeastColours = 8; // of anything that has words on it: edges of letters have many
constexpr int kIconSide = 8; // a missing icon is a block at least that wide
constexpr float kVeil = 0.7F; // over what is the same

/// The mean of each pixel and its eight neighbours.
QImage blurred(const QImage &picture)
{
    const QImage from = picture.convertToFormat(QImage::Format_RGB32);
    QImage to(from.size(), QImage::Format_RGB32);
    const int w = from.width();
    const int h = from.height();
    for (int y = 0; y < h; ++y) {
        const QRgb *lines[3];
        for (int i = 0; i < 3; ++i) {
            const int row = std::clamp(y + i - 1, 0, h - 1);
            lines[i] = reinterpret_cast<const QRgb *>(from.constScanLine(row));
        }
        auto *out = reinterpret_cast<QRgb *>(to.scanLine(y));
        for (int x = 0; x < w; ++x) {
            int red = 0;
            int green = 0;
            int blue = 0;
            for (const QRgb *line : lines) {
                for (int i = -1; i <= 1; ++i) {
                    const QRgb pixel = line[std::clamp(x + i, 0, w - 1)];
                    red += qRed(pixel);
                    green += qGreen(pixel);
                    blue += qBlue(pixel);
                }
            }
            out[x] = qRgb(red / 9, green / 9, blue / 9);
        }
    }
    return to;
}

bool isNoticed(QRgb a, QRgb b)
{
    return std::max({std::abs(qRed(a) - qRed(b)),
                     std::abs(qGreen(a) - qGreen(b)),
                     std::abs(qBlue(a) - qBlue(b))})
        >= kNoticed;
}

} // namespace

PictureComparison comparePictures(const QImage &before, const QImage &now)
{
    PictureComparison found;
    if (before.size() != now.size() || now.isNull()) {
        found.isResized = true;
        found.difference = now;
        return found;
    }
    const QImage was = blurred(before);
    const QImage is = blurred(now);
    QImage marks(now.size(), QImage::Format_ARGB32);
    QColor veil(Qt::black);
    veil.setAlphaF(kVeil);
    marks.fill(veil);
    qint64 count = 0;
    for (int y = 0; y < is.height(); ++y) {
        const auto *a = reinterpret_cast<const QRgb *>(was.constScanLine(y));
        const auto *b = reinterpret_cast<const QRgb *>(is.constScanLine(y));
        auto *mark = reinterpret_cast<QRgb *>(marks.scanLine(y));
        for (int x = 0; x < is.width(); ++x) {
            if (isNoticed(a[x], b[x])) {
                mark[x] = 0; // a hole in the veil
                ++count;
            }
        }
    }
    found.share = static_cast<double>(count) / (static_cast<double>(is.width()) * is.height());
    if (count > 0) {
        found.difference = now.convertToFormat(QImage::Format_RGB32);
        QPainter painter(&found.difference);
        painter.drawImage(0, 0, marks);
    }
    return found;
}

QString pictureFault(const QImage &picture)
{
    const QRgb missing = QColor(Qt::magenta).rgb(); // what kit/Icon.cpp paints for one
    const QImage pixels = picture.convertToFormat(QImage::Format_RGB32);
    QSet<QRgb> colours;
    for (int y = 0; y < pixels.height(); ++y) {
        const auto *line = reinterpret_cast<const QRgb *>(pixels.constScanLine(y));
        int run = 0;
        for (int x = 0; x < pixels.width(); ++x) {
            if (colours.size() < kLeastColours) {
                colours.insert(line[x]);
            }
            run = line[x] == missing ? run + 1 : 0;
            if (run >= kIconSide) {
                return u"an icon is missing at %1, %2"_s.arg(x - run + 1).arg(y);
            }
        }
    }
    return colours.size() < kLeastColours ? u"the picture is blank"_s : QString();
}

} // namespace socle::studio
