#include "studio/api/AggregateEndpoint.h"

#include "studio/api/Text.h"

namespace socle::studio {

QFuture<Result<AggregateReply>> AggregateEndpoint::run(const QString &collection,
                                                       const AggregateQuery &query) const
{
    ApiRequest request
        = ApiRequest::get(QStringLiteral("/api/collections/") + pathSegment(collection)
                              + QStringLiteral("/aggregate"),
                          QStringLiteral("records.aggregate"));
    request.cancelKey = query.cancelKey;
    request.deadline = std::chrono::seconds(60); // it reads every record that matches
    const auto add = [&request](const char *name, const QString &value) {
        if (!value.isEmpty()) {
            request.query.append({QString::fromLatin1(name), value});
        }
    };
    add("group", query.group.join(u','));
    add("measure", query.measure.join(u','));
    add("filter", query.filter);
    add("sort", query.sort);
    add("perPage", QString::number(query.perPage));
    return m_client.request<AggregateReply>(
        std::move(request), [](ApiReply &&reply) -> Result<AggregateReply> {
            AggregateReply result;
            result.total = reply.json["totalItems"].toInt();
            for (const Json &item : reply.json["items"].array()) {
                result.groups.push_back(item.object());
            }
            return result;
        });
}

} // namespace socle::studio
