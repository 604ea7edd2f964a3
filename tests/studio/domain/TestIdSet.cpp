// A list of ids longer than one request takes, against a server program: the rows are those of the
// list in its order, each once, whatever goes or is missing; export and bulk read the same records.
#include "studio/domain/BulkEdit.h"
#include "studio/domain/ExportJob.h"
#include "studio/domain/FilterChips.h"
#include "studio/domain/FilterMatch.h"
#include "studio/domain/IdSet.h"
#include "studio/domain/PagedRecordModel.h"
#include "studio/domain/RecordQueryText.h"
#include "tests/studio/domain/CrashServer.h"

#include <QAbstractItemModelTester>
#include <QFile>
#include <QLocale>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace socle::studio {

class TestIdSet : public QObject
{
    Q_OBJECT

    CrashServer m_server;
    std::unique_ptr<ConnectionContext> m_context;
    QStringList
        m_ids; // of the records, neither in their order on the server nor in that of the ids
    QStringList m_asked; // those, some that do not exist, and one twice

    static constexpr int kRecords = 330;
    static constexpr int kUnknownEvery = 7;

    QString collectionId() const { return m_context->schema().find(u"shelf"_s)->id; }

    bool allWereAccepted() const
    {
        for (const RequestSummary &request : m_context->client().recentRequests()) {
            if (request.status >= 300) {
                qWarning("%s: %d", qPrintable(request.path), request.status);
                return false;
            }
        }
        return true;
    }

    /// Scrolls through the model and returns the ids of its rows.
    static QStringList readAll(PagedRecordModel &model)
    {
        QStringList ids;
        for (int row = 0; row < model.rowCount(); ++row) {
            if (!model.isLoaded(row)) {
                model.setVisibleRange(row, std::min(row + 20, model.rowCount() - 1));
                if (!QTest::qWaitFor([&] { return model.isLoaded(row); }, 10'000)) {
                    return ids;
                }
            }
            ids.append(model.keyAt(row).record);
        }
        return ids;
    }

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
                    R"({"name":"shelf","type":"base","fields":[{"name":"title","type":"text"}]})"),
                u"test"_s))));
        QVERIFY(signIn(*m_context)); // reads the schema
        for (int n = 0; n < kRecords; ++n) {
            // 7 and the number of records have no common divisor: a shuffle that is always the same
            const QString id = u"shelf%1record"_s.arg((n * 7) % kRecords, 4, 10, QLatin1Char('0'));
            const auto made = awaited(
                this,
                RecordsEndpoint(m_context->client())
                    .create(u"shelf"_s,
                            JsonObject{{"id", id.toStdString()}, {"title", std::to_string(n)}}));
            VERIFY_OK(made);
        }
        for (int n = 0; n < kRecords; ++n) {
            m_ids.append(u"shelf%1record"_s.arg((n * 13) % kRecords, 4, 10, QLatin1Char('0')));
            m_asked.append(m_ids.last());
            if (n % kUnknownEvery == 0) {
                m_asked.append(u"nobody%1nobody"_s.arg(n, 3, 10, QLatin1Char('0')));
            }
        }
        m_asked.append(m_ids.first());
        QVERIFY(IdSet::isTooLarge(idFilter(m_asked)));
    }

    void cleanupTestCase() { m_server.stop(); }

    void onlyIdsAloneAreASet_data()
    {
        QTest::addColumn<QString>("filter");
        QTest::addColumn<QString>("ids"); // joined; "-": none
        QTest::newRow("one") << u"id = 'a'"_s << u"a"_s;
        QTest::newRow("several, one twice") << u"id='b'||id=\"a\" || id='b'"_s << u"b a"_s;
        QTest::newRow("as the builder writes it") << u"(id = \"a\" || id = \"b\")"_s << u"a b"_s;
        QTest::newRow("groups") << u"(id='a'||(id='b'||id='c'))"_s << u"a b c"_s;
        QTest::newRow("another field") << u"id='a'||title='b'"_s << u"-"_s;
        QTest::newRow("a condition more") << u"(id='a'||id='b') && title='x'"_s << u"-"_s;
        QTest::newRow("not these") << u"id!='a'||id!='b'"_s << u"-"_s;
        QTest::newRow("a relation's id") << u"author.id='a'"_s << u"-"_s;
        QTest::newRow("no text") << u"id=1||id=2"_s << u"-"_s;
        QTest::newRow("another field on the right") << u"id=title"_s << u"-"_s;
        QTest::newRow("nothing") << QString() << u"-"_s;
    }

    void onlyIdsAloneAreASet()
    {
        QFETCH(QString, filter);
        QFETCH(QString, ids);
        const auto found = IdSet::idsOf(filter);
        QCOMPARE(found ? found->join(u' ') : u"-"_s, ids);
        QVERIFY(IdSet::partsOf(filter).isEmpty()); // small: one request
    }

    void rowsAreTheListInItsOrder()
    {
        QVERIFY(m_context != nullptr);
        PagedRecordModel model(m_context->client(), m_context->schema(), nullptr);
        QAbstractItemModelTester tester(&model);
        model.open({.collectionId = collectionId(), .filter = idFilter(m_asked)});
        QTRY_COMPARE_WITH_TIMEOUT(model.total(), qint64(kRecords), 10'000);
        QCOMPARE(model.rowCount(), kRecords);
        QCOMPARE(readAll(model), m_ids);
        std::optional<QStringList> some;
        model.fetchIds(90, 210, [&](const auto &ids) { some = ids; });
        QVERIFY(some);
        QCOMPARE(*some, m_ids.mid(90, 121));
        QVERIFY(allWereAccepted());
    }

    /// A set of unknown ids is an empty result, not one that loads for ever.
    void nothingFoundIsReady()
    {
        QStringList nobody;
        for (int n = 0; n < 250; ++n) {
            nobody.append(u"nobody%1nobody"_s.arg(n, 3, 10, QLatin1Char('0')));
        }
        PagedRecordModel model(m_context->client(), m_context->schema(), nullptr);
        model.open({.collectionId = collectionId(), .filter = idFilter(nobody)});
        QTRY_COMPARE(model.state(), PagedRecordModel::State::Ready);
        QCOMPARE(model.total(), qint64(0));
        QCOMPARE(model.rowCount(), 0);
    }

    void recordsThatGoLeaveTheList()
    {
        PagedRecordModel model(m_context->client(), m_context->schema(), nullptr);
        QAbstractItemModelTester tester(&model);
        model.open({.collectionId = collectionId(), .filter = idFilter(m_asked)});
        QTRY_VERIFY(model.isTotalKnown());
        QCOMPARE(readAll(model), m_ids);
        const auto remove = [this](const QString &id) {
            return awaited(this, RecordsEndpoint(m_context->client()).remove(u"shelf"_s, id));
        };
        const QString told = m_ids.at(120);
        VERIFY_OK(remove(told));
        m_ids.removeOne(told);
        model.applyRemoval(told); // a live event said so
        QCOMPARE(model.total(), qint64(m_ids.size()));
        QCOMPARE(readAll(model), m_ids);
        const QString untold = m_ids.at(5); // before what is in view: every later page moves
        VERIFY_OK(remove(untold));
        m_ids.removeOne(untold);
        const QString last = m_ids.last();
        VERIFY_OK(remove(last));
        m_ids.removeOne(last);
        model.refresh();
        QTRY_COMPARE(model.total(), qint64(m_ids.size()));
        QTRY_COMPARE(readAll(model), m_ids);
        QVERIFY(allWereAccepted());
    }

    void liveChangesAreDecidedHere()
    {
        const FilterMatch match(idFilter(m_asked), m_context->schema().find(u"shelf"_s));
        Record record;
        record.values.set("id", m_ids.at(200).toStdString());
        QCOMPARE(match.matches(record), std::optional(true));
        record.values.set("id", "somebody1234567");
        QCOMPARE(match.matches(record), std::optional(false));
    }

    void exportAndBulkReadTheSame()
    {
        ExportPlan plan;
        plan.collectionId = collectionId();
        plan.ids = IdSet::partsOf(idFilter(m_asked));
        plan.fields = QStringList{u"id"_s};
        plan.hasHeader = false;
        plan.keepsOrder = true;
        plan.path = m_server.folder.filePath(u"out.csv"_s);
        ExportJob job(
            m_context->client(), m_context->schema(), m_context->capabilities(), plan, nullptr);
        job.start();
        QTRY_COMPARE_WITH_TIMEOUT(job.state(), ExportJob::State::Finished, 20'000);
        QFile file(plan.path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(QString::fromUtf8(file.readAll())
                     .split(QRegularExpression(u"[\r\n]+"_s), Qt::SkipEmptyParts),
                 m_ids);
        GatherPlan gather;
        gather.collection = m_context->schema().find(u"shelf"_s);
        gather.ids = plan.ids;
        gather.exceptions = {m_ids.first()};
        const auto records = awaited(this, gatherRecords(m_context->client(), gather, this));
        VERIFY_OK(records);
        QCOMPARE(static_cast<qsizetype>(records->size()), m_ids.size() - 1);
    }

    void whatCannotBePutTogetherIsRefusedWithTheNumber_data()
    {
        QTest::addColumn<RecordQuery>("query");
        QTest::addColumn<QString>("number");
        const QString ids = idFilter(m_asked);
        const QString count = QLocale().toString(m_asked.size() - 1);
        QTest::newRow("sorted") << RecordQuery{.filter = ids, .sort = {u"title"_s}} << count;
        QTest::newRow("grouped") << RecordQuery{.filter = ids, .group = u"title"_s} << count;
        QTest::newRow("one condition more")
            << RecordQuery{.filter = u'(' + ids + u") && title != ''"_s} << u"3500"_s;
        QStringList tooMany;
        for (int n = 0; n <= IdSet::kMost; ++n) {
            tooMany.append(u"shelf%1record"_s.arg(n, 4, 10, QLatin1Char('0')));
        }
        QTest::newRow("thousands")
            << RecordQuery{.filter = idFilter(tooMany)} << QLocale().toString(tooMany.size());
    }

    void whatCannotBePutTogetherIsRefusedWithTheNumber()
    {
        QFETCH(RecordQuery, query);
        QFETCH(QString, number);
        query.collectionId = collectionId();
        PagedRecordModel model(m_context->client(), m_context->schema(), nullptr);
        const auto before = m_context->client().recentRequests().size();
        model.open(query);
        QCOMPARE(model.state(), PagedRecordModel::State::Failed);
        QVERIFY2(model.error().message.contains(number), qPrintable(model.error().message));
        model.refresh();
        QCOMPARE(model.state(), PagedRecordModel::State::Failed);
        QCOMPARE(m_context->client().recentRequests().size(), before); // nobody was asked
    }
};

} // namespace socle::studio

using socle::studio::TestIdSet;
SOCLE_TEST_SUITE(TestIdSet)
#include "TestIdSet.moc"
