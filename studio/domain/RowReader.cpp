#include "studio/domain/RowReader.h"

#include "studio/api/Text.h"
#include "studio/domain/CsvReader.h"
#include "studio/domain/JsonRowsReader.h"
#include "studio/domain/XlsxReader.h"

#include <QFile>

namespace socle::studio {

SourceFormat sniffFormat(const QByteArray &head)
{
    if (head.startsWith("PK\x03\x04")) {
        return SourceFormat::Xlsx; // a zip archive: of those only workbooks have rows
    }
    QByteArray text = head.startsWith("\xEF\xBB\xBF") ? head.mid(3) : head;
    text = text.trimmed();
    if (text.startsWith('[')) {
        return SourceFormat::JsonArray;
    }
    if (!text.startsWith('{')) {
        return SourceFormat::Csv;
    }
    // One complete object on the first line means one object a line; else the object wraps an
    // array.
    const qsizetype lineEnd = text.indexOf('\n');
    const QByteArray firstLine = (lineEnd < 0 ? text : text.left(lineEnd)).trimmed();
    const auto parsed = parseJson(viewOf(firstLine));
    if (!parsed) {
        return SourceFormat::JsonArray;
    }
    // A lone line may still wrap its rows: one member that is a list of objects.
    int lists = 0;
    for (const auto &[name, member] : parsed->object()) {
        lists += member.isArray() && !member.array().empty() && member.array().front().isObject()
            ? 1
            : 0;
    }
    const bool isWrapper = lists == 1 && firstLine.size() == text.size();
    return isWrapper ? SourceFormat::JsonArray : SourceFormat::JsonLines;
}

Result<std::unique_ptr<RowReader>> openRowReader(const QString &path,
                                                 const SourceOptions &options,
                                                 SourceInfo *info)
{
    auto file = std::make_unique<QFile>(path);
    if (!file->open(QIODevice::ReadOnly)) {
        return invalidInput("The file cannot be opened: " + toUtf8(file->errorString()));
    }
    const QByteArray head = file->peek(64 * 1024);
    if (head.trimmed().isEmpty()) {
        return invalidInput("The file is empty.");
    }
    const SourceFormat format = sniffFormat(head);
    if (info != nullptr) {
        info->format = format;
    }
    std::unique_ptr<RowReader> reader;
    if (format == SourceFormat::Csv) {
        CsvOptions csv = CsvReader::sniff(head);
        csv.delimiter = options.delimiter.value_or(csv.delimiter);
        csv.quote = options.quote.value_or(csv.quote);
        csv.hasHeader = options.hasHeader.value_or(csv.hasHeader);
        if (!options.encoding.isEmpty()) {
            csv.encoding = options.encoding;
        }
        if (info != nullptr) {
            info->delimiter = csv.delimiter;
            info->quote = csv.quote;
            info->hasHeader = csv.hasHeader;
            info->encoding = csv.encoding;
        }
        reader = std::make_unique<CsvReader>(std::move(file), csv);
    } else if (format == SourceFormat::Xlsx) {
        const bool hasHeader = options.hasHeader.value_or(true);
        if (info != nullptr) {
            info->hasHeader = hasHeader;
        }
        reader = SOCLE_TRY(XlsxReader::open(std::move(file), hasHeader));
    } else {
        reader = std::make_unique<JsonRowsReader>(std::move(file), format);
    }
    return reader;
}

} // namespace socle::studio
