// Privacy mode, for sharing a screen: what must not be read by others is shown blurred, everywhere
// at once and until it is turned off.
//
// The kit only knows how to blur and when; who shows something private says so: a CellUi by
// isPrivate(), a widget by guard(). One per program, like the theme. UI thread only.
//
// Source: studio.md 3.18.
#pragma once

#include "studio/kit/Theme.h"

#include <functional>

class QPainter;

namespace socle::studio {

class Privacy : public QObject
{
    Q_OBJECT

public:
    static Privacy &current();

    bool isOn() const { return m_isOn; }

    void setOn(bool on);

    /// The widget and what is in it are blurred while privacy mode is on. `when` false takes it
    /// back (a row that shows another field now).
    static void guard(QWidget *widget, bool when = true);
    static bool isGuarded(const QWidget *widget);

    /// Paints with `draw` (coordinates of `painter`), blurred within `area` beyond reading.
    static void paintBlurred(QPainter *painter,
                             const QRectF &area,
                             const std::function<void(QPainter *)> &draw);

    /// Instead of a tooltip or an announcement that would give the value away.
    static QString hiddenText();

signals:
    void changed(bool isOn);

private:
    Privacy() = default;

    bool m_isOn = false;
};

} // namespace socle::studio
