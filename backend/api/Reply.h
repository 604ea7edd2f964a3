// What a handler returns: an answer, an error, or its next step and where that step runs (style.md
// 7).
//
// A step returns a Reply again, so a sign-in is three steps: read the user, verify on `cpu`, write
// the auth origin. The dispatcher runs them; request and scope live until the answer is sent,
// everything else a step needs it captures by value.
#pragma once

#include "backend/http/Response.h"
#include "shared/core/Result.h"
#include "shared/core/UniqueFunction.h"

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <variant>

namespace socle::storage {
class ReadTransaction;
class WriteTransaction;
} // namespace socle::storage

namespace socle::http {
class StreamWriter;
class SocketListener;
class SocketWriter;
} // namespace socle::http

namespace socle::api {

enum class Pool {
    Cpu, // password hashes, thumbnails
    Read, // queries that outlast an I/O thread's slice
    Files, // copies of uploads
    Outbound, // whatever waits for other machines
};

enum class Batch {
    Shared, // in one COMMIT with whatever else has gathered
    Alone, // schema and settings changes: later steps must see their effects
};

class Reply
{
public:
    /// Must be able to run twice: when its slice on the I/O thread expires it is thrown away and
    /// runs again on `read`.
    using ReadStep = UniqueFunction<Reply(storage::ReadTransaction &)>;
    /// An Error rolls its savepoint back; any other reply is acted on after the COMMIT.
    using WriteStep = UniqueFunction<Reply(storage::WriteTransaction &)>;
    using WorkerStep = UniqueFunction<Reply()>;
    /// Continues the request with another reply; once, from any thread.
    using Resume = UniqueFunction<void(Reply)>;

    struct OnReader
    {
        ReadStep step;
        std::chrono::milliseconds limit; // 0: the usual 30 s (design.md 10)
    };

    struct OnWriter
    {
        WriteStep step;
        Batch batch;
        std::chrono::milliseconds limit; // 0: the writer's own
        bool isForClient = false; // rolled back when the client left before its end
    };

    struct OnWorker
    {
        Pool pool;
        WorkerStep step;
        std::string lane; // "": none
    };

    struct Stream
    {
        http::Response head; // status and fields
        UniqueFunction<void(std::shared_ptr<http::StreamWriter>)>
            started; // on the thread of the reply
    };

    struct Socket
    {
        http::Response head; // extra fields of the 101 answer
        UniqueFunction<std::shared_ptr<http::SocketListener>(std::shared_ptr<http::SocketWriter>)>
            opened; // on the thread of the reply
    };

    struct Later
    {
        UniqueFunction<void(Resume)> start; // on the thread of the reply
    };

    struct Paused
    {
        http::Response response;
        std::chrono::milliseconds pause;
    };

    using State = std::
        variant<http::Response, Error, OnReader, OnWriter, OnWorker, Stream, Socket, Later, Paused>;

    Reply(http::Response response)
        : m_state(std::move(response))
    {
    } // NOLINT: implicit on purpose

    Reply(Error error)
        : m_state(std::move(error))
    {
    } // NOLINT

    Reply(Result<http::Response> result) // NOLINT
        : m_state(result ? State(result.takeValue()) : State(result.takeError()))
    {
    }

    explicit Reply(State state)
        : m_state(std::move(state))
    {
    }

    bool isError() const { return std::holds_alternative<Error>(m_state); }

    State &state() { return m_state; }

    const State &state() const { return m_state; }

private:
    State m_state;
};

/// Next step on a consistent snapshot: first on the I/O thread with a time slice, again on the
/// `read` pool when it expires.
inline Reply onReader(Reply::ReadStep step, std::chrono::milliseconds limit = {})
{
    return Reply(Reply::State(Reply::OnReader{std::move(step), limit}));
}

/// Next step on the writer thread, inside its own savepoint; answered after the COMMIT.
inline Reply onWriter(Reply::WriteStep step,
                      Batch batch = Batch::Shared,
                      std::chrono::milliseconds limit = {})
{
    return Reply(Reply::State(Reply::OnWriter{std::move(step), batch, limit}));
}

/// The same for a step nobody wants when the client has left: it is rolled back then.
inline Reply onWriterForClient(Reply::WriteStep step, std::chrono::milliseconds limit)
{
    return Reply(Reply::State(Reply::OnWriter{std::move(step), Batch::Shared, limit, true}));
}

/// Next step on a worker; a full queue answers 503. Steps of a named lane share one place in the
/// turns of the pool (runtime/WorkerPool.h); too many of them answer 429.
inline Reply onWorker(Pool pool, Reply::WorkerStep step, std::string lane = {})
{
    return Reply(Reply::State(Reply::OnWorker{pool, std::move(step), std::move(lane)}));
}

/// Sends the head now and hands the open stream over.
inline Reply stream(http::Response head,
                    UniqueFunction<void(std::shared_ptr<http::StreamWriter>)> started)
{
    return Reply(Reply::State(Reply::Stream{std::move(head), std::move(started)}));
}

/// Becomes a WebSocket; the request passed http::socketRefusal().
inline Reply socket(
    http::Response head,
    UniqueFunction<std::shared_ptr<http::SocketListener>(std::shared_ptr<http::SocketWriter>)>
        opened)
{
    return Reply(Reply::State(Reply::Socket{std::move(head), std::move(opened)}));
}

/// The answer, `pause` from now; no thread waits for it.
inline Reply afterPause(http::Response response, std::chrono::milliseconds pause)
{
    return Reply(Reply::State(Reply::Paused{std::move(response), pause}));
}

/// The answer comes when somebody calls the Resume that `start` is given.
inline Reply later(UniqueFunction<void(Reply::Resume)> start)
{
    return Reply(Reply::State(Reply::Later{std::move(start)}));
}

} // namespace socle::api
