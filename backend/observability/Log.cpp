// Formatting of log lines.
#include "backend/observability/Log.h"

#include "backend/runtime/Clock.h"
#include "shared/core/Text.h"
#include "shared/json/JsonWriter.h"

#include <cerrno>
#include <unistd.h>

namespace socle::observability {

namespace {

std::string_view nameOf(Level level)
{
    switch (level) {
    case Level::Debug:
        return "debug";
    case Level::Info:
        return "info";
    case Level::Warn:
        return "warn";
    case Level::Error:
        return "error";
    }
    return "info";
}

// A text value without blanks needs no quotes; anything else is written as JSON, so a line stays
// one line.
void appendTextValue(std::string &out, const Json &value)
{
    if (value.isString()) {
        const std::string_view text = value.text();
        const bool isPlain
            = !text.empty() && text.find_first_of(" \t\r\n\"=\\") == std::string_view::npos;
        isPlain ? out.append(toValidUtf8(text)) : (appendJsonString(out, text), out);
        return;
    }
    out += value.dump();
}

// Control characters in a message could move a terminal's cursor or fake a second line.
void appendMessage(std::string &out, std::string_view message)
{
    for (const char c : message) {
        out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
}

} // namespace

Log::Log(LogFormat format, Level minLevel, const runtime::Clock &clock, int descriptor)
    : m_format(format)
    , m_clock(clock)
    , m_descriptor(descriptor)
    , m_minLevel(static_cast<int>(minLevel))
{
}

void Log::write(Level level, std::string_view message, std::initializer_list<LogField> fields)
{
    if (!isEnabled(level)) {
        return;
    }
    std::string line;
    if (m_format == LogFormat::Json) {
        JsonWriter json(line);
        json.startObject();
        json.member("time", std::string_view(m_clock.now().toString()));
        json.member("level", nameOf(level));
        json.member("message", message);
        for (const LogField &field : fields) {
            json.member(field.key, field.value);
        }
        json.endObject();
    } else {
        line = m_clock.now().toString();
        line += ' ';
        line += nameOf(level);
        line.append(6 - nameOf(level).size(), ' ');
        appendMessage(line, message);
        for (const LogField &field : fields) {
            line += ' ';
            line += field.key;
            line += '=';
            appendTextValue(line, field.value);
        }
    }
    line += '\n';

    const std::lock_guard lock(m_mutex);
    std::string_view rest = line;
    while (!rest.empty()) {
        const ssize_t written = ::write(m_descriptor, rest.data(), rest.size());
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written <= 0) {
            return; // nobody reads stderr any more: a log must not stop the server
        }
        rest.remove_prefix(static_cast<std::size_t>(written));
    }
}

void Log::debug(std::string_view message, std::initializer_list<LogField> fields)
{
    write(Level::Debug, message, fields);
}

void Log::info(std::string_view message, std::initializer_list<LogField> fields)
{
    write(Level::Info, message, fields);
}

void Log::warn(std::string_view message, std::initializer_list<LogField> fields)
{
    write(Level::Warn, message, fields);
}

void Log::error(std::string_view message, std::initializer_list<LogField> fields)
{
    write(Level::Error, message, fields);
}

} // namespace socle::observability
