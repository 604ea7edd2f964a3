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
        PreparedRow prepared;
        const std::size_t before = chunk.problems.size();
        if (source.converter->convert(source.reader->columns(), **row, prepared, chunk.problems)) {
            chunk.rows.push_back(std::move(prepared));
        } else {
            QStringList reasons;
            for (std::size_t p = before; p < chunk.problems.size(); ++p) {
                const RowProblem &problem = chunk.problems[p];
                reasons.append(problem.field.isEmpty()
                                   ? problem.reason
                                   : QString(problem.field + u": " + problem.reason));
            }
            chunk.failedRows.emplace_back(std::move(**row), reasons.join(u' '));
        }
    }
    chunk.columns = source.reader->columns();
    chunk.position = source.reader->position();
    chunk.size = source.reader->size();
    return chunk;
}

} // namespace socle::studio
