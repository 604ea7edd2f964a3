// `socle superuser …` (auth-api.md 2.3) and `socle routes`: work on the folder itself, also beside
// a running server, which learns of it through `.notify`.
#include "backend/app/Commands.h"
#include "backend/app/Wiring.h"
#include "shared/core/Text.h"
#include "shared/protocol/ErrorStatus.h"

#include <cstdio>
#include <cstdlib>

namespace socle::app {

namespace {

std::string firstFieldError(const FieldErrors &fields, const std::string &prefix)
{
    for (const auto &[name, error] : fields) {
        const std::string path = prefix.empty() ? name : prefix + "." + name;
        if (error.isGroup()) {
            return firstFieldError(error.children, path);
        }
        return path + ": " + error.message;
    }
    return {};
}

std::string_view nameOf(api::Access access)
{
    switch (access) {
    case api::Access::Public:
        return "public";
    case api::Access::Auth:
        return "auth";
    case api::Access::Superuser:
        return "superuser";
    case api::Access::ByRule:
        return "rule";
    }
    return {};
}

} // namespace

std::string settingsKeyFromEnvironment(const CommonOptions &common)
{
    const char *value
        = common.encryptionEnv.empty() ? nullptr : std::getenv(common.encryptionEnv.c_str());
    return value == nullptr ? std::string() : std::string(value);
}

std::string sentenceOf(const Error &error)
{
    std::string text = error.message.empty() ? std::string(protocol::defaultMessage(error.kind))
                                             : normalizedMessage(error.message);
    if (const std::string field = firstFieldError(error.fields, {}); !field.empty()) {
        text += " (" + field + ")";
    } else if (error.message.empty() && !error.cause.empty()) {
        text += " (" + error.cause + ")";
    }
    return replaceAll(std::move(text), "\n", " ");
}

Result<void> manageSuperuser(const CommonOptions &common, const SuperuserOptions &options)
{
    auto engine = SOCLE_TRY(
        Engine::open(common.folder, settingsKeyFromEnvironment(common), common.encryptionEnv));
    const char *email = options.email.c_str();
    switch (options.action) {
    case SuperuserOptions::Action::Create:
        SOCLE_TRY(engine->superusers.create(options.email, options.password));
        std::printf("Successfully created new superuser \"%s\"!\n", email);
        return {};
    case SuperuserOptions::Action::Update:
        SOCLE_TRY(engine->superusers.update(options.email, options.password));
        std::printf("Successfully changed superuser \"%s\" password!\n", email);
        return {};
    case SuperuserOptions::Action::Upsert:
        SOCLE_TRY(engine->superusers.upsert(options.email, options.password));
        std::printf("Successfully saved superuser \"%s\"!\n", email);
        return {};
    case SuperuserOptions::Action::Delete: {
        const auto found = SOCLE_TRY(engine->superusers.find(options.email));
        if (!found) {
            std::printf("superuser \"%s\" is missing or already deleted\n", email);
            return {};
        }
        SOCLE_TRY(engine->superusers.remove(options.email));
        std::printf("Successfully deleted superuser \"%s\"!\n", email);
        return {};
    }
    case SuperuserOptions::Action::Otp:
        return Error{.kind = ErrorKind::Unavailable,
                     .message
                     = "This version cannot make one-time passwords on the command line."};
    }
    return {};
}

Result<void> printRoutes(const CommonOptions &common)
{
    auto engine = SOCLE_TRY(
        Engine::open(common.folder, settingsKeyFromEnvironment(common), common.encryptionEnv));
    const auto surface = SOCLE_TRY(Surface::make(*engine, common, ServeOptions{}));
    for (const api::Route &route : surface->dispatcher.routes()) {
        std::printf("%-7s %-10s %s\n",
                    std::string(http::nameOf(route.method)).c_str(),
                    std::string(nameOf(route.access)).c_str(),
                    std::string(route.pattern).c_str());
    }
    return {};
}

} // namespace socle::app
