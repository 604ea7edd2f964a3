// Delimited text by RFC 4180, streamed: quotes, line breaks inside quotes, CR LF or LF, BOM, any
// delimiter.
//
// Encoding is UTF-8 (BOM skipped), UTF-16 with BOM, or Latin-1 when the first 64 KB are no valid
// UTF-8. A field is limited to 64 MiB.
#pragma once

#include "studio/domain/RowReader.h"

#include <QStringDecoder>

namespace socle::studio {

struct CsvOptions
{
    char delimiter = ','; // ',' ';' '\t' '|'
    char quote = '"';
    bool hasHeader = true;
    QByteArray encoding = "UTF-8"; // "UTF-8", "UTF-16LE", "UTF-16BE", "ISO-8859-1"
};

class CsvReader final : public RowReader
{
public:
    static constexpr qsizetype kMaxFieldBytes = 64 * 1024 * 1024;

    /// Guesses from the first bytes of a file: the delimiter that splits the first lines into the
    /// same number (> 1) of fields; a header when the first row has distinct, non-numeric names.
    static CsvOptions sniff(const QByteArray &head);

    /// `device` is open for reading and at its start.
    CsvReader(std::unique_ptr<QIODevice> device, const CsvOptions &options);

    const QStringList &columns() const override { return m_columns; }

    Result<std::optional<SourceRow>> next() override;

    qint64 position() const override { return m_position; }

    qint64 size() const override { return m_size; }

private:
    bool readRow(std::vector<std::string> &cells, QString &problem, std::string &failure);
    int peek();
    int take();
    bool fill();

    std::unique_ptr<QIODevice> m_device;
    CsvOptions m_options;
    QStringDecoder m_decoder;
    QStringList m_columns;
    std::optional<std::vector<std::string>>
        m_first; // read for the column names, not yet handed out
    QByteArray m_buffer; // UTF-8
    qsizetype m_at = 0;
    qint64 m_position = 0; // bytes of UTF-8 consumed
    qint64 m_size = -1;
    qint64 m_firstOffset = 0;
    qint64 m_number = 0;
    bool m_started = false;

    void start();
};

} // namespace socle::studio
