// What the routes of sign-in and accounts share: their 404s, their bodies, and the rules of their
// forms with the peer's codes (auth-api.md 0.2, 0.4, 0.5).
#pragma once

#include "backend/api/BodyDecoder.h"
#include "backend/schema/Collection.h"
#include "shared/core/Result.h"
#include "shared/protocol/Messages.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace socle::http {
struct Request;
}

namespace socle::api {

class RequestScope;

inline constexpr std::string_view kMissingAuthCollection
    = "Missing or invalid auth collection context.";
inline constexpr std::size_t kMaxFormText = 255; // bytes

/// The collection of an auth route: unknown and non-auth ones are different 404s.
Result<schema::CollectionPtr> authCollection(const http::Request &request,
                                             const RequestScope &scope);

/// The decoded body; a broken one has this chapter's own message, a foreign content type the
/// general one.
Result<const DecodedBody *> authBody(const RequestScope &scope);

/// The guard of auth-refresh and request-email-change: a signed-in record of this very collection.
/// Superusers of another one are refused too. Errors: Unauthenticated, Forbidden (auth-api.md 1.5).
Result<void> requireAccountOf(const schema::Collection &collection, const RequestScope &scope);

/// One form: reads members, gathers field errors. The first fault of a field counts.
class Form
{
public:
    /// `body` outlives the form.
    explicit Form(const DecodedBody &body)
        : m_body(body)
    {
    }

    /// A text member; absent and null are empty. Another JSON type spoils the whole form.
    std::string text(std::string_view name);
    /// A whole number; absent and null are 0. Another JSON type spoils the whole form.
    std::int64_t integer(std::string_view name);

    // Rules; all but require() let an empty value pass.
    void require(std::string_view name, std::string_view value);
    void length(std::string_view name, std::string_view value, std::size_t min, std::size_t max);
    void email(std::string_view name, std::string_view value);
    void fail(std::string_view name, FieldError error);

    bool hasError(std::string_view name) const { return m_errors.contains(name); }

    bool isSpoilt() const { return m_isSpoilt; }

    /// Errors: InvalidInput with the loading text for a spoilt form, else `message` with what was
    /// gathered.
    Result<void> check(std::string_view message = protocol::kValidationFailed);

private:
    const DecodedBody &m_body;
    FieldErrors m_errors;
    bool m_isSpoilt = false;
};

/// Member `email`: required, 1-255 bytes, an address.
Result<std::string> readEmail(const RequestScope &scope);

} // namespace socle::api
