// See the header. A clock time at the end is taken off first; what remains names a day, or a
// distance from now.
#include "studio/fields/NaturalDate.h"

#include "shared/core/DateTime.h"
#include "studio/api/Text.h"

#include <QCoreApplication>
#include <QLocale>
#include <QRegularExpression>

namespace socle::studio {

namespace {

struct NaturalDate
{
    Q_DECLARE_TR_FUNCTIONS(socle::studio::NaturalDate)
};

constexpr qint64 kSecondsOfMinute = 60;
constexpr qint64 kSecondsOfHour = 3600;

bool isWord(const QString &text, const char *english, const QString &translated)
{
    return text == QLatin1String(english) || text == translated.toLower();
}

/// "9:00", "9:00:15.250", "9am", "9.30 pm", "noon"; nothing when it is no time.
std::optional<QTime> clockTime(const QString &text)
{
    if (isWord(text, "noon", NaturalDate::tr("noon"))) {
        return QTime(12, 0);
    }
    if (isWord(text, "midnight", NaturalDate::tr("midnight"))) {
        return QTime(0, 0);
    }
    static const QRegularExpression form(QStringLiteral(
        "^(\\d{1,2})(?:[:.](\\d{2}))?(?::(\\d{2})(?:\\.(\\d{1,3}))?)?\\s*(am|pm)?$"));
    const auto match = form.match(text);
    const bool hasHalf = !match.captured(5).isEmpty();
    if (!match.hasMatch() || (match.captured(2).isEmpty() && !hasHalf)) {
        return std::nullopt; // a bare "9" is no time
    }
    int hour = match.captured(1).toInt();
    if (hasHalf) {
        if (hour < 1 || hour > 12) {
            return std::nullopt;
        }
        hour = hour % 12 + (match.captured(5) == QLatin1String("pm") ? 12 : 0);
    }
    const QTime time(hour,
                     match.captured(2).toInt(),
                     match.captured(3).toInt(),
                     match.captured(4).leftJustified(3, QLatin1Char('0')).toInt());
    return time.isValid() ? std::optional(time) : std::nullopt;
}

/// Moves `from` by `count` of a unit; nothing for an unknown unit.
std::optional<QDateTime> moved(const QDateTime &from, qint64 count, const QString &unit)
{
    static const QHash<QString, QString> units = [] {
        QHash<QString, QString> table;
        const auto add = [&table](const char *meaning, std::initializer_list<const char *> names) {
            for (const char *name : names) {
                table.insert(QLatin1String(name), QLatin1String(meaning));
            }
        };
        add("s", {"s", "sec", "secs", "second", "seconds"});
        add("min", {"min", "mins", "minute", "minutes"});
        add("h", {"h", "hour", "hours", "hr", "hrs"});
        add("d", {"d", "day", "days"});
        add("w", {"w", "week", "weeks"});
        add("m", {"m", "mo", "month", "months"});
        add("y", {"y", "year", "years"});
        return table;
    }();
    const QString known = units.value(unit);
    if (known == QLatin1String("s")) {
        return from.addSecs(count);
    }
    if (known == QLatin1String("min")) {
        return from.addSecs(count * kSecondsOfMinute);
    }
    if (known == QLatin1String("h")) {
        return from.addSecs(count * kSecondsOfHour);
    }
    if (known == QLatin1String("d")) {
        return from.addDays(count);
    }
    if (known == QLatin1String("w")) {
        return from.addDays(count * 7);
    }
    if (known == QLatin1String("m")) {
        return from.addMonths(static_cast<int>(count));
    }
    return known == QLatin1String("y") ? std::optional(from.addYears(static_cast<int>(count)))
                                       : std::nullopt;
}

std::optional<QDateTime> distance(const QString &text, const QDateTime &now)
{
    static const QRegularExpression signedForm(
        QStringLiteral("^([+-])\\s*(\\d{1,5})\\s*([a-z]+)$"));
    static const QRegularExpression inForm(QStringLiteral("^in\\s+(\\d{1,5}|an?)\\s*([a-z]+)$"));
    static const QRegularExpression agoForm(QStringLiteral("^(\\d{1,5}|an?)\\s*([a-z]+)\\s+ago$"));
    const auto count
        = [](const QString &word) { return word.startsWith(QLatin1Char('a')) ? 1 : word.toInt(); };
    if (const auto match = signedForm.match(text); match.hasMatch()) {
        const int sign = match.captured(1) == QLatin1String("-") ? -1 : 1;
        return moved(now, sign * count(match.captured(2)), match.captured(3));
    }
    if (const auto match = inForm.match(text); match.hasMatch()) {
        return moved(now, count(match.captured(1)), match.captured(2));
    }
    if (const auto match = agoForm.match(text); match.hasMatch()) {
        return moved(now, -count(match.captured(1)), match.captured(2));
    }
    return std::nullopt;
}

/// 1 to 12, or 1 to 7 from Monday; 0 when it is no such name. Whole names and beginnings of three
/// letters or more.
template <typename NameOf> int indexOfName(const QString &text, int count, NameOf nameOf)
{
    for (const QLocale &locale : {QLocale(QLocale::English), QLocale()}) {
        for (int i = 1; i <= count; ++i) {
            const QString full = nameOf(locale, i, QLocale::LongFormat).toLower();
            const QString brief = nameOf(locale, i, QLocale::ShortFormat).toLower();
            if (text == full || text == brief || (text.size() >= 3 && full.startsWith(text))) {
                return i;
            }
        }
    }
    return 0;
}

int monthOf(const QString &text)
{
    return indexOfName(text, 12, [](const QLocale &locale, int i, QLocale::FormatType format) {
        return locale.monthName(i, format);
    });
}

std::optional<QDate> weekday(const QString &text, const QDate &today)
{
    QString name = text;
    int week = 0;
    if (name.startsWith(QLatin1String("next "))) {
        name = name.mid(5);
        week = 1;
    } else if (name.startsWith(QLatin1String("last "))) {
        name = name.mid(5);
        week = -1;
    }
    if (week != 0) {
        const std::pair<const char *, int> spans[] = {{"week", 7}, {"month", 30}, {"year", 365}};
        for (const auto &[word, days] : spans) {
            if (name == QLatin1String(word)) {
                return days == 7 ? today.addDays(week * 7)
                    : days == 30 ? today.addMonths(week)
                                 : today.addYears(week);
            }
        }
    }
    const int day
        = indexOfName(name, 7, [](const QLocale &locale, int i, QLocale::FormatType format) {
              return locale.dayName(i, format);
          });
    if (day == 0) {
        return std::nullopt;
    }
    int ahead = (day - today.dayOfWeek() + 7) % 7;
    if (week >= 0 && ahead == 0) {
        ahead = 7; // "friday" said on a Friday is the coming one
    }
    return week < 0 ? today.addDays(ahead - 7) : today.addDays(ahead);
}

std::optional<QDate> writtenDay(const QString &text, const QDate &today)
{
    const auto valid
        = [](const QDate &date) { return date.isValid() ? std::optional(date) : std::nullopt; };
    static const QRegularExpression iso(QStringLiteral("^(\\d{4})[-/](\\d{1,2})[-/](\\d{1,2})$"));
    static const QRegularExpression dotted(QStringLiteral("^(\\d{1,2})\\.(\\d{1,2})\\.(\\d{4})?$"));
    static const QRegularExpression dayFirst(
        QStringLiteral("^(\\d{1,2})(?:st|nd|rd|th|\\.)?\\s+(\\p{L}+)\\.?(?:,?\\s+(\\d{4}))?$"));
    static const QRegularExpression monthFirst(
        QStringLiteral("^(\\p{L}+)\\.?\\s+(\\d{1,2})(?:st|nd|rd|th)?(?:,?\\s+(\\d{4}))?$"));
    const auto year = [&today](const QString &digits) {
        return digits.isEmpty() ? today.year() : digits.toInt();
    };
    if (const auto match = iso.match(text); match.hasMatch()) {
        return valid(
            {match.captured(1).toInt(), match.captured(2).toInt(), match.captured(3).toInt()});
    }
    if (const auto match = dotted.match(text); match.hasMatch()) {
        return valid(
            {year(match.captured(3)), match.captured(2).toInt(), match.captured(1).toInt()});
    }
    if (const auto match = dayFirst.match(text);
        match.hasMatch() && monthOf(match.captured(2)) > 0) {
        return valid(
            {year(match.captured(3)), monthOf(match.captured(2)), match.captured(1).toInt()});
    }
    if (const auto match = monthFirst.match(text);
        match.hasMatch() && monthOf(match.captured(1)) > 0) {
        return valid(
            {year(match.captured(3)), monthOf(match.captured(1)), match.captured(2).toInt()});
    }
    return std::nullopt;
}

std::optional<QDate> dayOf(const QString &text, const QDateTime &now)
{
    const QDate today = now.date();
    if (text.isEmpty() || isWord(text, "today", NaturalDate::tr("today"))) {
        return today;
    }
    if (isWord(text, "tomorrow", NaturalDate::tr("tomorrow"))) {
        return today.addDays(1);
    }
    if (isWord(text, "yesterday", NaturalDate::tr("yesterday"))) {
        return today.addDays(-1);
    }
    if (const auto day = writtenDay(text, today)) {
        return day;
    }
    if (const auto day = weekday(text, today)) {
        return day;
    }
    const auto far = distance(text, now);
    return far ? std::optional(far->date()) : std::nullopt;
}

} // namespace

std::optional<QDateTime> parseNaturalDate(const QString &text, const QDateTime &now, bool utc)
{
    const QDateTime here = utc ? now.toUTC() : now.toLocalTime();
    const QString line = text.simplified().toLower();
    if (line.isEmpty()) {
        return std::nullopt;
    }
    if (isWord(line, "now", NaturalDate::tr("now"))) {
        return now.toUTC();
    }
    if (const auto far = distance(line, here)) {
        return far->toUTC();
    }
    const auto at = [utc](const QDate &day, const QTime &time) {
        return (utc ? QDateTime(day, time, Qt::UTC) : QDateTime(day, time)).toUTC();
    };
    if (const auto time = clockTime(line)) {
        return at(here.date(), *time);
    }
    if (const auto day = dayOf(line, here)) {
        return at(*day, QTime(0, 0));
    }
    // The longest tail of one or two words that is a time: "tomorrow at 9:30 pm".
    const QStringList words = line.split(QLatin1Char(' '));
    for (qsizetype tail = std::min<qsizetype>(2, words.size() - 1); tail >= 1; --tail) {
        const auto time = clockTime(words.mid(words.size() - tail).join(QLatin1Char(' ')));
        if (!time) {
            continue;
        }
        QStringList head = words.mid(0, words.size() - tail);
        if (head.last() == QLatin1String("at")) {
            head.removeLast();
        }
        if (const auto day = dayOf(head.join(QLatin1Char(' ')).remove(QLatin1Char(',')), here)) {
            return at(*day, *time);
        }
    }
    // Everything the server would read, with its zone; without one the protocol means UTC, people
    // here mean their own.
    const QString exact = text.trimmed();
    static const QRegularExpression zoneless(
        QStringLiteral("^(\\d{4}-\\d{2}-\\d{2})[T ](\\d{2}:\\d{2}(?::\\d{2}(?:\\.\\d{1,3})?)?)$"),
        QRegularExpression::CaseInsensitiveOption);
    if (const auto match = zoneless.match(exact); match.hasMatch()) {
        const QDate day = QDate::fromString(match.captured(1), Qt::ISODate);
        const auto time = clockTime(match.captured(2));
        return day.isValid() && time ? std::optional(at(day, *time)) : std::nullopt;
    }
    const auto parsed = DateTime::parse(toUtf8(exact));
    return parsed ? std::optional(QDateTime::fromMSecsSinceEpoch(parsed->milliseconds(), Qt::UTC))
                  : std::nullopt;
}

} // namespace socle::studio
