#include "studio/domain/FieldValue.h"

#include "shared/core/DateTime.h"
#include "shared/core/Number.h"
#include "shared/core/Text.h"
#include "shared/fields/FieldCatalogue.h"
#include "studio/api/Text.h"
#include "studio/domain/DecimalPlaces.h"
#include "studio/domain/GuessedSchema.h"

#include <QDateTime>
#include <QPointF>
#include <QRegularExpression>

#include <algorithm>
#include <array>
#include <cmath>

namespace socle::studio {

namespace {

using fields::Field;

bool isTextLike(const Field &field)
{
    return field.isType(fields::kText) || field.isType(fields::kEditor)
        || field.isType(fields::kEmail) || field.isType(fields::kUrl)
        || field.isType(fields::kPassword);
}

bool isDate(const Field &field)
{
    return field.isType(fields::kDate) || field.isType(fields::kAutodate);
}

bool isList(const Field &field)
{
    return field.isType(fields::kSelect) || field.isType(fields::kRelation)
        || field.isType(fields::kFile);
}

QStringList listOf(const Json &value)
{
    QStringList result;
    for (const Json &item : value.array()) {
        result.append(toQString(item.text()));
    }
    if (value.isString() && !value.text().empty()) {
        result.append(toQString(value.text()));
    }
    return result;
}

QDateTime toDateTime(std::string_view text)
{
    const auto parsed = DateTime::parse(text);
    return parsed ? QDateTime::fromMSecsSinceEpoch(parsed->milliseconds(), Qt::UTC) : QDateTime();
}

Error refused(std::string reason) { return invalidInput(std::move(reason)); }

class QtPatternMatcher final : public fields::PatternMatcher
{
public:
    bool matches(std::string_view pattern, std::string_view text) const override
    {
        // PCRE can be slow where RE2 is not; its own step limit ends a runaway pattern as "no
        // match".
        const QRegularExpression expression(QStringLiteral("(*LIMIT_MATCH=1000000)")
                                                + toQString(pattern),
                                            QRegularExpression::DontCaptureOption);
        return expression.isValid() && expression.match(toQString(text)).hasMatch();
    }

    std::optional<std::string> compileError(std::string_view pattern) const override
    {
        const QRegularExpression expression(toQString(pattern));
        return expression.isValid() ? std::nullopt
                                    : std::optional(toUtf8(expression.errorString()));
    }
};

} // namespace

const fields::PatternMatcher &patternMatcher()
{
    static const QtPatternMatcher matcher;
    return matcher;
}

QVariant toVariant(const Json &value, const Field &field)
{
    if (isTextLike(field)) {
        return toQString(value.text());
    }
    if (field.isType(fields::kNumber)) {
        if (value.isInt()) {
            return static_cast<qlonglong>(value.toInt());
        }
        const double number = value.toDouble();
        const bool isWhole = std::floor(number) == number && std::abs(number) < 9007199254740992.0;
        return isWhole ? QVariant(static_cast<qlonglong>(number)) : QVariant(number);
    }
    if (field.isType(fields::kBool)) {
        return value.toBool();
    }
    if (isDate(field)) {
        return toDateTime(value.text());
    }
    if (isList(field)) {
        const QStringList items = listOf(value);
        if (field.isMultiple()) {
            return items;
        }
        return items.isEmpty() ? QString() : items.last();
    }
    if (field.isType(fields::kJson)) {
        return value.isNull() ? QString() : toQString(value.dump());
    }
    if (field.isType(fields::kGeoPoint)) {
        return QPointF(value["lon"].toDouble(), value["lat"].toDouble());
    }
    return toQString(value.isString() ? std::string(value.text()) : value.dump());
}

Json toJson(const QVariant &value, const Field &field)
{
    Json raw;
    if (isDate(field)) {
        const QDateTime time = value.toDateTime();
        if (value.metaType().id() == QMetaType::QString) {
            raw = toUtf8(value.toString());
        } else {
            raw = time.isValid() ? DateTime(time.toMSecsSinceEpoch()).toString() : std::string();
        }
    } else if (field.isType(fields::kNumber)) {
        switch (value.metaType().id()) {
        case QMetaType::Int:
        case QMetaType::LongLong:
            raw = static_cast<std::int64_t>(value.toLongLong());
            break;
        case QMetaType::QString:
            raw = toUtf8(value.toString());
            break;
        default:
            raw = value.toDouble();
        }
    } else if (field.isType(fields::kBool)) {
        raw = value.toBool();
    } else if (field.isType(fields::kJson)) {
        const std::string text = toUtf8(value.toString());
        if (trimmed(text).empty()) {
            return nullptr;
        }
        auto parsed = parseJson(text);
        return parsed ? parsed.takeValue() : Json(text);
    } else if (field.isType(fields::kGeoPoint)) {
        const QPointF point = value.toPointF();
        raw = JsonObject{{"lon", point.x()}, {"lat", point.y()}};
    } else if (isList(field)) {
        if (value.metaType().id() == QMetaType::QStringList) {
            JsonArray items;
            const QStringList texts = value.toStringList();
            for (const QString &text : texts) {
                items.push_back(toUtf8(text));
            }
            raw = std::move(items);
        } else {
            raw = toUtf8(value.toString());
        }
    } else {
        raw = toUtf8(value.toString());
    }
    return field.kind != nullptr ? field.kind->normalize(raw, field) : raw;
}

QString displayText(const Json &value, const Field &field)
{
    if (field.isType(fields::kNumber)) {
        return toQString(value.isInt() ? std::to_string(value.toInt())
                                       : formatNumber(value.toDouble()));
    }
    if (field.isType(fields::kBool)) {
        return value.toBool() ? QStringLiteral("true") : QStringLiteral("false");
    }
    if (isList(field)) {
        return listOf(value).join(QStringLiteral(", "));
    }
    if (field.isType(fields::kJson)) {
        return value.isNull() ? QString() : toQString(value.dump());
    }
    if (field.isType(fields::kGeoPoint)) {
        const double lon = value["lon"].toDouble();
        const double lat = value["lat"].toDouble();
        return lon == 0 && lat == 0 ? QString()
                                    : toQString(formatNumber(lat) + ", " + formatNumber(lon));
    }
    QString text = toQString(value.text());
    return text.replace(u'\n', u'\u21B5');
}

QString withDecimals(const QString &number, int decimals)
{
    bool isNumber = false;
    const double value = number.toDouble(&isNumber);
    if (decimals < 0 || !isNumber || number.contains(u'e')) {
        return number;
    }
    const QString tidy = withoutNoise(number);
    const qsizetype point = tidy.indexOf(u'.');
    const qsizetype digits = point < 0 ? 0 : tidy.size() - point - 1;
    return digits > decimals ? number : QString::number(value, 'f', decimals);
}

Result<Json> parseText(const QString &text, const Field &field)
{
    const std::string raw = toUtf8(text);
    const std::string blankless(trimmed(raw));
    const std::string lower = asciiLower(blankless);
    if (field.isType(fields::kNumber)) {
        if (blankless.empty()) {
            return Json(0);
        }
        const auto number = parseNumber(blankless);
        if (!number) {
            return refused("'" + blankless + "' is not a number.");
        }
        return field.kind->normalize(Json(blankless), field);
    }
    if (field.isType(fields::kBool)) {
        static const std::array<std::string_view, 6> yes{"1", "t", "true", "yes", "y", "on"};
        static const std::array<std::string_view, 7> no{"", "0", "f", "false", "no", "n", "off"};
        if (std::find(yes.begin(), yes.end(), lower) != yes.end()) {
            return Json(true);
        }
        if (std::find(no.begin(), no.end(), lower) != no.end()) {
            return Json(false);
        }
        return refused("'" + blankless + "' is neither yes nor no.");
    }
    if (isDate(field)) {
        if (!blankless.empty() && !DateTime::parse(blankless)) {
            return refused("'" + blankless + "' is not a date.");
        }
        return field.kind->normalize(Json(blankless), field);
    }
    if (isList(field) && field.isMultiple()) {
        JsonArray items;
        if (auto parsed = parseJson(blankless); parsed && parsed->isArray()) {
            items = parsed->array();
        } else {
            for (const std::string &part : split(blankless, ',')) {
                if (const std::string item(trimmed(part)); !item.empty()) {
                    items.emplace_back(item);
                }
            }
        }
        return field.kind->normalize(Json(std::move(items)), field);
    }
    if (field.isType(fields::kJson)) {
        if (blankless.empty()) {
            return Json();
        }
        auto parsed = parseJson(blankless);
        return parsed ? parsed.takeValue() : Json(raw);
    }
    if (field.isType(fields::kGeoPoint)) {
        if (blankless.empty()) {
            return field.kind->zeroValue(field);
        }
        if (auto parsed = parseJson(blankless); parsed && parsed->isObject()) {
            return field.kind->normalize(*parsed, field);
        }
        const auto parts = split(blankless, ',');
        if (parts.size() == 2) { // people write latitude first
            const auto lat = parseNumber(trimmed(parts[0]));
            const auto lon = parseNumber(trimmed(parts[1]));
            if (lat && lon) {
                return Json(JsonObject{{"lon", *lon}, {"lat", *lat}});
            }
        }
        return refused("'" + blankless + "' is not a point.");
    }
    return field.kind != nullptr ? field.kind->normalize(Json(raw), field) : Json(raw);
}

std::optional<FieldError> validate(const Json &value, const Field &field, const Json *original)
{
    if (field.kind == nullptr || isGuess(field)) {
        return std::nullopt; // the server knows
    }
    const fields::ValueContext context{.patterns = patternMatcher(), .original = original};
    return field.kind->validate(value, field, context);
}

QString validationMessage(const Json &value, const Field &field, const Json *original)
{
    const auto error = validate(value, field, original);
    return error ? toQString(error->message) : QString();
}

bool sameValue(const Json &a, const Json &b)
{
    if (a.isNumber() && b.isNumber()) {
        return a.isInt() && b.isInt() ? a.toInt() == b.toInt() : a.toDouble() == b.toDouble();
    }
    if (a.isArray() && b.isArray()) {
        return std::equal(a.array().begin(),
                          a.array().end(),
                          b.array().begin(),
                          b.array().end(),
                          [](const Json &x, const Json &y) { return sameValue(x, y); });
    }
    if (a.isObject() && b.isObject()) {
        if (a.object().size() != b.object().size()) {
            return false;
        }
        return std::all_of(a.object().begin(), a.object().end(), [&b](const auto &member) {
            const Json *other = b.find(member.first);
            return other != nullptr && sameValue(member.second, *other);
        });
    }
    return a == b;
}

} // namespace socle::studio
