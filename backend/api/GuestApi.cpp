#include "backend/api/GuestApi.h"

#include "backend/api/AuthFlow.h"
#include "backend/api/AuthForm.h"
#include "backend/api/RequestScope.h"
#include "backend/api/SlowPasswordCheck.h"
#include "backend/auth/AccountMails.h"
#include "backend/auth/Accounts.h"
#include "backend/auth/GuestBook.h"
#include "backend/auth/TokenService.h"
#include "backend/crypto/Password.h"
#include "backend/mail/Mailer.h"
#include "backend/records/RecordStore.h"
#include "backend/rules/Caller.h"
#include "backend/schema/Catalogue.h"
#include "backend/schema/Settings.h"
#include "backend/schema/SocleSettings.h"
#include "backend/storage/WriteTransaction.h"
#include "shared/protocol/Messages.h"

#include <array>

namespace socle::api {

namespace {

using http::Request;
using http::Response;
using protocol::fieldError;
using records::Record;

constexpr std::string_view kUpgradeFailed = "Failed to upgrade the account.";

/// What the server alone says of a guest.
constexpr std::array<std::string_view, 7> kNotForGuests{"email",
                                                        "password",
                                                        "passwordConfirm",
                                                        "oldPassword",
                                                        "verified",
                                                        "tokenKey",
                                                        "emailVisibility"};

Error notGuest() { return invalidInput("The account is not a guest's."); }

} // namespace

std::vector<Route> GuestApi::routes()
{
    using http::Method;
    return {{.method = Method::Post,
             .pattern = "/api/collections/{collection}/auth-as-guest",
             .access = Access::Public,
             .handler = handledBy(this, &GuestApi::signIn),
             .rateTags = {"authAsGuest", "auth", "create"}},
            {.method = Method::Post,
             .pattern = "/api/collections/{collection}/upgrade-guest",
             .access = Access::ByRule,
             .handler = handledBy(this, &GuestApi::upgrade),
             .rateTags = {"upgradeGuest", "auth"}}};
}

Result<void> GuestApi::requireOn(const schema::Collection &collection) const
{
    return m_parts.policy()->accounts.guestsEnabled && !collection.isSuperusers()
        ? Result<void>()
        : forbidden("The collection is not configured to allow guests.");
}

Reply GuestApi::signIn(const Request &request, const RequestScope &scope)
{
    const auto collection = SOCLE_TRY(authCollection(request, scope));
    SOCLE_TRY(requireOn(*collection));
    const DecodedBody *body = SOCLE_TRY(authBody(scope));
    const Json &given = body->values["createData"];
    if (!given.isNull() && !given.isObject()) {
        return invalidInput(std::string(protocol::kLoadingFailed));
    }
    records::RecordInput input{.body = given.isObject() ? given.object() : JsonObject()};
    for (const std::string_view name : kNotForGuests) {
        input.body.erase(name);
    }
    input.serverPasswordHash = auth::unknownPasswordHash(*m_parts.random);
    input.isGuest = true;
    const auto attempt = SOCLE_TRY(m_parts.flow->begin(request, scope, "guest"));
    attempt->context.body = input.body;
    attempt->isFirst = true;
    return onWriter([this, collection, attempt, input = std::move(input)](
                        storage::WriteTransaction &transaction) mutable -> Reply {
        const Record account = SOCLE_TRY(
            m_parts.records->create(transaction, collection, std::move(input), attempt->context));
        SOCLE_TRY(m_parts.guests->note(transaction, account));
        return m_parts.flow->finish(attempt, account, transaction);
    });
}

Reply GuestApi::upgrade(const Request &request, const RequestScope &scope)
{
    const auto collection = SOCLE_TRY(authCollection(request, scope));
    SOCLE_TRY(requireAccountOf(*collection, scope));
    SOCLE_TRY(requireOn(*collection));
    Form form(*SOCLE_TRY(authBody(scope)));
    const std::string email = form.text("email");
    const std::string password = form.text("password");
    const std::string confirm = form.text("passwordConfirm");
    form.require("email", email);
    form.length("email", email, 1, kMaxFormText);
    form.email("email", email);
    form.require("password", password);
    form.length("password", password, 1, kMaxFormText);
    form.require("passwordConfirm", confirm);
    if (confirm != password) {
        form.fail("passwordConfirm", fieldError(protocol::kValuesMismatch));
    }
    SOCLE_TRY(form.check());
    const auto attempt = SOCLE_TRY(m_parts.flow->begin(request, scope, "upgrade"));
    attempt->isFirst = true;
    const std::string id = scope.caller().record->id;

    const auto write = [this, collection, attempt, id, email, password](std::string hash) -> Reply {
        return onWriter([this, collection, attempt, id, email, password, hash = std::move(hash)](
                            storage::WriteTransaction &transaction) -> Reply {
            const Record guest = SOCLE_TRY(m_parts.records->find(transaction, collection, id));
            if (!SOCLE_TRY(m_parts.guests->isGuest(transaction, collection->id, id))) {
                return notGuest();
            }
            auto saved = m_parts.accounts->upgrade(
                transaction, *attempt->catalogue, guest, email, password, hash);
            if (!saved) {
                Error error = saved.takeError();
                if (error.kind == ErrorKind::InvalidInput) {
                    error.message = kUpgradeFailed;
                }
                return error;
            }
            const Record account = SOCLE_TRY(m_parts.records->find(transaction, collection, id));
            const auto token
                = SOCLE_TRY(m_parts.tokens->mailToken(account, auth::TokenType::Verification));
            transaction.afterCommit([this,
                                     message = auth::accountMail(auth::MailKind::Verification,
                                                                 account,
                                                                 *attempt->settings,
                                                                 email,
                                                                 {.token = token})]() mutable {
                m_parts.mailer->send(std::move(message));
            });
            return m_parts.flow->finish(attempt, account, transaction);
        });
    };
    return onReader(
        [this, collection, id, password, write](storage::ReadTransaction &transaction) -> Reply {
            if (!SOCLE_TRY(m_parts.guests->isGuest(transaction, collection->id, id))) {
                return notGuest();
            }
            return onWorker(Pool::Cpu, [this, collection, password, write]() -> Reply {
                const fields::Field *field = collection->field("password");
                const std::int64_t cost = field == nullptr ? 0 : field->integer("cost");
                auto hash = crypto::hashPassword(
                    password, cost > 0 ? static_cast<int>(cost) : crypto::kDefaultBcryptCost);
                return afterSlowCheck(*m_parts.records,
                                      collection,
                                      {},
                                      password,
                                      kUpgradeFailed,
                                      [write, text = hash ? hash.takeValue() : std::string()] {
                                          return write(text);
                                      });
            });
        });
}

} // namespace socle::api
