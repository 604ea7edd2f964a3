// The data browser against a real server with a million rows (studio.md 8.5; budgets of section 7).
//
//   studio_browser_bench --server BIN/socle [--rows 1048576] [--port 8741]
//
// Fills a temporary folder by one SQL statement, starts the server on it, drives the real view
// offscreen, and prints each figure beside its budget. Exits with 1 when a budget is missed by more
// than a third. Frames, edits and staging are CPU of the UI thread; what waits for the server is
// wall time.
#include "studio/api/RealtimeClient.h"
#include "studio/api/SettingsEndpoint.h"
#include "studio/domain/CommitPlan.h"
#include "studio/domain/CommitRunner.h"
#include "studio/domain/StagingEngine.h"
#include "studio/kit/DataGrid.h"
#include "studio/kit/GridRoles.h"
#include "studio/kit/Sheet.h"
#include "studio/kit/SocleStyle.h"
#include "studio/kit/Theme.h"
#include "studio/views/data/DataView.h"
#include "studio/views/data/GridCommands.h"
#include "tests/bench/StudioBench.h"
#include "tests/studio/views/data/ShellRecorder.h"

#include <QApplication>
#include <QClipboard>
#include <QCommandLineParser>
#include <QHeaderView>
#include <QRandomGenerator>
#include <QScrollBar>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QThread>
#include <QUndoStack>

#include <algorithm>
#include <cstdio>

using namespace Qt::StringLiterals;
using namespace socle;
using namespace socle::studio;
using namespace socle::studio::bench;

namespace {

constexpr std::size_t kTabs = 10;

bool fill(const QString &folder, int rows)
{
    QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"bench"_s);
    database.setDatabaseName(folder + u"/data.db"_s);
    if (!database.open()) {
        return false;
    }
    QSqlQuery query(database);
    const bool isFilled = query.exec(
        u"INSERT INTO books (id, title, price, status, pages, isbn, note, sold, author, created, "
        u"updated) "
        "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ROWS - 1) "
        "SELECT printf('r%014d', i), 'Title ' || (i * 7919 % 999983), (i % 4000) / 100.0, "
        "CASE i % 3 WHEN 0 THEN 'draft' WHEN 1 THEN 'published' ELSE 'archived' END, i % 900, "
        "printf('978%010d', i), 'A note of some length about this book, number ' || i, i % 2, '', "
        "'2026-01-01 00:00:00.000Z', '2026-01-01 00:00:00.000Z' FROM n"_s.replace(
            u"ROWS"_s, QString::number(rows)));
    if (!isFilled) {
        std::fprintf(stderr, "%s\n", qUtf8Printable(query.lastError().text()));
    }
    database.close();
    return isFilled;
}

const char *const kCollection = R"({"name":"books","type":"base","fields":[
 {"name":"title","type":"text","presentable":true},{"name":"price","type":"number"},
 {"name":"status","type":"select","values":["draft","published","archived"],"maxSelect":1},
 {"name":"pages","type":"number"},{"name":"isbn","type":"text"},{"name":"note","type":"text"},
 {"name":"sold","type":"bool"},{"name":"author","type":"text"},
 {"name":"created","type":"autodate","onCreate":true},
 {"name":"updated","type":"autodate","onCreate":true,"onUpdate":true}]})";

/// Repaints while scrolling row by row.
std::vector<double> scrollFrames(QTableView &grid, int steps)
{
    std::vector<double> frames;
    QScrollBar *bar = grid.verticalScrollBar();
    for (int i = 0; i < steps; ++i) {
        bar->setValue((bar->value() + 40) % std::max(1, 150 * 34));
        const double before = threadMs();
        grid.viewport()->repaint();
        frames.push_back(threadMs() - before);
        if (i % 25 == 0) {
            QCoreApplication::processEvents();
        }
    }
    return frames;
}

} // namespace

int main(int argc, char **argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    QCommandLineParser parser;
    parser.addOptions({{u"server"_s, u"The socle program."_s, u"FILE"_s},
                       {u"rows"_s, u"Rows of the collection."_s, u"N"_s, u"1048576"_s},
                       {u"port"_s, u"Port of the server."_s, u"N"_s, u"8741"_s}});
    parser.process(application);
    SocleStyle::install(application);
    Theme::current().setMotion(false);
    const int rows = parser.value(u"rows"_s).toInt();
    Server server;
    const int port = parser.value(u"port"_s).toInt();
    auto context = begin(server, parser.value(u"server"_s), port);
    if (context == nullptr) {
        return 2;
    }
    const auto made
        = wait(*context,
               context->client().send(ApiRequest::withJson(
                   "POST", u"/api/collections"_s, *parseJson(kCollection), u"bench"_s)));
    const auto isOn = wait(
        *context,
        SettingsEndpoint(context->client())
            .patch(JsonObject{
                {"batch", JsonObject{{"enabled", true}, {"maxRequests", 1000}, {"timeout", 30}}}}));
    context.reset();
    server.stop();
    QElapsedTimer clock;
    clock.start();
    if (!made || !*made || !isOn || !*isOn || !fill(server.folder.path(), rows)
        || !server.start(port)) {
        std::fprintf(stderr, "the collection could not be made\n");
        return 2;
    }
    std::printf("%d rows written in %.1f s\n", rows, static_cast<double>(clock.elapsed()) / 1000);
    context = connectTo(server.address);
    if (context == nullptr) {
        return 2;
    }
    report("memory before the first tab", residentMb(), "MB", 0);

    QWidget window;
    window.resize(1440, 900);
    ShellRecorder shell(&window);
    std::vector<double> opens;
    DataView *view = nullptr;
    for (int i = 0; i < 10; ++i) {
        delete view;
        clock.start();
        view = new DataView(*context, shell, {u"data"_s, u"books"_s, {}, {}});
        view->setParent(&window);
        view->resize(window.size());
        window.show();
        view->show();
        until([&view] { return view->model()->isLoaded(0); });
        view->findChild<DataGrid *>(u"data.grid"_s)->viewport()->repaint();
        opens.push_back(static_cast<double>(clock.nsecsElapsed()) / 1e6);
    }
    report("P4 open: to the first rows, median", percentile(opens, 0.5), "ms", 150);
    clock.start();
    until([&] { return view->model()->isTotalKnown(); });
    report("   and to the count", percentile(opens, 0.5) + double(clock.elapsed()), "ms", 0);
    auto *grid = view->findChild<DataGrid *>(u"data.grid"_s);
    PagedRecordModel *model = view->model();

    std::vector<double> jumps;
    for (int i = 0; i < 200; ++i) {
        QScrollBar *bar = grid->verticalScrollBar();
        const int value = QRandomGenerator::global()->bounded(std::max(1, bar->maximum()));
        clock.start();
        bar->setValue(value);
        until([&] {
            const int row = grid->rowAt(grid->viewport()->height() / 2);
            return row >= 0 && model->isLoaded(row) && model->isLoaded(std::max(0, grid->rowAt(0)));
        });
        grid->viewport()->repaint();
        jumps.push_back(static_cast<double>(clock.nsecsElapsed()) / 1e6);
    }
    report("P5 jump in a million rows, median", percentile(jumps, 0.5), "ms", 0);
    report("P5 jump in a million rows, p95", percentile(jumps, 0.95), "ms", 250);
    report("P10 memory with a million rows after 200 jumps", residentMb(), "MB", 150);

    grid->verticalScrollBar()->setValue(0);
    until([&] { return model->isLoaded(0) && model->isLoaded(199); });
    std::vector<double> frames = scrollFrames(*grid, 1000);
    report("P6 frame while scrolling, p95", percentile(frames, 0.95), "ms", 8);
    report("P6 frame while scrolling, p99", percentile(frames, 0.99), "ms", 16);
    {
        QTableView bare; // what Qt's own table takes for the same rows
        bare.setModel(model);
        bare.setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
        bare.verticalHeader()->hide();
        bare.verticalHeader()->setDefaultSectionSize(grid->verticalHeader()->defaultSectionSize());
        bare.resize(window.size());
        bare.show();
        until([&] { return bare.rowAt(0) >= 0; });
        const std::vector<double> plain = scrollFrames(bare, 1000);
        report("P6 the median against a bare table's",
               percentile(frames, 0.5) / percentile(plain, 0.5),
               "x",
               3);
    }

    StagingEngine &staging = context->staging();
    const QString id = model->collection()->id;
    const int price = model->columnOf(u"price"_s);
    std::vector<double> edits;
    for (int i = 0; i < 200; ++i) {
        const int row = i % 30;
        grid->scrollTo(model->index(row, price));
        const double before = threadMs();
        model->setData(model->index(row, price), double(i) + 0.5);
        grid->viewport()->repaint();
        edits.push_back(threadMs() - before);
    }
    report("P8 edit of a cell to its paint, p95", percentile(edits, 0.95), "ms", 16);
    staging.discardAll();
    staging.undoStack(id)->clear();

    // 10,000 cells: 2,000 rows by 5 columns, all loaded.
    for (int row = 0; row < 2200; row += 200) {
        until([&] {
            model->setVisibleRange(row, row + 10); // the grid says its own whenever it is resized
            return model->isLoaded(row);
        });
    }
    QString text;
    for (int row = 0; row < 2000; ++row) {
        text += u"Pasted %1\t%2\tdraft\t%3\t97800\n"_s.arg(row)
                    .arg(row / 7.0, 0, 'f', 2)
                    .arg(row % 500);
    }
    auto *commands = new GridCommands(*grid, *model, staging, view);
    double cpu = threadMs();
    commands->paste(model->index(0, model->columnOf(u"title"_s)), text);
    report("P11 staging 10,000 pasted cells", threadMs() - cpu, "ms", 300);
    std::printf("   staged records: %d\n", staging.counts(id).total());
    clock.start();
    view->openReview();
    QCoreApplication::processEvents();
    report("P11 review of them", double(clock.elapsed()), "ms", 400);
    frames = scrollFrames(*grid, 500);
    report("   frame below the review sheet, p95", percentile(frames, 0.95), "ms", 0);
    while (auto *sheet = window.findChild<Sheet *>()) {
        delete sheet;
    }
    frames.clear();
    for (int part = 0; part < 5; ++part) { // a flash lasts two seconds
        for (int row = 0; row < 200; ++row) {
            grid->flashRow(model->index(row, 0).data(RowKeyRole).toString());
        }
        const std::vector<double> more = scrollFrames(*grid, 100);
        frames.insert(frames.end(), more.begin(), more.end());
    }
    report("P7 frame with staged rows, p95", percentile(frames, 0.95), "ms", 10);
    cpu = threadMs();
    staging.undo(id);
    report("   undo of the paste", threadMs() - cpu, "ms", 0);

    staging.undoStack(id)->clear();
    staging.beginMacro(id, u"bench"_s);
    for (int row = 0; row < 1000; ++row) {
        model->setData(model->index(row, price), double(row) + 0.25);
    }
    staging.endMacro(id);
    clock.start();
    auto *runner = new CommitRunner(
        context->client(),
        staging,
        context->schema(),
        CommitPlan::make(staging.allRecords(), context->schema(), context->capabilities()),
        view);
    std::optional<CommitRunner::Summary> summary;
    QObject::connect(runner, &CommitRunner::finished, view, [&](const CommitRunner::Summary &done) {
        summary = done;
    });
    runner->start();
    double longest = 0;
    QElapsedTimer turn;
    while (!summary && clock.elapsed() < 60'000) {
        turn.start();
        QCoreApplication::processEvents(QEventLoop::AllEvents, 5);
        longest = std::max(longest, static_cast<double>(turn.nsecsElapsed()) / 1e6);
    }
    report("P12 commit of 1,000 updates", double(clock.elapsed()), "ms", 3000);
    report("P9 longest turn of the event loop meanwhile", longest, "ms", 50);
    std::printf("   written: %d\n", summary ? summary->written : -1);

    // Live: 200 events a second into the visible rows for five seconds, as the hub hands them over.
    view->activated();
    until([&] { return model->isLoaded(0); });
    std::vector<double> liveFrames;
    const double cpuBefore = threadMs();
    clock.start();
    qint64 sent = 0;
    while (clock.elapsed() < 5000) {
        while (sent < clock.elapsed() / 5) { // one every 5 ms
            const Record *row = model->recordAt(int(sent % 25));
            if (row != nullptr) {
                RecordEvent event;
                event.topic = u"books/*"_s;
                event.action = RecordEvent::Action::Update;
                event.record = *row;
                event.record.values.set("price", double(sent % 900) / 10);
                emit context->realtime().recordEvent(event);
            }
            ++sent;
        }
        const double before = threadMs();
        QCoreApplication::processEvents(QEventLoop::AllEvents, 4);
        liveFrames.push_back(threadMs() - before);
        QThread::msleep(3); // with a limit of time processEvents() does not wait: it would spin
    }
    report("P18 turn with 200 live events a second, p95", percentile(liveFrames, 0.95), "ms", 16);
    report("P18 longest turn", *std::max_element(liveFrames.begin(), liveFrames.end()), "ms", 50);
    report("P18 CPU of the UI thread",
           (threadMs() - cpuBefore) / double(clock.elapsed()) * 100,
           "% of a core",
           35);

    const QString filters[]
        = {u"status = 'draft'"_s, u"price > 39 && sold = true"_s, u"title ~ '777'"_s};
    for (const QString &filter : filters) {
        clock.start();
        view->navigate({u"data"_s, u"books"_s, {}, {{u"filter"_s, filter}}});
        until([&] {
            return model->query().filter == filter
                && model->state() == PagedRecordModel::State::Ready && model->isLoaded(0);
        });
        const QByteArray name = "filter " + filter.toUtf8();
        report(name.constData(), double(clock.elapsed()), "ms", 0);
    }
    report("memory at the end", residentMb(), "MB", 0);
    std::vector<DataView *> tabs{view};
    while (tabs.size() < kTabs) {
        auto *more = new DataView(*context, shell, {u"data"_s, u"books"_s, {}, {}});
        more->setParent(&window);
        more->resize(window.size());
        more->show();
        until([&] { return more->model()->isLoaded(0) && more->model()->isTotalKnown(); });
        tabs.push_back(more);
    }
    report("P10 memory with ten tabs of it", residentMb(), "MB", 260);
    qDeleteAll(tabs);
    return failures == 0 ? 0 : 1;
}
