// Rows of a file, one after the other, in flat memory: what CSV and JSON sources have in common.
//
// Made on the UI thread, used on one pool thread, never on two at once.
#pragma once

#include "shared/core/Result.h"
#include "shared/json/Json.h"

#include <QByteArray>
#include <QIODevice>
#include <QString>
#include <QStringList>

#include <memory>
#include <optional>
#include <vector>

namespace socle::studio {

/// One row as it stands in the file: values by column of columns(). Text sources give strings, JSON
/// sources any value; a missing value is nullopt.
struct SourceRow
{
    qint64 number = 0; // 1 and up, header not counted
    qint64 offset = 0; // bytes of the source before this row, for progress and resuming
    std::vector<std::optional<Json>> values = {};
    QString problem
        = {}; // not empty: the row cannot be read (unequal quotes…), values may be partial
};

class RowReader
{
public:
    virtual ~RowReader() = default;

    /// Name of the member the rows were found in ({"3166-1":[…]}), known after the first row; empty
    /// for others.
    virtual QString listName() const { return {}; }

    /// Names of the columns. JSON sources learn names as they go: later rows may have more,
    /// appended at the end.
    virtual const QStringList &columns() const = 0;
    /// Next row, nothing at the end. Errors: the source cannot be read any further.
    virtual Result<std::optional<SourceRow>> next() = 0;
    /// Bytes read so far and in all (-1 unknown).
    virtual qint64 position() const = 0;
    virtual qint64 size() const = 0;
};

enum class SourceFormat { Csv, JsonArray, JsonLines, Xlsx };

/// Looks at the first bytes: a workbook, JSON array or object, JSON lines, else delimited text.
SourceFormat sniffFormat(const QByteArray &head);

/// What the user decides against the guess; what is not set is guessed.
struct SourceOptions
{
    std::optional<char> delimiter = {};
    std::optional<char> quote = {};
    std::optional<bool> hasHeader = {};
    QByteArray encoding = {}; // as in CsvOptions; empty: guessed
};

/// What a source turned out to be.
struct SourceInfo
{
    SourceFormat format = SourceFormat::Csv;
    char delimiter = ','; // Csv only, as the three below
    char quote = '"';
    bool hasHeader = true; // Csv and Xlsx
    QByteArray encoding = "UTF-8";
    QString listName = {}; // JsonArray: the member that holds the rows
};

/// Opens a file with the reader that fits; `info` learns what was guessed or decided (its listName
/// comes from the reader). Errors: cannot be opened or has no rows.
Result<std::unique_ptr<RowReader>> openRowReader(const QString &path,
                                                 const SourceOptions &options = {},
                                                 SourceInfo *info = nullptr);

} // namespace socle::studio
