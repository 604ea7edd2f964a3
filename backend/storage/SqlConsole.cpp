#include "backend/storage/SqlConsole.h"

#include "backend/storage/FileReader.h"
#include "backend/storage/WriteTransaction.h"
#include "shared/core/DateTime.h"
#include "shared/core/Text.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <string>

namespace socle::storage {

namespace {

constexpr std::size_t kMaxRows = 1000;
constexpr std::array<std::string_view, 8> kWriting{
    "INSERT", "CREATE", "UPDATE", "DELETE", "DROP", "DETACH", "ALTER", "REPLACE"};

std::string upper(std::string_view text)
{
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), [](unsigned char c) {
        return static_cast<char>(std::toupper(c));
    });
    return out;
}

// As the peer's driver prints a float: the shortest digits, with an exponent below -4 and from 6
// on.
std::string realText(double value)
{
    std::array<char, 64> buffer{};
    const auto print = [&](std::chars_format format) {
        const auto end
            = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, format).ptr;
        return std::string(buffer.data(), end);
    };
    const std::string scientific = print(std::chars_format::scientific);
    const auto mark = scientific.find('e');
    if (mark == std::string::npos) {
        return scientific; // inf, nan
    }
    const int exponent = std::stoi(scientific.substr(mark + 1));
    return exponent < -4 || exponent >= 6 ? scientific : print(std::chars_format::fixed);
}

std::optional<std::string> cell(const Row &row, int index, const std::string &type)
{
    switch (row.type(index)) {
    case ColumnType::Null:
        return std::nullopt;
    case ColumnType::Real:
        return realText(row.real(index));
    case ColumnType::Integer:
    case ColumnType::Blob:
        return std::string(row.text(index));
    case ColumnType::Text:
        break;
    }
    // A date in a column declared as one comes out as the peer's driver reads it.
    if (type == "DATETIME" || type == "TIMESTAMP" || type == "DATE") {
        if (const auto date = DateTime::parse(row.text(index))) {
            return date->toRfc3339();
        }
    }
    return toValidUtf8(row.text(index));
}

} // namespace

bool isWritingScript(const std::filesystem::path &database, std::string_view script)
{
    const std::string start = upper(trimmed(script).substr(0, 8));
    if (std::any_of(kWriting.begin(), kWriting.end(), [&](std::string_view word) {
            return startsWith(start, word);
        })) {
        return true;
    }
    if (!startsWith(start, "WITH")) {
        return false;
    }
    const auto reader = FileReader::open(database);
    return reader && !(*reader)->isReadOnly(script);
}

Result<ConsoleAnswer> readConsole(const std::filesystem::path &database,
                                  std::string_view script,
                                  const runtime::Deadline &deadline)
{
    const auto reader = SOCLE_TRY(FileReader::open(database, {.deadline = deadline, .stop = {}}));
    ConsoleAnswer answer;
    SOCLE_TRY(reader->run(
        script,
        [&](const StatementInfo &info) {
            answer.columns.clear();
            answer.rows.clear();
            for (const StatementInfo::Column &column : info.columns) {
                answer.columns.push_back({column.name, upper(column.declaredType)});
            }
        },
        [&](const Row &row) {
            std::vector<std::optional<std::string>> cells;
            for (int i = 0; i < row.columnCount(); ++i) {
                cells.push_back(cell(row, i, answer.columns[static_cast<std::size_t>(i)].type));
            }
            answer.rows.push_back(std::move(cells));
            return answer.rows.size() < kMaxRows ? Next::Continue : Next::Stop;
        }));
    return answer;
}

Result<ConsoleAnswer> writeConsole(WriteTransaction &transaction, std::string_view script)
{
    ConsoleAnswer answer;
    answer.affectedRows = SOCLE_TRY(transaction.executeUserScript(script));
    return answer;
}

} // namespace socle::storage
