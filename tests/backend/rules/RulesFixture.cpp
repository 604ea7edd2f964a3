#include "tests/backend/rules/RulesFixture.h"

#include "backend/schema/Defaults.h"
#include "backend/storage/Dialect.h"
#include "shared/core/Text.h"
#include "shared/fields/FieldType.h"
#include "tests/support/TestSuite.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace socle::test {

namespace {

using fields::Field;
using fields::StorageClass;
using schema::Collection;
using storage::ColumnClass;

template <typename T> T sure(Result<T> result)
{
    if (!result) {
        std::fprintf(stderr, "RulesFixture: %s\n", describe(result.error()).c_str());
        std::abort();
    }
    return result.takeValue();
}

Field field(std::string_view type, std::string_view name) { return fields::makeField(type, name); }

Field relation(std::string_view name, std::string_view target, int maxSelect)
{
    Field result = field("relation", name);
    result.options["collectionId"] = Json(std::string("c_") + std::string(target));
    result.options["maxSelect"] = maxSelect;
    return result;
}

Field hidden(Field result)
{
    result.hidden = true;
    return result;
}

Field choice(std::string_view name, int maxSelect)
{
    Field result = field("select", name);
    result.options["maxSelect"] = maxSelect;
    return result;
}

std::shared_ptr<Collection> collectionOf(std::string name, std::vector<Field> own)
{
    auto result = std::make_shared<Collection>();
    result->id = "c_" + name;
    result->type = name == "users" ? schema::CollectionType::Auth : schema::CollectionType::Base;
    result->name = std::move(name);
    result->fields = std::move(own);
    result->listRule = "";
    schema::enforceSystemFields(*result);
    return result;
}

ColumnClass columnClass(StorageClass storage)
{
    switch (storage) {
    case StorageClass::PrimaryKey:
        return ColumnClass::Id;
    case StorageClass::Text:
        return ColumnClass::Text;
    case StorageClass::Number:
        return ColumnClass::Number;
    case StorageClass::Bool:
        return ColumnClass::Bool;
    case StorageClass::Json:
        return ColumnClass::Json;
    case StorageClass::TextList:
        return ColumnClass::JsonList;
    case StorageClass::Point:
        return ColumnClass::GeoPoint;
    }
    return ColumnClass::Text;
}

} // namespace

RulesFixture::RulesFixture()
{
    auto passes = collectionOf("passes", {relation("post", "posts", 1), field("text", "code")});
    passes->indexes = {"CREATE UNIQUE INDEX `one_pass` ON `passes` (`post`) WHERE post != ''"};
    m_collections = {
        collectionOf("users",
                     {field("text", "name"),
                      relation("team", "teams", 1),
                      relation("friends", "users", 9),
                      hidden(field("text", "nick"))}),
        collectionOf("teams", {field("text", "name")}),
        collectionOf("tags",
                     {field("text", "name"), field("number", "rank"), field("json", "note")}),
        collectionOf("posts",
                     {field("text", "title"),
                      field("number", "views"),
                      field("bool", "active"),
                      relation("author", "users", 1),
                      relation("tags", "tags", 9),
                      relation("editors", "users", 9),
                      choice("roles", 9),
                      choice("kind", 1),
                      field("json", "meta"),
                      field("geoPoint", "place"),
                      field("date", "day"),
                      hidden(field("text", "secret")),
                      relation("parent", "posts", 1)}),
        collectionOf(
            "comments",
            {relation("post", "posts", 1), field("text", "text"), field("bool", "approved")}),
        std::move(passes),
        collectionOf("lists", {relation("items", "posts", 9), field("text", "name")}),
        collectionOf("members", {relation("user", "users", 1), relation("team", "teams", 1)}),
    };
    m_catalogue = std::make_unique<schema::Catalogue>(m_collections);
    request.catalogue = m_catalogue.get();
    request.caller = &m_caller;
    request.now = *DateTime::parse("2023-02-03 04:05:06.000Z");

    m_database = sure(storage::Database::open(m_folder / "data.db"));
    sure(m_database->runExclusive([this](storage::WriteTransaction &tx) -> Result<void> {
        for (const auto &collection : m_collections) {
            std::vector<std::string> columns;
            for (const Field &each : collection->fields) {
                columns.push_back(
                    tx.dialect().identifier(each.name) + " "
                    + tx.dialect().columnType(columnClass(each.kind->storageClass(each))));
            }
            SOCLE_TRY(tx.executeScript(tx.dialect().createTable(collection->name, columns)));
        }
        return {};
    }));
}

schema::CollectionPtr RulesFixture::collection(const std::string &name) const
{
    return m_catalogue->findByName(name);
}

void RulesFixture::add(const std::string &collectionName, const std::string &record)
{
    const Json values = sure(parseJson(record));
    const auto target = collection(collectionName);
    storage::SqlFragment names;
    storage::SqlFragment bound;
    for (const Field &each : target->fields) {
        const Json *given = values.find(each.name);
        names.append(names.isEmpty() ? "" : ", ").append("`" + each.name + "`");
        bound.append(bound.isEmpty() ? "" : ", ");
        std::visit(
            [&bound](auto &&value) { bound.bind(value); },
            each.kind->toStored(given != nullptr ? *given : each.kind->zeroValue(each), each));
    }
    storage::SqlFragment insert;
    insert.append("INSERT INTO `" + target->name + "` (") += names;
    insert.append(") VALUES (") += bound;
    insert.append(")");
    sure(m_database->runExclusive([&](storage::WriteTransaction &tx) -> Result<void> {
        SOCLE_TRY(tx.execute(insert));
        return {};
    }));
}

void RulesFixture::change(const std::string &sql)
{
    sure(m_database->runExclusive(
        [&](storage::WriteTransaction &tx) { return tx.executeScript(sql); }));
}

void RulesFixture::setListRule(const std::string &name, schema::Rule rule)
{
    for (auto &each : m_collections) {
        if (each->name == name) {
            auto changed = std::make_shared<Collection>(*each);
            changed->listRule = std::move(rule);
            each = std::move(changed);
            break;
        }
    }
    m_catalogue = std::make_unique<schema::Catalogue>(m_collections);
    request.catalogue = m_catalogue.get();
}

void RulesFixture::signIn(const std::string &userId)
{
    auto record = std::make_shared<rules::AuthRecord>();
    record->id = userId;
    record->collectionId = "c_users";
    record->collectionName = "users";
    record->values = Json(JsonObject{{"email", Json(userId + "@example.com")}, {"verified", true}});
    m_caller = rules::Caller::signedIn(std::move(record));
}

std::string RulesFixture::run(const rules::QueryBuilder &query)
{
    std::vector<std::string> found;
    const std::vector<std::string> columns{"id"};
    const auto result = m_database->read([&](storage::ReadTransaction &tx) {
        return tx.query(query.select(columns), [&found](const storage::Row &row) {
            found.emplace_back(row.text(0));
            return storage::Next::Continue;
        });
    });
    if (!result) {
        return "error: " + result.error().cause + " in " + query.select(columns).text;
    }
    return join(found, ",");
}

std::string RulesFixture::ids(const std::string &filter,
                              rules::Access access,
                              const std::string &collectionName)
{
    const auto base = collection(collectionName);
    rules::QueryBuilder query(*base, request, storage::sqliteDialect());
    if (!query.where(filter, access) || !query.sort("@rowid", access)) {
        return "error";
    }
    return run(query);
}

std::string RulesFixture::ids(const std::string &rule, const std::string &clientFilter)
{
    const auto base = collection("posts");
    rules::QueryBuilder query(*base, request, storage::sqliteDialect());
    if (!query.where(rule, rules::Access::Full)
        || !query.where(clientFilter, rules::Access::Restricted)
        || !query.sort("@rowid", rules::Access::Full)) {
        return "error";
    }
    return run(query);
}

std::string RulesFixture::sorted(const std::string &sort,
                                 rules::Access access,
                                 const std::string &filter)
{
    const auto base = collection("posts");
    rules::QueryBuilder query(*base, request, storage::sqliteDialect());
    if (!query.where(filter, rules::Access::Full) || !query.sort(sort, access)) {
        return "error";
    }
    return run(query);
}

std::string RulesFixture::conditionOf(const std::string &filter, rules::Access access)
{
    const auto base = collection("posts");
    rules::QueryBuilder query(*base, request, storage::sqliteDialect());
    if (auto compiled = query.where(filter, access); !compiled) {
        return "error: " + compiled.error().cause;
    }
    std::string sql = query.from().text;
    sql = sql.substr(sql.rfind(" WHERE ") == std::string::npos ? 0 : sql.find(" WHERE ") + 7);
    sql.erase(std::remove(sql.begin(), sql.end(), '`'), sql.end());
    return sql;
}

std::int64_t RulesFixture::count(const std::string &filter)
{
    const auto base = collection("posts");
    rules::QueryBuilder query(*base, request, storage::sqliteDialect());
    sure(query.where(filter, rules::Access::Full));
    std::int64_t number = -1;
    sure(m_database->read([&](storage::ReadTransaction &tx) -> Result<void> {
        const auto value = SOCLE_TRY(tx.scalar(query.count()));
        number = value ? storage::integerOf(*value) : -1;
        return {};
    }));
    return number;
}

} // namespace socle::test
