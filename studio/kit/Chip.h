// A removable, clickable token: filter conditions, tags, relation targets.
#pragma once

#include "studio/kit/Theme.h"

#include <QAbstractButton>
#include <QVector>

namespace socle::studio {

class Chip : public QAbstractButton
{
    Q_OBJECT

public:
    /// Parts alternate between strong and plain text: {"status", "is", "published"} paints the
    /// middle one quiet.
    explicit Chip(const QStringList &parts, QWidget *parent = nullptr);
    explicit Chip(const QString &text, QWidget *parent = nullptr);

    void setParts(const QStringList &parts);
    /// Accent: a filter that acts. Neutral: a value.
    void setTone(Tone tone);
    void setRemovable(bool removable);
    void setLeadingIcon(const QString &meaning);
    /// A coloured dot before the text (avatars without a picture).
    void setDot(const QColor &color);
    /// Struck and pale: the condition is switched off.
    void setMuted(bool muted);

    QSize sizeHint() const override;

    QSize minimumSizeHint() const override { return sizeHint(); }

signals:
    void removeRequested();

protected:
    void paintEvent(QPaintEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool event(QEvent *event) override;

private:
    QRect removeRect() const;

    QStringList m_parts;
    QString m_icon;
    QColor m_dot;
    Tone m_tone = Tone::Accent;
    bool m_removable = true;
    bool m_muted = false;
    bool m_removeHovered = false;
};

} // namespace socle::studio
