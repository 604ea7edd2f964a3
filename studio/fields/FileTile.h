// One file of a value: its picture, or the icon of its kind above its name; a cross to take it out.
// Carried to another place by the hand; shows how far its upload is. For FileTiles only.
#pragma once

#include <QAbstractButton>
#include <QPixmap>

namespace socle::studio {

class FileTiles;

class FileTile final : public QAbstractButton
{
public:
    FileTile(const QString &item, FileTiles *owner);

    const QString &item() const { return m_item; }

    /// 0 to 1 while it is uploaded, below 0 otherwise.
    void setUpload(double share);

protected:
    void paintEvent(QPaintEvent *) override;
    void enterEvent(QEnterEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    QPixmap pictureOf() const;
    QRectF crossRect() const;

    QString m_item;
    FileTiles *m_owner;
    QPoint m_pressed;
    double m_upload = -1;
    bool m_isCarried = false;
};

} // namespace socle::studio
