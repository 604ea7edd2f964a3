// `socle sql` and `socle doctor`: questions to the data folder, also beside a running server.
#include "backend/app/Commands.h"
#include "backend/app/Wiring.h"
#include "backend/backups/DataCheck.h"
#include "backend/backups/Restore.h"
#include "backend/schema/TableSync.h"
#include "backend/storage/FolderLock.h"
#include "backend/storage/SqlConsole.h"
#include "shared/core/Text.h"
#include "shared/json/JsonWriter.h"

#include <algorithm>
#include <cstdio>
#include <system_error>

namespace socle::app {

namespace fs = std::filesystem;

namespace {

constexpr std::uintmax_t kLowDiskBytes = std::uintmax_t{512} << 20U;

Result<storage::ConsoleAnswer> runConsole(Engine &engine, const std::string &query)
{
    const fs::path &path = engine.database->path();
    if (!storage::isWritingScript(path, query)) {
        return storage::readConsole(path, query, {});
    }
    storage::ConsoleAnswer answer;
    SOCLE_TRY(engine.database->runExclusive([&](storage::WriteTransaction &tx) -> Result<void> {
        auto written = storage::writeConsole(tx, query);
        if (!written) {
            return written.takeError();
        }
        answer = written.takeValue();
        return {};
    }));
    return answer;
}

std::string asJson(const storage::ConsoleAnswer &answer)
{
    std::string out;
    JsonWriter writer(out);
    writer.startObject();
    writer.member("affectedRows", answer.affectedRows);
    writer.key("rows");
    writer.startArray();
    for (const auto &row : answer.rows) {
        writer.startObject();
        for (std::size_t i = 0; i < row.size(); ++i) {
            writer.key(answer.columns[i].name);
            if (row[i]) {
                writer.string(*row[i]);
            } else {
                writer.null();
            }
        }
        writer.endObject();
    }
    writer.endArray();
    writer.endObject();
    return out + "\n";
}

std::string asTable(const storage::ConsoleAnswer &answer)
{
    if (answer.columns.empty()) {
        return std::to_string(answer.affectedRows) + " rows affected\n";
    }
    const auto shown = [](const std::optional<std::string> &cell) {
        return cell ? replaceAll(*cell, "\n", " ") : "NULL";
    };
    std::vector<std::size_t> widths;
    for (std::size_t i = 0; i < answer.columns.size(); ++i) {
        widths.push_back(codePointCount(answer.columns[i].name));
        for (const auto &row : answer.rows) {
            widths[i] = std::max(widths[i], codePointCount(shown(row[i])));
        }
    }
    std::string out;
    const auto line = [&](const auto &textOf) {
        for (std::size_t i = 0; i < widths.size(); ++i) {
            const std::string text = textOf(i);
            const std::size_t blanks
                = i + 1 < widths.size() ? widths[i] - codePointCount(text) + 2 : 0;
            out += text + std::string(blanks, ' ');
        }
        out += "\n";
    };
    line([&](std::size_t i) { return answer.columns[i].name; });
    line([&](std::size_t i) { return std::string(widths[i], '-'); });
    for (const auto &row : answer.rows) {
        line([&](std::size_t i) { return shown(row[i]); });
    }
    return out;
}

struct Findings
{
    std::vector<std::string> good = {};
    std::vector<std::string> warnings = {};
    std::vector<std::string> problems = {};
};

// What the file system says of the folder.
void lookAtFolder(const fs::path &folder, Findings &findings)
{
    std::error_code failure;
    if (const fs::space_info room = fs::space(folder, failure); !failure) {
        const std::string text
            = std::to_string(room.available >> 20U) + " MiB are free on the disk";
        (room.available < kLowDiskBytes ? findings.warnings : findings.good).push_back(text);
    }
    if (storage::FolderLock::take(folder)) {
        findings.good.emplace_back("no server runs on the folder");
    } else {
        findings.good.emplace_back("a server runs on the folder, or its lock cannot be taken");
    }
    if (backups::isRestoreDecided(folder)) {
        findings.problems.emplace_back(
            "a restore was interrupted; the next start of the server finishes it");
    }
    if (fs::exists(folder / "logs.db", failure) && !fs::exists(folder / "auxiliary.db", failure)) {
        findings.problems.emplace_back(
            "the folder is of a PocketBase before 0.23: start a recent one on it once");
    }
}

// Schema and settings can be loaded with the key that was given.
void lookInside(const CommonOptions &common, Findings &findings)
{
    auto engine
        = Engine::open(common.folder, settingsKeyFromEnvironment(common), common.encryptionEnv);
    if (!engine) {
        findings.problems.push_back("the folder cannot be opened: " + sentenceOf(engine.error()));
        return;
    }
    findings.good.push_back("the folder opens, with "
                            + std::to_string((*engine)->schema.catalogue()->all().size())
                            + " collections");
    const auto any = (*engine)->superusers.any();
    if (any && !*any) {
        findings.warnings.emplace_back("there is no superuser");
    }
    const auto settings = (*engine)->settings.settings();
    if (settings->backups.cron.empty()) {
        findings.warnings.emplace_back("no automatic backups are scheduled");
    }
    if (common.encryptionEnv.empty()
        && (!settings->smtp.password.empty() || !settings->s3.secret.empty()
            || !settings->backups.s3.secret.empty())) {
        findings.warnings.emplace_back(
            "the settings hold secrets and are not encrypted (--encryptionEnv)");
    }
}

} // namespace

Result<void> runSql(const CommonOptions &common, const SqlOptions &options)
{
    const auto engine = SOCLE_TRY(
        Engine::open(common.folder, settingsKeyFromEnvironment(common), common.encryptionEnv));
    const auto answer = runConsole(*engine, options.query);
    if (!answer) {
        return Error{.kind = answer.error().kind, .message = schema::engineText(answer.error())};
    }
    std::fputs((options.isJson ? asJson(*answer) : asTable(*answer)).c_str(), stdout);
    return {};
}

Result<void> examineFolder(const CommonOptions &common, const DoctorOptions &options)
{
    std::error_code ignored;
    if (!fs::is_directory(common.folder, ignored)) {
        return notFound("There is no folder \"" + common.folder.string() + "\"");
    }
    Findings findings;
    lookAtFolder(common.folder, findings);
    const auto report = SOCLE_TRY(backups::checkPath(common.folder));
    findings.problems.insert(
        findings.problems.end(), report.problems.begin(), report.problems.end());
    if (findings.problems.empty()) {
        lookInside(common, findings);
    }
    if (options.isJson) {
        const auto list = [](const std::vector<std::string> &texts) {
            return JsonArray(texts.begin(), texts.end());
        };
        const Json out = JsonObject{{"healthy", findings.problems.empty()},
                                    {"problems", list(findings.problems)},
                                    {"warnings", list(findings.warnings)},
                                    {"notes", list(findings.good)},
                                    {"data", report.toJson()}};
        std::printf("%s\n", out.dump().c_str());
    } else {
        std::fputs(report.toText().c_str(), stdout);
        for (const std::string &text : findings.good) {
            std::printf("  ok: %s\n", text.c_str());
        }
        for (const std::string &text : findings.warnings) {
            std::printf("  warning: %s\n", text.c_str());
        }
        for (const std::string &text : findings.problems) {
            std::printf("  problem: %s\n", text.c_str());
        }
    }
    return findings.problems.empty()
        ? Result<void>()
        : Result<void>(invalidInput("Something is wrong with the folder"));
}

} // namespace socle::app
