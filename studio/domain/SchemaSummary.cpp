// One-line words about fields and rules, for the schema sheet, the map and the review.
#include "studio/domain/SchemaDiff.h"
#include "studio/domain/SchemaJson.h"
#include "studio/domain/SchemaOptionWords.h"

namespace socle::studio {

QStringList ruleMembers(bool isAuth)
{
    QStringList members{QStringLiteral("listRule"),
                        QStringLiteral("viewRule"),
                        QStringLiteral("createRule"),
                        QStringLiteral("updateRule"),
                        QStringLiteral("deleteRule")};
    if (isAuth) {
        members << QStringLiteral("authRule") << QStringLiteral("manageRule");
    }
    return members;
}

QString ruleWord(const Json &rule)
{
    if (!rule.isString()) {
        return SchemaWords::tr("Locked");
    }
    return rule.text().empty() ? SchemaWords::tr("Everyone") : toQString(rule.text());
}

namespace {

QStringList optionWords(const Json &field, const CollectionNames &names)
{
    QStringList parts;
    const std::string_view type = field["type"].text();
    if (type == "relation") {
        const auto most = field["maxSelect"].toInt();
        parts << SchemaWords::tr("to %1").arg(names(textOf(field, "collectionId")));
        parts << (most > 1 ? SchemaWords::tr("at most %n", nullptr, static_cast<int>(most))
                           : SchemaWords::tr("at most one"));
    }
    if (type == "select") {
        parts << SchemaWords::tr(
            "%n values", nullptr, static_cast<int>(field["values"].array().size()));
    }
    const Json &min = field["min"];
    const Json &max = field["max"];
    const bool isNumber = type == "number";
    const bool hasMin = isNumber ? min.isNumber() : min.toDouble() != 0;
    const bool hasMax = isNumber ? max.isNumber() : max.toDouble() != 0;
    if ((type == "text" || isNumber) && (hasMin || hasMax)) {
        const QString range = hasMin && hasMax && min == max ? plainWords(min)
            : hasMin && hasMax ? plainWords(min) + QStringLiteral("\u2013") + plainWords(max)
            : hasMin           ? SchemaWords::tr("at least %1").arg(plainWords(min))
                               : SchemaWords::tr("at most %1").arg(plainWords(max));
        parts << (isNumber ? range : SchemaWords::tr("%1 characters").arg(range));
    }
    if (!field["pattern"].text().empty()) {
        parts << SchemaWords::tr("pattern");
    }
    return parts;
}

} // namespace

QString fieldOptionSummary(const Json &field, const CollectionNames &names)
{
    return optionWords(field, names).join(QStringLiteral(", "));
}

QString fieldSummary(const Json &field, const CollectionNames &names)
{
    QStringList parts = optionWords(field, names);
    if (field["type"].text() != "autodate") {
        parts << (field["required"].toBool() ? SchemaWords::tr("required")
                                             : SchemaWords::tr("not required"));
    }
    return parts.join(QStringLiteral(", "));
}

} // namespace socle::studio
