#include "backend/auth/Superusers.h"

#include "backend/crypto/Password.h"
#include "backend/records/RecordStore.h"
#include "backend/rules/Caller.h"
#include "backend/rules/RequestContext.h"
#include "backend/runtime/Clock.h"
#include "backend/storage/Database.h"
#include "backend/storage/Dialect.h"
#include "shared/protocol/Limits.h"

namespace socle::auth {

namespace {

constexpr std::string_view kInstallerEmail = "__pbinstaller@example.com";
constexpr int kPasswordCost = 10;

Result<schema::CollectionPtr> superusersOf(const schema::CataloguePtr &catalogue)
{
    auto collection = catalogue ? catalogue->findByName("_superusers") : nullptr;
    if (!collection) {
        return internalError("the collection _superusers is missing");
    }
    return collection;
}

Result<records::RecordInput> inputOf(std::string_view email, std::string_view password)
{
    records::RecordInput input;
    input.body
        = JsonObject{{"email", email}, {"password", password}, {"passwordConfirm", password}};
    if (!password.empty() && password.size() <= protocol::kMaxPasswordBytes) {
        std::string hash = SOCLE_TRY(crypto::hashPassword(password, kPasswordCost));
        input.passwordHashes.emplace(std::string(password), std::move(hash));
    }
    return input;
}

} // namespace

Superusers::Superusers(storage::Database &database,
                       const records::RecordStore &records,
                       const runtime::Clock &clock,
                       std::function<schema::CataloguePtr()> catalogue)
    : m_database(database)
    , m_records(records)
    , m_clock(clock)
    , m_catalogue(std::move(catalogue))
{
}

Result<records::Record> Superusers::create(std::string_view email, std::string_view password) const
{
    return save(email, password, true, false);
}

Result<records::Record> Superusers::update(std::string_view email, std::string_view password) const
{
    return save(email, password, false, true);
}

Result<records::Record> Superusers::upsert(std::string_view email, std::string_view password) const
{
    return save(email, password, true, true);
}

Result<records::Record> Superusers::save(std::string_view email,
                                         std::string_view password,
                                         bool mayCreate,
                                         bool mayUpdate) const
{
    const schema::CataloguePtr catalogue = m_catalogue();
    const schema::CollectionPtr collection = SOCLE_TRY(superusersOf(catalogue));
    const records::RecordInput input = SOCLE_TRY(inputOf(email, password));
    const rules::Caller server = rules::Caller::superuser();
    const rules::RequestContext request{
        .caller = &server, .catalogue = catalogue.get(), .now = m_clock.now()};
    Result<records::Record> saved = notFound();
    const auto step = [&](storage::WriteTransaction &transaction) -> Result<void> {
        auto existing = m_records.findBy(transaction, collection, "email", email);
        if (!existing) {
            return existing.takeError();
        }
        if (*existing && mayUpdate) {
            saved = m_records.update(transaction, collection, (*existing)->id(), input, request);
        } else if (*existing || mayCreate) {
            saved = m_records.create(transaction, collection, input, request);
        }
        return saved ? Result<void>() : saved.error();
    };
    SOCLE_TRY(m_database.runExclusive(step));
    return saved;
}

Result<void> Superusers::remove(std::string_view email) const
{
    const schema::CataloguePtr catalogue = m_catalogue();
    const schema::CollectionPtr collection = SOCLE_TRY(superusersOf(catalogue));
    const rules::Caller server = rules::Caller::superuser();
    const rules::RequestContext request{
        .caller = &server, .catalogue = catalogue.get(), .now = m_clock.now()};
    return m_database.runExclusive([&](storage::WriteTransaction &transaction) -> Result<void> {
        const auto existing = SOCLE_TRY(m_records.findBy(transaction, collection, "email", email));
        if (!existing) {
            return notFound();
        }
        return m_records.removeUnchecked(transaction, *existing, request);
    });
}

Result<std::optional<records::Record>> Superusers::find(std::string_view email) const
{
    const schema::CollectionPtr collection = SOCLE_TRY(superusersOf(m_catalogue()));
    std::optional<records::Record> found;
    const auto step = [&](storage::ReadTransaction &transaction) -> Result<void> {
        found = SOCLE_TRY(m_records.findBy(transaction, collection, "email", email));
        return {};
    };
    SOCLE_TRY(m_database.read(step));
    return found;
}

Result<bool> Superusers::any() const
{
    const schema::CollectionPtr collection = SOCLE_TRY(superusersOf(m_catalogue()));
    bool isThere = false;
    const auto step = [&](storage::ReadTransaction &transaction) -> Result<void> {
        const storage::Dialect &dialect = transaction.dialect();
        isThere = SOCLE_TRY(transaction.exists(
            storage::sql("SELECT 1 FROM " + dialect.identifier(collection->name) + " WHERE "
                             + dialect.identifier("email") + " != ? LIMIT 1",
                         std::string(kInstallerEmail))));
        return {};
    };
    SOCLE_TRY(m_database.read(step));
    return isThere;
}

} // namespace socle::auth
