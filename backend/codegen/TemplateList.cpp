// The schemas of Templates.h: data, longer than a file of code would be.
#include "backend/codegen/Templates.h"

namespace socle::codegen {

namespace {

constexpr std::string_view kSignedIn = "@request.auth.id != ''";
constexpr std::string_view kOwnAuthor = "author = @request.auth.id && @request.auth.id != ''";
constexpr std::string_view kNewByAuthor
    = "@request.auth.id != '' && @request.body.author = @request.auth.id";

const std::vector<Template> &list()
{
    static const std::vector<Template> all{
        {"blog",
         "Blog",
         "Posts in categories, with comments that are shown once they are approved.",
         {{"categories", "name:text! slug:text!", {"", "", "-", "-", "-"}, "slug"},
          {"posts",
           "title:text! slug:text! summary:text body:editor state:select(draft,published)! "
           "author:>users categories:>categories* cover:file published:date",
           {"state = 'published' || (author = @request.auth.id && @request.auth.id != '')",
            "state = 'published' || (author = @request.auth.id && @request.auth.id != '')",
            kNewByAuthor,
            kOwnAuthor,
            kOwnAuthor},
           "slug"},
          {"comments",
           "post:>posts! author:>users text:text! approved:bool",
           {"approved = true || (author = @request.auth.id && @request.auth.id != '')",
            "approved = true || (author = @request.auth.id && @request.auth.id != '')",
            "@request.auth.id != '' && @request.body.author = @request.auth.id && "
            "@request.body.approved = false",
            "-",
            kOwnAuthor}}},
         {{"categories", R"({"name":"News","slug":"news"})"},
          {"categories", R"({"name":"How to","slug":"how-to"})"},
          {"posts",
           R"({"title":"Hello","slug":"hello","summary":"The first post.","body":"<p>Welcome.</p>","state":"published","categories":["@1"],"published":"2025-01-15 09:00:00.000Z"})"},
          {"posts",
           R"({"title":"A draft","slug":"a-draft","body":"<p>Not yet.</p>","state":"draft","categories":["@2"]})"},
          {"comments", R"({"post":"@1","text":"Nice to be here.","approved":true})"}}},
        {"shop",
         "Shop",
         "Products, customers' orders and their lines.",
         {{"categories", "name:text! slug:text!", {"", "", "-", "-", "-"}, "slug"},
          {"products",
           "name:text! sku:text! description:editor price:number! stock:number active:bool "
           "category:>categories images:file*",
           {"active = true", "active = true", "-", "-", "-"},
           "sku"},
          {"orders",
           "number:text! customer:>users state:select(open,paid,shipped,cancelled)! total:number "
           "address:json note:text",
           {"customer = @request.auth.id && @request.auth.id != ''",
            "customer = @request.auth.id && @request.auth.id != ''",
            "@request.auth.id != '' && @request.body.customer = @request.auth.id && "
            "@request.body.state = 'open'",
            "-",
            "-"},
           "number"},
          {"order_lines",
           "order:>orders! product:>products! quantity:number! price:number",
           {"order.customer = @request.auth.id && @request.auth.id != ''",
            "order.customer = @request.auth.id && @request.auth.id != ''",
            "order.customer = @request.auth.id && @request.auth.id != '' && order.state = 'open'",
            "-",
            "-"}}},
         {{"categories", R"({"name":"Books","slug":"books"})"},
          {"categories", R"({"name":"Stationery","slug":"stationery"})"},
          {"products",
           R"({"name":"Notebook, A5","sku":"NB-A5","price":7.5,"stock":120,"active":true,"category":"@2"})"},
          {"products",
           R"({"name":"Atlas of Islands","sku":"BK-ISL","price":34,"stock":8,"active":true,"category":"@1"})"}}},
        {"cms",
         "CMS",
         "Pages with blocks, menus and a media library.",
         {{"media", "title:text file:file! alt:text", {"", "", kSignedIn, kSignedIn, "-"}},
          {"pages",
           "title:text! slug:text! state:select(draft,published)! blocks:json seo:json "
           "parent:>pages "
           "hero:>media",
           {"state = 'published' || @request.auth.id != ''",
            "state = 'published' || @request.auth.id != ''",
            kSignedIn,
            kSignedIn,
            "-"},
           "slug"},
          {"menus", "name:text! items:json", {"", "", kSignedIn, kSignedIn, "-"}, "name"}},
         {{"pages",
           R"({"title":"Home","slug":"home","state":"published","blocks":[{"type":"text","text":"Welcome."}]})"},
          {"pages",
           R"({"title":"About","slug":"about","state":"published","parent":"@1","blocks":[]})"},
          {"menus",
           R"({"name":"main","items":[{"label":"Home","slug":"home"},{"label":"About","slug":"about"}]})"}}},
        {"directory",
         "Directory",
         "Places with a category, a position and reviews.",
         {{"categories", "name:text! slug:text!", {"", "", "-", "-", "-"}, "slug"},
          {"places",
           "name:text! description:editor category:>categories website:url phone:text "
           "place:geoPoint "
           "photos:file* owner:>users verified:bool",
           {"",
            "",
            "@request.auth.id != '' && @request.body.owner = @request.auth.id && "
            "@request.body.verified = false",
            "owner = @request.auth.id && @request.auth.id != '' && "
            "@request.body.verified:changed = false",
            "-"}},
          {"reviews",
           "place:>places! author:>users stars:number! text:text",
           {"", "", kNewByAuthor, kOwnAuthor, kOwnAuthor}}},
         {{"categories", R"({"name":"Cafés","slug":"cafes"})"},
          {"categories", R"({"name":"Museums","slug":"museums"})"},
          {"places",
           R"({"name":"Harbour Café","category":"@1","place":{"lon":9.99,"lat":53.54},"verified":true})"},
          {"places",
           R"({"name":"Museum of Maps","category":"@2","place":{"lon":4.9,"lat":52.37}})"},
          {"reviews", R"({"place":"@1","stars":5,"text":"Good coffee, fine view."})"}}},
        {"tasks",
         "Tasks",
         "Projects with members, tasks and labels.",
         {{"labels",
           "name:text! color:text",
           {kSignedIn, kSignedIn, kSignedIn, kSignedIn, "-"},
           "name"},
          {"projects",
           "name:text! description:text owner:>users members:>users* archived:bool",
           {"owner = @request.auth.id || members.id ?= @request.auth.id",
            "owner = @request.auth.id || members.id ?= @request.auth.id",
            "@request.auth.id != '' && @request.body.owner = @request.auth.id",
            "owner = @request.auth.id && @request.auth.id != ''",
            "owner = @request.auth.id && @request.auth.id != ''"}},
          {"tasks",
           "title:text! notes:editor project:>projects! state:select(todo,doing,done)! "
           "assignee:>users "
           "labels:>labels* due:date position:number",
           {"@request.auth.id != '' && (project.owner = @request.auth.id || project.members.id ?= "
            "@request.auth.id)",
            "@request.auth.id != '' && (project.owner = @request.auth.id || project.members.id ?= "
            "@request.auth.id)",
            "@request.auth.id != '' && (project.owner = @request.auth.id || project.members.id ?= "
            "@request.auth.id)",
            "@request.auth.id != '' && (project.owner = @request.auth.id || project.members.id ?= "
            "@request.auth.id)",
            "@request.auth.id != '' && project.owner = @request.auth.id"}}},
         {{"labels", R"({"name":"bug","color":"red"})"},
          {"labels", R"({"name":"idea","color":"blue"})"},
          {"projects", R"({"name":"First project","description":"What we do first."})"},
          {"tasks",
           R"({"title":"Look around","project":"@1","state":"doing","labels":["@2"],"position":1})"},
          {"tasks", R"({"title":"Invite somebody","project":"@1","state":"todo","position":2})"}}}};
    return all;
}

} // namespace

std::span<const Template> templates() { return list(); }

} // namespace socle::codegen
