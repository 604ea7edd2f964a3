#include "studio/views/home/ServerProbe.h"

#include "studio/api/ApiClient.h"
#include "studio/api/AuthEndpoint.h"
#include "studio/api/HealthEndpoint.h"
#include "studio/api/OnResult.h"
#include "studio/api/Text.h"
#include "studio/api/Transport.h"
#include "studio/platform/ConnectionProfile.h"

using namespace Qt::StringLiterals;

namespace socle::studio {

QUrl addressFromText(const QString &text)
{
    QString typed = text.trimmed();
    if (typed.isEmpty() || typed.contains(u' ')) {
        return {};
    }
    const bool hasScheme = typed.startsWith(u"http://"_s, Qt::CaseInsensitive)
        || typed.startsWith(u"https://"_s, Qt::CaseInsensitive);
    if (!hasScheme) {
        if (typed.contains(u"://"_s)) {
            return {};
        }
        const QUrl bare(u"https://"_s + typed, QUrl::StrictMode);
        const bool isNear = guessEnvironment(bare.host()) == Environment::Development;
        typed.prepend(isNear ? u"http://"_s : u"https://"_s);
    }
    const QUrl given(typed, QUrl::StrictMode);
    if (!given.isValid() || given.host().isEmpty()) {
        return {};
    }
    QUrl address;
    address.setScheme(given.scheme().toLower());
    address.setHost(given.host());
    address.setPort(given.port());
    return address;
}

ServerProbe::ServerProbe(QObject *parent)
    : QObject(parent)
{
}

ServerProbe::~ServerProbe() = default;

void ServerProbe::cancel()
{
    ++m_generation;
    if (m_client) {
        m_client->cancelAll();
    }
}

void ServerProbe::check(const QUrl &address, const QString &collection, const QByteArray &pinned)
{
    cancel();
    const int generation = m_generation;
    m_result = {};
    if (m_client) {
        m_client.release()->deleteLater(); // one of its answers may be on the way up the stack
    }
    auto owned = std::make_unique<NetworkTransport>();
    NetworkTransport *transport = owned.get();
    transport->setPinnedCertificate(pinned);
    m_client = std::make_unique<ApiClient>(address, std::move(owned));
    m_client->setRetryDelays({}); // typing is the retry

    const auto current = [this, generation] { return generation == m_generation; };
    const auto methods = [this, address, collection, current] {
        onResult(AuthEndpoint(*m_client).methods(collection),
                 this,
                 [this, address, collection, current](const Result<AuthMethods> &found) {
                     if (!current()) {
                         return;
                     }
                     if (found && found->hasPassword) {
                         m_result.signIn = collection == QLatin1String(AuthEndpoint::kSuperusers)
                             ? tr("superuser sign-in")
                             : tr("sign-in of %1").arg(collection);
                         m_result.wantsSecondFactor = found->hasMfa;
                     }
                     emit checked(address, m_result);
                 });
    };
    const auto document = [this, current, methods] {
        onResult(HealthEndpoint(*m_client).document(),
                 this,
                 [this, current, methods](const Result<ServerDocument> &found) {
                     if (!current()) {
                         return;
                     }
                     m_result.server = found ? u"Socle %1"_s.arg(found->version) : u"PocketBase"_s;
                     methods();
                 });
    };
    onResult(HealthEndpoint(*m_client).health(),
             this,
             [this, address, current, document, transport](const Result<Health> &health) {
                 if (!current()) {
                     return;
                 }
                 if (!health) {
                     const ApiError error = apiError(health.error());
                     m_result.problem = error.failure == TransportFailure::None
                         ? tr("There is a server, but it is not Socle or PocketBase")
                         : error.title();
                     if (error.failure == TransportFailure::UntrustedCertificate) {
                         m_result.certificate = transport->lastCertificateProblem();
                     }
                     emit checked(address, m_result);
                     return;
                 }
                 m_result.isReachable = true;
                 m_result.latencyMs = health->latencyMs;
                 document();
             });
}

} // namespace socle::studio
