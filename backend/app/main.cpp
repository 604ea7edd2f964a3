// The program `socle`: reads what is wanted, checks itself, does it. Exit codes: 0 done, 1 an error
// (one sentence on stderr), 2 wrong usage.
#include "backend/app/Commands.h"
#include "backend/app/SelfTest.h"

#include <cstdio>

namespace {

socle::Result<void> run(const socle::app::Options &options)
{
    using namespace socle::app;
    SOCLE_TRY(selfTest());
    if (const auto *wanted = std::get_if<ServeOptions>(&options.command)) {
        return serve(options.common, *wanted);
    }
    if (const auto *wanted = std::get_if<SuperuserOptions>(&options.command)) {
        return manageSuperuser(options.common, *wanted);
    }
    if (const auto *wanted = std::get_if<BackupOptions>(&options.command)) {
        return manageBackups(options.common, *wanted);
    }
    if (const auto *wanted = std::get_if<SqlOptions>(&options.command)) {
        return runSql(options.common, *wanted);
    }
    if (const auto *wanted = std::get_if<DoctorOptions>(&options.command)) {
        return examineFolder(options.common, *wanted);
    }
    if (const auto *wanted = std::get_if<TypegenOptions>(&options.command)) {
        return printTypes(options.common, *wanted);
    }
    if (const auto *wanted = std::get_if<ImportOptions>(&options.command)) {
        return importFile(options.common, *wanted);
    }
    if (const auto *wanted = std::get_if<ExportOptions>(&options.command)) {
        return exportFile(options.common, *wanted);
    }
    return printRoutes(options.common);
}

} // namespace

int main(int argc, char **argv)
{
    const auto parsed = socle::app::parseOptions(argc, argv);
    if (const int *code = std::get_if<int>(&parsed)) {
        return *code;
    }
    const auto outcome = run(std::get<socle::app::Options>(parsed));
    if (!outcome) {
        std::fprintf(stderr, "%s\n", socle::app::sentenceOf(outcome.error()).c_str());
        return 1;
    }
    return 0;
}
