#include "studio/api/AiTypes.h"

#include "studio/api/Text.h"

#include <algorithm>

namespace socle::studio {

namespace {

QString text(const Json &json, std::string_view key) { return toQString(json[key].text()); }

std::optional<double> number(const Json &json)
{
    return json.isNumber() ? std::optional(json.toDouble()) : std::nullopt;
}

} // namespace

AiModel AiModel::fromJson(const Json &json)
{
    AiModel model{.name = text(json, "name"),
                  .contextTokens = json["contextTokens"].toInt(),
                  .isLocal = json["engine"].text() == "local",
                  .isAvailable = json["available"].toBool(true),
                  .inputPrice = number(json["prices"]["input"]),
                  .outputPrice = number(json["prices"]["output"])};
    for (const Json &capability : json["capabilities"].array()) {
        model.capabilities.append(toQString(capability.text()));
    }
    return model;
}

AiProvider AiProvider::fromJson(const Json &json)
{
    const Json &key = json["secrets"]["apiKey"];
    return {.id = text(json, "id"),
            .name = text(json, "name"),
            .preset = text(json, "preset"),
            .baseUrl = text(json, "baseUrl"),
            .breaker = text(json, "breaker"),
            .keyHint = text(key, "hint"),
            .keyProblem = text(key, "problem"),
            .hasKey = key["set"].toBool(),
            .isEnabled = json["enabled"].toBool(true),
            .isPrivateNetwork = json["privateNetwork"].toBool()};
}

AiProviderTest AiProviderTest::fromJson(const Json &json)
{
    AiProviderTest test{.isOk = json["ok"].toBool(),
                        .latencyMs = json["latencyMs"].toInt(),
                        .problem = text(json, "error")};
    for (const Json &name : json["names"].array()) {
        test.names.append(toQString(name.text()));
    }
    return test;
}

AiLeaves AiLeaves::fromJson(const Json &json)
{
    const Json &leaves = json["leaves"];
    AiLeaves result{.provider = text(leaves, "provider"),
                    .network = text(leaves, "network"),
                    .model = text(leaves, "model"),
                    .messages = static_cast<int>(leaves["messages"].toInt()),
                    .schemaCollections = static_cast<int>(leaves["schemaCollections"].toInt()),
                    .records = static_cast<int>(leaves["records"].toInt()),
                    .tokens = leaves["tokens"].toInt()};
    if (leaves["costMicroUsd"].isNumber()) {
        result.costMicroUsd = leaves["costMicroUsd"].toInt();
    }
    return result;
}

QVector<AiUsageRow> AiUsageRow::fromJson(const Json &reply)
{
    QVector<AiUsageRow> rows;
    for (const Json &item : reply["items"].array()) {
        const QString day = text(item, "day");
        const QString model = text(item, "model");
        auto row = std::find_if(rows.begin(), rows.end(), [&](const AiUsageRow &known) {
            return known.day == day && known.model == model;
        });
        if (row == rows.end()) {
            rows.append({.day = day, .model = model});
            row = rows.end() - 1;
        }
        row->requests += item["requests"].toInt();
        row->errors += item["errors"].toInt();
        row->inputTokens += item["inputTokens"].toInt();
        row->outputTokens += item["outputTokens"].toInt();
        row->costMicroUsd += item["costMicroUsd"].toInt();
        row->isEstimated = row->isEstimated || item["estimated"].toBool();
    }
    std::stable_sort(rows.begin(), rows.end(), [](const AiUsageRow &a, const AiUsageRow &b) {
        return a.day > b.day;
    });
    return rows;
}

AiAnswer AiAnswer::fromJson(const Json &json)
{
    AiAnswer answer{.collection = text(json, "collection"),
                    .filter = text(json, "filter"),
                    .sort = text(json, "sort"),
                    .explanation = text(json, "explanation"),
                    .confidence = json["confidence"].toDouble(),
                    .isCount = json["count"].toBool(),
                    .isLocal = json["meta"]["engine"].text() == "local",
                    .model = text(json["meta"], "model"),
                    .notice = text(json["meta"], "notice"),
                    .totalItems = json["result"]["totalItems"].toInt(),
                    .items = json["result"]["items"].array()};
    for (const Json &assumption : json["assumptions"].array()) {
        answer.assumptions.append(toQString(assumption.text()));
    }
    return answer;
}

} // namespace socle::studio
