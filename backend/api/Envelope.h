// Errors on the wire: `{"data":{…},"message":"…","status":N}`, made in this one place
// (records-api.md 1.9 and 1.10).
#pragma once

#include "backend/http/Response.h"
#include "shared/core/Error.h"

#include <string>

namespace socle {
class JsonWriter;
}

namespace socle::api {

/// The answer for `error`. Without a message the protocol's default text for its kind; `cause`
/// stays inside.
http::Response errorResponse(const Error &error);

/// The envelope as JSON text without the line feed: batch puts it inside its own.
std::string errorEnvelope(const Error &error);

/// The `data` object: `{"title":{"code":…,"message":…,"params":{…}}}`, groups nested.
void writeFieldErrors(JsonWriter &writer, const FieldErrors &fields);

/// An envelope for a status that no ErrorKind has (408, 431, 501).
http::Response statusResponse(int status);

} // namespace socle::api
