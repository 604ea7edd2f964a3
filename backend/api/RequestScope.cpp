// See RequestScope.h and RequestInfo.h.
#include "backend/api/RequestScope.h"

#include "backend/api/RequestInfo.h"
#include "backend/http/Request.h"
#include "backend/rules/Caller.h"
#include "shared/core/Text.h"

namespace socle::api {

namespace {

Json uploadValue(const FormFile &file)
{
    return Json(JsonObject{{"name", Json(file.fileName)},
                           {"originalName", Json(file.fileName)},
                           {"size", Json(static_cast<std::int64_t>(file.bytes.size()))}});
}

// Uploads stand in the body under their key: one as an object, several as an array.
void addUploads(JsonObject &body, const std::vector<FormFile> &files)
{
    for (const FormFile &file : files) {
        Json *present = body.find(file.key);
        if (present == nullptr) {
            body.append(file.key, uploadValue(file));
            continue;
        }
        if (!present->isArray()) {
            JsonArray both;
            both.push_back(std::move(*present));
            *present = Json(std::move(both));
        }
        present->asArray().push_back(uploadValue(file));
    }
}

} // namespace

Result<const DecodedBody *> RequestScope::body() const
{
    if (!m_body) {
        m_body.emplace(decodeBody(m_request));
    }
    if (!*m_body) {
        return m_body->error();
    }
    return &m_body->value();
}

Result<rules::RequestContext> requestInfo(const http::Request &request,
                                          const RequestScope &scope,
                                          DateTime now)
{
    rules::RequestContext context;
    context.caller = &scope.caller();
    context.catalogue = scope.catalogue().get();
    context.method = request.methodName;
    context.now = now;
    for (auto &[key, value] : request.queryParams()) {
        context.query.emplace(std::move(key), std::move(value));
    }
    for (std::size_t i = 0; i < request.headers.size(); ++i) {
        if (equalsIgnoreCase(request.headers.nameAt(i), "host")) {
            continue; // rules do not see it (records-api.md 3.6)
        }
        context.headers.emplace(rules::headerKey(request.headers.nameAt(i)),
                                std::string(request.headers.valueAt(i)));
    }
    const DecodedBody *body = SOCLE_TRY(scope.body());
    context.body = body->values;
    addUploads(context.body.asObject(), body->files);
    return context;
}

} // namespace socle::api
