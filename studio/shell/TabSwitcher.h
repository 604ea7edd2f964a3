// The list of recent tabs that stays while Ctrl is held: Ctrl+Tab steps on, letting go chooses, Esc
// leaves everything as it was.
//
// Takes no focus: what had the keyboard keeps it until something is chosen. The window hands it the
// release of Ctrl, since no shortcut can say that.
//
// Source: studio.md 3.9.
#pragma once

#include <QPointer>
#include <QWidget>

class QListView;
class QStandardItemModel;

namespace socle::studio {

class View;

class TabSwitcher : public QWidget
{
    Q_OBJECT

public:
    explicit TabSwitcher(QWidget *window);

    /// `recent`: most recently used first, so the second one is where a single step goes.
    void open(const QList<View *> &recent, int step);
    void advance(int step);
    /// Chooses what is marked and closes.
    void accept();
    void cancel();

signals:
    void chosen(socle::studio::View *view);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void place();

    QListView *const m_list;
    QStandardItemModel *const m_model;
    QList<QPointer<View>> m_views;
};

} // namespace socle::studio
