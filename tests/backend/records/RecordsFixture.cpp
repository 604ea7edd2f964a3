#include "tests/backend/records/RecordsFixture.h"

#include "backend/crypto/Password.h"
#include "backend/runtime/Random.h"
#include "backend/storage/WriteTransaction.h"
#include "shared/core/Text.h"
#include "shared/fields/FieldType.h"
#include "shared/protocol/ErrorStatus.h"
#include "tests/support/TestSuite.h"

#include <cstdio>
#include <cstdlib>

namespace socle::test {

namespace {

template <typename T> T sure(Result<T> result)
{
    if (!result) {
        std::fprintf(stderr, "RecordsFixture: %s\n", describe(result.error()).c_str());
        std::abort();
    }
    return result.takeValue();
}

const char *const kCollections[] = {
    R"({"name":"authors","type":"base","fields":[{"type":"text","name":"name"},{"type":"bool","name":"public"}]})",
    R"({"name":"tags","type":"base","fields":[{"type":"text","name":"name"}]})",
    R"({"name":"books","type":"base","fields":[
        {"type":"text","name":"title","required":true,"max":20},
        {"type":"text","name":"code","autogeneratePattern":"B-[0-9]{4}"},
        {"type":"relation","name":"author","collectionId":"AUTHORS","maxSelect":1},
        {"type":"relation","name":"tags","collectionId":"TAGS","maxSelect":3},
        {"type":"number","name":"pages","min":1,"max":5000},
        {"type":"json","name":"meta"},
        {"type":"email","name":"contact"},
        {"type":"url","name":"site"},
        {"type":"select","name":"kind","values":["novel","poems"],"maxSelect":1},
        {"type":"date","name":"printed"},
        {"type":"text","name":"secret","hidden":true},
        {"type":"text","name":"isbn"},
        {"type":"geoPoint","name":"place"},
        {"type":"editor","name":"blurb","maxSize":30},
        {"type":"file","name":"cover","maxSelect":1,"maxSize":100},
        {"type":"autodate","name":"created","onCreate":true},
        {"type":"autodate","name":"updated","onCreate":true,"onUpdate":true}],
        "indexes":["CREATE UNIQUE INDEX idx_isbn ON books (isbn) WHERE isbn != ''"]})",
    R"({"name":"reviews","type":"base","fields":[
        {"type":"relation","name":"book","collectionId":"BOOKS","maxSelect":1,"cascadeDelete":true},
        {"type":"relation","name":"about","collectionId":"AUTHORS","maxSelect":1,"required":true},
        {"type":"number","name":"stars"}]})",
    R"({"name":"members","type":"auth","fields":[{"type":"text","name":"name"},{"type":"bool","name":"boss"}],
        "manageRule":"@request.auth.boss = true"})",
    R"({"name":"guests","type":"auth","fields":[]})",
    R"({"name":"shelf","type":"view","viewQuery":"SELECT id, title FROM books"})",
};

const char *const kRules[] = {"listRule", "viewRule", "createRule", "updateRule", "deleteRule"};

} // namespace

std::string outcome(const Error &error)
{
    std::string text = std::to_string(protocol::statusOf(error.kind));
    if (!error.message.empty()) {
        text += " " + error.message;
    }
    std::string fields;
    for (const auto &[name, field] : error.fields) {
        fields += (fields.empty() ? "" : ", ") + name + ": " + field.code;
    }
    return fields.empty() ? text : text + " {" + fields + "}";
}

RecordsFixture::RecordsFixture()
{
    database = sure(storage::Database::open(folder / "data.db"));
    schemas = std::make_unique<schema::SchemaStore>(*database, clock, runtime::systemRandom());
    if (auto opened = schemas->open(); !opened) {
        std::fprintf(stderr, "RecordsFixture: %s\n", describe(opened.error()).c_str());
        std::abort();
    }
    store = std::make_unique<records::RecordStore>(
        clock, runtime::systemRandom(), folder / "storage");
    for (const char *body : kCollections) {
        addCollection(body);
    }
    caller = rules::Caller::superuser();
}

void RecordsFixture::addCollection(const std::string &body)
{
    std::string text = body;
    for (const char *name : {"AUTHORS", "TAGS", "BOOKS"}) {
        const auto target = collection(asciiLower(name));
        if (target) {
            text = replaceAll(text, std::string("\"") + name + "\"", "\"" + target->id + "\"");
        }
    }
    Json json = sure(parseJson(text));
    for (const char *rule : kRules) {
        const bool isWrite
            = std::string_view(rule) != "listRule" && std::string_view(rule) != "viewRule";
        if (json["type"].text() != "view" || !isWrite) {
            json.asObject().set(rule, "");
        }
    }
    const auto made = database->runExclusive([&](storage::WriteTransaction &tx) -> Result<void> {
        SOCLE_TRY(schemas->create(tx, json));
        return {};
    });
    if (!made) {
        std::fprintf(
            stderr, "RecordsFixture: %s: %s\n", text.c_str(), describe(made.error()).c_str());
        std::abort();
    }
}

schema::CollectionPtr RecordsFixture::collection(std::string_view name) const
{
    return schemas->catalogue()->findByNameOrId(name);
}

void RecordsFixture::setRule(std::string_view name, std::string_view rule, const Json &value)
{
    const auto id = collection(name)->id;
    const auto changed = database->runExclusive([&](storage::WriteTransaction &tx) -> Result<void> {
        SOCLE_TRY(schemas->update(tx, id, Json(JsonObject{{std::string(rule), value}})));
        return {};
    });
    if (!changed) {
        std::fprintf(stderr, "RecordsFixture: %s\n", describe(changed.error()).c_str());
        std::abort();
    }
}

rules::RequestContext RecordsFixture::request()
{
    m_catalogue = schemas->catalogue();
    return {
        .caller = &caller, .catalogue = m_catalogue.get(), .method = method, .now = clock.now()};
}

records::RecordInput RecordsFixture::prepared(const schema::CollectionPtr &target,
                                              std::string_view id,
                                              std::string_view body)
{
    records::RecordInput input;
    input.body = sure(parseJson(body)).object();
    const auto work = store->passwordWork(*target, input.body, !id.empty(), request());
    for (const auto &[plain, cost] : work.hashes) {
        input.passwordHashes.emplace(plain, sure(crypto::hashPassword(plain, 4)));
    }
    if (work.needsOldPassword) {
        std::string hash;
        discard(database->read([&](storage::ReadTransaction &tx) -> Result<void> {
            hash = SOCLE_TRY(store->passwordHash(tx, *target, id));
            return {};
        }),
                "a missing record has no hash");
        input.oldPassword
            = {.hash = hash,
               .matches = crypto::verifyPassword(input.body.find("oldPassword")->text(), hash)};
    }
    return input;
}

Result<records::Record> RecordsFixture::create(std::string_view name, std::string_view body)
{
    const auto target = collection(name);
    const auto context = request();
    Result<records::Record> made = notFound();
    auto input = prepared(target, {}, body);
    SOCLE_TRY(database->runExclusive([&](storage::WriteTransaction &tx) -> Result<void> {
        made = store->create(tx, target, input, context);
        return made ? Result<void>() : made.error();
    }));
    return made;
}

Result<records::Record> RecordsFixture::update(std::string_view name,
                                               std::string_view id,
                                               std::string_view body,
                                               std::optional<std::string> ifMatch)
{
    const auto target = collection(name);
    const auto context = request();
    Result<records::Record> changed = notFound();
    auto input = prepared(target, id, body);
    SOCLE_TRY(database->runExclusive([&](storage::WriteTransaction &tx) -> Result<void> {
        changed = store->update(tx, target, id, input, context, ifMatch);
        return changed ? Result<void>() : changed.error();
    }));
    return changed;
}

Result<void> RecordsFixture::remove(std::string_view name, std::string_view id)
{
    const auto context = request();
    return database->runExclusive([&](storage::WriteTransaction &tx) {
        return store->remove(tx, collection(name), id, context);
    });
}

Result<std::string> RecordsFixture::view(std::string_view name,
                                         std::string_view id,
                                         std::string_view expand)
{
    const auto context = request();
    Result<std::string> json = notFound();
    SOCLE_TRY(database->read([&](storage::ReadTransaction &tx) -> Result<void> {
        auto viewed = store->view(tx, collection(name), id, expand, context);
        if (!viewed) {
            return viewed.takeError();
        }
        json = viewed->json;
        return {};
    }));
    return json;
}

Result<std::string> RecordsFixture::list(std::string_view name, records::ListQuery query)
{
    const auto context = request();
    Result<std::string> json = notFound();
    SOCLE_TRY(database->read([&](storage::ReadTransaction &tx) -> Result<void> {
        json = store->list(tx, collection(name), query, context);
        return json ? Result<void>() : json.error();
    }));
    return json;
}

std::string RecordsFixture::ids(std::string_view name,
                                std::string_view filter,
                                std::string_view sort)
{
    const auto json = list(name, {.filter = std::string(filter), .sort = std::string(sort)});
    if (!json) {
        return "error " + outcome(json);
    }
    std::string text;
    const Json parsed = sure(parseJson(*json));
    for (const Json &item : parsed["items"].array()) {
        text += (text.empty() ? "" : ",") + item["id"].toText();
    }
    return text;
}

records::Record RecordsFixture::made(std::string_view name, std::string_view body)
{
    const rules::Caller before = caller;
    caller = rules::Caller::superuser();
    auto record = sure(create(name, body));
    caller = before;
    return record;
}

records::Record RecordsFixture::stored(std::string_view name, std::string_view id)
{
    Result<records::Record> found = notFound();
    discard(database->read([&](storage::ReadTransaction &tx) -> Result<void> {
        found = store->find(tx, collection(name), id);
        return {};
    }),
            "found says it");
    return sure(std::move(found));
}

bool RecordsFixture::exists(std::string_view name, std::string_view id)
{
    bool isThere = false;
    discard(database->read([&](storage::ReadTransaction &tx) -> Result<void> {
        isThere = store->find(tx, collection(name), id).hasValue();
        return {};
    }),
            "isThere says it");
    return isThere;
}

void RecordsFixture::signIn(const records::Record &record)
{
    auto auth = std::make_shared<rules::AuthRecord>();
    auth->id = record.id();
    auth->collectionId = record.collection().id;
    auth->collectionName = record.collection().name;
    auth->values = record.toJson();
    caller = record.collection().isSuperusers() ? rules::Caller::superuser(auth)
                                                : rules::Caller::signedIn(auth);
}

} // namespace socle::test
