#include "backend/files/RemovalGate.h"

#include <utility>

namespace socle::files {

void RemovalGate::pass(FunctionRef<void()> now, FunctionRef<UniqueFunction<void()>()> later)
{
    const std::lock_guard lock(m_mutex);
    if (m_holders > 0) {
        m_waiting.push_back(later());
    } else {
        now();
    }
}

RemovalGate::Hold::Hold(RemovalGate &gate)
    : m_gate(gate)
{
    const std::lock_guard lock(m_gate.m_mutex);
    ++m_gate.m_holders;
}

RemovalGate::Hold::~Hold()
{
    std::vector<UniqueFunction<void()>> waiting;
    {
        const std::lock_guard lock(m_gate.m_mutex);
        if (--m_gate.m_holders == 0) {
            waiting.swap(m_gate.m_waiting);
        }
    }
    for (auto &removal : waiting) {
        removal();
    }
}

} // namespace socle::files
