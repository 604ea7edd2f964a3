// The log view on a stub transport: its states, the live tail by stream and by asking, filters, the
// entry in the inspector.
//
// With SOCLE_SHOTS and SOCLE_LOGS_SERVER (an address), SOCLE_LOGS_TOKEN set it also looks at a real
// server's log.
#include "shared/core/DateTime.h"
#include "studio/api/Text.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/LogModel.h"
#include "studio/kit/Button.h"
#include "studio/kit/Chip.h"
#include "studio/kit/DataGrid.h"
#include "studio/kit/Segmented.h"
#include "studio/views/logs/LogDetail.h"
#include "studio/views/logs/LogFacets.h"
#include "studio/views/logs/LogHistogram.h"
#include "studio/views/logs/LogsView.h"
#include "tests/support/KitApplication.h"
#include "tests/support/ShellRecorder.h"
#include "tests/support/StubTransport.h"
#include "tests/support/TestSuite.h"

#include <QClipboard>
#include <QHeaderView>
#include <QScrollBar>

using namespace socle;
using namespace socle::studio;

namespace {

Json entry(int n, int status = 200)
{
    const DateTime when(QDateTime::currentMSecsSinceEpoch() - 100'000 + n * 10);
    return JsonObject{
        {"id", "l" + std::to_string(n)},
        {"created", when.toString()},
        {"level", status >= 400 ? 8 : 0},
        {"message", "GET /api/collections/books/records/" + std::to_string(n)},
        {"data",
         JsonObject{{"type", "request"},
                    {"method", "GET"},
                    {"url", "/api/collections/books/records/" + std::to_string(n)},
                    {"status", status},
                    {"execTime", 1.5},
                    {"auth", "users"},
                    {"userIP", "127.0.0.1"},
                    {"error", status >= 400 ? "The requested resource wasn't found." : ""}}}};
}

Json page(int from, int count)
{
    JsonArray items;
    for (int i = 0; i < count; ++i) {
        items.push_back(entry(from - i, (from - i) % 10 == 0 ? 404 : 200));
    }
    return JsonObject{{"items", std::move(items)}, {"page", 1}, {"perPage", 200}};
}

} // namespace

class TestLogsView : public QObject
{
    Q_OBJECT

    StubTransport *m_stub = nullptr;
    std::unique_ptr<ConnectionContext> m_context;
    std::unique_ptr<ShellRecorder> m_shell;
    LogsView *m_view = nullptr;

    void open(bool withStream = false)
    {
        m_view = nullptr;
        if (withStream) {
            m_stub->on("GET",
                       QStringLiteral("/api/health"),
                       StubAnswer::json(
                           QByteArray(R"({"code":200,"message":"API is healthy.","data":{}})")));
            m_stub->on(
                "GET",
                QStringLiteral("/api/socle"),
                StubAnswer::json(QByteArray(
                    R"({"name":"socle","version":"1","protocol":"pocketbase/0.39","capabilities":["logs.stream","logs.percentiles"]})")));
            m_stub->on("GET", QStringLiteral("/api/socle/logs/stream"), StubAnswer::stream());
            m_stub->on(
                "GET", QStringLiteral("/api/socle/logs/stats"), StubAnswer::json(QByteArray("[]")));
            m_context->reload();
            QTRY_VERIFY(m_context->capabilities().has(Capability::LogStream));
        }
        m_view = new LogsView(*m_context, *m_shell, {});
        m_shell->host(m_view);
    }

    template <typename T> T *part(const char *name)
    {
        return m_view->findChild<T *>(QLatin1String(name));
    }

    QString lastFilter() const
    {
        return StubTransport::query(m_stub->requests("GET", QStringLiteral("/api/logs")).back(),
                                    QStringLiteral("filter"));
    }

private slots:

    void init()
    {
        auto transport = std::make_unique<StubTransport>();
        m_stub = transport.get();
        m_stub->on("GET", QStringLiteral("/api/logs/stats"), StubAnswer::json(QByteArray("[]")));
        ConnectionProfile profile;
        profile.kind = ConnectionKind::Remote;
        profile.address = QStringLiteral("http://x");
        m_context = std::make_unique<ConnectionContext>(profile, std::move(transport), nullptr);
        m_context->client().setRetryDelays({});
        m_shell = std::make_unique<ShellRecorder>();
    }

    void cleanup()
    {
        m_shell.reset();
        m_context.reset();
    }

    void showsItsStates()
    {
        StubAnswer slow = StubAnswer::json(QByteArray(R"({"items":[]})"));
        slow.delayMs = 20;
        m_stub->onSequence("GET",
                           QStringLiteral("/api/logs"),
                           {slow,
                            StubAnswer::error(500, "Something went wrong."),
                            StubAnswer::json(page(60, 50))});
        open();
        m_view->setLive(false);
        QCOMPARE(m_view->state(), View::State::Loading);
        QTRY_COMPARE(m_view->state(), View::State::Empty);
        QVERIFY(part<Button>("logs.empty.week")->isVisible());
        m_shell->shot(QStringLiteral("logs-empty"));
        m_view->refresh();
        QTRY_COMPARE(m_view->state(), View::State::Error);
        QVERIFY(part<QWidget>("logs.filter")->isVisible()); // what is wrong can be changed
        m_shell->shot(QStringLiteral("logs-error"));
        part<Button>("logs.error.retry")->click();
        QTRY_COMPARE(m_view->state(), View::State::Filled);
        QCOMPARE(part<DataGrid>("logs.list")->model()->rowCount(), 50);
    }

    void chipsNarrowTheList()
    {
        m_stub->on("GET", QStringLiteral("/api/logs"), StubAnswer::json(page(60, 50)));
        open();
        m_view->setLive(false);
        QTRY_COMPARE(m_view->state(), View::State::Filled);
        QVERIFY(lastFilter().contains(QStringLiteral("data.auth != '_superusers'")));
        QTest::keyClick(part<Chip>("logs.chip.superusers"), Qt::Key_Space);
        QTRY_VERIFY(!lastFilter().contains(QStringLiteral("_superusers")));
        part<Chip>("logs.chip.errors")->click();
        QTRY_VERIFY(lastFilter().contains(QStringLiteral("data.status >= 400")));
        QTRY_VERIFY(part<FacetRow>("logs.facets.status.1")->isVisible());
        part<FacetRow>("logs.facets.status.1")->click();
        QTRY_VERIFY(lastFilter().contains(QStringLiteral("data.status < 300")));
        QVERIFY(part<Chip>("logs.chip.1") != nullptr);
        const LogFilter restored
            = LogFilter::fromJson(m_view->saveState()[QStringLiteral("filter")].toObject());
        QCOMPARE(restored.conditions(), m_view->filter().conditions());
    }

    void tailByAskingAddsRows()
    {
        m_stub->onSequence("GET",
                           QStringLiteral("/api/logs"),
                           {StubAnswer::json(page(60, 50)), StubAnswer::json(page(63, 5))});
        open();
        QTRY_COMPARE(m_view->model().rowCount(), 50);
        QTRY_COMPARE_WITH_TIMEOUT(m_view->model().rowCount(), 53, 5000);
        QCOMPARE(m_view->model().entryAt(0)->id, QStringLiteral("l63"));
        QCOMPARE(m_view->unseen(), 0);
        m_view->deactivated();
        QVERIFY(!m_view->model().isLive()); // nothing is asked while hidden
    }

    void tailByStreamKeepsThePlace()
    {
        m_stub->on("GET", QStringLiteral("/api/logs"), StubAnswer::json(page(1060, 200)));
        open(true);
        QVERIFY(m_view != nullptr);
        QTRY_COMPARE(m_view->model().rowCount(), 200);
        QTRY_COMPARE(m_stub->openStreams(), 1);
        auto *grid = part<DataGrid>("logs.list");
        QTRY_VERIFY(grid->verticalScrollBar()->maximum() > 0);
        grid->verticalScrollBar()->setValue(grid->verticalScrollBar()->maximum() / 2);
        const auto topId = [&] {
            return m_view->model()
                .entryAt(grid->rowAt(grid->verticalHeader()->defaultSectionSize() / 2))
                ->id;
        };
        const QString before = topId();
        for (int i = 1; i <= 37; ++i) {
            m_stub->push("event: log\ndata: " + QByteArray::fromStdString(entry(2000 + i).dump())
                         + "\n\n");
        }
        QTRY_COMPARE(m_view->unseen(), 37);
        QCOMPARE(topId(), before);
        auto *fresh = part<Button>("logs.new");
        QVERIFY(fresh->isVisible());
        QCOMPARE(fresh->text(), QStringLiteral("37 new"));
        fresh->click();
        QCOMPARE(grid->verticalScrollBar()->value(), 0);
        QVERIFY(!fresh->isVisible());
        m_view->setLive(false);
        QTRY_COMPARE(m_stub->openStreams(), 0);
    }

    void showsTheEntryInTheInspector()
    {
        m_stub->on("GET", QStringLiteral("/api/logs"), StubAnswer::json(page(60, 50)));
        open();
        m_view->setLive(false);
        QTRY_COMPARE(m_view->state(), View::State::Filled);
        auto *grid = part<DataGrid>("logs.list");
        grid->setFocus();
        QTest::keyClick(grid, Qt::Key_Down);
        QTRY_COMPARE(m_shell->inspectorTitle, QStringLiteral("Log entry"));
        auto *panel = qobject_cast<LogDetail *>(m_shell->inspectorPanel());
        QVERIFY(panel != nullptr);
        panel->findChild<Button *>(QStringLiteral("logs.detail.curl"))->click();
        QVERIFY(
            QGuiApplication::clipboard()->text().startsWith(QStringLiteral("curl 'http://x/api/")));
        panel->findChild<Button *>(QStringLiteral("logs.detail.route"))->click();
        QTRY_VERIFY(lastFilter().contains(QStringLiteral("/api/collections/books/records/%")));
    }

    void barsPickAStretch()
    {
        m_stub->on("GET", QStringLiteral("/api/logs"), StubAnswer::json(page(60, 50)));
        m_stub->on(
            "GET",
            QStringLiteral("/api/logs/stats"),
            StubAnswer::json(Json(JsonArray{JsonObject{
                {"date",
                 DateTime(QDateTime::currentMSecsSinceEpoch() / 3'600'000 * 3'600'000).toString()},
                {"total", 50}}})));
        open();
        m_view->setLive(false);
        auto *bars = part<LogHistogram>("logs.histogram");
        QTRY_COMPARE(bars->total(), qint64{50});
        bars->setFocus();
        QTest::keyClick(bars, Qt::Key_End);
        QTest::keyClick(bars, Qt::Key_Return);
        QVERIFY(m_view->filter().from.has_value());
        QTRY_VERIFY(lastFilter().contains(QStringLiteral("created < '")));
        QTest::keyClick(bars, Qt::Key_Escape);
        QVERIFY(!m_view->filter().from.has_value());
    }

    /// Beside each other in two panes, both asking at once.
    void twoTabsKeepTheirBars()
    {
        m_stub->on("GET", QStringLiteral("/api/logs"), StubAnswer::json(page(60, 50)));
        StubAnswer slow = StubAnswer::json(Json(JsonArray{JsonObject{
            {"date",
             DateTime(QDateTime::currentMSecsSinceEpoch() / 3'600'000 * 3'600'000).toString()},
            {"total", 7}}}));
        slow.delayMs = 20;
        m_stub->on("GET", QStringLiteral("/api/logs/stats"), slow);
        LogsView first(*m_context, *m_shell, {});
        LogsView second(*m_context, *m_shell, {});
        for (LogsView *view : {&first, &second}) {
            view->setLive(false);
            view->refresh();
        }
        for (const LogsView *view : {&first, &second}) {
            const auto *bars = view->findChild<LogHistogram *>(QLatin1String("logs.histogram"));
            QTRY_COMPARE(bars->total(), qint64{7});
        }
    }

    void everyControlHasItsName()
    {
        m_stub->on("GET", QStringLiteral("/api/logs"), StubAnswer::json(page(60, 50)));
        open();
        QTRY_COMPARE(m_view->state(), View::State::Filled);
        for (const QWidget *widget : m_view->findChildren<QWidget *>()) {
            if (widget->isVisible() && (widget->focusPolicy() & Qt::TabFocus) != 0
                && widget->objectName().isEmpty()) {
                QFAIL(widget->metaObject()->className());
            }
        }
    }

    void looksAtARealLog()
    {
        const QString address = qEnvironmentVariable("SOCLE_LOGS_SERVER");
        if (address.isEmpty()) {
            return; // only for people who look at the pictures
        }
        for (const ThemeKind theme : {ThemeKind::Light, ThemeKind::Dark}) {
            Theme::current().setKind(theme);
            const QString suffix = theme == ThemeKind::Dark ? QStringLiteral("-dark") : QString();
            ConnectionProfile profile;
            profile.kind = ConnectionKind::Remote;
            profile.address = address;
            ConnectionContext context(profile, std::make_unique<NetworkTransport>(), nullptr);
            ShellRecorder shell; // its view goes before the connection
            context.useToken(QStringLiteral("_superusers"),
                             qEnvironmentVariable("SOCLE_LOGS_TOKEN"));
            QTRY_VERIFY_WITH_TIMEOUT(context.capabilities().has(Capability::LogStream), 5000);
            auto *view = new LogsView(context, shell, {});
            shell.host(view);
            QTRY_COMPARE_WITH_TIMEOUT(view->state(), View::State::Filled, 5000);
            LogFilter hour = view->filter();
            hour.range = LogRange::Hour;
            hour.withoutSuperusers = false;
            view->setFilter(hour);
            QTest::qWait(1000);
            shell.shot(QStringLiteral("logs-filled") + suffix);
            auto *grid = view->findChild<DataGrid *>(QStringLiteral("logs.list"));
            for (int row = 0; row < view->model().rowCount(); ++row) {
                if (view->model().entryAt(row)->level >= 8) {
                    grid->setCurrentIndex(view->model().index(row, 0));
                    break;
                }
            }
            QTest::qWait(300);
            shell.shot(QStringLiteral("logs-detail") + suffix);
        }
        Theme::current().setKind(ThemeKind::Light);
    }
};
SOCLE_TEST_SUITE(TestLogsView)
#include "TestLogsView.moc"
