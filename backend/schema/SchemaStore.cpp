// See SchemaStore.h. Impl keeps the steps of a change in the order of admin-api.md A1.2 to A1.8;
// import is in Import.cpp.
#include "backend/schema/SchemaStore.h"

#include "backend/runtime/Clock.h"
#include "backend/runtime/Random.h"
#include "backend/schema/CollectionRows.h"
#include "backend/schema/CollectionRules.h"
#include "backend/schema/Defaults.h"
#include "backend/schema/FolderSignal.h"
#include "backend/schema/FreshInstall.h"
#include "backend/schema/JsonMembers.h"
#include "backend/schema/SchemaStoreImpl.h"
#include "backend/schema/TableSync.h"
#include "backend/storage/Database.h"
#include "shared/core/Text.h"
#include "shared/fields/Codes.h"
#include "shared/fields/FieldCatalogue.h"

#include <algorithm>
#include <array>
#include <set>

namespace socle::schema {

namespace {

using storage::sql;

constexpr std::string_view kInvalidTypeData
    = "Failed to load the collection type data due to invalid formatting.";
constexpr std::string_view kInvalidData
    = "Failed to load the submitted data due to invalid formatting.";
constexpr std::string_view kFailedToCreate = "Failed to create collection.";
constexpr std::string_view kFailedToUpdate = "Failed to update collection.";
constexpr std::string_view kFailedToDelete = "Failed to delete collection.";
constexpr std::size_t kMaxViewErrorBytes = 500;

// Field errors under the surface's message; anything else as its "Raw error" form. A full disk
// stays what it is.
Error surfaceError(std::string_view message, Error error)
{
    if (error.kind == ErrorKind::Unavailable || error.kind == ErrorKind::Cancelled) {
        return error;
    }
    if (error.kind == ErrorKind::InvalidInput && !error.fields.empty()) {
        error.message = message;
        return error;
    }
    return Error{.kind = ErrorKind::InvalidInput,
                 .message = std::string(message) + " Raw error: \n" + engineText(error),
                 .cause = error.cause};
}

bool isSameAuthRule(const Rule &a, const Rule &b)
{
    return a.value_or(std::string()) == b.value_or(std::string());
}

} // namespace

SchemaStore::Impl::Impl(storage::Database &database_,
                        const runtime::Clock &clock_,
                        runtime::Random &random_)
    : database(database_)
    , clock(clock_)
    , random(random_)
    , snapshot(std::make_shared<const Catalogue>())
{
}

std::string SchemaStore::Impl::now() const { return clock.now().toString(); }

void SchemaStore::Impl::publish(CataloguePtr next)
{
    const std::lock_guard lock(mutex);
    snapshot = std::move(next);
}

Result<CataloguePtr> SchemaStore::Impl::read(storage::ReadTransaction &tx) const
{
    auto collections = SOCLE_TRY(readCollections(tx, &memo));
    return CataloguePtr(std::make_shared<const Catalogue>(std::move(collections)));
}

Result<void> SchemaStore::Impl::publishAfterCommit(storage::WriteTransaction &tx)
{
    CataloguePtr next = SOCLE_TRY(read(tx));
    tx.afterCommit([this, next = std::move(next)]() mutable {
        publish(std::move(next));
        announce(database.path().parent_path(), "collections");
        // As the peer does after every change of a schema; queued behind this batch.
        database.writer().maintain(storage::Maintenance::Optimize, [](const Result<void> &) {});
    });
    return {};
}

Result<void> SchemaStore::Impl::notify(storage::WriteTransaction &tx,
                                       const CollectionChange &change)
{
    for (SchemaStore::Listener &listener : listeners) {
        SOCLE_TRY(listener(tx, change));
    }
    return {};
}

Collection SchemaStore::Impl::scaffold(CollectionType type, std::string_view name) const
{
    Collection collection;
    collection.type = type;
    collection.name = name;
    collection.id = name.empty() ? std::string() : derivedCollectionId(type, name);
    if (collection.isAuth()) {
        collection.auth = defaultAuthOptions(random);
    }
    enforceSystemFields(collection);
    addRequiredIndexes(collection,
                       name.empty() ? random.fromAlphabet(runtime::kLowerAlphanumeric, 10)
                                    : collection.id);
    return collection;
}

Result<FieldErrors> SchemaStore::Impl::check(storage::ReadTransaction &tx,
                                             Collection &collection,
                                             const SaveContext &context,
                                             std::optional<ViewPlan> &plan)
{
    std::optional<FieldError> queryError;
    if (collection.isView()) {
        collection.fields.clear();
        ViewPlan planned = analyzeView(tx, collection.viewQuery, context.catalogue, random);
        collection.fields = planned.fields;
        if (collection.viewQuery.empty()) {
            queryError = protocol::fieldError(protocol::kRequired);
        } else if (!planned.problem.empty()) {
            const std::string text = planned.problem.substr(0, kMaxViewErrorBytes);
            queryError
                = fields::errorWithText("validation_invalid_view_query", "Invalid query - " + text);
        } else {
            plan = std::move(planned);
        }
    }
    normalize(collection, context, now());
    FieldErrors errors = SOCLE_TRY(validate(tx, collection, context, random));
    if (queryError) {
        errors.insert_or_assign("viewQuery", std::move(*queryError));
    }
    return errors;
}

void SchemaStore::Impl::enforceSuperusers(Collection &collection) const
{
    if (!collection.system || collection.name != "_superusers") {
        return;
    }
    collection.auth.oauth2.enabled = false;
    collection.auth.oauth2.providers.clear();
    collection.auth.passwordEnabled = true;
    collection.auth.mfaEnabled = collection.auth.mfaEnabled || collection.auth.otpEnabled;
}

Result<void> SchemaStore::Impl::persist(storage::WriteTransaction &tx,
                                        Collection &collection,
                                        const Collection *original,
                                        const std::optional<ViewPlan> &plan)
{
    enforceSuperusers(collection);
    if (original != nullptr && collection.isAuth()
        && !isSameAuthRule(original->auth.authRule, collection.auth.authRule)) {
        collection.auth.authToken.secret = newTokenSecret(random); // signs everybody out
    }
    SOCLE_TRY(original == nullptr ? insertCollection(tx, collection)
                                  : updateCollection(tx, collection));
    if (!collection.isView()) {
        return original == nullptr ? createTable(tx, collection)
                                   : updateTable(tx, *original, collection, random);
    }
    SOCLE_ENSURE(plan.has_value());
    return replaceView(
        tx, original == nullptr ? collection.name : original->name, collection.name, *plan);
}

Result<void> SchemaStore::Impl::refreshViews(storage::WriteTransaction &tx,
                                             std::string_view exceptId)
{
    const CataloguePtr catalogue = SOCLE_TRY(read(tx));
    for (const CollectionPtr &view : catalogue->all()) {
        if (!view->isView() || view->id == exceptId) {
            continue;
        }
        const auto plan = planView(tx, view->viewQuery, *catalogue, random);
        if (!plan || hasSameShape(plan->fields, view->fields)) {
            continue;
        }
        discard(tx.savepoint([&]() -> Result<void> {
            Collection next = *view;
            next.fields = plan->fields;
            next.updated = now();
            SOCLE_TRY(updateCollection(tx, next));
            return replaceView(tx, next.name, next.name, *plan);
        }),
                "a view that cannot follow keeps its fields, as at the peer");
    }
    return {};
}

Result<CollectionPtr> SchemaStore::Impl::finish(storage::WriteTransaction &tx,
                                                CollectionPtr before,
                                                Collection collection)
{
    auto after = std::make_shared<const Collection>(std::move(collection));
    SOCLE_TRY(refreshViews(tx, after->id));
    SOCLE_TRY(notify(tx, {std::move(before), after}));
    SOCLE_TRY(publishAfterCommit(tx));
    return CollectionPtr(after);
}

SchemaStore::SchemaStore(storage::Database &database,
                         const runtime::Clock &clock,
                         runtime::Random &random)
    : m_impl(std::make_unique<Impl>(database, clock, random))
{
}

SchemaStore::~SchemaStore() = default;

Result<void> SchemaStore::open()
{
    SOCLE_TRY(m_impl->database.runExclusive([this](storage::WriteTransaction &tx) {
        return prepareFolder(tx, m_impl->clock, m_impl->random);
    }));
    return reload();
}

Result<void> SchemaStore::reload()
{
    CataloguePtr next;
    const auto load = [&](storage::ReadTransaction &tx) -> Result<void> {
        next = SOCLE_TRY(m_impl->read(tx));
        return {};
    };
    SOCLE_TRY(m_impl->database.read(load));
    m_impl->publish(std::move(next));
    return {};
}

CataloguePtr SchemaStore::catalogue() const
{
    const std::lock_guard lock(m_impl->mutex);
    return m_impl->snapshot;
}

Result<CataloguePtr> SchemaStore::catalogue(storage::ReadTransaction &tx) const
{
    return m_impl->read(tx);
}

void SchemaStore::setRuleChecker(const RuleChecker &checker) { m_impl->ruleChecker = &checker; }

void SchemaStore::addListener(Listener listener)
{
    m_impl->listeners.push_back(std::move(listener));
}

Collection SchemaStore::scaffold(CollectionType type, std::string_view name) const
{
    return m_impl->scaffold(type, name);
}

Json SchemaStore::scaffolds() const
{
    JsonObject all;
    for (const auto type : {CollectionType::Auth, CollectionType::Base, CollectionType::View}) {
        all.append(std::string(toText(type)), toJson(m_impl->scaffold(type, ""), Secrets::Hide));
    }
    return all;
}

Result<CollectionPtr> SchemaStore::create(storage::WriteTransaction &tx, const Json &body)
{
    // A1.2.1
    std::string typeText;
    std::string name;
    JsonMembers members(body);
    members.read("type", typeText);
    members.read("name", name);
    if (!members.isFine()) {
        return invalidInput(std::string(kInvalidTypeData));
    }
    // A1.2.2, A1.2.3
    const auto type = collectionType(typeText);
    Collection collection = m_impl->scaffold(type.value_or(CollectionType::Base), name);
    const std::string scaffoldId = collection.id;
    collection.id.clear();
    if (const auto applied = applyJson(collection, body); !applied) {
        return Error{.kind = ErrorKind::InvalidInput,
                     .message = std::string(kInvalidData),
                     .cause = applied.error().cause};
    }
    const bool derivesId = collection.id.empty();
    collection.id = derivesId
        ? (scaffoldId.empty() ? derivedCollectionId(collection.type, "") : scaffoldId)
        : collection.id;
    // A1.4, A1.5
    const CataloguePtr catalogue = SOCLE_TRY(m_impl->read(tx));
    const SaveContext context{.catalogue = *catalogue,
                              .derivesId = derivesId,
                              .submittedType = type || typeText.empty() ? std::string() : typeText,
                              .rules = m_impl->ruleChecker};
    std::optional<ViewPlan> plan;
    FieldErrors errors = SOCLE_TRY(m_impl->check(tx, collection, context, plan));
    if (!errors.empty()) {
        return invalidInput(std::string(kFailedToCreate), std::move(errors));
    }
    // A1.7
    if (auto saved = m_impl->persist(tx, collection, nullptr, plan); !saved) {
        return surfaceError(kFailedToCreate, saved.takeError());
    }
    return m_impl->finish(tx, nullptr, std::move(collection));
}

Result<CollectionPtr> SchemaStore::update(storage::WriteTransaction &tx,
                                          std::string_view id,
                                          const Json &body)
{
    const CataloguePtr catalogue = SOCLE_TRY(m_impl->read(tx));
    const CollectionPtr original = catalogue->findById(id);
    if (!original) {
        return notFound();
    }
    Collection collection = *original;
    std::string typeText(toText(original->type));
    JsonMembers members(body);
    members.read("type", typeText);
    const auto applied = applyJson(collection, body);
    if (!applied || !members.isFine()) {
        return Error{.kind = ErrorKind::InvalidInput,
                     .message = std::string(kInvalidData),
                     .cause = applied ? std::string("type") : applied.error().cause};
    }
    if (collection.id != original->id) {
        return invalidInput(std::string(kFailedToUpdate)
                            + " Raw error: \nfailed to retrieve old cached collection: sql: no "
                              "rows in result set.");
    }
    const bool changesType = !typeText.empty() && typeText != toText(original->type);
    const SaveContext context{.catalogue = *catalogue,
                              .original = original.get(),
                              .submittedType = changesType ? typeText : std::string(),
                              .rules = m_impl->ruleChecker};
    std::optional<ViewPlan> plan;
    FieldErrors errors = SOCLE_TRY(m_impl->check(tx, collection, context, plan));
    if (!errors.empty()) {
        return invalidInput(std::string(kFailedToUpdate), std::move(errors));
    }
    if (auto saved = m_impl->persist(tx, collection, original.get(), plan); !saved) {
        return surfaceError(kFailedToUpdate, saved.takeError());
    }
    return m_impl->finish(tx, original, std::move(collection));
}

Result<void> SchemaStore::Impl::drop(storage::WriteTransaction &tx, const Collection &collection)
{
    const storage::Dialect &dialect = tx.dialect();
    SOCLE_TRY(tx.executeScript(collection.isView() ? dialect.dropView(collection.name)
                                                   : dialect.dropTable(collection.name)));
    SOCLE_TRY(deleteCollection(tx, collection.id));
    if (collection.isAuth()) {
        static constexpr std::array<std::string_view, 4> kReferring{
            "_mfas", "_otps", "_externalAuths", "_authOrigins"};
        for (const std::string_view table : kReferring) {
            SOCLE_TRY(tx.execute(
                sql("DELETE FROM " + dialect.identifier(table) + " WHERE `collectionRef` = ?",
                    collection.id)));
        }
    }
    return {};
}

Result<void> SchemaStore::Impl::checkViews(storage::WriteTransaction &tx)
{
    std::vector<std::string> views;
    SOCLE_TRY(tx.query(sql(tx.dialect().listViews()), [&](const storage::Row &row) {
        views.emplace_back(row.text(0));
        return storage::Next::Continue;
    }));
    for (const std::string &view : views) {
        SOCLE_TRY(tx.describe("SELECT * FROM " + tx.dialect().identifier(view)));
    }
    return {};
}

Result<void> SchemaStore::remove(storage::WriteTransaction &tx, std::string_view id)
{
    const CataloguePtr catalogue = SOCLE_TRY(m_impl->read(tx));
    const CollectionPtr collection = catalogue->findById(id);
    if (!collection) {
        return notFound();
    }
    std::vector<std::string> names;
    for (const Reference &reference : catalogue->referencesTo(collection->id)) {
        const std::string &name = reference.collection->name;
        if (reference.collection != collection.get() && (names.empty() || names.back() != name)) {
            names.push_back(name);
        }
    }
    if (!names.empty()) {
        return invalidInput("Failed to delete collection probably due to existing reference in "
                            + join(names, ", ") + ".");
    }
    if (collection->system) {
        return invalidInput(std::string(kFailedToDelete));
    }
    const auto removed = tx.savepoint([&]() -> Result<void> {
        SOCLE_TRY(m_impl->drop(tx, *collection));
        return m_impl->checkViews(tx);
    });
    if (!removed) {
        if (removed.error().kind == ErrorKind::Unavailable) {
            return removed.error();
        }
        return Error{.kind = ErrorKind::InvalidInput,
                     .message = std::string(kFailedToDelete),
                     .cause = removed.error().cause};
    }
    SOCLE_TRY(m_impl->notify(tx, {collection, nullptr}));
    return m_impl->publishAfterCommit(tx);
}

Result<CollectionPtr> SchemaStore::ensure(storage::WriteTransaction &tx, Collection collection)
{
    const CataloguePtr catalogue = SOCLE_TRY(m_impl->read(tx));
    if (CollectionPtr present = catalogue->findByName(collection.name)) {
        return present;
    }
    const SaveContext context{.catalogue = *catalogue, .derivesId = collection.id.empty()};
    normalize(collection, context, m_impl->now());
    std::optional<ViewPlan> plan;
    if (collection.isView()) {
        plan = SOCLE_TRY(planView(tx, collection.viewQuery, *catalogue, m_impl->random));
        collection.fields = plan->fields;
    }
    SOCLE_TRY(m_impl->persist(tx, collection, nullptr, plan));
    return m_impl->finish(tx, nullptr, std::move(collection));
}

Result<Collection> SchemaStore::dryRunView(storage::WriteTransaction &tx,
                                           std::string_view query) const
{
    const CataloguePtr catalogue = SOCLE_TRY(m_impl->read(tx));
    ViewPlan plan = SOCLE_TRY(planView(tx, query, *catalogue, m_impl->random));
    Collection collection;
    collection.type = CollectionType::View;
    collection.name = "temp_view_" + m_impl->random.fromAlphabet(runtime::kAlphanumeric, 5);
    collection.id = derivedCollectionId(collection.type, collection.name);
    collection.viewQuery = plan.select;
    collection.fields = std::move(plan.fields);
    return collection;
}

} // namespace socle::schema
