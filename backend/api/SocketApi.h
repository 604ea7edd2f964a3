// Live events, presence and broadcast over a WebSocket: GET /api/realtime/ws (socle-api.md 9).
#pragma once

#include "backend/api/Route.h"
#include "backend/realtime/Channels.h"
#include "backend/schema/Catalogue.h"
#include "backend/schema/Settings.h"

#include <functional>
#include <vector>

namespace socle::realtime {
class Broker;
}

namespace socle::records {
class RecordStore;
}

namespace socle::runtime {
class Clock;
class Random;
class WorkerPool;
} // namespace socle::runtime

namespace socle::storage {
class Database;
}

namespace socle::api {

class Authenticator;

/// What an open socket works with; everything outlives it.
struct SocketParts
{
    storage::Database *database = nullptr;
    const records::RecordStore *records = nullptr;
    realtime::Broker *broker = nullptr;
    const Authenticator *authenticator = nullptr;
    const runtime::Clock *clock = nullptr;
    runtime::Random *random = nullptr;
    runtime::WorkerPool *pool = nullptr; // messages are understood here
    std::function<schema::CataloguePtr()> catalogue = {};
    std::function<schema::SettingsPtr()> settings = {};
};

class SocketApi
{
public:
    explicit SocketApi(SocketParts parts)
        : m_parts(std::move(parts))
    {
    }

    std::vector<Route> routes();

private:
    Reply connect(const http::Request &request, const RequestScope &scope);

    const SocketParts m_parts;
    realtime::Channels m_channels;
};

} // namespace socle::api
