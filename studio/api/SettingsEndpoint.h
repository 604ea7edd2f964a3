// Server settings (admin-api.md A2) and Socle's own (design.md 10): documents of the server, read
// and patched whole.
#pragma once

#include "studio/api/ApiClient.h"

namespace socle::studio {

class SettingsEndpoint
{
public:
    explicit SettingsEndpoint(ApiClient &client)
        : m_client(client)
    {
    }

    QFuture<Result<Json>> get() const;
    /// Only what changes; answers the whole document.
    QFuture<Result<Json>> patch(const Json &changes) const;
    QFuture<Result<Json>> getSocle() const;
    QFuture<Result<Json>> patchSocle(const Json &changes) const;
    QFuture<Result<void>> testEmail(const QString &collection,
                                    const QString &to,
                                    const QString &templateName) const;
    /// `fileSystem`: "storage" or "backups".
    QFuture<Result<void>> testS3(const QString &fileSystem) const;

private:
    ApiClient &m_client;
};

} // namespace socle::studio
