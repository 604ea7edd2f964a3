// The exposition format.
#include "backend/observability/Metrics.h"

#include "shared/core/Number.h"

namespace socle::observability {

void Metrics::add(MetricKind kind, std::string name, std::string help, std::function<double()> read)
{
    const std::lock_guard lock(m_mutex);
    m_metrics.push_back({kind, std::move(name), std::move(help), std::move(read)});
}

std::string Metrics::text() const
{
    std::string out;
    const std::lock_guard lock(m_mutex);
    for (const Metric &metric : m_metrics) {
        out += "# HELP " + metric.name + " " + metric.help + "\n# TYPE " + metric.name
            + (metric.kind == MetricKind::Counter ? " counter\n" : " gauge\n") + metric.name + " "
            + formatNumber(metric.read()) + "\n";
    }
    return out;
}

} // namespace socle::observability
