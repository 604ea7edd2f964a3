// What belongs to one request beside its bytes: who calls, from where, and the snapshots it works
// on.
//
// Made by the dispatcher before the handler runs; lives until the answer is sent. Catalogue and
// settings are immutable snapshots taken once, so one request sees one schema.
#pragma once

#include "backend/api/BodyDecoder.h"

#include <memory>
#include <optional>
#include <string>

namespace socle::rules {
struct Caller;
}

namespace socle::schema {
class Catalogue;
struct Settings;
} // namespace socle::schema

namespace socle::http {
struct Request;
}

namespace socle::api {

class RequestScope
{
public:
    RequestScope(const http::Request &request,
                 std::shared_ptr<const rules::Caller> caller,
                 std::shared_ptr<const schema::Catalogue> catalogue,
                 std::shared_ptr<const schema::Settings> settings,
                 std::string clientIp)
        : m_request(request)
        , m_caller(std::move(caller))
        , m_catalogue(std::move(catalogue))
        , m_settings(std::move(settings))
        , m_clientIp(std::move(clientIp))
    {
    }

    RequestScope(const RequestScope &) = delete;
    RequestScope &operator=(const RequestScope &) = delete;

    const http::Request &request() const { return m_request; }

    /// Never null: a guest is a Caller too. Shared so that steps can keep it.
    const std::shared_ptr<const rules::Caller> &callerHandle() const { return m_caller; }

    const rules::Caller &caller() const { return *m_caller; }

    const std::shared_ptr<const schema::Catalogue> &catalogue() const { return m_catalogue; }

    const std::shared_ptr<const schema::Settings> &settings() const { return m_settings; }

    /// "Real IP" of records-api.md 1.15: IPv6 written out in full.
    const std::string &clientIp() const { return m_clientIp; }

    /// The body, decoded on the first call and kept (one thread at a time: steps of a request never
    /// run side by side). Error: InvalidInput as decodeBody() gives it; handlers with their own
    /// "loading" message replace its text.
    Result<const DecodedBody *> body() const;

private:
    const http::Request &m_request;
    std::shared_ptr<const rules::Caller> m_caller;
    std::shared_ptr<const schema::Catalogue> m_catalogue;
    std::shared_ptr<const schema::Settings> m_settings;
    std::string m_clientIp;
    mutable std::optional<Result<DecodedBody>> m_body;
};

} // namespace socle::api
