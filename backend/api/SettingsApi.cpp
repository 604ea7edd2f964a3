#include "backend/api/SettingsApi.h"

#include "backend/api/RequestScope.h"
#include "backend/http/Request.h"
#include "backend/runtime/Random.h"
#include "backend/schema/SettingsStore.h"
#include "backend/storage/WriteTransaction.h"
#include "shared/protocol/Messages.h"

#include <fstream>
#include <system_error>
#include <utility>

namespace socle::api {

namespace {

constexpr std::string_view kTestFailed = "Failed to test the S3 filesystem.";

Reply answer(const schema::Settings &settings)
{
    return http::Response::json(200, toJson(settings, schema::Secrets::Hide).dump());
}

} // namespace

SettingsApi::SettingsApi(schema::SettingsStore &settings, Buckets buckets, runtime::Random &random)
    : m_settings(settings)
    , m_buckets(std::move(buckets))
    , m_random(random)
{
}

std::vector<Route> SettingsApi::routes()
{
    return {{.method = http::Method::Get,
             .pattern = "/api/settings",
             .access = Access::Superuser,
             .handler = handledBy(this, &SettingsApi::view)},
            {.method = http::Method::Patch,
             .pattern = "/api/settings",
             .access = Access::Superuser,
             .handler = handledBy(this, &SettingsApi::update)},
            {.method = http::Method::Post,
             .pattern = "/api/settings/test/s3",
             .access = Access::Superuser,
             .handler = handledBy(this, &SettingsApi::testS3)}};
}

Reply SettingsApi::view(const http::Request &, const RequestScope &)
{
    return answer(*m_settings.settings());
}

Reply SettingsApi::update(const http::Request &, const RequestScope &scope)
{
    const auto body = scope.body();
    if (!body) {
        return invalidInput(std::string(protocol::kLoadingFailed));
    }
    return onWriter(
        [this, values = (*body)->values](storage::WriteTransaction &tx) -> Reply {
            return answer(*SOCLE_TRY(m_settings.update(tx, values)));
        },
        Batch::Alone);
}

// With the saved settings: something small goes in and out again.
Reply SettingsApi::testS3(const http::Request &, const RequestScope &scope)
{
    const auto body = scope.body();
    if (!body) {
        return invalidInput(std::string(protocol::kLoadingFailed));
    }
    const Json &wanted = (*body)->values["filesystem"];
    if (!wanted.isString() && !wanted.isNull()) {
        return invalidInput(std::string(protocol::kLoadingFailed));
    }
    const bool isBackups = wanted.text() == "backups";
    if (!isBackups && wanted.text() != "storage") {
        return invalidInput(std::string(kTestFailed),
                            {{"filesystem",
                              protocol::fieldError(wanted.text().empty() ? protocol::kRequired
                                                                         : protocol::kInInvalid)}});
    }
    const auto &settings = *scope.settings();
    return onWorker(Pool::Outbound,
                    [this, s3 = isBackups ? settings.backups.s3 : settings.s3]() -> Reply {
                        if (const auto tried = tryBucket(s3); !tried) {
                            return invalidInput(std::string(kTestFailed) + " Raw error: \n"
                                                + tried.error().message);
                        }
                        return http::Response::empty(204);
                    });
}

Result<void> SettingsApi::tryBucket(const schema::S3Settings &settings) const
{
    if (!settings.enabled) {
        return invalidInput("S3 storage filesystem is not enabled");
    }
    const std::string name = "pb_settings_test_" + m_random.fromAlphabet(runtime::kAlphanumeric, 5);
    std::error_code failure;
    const auto file
        = std::filesystem::temp_directory_path(failure) / (name + "_" + m_random.recordId());
    {
        std::ofstream out(file, std::ios::binary);
        out << "test";
    }
    const auto bucket = m_buckets(settings);
    const std::string key = name + "/test.txt";
    const auto stored = bucket->take(
        key, file, {.contentType = "text/plain; charset=utf-8", .originalName = "test.txt"});
    std::filesystem::remove(file, failure);
    SOCLE_TRY(stored);
    return bucket->remove(key);
}

} // namespace socle::api
