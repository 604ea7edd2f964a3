#include "backend/records/RecordSaver.h"

#include "backend/files/BucketFiles.h"
#include "backend/records/Expand.h"
#include "backend/records/RecordPlan.h"
#include "backend/records/RecordWriter.h"
#include "backend/records/StoredFiles.h"
#include "backend/rules/RequestContext.h"
#include "backend/runtime/Clock.h"
#include "backend/runtime/Random.h"
#include "backend/schema/Catalogue.h"
#include "backend/storage/Dialect.h"
#include "backend/storage/WriteTransaction.h"
#include "shared/fields/FieldCatalogue.h"
#include "shared/fields/PatternGenerator.h"

#include <algorithm>
#include <utility>

namespace socle::records {

namespace {

using storage::sql;
using storage::SqlFragment;

constexpr std::string_view kInstallerEmail = "__pbinstaller@example.com"; // auth-api.md 2.2
constexpr std::size_t kTokenKeyLength = 50;
constexpr int kReferencesPerRound = 4000; // data-directory.md B3.11

constexpr std::string_view kExternalAuths = "_externalAuths";
constexpr std::string_view kMfas = "_mfas";
constexpr std::string_view kOtps = "_otps";
constexpr std::string_view kAuthOrigins = "_authOrigins";

/// A failed write as the caller of the door knows it: a violated unique index names fields,
/// everything else is ours.
Error writeError(Error error)
{
    if (error.kind == ErrorKind::Conflict) {
        error.kind = ErrorKind::InvalidInput;
        error.message.clear();
    }
    return error;
}

} // namespace

Result<std::string> RecordSaver::generate(const fields::Field &field) const
{
    const std::string_view pattern = field.text("autogeneratePattern");
    if (pattern == "[a-z0-9]{15}") { // every default id
        return m_store.m_random.recordId();
    }
    return fields::generateFromPattern(pattern, [this](std::uint32_t bound) {
        return static_cast<std::uint32_t>(m_store.m_random.below(bound));
    });
}

Result<void> RecordSaver::prepareNew(Record &record) const
{
    const schema::Collection &collection = record.collection();
    for (std::size_t i = 0; i < collection.fields.size(); ++i) {
        const fields::Field &field = collection.fields[i];
        Json &value = record.values()[i];
        if (field.isType(fields::kText) && value.text().empty()
            && !field.text("autogeneratePattern").empty()) {
            value = SOCLE_TRY(generate(field));
        } else if (collection.isAuth() && field.name == "tokenKey" && value.text().empty()) {
            value = m_store.m_random.fromAlphabet(runtime::kAlphanumeric, kTokenKeyLength);
        } else if (field.isType(fields::kAutodate)) {
            value = field.flag("onCreate") ? Json(m_store.m_clock.now().toString()) : Json("");
        }
    }
    if (collection.isSuperusers()) {
        record.set("verified", true);
    }
    return {};
}

Result<Record> RecordSaver::insert(Record record, const std::vector<NewFile> &files) const
{
    SOCLE_TRY(announce(nullptr, record));
    const PlanPtr plan = planOf(record.collectionPtr(), m_transaction.dialect());
    SqlFragment statement{plan->insert, {}};
    statement.bindings.reserve(plan->columns.size());
    for (fields::StoredValue &cell : keep(record, *plan).cells) {
        statement.bindings.push_back(toValue(std::move(cell)));
    }
    if (auto inserted = m_transaction.execute(statement); !inserted) {
        return writeError(inserted.takeError());
    }
    SOCLE_TRY(placeFiles(record, files));
    if (record.collection().isSuperusers() && record.text("email") != kInstallerEmail) {
        SOCLE_TRY(removeInstaller(record));
    }
    SOCLE_TRY(publish({.kind = ChangeKind::Created, .after = std::make_shared<Record>(record)}));
    return record;
}

Result<Record> RecordSaver::update(const Record &before,
                                   Record after,
                                   const std::vector<NewFile> &files,
                                   bool setsTokenKey) const
{
    const schema::Collection &collection = after.collection();
    for (std::size_t i = 0; i < collection.fields.size(); ++i) {
        const fields::Field &field = collection.fields[i];
        if (field.isType(fields::kAutodate) && field.flag("onUpdate")) {
            after.values()[i] = m_store.m_clock.now().toString();
        }
    }
    if (collection.isSuperusers()) {
        after.set("verified", true);
    }
    if (collection.isAuth()) {
        SOCLE_TRY(refreshToken(before, after, setsTokenKey));
    }
    SOCLE_TRY(announce(&before, after));

    const storage::Dialect &dialect = m_transaction.dialect();
    SqlFragment statement;
    for (std::size_t i = 0; i < collection.fields.size(); ++i) {
        if (before.values()[i] == after.values()[i]) {
            continue;
        }
        const fields::Field &field = collection.fields[i];
        statement.append(statement.isEmpty()
                             ? "UPDATE " + dialect.identifier(collection.name) + " SET "
                             : std::string(", "));
        statement.append(dialect.identifier(field.name)).append(" = ");
        statement.bind(toValue(field.kind->toStored(after.values()[i], field)));
    }
    if (!statement.isEmpty()) {
        statement.append(" WHERE " + dialect.identifier("id") + " = ")
            .bind(std::string(before.id()));
        if (auto updated = m_transaction.execute(statement); !updated) {
            return writeError(updated.takeError());
        }
    }
    SOCLE_TRY(placeFiles(after, files));
    if (collection.isAuth()) {
        SOCLE_TRY(dropSignInRows(before, after));
    }
    removeFilesAfterCommit(before, &after);
    SOCLE_TRY(publish({.kind = ChangeKind::Updated,
                       .before = std::make_shared<Record>(before),
                       .after = std::make_shared<Record>(after)}));
    return after;
}

/// tokenKey is renewed when the password, the e-mail or (with linked accounts) `verified` changed
/// (auth-api.md 1.4).
Result<void> RecordSaver::refreshToken(const Record &before, Record &after, bool setsTokenKey) const
{
    const bool becomesVerified = !before.flag("verified") && after.flag("verified");
    const bool unlinks = becomesVerified && SOCLE_TRY(hasLinked(kExternalAuths, before));
    const bool changed = before.text("password") != after.text("password")
        || before.text("email") != after.text("email") || unlinks;
    const bool isSetByHand = setsTokenKey && before.text("tokenKey") != after.text("tokenKey");
    if (!changed || isSetByHand) {
        return {};
    }
    const fields::Field *field = after.collection().field("tokenKey");
    const bool hasPattern = field != nullptr && !field->text("autogeneratePattern").empty();
    after.set("tokenKey",
              hasPattern ? SOCLE_TRY(generate(*field))
                         : m_store.m_random.fromAlphabet(runtime::kAlphanumeric, kTokenKeyLength));
    return {};
}

/// Rows that belong to an older state of the account (auth-api.md 1.4).
Result<void> RecordSaver::dropSignInRows(const Record &before, const Record &after) const
{
    if (!before.flag("verified") && after.flag("verified")) {
        SOCLE_TRY(removeLinked(kExternalAuths, before));
    }
    if (before.text("tokenKey") != after.text("tokenKey")) {
        SOCLE_TRY(removeLinked(kOtps, before));
    }
    if (before.text("password") != after.text("password")) {
        SOCLE_TRY(removeLinked(kMfas, before));
        SOCLE_TRY(removeLinked(kAuthOrigins, before));
    }
    return {};
}

Result<bool> RecordSaver::hasLinked(std::string_view collectionName, const Record &owner) const
{
    if (!m_request.catalogue->findByName(collectionName)) {
        return false;
    }
    const storage::Dialect &dialect = m_transaction.dialect();
    return m_transaction.exists(sql("SELECT 1 FROM " + dialect.identifier(collectionName)
                                        + " WHERE " + dialect.identifier("collectionRef")
                                        + " = ? AND " + dialect.identifier("recordRef")
                                        + " = ? LIMIT 1",
                                    owner.collection().id,
                                    std::string(owner.id())));
}

Result<void> RecordSaver::removeLinked(std::string_view collectionName, const Record &owner) const
{
    const auto collection = m_request.catalogue->findByName(collectionName);
    if (!collection) {
        return {};
    }
    const storage::Dialect &dialect = m_transaction.dialect();
    const PlanPtr plan = planOf(collection, dialect);
    std::vector<Record> linked;
    SOCLE_TRY(m_transaction.query(sql(plan->select + " WHERE " + dialect.identifier("collectionRef")
                                          + " = ? AND " + dialect.identifier("recordRef") + " = ?",
                                      owner.collection().id,
                                      std::string(owner.id())),
                                  [&](const storage::Row &row) {
                                      linked.push_back(toRecord(keep(row, *plan), *plan));
                                      return storage::Next::Continue;
                                  }));
    for (const Record &record : linked) {
        SOCLE_TRY(remove(record));
    }
    return {};
}

Result<void> RecordSaver::removeInstaller(const Record &superuser) const
{
    const auto installer = SOCLE_TRY(
        m_store.findBy(m_transaction, superuser.collectionPtr(), "email", kInstallerEmail));
    return installer ? remove(*installer) : Result<void>();
}

Result<void> RecordSaver::remove(const Record &record) const
{
    const PlanPtr plan = planOf(record.collectionPtr(), m_transaction.dialect());
    SOCLE_TRY(m_transaction.execute(sql(plan->removeById, std::string(record.id()))));
    SOCLE_TRY(releaseReferences(record));
    if (record.collection().isAuth()) {
        for (const std::string_view linked : {kExternalAuths, kMfas, kOtps, kAuthOrigins}) {
            SOCLE_TRY(removeLinked(linked, record));
        }
    }
    removeFilesAfterCommit(record, nullptr);
    return publish({.kind = ChangeKind::Deleted, .before = std::make_shared<Record>(record)});
}

Result<void> RecordSaver::releaseReferences(const Record &removed) const
{
    for (const schema::Reference &reference :
         m_request.catalogue->referencesTo(removed.collection().id)) {
        if (!reference.collection->isView()) {
            SOCLE_TRY(releaseReference(removed,
                                       m_request.catalogue->findById(reference.collection->id),
                                       *reference.field));
        }
    }
    return {};
}

/// records-api.md 2.8 step 2 for one relation field.
Result<void> RecordSaver::releaseReference(const Record &removed,
                                           const schema::CollectionPtr &collection,
                                           const fields::Field &field) const
{
    const storage::Dialect &dialect = m_transaction.dialect();
    const PlanPtr plan = planOf(collection, dialect);
    const std::string column = dialect.column(collection->name, field.name);
    const std::string holds = field.isMultiple()
        ? "EXISTS (SELECT 1 FROM " + dialect.jsonItems(column) + " AS item WHERE item.value = ?)"
        : column + " = ?";
    const SqlFragment select = sql(plan->select + " WHERE " + holds + " "
                                       + dialect.limit(std::to_string(kReferencesPerRound), "0"),
                                   std::string(removed.id()));
    // Every round takes the id out of the rows it found, so the next one finds others.
    for (;;) {
        std::vector<Record> holders;
        SOCLE_TRY(m_transaction.query(select, [&](const storage::Row &row) {
            holders.push_back(toRecord(keep(row, *plan), *plan));
            return storage::Next::Continue;
        }));
        for (const Record &before : holders) {
            std::vector<std::string> ids = fields::toTextList(before.value(field.name));
            std::erase(ids, std::string(removed.id()));
            if (ids.empty() && field.flag("cascadeDelete")) {
                SOCLE_TRY(remove(before));
                continue;
            }
            if (ids.empty() && field.required) {
                return Error{
                    .kind = ErrorKind::InvalidInput,
                    .cause = "the record cannot be deleted because it is part of a required "
                             "reference in record "
                        + std::string(before.id()) + " (" + collection->name + " collection)"};
            }
            JsonArray rest(ids.begin(), ids.end());
            Record after = before;
            after.set(field.name, field.kind->normalize(Json(std::move(rest)), field));
            SOCLE_TRY(update(before, std::move(after), {}, false));
        }
        if (holders.size() < static_cast<std::size_t>(kReferencesPerRound)) {
            return {};
        }
    }
}

Result<void> RecordSaver::placeFiles(const Record &record, const std::vector<NewFile> &files) const
{
    if (files.empty()) {
        return {};
    }
    auto placed = std::make_shared<PlacedFiles>(recordFolder(m_store.m_storageRoot, record),
                                                record.collection().id + "/"
                                                    + std::string(record.id()) + "/",
                                                m_store.m_remover);
    for (const NewFile &file : files) {
        const std::vector<std::string> kept = fields::toTextList(record.value(file.field->name));
        if (std::find(kept.begin(), kept.end(), file.storedName) != kept.end()) {
            SOCLE_TRY(placed->place(file));
        }
    }
    // A rollback drops the effect and with it `placed`, which takes the files away again.
    m_transaction.afterCommit([placed, bucket = m_store.m_bucket] {
        for (const std::string &name :
             bucket != nullptr ? placed->names() : std::vector<std::string>()) {
            bucket->stored(placed->prefix() + name);
        }
        placed->keep();
    });
    return {};
}

void RecordSaver::removeFilesAfterCommit(const Record &before, const Record *after) const
{
    if (!before.collection().hasFileField()) {
        return;
    }
    const std::filesystem::path folder = recordFolder(m_store.m_storageRoot, before);
    if (after == nullptr) {
        m_transaction.afterCommit([&store = m_store, folder] { store.removeFolder(folder); });
        return;
    }
    for (const fields::Field &field : before.collection().fields) {
        if (!field.isType(fields::kFile)) {
            continue;
        }
        const std::vector<std::string> kept = fields::toTextList(after->value(field.name));
        for (const std::string &name : fields::toTextList(before.value(field.name))) {
            if (std::find(kept.begin(), kept.end(), name) == kept.end()) {
                m_transaction.afterCommit(
                    [&store = m_store, folder, name] { store.removeFile(folder, name); });
            }
        }
    }
}

Result<void> RecordSaver::announce(const Record *before, Record &next) const
{
    for (ChangeListener *listener : m_store.m_listeners) {
        SOCLE_TRY(listener->beforeWrite(m_transaction, before, next));
    }
    return {};
}

Result<void> RecordSaver::publish(Change change) const
{
    for (ChangeListener *listener : m_store.m_listeners) {
        SOCLE_TRY(listener->recordChanged(m_transaction, change, m_request));
    }
    if (!m_store.m_observers.empty()) {
        m_transaction.afterCommit([observers = m_store.m_observers, change = std::move(change)] {
            for (ChangeObserver *observer : observers) {
                observer->recordCommitted(change);
            }
        });
    }
    return {};
}

} // namespace socle::records
