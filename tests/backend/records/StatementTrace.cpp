#include "tests/backend/records/StatementTrace.h"

#include <mutex>
#include <sqlite3.h>
#include <utility>

namespace socle::test {

namespace {

std::mutex g_mutex; // guards g_selects
std::vector<std::string> g_selects;

int record(unsigned, void *, void *statement, void *text)
{
    if (static_cast<const char *>(text)[0] == '-') {
        return 0; // a step of a trigger or of full-text search, not a statement of ours
    }
    char *expanded = sqlite3_expanded_sql(static_cast<sqlite3_stmt *>(statement));
    const std::string sql = expanded != nullptr ? expanded : "";
    sqlite3_free(expanded);
    if (sql.rfind("SELECT", 0) == 0 || sql.rfind("WITH", 0) == 0) {
        const std::lock_guard lock(g_mutex);
        g_selects.push_back(sql);
    }
    return 0;
}

int watch(sqlite3 *database, const char **, const struct sqlite3_api_routines *)
{
    return sqlite3_trace_v2(database, SQLITE_TRACE_STMT, &record, nullptr);
}

using Entry = void (*)();

} // namespace

StatementTrace::StatementTrace() { sqlite3_auto_extension(reinterpret_cast<Entry>(&watch)); }

StatementTrace::~StatementTrace()
{
    sqlite3_cancel_auto_extension(reinterpret_cast<Entry>(&watch));
}

std::vector<std::string> StatementTrace::takeSelects()
{
    const std::lock_guard lock(g_mutex);
    return std::exchange(g_selects, {});
}

} // namespace socle::test
