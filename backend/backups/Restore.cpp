#include "backend/backups/Restore.h"

#include "backend/backups/Archive.h"
#include "backend/backups/DataCheck.h"
#include "backend/backups/FolderNames.h"
#include "backend/files/MappedFile.h"
#include "backend/runtime/Random.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace socle::backups {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kOut = "out";
constexpr std::string_view kIn = "in";
constexpr std::string_view kTrial = "trial";
constexpr std::string_view kBack = "back";
constexpr std::string_view kHome = "home";
constexpr std::size_t kSuffix = 8;

Error moveError(const fs::path &path, const std::error_code &reason)
{
    return Error{.kind = ErrorKind::Unavailable,
                 .message
                 = "The restore cannot move " + path.string() + ": " + reason.message() + "."};
}

// Whole or not at all: written beside and renamed.
Result<void> writeWord(const fs::path &swap, std::string_view name, std::string_view text)
{
    const fs::path beside = swap / (std::string(name) + ".tmp");
    {
        std::ofstream out(beside, std::ios::binary | std::ios::trunc);
        out << text;
        out.close();
        if (!out) {
            return moveError(beside, std::make_error_code(std::errc::io_error));
        }
    }
    SOCLE_TRY(files::syncFile(beside));
    std::error_code failure;
    fs::rename(beside, swap / name, failure);
    if (failure) {
        return moveError(beside, failure);
    }
    return files::syncFolder(swap);
}

Result<void> writePhase(const fs::path &swap, std::string_view phase)
{
    return writeWord(swap, "phase", phase);
}

std::string readWord(const fs::path &swap, std::string_view name)
{
    std::ifstream in(swap / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

std::string readPhase(const fs::path &swap) { return readWord(swap, "phase"); }

Result<std::vector<fs::path>> topLevel(const fs::path &folder)
{
    std::vector<fs::path> paths;
    std::error_code failure;
    for (auto it = fs::directory_iterator(folder, failure); !failure && it != fs::end(it);
         it.increment(failure)) {
        if (!isLeftOut(it->path().filename().string())) {
            paths.push_back(it->path());
        }
    }
    if (failure) {
        return moveError(folder, failure);
    }
    return paths;
}

Result<void> moveAll(const fs::path &from, const fs::path &to)
{
    std::error_code failure;
    fs::create_directories(to, failure);
    for (const fs::path &path : SOCLE_TRY(topLevel(from))) {
        fs::rename(path, to / path.filename(), failure);
        if (failure) {
            return moveError(path, failure);
        }
    }
    SOCLE_TRY(files::syncFolder(from));
    return files::syncFolder(to);
}

// The steps of "out" and "in", whichever is left.
Result<void> moveOn(const fs::path &folder)
{
    const fs::path swap = folder / kSwapFolder;
    if (readPhase(swap) == kOut) {
        SOCLE_TRY(moveAll(folder, swap / "old"));
        SOCLE_TRY(writePhase(swap, kIn));
    }
    if (readPhase(swap) == kIn) {
        SOCLE_TRY(moveAll(swap / "new", folder));
        SOCLE_TRY(writePhase(swap, kTrial));
    }
    return {};
}

Result<void> putAway(const fs::path &folder, std::string_view prefix)
{
    const fs::path trash = folder / kTrashFolder;
    std::error_code failure;
    fs::create_directories(trash, failure);
    const std::string suffix
        = runtime::systemRandom().fromAlphabet(runtime::kLowerAlphanumeric, kSuffix);
    fs::rename(folder / kSwapFolder, trash / (std::string(prefix) + suffix), failure);
    if (failure) {
        return moveError(folder / kSwapFolder, failure);
    }
    return files::syncFolder(folder);
}

// The way back: what came in goes to failed/, what went out returns.
Result<void> moveBack(const fs::path &folder)
{
    const fs::path swap = folder / kSwapFolder;
    if (const std::string phase = readPhase(swap); phase == kIn || phase == kTrial) {
        SOCLE_TRY(writePhase(swap, kBack));
    }
    if (readPhase(swap) == kBack) {
        SOCLE_TRY(moveAll(folder, swap / "failed"));
        SOCLE_TRY(writePhase(swap, kHome));
    }
    SOCLE_TRY(
        moveAll(swap / "old", folder)); // in "out", too: the rest of the old content never left
    return putAway(folder, "undone_");
}

} // namespace

bool isLeftOut(std::string_view topLevelName)
{
    static constexpr std::array<std::string_view, 8> kNames{kBackupsFolder,
                                                            kTrashFolder,
                                                            kExportsFolder,
                                                            kSwapFolder,
                                                            kLockFile,
                                                            ".notify",
                                                            ".autocert_cache",
                                                            "lost+found"};
    return std::find(kNames.begin(), kNames.end(), topLevelName) != kNames.end();
}

Result<fs::path> stageRestore(const fs::path &folder,
                              const fs::path &archive,
                              runtime::Random &random,
                              const runtime::StopToken &stop,
                              const std::string &note)
{
    Archive content = SOCLE_TRY(Archive::open(archive));
    if (!content.contains("data.db")) {
        return invalidInput("The archive has no data.db.");
    }
    fs::path staged = folder / kTrashFolder
        / ("pb_restore_" + random.fromAlphabet(runtime::kLowerAlphanumeric, kSuffix));
    const auto prepared = [&]() -> Result<void> {
        SOCLE_TRY(content.extractAll(staged / "new", stop));
        // Names that are this folder's own affair do not come in.
        std::error_code ignored;
        for (const std::string_view own : {kBackupsFolder, kTrashFolder, kSwapFolder, kLockFile}) {
            fs::remove_all(staged / "new" / own, ignored);
        }
        const CheckReport report
            = SOCLE_TRY(checkPath(staged / "new", {.isQuick = true, .stop = stop}));
        if (!report.isSound()) {
            return invalidInput("The archive is damaged: " + report.problems.front());
        }
        fs::create_directories(staged / "old", ignored);
        if (!note.empty()) {
            SOCLE_TRY(writeWord(staged, "note", note));
        }
        return writePhase(staged, kOut);
    }();
    if (!prepared) {
        std::error_code ignored;
        fs::remove_all(staged, ignored);
        return prepared.error();
    }
    return staged;
}

Result<void> decideRestore(const fs::path &folder, const fs::path &staged)
{
    std::error_code failure;
    fs::rename(staged, folder / kSwapFolder, failure);
    if (failure) {
        return moveError(staged, failure);
    }
    return files::syncFolder(folder);
}

bool isRestoreDecided(const fs::path &folder)
{
    std::error_code ignored;
    return fs::exists(folder / kSwapFolder / "phase", ignored);
}

bool isRestoreUnfinished(const fs::path &folder)
{
    return isRestoreDecided(folder) && readPhase(folder / kSwapFolder) != kTrial;
}

Result<void> finishRestore(const fs::path &folder)
{
    if (!isRestoreDecided(folder)) {
        return {};
    }
    const std::string phase = readPhase(folder / kSwapFolder);
    if (phase == kBack || phase == kHome) {
        return moveBack(folder);
    }
    if (const auto moved = moveOn(folder); !moved) {
        SOCLE_TRY(moveBack(folder));
        return moved.error();
    }
    return {};
}

std::string restoreNote(const fs::path &folder)
{
    const fs::path swap = folder / kSwapFolder;
    return readPhase(swap) == kTrial ? readWord(swap, "note") : std::string();
}

void confirmRestore(const fs::path &folder)
{
    if (readPhase(folder / kSwapFolder) == kTrial) {
        discard(putAway(folder, "old_pb_data_"), "the next start confirms again");
    }
}

Result<void> revertRestore(const fs::path &folder)
{
    return isRestoreDecided(folder) ? moveBack(folder) : Result<void>();
}

void emptyTrash(const fs::path &folder)
{
    std::error_code ignored;
    fs::remove_all(folder / kTrashFolder, ignored);
}

} // namespace socle::backups
