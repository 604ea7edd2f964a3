// See the header.
#include "studio/fields/Words.h"

#include "studio/api/Text.h"

#include <QCoreApplication>
#include <QLocale>

namespace socle::studio {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(socle::studio::Words)
};

constexpr qint64 kMinute = 60;
constexpr qint64 kHour = 60 * kMinute;
constexpr qint64 kDay = 24 * kHour;

} // namespace

QString sizeText(std::int64_t bytes)
{
    return QLocale().formattedDataSize(bytes, bytes % (1024 * 1024) == 0 ? 0 : 1);
}

QString relativeTime(const QDateTime &time, const QDateTime &now)
{
    const qint64 seconds = time.secsTo(now);
    const qint64 far = std::abs(seconds);
    if (far >= 7 * kDay) {
        return {};
    }
    if (far < kMinute) {
        return Words::tr("just now");
    }
    const auto count = [far](qint64 unit) { return static_cast<int>(far / unit); };
    if (far < kHour) {
        return seconds > 0 ? Words::tr("%n min ago", nullptr, count(kMinute))
                           : Words::tr("in %n min", nullptr, count(kMinute));
    }
    if (far < kDay) {
        return seconds > 0 ? Words::tr("%n h ago", nullptr, count(kHour))
                           : Words::tr("in %n h", nullptr, count(kHour));
    }
    return seconds > 0 ? Words::tr("%n d ago", nullptr, count(kDay))
                       : Words::tr("in %n d", nullptr, count(kDay));
}

QString exactTime(const QDateTime &time, bool utc)
{
    if (!time.isValid()) {
        return {};
    }
    const QDateTime shown = utc ? time.toUTC() : time.toLocalTime();
    const QTime clock = shown.time();
    const QString format = clock.msec() != 0 ? QStringLiteral("yyyy-MM-dd HH:mm:ss.zzz")
        : clock.second() != 0                ? QStringLiteral("yyyy-MM-dd HH:mm:ss")
                                             : QStringLiteral("yyyy-MM-dd HH:mm");
    return QLocale::c().toString(shown, format);
}

QString errorText(const FieldError &error)
{
    if (!error.message.empty()) {
        return toQString(error.message);
    }
    for (const auto &[key, child] : error.children) {
        const QString text = errorText(child);
        if (text.isEmpty()) {
            continue;
        }
        bool isIndex = false;
        const int index = toQString(key).toInt(&isIndex);
        return isIndex ? Words::tr("Entry %1: %2").arg(index + 1).arg(text) : text;
    }
    return {};
}

} // namespace socle::studio
