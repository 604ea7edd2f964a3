// Stored files: their address, the token protected ones need, their bytes (records-api.md 4).
#pragma once

#include "studio/api/ApiClient.h"

namespace socle::studio {

struct FileAddress
{
    QString collection = {}; // name or id
    QString record = {};
    QString name = {};
    QString thumb = {}; // "100x100"; empty: the file itself

    bool operator==(const FileAddress &) const = default;
    QString path() const;
};

class FilesEndpoint
{
public:
    explicit FilesEndpoint(ApiClient &client)
        : m_client(client)
    {
    }

    /// A short-lived token for protected files; needs a signed-in caller.
    QFuture<Result<QString>> token() const;
    /// The whole file in memory: thumbnails and small previews. `token` empty for public files.
    QFuture<Result<QByteArray>> content(const FileAddress &file, const QString &token = {}) const;
    /// Address a browser opens.
    QUrl url(const FileAddress &file, const QString &token = {}) const;

private:
    ApiClient &m_client;
};

} // namespace socle::studio
