// See StudioLink.h.
#include "backend/app/StudioLink.h"

#include "shared/core/Text.h"
#include "shared/json/Json.h"
#include "shared/json/JsonWriter.h"

#include <cerrno>
#include <cstdio>
#include <poll.h>
#include <unistd.h>

namespace socle::app {

namespace {

constexpr std::size_t kMaxLine = 65536;

} // namespace

Result<std::optional<StudioAccount>> readStudioAccount(std::chrono::milliseconds limit)
{
    const auto end = std::chrono::steady_clock::now() + limit;
    std::string line;
    while (line.size() < kMaxLine) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
            end - std::chrono::steady_clock::now());
        pollfd waiting{.fd = STDIN_FILENO, .events = POLLIN, .revents = 0};
        if (left.count() <= 0 || ::poll(&waiting, 1, static_cast<int>(left.count())) == 0) {
            return Error{.kind = ErrorKind::Unavailable,
                         .message = "The studio sent no start-up line on stdin."};
        }
        char c = 0;
        const auto count = ::read(STDIN_FILENO, &c, 1);
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count <= 0 || c == '\n') {
            break;
        }
        line.push_back(c);
    }
    if (trimmed(line).empty()) {
        return std::optional<StudioAccount>{};
    }
    const auto parsed = parseJson(line);
    if (!parsed || !parsed->isObject()) {
        return invalidInput("The studio's start-up line is no JSON object.");
    }
    StudioAccount account{.email = (*parsed)["email"].toText(),
                          .password = (*parsed)["password"].toText()};
    if (account.email.empty()) {
        return std::optional<StudioAccount>{};
    }
    return std::optional<StudioAccount>(std::move(account));
}

void printReady(std::string_view url, std::string_view version, std::string_view token)
{
    std::string line;
    JsonWriter writer(line);
    writer.startObject();
    writer.member("event", "ready");
    writer.member("url", url);
    writer.member("version", version);
    writer.member("token", token);
    writer.endObject();
    std::printf("%s\n", line.c_str());
    std::fflush(stdout);
}

} // namespace socle::app
