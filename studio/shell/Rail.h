// The rail at the leading edge: one item per view, 52 px with icons, 176 px with labels.
//
// Object names: shell.rail.<view>. Arrow keys move, the rail is one region of F6.
//
// Source: studio.md 3.3.
#pragma once

#include "studio/shell/ViewHost.h"

#include <QAbstractButton>
#include <QHash>
#include <QWidget>

namespace socle::studio {

class Capabilities;

class RailItem : public QAbstractButton
{
    Q_OBJECT

public:
    RailItem(const ViewDescriptor &view, QWidget *parent);

    void setExpanded(bool expanded);
    void setDot(bool hasDot);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    QString m_icon;
    bool m_expanded = false;
    bool m_hasDot = false;
};

class Rail : public QWidget
{
    Q_OBJECT

public:
    Rail(const ViewCatalogue &catalogue, QWidget *parent = nullptr);

    void setCurrent(const QString &viewId);
    void setExpanded(bool expanded);

    bool isExpanded() const { return m_expanded; }

    void setDot(const QString &viewId, bool hasDot);
    /// Items without their capability are disabled and say why.
    void setCapabilities(const Capabilities &capabilities);

signals:
    void chosen(const QString &viewId);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    ViewCatalogue m_catalogue;
    QHash<QString, RailItem *> m_items;
    bool m_expanded = false;
};

} // namespace socle::studio
