// A database in a folder of its own, with one table, for the storage tests.
#pragma once

#include "backend/storage/Database.h"
#include "tests/support/TempDir.h"

#include <memory>
#include <string>
#include <vector>

namespace socle::test {

class Fixture
{
public:
    explicit Fixture(storage::OpenOptions options = {})
    {
        database = storage::Database::open(folder / "data.db", options).takeValue();
        discard(
            write("CREATE TABLE notes (id TEXT PRIMARY KEY NOT NULL, n NUMERIC DEFAULT 0 NOT NULL, "
                  "title TEXT DEFAULT '' NOT NULL)"),
            "the first use of the table would tell");
    }

    Result<void> write(const std::string &text)
    {
        return database->writer().run([text](storage::WriteTransaction &transaction) {
            return transaction.executeScript(text);
        });
    }

    std::int64_t number(const std::string &text)
    {
        std::int64_t found = -1;
        const auto result
            = database->read([&](storage::ReadTransaction &transaction) -> Result<void> {
                  if (const auto value = SOCLE_TRY(transaction.scalar(storage::sql(text)))) {
                      found = storage::integerOf(*value);
                  }
                  return {};
              });
        return result ? found : -2;
    }

    TempDir folder;
    std::unique_ptr<storage::Database> database;
};

} // namespace socle::test
