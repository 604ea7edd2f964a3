// The data browser with a shelf of books of two statuses; the filter by status is obeyed.
#pragma once

#include "tests/studio/views/data/DataFixture.h"

namespace socle::studio {

inline const char *const kShelf = R"([
{"id":"cbooks","name":"books","type":"base","indexes":[],"fields":[
  {"type":"text","name":"id","id":"f1","primaryKey":true,"system":true,"required":true},
  {"type":"text","name":"title","id":"f2","required":true},
  {"type":"select","name":"status","id":"f3","maxSelect":1,"required":true,"values":["draft","published"]},
  {"type":"date","name":"held","id":"f4"},
  {"type":"select","name":"tags","id":"f5","maxSelect":3,"values":["a","b"]},
  {"type":"relation","name":"author","id":"f7","collectionId":"cbooks","maxSelect":1},
  {"type":"bool","name":"sold","id":"f8"},
  {"type":"number","name":"price","id":"f6"}]}])";

inline constexpr int kDrafts = 3;
inline constexpr int kPublished = 450; // more than two pages

/// Books of two statuses; the filter by status is obeyed, page by page.
struct ShelfFixture : DataFixture
{
    ShelfFixture()
    {
        discard(context->schema().assign(parseJson(kShelf)->array()), "well-formed");
        stub->on("GET", kBookRecords, [](const TransportRequest &request) {
            const QString filter = StubTransport::query(request, QStringLiteral("filter"));
            const bool isDraft = filter.contains(QStringLiteral("'draft'"));
            const bool isAll = !filter.contains(QStringLiteral("status = "));
            const int total = isAll ? kDrafts + kPublished : isDraft ? kDrafts : kPublished;
            const int page = StubTransport::query(request, QStringLiteral("page")).toInt();
            const int perPage = StubTransport::query(request, QStringLiteral("perPage")).toInt();
            JsonArray items;
            for (int i = (page - 1) * perPage; i < std::min(page * perPage, total); ++i) {
                items.push_back(JsonObject{
                    {"id", (isDraft ? "draft" : "publi") + std::to_string(1'000'000'000 + i)},
                    {"title", "Title " + std::to_string(i)},
                    {"status", isDraft ? "draft" : "published"},
                    {"held", "2026-03-01 12:00:00.000Z"},
                    {"price", i}});
            }
            return StubAnswer::json(Json(JsonObject{{"items", std::move(items)},
                                                    {"page", page},
                                                    {"perPage", perPage},
                                                    {"totalItems", total},
                                                    {"totalPages", 1}}));
        });
    }

    fields::Field field(const QString &name) const
    {
        return *context->schema().find(QStringLiteral("books"))->field(name);
    }
};

} // namespace socle::studio
