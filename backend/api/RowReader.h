// Rows out of a text that arrives in pieces: CSV, NDJSON, or a JSON array of objects.
//
// A reader keeps no more than the row under way (and its own column names), whatever the length of
// the text. Pure: no sockets, no records; the fuzzer looks in. Source: socle-api.md 6.
#pragma once

#include "shared/core/Result.h"
#include "shared/core/UniqueFunction.h"
#include "shared/json/Json.h"

#include <cstddef>
#include <memory>
#include <string_view>

namespace socle::api {

inline constexpr std::size_t kMaxRowBytes = 33554432; // 32 MiB, as one create

class RowReader
{
public:
    /// One row, or why it is none (InvalidInput); reading goes on after such a row.
    using Take = FunctionRef<void(Result<JsonObject>)>;

    virtual ~RowReader() = default;

    /// Error: InvalidInput when the text is broken beyond a row; nothing can be read after it.
    virtual Result<void> read(std::string_view bytes, Take take) = 0;
    /// The text is over: the last row, when its line has no end. Error: as read().
    virtual Result<void> finish(Take take) = 0;
};

/// Reader for a Content-Type (`text/csv`, `application/x-ndjson` or `application/ndjson`,
/// `application/json`); null for others.
///
/// CSV: RFC 4180 with a header line, `,` between cells, a UTF-8 mark and blank lines skipped; every
/// cell is text, missing cells at the end of a line are absent.
std::unique_ptr<RowReader> rowReaderFor(std::string_view contentType);

} // namespace socle::api
