#include "studio/domain/CronWords.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>

namespace socle::studio {

namespace {

struct Bounds
{
    int low;
    int high;
};

constexpr std::array kBounds{
    Bounds{0, 59}, Bounds{0, 23}, Bounds{1, 31}, Bounds{1, 12}, Bounds{0, 6}};

QString expand(const QString &expression)
{
    if (expression == QStringLiteral("@yearly") || expression == QStringLiteral("@annually")) {
        return QStringLiteral("0 0 1 1 *");
    }
    if (expression == QStringLiteral("@monthly")) {
        return QStringLiteral("0 0 1 * *");
    }
    if (expression == QStringLiteral("@weekly")) {
        return QStringLiteral("0 0 * * 0");
    }
    if (expression == QStringLiteral("@daily") || expression == QStringLiteral("@midnight")) {
        return QStringLiteral("0 0 * * *");
    }
    if (expression == QStringLiteral("@hourly")) {
        return QStringLiteral("0 * * * *");
    }
    return expression;
}

bool readRange(const QString &text, const Bounds &bounds, int *from, int *to)
{
    if (text == QStringLiteral("*")) {
        *from = bounds.low;
        *to = bounds.high;
        return true;
    }
    const QStringList ends = text.split(u'-');
    bool isLow = false;
    bool isHigh = false;
    *from = ends.first().toInt(&isLow);
    *to = ends.last().toInt(&isHigh);
    return ends.size() <= 2 && isLow && isHigh && *from >= bounds.low && *to <= bounds.high
        && *from <= *to;
}

bool readSegment(const QString &text, const Bounds &bounds, std::bitset<64> *out)
{
    for (const QString &part : text.split(u',')) {
        const QStringList step = part.split(u'/');
        int from = 0;
        int to = 0;
        if (step.size() > 2 || !readRange(step.first(), bounds, &from, &to)) {
            return false;
        }
        int every = 1;
        if (step.size() == 2) {
            bool isNumber = false;
            every = step.last().toInt(&isNumber);
            const bool isPlain
                = step.first() != QStringLiteral("*") && !step.first().contains(u'-');
            if (!isNumber || every < 1 || every > bounds.high || (isPlain && every > 1)) {
                return false;
            }
        }
        for (int value = from; value <= to; value += every) {
            out->set(static_cast<std::size_t>(value));
        }
    }
    return true;
}

/// The one value a segment allows, -1 when it is several.
int only(const QString &segment)
{
    bool isNumber = false;
    const int value = segment.toInt(&isNumber);
    return isNumber ? value : -1;
}

struct CronTexts
{
    Q_DECLARE_TR_FUNCTIONS(CronWords)
};

} // namespace

std::optional<CronSchedule> CronSchedule::parse(const QString &expression)
{
    const QStringList segments = expand(expression).split(u' ');
    if (segments.size() != 5) {
        return std::nullopt;
    }
    CronSchedule schedule;
    for (std::size_t i = 0; i < kBounds.size(); ++i) {
        if (!readSegment(segments.at(static_cast<qsizetype>(i)), kBounds[i], &schedule.parts[i])) {
            return std::nullopt;
        }
    }
    return schedule;
}

bool CronSchedule::matches(const QDateTime &utc) const
{
    const QDate date = utc.date();
    const auto has = [this](std::size_t part, int value) {
        return parts[part].test(static_cast<std::size_t>(value));
    };
    return has(0, utc.time().minute()) && has(1, utc.time().hour()) && has(2, date.day())
        && has(3, date.month()) && has(4, date.dayOfWeek() % 7);
}

std::vector<QDateTime> CronSchedule::next(const QDateTime &utc, int count) const
{
    std::vector<QDateTime> found;
    QDateTime at(utc.date(), QTime(utc.time().hour(), utc.time().minute()), Qt::UTC);
    at = at.addSecs(60);
    const QDateTime end = at.addYears(2);
    while (static_cast<int>(found.size()) < count && at < end) {
        const QDate date = at.date();
        const bool isDay = parts[2].test(static_cast<std::size_t>(date.day()))
            && parts[3].test(static_cast<std::size_t>(date.month()))
            && parts[4].test(static_cast<std::size_t>(date.dayOfWeek() % 7));
        if (!isDay) {
            at = QDateTime(date.addDays(1), QTime(0, 0), Qt::UTC);
        } else if (!parts[1].test(static_cast<std::size_t>(at.time().hour()))) {
            at = QDateTime(date, QTime(at.time().hour(), 0), Qt::UTC).addSecs(3600);
        } else {
            if (matches(at)) {
                found.push_back(at);
            }
            at = at.addSecs(60);
        }
    }
    return found;
}

QString cronWords(const QString &expression)
{
    if (!CronSchedule::parse(expression)) {
        return {};
    }
    const QStringList part = expand(expression).split(u' ');
    const QString any = QStringLiteral("*");
    const int minute = only(part[0]);
    const int hour = only(part[1]);
    const bool isEveryDay = part[2] == any && part[3] == any && part[4] == any;
    const QString time = QStringLiteral("%1:%2")
                             .arg(hour, 2, 10, QLatin1Char('0'))
                             .arg(minute, 2, 10, QLatin1Char('0'));
    if (isEveryDay && part[0] == any && part[1] == any) {
        return CronTexts::tr("Every minute");
    }
    if (isEveryDay && part[1] == any && part[0].startsWith(QStringLiteral("*/"))) {
        return CronTexts::tr("Every %1 minutes").arg(part[0].mid(2));
    }
    if (isEveryDay && minute >= 0 && part[1] == any) {
        return minute == 0
            ? CronTexts::tr("Every hour")
            : CronTexts::tr("Every hour at :%1").arg(minute, 2, 10, QLatin1Char('0'));
    }
    if (isEveryDay && minute >= 0 && part[1].startsWith(QStringLiteral("*/"))) {
        return CronTexts::tr("Every %1 hours").arg(part[1].mid(2));
    }
    if (minute < 0 || hour < 0) {
        return expression;
    }
    if (isEveryDay) {
        return CronTexts::tr("Every day at %1 UTC").arg(time);
    }
    const int weekday = only(part[4]);
    if (part[2] == any && part[3] == any && weekday >= 0) {
        return CronTexts::tr("Every %1 at %2 UTC")
            .arg(QLocale().dayName(weekday == 0 ? 7 : weekday), time);
    }
    const int day = only(part[2]);
    if (day > 0 && part[3] == any && part[4] == any) {
        return CronTexts::tr("On day %1 of every month at %2 UTC").arg(day).arg(time);
    }
    return expression;
}

} // namespace socle::studio
