// The schema: map, sheet of one collection, review of drafted changes.
#include "studio/app/shots/Flows.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/SchemaStore.h"
#include "studio/kit/Tabs.h"
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

/// The sheet of a collection, in one of its sections.
Pilot &sheetOf(Stage &stage, const QString &collection, const QString &section)
{
    Pilot &pilot = openView(stage, {u"schema"_s, collection, {}, {}});
    pilot.await(u"schema.sheet"_s);
    auto *tabs = qobject_cast<Tabs *>(pilot.await(u"schema.sections"_s));
    tabs->setCurrentIndex(tabs->indexOfKey(section));
    Pilot::rest(kCountsMs);
    return pilot;
}

Shot sectionShot(const QString &state, const QString &collection, const QString &section)
{
    return {u"schema"_s, state, [=](Stage &stage) -> Pilot & {
                return sheetOf(stage, collection, section);
            }};
}

/// Every kind of change at once.
Pilot &drafted(Stage &stage)
{
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
    schema.addDraft(Json(
        JsonObject{{"name", "series"},
                   {"type", "base"},
                   {"fields", JsonArray{Json(JsonObject{{"name", "title"}, {"type", "text"}})}}}));
    return pilot;
}

Pilot &reviewed(Stage &stage)
{
    Pilot &pilot = drafted(stage);
    pilot.trigger(u"act.schema.review"_s);
    pilot.await(u"schema.review.panel"_s);
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
        {u"schema"_s, u"review"_s, reviewed},
        {u"schema"_s,
         u"reviewSql"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = reviewed(stage);
             auto *tabs = qobject_cast<Tabs *>(pilot.await(u"schema.review.tabs"_s));
             tabs->setCurrentIndex(tabs->indexOfKey(u"sql"_s));
             Pilot::rest(kCountsMs);
             return pilot;
         }},
        {u"schema"_s,
         u"confirm"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = map(stage);
             SchemaStore &schema = stage.session().context().schema();
             schema.setRemoved(schema.find(u"reviews")->id, true);
             pilot.trigger(u"act.schema.review"_s);
             pilot.await(u"schema.review.panel"_s);
             Pilot::rest(kCountsMs);
             return pilot;
         }},
        {u"schema"_s, u"drafted"_s, drafted},
        {u"schema"_s,
         u"field"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = sheetOf(stage, u"books"_s, u"fields"_s);
             pilot.click(u"schema.card.author"_s);
             Pilot::rest(kCountsMs);
             return pilot;
         }},
        {u"schema"_s,
         u"addField"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = sheetOf(stage, u"books"_s, u"fields"_s);
             pilot.click(u"schema.field.add.type"_s);
             pilot.await(u"schema.field.type.search"_s);
             return pilot;
         }},
        sectionShot(u"indexes"_s, u"books"_s, u"indexes"_s),
        sectionShot(u"rules"_s, u"reviews"_s, u"rules"_s),
        sectionShot(u"query"_s, u"top_sellers"_s, u"query"_s),
        {u"schema"_s,
         u"locked"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = sheetOf(stage, u"books"_s, u"fields"_s);
             stage.session().context().setLocked(true);
             Pilot::rest(kCountsMs);
             return pilot;
         }},
    };
}

} // namespace socle::studio
