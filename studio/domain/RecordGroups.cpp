#include "studio/domain/RecordGroups.h"

#include "shared/fields/FieldCatalogue.h"
#include "studio/api/AggregateEndpoint.h"
#include "studio/api/OnResult.h"
#include "studio/api/RecordsEndpoint.h"
#include "studio/api/Text.h"
#include "studio/domain/FilterChips.h"
#include "studio/domain/GuessedSchema.h"
#include "studio/domain/SchemaStore.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

const QString kDay = u"day"_s;
const QString kMonth = u"month"_s;
const QString kYear = u"year"_s;

/// The first day of a bucket's text: "2026", "2026-03" or "2026-03-08".
QDate firstDay(const QString &text)
{
    const QString padded = text.size() == 4 ? QString(text + u"-01-01"_s)
        : text.size() == 7                  ? QString(text + u"-01"_s)
                                            : text.left(10);
    return QDate::fromString(padded, Qt::ISODate);
}

QString bucketText(QDate day, const QString &bucket)
{
    return day.toString(bucket == kYear      ? u"yyyy"_s
                            : bucket == kDay ? u"yyyy-MM-dd"_s
                                             : u"yyyy-MM"_s);
}

QDate after(QDate day, const QString &bucket)
{
    return bucket == kYear ? day.addYears(1) : bucket == kDay ? day.addDays(1) : day.addMonths(1);
}

qsizetype rankOf(const RecordGroup &group, const std::vector<std::string> &options)
{
    const auto at = std::find(options.begin(), options.end(), group.value.text());
    return at - options.begin();
}

} // namespace

GroupBy GroupBy::fromText(const QString &text)
{
    return {text.section(u':', 0, 0), text.section(u':', 1, 1)};
}

RecordGroups::RecordGroups(ApiClient &client, const SchemaStore &schema, QObject *parent)
    : QObject(parent)
    , m_client(client)
    , m_schema(schema)
{
}

bool RecordGroups::isDate(const fields::Field &field)
{
    return field.isType(fields::kDate) || field.isType(fields::kAutodate);
}

RecordGroups::Obstacle RecordGroups::obstacle(const fields::Field &field)
{
    const bool isChoice
        = (field.isType(fields::kSelect) && !isGuess(field)) || field.isType(fields::kRelation);
    if (isChoice && field.isMultiple()) {
        return Obstacle::Multiple;
    }
    return isChoice || field.isType(fields::kBool) || isDate(field) ? Obstacle::None
                                                                    : Obstacle::Type;
}

QString RecordGroups::conditionOf(const fields::Field &field, const Json &value)
{
    const QString name = toQString(field.name);
    if (value.isBool() || field.isType(fields::kBool)) { // a database counts bools as 1 and 0
        const bool isOn = value.isBool() ? value.toBool() : value.toDouble() != 0;
        return name + (isOn ? u" = true"_s : u" = false"_s);
    }
    const QString text = toQString(value.text());
    if (isDate(field) && !text.isEmpty()) {
        const QDate first = firstDay(text);
        const QDate end = after(first, text.size() == 4 ? kYear : text.size() == 7 ? kMonth : kDay);
        return u"%1 >= '%2 00:00:00.000Z' && %1 < '%3 00:00:00.000Z'"_s.arg(
            name, first.toString(Qt::ISODate), end.toString(Qt::ISODate));
    }
    return name + u" = "_s + filterLiteral(text);
}

void RecordGroups::cancel()
{
    ++m_generation;
    m_groups.clear();
    m_total = 0;
}

void RecordGroups::open(const CollectionPtr &collection, const QString &by, const QString &filter)
{
    cancel();
    m_collection = collection;
    m_by = GroupBy::fromText(by);
    m_filter = filter;
    const fields::Field *field = collection->field(m_by.field);
    if (field == nullptr || obstacle(*field) != Obstacle::None) {
        emit arrived(); // the field is gone: no groups
        return;
    }
    if (isDate(*field) && m_by.bucket.isEmpty()) {
        m_by.bucket = kMonth;
    }
    if (m_canAggregate) {
        askServer(*field);
    } else {
        derive(*field);
    }
}

void RecordGroups::add(const fields::Field &field, Json value, qint64 count, bool isKept)
{
    RecordGroup group;
    group.condition = conditionOf(field, value);
    group.value = std::move(value);
    group.count = count;
    group.isKept = isKept;
    m_groups.push_back(std::move(group));
}

void RecordGroups::askServer(const fields::Field &field)
{
    const QString key = isDate(field) ? QString(m_by.field + u':' + m_by.bucket) : m_by.field;
    AggregateQuery query;
    query.group = {key};
    query.measure = {u"count"_s};
    query.filter = m_filter;
    query.sort = isDate(field) ? QString(u'-' + key) : u"-count"_s;
    query.perPage = kMost;
    onResult(AggregateEndpoint(m_client).run(m_collection->name, query),
             this,
             [this, key, field, mine = m_generation](const Result<AggregateReply> &reply) {
                 if (mine != m_generation) {
                     return;
                 }
                 if (!reply) {
                     emit failed(apiError(reply.error()));
                     return;
                 }
                 for (const JsonObject &group : reply->groups) {
                     const Json *value = group.find(toUtf8(key));
                     const Json *count = group.find("count");
                     add(field,
                         value != nullptr && !value->isNull() ? *value : Json(std::string()),
                         count != nullptr ? count->toInt() : -1,
                         true);
                 }
                 if (field.isType(fields::kSelect)) { // in the order the schema says
                     const auto options = field.list("values");
                     std::stable_sort(m_groups.begin(),
                                      m_groups.end(),
                                      [&options](const RecordGroup &a, const RecordGroup &b) {
                                          return rankOf(a, options) < rankOf(b, options);
                                      });
                 }
                 m_total = reply->total;
                 deliver();
             });
}

void RecordGroups::derive(const fields::Field &field)
{
    if (field.isType(fields::kRelation)) {
        deriveRelated(field);
        return;
    }
    if (isDate(field)) {
        deriveDates(field);
        return;
    }
    if (field.isType(fields::kBool)) {
        add(field, true, -1, true);
        add(field, false, -1, true);
    }
    for (const std::string &value : field.list("values")) {
        add(field, value, -1, true);
    }
    if (field.isType(fields::kSelect) && !field.required) {
        add(field, std::string(), -1, false);
    }
    m_total = static_cast<qint64>(m_groups.size());
    deliver();
}

void RecordGroups::deriveRelated(const fields::Field &field)
{
    const CollectionPtr target = m_schema.find(CollectionSchema::relationTarget(field));
    if (target == nullptr) {
        deliver();
        return;
    }
    ListQuery query; // those that some record points to
    query.perPage = kMost;
    query.filter = u"%1_via_%2.id ?!= ''"_s.arg(m_collection->name, m_by.field);
    query.sort = target->labelField();
    query.fields = u"id"_s;
    query.purpose = u"data.groups"_s;
    onResult(RecordsEndpoint(m_client).list(target->name, query),
             this,
             [this, field, mine = m_generation](const Result<RecordPage> &page) {
                 if (mine != m_generation) {
                     return;
                 }
                 if (!page) {
                     emit failed(apiError(page.error()));
                     return;
                 }
                 for (const Record &record : page->items) {
                     add(field, toUtf8(record.id), -1, false);
                 }
                 if (!field.required) {
                     add(field, std::string(), -1, false);
                 }
                 m_total = std::max<qint64>(page->totalItems + (field.required ? 0 : 1),
                                            static_cast<qint64>(m_groups.size()));
                 deliver();
             });
}

void RecordGroups::deriveDates(const fields::Field &field)
{
    ListQuery query;
    query.perPage = 1;
    query.filter = FilterChips::combine(m_filter, m_by.field + u" != ''"_s);
    query.fields = m_by.field;
    query.skipTotal = true;
    query.sort = m_by.field;
    query.purpose = u"data.groups"_s;
    const auto dayOf = [name = m_by.field](const Result<RecordPage> &page) {
        return !page || page->items.empty()
            ? QDate()
            : QDate::fromString(toQString(page->items.front().value(name).text()).left(10),
                                Qt::ISODate);
    };
    onResult(RecordsEndpoint(m_client).list(m_collection->name, query),
             this,
             [this, field, query, dayOf, mine = m_generation](const Result<RecordPage> &first) {
                 if (mine != m_generation) {
                     return;
                 }
                 if (!first) {
                     emit failed(apiError(first.error()));
                     return;
                 }
                 ListQuery last = query;
                 last.sort = u'-' + m_by.field;
                 onResult(RecordsEndpoint(m_client).list(m_collection->name, last),
                          this,
                          [this, field, dayOf, from = dayOf(first), mine](
                              const Result<RecordPage> &page) {
                              if (mine == m_generation) {
                                  addDates(field, from, dayOf(page));
                              }
                          });
             });
}

void RecordGroups::addDates(const fields::Field &field, QDate first, QDate last)
{
    // Too many days are months, too many months are years: what is shown says which.
    const auto tooMany = [&](const QString &bucket) {
        const qint64 days = first.daysTo(last);
        return bucket == kDay ? days >= kMost : bucket == kMonth && days / 28 >= kMost;
    };
    if (first.isValid() && last.isValid()) {
        m_by.bucket = tooMany(m_by.bucket) ? (tooMany(kMonth) ? kYear : kMonth) : m_by.bucket;
        const QDate end = firstDay(bucketText(first, m_by.bucket));
        QDate day = firstDay(bucketText(last, m_by.bucket));
        while (day >= end && static_cast<int>(m_groups.size()) < kMost) {
            add(field, toUtf8(bucketText(day, m_by.bucket)), -1, false);
            day = m_by.bucket == kYear ? day.addYears(-1)
                : m_by.bucket == kDay  ? day.addDays(-1)
                                       : day.addMonths(-1);
        }
    }
    if (field.isType(fields::kDate) && !field.required) {
        add(field, std::string(), -1, false);
    }
    m_total = static_cast<qint64>(m_groups.size());
    deliver();
}

void RecordGroups::deliver()
{
    emit arrived();
    countNext(0);
}

void RecordGroups::countNext(int group)
{
    while (group < static_cast<int>(m_groups.size())
           && m_groups[static_cast<std::size_t>(group)].count >= 0) {
        ++group;
    }
    if (group >= static_cast<int>(m_groups.size())) {
        return;
    }
    const QString filter
        = FilterChips::combine(m_filter, m_groups[static_cast<std::size_t>(group)].condition);
    onResult(RecordsEndpoint(m_client).count(m_collection->name, filter),
             this,
             [this, group, mine = m_generation](const Result<qint64> &count) {
                 if (mine != m_generation) {
                     return;
                 }
                 if (!count) {
                     emit failed(apiError(count.error()));
                     return;
                 }
                 m_groups[static_cast<std::size_t>(group)].count = *count;
                 emit counted(group, *count);
                 countNext(group + 1);
             });
}

} // namespace socle::studio
