// See ServerMetrics.h.
#include "backend/app/ServerMetrics.h"

#include "backend/app/Wiring.h"

#include <cstdio>
#include <functional>
#include <string>
#include <unistd.h>

namespace socle::app {

namespace {

using observability::MetricKind;

/// Resident memory of this process in bytes, 0 when the kernel does not say.
double residentBytes()
{
    std::FILE *file = std::fopen("/proc/self/statm", "re");
    if (file == nullptr) {
        return 0;
    }
    long pages = 0;
    const bool isRead = std::fscanf(file, "%*s %ld", &pages) == 1;
    std::fclose(file);
    return isRead ? static_cast<double>(pages) * static_cast<double>(::sysconf(_SC_PAGESIZE)) : 0;
}

void addWriter(observability::Metrics &metrics,
               const std::string &name,
               storage::Database &database)
{
    const auto add = [&](MetricKind kind,
                         const std::string &what,
                         const char *help,
                         double (*read)(const storage::WriterCounters &)) {
        metrics.add(kind, "socle_" + name + "_" + what, help, [&database, read] {
            return read(database.writer().counters());
        });
    };
    add(MetricKind::Counter, "write_steps_total", "Steps the writer ran.", [](const auto &c) {
        return static_cast<double>(c.steps);
    });
    add(MetricKind::Counter, "write_steps_failed_total", "Steps that failed.", [](const auto &c) {
        return static_cast<double>(c.failedSteps);
    });
    add(MetricKind::Counter, "commits_total", "Commits.", [](const auto &c) {
        return static_cast<double>(c.batches);
    });
    add(MetricKind::Counter, "commits_failed_total", "Commits that failed.", [](const auto &c) {
        return static_cast<double>(c.failedBatches);
    });
    add(MetricKind::Counter,
        "writes_refused_total",
        "Steps refused by a full queue.",
        [](const auto &c) { return static_cast<double>(c.refused); });
    add(MetricKind::Gauge, "writes_queued", "Steps waiting for the writer.", [](const auto &c) {
        return static_cast<double>(c.queued);
    });
    metrics.add(MetricKind::Counter,
                "socle_" + name + "_reads_total",
                "Read transactions.",
                [&database] { return static_cast<double>(database.counters().reads); });
    metrics.add(MetricKind::Counter,
                "socle_" + name + "_read_slices_expired_total",
                "Reads that moved from an I/O thread to the pool.",
                [&database] { return static_cast<double>(database.counters().slicesExpired); });
    metrics.add(MetricKind::Gauge,
                "socle_" + name + "_read_connections",
                "Open read connections.",
                [&database] { return static_cast<double>(database.counters().readConnections); });
}

void addRequests(observability::Metrics &metrics, Surface &surface)
{
    static constexpr std::size_t kClasses[] = {2, 3, 4, 5};
    for (const std::size_t statusClass : kClasses) {
        metrics.add(MetricKind::Counter,
                    "socle_responses_" + std::to_string(statusClass) + "xx_total",
                    "Answers by class of status.",
                    [&surface, statusClass] {
                        return static_cast<double>(surface.requestCounters.count(statusClass));
                    });
    }
    metrics.add(MetricKind::Counter,
                "socle_request_seconds_total",
                "Time between the head of a request and its answer.",
                [&surface] { return surface.requestCounters.seconds(); });
    metrics.add(MetricKind::Gauge,
                "socle_requests_running",
                "Requests without an answer yet.",
                [&surface] { return static_cast<double>(surface.dispatcher.running()); });
    metrics.add(MetricKind::Counter,
                "socle_log_rows_dropped_total",
                "Log rows dropped by a full queue.",
                [&surface] { return static_cast<double>(surface.requestLog.counters().dropped); });
}

void addRealtime(observability::Metrics &metrics, Surface &surface)
{
    metrics.add(MetricKind::Gauge, "socle_realtime_clients", "Open event streams.", [&surface] {
        return static_cast<double>(surface.broker.clientCount());
    });
}

void addWebhooks(observability::Metrics &metrics, Surface &surface)
{
    metrics.add(MetricKind::Gauge, "socle_webhooks_pending", "Deliveries waiting.", [&surface] {
        return static_cast<double>(surface.engine.outbox.pending.load());
    });
    metrics.add(MetricKind::Counter,
                "socle_webhooks_delivered_total",
                "Deliveries made.",
                [&surface] { return static_cast<double>(surface.deliverer.delivered()); });
    metrics.add(MetricKind::Counter,
                "socle_webhooks_failed_total",
                "Deliveries given up.",
                [&surface] { return static_cast<double>(surface.deliverer.failed()); });
}

} // namespace

void registerMetrics(observability::Metrics &metrics, Surface &surface)
{
    metrics.add(
        MetricKind::Gauge, "socle_memory_resident_bytes", "Resident memory.", residentBytes);
    metrics.add(MetricKind::Gauge,
                "socle_uptime_seconds",
                "Seconds since the server started.",
                [&surface, started = surface.engine.clock.steadyNow()] {
                    const std::chrono::duration<double> up
                        = surface.engine.clock.steadyNow() - started;
                    return up.count();
                });
    addRequests(metrics, surface);
    addWriter(metrics, "data", *surface.engine.database);
    addWriter(metrics, "auxiliary", *surface.engine.auxiliary);
    addRealtime(metrics, surface);
    addWebhooks(metrics, surface);
}

} // namespace socle::app
