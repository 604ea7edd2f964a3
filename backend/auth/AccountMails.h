// The mails of an account: the collection's template, the application's name, the record's own
// values (auth-api.md 7). The mail with a sign-in link is ours; its template is the option
// `magicLinkTemplate` of the collection (CollectionOptions.h), {"subject","body"}.
#pragma once

#include "backend/mail/Message.h"
#include "backend/records/Record.h"
#include "backend/schema/Collection.h"

#include <optional>
#include <string>
#include <string_view>

namespace socle::schema {
struct Settings;
}

namespace socle::auth {

enum class MailKind { Verification, PasswordReset, EmailChange, Otp, LoginAlert, MagicLink };

inline constexpr std::string_view kMagicLinkOption = "magicLinkTemplate";

std::string_view toText(MailKind kind); // "password-reset", as the settings test names it
std::optional<MailKind> mailKind(std::string_view text);

/// What a template can show beside the record; each kind uses its own.
struct MailValues
{
    std::string token = {};
    std::string otp = {};
    std::string otpId = {};
    std::string alertInfo = {}; // plain text, escaped here
    schema::EmailTemplate text = {}; // MagicLink only: see magicLinkTemplate()
};

/// The stored option over the default; what is missing or no text stays the default's.
schema::EmailTemplate magicLinkTemplate(const Json &stored);

/// Ready to send to `to` (the record's address, or the new one of a change).
mail::Message accountMail(MailKind kind,
                          const records::Record &record,
                          const schema::Settings &settings,
                          std::string to,
                          const MailValues &values);

} // namespace socle::auth
