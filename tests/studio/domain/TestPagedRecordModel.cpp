// A long list as rows: pages on demand, both ends, staged rows, live changes; under Qt's model
// tester.
#include "studio/api/OnResult.h"
#include "studio/api/Text.h"
#include "studio/domain/PagedRecordModel.h"
#include "studio/domain/RecordQueryText.h"
#include "studio/domain/StagingEngine.h"
#include "tests/studio/domain/Fixtures.h"
#include "tests/support/TestSuite.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>

using namespace socle;
using namespace socle::studio;

namespace {

const QString kRecords = QStringLiteral("/api/collections/books/records");

/// Serves `total` books; record n of the ordinary order is "bn", with the sort turned round when
/// asked.
void serve(StubTransport &stub, const int &total)
{
    stub.on("GET", kRecords, [&total](const TransportRequest &request) {
        const int page = StubTransport::query(request, QStringLiteral("page")).toInt();
        const int perPage = StubTransport::query(request, QStringLiteral("perPage")).toInt();
        const bool isReversed
            = StubTransport::query(request, QStringLiteral("sort")) == QStringLiteral("@rowid");
        JsonArray items;
        for (int i = (page - 1) * perPage; i < std::min(page * perPage, total); ++i) {
            const int n = isReversed ? total - 1 - i : i;
            items.push_back(JsonObject{
                {"id", "b" + std::to_string(n)}, {"title", "T" + std::to_string(n)}, {"price", n}});
        }
        const bool skips
            = StubTransport::query(request, QStringLiteral("skipTotal")) == QStringLiteral("1");
        return StubAnswer::json(Json(JsonObject{{"items", std::move(items)},
                                                {"page", page},
                                                {"perPage", perPage},
                                                {"totalItems", skips ? -1 : total},
                                                {"totalPages", -1}}));
    });
}

} // namespace

class TestPagedRecordModel : public QObject
{
    Q_OBJECT
private slots:

    void slicesFromBothEnds()
    {
        for (const qint64 total : {1, 199, 200, 201, 399, 1000, 12'345, 1'000'003}) {
            for (qint64 first = 0; first < total; first += 200) {
                const PageSlice slice = sliceOf(first, 200, total, true);
                const qint64 rows = std::min<qint64>(200, total - first);
                const qint64 offset
                    = static_cast<qint64>(slice.page - 1) * slice.perPage + slice.skip;
                QVERIFY(slice.perPage <= 1000);
                if (slice.isReversed) {
                    QCOMPARE(offset, total - first - rows);
                    QCOMPARE(static_cast<qint64>(slice.count), rows);
                    QVERIFY(slice.skip + slice.count <= slice.perPage);
                    QVERIFY(first > total / 2);
                } else {
                    QCOMPARE(offset, first);
                }
            }
        }
    }

    /// New records may fill the view before the first page is here, whichever answer is first.
    void newRecordsOnTopHoldNothingUp()
    {
        StubConnection connection;
        int total = 450;
        serve(*connection.stub, total);
        StagingEngine stage(*connection.schema, nullptr);
        for (int i = 0; i < 30; ++i) {
            stage.insert(QStringLiteral("cbooks"), {{"title", "New"}});
        }
        PagedRecordModel model(*connection.client, *connection.schema, &stage);
        connect(&model, &PagedRecordModel::totalChanged, &model, [&model] {
            model.setVisibleRange(0, 18); // all of them staged
        });
        model.open({.collectionId = QStringLiteral("cbooks")});
        model.setVisibleRange(0, 18);
        QTRY_COMPARE(model.state(), PagedRecordModel::State::Ready);
        QVERIFY(model.isLoaded(30));
    }

    /// Of an empty collection too: whichever of count and page answers first.
    void isReadyWhicheverAnswersFirst()
    {
        for (const bool isCountFirst : {true, false}) {
            for (const int total : {0, 3, 450}) {
                StubConnection connection;
                connection.stub->on("GET", kRecords, [=](const TransportRequest &request) {
                    const bool isPage
                        = StubTransport::query(request, QStringLiteral("skipTotal")) == u"1";
                    JsonArray items;
                    for (int i = 0; i < std::min(total, 200) && isPage; ++i) {
                        items.push_back(JsonObject{{"id", "b" + std::to_string(i)}});
                    }
                    StubAnswer answer
                        = StubAnswer::json(Json(JsonObject{{"items", std::move(items)},
                                                           {"page", 1},
                                                           {"perPage", isPage ? 200 : 1},
                                                           {"totalItems", isPage ? -1 : total},
                                                           {"totalPages", -1}}));
                    answer.delayMs = isPage == isCountFirst ? 100 : 0;
                    return answer;
                });
                PagedRecordModel model(*connection.client, *connection.schema, nullptr);
                model.open({.collectionId = QStringLiteral("cbooks")});
                QTRY_COMPARE(model.state(), PagedRecordModel::State::Ready);
                QTRY_COMPARE(model.rowCount(), total);
                QTRY_COMPARE(model.total(), qint64(total));
            }
        }
    }

    /// A server that is far away is asked for smaller pages.
    void pagesFitTheDistance_data()
    {
        QTest::addColumn<int>("delayMs");
        QTest::addColumn<int>("pageSize");
        QTest::newRow("near") << 0 << 200;
        QTest::newRow("far") << 200 << 100;
    }

    void pagesFitTheDistance()
    {
        QFETCH(int, delayMs);
        QFETCH(int, pageSize);
        StubConnection connection;
        int total = 950;
        serve(*connection.stub, total);
        StubAnswer slow = StubAnswer::json(QByteArray("{}"));
        slow.delayMs = delayMs;
        connection.stub->on("GET", QStringLiteral("/api/health"), slow);
        int answered = 0;
        for (int i = 0; i < 3; ++i) {
            onResult(connection.client->send(
                         ApiRequest::get(QStringLiteral("/api/health"), QStringLiteral("test"))),
                     this,
                     [&answered](const Result<ApiReply> &) { ++answered; });
        }
        QTRY_COMPARE(answered, 3);
        PagedRecordModel model(*connection.client, *connection.schema, nullptr);
        QAbstractItemModelTester tester(&model);
        model.open({.collectionId = QStringLiteral("cbooks")});
        QTRY_COMPARE(model.rowCount(), total);
        QCOMPARE(model.pageSize(), pageSize);
        for (const int row : {0, 130, 949, 500, 333}) {
            model.setVisibleRange(row, std::min(row + 30, total - 1));
            QTRY_VERIFY(model.isLoaded(row));
            QCOMPARE(model.keyAt(row).record, QStringLiteral("b%1").arg(row));
        }
        int asked = 0; // both ends are read: then a page may be a little larger
        for (const TransportRequest &request : connection.stub->requests("GET", kRecords)) {
            const int perPage = StubTransport::query(request, QStringLiteral("perPage")).toInt();
            asked += perPage > 1 ? 1 : 0;
            QVERIFY(perPage < pageSize * 2);
        }
        QVERIFY(asked >= 4);
    }

    /// Pages with selected rows outlive the others, within bounds.
    void heldPagesAreKept()
    {
        StubConnection connection;
        int total = 100'000;
        serve(*connection.stub, total);
        PagedRecordModel model(*connection.client, *connection.schema, nullptr);
        model.open({.collectionId = QStringLiteral("cbooks")});
        QTRY_COMPARE(model.rowCount(), total);
        QTRY_VERIFY(model.isLoaded(10));
        model.setHeld([](int firstRow, int lastRow, const std::vector<Record> &records) {
            const bool isMarked
                = std::any_of(records.begin(), records.end(), [](const Record &record) {
                      return record.id == QStringLiteral("b1000");
                  });
            return isMarked || (firstRow <= 10 && lastRow >= 10);
        });
        for (int row = 0; row < 200 * 80; row += 200) { // more pages than are kept
            model.setVisibleRange(row, row + 30);
            QTRY_VERIFY(model.isLoaded(row));
        }
        QVERIFY(model.isLoaded(10));
        QVERIFY(model.isLoaded(1000));
        QVERIFY(!model.isLoaded(400));
        // All of them held: then the newest.
        model.setHeld([](int, int, const std::vector<Record> &) { return true; });
        for (int row = 200 * 100; row < 200 * 300; row += 200) {
            model.setVisibleRange(row, row + 30);
            QTRY_VERIFY(model.isLoaded(row));
        }
        int loaded = 0;
        for (int row = 0; row < total; row += 200) {
            loaded += model.isLoaded(row) ? 1 : 0;
        }
        QVERIFY2(loaded <= 2 * PagedRecordModel::kMaxPages, qPrintable(QString::number(loaded)));
    }

    /// Rows nobody has scrolled to, as ids: pages of 500, across their edges.
    void idsOfRowsThatAreNotLoaded()
    {
        StubConnection connection;
        int total = 3000;
        serve(*connection.stub, total);
        StagingEngine stage(*connection.schema, nullptr);
        stage.insert(QStringLiteral("cbooks"), {{"title", "New"}});
        PagedRecordModel model(*connection.client, *connection.schema, &stage);
        model.open({.collectionId = QStringLiteral("cbooks")});
        QTRY_COMPARE(model.rowCount(), total + 1);
        std::optional<QStringList> ids;
        model.fetchIds(0, 1201, [&ids](std::optional<QStringList> found) { ids = found; });
        QTRY_VERIFY(ids.has_value());
        QCOMPARE(ids->size(), 1201); // the new one has none yet
        QCOMPARE(ids->first(), QStringLiteral("b0"));
        QCOMPARE(ids->last(), QStringLiteral("b1200"));
        ids.reset();
        model.fetchIds(2600, 2604, [&ids](std::optional<QStringList> found) { ids = found; });
        QTRY_VERIFY(ids.has_value());
        QCOMPARE(ids->first(), QStringLiteral("b2599"));
        QCOMPARE(ids->size(), 5);
        int scans = 0;
        for (const TransportRequest &request : connection.stub->requests("GET", kRecords)) {
            const bool isScan
                = StubTransport::query(request, QStringLiteral("perPage")) == QStringLiteral("500");
            scans += isScan ? 1 : 0;
            QVERIFY(!isScan
                    || StubTransport::query(request, QStringLiteral("fields"))
                        == QStringLiteral("id"));
        }
        QCOMPARE(scans, 4);
    }

    void showsAMillionRows()
    {
        StubConnection connection;
        int total = 1'000'003;
        serve(*connection.stub, total);
        PagedRecordModel model(*connection.client, *connection.schema, nullptr);
        model.open({.collectionId = QStringLiteral("cbooks")});
        QTRY_COMPARE(model.rowCount(), total);
        QTRY_VERIFY(model.isLoaded(0));
        QCOMPARE(model.data(model.index(0, model.columnOf(QStringLiteral("title")))).toString(),
                 QStringLiteral("T0"));
        for (const int row : {700'123, 999'990, 3, 500'000}) {
            model.setVisibleRange(row, std::min(row + 30, total - 1));
            QTRY_VERIFY(model.isLoaded(row));
            QCOMPARE(model.keyAt(row).record, QStringLiteral("b%1").arg(row));
            QCOMPARE(model.rowOf(model.keyAt(row)), row);
        }
        for (int row = 0; row < 200 * 100; row += 200) { // more pages than are kept
            model.setVisibleRange(row, row + 30);
            QTRY_VERIFY(model.isLoaded(row));
        }
        QVERIFY(!model.isLoaded(10));
        QVERIFY(!model.data(model.index(10, 0), RecordRole::Loaded).toBool());
    }

    void laysTheStageOver()
    {
        StubConnection connection;
        int total = 450;
        serve(*connection.stub, total);
        StagingEngine stage(*connection.schema, nullptr);
        PagedRecordModel model(*connection.client, *connection.schema, &stage);
        QAbstractItemModelTester tester(&model);
        model.open({.collectionId = QStringLiteral("cbooks")});
        QTRY_COMPARE(model.rowCount(), total);
        QTRY_VERIFY(model.isLoaded(5));
        const int title = model.columnOf(QStringLiteral("title"));
        QVERIFY(model.setData(model.index(5, title), QStringLiteral("Mine")));
        QCOMPARE(model.data(model.index(5, title)).toString(), QStringLiteral("Mine"));
        QCOMPARE(model.data(model.index(5, title), RecordRole::Was).toString(),
                 QStringLiteral("T5"));
        QCOMPARE(model.data(model.index(5, title), RecordRole::CellState).toInt(),
                 static_cast<int>(RecordCellState::Edited));
        QVERIFY(!(model.flags(model.index(5, model.columnOf(QStringLiteral("updated"))))
                  & Qt::ItemIsEditable));

        const RecordKey added = stage.insert(QStringLiteral("cbooks"), {{"title", "New"}});
        QCOMPARE(model.rowCount(), total + 1);
        QCOMPARE(model.rowOf(added), 0);
        QCOMPARE(model.data(model.index(0, title)).toString(), QStringLiteral("New"));
        QCOMPARE(model.data(model.index(6, title)).toString(), QStringLiteral("Mine"));
        stage.revert(added);
        QCOMPARE(model.rowCount(), total);

        Record live;
        live.id = QStringLiteral("b7");
        live.values = {{"id", "b7"}, {"price", 99}};
        model.applyRecord(live);
        QCOMPARE(model.data(model.index(7, model.columnOf(QStringLiteral("price"))), Qt::EditRole)
                     .toInt(),
                 99);
        QVERIFY(model.data(model.index(7, 0), RecordRole::ChangedAt).toLongLong() > 0);
        model.applyRemoval(QStringLiteral("b0"));
        QCOMPARE(model.rowCount(), total - 1);
        total = 300;
        model.refresh();
        QTRY_COMPARE(model.rowCount(), 300);
    }

    /// A field of the related record as a column: asked for, shown, sorted by, never edited.
    void showsFieldsOfRelatedRecords()
    {
        StubConnection connection;
        TransportRequest asked;
        connection.stub->on("GET", kRecords, [&asked](const TransportRequest &request) {
            if (!StubTransport::query(request, QStringLiteral("expand")).isEmpty()) {
                asked = request;
            }
            return StubAnswer::json(*parseJson(
                R"({"items":[{"id":"b1","collectionId":"cbooks","title":"T","author":"a1","expand":{"author":{"id":"a1","name":"Le Guin"}}},
                             {"id":"b2","collectionId":"cbooks","title":"U","author":""}],
                   "page":1,"perPage":200,"totalItems":2,"totalPages":1})"));
        });
        StagingEngine stage(*connection.schema, nullptr);
        PagedRecordModel model(*connection.client, *connection.schema, &stage);
        model.open({.collectionId = QStringLiteral("cbooks"),
                    .sort = {QStringLiteral("author.name")},
                    .related = {QStringLiteral("author.name"), QStringLiteral("author.gone")}});
        QTRY_VERIFY(model.isLoaded(1));
        QVERIFY(StubTransport::query(asked, QStringLiteral("fields"))
                    .contains(QStringLiteral("expand.author.name")));
        QVERIFY(StubTransport::query(asked, QStringLiteral("sort"))
                    .startsWith(QStringLiteral("author.name")));
        const int column = model.columnOf(QStringLiteral("author.name"));
        QCOMPARE(column, model.columnCount() - 1); // what is not there makes no column
        QCOMPARE(model.index(0, column).data().toString(), QStringLiteral("Le Guin"));
        QCOMPARE(model.index(1, column).data().toString(), QString());
        QCOMPARE(model.headerData(column, Qt::Horizontal, RecordRole::SortLevel).toInt(), 1);
        QVERIFY(!(model.flags(model.index(0, column)) & Qt::ItemIsEditable));
        model.setData(model.index(0, model.columnOf(QStringLiteral("author"))),
                      QStringLiteral("a2"));
        QCOMPARE(model.index(0, column).data().toString(), QString()); // of another one: unknown
    }

    void tellsFailure()
    {
        StubConnection connection;
        connection.stub->on("GET", kRecords, StubAnswer::error(400, "Bad filter."));
        PagedRecordModel model(*connection.client, *connection.schema, nullptr);
        model.open({.collectionId = QStringLiteral("cbooks"), .filter = QStringLiteral("x")});
        QTRY_COMPARE(model.state(), PagedRecordModel::State::Failed);
        QCOMPARE(model.error().message, QStringLiteral("Bad filter."));
        const std::size_t asked = connection.stub->requests().size();
        QTest::qWait(100);
        QVERIFY(connection.stub->requests().size() <= std::max<std::size_t>(asked, 2)); // not again
        int total = 3;
        serve(*connection.stub, total);
        model.retryFailed();
        QTRY_COMPARE(model.rowCount(), 3);
        QTRY_COMPARE(model.state(), PagedRecordModel::State::Ready);
    }
};
SOCLE_TEST_SUITE(TestPagedRecordModel)
#include "TestPagedRecordModel.moc"
