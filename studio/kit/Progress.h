// Progress of long work, and how full something is.
#pragma once

#include "studio/kit/Theme.h"

#include <QWidget>

namespace socle::studio {

class Text;
class IconButton;

/// A thin bar, 0 to 1; a negative value is unknown progress (a moving part, still without motion).
class Meter : public QWidget
{
    Q_OBJECT

public:
    explicit Meter(QWidget *parent = nullptr);

    void setValue(double value);

    double value() const { return m_value; }

    void setTone(Tone tone);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void timerEvent(QTimerEvent *event) override;

private:
    double m_value = 0;
    Tone m_tone = Tone::Accent;
    int m_timer = 0;
    int m_phase = 0;
};

/// Title, meter, what is happening, cancel: one task.
class ProgressRow : public QWidget
{
    Q_OBJECT

public:
    explicit ProgressRow(const QString &title, QWidget *parent = nullptr);

    /// `value` as in Meter; `note` under the bar ("31,000 of 50,000 rows, 12 s left").
    void setProgress(double value, const QString &note);
    /// Done, failed, cancelled: the bar goes, the note stays in the tone's colour.
    void setFinished(Tone tone, const QString &note);
    void setCancellable(bool on);
    /// A button that pauses, or goes on while `isPaused`.
    void setPausable(bool on, bool isPaused);

signals:
    void cancelRequested();
    void pauseRequested(bool pause);

private:
    Text *m_title;
    Text *m_note;
    Meter *m_meter;
    IconButton *m_pause;
    IconButton *m_cancel;
    bool m_isPaused = false;
};

} // namespace socle::studio
