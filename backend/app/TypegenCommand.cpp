// `socle typegen`: types for client programs from the collections of the data folder, also beside a
// running server.
#include "backend/app/Commands.h"
#include "backend/app/Wiring.h"
#include "backend/codegen/Typegen.h"

#include <cstdio>
#include <fstream>

namespace socle::app {

Result<void> printTypes(const CommonOptions &common, const TypegenOptions &options)
{
    const auto language = codegen::languageOf(options.language);
    SOCLE_ENSURE(language.has_value()); // the command line was checked
    if (!std::filesystem::exists(common.folder / "data.db")) {
        return Error{.kind = ErrorKind::NotFound,
                     .message = "There is no data in " + common.folder.string() + "."};
    }
    const auto engine = SOCLE_TRY(
        Engine::open(common.folder, settingsKeyFromEnvironment(common), common.encryptionEnv));
    const std::string text = codegen::generateTypes(*engine->schema.catalogue(), *language);
    if (options.output.empty()) {
        std::fwrite(text.data(), 1, text.size(), stdout);
        return {};
    }
    std::ofstream file(options.output, std::ios::binary | std::ios::trunc);
    file << text;
    file.close();
    if (!file) {
        return Error{.kind = ErrorKind::Unavailable,
                     .message = "Cannot write " + options.output.string() + "."};
    }
    return {};
}

} // namespace socle::app
