// See ExportRun.h.
#include "backend/api/ExportRun.h"

#include "backend/rules/Caller.h"
#include "backend/storage/Database.h"
#include "shared/core/Text.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <utility>

namespace socle::api {

namespace {

using storage::Next;

constexpr std::size_t kFlushAt = 65536;
constexpr std::size_t kMaxPending = 262144; // unsent bytes at which the export waits
constexpr std::size_t kStreamBound = 134217728; // one record may be long; we wait before each piece
constexpr std::chrono::seconds kStallLimit{30};
constexpr std::chrono::hours kTimeLimit{1};

struct FormatRow
{
    std::string_view name;
    ExportFormat format;
    std::string_view contentType;
};

constexpr FormatRow kFormats[] = {{"csv", ExportFormat::Csv, "text/csv; charset=utf-8"},
                                  {"ndjson", ExportFormat::Ndjson, "application/x-ndjson"},
                                  {"json", ExportFormat::Json, "application/json"}};

const FormatRow &rowOf(ExportFormat format)
{
    return *std::find_if(std::begin(kFormats), std::end(kFormats), [&](const FormatRow &row) {
        return row.format == format;
    });
}

void appendCell(std::string &out, std::string_view text)
{
    const bool isPlain = text.find_first_of(",\"\r\n") == std::string_view::npos
        && (text.empty() || (text.front() != ' ' && text.back() != ' '));
    if (isPlain) {
        out += text;
        return;
    }
    out += '"';
    for (const char c : text) {
        out.append(c == '"' ? 2 : 1, c);
    }
    out += '"';
}

std::string cellText(const Json &value)
{
    return value.isString() ? value.toText() : value.isNull() ? std::string() : value.dump();
}

/// Top-level names of a `fields` parameter in its order; empty when it names everything.
std::vector<std::string> namesOf(std::string_view fields)
{
    std::vector<std::string> names;
    for (const std::string &item : split(fields, ',')) {
        const std::string_view text = trimmed(item);
        const std::string name(text.substr(0, text.find_first_of(".:(")));
        if (name == "*") {
            return {};
        }
        if (!name.empty() && std::find(names.begin(), names.end(), name) == names.end()) {
            names.push_back(name);
        }
    }
    return names;
}

} // namespace

std::optional<ExportFormat> exportFormatOf(std::string_view name)
{
    for (const FormatRow &row : kFormats) {
        if (row.name == name) {
            return row.format;
        }
    }
    return std::nullopt;
}

std::vector<std::string> exportColumnsOf(const ExportOrder &order)
{
    auto columns = namesOf(order.fields);
    if (columns.empty()) {
        columns = records::exportColumns(*order.collection, *order.caller);
        if (!order.query.expand.empty()) {
            columns.emplace_back("expand");
        }
    }
    return columns;
}

std::string_view nameOf(ExportFormat format) { return rowOf(format).name; }

std::string_view contentTypeOf(ExportFormat format) { return rowOf(format).contentType; }

// -- ExportWriter

void ExportWriter::start(std::string &out)
{
    switch (m_format) {
    case ExportFormat::Csv:
        for (std::size_t i = 0; i < m_columns.size(); ++i) {
            out += i != 0 ? "," : "";
            appendCell(out, m_columns[i]);
        }
        out += "\r\n";
        return;
    case ExportFormat::Json:
        out += '[';
        return;
    case ExportFormat::Ndjson:
        return;
    }
}

void ExportWriter::add(std::string &out, const std::string &json)
{
    switch (m_format) {
    case ExportFormat::Csv: {
        const auto record = parseJson(json);
        for (std::size_t i = 0; i < m_columns.size(); ++i) {
            out += i != 0 ? "," : "";
            appendCell(out, record ? cellText((*record)[m_columns[i]]) : std::string());
        }
        out += "\r\n";
        return;
    }
    case ExportFormat::Json:
        out += m_isFirst ? "\n" : ",\n";
        m_isFirst = false;
        out += json;
        return;
    case ExportFormat::Ndjson:
        out += json;
        out += '\n';
        return;
    }
}

void ExportWriter::finish(std::string &out) const
{
    if (m_format == ExportFormat::Json) {
        out += "\n]\n";
    }
}

// -- ExportRun

namespace {

/// Where an export waits for its stream, which some other thread opens when the request has to be
/// in the audit trail first.
class StreamStart
{
public:
    void set(std::shared_ptr<http::StreamWriter> writer)
    {
        const std::lock_guard lock(m_mutex);
        m_writer = std::move(writer);
        m_isSet = true;
        m_changed.notify_one();
    }

    /// Null when there will be no stream.
    std::shared_ptr<http::StreamWriter> wait()
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [this] { return m_isSet; });
        return m_writer;
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::shared_ptr<http::StreamWriter> m_writer;
    bool m_isSet = false;
};

/// Hands the stream over; dropped without one, it says so.
class StreamTaker
{
public:
    explicit StreamTaker(std::shared_ptr<StreamStart> start)
        : m_start(std::move(start))
    {
    }

    ~StreamTaker()
    {
        if (m_start) {
            m_start->set(nullptr);
        }
    }

    StreamTaker(StreamTaker &&) noexcept = default;
    StreamTaker &operator=(StreamTaker &&) = delete;

    void operator()(std::shared_ptr<http::StreamWriter> writer)
    {
        std::exchange(m_start, nullptr)->set(std::move(writer));
    }

private:
    std::shared_ptr<StreamStart> m_start; // shared: with the export that waits
};

} // namespace

Result<std::shared_ptr<ExportRun>> ExportRun::make(const TransferParts &parts, ExportOrder order)
{
    std::optional<FieldsPicker> picker;
    if (!order.fields.empty()) {
        picker = SOCLE_TRY(FieldsPicker::parse(order.fields));
    }
    return std::make_shared<ExportRun>(parts, std::move(order), std::move(picker));
}

ExportRun::ExportRun(const TransferParts &parts,
                     ExportOrder order,
                     std::optional<FieldsPicker> picker)
    : m_parts(parts)
    , m_order(std::move(order))
    , m_picker(std::move(picker))
    , m_lines(m_order.format, exportColumnsOf(m_order))
{
}

void ExportRun::run(Reply::Resume resume)
{
    const auto outcome = m_parts.database->read(
        [&](storage::ReadTransaction &transaction) -> Result<void> {
            return records::exportRecords(
                transaction,
                m_order.collection,
                m_order.query,
                m_order.context,
                [&](const std::string &json) { return take(resume, json); });
        },
        {.deadline = runtime::Deadline::in(kTimeLimit)});
    if (!outcome && !m_isOpened) {
        resume(outcome.error());
        return;
    }
    if (!open(resume)) {
        return;
    }
    if (!outcome) {
        m_writer->abort();
        return;
    }
    m_lines.finish(m_buffer);
    if (flush()) {
        m_writer->close();
    } else {
        m_writer->abort();
    }
}

bool ExportRun::open(Reply::Resume &resume)
{
    if (std::exchange(m_isOpened, true)) {
        return m_writer != nullptr;
    }
    const FormatRow &row = rowOf(m_order.format);
    http::Response head = http::Response::empty(200);
    head.headers.add("Content-Type", row.contentType);
    head.headers.add("Cache-Control", "no-store");
    head.headers.add("Content-Disposition",
                     "attachment; filename=\"" + m_order.collection->name + "."
                         + std::string(row.name) + "\"");
    const auto start = std::make_shared<StreamStart>();
    resume(stream(std::move(head), StreamTaker(start)));
    m_writer = start->wait();
    if (!m_writer) {
        return false;
    }
    m_writer->setFinite();
    m_writer->setBound(kStreamBound);
    m_lines.start(m_buffer);
    return true;
}

Next ExportRun::take(Reply::Resume &resume, const std::string &json)
{
    if (!open(resume)) {
        return Next::Stop;
    }
    m_lines.add(m_buffer, m_picker ? m_picker->pick(json) : json);
    return m_buffer.size() < kFlushAt || flush() ? Next::Continue : Next::Stop;
}

bool ExportRun::flush()
{
    if (m_buffer.empty()) {
        return !m_writer->isClosed();
    }
    return m_writer->awaitRoom(kMaxPending, kStallLimit)
        && m_writer->write(std::exchange(m_buffer, {}));
}

} // namespace socle::api
