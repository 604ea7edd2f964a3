// What the command line and the environment ask for (design.md 8). CLI11 stays in the .cpp.
#pragma once

#include <filesystem>
#include <string>
#include <variant>
#include <vector>

namespace socle::app {

enum class LogStyle { Text, Json };

/// Flags that every command knows.
struct CommonOptions
{
    std::filesystem::path folder = "socle_data";
    std::string encryptionEnv = {}; // name of the variable that holds the settings key
    bool isVerbose = false; // --dev: debug lines in the log
};

struct ServeOptions
{
    std::string host = "127.0.0.1";
    std::uint16_t port = 8090;
    std::string httpsHost = {};
    std::uint16_t httpsPort = 0;
    std::string tlsCertificate = {}; // PEM files; empty: no HTTPS
    std::string tlsKey = {};
    std::vector<std::string> origins = {"*"};
    std::filesystem::path publicFolder = {}; // empty: <dir>/../public
    std::string secretKeyFile = {};
    LogStyle logStyle = LogStyle::Text;
    bool isStudio = false;
    bool staysWhenStdinCloses = false;
};

struct SuperuserOptions
{
    enum class Action { Create, Update, Upsert, Delete, Otp, Ips };

    Action action = Action::Upsert;
    std::string email = {};
    std::string password = {};
    std::vector<std::string> addresses = {}; // of Ips: the new list, empty clears it
};

struct BackupOptions
{
    enum class Action { Create, Restore, Verify };

    Action action = Action::Create;
    std::string name = {}; // create: empty for the default name; restore and verify: a file, or a backup's name
    std::vector<std::string> collections = {}; // of restore: only these; empty: everything
    bool isJson = false;
};

struct SqlOptions
{
    std::string query = {};
    bool isJson = false;
};

struct DoctorOptions
{
    bool isJson = false;
};

struct TypegenOptions
{
    std::string language = "typescript";
    std::filesystem::path output = {}; // empty: stdout
};

struct ImportOptions
{
    std::string collection = {};
    std::filesystem::path file = {}; // the form comes from its extension
    std::string mode = "insert";
    std::string key = "id";
    bool skipsErrors = false;
    bool isJson = false;
};

struct ExportOptions
{
    std::string collection = {};
    std::filesystem::path file = {}; // empty: stdout
    std::string format = {}; // empty: from the file's extension, else json
    std::string filter = {};
    std::string sort = {};
};

struct RoutesOptions
{
};

using Command = std::variant<ServeOptions, SuperuserOptions, BackupOptions, SqlOptions, DoctorOptions, TypegenOptions, ImportOptions, ExportOptions, RoutesOptions>;

struct Options
{
    CommonOptions common = {};
    Command command = ServeOptions{};
};

/// The outcome of reading the command line: what to do, or the exit code of a run that is over
/// already (help, version, usage errors; their text has been printed).
using ParsedOptions = std::variant<Options, int>;

/// Reads arguments, then `SOCLE_…` variables for what is not given. Unknown flags and bad values:
/// one sentence on stderr and 2.
ParsedOptions parseOptions(int argc, char **argv);

/// "1.0.0"
std::string programVersion();

} // namespace socle::app
