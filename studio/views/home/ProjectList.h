// The list on Home: one row per connection, by group, in the order of last use or in the user's
// own.
//
// The user's own begins with the first row that is moved, by dragging or with Alt+Shift+Up and
// Down; a row that is dropped among those of another group joins it.
//
// Source: studio.md 3.12, 4.1.
#pragma once

#include "studio/platform/ConnectionProfile.h"

#include <QHash>
#include <QWidget>

#include <vector>

class QTimer;
class QVBoxLayout;

namespace socle::studio {

class Card;
class Connections;
class ProjectRow;
class Text;

class ProjectList : public QWidget
{
    Q_OBJECT

public:
    explicit ProjectList(Connections &connections, QWidget *parent = nullptr);

    /// Rows whose name, address or folder contains `wanted`; all when it is empty.
    void fill(const QString &wanted);
    void updateRow(const QString &id);

    /// Of the last fill(), in the order shown.
    const std::vector<ConnectionProfile> &shown() const { return m_shown; }

    bool isEmpty() const { return m_rows.isEmpty(); }

    bool isOwnOrder() const;
    void setOwnOrder(bool own);
    /// Also when it was made just now.
    void focusRow(const QString &id);
    /// One place up (-1) or down (1) among those shown.
    void move(const QString &id, int step);
    /// Before row `place` of those shown (their number: to the end).
    void moveTo(const QString &id, int place);

    /// Home came to the front or left it: loads are read only meanwhile.
    void setMeasuring(bool on);

signals:
    void stopRequested(const QString &id);
    void editRequested(const QString &id);
    void removeRequested(const QString &id);
    void trashRequested(const QString &id);
    void folderRequested(const QString &id);
    void keepRequested(const QString &id);
    void logRequested(const QString &id);

protected:
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dragMoveEvent(QDragMoveEvent *event) override;
    void dragLeaveEvent(QDragLeaveEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    ProjectRow *makeRow(const ConnectionProfile &profile);
    void measure();
    void drag(const QString &id);
    int placeAt(int y) const;
    void showMark(int place);

    Connections &m_connections;
    Card *const m_card;
    Text *const m_nothing;
    QWidget *const m_mark; // where a dragged row would land
    QTimer *const m_load;
    QString m_wanted;
    std::vector<ConnectionProfile> m_shown;
    QHash<QString, ProjectRow *> m_rows;
};

} // namespace socle::studio
