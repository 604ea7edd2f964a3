#include "backend/records/Validation.h"

#include "backend/records/StoredFiles.h"
#include "backend/schema/AuthValidation.h"
#include "backend/schema/Catalogue.h"
#include "backend/schema/PatternMatcher.h"
#include "backend/storage/Dialect.h"
#include "backend/storage/ReadTransaction.h"
#include "shared/core/Text.h"
#include "shared/fields/FieldCatalogue.h"
#include "shared/protocol/Limits.h"
#include "shared/protocol/Messages.h"

#include <algorithm>
#include <array>

namespace socle::records {

namespace {

using protocol::Code;
using protocol::fieldError;
using storage::ReadTransaction;

constexpr Code kInvalidOldPassword{"validation_invalid_old_password",
                                   "Missing or invalid old password."};
constexpr Code kInvalidAuthId{"validation_invalid_auth_id",
                              "Invalid or duplicated auth record id."};
constexpr Code kInvalidKey{"validation_pk_invalid",
                           "The record primary key is invalid or already exists."};
constexpr Code kMissingRelCollection{"validation_missing_rel_collection",
                                     "Relation connection is missing or cannot be accessed."};
constexpr Code kMissingRelRecords{"validation_missing_rel_records",
                                  "Failed to find all relation records with the provided ids."};
constexpr Code kInvalidCollectionId{"validation_invalid_collection_id",
                                    "Missing or invalid collection."};
constexpr Code kInvalidCollectionType{"validation_invalid_collection_type",
                                      "Invalid collection type - must be auth."};
constexpr Code kInvalidRecord{"validation_invalid_record", "Missing or invalid record."};
constexpr std::string_view kDefaultIdPattern = "^[a-z0-9]+$";

// Collections whose rows hang on an auth record by collectionRef and recordRef (auth-api.md 8).
constexpr std::array<std::string_view, 4> kReferring{
    "_externalAuths", "_mfas", "_otps", "_authOrigins"};

bool isKnownProvider(std::string_view name)
{
    const auto names = schema::oauth2ProviderNames();
    return std::find(names.begin(), names.end(), name) != names.end();
}

class RecordCheck
{
public:
    RecordCheck(ReadTransaction &transaction,
                const schema::Catalogue &catalogue,
                const Record &record,
                const Record *before,
                const ResolvedInput *input)
        : m_transaction(transaction)
        , m_catalogue(catalogue)
        , m_record(record)
        , m_before(before)
        , m_input(input)
    {
    }

    Result<FieldErrors> run()
    {
        const schema::Collection &collection = m_record.collection();
        for (std::size_t i = 0; i < collection.fields.size(); ++i) {
            const fields::Field &field = collection.fields[i];
            auto error = validateField(field, m_record.values()[i]);
            if (!error) {
                error = SOCLE_TRY(databaseCheck(field, m_record.values()[i]));
            }
            if (error) {
                m_errors.emplace(field.name, std::move(*error));
            }
        }
        if (collection.isAuth() && m_before == nullptr && !m_errors.contains("id")) {
            SOCLE_TRY(checkAuthId());
        }
        if (m_errors.empty()
            && std::find(kReferring.begin(), kReferring.end(), collection.name)
                != kReferring.end()) {
            SOCLE_TRY(checkReferences());
        }
        return std::move(m_errors);
    }

private:
    std::optional<FieldError> validateField(const fields::Field &field, const Json &value)
    {
        const fields::ValueContext context{
            .patterns = schema::patternMatcher(),
            .original = m_before != nullptr ? &m_before->value(field.name) : nullptr};
        if (field.kind->databaseCheck(field) == fields::DatabaseCheck::Files) {
            // Names that nobody uploaded are told before there being too many.
            if (auto error = checkFiles(field, value, m_before, m_input)) {
                return error;
            }
        }
        if (!field.isType(fields::kPassword)) {
            return field.kind->validate(value, field, context);
        }
        // A password is looked at in plain text when one was sent; a stored hash only has to be
        // there.
        if (m_input != nullptr) {
            if (const auto plain = m_input->plainPasswords.find(field.name);
                plain != m_input->plainPasswords.end()) {
                auto error = field.kind->validate(Json(plain->second), field, context);
                if (!error && !plain->second.empty() && value.text().empty()) {
                    error = fieldError(protocol::kInvalidValue); // it could not be hashed
                }
                return error;
            }
        }
        return field.required && value.text().empty()
            ? std::optional(fieldError(protocol::kRequired))
            : std::nullopt;
    }

    Result<std::optional<FieldError>> databaseCheck(const fields::Field &field, const Json &value)
    {
        switch (field.kind->databaseCheck(field)) {
        case fields::DatabaseCheck::None:
        case fields::DatabaseCheck::Files: // done with the value itself
            return std::optional<FieldError>();
        case fields::DatabaseCheck::PrimaryKey:
            return checkKey(field, value);
        case fields::DatabaseCheck::Relation:
            return checkRelation(field, value);
        }
        return std::optional<FieldError>();
    }

    /// Ids of a custom pattern are unique without regard to case; the default ones cannot differ in
    /// case only.
    Result<std::optional<FieldError>> checkKey(const fields::Field &field, const Json &value)
    {
        std::optional<FieldError> none;
        if (m_before != nullptr || field.text("pattern") == kDefaultIdPattern) {
            return none;
        }
        const storage::Dialect &dialect = m_transaction.dialect();
        const bool isTaken = SOCLE_TRY(m_transaction.exists(storage::sql(
            "SELECT 1 FROM " + dialect.identifier(m_record.collection().name) + " WHERE "
                + dialect.lower(dialect.identifier(field.name)) + " = ? LIMIT 1",
            asciiLower(value.text()))));
        return isTaken ? std::optional(fieldError(kInvalidKey)) : none;
    }

    Result<std::optional<FieldError>> checkRelation(const fields::Field &field, const Json &value)
    {
        std::optional<FieldError> none;
        const std::vector<std::string> ids = fields::toTextList(value);
        if (ids.empty()) {
            return none;
        }
        const auto target = m_catalogue.findById(field.text("collectionId"));
        if (!target) {
            return std::optional(fieldError(kMissingRelCollection));
        }
        JsonArray array;
        for (const std::string &id : ids) {
            array.emplace_back(id);
        }
        const storage::Dialect &dialect = m_transaction.dialect();
        const auto count = SOCLE_TRY(m_transaction.scalar(
            storage::sql("SELECT COUNT(*) FROM " + dialect.identifier(target->name) + " WHERE "
                             + dialect.identifier("id") + " IN (SELECT value FROM "
                             + dialect.jsonEach("?") + ")",
                         Json(std::move(array)).dump())));
        const bool isComplete
            = count && storage::integerOf(*count) == static_cast<std::int64_t>(ids.size());
        return isComplete ? none : std::optional(fieldError(kMissingRelRecords));
    }

    /// Ids of auth records are unique over all auth collections: tokens and `@request.auth.id` rely
    /// on it.
    Result<void> checkAuthId()
    {
        const storage::Dialect &dialect = m_transaction.dialect();
        for (const schema::CollectionPtr &other : m_catalogue.all()) {
            if (!other->isAuth() || other->id == m_record.collection().id) {
                continue;
            }
            const bool isTaken = SOCLE_TRY(m_transaction.exists(
                storage::sql("SELECT 1 FROM " + dialect.identifier(other->name) + " WHERE "
                                 + dialect.identifier("id") + " = ? LIMIT 1",
                             std::string(m_record.id()))));
            if (isTaken) {
                m_errors.emplace("id", fieldError(kInvalidAuthId));
                return {};
            }
        }
        return {};
    }

    Result<void> checkReferences()
    {
        const auto collection = m_catalogue.findById(m_record.text("collectionRef"));
        if (!collection) {
            m_errors.emplace("collectionRef", fieldError(kInvalidCollectionId));
            return {};
        }
        if (!collection->isAuth()) {
            m_errors.emplace("collectionRef", fieldError(kInvalidCollectionType));
            return {};
        }
        const storage::Dialect &dialect = m_transaction.dialect();
        const bool isThere = SOCLE_TRY(m_transaction.exists(
            storage::sql("SELECT 1 FROM " + dialect.identifier(collection->name) + " WHERE "
                             + dialect.identifier("id") + " = ? LIMIT 1",
                         std::string(m_record.text("recordRef")))));
        if (!isThere) {
            m_errors.emplace("recordRef", fieldError(kInvalidRecord));
            return {};
        }
        if (m_record.collection().name == "_externalAuths"
            && !isKnownProvider(m_record.text("provider"))) {
            m_errors.emplace("provider", fieldError(protocol::kInInvalid));
        }
        return {};
    }

    ReadTransaction &m_transaction;
    const schema::Catalogue &m_catalogue;
    const Record &m_record;
    const Record *m_before;
    const ResolvedInput *m_input;
    FieldErrors m_errors;
};

} // namespace

FieldErrors checkAuthForm(const FormCheck &check)
{
    FieldErrors errors;
    const ResolvedInput &input = check.input;
    const bool isUpdate = check.before != nullptr;
    const auto fail
        = [&](const char *field, const Code &code) { errors.emplace(field, fieldError(code)); };

    if (!check.hasManageAccess) {
        if (isUpdate && input.record.text("email") != check.before->text("email")) {
            fail("email", protocol::kValuesMismatch);
        }
        if (input.record.flag("verified") != (isUpdate && check.before->flag("verified"))) {
            fail("verified", protocol::kValuesMismatch);
        }
    }

    const auto plain = input.plainPasswords.find("password");
    const std::string password
        = plain != input.plainPasswords.end() ? plain->second : std::string();
    const std::string confirm = input.passwordConfirm.value_or("");
    const std::string old = input.oldPassword.value_or("");
    if (check.hasServerPassword) {
        return errors;
    }
    const bool changesPassword = !password.empty() || !confirm.empty() || !old.empty();
    if (password.empty() && (!isUpdate || !confirm.empty() || !old.empty())) {
        fail("password", protocol::kRequired);
    }
    if (confirm.empty() && (!isUpdate || !password.empty() || !old.empty())) {
        fail("passwordConfirm", protocol::kRequired);
    } else if (confirm != password) {
        fail("passwordConfirm", protocol::kValuesMismatch);
    }
    if (isUpdate && !check.hasManageAccess && changesPassword) {
        const bool isRight = check.oldPassword && check.oldPassword->matches
            && check.oldPassword->hash == check.before->text("password");
        if (old.empty() && (!password.empty() || !confirm.empty())) {
            fail("oldPassword", protocol::kRequired);
        } else if (!old.empty() && !isRight) {
            fail("oldPassword", kInvalidOldPassword);
        }
    }
    return errors;
}

Result<FieldErrors> validateRecord(ReadTransaction &transaction,
                                   const schema::Catalogue &catalogue,
                                   const Record &record,
                                   const Record *before,
                                   const ResolvedInput *input)
{
    return RecordCheck(transaction, catalogue, record, before, input).run();
}

} // namespace socle::records
