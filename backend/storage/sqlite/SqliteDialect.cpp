// The words of SQLite: back-quoted identifiers as the peer writes them, JSON1, and the column types
// of B3.
#include "backend/storage/Dialect.h"

namespace socle::storage {

namespace {

using Text = std::string_view;

std::string quoted(Text text, char quote)
{
    std::string out(1, quote);
    out.reserve(text.size() + 2);
    for (const char c : text) {
        if (c == quote) {
            out += quote;
        }
        if (c != '\0') { // SQL text ends at a NUL
            out += c;
        }
    }
    out += quote;
    return out;
}

template <typename... Parts> std::string cat(const Parts &...parts)
{
    std::string out;
    (out.append(parts), ...);
    return out;
}

std::string isList(Text expression)
{
    return cat("iif(json_valid(", expression, "), json_type(", expression, ")='array', FALSE)");
}

class SqliteDialect final : public Dialect
{
public:
    std::string identifier(Text name) const override { return quoted(name, '`'); }

    std::string column(Text table, Text name) const override
    {
        return cat(identifier(table), ".", identifier(name));
    }

    std::string textLiteral(Text text) const override { return quoted(text, '\''); }

    std::string rowId(Text table) const override { return cat(identifier(table), ".rowid"); }

    std::string random() const override { return "RANDOM()"; }

    std::string limit(Text count, Text offset) const override
    {
        return cat("LIMIT ", count, " OFFSET ", offset);
    }

    std::string isSame(Text left, Text right) const override { return cat(left, " IS ", right); }

    std::string isDifferent(Text left, Text right) const override
    {
        return cat(left, " IS NOT ", right);
    }

    std::string like(Text left, Text right, bool negated) const override
    {
        return cat(left, negated ? " NOT LIKE " : " LIKE ", right, " ESCAPE '\\'");
    }

    std::string concat(Text left, Text right) const override
    {
        return cat("(", left, " || ", right, ")");
    }

    std::string lower(Text expression) const override { return cat("LOWER(", expression, ")"); }

    std::string booleanLiteral(bool value) const override { return value ? "TRUE" : "FALSE"; }

    std::string now() const override { return "strftime('%Y-%m-%d %H:%M:%fZ')"; }

    std::string geoDistance(Text lonA, Text latA, Text lonB, Text latB) const override
    {
        return cat("(6371 * acos(cos(radians(",
                   latA,
                   ")) * cos(radians(",
                   latB,
                   ")) * cos(radians(",
                   lonB,
                   ") - radians(",
                   lonA,
                   ")) + sin(radians(",
                   latA,
                   ")) * sin(radians(",
                   latB,
                   "))))");
    }

    std::string formatTime(std::span<const std::string> arguments) const override
    {
        std::string out = "strftime(";
        for (std::size_t i = 0; i < arguments.size(); ++i) {
            out += (i != 0 ? "," : "") + arguments[i];
        }
        return out + ")";
    }

    std::string dateBucket(Text expression, DateBucket bucket) const override
    {
        const auto start
            = [&](Text length) { return cat("substr(", expression, ",1,", length, ")"); };
        switch (bucket) {
        case DateBucket::Hour:
            return start("13");
        case DateBucket::Day:
            return start("10");
        case DateBucket::Month:
            return start("7");
        case DateBucket::Year:
            return start("4");
        case DateBucket::Week:
            break;
        }
        // The ISO week is that of its Thursday; SQLite before 3.46 has no %G and %V.
        const std::string thursday = cat("date(", start("10"), ",'-3 days','weekday 4')");
        return cat("COALESCE(strftime('%Y-W',",
                   thursday,
                   ")||printf('%02d',(strftime('%j',",
                   thursday,
                   ")-1)/7+1),'')");
    }

    std::string jsonItems(Text expression) const override
    {
        return cat("json_each(CASE WHEN ",
                   isList(expression),
                   " THEN ",
                   expression,
                   " ELSE json_array(",
                   expression,
                   ") END)");
    }

    std::string jsonEach(Text expression) const override
    {
        return cat("json_each(", expression, ")");
    }

    std::string jsonPath(Text expression, Text path) const override
    {
        return cat("(CASE WHEN json_valid(",
                   expression,
                   ") THEN json_extract(",
                   expression,
                   ", ",
                   textLiteral(cat("$", path)),
                   ") ELSE json_extract(json_object('pb', ",
                   expression,
                   "), ",
                   textLiteral(cat("$.pb", path)),
                   ") END)");
    }

    std::string jsonLength(Text expression) const override
    {
        return cat("json_array_length(CASE WHEN ",
                   isList(expression),
                   " THEN ",
                   expression,
                   " ELSE (CASE WHEN ",
                   expression,
                   " = '' OR ",
                   expression,
                   " IS NULL THEN json_array() ELSE json_array(",
                   expression,
                   ") END) END)");
    }

    std::string textToList(Text expression) const override
    {
        return cat("CASE WHEN COALESCE(",
                   expression,
                   ", '') = '' THEN '[]' WHEN ",
                   isList(expression),
                   " THEN ",
                   expression,
                   " ELSE json_array(",
                   expression,
                   ") END");
    }

    std::string listToText(Text expression) const override
    {
        return cat("CASE WHEN COALESCE(",
                   expression,
                   ", '[]') = '[]' THEN '' WHEN ",
                   isList(expression),
                   " THEN COALESCE(json_extract(",
                   expression,
                   ", '$[#-1]'), '') ELSE ",
                   expression,
                   " END");
    }

    std::string upsert(Text table,
                       std::span<const std::string> columns,
                       Text keyColumn) const override
    {
        std::string names;
        std::string marks;
        std::string updates;
        for (const std::string &name : columns) {
            const std::string quotedName = identifier(name);
            names += (names.empty() ? "" : ", ") + quotedName;
            marks += marks.empty() ? "?" : ", ?";
            if (name != keyColumn) {
                updates += (updates.empty() ? "" : ", ") + quotedName + " = excluded." + quotedName;
            }
        }
        return cat("INSERT INTO ",
                   identifier(table),
                   " (",
                   names,
                   ") VALUES (",
                   marks,
                   ") ON CONFLICT (",
                   identifier(keyColumn),
                   ") DO ",
                   updates.empty() ? std::string("NOTHING") : "UPDATE SET " + updates);
    }

    std::string columnType(ColumnClass columnClass) const override
    {
        switch (columnClass) {
        case ColumnClass::Id:
            return "TEXT PRIMARY KEY DEFAULT ('r'||lower(hex(randomblob(7)))) NOT NULL";
        case ColumnClass::Text:
            return "TEXT DEFAULT '' NOT NULL";
        case ColumnClass::Number:
            return "NUMERIC DEFAULT 0 NOT NULL";
        case ColumnClass::Bool:
            return "BOOLEAN DEFAULT FALSE NOT NULL";
        case ColumnClass::Json:
            return "JSON DEFAULT NULL";
        case ColumnClass::JsonList:
            return "JSON DEFAULT '[]' NOT NULL";
        case ColumnClass::GeoPoint:
            return R"(JSON DEFAULT '{"lon":0,"lat":0}' NOT NULL)";
        }
        return {};
    }

    std::string createTable(Text name, std::span<const std::string> definitions) const override
    {
        std::string out = cat("CREATE TABLE ", identifier(name), " (");
        for (std::size_t i = 0; i < definitions.size(); ++i) {
            out += (i != 0 ? ", " : "") + definitions[i];
        }
        return out + ")";
    }

    std::string dropTable(Text name) const override
    {
        return cat("DROP TABLE IF EXISTS ", identifier(name));
    }

    std::string renameTable(Text from, Text to) const override
    {
        return cat("ALTER TABLE ", identifier(from), " RENAME TO ", identifier(to));
    }

    std::string addColumn(Text table, Text name, ColumnClass columnClass) const override
    {
        return cat("ALTER TABLE ",
                   identifier(table),
                   " ADD ",
                   identifier(name),
                   " ",
                   columnType(columnClass));
    }

    std::string renameColumn(Text table, Text from, Text to) const override
    {
        return cat("ALTER TABLE ",
                   identifier(table),
                   " RENAME COLUMN ",
                   identifier(from),
                   " TO ",
                   identifier(to));
    }

    std::string dropColumn(Text table, Text name) const override
    {
        return cat("ALTER TABLE ", identifier(table), " DROP COLUMN ", identifier(name));
    }

    std::string createView(Text name, Text select) const override
    {
        return cat("CREATE VIEW ", identifier(name), " AS SELECT * FROM (", select, ")");
    }

    std::string dropView(Text name) const override
    {
        return cat("DROP VIEW IF EXISTS ", identifier(name));
    }

    std::string dropIndex(Text name) const override
    {
        return cat("DROP INDEX IF EXISTS ", identifier(name));
    }

    std::string rebuildIndex(Text name) const override { return cat("REINDEX ", identifier(name)); }

    std::string listTables() const override
    {
        return "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' "
               "ESCAPE '\\' ORDER BY rowid";
    }

    std::string listViews() const override
    {
        return "SELECT name, sql FROM sqlite_schema WHERE type = 'view' ORDER BY rowid";
    }

    std::string listColumns(Text table) const override
    {
        return cat(
            "SELECT name, type FROM pragma_table_info(", textLiteral(table), ") ORDER BY cid");
    }

    std::string listIndexes(Text table) const override
    {
        return cat("SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = ",
                   textLiteral(table),
                   " COLLATE NOCASE ORDER BY rowid");
    }
};

} // namespace

const Dialect &sqliteDialect()
{
    static const SqliteDialect dialect;
    return dialect;
}

} // namespace socle::storage
