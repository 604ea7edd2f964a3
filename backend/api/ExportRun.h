// One export under way on a worker: rows go from the snapshot into lines, lines into the stream,
// as fast as the client takes them.
//
// The head is sent with the first row, so that a faulty filter still gets a proper answer. A client
// that takes nothing for half a minute is cut: its snapshot would keep the database's log growing.
// Source: socle-api.md 6.
#pragma once

#include "backend/api/FieldsPicker.h"
#include "backend/api/ImportRun.h"
#include "backend/api/Reply.h"
#include "backend/records/Export.h"
#include "backend/rules/RequestContext.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace socle::api {

enum class ExportFormat { Csv, Ndjson, Json };

/// "csv", "ndjson" or "json".
std::optional<ExportFormat> exportFormatOf(std::string_view name);
std::string_view nameOf(ExportFormat format);
std::string_view contentTypeOf(ExportFormat format);

/// Records as lines of one format, without a place to put them.
class ExportWriter
{
public:
    /// `columns` are those of a CSV.
    ExportWriter(ExportFormat format, std::vector<std::string> columns)
        : m_format(format)
        , m_columns(std::move(columns))
    {
    }

    void start(std::string &out);
    void add(std::string &out, const std::string &json);
    void finish(std::string &out) const;

private:
    const ExportFormat m_format;
    const std::vector<std::string> m_columns;
    bool m_isFirst = true;
};

struct ExportOrder
{
    schema::CollectionPtr collection = {};
    records::ExportQuery query = {};
    ExportFormat format = ExportFormat::Json;
    std::string fields = {}; // the `fields` parameter
    std::shared_ptr<const rules::Caller> caller = {};
    std::shared_ptr<const schema::Catalogue> catalogue = {};
    rules::RequestContext context = {}; // points to the two above
};

/// Columns of a CSV of it.
std::vector<std::string> exportColumnsOf(const ExportOrder &order);

class ExportRun
{
public:
    /// Error: InvalidInput for a faulty `fields`.
    static Result<std::shared_ptr<ExportRun>> make(const TransferParts &parts, ExportOrder order);

    ExportRun(const TransferParts &parts, ExportOrder order, std::optional<FieldsPicker> picker);

    /// The whole export; blocks. On a worker.
    void run(Reply::Resume resume);

private:
    /// Sends the head, once; false when there is no stream to write to.
    bool open(Reply::Resume &resume);
    storage::Next take(Reply::Resume &resume, const std::string &json);
    bool flush();

    const TransferParts m_parts;
    const ExportOrder m_order;
    const std::optional<FieldsPicker> m_picker;
    ExportWriter m_lines;
    std::string m_buffer;
    bool m_isOpened = false; // the answer was given
    std::shared_ptr<http::StreamWriter> m_writer; // shared: with the session
};

} // namespace socle::api
