// Takes waiting deliveries to where they go: at most a few at a time, again after a pause when they
// fail, until they are delivered or given up (socle-api.md 10).
//
//   pending --2xx--> delivered
//   pending --else, attempts left--> pending, nextRetry later
//   pending --else, none left; refused address; webhook gone--> failed
//
// The rows are the queue: after a restart or a crash what was pending is sent, possibly a second
// time (at-least-once). One thread looks for what is due; the calls run on the HTTP client.
#pragma once

#include "backend/outbound/HttpClient.h"
#include "backend/schema/SocleSettings.h"
#include "backend/webhooks/Outbox.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <thread>

namespace socle::webhooks {

/// Everything but `http` outlives whatever is under way.
struct DelivererParts
{
    storage::Database *database = nullptr;
    Outbox *outbox = nullptr;
    outbound::HttpClient *http = nullptr;
    std::function<schema::SocleSettingsPtr()> settings = {};
    const runtime::Clock *clock = nullptr;
    runtime::Random *random = nullptr;
    crypto::MasterKey *key = nullptr; // opens the secrets of the webhooks
};

class Deliverer
{
public:
    explicit Deliverer(DelivererParts parts);
    ~Deliverer(); // stop()
    Deliverer(const Deliverer &) = delete;
    Deliverer &operator=(const Deliverer &) = delete;

    /// Begins to look for due deliveries. Once.
    void start();
    /// Starts no further call; what is under way is left pending unless it ends before the client.
    void stop();
    /// To be called when something may be due: from any thread, never blocks, also after the end of
    /// the deliverer.
    std::function<void()> poker() const;

    std::uint64_t delivered() const;
    std::uint64_t failed() const;

private:
    struct Shared;

    /// Two owners: an outcome may still be on its way to the writer after stop().
    std::shared_ptr<Shared> m_shared;
    std::thread m_thread;
};

} // namespace socle::webhooks
