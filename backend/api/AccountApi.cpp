#include "backend/api/AccountApi.h"

#include "backend/api/AuthForm.h"
#include "backend/api/RequestScope.h"
#include "backend/api/SlowPasswordCheck.h"
#include "backend/auth/AccountMails.h"
#include "backend/auth/Accounts.h"
#include "backend/crypto/Password.h"
#include "backend/observability/Log.h"
#include "backend/records/RecordStore.h"
#include "backend/rules/Caller.h"
#include "backend/runtime/Clock.h"
#include "backend/schema/Catalogue.h"
#include "backend/schema/Settings.h"
#include "backend/storage/WriteTransaction.h"
#include "shared/protocol/Messages.h"

#include <utility>

namespace socle::api {

namespace {

using auth::TokenType;
using http::Request;
using http::Response;
using Outgoing = mail::Mailer::Outgoing;
using protocol::Code;
using protocol::fieldError;
using records::Record;
using schema::CollectionPtr;

constexpr std::chrono::minutes kMailWindow{2};
constexpr std::size_t kMaxConfirmPassword = 100;
constexpr std::string_view kResetFailed = "Failed to set new password.";

constexpr Code kMissingEmailClaim{"validation_invalid_token_claims", "Missing email token claim."};
constexpr Code kEmailMismatch{"validation_token_email_mismatch",
                              "The record email doesn't match with the requested token claims."};
constexpr Code kMissingNewEmail{"validation_invalid_token_payload",
                                "Invalid token payload - newEmail must be set."};
constexpr Code kTakenByToken{"validation_invalid_token_email", "The new email address is invalid."};
constexpr Code kTaken{"validation_invalid_new_email", "Invalid new email address."};
constexpr Code kWrongPassword{"validation_invalid_password",
                              "Missing or invalid auth record password."};

std::string keyOf(const Record &record)
{
    return record.collection().id + "\n" + std::string(record.id());
}

/// Field errors of a lookup inside a form: gathered, everything else ends the request.
Result<std::optional<Record>> gathered(Result<Record> found, Form &form)
{
    if (found) {
        return std::optional(found.takeValue());
    }
    if (found.error().kind != ErrorKind::InvalidInput || found.error().fields.empty()) {
        return found.takeError();
    }
    for (auto &[name, error] : found.error().fields) {
        form.fail(name, std::move(error));
    }
    return std::optional<Record>();
}

/// A failed save under the text of its route; what is wrong with the storage stays what it is.
Error failedSave(Error error, std::string_view message)
{
    if (error.kind == ErrorKind::InvalidInput) {
        error.message = message;
    }
    return error;
}

std::size_t minPassword(const schema::Collection &collection)
{
    const fields::Field *field = collection.field("password");
    const std::int64_t min = field == nullptr ? 0 : field->integer("min");
    return min > 0 ? static_cast<std::size_t>(min) : 1;
}

} // namespace

AccountApi::AccountApi(AccountParts parts)
    : m_parts(std::move(parts))
    , m_verifications(*m_parts.clock, 1, kMailWindow)
    , m_resets(*m_parts.clock, 1, kMailWindow)
{
}

std::vector<Route> AccountApi::routes()
{
    const auto row = [this](std::string_view pattern,
                            Reply (AccountApi::*handler)(const Request &, const RequestScope &),
                            std::string_view tag,
                            Access access = Access::Public) {
        return Route{.method = http::Method::Post,
                     .pattern = pattern,
                     .access = access,
                     .handler = handledBy(this, handler),
                     .rateTags = {tag}};
    };
    return {row("/api/collections/{collection}/request-verification",
                &AccountApi::requestVerification,
                "requestVerification"),
            row("/api/collections/{collection}/confirm-verification",
                &AccountApi::confirmVerification,
                "confirmVerification"),
            row("/api/collections/{collection}/request-password-reset",
                &AccountApi::requestPasswordReset,
                "requestPasswordReset"),
            row("/api/collections/{collection}/confirm-password-reset",
                &AccountApi::confirmPasswordReset,
                "confirmPasswordReset"),
            row("/api/collections/{collection}/request-email-change",
                &AccountApi::requestEmailChange,
                "requestEmailChange",
                Access::ByRule),
            row("/api/collections/{collection}/confirm-email-change",
                &AccountApi::confirmEmailChange,
                "confirmEmailChange")};
}

// On the mailer's thread.
std::optional<Outgoing> AccountApi::mailWithToken(const Record &record,
                                                  auth::MailKind kind,
                                                  TokenType type,
                                                  const schema::Settings &settings) const
{
    const auto token = m_parts.tokens->mailToken(record, type);
    if (!token) {
        m_parts.lookup.log->warn("mail: its token could not be made",
                                 {{"cause", Json(token.error().cause)}});
        return std::nullopt;
    }
    return Outgoing{
        .message = auth::accountMail(
            kind, record, settings, std::string(record.text("email")), {.token = *token})};
}

// -- Verification (3.9)

Reply AccountApi::requestVerification(const Request &request, const RequestScope &scope)
{
    const CollectionPtr collection = SOCLE_TRY(authCollection(request, scope));
    if (collection->isSuperusers()) {
        return invalidInput("All superusers are verified by default.");
    }
    const std::string email = SOCLE_TRY(readEmail(scope));
    m_parts.mailer->sendMade(
        [this, collection, email, settings = scope.settings()]() -> std::optional<Outgoing> {
            const auto record = m_parts.lookup.byEmail(collection, email);
            if (!record || record->flag("verified") || !m_verifications.take(keyOf(*record))) {
                return std::nullopt;
            }
            return mailWithToken(
                *record, auth::MailKind::Verification, TokenType::Verification, *settings);
        });
    return Response::empty(204);
}

Reply AccountApi::confirmVerification(const Request &request, const RequestScope &scope)
{
    const CollectionPtr collection = SOCLE_TRY(authCollection(request, scope));
    if (collection->isSuperusers()) {
        return invalidInput("All superusers are verified by default.");
    }
    Form form(*SOCLE_TRY(authBody(scope)));
    const std::string token = form.text("token");
    form.require("token", token);
    if (auth::Accounts::claim(token, "email").empty()) {
        form.fail("token", fieldError(kMissingEmailClaim));
    }
    SOCLE_TRY(form.check());
    return onWriter([this, collection, token, catalogue = scope.catalogue()](
                        storage::WriteTransaction &transaction) -> Reply {
        auto record = m_parts.accounts->recordOfToken(
            transaction, *catalogue, *collection, token, TokenType::Verification);
        if (!record) {
            return failedSave(record.takeError(), protocol::kValidationFailed);
        }
        if (record->text("email") != auth::Accounts::claim(token, "email")) {
            return invalidInput(std::string(protocol::kValidationFailed),
                                {{"token", fieldError(kEmailMismatch)}});
        }
        auto verified = m_parts.accounts->verify(transaction, *catalogue, *record);
        if (!verified) {
            return failedSave(verified.takeError(),
                              "An error occurred while saving the verified state.");
        }
        transaction.afterCommit([this, key = keyOf(*record)] { m_verifications.clear(key); });
        return Response::empty(204);
    });
}

// -- Password reset (3.10)

Reply AccountApi::requestPasswordReset(const Request &request, const RequestScope &scope)
{
    constexpr std::string_view kInstallerEmail = "__pbinstaller@example.com"; // 2.2
    const CollectionPtr collection = SOCLE_TRY(authCollection(request, scope));
    if (!collection->auth.passwordEnabled) {
        return invalidInput("The collection is not configured to allow password authentication.");
    }
    const std::string email = SOCLE_TRY(readEmail(scope));
    if (collection->isSuperusers() && email == kInstallerEmail) {
        return Response::empty(204);
    }
    m_parts.mailer->sendMade(
        [this, collection, email, settings = scope.settings()]() -> std::optional<Outgoing> {
            const auto record = m_parts.lookup.byEmail(collection, email);
            if (!record || !m_resets.take(keyOf(*record))) {
                return std::nullopt;
            }
            auto outgoing = mailWithToken(
                *record, auth::MailKind::PasswordReset, TokenType::PasswordReset, *settings);
            if (!outgoing) {
                return std::nullopt;
            }
            outgoing->done = [this, key = keyOf(*record)](const Result<void> &sent) {
                if (!sent) { // the next request may try again
                    m_resets.clear(key);
                }
            };
            return outgoing;
        });
    return Response::empty(204);
}

Reply AccountApi::confirmPasswordReset(const Request &request, const RequestScope &scope)
{
    const CollectionPtr collection = SOCLE_TRY(authCollection(request, scope));
    auto form = std::make_shared<Form>(*SOCLE_TRY(authBody(scope)));
    const std::string token = form->text("token");
    const std::string password = form->text("password");
    const std::string confirm = form->text("passwordConfirm");
    if (form->isSpoilt()) {
        return form->check().error();
    }
    form->require("token", token);
    form->require("password", password);
    form->length("password", password, minPassword(*collection), kMaxFormText);
    form->require("passwordConfirm", confirm);
    if (confirm != password) {
        form->fail("passwordConfirm", fieldError(protocol::kValuesMismatch));
    }
    return onReader([this, collection, form, token, password, catalogue = scope.catalogue()](
                        storage::ReadTransaction &transaction) -> Reply {
        Form checked = *form; // the step may run twice
        if (!token.empty()) {
            SOCLE_TRY(
                gathered(m_parts.accounts->recordOfToken(
                             transaction, *catalogue, *collection, token, TokenType::PasswordReset),
                         checked));
        }
        SOCLE_TRY(checked.check());
        return onWorker(Pool::Cpu, [this, collection, token, password, catalogue]() -> Reply {
            const fields::Field *field = collection->field("password");
            const std::int64_t cost = field == nullptr ? 0 : field->integer("cost");
            // Too long for bcrypt: validation names the field.
            auto hash = crypto::hashPassword(
                password, cost > 0 ? static_cast<int>(cost) : crypto::kDefaultBcryptCost);
            const auto write = [this,
                                collection,
                                token,
                                password,
                                catalogue,
                                hash = hash ? hash.takeValue() : std::string()]() -> Reply {
                return onWriter([this, collection, token, password, catalogue, hash](
                                    storage::WriteTransaction &writing) -> Reply {
                    auto record = m_parts.accounts->recordOfToken(
                        writing, *catalogue, *collection, token, TokenType::PasswordReset);
                    if (!record) {
                        return failedSave(record.takeError(), protocol::kValidationFailed);
                    }
                    auto saved
                        = m_parts.accounts->setPassword(writing,
                                                        *catalogue,
                                                        *record,
                                                        password,
                                                        hash,
                                                        auth::Accounts::claim(token, "email"));
                    if (!saved) {
                        return failedSave(saved.takeError(), kResetFailed);
                    }
                    writing.afterCommit([this, key = keyOf(*record)] { m_resets.clear(key); });
                    return Response::empty(204);
                });
            };
            return afterSlowCheck(*m_parts.records,
                                  collection,
                                  auth::Accounts::claim(token, "id"),
                                  password,
                                  kResetFailed,
                                  write);
        });
    });
}

// -- E-mail change (3.11)

Reply AccountApi::requestEmailChange(const Request &request, const RequestScope &scope)
{
    const auto collection = scope.catalogue()->findByNameOrId(request.param("collection"));
    if (!collection) {
        return notFound(std::string(protocol::kInvalidCollectionContext));
    }
    SOCLE_TRY(requireAccountOf(*collection, scope));
    if (collection->isSuperusers()) {
        return invalidInput("All superusers can change their emails directly.");
    }
    auto form = std::make_shared<Form>(*SOCLE_TRY(authBody(scope)));
    const std::string email = form->text("newEmail");
    if (form->isSpoilt()) {
        return form->check().error();
    }
    form->require("newEmail", email);
    form->length("newEmail", email, 1, kMaxFormText);
    form->email("newEmail", email);
    const std::string id = scope.caller().record->id;
    return onReader([this, collection, form, email, id, settings = scope.settings()](
                        storage::ReadTransaction &transaction) -> Reply {
        const Record record = SOCLE_TRY(m_parts.records->find(transaction, collection, id));
        Form checked = *form;
        if (!email.empty() && record.text("email") == email) {
            checked.fail("newEmail", fieldError(protocol::kNotInInvalid));
        }
        if (!checked.hasError("newEmail")) {
            const auto other
                = SOCLE_TRY(m_parts.accounts->findByEmail(transaction, collection, email));
            if (other && other->id() != record.id()) {
                checked.fail("newEmail", fieldError(kTaken));
            }
        }
        SOCLE_TRY(checked.check());
        const std::string token
            = SOCLE_TRY(m_parts.tokens->mailToken(record, TokenType::EmailChange, email));
        auto message = auth::accountMail(
            auth::MailKind::EmailChange, record, *settings, email, {.token = token});
        return later([this, message = std::move(message)](Reply::Resume resume) mutable {
            m_parts.mailer->send(
                std::move(message), [resume = std::move(resume)](Result<void> sent) mutable {
                    resume(sent ? Reply(Response::empty(204))
                                : Reply(Error{.kind = ErrorKind::InvalidInput,
                                              .message = "Failed to request email change.",
                                              .cause = sent.error().message}));
                });
        });
    });
}

Reply AccountApi::confirmEmailChange(const Request &request, const RequestScope &scope)
{
    const CollectionPtr collection = SOCLE_TRY(authCollection(request, scope));
    if (collection->isSuperusers()) {
        return invalidInput("All superusers can change their emails directly.");
    }
    auto form = std::make_shared<Form>(*SOCLE_TRY(authBody(scope)));
    const std::string token = form->text("token");
    const std::string password = form->text("password");
    if (form->isSpoilt()) {
        return form->check().error();
    }
    form->require("token", token);
    const std::string email = auth::Accounts::claim(token, "newEmail");
    if (email.empty()) {
        form->fail("token", fieldError(kMissingNewEmail));
    }
    form->require("password", password);
    form->length("password", password, 1, kMaxConfirmPassword);
    return onReader([this, collection, form, token, password, email, catalogue = scope.catalogue()](
                        storage::ReadTransaction &transaction) -> Reply {
        Form checked = *form;
        std::optional<Record> record;
        if (!checked.hasError("token")) {
            record = SOCLE_TRY(
                gathered(m_parts.accounts->recordOfToken(
                             transaction, *catalogue, *collection, token, TokenType::EmailChange),
                         checked));
            // Who has it is told only to those whose token is right.
            if (record
                && SOCLE_TRY(m_parts.accounts->findByEmail(transaction, collection, email))) {
                checked.fail("token", fieldError(kTakenByToken));
            }
        }
        if (!record || checked.hasError("token")) { // whatever the password is
            checked.fail("password", fieldError(kWrongPassword));
            return checked.check().error();
        }
        return onWorker(
            Pool::Cpu,
            [this, collection, checked, token, password, email, catalogue, record]() mutable
            -> Reply {
                const std::string hash(record->text("password"));
                if (!checked.hasError("password") && !crypto::verifyPassword(password, hash)) {
                    checked.fail("password", fieldError(kWrongPassword));
                }
                SOCLE_TRY(checked.check());
                return onWriter([this, collection, token, email, catalogue, hash](
                                    storage::WriteTransaction &writing) -> Reply {
                    auto current = m_parts.accounts->recordOfToken(
                        writing, *catalogue, *collection, token, TokenType::EmailChange);
                    if (!current) {
                        return failedSave(current.takeError(), protocol::kValidationFailed);
                    }
                    if (current->text("password") != hash) { // changed while we compared
                        return invalidInput(std::string(protocol::kValidationFailed),
                                            {{"password", fieldError(kWrongPassword)}});
                    }
                    auto saved = m_parts.accounts->setEmail(writing, *catalogue, *current, email);
                    return saved
                        ? Reply(Response::empty(204))
                        : Reply(failedSave(saved.takeError(), "Failed to confirm email change."));
                });
            });
    });
}

} // namespace socle::api
