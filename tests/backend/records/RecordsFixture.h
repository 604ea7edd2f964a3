// A small library in a fresh folder, made by the real schema store: books with authors and tags,
// members who sign in.
//
// Collections: authors (name), tags (name), books (title required, author -> authors, tags -> tags
// (3), pages number, meta json, secret hidden, notes), reviews (book -> books required, stars),
// members (auth, name; manageRule for bosses). Every rule starts public; setRule() changes one.
#pragma once

#include "backend/records/RecordStore.h"
#include "backend/rules/Caller.h"
#include "backend/rules/RequestContext.h"
#include "backend/schema/SchemaStore.h"
#include "backend/storage/Database.h"
#include "tests/support/FakeClock.h"
#include "tests/support/TempDir.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace socle::test {

class RecordsFixture
{
public:
    RecordsFixture();

    schema::CollectionPtr collection(std::string_view name) const;
    void setRule(std::string_view collection, std::string_view rule, const Json &value);

    // All calls act as `caller`; bodies are JSON text.
    Result<records::Record> create(std::string_view collection, std::string_view body);
    Result<records::Record> update(std::string_view collection,
                                   std::string_view id,
                                   std::string_view body,
                                   std::optional<std::string> ifMatch = {});
    Result<void> remove(std::string_view collection, std::string_view id);
    Result<std::string> view(std::string_view collection,
                             std::string_view id,
                             std::string_view expand = {});
    Result<std::string> list(std::string_view collection, records::ListQuery query = {});
    /// Ids of a list in its order, "a,b"; "error <kind>" when it failed.
    std::string ids(std::string_view collection,
                    std::string_view filter = {},
                    std::string_view sort = {});
    /// A record as superuser; fails the test when it cannot be made.
    records::Record made(std::string_view collection, std::string_view body);
    records::Record stored(std::string_view collection, std::string_view id);
    bool exists(std::string_view collection, std::string_view id);
    void signIn(const records::Record &record);

    rules::RequestContext request();

    TempDir folder;
    FakeClock clock;
    std::unique_ptr<storage::Database> database;
    std::unique_ptr<schema::SchemaStore> schemas;
    std::unique_ptr<records::RecordStore> store;
    rules::Caller caller;
    std::string method = "GET";

private:
    void addCollection(const std::string &body);
    records::RecordInput prepared(const schema::CollectionPtr &collection,
                                  std::string_view id,
                                  std::string_view body);

    schema::CataloguePtr m_catalogue;
};

/// "ok", "404", or "400 Failed to create record. {title: validation_required}".
std::string outcome(const Error &error);

template <typename T> std::string outcome(const Result<T> &result)
{
    return result ? std::string("ok") : outcome(result.error());
}

} // namespace socle::test
