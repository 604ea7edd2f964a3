// Tabs in two looks: Underline (inspector, sheets) and Document (the strip over the content: icon,
// dirty dot, spinner, error mark, close cross).
#pragma once

#include "studio/kit/Tokens.h"

#include <QHash>
#include <QTabBar>

namespace socle::studio {

class Tabs : public QTabBar
{
    Q_OBJECT

public:
    enum class Look { Underline, Document };

    explicit Tabs(Look look = Look::Underline, QWidget *parent = nullptr);

    Look look() const { return m_look; }

    /// Adds a tab with an icon by meaning and a stable key (tabData).
    int addTab(const QString &key, const QString &text, const QString &iconName = {});
    QString keyAt(int index) const;
    int indexOfKey(const QString &key) const;
    /// A dot after the text: staged or unsaved changes.
    void setDirty(int index, bool dirty);
    bool isDirty(int index) const;
    /// A number after the text (error count, related records); -1 removes it.
    void setCount(int index, int count);
    void setPreview(int index, bool preview);
    /// Something loads: a spinner takes the icon's place. When to say so is the caller's.
    void setBusy(int index, bool busy);
    bool isBusy(int index) const;
    /// A red mark takes the icon's place: what is in the tab could not be shown or saved.
    void setFailed(int index, bool failed);
    bool isFailed(int index) const;
    QString iconNameAt(int index) const;
    /// Of several strips one is where the next tab opens: the others keep their accent back.
    void setActive(bool active);
    QSize minimumSizeHint() const override;

signals:
    /// Cross, middle click or Delete on a Document tab.
    void closeRequested(int index);
    /// A Document tab was pulled out of the strip with the button held.
    void draggedOut(int index);

protected:
    QSize tabSizeHint(int index) const override;
    QSize minimumTabSizeHint(int index) const override;
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void timerEvent(QTimerEvent *event) override;

private:
    struct Extra
    {
        QString icon;
        int count = -1;
        bool dirty = false;
        bool preview = false;
        bool busy = false;
        bool failed = false;
    };

    int gap() const;
    void nameTab(int index);
    void drawMark(QPainter *painter, const Extra &own, const QRectF &glyph, const QColor &ink);

    QRect closeRect(int index) const;
    Extra *extra(int index);
    const Extra *extra(int index) const;

    Look m_look;
    QHash<QString, Extra> m_extras;
    int m_hovered = -1;
    int m_spinTimer = 0; // runs while a tab is busy
    int m_angle = 0;
    int m_pressedClose = -1;
    int m_pressed = -1; // with the left button, to be moved or pulled out
    bool m_isActive = true;
    bool m_closeHovered = false;
};

} // namespace socle::studio
