// Rows of a JSON file, streamed: an array of objects, an object whose one array member holds them
// ({"3166-1":[…]}), or one object a line.
//
// Only one row is in memory at a time; a scanner finds where each object ends and the shared parser
// reads it.
#pragma once

#include "studio/domain/RowReader.h"

#include <QHash>

namespace socle::studio {

class JsonRowsReader final : public RowReader
{
public:
    static constexpr qsizetype kMaxRowBytes = 64 * 1024 * 1024;

    JsonRowsReader(std::unique_ptr<QIODevice> device, SourceFormat format);

    const QStringList &columns() const override { return m_columns; }

    QString listName() const override { return m_listName; }

    Result<std::optional<SourceRow>> next() override;

    qint64 position() const override { return m_position; }

    qint64 size() const override { return m_size; }

private:
    Result<void> enterArray();
    Result<std::optional<SourceRow>> nextLine();
    Result<std::optional<SourceRow>> nextElement();
    SourceRow rowOf(const Json &value, qint64 offset);
    /// Reads one whole value into `out`.
    Result<void> takeValue(std::string &out);
    int peek();
    int take();
    void skipBlanks();
    Error broken(const char *what) const;

    std::unique_ptr<QIODevice> m_device;
    SourceFormat m_format;
    QStringList m_columns;
    QString m_listName;
    QHash<QString, int> m_columnIndex;
    QByteArray m_buffer;
    qsizetype m_at = 0;
    qint64 m_position = 0;
    qint64 m_size = -1;
    qint64 m_number = 0;
    bool m_entered = false;
    bool m_isOver = false;
};

} // namespace socle::studio
