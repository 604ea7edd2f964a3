// "See as this user" against the server program itself: what the rules leave of a collection, a
// field the user may not see, a rule that refuses everything. And the three ways of a chart to its
// numbers, which must agree.
#include "studio/api/AdminEndpoint.h"
#include "studio/api/AggregateEndpoint.h"
#include "studio/api/CollectionsEndpoint.h"
#include "studio/api/RecordsEndpoint.h"
#include "studio/api/Text.h"
#include "studio/domain/ChartData.h"
#include "studio/views/data/DataView.h"
#include "studio/views/data/SeenAs.h"
#include "tests/studio/domain/CrashServer.h"
#include "tests/studio/views/data/ShellRecorder.h"

using namespace Qt::StringLiterals;
using namespace socle;
using namespace socle::studio;

namespace {

const char *const kCollections[] = {
    R"({"name":"readers","type":"auth","fields":[{"type":"text","name":"name"}]})",
    R"({"name":"letters","type":"base","listRule":"owner = @request.auth.id","viewRule":"owner = @request.auth.id","fields":[
        {"type":"text","name":"subject","presentable":true},
        {"type":"text","name":"secret","hidden":true},
        {"type":"bool","name":"isRead"},
        {"type":"number","name":"weight"},
        {"type":"text","name":"owner"}]})",
    R"({"name":"vault","type":"base","listRule":null,"fields":[{"type":"text","name":"what"}]})",
};

} // namespace

class TestSeenAs : public QObject
{
    Q_OBJECT

    CrashServer m_server;
    QWidget m_window;
    std::unique_ptr<ShellRecorder> m_shell;
    std::unique_ptr<ConnectionContext> m_context;
    QString m_reader;

    DataView *seen(const QString &collection)
    {
        const QJsonObject user{
            {u"collection"_s, u"readers"_s}, {u"record"_s, m_reader}, {u"label"_s, u"Ann"_s}};
        const ViewTarget target{u"data"_s, collection, {}, {{u"as"_s, user}}};
        auto *view = static_cast<DataView *>(makeSeenAs(*m_context, *m_shell, target));
        view->setParent(&m_window);
        view->resize(m_window.size());
        view->show();
        return view;
    }

    bool isSettled(const DataView *view) const
    {
        const auto state = view->model()->state();
        return state == PagedRecordModel::State::Ready || state == PagedRecordModel::State::Failed;
    }

private slots:

    void initTestCase()
    {
        QString problem;
        QVERIFY2(m_server.prepare(&problem), qPrintable(problem));
        m_server.start();
        m_shell = std::make_unique<ShellRecorder>(&m_window);
        m_context = contextOn(m_server.address(), nullptr);
        m_window.resize(1000, 700);
        m_window.show();
        QVERIFY(signIn(*m_context));
        for (const char *each : kCollections) {
            VERIFY_OK(awaited(this,
                              m_context->client().send(ApiRequest::withJson(
                                  "POST", u"/api/collections"_s, *parseJson(each), u"test"_s))));
        }
        const RecordsEndpoint records(m_context->client());
        const auto reader = awaited(this,
                                    records.create(u"readers"_s,
                                                   JsonObject{{"email", "ann@example.com"},
                                                              {"password", "password123"},
                                                              {"passwordConfirm", "password123"},
                                                              {"name", "Ann"}}));
        VERIFY_OK(reader);
        m_reader = reader->id;
        for (int i = 0; i < 6; ++i) {
            VERIFY_OK(awaited(
                this,
                records.create(u"letters"_s,
                               JsonObject{{"subject", "Letter " + std::to_string(i)},
                                          {"secret", "nobody reads this"},
                                          {"isRead", i % 2 == 0},
                                          {"weight", i},
                                          {"owner", i < 2 ? toUtf8(m_reader) : "somebody"}})));
        }
        VERIFY_OK(awaited(this, records.create(u"vault"_s, JsonObject{{"what", "gold"}})));
        VERIFY_OK(awaited(this, m_context->reload()));
    }

    void theRulesDecideWhatIsThere()
    {
        DataView *view = seen(u"letters"_s);
        QTRY_VERIFY_WITH_TIMEOUT(isSettled(view), 15'000);
        QTRY_COMPARE_WITH_TIMEOUT(view->model()->rowCount(), 2, 10'000); // two of six are Ann's
        const int secret = view->model()->columnOf(u"secret"_s);
        if (secret >= 0) {
            // The server does not hand it out: the column says nothing, and nothing is made up.
            QVERIFY(view->model()->index(0, secret).data().toString().isEmpty());
        }
        QVERIFY(view->findChild<QWidget *>(u"data.seenAs"_s) != nullptr);
        QVERIFY(m_shell->toasts.isEmpty());
        delete view;
    }

    void aLockedCollectionSaysSo()
    {
        DataView *view = seen(u"vault"_s);
        QTRY_COMPARE_WITH_TIMEOUT(view->model()->state(), PagedRecordModel::State::Failed, 15'000);
        QCOMPARE(view->model()->error().status, 403);
        QTRY_COMPARE(view->state(), View::State::Error);
        QVERIFY(m_context->isSignedIn()); // the superuser's own session is untouched
        delete view;
    }

    void nobodyIsToldPlainly()
    {
        const QString real = std::exchange(m_reader, u"nosuchrecord000"_s);
        DataView *view = seen(u"letters"_s);
        QTRY_COMPARE_WITH_TIMEOUT(m_shell->toasts.size(), 1, 15'000);
        QVERIFY(m_shell->toasts.first().contains(u"Could not become this user"_s));
        m_shell->toasts.clear();
        delete view;
        m_reader = real;
    }

    void sqlAggregationAndCountingAgree_data()
    {
        QTest::addColumn<QString>("x");
        QTest::addColumn<QString>("bucket");
        QTest::addColumn<QString>("series");
        QTest::addColumn<QString>("measure");
        QTest::newRow("count") << u"owner"_s << QString() << QString() << u"count"_s;
        QTest::newRow("sum, split") << u"owner"_s << QString() << u"isRead"_s << u"sum"_s;
        QTest::newRow("avg by yes and no") << u"isRead"_s << QString() << QString() << u"avg"_s;
        QTest::newRow("distinct") << u"isRead"_s << QString() << u"owner"_s << u"distinct"_s;
        QTest::newRow("by number") << u"weight"_s << QString() << QString() << u"max"_s;
    }

    void sqlAggregationAndCountingAgree()
    {
        QFETCH(QString, x);
        QFETCH(QString, bucket);
        QFETCH(QString, series);
        QFETCH(QString, measure);
        ChartQuestion question{.collection = m_context->schema().find(u"letters"),
                               .x = x,
                               .bucket = bucket,
                               .series = series,
                               .measure = measure,
                               .y = measure == u"count"_s ? QString() : u"weight"_s};
        const auto words = [&question](const std::vector<ChartRow> &rows) {
            QStringList lines;
            const ChartTable table = chartTable(question, rows);
            for (const ChartBar &bar : table.bars) {
                QStringList parts;
                for (std::size_t i = 0; i < bar.parts.size(); ++i) {
                    parts.append(toQString(table.series[i].value.dump()) + u'='
                                 + QString::number(bar.parts[i]));
                }
                parts.sort();
                lines.append(toQString(bar.value.dump()) + u' ' + QString::number(bar.amount) + u' '
                             + parts.join(u','));
            }
            lines.sort();
            return lines.join(u'\n');
        };
        const auto bySql
            = awaited(this, AdminEndpoint(m_context->client()).sql(chartSql(question)));
        VERIFY_OK(bySql);
        AggregateQuery ask;
        ask.group = {question.groupKey()};
        if (!series.isEmpty()) {
            ask.group.append(series);
        }
        ask.measure = {question.measureKey()};
        const auto byServer
            = awaited(this, AggregateEndpoint(m_context->client()).run(u"letters"_s, ask));
        VERIFY_OK(byServer);
        const auto records
            = awaited(this, RecordsEndpoint(m_context->client()).list(u"letters"_s, ListQuery{}));
        VERIFY_OK(records);
        const QString counted = words(chartRows(question, records->items));
        QVERIFY(counted.contains(u'\n'));
        QCOMPARE(words(chartRows(question, *bySql)), counted);
        // A database may answer 1 where a record says true; both mean the same group.
        QCOMPARE(words(chartRows(question, *byServer)).count(u'\n'), counted.count(u'\n'));
    }

    void cleanupTestCase()
    {
        m_context.reset();
        m_server.stop();
    }
};

SOCLE_TEST_SUITE(TestSeenAs)
#include "TestSeenAs.moc"
