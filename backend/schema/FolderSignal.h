// How processes on one data folder tell each other of changes: empty files in `.notify/`, made and
// removed at once (data-directory.md B1.4).
//
// announce() touches the folder after a committed change of ours; foreignChange(), asked about once
// a second by the program, says whether somebody else did since. Both sides see each other through
// the folder's modification time.
#pragma once

#include <filesystem>
#include <string_view>

namespace socle::schema {

/// `what` is "settings" or "collections". Failures are ignored: the signal is a courtesy, the data
/// is committed.
void announce(const std::filesystem::path &dataFolder, std::string_view what);

class FolderWatch
{
public:
    /// Creates `.notify/` and takes its present state as seen.
    explicit FolderWatch(std::filesystem::path dataFolder);

    /// True when another process announced something since the last call. One thread.
    bool foreignChange();

private:
    std::filesystem::path m_folder; // .notify
    std::filesystem::file_time_type m_seen = {};
};

} // namespace socle::schema
