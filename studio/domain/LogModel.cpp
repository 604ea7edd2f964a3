#include "studio/domain/LogModel.h"

#include "shared/core/DateTime.h"
#include "studio/api/Text.h"
#include "studio/domain/FilterChips.h"

#include <QTimer>

#include <algorithm>

namespace socle::studio {

namespace {

QString stamp(const QDateTime &time)
{
    return toQString(DateTime(time.toMSecsSinceEpoch()).toString());
}

bool isRequest(const LogEntry &entry) { return entry.data["type"].text() == "request"; }

QString levelName(int level)
{
    return level >= 8 ? QStringLiteral("ERROR")
        : level >= 4  ? QStringLiteral("WARN")
        : level >= 0  ? QStringLiteral("INFO")
                      : QStringLiteral("DEBUG");
}

} // namespace

LogModel::LogModel(ApiClient &client, QObject *parent)
    : QAbstractTableModel(parent)
    , m_client(client)
    , m_timer(new QTimer(this))
{
    connect(m_timer, &QTimer::timeout, this, &LogModel::poll);
}

void LogModel::setFilter(const QString &filter)
{
    if (m_filter != filter) {
        m_filter = filter;
        reload();
    }
}

void LogModel::reload()
{
    ++m_generation;
    beginResetModel();
    m_entries.clear();
    m_ids.clear();
    endResetModel();
    m_hasMore = true;
    m_isFetching = false;
    m_isPolling = false;
    setState(State::Loading);
    fetchMore({});
    if (m_isLive && m_usesStream) {
        openStream();
    }
}

void LogModel::setLive(bool live, bool stream, int intervalMs)
{
    m_isLive = live;
    m_usesStream = stream;
    m_timer->stop();
    if (m_stream != nullptr) {
        m_stream->close();
        m_stream->deleteLater();
        m_stream = nullptr;
    }
    if (!live) {
        return;
    }
    if (stream) {
        openStream();
    } else {
        m_timer->start(intervalMs);
    }
}

void LogModel::askForNewer() { poll(); }

void LogModel::openStream()
{
    if (m_stream != nullptr) {
        m_stream->close();
        m_stream->deleteLater();
    }
    m_stream = LogsEndpoint(m_client).stream(m_filter, 0, this);
    connect(m_stream, &ApiStream::eventReceived, this, [this](const SseEvent &event) {
        const auto json = parseJson(viewOf(event.data));
        if (event.event != QStringLiteral("log") || !json) {
            return;
        }
        if (auto entry = LogEntry::fromJson(*json)) {
            std::vector<LogEntry> one;
            one.push_back(entry.takeValue());
            prepend(std::move(one));
        }
    });
    connect(m_stream, &ApiStream::ended, this, [this] {
        // The stream is a convenience: when it ends, asking goes on.
        m_stream->deleteLater();
        m_stream = nullptr;
        if (m_isLive) {
            m_timer->start(2000);
        }
    });
}

const LogEntry *LogModel::entryAt(int row) const
{
    return row >= 0 && row < rowCount() ? &m_entries[static_cast<std::size_t>(row)] : nullptr;
}

int LogModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_entries.size());
}

int LogModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant LogModel::data(const QModelIndex &index, int role) const
{
    const LogEntry *entry = index.isValid() ? entryAt(index.row()) : nullptr;
    if (entry == nullptr) {
        return {};
    }
    switch (role) {
    case EntryIdRole:
        return entry->id;
    case LevelRole:
        return entry->level;
    case StatusRole:
        return entry->status();
    case DurationRole:
        return entry->execTimeMs();
    case CreatedRole:
        return entry->created;
    case DataRole:
        return toQString(entry->data.dump());
    case Qt::DisplayRole:
        break;
    default:
        return {};
    }
    switch (static_cast<Column>(index.column())) {
    case Time:
        return stamp(entry->created);
    case Level:
        return levelName(entry->level);
    case Method:
        return toQString(entry->data["method"].text());
    case Status:
        return entry->status() > 0 ? QString::number(entry->status()) : QString();
    case Path:
        return isRequest(*entry) ? toQString(entry->data["url"].text()) : entry->message;
    case Duration:
        return entry->execTimeMs() >= 0 ? QString::number(entry->execTimeMs(), 'f', 1) : QString();
    case User:
        return toQString(entry->data["auth"].text());
    case Address:
        return toQString(entry->data["userIP"].text());
    case ColumnCount:
        break;
    }
    return {};
}

QVariant LogModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    switch (static_cast<Column>(section)) {
    case Time:
        return tr("Time");
    case Level:
        return tr("Level");
    case Method:
        return tr("Method");
    case Status:
        return tr("Status");
    case Path:
        return tr("Path or message");
    case Duration:
        return tr("Duration");
    case User:
        return tr("User");
    case Address:
        return tr("Address");
    case ColumnCount:
        break;
    }
    return {};
}

bool LogModel::canFetchMore(const QModelIndex &parent) const
{
    return !parent.isValid() && m_hasMore && !m_isFetching && rowCount() < kMaxEntries;
}

/// By time, not by page number: entries arriving at the top cannot shift what comes next.
QString LogModel::olderThan() const
{
    return m_entries.empty()
        ? QString()
        : QString(QStringLiteral("created <= '") + stamp(m_entries.back().created) + u'\'');
}

void LogModel::fetchMore(const QModelIndex &)
{
    if (m_isFetching || !m_hasMore) {
        return;
    }
    m_isFetching = true;
    LogQuery query;
    query.perPage = kPageSize;
    query.sort = QStringLiteral("-created,-@rowid");
    query.filter = FilterChips::combine(m_filter, olderThan());
    const quint64 mine = m_generation;
    onResult(LogsEndpoint(m_client).list(query), this, [this, mine](Result<LogPage> page) {
        if (mine != m_generation) {
            return;
        }
        m_isFetching = false;
        if (!page) {
            m_error = apiError(page.error());
            m_hasMore = false;
            setState(m_entries.empty() ? State::Failed : State::Ready);
            return;
        }
        m_hasMore = page->items.size() >= static_cast<std::size_t>(kPageSize);
        std::erase_if(page->items,
                      [this](const LogEntry &entry) { return m_ids.contains(entry.id); });
        if (page->items.empty()) {
            m_hasMore = false; // a whole page of one millisecond: nothing new to be had by time
        } else {
            const int first = rowCount();
            beginInsertRows({}, first, first + static_cast<int>(page->items.size()) - 1);
            for (LogEntry &entry : page->items) {
                m_ids.insert(entry.id);
                m_entries.push_back(std::move(entry));
            }
            endInsertRows();
        }
        setState(State::Ready);
    });
}

void LogModel::poll()
{
    if (m_isPolling || m_state == State::Loading) {
        return;
    }
    m_isPolling = true;
    LogQuery query;
    query.perPage = kPageSize;
    query.sort = QStringLiteral("-created,-@rowid");
    query.filter = m_entries.empty()
        ? m_filter
        : FilterChips::combine(
            m_filter, QStringLiteral("created >= '") + stamp(m_entries.front().created) + u'\'');
    const quint64 mine = m_generation;
    onResult(LogsEndpoint(m_client).list(query), this, [this, mine](Result<LogPage> page) {
        if (mine != m_generation) {
            return;
        }
        m_isPolling = false;
        if (page) {
            prepend(std::move(page->items));
        }
    });
}

void LogModel::prepend(std::vector<LogEntry> newestFirst)
{
    std::erase_if(newestFirst, [this](const LogEntry &entry) { return m_ids.contains(entry.id); });
    if (newestFirst.empty()) {
        return;
    }
    const int count = static_cast<int>(newestFirst.size());
    beginInsertRows({}, 0, count - 1);
    for (auto it = newestFirst.rbegin(); it != newestFirst.rend(); ++it) {
        m_ids.insert(it->id);
        m_entries.push_front(std::move(*it));
    }
    endInsertRows();
    if (const int excess = rowCount() - kMaxEntries; excess > 0) {
        beginRemoveRows({}, kMaxEntries, rowCount() - 1);
        for (int i = 0; i < excess; ++i) {
            m_ids.remove(m_entries.back().id);
            m_entries.pop_back();
        }
        endRemoveRows();
        m_hasMore = false;
    }
    emit entriesAdded(count);
}

void LogModel::setState(State state)
{
    m_state = state;
    emit stateChanged();
}

} // namespace socle::studio
