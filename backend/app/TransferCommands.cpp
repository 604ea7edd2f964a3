// `socle import` and `socle export`: a file's rows into a collection, a collection's records into a
// file, as a superuser, without a server or beside one.
#include "backend/api/FileExport.h"
#include "backend/api/FileImport.h"
#include "backend/app/Commands.h"
#include "backend/app/Wiring.h"
#include "backend/records/Export.h"
#include "backend/records/Import.h"
#include "backend/rules/Caller.h"
#include "backend/rules/RequestContext.h"

#include <cstdio>
#include <memory>
#include <utility>

namespace socle::app {

namespace {

Error cannot(std::string message)
{
    return Error{.kind = ErrorKind::Unavailable, .message = std::move(message)};
}

Result<std::unique_ptr<Engine>> openEngine(const CommonOptions &common)
{
    if (!std::filesystem::exists(common.folder / "data.db")) {
        return Error{.kind = ErrorKind::NotFound,
                     .message = "There is no data in " + common.folder.string() + "."};
    }
    return Engine::open(common.folder, settingsKeyFromEnvironment(common), common.encryptionEnv);
}

Result<schema::CollectionPtr> collectionOf(const Engine &engine, const std::string &name)
{
    auto collection = engine.schema.catalogue()->findByNameOrId(name);
    if (!collection) {
        return notFound("There is no collection \"" + name + "\".");
    }
    return collection;
}

std::string_view contentTypeOf(const std::filesystem::path &file)
{
    const std::string extension = file.extension().string();
    return extension == ".csv"                            ? "text/csv"
        : extension == ".ndjson" || extension == ".jsonl" ? "application/x-ndjson"
        : extension == ".json"                            ? "application/json"
                                                          : "";
}

records::ImportPlan planOf(const ImportOptions &options)
{
    return {.mode = options.mode == "update" ? records::ImportMode::Update
                : options.mode == "upsert"   ? records::ImportMode::Upsert
                                             : records::ImportMode::Insert,
            .key = options.key,
            .onError = options.skipsErrors ? records::OnError::Skip : records::OnError::Stop};
}

api::TransferParts partsOf(Engine &engine)
{
    return {.database = engine.database.get(),
            .records = &engine.records,
            .clock = &engine.clock,
            .catalogue = [&engine] { return engine.schema.catalogue(); }};
}

} // namespace

Result<void> importFile(const CommonOptions &common, const ImportOptions &options)
{
    auto reader = api::rowReaderFor(contentTypeOf(options.file));
    if (!reader) {
        return invalidInput("The file must end in .csv, .ndjson or .json.");
    }
    if (!std::filesystem::is_regular_file(options.file)) {
        return cannot("Cannot read " + options.file.string() + ".");
    }
    const auto engine = SOCLE_TRY(openEngine(common));
    const auto collection = SOCLE_TRY(collectionOf(*engine, options.collection));
    const records::ImportPlan plan = planOf(options);
    SOCLE_TRY(records::checkImport(*collection, plan));
    const api::TransferParts parts = partsOf(*engine);
    const api::ImportOrder order{
        .collection = collection,
        .plan = plan,
        .reader = std::move(reader),
        .caller = std::make_shared<const rules::Caller>(rules::Caller::superuser())};
    const auto state = SOCLE_TRY(api::importFromFile(
        parts,
        order,
        options.file,
        {},
        [](const api::FileImportState &) {},
        [](const records::ImportFailure &failure) {
            std::fprintf(stderr,
                         "row %lld: %s\n",
                         static_cast<long long>(failure.row),
                         sentenceOf(failure.error).c_str());
        }));
    if (options.isJson) {
        const Json out = JsonObject{{"created", state.created},
                                    {"updated", state.updated},
                                    {"failed", state.failed},
                                    {"stopped", state.isStopped}};
        std::printf("%s\n", out.dump().c_str());
    } else {
        std::printf("%lld rows imported, %lld failed\n",
                    static_cast<long long>(state.done()),
                    static_cast<long long>(state.failed));
    }
    if (state.isStopped) {
        return invalidInput("The import stopped at a row that failed; earlier rows are in.");
    }
    return {};
}

Result<void> exportFile(const CommonOptions &common, const ExportOptions &options)
{
    const std::string extension = options.file.extension().string();
    const std::string name = !options.format.empty() ? options.format
        : extension.size() > 1                       ? extension.substr(1)
                                                     : "json";
    const auto format = api::exportFormatOf(name);
    if (!format) {
        return invalidInput("The file must end in .csv, .ndjson or .json.");
    }
    const auto engine = SOCLE_TRY(openEngine(common));
    const auto collection = SOCLE_TRY(collectionOf(*engine, options.collection));
    std::FILE *const out = options.file.empty() ? stdout : std::fopen(options.file.c_str(), "wb");
    if (out == nullptr) {
        return cannot("Cannot write " + options.file.string() + ".");
    }
    api::ExportOrder order{.collection = collection,
                           .query = {.filter = options.filter, .sort = options.sort},
                           .format = *format,
                           .caller
                           = std::make_shared<const rules::Caller>(rules::Caller::superuser()),
                           .catalogue = engine->schema.catalogue()};
    order.context = {.caller = order.caller.get(),
                     .catalogue = order.catalogue.get(),
                     .body = JsonObject(),
                     .now = engine->clock.now()};
    auto written = api::exportToFile(*engine->database, order, out, {}, [](std::int64_t) {});
    if (out != stdout && std::fclose(out) != 0 && written) {
        return cannot("Cannot write " + options.file.string() + ".");
    }
    SOCLE_TRY(std::move(written));
    return {};
}

} // namespace socle::app
