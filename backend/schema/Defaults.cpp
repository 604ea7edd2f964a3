// See Defaults.h. The subjects and the links are the protocol's, the words of the mails are ours.
#include "backend/schema/Defaults.h"

#include "backend/runtime/Random.h"
#include "backend/schema/IndexStatement.h"
#include "shared/core/Text.h"
#include "shared/fields/FieldCatalogue.h"

#include <algorithm>

namespace socle::schema {

namespace {

constexpr std::string_view kSecretAlphabet
    = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
constexpr std::size_t kSecretLength = 50;
constexpr std::size_t kMaxIndexName = 64;
constexpr std::string_view kSignature = "<p>\n  Kind regards,<br/>\n  the {APP_NAME} team\n</p>";

std::string linkBody(std::string_view intro,
                     std::string_view page,
                     std::string_view label,
                     std::string_view notice)
{
    std::string body = "<p>Hello,</p>\n<p>";
    body += intro;
    body += "</p>\n<p>\n  <a class=\"btn\" href=\"{APP_URL}/_/#/auth/";
    body += page;
    body += "/{TOKEN}\" target=\"_blank\" rel=\"noopener\">";
    body += label;
    body += "</a>\n</p>\n<p><i>";
    body += notice;
    body += "</i></p>\n";
    body += kSignature;
    return body;
}

fields::Field systemField(std::string_view type, std::string_view name)
{
    fields::Field field = fields::makeField(type, name);
    field.system = true;
    return field;
}

fields::Field defaultId()
{
    fields::Field field = systemField(fields::kText, "id");
    field.required = true;
    field.options.set("primaryKey", true);
    field.options.set("min", 15);
    field.options.set("max", 15);
    field.options.set("pattern", "^[a-z0-9]+$");
    field.options.set("autogeneratePattern", "[a-z0-9]{15}");
    return field;
}

fields::Field defaultPassword()
{
    fields::Field field = systemField(fields::kPassword, "password");
    field.hidden = true;
    field.required = true;
    field.options.set("min", 8);
    return field;
}

fields::Field defaultTokenKey()
{
    fields::Field field = systemField(fields::kText, "tokenKey");
    field.hidden = true;
    field.required = true;
    field.options.set("min", 30);
    field.options.set("max", 60);
    field.options.set("autogeneratePattern", "[a-zA-Z0-9]{50}");
    return field;
}

fields::Field defaultEmail()
{
    fields::Field field = systemField(fields::kEmail, "email");
    field.required = true;
    return field;
}

fields::Field *find(Collection &collection, std::string_view name)
{
    const auto it = std::find_if(collection.fields.begin(),
                                 collection.fields.end(),
                                 [&](const fields::Field &field) { return field.name == name; });
    return it == collection.fields.end() ? nullptr : &*it;
}

// Appends through the merge rule: a field of the same id is replaced in place.
void append(Collection &collection, fields::Field field)
{
    const auto same
        = std::find_if(collection.fields.begin(),
                       collection.fields.end(),
                       [&](const fields::Field &other) { return other.id == field.id; });
    same == collection.fields.end() ? collection.fields.push_back(std::move(field))
                                    : void(*same = std::move(field));
}

void enforceId(Collection &collection)
{
    fields::Field *id = find(collection, "id");
    if (id == nullptr || !id->isType(fields::kText)) {
        // Of another type: both stay, and validation reports the duplicated name.
        fields::Field field = defaultId();
        const auto same
            = std::find_if(collection.fields.begin(),
                           collection.fields.end(),
                           [&](const fields::Field &other) { return other.id == field.id; });
        if (same != collection.fields.end()) {
            return; // a later field of one id replaces the earlier: validation misses the primary
                    // key
        }
        collection.fields.insert(collection.fields.begin(), std::move(field));
        return;
    }
    id->system = true;
    id->required = true;
    id->hidden = false;
    id->options.set("primaryKey", true);
    if (id->text("pattern").empty()) {
        id->options.set("pattern", "^[a-z0-9]+$");
    }
}

// The field `fallback` by its name; a field of that name with another type is replaced, keeping its
// id.
fields::Field &ensure(Collection &collection, fields::Field fallback)
{
    fields::Field *field = find(collection, fallback.name);
    if (field == nullptr) {
        const std::string name = fallback.name;
        append(collection, std::move(fallback));
        return *find(collection, name);
    }
    if (field->type != fallback.type) {
        fallback.id = field->id;
        *field = std::move(fallback);
    }
    field->system = true;
    return *field;
}

void addRequiredIndex(Collection &collection,
                      std::string_view column,
                      std::string_view where,
                      std::string_view suffix)
{
    const bool present = std::any_of(
        collection.indexes.begin(), collection.indexes.end(), [&](const std::string &text) {
            return parseIndex(text).isSingleUnique(column);
        });
    if (present) {
        return;
    }
    IndexStatement index;
    index.isUnique = true;
    index.indexName
        = ("idx_" + std::string(column) + "_" + std::string(suffix)).substr(0, kMaxIndexName);
    index.tableName = collection.name;
    index.columns = {{.name = std::string(column)}};
    index.where = where;
    collection.indexes.push_back(index.canonical());
}

} // namespace

std::string newTokenSecret(runtime::Random &random)
{
    return random.fromAlphabet(kSecretAlphabet, kSecretLength);
}

AuthOptions defaultAuthOptions(runtime::Random &random)
{
    AuthOptions auth;
    auth.authToken = {newTokenSecret(random), 432000};
    auth.passwordResetToken = {newTokenSecret(random), 1800};
    auth.emailChangeToken = {newTokenSecret(random), 1800};
    auth.verificationToken = {newTokenSecret(random), 86400};
    auth.fileToken = {newTokenSecret(random), 180};
    auth.verificationTemplate
        = {"Verify your {APP_NAME} email",
           linkBody("Welcome to {APP_NAME}! Please confirm that this e-mail address is yours.",
                    "confirm-verification",
                    "Verify",
                    "If you did not create an account, no action is needed.")};
    auth.resetPasswordTemplate
        = {"Reset your {APP_NAME} password",
           linkBody("A new password was requested for your {APP_NAME} account.",
                    "confirm-password-reset",
                    "Reset password",
                    "If that was not you, no action is needed: your password stays as it is.")};
    auth.confirmEmailChangeTemplate
        = {"Confirm your {APP_NAME} new email address",
           linkBody("Please confirm this address as the new one of your {APP_NAME} account.",
                    "confirm-email-change",
                    "Confirm new email",
                    "If you did not ask for this change, no action is needed.")};
    auth.otpTemplate
        = {"OTP for {APP_NAME}",
           "<p>Hello,</p>\n<p>This is your one-time password: <strong>{OTP}</strong></p>\n"
           "<p><i>If you did not try to sign in, no action is needed.</i></p>\n"
               + std::string(kSignature)};
    auth.alertTemplate = {"Login from a new location",
                          "<p>Hello,</p>\n<p>Your {APP_NAME} account was used from a place we have "
                          "not seen before:</p>\n"
                          "<p><em>{ALERT_INFO}</em></p>\n<p><strong>If this was not you, change "
                          "your {APP_NAME} password "
                          "now: that signs out every other session.</strong></p>\n<p>If it was "
                          "you, all is well.</p>\n"
                              + std::string(kSignature)};
    return auth;
}

void enforceSystemFields(Collection &collection)
{
    if (collection.isView()) {
        return;
    }
    enforceId(collection);
    if (!collection.isAuth()) {
        return;
    }
    fields::Field &password = ensure(collection, defaultPassword());
    password.hidden = true;
    password.required = true;
    fields::Field &tokenKey = ensure(collection, defaultTokenKey());
    tokenKey.hidden = true;
    tokenKey.required = true;
    ensure(collection, defaultEmail()).hidden = false;
    ensure(collection, systemField(fields::kBool, "emailVisibility"));
    ensure(collection, systemField(fields::kBool, "verified"));
}

void addRequiredIndexes(Collection &collection, std::string_view suffix)
{
    if (!collection.isAuth()) {
        return;
    }
    addRequiredIndex(collection, "tokenKey", "", suffix);
    addRequiredIndex(collection, "email", "`email` != ''", suffix);
}

std::string derivedCollectionId(CollectionType type, std::string_view name)
{
    return "pbc_" + std::to_string(crc32(std::string(toText(type)) + std::string(name)));
}

} // namespace socle::schema
