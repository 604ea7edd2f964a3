// Charts: split by a second field, the three ways to the numbers, and what is said about them.
#include "studio/api/AdminEndpoint.h"
#include "studio/api/Text.h"
#include "studio/domain/ChartData.h"
#include "studio/kit/Select.h"
#include "studio/kit/Text.h"
#include "studio/views/data/layouts/ChartPane.h"
#include "tests/studio/views/data/DataFixture.h"
#include "tests/support/TestSuite.h"

#include <QClipboard>
#include <QGuiApplication>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

const char *const kSales = R"([
{"id":"cbooks","name":"books","type":"base","indexes":[],"fields":[
  {"type":"text","name":"id","id":"f1","primaryKey":true,"system":true,"required":true},
  {"type":"select","name":"status","id":"f2","maxSelect":1,"values":["draft","published"]},
  {"type":"bool","name":"signed","id":"f3"},
  {"type":"date","name":"held","id":"f4"},
  {"type":"number","name":"price","id":"f5"}]}])";

Record sale(const char *status, bool isSigned, const char *held, double price)
{
    Record record;
    record.values
        = JsonObject{{"status", status}, {"signed", isSigned}, {"held", held}, {"price", price}};
    return record;
}

std::vector<Record> sales()
{
    return {sale("draft", true, "2026-03-01 10:00:00.000Z", 1),
            sale("draft", false, "2026-03-09 10:00:00.000Z", 2),
            sale("published", true, "2026-01-01 10:00:00.000Z", 10),
            sale("draft", true, "2025-12-31 10:00:00.000Z", 4)};
}

} // namespace

class TestCharts : public QObject
{
    Q_OBJECT

private slots:

    void rowsBecomeBarsAndParts_data()
    {
        QTest::addColumn<QString>("bucket");
        QTest::addColumn<QString>("series");
        QTest::addColumn<QString>("measure");
        QTest::addColumn<QString>("shown"); // "label=amount[part,part]"
        QTest::newRow("count") << QString() << QString() << u"count"_s << u"draft=3 published=1"_s;
        QTest::newRow("sum") << QString() << QString() << u"sum"_s << u"published=10 draft=7"_s;
        QTest::newRow("avg") << QString() << QString() << u"avg"_s
                             << u"published=10 draft=2.33333"_s;
        QTest::newRow("split, stacked")
            << QString() << u"signed"_s << u"count"_s << u"draft=3[2,1] published=1[1,0]"_s;
        QTest::newRow("split, side by side")
            << QString() << u"signed"_s << u"max"_s << u"published=10[10,0] draft=4[4,2]"_s;
        QTest::newRow("months") << u"month"_s << QString() << u"count"_s
                                << u"2025-12=1 2026-01=1 2026-03=2"_s;
        QTest::newRow("weeks of ISO")
            << u"week"_s << QString() << u"count"_s << u"2026-W01=2 2026-W09=1 2026-W11=1"_s;
    }

    void rowsBecomeBarsAndParts()
    {
        QFETCH(QString, bucket);
        QFETCH(QString, series);
        QFETCH(QString, measure);
        QFETCH(QString, shown);
        ChartQuestion question{.collection = books(),
                               .x = bucket.isEmpty() ? u"status"_s : u"held"_s,
                               .bucket = bucket,
                               .series = series,
                               .measure = measure,
                               .y = measure == u"count"_s ? QString() : u"price"_s};
        const ChartTable table = chartTable(question, chartRows(question, sales()));
        QStringList words;
        for (const ChartBar &bar : table.bars) {
            QStringList parts;
            for (const double part : bar.parts) {
                parts.append(QString::number(part));
            }
            words.append(toQString(bar.value.text()) + u'=' + QString::number(bar.amount)
                         + (parts.isEmpty() ? QString() : QString(u'[' + parts.join(u',') + u']')));
        }
        QCOMPARE(words.join(u' '), shown);
    }

    void tooManySeriesGoTogetherWhereTheyAddUp()
    {
        ChartQuestion question{.collection = books(), .x = u"status"_s, .series = u"price"_s};
        std::vector<ChartRow> rows;
        for (int i = 0; i < 12; ++i) {
            rows.push_back({Json("draft"), Json(i), 100.0 - i});
        }
        ChartTable table = chartTable(question, rows);
        QCOMPARE(table.series.size(), std::size_t(kMostChartSeries + 1));
        QVERIFY(table.series.back().isRest);
        QCOMPARE(table.bars.front().parts.back(), 93.0 + 92 + 91 + 90 + 89);
        QCOMPARE(table.leftSeries, 0);
        question.measure = u"avg"_s; // averages cannot be put together
        question.y = u"price"_s;
        table = chartTable(question, rows);
        QCOMPARE(table.series.size(), std::size_t(kMostChartSeries));
        QCOMPARE(table.leftSeries, 5);
    }

    void theQueryAndItsAnswer()
    {
        ChartQuestion question{.collection = books(),
                               .x = u"held"_s,
                               .bucket = u"month"_s,
                               .series = u"signed"_s,
                               .measure = u"sum"_s,
                               .y = u"price"_s};
        QCOMPARE(chartSql(question),
                 u"SELECT substr(\"held\", 1, 7) AS x, \"signed\" AS s, sum(\"price\") AS amount "
                 "FROM \"books\" GROUP BY 1, 2 ORDER BY 1 DESC LIMIT 1000"_s);
        SqlResult answer;
        answer.rows = {{u"2026-03"_s, u"true"_s, u"1"_s}, {u"2026-03"_s, u"0"_s, std::nullopt}};
        const auto rows = chartRows(question, answer);
        QCOMPARE(rows.size(), std::size_t(2));
        QCOMPARE(rows[0].series, Json(true));
        QCOMPARE(rows[1].series, Json(false));
        QCOMPARE(rows[0].amount, 1.0);
        question.bucket = u"week"_s;
        QVERIFY(chartSql(question).isEmpty());
    }

    void theSplitIsAskedAndShown()
    {
        DataFixture f;
        discard(f.context->schema().assign(parseJson(kSales)->array()), "well-formed");
        f.stub->on("GET", kBookRecords, [](const TransportRequest &) {
            JsonArray items;
            for (const Record &each : sales()) {
                Json item(each.values);
                item.asObject().set("id", "book" + std::to_string(items.size()));
                items.push_back(std::move(item));
            }
            return StubAnswer::json(Json(JsonObject{{"items", std::move(items)},
                                                    {"page", 1},
                                                    {"perPage", 200},
                                                    {"totalItems", 4},
                                                    {"totalPages", 1}}));
        });
        DataView &view = f.open();
        QTRY_COMPARE(view.state(), View::State::Filled);
        view.setLayoutKind(u"chart"_s);
        auto &chart = *static_cast<ChartPane *>(view.pane(u"chart"_s));
        QTRY_COMPARE(chart.bars().size(), std::size_t(2));
        QVERIFY(chart.series().empty());
        chart.setOptions({{u"x"_s, u"status"_s}, {u"series"_s, u"signed"_s}});
        QTRY_COMPARE(chart.series().size(), std::size_t(2));
        QVERIFY(chart.isStacked());
        if (const QString folder = qEnvironmentVariable("SOCLE_SHOTS"); !folder.isEmpty()) {
            for (const ThemeKind kind : {ThemeKind::Dark, ThemeKind::Light}) {
                Theme::current().setKind(kind);
                QTest::qWait(50);
                view.grab().save(u"%1/chart-%2.png"_s.arg(folder).arg(static_cast<int>(kind)));
            }
        }
        QCOMPARE(chart.bars().front().parts, (std::vector<double>{2, 1}));
        QVERIFY(!chart.series().front().label.isEmpty());
        chart.copyData();
        QCOMPARE(QGuiApplication::clipboard()->text().count(u'\t'), 3 * 2); // a column a series
        // A pane that is given no split forgets it.
        chart.setOptions({{u"x"_s, u"status"_s}});
        QTRY_VERIFY(chart.series().empty());
    }

private:
    static CollectionPtr books()
    {
        static const CollectionPtr found = [] {
            static DataFixture f;
            discard(f.context->schema().assign(parseJson(kSales)->array()), "well-formed");
            return f.context->schema().find(u"books");
        }();
        return found;
    }
};

SOCLE_TEST_SUITE(TestCharts)

} // namespace socle::studio

#include "TestCharts.moc"
