#include "studio/domain/XlsxReader.h"

#include "studio/api/Text.h"

#include <QDateTime>
#include <QRegularExpression>

#include <cmath>

namespace socle::studio {

namespace {

constexpr int kFirstDateFormat = 14; // built-in number formats that are dates: 14-22, 45-47
constexpr int kLastDateFormat = 22;
constexpr int kFirstTimeFormat = 45;
constexpr int kLastTimeFormat = 47;
constexpr double kMsOfDay = 24.0 * 60 * 60 * 1000;

bool isBuiltInDate(int format)
{
    return (format >= kFirstDateFormat && format <= kLastDateFormat)
        || (format >= kFirstTimeFormat && format <= kLastTimeFormat);
}

/// Whether a format code of the file shows a date: it has d, m, y, h or s outside quotes and
/// brackets.
bool isDateCode(QString code)
{
    static const QRegularExpression quoted(QStringLiteral("\"[^\"]*\"|\\[[^\\]]*\\]|\\\\."));
    static const QRegularExpression letters(QStringLiteral("[dmyhs]"),
                                            QRegularExpression::CaseInsensitiveOption);
    return code.remove(quoted).contains(letters);
}

/// "BC12" -> 54; -1 without letters.
int columnOf(QStringView reference)
{
    int column = 0;
    for (const QChar c : reference) {
        if (!c.isLetter()) {
            break;
        }
        column = column * 26 + (c.toUpper().unicode() - u'A') + 1;
    }
    return column - 1;
}

QString dateText(double serial)
{
    // Day 1 is 1 January 1900, and the format believes in 29 February 1900.
    const QDateTime zero(QDate(1899, 12, 30), QTime(0, 0), Qt::UTC);
    return zero.addMSecs(static_cast<qint64>(std::llround(serial * kMsOfDay)))
        .toString(QStringLiteral("yyyy-MM-dd hh:mm:ss.zzz'Z'"));
}

Error damaged() { return invalidInput("The sheet is damaged."); }

} // namespace

XlsxReader::XlsxReader(std::unique_ptr<QIODevice> device, ZipReader zip)
    : m_device(std::move(device))
    , m_zip(std::move(zip))
{
}

Result<std::unique_ptr<XlsxReader>> XlsxReader::open(std::unique_ptr<QIODevice> device,
                                                     bool hasHeader)
{
    ZipReader zip = SOCLE_TRY(ZipReader::open(*device));
    std::unique_ptr<XlsxReader> reader(new XlsxReader(std::move(device), std::move(zip)));
    SOCLE_TRY(reader->readShared());
    reader->readStyles();
    const QByteArray sheet = SOCLE_TRY(reader->firstSheet());
    reader->m_sheet = SOCLE_TRY(reader->m_zip.entry(sheet));
    reader->m_xml.setDevice(reader->m_sheet.get());
    if (hasHeader) {
        const auto names = SOCLE_TRY(reader->readRow());
        if (!names) {
            return invalidInput("The sheet is empty.");
        }
        for (std::size_t i = 0; i < names->size(); ++i) {
            const QString name = (*names)[i] ? toQString((*names)[i]->text()) : QString();
            reader->m_columns.append(name.isEmpty() ? QStringLiteral("column %1").arg(i + 1)
                                                    : name);
        }
    }
    return reader;
}

Result<QByteArray> XlsxReader::firstSheet() const
{
    // The workbook names its sheets in order; its relations say which part each one is.
    QString id;
    auto workbook = m_zip.entry("xl/workbook.xml");
    if (workbook) {
        QXmlStreamReader xml(workbook->get());
        while (!xml.atEnd() && id.isEmpty()) {
            if (xml.readNext() == QXmlStreamReader::StartElement && xml.name() == u"sheet") {
                for (const QXmlStreamAttribute &attribute : xml.attributes()) {
                    if (attribute.name() == u"id") {
                        id = attribute.value().toString();
                    }
                }
            }
        }
    }
    auto relations = m_zip.entry("xl/_rels/workbook.xml.rels");
    if (relations && !id.isEmpty()) {
        QXmlStreamReader xml(relations->get());
        while (!xml.atEnd()) {
            if (xml.readNext() == QXmlStreamReader::StartElement
                && xml.attributes().value(QStringLiteral("Id")) == id) {
                const QByteArray target = xml.attributes().value(QStringLiteral("Target")).toUtf8();
                return target.startsWith('/') ? target.mid(1) : QByteArray("xl/" + target);
            }
        }
    }
    if (m_zip.contains("xl/worksheets/sheet1.xml")) {
        return QByteArray("xl/worksheets/sheet1.xml");
    }
    return invalidInput("The file has no sheet.");
}

Result<void> XlsxReader::readShared()
{
    if (!m_zip.contains("xl/sharedStrings.xml")) {
        return {};
    }
    const auto part = SOCLE_TRY(m_zip.entry("xl/sharedStrings.xml"));
    QXmlStreamReader xml(part.get());
    QString text;
    qint64 size = 0;
    bool isPhonetic = false;
    while (!xml.atEnd()) {
        const auto token = xml.readNext();
        if (token == QXmlStreamReader::StartElement) {
            isPhonetic = isPhonetic || xml.name() == u"rPh";
            if (xml.name() == u"si") {
                text.clear();
            } else if (xml.name() == u"t" && !isPhonetic) {
                text += xml.readElementText();
            }
        } else if (token == QXmlStreamReader::EndElement && xml.name() == u"rPh") {
            isPhonetic = false;
        } else if (token == QXmlStreamReader::EndElement && xml.name() == u"si") {
            size += text.size() * 2;
            if (size > kMostShared) {
                return invalidInput("The workbook has too much text for a sheet. Save it as CSV.");
            }
            m_shared.append(text);
        }
    }
    return xml.hasError() ? Result<void>(damaged()) : Result<void>();
}

void XlsxReader::readStyles()
{
    auto part = m_zip.entry("xl/styles.xml");
    if (!part) {
        return; // numbers are numbers
    }
    QXmlStreamReader xml(part->get());
    QSet<int> dateFormats;
    bool isInCells = false;
    int style = 0;
    while (!xml.atEnd()) {
        const auto token = xml.readNext();
        if (token == QXmlStreamReader::EndElement && xml.name() == u"cellXfs") {
            isInCells = false;
        }
        if (token != QXmlStreamReader::StartElement) {
            continue;
        }
        const QXmlStreamAttributes attributes = xml.attributes();
        const int format = attributes.value(QStringLiteral("numFmtId")).toInt();
        if (xml.name() == u"numFmt") {
            if (isDateCode(attributes.value(QStringLiteral("formatCode")).toString())) {
                dateFormats.insert(format);
            }
        } else if (xml.name() == u"cellXfs") {
            isInCells = true;
        } else if (xml.name() == u"xf" && isInCells) {
            if (isBuiltInDate(format) || dateFormats.contains(format)) {
                m_dateStyles.insert(style);
            }
            ++style;
        }
    }
}

std::optional<Json> XlsxReader::readCell(const QString &type, int style)
{
    QString value;
    QString inlined;
    while (!m_xml.atEnd()) {
        const auto token = m_xml.readNext();
        if (token == QXmlStreamReader::EndElement && m_xml.name() == u"c") {
            break;
        }
        if (token == QXmlStreamReader::StartElement && m_xml.name() == u"v") {
            value = m_xml.readElementText();
        } else if (token == QXmlStreamReader::StartElement && m_xml.name() == u"t") {
            inlined += m_xml.readElementText();
        }
    }
    if (type == u"s") {
        return Json(toUtf8(m_shared.value(value.toInt())));
    }
    if (type == u"inlineStr") {
        return Json(toUtf8(inlined));
    }
    if (value.isEmpty() || type == u"e") { // an error is no value
        return std::nullopt;
    }
    if (type == u"b") {
        return Json(value == u"1" ? "true" : "false");
    }
    bool isNumber = false;
    const double number = value.toDouble(&isNumber);
    return Json(toUtf8(isNumber && m_dateStyles.contains(style) ? dateText(number) : value));
}

Result<std::optional<std::vector<std::optional<Json>>>> XlsxReader::readRow()
{
    std::vector<std::optional<Json>> cells;
    bool isInRow = false;
    while (!m_xml.atEnd()) {
        const auto token = m_xml.readNext();
        if (token == QXmlStreamReader::StartElement && m_xml.name() == u"row") {
            isInRow = true;
        } else if (token == QXmlStreamReader::EndElement && m_xml.name() == u"row") {
            return std::optional(std::move(cells));
        } else if (token == QXmlStreamReader::EndElement && m_xml.name() == u"sheetData") {
            return std::optional<std::vector<std::optional<Json>>>();
        } else if (isInRow && token == QXmlStreamReader::StartElement && m_xml.name() == u"c") {
            constexpr int kMostColumns = 16'384; // of the format
            const QXmlStreamAttributes attributes = m_xml.attributes();
            const int named = columnOf(attributes.value(QStringLiteral("r")));
            const int column = named >= 0 ? named : static_cast<int>(cells.size());
            if (column >= kMostColumns) {
                return damaged();
            }
            const int style = attributes.hasAttribute(QStringLiteral("s"))
                ? attributes.value(QStringLiteral("s")).toInt()
                : -1;
            cells.resize(std::max(cells.size(), static_cast<std::size_t>(column) + 1));
            cells[static_cast<std::size_t>(column)]
                = readCell(attributes.value(QStringLiteral("t")).toString(), style);
        }
    }
    if (m_xml.hasError()) {
        return damaged();
    }
    return std::optional<std::vector<std::optional<Json>>>();
}

Result<std::optional<SourceRow>> XlsxReader::next()
{
    while (true) {
        SourceRow row;
        row.offset = position();
        auto cells = SOCLE_TRY(readRow());
        if (!cells) {
            return std::optional<SourceRow>();
        }
        const bool isBlank = std::none_of(
            cells->begin(), cells->end(), [](const auto &cell) { return cell.has_value(); });
        ++m_number;
        if (isBlank) {
            continue; // formatted, but empty
        }
        while (m_columns.size() < static_cast<qsizetype>(cells->size())) {
            m_columns.append(QStringLiteral("column %1").arg(m_columns.size() + 1));
        }
        row.number = m_number;
        row.values = std::move(*cells);
        return std::optional(std::move(row));
    }
}

} // namespace socle::studio
