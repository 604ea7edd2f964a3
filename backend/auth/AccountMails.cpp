#include "backend/auth/AccountMails.h"

#include "backend/mail/Template.h"
#include "backend/schema/Settings.h"
#include "shared/fields/FieldCatalogue.h"

#include <array>
#include <utility>

namespace socle::auth {

namespace {

constexpr std::array<std::pair<MailKind, std::string_view>, 6> kKinds{{
    {MailKind::Verification, "verification"},
    {MailKind::PasswordReset, "password-reset"},
    {MailKind::EmailChange, "email-change"},
    {MailKind::Otp, "otp"},
    {MailKind::LoginAlert, "login-alert"},
    {MailKind::MagicLink, "magic-link"},
}};

constexpr std::string_view kLinkSubject = "Sign in to {APP_NAME}";
constexpr std::string_view kLinkBody
    = "<p>Hello,</p>\n<p>Use this link to sign in to {APP_NAME}. It works once.</p>\n"
      "<p><a class=\"btn\" href=\"{APP_URL}/_/#/auth/magic-link/{COLLECTION}/{TOKEN}\" "
      "target=\"_blank\" rel=\"noopener\">Sign in</a></p>\n"
      "<p><i>If you did not try to sign in, no action is needed.</i></p>\n"
      "<p>Thanks,<br/>{APP_NAME} team</p>";

const schema::EmailTemplate &templateOf(MailKind kind,
                                        const schema::AuthOptions &options,
                                        const MailValues &values)
{
    switch (kind) {
    case MailKind::Verification:
        return options.verificationTemplate;
    case MailKind::PasswordReset:
        return options.resetPasswordTemplate;
    case MailKind::EmailChange:
        return options.confirmEmailChangeTemplate;
    case MailKind::Otp:
        return options.otpTemplate;
    case MailKind::LoginAlert:
        return options.alertTemplate;
    case MailKind::MagicLink:
        return values.text;
    }
    return options.verificationTemplate;
}

/// Text of a field's value; only types that cannot hold markup go in as they are.
std::string shown(const fields::Field &field, const Json &value)
{
    std::string text = value.isArray() || value.isObject() ? value.dump() : fields::toText(value);
    const bool isHarmless = field.isType(fields::kAutodate) || field.isType(fields::kDate)
        || field.isType(fields::kBool) || field.isType(fields::kNumber);
    return isHarmless ? text : mail::escapeHtml(text);
}

} // namespace

std::string_view toText(MailKind kind)
{
    for (const auto &[value, text] : kKinds) {
        if (value == kind) {
            return text;
        }
    }
    return {};
}

std::optional<MailKind> mailKind(std::string_view text)
{
    for (const auto &[value, name] : kKinds) {
        if (name == text) {
            return value;
        }
    }
    return std::nullopt;
}

schema::EmailTemplate magicLinkTemplate(const Json &stored)
{
    const auto text = [&](std::string_view name, std::string_view otherwise) {
        const std::string given = stored[name].toText();
        return given.empty() ? std::string(otherwise) : given;
    };
    return {.subject = text("subject", kLinkSubject), .body = text("body", kLinkBody)};
}

mail::Message accountMail(MailKind kind,
                          const records::Record &record,
                          const schema::Settings &settings,
                          std::string to,
                          const MailValues &values)
{
    mail::Placeholders placeholders{{"APP_NAME", settings.meta.appName},
                                    {"APP_URL", settings.meta.appUrl}};
    if (kind == MailKind::Otp) {
        placeholders.emplace_back("OTP", values.otp);
        placeholders.emplace_back("OTP_ID", values.otpId);
    } else if (kind == MailKind::LoginAlert) {
        placeholders.emplace_back("ALERT_INFO", mail::escapeHtml(values.alertInfo));
    } else {
        placeholders.emplace_back("TOKEN", values.token);
    }
    if (kind == MailKind::MagicLink) {
        placeholders.emplace_back("COLLECTION", record.collection().id);
    }
    const fields::FieldList &fields = record.collection().fields;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        if (!fields[i].hidden) {
            placeholders.emplace_back("RECORD:" + fields[i].name,
                                      shown(fields[i], record.values()[i]));
        }
    }
    const schema::EmailTemplate &text = templateOf(kind, record.collection().auth, values);
    return {.senderName = settings.meta.senderName,
            .senderAddress = settings.meta.senderAddress,
            .to = std::move(to),
            .subject = mail::filled(text.subject, placeholders),
            .html = mail::page(mail::filled(text.body, placeholders)),
            .kind = std::string(toText(kind))};
}

} // namespace socle::auth
