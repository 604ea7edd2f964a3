// `socle serve`: the life of the server from the folder's lock to the last checkpoint (design.md 5,
// 7).
//
//   lock -> (studio: account) -> open -> parts -> listen -> ready line -> wait -> stop accepting ->
//   finish -> flush -> exit 0
//                                 ^---------------------- a restore was decided
//                                 ----------------------+
#include "backend/app/Commands.h"
#include "backend/app/StudioLink.h"
#include "backend/app/Wiring.h"
#include "backend/backups/Restore.h"
#include "backend/http/Server.h"
#include "backend/schema/FolderSignal.h"
#include "backend/storage/FolderLock.h"
#include "shared/core/Text.h"
#include "shared/protocol/Limits.h"

#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/signalfd.h>

#include <array>
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
constexpr unsigned kRoundsBetweenUploads = 60;

// An eventfd either takes the number or is full of it: both wake whoever waits.
void discardRead(ssize_t /*count*/) { }

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
                                Surface &surface,
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
    return surface.accounts.studioToken(*found);
}

enum class End { Stop, Restart };

// Returns when the server is to stop or to start anew. Meanwhile, once a second, looks whether
// another process changed the folder and what is due.
End waitForEnd(int signals, int restarts, bool watchesStdin, Surface &surface)
{
    Engine &engine = surface.engine;
    observability::Log &log = surface.log;
    schema::FolderWatch watch(engine.folder);
    unsigned rounds = 0;
    while (true) {
        surface.upkeep.tick();
        surface.accounts.tick();
        if (++rounds % kRoundsBetweenUploads == 0) {
            surface.bucketFiles.resume(); // what could not go up before
        }
        std::array<pollfd, 3> waiting{
            pollfd{.fd = signals, .events = POLLIN, .revents = 0},
            pollfd{.fd = watchesStdin ? STDIN_FILENO : -1, .events = POLLIN, .revents = 0},
            pollfd{.fd = restarts, .events = POLLIN, .revents = 0}};
        ::poll(waiting.data(), waiting.size(), kWatchIntervalMs);
        if (waiting[0].revents != 0) {
            return End::Stop;
        }
        if (waiting[2].revents != 0) {
            std::uint64_t count = 0;
            discardRead(::read(restarts, &count, sizeof count));
            return End::Restart;
        }
        if (waiting[1].revents != 0) {
            std::array<char, 256> ignored{};
            if (::read(STDIN_FILENO, ignored.data(), ignored.size()) <= 0) {
                return End::Stop;
            }
        }
        if (watch.foreignChange()) {
            auto reloaded = engine.schema.reload();
            if (reloaded) {
                reloaded = engine.settings.reload();
            }
            if (reloaded) {
                reloaded = engine.socleSettings.reload();
            }
            if (reloaded) {
                reloaded = engine.options.reload();
            }
            if (!reloaded) {
                log.error("folder: another process changed it, and it cannot be read again",
                          {{"cause", Json(sentenceOf(reloaded.error()))}});
            }
        }
    }
}

// The folder as it is after whatever an interrupted or freshly decided restore left to do. A
// restored content that cannot be opened goes away again. `note` becomes what was left with a
// restore that ended well now.
Result<std::unique_ptr<Engine>> openFolder(const CommonOptions &common, std::string &note)
{
    SOCLE_TRY(backups::finishRestore(common.folder));
    const auto open = [&] {
        return Engine::open(
            common.folder, settingsKeyFromEnvironment(common), common.encryptionEnv);
    };
    auto engine = open();
    if (!engine && backups::isRestoreDecided(common.folder)) {
        std::fprintf(stderr,
                     "The restored data cannot be opened and the former data is put back: %s\n",
                     sentenceOf(engine.error()).c_str());
        SOCLE_TRY(backups::revertRestore(common.folder));
        engine = open();
    }
    if (engine) {
        note = backups::restoreNote(common.folder);
        backups::confirmRestore(common.folder);
        discard((*engine)->dropUnfinishedUploads(), "a file that nobody names harms nobody");
        backups::emptyTrash(common.folder);
    }
    return engine;
}

/// What stays the same over restarts of the parts.
struct Process
{
    int signals = -1;
    int restarts = -1; // eventfd: a restore was decided
    std::uint16_t port = 0; // taken at the first start, kept for the next
    std::optional<StudioAccount> account = {};
};

void announceStart(const Engine &engine, const CommonOptions &common, const std::string &url)
{
    std::printf("Server started at %s\n", url.c_str());
    if (const auto any = engine.superusers.any(); any && !*any) {
        std::printf("Create the first superuser with: socle superuser upsert EMAIL PASS --dir %s\n",
                    common.folder.c_str());
    }
    std::fflush(stdout);
}

// Stop accepting, finish what runs, flush, checkpoint. False when a step is stuck somewhere: what
// it holds must not be torn down under it.
bool windDown(http::Server &server, http::Server *secure, Surface &surface)
{
    bool wasOrderly = server.stop(protocol::kStopGrace);
    if (secure != nullptr) {
        wasOrderly = secure->stop(protocol::kStopGrace) && wasOrderly;
    }
    if (!wasOrderly) {
        surface.log.warn("stop: requests were cut after the grace period");
    }
    surface.jobBook.stop();
    surface.upkeep.stop();
    surface.accounts.stop(); // mails that were promised leave
    surface.httpClient.stop(); // what waits for other machines ends now
    surface.jobPool.stop(std::chrono::seconds(1));
    surface.cpu.stop(std::chrono::seconds(1));
    surface.read.stop(std::chrono::seconds(1));
    surface.outbound.stop(std::chrono::seconds(1));
    surface.storing.stop(std::chrono::seconds(1));
    surface.transferring.stop(std::chrono::seconds(1));
    for (int i = 0; i < 100 && surface.dispatcher.running() > 0; ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    surface.requestLog.flush();
    surface.engine.database->checkpoint();
    return surface.dispatcher.running() == 0;
}

// One life of all parts, from opening the folder to the last checkpoint.
Result<End> serveOnce(const CommonOptions &common, const ServeOptions &options, Process &process)
{
    std::string restoreNote;
    auto engine = SOCLE_TRY(openFolder(common, restoreNote));
    auto surface = SOCLE_TRY(Surface::make(*engine, common, options));
    if (const auto job = parseJson(restoreNote); job && job->isObject()) {
        surface->jobBook.adopt(*job); // it was begun in the folder that was here before
    }
    surface->upkeep.onRestart([descriptor = process.restarts] {
        const std::uint64_t one = 1;
        discardRead(::write(descriptor, &one, sizeof one));
    });
    std::string token;
    if (options.isStudio) {
        token = SOCLE_TRY(studioToken(*engine, *surface, process.account));
    }
    auto server = SOCLE_TRY(
        http::Server::start({.host = options.host, .port = process.port}, surface->dispatcher));
    process.port = server->port();
    std::unique_ptr<http::Server> secure;
    if (!options.tlsCertificate.empty()) {
        secure = SOCLE_TRY(http::Server::start({.host = options.httpsHost,
                                                .port = options.httpsPort,
                                                .tlsCertificate = options.tlsCertificate,
                                                .tlsKey = options.tlsKey},
                                               surface->dispatcher));
    }
    const std::string url = urlOf(options, server->port());
    if (options.isStudio) {
        printReady(url, programVersion(), token);
    } else {
        announceStart(*engine, common, url);
        if (secure) {
            std::printf("HTTPS on port %u\n", static_cast<unsigned>(secure->port()));
            std::fflush(stdout);
        }
    }

    const End end = waitForEnd(process.signals,
                               process.restarts,
                               options.isStudio && !options.staysWhenStdinCloses,
                               *surface);
    if (!windDown(*server, secure.get(), *surface)) {
        // Everything committed is on disk, a decided restore too: the next start carries it out.
        std::_Exit(end == End::Stop ? 0 : 1);
    }
    secure.reset();
    server.reset();
    surface.reset();
    return end;
}

} // namespace

Result<void> serve(const CommonOptions &common, const ServeOptions &options)
{
    Process process{.signals = stopSignals(),
                    .restarts = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK),
                    .port = options.port};
    raiseDescriptorLimit();
    std::error_code fault;
    std::filesystem::create_directories(common.folder, fault);
    if (fault) {
        return Error{.kind = ErrorKind::Unavailable,
                     .message = "Cannot create the data folder " + common.folder.string() + ": "
                         + fault.message() + "."};
    }
    const auto lock = SOCLE_TRY(storage::FolderLock::take(common.folder));
    if (options.isStudio) {
        process.account = SOCLE_TRY(readStudioAccount(kStudioLineLimit));
    }
    while (SOCLE_TRY(serveOnce(common, options, process)) == End::Restart) { }
    return {};
}

} // namespace socle::app
