// A request body as it arrived: nothing, bytes in memory, or a temporary file above 1 MiB; always
// readable as one view.
//
// A spooled body is an unlinked file mapped into memory: it costs page cache, not heap, and is gone
// with the request. Pages that were read count as our memory until they are forgotten: whoever
// reads a body that may be large does so in pieces and calls forget() behind each. Streams
// (imports) do not end here: a BodyPlan with a sink hands the bytes on as they come.
#pragma once

#include "shared/core/Result.h"
#include "shared/core/UniqueFunction.h"
#include "shared/protocol/Limits.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace socle::http {

inline constexpr std::uint64_t kSpoolAbove
    = 1048576; // a thousand slow uploads are 1 GB then, not 16

class Body
{
public:
    enum class State {
        Complete, // everything that was sent is here (also: nothing was sent)
        TooLarge, // longer than the plan's limit; what had arrived is dropped
        NoRoom, // the disk is full; what had arrived is dropped
        Streamed, // went to the plan's sink
    };

    Body();
    explicit Body(std::string bytes);

    Body(Body &&other) noexcept;
    Body &operator=(Body &&other) noexcept;
    ~Body();

    State state() const { return m_state; }

    void setState(State state) { m_state = state; }

    bool isEmpty() const { return size() == 0; }

    std::uint64_t size() const { return m_file >= 0 ? m_fileSize : m_memory.size(); }

    bool isSpooled() const { return m_file >= 0; }

    /// The whole body; lives as long as this object.
    std::string_view bytes() const;

    /// Gives back the whole pages of a part of bytes() that was read; it stays readable, from the
    /// page cache. Nothing happens for a body in memory. Any thread.
    void forget(std::string_view part) const;

    /// Appends bytes; moves to a temporary file when memory would exceed kSpoolAbove. Error:
    /// Unavailable (disk full).
    Result<void> append(std::string_view bytes);

    /// The buffer for the session's fast path (bodies known to be small).
    std::string &memory() { return m_memory; }

    void drop();

private:
    Result<void> writeToFile(std::string_view bytes);

    std::string m_memory;
    int m_file = -1;
    std::uint64_t m_fileSize = 0;
    mutable void *m_map = nullptr;
    mutable std::uint64_t m_mapSize = 0;
    State m_state = State::Complete;
};

/// Takes a body while it arrives. All calls come on the connection's I/O thread, in order begin,
/// receive…, end.
class BodySink
{
public:
    enum class Flow {
        Continue,
        Pause, // the session stops reading until `resume` is called
        Refuse, // the rest is not wanted: the connection closes after the answer
    };

    virtual ~BodySink() = default;
    /// `resume` may be called from any thread, any number of times.
    virtual void begin(UniqueFunction<void()> resume) = 0;
    virtual Flow receive(std::string_view bytes) = 0;
    /// `complete` is false when the client went away, sent nonsense or exceeded the limit.
    virtual void end(bool complete) = 0;
};

/// What the handler wants done with the body of a request whose head is known.
struct BodyPlan
{
    std::uint64_t limit = protocol::kDefaultBodyLimit; // exactly this many bytes are allowed
    std::shared_ptr<BodySink> sink
        = nullptr; // null: collect. Shared: the session feeds it, the handler drains it
};

} // namespace socle::http
