// Counters and gauges by name, printed as Prometheus text. Modules keep their own numbers; wiring
// registers readers here.
#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace socle::observability {

enum class MetricKind { Counter, Gauge };

class Metrics
{
public:
    /// `name` like `socle_writer_steps_total`; `read` is called at each scrape, on the scraping
    /// thread.
    void add(MetricKind kind, std::string name, std::string help, std::function<double()> read);
    /// Prometheus text format 0.0.4.
    std::string text() const;

private:
    struct Metric
    {
        MetricKind kind;
        std::string name;
        std::string help;
        std::function<double()> read;
    };

    mutable std::mutex m_mutex; // guards the list; readers run under it and must not register
    std::vector<Metric> m_metrics;
};

} // namespace socle::observability
