// Records without a date, beside the calendar: dragged onto a day, or put on the chosen day with
// Enter (studio.md 4.3.17). Not for use outside the calendar.
#pragma once

#include <QWidget>

#include <vector>

class QListWidget;

namespace socle::studio {

class Text;

class UnscheduledTray : public QWidget
{
    Q_OBJECT

public:
    struct Item
    {
        QString id = {};
        QString title = {};
    };

    static const QString kMimeType;

    explicit UnscheduledTray(QWidget *parent = nullptr);

    /// `total` may be larger than the list: the rest is said below it.
    void show(const std::vector<Item> &items, qint64 total);

    QListWidget *list() const { return m_list; }

signals:
    void selected(const QString &recordId);
    /// Enter or double click: onto the chosen day.
    void scheduleRequested(const QString &recordId);

protected:
    void paintEvent(QPaintEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QListWidget *const m_list;
    Text *const m_note;
    bool m_isBuilding = false;
};

} // namespace socle::studio
