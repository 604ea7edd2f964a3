// See FolderSignal.h.
#include "backend/schema/FolderSignal.h"

#include "backend/runtime/Random.h"

#include <fstream>
#include <mutex>
#include <string>

namespace socle::schema {

namespace fs = std::filesystem;

namespace {

// Time of our own latest announcement, so that a watch in this process does not take it for a
// foreign one.
std::mutex ownMutex; // guards ownTime; last in any order
fs::file_time_type ownTime = {};

const std::string &processId()
{
    static const std::string id
        = runtime::systemRandom().fromAlphabet(runtime::kLowerAlphanumeric, 10);
    return id;
}

} // namespace

void announce(const fs::path &dataFolder, std::string_view what)
{
    std::error_code ignored;
    const fs::path folder = dataFolder / ".notify";
    fs::create_directories(folder, ignored);
    const fs::path file = folder / (std::string(what) + "@" + processId());
    {
        const std::ofstream touch(file);
    }
    fs::remove(file, ignored);
    const std::lock_guard lock(ownMutex);
    ownTime = fs::last_write_time(folder, ignored);
}

FolderWatch::FolderWatch(fs::path dataFolder)
    : m_folder(std::move(dataFolder) / ".notify")
{
    std::error_code ignored;
    fs::create_directories(m_folder, ignored);
    m_seen = fs::last_write_time(m_folder, ignored);
}

bool FolderWatch::foreignChange()
{
    std::error_code error;
    const auto now = fs::last_write_time(m_folder, error);
    if (error || now == m_seen) {
        return false;
    }
    m_seen = now;
    const std::lock_guard lock(ownMutex);
    return now != ownTime;
}

} // namespace socle::schema
