// Two collections and a client on a stub transport: what most tests of this folder start from.
#pragma once

#include "studio/api/ApiClient.h"
#include "studio/domain/SchemaStore.h"
#include "tests/support/StubTransport.h"

namespace socle::studio {

inline std::vector<Json> sampleCollections()
{
    const char *text = R"([
{"id":"cbooks","name":"books","type":"base","indexes":[],"fields":[
  {"type":"text","name":"id","id":"f1","primaryKey":true,"system":true,"required":true,"min":15,"max":15,"pattern":"^[a-z0-9]+$","autogeneratePattern":"[a-z0-9]{15}"},
  {"type":"text","name":"title","id":"f2","required":true,"max":20},
  {"type":"number","name":"price","id":"f3","min":0},
  {"type":"relation","name":"author","id":"f4","collectionId":"cauthors","maxSelect":1},
  {"type":"select","name":"tags","id":"f5","maxSelect":3,"values":["a","b","c"]},
  {"type":"autodate","name":"updated","id":"f6","onCreate":true,"onUpdate":true}]},
{"id":"cauthors","name":"authors","type":"base","indexes":[],"fields":[
  {"type":"text","name":"id","id":"g1","primaryKey":true,"system":true,"required":true,"min":15,"max":15,"pattern":"^[a-z0-9]+$","autogeneratePattern":"[a-z0-9]{15}"},
  {"type":"text","name":"name","id":"g2","presentable":true}]}])";
    return parseJson(text)->array();
}

struct StubConnection
{
    StubConnection()
    {
        auto owned = std::make_unique<StubTransport>();
        stub = owned.get();
        client = std::make_unique<ApiClient>(QUrl(QStringLiteral("http://x")), std::move(owned));
        client->setRetryDelays({});
        schema = std::make_unique<SchemaStore>(*client, nullptr);
        discard(schema->assign(sampleCollections()), "the fixture is well-formed");
    }

    StubTransport *stub = nullptr;
    std::unique_ptr<ApiClient> client;
    std::unique_ptr<SchemaStore> schema;
};

} // namespace socle::studio
