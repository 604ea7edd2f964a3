#include "studio/domain/SchemaOptionWords.h"

#include "studio/domain/SchemaJson.h"

#include <QLocale>

#include <algorithm>

namespace socle::studio {

namespace {

/// A limit where an absent, null or zero value means "no limit".
OptionChange limitChange(const QString &name,
                         const Json &from,
                         const Json &to,
                         bool isMinimum,
                         bool isNumber,
                         const QString &setText,
                         const QString &goneText)
{
    const bool had = isNumber ? from.isNumber() : from.toDouble() != 0;
    const bool has = isNumber ? to.isNumber() : to.toDouble() != 0;
    if (!has) {
        return {goneText, Risk::Safe, {}};
    }
    const bool isStricter
        = !had || (isMinimum ? to.toDouble() > from.toDouble() : to.toDouble() < from.toDouble());
    OptionChange change{setText.arg(plainWords(to)), isStricter ? Risk::Careful : Risk::Safe, {}};
    if (isNumber && isStricter) {
        change.countFilter = QStringLiteral("%1 %2 %3 && %1 != 0")
                                 .arg(name,
                                      isMinimum ? QStringLiteral("<") : QStringLiteral(">"),
                                      toQString(to.dump()));
    }
    return change;
}

OptionChange valuesChange(const QString &name, const Json &from, const Json &to, bool isMultiple)
{
    const QStringList old = textList(from);
    const QStringList now = textList(to);
    QStringList added;
    QStringList gone;
    for (const QString &value : now) {
        if (!old.contains(value)) {
            added.append(value);
        }
    }
    for (const QString &value : old) {
        if (!now.contains(value)) {
            gone.append(value);
        }
    }
    if (gone.isEmpty()) {
        return {added.isEmpty()
                    ? SchemaWords::tr("values in another order")
                    : SchemaWords::tr("also %1").arg(QLocale().createSeparatedList(added)),
                Risk::Safe,
                {}};
    }
    QStringList conditions;
    for (const QString &value : gone) {
        conditions.append(QStringLiteral("%1 %2 '%3'")
                              .arg(name,
                                   isMultiple ? QStringLiteral("?=") : QStringLiteral("="),
                                   QString(value).replace(u'\'', QStringLiteral("\\'"))));
    }
    return {SchemaWords::tr("no longer %1").arg(QLocale().createSeparatedList(gone)),
            Risk::Careful,
            conditions.join(QStringLiteral(" || "))};
}

} // namespace

QString plainWords(const Json &value)
{
    if (value.isNull()) {
        return SchemaWords::tr("none");
    }
    if (value.isBool()) {
        return value.toBool() ? SchemaWords::tr("on") : SchemaWords::tr("off");
    }
    if (value.isNumber()) {
        return QLocale().toString(value.toDouble(), 'g', 15);
    }
    if (value.isString()) {
        return value.text().empty() ? SchemaWords::tr("none") : toQString(value.text());
    }
    QStringList items;
    for (const Json &item : value.array()) {
        items.append(toQString(item.text()));
    }
    return items.isEmpty() ? SchemaWords::tr("none") : items.join(QStringLiteral(", "));
}

QString emptyFilter(const QString &name, std::string_view type, bool isEmpty)
{
    const QString sign = isEmpty ? QStringLiteral("=") : QStringLiteral("!=");
    if (type == "number") {
        return name + u' ' + sign + QStringLiteral(" 0");
    }
    if (type == "bool") {
        return name + u' ' + (isEmpty ? QStringLiteral("= false") : QStringLiteral("= true"));
    }
    if (type == "json") {
        return name + u' ' + sign + QStringLiteral(" null");
    }
    if (type == "geoPoint" || type == "password") {
        return {}; // no filter says it
    }
    return name + u' ' + sign + QStringLiteral(" ''");
}

OptionChange optionChange(const QString &key,
                          const Json &before,
                          const Json &after,
                          const CollectionNames &names)
{
    const std::string member = toUtf8(key);
    const Json &from = before[member];
    const Json &to = after[member];
    const QString name = textOf(before, "name");
    const std::string_view type = after["type"].text();
    const bool isNumber = type == "number";
    if (key == u"required") {
        return to.toBool() ? OptionChange{SchemaWords::tr("required"),
                                          Risk::Careful,
                                          emptyFilter(name, type, true)}
                           : OptionChange{SchemaWords::tr("not required"), Risk::Safe, {}};
    }
    if (key == u"hidden") {
        return {to.toBool() ? SchemaWords::tr("hidden") : SchemaWords::tr("no longer hidden"),
                Risk::Careful,
                {}};
    }
    if (key == u"presentable") {
        return {to.toBool() ? SchemaWords::tr("presentable") : SchemaWords::tr("not presentable"),
                Risk::Safe,
                {}};
    }
    if (key == u"help") {
        return {SchemaWords::tr("help text"), Risk::Safe, {}};
    }
    if (key == u"min" && type != "date") {
        return limitChange(name,
                           from,
                           to,
                           true,
                           isNumber,
                           isNumber ? SchemaWords::tr("at least %1")
                                    : SchemaWords::tr("at least %1 characters"),
                           SchemaWords::tr("no lower limit"));
    }
    if (key == u"max" && type != "date") {
        return limitChange(name,
                           from,
                           to,
                           false,
                           isNumber,
                           isNumber ? SchemaWords::tr("at most %1")
                                    : SchemaWords::tr("at most %1 characters"),
                           SchemaWords::tr("no upper limit"));
    }
    if (key == u"maxSize") {
        return limitChange(name,
                           from,
                           to,
                           false,
                           false,
                           SchemaWords::tr("at most %1 bytes"),
                           SchemaWords::tr("usual size limit"));
    }
    if (key == u"minSelect") {
        return limitChange(name,
                           from,
                           to,
                           true,
                           false,
                           SchemaWords::tr("at least %1 chosen"),
                           SchemaWords::tr("none need be chosen"));
    }
    if (key == u"maxSelect") {
        const bool many = to.toInt() > 1;
        const bool isStricter
            = std::max<std::int64_t>(to.toInt(), 1) < std::max<std::int64_t>(from.toInt(), 1);
        return {many ? SchemaWords::tr("up to %1 values").arg(plainWords(to))
                     : SchemaWords::tr("a single value"),
                isStricter ? Risk::Careful : Risk::Safe,
                {}};
    }
    if (key == u"values") {
        return valuesChange(name, from, to, before["maxSelect"].toInt() > 1);
    }
    if (key == u"onlyInt") {
        return {to.toBool() ? SchemaWords::tr("whole numbers only")
                            : SchemaWords::tr("decimals allowed"),
                to.toBool() ? Risk::Careful : Risk::Safe,
                {}};
    }
    if (key == u"pattern") {
        return to.text().empty()
            ? OptionChange{SchemaWords::tr("no pattern"), Risk::Safe, {}}
            : OptionChange{SchemaWords::tr("must match %1").arg(plainWords(to)), Risk::Careful, {}};
    }
    if (key == u"cascadeDelete") {
        return to.toBool()
            ? OptionChange{SchemaWords::tr("deleted together with its target"), Risk::Careful, {}}
            : OptionChange{SchemaWords::tr("kept when its target is deleted"), Risk::Safe, {}};
    }
    if (key == u"collectionId") {
        return {
            SchemaWords::tr("points to %1").arg(names(toQString(to.text()))), Risk::Careful, {}};
    }
    if (key == u"onlyDomains" || key == u"exceptDomains" || key == u"mimeTypes" || key == u"min"
        || key == u"max") {
        return {SchemaWords::tr("%1: %2", "option and its new value").arg(key, plainWords(to)),
                plainWords(to) == plainWords(Json()) ? Risk::Safe : Risk::Careful,
                {}};
    }
    return {SchemaWords::tr("%1: %2", "option and its new value").arg(key, plainWords(to)),
            Risk::Safe,
            {}};
}

QStringList changedMembers(const Json &before, const Json &after)
{
    QStringList keys;
    const auto compare = [&](const Json &json) {
        for (const auto &[key, value] : json.object()) {
            const QString name = toQString(key);
            if (key != "name" && key != "id" && key != "type" && !keys.contains(name)
                && !(before[key] == after[key])) {
                keys.append(name);
            }
        }
    };
    compare(after);
    compare(before);
    return keys;
}

} // namespace socle::studio
