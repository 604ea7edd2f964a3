// A bordered surface. ActionCard is the large clickable one of the home page.
#pragma once

#include "studio/kit/Theme.h"

#include <QAbstractButton>
#include <QFrame>

class QVBoxLayout;

namespace socle::studio {

class Card : public QFrame
{
    Q_OBJECT

public:
    explicit Card(QWidget *parent = nullptr);

    /// The card's own vertical layout (padding 16).
    QVBoxLayout *body() const { return m_body; }

    void setGround(Color ground);
    /// A 3 px bar at the leading edge in the colour of `tone`.
    void setBar(Tone tone);
    void clearBar();
    /// Accent border: chosen, current.
    void setSelected(bool selected);
    /// Soft ground and strong border of a tone (a refused rule).
    void setTone(Tone tone);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QVBoxLayout *m_body;
    Color m_ground = Color::Surface;
    Tone m_bar = Tone::Neutral;
    Tone m_tone = Tone::Neutral;
    bool m_hasBar = false;
    bool m_selected = false;
};

/// Icon tile, title, two lines of text, key hint: one big thing to do.
class ActionCard : public QAbstractButton
{
    Q_OBJECT

public:
    ActionCard(const QString &iconName,
               const QString &title,
               const QString &description,
               const QString &keys,
               QWidget *parent = nullptr);

    void setPrimary(bool primary);
    QSize sizeHint() const override;

    bool hasHeightForWidth() const override { return true; }

    int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    QString m_icon;
    QString m_description;
    QString m_keys;
    bool m_primary = false;
};

} // namespace socle::studio
