// See Options.h.
#include "backend/app/Options.h"

#include "shared/core/Error.h"

#include <CLI/CLI.hpp>

#include <charconv>
#include <cstdio>

namespace socle::app {

namespace {

// "127.0.0.1:8090", ":8090", "[::1]:80", "localhost:0"
std::string checkAddress(const std::string &text)
{
    const auto colon = text.rfind(':');
    unsigned port = 0;
    const char *end = text.data() + text.size();
    if (colon == std::string::npos || colon + 1 == text.size()
        || std::from_chars(text.data() + colon + 1, end, port).ptr != end || port > 65535) {
        return "\"" + text + "\" is no address of the form HOST:PORT";
    }
    return {};
}

std::string_view actionName(SuperuserOptions::Action action)
{
    switch (action) {
    case SuperuserOptions::Action::Create:
        return "create";
    case SuperuserOptions::Action::Update:
        return "update";
    case SuperuserOptions::Action::Upsert:
        return "upsert";
    case SuperuserOptions::Action::Delete:
        return "delete";
    case SuperuserOptions::Action::Otp:
        return "otp";
    case SuperuserOptions::Action::Ips:
        return "ips";
    }
    return {};
}

std::string_view actionHelp(SuperuserOptions::Action action)
{
    switch (action) {
    case SuperuserOptions::Action::Create:
        return "Create a superuser; fails when the e-mail is taken";
    case SuperuserOptions::Action::Update:
        return "Set the password of a superuser; fails when there is none";
    case SuperuserOptions::Action::Upsert:
        return "Create a superuser or set the password of an existing one";
    case SuperuserOptions::Action::Delete:
        return "Delete a superuser; the last one stays";
    case SuperuserOptions::Action::Otp:
        return "Make a one-time password for a superuser";
    case SuperuserOptions::Action::Ips:
        return "Replace the addresses superusers may come from; none given: from anywhere";
    }
    return {};
}

void addBackupCommands(CLI::App &command, BackupOptions &options)
{
    command.require_subcommand(1);
    using Action = BackupOptions::Action;
    const auto add = [&](const char *name, const char *help, Action action) {
        CLI::App *added = command.add_subcommand(name, help);
        added->callback([&options, action] { options.action = action; });
        return added;
    };
    const auto addJson = [&](CLI::App *added) {
        added->add_flag("--json", options.isJson, "Print the outcome as JSON");
    };
    CLI::App *create = add(
        "create", "Make a backup of the data folder, also beside a running server", Action::Create);
    create->add_option(
        "NAME", options.name, "Name of the backup, NAME.zip; a default one when left out");
    addJson(create);
    CLI::App *restore
        = add("restore",
              "Put a backup in the place of the data folder's content, or into a new folder; no "
              "server may run on it",
              Action::Restore);
    restore->add_option("FILE", options.name, "A zip file, or the name of a backup")->required();
    restore
        ->add_option("--collections",
                     options.collections,
                     "Put back only these, also beside a running server (comma list)")
        ->delimiter(',');
    addJson(restore);
    CLI::App *verify
        = add("verify",
              "Check a backup, a data folder or a SQLite file; exit status 1 when it is damaged",
              Action::Verify);
    verify
        ->add_option(
            "FILE", options.name, "A zip file, a folder, a SQLite file, or the name of a backup")
        ->required();
    addJson(verify);
}

// CLI11's own messages come in several lines; ours are one sentence.
int refuse(const CLI::ParseError &fault)
{
    std::string text = fault.what();
    for (char &c : text) {
        c = c == '\n' ? ' ' : c;
    }
    std::fprintf(stderr, "%s\n", normalizedMessage(text).c_str());
    return 2;
}

/// The two halves of what checkAddress() found good.
void readAddress(const std::string &text, std::string &host, std::uint16_t &port)
{
    const auto colon = text.rfind(':');
    host = text.substr(0, colon);
    port = static_cast<std::uint16_t>(std::stoi(text.substr(colon + 1)));
}

void addTransferCommands(CLI::App &importCommand,
                         ImportOptions &in,
                         CLI::App &exportCommand,
                         ExportOptions &out)
{
    importCommand.add_option("COLLECTION", in.collection, "Name or id")->required();
    importCommand.add_option("FILE", in.file, "A .csv, .ndjson or .json file")->required();
    importCommand.add_option("--mode", in.mode, "What to do with a row")
        ->check(CLI::IsMember({"insert", "update", "upsert"}))
        ->capture_default_str();
    importCommand.add_option("--key", in.key, "Field that names the record to update")
        ->capture_default_str();
    importCommand.add_flag("--skip-errors", in.skipsErrors, "Go on after a row that fails");
    importCommand.add_flag("--json", in.isJson, "Print the outcome as JSON");
    exportCommand.add_option("COLLECTION", out.collection, "Name or id")->required();
    exportCommand.add_option("FILE", out.file, "File to write; stdout without one");
    exportCommand.add_option("--format", out.format, "csv, ndjson or json (default: by the file)")
        ->check(CLI::IsMember({"csv", "ndjson", "json"}));
    exportCommand.add_option("--filter", out.filter, "Only records that satisfy it");
    exportCommand.add_option("--sort", out.sort, "Order of the records");
}

} // namespace

std::string programVersion() { return SOCLE_VERSION; }

ParsedOptions parseOptions(int argc, char **argv)
{
    Options options;
    ServeOptions serve;
    SuperuserOptions superuser;
    BackupOptions backup;
    SqlOptions sql;
    DoctorOptions doctor;
    TypegenOptions typegen;
    std::string address = "127.0.0.1:8090";
    std::string httpsAddress;
    ImportOptions importing;
    ExportOptions exporting;
    std::string logStyle = "text";

    CLI::App program("Socle: a backend in one file, compatible with PocketBase.", "socle");
    program.set_version_flag("-v,--version", "socle " + programVersion());
    program.require_subcommand(1);
    program.fallthrough();
    program.add_option("--dir", options.common.folder, "Data folder; created when missing")
        ->envname("SOCLE_DIR")
        ->capture_default_str();
    program
        .add_option(
            "--encryptionEnv",
            options.common.encryptionEnv,
            "Name of the environment variable with the 32 byte key that encrypts the settings")
        ->envname("SOCLE_ENCRYPTION_ENV");
    program.add_flag("--dev", options.common.isVerbose, "Log more")->envname("SOCLE_DEV");

    CLI::App *serveCommand = program.add_subcommand("serve", "Start the server");
    serveCommand
        ->add_option("--http", address, "Address to listen on, HOST:PORT; port 0 takes a free one")
        ->envname("SOCLE_HTTP")
        ->capture_default_str()
        ->check(CLI::Validator(checkAddress, "HOST:PORT"));
    auto *https
        = serveCommand
              ->add_option("--https", httpsAddress, "Address for HTTPS, HOST:PORT; needs a certificate")
              ->envname("SOCLE_HTTPS")
              ->check(CLI::Validator(checkAddress, "HOST:PORT"));
    auto *certificate = serveCommand
                            ->add_option("--tlsCert",
                                         serve.tlsCertificate,
                                         "PEM file with the certificate and its chain")
                            ->envname("SOCLE_TLS_CERT");
    auto *key = serveCommand->add_option("--tlsKey", serve.tlsKey, "PEM file with the private key")
                    ->envname("SOCLE_TLS_KEY");
    https->needs(certificate)->needs(key);
    certificate->needs(https)->needs(key);
    serveCommand->add_option("--origins", serve.origins, "Origins that browsers may call from")
        ->envname("SOCLE_ORIGINS")
        ->delimiter(',')
        ->capture_default_str();
    serveCommand
        ->add_option(
            "--publicDir", serve.publicFolder, "Folder of static files; default <dir>/../public")
        ->envname("SOCLE_PUBLIC_DIR");
    serveCommand
        ->add_option("--secretKeyFile",
                     serve.secretKeyFile,
                     "Key file of the secrets of AI providers; made on first use (default: in the "
                     "account's configuration folder)")
        ->envname("SOCLE_SECRET_KEY_FILE");
    serveCommand->add_option("--log-format", logStyle, "Form of the log on stderr: text or json")
        ->envname("SOCLE_LOG_FORMAT")
        ->check(CLI::IsMember({"text", "json"}))
        ->capture_default_str();
    serveCommand
        ->add_flag(
            "--studio", serve.isStudio, "Speak the studio's start-up protocol on stdin and stdout")
        ->envname("SOCLE_STUDIO");
    serveCommand
        ->add_flag(
            "--stay", serve.staysWhenStdinCloses, "With --studio: keep running when stdin closes")
        ->envname("SOCLE_STAY");

    CLI::App *superuserCommand = program.add_subcommand("superuser", "Manage superusers");
    superuserCommand->require_subcommand(1);
    using Action = SuperuserOptions::Action;
    for (const Action action :
         {Action::Upsert, Action::Create, Action::Update, Action::Delete, Action::Otp}) {
        CLI::App *command = superuserCommand->add_subcommand(std::string(actionName(action)),
                                                             std::string(actionHelp(action)));
        command->add_option("EMAIL", superuser.email, "E-mail address")->required();
        if (action != Action::Delete && action != Action::Otp) {
            command->add_option("PASS", superuser.password, "Password, at least 8 characters")
                ->required();
        }
        command->callback([&superuser, action] { superuser.action = action; });
    }
    CLI::App *ipsCommand = superuserCommand->add_subcommand(
        std::string(actionName(Action::Ips)), std::string(actionHelp(Action::Ips)));
    ipsCommand->add_option("IP", superuser.addresses, "Addresses or CIDR blocks");
    ipsCommand->callback([&superuser] { superuser.action = Action::Ips; });
    CLI::App *backupCommand = program.add_subcommand("backup", "Make, restore and check backups");
    addBackupCommands(*backupCommand, backup);
    CLI::App *sqlCommand = program.add_subcommand("sql", "Run SQL on the data folder's database");
    sqlCommand->add_option("QUERY", sql.query, "One or several statements")->required();
    sqlCommand->add_flag("--json", sql.isJson, "Print JSON instead of a table");
    CLI::App *doctorCommand
        = program.add_subcommand("doctor", "Look at the data folder and say what is wrong with it");
    doctorCommand->add_flag("--json", doctor.isJson, "Print JSON instead of text");
    CLI::App *typegenCommand
        = program.add_subcommand("typegen", "Print types for client programs");
    typegenCommand->add_option("LANGUAGE", typegen.language, "Programming language")
        ->check(CLI::IsMember({"typescript", "dart", "swift", "kotlin", "python", "go"}))
        ->capture_default_str();
    typegenCommand->add_option("--out", typegen.output, "File to write instead of stdout");
    CLI::App *importCommand
        = program.add_subcommand("import", "Put the rows of a file into a collection");
    CLI::App *exportCommand
        = program.add_subcommand("export", "Write the records of a collection to a file");
    addTransferCommands(*importCommand, importing, *exportCommand, exporting);
    CLI::App *routesCommand = program.add_subcommand("routes", "Print the table of HTTP routes");

    try {
        program.parse(argc, argv);
    } catch (const CLI::CallForHelp &fault) {
        return program.exit(fault);
    } catch (const CLI::CallForAllHelp &fault) {
        return program.exit(fault);
    } catch (const CLI::CallForVersion &fault) {
        return program.exit(fault);
    } catch (const CLI::ParseError &fault) {
        return refuse(fault);
    }

    if (superuserCommand->parsed()) {
        options.command = std::move(superuser);
    } else if (backupCommand->parsed()) {
        options.command = std::move(backup);
    } else if (sqlCommand->parsed()) {
        options.command = std::move(sql);
    } else if (doctorCommand->parsed()) {
        options.command = doctor;
    } else if (typegenCommand->parsed()) {
        options.command = std::move(typegen);
    } else if (importCommand->parsed()) {
        options.command = std::move(importing);
    } else if (exportCommand->parsed()) {
        options.command = std::move(exporting);
    } else if (routesCommand->parsed()) {
        options.command = RoutesOptions{};
    } else {
        readAddress(address, serve.host, serve.port);
        if (!httpsAddress.empty()) {
            readAddress(httpsAddress, serve.httpsHost, serve.httpsPort);
        }
        serve.logStyle = logStyle == "json" ? LogStyle::Json : LogStyle::Text;
        options.command = std::move(serve);
    }
    return options;
}

} // namespace socle::app
