#include "studio/domain/RecordQueryText.h"

#include "shared/fields/FieldCatalogue.h"
#include "shared/protocol/Limits.h"
#include "studio/api/Text.h"
#include "studio/domain/PagedRecordModel.h"
#include "studio/domain/SchemaStore.h"

#include <algorithm>

namespace socle::studio {

namespace {

constexpr int kExcerpt = 240; // characters: wider than any column shows
constexpr std::int64_t kLongText = 1000; // a text field that allows more is for long texts

QString bare(const QString &item)
{
    return item.startsWith(u'-') || item.startsWith(u'+') ? item.mid(1) : item;
}

bool isDescending(const QString &item) { return item.startsWith(u'-'); }

} // namespace

std::vector<fields::Field> columnsOf(const RecordQuery &query, const CollectionSchema &collection)
{
    std::vector<fields::Field> columns;
    if (query.columns.isEmpty()) {
        for (const fields::Field &field : collection.fields) {
            const bool isSecret = field.isType(fields::kPassword)
                || (collection.isAuth() && field.name == "tokenKey");
            if (!isSecret) {
                columns.push_back(field);
            }
        }
        return columns;
    }
    for (const QString &name : query.columns) {
        if (const fields::Field *field = collection.field(name)) {
            columns.push_back(*field);
        }
    }
    return columns;
}

std::vector<fields::Field> columnsOf(const RecordQuery &query,
                                     const CollectionSchema &collection,
                                     const SchemaStore &schema)
{
    std::vector<fields::Field> columns = columnsOf(query, collection);
    for (const QString &path : query.related) {
        if (auto field = relatedField(path, collection, schema)) {
            columns.push_back(std::move(*field));
        }
    }
    return columns;
}

bool isRelatedPath(QStringView name) { return name.contains(u'.'); }

std::optional<fields::Field> relatedField(const QString &path,
                                          const CollectionSchema &collection,
                                          const SchemaStore &schema)
{
    const fields::Field *relation = collection.field(path.section(u'.', 0, 0));
    if (relation == nullptr || !relation->isType(fields::kRelation) || relation->isMultiple()) {
        return std::nullopt;
    }
    const CollectionPtr target = schema.find(CollectionSchema::relationTarget(*relation));
    const fields::Field *found = target == nullptr ? nullptr : target->field(path.section(u'.', 1));
    if (found == nullptr || found->isType(fields::kPassword) || found->isType(fields::kFile)) {
        return std::nullopt; // a file belongs to another record than the row's
    }
    fields::Field field = *found;
    field.name = toUtf8(path);
    return field;
}

const Json &columnValue(const Record &record, const QString &name)
{
    static const Json null;
    if (!isRelatedPath(name)) {
        return record.value(name);
    }
    const auto related = record.expanded(name.section(u'.', 0, 0));
    const Json *found
        = related.empty() ? nullptr : related.front()->find(toUtf8(name.section(u'.', 1)));
    return found != nullptr ? *found : null;
}

const Json &shownValue(const Record &record, const QString &name)
{
    const Json *excerpt = record.excerpts.find(toUtf8(name));
    return excerpt != nullptr ? *excerpt : columnValue(record, name);
}

bool isReversible(const QStringList &sort)
{
    // With as many keys as a server takes there is no room for the tiebreaker: equal rows come in
    // the server's own order, which cannot be turned round.
    return sort.size() < protocol::kMaxSortItems
        && std::none_of(sort.begin(), sort.end(), [](const QString &item) {
               return bare(item) == QStringLiteral("@random");
           });
}

QStringList sortByLabels(const QStringList &sort,
                         const CollectionSchema &collection,
                         const SchemaStore &schema)
{
    QStringList items = sort;
    for (QString &item : items) {
        const fields::Field *field = collection.field(bare(item));
        if (field == nullptr || !field->isType(fields::kRelation) || field->isMultiple()) {
            continue;
        }
        const CollectionPtr target = schema.find(CollectionSchema::relationTarget(*field));
        if (target != nullptr && target->labelField() != QStringLiteral("id")) {
            item += u'.' + target->labelField();
        }
    }
    return items;
}

QString sortText(const QStringList &sort, const CollectionSchema &collection, bool reversed)
{
    QStringList items = sort.mid(0, protocol::kMaxSortItems);
    const QString tiebreak = collection.isView() ? QStringLiteral("id") : QStringLiteral("@rowid");
    const bool hasTiebreak
        = std::any_of(items.begin(), items.end(), [&tiebreak](const QString &item) {
              return bare(item) == tiebreak || bare(item) == QStringLiteral("id");
          });
    if (isReversible(items) && !hasTiebreak) {
        // Newest first when nothing else is asked, and among equals as well.
        items.append(collection.isView() ? tiebreak : QString(u'-' + tiebreak));
    }
    if (reversed) {
        for (QString &item : items) {
            item = isDescending(item) ? bare(item) : QString(u'-' + bare(item));
        }
    }
    return items.join(u',');
}

QString expandText(const RecordQuery &query, const CollectionSchema &collection)
{
    QStringList relations;
    for (const fields::Field &field : columnsOf(query, collection)) {
        if (field.isType(fields::kRelation) && query.isAskedFor(toQString(field.name))) {
            relations.append(toQString(field.name));
        }
    }
    for (const QString &path : query.related) {
        if (query.isAskedFor(path)) {
            relations.append(path.section(u'.', 0, 0));
        }
    }
    relations.removeDuplicates();
    return relations.join(u',');
}

QString fieldsText(const RecordQuery &query,
                   const CollectionSchema &collection,
                   const SchemaStore &schema)
{
    QStringList names;
    const std::vector<fields::Field> columns = columnsOf(query, collection);
    if (query.columns.isEmpty() && query.shown.isEmpty()) {
        names.append(QStringLiteral("*"));
    } else {
        names = QStringList{
            QStringLiteral("id"), QStringLiteral("collectionId"), QStringLiteral("collectionName")};
        QStringList excerpts; // a field stands in the list once: whole would win
        for (const fields::Field &field : columns) {
            const QString name = toQString(field.name);
            if (query.isAskedFor(name)) {
                const bool isCut = !query.shown.isEmpty() && isExcerpted(field);
                names.append(isCut ? excerptText(field) : name);
                excerpts.append(isCut ? QStringList{name} : QStringList());
            }
        }
        QStringList alongside; // merging, tiebreaks and titles need them
        for (const QString &item : query.sort) {
            alongside.append(bare(item).section(u'.', 0, 0).section(u':', 0, 0));
        }
        if (!query.shown.isEmpty()) {
            alongside.append(collection.labelField());
            alongside.append(query.group.section(u':', 0, 0));
        }
        alongside.append(collection.stampField());
        for (const QString &name : std::as_const(alongside)) {
            if (!name.startsWith(u'@') && collection.field(name) != nullptr
                && !excerpts.contains(name)) {
                const fields::Field &field = *collection.field(name);
                names.append(!query.shown.isEmpty() && isExcerpted(field) ? excerptText(field)
                                                                          : name);
            }
        }
        names.removeAll(QString());
        names.removeDuplicates();
    }
    for (const fields::Field &field : columns) {
        if (!field.isType(fields::kRelation) || isRelatedPath(toQString(field.name))
            || !query.isAskedFor(toQString(field.name))) {
            continue;
        }
        const CollectionPtr target = schema.find(CollectionSchema::relationTarget(field));
        const QString path = QStringLiteral("expand.") + toQString(field.name) + u'.';
        names.append(path + QStringLiteral("id"));
        if (target != nullptr && target->labelField() != QStringLiteral("id")) {
            names.append(path + target->labelField());
        }
    }
    for (const QString &path : query.related) {
        if (query.isAskedFor(path)) {
            names.append(QStringLiteral("expand.") + path);
        }
    }
    return names.join(u',');
}

bool isExcerpted(const fields::Field &field)
{
    return field.isType(fields::kEditor)
        || (field.isType(fields::kText) && field.integer("max") > kLongText);
}

QString excerptText(const fields::Field &field)
{
    return QStringLiteral("%1:excerpt(%2,true)").arg(toQString(field.name)).arg(kExcerpt);
}

void splitExcerpts(Record &record, const std::vector<fields::Field> &columns)
{
    for (const fields::Field &field : columns) {
        if (!isExcerpted(field)) {
            continue;
        }
        const Json *value = record.values.find(field.name);
        if (value != nullptr && value->isString()) {
            record.excerpts.set(field.name, *value);
            record.values.erase(field.name);
        }
    }
}

QString idFilter(const QStringList &ids)
{
    QStringList conditions;
    for (const QString &id : ids) {
        conditions.append(QStringLiteral("id=") + filterLiteral(id));
    }
    return conditions.join(QStringLiteral("||"));
}

QStringList labelsOf(const Record &record,
                     const Json &value,
                     const fields::Field &field,
                     const SchemaStore &schema)
{
    QStringList ids;
    for (const Json &item : value.array()) {
        ids.append(toQString(item.text()));
    }
    if (value.isString() && !value.text().empty()) {
        ids.append(toQString(value.text()));
    }
    if (ids.isEmpty() || !field.isType(fields::kRelation)) {
        return {};
    }
    const CollectionPtr target = schema.find(CollectionSchema::relationTarget(field));
    const std::string label
        = toUtf8(target != nullptr ? target->labelField() : QStringLiteral("id"));
    const auto related = record.expanded(toQString(field.name));
    QStringList labels;
    for (const QString &id : ids) {
        QString text;
        for (const JsonObject *other : related) {
            const Json *otherId = other->find("id");
            if (otherId != nullptr && toQString(otherId->text()) == id) {
                const Json *found = other->find(label);
                text = found == nullptr ? QString()
                    : found->isString() ? toQString(found->text())
                                        : toQString(found->dump());
            }
        }
        labels.append(text);
    }
    return labels;
}

PageSlice sliceOf(qint64 first, int count, qint64 total, bool canReverse)
{
    PageSlice slice;
    slice.perPage = count;
    slice.count = count;
    slice.page = static_cast<int>(first / count) + 1;
    slice.skip = static_cast<int>(first % count);
    if (total < 0 || !canReverse || first <= total / 2) {
        return slice;
    }
    const qint64 end = std::min(first + count, total);
    if (end <= first) {
        return slice;
    }
    // Rows [a, b) counted from the other end rarely begin where a page of `count` does: the
    // smallest page size for which both lie in one page is found in a few steps.
    const qint64 a = total - end;
    const qint64 b = total - first;
    for (qint64 size = count; size <= protocol::kMaxPerPage; ++size) {
        if (a / size == (b - 1) / size) {
            slice.isReversed = true;
            slice.perPage = static_cast<int>(size);
            slice.page = static_cast<int>(a / size) + 1;
            slice.skip = static_cast<int>(a % size);
            slice.count = static_cast<int>(b - a);
            break;
        }
    }
    return slice;
}

std::vector<Record> cut(std::vector<Record> items, const PageSlice &slice)
{
    const auto size = static_cast<std::ptrdiff_t>(items.size());
    const auto from = std::min<std::ptrdiff_t>(slice.skip, size);
    const auto to = std::min<std::ptrdiff_t>(from + slice.count, size);
    std::vector<Record> rows(std::make_move_iterator(items.begin() + from),
                             std::make_move_iterator(items.begin() + to));
    if (slice.isReversed) {
        std::reverse(rows.begin(), rows.end());
    }
    return rows;
}

} // namespace socle::studio
