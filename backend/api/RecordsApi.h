// Records over HTTP: list, view, create, update, delete (records-api.md 2, socle-api.md 2).
//
// The handlers read parameters and body, put the work where it belongs (reads here, passwords on
// the cpu pool, writes on the writer) and turn the outcome into an answer. Every decision about a
// record is RecordStore's.
#pragma once

#include "backend/api/Route.h"
#include "backend/auth/Throttle.h"
#include "backend/records/RecordStore.h"
#include "backend/schema/Collection.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace socle::rules {
struct RequestContext;
}

namespace socle::runtime {
class Clock;
class Random;
} // namespace socle::runtime

namespace socle::schema {
class Catalogue;
}

namespace socle::storage {
class WriteTransaction;
}

namespace socle::api {

class RecordsApi
{
public:
    /// The references outlive the object; `catalogue` gives the current snapshot (body limits are
    /// asked for before a request has a scope).
    RecordsApi(const records::RecordStore &records,
               const runtime::Clock &clock,
               std::function<std::shared_ptr<const schema::Catalogue>()> catalogue,
               runtime::Random &random);

    std::vector<Route> routes();

private:
    Reply list(const http::Request &request, const RequestScope &scope);
    Reply view(const http::Request &request, const RequestScope &scope);
    Reply create(const http::Request &request, const RequestScope &scope);
    Reply update(const http::Request &request, const RequestScope &scope);
    Reply remove(const http::Request &request, const RequestScope &scope);
    std::uint64_t bodyLimit(const http::Request &request) const;
    /// Answers a list; one that found nothing waits a moment when its sender seems to guess what
    /// the rule hides (records-api.md 1.14).
    Reply listAnswer(std::string envelope, bool mayGuess, const std::string &guesser);

    const records::RecordStore &m_records;
    const runtime::Clock &m_clock;
    std::function<std::shared_ptr<const schema::Catalogue>()> m_catalogue;
    runtime::Random &m_random;
    auth::Throttle m_emptyLists; // by collection and address
};

/// A write whose passwords are worked out on the cpu pool before it reaches the writer.
struct PreparedWrite
{
    schema::CollectionPtr collection;
    std::string recordId; // empty on create
    records::RecordInput input;
};

/// Hashes what `work` asks for and verifies the old password against `storedHash`. On the cpu pool.
Result<void> doPasswordWork(const records::PasswordWork &work,
                            const std::string &storedHash,
                            records::RecordInput &input);

/// 32 MiB and what the fields of the collection may hold (records-api.md 1.13).
std::uint64_t recordBodyLimit(const schema::Collection &collection);

} // namespace socle::api
