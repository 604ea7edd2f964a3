// A small shop of collections in a real SQLite file, and one line to ask it: which records does
// this filter keep?
//
// users (auth): team -> teams, nick (hidden); teams: name; tags: name, rank; posts: author ->
// users, tags -> tags (many), editors -> users (many), title, views, active, roles (select, many),
// kind (select), meta (json), place (geoPoint), day (date), secret (hidden); comments: post ->
// posts, text, approved; passes: post -> posts with a UNIQUE index, code; lists: items -> posts
// (many), name; members: user -> users, team -> teams.
#pragma once

#include "backend/rules/Caller.h"
#include "backend/rules/QueryBuilder.h"
#include "backend/rules/RequestContext.h"
#include "backend/schema/Catalogue.h"
#include "backend/storage/Database.h"
#include "backend/storage/WriteTransaction.h"
#include "tests/support/TempDir.h"

#include <memory>
#include <string>
#include <vector>

namespace socle::test {

class RulesFixture
{
public:
    RulesFixture();

    /// Adds one record; JSON text of an object, field values in their normal shape, absent ones
    /// empty.
    void add(const std::string &collection, const std::string &record);
    void setListRule(const std::string &collection, schema::Rule rule);
    /// Changes rows with a statement of its own.
    void change(const std::string &sql);
    schema::CollectionPtr collection(const std::string &name) const;

    /// Ids the filter keeps, "a,b" in the order of insertion; "error" when it does not compile or
    /// run.
    std::string ids(const std::string &filter,
                    rules::Access access = rules::Access::Full,
                    const std::string &collection = "posts");
    /// Ids in the order of `sort`.
    std::string sorted(const std::string &sort,
                       rules::Access access = rules::Access::Full,
                       const std::string &filter = "");
    /// Rule and client filter in one query.
    std::string ids(const std::string &rule, const std::string &clientFilter);
    /// The WHERE text of a filter over posts, back-quotes dropped; "error: reason" when it does not
    /// compile.
    std::string conditionOf(const std::string &filter, rules::Access access = rules::Access::Full);
    /// The number of the count query.
    std::int64_t count(const std::string &filter);
    void signIn(const std::string &userId);

    Result<void> read(FunctionRef<Result<void>(storage::ReadTransaction &)> step)
    {
        return m_database->read(step);
    }

    rules::RequestContext request;

private:
    std::string run(const rules::QueryBuilder &query);

    TempDir m_folder;
    std::unique_ptr<storage::Database> m_database;
    std::vector<schema::CollectionPtr> m_collections;
    std::unique_ptr<schema::Catalogue> m_catalogue;
    rules::Caller m_caller;
};

} // namespace socle::test
