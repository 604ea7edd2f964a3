#include "backend/files/Thumbs.h"

#include "backend/files/Thumbnail.h"
#include "backend/runtime/WorkerPool.h"

#include <utility>

namespace socle::files {

void Thumbs::want(const StoredObject &original, std::string_view size, Done done)
{
    const std::filesystem::path path = thumbPath(original.path, size);
    if (auto existing = findObject(path)) {
        done(existing.takeValue());
        return;
    }
    const std::string key = path.string();
    bool isFirst = false;
    bool isRefused = false;
    {
        const std::lock_guard lock(m_mutex);
        isRefused = m_pending >= m_maxPending;
        if (!isRefused) {
            auto &waiting = m_waiting[key];
            isFirst = waiting.empty();
            waiting.push_back(std::move(done));
            ++m_pending;
        }
    }
    if (isRefused) {
        done(std::nullopt);
    } else if (isFirst && !m_pool.post([this, original, size = std::string(size)] {
                   make(original, size);
               })) {
        finish(key, std::nullopt);
    }
}

void Thumbs::make(const StoredObject &original, const std::string &size)
{
    const std::filesystem::path path = thumbPath(original.path, size);
    std::optional<StoredObject> made;
    const auto parsed = parseThumbSize(size);
    auto thumbnail = parsed ? makeThumbnail(original.path, original.contentType, *parsed)
                            : Result<Thumbnail>(invalidInput());
    if (thumbnail && writeObject(path, thumbnail->bytes, thumbnail->contentType)) {
        made = StoredObject{.path = path, .contentType = thumbnail->contentType};
    }
    finish(path.string(), made);
}

void Thumbs::finish(const std::string &path, const std::optional<StoredObject> &made)
{
    std::vector<Done> waiting;
    {
        const std::lock_guard lock(m_mutex);
        if (auto found = m_waiting.extract(path)) {
            waiting = std::move(found.mapped());
            m_pending -= waiting.size();
        }
    }
    for (Done &done : waiting) {
        done(made);
    }
}

} // namespace socle::files
