// What the scripted server of the AI tests says. Beside the test, because moc loses its way in raw
// strings with backslashes.
#pragma once

#include <QByteArray>

namespace socle::studio {

inline const QByteArray kBooks
    = R"([{"id":"cbooks","name":"books","type":"base","system":false,"listRule":"","fields":[
  {"id":"f1","name":"id","type":"text","system":true,"primaryKey":true},{"id":"f2","name":"title","type":"text"},
  {"id":"f3","name":"price","type":"number"},{"id":"f4","name":"status","type":"select","values":["draft","published"]},
  {"id":"f5","name":"published","type":"date"}]}])";

inline QByteArray sse(const char *name, const QByteArray &json)
{
    return QByteArray("event: ") + name + "\ndata: " + json + "\n\n";
}

inline const QByteArray kStart
    = R"({"id":"r1","traceId":"t","model":"fake/small","engine":"remote","degraded":false})";
inline const QByteArray kUsage
    = R"({"inputTokens":812,"outputTokens":96,"estimated":false,"costMicroUsd":null})";
inline const QByteArray kDone
    = R"({"finishReason":"stop","meta":{"model":"fake/small","engine":"remote"}})";

inline QByteArray wholeAnswer(const QByteArray &text)
{
    return sse("start", kStart) + sse("delta", "{\"text\":\"" + text + "\"}") + sse("usage", kUsage)
        + sse("done", kDone);
}

inline const QByteArray kAnswer
    = R"({"collection":"books","filter":"status = \"published\" && price > 20","sort":"-published","count":false,
  "explanation":"Books whose status is published and price is above 20, newest first.","assumptions":["Newest means the field published."],
  "confidence":0.6,"validated":true,"meta":{"engine":"local","model":"local/rules-v1","notice":"Built-in offline engine"},
  "result":{"page":1,"perPage":30,"totalItems":2,"items":[
   {"id":"r8k2m0xq1bz7c01","title":"The Dispossessed","price":24.99,"status":"published","published":"2026-01-02 00:00:00.000Z"},
   {"id":"w5b8q2r7t1y4u02","title":"Piranesi","price":28.74,"status":"published","published":"2025-11-20 00:00:00.000Z"}]}})";

inline const QByteArray kModels = R"({"default":"fake/small","items":[
            {"name":"local/extractive-v1","capabilities":["chat","stream"],"engine":"local","available":true},
            {"name":"local/rules-v1","capabilities":["query"],"engine":"local","available":true},
            {"name":"fake/large","capabilities":["chat","query"],"contextTokens":128000,"engine":"remote","available":true}]})";

inline const QByteArray kProviders = R"({"items":[
            {"id":"p1","name":"fake","preset":"openai","baseUrl":"https://api.example.com/v1","enabled":true,"privateNetwork":false,"breaker":"closed","secrets":{"apiKey":{"set":true,"hint":"…x9Qa"}}},
            {"id":"p2","name":"lab","preset":"vllm","baseUrl":"http://127.0.0.1:8000/v1","enabled":true,"privateNetwork":true,"breaker":"open","secrets":{"apiKey":{"set":false,"hint":""}}}]})";

inline const QByteArray kUsageTable = R"({"items":[
            {"day":"2026-03-14","model":"fake/small","feature":"chat","requests":12,"inputTokens":18240,"outputTokens":4110,"costMicroUsd":5120,"errors":1},
            {"day":"2026-03-14","model":"local/rules-v1","feature":"query","requests":4,"inputTokens":60,"outputTokens":0,"costMicroUsd":0,"errors":0},
            {"day":"2026-03-13","model":"lab/llama-3","feature":"chat","requests":7,"inputTokens":9020,"outputTokens":2200,"costMicroUsd":0,"errors":0}]})";

inline const QByteArray kSettings
    = R"({"enabled":true,"defaults":{"chatModel":"fake/small"},"access":{"chat":null,"query":"@request.auth.id != \"\""}})";

inline const QByteArray kRichDelta
    = R"({"text":"and **bold**.\n\n```sql\nSELECT title FROM books\nWHERE price > 20\n```\n\n- one\n- two\n"})";

inline QByteArray aiError(const QByteArray &code)
{
    return "{\"ai\":{\"code\":\"" + code + "\",\"message\":\"More exactly.\",\"params\":{}}}";
}

} // namespace socle::studio
