// The bookshop: collections as in studio.md Appendix D (those a picture needs), about 200 books
// whose newest are the rows of mockups/browser-light.png; on purpose with Arabic, Japanese, emoji
// and empty values.
#include "studio/views/home/Samples.h"

#include <QBuffer>
#include <QHash>
#include <QImage>
#include <QJsonArray>
#include <QLinearGradient>
#include <QPainter>
#include <QRandomGenerator>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr quint32 kSeed = 20260314;
constexpr int kCovers = 24;

// Two steps, because a relation needs its target; "users" is there from the start.
constexpr const char *kCollections = R"json([
{"id":"pbc_authors00001","name":"authors","type":"base","listRule":"","viewRule":"","fields":[
  {"name":"name","type":"text","required":true,"presentable":true},{"name":"country","type":"text"},
  {"name":"born","type":"number","onlyInt":true},{"name":"portrait","type":"file","maxSelect":1},
  {"name":"created","type":"autodate","onCreate":true}]},
{"id":"pbc_genres000001","name":"genres","type":"base","listRule":"","viewRule":"","fields":[
  {"name":"name","type":"text","required":true,"presentable":true}]},
{"id":"pbc_publishers01","name":"publishers","type":"base","listRule":"","viewRule":"","fields":[
  {"name":"name","type":"text","required":true,"presentable":true},{"name":"site","type":"url"}]},
{"id":"pbc_books0000001","name":"books","type":"base","listRule":"","viewRule":"","fields":[
  {"name":"title","type":"text","required":true,"presentable":true},
  {"name":"author","type":"relation","collectionId":"pbc_authors00001","maxSelect":1},
  {"name":"price","type":"number","min":0},
  {"name":"status","type":"select","values":["draft","published","archived"],"maxSelect":1},
  {"name":"cover","type":"file","maxSelect":1,"mimeTypes":["image/png","image/jpeg"]},
  {"name":"tags","type":"select","values":["sci-fi","award","classic","translated","short","fantasy"],"maxSelect":6},
  {"name":"isbn","type":"text"},
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
{"id":"pbc_reviews00001","name":"reviews","type":"base","listRule":"","viewRule":"","createRule":"@request.auth.id != ''","fields":[
  {"name":"book","type":"relation","collectionId":"pbc_books0000001","maxSelect":1,"cascadeDelete":true},
  {"name":"user","type":"relation","collectionId":"_pb_users_auth_","maxSelect":1},
  {"name":"stars","type":"number","min":1,"max":5,"onlyInt":true},{"name":"body","type":"text","max":2000}]}
])json";

struct Title
{
    const char16_t *title;
    const char16_t *author;
    double price;
    const char16_t *status;
};

// The first eighteen are the mockup's rows.
constexpr Title kTitles[] = {
    {u"The Left Hand of Darkness", u"U. K. Le Guin", 9.99, u"published"},
    {u"Invisible Cities", u"I. Calvino", 13.74, u"published"},
    {u"A Wizard of Earthsea", u"U. K. Le Guin", 17.49, u"published"},
    {u"Kindred", u"O. E. Butler", 13.25, u"published"},
    {u"The Dispossessed", u"U. K. Le Guin", 24.99, u"published"},
    {u"Piranesi", u"S. Clarke", 28.74, u"published"},
    {u"Stories of Your Life", u"T. Chiang", 11.24, u"published"},
    {u"Annihilation", u"J. VanderMeer", 14.99, u"published"},
    {u"The Fifth Season", u"N. K. Jemisin", 18.74, u"draft"},
    {u"Station Eleven", u"E. St. J. Mandel", 22.49, u"published"},
    {u"Solaris", u"S. Lem", 26.24, u"published"},
    {u"Roadside Picnic", u"A. Strugatsky", 29.99, u"published"},
    {u"The Memory Police", u"Y. Ogawa", 12.49, u"archived"},
    {u"Gideon the Ninth", u"T. Muir", 16.24, u"published"},
    {u"Ancillary Justice", u"A. Leckie", 19.99, u"published"},
    {u"Parable of the Sower", u"O. E. Butler", 23.74, u"published"},
    {u"If on a winter\u2019s night a traveler", u"I. Calvino", 27.49, u"published"},
    {u"Exhalation", u"T. Chiang", 9.99, u"published"},
    {u"The Tombs of Atuan", u"U. K. Le Guin", 14.25, u"published"},
    {u"Cosmicomics", u"I. Calvino", 11.75, u"published"},
    {u"Dawn", u"O. E. Butler", 12.99, u"published"},
    {u"Jonathan Strange & Mr Norrell", u"S. Clarke", 21.0, u"published"},
    {u"\u6D77\u8FBA\u306E\u30AB\u30D5\u30AB", u"\u6751\u4E0A\u6625\u6A39", 15.5, u"published"},
    {u"\u0645\u0648\u0633\u0645 \u0627\u0644\u0647\u062C\u0631\u0629 \u0625\u0644\u0649 "
     u"\u0627\u0644\u0634\u0645\u0627\u0644",
     u"\u0627\u0644\u0637\u064A\u0628 \u0635\u0627\u0644\u062D",
     12.0,
     u"published"},
    {u"The little book of \U0001F98A and \U0001F319", u"T. Jansson", 8.5, u"draft"},
    {u"Borne", u"J. VanderMeer", 16.5, u"archived"},
    {u"The Obelisk Gate", u"N. K. Jemisin", 18.74, u"published"},
    {u"The Stone Sky", u"N. K. Jemisin", 18.74, u"published"},
    {u"Sea of Tranquility", u"E. St. J. Mandel", 23.5, u"published"},
    {u"The Cyberiad", u"S. Lem", 13.25, u"published"},
    {u"His Master\u2019s Voice", u"S. Lem", 15.25, u"archived"},
    {u"Hard to Be a God", u"A. Strugatsky", 14.75, u"published"},
    {u"The Housekeeper and the Professor", u"Y. Ogawa", 12.25, u"published"},
    {u"Harrow the Ninth", u"T. Muir", 17.25, u"published"},
    {u"Ancillary Sword", u"A. Leckie", 18.5, u"published"},
    {u"The Summer Book", u"T. Jansson", 10.5, u"published"},
};

constexpr const char16_t *kSeries[] = {u"Collected Stories",
                                       u"Early Essays",
                                       u"Letters",
                                       u"Notebooks",
                                       u"A Reader",
                                       u"Late Work",
                                       u"Conversations",
                                       u"Lectures",
                                       u"First Drafts",
                                       u"A Life"};
constexpr const char16_t *kGenres[]
    = {u"Science fiction", u"Fantasy", u"Literary", u"Short stories", u"Essays", u"Translated"};
constexpr const char16_t *kTags[]
    = {u"sci-fi", u"award", u"classic", u"translated", u"short", u"fantasy"};

/// Same order of calls, same values: the ids are made here, so that nothing has to be asked back.
class Seeder
{
public:
    Seeder()
        : m_random(kSeed)
    {
    }

    std::vector<SampleStep> run();

private:
    QString id()
    {
        static const QString letters = u"0123456789abcdefghijklmnopqrstuvwxyz"_s;
        QString made;
        for (int i = 0; i < 15; ++i) {
            made += letters[m_random.bounded(static_cast<int>(letters.size()))];
        }
        return made;
    }

    QJsonValue oneOf(const QJsonArray &all)
    {
        return all[m_random.bounded(static_cast<int>(all.size()))];
    }

    QString add(const QString &collection, QJsonObject record)
    {
        const QString made = id();
        record[u"id"_s] = made;
        m_steps.push_back(
            {"POST", u"/api/collections/%1/records"_s.arg(collection), record, {}, {}});
        return made;
    }

    static QByteArray cover(double hue);
    void addBooks();
    void addPeople();

    std::vector<SampleStep> m_steps;
    QRandomGenerator m_random;
    QHash<QString, QString> m_authors;
    QJsonArray m_genres;
    QJsonArray m_publishers;
    QJsonArray m_books;
};

std::vector<SampleStep> Seeder::run()
{
    m_steps.push_back(collectionsStep(kCollections));
    for (const char16_t *name : kGenres) {
        m_genres.append(add(u"genres"_s, {{u"name"_s, QString::fromUtf16(name)}}));
    }
    for (const QString &name : {u"Harbour House"_s, u"Ace"_s, u"Einaudi"_s, u"Orbit"_s}) {
        m_publishers.append(
            add(u"publishers"_s,
                {{u"name"_s, name},
                 {u"site"_s, u"https://%1.example"_s.arg(name.toLower().remove(u' '))}}));
    }
    for (const Title &each : kTitles) {
        const QString name = QString::fromUtf16(each.author);
        if (!m_authors.contains(name)) {
            m_authors.insert(
                name,
                add(u"authors"_s, {{u"name"_s, name}, {u"born"_s, 1900 + m_random.bounded(90)}}));
        }
    }
    addBooks();
    addPeople();
    return std::move(m_steps);
}

QByteArray Seeder::cover(double hue)
{
    QImage image(96, 128, QImage::Format_RGB32);
    QPainter painter(&image);
    QLinearGradient gradient(0, 0, 96, 128);
    gradient.setColorAt(0, QColor::fromHsvF(static_cast<float>(hue), 0.45F, 0.75F));
    gradient.setColorAt(1, QColor::fromHsvF(static_cast<float>(hue) * 0.6F + 0.3F, 0.65F, 0.45F));
    painter.fillRect(image.rect(), gradient);
    painter.end();
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    image.save(&buffer, "PNG");
    return bytes;
}

void Seeder::addBooks()
{
    // Newest first is what people see: the mockup's rows go in last.
    struct Book
    {
        QString title;
        QString author;
        double price;
        QString status;
    };

    std::vector<Book> all;
    for (const Title &each : kTitles) {
        all.push_back({QString::fromUtf16(each.title),
                       QString::fromUtf16(each.author),
                       each.price,
                       QString::fromUtf16(each.status)});
    }
    const QStringList authors = [&] {
        QStringList names = m_authors.keys();
        names.sort();
        return names;
    }();
    for (const char16_t *series : kSeries) {
        for (const QString &author : authors) {
            all.push_back({QString::fromUtf16(series) + u" of "_s + author,
                           author,
                           5 + m_random.bounded(2400) / 100.0,
                           u"published"_s});
        }
    }
    for (auto book = all.rbegin(); book != all.rend(); ++book) {
        const auto index = static_cast<int>(all.rend() - book) - 1;
        QJsonObject record{
            {u"title"_s, book->title},
            {u"author"_s, m_authors.value(book->author)},
            {u"price"_s, book->price},
            {u"status"_s, book->status},
            {u"isbn"_s, u"978080708%1"_s.arg(3697 - index, 4, 10, QLatin1Char('0'))},
            {u"in_stock"_s, index % 5 != 3},
            {u"publisher"_s, oneOf(m_publishers)},
            {u"genres"_s, QJsonArray{m_genres[index % 6]}},
            {u"published"_s,
             u"19%1-0%2-14 00:00:00.000Z"_s.arg(60 + index % 40).arg(1 + index % 9)}};
        if (index % 7 != 6) { // some have none
            record[u"tags"_s] = QJsonArray{QString::fromUtf16(kTags[index % 2]),
                                           QString::fromUtf16(kTags[2 + index % 4])};
        }
        if (index == 3) {
            record[u"summary"_s]
                = u"<p>A modern woman is pulled back through time to the antebellum South, again and again, to keep an ancestor alive.</p>"_s;
        }
        if (index % 3 == 0) {
            record[u"meta"_s] = QJsonObject{{u"pages"_s, 180 + index}, {u"binding"_s, u"paper"_s}};
            record[u"shelf"_s] = QJsonObject{{u"lat"_s, 48.8566}, {u"lon"_s, 2.3522}};
        }
        const QString made = add(u"books"_s, record);
        m_books.append(made);
        if (index < kCovers) {
            m_steps.push_back({"PATCH",
                               u"/api/collections/books/records/%1"_s.arg(made),
                               {},
                               u"cover"_s,
                               cover(index * 0.37 - static_cast<int>(index * 0.37))});
        }
    }
}

void Seeder::addPeople()
{
    QJsonArray users;
    for (const QString &name :
         {u"Ada Marin"_s, u"Noor Haddad"_s, u"Kenji Mori"_s, u"Lena Fischer"_s, u"Sam Okafor"_s}) {
        const QString plain = name.section(u' ', 0, 0).toLower();
        users.append(add(u"users"_s,
                         {{u"name"_s, name},
                          {u"email"_s, QString(plain + u"@bookshop.example"_s)},
                          {u"password"_s, u"sample-password"_s},
                          {u"passwordConfirm"_s, u"sample-password"_s},
                          {u"verified"_s, true}}));
    }
    for (int i = 0; i < 40; ++i) {
        add(u"orders"_s,
            {{u"number"_s, u"B-%1"_s.arg(1040 + i)},
             {u"customer"_s, oneOf(users)},
             {u"books"_s, QJsonArray({oneOf(m_books), oneOf(m_books)})},
             {u"total"_s, 10 + m_random.bounded(5000) / 100.0},
             {u"paid"_s, i % 4 != 0},
             {u"placed"_s,
              u"2026-02-%1 10:00:00.000Z"_s.arg(1 + i % 27, 2, 10, QLatin1Char('0'))}});
    }
    for (int i = 0; i < 30; ++i) {
        add(u"reviews"_s,
            {{u"book"_s, m_books[m_books.size() - 1 - i % 12]},
             {u"user"_s, oneOf(users)},
             {u"stars"_s, 3 + i % 3},
             {u"body"_s, u"Could not put it down."_s}});
    }
}

} // namespace

std::vector<SampleStep> bookshopSteps() { return Seeder().run(); }

} // namespace socle::studio
