#include "studio/domain/ImportPlan.h"

#include "studio/api/Text.h"

#include <QCryptographicHash>

namespace socle::studio {

namespace {

Json stepJson(const ImportStep &step)
{
    return JsonObject{{"kind", static_cast<std::int64_t>(step.kind)},
                      {"first", toUtf8(step.first)},
                      {"second", toUtf8(step.second)}};
}

ImportStep stepOf(const Json &json)
{
    return {.kind = static_cast<ImportStep::Kind>(json["kind"].toInt()),
            .first = toQString(json["first"].text()),
            .second = toQString(json["second"].text())};
}

Json columnJson(const ImportColumn &column)
{
    JsonArray steps;
    for (const ImportStep &step : column.steps) {
        steps.push_back(stepJson(step));
    }
    return JsonObject{{"column", toUtf8(column.column)},
                      {"field", toUtf8(column.field)},
                      {"steps", std::move(steps)},
                      {"matchBy", toUtf8(column.matchBy)},
                      {"createsMissing", column.createsMissing}};
}

ImportColumn columnOf(const Json &json)
{
    ImportColumn column;
    column.column = toQString(json["column"].text());
    column.field = toQString(json["field"].text());
    for (const Json &step : json["steps"].array()) {
        column.steps.push_back(stepOf(step));
    }
    column.matchBy = toQString(json["matchBy"].text());
    column.createsMissing = json["createsMissing"].toBool();
    return column;
}

Json sourceJson(const SourceOptions &source)
{
    JsonObject json{{"encoding", source.encoding.toStdString()}};
    if (source.delimiter) {
        json.set("delimiter", std::string(1, *source.delimiter));
    }
    if (source.quote) {
        json.set("quote", std::string(1, *source.quote));
    }
    if (source.hasHeader) {
        json.set("hasHeader", *source.hasHeader);
    }
    return json;
}

std::optional<char> characterOf(const Json &json)
{
    return json.text().empty() ? std::nullopt : std::optional(json.text().front());
}

} // namespace

Json ImportPlan::toJson() const
{
    JsonArray list;
    for (const ImportColumn &column : columns) {
        list.push_back(columnJson(column));
    }
    JsonArray edited;
    for (auto row = edits.begin(); row != edits.end(); ++row) {
        for (auto cell = row->begin(); cell != row->end(); ++cell) {
            edited.push_back(JsonObject{{"row", static_cast<std::int64_t>(row.key())},
                                        {"column", toUtf8(cell.key())},
                                        {"text", toUtf8(cell.value())}});
        }
    }
    JsonArray out;
    for (const qint64 row : leftOut) {
        out.push_back(static_cast<std::int64_t>(row));
    }
    return JsonObject{{"path", toUtf8(path)},
                      {"source", sourceJson(source)},
                      {"collectionId", toUtf8(collectionId)},
                      {"newCollection", newCollection},
                      {"columns", std::move(list)},
                      {"mode", static_cast<std::int64_t>(mode)},
                      {"keyField", toUtf8(keyField)},
                      {"onError", static_cast<std::int64_t>(onError)},
                      {"emptyIsMissing", emptyIsMissing},
                      {"errorFile", toUtf8(errorFile)},
                      {"edits", std::move(edited)},
                      {"leftOut", std::move(out)},
                      {"seed", seed.toStdString()}};
}

ImportPlan ImportPlan::fromJson(const Json &json)
{
    ImportPlan plan;
    plan.path = toQString(json["path"].text());
    plan.source.delimiter = characterOf(json["source"]["delimiter"]);
    plan.source.quote = characterOf(json["source"]["quote"]);
    if (json["source"]["hasHeader"].isBool()) {
        plan.source.hasHeader = json["source"]["hasHeader"].toBool();
    }
    plan.source.encoding = toBytes(std::string(json["source"]["encoding"].text()));
    plan.collectionId = toQString(json["collectionId"].text());
    plan.newCollection = json["newCollection"];
    for (const Json &column : json["columns"].array()) {
        plan.columns.push_back(columnOf(column));
    }
    plan.mode = static_cast<ImportMode>(json["mode"].toInt());
    plan.keyField = toQString(json["keyField"].text());
    plan.onError = static_cast<OnRowError>(json["onError"].toInt());
    plan.emptyIsMissing = json["emptyIsMissing"].toBool();
    plan.errorFile = toQString(json["errorFile"].text());
    for (const Json &edit : json["edits"].array()) {
        plan.edits[edit["row"].toInt()].insert(toQString(edit["column"].text()),
                                               toQString(edit["text"].text()));
    }
    for (const Json &row : json["leftOut"].array()) {
        plan.leftOut.insert(row.toInt());
    }
    plan.seed = toBytes(std::string(json["seed"].text()));
    return plan;
}

QString importRecordId(const QByteArray &seed, qint64 ordinal)
{
    constexpr std::string_view kAlphabet = "abcdefghijklmnopqrstuvwxyz0123456789";
    constexpr int kLength = 15;
    const QByteArray text = seed + '/' + QByteArray::number(ordinal);
    const QByteArray digest = QCryptographicHash::hash(text, QCryptographicHash::Sha256);
    QString id;
    for (int i = 0; i < kLength; ++i) { // two bytes a letter: no letter is noticeably likelier
        const int pair = (static_cast<unsigned char>(digest.at(2 * i)) << 8)
            | static_cast<unsigned char>(digest.at(2 * i + 1));
        id += QLatin1Char(kAlphabet[static_cast<std::size_t>(pair) % kAlphabet.size()]);
    }
    return id;
}

} // namespace socle::studio
