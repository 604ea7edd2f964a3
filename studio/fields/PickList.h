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
};

} // namespace socle::studio
