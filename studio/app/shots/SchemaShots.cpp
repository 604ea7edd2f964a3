// The schema: map, sheet of one collection, review of drafted changes.
#include "studio/app/shots/Flows.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/SchemaStore.h"
#include "studio/shell/ConnectionSession.h"
#include "studio/shell/MainWindow.h"
#include "studio/shell/Workbench.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr int kCountsMs = 500;

Pilot &map(Stage &stage)
{
    Pilot &pilot = stage.shop();
    pilot.trigger(u"act.go.schema"_s);
    pilot.await(u"schema.cards"_s);
    Pilot::rest(kCountsMs);
    return pilot;
}

} // namespace

std::vector<Shot> schemaShots()
{
    return {
        {u"schema"_s,
         u"empty"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = stage.fresh();
             pilot.trigger(u"act.go.schema"_s);
             pilot.await(u"schema"_s);
             Pilot::rest(kCountsMs);
             return pilot;
         }},
        {u"schema"_s, u"cards"_s, [](Stage &stage) -> Pilot & { return map(stage); }},
        {u"schema"_s,
         u"sheet"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = openView(stage, {u"schema"_s, u"books"_s, {}, {}});
             pilot.await(u"schema.sheet"_s);
             return pilot;
         }},
        {u"schema"_s,
         u"review"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = map(stage);
             SchemaStore &schema = stage.session().context().schema();
             const CollectionPtr books = schema.find(u"books");
             Json drafted = books->json;
             for (Json &field : drafted.asObject()["fields"].asArray()) {
                 if (field["name"] == "price") {
                     field.asObject()["min"] = Json(1);
                 } else if (field["name"] == "shelf") {
                     field.asObject()["name"] = Json("place");
                 }
             }
             auto &fields = drafted.asObject()["fields"].asArray();
             fields.erase(std::remove_if(fields.begin(),
                                         fields.end(),
                                         [](const Json &field) { return field["name"] == "meta"; }),
                          fields.end());
             schema.setDraft(books->id, drafted);
             schema.addDraft(Json(JsonObject{
                 {"name", "series"},
                 {"type", "base"},
                 {"fields", JsonArray{Json(JsonObject{{"name", "title"}, {"type", "text"}})}}}));
             pilot.trigger(u"act.schema.review"_s);
             pilot.await(u"schema.review.panel"_s);
             Pilot::rest(kCountsMs);
             return pilot;
         }},
    };
}

} // namespace socle::studio
