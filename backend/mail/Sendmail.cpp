#include "backend/mail/Sendmail.h"

#include "backend/runtime/Deadline.h"
#include "shared/core/Text.h"

#include <sys/socket.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <poll.h>
#include <spawn.h>
#include <thread>
#include <unistd.h>

extern char **environ; // NOLINT: POSIX

namespace socle::mail {

namespace {

Error failed(std::string why)
{
    return Error{.kind = ErrorKind::Unavailable, .message = std::move(why)};
}

std::string errnoText(int code) { return std::strerror(code); }

/// All of `text` to a reader that may be slow or gone (a socket: no SIGPIPE when it is gone).
Result<void> feed(int descriptor, std::string_view text, const runtime::Deadline &deadline)
{
    while (!text.empty()) {
        const ssize_t written = ::send(descriptor, text.data(), text.size(), MSG_NOSIGNAL);
        if (written > 0) {
            text.remove_prefix(static_cast<std::size_t>(written));
            continue;
        }
        if (written < 0 && errno != EAGAIN && errno != EINTR) {
            return failed("sendmail closed its input: " + errnoText(errno));
        }
        if (deadline.hasPassed()) {
            return failed("sendmail did not take the message in time");
        }
        pollfd waiting{.fd = descriptor, .events = POLLOUT, .revents = 0};
        ::poll(&waiting, 1, 100);
    }
    return {};
}

Result<void> waitFor(pid_t child, const runtime::Deadline &deadline)
{
    int status = 0;
    while (::waitpid(child, &status, WNOHANG) == 0) {
        if (deadline.hasPassed()) {
            ::kill(child, SIGKILL);
            ::waitpid(child, &status, 0);
            return failed("sendmail did not finish in time");
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) {
        return {};
    }
    return failed("sendmail ended with status "
                  + std::to_string(WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status)));
}

} // namespace

std::string findSendmail()
{
    std::vector<std::string> folders{"/usr/sbin", "/usr/bin"};
    if (const char *path = std::getenv("PATH")) {
        for (std::string &folder : split(path, ':')) {
            folders.push_back(std::move(folder));
        }
    }
    for (const std::string &folder : folders) {
        const std::string candidate = folder + "/sendmail";
        if (!folder.empty() && ::access(candidate.c_str(), X_OK) == 0) {
            return candidate;
        }
    }
    return {};
}

Result<void> runSendmail(const std::string &program,
                         const std::string &from,
                         const std::string &to,
                         std::string_view mime,
                         std::chrono::milliseconds limit)
{
    std::array<int, 2> pipe{}; // [0] is the program's end
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pipe.data()) != 0) {
        return failed("no way to feed sendmail: " + errnoText(errno));
    }
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, pipe[0], STDIN_FILENO);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    // The server's own threads block and ignore signals; the program starts with the usual ones.
    sigset_t none;
    sigset_t usual;
    sigemptyset(&none);
    sigemptyset(&usual);
    sigaddset(&usual, SIGPIPE);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &usual);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    std::array<std::string, 6> words{program, "-i", "-f", from, "--", to};
    std::array<char *, 7> arguments{words[0].data(),
                                    words[1].data(),
                                    words[2].data(),
                                    words[3].data(),
                                    words[4].data(),
                                    words[5].data(),
                                    nullptr};
    pid_t child = 0;
    const int fault
        = ::posix_spawn(&child, program.c_str(), &actions, &attributes, arguments.data(), environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    ::close(pipe[0]);
    if (fault != 0) {
        ::close(pipe[1]);
        return failed("sendmail cannot be started: " + errnoText(fault));
    }
    // A program that does not read gives an error here, not a signal.
    sigset_t pipes;
    sigemptyset(&pipes);
    sigaddset(&pipes, SIGPIPE);
    ::pthread_sigmask(SIG_BLOCK, &pipes, nullptr);
    const auto deadline = runtime::Deadline::in(limit);
    ::fcntl(pipe[1], F_SETFL, O_NONBLOCK);
    const auto fed = feed(pipe[1], mime, deadline);
    ::close(pipe[1]);
    const auto ended = waitFor(child, deadline);
    return ended ? fed : ended; // what it says itself explains a closed input
}

} // namespace socle::mail
