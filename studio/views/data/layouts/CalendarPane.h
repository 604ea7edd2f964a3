// Records on their days: month, week and agenda; dragging an event stages the new date (studio.md
// 4.3.17).
//
// Asks only for the days in view. Days are of the local zone; moving keeps the time of day.
// Keyboard: arrows move the day, Page Up and Down the month, Tab the event of the day, Enter opens
// it, Alt+Shift+arrows move it. Records without a date stand in a tray beside it. Object names:
// data.calendar.start, .end, .mode, .back, .today, .on, .undated, .tray.
#pragma once

#include "studio/views/data/layouts/LayoutPane.h"

#include <QDate>

#include <vector>

class QStackedWidget;
class QTreeWidget;

namespace socle::studio {

class CalendarGrid;
class Button;
class IconButton;
class Segmented;
class UnscheduledTray;

struct CalendarEvent
{
    Record record = {}; // values empty: a staged insert
    QDateTime start = {}; // local
    QDateTime end = {}; // local, start when there is none
    QString title = {};
    bool isStaged = false;
    bool isDeleted = false;
};

class CalendarPane : public LayoutPane
{
    Q_OBJECT

public:
    static constexpr int kMostEvents = 2000; // of one span

    explicit CalendarPane(ConnectionContext &context, QWidget *parent = nullptr);

    void refresh() override;
    void recordChanged(const RecordKey &key) override;

    QDate day() const { return m_day; }

    /// The month or week of this day.
    void showDay(const QDate &day);
    std::vector<CalendarEvent> eventsOn(const QDate &day) const;
    /// Stages another day, the time stays; its end moves along.
    void moveEvent(const QString &recordId, int days);
    /// The end goes by so many days, never before the start; Ctrl+Shift and an arrow, or its edge.
    void stretchEvent(const QString &recordId, int days);

    bool hasEnd() const { return !m_end.isEmpty(); }

    /// Stages a date for a record that has none.
    void scheduleOn(const QString &recordId, const QDate &day);
    void selectEvent(const QString &recordId);
    void openEvent(const QString &recordId);
    void createOn(const QDate &day);

    bool isWeek() const { return m_mode == QStringLiteral("week"); }

    const QString &selected() const { return m_selected; }

protected:
    void reload() override;

private:
    void fetch();
    void findNewest();
    void fetchUndated();
    void showTray();
    void rebuild();
    void showTitle();
    void showAgenda();
    QDate firstShown() const;
    int daysShown() const;
    QDateTime timeOf(const JsonObject &values, const QString &field) const;

    Select *const m_startSelect;
    Select *const m_endSelect;
    Segmented *const m_modes;
    Text *const m_title;
    CalendarGrid *const m_grid;
    QTreeWidget *const m_agenda;
    UnscheduledTray *const m_tray;
    Button *const m_trayButton;
    QStackedWidget *const m_stack;
    QString m_start;
    QString m_end;
    QString m_mode;
    QDate m_day;
    QString m_selected;
    std::vector<Record> m_records;
    std::vector<Record> m_undated; // on the server; the stage may know better
    qint64 m_undatedTotal = 0;
    quint64 m_undatedGeneration = 0;
    std::vector<CalendarEvent> m_events; // by start
    bool m_hasLooked = false;
    friend class CalendarGrid;
};

} // namespace socle::studio
