// The list inside every chooser: rows with a check, a pill or a dot with label, and a second line.
// Select and relation share it.
//
// The list keeps the keyboard in the search field above it: that forwards Up, Down and Enter
// through handleKey().
#pragma once

#include <QColor>
#include <QListWidget>
#include <QVector>

namespace socle::studio {

struct PickRow
{
    QString key = {};
    QString text = {};
    QString detail = {}; // second line; any row with one makes all rows tall
    QColor dot = {}; // relation: colour of the dot
    QColor ground = {}; // select: own colour of the pill
    int tone = -1; // select: Tone as int; -1: no pill
    bool isChosen = false;
    QString hint = {}; // trailing: key number
    bool canMove = false; // has a place in an order: the hand may carry it to another
};

class PickList : public QListWidget
{
    Q_OBJECT

public:
    explicit PickList(QWidget *parent = nullptr);

    void setRows(const QVector<PickRow> &rows, bool isMultiple);
    QString currentKey() const;
    void setCurrentKey(const QString &key);
    QStringList keys() const;
    /// Up, Down, Page, Home, End; false for other keys.
    bool handleKey(int key);
    /// Height for at most eight rows.
    QSize sizeHint() const override;

signals:
    void picked(const QString &key);
    void doubleClicked(const QString &key);
    /// A row was carried to the place of another one that can move.
    void moved(const QString &key, const QString &to);

protected:
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    bool canMove(int row) const;

    QPoint m_pressed;
    int m_carried = -1; // row under the hand
    int m_target = -1; // where it would come to stand
};

} // namespace socle::studio
