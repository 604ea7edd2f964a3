// The filter as the studio answers it for live changes, against what a server program answers for
// the same records: where the studio says something, the server says the same.
#include "studio/api/RecordsEndpoint.h"
#include "studio/api/Text.h"
#include "studio/domain/FilterMatch.h"
#include "tests/studio/domain/CrashServer.h"

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

/// Whether the studio must know the answer for every record, or leaves some to the server.
enum class Knows { All, None };

struct FilterRow
{
    const char *filter;
    Knows knows;
};

const FilterRow kFilters[] = {
    {"title = 'Kindred'", Knows::All},
    {"title = 'kindred'", Knows::All},
    {"title != 'Kindred'", Knows::All},
    {"title = ''", Knows::All},
    {"title != null", Knows::All},
    {"title = NULL", Knows::All},
    {"title ~ 'kin'", Knows::All},
    {"title ~ 'KIN%'", Knows::All},
    {"title ~ '%d'", Knows::All},
    {"title ~ 'k%n%d'", Knows::All},
    {"title ~ '100%'", Knows::All},
    {"title ~ '100\\\\%'", Knows::All},
    {"title ~ 'a_b'", Knows::All},
    {"title ~ '%a_b%'", Knows::All},
    {"title ~ ''", Knows::All},
    {"title !~ 'kin'", Knows::All},
    {"title ~ 'ÄRGER'", Knows::All},
    {"title ~ 'ärg'", Knows::All},
    {"title ~ '_rger%'", Knows::All},
    {"title ~ '%_rger'", Knows::All},
    {"title > 'K'", Knows::All},
    {"title >= 'Kindred' && title < 'b'", Knows::All},
    {"price > 9.99", Knows::All},
    {"price >= 9.99", Knows::All},
    {"price = 0", Knows::All},
    {"price != 14.5", Knows::All},
    {"price < -1", Knows::All},
    {"price = null", Knows::All},
    {"price != ''", Knows::All},
    {"sold = true", Knows::All},
    {"sold != TRUE", Knows::All},
    {"sold = 0", Knows::All},
    {"status = 'draft' || price > 14", Knows::All},
    {"status = 'draft' && price > 14 || sold = true", Knows::All},
    {"status = 'draft' && (price > 14 || sold = true)", Knows::All},
    {"status ?= 'draft'", Knows::All},
    {"held >= '2024-01-01'", Knows::All},
    {"held < '2024-06-01 00:00:00.000Z' && held != ''", Knows::All},
    {"title = 'Kindred' && tags ~ 'x' && title = 'no'", Knows::All}, // false whatever the tags are
    {"price = price", Knows::None},
    {"tags ~ 'x'", Knows::None},
    {"title:lower = 'kindred'", Knows::None},
    {"meta.a = 1", Knows::None},
    {"held < @now", Knows::None},
    {"title = 123", Knows::None},
};

} // namespace

class TestFilterMatch : public QObject
{
    Q_OBJECT

    CrashServer m_server;
    std::unique_ptr<ConnectionContext> m_context;
    std::vector<Record> m_records;

private slots:

    void initTestCase()
    {
        QString problem;
        QVERIFY2(m_server.prepare(&problem), qPrintable(problem));
        m_server.start();
        m_context = contextOn(m_server.address(), std::make_unique<MemoryDraftStore>());
        QVERIFY(signIn(*m_context));
        VERIFY_OK(awaited(
            this,
            m_context->client().send(ApiRequest::withJson(
                "POST",
                u"/api/collections"_s,
                *parseJson(
                    R"({"name":"shelf","type":"base","fields":[{"name":"title","type":"text"},{"name":"price","type":"number"},{"name":"sold","type":"bool"},{"name":"status","type":"select","maxSelect":1,"values":["draft","published"]},{"name":"tags","type":"select","maxSelect":2,"values":["x","y"]},{"name":"held","type":"date"},{"name":"meta","type":"json"}]})"),
                u"test"_s))));
        QVERIFY(signIn(*m_context)); // reads the schema
        const char *const titles[] = {
            "Kindred", "kindred", "", "100% wool", "1000", "a_b", "axb", "Ärger", "ärger", "123"};
        const double prices[] = {0, 9.99, 14.5, -2, 100};
        int n = 0;
        for (const char *title : titles) {
            const double price = prices[n % 5];
            const auto made = awaited(
                this,
                RecordsEndpoint(m_context->client())
                    .create(u"shelf"_s,
                            JsonObject{{"title", title},
                                       {"price", price},
                                       {"sold", n % 2 == 0},
                                       {"status",
                                        n % 3 == 0       ? "draft"
                                            : n % 3 == 1 ? "published"
                                                         : ""},
                                       {"tags", n % 4 == 0 ? JsonArray{"x"} : JsonArray{}},
                                       {"held",
                                        n % 3 == 0       ? "2024-03-01 10:00:00.000Z"
                                            : n % 3 == 1 ? "2024-07-01 10:00:00.000Z"
                                                         : ""},
                                       {"meta", JsonObject{{"a", n % 2}}}}));
            VERIFY_OK(made);
            m_records.push_back(*made);
            ++n;
        }
    }

    void answersAsTheServer_data()
    {
        QTest::addColumn<QString>("filter");
        QTest::addColumn<bool>("knowsAll");
        for (const FilterRow &row : kFilters) {
            QTest::newRow(row.filter) << QString::fromUtf8(row.filter) << (row.knows == Knows::All);
        }
    }

    void answersAsTheServer()
    {
        if (m_context == nullptr) {
            return;
        }
        QFETCH(QString, filter);
        QFETCH(bool, knowsAll);
        const CollectionPtr shelf = m_context->schema().find(u"shelf"_s);
        QVERIFY(shelf != nullptr);
        ListQuery query;
        query.perPage = 100;
        query.filter = filter;
        const auto page
            = awaited(this, RecordsEndpoint(m_context->client()).list(u"shelf"_s, query));
        VERIFY_OK(page);
        QSet<QString> matching;
        for (const Record &record : page->items) {
            matching.insert(record.id);
        }
        const FilterMatch match(filter, shelf);
        for (const Record &record : m_records) {
            const std::optional<bool> own = match.matches(record);
            QCOMPARE(own.has_value(), knowsAll);
            QVERIFY2(!own || *own == matching.contains(record.id),
                     qPrintable(toQString(record.value(u"title").text())));
        }
    }

    /// A field that is not in the event is not known to be empty.
    void missingFieldsAreNotGuessed()
    {
        if (m_context == nullptr) {
            return;
        }
        const FilterMatch match(u"title = ''"_s, m_context->schema().find(u"shelf"_s));
        QVERIFY(!match.matches(Record{u"r1"_s, JsonObject{{"price", 1}}}).has_value());
        QVERIFY(!FilterMatch(u"title = "_s, m_context->schema().find(u"shelf"_s))
                     .matches(m_records.front())
                     .has_value());
    }

    void cleanupTestCase()
    {
        m_context.reset();
        m_server.stop();
    }
};

SOCLE_TEST_SUITE(TestFilterMatch)

} // namespace socle::studio

#include "TestFilterMatch.moc"
