#include "studio/api/SseParser.h"

namespace socle::studio {

QList<SseEvent> SseParser::feed(const QByteArray &bytes)
{
    QList<SseEvent> events;
    const char *at = bytes.constData();
    const char *const end = at + bytes.size();
    while (at != end && !m_isOverflown) {
        if (m_skipLf && *at == '\n') {
            m_skipLf = false;
            ++at;
            continue;
        }
        m_skipLf = false;
        const char *stop = at;
        while (stop != end && *stop != '\n' && *stop != '\r') {
            ++stop;
        }
        m_line.append(at, stop - at);
        if (m_line.size() + m_data.size() > kMaxEventBytes) {
            m_isOverflown = true;
            break;
        }
        if (stop == end) {
            break;
        }
        m_skipLf = *stop == '\r';
        const QByteArray whole = std::exchange(m_line, {});
        line(whole, events);
        at = stop + 1;
    }
    return events;
}

void SseParser::reset() { *this = {}; }

void SseParser::line(const QByteArray &whole, QList<SseEvent> &events)
{
    QByteArray text = whole;
    if (std::exchange(m_isFirstLine, false) && text.startsWith("\xEF\xBB\xBF")) {
        text.remove(0, 3);
    }
    if (text.isEmpty()) { // end of an event
        if (m_hasData) {
            m_data.chop(1); // the LF after the last data line
            events.append({m_event.isEmpty() ? QStringLiteral("message") : m_event, m_data, m_id});
        }
        m_event.clear();
        m_data.clear();
        m_hasData = false;
        return;
    }
    const qsizetype colon = text.indexOf(':');
    if (colon == 0) {
        return; // comment: heartbeats
    }
    const QByteArray name = colon < 0 ? text : text.left(colon);
    QByteArray value = colon < 0 ? QByteArray() : text.mid(colon + 1);
    if (value.startsWith(' ')) {
        value.remove(0, 1);
    }
    if (name == "data") {
        m_data.append(value).append('\n');
        m_hasData = true;
    } else if (name == "event") {
        m_event = QString::fromUtf8(value);
    } else if (name == "id") {
        if (!value.contains('\0')) {
            m_id = QString::fromUtf8(value);
        }
    } else if (name == "retry") {
        bool isNumber = false;
        const int milliseconds = value.toInt(&isNumber);
        if (isNumber && milliseconds >= 0) {
            m_retryMs = milliseconds;
        }
    }
}

} // namespace socle::studio
