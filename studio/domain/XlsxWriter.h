// Rows as an XLSX workbook with one sheet, in bytes as they come (studio.md 4.3.12).
//
// Numbers and truth values keep their kind, everything else is text; the first row is bold and
// stays in view. A sheet holds kMostRows rows and not one more.
#pragma once

#include "shared/json/Json.h"
#include "studio/domain/ZipFile.h"

#include <QStringList>

namespace socle::studio {

class XlsxWriter
{
public:
    static constexpr qint64 kMostRows = 1'048'576; // header included

    /// The parts before the rows, and the row of names when there `hasHeader`.
    QByteArray begin(const QStringList &names, bool hasHeader = true);
    QByteArray row(const std::vector<Json> &cells);
    QByteArray finish();

    bool isFull() const { return m_rows >= kMostRows; }

private:
    ZipWriter m_zip;
    qint64 m_rows = 0;
};

} // namespace socle::studio
