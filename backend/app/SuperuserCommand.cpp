// `socle superuser …` (auth-api.md 2.3) and `socle routes`: work on the folder itself, also beside
// a running server, which learns of it through `.notify`.
#include "backend/app/Commands.h"
#include "backend/app/Wiring.h"
#include "backend/auth/OneTimePasswords.h"
#include "backend/crypto/Password.h"
#include "backend/storage/WriteTransaction.h"
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

// The digits are shown once and are not mailed; `sentTo` stays empty.
Result<void> printOtp(Engine &engine, const std::string &email)
{
    const auto found = SOCLE_TRY(engine.superusers.find(email));
    if (!found) {
        return notFound("A superuser with e-mail \"" + email + "\" doesn't exist.");
    }
    const schema::AuthOptions &options = found->collection().auth;
    if (!options.otpEnabled) {
        return invalidInput("OTP auth is not enabled for the _superusers collection.");
    }
    const auth::OneTimePasswords passwords(engine.records, engine.clock, engine.random);
    const std::string password = passwords.newPassword(found->collection());
    const std::string hash
        = SOCLE_TRY(crypto::hashPassword(password, auth::OneTimePasswords::kHashCost));
    std::string id;
    const auto insert = [&](storage::WriteTransaction &tx) -> Result<void> {
        id = SOCLE_TRY(passwords.insert(tx, *engine.schema.catalogue(), *found, hash));
        return {};
    };
    SOCLE_TRY(engine.database->runExclusive(insert));
    std::printf("Successfully created OTP for superuser \"%s\":\n├─ Id:    %s\n├─ Pass:  %s\n└─ "
                "Valid: %llds\n",
                email.c_str(),
                id.c_str(),
                password.c_str(),
                static_cast<long long>(options.otpDuration));
    return {};
}

Result<void> replaceAddresses(Engine &engine, const std::vector<std::string> &addresses)
{
    const JsonArray list(addresses.begin(), addresses.end());
    const auto replace = [&](storage::WriteTransaction &tx) -> Result<void> {
        SOCLE_TRY(engine.settings.update(tx, JsonObject{{"superuserIPs", list}}));
        return {};
    };
    SOCLE_TRY(engine.database->runExclusive(replace));
    if (addresses.empty()) {
        std::printf("Successfully cleared SuperuserIPs setting!\n");
        return {};
    }
    std::printf("Successfully updated SuperuserIPs setting:\n");
    for (std::size_t i = 0; i < addresses.size(); ++i) {
        std::printf("%s %s\n", i + 1 == addresses.size() ? "└─" : "├─", addresses[i].c_str());
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
        return printOtp(*engine, options.email);
    case SuperuserOptions::Action::Ips:
        return replaceAddresses(*engine, options.addresses);
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
