#include "backend/api/MagicLinkApi.h"

#include "backend/api/AuthFlow.h"
#include "backend/api/AuthForm.h"
#include "backend/api/RequestScope.h"
#include "backend/auth/Accounts.h"
#include "backend/auth/SignInLinks.h"
#include "backend/mail/Mailer.h"
#include "backend/mail/Template.h"
#include "backend/records/RecordStore.h"
#include "backend/schema/Catalogue.h"
#include "backend/schema/Settings.h"
#include "backend/schema/SocleSettings.h"
#include "backend/storage/WriteTransaction.h"

namespace socle::api {

namespace {

using http::Request;
using http::Response;
using records::Record;

constexpr std::chrono::minutes kMailWindow{2};
constexpr std::string_view kSubject = "Sign in to {APP_NAME}";
constexpr std::string_view kBody
    = "<p>Hello,</p>\n<p>Use this link to sign in to {APP_NAME}. It works once.</p>\n"
      "<p><a class=\"btn\" href=\"{APP_URL}/_/#/auth/magic-link/{COLLECTION}/{TOKEN}\" "
      "target=\"_blank\" rel=\"noopener\">Sign in</a></p>\n"
      "<p><i>If you did not try to sign in, no action is needed.</i></p>\n"
      "<p>Thanks,<br/>{APP_NAME} team</p>";

mail::Message linkMail(const Record &account,
                       const schema::Settings &settings,
                       const std::string &secret)
{
    const mail::Placeholders placeholders{{"APP_NAME", settings.meta.appName},
                                          {"APP_URL", settings.meta.appUrl},
                                          {"COLLECTION", account.collection().id},
                                          {"TOKEN", secret}};
    return {.senderName = settings.meta.senderName,
            .senderAddress = settings.meta.senderAddress,
            .to = std::string(account.text("email")),
            .subject = mail::filled(kSubject, placeholders),
            .html = mail::page(mail::filled(kBody, placeholders)),
            .kind = "magic-link"};
}

} // namespace

MagicLinkApi::MagicLinkApi(MagicLinkParts parts)
    : m_parts(std::move(parts))
    , m_mails(*m_parts.clock, 1, kMailWindow)
{
}

std::vector<Route> MagicLinkApi::routes()
{
    using http::Method;
    return {{.method = Method::Post,
             .pattern = "/api/collections/{collection}/request-magic-link",
             .access = Access::Public,
             .handler = handledBy(this, &MagicLinkApi::request),
             .rateTags = {"requestMagicLink"}},
            {.method = Method::Post,
             .pattern = "/api/collections/{collection}/auth-with-magic-link",
             .access = Access::Public,
             .handler = handledBy(this, &MagicLinkApi::signIn),
             .rateTags = {"authWithMagicLink", "auth"}}};
}

// 204 whoever asks: nobody learns who has an account.
Reply MagicLinkApi::request(const Request &request, const RequestScope &scope)
{
    const auto collection = SOCLE_TRY(authCollection(request, scope));
    const auto policy = m_parts.policy();
    if (!policy->accounts.magicLinksEnabled || collection->isSuperusers()) {
        return forbidden("The collection is not configured to allow sign-in by link.");
    }
    const std::string email = SOCLE_TRY(readEmail(scope));
    return onReader([this,
                     collection,
                     email,
                     settings = scope.settings(),
                     duration = policy->accounts.magicLinksDuration](
                        storage::ReadTransaction &transaction) -> Reply {
        const auto account
            = SOCLE_TRY(m_parts.accounts->findByEmail(transaction, collection, email));
        if (!account || !m_mails.take(collection->id + "/" + std::string(account->id()))) {
            return Response::empty(204);
        }
        return onWriter([this, collection, id = std::string(account->id()), settings, duration](
                            storage::WriteTransaction &writing) -> Reply {
            const Record current = SOCLE_TRY(m_parts.records->find(writing, collection, id));
            const std::string secret
                = SOCLE_TRY(m_parts.links->make(writing, current, std::chrono::seconds(duration)));
            writing.afterCommit([this, message = linkMail(current, *settings, secret)]() mutable {
                m_parts.mailer->send(std::move(message));
            });
            return Response::empty(204);
        });
    });
}

Reply MagicLinkApi::signIn(const Request &request, const RequestScope &scope)
{
    const auto collection = SOCLE_TRY(authCollection(request, scope));
    if (!m_parts.policy()->accounts.magicLinksEnabled || collection->isSuperusers()) {
        return forbidden("The collection is not configured to allow sign-in by link.");
    }
    Form form(*SOCLE_TRY(authBody(scope)));
    const std::string secret = form.text("token");
    const std::string mfaId = form.text("mfaId");
    form.require("token", secret);
    form.length("token", secret, 1, kMaxFormText);
    SOCLE_TRY(form.check());
    const auto attempt = SOCLE_TRY(m_parts.flow->begin(request, scope, "magicLink", mfaId));
    return onWriter([this, collection, attempt, secret](
                        storage::WriteTransaction &transaction) -> Reply {
        const auto used = SOCLE_TRY(m_parts.links->use(transaction, *collection, secret));
        const auto account = m_parts.records->find(transaction, collection, used.recordId);
        // An address that was changed since is not the one that was proved.
        if (!account || account->text("email") != used.email) {
            return committed(invalidInput("Invalid or expired link."));
        }
        if (!account->flag("verified")) {
            SOCLE_TRY(m_parts.accounts->verifyByOtp(transaction, *attempt->catalogue, *account));
        }
        return onWriter([this, collection, attempt, id = used.recordId](
                            storage::WriteTransaction &last) -> Reply {
            const Record current = SOCLE_TRY(m_parts.records->find(last, collection, id));
            return m_parts.flow->finish(attempt, current, last);
        });
    });
}

} // namespace socle::api
