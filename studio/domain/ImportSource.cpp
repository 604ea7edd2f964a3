#include "studio/domain/ImportSource.h"

namespace socle::studio {

namespace {

constexpr int kChunkRows = 500;

} // namespace

ImportChunk readImportChunk(ImportSource &source)
{
    ImportChunk chunk;
    for (int i = 0; i < kChunkRows; ++i) {
        auto row = source.reader->next();
        if (!row) {
            chunk.error = row.takeError();
            chunk.isLast = true;
            break;
        }
        if (!*row) {
            chunk.isLast = true;
            break;
        }
        ++chunk.rowsRead;
        ++source.ordinal;
        if (source.converter->isLeftOut(**row)) {
            continue;
        }
        PreparedRow prepared;
        prepared.ordinal = source.ordinal;
        const std::size_t before = chunk.problems.size();
        if (source.converter->convert(source.reader->columns(), **row, prepared, chunk.problems)) {
            chunk.rows.push_back(std::move(prepared));
        } else {
            chunk.failedRows.push_back(
                {std::move(**row), source.ordinal, joinedReasons(chunk.problems, before)});
        }
    }
    chunk.columns = source.reader->columns();
    chunk.lastOrdinal = source.ordinal;
    chunk.position = source.reader->position();
    chunk.size = source.reader->size();
    return chunk;
}

Result<void> skipRows(ImportSource &source, qint64 rows)
{
    while (source.ordinal < rows) {
        const auto row = SOCLE_TRY(source.reader->next());
        if (!row) {
            return invalidInput("The file is shorter than when the import began.");
        }
        ++source.ordinal;
    }
    return {};
}

std::optional<Error> openImportSource(ImportSource &source,
                                      const QString &path,
                                      const SourceOptions &options,
                                      qint64 confirmed)
{
    auto reader = openRowReader(path, options);
    if (!reader) {
        return reader.takeError();
    }
    source.reader = reader.takeValue();
    if (auto skipped = skipRows(source, confirmed); !skipped) {
        return skipped.takeError();
    }
    return std::nullopt;
}

} // namespace socle::studio
