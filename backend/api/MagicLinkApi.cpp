#include "backend/api/MagicLinkApi.h"

#include "backend/api/AuthFlow.h"
#include "backend/api/AuthForm.h"
#include "backend/api/RequestScope.h"
#include "backend/auth/AccountMails.h"
#include "backend/auth/Accounts.h"
#include "backend/auth/SignInLinks.h"
#include "backend/observability/Log.h"
#include "backend/records/RecordStore.h"
#include "backend/schema/Catalogue.h"
#include "backend/schema/CollectionOptions.h"
#include "backend/schema/Settings.h"
#include "backend/schema/SocleSettings.h"
#include "backend/storage/Database.h"
#include "backend/storage/WriteTransaction.h"
#include "backend/storage/Writer.h"

namespace socle::api {

namespace {

using http::Request;
using http::Response;
using records::Record;

constexpr std::chrono::minutes kMailWindow{2};
constexpr std::size_t kMaxTemplate = 100000; // bytes
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
             .rateTags = {"authWithMagicLink", "auth"}},
            {.method = Method::Get,
             .pattern = "/api/socle/accounts/{collection}/magic-link-template",
             .access = Access::Superuser,
             .handler = handledBy(this, &MagicLinkApi::viewTemplate)},
            {.method = Method::Put,
             .pattern = "/api/socle/accounts/{collection}/magic-link-template",
             .access = Access::Superuser,
             .handler = handledBy(this, &MagicLinkApi::setTemplate)}};
}

namespace {

Response templateAnswer(const Json &stored)
{
    const schema::EmailTemplate text = auth::magicLinkTemplate(stored);
    return Response::json(200,
                          Json(JsonObject{{"subject", text.subject},
                                          {"body", text.body},
                                          {"isDefault", stored.isNull()}})
                              .dump());
}

} // namespace

Reply MagicLinkApi::viewTemplate(const Request &request, const RequestScope &scope)
{
    const auto collection = SOCLE_TRY(authCollection(request, scope));
    return templateAnswer(m_parts.options->value(collection->id, auth::kMagicLinkOption));
}

// Both empty: the default again.
Reply MagicLinkApi::setTemplate(const Request &request, const RequestScope &scope)
{
    const auto collection = SOCLE_TRY(authCollection(request, scope));
    Form form(*SOCLE_TRY(authBody(scope)));
    const std::string subject = form.text("subject");
    const std::string body = form.text("body");
    const bool isDefault = subject.empty() && body.empty();
    if (!isDefault) {
        form.require("subject", subject);
        form.length("subject", subject, 1, kMaxFormText);
        form.require("body", body);
        form.length("body", body, 1, kMaxTemplate);
    }
    SOCLE_TRY(form.check());
    const Json value = isDefault ? Json() : Json(JsonObject{{"subject", subject}, {"body", body}});
    return onWriter([this, collection, value](storage::WriteTransaction &transaction) -> Reply {
        SOCLE_TRY(m_parts.options->set(
            transaction, *m_parts.clock, collection->id, auth::kMagicLinkOption, value));
        return templateAnswer(value);
    });
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
    m_parts.mailer->sendMade([this,
                              collection,
                              email,
                              settings = scope.settings(),
                              duration = policy->accounts.magicLinksDuration]() {
        return linkFor(collection, email, *settings, std::chrono::seconds(duration));
    });
    return Response::empty(204);
}

// On the mailer's thread, which may wait for the writer.
std::optional<mail::Mailer::Outgoing> MagicLinkApi::linkFor(const schema::CollectionPtr &collection,
                                                            const std::string &email,
                                                            const schema::Settings &settings,
                                                            std::chrono::seconds duration)
{
    const auto account = m_parts.lookup.byEmail(collection, email);
    if (!account || !m_mails.take(collection->id + "/" + std::string(account->id()))) {
        return std::nullopt;
    }
    std::optional<mail::Mailer::Outgoing> outgoing;
    const auto written = m_parts.lookup.database->writer().run(
        [&](storage::WriteTransaction &writing) -> Result<void> {
            const Record current
                = SOCLE_TRY(m_parts.records->find(writing, collection, account->id()));
            const std::string secret = SOCLE_TRY(m_parts.links->make(writing, current, duration));
            outgoing = mail::Mailer::Outgoing{
                .message
                = auth::accountMail(auth::MailKind::MagicLink,
                                    current,
                                    settings,
                                    std::string(current.text("email")),
                                    {.token = secret,
                                     .text = auth::magicLinkTemplate(m_parts.options->value(
                                         collection->id, auth::kMagicLinkOption))})};
            return {};
        });
    if (!written) {
        m_parts.lookup.log->warn("mail: a sign-in link could not be kept",
                                 {{"cause", Json(written.error().cause)}});
        return std::nullopt;
    }
    return outgoing;
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
