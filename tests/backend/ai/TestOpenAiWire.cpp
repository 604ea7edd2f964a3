// The OpenAI dialect against hand-written fixtures, under every split of the stream (ai.md appendix B).
#include "backend/ai/OpenAiWire.h"
#include "tests/support/TestSuite.h"

using namespace socle;
using namespace socle::ai;

// Declared before the fixtures: moc loses its way in raw strings.
class TestOpenAiWire : public QObject
{
    Q_OBJECT
private slots:
    void readsStreams_data();
    void readsStreams();
    void refusesAHugeLine();
    void sendsOnlyWhatWasAsked();
    void namesErrors_data();
    void namesErrors();
    void dropsOnlyFieldsOfTheClosedList();
};

namespace {

std::string chunk(const std::string &choices, const std::string &usage = "null")
{
    return R"(data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","choices":)" + choices + ",\"usage\":" + usage + "}\n\n";
}

const std::string kRole = chunk(R"([{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}])");
const std::string kUsage = chunk("[]", R"({"prompt_tokens":40,"completion_tokens":12,"total_tokens":52})");
const std::string kDone = "data: [DONE]\n\n";

std::string finish(const std::string &reason)
{
    return chunk(R"([{"index":0,"delta":{},"finish_reason":")" + reason + "\"}]");
}

// One line per event: what the neutral side sees.
std::string shown(const ChatEvent &event)
{
    switch (event.kind) {
    case ChatEvent::Kind::Start:
        return "start;";
    case ChatEvent::Kind::Text:
        return "text " + event.text + ";";
    case ChatEvent::Kind::Reasoning:
        return "reasoning " + event.text + ";";
    case ChatEvent::Kind::ToolCallDone:
        return "call " + event.call.id + " " + event.call.name + " " + (event.call.argumentsValid ? event.call.arguments.dump() : "invalid") + ";";
    case ChatEvent::Kind::Usage:
        return "usage " + std::to_string(event.usage.inputTokens) + "/" + std::to_string(event.usage.outputTokens)
            + (event.usage.estimated ? " estimated;" : ";");
    case ChatEvent::Kind::Done:
        return "done " + std::string(toText(event.finish)) + ";";
    }
    return {};
}

// Neighbouring texts joined, so that a split does not change what is shown.
std::string play(const std::string &bytes, std::size_t piece)
{
    OpenAiStream stream;
    std::string events;
    const auto sink = [&events](ChatEvent event) {
        events += shown(event);
        return true;
    };
    std::optional<AiError> error;
    for (std::size_t at = 0; at < bytes.size() && !error; at += piece) {
        error = stream.feed(std::string_view(bytes).substr(at, piece), sink);
    }
    if (!error) {
        error = stream.finish(sink);
    }
    return events + (error ? "error " + std::string(codeText(error->code)) : "");
}

} // namespace

void TestOpenAiWire::readsStreams_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("events");
    const auto row = [](const char *name, const std::string &bytes, const std::string &events) {
        QTest::newRow(name) << QByteArray::fromStdString(bytes) << QByteArray::fromStdString(events);
    };
    const std::string hello = chunk(R"([{"index":0,"delta":{"content":"Hé 😀"},"finish_reason":null}])");
    row("text_unicode", kRole + hello + finish("stop") + kUsage + kDone, "start;text Hé 😀;usage 40/12;done stop;");
    row("usage_missing", kRole + hello + finish("length") + kDone, "start;text Hé 😀;usage 0/2 estimated;done length;");
    row("usage_on_choice", kRole + chunk(R"([{"index":0,"delta":{},"finish_reason":"stop"}])", R"({"prompt_tokens":1,"completion_tokens":2})") + kDone,
        "start;usage 1/2;done stop;");
    row("no_done_but_finish", kRole + hello + finish("stop"), "start;text Hé 😀;usage 0/2 estimated;done stop;");
    row("no_finish", kRole + hello, "start;text Hé 😀;error provider_bad_response");
    row("done_without_blank_line", kRole + finish("stop") + "data: [DONE]", "start;usage 0/0 estimated;done stop;");
    row("reasoning_content", kRole + chunk(R"([{"index":0,"delta":{"reasoning_content":"hm"},"finish_reason":null}])") + finish("stop") + kDone,
        "start;reasoning hm;usage 0/1 estimated;done stop;");
    row("refusal", kRole + chunk(R"([{"index":0,"delta":{"refusal":"no"},"finish_reason":"stop"}])") + kDone,
        "start;text no;usage 0/1 estimated;done refusal;");
    row("tool_one",
        kRole
            + chunk(R"([{"index":0,"delta":{"tool_calls":[{"index":0,"id":"call_a","type":"function","function":{"name":"get_record","arguments":""}}]},"finish_reason":null}])")
            + chunk(R"([{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\"id\":\"é"}}]},"finish_reason":null}])")
            + chunk(R"([{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"1\"}"}}]},"finish_reason":null}])") + finish("tool_calls") + kUsage + kDone,
        "start;call call_a get_record {\"id\":\"é1\"};usage 40/12;done tool_calls;");
    row("tool_no_id",
        kRole + chunk(R"([{"index":0,"delta":{"tool_calls":[{"function":{"name":"list","arguments":"{}"}}]},"finish_reason":"tool_calls"}])") + kDone,
        "start;call call_0 list {};usage 0/0 estimated;done tool_calls;");
    row("tool_parallel_interleaved",
        kRole
            + chunk(R"([{"index":0,"delta":{"tool_calls":[{"index":0,"id":"a","function":{"name":"x","arguments":"{\"n\":"}},{"index":1,"id":"b","function":{"name":"y","arguments":"{"}}]}}])")
            + chunk(R"([{"index":0,"delta":{"tool_calls":[{"index":1,"function":{"arguments":"}"}},{"index":0,"function":{"arguments":"1}"}}]},"finish_reason":"tool_calls"}])") + kDone,
        "start;call a x {\"n\":1};call b y {};usage 0/0 estimated;done tool_calls;");
    row("tool_args_invalid",
        kRole + chunk(R"([{"index":0,"delta":{"tool_calls":[{"index":0,"id":"a","function":{"name":"x","arguments":"{nope"}}]},"finish_reason":"tool_calls"}])") + kDone,
        "start;call a x invalid;usage 0/0 estimated;done tool_calls;");
    row("error_object_midstream", kRole + hello + "data: {\"error\":{\"message\":\"overloaded\"}}\n\n", "start;text Hé 😀;error provider_unavailable");
    row("comment_keepalive", ": ping\n\n" + kRole + ": ping\n" + hello + finish("stop") + kDone, "start;text Hé 😀;usage 0/2 estimated;done stop;");
    row("bom", "\xEF\xBB\xBF" + kRole + hello + finish("stop") + kDone, "start;text Hé 😀;usage 0/2 estimated;done stop;");
    row("multi_data_lines", kRole + "data: {\"choices\":[{\"delta\":\ndata: {\"content\":\"two\"},\"finish_reason\":\"stop\"}]}\n\n" + kDone,
        "start;text two;usage 0/1 estimated;done stop;");
    row("html", "<html>oops</html>", "error provider_bad_response");
    row("broken json", "data: {nope\n\n", "error provider_bad_response");
    row("empty", "", "error provider_bad_response");
}

void TestOpenAiWire::readsStreams()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, events);
    const std::string text = bytes.toStdString();
    for (std::size_t piece : {text.size() + 1, std::size_t(1), std::size_t(2), std::size_t(3), std::size_t(7), std::size_t(64)}) {
        QCOMPARE(QByteArray::fromStdString(play(text, piece)), events);
    }
    // CRLF and CR line ends mean the same.
    std::string crlf;
    std::string cr;
    for (const char c : text) {
        crlf += c == '\n' ? std::string("\r\n") : std::string(1, c);
        cr += c == '\n' ? '\r' : c;
    }
    QCOMPARE(QByteArray::fromStdString(play(crlf, 1)), events);
    QCOMPARE(QByteArray::fromStdString(play(cr, 5)), events);
}

void TestOpenAiWire::refusesAHugeLine()
{
    QCOMPARE(play("data: " + std::string(kMaxEventLine + 10, 'x'), 65536), std::string("error provider_bad_response"));
}

void TestOpenAiWire::sendsOnlyWhatWasAsked()
{
    ChatRequest request{.model = "small", .messages = {{.role = Role::System, .text = "Be brief."}, {.role = Role::User, .text = "Hi"}}};
    QCOMPARE(encodeChat(request, openAiDialect("generic")),
             std::string(R"({"model":"small","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"Hi"}],"max_tokens":1024})"));
    request.temperature = 0.2;
    request.stream = true;
    request.stop = {"###"};
    request.maxOutputTokens = 5;
    QCOMPARE(encodeChat(request, openAiDialect("openai")),
             std::string(R"({"model":"small","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"Hi"}],"temperature":0.2,"max_completion_tokens":5,"stop":["###"],"stream":true,"stream_options":{"include_usage":true}})"));
    QCOMPARE(encodeChat(request, openAiDialect("openai"), {"temperature", "max_completion_tokens", "stop", "stream_options"}),
             std::string(R"({"model":"small","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"Hi"}],"max_tokens":5,"stream":true})"));
}

void TestOpenAiWire::namesErrors_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("code");
    const auto row = [](int status, const char *body, const char *code) {
        QTest::newRow((std::to_string(status) + body).c_str()) << status << QByteArray(body) << QByteArray(code);
    };
    row(401, R"({"error":{"message":"bad key"}})", "provider_auth");
    row(402, "{}", "provider_quota");
    row(429, R"({"error":{"code":"insufficient_quota"}})", "provider_quota");
    row(429, R"({"error":{"code":429}})", "provider_rate_limited");
    row(400, R"({"error":{"code":"context_length_exceeded"}})", "context_overflow");
    row(400, R"({"error":"This model's maximum context length is 8 tokens"})", "context_overflow");
    row(404, R"({"detail":"no such model"})", "provider_rejected");
    row(500, "<html>", "provider_unavailable");
    row(529, "", "provider_unavailable");
    row(504, "", "provider_timeout");
}

void TestOpenAiWire::namesErrors()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, code);
    QCOMPARE(QByteArray::fromStdString(std::string(codeText(errorOfStatus(status, body.toStdString()).code))), code);
}

void TestOpenAiWire::dropsOnlyFieldsOfTheClosedList()
{
    const std::string sent = R"({"model":"m","messages":[],"temperature":1,"max_tokens":5})";
    QCOMPARE(droppableField(400, R"({"error":{"param":"temperature","message":"unsupported"}})", sent), std::string("temperature"));
    QCOMPARE(droppableField(400, R"({"error":{"param":"messages","message":"bad"}})", sent), std::string());
    QCOMPARE(droppableField(400, R"({"error":{"param":"stop","message":"bad"}})", sent), std::string());
    QCOMPARE(droppableField(422, R"({"error":{"param":"temperature"}})", sent), std::string());
}

SOCLE_TEST_SUITE(TestOpenAiWire)
#include "TestOpenAiWire.moc"
