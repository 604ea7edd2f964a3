#include "backend/auth/oauth2/ProviderUser.h"

#include "shared/core/DateTime.h"
#include "shared/core/Number.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace socle::auth::oauth2 {

namespace {

Error unreadable(std::string why)
{
    return Error{.kind = ErrorKind::Unavailable, .cause = "oauth2: " + std::move(why)};
}

const Json &none()
{
    static const Json null;
    return null;
}

/// Is the address proved? Error: the proof has another type than it should.
Result<bool> isProved(const Json &document, const UserPaths &paths)
{
    const Json &proof = at(document, paths.emailProof);
    switch (paths.proof) {
    case EmailProof::None:
        return true;
    case EmailProof::Flag:
        if (!proof.isNull() && !proof.isBool()) {
            return unreadable(std::string(paths.emailProof) + " is no bool");
        }
        return proof.toBool();
    case EmailProof::Truthy:
        return isTruthy(proof);
    case EmailProof::Date: {
        const auto date = DateTime::parse(proof.text());
        return date && date->milliseconds() != 0;
    }
    }
    return false;
}

} // namespace

const Json &at(const Json &document, std::string_view path)
{
    const Json *value = &document;
    while (!path.empty() && value != nullptr) {
        if (path.front() == '[') {
            const auto close = path.find(']');
            std::size_t index = 0;
            std::from_chars(path.data() + 1, path.data() + close, index);
            const JsonArray &items = value->array();
            value = index < items.size() ? &items[index] : nullptr;
            path.remove_prefix(close + 1);
        } else {
            const auto end = std::min(path.find_first_of(".["), path.size());
            value = value->find(path.substr(0, end));
            path.remove_prefix(end);
        }
        if (!path.empty() && path.front() == '.') {
            path.remove_prefix(1);
        }
    }
    return value == nullptr ? none() : *value;
}

Result<std::string> textAt(const Json &document, std::string_view path)
{
    if (path.empty()) {
        return std::string();
    }
    const Json &value = at(document, path);
    if (!value.isNull() && !value.isString()) {
        return unreadable(std::string(path) + " is no text");
    }
    return value.toText();
}

Result<std::string> numberAt(const Json &document, std::string_view path)
{
    const Json &value = at(document, path);
    if (!value.isNull() && !value.isInt()) {
        return unreadable(std::string(path) + " is no whole number");
    }
    return value.toInt() != 0 ? std::to_string(value.toInt()) : std::string();
}

bool isTruthy(const Json &value)
{
    constexpr std::array<std::string_view, 6> kYes{"1", "t", "T", "true", "TRUE", "True"};
    if (value.isString()) {
        return std::find(kYes.begin(), kYes.end(), value.text()) != kYes.end();
    }
    return value.isNumber() ? value.toDouble() != 0 : value.toBool();
}

Result<ProviderUser> readUser(const UserSource &source)
{
    const Json &document = source.document;
    const Provider &provider = *source.config.provider;
    if (!document.isObject()) {
        return unreadable("the user document is no object");
    }
    const Demand &demand = provider.demand;
    if (!demand.path.empty()) {
        const Json &value = at(document, demand.path);
        if ((value.isString() ? value.toText() : value.dump()) != demand.value) {
            return unreadable("the account is not active");
        }
    }
    const UserPaths &paths = provider.user;
    ProviderUser user;
    user.raw = document;
    user.id
        = SOCLE_TRY(paths.isIdNumber ? numberAt(document, paths.id) : textAt(document, paths.id));
    user.name = SOCLE_TRY(textAt(document, paths.name));
    user.username = SOCLE_TRY(textAt(document, paths.username));
    user.avatarUrl = SOCLE_TRY(textAt(document, paths.avatar));
    std::string email = SOCLE_TRY(textAt(document, paths.email));
    if (SOCLE_TRY(isProved(document, paths))) {
        user.email = std::move(email);
    }
    if (provider.step != nullptr) {
        SOCLE_TRY(provider.step(source, user));
    }
    return user;
}

} // namespace socle::auth::oauth2
