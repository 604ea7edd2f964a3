// `socle serve`: the life of the server from the folder's lock to the last checkpoint (design.md 5,
// 7).
//
//   lock -> open -> parts -> (studio: account) -> listen -> ready line -> wait -> stop accepting ->
//   finish -> flush -> exit 0
#include "backend/app/Commands.h"
#include "backend/app/StudioLink.h"
#include "backend/app/Wiring.h"
#include "backend/http/Server.h"
#include "backend/schema/FolderSignal.h"
#include "backend/storage/FolderLock.h"
#include "shared/core/Text.h"
#include "shared/protocol/Limits.h"

#include <sys/resource.h>
#include <sys/signalfd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <poll.h>
#include <thread>
#include <unistd.h>

namespace socle::app {

namespace {

constexpr std::chrono::seconds kStudioLineLimit{10};
constexpr int kWatchIntervalMs = 1000;
constexpr std::chrono::hours kHousekeeping{1};

// SIGTERM and SIGINT as a readable descriptor; blocked before any thread starts, so that all
// threads inherit it.
int stopSignals()
{
    sigset_t stops;
    sigemptyset(&stops);
    sigaddset(&stops, SIGTERM);
    sigaddset(&stops, SIGINT);
    ::pthread_sigmask(SIG_BLOCK, &stops, nullptr);
    ::signal(SIGPIPE, SIG_IGN);
    return ::signalfd(-1, &stops, SFD_CLOEXEC | SFD_NONBLOCK);
}

// Ten thousand connections need ten thousand descriptors; the soft limit is usually 1,024.
void raiseDescriptorLimit()
{
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        ::setrlimit(RLIMIT_NOFILE, &limit);
    }
}

std::string urlOf(const ServeOptions &options, std::uint16_t port)
{
    const bool isEverywhere
        = options.host.empty() || options.host == "*" || options.host == "0.0.0.0";
    return "http://" + (isEverywhere ? "127.0.0.1" : options.host) + ":" + std::to_string(port);
}

// The superuser the studio works as: the one it names, made when nobody is there yet.
Result<std::string> studioToken(Engine &engine,
                                const Surface &surface,
                                const std::optional<StudioAccount> &account)
{
    if (!account) {
        return std::string();
    }
    auto found = SOCLE_TRY(engine.superusers.find(account->email));
    if (!found && !SOCLE_TRY(engine.superusers.any())) {
        found = SOCLE_TRY(engine.superusers.create(account->email, account->password));
    }
    if (!found) {
        return std::string(); // others exist: the studio asks for a sign-in
    }
    return surface.tokens.authToken(*found, true);
}

// Old log rows and idle rate-limit counters go once an hour, on a worker.
void keepHouse(Surface &surface)
{
    const auto maxDays = static_cast<int>(surface.engine.settings.settings()->logs.maxDays);
    const bool isTaken = surface.cpu.post([&surface, maxDays] {
        surface.rateLimiter.cleanUp();
        if (const auto deleted = surface.logStore.deleteOld(surface.engine.clock.now(), maxDays); !deleted) {
            surface.log.error("logs: old rows could not be deleted", {{"cause", Json(deleted.error().cause)}});
        }
    });
    if (!isTaken) {
        surface.log.warn("house-keeping: put off for an hour, the queue is full");
    }
}

// Returns when the server is to stop. Meanwhile, once a second, looks whether another process
// changed the folder.
void waitForEnd(int signals, bool watchesStdin, Surface &surface)
{
    Engine &engine = surface.engine;
    observability::Log &log = surface.log;
    schema::FolderWatch watch(engine.folder);
    auto nextHousekeeping = runtime::Steady::now();
    while (true) {
        if (runtime::Steady::now() >= nextHousekeeping) {
            nextHousekeeping += kHousekeeping;
            keepHouse(surface);
        }
        std::array<pollfd, 2> waiting{
            pollfd{.fd = signals, .events = POLLIN, .revents = 0},
            pollfd{.fd = watchesStdin ? STDIN_FILENO : -1, .events = POLLIN, .revents = 0}};
        ::poll(waiting.data(), waiting.size(), kWatchIntervalMs);
        if (waiting[0].revents != 0) {
            return;
        }
        if (waiting[1].revents != 0) {
            std::array<char, 256> ignored{};
            if (::read(STDIN_FILENO, ignored.data(), ignored.size()) <= 0) {
                return;
            }
        }
        if (watch.foreignChange()) {
            auto reloaded = engine.schema.reload();
            if (reloaded) {
                reloaded = engine.settings.reload();
            }
            if (!reloaded) {
                log.error("folder: another process changed it, and it cannot be read again",
                          {{"cause", Json(sentenceOf(reloaded.error()))}});
            }
        }
    }
}

} // namespace

Result<void> serve(const CommonOptions &common, const ServeOptions &options)
{
    const int signals = stopSignals();
    raiseDescriptorLimit();
    std::error_code fault;
    std::filesystem::create_directories(common.folder, fault);
    if (fault) {
        return Error{.kind = ErrorKind::Unavailable,
                     .message = "Cannot create the data folder " + common.folder.string() + ": "
                         + fault.message() + "."};
    }
    const auto lock = SOCLE_TRY(storage::FolderLock::take(common.folder));
    auto engine = SOCLE_TRY(
        Engine::open(common.folder,
                     settingsKeyFromEnvironment(common),
                     common.encryptionEnv));
    auto surface = SOCLE_TRY(Surface::make(*engine, common, options));

    std::string token;
    if (options.isStudio) {
        const auto account = SOCLE_TRY(readStudioAccount(kStudioLineLimit));
        token = SOCLE_TRY(studioToken(*engine, *surface, account));
    }
    auto server = SOCLE_TRY(
        http::Server::start({.host = options.host, .port = options.port}, surface->dispatcher));
    const std::string url = urlOf(options, server->port());
    if (options.isStudio) {
        printReady(url, programVersion(), token);
    } else {
        std::printf("Server started at %s\n", url.c_str());
        if (const auto any = engine->superusers.any(); any && !*any) {
            std::printf(
                "Create the first superuser with: socle superuser upsert EMAIL PASS --dir %s\n",
                common.folder.c_str());
        }
        std::fflush(stdout);
    }

    waitForEnd(signals, options.isStudio && !options.staysWhenStdinCloses, *surface);

    // Stop accepting, finish what runs, flush, checkpoint.
    const bool wasOrderly = server->stop(protocol::kStopGrace);
    if (!wasOrderly) {
        surface->log.warn("stop: requests were cut after the grace period");
    }
    surface->httpClient.stop(); // what waits for other machines ends now
    surface->cpu.stop(std::chrono::seconds(1));
    surface->read.stop(std::chrono::seconds(1));
    surface->outbound.stop(std::chrono::seconds(1));
    for (int i = 0; i < 100 && surface->dispatcher.running() > 0; ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    surface->requestLog.flush();
    engine->database->checkpoint();
    if (surface->dispatcher.running() > 0) {
        // A step is stuck somewhere; what it holds must not be torn down under it. Everything
        // committed is on disk.
        std::_Exit(0);
    }
    server.reset();
    surface.reset();
    return {};
}

} // namespace socle::app
