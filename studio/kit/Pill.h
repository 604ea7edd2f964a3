// A small round label that states something: "local", "published", "1 new", "62%". Not interactive.
#pragma once

#include "studio/kit/Theme.h"

#include <QWidget>

namespace socle::studio {

class Pill : public QWidget
{
    Q_OBJECT

public:
    explicit Pill(const QString &text = {}, Tone tone = Tone::Neutral, QWidget *parent = nullptr);

    void setText(const QString &text);

    const QString &text() const { return m_text; }

    void setTone(Tone tone);
    /// Own ground and text colour instead of a tone (select options); a pale ground gets dark text
    /// by itself.
    void setGround(const QColor &ground);

    QSize sizeHint() const override;

    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_text;
    QColor m_ground;
    Tone m_tone;
};

} // namespace socle::studio
