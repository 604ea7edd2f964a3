#include "backend/records/RecordWriter.h"

#include "backend/rules/Caller.h"
#include "shared/core/Text.h"
#include "shared/json/JsonWriter.h"

#include <bit>
#include <cstring>
#include <utility>

namespace socle::records {

namespace {

using fields::StoredView;

// Two rounds of a multiply-and-fold hash over words: an identity of row versions, not a defence
// against forgery.
class Hasher
{
public:
    void add(std::string_view bytes)
    {
        addWord(bytes.size());
        while (bytes.size() >= 8) {
            std::uint64_t word = 0;
            std::memcpy(&word, bytes.data(), 8);
            addWord(word);
            bytes.remove_prefix(8);
        }
        std::uint64_t last = 0;
        std::memcpy(&last, bytes.data(), bytes.size());
        addWord(last);
    }

    void addWord(std::uint64_t word)
    {
        m_state = fold(m_state ^ word, 0x9E3779B97F4A7C15ULL) + 0x632BE59BD9B4E019ULL;
    }

    std::uint64_t value() const { return fold(m_state, 0xD6E8FEB86659FD93ULL); }

private:
    static std::uint64_t fold(std::uint64_t a, std::uint64_t b)
    {
        __extension__ using Wide = unsigned __int128;
        const Wide product = static_cast<Wide>(a ^ 0xA0761D6478BD642FULL) * b;
        return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
    }

    std::uint64_t m_state = 0x243F6A8885A308D3ULL;
};

std::string_view textOf(const StoredView &cell)
{
    const auto *text = std::get_if<std::string_view>(&cell);
    return text != nullptr ? *text : std::string_view();
}

bool isTrue(const StoredView &cell)
{
    if (const auto *integer = std::get_if<std::int64_t>(&cell)) {
        return *integer != 0;
    }
    if (const auto *real = std::get_if<double>(&cell)) {
        return *real != 0;
    }
    const std::string_view text = textOf(cell);
    return text == "1" || equalsIgnoreCase(text, "true") || text == "t" || text == "T";
}

/// records-api.md 2.3, visibility rule 3.
bool showsEmail(const RecordPlan &plan, Cells cells, const Viewer &viewer)
{
    if (viewer.isSuperuser
        || (plan.emailVisibilityColumn >= 0 && isTrue(cells(plan.emailVisibilityColumn)))) {
        return true;
    }
    const std::string_view id = textOf(cells(plan.idColumn));
    return (!viewer.ownId.empty() && viewer.ownId == id)
        || (viewer.managed != nullptr && viewer.managed->contains(std::string(id)));
}

StoredView viewOf(const fields::StoredValue &value)
{
    return std::visit(
        [](const auto &held) -> StoredView {
            if constexpr (std::is_same_v<std::decay_t<decltype(held)>, std::string>) {
                return std::string_view(held);
            } else {
                return held;
            }
        },
        value);
}

} // namespace

StoredView KeptRow::cell(int column) const
{
    return viewOf(cells[static_cast<std::size_t>(column)]);
}

Viewer Viewer::of(const rules::Caller &caller)
{
    return {.isSuperuser = caller.isSuperuser(),
            .ownId = caller.record ? std::string_view(caller.record->id) : std::string_view()};
}

void writeRecord(std::string &out,
                 const RecordPlan &plan,
                 Cells cells,
                 const Viewer &viewer,
                 const Extras &extras)
{
    using Kind = RecordPlan::Output::Kind;
    out += '{';
    bool first = true;
    if (extras.etag) {
        out += "\"@etag\":\"" + etagText(*extras.etag) + '"';
        first = false;
    }
    for (const RecordPlan::Output &output : plan.outputs) {
        if ((output.superusersOnly && !viewer.isSuperuser)
            || (output.kind == Kind::Expand && extras.expand.empty())
            || (output.kind == Kind::Email && !showsEmail(plan, cells, viewer))) {
            continue;
        }
        if (!first) {
            out += ',';
        }
        first = false;
        out += output.prefix;
        switch (output.kind) {
        case Kind::Constant:
            out += output.constant;
            break;
        case Kind::Expand:
            out += extras.expand;
            break;
        case Kind::Password:
            out += "\"\"";
            break;
        case Kind::Value:
        case Kind::Email: {
            const fields::Field &field = *plan.fields[static_cast<std::size_t>(output.column)];
            JsonWriter writer(out);
            field.kind->writeStored(writer, cells(output.column), field);
            break;
        }
        }
    }
    out += '}';
}

StoredView cellOf(const storage::Row &row, int column)
{
    switch (row.type(column)) {
    case storage::ColumnType::Null:
        return std::monostate();
    case storage::ColumnType::Integer:
        return row.integer(column);
    case storage::ColumnType::Real:
        return row.real(column);
    case storage::ColumnType::Text:
    case storage::ColumnType::Blob:
        return row.text(column);
    }
    return std::monostate();
}

KeptRow keep(const storage::Row &row, const RecordPlan &plan)
{
    KeptRow kept;
    const int count = static_cast<int>(plan.columns.size());
    kept.cells.reserve(plan.columns.size());
    for (int i = 0; i < count; ++i) {
        kept.cells.push_back(std::visit(
            [](const auto &held) -> fields::StoredValue {
                if constexpr (std::is_same_v<std::decay_t<decltype(held)>, std::string_view>) {
                    return std::string(held);
                } else {
                    return held;
                }
            },
            cellOf(row, i)));
    }
    return kept;
}

KeptRow keep(const Record &record, const RecordPlan &plan)
{
    KeptRow kept;
    kept.cells.reserve(plan.columns.size());
    for (const fields::Field *field : plan.fields) {
        kept.cells.push_back(field->kind->toStored(record.value(field->name), *field));
    }
    return kept;
}

Record toRecord(const KeptRow &row, const RecordPlan &plan)
{
    Record record(plan.collection);
    const fields::FieldList &list = plan.collection->fields;
    for (std::size_t i = 0; i < plan.fields.size(); ++i) {
        const fields::Field &field = *plan.fields[i];
        const auto place = static_cast<std::size_t>(&field - list.data());
        record.values()[place] = field.kind->fromStored(viewOf(row.cells[i]), field);
    }
    return record;
}

std::uint64_t etagOf(const RecordPlan &plan, Cells cells)
{
    Hasher hasher;
    const int count = static_cast<int>(plan.columns.size());
    for (int i = 0; i < count; ++i) {
        const StoredView cell = cells(i);
        hasher.addWord(cell.index());
        if (const auto *integer = std::get_if<std::int64_t>(&cell)) {
            hasher.addWord(static_cast<std::uint64_t>(*integer));
        } else if (const auto *real = std::get_if<double>(&cell)) {
            hasher.addWord(std::bit_cast<std::uint64_t>(*real));
        } else if (const auto *text = std::get_if<std::string_view>(&cell)) {
            hasher.add(*text);
        }
    }
    return hasher.value();
}

std::string etagText(std::uint64_t etag)
{
    static constexpr std::string_view kDigits = "0123456789abcdef";
    std::string text(16, '0');
    for (std::size_t i = 0; i < 16; ++i) {
        text[15 - i] = kDigits[etag >> (4 * i) & 15];
    }
    return text;
}

bool namesEtag(std::string_view header, std::uint64_t etag)
{
    const std::string wanted = '"' + etagText(etag) + '"';
    for (const std::string &part : split(header, ',')) {
        std::string_view tag = trimmed(part);
        if (startsWith(tag, "W/")) {
            tag.remove_prefix(2);
        }
        if (tag == "*" || tag == wanted) {
            return true;
        }
    }
    return false;
}

storage::Value toValue(fields::StoredValue stored)
{
    return std::visit(
        [](auto &&held) -> storage::Value { return std::forward<decltype(held)>(held); },
        std::move(stored));
}

} // namespace socle::records
