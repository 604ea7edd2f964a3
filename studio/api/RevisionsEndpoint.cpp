#include "studio/api/RevisionsEndpoint.h"

#include "studio/api/Text.h"
#include "studio/api/WireTime.h"

namespace socle::studio {

namespace {

Revision revisionOf(const Json &json)
{
    Revision revision;
    revision.id = toQString(json["id"].text());
    const std::string_view action = json["action"].text();
    revision.action = action == "create" ? RevisionAction::Create
        : action == "delete"             ? RevisionAction::Delete
                                         : RevisionAction::Update;
    revision.record = toQString(json["record"].text());
    const Json &actor = json["actor"];
    revision.origin
        = actor["key"].text().empty() ? toQString(actor["kind"].text()) : QStringLiteral("key");
    for (const char *member : {"keyName", "name", "id"}) {
        if (revision.actor.isEmpty()) {
            revision.actor = toQString(actor[member].text());
        }
    }
    revision.created = wireTime(json["created"]).toLocalTime();
    for (const auto &[field, change] : json["changes"].object()) {
        revision.changes.push_back({toQString(field), change["old"], change["new"]});
    }
    return revision;
}

} // namespace

QFuture<Result<std::vector<Revision>>> RevisionsEndpoint::list(const QString &collection,
                                                               const QString &record,
                                                               const QString &cancelKey,
                                                               int most) const
{
    ApiRequest request = ApiRequest::get(QStringLiteral("/api/collections/")
                                             + pathSegment(collection) + QStringLiteral("/records/")
                                             + pathSegment(record) + QStringLiteral("/revisions"),
                                         QStringLiteral("records.revisions"));
    request.cancelKey = cancelKey;
    request.query.append({QStringLiteral("perPage"), QString::number(most)});
    return send(std::move(request));
}

QFuture<Result<std::vector<Revision>>> RevisionsEndpoint::listAll(const QString &collection,
                                                                  const QString &filter,
                                                                  int page,
                                                                  int perPage) const
{
    ApiRequest request
        = ApiRequest::get(QStringLiteral("/api/collections/") + pathSegment(collection)
                              + QStringLiteral("/revisions"),
                          QStringLiteral("records.changes"));
    request.query = {{QStringLiteral("page"), QString::number(page)},
                     {QStringLiteral("perPage"), QString::number(perPage)},
                     {QStringLiteral("skipTotal"), QStringLiteral("1")}};
    if (!filter.isEmpty()) {
        request.query.append({QStringLiteral("filter"), filter});
    }
    return send(std::move(request));
}

QFuture<Result<std::vector<Revision>>> RevisionsEndpoint::send(ApiRequest request) const
{
    return m_client.request<std::vector<Revision>>(
        std::move(request), [](ApiReply &&reply) -> Result<std::vector<Revision>> {
            std::vector<Revision> revisions;
            for (const Json &item : reply.json["items"].array()) {
                revisions.push_back(revisionOf(item));
            }
            return revisions;
        });
}

} // namespace socle::studio
