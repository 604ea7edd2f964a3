// Incremental parser of server-sent events: bytes in any cut, whole events out.
//
// Lines end with LF, CR LF or CR; a multi-byte character may be split between chunks because only
// whole lines are decoded. `data` lines join with LF; comments are skipped; an event without data
// is dropped, as the standard says. One event is limited to 16 MiB. Source: WHATWG HTML 9.2.6.
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

namespace socle::studio {

struct SseEvent
{
    QString event = {}; // "message" when the stream did not say
    QByteArray data = {}; // UTF-8
    QString id = {}; // last id seen on the stream
};

class SseParser
{
public:
    static constexpr qsizetype kMaxEventBytes = 16 * 1024 * 1024;

    /// Events completed by these bytes, in order.
    QList<SseEvent> feed(const QByteArray &bytes);

    /// Value of the last `retry:` line in ms, -1 when there was none.
    int retryMs() const { return m_retryMs; }

    /// True after an event grew over the limit: the caller closes the stream.
    bool isOverflown() const { return m_isOverflown; }

    void reset();

private:
    void line(const QByteArray &text, QList<SseEvent> &events);

    QByteArray m_line;
    QByteArray m_data;
    QString m_event;
    QString m_id;
    int m_retryMs = -1;
    bool m_hasData = false;
    bool m_skipLf = false; // the last byte was CR: a following LF belongs to it
    bool m_isFirstLine = true; // a BOM may stand there
    bool m_isOverflown = false;
};

} // namespace socle::studio
