#include "studio/kit/Privacy.h"

#include <QApplication>
#include <QGraphicsEffect>
#include <QPainter>
#include <QWidget>

#include <cmath>

namespace socle::studio {

namespace {

/// Letters of 13 px are two dots high then; what is made of them again by smoothing is a smear.
constexpr double kCoarseness = 7;

QImage coarse(const QSizeF &size)
{
    QImage image(std::max(1, static_cast<int>(std::ceil(size.width() / kCoarseness))),
                 std::max(1, static_cast<int>(std::ceil(size.height() / kCoarseness))),
                 QImage::Format_ARGB32_Premultiplied);
    image.fill(::Qt::transparent);
    return image;
}

void drawCoarse(QPainter *painter, const QRectF &area, const QImage &image)
{
    painter->save();
    painter->setRenderHint(QPainter::SmoothPixmapTransform);
    painter->drawImage(area, image);
    painter->restore();
}

/// Blurs a widget with everything in it; off it costs nothing.
class Veil : public QGraphicsEffect
{
public:
    explicit Veil(QWidget *widget)
        : QGraphicsEffect(widget)
    {
        setEnabled(Privacy::current().isOn());
        QObject::connect(
            &Privacy::current(), &Privacy::changed, this, &QGraphicsEffect::setEnabled);
    }

protected:
    void draw(QPainter *painter) override
    {
        QPoint offset;
        const QPixmap source
            = sourcePixmap(::Qt::LogicalCoordinates, &offset, QGraphicsEffect::NoPad);
        if (source.isNull()) {
            return;
        }
        const QRectF area(offset, source.deviceIndependentSize());
        QImage image = coarse(area.size());
        QPainter small(&image);
        small.setRenderHint(QPainter::SmoothPixmapTransform);
        small.drawPixmap(QRectF(image.rect()), source, QRectF(source.rect()));
        small.end();
        drawCoarse(painter, area, image);
    }
};

} // namespace

Privacy &Privacy::current()
{
    static Privacy privacy;
    return privacy;
}

void Privacy::setOn(bool on)
{
    if (on == m_isOn) {
        return;
    }
    m_isOn = on;
    emit changed(on);
    const QWidgetList windows = QApplication::topLevelWidgets();
    for (QWidget *window : windows) {
        window->update();
        const auto inside = window->findChildren<QWidget *>();
        for (QWidget *widget : inside) {
            widget->update();
        }
    }
}

void Privacy::guard(QWidget *widget, bool when)
{
    if (when == isGuarded(widget)) {
        return;
    }
    widget->setGraphicsEffect(when ? new Veil(widget) : nullptr);
}

bool Privacy::isGuarded(const QWidget *widget)
{
    return dynamic_cast<const Veil *>(widget->graphicsEffect()) != nullptr;
}

void Privacy::paintBlurred(QPainter *painter,
                           const QRectF &area,
                           const std::function<void(QPainter *)> &draw)
{
    if (area.isEmpty()) {
        return;
    }
    QImage image = coarse(area.size());
    QPainter small(&image);
    small.setRenderHints(painter->renderHints());
    small.setLayoutDirection(painter->layoutDirection());
    small.scale(image.width() / area.width(), image.height() / area.height());
    small.translate(-area.topLeft());
    draw(&small);
    small.end();
    drawCoarse(painter, area, image);
}

QString Privacy::hiddenText() { return tr("Hidden in privacy mode"); }

} // namespace socle::studio
