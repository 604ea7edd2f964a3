#include "studio/domain/CollectionSchema.h"

#include "shared/fields/FieldCatalogue.h"
#include "studio/api/Text.h"

#include <QRandomGenerator>
#include <QRegularExpression>

namespace socle::studio {

namespace {

std::optional<QString> ruleOf(const Json &json, std::string_view name)
{
    const Json &rule = json[name];
    return rule.isString() ? std::optional(toQString(rule.text())) : std::nullopt;
}

/// Columns of an index statement, as written, quotes and directions gone. Expressions stay whole.
QStringList columnsOfIndex(const QString &statement)
{
    static const QRegularExpression shape(QStringLiteral(R"(\bON\s+[`"\[]?\w+[`"\]]?\s*\((.*)\))"),
                                          QRegularExpression::CaseInsensitiveOption
                                              | QRegularExpression::DotMatchesEverythingOption);
    const auto match = shape.match(statement);
    if (!match.hasMatch()) {
        return {};
    }
    static const QRegularExpression name(QStringLiteral(R"(^[`"\[]?([\w]+)[`"\]]?)"));
    QStringList columns;
    const QStringList parts = match.captured(1).split(u',');
    for (const QString &part : parts) {
        columns.append(name.match(part.trimmed()).captured(1));
    }
    return columns;
}

} // namespace

Result<CollectionSchema> CollectionSchema::fromJson(const Json &json)
{
    if (!json.isObject() || json["name"].text().empty()) {
        return invalidInput("The collection has no name.");
    }
    CollectionSchema schema;
    schema.json = json;
    schema.id = toQString(json["id"].text());
    schema.name = toQString(json["name"].text());
    schema.type = json["type"].text() == "auth" ? CollectionType::Auth
        : json["type"].text() == "view"         ? CollectionType::View
                                                : CollectionType::Base;
    schema.isSystem = json["system"].toBool();
    for (const Json &item : json["fields"].array()) {
        // A field type of a newer server is left out; everything else of the collection stays
        // usable.
        if (auto field = fields::readField(item)) {
            schema.fields.push_back(field.takeValue());
        }
    }
    for (const Json &index : json["indexes"].array()) {
        schema.indexes.append(toQString(index.text()));
    }
    schema.listRule = ruleOf(json, "listRule");
    schema.viewRule = ruleOf(json, "viewRule");
    schema.createRule = ruleOf(json, "createRule");
    schema.updateRule = ruleOf(json, "updateRule");
    schema.deleteRule = ruleOf(json, "deleteRule");
    schema.viewQuery = toQString(json["viewQuery"].text());
    schema.updated = toQString(json["updated"].text());
    return schema;
}

const fields::Field *CollectionSchema::field(QStringView fieldName) const
{
    return fields::findByName(fields, toUtf8(fieldName));
}

QString CollectionSchema::labelField() const
{
    for (const fields::Field &candidate : fields) {
        if (candidate.presentable && !candidate.hidden) {
            return toQString(candidate.name);
        }
    }
    static const QStringList usual{QStringLiteral("name"),
                                   QStringLiteral("title"),
                                   QStringLiteral("label"),
                                   QStringLiteral("username"),
                                   QStringLiteral("email"),
                                   QStringLiteral("subject"),
                                   QStringLiteral("slug"),
                                   QStringLiteral("code")};
    for (const QString &candidate : usual) {
        if (const fields::Field *found = field(candidate); found != nullptr && !found->hidden) {
            return candidate;
        }
    }
    return QStringLiteral("id");
}

QString CollectionSchema::stampField() const
{
    for (const fields::Field &candidate : fields) {
        if (candidate.isType(fields::kAutodate) && candidate.flag("onUpdate")) {
            return toQString(candidate.name);
        }
    }
    return {};
}

bool CollectionSchema::isIndexed(QStringView fieldName) const
{
    if (fieldName == u"id" || fieldName == u"@rowid") {
        return true;
    }
    for (const QString &statement : indexes) {
        if (const QStringList columns = columnsOfIndex(statement);
            !columns.isEmpty() && columns.first().compare(fieldName, Qt::CaseInsensitive) == 0) {
            return true;
        }
    }
    return false;
}

bool CollectionSchema::hasUniqueIndex(QStringView fieldName) const
{
    if (fieldName == u"id") {
        return true;
    }
    for (const QString &statement : indexes) {
        const QStringList columns = columnsOfIndex(statement);
        if (columns.size() == 1 && columns.first().compare(fieldName, Qt::CaseInsensitive) == 0
            && statement.contains(QStringLiteral("UNIQUE"), Qt::CaseInsensitive)) {
            return true;
        }
    }
    return false;
}

bool CollectionSchema::acceptsGeneratedId() const
{
    const fields::Field *idField = field(u"id");
    if (idField == nullptr || isView()) {
        return false;
    }
    const auto max = idField->integer("max");
    const std::string_view pattern = idField->text("pattern");
    const bool isPatternOpen
        = pattern.empty() || pattern == "^[a-z0-9]+$" || pattern == "^[a-z0-9]{15}$";
    return isPatternOpen && idField->integer("min") <= 15 && (max == 0 || max >= 15);
}

QString CollectionSchema::relationTarget(const fields::Field &field)
{
    return field.isType(fields::kRelation) ? toQString(field.text("collectionId")) : QString();
}

QString makeRecordId()
{
    static constexpr QStringView alphabet = u"abcdefghijklmnopqrstuvwxyz0123456789";
    QString id;
    for (int i = 0; i < 15; ++i) {
        id += alphabet.at(QRandomGenerator::system()->bounded(static_cast<int>(alphabet.size())));
    }
    return id;
}

} // namespace socle::studio
