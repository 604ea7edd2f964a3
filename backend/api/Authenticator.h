// Who sent this request: the one question the dispatcher asks backend/auth, so that api's core
// needs to know nothing of tokens, keys or sessions.
#pragma once

#include "backend/rules/Caller.h"
#include "shared/core/Result.h"

#include <optional>
#include <string_view>

namespace socle::schema {
class Catalogue;
}

namespace socle::storage {
class ReadTransaction;
}

namespace socle::api {

class Authenticator
{
public:
    virtual ~Authenticator() = default;
    /// The caller of `token` (the raw value, "Bearer " already stripped, never empty). A token that
    /// is malformed, expired, wrongly signed or whose record is gone gives a guest, not an error
    /// (records-api.md 1.3). Error: only when the database cannot be read in time; the dispatcher
    /// then tries again on the `read` pool. Any thread.
    virtual Result<rules::Caller> authenticate(std::string_view token,
                                               const schema::Catalogue &catalogue,
                                               storage::ReadTransaction &transaction) const = 0;
    /// Why `caller` may not come in from this address now; nothing when it may. Asked once a request
    /// that has a caller. Any thread.
    virtual std::optional<Error> admit(const rules::Caller &, std::string_view /*clientIp*/) const
    {
        return std::nullopt;
    }
};

} // namespace socle::api
