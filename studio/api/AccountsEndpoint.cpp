#include "studio/api/AccountsEndpoint.h"

#include "studio/api/Text.h"

namespace socle::studio {

QString AccountsEndpoint::collectionOf(AccountRows rows)
{
    switch (rows) {
    case AccountRows::ExternalAuths:
        return QStringLiteral("_externalAuths");
    case AccountRows::AuthOrigins:
        return QStringLiteral("_authOrigins");
    case AccountRows::Otps:
        return QStringLiteral("_otps");
    case AccountRows::Mfas:
        return QStringLiteral("_mfas");
    }
    return {};
}

QFuture<Result<std::vector<Record>>> AccountsEndpoint::rowsOf(AccountRows rows,
                                                              const QString &collectionId,
                                                              const QStringList &recordIds) const
{
    QStringList names;
    for (const QString &id : recordIds) {
        names << QStringLiteral("recordRef=") + filterLiteral(id);
    }
    const QList<QPair<QString, QString>> query{
        {QStringLiteral("page"), QStringLiteral("1")},
        {QStringLiteral("perPage"), QStringLiteral("500")},
        {QStringLiteral("skipTotal"), QStringLiteral("1")},
        {QStringLiteral("sort"), QStringLiteral("-@rowid")},
        {QStringLiteral("filter"),
         QStringLiteral("collectionRef=%1 && (%2)")
             .arg(filterLiteral(collectionId), names.join(QStringLiteral("||")))}};
    ApiRequest request = ApiRequest::get(RecordsEndpoint::path(collectionOf(rows)),
                                         QStringLiteral("accounts.rows"));
    request.query = query;
    return m_client.request<std::vector<Record>>(
        std::move(request), [](ApiReply &&reply) -> Result<std::vector<Record>> {
            return SOCLE_TRY(RecordPage::fromJson(reply.json)).items;
        });
}

QFuture<Result<void>> AccountsEndpoint::removeRow(AccountRows rows, const QString &id) const
{
    return RecordsEndpoint(m_client).remove(collectionOf(rows), id);
}

QFuture<Result<Record>> AccountsEndpoint::signOutEverywhere(const QString &collection,
                                                            const QString &id) const
{
    return RecordsEndpoint(m_client).update(
        collection, id, JsonObject{{"tokenKey:autogenerate", ""}});
}

QFuture<Result<Record>> AccountsEndpoint::setPassword(const QString &collection,
                                                      const QString &id,
                                                      const QString &password) const
{
    return RecordsEndpoint(m_client).update(
        collection,
        id,
        JsonObject{{"password", toUtf8(password)}, {"passwordConfirm", toUtf8(password)}});
}

QFuture<Result<void>> AccountsEndpoint::requestEmailChange(const QString &collection,
                                                           const QString &token,
                                                           const QString &newEmail) const
{
    ApiRequest request
        = ApiRequest::withJson("POST",
                               QStringLiteral("/api/collections/") + pathSegment(collection)
                                   + QStringLiteral("/request-email-change"),
                               JsonObject{{"newEmail", toUtf8(newEmail)}},
                               QStringLiteral("accounts.requestEmailChange"));
    request.sendsToken = false;
    request.headers.append({"Authorization", token.toUtf8()});
    request.lane = Lane::Bulk; // the mail is sent before the answer
    return m_client.requestNothing(std::move(request));
}

} // namespace socle::studio
