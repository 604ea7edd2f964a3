#include "backend/api/AuthForm.h"

#include "backend/api/RequestScope.h"
#include "backend/http/Request.h"
#include "backend/rules/Caller.h"
#include "backend/schema/Catalogue.h"
#include "shared/fields/Formats.h"
#include "shared/protocol/Messages.h"

#include <utility>

namespace socle::api {

namespace {

using protocol::Code;
using protocol::fieldError;

constexpr Code kLengthRange{"validation_length_out_of_range",
                            "The length must be between {min} and {max}."};
constexpr Code kLengthMax{"validation_length_too_long", "The length must be no more than {max}."};
constexpr Code kLengthExact{"validation_length_invalid", "The length must be exactly {min}."};
constexpr Code kIsEmail{"validation_is_email", "Must be a valid email address."};

} // namespace

Result<schema::CollectionPtr> authCollection(const http::Request &request,
                                             const RequestScope &scope)
{
    auto collection = scope.catalogue()->findByNameOrId(request.param("collection"));
    if (!collection) {
        return notFound(std::string(protocol::kInvalidCollectionContext));
    }
    if (!collection->isAuth()) {
        return notFound(std::string(kMissingAuthCollection));
    }
    return collection;
}

Result<const DecodedBody *> authBody(const RequestScope &scope)
{
    auto body = scope.body();
    if (!body && body.error().message != protocol::kUnsupportedContentType) {
        return invalidInput(std::string(protocol::kLoadingFailed));
    }
    return body;
}

Result<void> requireAccountOf(const schema::Collection &collection, const RequestScope &scope)
{
    const auto &account = scope.caller().record;
    if (!account) {
        return Error{.kind = ErrorKind::Unauthenticated,
                     .message = std::string(protocol::kRequiresAuth)};
    }
    if (account->collectionId != collection.id) {
        return forbidden("The request requires auth record from " + account->collectionName
                         + " collection.");
    }
    return {};
}

std::string Form::text(std::string_view name)
{
    const Json *value = m_body.values.find(name);
    if (value == nullptr || value->isNull()) {
        return {};
    }
    if (value->isString()) {
        return value->toText();
    }
    if (m_body.isForm && !value->isArray() && !value->isObject()) {
        return value->dump(); // a form's text that looked like a number
    }
    m_isSpoilt = true;
    return {};
}

std::int64_t Form::integer(std::string_view name)
{
    const Json *value = m_body.values.find(name);
    if (value == nullptr || value->isNull()) {
        return 0;
    }
    m_isSpoilt = m_isSpoilt || !value->isInt();
    return value->toInt();
}

void Form::fail(std::string_view name, FieldError error)
{
    m_errors.try_emplace(std::string(name), std::move(error));
}

void Form::require(std::string_view name, std::string_view value)
{
    if (value.empty()) {
        fail(name, fieldError(protocol::kRequired));
    }
}

void Form::length(std::string_view name, std::string_view value, std::size_t min, std::size_t max)
{
    if (value.empty() || (value.size() >= min && value.size() <= max)) {
        return;
    }
    const Code &code = min == max ? kLengthExact : min == 0 ? kLengthMax : kLengthRange;
    fail(name,
         fieldError(
             code,
             {{"max", static_cast<std::int64_t>(max)}, {"min", static_cast<std::int64_t>(min)}}));
}

void Form::email(std::string_view name, std::string_view value)
{
    if (!value.empty() && !fields::isEmail(value)) {
        fail(name, fieldError(kIsEmail));
    }
}

Result<void> Form::check(std::string_view message)
{
    if (m_isSpoilt) {
        return invalidInput(std::string(protocol::kLoadingFailed));
    }
    if (!m_errors.empty()) {
        return invalidInput(std::string(message), std::move(m_errors));
    }
    return {};
}

Result<std::string> readEmail(const RequestScope &scope)
{
    Form form(*SOCLE_TRY(authBody(scope)));
    std::string email = form.text("email");
    form.require("email", email);
    form.length("email", email, 1, kMaxFormText);
    form.email("email", email);
    SOCLE_TRY(form.check());
    return email;
}

} // namespace socle::api
