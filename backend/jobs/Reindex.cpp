// See Reindex.h.
#include "backend/jobs/Reindex.h"

#include "backend/storage/Database.h"
#include "backend/storage/Dialect.h"

#include <string>
#include <vector>

namespace socle::jobs {

namespace {

Result<std::vector<std::string>> namesOfIndexes(storage::Database &database)
{
    std::vector<std::string> names;
    const auto list = [&](storage::ReadTransaction &tx) -> Result<void> {
        std::vector<std::string> tables;
        SOCLE_TRY(tx.query(storage::sql(tx.dialect().listTables()), [&](const storage::Row &row) {
            tables.emplace_back(row.text(0));
            return storage::Next::Continue;
        }));
        for (const std::string &table : tables) {
            SOCLE_TRY(tx.query(storage::sql(tx.dialect().listIndexes(table)),
                               [&](const storage::Row &row) {
                                   names.emplace_back(row.text(0));
                                   return storage::Next::Continue;
                               }));
        }
        return {};
    };
    SOCLE_TRY(database.read(list));
    return names;
}

} // namespace

Result<void> rebuildIndexes(storage::Database &database, JobRun &job)
{
    const auto names = SOCLE_TRY(namesOfIndexes(database));
    const auto total = static_cast<std::int64_t>(names.size());
    std::int64_t done = 0;
    for (const std::string &name : names) {
        if (job.isCancelled()) {
            return Error{.kind = ErrorKind::Cancelled};
        }
        job.progress(done, total, name);
        const auto rebuilt = database.writer().run([&](storage::WriteTransaction &tx) {
            return tx.executeScript(tx.dialect().rebuildIndex(name));
        });
        if (!rebuilt && rebuilt.error().kind == ErrorKind::Unavailable) {
            return rebuilt.error();
        }
        done += rebuilt ? 1 : 0; // one that went in the meantime is no failure
    }
    job.setResult(JsonObject{{"indexes", done}});
    job.progress(done, total, std::to_string(done) + " indexes");
    return {};
}

} // namespace socle::jobs
