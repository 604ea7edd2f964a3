// Questions to `_logs`: filter and sort over its fixed columns and the paths of `data`
// (admin-api.md A3.2).
//
// The table is described as a collection of five fields, so the one compiler of the filter language
// serves here too.
#pragma once

#include "shared/core/DateTime.h"
#include "shared/core/Result.h"
#include "shared/protocol/Paging.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace socle::storage {
class ReadTransaction;
}

namespace socle::api {

struct LogListQuery
{
    std::string filter = {};
    std::string sort = {};
    protocol::Paging paging = {};
    DateTime now = {}; // of the macros
};

/// The list envelope as JSON. Error: InvalidInput for a bad filter or sort.
Result<std::string> listLogs(storage::ReadTransaction &transaction, const LogListQuery &query);

/// One row as JSON. Error: NotFound.
Result<std::string> viewLog(storage::ReadTransaction &transaction, std::string_view id);

/// `[{"date":…,"total":n}]`, one item for each hour with rows. Errors: InvalidInput with the texts
/// of A3.2.
Result<std::string> countLogsByHour(storage::ReadTransaction &transaction,
                                    const std::string &filter,
                                    DateTime now);

enum class LogGroup { Minute, Hour, Day };

/// `[{"date","total","errors","p50","p95","p99"}]`, oldest first; percentiles of execTime in
/// milliseconds, null without any.
Result<std::string> logStatistics(storage::ReadTransaction &transaction,
                                  LogGroup group,
                                  const std::string &filter,
                                  DateTime now);

/// Rows of a live stream, in the order they were stored.
struct LogLines
{
    struct Line
    {
        std::string id;
        std::string json;
    };

    std::vector<Line> lines = {};
    std::int64_t last = 0; // rowid up to which everything was looked at
};

/// At most `limit` rows stored after row `after`; the newest ones when `newest`.
Result<LogLines> logLines(storage::ReadTransaction &transaction,
                          const std::string &filter,
                          DateTime now,
                          std::int64_t after,
                          std::int64_t limit,
                          bool newest);

} // namespace socle::api
