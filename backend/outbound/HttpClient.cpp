// See HttpClient.h. One thread owns the multi handle; other threads put work into a small inbox and
// wake it.
//
// Lock order: Impl::mutex guards the inbox only; no callback runs while it is held.
#include "backend/outbound/HttpClient.h"

#include "backend/outbound/Call.h"
#include "shared/core/Text.h"

#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <thread>

namespace socle::outbound {

namespace {

constexpr int kShortPoll = 20; // ms
constexpr int kUsualPoll = 250;
constexpr int kIdlePoll = 60000;

} // namespace

std::string_view HttpResponse::header(std::string_view name) const
{
    for (const auto &[key, value] : headers) {
        if (equalsIgnoreCase(key, name)) {
            return value;
        }
    }
    return {};
}

struct HttpClient::Impl
{
    CURLM *multi = nullptr;
    std::map<CallId, std::unique_ptr<Call>> calls; // the thread's own
    std::vector<std::unique_ptr<Call>> delayed; // the thread's own: not started yet

    std::mutex mutex; // guards the members below
    std::vector<std::unique_ptr<Call>> inbox;
    std::vector<CallId> cancelled;
    CallId nextId = 1;
    bool stopping = false;

    std::thread thread;

    Impl()
    {
        static const CURLcode initialised = curl_global_init(CURL_GLOBAL_DEFAULT);
        (void)initialised;
        multi = curl_multi_init();
        thread = std::thread([this] { run(); });
    }

    ~Impl()
    {
        stop();
        curl_multi_cleanup(multi);
    }

    void stop()
    {
        {
            const std::lock_guard lock(mutex);
            stopping = true;
        }
        curl_multi_wakeup(multi);
        if (thread.joinable()) {
            thread.join();
        }
    }

    void start(std::unique_ptr<Call> call)
    {
        call->prepare();
        curl_multi_add_handle(multi, call->easy);
        const CallId id = call->id;
        calls.emplace(id, std::move(call));
    }

    void finish(CallId id)
    {
        const auto it = calls.find(id);
        if (it == calls.end()) {
            return;
        }
        const std::unique_ptr<Call> call = std::move(it->second);
        calls.erase(it);
        if (call->outcome.ok() && !call->deliverHead()) {
            call->fail(Failure::Cancelled, "the receiver ended the call");
        }
        curl_multi_remove_handle(multi, call->easy);
        call->done(std::move(call->outcome));
    }

    void expireSilent()
    {
        const auto now = Steady::now();
        std::vector<CallId> late;
        for (const auto &[id, call] : calls) {
            if (call->isSilent(now)) {
                call->fail(Failure::Timeout,
                           call->headBytes > 0 ? "the answer stopped coming" : "no answer in time");
                late.push_back(id);
            }
        }
        for (const CallId id : late) {
            finish(id);
        }
    }

    // Receivers that had no room are asked again. True when some still have none.
    bool resumePaused()
    {
        bool isAny = false;
        std::vector<Call *> ready;
        for (const auto &[id, call] : calls) {
            if (call->isPaused && call->sink.hasRoom()) {
                ready.push_back(call.get());
            } else {
                isAny = isAny || call->isPaused;
            }
        }
        for (Call *call : ready) {
            call->isPaused = false;
            call->lastByte = Steady::now();
            curl_easy_pause(call->easy, CURLPAUSE_CONT);
        }
        return isAny;
    }

    void drop(CallId id)
    {
        if (const auto it = calls.find(id); it != calls.end()) {
            it->second->fail(Failure::Cancelled, "cancelled");
            finish(id);
            return;
        }
        const auto it = std::find_if(
            delayed.begin(), delayed.end(), [id](const auto &c) { return c->id == id; });
        if (it != delayed.end()) {
            const std::unique_ptr<Call> call = std::move(*it);
            delayed.erase(it);
            call->fail(Failure::Cancelled, "cancelled");
            call->done(std::move(call->outcome));
        }
    }

    void startDue()
    {
        const auto now = Steady::now();
        for (std::size_t i = 0; i < delayed.size();) {
            if (delayed[i]->started + delayed[i]->request.delay <= now) {
                auto call = std::move(delayed[i]);
                delayed.erase(delayed.begin() + static_cast<std::ptrdiff_t>(i));
                start(std::move(call));
            } else {
                ++i;
            }
        }
    }

    // Short while something is under way or due: silence and delays are noticed by looking.
    int pollTimeout() const
    {
        if (!delayed.empty()) {
            return kShortPoll;
        }
        return calls.empty() ? kIdlePoll : kUsualPoll;
    }

    void run()
    {
        while (true) {
            std::vector<std::unique_ptr<Call>> arrived;
            std::vector<CallId> dropped;
            bool stop = false;
            {
                const std::lock_guard lock(mutex);
                arrived.swap(inbox);
                dropped.swap(cancelled);
                stop = stopping;
            }
            for (auto &call : arrived) {
                delayed.push_back(std::move(call));
            }
            if (stop) {
                dropped.clear();
                for (const auto &entry : calls) {
                    dropped.push_back(entry.first);
                }
                for (const auto &call : delayed) {
                    dropped.push_back(call->id);
                }
            }
            for (const CallId id : dropped) {
                drop(id);
            }
            if (stop) {
                return;
            }
            startDue();
            const bool isPaused = resumePaused();
            int running = 0;
            curl_multi_perform(multi, &running);
            int left = 0;
            while (CURLMsg *message = curl_multi_info_read(multi, &left)) {
                if (message->msg != CURLMSG_DONE) {
                    continue;
                }
                Call *call = nullptr;
                curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &call);
                const CURLcode code = message->data.result;
                if (code != CURLE_OK) {
                    call->fail(call->failureOf(code), curl_easy_strerror(code));
                }
                finish(call->id);
            }
            expireSilent();
            curl_multi_poll(multi, nullptr, 0, isPaused ? kShortPoll : pollTimeout(), nullptr);
        }
    }
};

HttpClient::HttpClient()
    : m_impl(std::make_unique<Impl>())
{
}

HttpClient::~HttpClient() = default;

CallId HttpClient::send(HttpRequest request, UniqueFunction<void(Outcome)> done, StreamSink sink)
{
    auto call = std::make_unique<Call>();
    call->request = std::move(request);
    call->done = std::move(done);
    call->streams = sink.onHead || sink.onData;
    call->sink = std::move(sink);
    CallId id = 0;
    {
        const std::lock_guard lock(m_impl->mutex);
        id = m_impl->nextId++;
        call->id = id;
        if (!m_impl->stopping) {
            m_impl->inbox.push_back(std::move(call));
        }
    }
    if (call) { // the client has stopped
        call->fail(Failure::Cancelled, "the client has stopped");
        call->done(std::move(call->outcome));
        return id;
    }
    curl_multi_wakeup(m_impl->multi);
    return id;
}

void HttpClient::stop() { m_impl->stop(); }

void HttpClient::cancel(CallId id)
{
    {
        const std::lock_guard lock(m_impl->mutex);
        m_impl->cancelled.push_back(id);
    }
    curl_multi_wakeup(m_impl->multi);
}

Outcome HttpClient::sendAndWait(HttpRequest request)
{
    std::mutex mutex;
    std::condition_variable finished;
    std::optional<Outcome> outcome;
    send(std::move(request), [&](Outcome result) {
        const std::lock_guard lock(mutex);
        outcome = std::move(result);
        finished.notify_one();
    });
    std::unique_lock lock(mutex);
    finished.wait(lock, [&] { return outcome.has_value(); });
    return std::move(*outcome);
}

} // namespace socle::outbound
