// A short word about something that happened: bottom trailing corner, at most three, gone after 4 s
// (never while hovered or focused). Nothing important lives only in a toast.
#pragma once

#include "studio/kit/Theme.h"

#include <QWidget>

#include <functional>

namespace socle::studio {

class Toast : public QWidget
{
    Q_OBJECT

public:
    /// Shows `text` in the window of `anywhere`; with `actionText` a button that runs `action`. The
    /// toast owns itself.
    static Toast *show(QWidget *anywhere,
                       Tone tone,
                       const QString &text,
                       const QString &actionText = {},
                       std::function<void()> action = {});

signals:
    void dismissed();

protected:
    void paintEvent(QPaintEvent *event) override;
    void enterEvent(QEnterEvent *event) override;
    void leaveEvent(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;
    void timerEvent(QTimerEvent *event) override;

private:
    Toast(QWidget *window,
          Tone tone,
          const QString &text,
          const QString &actionText,
          std::function<void()> action);
    void dismiss();
    static void arrange(QWidget *window);

    Tone m_tone;
    int m_timer = 0;
};

} // namespace socle::studio
