// What flows in while one looks: a log of 500 entries a second, an answer of 100 words a second
// (studio.md 8.5; P19 and P20 of section 7).
//
//   studio_stream_bench [--seconds 60]
//
// The views stand on a stub transport: the figures are the studio's own. Exits with 1 when a budget
// is missed by more than a third. Frames are CPU of the UI thread.
#include "shared/core/DateTime.h"
#include "studio/domain/LogModel.h"
#include "studio/kit/DataGrid.h"
#include "studio/kit/SocleStyle.h"
#include "studio/kit/TextField.h"
#include "studio/views/ai/AiView.h"
#include "studio/views/logs/LogsView.h"
#include "tests/bench/StudioBench.h"
#include "tests/studio/views/ai/AiFixtures.h"
#include "tests/support/ShellRecorder.h"
#include "tests/support/StubTransport.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QScrollBar>
#include <QThread>

using namespace Qt::StringLiterals;
using namespace socle;
using namespace socle::studio;
using namespace socle::studio::bench;

namespace {

constexpr int kEntriesPerSecond = 500;
constexpr int kWordsPerSecond = 100;
constexpr int kMessages = 200;
constexpr int kStreamedMs = 10'000;
constexpr int kTurnMs = 4;

/// A signed-in connection whose server is the stub.
struct StubServer
{
    explicit StubServer(const QByteArray &capabilities)
    {
        auto made = std::make_unique<StubTransport>();
        transport = made.get();
        answer(u"/api/health"_s, R"({"message":"API is healthy.","code":200,"data":{}})");
        answer(u"/api/settings"_s, "{}");
        answer(u"/api/socle"_s,
               R"({"name":"Socle","version":"1.0","capabilities":)" + capabilities + '}');
        answer(u"/api/collections"_s,
               R"({"page":1,"perPage":500,"totalItems":1,"items":)" + kBooks + '}');
        ConnectionProfile profile;
        profile.address = u"http://127.0.0.1:1"_s;
        context = std::make_unique<ConnectionContext>(
            profile, std::move(made), std::make_unique<MemoryDraftStore>());
        std::optional<bool> isIn;
        onResult(context->useToken(u"_superusers"_s, u"x"_s),
                 context.get(),
                 [&isIn](const Result<void> &result) { isIn = result.hasValue(); });
        until([&isIn] { return isIn.has_value(); });
    }

    void answer(const QString &path, const QByteArray &json)
    {
        transport->on("GET", path, StubAnswer::json(json));
    }

    StubTransport *transport;
    std::unique_ptr<ConnectionContext> context;
};

QByteArray logEntry(qint64 number)
{
    const Json entry = JsonObject{
        {"id", "entry" + std::to_string(number)},
        {"created", DateTime(QDateTime::currentMSecsSinceEpoch()).toString()},
        {"level", number % 10 == 0 ? 8 : 0},
        {"message", "GET /api/collections/books/records/" + std::to_string(number)},
        {"data",
         JsonObject{{"type", "request"},
                    {"method", "GET"},
                    {"url", "/api/collections/books/records/" + std::to_string(number)},
                    {"status", number % 10 == 0 ? 404 : 200},
                    {"execTime", 1.5},
                    {"auth", "users"},
                    {"userIP", "127.0.0.1"}}}};
    return "event: log\ndata: " + QByteArray::fromStdString(entry.dump()) + "\n\n";
}

/// One turn of the event loop, its CPU in milliseconds.
double turn()
{
    const double before = threadMs();
    QCoreApplication::processEvents(QEventLoop::AllEvents, kTurnMs);
    const double used = threadMs() - before;
    QThread::msleep(2); // with a limit of time processEvents() does not wait: it would spin
    return used;
}

void logTail(int seconds)
{
    StubServer server(R"(["logs.stream","logs.percentiles"])");
    server.transport->on("GET", u"/api/socle/logs/stream"_s, StubAnswer::stream());
    server.answer(u"/api/socle/logs/stats"_s, "[]");
    server.answer(u"/api/logs/stats"_s, "[]");
    server.answer(u"/api/logs"_s, R"({"items":[],"page":1,"perPage":200})");
    ShellRecorder shell;
    auto *view = new LogsView(*server.context, shell, {});
    shell.host(view);
    until([&] { return server.transport->openStreams() == 1; });
    auto *grid = view->findChild<DataGrid *>(u"logs.list"_s);
    std::vector<double> turns;
    std::vector<double> frames;
    qint64 sent = 0;
    while (sent < LogModel::kMaxEntries * 11 / 10) { // flat means: once the ring is full
        server.transport->push(logEntry(++sent));
        if (sent % kEntriesPerSecond == 0) {
            turn();
        }
    }
    until([&] { return view->model().rowCount() >= LogModel::kMaxEntries * 9 / 10; });
    const qint64 before = sent;
    const double full = residentMb();
    QElapsedTimer clock;
    clock.start();
    while (clock.elapsed() < seconds * 1000) {
        while (sent - before < clock.elapsed() * kEntriesPerSecond / 1000) {
            server.transport->push(logEntry(++sent));
        }
        turns.push_back(turn());
        QScrollBar *bar = grid->verticalScrollBar();
        bar->setValue(bar->value() >= bar->maximum() ? 0 : bar->value() + 3);
        const double begin = threadMs();
        grid->viewport()->repaint();
        frames.push_back(threadMs() - begin);
    }
    std::printf(
        "   entries: %lld, kept: %d\n", static_cast<long long>(sent), view->model().rowCount());
    report("P19 frame while 500 entries a second come, p95", percentile(frames, 0.95), "ms", 8);
    report("P19 frame, p99", percentile(frames, 0.99), "ms", 16);
    report("P19 turn, p95", percentile(turns, 0.95), "ms", 16);
    report("P19 longest turn", percentile(turns, 1), "ms", 50);
    report("P19 growth of memory with a full ring", residentMb() - full, "MB", 5);
}

void chat()
{
    StubServer server(R"(["ai.chat"])");
    server.answer(u"/api/ai/status"_s,
                  R"({"enabled":true,"capabilities":{"chat":true},"offline":false,"version":1})");
    server.answer(u"/api/ai/models"_s, kModels);
    server.answer(u"/api/ai/providers"_s, kProviders);
    server.answer(u"/api/ai/settings"_s, kSettings);
    server.answer(u"/api/ai/usage"_s, kUsageTable);
    bool isWhole = true; // the earlier answers come in one piece, the last one streams
    server.transport->on("POST", u"/api/ai/chat"_s, [&isWhole](const TransportRequest &request) {
        if (request.body.contains("dryRun")) {
            return StubAnswer::json(QByteArray(
                R"({"leaves":{"provider":"fake","network":"public","model":"fake/small","messages":2,"records":0,"tokens":120,"costMicroUsd":null}})"));
        }
        return StubAnswer::stream(
            isWhole ? wholeAnswer("An answer with **some** words and `code` in it, as they are.")
                    : sse("start", kStart));
    });
    ShellRecorder shell;
    auto *view = new AiView(*server.context, shell, {u"ai"_s, {}, {}, {}});
    shell.host(view);
    until([&] { return view->state() == View::State::Filled; });
    ChatSession &session = view->session();
    for (int i = 0; i < kMessages / 2; ++i) {
        isWhole = i + 1 < kMessages / 2;
        session.send(u"Question %1 about the books"_s.arg(i));
        until([&] { return isWhole ? !session.isBusy() : server.transport->openStreams() == 1; });
    }
    int updates = 0;
    QObject::connect(&session, &ChatSession::messageChanged, view, [&updates] { ++updates; });
    std::vector<double> turns;
    qint64 sent = 0;
    QElapsedTimer clock;
    clock.start();
    while (clock.elapsed() < kStreamedMs) {
        while (sent < clock.elapsed() * kWordsPerSecond / 1000) {
            ++sent;
            server.transport->push(
                sse("delta", sent % 40 == 0 ? kRichDelta : R"({"text":"word "})"_ba));
        }
        turns.push_back(turn());
    }
    report("P20 updates of a streaming answer",
           updates * 1000.0 / static_cast<double>(clock.elapsed()),
           "/s",
           30);
    report("P20 turn while 100 words a second come, p95", percentile(turns, 0.95), "ms", 8);
    report("P20 longest turn", percentile(turns, 1), "ms", 50);
    server.transport->push(sse("usage", kUsage) + sse("done", kDone));
    until([&] { return !session.isBusy(); });
}

} // namespace

int main(int argc, char **argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    const QTemporaryDir home;
    qputenv("HOME", home.path().toUtf8());
    QApplication application(argc, argv);
    QCommandLineParser parser;
    parser.addOptions({{u"seconds"_s, u"Of the log."_s, u"N"_s, u"60"_s}});
    parser.process(application);
    SocleStyle::install(application);
    logTail(parser.value(u"seconds"_s).toInt());
    chat();
    return failures == 0 ? 0 : 1;
}
