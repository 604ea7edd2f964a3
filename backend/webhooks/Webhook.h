// A webhook as a value, and the words of a delivery: which events it hears, how a body is signed,
// when a failed attempt is made again (socle-api.md 10).
#pragma once

#include "shared/core/Result.h"
#include "shared/json/Json.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace socle::records {
class Record;
}

namespace socle::webhooks {

inline constexpr std::string_view kWebhooks = "_webhooks";
inline constexpr std::string_view kDeliveries = "_webhookDeliveries";
inline constexpr std::size_t kMaxKeptBytes = 16384; // of a finished delivery's request and response
inline constexpr std::size_t kMaxBodyBytes = 1048576; // of one delivery; larger records go without

struct Webhook
{
    std::string id = {};
    std::string url = {};
    std::vector<std::string> events = {}; // "books.create", "books.*", "*"
    std::string filter = {}; // "" = every record
    std::vector<std::pair<std::string, std::string>> headers = {};
    std::string secret = {}; // "" = unsigned; never leaves the server

    /// `event` is "collection.action"; also its halves may be "*".
    bool hears(std::string_view event) const;
};

/// Fields of `_webhooks` that are wrong, by name; empty when it may be saved.
FieldErrors checkWebhook(const records::Record &record);
std::vector<std::pair<std::string, std::string>> headersOf(const Json &headers);
std::vector<std::string> eventsOf(const Json &events);

/// "t=1700000000,v1=<hex>": HMAC-SHA256 of "t.body" under the secret.
std::string signatureOf(std::string_view secret, std::int64_t unixSeconds, std::string_view body);

/// {"id","event","created","record","before"}; hidden and password fields are left out, records may
/// be null.
std::string deliveryBody(std::string_view id,
                         std::string_view event,
                         std::string_view created,
                         const records::Record *record,
                         const records::Record *before);

/// Pause after the failed attempt number `attempt` (from 1): 10 s × 3^(attempt-1), ±20 % by
/// `chance` of 0…1.
std::chrono::milliseconds retryPause(std::int64_t attempt, double chance);

/// First kMaxKeptBytes of `text`, at a character's border.
std::string cutForKeeping(std::string_view text);

} // namespace socle::webhooks
