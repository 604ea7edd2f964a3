// How a request ends: its trace in the audit trail, the members it asked for, headers that every
// answer has, the log. The way there: RequestRun.cpp.
#include "backend/api/Cors.h"
#include "backend/api/FieldsPicker.h"
#include "backend/api/RequestRun.h"
#include "backend/storage/Database.h"

#include <utility>

namespace socle::api {

std::optional<storage::SqlFragment> RequestRun::auditRow(int status) const
{
    const auto &parts = m_shared.parts;
    if (m_isAudited || !parts.audit || !m_scope || parts.database == nullptr || status >= 400) {
        return std::nullopt;
    }
    return parts.audit(entryOf(status, nullptr));
}

bool RequestRun::auditFirst(int status, UniqueFunction<void()> next)
{
    auto row = auditRow(status);
    if (!row) {
        return false;
    }
    m_isAudited = true;
    m_shared.parts.database->writer().submit(
        [row = std::move(*row)](storage::WriteTransaction &transaction) -> Result<void> {
            SOCLE_TRY(transaction.execute(row));
            return {};
        },
        // What was done is done, also when its trace cannot be written (a full disk).
        [next = std::move(next)](const Result<void> &) mutable { next(); });
    return true;
}

void RequestRun::finish(http::Response response, const Error *error, Place place)
{
    if (error == nullptr && !m_isAudited && response.status < 400 && m_shared.parts.audit) {
        auto kept = std::make_shared<http::Response>(std::move(response));
        if (auditFirst(kept->status, [self = shared_from_this(), kept] {
                self->finish(std::move(*kept), nullptr, Place::Writer);
            })) {
            return;
        }
        response = std::move(*kept);
    }
    const bool mayPick = error == nullptr && response.isJson && response.status >= 200
        && response.status < 300 && !response.body.empty()
        && request().query().find("fields=") != std::string_view::npos;
    if (mayPick && place == Place::Writer) {
        // Picking parses the whole answer: not on the writer's time.
        m_exchange->post([self = shared_from_this(), kept = std::move(response)]() mutable {
            self->finish(std::move(kept), nullptr, Place::Io);
        });
        return;
    }
    std::optional<Error> pickFault;
    if (const auto fields = mayPick ? request().queryParam("fields") : std::nullopt;
        fields && !fields->empty()) {
        auto picker = FieldsPicker::parse(*fields);
        if (picker) {
            response.body = picker->pick(std::move(response.body));
            response.body.push_back('\n');
        } else {
            // The status line is decided already: an empty body, and the fault in the log (4.2,
            // EDGE).
            response.body.clear();
            pickFault = picker.takeError();
            error = &*pickFault;
        }
    }
    decorate(response);
    log(response.status, error);
    m_exchange->respond(std::move(response));
}

void RequestRun::decorate(http::Response &response) const
{
    m_shared.cors.decorate(m_exchange->request(), response);
    if (m_isGuarded) {
        response.headers.add("X-XSS-Protection", "1; mode=block");
        response.headers.add("X-Content-Type-Options", "nosniff");
        if (response.headers.contains("X-Frame-Options")) {
            response.headers.remove("X-Frame-Options"); // a served file says so by an empty value
        } else {
            response.headers.add("X-Frame-Options", "SAMEORIGIN");
        }
    }
    if (isVersioned) {
        response.headers.add("API-Version", "1");
    }
    if (m_rate.limit > 0) {
        m_shared.parts.rateLimiter->tell(m_rate, response.headers);
    }
    if (const auto &mark = m_scope ? m_scope->caller().mark : nullptr;
        mark && !mark->impersonatedBy.empty()) {
        response.headers.set("Socle-Impersonated-By", mark->impersonatedBy);
    }
}

void RequestRun::respondBare(http::Response response) { m_exchange->respond(std::move(response)); }

void RequestRun::log(int status, const Error *error) const
{
    if (!m_shared.parts.log || !m_scope) {
        return;
    }
    if (error == nullptr && m_route != nullptr && m_route->logged == Logged::ErrorsOnly) {
        return;
    }
    m_shared.parts.log(entryOf(status, error));
}

RequestLogEntry RequestRun::entryOf(int status, const Error *error) const
{
    const http::Request &request = m_exchange->request();
    return {.request = request,
            .scope = *m_scope,
            .status = status,
            .duration = std::chrono::steady_clock::now() - request.start,
            .error = error};
}

} // namespace socle::api
