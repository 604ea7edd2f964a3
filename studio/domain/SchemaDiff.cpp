#include "studio/domain/SchemaDiff.h"

#include "studio/api/Text.h"
#include "studio/domain/IndexStatement.h"
#include "studio/domain/SchemaStore.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>

namespace socle::studio {

namespace {

/// Carries the translation context of this file.
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(socle::studio::SchemaDiff)
};

QString textOf(const Json &json, std::string_view member) { return toQString(json[member].text()); }

const Json *fieldById(const Json &collection, std::string_view id)
{
    for (const Json &field : collection["fields"].array()) {
        if (field["id"].text() == id) {
            return &field;
        }
    }
    return nullptr;
}

QString plain(const Json &value)
{
    if (value.isNull()) {
        return Words::tr("none");
    }
    if (value.isBool()) {
        return value.toBool() ? Words::tr("on") : Words::tr("off");
    }
    if (value.isNumber()) {
        return QLocale().toString(value.toDouble(), 'g', 15);
    }
    if (value.isString()) {
        return value.text().empty() ? Words::tr("none") : toQString(value.text());
    }
    QStringList items;
    for (const Json &item : value.array()) {
        items.append(toQString(item.text()));
    }
    return items.isEmpty() ? Words::tr("none") : items.join(QStringLiteral(", "));
}

QStringList words(const Json &list)
{
    QStringList result;
    for (const Json &item : list.array()) {
        result.append(toQString(item.text()));
    }
    return result;
}

/// One changed option of a field: the words, and whether it asks more of records than before.
struct OptionChange
{
    QString text = {};
    Risk risk = Risk::Safe;
    QString countFilter = {};
};

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
    OptionChange change{setText.arg(plain(to)), isStricter ? Risk::Careful : Risk::Safe, {}};
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
    const QStringList old = words(from);
    const QStringList now = words(to);
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
        return {added.isEmpty() ? Words::tr("values in another order")
                                : Words::tr("also %1").arg(QLocale().createSeparatedList(added)),
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
    return {Words::tr("no longer %1").arg(QLocale().createSeparatedList(gone)),
            Risk::Careful,
            conditions.join(QStringLiteral(" || "))};
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
        return to.toBool()
            ? OptionChange{Words::tr("required"), Risk::Careful, emptyFilter(name, type, true)}
            : OptionChange{Words::tr("not required"), Risk::Safe, {}};
    }
    if (key == u"hidden") {
        return {
            to.toBool() ? Words::tr("hidden") : Words::tr("no longer hidden"), Risk::Careful, {}};
    }
    if (key == u"presentable") {
        return {
            to.toBool() ? Words::tr("presentable") : Words::tr("not presentable"), Risk::Safe, {}};
    }
    if (key == u"help") {
        return {Words::tr("help text"), Risk::Safe, {}};
    }
    if (key == u"min" && type != "date") {
        return limitChange(name,
                           from,
                           to,
                           true,
                           isNumber,
                           isNumber ? Words::tr("at least %1")
                                    : Words::tr("at least %1 characters"),
                           Words::tr("no lower limit"));
    }
    if (key == u"max" && type != "date") {
        return limitChange(name,
                           from,
                           to,
                           false,
                           isNumber,
                           isNumber ? Words::tr("at most %1") : Words::tr("at most %1 characters"),
                           Words::tr("no upper limit"));
    }
    if (key == u"maxSize") {
        return limitChange(name,
                           from,
                           to,
                           false,
                           false,
                           Words::tr("at most %1 bytes"),
                           Words::tr("usual size limit"));
    }
    if (key == u"minSelect") {
        return limitChange(name,
                           from,
                           to,
                           true,
                           false,
                           Words::tr("at least %1 chosen"),
                           Words::tr("none need be chosen"));
    }
    if (key == u"maxSelect") {
        const bool many = to.toInt() > 1;
        const bool isStricter
            = std::max<std::int64_t>(to.toInt(), 1) < std::max<std::int64_t>(from.toInt(), 1);
        return {many ? Words::tr("up to %1 values").arg(plain(to)) : Words::tr("a single value"),
                isStricter ? Risk::Careful : Risk::Safe,
                {}};
    }
    if (key == u"values") {
        return valuesChange(name, from, to, before["maxSelect"].toInt() > 1);
    }
    if (key == u"onlyInt") {
        return {to.toBool() ? Words::tr("whole numbers only") : Words::tr("decimals allowed"),
                to.toBool() ? Risk::Careful : Risk::Safe,
                {}};
    }
    if (key == u"pattern") {
        return to.text().empty()
            ? OptionChange{Words::tr("no pattern"), Risk::Safe, {}}
            : OptionChange{Words::tr("must match %1").arg(plain(to)), Risk::Careful, {}};
    }
    if (key == u"cascadeDelete") {
        return to.toBool()
            ? OptionChange{Words::tr("deleted together with its target"), Risk::Careful, {}}
            : OptionChange{Words::tr("kept when its target is deleted"), Risk::Safe, {}};
    }
    if (key == u"collectionId") {
        return {Words::tr("points to %1").arg(names(toQString(to.text()))), Risk::Careful, {}};
    }
    if (key == u"onlyDomains" || key == u"exceptDomains" || key == u"mimeTypes" || key == u"min"
        || key == u"max") {
        return {Words::tr("%1: %2", "option and its new value").arg(key, plain(to)),
                plain(to) == plain(Json()) ? Risk::Safe : Risk::Careful,
                {}};
    }
    return {Words::tr("%1: %2", "option and its new value").arg(key, plain(to)), Risk::Safe, {}};
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

bool mentionsAny(const QString &sql, const QStringList &columns)
{
    const auto index = IndexStatement::parse(sql);
    return index && std::any_of(columns.begin(), columns.end(), [&](const QString &column) {
               return index->mentions(column);
           });
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
    return Words::tr(kTitles.value(member, "rule"));
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
            add(SchemaChangeKind::CollectionRename,
                Risk::Careful,
                {},
                Words::tr("%1 renamed from %2").arg(textOf(m_after, "name"), m_name),
                Words::tr("Addresses of the API and rules that name it change"));
        }
        const bool isView = m_after["type"].text() == "view";
        if (!isView) {
            fields();
            indexes();
        } else if (m_before["viewQuery"].text() != m_after["viewQuery"].text()) {
            add(SchemaChangeKind::ViewChange,
                Risk::Careful,
                QStringLiteral("viewQuery"),
                Words::tr("%1: another query").arg(m_name),
                Words::tr("Its fields follow the query"));
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
                                      : textOf(field, "type") + u' ' + summary);
                continue;
            }
            if ((*old)["name"].text() != field["name"].text()) {
                add(SchemaChangeKind::FieldRename,
                    Risk::Careful,
                    id,
                    Words::tr("%1 renamed from %2").arg(path, textOf(*old, "name")),
                    Words::tr("Values stay. Rules, filters and clients that use the old name stop "
                              "working"));
            }
            fieldOptions(*old, field);
        }
        for (const Json &old : m_before["fields"].array()) {
            if (fieldById(m_after, old["id"].text()) == nullptr) {
                const QString name = textOf(old, "name");
                SchemaChange &change = add(SchemaChangeKind::FieldRemove,
                                           Risk::Destructive,
                                           textOf(old, "id"),
                                           Words::tr("%1 removed").arg(m_name + u'.' + name),
                                           Words::tr("Drops every value of the field"));
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
            = Words::tr("%1: %2", "field and what becomes of it")
                  .arg(m_name + u'.' + textOf(field, "name"), texts.join(QStringLiteral(", ")));
        SchemaChange &change
            = add(SchemaChangeKind::FieldChange,
                  risk,
                  textOf(field, "id"),
                  title,
                  risk == Risk::Safe
                      ? Words::tr("Records stay as they are")
                      : Words::tr("Records that do not fit keep their value until they are saved"));
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
                Words::tr("%1: fields in another order").arg(m_name),
                Words::tr("Only how they are listed changes"));
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
        for (const QString &sql : words(m_before["indexes"])) {
            before.append(comparable(sql, names));
        }
        QStringList after;
        for (const QString &sql : words(m_after["indexes"])) {
            after.append(comparable(sql, {}));
            if (!before.contains(after.last())) {
                const auto index = IndexStatement::parse(sql);
                const bool isUnique = index && index->isUnique;
                add(SchemaChangeKind::IndexAdd,
                    isUnique ? Risk::Careful : Risk::Safe,
                    sql,
                    (isUnique ? Words::tr("%1: unique by %2") : Words::tr("%1: index on %2"))
                        .arg(m_name, indexTitle(sql)),
                    isUnique ? Words::tr("Is refused when two records have the same value")
                             : Words::tr("Writes wait while it is built"));
            }
        }
        const QStringList old = words(m_before["indexes"]);
        for (qsizetype i = 0; i < old.size(); ++i) {
            if (!after.contains(before.at(i)) && !mentionsAny(old.at(i), gone)) {
                add(SchemaChangeKind::IndexRemove,
                    Risk::Careful,
                    old.at(i),
                    Words::tr("%1: no index on %2").arg(m_name, indexTitle(old.at(i))),
                    Words::tr("Queries by it become slower; a unique one no longer guards"));
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
                    Words::tr("%1: %2").arg(m_name, ruleTitle(member)),
                    Words::tr("%1, was %2", "a rule and the old one")
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
                        texts.append(Words::tr("%1: %2", "option and its new value")
                                         .arg(toQString(inner), plain(now)));
                    }
                }
            } else {
                texts.append(plain(value));
            }
            const bool isSignIn
                = key == "passwordAuth" || key == "mfa" || key == "oauth2" || key == "otp";
            add(SchemaChangeKind::OptionChange,
                isSignIn ? Risk::Careful : Risk::Safe,
                toQString(key),
                Words::tr("%1: %2").arg(m_name, toQString(key)),
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
    change.title = Words::tr("New collection %1").arg(change.collection);
    const int count = static_cast<int>(after["fields"].array().size());
    bool isLocked = true;
    for (const QString &member : ruleMembers(false)) {
        isLocked = isLocked && after[toUtf8(member)].isNull();
    }
    const QString fields = after["type"].text() == "view" ? Words::tr("a view")
                                                          : Words::tr("%n fields", nullptr, count);
    change.detail = isLocked ? Words::tr("%1, locked for everyone but superusers").arg(fields)
                             : Words::tr("%1, open as its rules say").arg(fields);
    return change;
}

} // namespace

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
        return Words::tr("Locked");
    }
    return rule.text().empty() ? Words::tr("Everyone") : toQString(rule.text());
}

QString fieldSummary(const Json &field, const CollectionNames &names)
{
    QStringList parts;
    const std::string_view type = field["type"].text();
    if (type == "relation") {
        const auto most = field["maxSelect"].toInt();
        parts << Words::tr("to %1").arg(names(textOf(field, "collectionId")));
        parts << (most > 1 ? Words::tr("at most %n", nullptr, static_cast<int>(most))
                           : Words::tr("at most one"));
    }
    if (type == "select") {
        parts << Words::tr("%n values", nullptr, static_cast<int>(field["values"].array().size()));
    }
    const Json &min = field["min"];
    const Json &max = field["max"];
    const bool isNumber = type == "number";
    const bool hasMin = isNumber ? min.isNumber() : min.toDouble() != 0;
    const bool hasMax = isNumber ? max.isNumber() : max.toDouble() != 0;
    if ((type == "text" || isNumber) && (hasMin || hasMax)) {
        const QString range = hasMin && hasMax && min == max ? plain(min)
            : hasMin && hasMax ? plain(min) + QStringLiteral("\u2013") + plain(max)
            : hasMin           ? Words::tr("at least %1").arg(plain(min))
                               : Words::tr("at most %1").arg(plain(max));
        parts << (isNumber ? range : Words::tr("%1 characters").arg(range));
    }
    if (!field["pattern"].text().empty()) {
        parts << Words::tr("pattern");
    }
    if (type != "autodate") {
        parts << (field["required"].toBool() ? Words::tr("required") : Words::tr("not required"));
    }
    return parts.join(QStringLiteral(", "));
}

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
    change.title = Words::tr("%1 deleted").arg(change.collection);
    change.detail = before["type"].text() == "view"
        ? Words::tr("Only the view goes; the data it shows stays")
        : Words::tr("Drops all its records and files");
    change.counted
        = before["type"].text() == "view" ? CountMeaning::None : CountMeaning::RecordsDropped;
    return change;
}

std::vector<SchemaChange> draftedChanges(const SchemaStore &store)
{
    const CollectionNames names = [&store](const QString &id) {
        if (const auto draft = store.draft(id)) {
            return textOf(*draft, "name");
        }
        const CollectionPtr found = store.find(id);
        return found ? found->name : id;
    };
    std::vector<SchemaChange> changes;
    const auto append = [&changes](std::vector<SchemaChange> more) {
        std::move(more.begin(), more.end(), std::back_inserter(changes));
    };
    const QStringList drafted = store.draftIds();
    for (const QString &id : drafted) {
        if (store.isNew(id)) {
            append(schemaChanges(id, nullptr, *store.draft(id), names));
        }
    }
    for (const CollectionPtr &collection : store.collections()) {
        if (store.isRemoved(collection->id)) {
            changes.push_back(collectionDrop(collection->id, collection->json));
        } else if (const auto draft = store.draft(collection->id)) {
            append(schemaChanges(collection->id, &collection->json, *draft, names));
        }
    }
    std::stable_sort(changes.begin(),
                     changes.end(),
                     [](const SchemaChange &a, const SchemaChange &b) { return a.risk < b.risk; });
    return changes;
}

Json withoutChanges(const QString &id,
                    const Json &before,
                    const Json &after,
                    const QSet<QString> &left)
{
    if (left.isEmpty()) {
        return after;
    }
    const auto stays = [&](SchemaChangeKind kind, const QString &subject) {
        return left.contains(id + u'/' + QString::number(static_cast<int>(kind)) + u'/' + subject);
    };
    Json result = after;
    JsonObject &object = result.asObject();
    if (stays(SchemaChangeKind::CollectionRename, {})) {
        object.set("name", before["name"]);
    }
    if (stays(SchemaChangeKind::ViewChange, QStringLiteral("viewQuery"))) {
        object.set("viewQuery", before["viewQuery"]);
    }
    // Fields, and with them the names that indexes use.
    JsonArray fields;
    QMap<QString, QString> backTo; // new name -> name that stays
    QStringList notAdded;
    for (const Json &field : after["fields"].array()) {
        const QString fieldId = textOf(field, "id");
        const Json *old = fieldById(before, field["id"].text());
        if (old == nullptr) {
            if (stays(SchemaChangeKind::FieldAdd, fieldId)) {
                notAdded.append(textOf(field, "name"));
            } else {
                fields.push_back(field);
            }
            continue;
        }
        Json kept = stays(SchemaChangeKind::FieldChange, fieldId) ? *old : field;
        const bool keepsName = stays(SchemaChangeKind::FieldRename, fieldId);
        kept.asObject().set("name", keepsName ? (*old)["name"] : field["name"]);
        if (keepsName) {
            backTo.insert(textOf(field, "name"), textOf(*old, "name"));
        }
        fields.push_back(std::move(kept));
    }
    QStringList keptColumns;
    const JsonArray &oldFields = before["fields"].array();
    for (std::size_t i = 0; i < oldFields.size(); ++i) {
        const bool isGone = fieldById(after, oldFields[i]["id"].text()) == nullptr;
        if (!isGone || !stays(SchemaChangeKind::FieldRemove, textOf(oldFields[i], "id"))) {
            continue;
        }
        keptColumns.append(textOf(oldFields[i], "name"));
        // Back behind the field it followed.
        auto place = fields.begin();
        if (i > 0) {
            place = std::find_if(fields.begin(), fields.end(), [&](const Json &field) {
                return field["id"] == oldFields[i - 1]["id"];
            });
            place = place == fields.end() ? place : place + 1;
        }
        fields.insert(place, oldFields[i]);
    }
    if (stays(SchemaChangeKind::FieldOrder, {})) {
        const auto rank = [&](const Json &field) {
            const auto it = std::find_if(oldFields.begin(), oldFields.end(), [&](const Json &old) {
                return old["id"] == field["id"];
            });
            return it - oldFields.begin();
        };
        std::stable_sort(fields.begin(), fields.end(), [&](const Json &a, const Json &b) {
            return rank(a) < rank(b);
        });
    }
    object.set("fields", std::move(fields));

    JsonArray indexes;
    for (const QString &sql : words(after["indexes"])) {
        if (stays(SchemaChangeKind::IndexAdd, sql) || mentionsAny(sql, notAdded)) {
            continue;
        }
        auto index = IndexStatement::parse(sql);
        QString written = sql;
        for (auto it = backTo.begin(); index && it != backTo.end(); ++it) {
            if (index->mentions(it.key())) {
                index->renameColumn(it.key(), it.value());
                written = index->toSql();
            }
        }
        indexes.push_back(Json(toUtf8(written)));
    }
    for (const QString &sql : words(before["indexes"])) {
        const bool isBack
            = stays(SchemaChangeKind::IndexRemove, sql) || mentionsAny(sql, keptColumns);
        if (isBack
            && std::find(indexes.begin(), indexes.end(), Json(toUtf8(sql))) == indexes.end()) {
            indexes.push_back(Json(toUtf8(sql)));
        }
    }
    object.set("indexes", std::move(indexes));

    for (const auto &[key, value] : after.object()) {
        const QString name = toQString(key);
        if (stays(SchemaChangeKind::RuleChange, name)
            || stays(SchemaChangeKind::OptionChange, name)) {
            object.set(key, before[key]);
        }
    }
    return result;
}

Json patchBody(const Json &before, const Json &after)
{
    JsonObject body;
    for (const auto &[key, value] : after.object()) {
        if (key != "id" && key != "created" && key != "updated" && !(before[key] == value)) {
            body.set(key, value);
        }
    }
    return body;
}

} // namespace socle::studio
