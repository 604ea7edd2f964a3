// Everything that can be wrong with a record before it is written: the sign-in rules of auth
// collections first, then every field, then what only the database knows. All faults of a stage are
// gathered (records-api.md 2.9, 2.11).
#pragma once

#include "backend/records/InputResolver.h"
#include "backend/records/Record.h"
#include "shared/core/Error.h"
#include "shared/core/Result.h"

#include <string_view>

namespace socle::storage {
class ReadTransaction;
}

namespace socle::schema {
class Catalogue;
}

namespace socle::records {

struct FormCheck
{
    const Record *before = nullptr; // null on create
    const ResolvedInput &input;
    const std::optional<OldPasswordVerdict> &oldPassword;
    bool hasManageAccess = false;
    bool hasServerPassword = false; // the server sets one: none has to be sent
};

/// Rules of `email`, `verified`, `password` and its companions (records-api.md 2.9). Empty when
/// they hold.
FieldErrors checkAuthForm(const FormCheck &check);

/// Field validators and the checks against the database. `before` is null on create; `input` is
/// null for records the server changed itself. Errors: only those of the queries; faults of the
/// record are in `errors`.
Result<FieldErrors> validateRecord(storage::ReadTransaction &transaction,
                                   const schema::Catalogue &catalogue,
                                   const Record &record,
                                   const Record *before,
                                   const ResolvedInput *input);

} // namespace socle::records
