#include "studio/api/SettingsEndpoint.h"

#include "studio/api/Text.h"

namespace socle::studio {

namespace {

Result<Json> readJson(ApiReply &&reply) { return std::move(reply.json); }

QString serverPath() { return QStringLiteral("/api/settings"); }

QString soclePath() { return QStringLiteral("/api/socle/settings"); }

} // namespace

QFuture<Result<Json>> SettingsEndpoint::get() const
{
    return m_client.request<Json>(ApiRequest::get(serverPath(), QStringLiteral("settings.get")),
                                  readJson);
}

QFuture<Result<Json>> SettingsEndpoint::patch(const Json &changes) const
{
    return m_client.request<Json>(
        ApiRequest::withJson("PATCH", serverPath(), changes, QStringLiteral("settings.patch")),
        readJson);
}

QFuture<Result<Json>> SettingsEndpoint::getSocle() const
{
    return m_client.request<Json>(ApiRequest::get(soclePath(), QStringLiteral("settings.get")),
                                  readJson);
}

QFuture<Result<Json>> SettingsEndpoint::patchSocle(const Json &changes) const
{
    return m_client.request<Json>(
        ApiRequest::withJson("PATCH", soclePath(), changes, QStringLiteral("settings.patch")),
        readJson);
}

QFuture<Result<void>> SettingsEndpoint::testEmail(const QString &collection,
                                                  const QString &to,
                                                  const QString &templateName) const
{
    ApiRequest request = ApiRequest::withJson("POST",
                                              QStringLiteral("/api/settings/test/email"),
                                              JsonObject{{"collection", toUtf8(collection)},
                                                         {"email", toUtf8(to)},
                                                         {"template", toUtf8(templateName)}},
                                              QStringLiteral("settings.testEmail"));
    request.lane = Lane::Bulk; // SMTP servers take their time
    return m_client.requestNothing(std::move(request));
}

QFuture<Result<void>> SettingsEndpoint::testS3(const QString &fileSystem) const
{
    ApiRequest request = ApiRequest::withJson("POST",
                                              QStringLiteral("/api/settings/test/s3"),
                                              JsonObject{{"filesystem", toUtf8(fileSystem)}},
                                              QStringLiteral("settings.testS3"));
    request.lane = Lane::Bulk;
    return m_client.requestNothing(std::move(request));
}

} // namespace socle::studio
