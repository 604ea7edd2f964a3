// Records as text: the formats of an export and of "copy as", in one place (studio.md 4.3.12).
//
// A writer is fed values in the order of its columns and gives bytes back: begin, row after row,
// end. XLSX bytes must go to one file in the order they come. Pure.
#pragma once

#include "studio/domain/CollectionSchema.h"
#include "studio/domain/XlsxWriter.h"

#include <QByteArray>
#include <QStringList>

#include <optional>
#include <vector>

namespace socle::studio {

class SchemaStore;

enum class ExportFormat { Csv, Tsv, Json, JsonLines, Xlsx, Markdown, Sql, TypeScript };

/// How the values of a record stand in a row.
struct ExportShape
{
    enum class Relations { Ids, Labels, Objects };

    Relations relations = Relations::Ids;
    bool isFlat = false; // members of JSON and geo points as columns of their own ("meta.isbn")
    bool isLocalTime = false; // dates in the time of this machine, with its offset
};

class ExportRows
{
public:
    /// `table` names the collection in SQL and TypeScript.
    ExportRows(ExportFormat format, const QString &table, bool hasHeader = true);

    QByteArray begin(const QStringList &columns);
    QByteArray row(std::vector<Json> values);
    QByteArray end();

    /// No further row fits (XLSX).
    bool isFull() const;

private:
    ExportFormat m_format;
    QString m_table;
    bool m_hasHeader;
    QStringList m_columns;
    XlsxWriter m_workbook;
    qint64 m_rows = 0;
};

/// "csv", "tsv", "json", "ndjson", "xlsx", "md", "sql", "ts": extension, and wire word of the first
/// four.
QString exportExtension(ExportFormat format);
/// The format a file name asks for; nothing for others.
std::optional<ExportFormat> exportFormatOf(const QString &fileName);
/// "CSV", "SQL INSERT". Translated.
QString exportFormatName(ExportFormat format);

/// The values of one record in the order of `fields`, shaped; a field of a related record is
/// "author.name". Needs `expand` in the record for labels and objects.
std::vector<Json> exportValues(const JsonObject &record,
                               const QStringList &fields,
                               const CollectionSchema &collection,
                               const ExportShape &shape,
                               const SchemaStore &schema);

/// Columns of structured fields taken apart: the members `samples` have, and the field itself for
/// what is not among them.
QStringList flatColumns(const QStringList &fields,
                        const CollectionSchema &collection,
                        const std::vector<const JsonObject *> &samples);

/// A table for mail and word processors; stands beside tab separated text on the clipboard.
QString exportHtml(const QStringList &columns, const std::vector<std::vector<Json>> &rows);

} // namespace socle::studio
