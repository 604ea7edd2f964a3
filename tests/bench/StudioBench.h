// What the studio's benches share: a server in a temporary folder, a signed-in connection, and
// figures printed beside their budgets.
#pragma once

#include "studio/domain/ConnectionContext.h"
#include "studio/domain/SchemaStore.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <functional>
#include <vector>

namespace socle::studio::bench {

using namespace Qt::StringLiterals;

inline const QString kEmail = u"bench@socle.local"_s;
inline const QString kPassword = u"bench-password-1"_s;
inline int failures = 0; // budgets missed by more than a third

/// Runs the event loop until `done`; false when patience ends.
inline bool until(const std::function<bool()> &done, int patienceMs = 60'000)
{
    QElapsedTimer clock;
    clock.start();
    while (!done() && clock.elapsed() < patienceMs) {
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents | QEventLoop::AllEvents, 20);
    }
    return done();
}

inline double percentile(std::vector<double> values, double share)
{
    std::sort(values.begin(), values.end());
    return values.empty()
        ? 0
        : values[std::min(values.size() - 1,
                          static_cast<std::size_t>(share * static_cast<double>(values.size())))];
}

/// One line; `budget` 0 prints the figure alone. studio_bench.py reads these lines.
inline void report(const char *name, double value, const char *unit, double budget)
{
    const bool isMissed = budget > 0 && value > budget * 1.34;
    failures += isMissed ? 1 : 0;
    std::printf("%-52s %10.2f %-4s", name, value, unit);
    if (budget > 0) {
        std::printf("  budget %8.0f  %s",
                    budget,
                    isMissed             ? "MISSED"
                        : value > budget ? "near"
                                         : "ok");
    }
    std::printf("\n");
    std::fflush(stdout);
}

/// Milliseconds of CPU this thread has used: painting and staging wait for nobody, so this is what
/// they cost whatever else the machine does.
inline double threadMs()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

inline double residentMb()
{
    QFile file(u"/proc/self/statm"_s);
    return file.open(QIODevice::ReadOnly)
        ? file.readAll().split(' ').value(1).toDouble() * 4096 / 1024 / 1024
        : 0;
}

struct Server
{
    QTemporaryDir folder;
    QProcess process;
    QString program;
    QString address;

    bool run(const QStringList &arguments)
    {
        QProcess once;
        once.start(program, arguments);
        return once.waitForFinished(60'000) && once.exitCode() == 0;
    }

    bool start(int port)
    {
        address = u"http://127.0.0.1:%1"_s.arg(port);
        process.start(
            program,
            {u"serve"_s, u"--dir"_s, folder.path(), u"--http"_s, u"127.0.0.1:%1"_s.arg(port)});
        return process.waitForStarted();
    }

    void stop()
    {
        process.terminate();
        process.waitForFinished(10'000);
    }

    ~Server() { stop(); }
};

/// Signed in, with the schema loaded; null after five seconds without.
inline std::unique_ptr<ConnectionContext> connectTo(const QString &address)
{
    ConnectionProfile profile;
    profile.address = address;
    auto context = std::make_unique<ConnectionContext>(
        profile, std::make_unique<NetworkTransport>(), std::make_unique<MemoryDraftStore>());
    for (int attempt = 0; attempt < 50; ++attempt) {
        std::optional<bool> isIn;
        onResult(context->signIn(u"_superusers"_s, kEmail, kPassword),
                 context.get(),
                 [&isIn](const Result<void> &result) { isIn = result.hasValue(); });
        until([&isIn] { return isIn.has_value(); });
        if (isIn == true && until([&context] {
                return context->schema().state() == SchemaStore::State::Ready;
            })) {
            return context;
        }
        QElapsedTimer rest;
        rest.start();
        until([&rest] { return rest.elapsed() > 100; });
    }
    return nullptr;
}

/// A fresh server of this program with the bench's superuser, signed in; null (and a word on
/// stderr) when it does not come up.
inline std::unique_ptr<ConnectionContext> begin(Server &server, const QString &program, int port)
{
    server.program = program;
    if (!server.run(
            {u"superuser"_s, u"upsert"_s, kEmail, kPassword, u"--dir"_s, server.folder.path()})
        || !server.start(port)) {
        std::fprintf(stderr, "the server does not start\n");
        return nullptr;
    }
    auto context = connectTo(server.address);
    if (context == nullptr) {
        std::fprintf(stderr, "no sign-in\n");
    }
    return context;
}

/// The answer of a request; nothing when patience ends.
template <typename T>
std::optional<Result<T>> wait(ConnectionContext &context, const QFuture<Result<T>> &future)
{
    std::optional<Result<T>> got;
    onResult(future, &context, [&got](Result<T> result) { got.emplace(std::move(result)); });
    until([&got] { return got.has_value(); });
    return got;
}

} // namespace socle::studio::bench
