// See ViewQuery.h.
#include "backend/schema/ViewQuery.h"

#include "backend/runtime/Random.h"
#include "backend/schema/TableSync.h"
#include "backend/storage/Dialect.h"
#include "backend/storage/SqlFragment.h"
#include "backend/storage/WriteTransaction.h"
#include "shared/core/Text.h"
#include "shared/fields/FieldCatalogue.h"
#include "shared/fields/Formats.h"

#include <algorithm>
#include <array>
#include <set>

namespace socle::schema {

namespace {

using storage::sql;

constexpr int kSampleRows = 10;

// One character of a query at a time, with what it is inside of. Comments read as blanks.
class Scanner
{
public:
    explicit Scanner(std::string_view text)
        : m_text(text)
    {
    }

    bool atEnd() const { return m_at >= m_text.size(); }

    std::size_t position() const { return m_at; }

    bool isTop() const { return m_depth == 0 && m_quote == 0; }

    char current() const { return m_text[m_at]; }

    void advance()
    {
        const char c = m_text[m_at];
        if (m_quote != 0) {
            m_quote = c == m_quote ? '\0' : m_quote;
        } else if (c == '\'' || c == '"' || c == '`') {
            m_quote = c;
        } else if (c == '[') {
            m_quote = ']';
        } else if (c == '(') {
            ++m_depth;
        } else if (c == ')') {
            --m_depth;
        }
        ++m_at;
    }

private:
    std::string_view m_text;
    std::size_t m_at = 0;
    int m_depth = 0;
    char m_quote = 0;
};

std::string withoutComments(std::string_view query)
{
    std::string out;
    char quote = 0;
    for (std::size_t i = 0; i < query.size(); ++i) {
        const char c = query[i];
        if (quote != 0) {
            quote = c == quote ? '\0' : quote;
        } else if (c == '\'' || c == '"' || c == '`') {
            quote = c;
        } else if (startsWith(query.substr(i), "--")) {
            const auto end = query.find('\n', i);
            i = end == std::string_view::npos ? query.size() : end;
            out += '\n';
            continue;
        } else if (startsWith(query.substr(i), "/*")) {
            const auto end = query.find("*/", i + 2);
            i = end == std::string_view::npos ? query.size() : end + 1;
            out += ' ';
            continue;
        }
        out += c;
    }
    return out;
}

// [[x]] -> `x` and {{x}} -> `x`, as the peer's SQL layer writes names.
std::string withQuotedNames(std::string text)
{
    for (const auto &[open, close] : {std::pair{"[[", "]]"}, std::pair{"{{", "}}"}}) {
        text = replaceAll(replaceAll(std::move(text), open, "`"), close, "`");
    }
    return text;
}

bool isWordChar(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// Position of a top-level keyword at or after `from`, or npos.
std::size_t findKeyword(std::string_view text, std::string_view word, std::size_t from)
{
    Scanner scanner(text);
    while (!scanner.atEnd()) {
        const std::size_t at = scanner.position();
        const bool starts = at == 0 || !isWordChar(text[at - 1]);
        if (at >= from && starts && scanner.isTop()
            && equalsIgnoreCase(text.substr(at, word.size()), word)
            && (at + word.size() == text.size() || !isWordChar(text[at + word.size()]))) {
            return at;
        }
        scanner.advance();
    }
    return std::string_view::npos;
}

std::vector<std::string> splitTop(std::string_view text, char separator)
{
    std::vector<std::string> parts;
    std::size_t start = 0;
    for (Scanner scanner(text); !scanner.atEnd(); scanner.advance()) {
        if (scanner.isTop() && scanner.current() == separator) {
            parts.emplace_back(trimmed(text.substr(start, scanner.position() - start)));
            start = scanner.position() + 1;
        }
    }
    parts.emplace_back(trimmed(text.substr(start)));
    return parts;
}

// The expressions between SELECT and FROM, aliases still attached; empty when there is no plain
// select.
std::vector<std::string> selectList(std::string_view query)
{
    const std::size_t select = findKeyword(query, "select", 0);
    if (select == std::string_view::npos) {
        return {};
    }
    const std::size_t from = findKeyword(query, "from", select);
    std::string_view list
        = query.substr(select + 6, from == std::string_view::npos ? from : from - select - 6);
    list = trimmed(list);
    if (list.size() > 8 && equalsIgnoreCase(list.substr(0, 8), "distinct")
        && !isWordChar(list[8])) {
        list.remove_prefix(8);
    }
    return splitTop(list, ',');
}

// The words of a select item or of a FROM item; what stands in quotes or parentheses is one.
std::vector<std::string> wordsOf(std::string_view item)
{
    std::string spaced(item);
    for (Scanner scanner(item); !scanner.atEnd(); scanner.advance()) {
        const char c = scanner.current();
        if (scanner.isTop() && (c == '\t' || c == '\n' || c == '\r')) {
            spaced[scanner.position()] = ' ';
        }
    }
    std::vector<std::string> words = splitTop(spaced, ' ');
    std::erase(words, std::string());
    return words;
}

// The peer reads an item as `expr`, `expr alias` or `expr AS alias` and refuses everything else.
std::string itemProblem(const std::vector<std::string> &words)
{
    static constexpr std::array<std::string_view, 3> kCompound{"union", "intersect", "except"};
    const bool isCompound = words.size() > 1
        && std::find(kCompound.begin(), kCompound.end(), asciiLower(words[1])) != kCompound.end();
    if (words.size() > 3 && !isCompound) {
        return "invalid identifier parts [" + join(words, " ") + "]";
    }
    if (words.size() >= 3 && !equalsIgnoreCase(words[1], "as")) {
        return "invalid identifier part - expected \"as\", got " + words[1];
    }
    return {};
}

struct FromItems
{
    std::set<std::string, std::less<>> tables = {}; // names as written, quotes taken off
    std::string problem = {};
};

// The items after the top-level FROM, also those of its joins. Sub-selects are no tables.
FromItems fromItems(std::string_view query)
{
    FromItems found;
    const std::size_t select = findKeyword(query, "select", 0);
    const std::size_t from
        = select == std::string_view::npos ? select : findKeyword(query, "from", select);
    if (from == std::string_view::npos) {
        return found;
    }
    std::size_t end = query.size();
    for (const std::string_view word : {"where", "group", "having", "order", "limit", "window"}) {
        end = std::min(end, findKeyword(query, word, from));
    }
    std::string list(query.substr(from + 4, end - from - 4));
    // JOIN separates like a comma; its kind and its condition belong to no item.
    for (auto at = findKeyword(list, "join", 0); at != std::string::npos;
         at = findKeyword(list, "join", at)) {
        list.replace(at, 4, "  , ");
    }
    for (const std::string &item : splitTop(list, ',')) {
        auto words = wordsOf(item);
        const auto on = std::find_if(words.begin(), words.end(), [](const std::string &word) {
            return equalsIgnoreCase(word, "on") || equalsIgnoreCase(word, "using");
        });
        words.erase(on, words.end());
        while (words.size() > 1) {
            static constexpr std::array<std::string_view, 7> kKinds{
                "left", "right", "full", "inner", "outer", "cross", "natural"};
            const std::string last = asciiLower(words.back());
            if (std::find(kKinds.begin(), kKinds.end(), last) == kKinds.end()) {
                break;
            }
            words.pop_back();
        }
        if (found.problem.empty()) {
            found.problem = itemProblem(words);
        }
        if (!words.empty()) {
            const std::string_view name = words.front();
            const auto first = name.find_first_not_of("`\"[");
            const auto last = name.find_last_not_of("`\"]");
            found.tables.emplace(
                first == std::string_view::npos ? name : name.substr(first, last - first + 1));
        }
    }
    return found;
}

// "cast(x as real)" -> "real"; empty when the expression is no whole cast. An alias may follow.
std::string castType(std::string_view lowerExpression)
{
    if (!startsWith(lowerExpression, "cast(")) {
        return {};
    }
    Scanner scanner(lowerExpression);
    std::size_t close = std::string_view::npos;
    bool opened = false;
    while (!scanner.atEnd() && close == std::string_view::npos) {
        const std::size_t at = scanner.position();
        scanner.advance();
        opened = opened || !scanner.isTop();
        if (opened && scanner.isTop() && lowerExpression[at] == ')') {
            close = at;
        }
    }
    if (close == std::string_view::npos) {
        return {};
    }
    // What follows the cast must be an alias, not an operator.
    const std::string_view tail = trimmed(lowerExpression.substr(close + 1));
    if (!tail.empty() && !isWordChar(tail.front()) && tail.front() != '`' && tail.front() != '"'
        && tail.front() != '[' && tail.front() != '\'') {
        return {};
    }
    const std::string_view inner = lowerExpression.substr(5, close - 5);
    const auto as = inner.rfind(" as ");
    return as == std::string_view::npos ? std::string()
                                        : std::string(trimmed(inner.substr(as + 4)));
}

fields::Field numberField(std::string_view name, bool onlyInt)
{
    fields::Field field = fields::makeField(fields::kNumber, name);
    field.options.set("onlyInt", onlyInt);
    return field;
}

fields::Field viewId()
{
    fields::Field field = fields::makeField(fields::kText, "id");
    field.system = true;
    field.required = true;
    field.options.set("primaryKey", true);
    field.options.set("pattern", "^[a-z0-9]+$");
    return field;
}

std::optional<fields::Field> fieldOfText(const std::string &expression, std::string_view name)
{
    const std::string lower = asciiLower(expression);
    if (startsWith(lower, "count(")) {
        return numberField(name, true);
    }
    if (startsWith(lower, "total(")) {
        return numberField(name, false);
    }
    const std::string type = castType(lower);
    if (type == "real" || type == "decimal" || type == "numeric") {
        return numberField(name, false);
    }
    if (type == "int" || type == "integer") {
        return numberField(name, true);
    }
    if (type == "text") {
        return fields::makeField(fields::kText, name);
    }
    if (type == "bool" || type == "boolean") {
        return fields::makeField(fields::kBool, name);
    }
    return std::nullopt;
}

std::optional<fields::Field> fieldOfOrigin(const storage::StatementInfo::Column &column,
                                           const FromItems &from,
                                           const Catalogue &catalogue,
                                           runtime::Random &random)
{
    // The engine looks through sub-selects and WITH, the peer does not.
    if (!from.tables.contains(column.table)) {
        return std::nullopt;
    }
    const CollectionPtr collection = catalogue.findByName(column.table);
    if (!collection || collection->name != column.table) {
        return std::nullopt;
    }
    if (column.column == "id") {
        fields::Field field = fields::makeField(fields::kRelation, column.name);
        field.options.set("maxSelect", 1);
        field.options.set("collectionId", collection->id);
        return field;
    }
    const auto same = std::find_if(
        collection->fields.begin(), collection->fields.end(), [&](const fields::Field &field) {
            return equalsIgnoreCase(field.name, column.column);
        });
    if (same == collection->fields.end()) {
        return std::nullopt;
    }
    fields::Field copy = *same;
    copy.name = column.name;
    copy.id = "_clone_" + random.fromAlphabet(runtime::kAlphanumeric, 4);
    return copy;
}

fields::Field fieldOf(const storage::StatementInfo::Column &column,
                      const std::string &expression,
                      const FromItems &from,
                      const Catalogue &catalogue,
                      runtime::Random &random)
{
    if (column.name == "id") {
        return viewId();
    }
    if (auto field = fieldOfText(expression, column.name)) {
        return std::move(*field);
    }
    // The engine looks through parentheses, the peer does not.
    const bool isPlain = expression.find('(') == std::string::npos;
    if (auto field = isPlain ? fieldOfOrigin(column, from, catalogue, random) : std::nullopt) {
        return std::move(*field);
    }
    fields::Field json = fields::makeField(fields::kJson, column.name);
    json.options.set("maxSize", 1);
    return json;
}

// The engine's words as they come when the view itself is read: tables with their database.
std::string viewEngineText(const Error &error)
{
    static constexpr std::string_view kNoTable = "no such table: ";
    std::string text = engineText(error);
    const auto at = text.find(kNoTable);
    if (at != std::string::npos && text.find('.', at) == std::string::npos) {
        text.insert(at + kNoTable.size(), "main.");
    }
    return text;
}

// What the first rows say against the ids, "" when nothing.
std::string sampleProblem(storage::ReadTransaction &tx, const std::string &select)
{
    std::set<std::string, std::less<>> seen;
    std::string problem;
    const std::string limited
        = "SELECT `id` FROM (" + select + ") LIMIT " + std::to_string(kSampleRows);
    const auto ran = tx.query(sql(limited), [&](const storage::Row &row) {
        if (row.text(0).empty()) {
            problem = "the query could return records with empty or invalid ids";
        } else if (!seen.emplace(row.text(0)).second) {
            problem = "the query could return records with non-unique ids";
        }
        return problem.empty() ? storage::Next::Continue : storage::Next::Stop;
    });
    return ran ? problem : viewEngineText(ran.error());
}

} // namespace

ViewPlan analyzeView(storage::ReadTransaction &tx,
                     std::string_view query,
                     const Catalogue &catalogue,
                     runtime::Random &random)
{
    std::string text = withQuotedNames(std::string(trimmed(query)));
    while (!text.empty() && (text.back() == ';' || trimmed(text).size() != text.size())) {
        text = text.back() == ';' ? text.substr(0, text.size() - 1) : std::string(trimmed(text));
    }
    const std::string plain = withoutComments(text);
    if (splitTop(plain, ';').size() > 1) {
        return {.problem = "multiple statements are not supported"};
    }
    const std::vector<std::string> expressions = selectList(plain);
    for (const std::string &expression : expressions) {
        if (expression == "*" || endsWith(expression, ".*")) {
            return {.problem
                    = "wildcard columns (*) are not supported - manually type the collection field "
                      "names you want the view query to have"};
        }
    }
    // Names in the peer's own brackets stay as they are written: no collection is called so.
    std::string written = withoutComments(query);
    while (!written.empty()
           && (written.back() == ';' || trimmed(written).size() != written.size())) {
        written = trimmed(written.back() == ';' ? written.substr(0, written.size() - 1) : written);
    }
    const FromItems from = fromItems(written);
    std::string itemFault = from.problem;
    for (const std::string &expression : expressions) {
        itemFault = itemFault.empty() ? itemProblem(wordsOf(expression)) : itemFault;
    }
    const auto described = tx.describe("SELECT * FROM (" + text + ")");
    if (!described) {
        return {.problem = viewEngineText(described.error())};
    }
    if (described->hasMore || !described->isReadOnly) {
        return {.problem = "multiple statements are not supported"};
    }
    if (!itemFault.empty()) {
        return {.problem = std::move(itemFault)};
    }
    ViewPlan plan{.select = text};
    const auto &columns = described->columns;
    const bool matches = expressions.size() == columns.size();
    std::string casts;
    bool hasId = false;
    bool needsCast = false;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const auto &column = columns[i];
        if (plan.problem.empty() && !fields::isWord(column.name)) {
            plan.problem = "invalid field \"" + column.name + "\" (" + std::to_string(i)
                + "): name: must be in a valid format";
        }
        const std::string quoted = tx.dialect().identifier(column.name);
        casts += casts.empty() ? "" : ",";
        if (column.name == "id") {
            hasId = true;
            needsCast = !equalsIgnoreCase(column.declaredType, "TEXT");
            casts += "CAST(" + quoted + " as TEXT) " + quoted;
        } else {
            casts += quoted;
        }
        plan.fields.push_back(
            fieldOf(column, matches ? expressions[i] : std::string(), from, catalogue, random));
    }
    if (!hasId) {
        plan.problem
            = "missing required id column (you can use `(ROW_NUMBER() OVER()) as id` if you don't "
              "have one)";
    }
    if (needsCast) {
        plan.select = "SELECT " + casts + " FROM (" + text + ")";
    }
    if (plan.problem.empty()) {
        plan.problem = sampleProblem(tx, plan.select);
    }
    return plan;
}

Result<ViewPlan> planView(storage::ReadTransaction &tx,
                          std::string_view query,
                          const Catalogue &catalogue,
                          runtime::Random &random)
{
    ViewPlan plan = analyzeView(tx, query, catalogue, random);
    if (!plan.problem.empty()) {
        return invalidInput(std::move(plan.problem));
    }
    return plan;
}

Result<void> replaceView(storage::WriteTransaction &tx,
                         std::string_view oldName,
                         std::string_view name,
                         const ViewPlan &plan)
{
    if (!oldName.empty()) {
        SOCLE_TRY(tx.executeScript(tx.dialect().dropView(oldName)));
    }
    return tx.executeScript(tx.dialect().createView(name, plan.select));
}

bool hasSameShape(const fields::FieldList &a, const fields::FieldList &b)
{
    return std::equal(
        a.begin(), a.end(), b.begin(), b.end(), [](fields::Field x, const fields::Field &y) {
            x.id = y.id;
            return x == y;
        });
}

} // namespace socle::schema
