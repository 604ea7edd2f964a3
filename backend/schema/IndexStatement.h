// CREATE INDEX texts: parsed as loosely as the peer does, printed in its canonical form
// (admin-api.md A1.6).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace socle::schema {

struct IndexColumn
{
    std::string name = {}; // a name, or an expression when it contains a blank or a parenthesis
    std::string collate = {}; // as written
    std::string sort = {}; // "", ASC, DESC

    bool operator==(const IndexColumn &) const = default;
};

struct IndexStatement
{
    bool isUnique = false;
    bool ifNotExists = false;
    std::string schemaName = {};
    std::string indexName = {};
    std::string tableName = {};
    std::vector<IndexColumn> columns = {};
    std::string where = {};

    bool isValid() const { return !indexName.empty() && !columns.empty(); }

    /// The one statement SQLite gets, and the stored form of a rewritten index.
    std::string canonical() const;
    /// canonical() without schema, name and table: equal definitions compare equal.
    std::string definition() const;
    /// One column, UNIQUE, named like `column` without regard to case.
    bool isSingleUnique(std::string_view column) const;
};

/// Never fails; what is no index statement gives one that is not valid.
IndexStatement parseIndex(std::string_view text);

} // namespace socle::schema
