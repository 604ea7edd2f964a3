// What running work sees of its job: where it says how far it is, and learns that it should end.
#pragma once

#include "backend/runtime/Clock.h"
#include "backend/runtime/Deadline.h"
#include "shared/json/Json.h"

#include <cstdint>
#include <functional>
#include <mutex>
#include <string>

namespace socle::jobs {

/// All functions from any thread.
class JobRun
{
public:
    /// `total` 0: unknown. Cheap: may be called for every row.
    void progress(std::int64_t done, std::int64_t total, std::string message = {});

    /// What the job leaves behind, shown as `result`; at most a few kilobytes.
    void setResult(Json result);

    /// True once somebody cancelled it or the server ends: the work returns with an Error of kind
    /// Cancelled soon after.
    bool isCancelled() const { return m_stop.stop_requested(); }

    /// The same as a token.
    runtime::StopToken stopToken() const { return m_stop.get_token(); }

    const std::string &id() const { return m_id; }

    /// What JobBook::adopt() takes: the job with who began it.
    Json forAdoption() const;

private:
    friend class JobBook;

    JobRun(std::string id, std::string kind, std::string actor, std::string created)
        : m_id(std::move(id))
        , m_kind(std::move(kind))
        , m_actor(std::move(actor))
        , m_created(std::move(created))
    {
    }

    Json toJson() const;

    const std::string m_id;
    const std::string m_kind;
    const std::string m_actor; // JSON
    const std::string m_created;
    std::function<void(const JobRun &)> m_onProgress; // set before the work begins
    runtime::StopSource m_stop;
    mutable std::mutex m_mutex; // guards what follows
    std::string m_state = "queued";
    bool m_isInterrupted = false; // the server ended, not a person
    std::int64_t m_done = 0;
    std::int64_t m_total = 0;
    std::string m_message;
    std::string m_error;
    Json m_result;
    runtime::Steady::time_point m_told = {}; // when the progress was last told
};

} // namespace socle::jobs
