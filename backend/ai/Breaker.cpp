// See Breaker.h.
#include "backend/ai/Breaker.h"

#include <algorithm>
#include <utility>

namespace socle::ai {

namespace {

constexpr int kFailuresToOpen = 5;
constexpr std::chrono::seconds kFirstPause{30};
constexpr std::chrono::seconds kLongestPause{600};

} // namespace

bool Breaker::allows(Steady::time_point now)
{
    const std::lock_guard lock(m_mutex);
    if (m_pause.count() == 0) {
        return true;
    }
    if (now < m_openUntil || m_probing) {
        return false;
    }
    m_probing = true;
    return true;
}

void Breaker::record(const std::optional<AiError> &outcome, Steady::time_point now)
{
    const std::lock_guard lock(m_mutex);
    const bool wasProbe = std::exchange(m_probing, false);
    if (!outcome || !isProviderFailure(outcome->code)) {
        if (!outcome || outcome->code != AiCode::Canceled) {
            m_failures = 0;
            m_pause = std::chrono::seconds(0);
        }
        return;
    }
    ++m_failures;
    if (wasProbe || m_failures >= kFailuresToOpen || outcome->code == AiCode::ProviderAuth) {
        m_pause = m_pause.count() == 0 ? kFirstPause : std::min(m_pause * 2, kLongestPause);
        m_openUntil = now + m_pause;
        m_failures = 0;
    }
}

Breaker::State Breaker::state(Steady::time_point now) const
{
    const std::lock_guard lock(m_mutex);
    if (m_pause.count() == 0) {
        return State::Closed;
    }
    return now < m_openUntil ? State::Open : State::HalfOpen;
}

} // namespace socle::ai
