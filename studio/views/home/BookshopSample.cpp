// The bookshop of studio.md Appendix D: books whose newest are the rows of
// mockups/browser-light.png, people, orders and notes; on purpose with Arabic, Hebrew, Japanese,
// emoji, combining marks, very long and empty values.
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
constexpr int kNamedBooks = 196; // those of kTitles and kSeries
constexpr int kRowsAStep = 5000;
constexpr int kLongText = 10'000;

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
    explicit Seeder(int books)
        : m_random(kSeed)
        , m_count(books)
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
            {"POST", u"/api/collections/%1/records"_s.arg(collection), record, {}, {}, {}});
        return made;
    }

    static QByteArray cover(double hue);
    void addPicture(const QString &collection, const QString &id, const QString &field, int index);
    void addBulk();
    void addBooks();
    void addPeople();
    void addOrders(const QJsonArray &users);
    void addNotes();

    std::vector<SampleStep> m_steps;
    QRandomGenerator m_random;
    int m_count;
    QHash<QString, QString> m_authors;
    QJsonArray m_genres;
    QJsonArray m_publishers;
    QJsonArray m_books;
};

std::vector<SampleStep> Seeder::run()
{
    m_steps.push_back(collectionsStep(kBookshopCollections));
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
    addBulk(); // the oldest: people look at the newest first
    addBooks();
    addPeople();
    addNotes();
    return std::move(m_steps);
}

void Seeder::addBulk()
{
    ShopWords words;
    words.authors = m_authors.values();
    words.authors.sort();
    for (const auto &[from, to] :
         {std::pair{&m_genres, &words.genres}, std::pair{&m_publishers, &words.publishers}}) {
        for (const QJsonValue &one : std::as_const(*from)) {
            *to << one.toString();
        }
    }
    const int all = m_count - kNamedBooks;
    for (int from = 0; from < all; from += kRowsAStep) {
        const int count = std::min(kRowsAStep, all - from);
        m_steps.push_back(
            {"POST", u"/api/collections/books/import"_s, {}, {}, {}, [words, from, count] {
                 return bulkBooks(words, from, count);
             }});
    }
}

void Seeder::addPicture(const QString &collection,
                        const QString &id,
                        const QString &field,
                        int index)
{
    m_steps.push_back({"PATCH",
                       u"/api/collections/%1/records/%2"_s.arg(collection, id),
                       {},
                       field,
                       cover(index * 0.37 - static_cast<int>(index * 0.37))});
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
            addPicture(u"books"_s, made, u"cover"_s, index);
        }
    }
}

void Seeder::addPeople()
{
    QJsonArray users;
    const QStringList roles{u"reader"_s, u"editor"_s, u"owner"_s};
    for (const QString &name :
         {u"Ada Marin"_s, u"Noor Haddad"_s, u"Kenji Mori"_s, u"Lena Fischer"_s, u"Sam Okafor"_s}) {
        const QString plain = name.section(u' ', 0, 0).toLower();
        const auto index = static_cast<int>(users.size());
        const QString made = add(u"users"_s,
                                 {{u"name"_s, name},
                                  {u"role"_s, roles[index % 3]},
                                  {u"email"_s, QString(plain + u"@bookshop.example"_s)},
                                  {u"password"_s, u"sample-password"_s},
                                  {u"passwordConfirm"_s, u"sample-password"_s},
                                  {u"verified"_s, true}});
        users.append(made);
        if (index < 3) { // some have none
            addPicture(u"users"_s, made, u"avatar"_s, index + 7);
        }
    }
    for (const QString &name : {u"Ivo Brandt"_s, u"Mina Castell"_s}) {
        add(u"staff"_s,
            {{u"name"_s, name},
             {u"desk"_s, name.startsWith(u'I') ? u"orders"_s : u"shop floor"_s},
             {u"email"_s, QString(name.section(u' ', 0, 0).toLower() + u"@bookshop.example"_s)},
             {u"password"_s, u"sample-password"_s},
             {u"passwordConfirm"_s, u"sample-password"_s},
             {u"verified"_s, true}});
    }
    addOrders(users);
    for (int i = 0; i < 30; ++i) {
        add(u"reviews"_s,
            {{u"book"_s, m_books[m_books.size() - 1 - i % 12]},
             {u"user"_s, oneOf(users)},
             {u"stars"_s, 3 + i % 3},
             {u"body"_s, u"Could not put it down."_s}});
    }
}

void Seeder::addOrders(const QJsonArray &users)
{
    for (int i = 0; i < 40; ++i) {
        const QJsonArray books{oneOf(m_books), oneOf(m_books)};
        const QString order
            = add(u"orders"_s,
                  {{u"number"_s, u"B-%1"_s.arg(1040 + i)},
                   {u"customer"_s, oneOf(users)},
                   {u"books"_s, books},
                   {u"total"_s, 10 + m_random.bounded(5000) / 100.0},
                   {u"paid"_s, i % 4 != 0},
                   {u"placed"_s,
                    u"2026-02-%1 10:00:00.000Z"_s.arg(1 + i % 27, 2, 10, QLatin1Char('0'))}});
        for (const QJsonValue &book : books) {
            add(u"order_items"_s,
                {{u"order"_s, order},
                 {u"book"_s, book},
                 {u"quantity"_s, 1 + m_random.bounded(3)},
                 {u"price"_s, 5 + m_random.bounded(2400) / 100.0}});
        }
    }
}

void Seeder::addNotes()
{
    struct Shop
    {
        const char16_t *name;
        const char16_t *city;
        double longitude;
        double latitude;
    };

    for (const Shop &shop : {Shop{u"Harbour", u"Hamburg", 9.99, 53.55},
                             Shop{u"Old Market", u"Krak\u00F3w", 19.94, 50.06},
                             Shop{u"Left Bank", u"Paris", 2.35, 48.85},
                             Shop{u"Corniche", u"Beirut", 35.5, 33.9},
                             Shop{u"Kanda", u"T\u014Dky\u014D", 139.76, 35.69}}) {
        add(u"shops"_s,
            {{u"name"_s, QString::fromUtf16(shop.name)},
             {u"city"_s, QString::fromUtf16(shop.city)},
             {u"place"_s, QJsonObject{{u"lon"_s, shop.longitude}, {u"lat"_s, shop.latitude}}}});
    }
    // What an editor must survive.
    const QStringList texts{
        u"All fourteen types"_s,
        u"\u05E1\u05E4\u05E8 \u05D7\u05D3\u05E9 \u05D1\u05DE\u05DC\u05D0\u05D9"_s, // Hebrew
        u"e\u0301te\u0301 a\u030A\u0323 n\u0303"_s, // letters with combining marks
        u"\U0001F98A \U0001F468\u200D\U0001F469\u200D\U0001F467 \U0001F1EF\U0001F1F5"_s,
        u"Long. "_s.repeated(kLongText / 6 + 1).left(kLongText),
        {}};
    for (int i = 0; i < texts.size(); ++i) {
        QJsonObject note{{u"text"_s, texts[i]}};
        if (i == 0) {
            note = {{u"text"_s, texts[i]},
                    {u"rich"_s, u"<p>A <strong>note</strong> with everything.</p>"_s},
                    {u"number"_s, -12.5},
                    {u"bool"_s, true},
                    {u"email"_s, u"note@bookshop.example"_s},
                    {u"url"_s, u"https://bookshop.example/notes"_s},
                    {u"date"_s, u"2026-02-28 23:59:59.999Z"_s},
                    {u"choice"_s, QJsonArray{u"one"_s, u"three"_s}},
                    {u"json"_s, QJsonObject{{u"big"_s, 1e15}, {u"none"_s, QJsonValue()}}},
                    {u"book"_s, m_books.last()},
                    {u"place"_s, QJsonObject{{u"lon"_s, 13.4}, {u"lat"_s, 52.5}}},
                    {u"secret"_s, u"sample-password"_s}};
        }
        const QString made = add(u"notes"_s, note);
        if (i == 0) {
            addPicture(u"notes"_s, made, u"files"_s, 3);
        }
    }
}

} // namespace

std::vector<SampleStep> bookshopSteps(int books) { return Seeder(books).run(); }

} // namespace socle::studio
