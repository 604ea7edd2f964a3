// The server's own log: one line an event on stderr, as text for people or as JSON for machines.
//
// A line says what happened, to what, how long it took. Secrets never go in: there is no way to log
// a Secret, and whoever logs a request leaves tokens and bodies out.
#pragma once

#include "shared/json/Json.h"

#include <atomic>
#include <initializer_list>
#include <mutex>
#include <string>
#include <string_view>

namespace socle::runtime {
class Clock;
}

namespace socle::observability {

/// The levels of the peer's log rows (admin-api.md A3.1); any integer between them is allowed
/// there.
enum class Level : int { Debug = -4, Info = 0, Warn = 4, Error = 8 };

enum class LogFormat { Text, Json };

struct LogField
{
    std::string_view key;
    Json value;
};

class Log
{
public:
    /// `descriptor` 2 is stderr. `clock` outlives the log.
    Log(LogFormat format, Level minLevel, const runtime::Clock &clock, int descriptor = 2);

    /// Any thread; lines are whole. Levels below the minimum cost a comparison.
    void write(Level level, std::string_view message, std::initializer_list<LogField> fields = {});
    void debug(std::string_view message, std::initializer_list<LogField> fields = {});
    void info(std::string_view message, std::initializer_list<LogField> fields = {});
    void warn(std::string_view message, std::initializer_list<LogField> fields = {});
    void error(std::string_view message, std::initializer_list<LogField> fields = {});

    bool isEnabled(Level level) const { return static_cast<int>(level) >= m_minLevel.load(); }

    void setMinLevel(Level level) { m_minLevel = static_cast<int>(level); }

private:
    const LogFormat m_format;
    const runtime::Clock &m_clock;
    const int m_descriptor;
    std::atomic<int> m_minLevel;
    std::mutex m_mutex; // keeps lines apart; last in every order
};

} // namespace socle::observability
