#include "studio/domain/CsvReader.h"

#include "shared/core/Number.h"
#include "shared/core/Text.h"
#include "studio/api/Text.h"

#include <QSet>

#include <algorithm>
#include <array>

namespace socle::studio {

namespace {

constexpr qint64 kChunk = 64 * 1024;

/// Fields per line of the sample for one delimiter, quotes respected; the last, maybe cut, line
/// left out.
std::vector<int> fieldCounts(const QByteArray &sample, char delimiter)
{
    std::vector<int> counts;
    int fields = 1;
    bool isQuoted = false;
    bool hasText = false;
    for (const char c : sample) {
        if (c == '"') {
            isQuoted = !isQuoted;
            hasText = true;
        } else if (!isQuoted && c == delimiter) {
            ++fields;
            hasText = true;
        } else if (!isQuoted && c == '\n') {
            if (hasText) {
                counts.push_back(fields);
            }
            fields = 1;
            hasText = false;
            if (counts.size() >= 50) {
                return counts;
            }
        } else if (c != '\r') {
            hasText = true;
        }
    }
    if (hasText && (counts.empty() || !isQuoted)) {
        counts.push_back(fields);
    }
    return counts;
}

} // namespace

CsvOptions CsvReader::sniff(const QByteArray &head)
{
    CsvOptions options;
    QByteArray sample = head;
    if (head.startsWith("\xFF\xFE")) {
        options.encoding = "UTF-16LE";
    } else if (head.startsWith("\xFE\xFF")) {
        options.encoding = "UTF-16BE";
    } else {
        // A character cut at the end of the sample is no proof against UTF-8.
        QByteArray whole = head;
        for (int i = 0; i < 3 && !whole.isEmpty() && !isValidUtf8(viewOf(whole)); ++i) {
            whole.chop(1);
        }
        options.encoding = isValidUtf8(viewOf(whole)) ? "UTF-8" : "ISO-8859-1";
    }
    if (options.encoding.startsWith("UTF-16")) {
        QStringDecoder decoder(options.encoding == "UTF-16LE" ? QStringDecoder::Utf16LE
                                                              : QStringDecoder::Utf16BE);
        const QString text = decoder.decode(head);
        sample = text.toUtf8();
    }
    int bestScore = 0;
    for (const char candidate : std::array{',', ';', '\t', '|'}) {
        const std::vector<int> counts = fieldCounts(sample, candidate);
        if (counts.empty() || counts.front() < 2) {
            continue;
        }
        const auto same = std::count(counts.begin(), counts.end(), counts.front());
        const int score = static_cast<int>(same * 1000 / static_cast<std::ptrdiff_t>(counts.size()))
            + counts.front();
        if (score > bestScore) {
            bestScore = score;
            options.delimiter = candidate;
        }
    }
    // A header has no empty, repeated or numeric names.
    const QByteArray firstLine
        = sample.left(std::max<qsizetype>(sample.indexOf('\n'), 0)).trimmed();
    const QByteArray line = firstLine.isEmpty() ? sample.trimmed() : firstLine;
    QSet<QByteArray> names;
    for (QByteArray name : line.split(options.delimiter)) {
        name = name.trimmed();
        if (name.startsWith('"') && name.endsWith('"') && name.size() > 1) {
            name = name.mid(1, name.size() - 2);
        }
        if (name.isEmpty() || names.contains(name) || parseNumber(viewOf(name))) {
            options.hasHeader = false;
        }
        names.insert(name);
    }
    return options;
}

CsvReader::CsvReader(std::unique_ptr<QIODevice> device, const CsvOptions &options)
    : m_device(std::move(device))
    , m_options(options)
{
    m_size = m_device->isSequential() ? -1 : m_device->size();
    if (options.encoding == "UTF-16LE") {
        m_decoder = QStringDecoder(QStringDecoder::Utf16LE);
    } else if (options.encoding == "UTF-16BE") {
        m_decoder = QStringDecoder(QStringDecoder::Utf16BE);
    } else if (options.encoding == "ISO-8859-1") {
        m_decoder = QStringDecoder(QStringDecoder::Latin1);
    }
    start(); // the names are wanted before the first row
}

bool CsvReader::fill()
{
    if (m_at < m_buffer.size()) {
        return true;
    }
    const QByteArray chunk = m_device->read(kChunk);
    if (chunk.isEmpty()) {
        return false;
    }
    m_position += chunk.size();
    if (m_options.encoding == "UTF-8") {
        m_buffer = chunk;
    } else {
        const QString text = m_decoder.decode(chunk);
        m_buffer = text.toUtf8();
    }
    m_at = 0;
    return m_at < m_buffer.size() || fill();
}

int CsvReader::peek() { return fill() ? static_cast<unsigned char>(m_buffer.at(m_at)) : -1; }

int CsvReader::take() { return fill() ? static_cast<unsigned char>(m_buffer.at(m_at++)) : -1; }

bool CsvReader::readRow(std::vector<std::string> &cells, QString &problem, std::string &failure)
{
    cells.clear();
    problem.clear();
    if (peek() < 0) {
        return false;
    }
    std::string cell;
    bool isQuoted = false;
    bool wasQuoted = false;
    for (;;) {
        const int next = take();
        if (next < 0) {
            if (isQuoted) {
                problem = QStringLiteral("A quote is not closed.");
            }
            cells.push_back(std::move(cell));
            return true;
        }
        const char c = static_cast<char>(next);
        if (isQuoted) {
            if (c != m_options.quote) {
                cell += c;
            } else if (peek() == static_cast<unsigned char>(m_options.quote)) {
                cell += c;
                take();
            } else {
                isQuoted = false;
            }
        } else if (c == m_options.quote && cell.empty() && !wasQuoted) {
            isQuoted = true;
            wasQuoted = true;
        } else if (c == m_options.delimiter) {
            cells.push_back(std::exchange(cell, {}));
            wasQuoted = false;
        } else if (c == '\n' || c == '\r') {
            if (c == '\r' && peek() == '\n') {
                take();
            }
            cells.push_back(std::move(cell));
            return true;
        } else {
            cell += c; // a quote in the middle of bare text stays text
        }
        if (static_cast<qsizetype>(cell.size()) > kMaxFieldBytes) {
            failure = "A field is larger than 64 MiB; a quote is probably not closed.";
            return false;
        }
    }
}

void CsvReader::start()
{
    m_started = true;
    if (fill() && m_buffer.startsWith("\xEF\xBB\xBF")) {
        m_at = 3;
    }
    std::vector<std::string> cells;
    QString problem;
    std::string failure;
    if (!readRow(cells, problem, failure)) {
        return;
    }
    if (!m_options.hasHeader) {
        for (std::size_t i = 0; i < cells.size(); ++i) {
            m_columns.append(QStringLiteral("column %1").arg(i + 1));
        }
        m_first = std::move(cells);
        return;
    }
    for (std::size_t i = 0; i < cells.size(); ++i) {
        QString name = toQString(trimmed(cells[i]));
        if (name.isEmpty()) {
            name = QStringLiteral("column %1").arg(i + 1);
        }
        QString unique = name;
        for (int n = 2; m_columns.contains(unique); ++n) {
            unique = name + u' ' + QString::number(n);
        }
        m_columns.append(unique);
    }
}

Result<std::optional<SourceRow>> CsvReader::next()
{
    std::vector<std::string> cells;
    SourceRow row;
    row.offset = m_position - (m_buffer.size() - m_at);
    if (m_first) {
        cells = *std::exchange(m_first, std::nullopt);
    } else {
        std::string failure;
        do {
            row.offset = m_position - (m_buffer.size() - m_at);
            if (!readRow(cells, row.problem, failure)) {
                if (!failure.empty()) {
                    return invalidInput(failure);
                }
                return std::optional<SourceRow>();
            }
        } while (cells.size() == 1 && cells.front().empty() && row.problem.isEmpty()
                 && m_columns.size() != 1);
    }
    row.number = ++m_number;
    if (row.problem.isEmpty() && static_cast<qsizetype>(cells.size()) > m_columns.size()) {
        row.problem
            = QStringLiteral("%1 values for %2 columns.").arg(cells.size()).arg(m_columns.size());
        cells.resize(static_cast<std::size_t>(m_columns.size()));
    }
    row.values.reserve(static_cast<std::size_t>(m_columns.size()));
    for (std::string &cell : cells) {
        row.values.emplace_back(Json(isValidUtf8(cell) ? std::move(cell) : toValidUtf8(cell)));
    }
    row.values.resize(static_cast<std::size_t>(m_columns.size()));
    return std::optional(std::move(row));
}

} // namespace socle::studio
