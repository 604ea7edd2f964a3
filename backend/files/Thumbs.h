// Thumbnails on demand: made once, kept beside the original, at most one generation of a name at a
// time.
//
// Whoever asks while a thumbnail is being made waits for that one. Generation runs on the cpu pool;
// when too many wait, the answer is "no" and the caller serves the original.
#pragma once

#include "backend/files/StoredObject.h"
#include "shared/core/UniqueFunction.h"

#include <cstddef>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace socle::runtime {
class WorkerPool;
}

namespace socle::files {

class Thumbs
{
public:
    /// Nothing when it could not be made. Called once, on the asking thread or on the pool.
    using Done = UniqueFunction<void(std::optional<StoredObject>)>;

    /// `pool` outlives the object.
    explicit Thumbs(runtime::WorkerPool &pool, std::size_t maxPending = 256)
        : m_pool(pool)
        , m_maxPending(maxPending)
    {
    }

    /// The thumbnail of `original` in `size` (a valid size word). Any thread.
    void want(const StoredObject &original, std::string_view size, Done done);

private:
    void make(const StoredObject &original, const std::string &size);
    void finish(const std::string &path, const std::optional<StoredObject> &made);

    runtime::WorkerPool &m_pool;
    const std::size_t m_maxPending; // askers that may wait, over all names

    std::mutex m_mutex; // guards the two below; nothing is called while it is held
    std::unordered_map<std::string, std::vector<Done>> m_waiting; // by path of the thumbnail
    std::size_t m_pending = 0;
};

} // namespace socle::files
