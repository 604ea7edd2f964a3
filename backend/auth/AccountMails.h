// The five mails of an account: the collection's template, the application's name, the record's own
// values (auth-api.md 7).
#pragma once

#include "backend/mail/Message.h"
#include "backend/records/Record.h"

#include <optional>
#include <string>
#include <string_view>

namespace socle::schema {
struct Settings;
}

namespace socle::auth {

enum class MailKind { Verification, PasswordReset, EmailChange, Otp, LoginAlert };

std::string_view toText(MailKind kind); // "password-reset", as the settings test names it
std::optional<MailKind> mailKind(std::string_view text);

/// What a template can show beside the record; each kind uses its own.
struct MailValues
{
    std::string token = {};
    std::string otp = {};
    std::string otpId = {};
    std::string alertInfo = {}; // plain text, escaped here
};

/// Ready to send to `to` (the record's address, or the new one of a change).
mail::Message accountMail(MailKind kind,
                          const records::Record &record,
                          const schema::Settings &settings,
                          std::string to,
                          const MailValues &values);

} // namespace socle::auth
