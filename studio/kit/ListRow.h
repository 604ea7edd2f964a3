// One line of a list that is not a model: projects, saved tests, backups. Icon tile, title with
// pill, second line, trailing widgets.
#pragma once

#include "studio/kit/Theme.h"

#include <QAbstractButton>

class QHBoxLayout;

namespace socle::studio {

class Text;
class Pill;
class IconTile;

class ListRow : public QAbstractButton
{
    Q_OBJECT

public:
    explicit ListRow(const QString &title, const QString &subtitle = {}, QWidget *parent = nullptr);

    void setTitle(const QString &title, const QString &subtitle);
    /// The second line is blurred in privacy mode: addresses of servers.
    void setSubtitlePrivate(bool isPrivate);
    /// A rounded tile with an icon at the leading edge.
    void setTile(const QString &iconName, Tone tone);
    void setPill(const QString &text, Tone tone);
    /// Adds a widget at the trailing edge, in reading order.
    void addTrailing(QWidget *widget);
    /// Only visible while hovered or focused.
    void addHoverAction(QWidget *widget);
    void setSelected(bool selected);
    /// A hairline below, inset by the padding.
    void setDivider(bool on);
    /// Own border and rounded corners instead of a row of a list.
    void setBoxed(bool on);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

signals:
    void activated();

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    bool event(QEvent *event) override;

private:
    void updateHover();

    QHBoxLayout *m_row;
    QHBoxLayout *m_titleRow;
    IconTile *m_tile;
    Text *m_title;
    Pill *m_pill;
    Text *m_subtitle;
    QList<QWidget *> m_hoverActions;
    bool m_selected = false;
    bool m_divider = false;
    bool m_boxed = false;
};

} // namespace socle::studio
