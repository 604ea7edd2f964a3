// See Collection.h: look-ups, and the two JSON forms of a collection (wire and stored).
#include "backend/schema/Collection.h"

#include "backend/schema/JsonMembers.h"
#include "shared/fields/FieldCatalogue.h"

#include <algorithm>

namespace socle::schema {

namespace {

Json ruleJson(const Rule &rule) { return rule ? Json(*rule) : Json(); }

Json textListJson(const std::vector<std::string> &list)
{
    JsonArray array;
    for (const std::string &item : list) {
        array.emplace_back(item);
    }
    return array;
}

Json templateJson(const EmailTemplate &mail)
{
    return JsonObject{{"subject", mail.subject}, {"body", mail.body}};
}

Json tokenJson(const TokenOptions &token, Secrets secrets)
{
    JsonObject object;
    if (secrets == Secrets::Show) {
        object.append("secret", token.secret);
    }
    object.append("duration", token.duration);
    return object;
}

Json providerJson(const OAuth2Provider &provider, Secrets secrets)
{
    JsonObject object{
        {"pkce", provider.pkce ? Json(*provider.pkce) : Json()},
        {"name", provider.name},
        {"clientId", provider.clientId},
    };
    if (secrets == Secrets::Show && !provider.clientSecret.empty()) {
        object.append("clientSecret", provider.clientSecret);
    }
    object.append("authURL", provider.authUrl);
    object.append("tokenURL", provider.tokenUrl);
    object.append("userInfoURL", provider.userInfoUrl);
    object.append("displayName", provider.displayName);
    object.append("extra", provider.extra);
    return object;
}

Json oauth2Json(const OAuth2Options &oauth2, Secrets secrets)
{
    JsonArray providers;
    for (const OAuth2Provider &provider : oauth2.providers) {
        providers.push_back(providerJson(provider, secrets));
    }
    // A list never set is null on disk and always an array on the wire.
    const bool asNull = secrets == Secrets::Show && providers.empty();
    return JsonObject{
        {"providers", asNull ? Json() : Json(std::move(providers))},
        {"mappedFields",
         JsonObject{{"id", oauth2.mappedId},
                    {"name", oauth2.mappedName},
                    {"username", oauth2.mappedUsername},
                    {"avatarURL", oauth2.mappedAvatarUrl}}},
        {"enabled", oauth2.enabled},
    };
}

Json authJson(const AuthOptions &auth, Secrets secrets)
{
    return JsonObject{
        {"authRule", ruleJson(auth.authRule)},
        {"manageRule", ruleJson(auth.manageRule)},
        {"authAlert",
         JsonObject{{"enabled", auth.alertEnabled},
                    {"emailTemplate", templateJson(auth.alertTemplate)}}},
        {"oauth2", oauth2Json(auth.oauth2, secrets)},
        {"passwordAuth",
         JsonObject{{"enabled", auth.passwordEnabled},
                    {"identityFields", textListJson(auth.identityFields)}}},
        {"mfa",
         JsonObject{
             {"enabled", auth.mfaEnabled}, {"duration", auth.mfaDuration}, {"rule", auth.mfaRule}}},
        {"otp",
         JsonObject{{"enabled", auth.otpEnabled},
                    {"duration", auth.otpDuration},
                    {"length", auth.otpLength},
                    {"emailTemplate", templateJson(auth.otpTemplate)}}},
        {"authToken", tokenJson(auth.authToken, secrets)},
        {"passwordResetToken", tokenJson(auth.passwordResetToken, secrets)},
        {"emailChangeToken", tokenJson(auth.emailChangeToken, secrets)},
        {"verificationToken", tokenJson(auth.verificationToken, secrets)},
        {"fileToken", tokenJson(auth.fileToken, secrets)},
        {"verificationTemplate", templateJson(auth.verificationTemplate)},
        {"resetPasswordTemplate", templateJson(auth.resetPasswordTemplate)},
        {"confirmEmailChangeTemplate", templateJson(auth.confirmEmailChangeTemplate)},
    };
}

void applyTemplate(JsonMembers &members, std::string_view key, EmailTemplate &mail)
{
    members.object(key, [&](JsonMembers &inner) {
        inner.read("subject", mail.subject);
        inner.read("body", mail.body);
    });
}

void applyToken(JsonMembers &members, std::string_view key, TokenOptions &token)
{
    members.object(key, [&](JsonMembers &inner) {
        inner.read("secret", token.secret);
        inner.read("duration", token.duration);
    });
}

void applyProvider(JsonMembers &members, OAuth2Provider &provider)
{
    members.read("pkce", provider.pkce);
    members.read("name", provider.name);
    members.read("clientId", provider.clientId);
    members.read("clientSecret", provider.clientSecret);
    members.read("authURL", provider.authUrl);
    members.read("tokenURL", provider.tokenUrl);
    members.read("userInfoURL", provider.userInfoUrl);
    members.read("displayName", provider.displayName);
    if (const Json *extra = members.find("extra")) {
        if (extra->isObject()) {
            for (const auto &[key, value] : extra->object()) {
                provider.extra.asObject().set(key, value);
            }
        } else {
            extra->isNull() ? void(provider.extra = Json()) : members.fail("extra");
        }
    }
}

void applyAuth(JsonMembers &members, AuthOptions &auth)
{
    members.read("authRule", auth.authRule);
    members.read("manageRule", auth.manageRule);
    members.object("authAlert", [&](JsonMembers &inner) {
        inner.read("enabled", auth.alertEnabled);
        applyTemplate(inner, "emailTemplate", auth.alertTemplate);
    });
    members.object("oauth2", [&](JsonMembers &inner) {
        inner.objects("providers", auth.oauth2.providers, applyProvider);
        inner.object("mappedFields", [&](JsonMembers &mapped) {
            mapped.read("id", auth.oauth2.mappedId);
            mapped.read("name", auth.oauth2.mappedName);
            mapped.read("username", auth.oauth2.mappedUsername);
            mapped.read("avatarURL", auth.oauth2.mappedAvatarUrl);
        });
        inner.read("enabled", auth.oauth2.enabled);
    });
    members.object("passwordAuth", [&](JsonMembers &inner) {
        inner.read("enabled", auth.passwordEnabled);
        inner.read("identityFields", auth.identityFields);
    });
    members.object("mfa", [&](JsonMembers &inner) {
        inner.read("enabled", auth.mfaEnabled);
        inner.read("duration", auth.mfaDuration);
        inner.read("rule", auth.mfaRule);
    });
    members.object("otp", [&](JsonMembers &inner) {
        inner.read("enabled", auth.otpEnabled);
        inner.read("duration", auth.otpDuration);
        inner.read("length", auth.otpLength);
        applyTemplate(inner, "emailTemplate", auth.otpTemplate);
    });
    applyToken(members, "authToken", auth.authToken);
    applyToken(members, "passwordResetToken", auth.passwordResetToken);
    applyToken(members, "emailChangeToken", auth.emailChangeToken);
    applyToken(members, "verificationToken", auth.verificationToken);
    applyToken(members, "fileToken", auth.fileToken);
    applyTemplate(members, "verificationTemplate", auth.verificationTemplate);
    applyTemplate(members, "resetPasswordTemplate", auth.resetPasswordTemplate);
    applyTemplate(members, "confirmEmailChangeTemplate", auth.confirmEmailChangeTemplate);
}

} // namespace

std::string_view toText(CollectionType type)
{
    switch (type) {
    case CollectionType::Base:
        return "base";
    case CollectionType::Auth:
        return "auth";
    case CollectionType::View:
        return "view";
    }
    return {};
}

std::optional<CollectionType> collectionType(std::string_view text)
{
    for (const auto type : {CollectionType::Base, CollectionType::Auth, CollectionType::View}) {
        if (toText(type) == text) {
            return type;
        }
    }
    return std::nullopt;
}

const OAuth2Provider *OAuth2Options::provider(std::string_view name) const
{
    const auto it = std::find_if(providers.begin(),
                                 providers.end(),
                                 [&](const OAuth2Provider &item) { return item.name == name; });
    return it == providers.end() ? nullptr : &*it;
}

const fields::Field *Collection::field(std::string_view fieldName) const
{
    return fields::findByName(fields, fieldName);
}

const fields::Field *Collection::fieldById(std::string_view fieldId) const
{
    return fields::findById(fields, fieldId);
}

bool Collection::hasFileField() const
{
    return std::any_of(fields.begin(), fields.end(), [](const fields::Field &item) {
        return item.isType(fields::kFile);
    });
}

Json toJson(const Collection &collection, Secrets secrets)
{
    JsonObject object{
        {"id", collection.id},
        {"listRule", ruleJson(collection.listRule)},
        {"viewRule", ruleJson(collection.viewRule)},
        {"createRule", ruleJson(collection.createRule)},
        {"updateRule", ruleJson(collection.updateRule)},
        {"deleteRule", ruleJson(collection.deleteRule)},
        {"name", collection.name},
        {"type", toText(collection.type)},
        {"fields", fields::toJson(collection.fields)},
        {"indexes", textListJson(collection.indexes)},
        {"created", collection.created},
        {"updated", collection.updated},
        {"system", collection.system},
    };
    const Json options = optionsJson(collection, secrets);
    for (const auto &[key, value] : options.object()) {
        object.append(key, value);
    }
    return object;
}

Json optionsJson(const Collection &collection, Secrets secrets)
{
    switch (collection.type) {
    case CollectionType::Base:
        break;
    case CollectionType::Auth:
        return authJson(collection.auth, secrets);
    case CollectionType::View:
        return JsonObject{{"viewQuery", collection.viewQuery}};
    }
    return JsonObject();
}

Result<void> applyJson(Collection &collection, const Json &body)
{
    JsonMembers members(body);
    members.read("id", collection.id);
    members.read("name", collection.name);
    members.read("system", collection.system);
    members.read("created", collection.created);
    members.read("listRule", collection.listRule);
    members.read("viewRule", collection.viewRule);
    members.read("createRule", collection.createRule);
    members.read("updateRule", collection.updateRule);
    members.read("deleteRule", collection.deleteRule);
    members.read("indexes", collection.indexes);
    if (const Json *list = members.find("fields")) {
        collection.fields = SOCLE_TRY(fields::readFields(*list));
    }
    switch (collection.type) {
    case CollectionType::Base:
        break;
    case CollectionType::Auth:
        applyAuth(members, collection.auth);
        break;
    case CollectionType::View:
        members.read("viewQuery", collection.viewQuery);
        break;
    }
    return members.result();
}

} // namespace socle::schema
