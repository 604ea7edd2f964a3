// The smallest parts: key hints, status dots, dividers, avatars, spinners. Painted, never
// interactive.
#pragma once

#include "studio/kit/Theme.h"

#include <QPixmap>
#include <QWidget>

namespace socle::studio {

/// "Ctrl K" as key caps.
class Kbd : public QWidget
{
    Q_OBJECT

public:
    explicit Kbd(const QString &keys = {}, QWidget *parent = nullptr);

    void setKeys(const QString &keys);
    QSize sizeHint() const override;

    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_keys;
};

/// A coloured dot with an optional text: connection states. The text says what the colour says.
class StatusDot : public QWidget
{
    Q_OBJECT

public:
    explicit StatusDot(Tone tone = Tone::Neutral,
                       const QString &text = {},
                       QWidget *parent = nullptr);

    void setStatus(Tone tone, const QString &text);
    QSize sizeHint() const override;

    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_text;
    Tone m_tone;
};

/// A one-pixel line in `border`.
class Divider : public QWidget
{
    Q_OBJECT

public:
    explicit Divider(Qt::Orientation orientation = Qt::Horizontal, QWidget *parent = nullptr);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Qt::Orientation m_orientation;
};

/// A round picture, or the initial of `name` on a colour derived from it.
class Avatar : public QWidget
{
    Q_OBJECT

public:
    explicit Avatar(const QString &name, int side, QWidget *parent = nullptr);

    void setPicture(const QPixmap &picture);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_name;
    QPixmap m_picture;
    int m_side;
};

/// An icon in a rounded square of a tone: list rows, cards, tiles.
class IconTile : public QWidget
{
    Q_OBJECT

public:
    explicit IconTile(const QString &iconName,
                      Tone tone = Tone::Neutral,
                      QWidget *parent = nullptr);

    /// Solid: accent ground with onAccent icon.
    void setSolid(bool solid);
    void setIcon(const QString &iconName, Tone tone);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_icon;
    Tone m_tone;
    bool m_solid = false;
};

/// At most 16 px; still when motion is off.
class Spinner : public QWidget
{
    Q_OBJECT

public:
    explicit Spinner(QWidget *parent = nullptr);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void timerEvent(QTimerEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    int m_timer = 0;
    int m_angle = 0;
};

} // namespace socle::studio
