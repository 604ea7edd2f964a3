// Rows of the first sheet of an XLSX workbook, streamed (studio.md 4.3.11).
//
// Text cells give their text, numbers their digits as the file has them, dates (by their number
// format) "2026-03-14 09:26:53.000Z", truth values "true" or "false"; formulas their last result.
// The table of shared texts is held in memory, at most kMostShared bytes of it; everything else
// streams.
#pragma once

#include "studio/domain/RowReader.h"
#include "studio/domain/ZipFile.h"

#include <QSet>
#include <QXmlStreamReader>

namespace socle::studio {

class XlsxReader final : public RowReader
{
public:
    static constexpr qint64 kMostShared = 48 * 1024 * 1024;

    /// Errors: no workbook, no sheet, damaged.
    static Result<std::unique_ptr<XlsxReader>> open(std::unique_ptr<QIODevice> device,
                                                    bool hasHeader = true);

    const QStringList &columns() const override { return m_columns; }

    Result<std::optional<SourceRow>> next() override;

    qint64 position() const override { return m_device->pos(); }

    qint64 size() const override { return m_device->size(); }

private:
    XlsxReader(std::unique_ptr<QIODevice> device, ZipReader zip);
    Result<QByteArray> firstSheet() const;
    Result<void> readShared();
    void readStyles();
    /// Cells of the next row, nothing at the end.
    Result<std::optional<std::vector<std::optional<Json>>>> readRow();
    std::optional<Json> readCell(const QString &type, int style);

    std::unique_ptr<QIODevice> m_device;
    ZipReader m_zip;
    std::unique_ptr<QIODevice> m_sheet;
    QXmlStreamReader m_xml;
    QStringList m_shared;
    QSet<int> m_dateStyles;
    QStringList m_columns;
    qint64 m_number = 0;
};

} // namespace socle::studio
