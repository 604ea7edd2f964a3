// The templates. Each is a few collections with the rules an application of its kind would have,
// and some records whose ids are fixed, so that relations need no second look.
#include "studio/views/home/Samples.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

struct Template
{
    const char *key;
    const char *title;
    const char *icon;
    const char *collections; // JSON array; "" for none
    const char *records; // JSON array of {"in": collection, …}
};

// Ids of collections are fixed because relations name them; "_pb_users_auth_" is there from the
// start.
constexpr Template kTemplates[] = {
    {"blank", QT_TRANSLATE_NOOP("Samples", "Blank"), "box", "", ""},
    {"blog",
     QT_TRANSLATE_NOOP("Samples", "Blog"),
     "book",
     R"json([
{"id":"pbc_tags00000001","name":"tags","type":"base","listRule":"","viewRule":"","fields":[
  {"name":"name","type":"text","required":true,"presentable":true}]},
{"id":"pbc_posts0000001","name":"posts","type":"base","listRule":"published = true","viewRule":"published = true",
 "createRule":"@request.auth.id != ''","updateRule":"author = @request.auth.id","deleteRule":"author = @request.auth.id","fields":[
  {"name":"title","type":"text","required":true,"presentable":true},{"name":"slug","type":"text"},
  {"name":"body","type":"editor"},{"name":"cover","type":"file","maxSelect":1},
  {"name":"author","type":"relation","collectionId":"_pb_users_auth_","maxSelect":1},
  {"name":"tags","type":"relation","collectionId":"pbc_tags00000001","maxSelect":10},
  {"name":"published","type":"bool"},{"name":"created","type":"autodate","onCreate":true}]},
{"id":"pbc_comments0001","name":"comments","type":"base","listRule":"","viewRule":"","createRule":"@request.auth.id != ''","fields":[
  {"name":"post","type":"relation","collectionId":"pbc_posts0000001","maxSelect":1,"cascadeDelete":true},
  {"name":"author","type":"relation","collectionId":"_pb_users_auth_","maxSelect":1},
  {"name":"text","type":"text","required":true,"max":2000},{"name":"created","type":"autodate","onCreate":true}]}
])json",
     R"json([
{"in":"tags","id":"tagtravel000001","name":"travel"},{"in":"tags","id":"tagkitchen00001","name":"kitchen"},
{"in":"posts","id":"posthello000001","title":"Hello","slug":"hello","body":"<p>The first words of a new place.</p>","published":true},
{"in":"posts","id":"postbread000001","title":"Bread in four hours","slug":"bread","body":"<p>Flour, water, salt, patience.</p>","tags":["tagkitchen00001"],"published":true},
{"in":"posts","id":"posttrain000001","title":"By train to the coast","slug":"coast","tags":["tagtravel000001"],"published":false},
{"in":"comments","id":"comment00000001","post":"postbread000001","text":"Mine took five."}
])json"},
    {"shop",
     QT_TRANSLATE_NOOP("Samples", "Shop"),
     "card",
     R"json([
{"id":"pbc_categories01","name":"categories","type":"base","listRule":"","viewRule":"","fields":[
  {"name":"name","type":"text","required":true,"presentable":true}]},
{"id":"pbc_products0001","name":"products","type":"base","listRule":"active = true","viewRule":"active = true","fields":[
  {"name":"name","type":"text","required":true,"presentable":true},{"name":"price","type":"number","min":0},
  {"name":"stock","type":"number","onlyInt":true},{"name":"category","type":"relation","collectionId":"pbc_categories01","maxSelect":1},
  {"name":"images","type":"file","maxSelect":8},{"name":"description","type":"editor"},{"name":"active","type":"bool"}]},
{"id":"pbc_orders000001","name":"orders","type":"base","listRule":"customer = @request.auth.id","viewRule":"customer = @request.auth.id","fields":[
  {"name":"number","type":"text","required":true,"presentable":true},
  {"name":"customer","type":"relation","collectionId":"_pb_users_auth_","maxSelect":1},
  {"name":"products","type":"relation","collectionId":"pbc_products0001","maxSelect":50},
  {"name":"status","type":"select","values":["open","paid","sent","returned"],"maxSelect":1},
  {"name":"total","type":"number","min":0},{"name":"created","type":"autodate","onCreate":true}]}
])json",
     R"json([
{"in":"categories","id":"catlamps0000001","name":"Lamps"},{"in":"categories","id":"catchairs000001","name":"Chairs"},
{"in":"products","id":"prodlamp0000001","name":"Desk lamp","price":49,"stock":12,"category":"catlamps0000001","active":true},
{"in":"products","id":"prodchair000001","name":"Oak chair","price":180,"stock":4,"category":"catchairs000001","active":true},
{"in":"products","id":"prodstool000001","name":"Stool","price":65,"stock":0,"category":"catchairs000001","active":false},
{"in":"orders","id":"order0000000001","number":"1001","products":["prodlamp0000001"],"status":"paid","total":49}
])json"},
    {"tasks",
     QT_TRANSLATE_NOOP("Samples", "Tasks"),
     "square-check",
     R"json([
{"id":"pbc_projects0001","name":"projects","type":"base","listRule":"members.id ?= @request.auth.id","viewRule":"members.id ?= @request.auth.id","fields":[
  {"name":"name","type":"text","required":true,"presentable":true},
  {"name":"members","type":"relation","collectionId":"_pb_users_auth_","maxSelect":50}]},
{"id":"pbc_tasks0000001","name":"tasks","type":"base","listRule":"project.members.id ?= @request.auth.id","viewRule":"project.members.id ?= @request.auth.id",
 "createRule":"project.members.id ?= @request.auth.id","updateRule":"project.members.id ?= @request.auth.id","fields":[
  {"name":"title","type":"text","required":true,"presentable":true},
  {"name":"project","type":"relation","collectionId":"pbc_projects0001","maxSelect":1,"cascadeDelete":true},
  {"name":"assignee","type":"relation","collectionId":"_pb_users_auth_","maxSelect":1},
  {"name":"status","type":"select","values":["todo","doing","done"],"maxSelect":1},
  {"name":"priority","type":"number","onlyInt":true,"min":0,"max":3},{"name":"due","type":"date"},{"name":"notes","type":"editor"}]}
])json",
     R"json([
{"in":"projects","id":"projhouse000001","name":"House"},
{"in":"tasks","id":"task00000000001","title":"Paint the door","project":"projhouse000001","status":"todo","priority":1,"due":"2026-05-02 00:00:00.000Z"},
{"in":"tasks","id":"task00000000002","title":"Call the plumber","project":"projhouse000001","status":"doing","priority":3},
{"in":"tasks","id":"task00000000003","title":"Order tiles","project":"projhouse000001","status":"done","priority":0}
])json"},
    {"crm",
     QT_TRANSLATE_NOOP("Samples", "CRM"),
     "users",
     R"json([
{"id":"pbc_companies001","name":"companies","type":"base","listRule":"@request.auth.id != ''","viewRule":"@request.auth.id != ''","fields":[
  {"name":"name","type":"text","required":true,"presentable":true},{"name":"site","type":"url"},{"name":"place","type":"geoPoint"}]},
{"id":"pbc_contacts0001","name":"contacts","type":"base","listRule":"@request.auth.id != ''","viewRule":"@request.auth.id != ''","fields":[
  {"name":"name","type":"text","required":true,"presentable":true},{"name":"email","type":"email"},{"name":"phone","type":"text"},
  {"name":"company","type":"relation","collectionId":"pbc_companies001","maxSelect":1}]},
{"id":"pbc_deals0000001","name":"deals","type":"base","listRule":"owner = @request.auth.id","viewRule":"owner = @request.auth.id","fields":[
  {"name":"title","type":"text","required":true,"presentable":true},{"name":"value","type":"number","min":0},
  {"name":"stage","type":"select","values":["lead","offer","won","lost"],"maxSelect":1},
  {"name":"contact","type":"relation","collectionId":"pbc_contacts0001","maxSelect":1},
  {"name":"owner","type":"relation","collectionId":"_pb_users_auth_","maxSelect":1},{"name":"closes","type":"date"}]}
])json",
     R"json([
{"in":"companies","id":"companyharbour1","name":"Harbour House","site":"https://harbour.example"},
{"in":"contacts","id":"contactada00001","name":"Ada Marin","email":"ada@harbour.example","company":"companyharbour1"},
{"in":"deals","id":"dealshelves0001","title":"Shelves for the shop","value":4200,"stage":"offer","contact":"contactada00001"},
{"in":"deals","id":"deallights00001","title":"Lights","value":900,"stage":"lead","contact":"contactada00001"}
])json"},
    {"chat",
     QT_TRANSLATE_NOOP("Samples", "Chat"),
     "chat",
     R"json([
{"id":"pbc_rooms0000001","name":"rooms","type":"base","listRule":"members.id ?= @request.auth.id","viewRule":"members.id ?= @request.auth.id","fields":[
  {"name":"name","type":"text","required":true,"presentable":true},
  {"name":"members","type":"relation","collectionId":"_pb_users_auth_","maxSelect":200}]},
{"id":"pbc_messages0001","name":"messages","type":"base","listRule":"room.members.id ?= @request.auth.id","viewRule":"room.members.id ?= @request.auth.id",
 "createRule":"author = @request.auth.id && room.members.id ?= @request.auth.id","fields":[
  {"name":"room","type":"relation","collectionId":"pbc_rooms0000001","maxSelect":1,"cascadeDelete":true,"required":true},
  {"name":"author","type":"relation","collectionId":"_pb_users_auth_","maxSelect":1},
  {"name":"text","type":"text","max":4000},{"name":"files","type":"file","maxSelect":10},
  {"name":"created","type":"autodate","onCreate":true}]}
])json",
     R"json([
{"in":"rooms","id":"roomlobby000001","name":"Lobby"},
{"in":"messages","id":"message00000001","room":"roomlobby000001","text":"Is anybody here?"},
{"in":"messages","id":"message00000002","room":"roomlobby000001","text":"Now there are two of us."}
])json"},
    {"knowledge",
     QT_TRANSLATE_NOOP("Samples", "Knowledge base"),
     "layers",
     R"json([
{"id":"pbc_sections0001","name":"sections","type":"base","listRule":"","viewRule":"","fields":[
  {"name":"title","type":"text","required":true,"presentable":true},{"name":"order","type":"number","onlyInt":true}]},
{"id":"pbc_articles0001","name":"articles","type":"base","listRule":"status = 'published'","viewRule":"status = 'published'","fields":[
  {"name":"title","type":"text","required":true,"presentable":true},{"name":"body","type":"editor"},
  {"name":"section","type":"relation","collectionId":"pbc_sections0001","maxSelect":1},
  {"name":"status","type":"select","values":["draft","published"],"maxSelect":1},
  {"name":"related","type":"json"},{"name":"updated","type":"autodate","onCreate":true,"onUpdate":true}]}
])json",
     R"json([
{"in":"sections","id":"sectionstart001","title":"First steps","order":1},
{"in":"articles","id":"articlesetup001","title":"Setting it up","body":"<p>Plug it in, wait for the light.</p>","section":"sectionstart001","status":"published"},
{"in":"articles","id":"articleclean001","title":"Keeping it clean","section":"sectionstart001","status":"draft"}
])json"},
    {"events",
     QT_TRANSLATE_NOOP("Samples", "Events"),
     "calendar-days",
     R"json([
{"id":"pbc_venues000001","name":"venues","type":"base","listRule":"","viewRule":"","fields":[
  {"name":"name","type":"text","required":true,"presentable":true},{"name":"place","type":"geoPoint"},{"name":"seats","type":"number","onlyInt":true}]},
{"id":"pbc_events000001","name":"events","type":"base","listRule":"","viewRule":"","fields":[
  {"name":"title","type":"text","required":true,"presentable":true},{"name":"starts","type":"date","required":true},{"name":"ends","type":"date"},
  {"name":"venue","type":"relation","collectionId":"pbc_venues000001","maxSelect":1},{"name":"poster","type":"file","maxSelect":1}]},
{"id":"pbc_tickets00001","name":"tickets","type":"base","listRule":"holder = @request.auth.id","viewRule":"holder = @request.auth.id","fields":[
  {"name":"event","type":"relation","collectionId":"pbc_events000001","maxSelect":1,"cascadeDelete":true},
  {"name":"holder","type":"relation","collectionId":"_pb_users_auth_","maxSelect":1},{"name":"code","type":"text","presentable":true},{"name":"used","type":"bool"}]}
])json",
     R"json([
{"in":"venues","id":"venuehall000001","name":"Old hall","place":{"lat":48.2082,"lon":16.3738},"seats":220},
{"in":"events","id":"eventquartet001","title":"String quartet","starts":"2026-06-12 18:30:00.000Z","ends":"2026-06-12 20:30:00.000Z","venue":"venuehall000001"},
{"in":"events","id":"eventreading001","title":"A reading","starts":"2026-06-19 19:00:00.000Z","venue":"venuehall000001"},
{"in":"tickets","id":"ticket000000001","event":"eventquartet001","code":"Q-0001"}
])json"},
};

} // namespace

SampleStep collectionsStep(const char *collectionsJson)
{
    const QJsonArray collections = QJsonDocument::fromJson(collectionsJson).array();
    return {"PUT",
            u"/api/collections/import"_s,
            {{u"collections"_s, collections}, {u"deleteMissing"_s, false}},
            {},
            {}};
}

QList<ProjectTemplate> projectTemplates()
{
    QList<ProjectTemplate> all;
    for (const Template &one : kTemplates) {
        all.append({QString::fromLatin1(one.key),
                    QCoreApplication::translate("Samples", one.title),
                    QString::fromLatin1(one.icon)});
    }
    return all;
}

std::vector<SampleStep> templateSteps(const QString &key, bool withRecords)
{
    std::vector<SampleStep> steps;
    for (const Template &one : kTemplates) {
        if (key != QLatin1String(one.key) || *one.collections == 0) {
            continue;
        }
        steps.push_back(collectionsStep(one.collections));
        const QJsonArray records
            = withRecords ? QJsonDocument::fromJson(one.records).array() : QJsonArray();
        for (const QJsonValue &value : records) {
            QJsonObject record = value.toObject();
            const QString collection = record.take(u"in"_s).toString();
            steps.push_back(
                {"POST", u"/api/collections/%1/records"_s.arg(collection), record, {}, {}});
        }
    }
    return steps;
}

} // namespace socle::studio
