#include "studio/shell/QuickValues.h"

#include "studio/domain/CollectionSchema.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QLocale>
#include <QRegularExpression>
#include <QTimeZone>
#include <QUuid>

#include <optional>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

struct QuickWords
{
    Q_DECLARE_TR_FUNCTIONS(QuickValues)
};

constexpr qsizetype kMaxText = 200;

QString wire(const QDateTime &when) { return when.toString(u"yyyy-MM-dd HH:mm:ss.zzz'Z'"_s); }

QDateTime startOf(const QDate &day) { return {day, QTime(0, 0), Qt::UTC}; }

std::optional<QDateTime> moment(const QString &word, const QDateTime &now)
{
    if (word == u"now"_s) {
        return now;
    }
    const QStringList days{u"yesterday"_s, u"today"_s, u"tomorrow"_s};
    if (const qsizetype day = days.indexOf(word); day >= 0) {
        return startOf(now.date().addDays(day - 1));
    }
    QString iso = word;
    iso.replace(u' ', u'T');
    QDateTime when = QDateTime::fromString(iso, Qt::ISODateWithMs);
    if (!when.isValid()) {
        return std::nullopt;
    }
    if (when.timeSpec() == Qt::LocalTime) {
        when.setTimeSpec(Qt::UTC); // nothing said: UTC, as everything the server stores
    }
    return when.toUTC();
}

/// "+3d", "- 2 h"; nothing when a unit is unknown or the date leaves what can be written.
std::optional<QDateTime> stepped(QDateTime when, const QString &steps)
{
    static const QRegularExpression step(u"\\s*([+-])\\s*(\\d{1,6})\\s*(min|mo|[smhdwy])?"_s);
    for (auto all = step.globalMatch(steps); all.hasNext();) {
        const auto one = all.next();
        const int count = one.captured(2).toInt() * (one.captured(1) == u"-"_s ? -1 : 1);
        const QString unit = one.captured(3);
        when = unit == u"s"_s                    ? when.addSecs(count)
            : unit == u"m"_s || unit == u"min"_s ? when.addSecs(qint64(count) * 60)
            : unit == u"h"_s                     ? when.addSecs(qint64(count) * 3600)
            : unit == u"w"_s                     ? when.addDays(qint64(count) * 7)
            : unit == u"mo"_s                    ? when.addMonths(count)
            : unit == u"y"_s                     ? when.addYears(count)
                                                 : when.addDays(count);
    }
    const int year = when.date().year();
    return when.isValid() && year >= 1 && year <= 9999 ? std::optional(when) : std::nullopt;
}

void addDates(const QString &text, const QDateTime &now, QList<QuickValue> &values)
{
    static const QString point
        = u"(now|today|tomorrow|yesterday|\\d{4}-\\d\\d-\\d\\d(?:[ T]\\d\\d:\\d\\d(?::\\d\\d(?:\\.\\d{1,3})?)?Z?)?)"_s;
    static const QRegularExpression distance(
        QRegularExpression::anchoredPattern(point + u"\\s+-\\s+"_s + point));
    if (const auto match = distance.match(text); match.hasMatch()) {
        const auto to = moment(match.captured(1), now);
        const auto from = moment(match.captured(2), now);
        if (to && from) {
            const qint64 seconds = from->secsTo(*to);
            values.append(
                {u"days"_s, QuickWords::tr("Days between"), QString::number(from->daysTo(*to))});
            values.append(
                {u"seconds"_s, QuickWords::tr("Seconds between"), QString::number(seconds)});
        }
        return;
    }
    static const QRegularExpression sum(QRegularExpression::anchoredPattern(
        point + u"?((?:\\s*[+-]\\s*\\d{1,6}\\s*(?:min|mo|[smhdwy])?)*)\\s*"_s));
    const auto match = sum.match(text);
    if (match.hasMatch()) {
        const QString word = match.captured(1);
        const auto from = word.isEmpty() ? std::optional(now) : moment(word, now);
        const auto when = from ? stepped(*from, match.captured(2)) : std::nullopt;
        if (when) {
            values.append({u"date"_s, QuickWords::tr("Date and time, UTC"), wire(*when)});
            values.append({u"day"_s,
                           QuickWords::tr("Day of the week"),
                           QLocale().dayName(when->date().dayOfWeek())});
            values.append({u"unix"_s,
                           QuickWords::tr("Seconds since 1970"),
                           QString::number(when->toSecsSinceEpoch())});
        }
        return;
    }
    bool isNumber = false;
    const qint64 seconds = text.toLongLong(&isNumber);
    if (isNumber && seconds > 100'000'000 && seconds < 100'000'000'000) {
        values.append({u"fromUnix"_s,
                       QuickWords::tr("That many seconds after 1970, UTC"),
                       wire(QDateTime::fromSecsSinceEpoch(seconds, Qt::UTC))});
    }
}

} // namespace

QList<QuickValue> quickValues(const QString &text, const QDateTime &now)
{
    const QString plain = text.trimmed().left(kMaxText);
    QList<QuickValue> values;
    if (!plain.isEmpty()) {
        addDates(plain, now, values);
        values.append(
            {u"sha256"_s,
             QuickWords::tr("SHA-256 of “%1”").arg(plain),
             QString::fromLatin1(
                 QCryptographicHash::hash(plain.toUtf8(), QCryptographicHash::Sha256).toHex())});
    }
    values.append({u"id"_s, QuickWords::tr("New record id"), makeRecordId()});
    values.append({u"now"_s, QuickWords::tr("Now, UTC"), wire(now)});
    values.append(
        {u"uuid"_s, QuickWords::tr("UUID"), QUuid::createUuid().toString(QUuid::WithoutBraces)});
    return values;
}

} // namespace socle::studio
