#include "studio/domain/BulkOrder.h"

#include "studio/api/Text.h"

namespace socle::studio {

namespace {

JsonArray jsonTextArray(const QStringList &texts)
{
    JsonArray array;
    for (const QString &text : texts) {
        array.push_back(toUtf8(text));
    }
    return array;
}

QStringList jsonTexts(const Json &json)
{
    QStringList texts;
    for (const Json &item : json.array()) {
        texts.append(toQString(item.text()));
    }
    return texts;
}

} // namespace

Json BulkOrder::toJson() const
{
    JsonArray list;
    for (const BulkChange &change : changes) {
        list.push_back(JsonObject{{"field", toUtf8(change.field)},
                                  {"operation", static_cast<int>(change.operation)},
                                  {"value", change.value},
                                  {"text", toUtf8(change.text)},
                                  {"replacement", toUtf8(change.replacement)},
                                  {"isRegex", change.isRegex}});
    }
    return JsonObject{{"id", toUtf8(id)},
                      {"collection", toUtf8(collectionId)},
                      {"filter", toUtf8(filter)},
                      {"ids", jsonTextArray(ids)},
                      {"exceptions", jsonTextArray(exceptions)},
                      {"changes", std::move(list)},
                      {"total", std::int64_t(total)},
                      {"lastId", toUtf8(lastId)},
                      {"done", std::int64_t(done)},
                      {"changed", std::int64_t(changed)},
                      {"refused", std::int64_t(refused)},
                      {"pending", pending},
                      {"pendingRecords", std::int64_t(pendingRecords)},
                      {"pendingLastId", toUtf8(pendingLastId)},
                      {"pendingEnds", pendingEnds}};
}

BulkOrder BulkOrder::fromJson(const Json &json)
{
    BulkOrder order;
    order.id = toQString(json["id"].text());
    order.collectionId = toQString(json["collection"].text());
    order.filter = toQString(json["filter"].text());
    order.ids = jsonTexts(json["ids"]);
    order.exceptions = jsonTexts(json["exceptions"]);
    for (const Json &change : json["changes"].array()) {
        order.changes.push_back({toQString(change["field"].text()),
                                 static_cast<BulkOperation>(change["operation"].toInt()),
                                 change["value"],
                                 toQString(change["text"].text()),
                                 toQString(change["replacement"].text()),
                                 change["isRegex"].toBool()});
    }
    order.total = json["total"].toInt();
    order.lastId = toQString(json["lastId"].text());
    order.done = json["done"].toInt();
    order.changed = json["changed"].toInt();
    order.refused = json["refused"].toInt();
    order.pending = json["pending"].object();
    order.pendingRecords = json["pendingRecords"].toInt();
    order.pendingLastId = toQString(json["pendingLastId"].text());
    order.pendingEnds = json["pendingEnds"].toBool();
    return order;
}

} // namespace socle::studio
