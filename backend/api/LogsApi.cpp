// See LogsApi.h.
#include "backend/api/LogsApi.h"

#include "backend/api/ListParameters.h"
#include "backend/api/LogQuery.h"
#include "backend/api/RequestScope.h"
#include "backend/http/Server.h"
#include "backend/observability/RequestLog.h"
#include "backend/runtime/Clock.h"
#include "backend/storage/Database.h"

#include <algorithm>
#include <charconv>
#include <functional>
#include <mutex>
#include <utility>

namespace socle::api {

namespace {

using http::Request;
using http::Response;
using storage::Database;
using storage::ReadTransaction;

constexpr std::chrono::milliseconds kSlice{3}; // what a log query may take of an I/O thread
constexpr std::int64_t kDefaultBacklog = 100; // socle-api.md 7
constexpr std::int64_t kMaxBacklog = 1000;
constexpr std::int64_t kLinesAtOnce = 500;

using Question = std::function<Result<std::string>(ReadTransaction &)>;

/// The JSON that `question` finds, here when it is quick, else on the read pool.
Reply answer(Database &logs, Question question)
{
    const auto ask = [&logs, question](const storage::ReadOptions &options) -> Result<Response> {
        std::string json;
        const auto step = [&](ReadTransaction &transaction) -> Result<void> {
            json = SOCLE_TRY(question(transaction));
            return {};
        };
        SOCLE_TRY(logs.read(step, options));
        return Response::json(200, std::move(json));
    };
    auto quick = ask({.slice = kSlice});
    if (quick || !storage::isSliceExpired(quick.error())) {
        return quick;
    }
    return onWorker(Pool::Read, [ask]() -> Reply { return ask({}); });
}

/// One open live stream: writes what was stored since it last looked.
class LogStream
{
public:
    LogStream(Database &logs, const runtime::Clock &clock, std::string filter, LogLines backlog)
        : m_logs(logs)
        , m_clock(clock)
        , m_filter(std::move(filter))
        , m_backlog(std::move(backlog))
    {
    }

    void start(std::shared_ptr<http::StreamWriter> writer)
    {
        const std::lock_guard lock(m_mutex);
        m_writer = std::move(writer);
        m_last = m_backlog.last;
        m_writer->write(": logs\n\n");
        write(std::exchange(m_backlog, {}));
    }

    void follow(std::shared_ptr<void> subscription)
    {
        const std::lock_guard lock(m_mutex);
        m_subscription = std::move(subscription);
    }

    /// On the log's thread, after each stored batch.
    void pump()
    {
        const std::lock_guard lock(m_mutex);
        for (bool isMore = true; isMore && m_writer && !m_writer->isClosed();) {
            LogLines lines;
            const auto result = m_logs.read([&](ReadTransaction &transaction) -> Result<void> {
                lines = SOCLE_TRY(
                    logLines(transaction, m_filter, m_clock.now(), m_last, kLinesAtOnce, false));
                return {};
            });
            if (!result) {
                return; // the next batch asks again, from the same place
            }
            m_last = lines.last;
            isMore = lines.lines.size() == static_cast<std::size_t>(kLinesAtOnce);
            write(lines);
        }
    }

    void close()
    {
        std::shared_ptr<void> subscription; // ends after the lock
        const std::lock_guard lock(m_mutex);
        m_writer = nullptr;
        subscription = std::move(m_subscription);
    }

private:
    void write(const LogLines &lines)
    {
        for (const LogLines::Line &line : lines.lines) {
            if (!m_writer->write("id: " + line.id + "\nevent: log\ndata: " + line.json + "\n\n")) {
                return;
            }
        }
    }

    Database &m_logs;
    const runtime::Clock &m_clock;
    const std::string m_filter;

    std::mutex m_mutex; // guards what follows; taken before the writer's own
    LogLines m_backlog;
    std::shared_ptr<http::StreamWriter> m_writer; // shared with the session, as StreamWriter says
    std::shared_ptr<void> m_subscription; // keeps pump() being called
    std::int64_t m_last = 0; // rowid
};

std::int64_t backlogOf(const Request &request)
{
    const std::string text = request.queryParam("backlog").value_or("");
    std::int64_t lines = kDefaultBacklog;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), lines);
    const bool isNumber = failure == std::errc() && end == text.data() + text.size();
    return isNumber ? std::clamp<std::int64_t>(lines, 0, kMaxBacklog) : kDefaultBacklog;
}

} // namespace

std::vector<Route> LogsApi::routes()
{
    const auto row = [this](std::string_view pattern, auto handler) {
        return Route{.method = http::Method::Get,
                     .pattern = pattern,
                     .access = Access::Superuser,
                     .handler = handledBy(this, handler),
                     .logged = Logged::ErrorsOnly};
    };
    return {row("/api/logs", &LogsApi::list),
            row("/api/logs/stats", &LogsApi::hours),
            row("/api/logs/{id}", &LogsApi::view),
            row("/api/socle/logs/stats", &LogsApi::stats),
            row("/api/socle/logs/stream", &LogsApi::follow)};
}

Reply LogsApi::list(const Request &request, const RequestScope & /*scope*/)
{
    auto paging = readListPaging(request);
    if (!paging) {
        return paging.takeError();
    }
    LogListQuery query{.filter = request.queryParam("filter").value_or(""),
                       .sort = request.queryParam("sort").value_or(""),
                       .paging = *paging,
                       .now = m_clock.now()};
    return answer(
        m_logs, [query = std::move(query)](ReadTransaction &transaction) -> Result<std::string> {
            auto found = listLogs(transaction, query);
            // Whatever the engine dislikes about a filter is the filter's fault (A3.2).
            if (!found && found.error().kind == ErrorKind::Internal) {
                return Error{.kind = ErrorKind::InvalidInput, .cause = found.error().cause};
            }
            return found;
        });
}

Reply LogsApi::view(const Request &request, const RequestScope & /*scope*/)
{
    return answer(m_logs, [id = std::string(request.param("id"))](ReadTransaction &transaction) {
        return viewLog(transaction, id);
    });
}

Reply LogsApi::hours(const Request &request, const RequestScope & /*scope*/)
{
    return answer(m_logs,
                  [filter = request.queryParam("filter").value_or(""),
                   now = m_clock.now()](ReadTransaction &transaction) {
                      return countLogsByHour(transaction, filter, now);
                  });
}

Reply LogsApi::stats(const Request &request, const RequestScope & /*scope*/)
{
    const std::string name = request.queryParam("group").value_or("hour");
    LogGroup group = LogGroup::Hour;
    if (name == "minute") {
        group = LogGroup::Minute;
    } else if (name == "day") {
        group = LogGroup::Day;
    } else if (name != "hour" && !name.empty()) {
        return invalidInput("The group must be minute, hour or day.");
    }
    return answer(m_logs,
                  [group, filter = request.queryParam("filter").value_or(""), now = m_clock.now()](
                      ReadTransaction &transaction) {
                      return logStatistics(transaction, group, filter, now);
                  });
}

Reply LogsApi::follow(const Request &request, const RequestScope & /*scope*/)
{
    const std::string filter = request.queryParam("filter").value_or("");
    const std::int64_t backlog = backlogOf(request);
    return onWorker(Pool::Read, [this, filter, backlog]() -> Reply {
        LogLines lines;
        const auto found = m_logs.read([&](ReadTransaction &transaction) -> Result<void> {
            lines = SOCLE_TRY(logLines(transaction, filter, m_clock.now(), 0, backlog, true));
            return {};
        });
        if (!found) {
            return found.error().kind == ErrorKind::InvalidInput
                ? invalidInput("Invalid filter format.")
                : found.error();
        }
        Response head = Response::empty(200);
        head.headers.set("Content-Type", "text/event-stream");
        head.headers.set("Cache-Control", "no-store");
        head.headers.set("X-Accel-Buffering", "no");
        // Shared: the log's thread pumps it, the session ends it.
        auto stream = std::make_shared<LogStream>(m_logs, m_clock, filter, std::move(lines));
        return api::stream(std::move(head),
                           [this, stream](std::shared_ptr<http::StreamWriter> writer) {
                               stream->start(writer);
                               stream->follow(m_requestLog.onStored([stream] { stream->pump(); }));
                               writer->onClosed([stream] { stream->close(); });
                           });
    });
}

} // namespace socle::api
