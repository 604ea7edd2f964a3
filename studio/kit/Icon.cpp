// SVG in, crisp coloured pixmaps out. One cache for the whole program; a theme switch empties it.
#include "studio/kit/Icon.h"

#include "studio/kit/Theme.h"

#include <QDirIterator>
#include <QFile>
#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QSet>
#include <QSvgRenderer>

#include <cmath>
#include <functional>

namespace socle::studio {

namespace {

QHash<QString, QPixmap> &cache()
{
    static QHash<QString, QPixmap> pixmaps;
    return pixmaps;
}

const QByteArray &drawing(const QString &meaning)
{
    static QHash<QString, QByteArray> loaded;
    auto found = loaded.find(meaning);
    if (found == loaded.end()) {
        QFile file(QStringLiteral(":/socle/icons/%1.svg").arg(meaning));
        QByteArray bytes;
        if (file.open(QIODevice::ReadOnly)) {
            bytes = file.readAll();
        }
        found = loaded.insert(meaning, bytes);
    }
    return *found;
}

bool isMirrored(const QString &meaning)
{
    static const QSet<QString> names = [] {
        QSet<QString> set;
        QFile file(QStringLiteral(":/socle/mirrored-icons.txt"));
        if (file.open(QIODevice::ReadOnly)) {
            const auto lines = file.readAll().split('\n');
            for (const auto &line : lines) {
                set.insert(QString::fromLatin1(line));
            }
        }
        return set;
    }();
    return names.contains(meaning);
}

QPixmap render(const QString &meaning, double side, const QColor &color, double ratio, bool mirror)
{
    const int pixels = std::max(1, static_cast<int>(std::lround(side * ratio)));
    const QString key = meaning % QLatin1Char('|') % QString::number(pixels) % QLatin1Char('|')
        % QString::number(color.rgba(), 16) % (mirror ? QLatin1String("m") : QLatin1String(""))
        % QString::number(ratio);
    if (const auto found = cache().constFind(key); found != cache().constEnd()) {
        return *found;
    }
    QPixmap pixmap(pixels, pixels);
    pixmap.fill(Qt::transparent);
    const QByteArray &svg = drawing(meaning);
    QPainter painter(&pixmap);
    if (svg.isEmpty()) {
        painter.fillRect(pixmap.rect(),
                         Qt::magenta); // unmistakable in screenshots; a test looks for it
    } else {
        QByteArray coloured = svg;
        coloured.replace("currentColor", color.name(QColor::HexRgb).toLatin1());
        QSvgRenderer renderer(coloured);
        if (mirror) {
            painter.translate(pixels, 0);
            painter.scale(-1, 1);
        }
        painter.setOpacity(color.alphaF());
        renderer.render(&painter, QRectF(0, 0, pixels, pixels));
    }
    painter.end();
    pixmap.setDevicePixelRatio(ratio);
    if (cache().size() > 2000) {
        cache().clear();
    }
    cache().insert(key, pixmap);
    return pixmap;
}

/// The engine behind icon(): asks for its colour each time it paints.
class ThemedIconEngine : public QIconEngine
{
public:
    using Colour = std::function<QColor()>;

    ThemedIconEngine(QString meaning, Colour colour)
        : m_meaning(std::move(meaning))
        , m_colour(std::move(colour))
    {
    }

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State) override
    {
        drawIcon(painter, m_meaning, rect, colour(mode), QGuiApplication::layoutDirection());
    }

    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override
    {
        return scaledPixmap(size, mode, state, 1.0);
    }

    QPixmap scaledPixmap(const QSize &size, QIcon::Mode mode, QIcon::State, qreal scale) override
    {
        const double side = std::min(size.width(), size.height());
        const bool mirror
            = QGuiApplication::layoutDirection() == Qt::RightToLeft && isMirrored(m_meaning);
        // Qt hands over device pixels and sets the ratio itself.
        return render(m_meaning, side / scale, colour(mode), scale, mirror);
    }

    QIconEngine *clone() const override { return new ThemedIconEngine(m_meaning, m_colour); }

    QString key() const override { return QStringLiteral("socle"); }

    QString iconName() override { return m_meaning; }

    bool isNull() override { return m_meaning.isEmpty(); }

private:
    QColor colour(QIcon::Mode mode) const
    {
        return mode == QIcon::Disabled ? colorOf(Color::TextDisabled) : m_colour();
    }

    QString m_meaning;
    Colour m_colour;
};

} // namespace

QIcon icon(const QString &meaning, Color role)
{
    return QIcon(new ThemedIconEngine(meaning, [role] { return colorOf(role); }));
}

QString fieldIconName(const QString &typeName)
{
    static const QHash<QString, QString> names{
        {QStringLiteral("text"), QStringLiteral("type")},
        {QStringLiteral("editor"), QStringLiteral("file-text")},
        {QStringLiteral("number"), QStringLiteral("hash")},
        {QStringLiteral("bool"), QStringLiteral("toggle")},
        {QStringLiteral("email"), QStringLiteral("at-sign")},
        {QStringLiteral("url"), QStringLiteral("link")},
        {QStringLiteral("date"), QStringLiteral("calendar")},
        {QStringLiteral("autodate"), QStringLiteral("calendar-clock")},
        {QStringLiteral("select"), QStringLiteral("select")},
        {QStringLiteral("json"), QStringLiteral("braces")},
        {QStringLiteral("file"), QStringLiteral("file")},
        {QStringLiteral("relation"), QStringLiteral("relation")},
        {QStringLiteral("geoPoint"), QStringLiteral("map-pin")},
        {QStringLiteral("password"), QStringLiteral("lock")},
        {QStringLiteral("id"), QStringLiteral("key")},
    };
    return names.value(typeName, QStringLiteral("type"));
}

QIcon fieldIcon(const QString &typeName)
{
    const FieldHue hue = fieldHue(typeName);
    return QIcon(new ThemedIconEngine(fieldIconName(typeName),
                                      [hue] { return Theme::current().color(hue); }));
}

void drawIcon(QPainter *painter,
              const QString &meaning,
              const QRectF &rect,
              const QColor &color,
              Qt::LayoutDirection direction)
{
    const double side = std::min(rect.width(), rect.height());
    if (side <= 0 || meaning.isEmpty()) {
        return;
    }
    const double ratio = painter->device() ? painter->device()->devicePixelRatioF() : 1.0;
    const bool mirror = direction == Qt::RightToLeft && isMirrored(meaning);
    const QPixmap pixmap = render(meaning, side, color, ratio, mirror);
    // Whole device pixels keep the strokes sharp.
    const auto snap = [ratio](double value) { return std::round(value * ratio) / ratio; };
    const QPointF corner(snap(rect.center().x() - side / 2), snap(rect.center().y() - side / 2));
    painter->drawPixmap(corner, pixmap);
}

QPixmap iconPixmap(const QString &meaning,
                   double side,
                   const QColor &color,
                   double devicePixelRatio)
{
    return render(meaning, side, color, devicePixelRatio, false);
}

bool hasIcon(const QString &meaning) { return !drawing(meaning).isEmpty(); }

QStringList iconNames()
{
    QStringList names;
    QDirIterator files(QStringLiteral(":/socle/icons"));
    while (files.hasNext()) {
        files.next();
        names << files.fileInfo().completeBaseName();
    }
    names.sort();
    return names;
}

void clearIconCache() { cache().clear(); }

} // namespace socle::studio
