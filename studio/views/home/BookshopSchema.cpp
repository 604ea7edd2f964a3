// The collections of the sample bookshop, and its books by the thousand.
//
// Rules stand for the cases a rules lab must tell apart: locked (null), everyone (""), owner
// (orders), role (publishers), relation path (order_items) and back-relation (authors).
// Source: studio.md Appendix D.
#include "studio/views/home/Samples.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRandomGenerator>

#include <array>

using namespace Qt::StringLiterals;

namespace socle::studio {

// "users" is there from the start and gets a role.
const char *const kBookshopCollections = R"json([
{"id":"_pb_users_auth_","name":"users","type":"auth","fields":[
  {"name":"role","type":"select","values":["reader","editor","owner"],"maxSelect":1}]},
{"id":"pbc_staff0000001","name":"staff","type":"auth","listRule":null,"viewRule":"id = @request.auth.id","fields":[
  {"name":"name","type":"text","presentable":true},{"name":"desk","type":"text"}],
  "passwordAuth":{"enabled":true,"identityFields":["email"]},"otp":{"enabled":true,"duration":180,"length":8},
  "mfa":{"enabled":true,"duration":600}},
{"id":"pbc_authors00001","name":"authors","type":"base","listRule":"","viewRule":"","updateRule":"@request.auth.id != '' && books_via_author.status ?= 'draft'","fields":[
  {"name":"name","type":"text","required":true,"presentable":true},{"name":"country","type":"text"},
  {"name":"born","type":"number","onlyInt":true},{"name":"portrait","type":"file","maxSelect":1},
  {"name":"created","type":"autodate","onCreate":true}]},
{"id":"pbc_genres000001","name":"genres","type":"base","listRule":"","viewRule":"","fields":[
  {"name":"name","type":"text","required":true,"presentable":true}]},
{"id":"pbc_publishers01","name":"publishers","type":"base","listRule":"","viewRule":"","updateRule":"@request.auth.role = 'editor'","fields":[
  {"name":"name","type":"text","required":true,"presentable":true},{"name":"site","type":"url"}]},
{"id":"pbc_books0000001","name":"books","type":"base","listRule":"","viewRule":"","indexes":[
  "CREATE UNIQUE INDEX `idx_books_isbn` ON `books` (`isbn`) WHERE `isbn` != ''"],"fields":[
  {"name":"title","type":"text","required":true,"presentable":true},
  {"name":"author","type":"relation","collectionId":"pbc_authors00001","maxSelect":1},
  {"name":"price","type":"number","min":0},
  {"name":"status","type":"select","values":["draft","published","archived"],"maxSelect":1},
  {"name":"cover","type":"file","maxSelect":1,"mimeTypes":["image/png","image/jpeg"],"thumbs":["96x128","48x64"]},
  {"name":"tags","type":"select","values":["sci-fi","award","classic","translated","short","fantasy"],"maxSelect":6},
  {"name":"isbn","type":"text","pattern":"^97[89][0-9]{10}$"},
  {"name":"summary","type":"editor"},
  {"name":"genres","type":"relation","collectionId":"pbc_genres000001","maxSelect":5},
  {"name":"publisher","type":"relation","collectionId":"pbc_publishers01","maxSelect":1},
  {"name":"published","type":"date"},
  {"name":"in_stock","type":"bool"},
  {"name":"shelf","type":"geoPoint"},
  {"name":"meta","type":"json"},
  {"name":"created","type":"autodate","onCreate":true},
  {"name":"updated","type":"autodate","onCreate":true,"onUpdate":true}]},
{"id":"pbc_orders000001","name":"orders","type":"base","listRule":"@request.auth.id = customer","viewRule":"@request.auth.id = customer","fields":[
  {"name":"number","type":"text","required":true,"presentable":true},
  {"name":"customer","type":"relation","collectionId":"_pb_users_auth_","maxSelect":1},
  {"name":"books","type":"relation","collectionId":"pbc_books0000001","maxSelect":20},
  {"name":"total","type":"number"},{"name":"paid","type":"bool"},{"name":"placed","type":"date"}]},
{"id":"pbc_orderitems01","name":"order_items","type":"base","listRule":"order.customer = @request.auth.id","viewRule":"order.customer = @request.auth.id","fields":[
  {"name":"order","type":"relation","collectionId":"pbc_orders000001","maxSelect":1,"cascadeDelete":true},
  {"name":"book","type":"relation","collectionId":"pbc_books0000001","maxSelect":1},
  {"name":"quantity","type":"number","min":1,"onlyInt":true},{"name":"price","type":"number","min":0}]},
{"id":"pbc_reviews00001","name":"reviews","type":"base","listRule":"","viewRule":"","createRule":"@request.auth.id != ''","fields":[
  {"name":"book","type":"relation","collectionId":"pbc_books0000001","maxSelect":1,"cascadeDelete":true},
  {"name":"user","type":"relation","collectionId":"_pb_users_auth_","maxSelect":1},
  {"name":"stars","type":"number","min":1,"max":5,"onlyInt":true},{"name":"body","type":"text","max":2000}]},
{"id":"pbc_shops0000001","name":"shops","type":"base","listRule":"","viewRule":"","fields":[
  {"name":"name","type":"text","required":true,"presentable":true},{"name":"city","type":"text"},
  {"name":"place","type":"geoPoint"}]},
{"id":"pbc_notes0000001","name":"notes","type":"base","fields":[
  {"name":"text","type":"text","max":20000},{"name":"rich","type":"editor"},{"name":"number","type":"number"},
  {"name":"bool","type":"bool"},{"name":"email","type":"email"},{"name":"url","type":"url"},
  {"name":"date","type":"date"},{"name":"choice","type":"select","values":["one","two","three"],"maxSelect":3},
  {"name":"json","type":"json"},{"name":"files","type":"file","maxSelect":5},
  {"name":"book","type":"relation","collectionId":"pbc_books0000001","maxSelect":1},
  {"name":"place","type":"geoPoint"},{"name":"secret","type":"password"},
  {"name":"created","type":"autodate","onCreate":true}]},
{"id":"pbc_topsellers01","name":"top_sellers","type":"view","listRule":"","viewRule":"",
  "viewQuery":"SELECT books.id, books.title, SUM(order_items.quantity) AS sold FROM books JOIN order_items ON order_items.book = books.id GROUP BY books.id"}
])json";

namespace {

constexpr std::array<const char16_t *, 12> kFirst{u"Quiet",
                                                  u"Northern",
                                                  u"Borrowed",
                                                  u"Glass",
                                                  u"Seventh",
                                                  u"Paper",
                                                  u"Distant",
                                                  u"Winter",
                                                  u"Hidden",
                                                  u"Last",
                                                  u"Amber",
                                                  u"Salt"};
constexpr std::array<const char16_t *, 13> kSecond{u"Harbour",
                                                   u"Orchard",
                                                   u"Atlas",
                                                   u"Cartographer",
                                                   u"Garden",
                                                   u"Archive",
                                                   u"Lighthouse",
                                                   u"River",
                                                   u"Machine",
                                                   u"Alphabet",
                                                   u"Window",
                                                   u"Island",
                                                   u"Station"};
constexpr std::array<const char16_t *, 6> kBulkTags{
    u"sci-fi", u"award", u"classic", u"translated", u"short", u"fantasy"};
constexpr quint32 kBulkSeed = 20260315;

template <std::size_t N> QString wordOf(const std::array<const char16_t *, N> &words, int index)
{
    return QString::fromUtf16(words[static_cast<std::size_t>(index) % N]);
}

} // namespace

QByteArray bulkBooks(const ShopWords &words, int from, int count)
{
    // Seeded by the book, so that a chunk is the same whatever came before it.
    QByteArray lines;
    for (int i = from; i < from + count; ++i) {
        QRandomGenerator random(kBulkSeed + static_cast<quint32>(i));
        const auto pick = [&](const QStringList &list) {
            return list[random.bounded(static_cast<int>(list.size()))];
        };
        const QJsonObject book{
            {u"id"_s, u"b%1"_s.arg(i, 14, 36, QLatin1Char('0'))},
            {u"title"_s,
             u"The %1 %2, %3"_s.arg(wordOf(kFirst, i), wordOf(kSecond, i / 12)).arg(i / 156 + 1)},
            {u"author"_s, pick(words.authors)},
            {u"price"_s, 4 + random.bounded(3600) / 100.0},
            {u"status"_s,
             i % 11 == 0       ? u"draft"_s
                 : i % 17 == 0 ? u"archived"_s
                               : u"published"_s},
            {u"tags"_s, QJsonArray{wordOf(kBulkTags, i)}},
            {u"isbn"_s, u"979%1"_s.arg(i, 10, 10, QLatin1Char('0'))},
            {u"genres"_s, QJsonArray{pick(words.genres)}},
            {u"publisher"_s, pick(words.publishers)},
            {u"published"_s,
             u"%1-%2-14 00:00:00.000Z"_s.arg(1950 + i % 75)
                 .arg(1 + i % 12, 2, 10, QLatin1Char('0'))},
            {u"in_stock"_s, i % 5 != 3}};
        lines += QJsonDocument(book).toJson(QJsonDocument::Compact) + '\n';
    }
    return lines;
}

} // namespace socle::studio
