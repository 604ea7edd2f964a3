// Log entries, newest first, growing at the end as one scrolls and at the top as they happen
// (studio.md 4, logs).
//
// A live refresh asks only for entries newer than the newest known; Socle's stream replaces it
// where there is one. A ring of 50,000 entries keeps memory flat.
#pragma once

#include "studio/api/LogsEndpoint.h"

#include <QAbstractTableModel>

#include <deque>

class QTimer;

namespace socle::studio {

class LogModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    static constexpr int kMaxEntries = 50'000;
    static constexpr int kPageSize = 200;

    enum Column { Time, Level, Status, Method, Path, Duration, User, Address, ColumnCount };

    enum Role {
        EntryIdRole = Qt::UserRole + 101,
        LevelRole, // int
        StatusRole, // int
        DurationRole, // double ms, -1 none
        CreatedRole, // QDateTime UTC
        DataRole, // QString: JSON text of data
    };
    enum class State { Idle, Loading, Ready, Failed };
    Q_ENUM(State)

    explicit LogModel(ApiClient &client, QObject *parent = nullptr);

    /// Filter of the log's own language, AND-ed by the caller; reloads.
    void setFilter(const QString &filter);

    QString filter() const { return m_filter; }

    void reload();
    /// Asks once for entries newer than the newest: after a pause of the view.
    void askForNewer();
    /// Polls every `intervalMs` while live; `stream` uses Socle's log stream instead.
    void setLive(bool live, bool stream, int intervalMs = 2000);

    bool isLive() const { return m_isLive; }

    State state() const { return m_state; }

    const ApiError &error() const { return m_error; }

    const LogEntry *entryAt(int row) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section,
                        Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;
    bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;

signals:
    void stateChanged();
    /// New entries came in at the top.
    void entriesAdded(int count);

private:
    void poll();
    void openStream();
    void prepend(std::vector<LogEntry> newestFirst);
    void setState(State state);
    QString olderThan() const;

    ApiClient &m_client;
    QString m_filter;
    std::deque<LogEntry> m_entries; // newest first
    QSet<QString> m_ids;
    State m_state = State::Idle;
    ApiError m_error;
    QTimer *m_timer; // child
    ApiStream *m_stream = nullptr; // child, while live over a stream
    quint64 m_generation = 0;
    bool m_isLive = false;
    bool m_usesStream = false;
    bool m_hasMore = false;
    bool m_isFetching = false;
    bool m_isPolling = false;
};

} // namespace socle::studio
