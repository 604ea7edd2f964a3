// Collections as the server describes them, and every change of the schema (admin-api.md A1,
// socle-api.md 4).
#pragma once

#include "studio/api/ApiClient.h"

#include <vector>

namespace socle::studio {

class CollectionsEndpoint
{
public:
    explicit CollectionsEndpoint(ApiClient &client)
        : m_client(client)
    {
    }

    /// All collections, every page, in the server's order. Items are collection JSON (admin-api.md
    /// A1.1).
    QFuture<Result<std::vector<Json>>> all() const;
    QFuture<Result<Json>> view(const QString &idOrName) const;
    QFuture<Result<Json>> create(const Json &collection) const;
    QFuture<Result<Json>> update(const QString &idOrName, const Json &patch) const;
    QFuture<Result<void>> remove(const QString &idOrName) const;
    QFuture<Result<void>> truncate(const QString &idOrName) const;
    /// One transaction for several collections.
    QFuture<Result<void>> importAll(const JsonArray &collections, bool deleteMissing) const;
    /// Blank models by type: {"base":{…},"auth":{…},"view":{…}}.
    QFuture<Result<Json>> scaffolds() const;
    QFuture<Result<Json>> oauth2Providers() const;
    /// Fields and sample of a view query (admin-api.md A1.10).
    QFuture<Result<Json>> dryRunView(const QString &query) const;
    /// Dry run of an import with changes, SQL and references; needs Capability::SchemaPlan.
    QFuture<Result<Json>> plan(const JsonArray &collections, bool deleteMissing) const;

private:
    ApiClient &m_client;
};

} // namespace socle::studio
