// What an import reads on the pool: a bundle of rows at a time, converted and checked.
#pragma once

#include "studio/domain/ImportRows.h"

#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace socle::studio {

/// A row that fails before it was sent.
struct FailedRow
{
    SourceRow source = {};
    qint64 ordinal = 0;
    QString reason = {};
};

/// What one visit of the pool brings back.
struct ImportChunk
{
    std::vector<PreparedRow> rows = {};
    std::vector<RowProblem> problems = {};
    std::vector<FailedRow> failedRows = {};
    QStringList columns = {};
    qint64 rowsRead = 0;
    qint64 lastOrdinal = 0;
    qint64 position = 0;
    qint64 size = -1;
    bool isLast = false;
    std::optional<Error> error = {};
};

/// Lives on the pool between two chunks; one chunk at a time, so no lock.
struct ImportSource
{
    std::unique_ptr<RowReader> reader;
    std::unique_ptr<RowConverter> converter;
    qint64 ordinal = 0; // of the row read last
};

/// The next bundle; rows that do not fit the target are among the failed ones.
ImportChunk readImportChunk(ImportSource &source);
/// Opens the file and reads past what was confirmed before. Nothing when all is well.
std::optional<Error> openImportSource(ImportSource &source,
                                      const QString &path,
                                      const SourceOptions &options,
                                      qint64 confirmed);
/// Reads past the first `rows` rows, which were confirmed before. Errors: the file ends before.
Result<void> skipRows(ImportSource &source, qint64 rows);

} // namespace socle::studio
