#include "studio/domain/SchemaDiff.h"

#include "studio/domain/IndexStatement.h"
#include "studio/domain/SchemaJson.h"
#include "studio/domain/SchemaOptionWords.h"

#include <algorithm>

namespace socle::studio {

namespace {

/// Old name -> new name of every renamed field.
QMap<QString, QString> renames(const Json &before, const Json &after)
{
    QMap<QString, QString> result;
    for (const Json &field : after["fields"].array()) {
        const Json *old = fieldById(before, field["id"].text());
        if (old != nullptr && (*old)["name"].text() != field["name"].text()) {
            result.insert(textOf(*old, "name"), textOf(field, "name"));
        }
    }
    return result;
}

/// Statement without what a rename of the collection or its fields changes by itself.
QString comparable(const QString &sql, const QMap<QString, QString> &names)
{
    auto index = IndexStatement::parse(sql);
    if (!index) {
        return sql.simplified();
    }
    for (auto it = names.begin(); it != names.end(); ++it) {
        index->renameColumn(it.key(), it.value());
    }
    index->table.clear();
    return index->toSql();
}

QString indexTitle(const QString &sql)
{
    const auto index = IndexStatement::parse(sql);
    return index ? index->columns.join(QStringLiteral(", ")) : sql.simplified();
}

QString ruleTitle(const QString &member)
{
    static const QMap<QString, const char *> kTitles{
        {QStringLiteral("listRule"),
         QT_TRANSLATE_NOOP("socle::studio::SchemaDiff", "who may list")},
        {QStringLiteral("viewRule"),
         QT_TRANSLATE_NOOP("socle::studio::SchemaDiff", "who may view")},
        {QStringLiteral("createRule"),
         QT_TRANSLATE_NOOP("socle::studio::SchemaDiff", "who may create")},
        {QStringLiteral("updateRule"),
         QT_TRANSLATE_NOOP("socle::studio::SchemaDiff", "who may update")},
        {QStringLiteral("deleteRule"),
         QT_TRANSLATE_NOOP("socle::studio::SchemaDiff", "who may delete")},
        {QStringLiteral("authRule"),
         QT_TRANSLATE_NOOP("socle::studio::SchemaDiff", "who may sign in")},
        {QStringLiteral("manageRule"),
         QT_TRANSLATE_NOOP("socle::studio::SchemaDiff", "who may manage accounts")},
    };
    return SchemaWords::tr(kTitles.value(member, "rule"));
}

bool isCommonMember(std::string_view key)
{
    return key == "id" || key == "created" || key == "updated" || key == "name" || key == "type"
        || key == "fields" || key == "indexes" || key == "system" || key == "viewQuery"
        || key.ends_with("Rule");
}

/// Makes the changes of one collection; keeps what they share.
class Differ
{
public:
    Differ(const QString &id, const Json &before, const Json &after, const CollectionNames &names)
        : m_id(id)
        , m_before(before)
        , m_after(after)
        , m_names(names)
        , m_name(textOf(before, "name"))
    {
    }

    std::vector<SchemaChange> run()
    {
        if (m_before["name"].text() != m_after["name"].text()) {
            SchemaChange &change
                = add(SchemaChangeKind::CollectionRename,
                      Risk::Careful,
                      {},
                      SchemaWords::tr("%1 renamed from %2").arg(textOf(m_after, "name"), m_name),
                      SchemaWords::tr("Addresses of the API and rules that name it change"));
            change.before = m_name;
            change.after = textOf(m_after, "name");
        }
        const bool isView = m_after["type"].text() == "view";
        if (!isView) {
            fields();
            indexes();
        } else if (m_before["viewQuery"].text() != m_after["viewQuery"].text()) {
            add(SchemaChangeKind::ViewChange,
                Risk::Careful,
                QStringLiteral("viewQuery"),
                SchemaWords::tr("%1: another query").arg(m_name),
                SchemaWords::tr("Its fields follow the query"));
        }
        rules();
        options();
        return std::move(m_changes);
    }

private:
    SchemaChange &add(SchemaChangeKind kind,
                      Risk risk,
                      const QString &subject,
                      const QString &title,
                      const QString &detail)
    {
        SchemaChange change;
        change.key = m_id + u'/' + QString::number(static_cast<int>(kind)) + u'/' + subject;
        change.kind = kind;
        change.risk = risk;
        change.collectionId = m_id;
        change.collection = m_name;
        change.subject = subject;
        change.title = title;
        change.detail = detail;
        m_changes.push_back(std::move(change));
        return m_changes.back();
    }

    void fields()
    {
        for (const Json &field : m_after["fields"].array()) {
            const QString id = textOf(field, "id");
            const QString path = m_name + u'.' + textOf(field, "name");
            const Json *old = fieldById(m_before, field["id"].text());
            if (old == nullptr) {
                const QString summary = fieldSummary(field, m_names);
                add(SchemaChangeKind::FieldAdd,
                    Risk::Safe,
                    id,
                    path,
                    summary.isEmpty() ? textOf(field, "type")
                                      : textOf(field, "type") + u' ' + summary)
                    .after
                    = textOf(field, "name");
                continue;
            }
            if ((*old)["name"].text() != field["name"].text()) {
                SchemaChange &change
                    = add(SchemaChangeKind::FieldRename,
                          Risk::Careful,
                          id,
                          SchemaWords::tr("%1 renamed from %2").arg(path, textOf(*old, "name")),
                          SchemaWords::tr(
                              "Values stay. Rules, filters and clients that use the old name stop "
                              "working"));
                change.before = textOf(*old, "name");
                change.after = textOf(field, "name");
            }
            fieldOptions(*old, field);
        }
        for (const Json &old : m_before["fields"].array()) {
            if (fieldById(m_after, old["id"].text()) == nullptr) {
                const QString name = textOf(old, "name");
                SchemaChange &change = add(SchemaChangeKind::FieldRemove,
                                           Risk::Destructive,
                                           textOf(old, "id"),
                                           SchemaWords::tr("%1 removed").arg(m_name + u'.' + name),
                                           SchemaWords::tr("Drops every value of the field"));
                change.before = name;
                change.counted = CountMeaning::ValuesDropped;
                change.countFilter = emptyFilter(name, old["type"].text(), false);
                if (change.countFilter.isEmpty()) {
                    change.counted = CountMeaning::None;
                }
            }
        }
        order();
    }

    void fieldOptions(const Json &old, const Json &field)
    {
        const QStringList keys = changedMembers(old, field);
        if (keys.isEmpty()) {
            return;
        }
        QStringList texts;
        QStringList filters;
        Risk risk = Risk::Safe;
        bool isEveryOneCounted = true;
        for (const QString &key : keys) {
            const OptionChange change = optionChange(key, old, field, m_names);
            texts.append(change.text);
            risk = std::max(risk, change.risk);
            if (!change.countFilter.isEmpty()) {
                filters.append(u'(' + change.countFilter + u')');
            } else if (change.risk != Risk::Safe) {
                isEveryOneCounted = false;
            }
        }
        const QString title
            = SchemaWords::tr("%1: %2", "field and what becomes of it")
                  .arg(m_name + u'.' + textOf(field, "name"), texts.join(QStringLiteral(", ")));
        SchemaChange &change = add(
            SchemaChangeKind::FieldChange,
            risk,
            textOf(field, "id"),
            title,
            risk == Risk::Safe
                ? SchemaWords::tr("Records stay as they are")
                : SchemaWords::tr("Records that do not fit keep their value until they are saved"));
        if (!filters.isEmpty() && isEveryOneCounted) {
            change.counted = CountMeaning::RecordsOutside;
            change.countFilter = filters.join(QStringLiteral(" || "));
        }
    }

    void order()
    {
        const auto shared = [](const Json &list, const Json &other) {
            QStringList ids;
            for (const Json &field : list["fields"].array()) {
                if (fieldById(other, field["id"].text()) != nullptr) {
                    ids.append(textOf(field, "id"));
                }
            }
            return ids;
        };
        if (shared(m_before, m_after) != shared(m_after, m_before)) {
            add(SchemaChangeKind::FieldOrder,
                Risk::Safe,
                {},
                SchemaWords::tr("%1: fields in another order").arg(m_name),
                SchemaWords::tr("Only how they are listed changes"));
        }
    }

    void indexes()
    {
        const QMap<QString, QString> names = renames(m_before, m_after);
        QStringList gone; // columns that are removed take their indexes with them, which needs no
                          // line of its own
        for (const Json &old : m_before["fields"].array()) {
            if (fieldById(m_after, old["id"].text()) == nullptr) {
                gone.append(textOf(old, "name"));
            }
        }
        QStringList before;
        for (const QString &sql : textList(m_before["indexes"])) {
            before.append(comparable(sql, names));
        }
        QStringList after;
        for (const QString &sql : textList(m_after["indexes"])) {
            after.append(comparable(sql, {}));
            if (!before.contains(after.last())) {
                const auto index = IndexStatement::parse(sql);
                const bool isUnique = index && index->isUnique;
                add(SchemaChangeKind::IndexAdd,
                    isUnique ? Risk::Careful : Risk::Safe,
                    sql,
                    (isUnique ? SchemaWords::tr("%1: unique by %2")
                              : SchemaWords::tr("%1: index on %2"))
                        .arg(m_name, indexTitle(sql)),
                    isUnique ? SchemaWords::tr("Is refused when two records have the same value")
                             : SchemaWords::tr("Writes wait while it is built"));
            }
        }
        const QStringList old = textList(m_before["indexes"]);
        for (qsizetype i = 0; i < old.size(); ++i) {
            if (!after.contains(before.at(i)) && !mentionsAny(old.at(i), gone)) {
                add(SchemaChangeKind::IndexRemove,
                    Risk::Careful,
                    old.at(i),
                    SchemaWords::tr("%1: no index on %2").arg(m_name, indexTitle(old.at(i))),
                    SchemaWords::tr("Queries by it become slower; a unique one no longer guards"));
            }
        }
    }

    void rules()
    {
        for (const QString &member : ruleMembers(m_after["type"].text() == "auth")) {
            const std::string key = toUtf8(member);
            if (m_after.find(key) != nullptr && !(m_before[key] == m_after[key])) {
                add(SchemaChangeKind::RuleChange,
                    Risk::Careful,
                    member,
                    SchemaWords::tr("%1: %2").arg(m_name, ruleTitle(member)),
                    SchemaWords::tr("%1, was %2", "a rule and the old one")
                        .arg(ruleWord(m_after[key]), ruleWord(m_before[key])));
            }
        }
    }

    void options()
    {
        for (const auto &[key, value] : m_after.object()) {
            if (isCommonMember(key) || m_before[key] == value) {
                continue;
            }
            QStringList texts;
            if (value.isObject()) {
                for (const auto &[inner, now] : value.object()) {
                    if (!(m_before[key][inner] == now)) {
                        texts.append(SchemaWords::tr("%1: %2", "option and its new value")
                                         .arg(toQString(inner), plainWords(now)));
                    }
                }
            } else {
                texts.append(plainWords(value));
            }
            const bool isSignIn
                = key == "passwordAuth" || key == "mfa" || key == "oauth2" || key == "otp";
            add(SchemaChangeKind::OptionChange,
                isSignIn ? Risk::Careful : Risk::Safe,
                toQString(key),
                SchemaWords::tr("%1: %2").arg(m_name, toQString(key)),
                texts.join(QStringLiteral(", ")));
        }
    }

    const QString &m_id;
    const Json &m_before;
    const Json &m_after;
    const CollectionNames &m_names;
    const QString m_name;
    std::vector<SchemaChange> m_changes;
};

SchemaChange collectionCreate(const QString &id, const Json &after)
{
    SchemaChange change;
    change.kind = SchemaChangeKind::CollectionCreate;
    change.key = id + u'/' + QString::number(static_cast<int>(change.kind)) + u'/';
    change.collectionId = id;
    change.collection = textOf(after, "name");
    change.title = SchemaWords::tr("New collection %1").arg(change.collection);
    const int count = static_cast<int>(after["fields"].array().size());
    bool isLocked = true;
    for (const QString &member : ruleMembers(false)) {
        isLocked = isLocked && after[toUtf8(member)].isNull();
    }
    const QString fields = after["type"].text() == "view"
        ? SchemaWords::tr("a view")
        : SchemaWords::tr("%n fields", nullptr, count);
    change.detail = isLocked ? SchemaWords::tr("%1, locked for everyone but superusers").arg(fields)
                             : SchemaWords::tr("%1, open as its rules say").arg(fields);
    return change;
}

} // namespace

std::vector<SchemaChange> schemaChanges(const QString &id,
                                        const Json *before,
                                        const Json &after,
                                        const CollectionNames &names)
{
    if (before == nullptr) {
        return {collectionCreate(id, after)};
    }
    return Differ(id, *before, after, names).run();
}

SchemaChange collectionDrop(const QString &id, const Json &before)
{
    SchemaChange change;
    change.kind = SchemaChangeKind::CollectionDrop;
    change.risk = Risk::Destructive;
    change.key = id + u'/' + QString::number(static_cast<int>(change.kind)) + u'/';
    change.collectionId = id;
    change.collection = textOf(before, "name");
    change.title = SchemaWords::tr("%1 deleted").arg(change.collection);
    change.detail = before["type"].text() == "view"
        ? SchemaWords::tr("Only the view goes; the data it shows stays")
        : SchemaWords::tr("Drops all its records and files");
    change.counted
        = before["type"].text() == "view" ? CountMeaning::None : CountMeaning::RecordsDropped;
    return change;
}

} // namespace socle::studio
