// What differs between database engines, as words: rules/, schema/ and records/ never spell SQLite
// out.
//
// Functions return SQL text. Arguments called `expression` are SQL already and go in as they are;
// names and texts are quoted here. Values never pass through: they are bound (SqlFragment).
// Stateless; any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace socle::storage {

/// How the values of a field are kept (data-directory.md B3); decides type and default of the
/// column.
enum class ColumnClass {
    Id, // primary key, generated when missing
    Text, // text, editor, email, url, date, autodate, password, single select/file/relation: ''
          // when empty
    Number,
    Bool,
    Json, // any JSON text or NULL
    JsonList, // multiple select, file, relation: '[]' when empty
    GeoPoint, // {"lon":0,"lat":0}
};

/// Pieces of time that stored dates are gathered into (socle-api.md 5).
enum class DateBucket { Hour, Day, Week, Month, Year };

class Dialect
{
public:
    virtual ~Dialect() = default;

    // Words of queries
    virtual std::string identifier(std::string_view name) const = 0; // `name`
    virtual std::string column(std::string_view table, std::string_view name) const = 0; // `t`.`c`
    virtual std::string textLiteral(std::string_view text) const = 0; // 'text'
    virtual std::string rowId(
        std::string_view table) const = 0; // insertion order of a table's rows
    virtual std::string random() const = 0; // ORDER BY it for chance
    virtual std::string limit(std::string_view count,
                              std::string_view offset) const = 0; // expressions
    virtual std::string isSame(std::string_view left,
                               std::string_view right) const = 0; // NULL-safe =
    virtual std::string isDifferent(std::string_view left, std::string_view right) const = 0;
    /// `left LIKE right ESCAPE '\'`, ASCII case-insensitive; `negated`: NOT LIKE.
    virtual std::string like(std::string_view left, std::string_view right, bool negated) const = 0;
    virtual std::string concat(std::string_view left, std::string_view right) const = 0;
    virtual std::string lower(std::string_view expression) const = 0; // ASCII
    virtual std::string booleanLiteral(bool value) const = 0;
    /// Current time in the stored form of B5.4.
    virtual std::string now() const = 0;
    /// records-api.md 3.9; kilometres, NULL for non-numeric arguments.
    virtual std::string geoDistance(std::string_view lonA,
                                    std::string_view latA,
                                    std::string_view lonB,
                                    std::string_view latB) const = 0;
    /// strftime(format, …): the arguments are expressions.
    virtual std::string formatTime(std::span<const std::string> arguments) const = 0;
    /// Label of the bucket a stored date falls into: `2026-03-01 14`, `2026-03-01`, `2026-W09`
    /// (ISO week), `2026-03`, `2026`; '' for an empty date. `expression` is used several times.
    virtual std::string dateBucket(std::string_view expression, DateBucket bucket) const = 0;

    // JSON in columns (records-api.md 3.10, 3.11)
    /// ITEMS(c): a table function whose column `value` holds the items of a list column; a scalar
    /// counts as one item.
    virtual std::string jsonItems(std::string_view expression) const = 0;
    /// The items of an expression known to be a JSON array.
    virtual std::string jsonEach(std::string_view expression) const = 0;
    /// JX(c,p): `path` is `.a[0].b` or `[0]`, quoted here.
    virtual std::string jsonPath(std::string_view expression, std::string_view path) const = 0;
    /// JLEN(c)
    virtual std::string jsonLength(std::string_view expression) const = 0;

    /// The value of a text column as a list column keeps it, and back: the last item
    /// (data-directory.md B4.6).
    virtual std::string textToList(std::string_view expression) const = 0;
    virtual std::string listToText(std::string_view expression) const = 0;

    // Writing
    /// `INSERT INTO t (columns) VALUES (?, …) ON CONFLICT (key) DO UPDATE SET …`; bind in the order
    /// of `columns`.
    virtual std::string upsert(std::string_view table,
                               std::span<const std::string> columns,
                               std::string_view keyColumn) const = 0;

    // DDL
    virtual std::string columnType(ColumnClass columnClass) const = 0; // type, default, NOT NULL
    /// `definitions` are pairs already joined: identifier(name) + " " + columnType(…).
    virtual std::string createTable(std::string_view name,
                                    std::span<const std::string> definitions) const = 0;
    virtual std::string dropTable(std::string_view name) const = 0; // IF EXISTS
    virtual std::string renameTable(std::string_view from, std::string_view to) const = 0;
    virtual std::string addColumn(std::string_view table,
                                  std::string_view name,
                                  ColumnClass columnClass) const = 0;
    virtual std::string renameColumn(std::string_view table,
                                     std::string_view from,
                                     std::string_view to) const = 0;
    virtual std::string dropColumn(std::string_view table, std::string_view name) const = 0;
    virtual std::string createView(std::string_view name, std::string_view select) const = 0;
    virtual std::string dropView(std::string_view name) const = 0; // IF EXISTS
    virtual std::string dropIndex(std::string_view name) const = 0; // IF EXISTS
    virtual std::string rebuildIndex(std::string_view name) const = 0;

    // Looking at what is there; one text column each, bind nothing
    virtual std::string listTables() const = 0; // names
    virtual std::string listViews() const = 0; // name, its CREATE VIEW statement
    /// name, declared type of the columns of a table or view, in order.
    virtual std::string listColumns(std::string_view table) const = 0;
    /// name of the index, its CREATE INDEX statement (NULL for implicit ones).
    virtual std::string listIndexes(std::string_view table) const = 0;
};

const Dialect &sqliteDialect();

/// `text` with \ % and _ escaped for like().
std::string escapeLike(std::string_view text);
/// The pattern of `~` for a bound value: verbatim when it has a live %, else escaped and wrapped in
/// % (records-api.md 3.11).
std::string autoWildcard(std::string_view text);

} // namespace socle::storage
