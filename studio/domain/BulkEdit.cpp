#include "studio/domain/BulkEdit.h"

#include "shared/fields/FieldCatalogue.h"
#include "studio/api/Text.h"
#include "studio/domain/FieldValue.h"
#include "studio/domain/FilterChips.h"
#include "studio/domain/RecordQueryText.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QSet>

#include <algorithm>

namespace socle::studio {

namespace {

constexpr int kGatherPage = 500;
constexpr int kGatherChunk = 40;

struct BulkEditWords
{
    Q_DECLARE_TR_FUNCTIONS(socle::studio::BulkEdit)
};

Error refused(const QString &why) { return invalidInput(toUtf8(why)); }

bool isText(const fields::Field &field)
{
    return field.isType(fields::kText) || field.isType(fields::kEditor)
        || field.isType(fields::kEmail) || field.isType(fields::kUrl);
}

QString textOf(const JsonObject &record, const QString &name)
{
    const Json *value = record.find(toUtf8(name));
    return value == nullptr || value->isNull() ? QString()
        : value->isString()                    ? toQString(value->text())
                                               : toQString(value->dump());
}

Result<Json> increased(const BulkChange &change, const fields::Field &field, const Json &now)
{
    QString text = change.text.trimmed();
    const bool isShare = text.endsWith(u'%');
    if (isShare) {
        text.chop(1);
    }
    bool isNumber = false;
    const double by = text.toDouble(&isNumber);
    if (!isNumber) {
        return refused(BulkEditWords::tr("%1 is no number").arg(change.text));
    }
    const double value = isShare ? now.toDouble() * (1 + by / 100) : now.toDouble() + by;
    // 14.4, not 14.399999999999999
    return toJson(QString::number(value, 'g', 15).toDouble(), field);
}

Result<Json> replaced(const BulkChange &change, const Json &now)
{
    const QString text = toQString(now.text());
    if (!change.isRegex) {
        return Json(toUtf8(QString(text).replace(change.text, change.replacement)));
    }
    const QRegularExpression pattern(change.text, QRegularExpression::UseUnicodePropertiesOption);
    if (!pattern.isValid()) {
        return refused(
            BulkEditWords::tr("The pattern is not valid: %1").arg(pattern.errorString()));
    }
    return Json(toUtf8(QString(text).replace(pattern, change.replacement)));
}

Json fromFields(const QString &pattern, const JsonObject &record)
{
    static const QRegularExpression name(QStringLiteral("\\{([^{}]+)\\}"));
    QString result;
    qsizetype at = 0;
    for (auto it = name.globalMatch(pattern); it.hasNext();) {
        const QRegularExpressionMatch match = it.next();
        result += pattern.mid(at, match.capturedStart() - at) + textOf(record, match.captured(1));
        at = match.capturedEnd();
    }
    result += pattern.mid(at);
    return toUtf8(result);
}

JsonArray without(const JsonArray &list, const JsonArray &taken)
{
    JsonArray rest;
    for (const Json &item : list) {
        if (std::none_of(taken.begin(), taken.end(), [&item](const Json &other) {
                return sameValue(item, other);
            })) {
            rest.push_back(item);
        }
    }
    return rest;
}

} // namespace

std::vector<BulkOperation> bulkOperationsFor(const fields::Field &field)
{
    std::vector<BulkOperation> operations{BulkOperation::Unchanged, BulkOperation::Set};
    if (!field.required) {
        operations.push_back(BulkOperation::Clear);
    }
    if (field.isMultiple() && !field.isType(fields::kFile)) {
        operations.push_back(BulkOperation::Add);
        operations.push_back(BulkOperation::Remove);
    }
    if (field.isType(fields::kNumber)) {
        operations.push_back(BulkOperation::Increase);
    }
    if (isText(field)) {
        operations.push_back(BulkOperation::ReplaceText);
        operations.push_back(BulkOperation::FromFields);
    }
    return operations;
}

Result<Json> applyBulk(const BulkChange &change,
                       const fields::Field &field,
                       const JsonObject &record)
{
    const Json *found = record.find(field.name);
    const Json now = found != nullptr ? *found : Json();
    Json value;
    switch (change.operation) {
    case BulkOperation::Unchanged:
        return now;
    case BulkOperation::Set:
        value = change.value;
        break;
    case BulkOperation::Clear:
        value = toJson(QVariant(), field);
        break;
    case BulkOperation::Add: {
        JsonArray list = now.array();
        for (const Json &item : without(change.value.array(), list)) {
            list.push_back(item);
        }
        value = std::move(list);
        break;
    }
    case BulkOperation::Remove:
        value = without(now.array(), change.value.array());
        break;
    case BulkOperation::Increase:
        value = SOCLE_TRY(increased(change, field, now));
        break;
    case BulkOperation::ReplaceText:
        value = SOCLE_TRY(replaced(change, now));
        break;
    case BulkOperation::FromFields:
        value = fromFields(change.text, record);
        break;
    }
    return value;
}

QFuture<Result<std::vector<Record>>> gatherRecords(ApiClient &client,
                                                   const GatherPlan &plan,
                                                   QObject *context)
{
    struct Walk : QObject
    {
        Walk(ApiClient &c, GatherPlan p, QObject *parent)
            : QObject(parent)
            , client(c)
            , plan(std::move(p))
        {
        }

        ApiClient &client;
        GatherPlan plan;
        Pending<std::vector<Record>> pending;
        std::vector<Record> records;
        qsizetype nextId = 0;
        QString lastId;

        void next()
        {
            ListQuery query;
            query.perPage = kGatherPage;
            query.skipTotal = true;
            query.sort = QStringLiteral("id");
            query.purpose = QStringLiteral("records.gather");
            query.filter = plan.filter;
            query.fields = plan.fields;
            if (!plan.ids.isEmpty()) {
                const QStringList chunk = plan.ids.mid(nextId, kGatherChunk);
                nextId += chunk.size();
                query.filter = idFilter(chunk);
            } else if (!lastId.isEmpty()) {
                query.filter = FilterChips::combine(
                    plan.filter, QStringLiteral("id > ") + filterLiteral(lastId));
            }
            onResult(RecordsEndpoint(client).list(plan.collection->name, query),
                     this,
                     [this](Result<RecordPage> page) { take(std::move(page)); });
        }

        void take(Result<RecordPage> page)
        {
            if (!page) {
                pending.settle(page.takeError());
                deleteLater();
                return;
            }
            const std::size_t count = page->items.size();
            for (Record &record : page->items) {
                lastId = record.id;
                if (!plan.exceptions.contains(record.id)) {
                    records.push_back(std::move(record));
                }
            }
            const bool isWhole
                = plan.ids.isEmpty() ? count < std::size_t(kGatherPage) : nextId >= plan.ids.size();
            if (isWhole || records.size() > static_cast<std::size_t>(plan.most)) {
                pending.settle(std::move(records));
                deleteLater();
                return;
            }
            next();
        }
    };

    auto *walk = new Walk(client, plan, context);
    const auto future = walk->pending.future();
    walk->next();
    return future;
}

} // namespace socle::studio
