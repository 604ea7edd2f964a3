#include "studio/domain/Comparison.h"

#include "shared/fields/FieldCatalogue.h"
#include "studio/api/Text.h"
#include "studio/domain/IndexStatement.h"

#include <QMap>

namespace socle::studio {

namespace {

/// Pairs two sorted maps; `both` is called for what is on both sides.
template <typename T, typename Both>
void pair(const QMap<QString, T> &left,
          const QMap<QString, T> &right,
          const std::function<void(const QString &, Difference::Kind)> &alone,
          Both both)
{
    QStringList keys = left.keys() + right.keys();
    keys.removeDuplicates();
    keys.sort();
    for (const QString &key : std::as_const(keys)) {
        if (!right.contains(key)) {
            alone(key, Difference::Kind::OnlyLeft);
        } else if (!left.contains(key)) {
            alone(key, Difference::Kind::OnlyRight);
        } else {
            both(key, left[key], right[key]);
        }
    }
}

/// Everything about a field but its id, in one order.
QString described(const fields::Field &field)
{
    Json json = fields::toJson(field);
    json.asObject().erase("id");
    json.asObject().erase("collectionId"); // an id of the server
    return toQString(json.dumpSorted());
}

QString ruleText(const std::optional<QString> &rule)
{
    return !rule          ? QStringLiteral("superusers")
        : rule->isEmpty() ? QStringLiteral("everyone")
                          : *rule;
}

QString typeText(CollectionType type)
{
    return type == CollectionType::Auth ? QStringLiteral("auth")
        : type == CollectionType::View  ? QStringLiteral("view")
                                        : QStringLiteral("base");
}

QMap<QString, QString> indexesOf(const CollectionSchema &collection)
{
    QMap<QString, QString> indexes;
    for (const QString &sql : collection.indexes) {
        const auto statement = IndexStatement::parse(sql);
        indexes.insert(statement ? statement->name : sql, statement ? statement->toSql() : sql);
    }
    return indexes;
}

QMap<QString, QString> fieldsOf(const CollectionSchema &collection)
{
    QMap<QString, QString> fields;
    for (const fields::Field &field : collection.fields) {
        fields.insert(toQString(field.name), described(field));
    }
    return fields;
}

void compareCollections(const CollectionSchema &left,
                        const CollectionSchema &right,
                        QList<Difference> &found)
{
    const QString &name = left.name;
    const auto note = [&](const QString &what, const QString &a, const QString &b) {
        if (a != b) {
            found.append({Difference::Kind::Differs, name, what, a, b});
        }
    };
    const auto alone = [&](const QString &what, Difference::Kind kind) {
        found.append({kind, name, what});
    };
    note(QStringLiteral("type"), typeText(left.type), typeText(right.type));
    pair<QString>(fieldsOf(left), fieldsOf(right), alone, note);
    note(QStringLiteral("listRule"), ruleText(left.listRule), ruleText(right.listRule));
    note(QStringLiteral("viewRule"), ruleText(left.viewRule), ruleText(right.viewRule));
    note(QStringLiteral("createRule"), ruleText(left.createRule), ruleText(right.createRule));
    note(QStringLiteral("updateRule"), ruleText(left.updateRule), ruleText(right.updateRule));
    note(QStringLiteral("deleteRule"), ruleText(left.deleteRule), ruleText(right.deleteRule));
    pair<QString>(indexesOf(left), indexesOf(right), alone, note);
    note(QStringLiteral("viewQuery"), left.viewQuery, right.viewQuery);
}

QMap<QString, CollectionPtr> byName(const std::vector<CollectionPtr> &collections)
{
    QMap<QString, CollectionPtr> named;
    for (const CollectionPtr &collection : collections) {
        named.insert(collection->name, collection);
    }
    return named;
}

} // namespace

QList<Difference> compareSchemas(const std::vector<CollectionPtr> &left,
                                 const std::vector<CollectionPtr> &right)
{
    QList<Difference> found;
    pair<CollectionPtr>(
        byName(left),
        byName(right),
        [&](const QString &name, Difference::Kind kind) {
            found.append({kind, name});
        },
        [&](const QString &, const CollectionPtr &a, const CollectionPtr &b) {
            compareCollections(*a, *b, found);
        });
    return found;
}

QStringList comparableFields(const CollectionSchema &left, const CollectionSchema &right)
{
    QStringList names;
    for (const fields::Field &field : left.fields) {
        const QString name = toQString(field.name);
        const bool isOwn = field.isType(fields::kAutodate) || field.isType(fields::kPassword)
            || field.flag("primaryKey") || name == QLatin1String("tokenKey");
        if (!isOwn && right.field(name) != nullptr) {
            names << name;
        }
    }
    return names;
}

} // namespace socle::studio
