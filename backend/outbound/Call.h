// One call of HttpClient on its way: what was asked, the curl handle that asks it, what has
// arrived. Private to outbound/.
//
// Everything here belongs to the client's thread. The callbacks of curl judge the address connected
// to, gather or hand on the answer, and note when something last moved.
#pragma once

#include "backend/outbound/HttpClient.h"

#include <curl/curl.h>

#include <chrono>
#include <cstdint>
#include <string>

namespace socle::outbound {

using Steady = std::chrono::steady_clock;

struct Call
{
    Call() = default;
    Call(const Call &) = delete;
    Call &operator=(const Call &) = delete;
    ~Call();

    /// Makes the curl handle from the request.
    void prepare();
    /// Hands the head to the sink, once. False when the receiver wants no more.
    bool deliverHead();
    /// The first failure counts.
    void fail(Failure failure, std::string message);
    Failure failureOf(CURLcode code) const;
    /// Silence is judged here, not by curl's speed limits: those count seconds coarsely and start
    /// with the connect.
    bool isSilent(Steady::time_point now) const;

    CallId id = 0;
    HttpRequest request = {};
    UniqueFunction<void(Outcome)> done = {};
    StreamSink sink = {};
    CURL *easy = nullptr;
    curl_slist *headerList = nullptr;
    Outcome outcome = {};
    std::uint64_t received = 0;
    curl_off_t uploaded = 0;
    bool hasConnection = false;
    bool isHeadDelivered = false;
    bool isPaused = false; // the sink had no room
    std::size_t headBytes = 0;
    Steady::time_point started = Steady::now();
    Steady::time_point lastByte = started; // in either direction
    bool streams = false; // the body goes to the sink
};

} // namespace socle::outbound
