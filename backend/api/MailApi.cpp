#include "backend/api/MailApi.h"

#include "backend/api/AuthForm.h"
#include "backend/api/RequestScope.h"
#include "backend/auth/AccountMails.h"
#include "backend/auth/SignIn.h"
#include "backend/auth/TokenService.h"
#include "backend/mail/Mailer.h"
#include "backend/runtime/Clock.h"
#include "backend/schema/Catalogue.h"
#include "backend/schema/CollectionOptions.h"
#include "backend/schema/Settings.h"
#include "shared/fields/FieldCatalogue.h"
#include "shared/json/JsonWriter.h"
#include "shared/protocol/Messages.h"

namespace socle::api {

namespace {

using http::Request;
using http::Response;
using protocol::Code;
using protocol::fieldError;

constexpr std::string_view kTestFailed = "Failed to send the test email.";
constexpr Code kInvalidCollection{"validation_invalid_auth_collection",
                                  "Must be a valid auth collection id or name."};

/// A record that is not stored: every visible field says its own name.
records::Record testRecord(const schema::CollectionPtr &collection, const std::string &email)
{
    records::Record record(collection);
    for (const fields::Field &field : collection->fields) {
        if (!field.hidden) {
            record.set(field.name,
                       field.kind->normalize(Json("__pb_test_" + field.name + "__"), field));
        }
    }
    record.set("email", email);
    record.set("tokenKey", std::string(50, 't'));
    return record;
}

} // namespace

std::vector<Route> MailApi::routes()
{
    using http::Method;
    std::vector<Route> rows{{.method = Method::Post,
                             .pattern = "/api/settings/test/email",
                             .access = Access::Superuser,
                             .handler = handledBy(this, &MailApi::test)}};
    if (m_parts.mailbox != nullptr) {
        rows.push_back({.method = Method::Get,
                        .pattern = "/api/socle/mails",
                        .access = Access::Superuser,
                        .handler = handledBy(this, &MailApi::list)});
        rows.push_back({.method = Method::Delete,
                        .pattern = "/api/socle/mails",
                        .access = Access::Superuser,
                        .handler = handledBy(this, &MailApi::clear)});
    }
    return rows;
}

Reply MailApi::test(const Request &, const RequestScope &scope)
{
    const auto body = scope.body();
    if (!body) {
        return invalidInput(std::string(protocol::kLoadingFailed));
    }
    Form form(**body);
    const std::string name = form.text("collection");
    const std::string email = form.text("email");
    const std::string kindName = form.text("template");
    form.length("collection", name, 1, kMaxFormText);
    const auto collection
        = scope.catalogue()->findByNameOrId(name.empty() ? std::string_view("_superusers") : name);
    if (!collection || !collection->isAuth()) {
        form.fail("collection", fieldError(kInvalidCollection));
    }
    form.require("email", email);
    form.length("email", email, 1, kMaxFormText);
    form.email("email", email);
    form.require("template", kindName);
    const auto kind = auth::mailKind(kindName);
    if (!kind) {
        form.fail("template", fieldError(protocol::kInInvalid));
    }
    SOCLE_TRY(form.check(kTestFailed));

    const records::Record record = testRecord(collection, email);
    auth::MailValues values;
    switch (*kind) {
    case auth::MailKind::Verification:
        values.token = SOCLE_TRY(m_parts.tokens->mailToken(record, auth::TokenType::Verification));
        break;
    case auth::MailKind::PasswordReset:
        values.token = SOCLE_TRY(m_parts.tokens->mailToken(record, auth::TokenType::PasswordReset));
        break;
    case auth::MailKind::EmailChange:
        values.token
            = SOCLE_TRY(m_parts.tokens->mailToken(record, auth::TokenType::EmailChange, email));
        break;
    case auth::MailKind::Otp:
        values.otp = "123456";
        values.otpId = "_PB_TEST_OTP_ID_";
        break;
    case auth::MailKind::MagicLink:
        values.token = "_TEST_LINK_";
        values.text = auth::magicLinkTemplate(
            m_parts.options->value(collection->id, auth::kMagicLinkOption));
        break;
    case auth::MailKind::LoginAlert:
        values.alertInfo
            = m_parts.signIn->alertInfo({.ip = "TEST_IP", .userAgent = "TEST_USER_AGENT"});
        break;
    }
    auto message = auth::accountMail(*kind, record, *scope.settings(), email, values);
    return later([this, message = std::move(message)](Reply::Resume resume) mutable {
        m_parts.mailer->send(std::move(message),
                             [resume = std::move(resume)](Result<void> sent) mutable {
                                 if (!sent) {
                                     resume(invalidInput(std::string(kTestFailed) + " Raw error: \n"
                                                         + sent.error().message));
                                     return;
                                 }
                                 resume(Response::empty(204));
                             });
    });
}

Reply MailApi::list(const Request &, const RequestScope &)
{
    std::string out;
    JsonWriter writer(out);
    writer.startArray();
    for (const mail::KeptMail &mail : m_parts.mailbox->mails()) {
        writer.startObject();
        writer.member("id", mail.id);
        writer.member("created", mail.created.toString());
        writer.member("kind", mail.message.kind);
        writer.member("from", mail.message.senderAddress);
        writer.member("to", mail.message.to);
        writer.member("subject", mail.message.subject);
        writer.member("text", mail.text);
        writer.member("html", mail.message.html);
        writer.endObject();
    }
    writer.endArray();
    return Response::json(200, std::move(out));
}

Reply MailApi::clear(const Request &, const RequestScope &)
{
    m_parts.mailbox->clear();
    return Response::empty(204);
}

} // namespace socle::api
