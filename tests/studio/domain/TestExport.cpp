// Records out: every format, shapes of values, an archive with its files, the view's order, and
// that nothing waits for ever.
#include "studio/api/ApiDownload.h"
#include "studio/api/Text.h"
#include "studio/domain/ExportJob.h"
#include "studio/domain/XlsxReader.h"
#include "studio/domain/ZipFile.h"
#include "tests/studio/domain/Fixtures.h"
#include "tests/support/TestSuite.h"

#include <QFile>
#include <QTemporaryDir>

using namespace Qt::StringLiterals;
using namespace socle;
using namespace socle::studio;

namespace {

JsonObject sampleRecord()
{
    return JsonObject{
        {"id", "b00000000000001"},
        {"title", "O'Neil, \"A\"\nB"},
        {"price", 1.5},
        {"author", "a1"},
        {"tags", JsonArray{"a", "b"}},
        {"updated", "2026-01-02 03:04:05.006Z"},
        {"expand", JsonObject{{"author", JsonObject{{"id", "a1"}, {"name", "Ada|x"}}}}}};
}

QByteArray all(ExportFormat format, const QStringList &columns, const std::vector<Json> &values)
{
    ExportRows rows(format, u"my books"_s);
    QByteArray text = rows.begin(columns);
    text += rows.row(values);
    return text + rows.end();
}

/// A page of records "b1"… for a stub.
StubAnswer pageOf(const QStringList &ids)
{
    JsonArray items;
    for (const QString &id : ids) {
        items.push_back(JsonObject{{"id", toUtf8(id)}, {"title", toUtf8(id)}});
    }
    return StubAnswer::json(Json(JsonObject{{"page", 1},
                                            {"perPage", 500},
                                            {"totalItems", -1},
                                            {"totalPages", -1},
                                            {"items", std::move(items)}}));
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class TestExport : public QObject
{
    Q_OBJECT
private slots:

    void writesEveryFormat_data()
    {
        QTest::addColumn<int>("format");
        QTest::addColumn<QByteArray>("text");
        const auto row = [](ExportFormat format, const char *text) {
            QTest::newRow(qPrintable(exportExtension(format)))
                << static_cast<int>(format) << QByteArray(text);
        };
        row(ExportFormat::Csv,
            "title,price,tags\n\"O'Neil, \"\"A\"\"\nB\",1.5,\"[\"\"a\"\",\"\"b\"\"]\"\n");
        row(ExportFormat::Tsv,
            "title\tprice\ttags\n\"O'Neil, \"\"A\"\"\nB\"\t1.5\t\"[\"\"a\"\",\"\"b\"\"]\"\n");
        row(ExportFormat::Json,
            "[\n{\"title\":\"O'Neil, \\\"A\\\"\\nB\",\"price\":1.5,\"tags\":[\"a\",\"b\"]}\n]\n");
        row(ExportFormat::JsonLines,
            "{\"title\":\"O'Neil, \\\"A\\\"\\nB\",\"price\":1.5,\"tags\":[\"a\",\"b\"]}\n");
        row(ExportFormat::Markdown,
            "| title | price | tags |\n| --- | --- | --- |\n"
            "| O'Neil, \"A\"<br>B | 1.5 | [\"a\",\"b\"] |\n");
        row(ExportFormat::Sql,
            "INSERT INTO \"my books\" (\"title\", \"price\", \"tags\") VALUES "
            "('O''Neil, \"A\"\nB', 1.5, '[\"a\",\"b\"]');\n");
        row(ExportFormat::TypeScript,
            "// my books\nexport const my_books = [\n"
            "  { title: \"O'Neil, \\\"A\\\"\\nB\", price: 1.5, tags: [\"a\",\"b\"] },\n];\n");
    }

    void writesEveryFormat()
    {
        QFETCH(int, format);
        QFETCH(QByteArray, text);
        StubConnection connection;
        const QStringList columns{u"title"_s, u"price"_s, u"tags"_s};
        const auto values = exportValues(
            sampleRecord(), columns, *connection.schema->find(u"books"), {}, *connection.schema);
        QCOMPARE(all(static_cast<ExportFormat>(format), columns, values), text);
        QCOMPARE(exportFormatOf(u"x."_s + exportExtension(static_cast<ExportFormat>(format))),
                 std::optional(static_cast<ExportFormat>(format)));
    }

    void shapesValues()
    {
        StubConnection connection;
        const CollectionSchema &books = *connection.schema->find(u"books");
        const auto one = [&](const QString &field, const ExportShape &shape) {
            return toQString(exportValues(sampleRecord(), {field}, books, shape, *connection.schema)
                                 .front()
                                 .dump());
        };
        using Relations = ExportShape::Relations;
        QCOMPARE(one(u"author"_s, {}), u"\"a1\""_s);
        QCOMPARE(one(u"author"_s, {.relations = Relations::Labels}), u"\"Ada|x\""_s);
        QCOMPARE(one(u"author"_s, {.relations = Relations::Objects}),
                 u"{\"id\":\"a1\",\"name\":\"Ada|x\"}"_s);
        const QString local = one(u"updated"_s, {.isLocalTime = true});
        const QDateTime moment(QDate(2026, 1, 2), QTime(3, 4, 5, 6), Qt::UTC);
        QCOMPARE(QDateTime::fromString(local.mid(1, local.size() - 2), Qt::ISODateWithMs), moment);
        QVERIFY(!local.contains(u'Z') || moment.toLocalTime().offsetFromUtc() == 0);
    }

    void takesStructuresApart()
    {
        auto schema = CollectionSchema::fromJson(*parseJson(
            R"({"id":"c","name":"c","type":"base","fields":[{"type":"json","name":"meta","id":"m"},{"type":"geoPoint","name":"place","id":"p"}]})"));
        VERIFY_OK(schema);
        const JsonObject first
            = parseJson(R"({"meta":{"isbn":"1"},"place":{"lon":2,"lat":3}})")->object();
        const JsonObject later = parseJson(R"({"meta":{"isbn":"2","new":true}})")->object();
        const QStringList columns = flatColumns({u"meta"_s, u"place"_s}, *schema, {&first});
        QCOMPARE(columns, (QStringList{u"meta.isbn"_s, u"meta"_s, u"place.lon"_s, u"place.lat"_s}));
        StubConnection connection;
        const auto values
            = exportValues(later, columns, *schema, {.isFlat = true}, *connection.schema);
        QCOMPARE(toQString(values.at(0).dump()), u"\"2\""_s);
        QCOMPARE(toQString(values.at(1).dump()), u"{\"new\":true}"_s); // nothing is dropped
        QVERIFY(values.at(2).isNull());
    }

    void aTableGoesAsHtmlToo()
    {
        const QString html = exportHtml({u"a<b"_s}, {{Json("x & y\nz")}});
        QVERIFY(html.contains(u"<th>a&lt;b</th>"_s));
        QVERIFY(html.contains(u"<td>x &amp; y<br>z</td>"_s));
    }

    void keepsTheViewsOrderAndWritesNothingTwice()
    {
        const QTemporaryDir folder;
        StubConnection connection;
        QStringList first;
        for (int i = 0; i < ExportJob::kPage; ++i) {
            first.append(u"b%1"_s.arg(i));
        }
        connection.stub->on(
            "GET", u"/api/collections/books/records"_s, [first](const TransportRequest &request) {
                const bool isFirst = StubTransport::query(request, u"page"_s) == u"1"_s;
                return pageOf(isFirst ? first : QStringList{u"b499"_s, u"c1"_s}); // one moved
            });
        const ExportPlan plan{.collectionId = u"cbooks"_s,
                              .sort = u"-title"_s,
                              .fields = {u"title"_s},
                              .keepsOrder = true,
                              .path = folder.filePath(u"out.csv"_s)};
        ExportJob job(*connection.client, *connection.schema, {}, plan);
        job.start();
        QTRY_COMPARE(job.state(), ExportJob::State::Finished);
        QCOMPARE(job.rows(), qint64(ExportJob::kPage + 1));
        const QByteArray text = contentOf(plan.path);
        QCOMPARE(text.count("b499\n"), 1);
        QVERIFY(text.endsWith("b499\nc1\n"));
        const auto asked = connection.stub->requests("GET", u"/api/collections/books/records"_s);
        QCOMPARE(StubTransport::query(asked.front(), u"sort"_s), u"-title"_s);
    }

    void bringsTheFilesAlong()
    {
        const QTemporaryDir folder;
        StubConnection connection;
        std::vector<Json> collections = sampleCollections();
        collections.front().asObject()["fields"].asArray().push_back(
            *parseJson(R"({"type":"file","name":"cover","id":"f9","maxSelect":1})"));
        VERIFY_OK(connection.schema->assign(collections));
        connection.stub->on("GET",
                            u"/api/collections/books/records"_s,
                            StubAnswer::json(QByteArray(
                                R"({"page":1,"perPage":500,"totalItems":-1,"totalPages":-1,"items":[
 {"id":"b1","collectionId":"cbooks","collectionName":"books","title":"A","cover":"a.png"},
 {"id":"b2","collectionId":"cbooks","collectionName":"books","title":"B","cover":"gone.png"}]})")));
        connection.stub->on(
            "POST", u"/api/files/token"_s, StubAnswer::json(QByteArray(R"({"token":"t"})")));
        StubAnswer picture;
        picture.body = "PICTURE";
        connection.stub->on("GET", u"/api/files/books/b1/a.png"_s, picture);
        connection.stub->on(
            "GET", u"/api/files/books/b2/gone.png"_s, StubAnswer::error(404, "No."));
        const ExportPlan plan{.collectionId = u"cbooks"_s,
                              .fields = {u"title"_s, u"cover"_s},
                              .hasFiles = true,
                              .path = folder.filePath(u"out.zip"_s)};
        ExportJob job(*connection.client, *connection.schema, {}, plan);
        job.start();
        QTRY_VERIFY(job.state() > ExportJob::State::Paused);
        QVERIFY2(job.state() == ExportJob::State::Finished, qPrintable(job.reason()));
        QCOMPARE(job.files(), qint64(1));
        QCOMPARE(job.missingFiles(), qint64(1));
        QFile file(plan.path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        auto zip = ZipReader::open(file);
        VERIFY_OK(zip);
        const auto read = [&zip](const QByteArray &name) {
            auto entry = zip->entry(name);
            return entry ? (*entry)->readAll() : QByteArray("not there");
        };
        QCOMPARE(read("books.csv"), QByteArray("title,cover\nA,a.png\nB,gone.png\n"));
        QCOMPARE(read("files/b1/a.png"), QByteArray("PICTURE"));
        QVERIFY(read("missing.txt").startsWith("b2/gone.png\t"));
    }

    void aClosedConnectionEndsIt()
    {
        const QTemporaryDir folder;
        StubConnection connection;
        StubAnswer slow = pageOf({u"b1"_s});
        slow.delayMs = 60'000;
        connection.stub->on("GET", u"/api/collections/books/records"_s, slow);
        const ExportPlan plan{.collectionId = u"cbooks"_s, .path = folder.filePath(u"out.csv"_s)};
        ExportJob job(*connection.client, *connection.schema, {}, plan);
        job.start();
        QTRY_COMPARE(connection.client->inFlight(), 1);
        connection.client->cancelAll();
        QTRY_COMPARE(job.state(), ExportJob::State::Failed);
        QVERIFY(!job.reason().isEmpty());
        QVERIFY(!QFile::exists(plan.path));
    }

    void aServerThatFallsSilentEndsADownload()
    {
        StubConnection connection;
        StubAnswer slow;
        slow.delayMs = 60'000;
        connection.stub->on("GET", u"/api/x"_s, slow);
        ApiDownload download(*connection.client, ApiRequest::get(u"/api/x"_s, u"test"_s));
        std::optional<ApiError> said;
        connect(
            &download, &ApiDownload::ended, this, [&said](bool hasError, const ApiError &error) {
                said = hasError ? error : ApiError{};
            });
        download.setSilentMs(30);
        QTRY_VERIFY(said.has_value());
        QCOMPARE(said->failure, TransportFailure::TimedOut);
    }
};
SOCLE_TEST_SUITE(TestExport)
#include "TestExport.moc"
