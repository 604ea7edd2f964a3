#include "studio/domain/XlsxWriter.h"

#include "studio/api/Text.h"

namespace socle::studio {

namespace {

constexpr qsizetype kLongestCell = 32'767; // of the format

const QByteArray kHead = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const QByteArray kMain = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const QByteArray kRelations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const QByteArray kPackage = "http://schemas.openxmlformats.org/package/2006/";
const QByteArray kType = "application/vnd.openxmlformats-officedocument.spreadsheetml.";

QByteArray escaped(const QString &text)
{
    QString clean;
    for (const QChar c : text.left(kLongestCell)) { // XML has no place for control characters
        if (c >= u' ' || c == u'\n' || c == u'\t') {
            clean += c;
        }
    }
    return clean.toHtmlEscaped().toUtf8();
}

QByteArray textCell(const QString &text, bool isBold)
{
    return "<c t=\"inlineStr\"" + QByteArray(isBold ? " s=\"1\"" : "")
        + "><is><t xml:space=\"preserve\">" + escaped(text) + "</t></is></c>";
}

} // namespace

QByteArray XlsxWriter::begin(const QStringList &names, bool hasHeader)
{
    const auto part = [this](const QByteArray &name, const QByteArray &text) {
        QByteArray bytes = m_zip.begin(name); // one after the other: `+` has no order
        bytes += m_zip.add(kHead + text);
        return bytes;
    };
    QByteArray bytes = part(
        "[Content_Types].xml",
        "<Types xmlns=\"" + kPackage
            + "content-types\"><Default Extension=\"rels\" "
              "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
              "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
              "<Override PartName=\"/xl/workbook.xml\" ContentType=\""
            + kType + "sheet.main+xml\"/><Override PartName=\"/xl/styles.xml\" ContentType=\""
            + kType
            + "styles+xml\"/><Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\""
            + kType + "worksheet+xml\"/></Types>");
    bytes += part("_rels/.rels",
                  "<Relationships xmlns=\"" + kPackage
                      + "relationships\"><Relationship Id=\"rId1\" Type=\"" + kRelations
                      + "/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>");
    bytes += part("xl/workbook.xml",
                  "<workbook xmlns=\"" + kMain + "\" xmlns:r=\"" + kRelations
                      + "\"><sheets><sheet name=\"Records\" sheetId=\"1\" "
                        "r:id=\"rId1\"/></sheets></workbook>");
    bytes += part("xl/_rels/workbook.xml.rels",
                  "<Relationships xmlns=\"" + kPackage
                      + "relationships\"><Relationship Id=\"rId1\" Type=\"" + kRelations
                      + "/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"rId2\" "
                        "Type=\""
                      + kRelations + "/styles\" Target=\"styles.xml\"/></Relationships>");
    bytes += part("xl/styles.xml",
                  "<styleSheet xmlns=\"" + kMain
                      + "\"><fonts count=\"2\"><font><sz val=\"11\"/><name val=\"Calibri\"/></font>"
                        "<font><b/><sz val=\"11\"/><name val=\"Calibri\"/></font></fonts>"
                        "<fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill>"
                        "<fill><patternFill patternType=\"gray125\"/></fill></fills>"
                        "<borders count=\"1\"><border/></borders>"
                        "<cellStyleXfs count=\"1\"><xf/></cellStyleXfs>"
                        "<cellXfs count=\"2\"><xf/><xf fontId=\"1\" "
                        "applyFont=\"1\"/></cellXfs></styleSheet>");
    bytes += part("xl/worksheets/sheet1.xml",
                  "<worksheet xmlns=\"" + kMain
                      + QByteArray(hasHeader
                                       ? "\"><sheetViews><sheetView workbookViewId=\"0\"><pane "
                                         "ySplit=\"1\" topLeftCell=\"A2\" "
                                         "state=\"frozen\"/></sheetView></sheetViews><sheetData>"
                                       : "\"><sheetData>"));
    if (!hasHeader) {
        m_rows = 0;
        return bytes;
    }
    QByteArray header = "<row>";
    for (const QString &name : names) {
        header += textCell(name, true);
    }
    m_rows = 1;
    return bytes + m_zip.add(header + "</row>");
}

QByteArray XlsxWriter::row(const std::vector<Json> &cells)
{
    QByteArray line = "<row>";
    for (const Json &cell : cells) {
        if (cell.isNull()) {
            line += "<c/>";
        } else if (cell.isBool()) {
            line += cell.toBool() ? "<c t=\"b\"><v>1</v></c>" : "<c t=\"b\"><v>0</v></c>";
        } else if (cell.isNumber()) {
            line += "<c><v>" + toBytes(cell.dump()) + "</v></c>";
        } else {
            line += textCell(toQString(cell.isString() ? std::string(cell.text()) : cell.dump()),
                             false);
        }
    }
    ++m_rows;
    return m_zip.add(line + "</row>");
}

QByteArray XlsxWriter::finish()
{
    QByteArray bytes = m_zip.add("</sheetData></worksheet>");
    bytes += m_zip.finish();
    return bytes;
}

} // namespace socle::studio
