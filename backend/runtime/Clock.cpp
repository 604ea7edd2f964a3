// The system's clocks behind Clock.
#include "backend/runtime/Clock.h"

namespace socle::runtime {

namespace {

class SystemClock final : public Clock
{
public:
    DateTime now() const override
    {
        const auto sinceEpoch = std::chrono::system_clock::now().time_since_epoch();
        return DateTime(std::chrono::duration_cast<std::chrono::milliseconds>(sinceEpoch).count());
    }

    Steady::time_point steadyNow() const override { return Steady::now(); }
};

} // namespace

const Clock &systemClock()
{
    static const SystemClock clock;
    return clock;
}

} // namespace socle::runtime
