// A million rows in and out through the studio's own jobs (studio.md 4.3.11, 4.3.12; budgets P13
// and P14): CSV into a new collection with a pause on the way and rows that fail, then out again.
//
//   studio_transfer_bench --server BIN/socle [--rows 1000000] [--port 8742]
//   studio_transfer_bench --server BIN/pocketbase --peer [--rows 20000]
//
// Prints rows a second and the largest resident size of this process, and checks that what came out
// is what went in. With --peer the server is a PocketBase: batches in, pages out. Exits with 1 when
// something is missing or a budget is missed by more than a third.
#include "studio/api/OnResult.h"
#include "studio/api/SettingsEndpoint.h"
#include "studio/domain/ExportJob.h"
#include "studio/domain/ImportJob.h"
#include "tests/bench/StudioBench.h"

#include <QCommandLineParser>
#include <QTimer>

using namespace Qt::StringLiterals;
using namespace socle;
using namespace socle::studio;
using namespace socle::studio::bench;

namespace {

constexpr int kEveryBad = 10'000; // one row of so many has text where a number must be
constexpr int kWatchMs = 20;
constexpr int kSettledMs = 2000;

/// The largest resident size and the longest turn of the event loop while it lives.
class Watch
{
public:
    Watch()
    {
        m_turn.start();
        QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] {
            m_peak = std::max(m_peak, residentMb());
            m_longest = std::max(m_longest, m_turn.restart() - kWatchMs);
        });
        m_timer.start(kWatchMs);
    }

    double peakMb() const { return m_peak; }

    /// Milliseconds by which the most belated tick was late.
    double longestMs() const { return static_cast<double>(m_longest); }

private:
    QTimer m_timer;
    QElapsedTimer m_turn;
    double m_peak = residentMb();
    qint64 m_longest = 0;
};

QByteArray lineOf(int row)
{
    const QByteArray number = QByteArray::number(row);
    const QByteArray price = row % kEveryBad == kEveryBad / 2
        ? QByteArray("dear")
        : QByteArray::number(row % 4000) + ".25";
    return "Title " + number + ",978" + number.rightJustified(10, '0') + ',' + price + ','
        + (row % 3 == 0 ? "draft" : "published") + ',' + QByteArray::number(row % 900) + ','
        + (row % 2 == 0 ? "true" : "false") + ",\"A note, with a comma, about book " + number
        + "\",2026-01-" + QByteArray::number(row % 28 + 1).rightJustified(2, '0')
        + " 10:00:00.000Z,reader" + QByteArray::number(row % 5000) + "@example.com,"
        + QByteArray::number(row % 7) + '\n';
}

/// Bytes written; -1 when it could not.
qint64 writeCsv(const QString &path, int rows)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly)) {
        return -1;
    }
    QByteArray text = "title,isbn,price,status,pages,sold,note,published,mail,stars\n";
    for (int row = 0; row < rows; ++row) {
        text += lineOf(row);
        if (text.size() > 1 << 20) {
            file.write(text);
            text.clear();
        }
    }
    file.write(text);
    return file.size();
}

const char *const kCollection = R"({"name":"books","type":"base","fields":[
 {"name":"title","type":"text"},{"name":"isbn","type":"text"},{"name":"price","type":"number"},
 {"name":"status","type":"select","values":["draft","published"],"maxSelect":1},
 {"name":"pages","type":"number"},{"name":"sold","type":"bool"},{"name":"note","type":"text"},
 {"name":"published","type":"date"},{"name":"mail","type":"email"},
 {"name":"stars","type":"number"}]})";

int linesOf(const QString &path)
{
    QFile file(path);
    int lines = 0;
    if (file.open(QIODevice::ReadOnly)) {
        while (!file.atEnd()) {
            lines += static_cast<int>(file.read(1 << 20).count('\n'));
        }
    }
    return lines;
}

void check(bool holds, const char *what)
{
    std::printf("%-52s %s\n", what, holds ? "yes" : "NO");
    failures += holds ? 0 : 1;
}

bool importAll(ConnectionContext &context, const QString &folder, int rows, bool isDryRun)
{
    ImportPlan plan;
    plan.path = folder + u"/books.csv"_s;
    plan.collectionId = context.schema().find(u"books")->id;
    for (const fields::Field &field : context.schema().find(u"books")->fields) {
        if (field.name != "id") {
            const QString name = QString::fromStdString(field.name);
            plan.columns.push_back({.column = name, .field = name});
        }
    }
    plan.isDryRun = isDryRun;
    plan.errorFile = isDryRun ? QString() : folder + u"/failed.csv"_s;
    const double before = residentMb();
    const Watch watch;
    ImportJob job(context.client(), context.schema(), context.capabilities(), plan);
    int reports = 0;
    QObject::connect(&job, &ImportJob::progress, &job, [&reports] { ++reports; });
    QElapsedTimer clock;
    clock.start();
    job.start();
    const int hour = 60 * 60 * 1000;
    qint64 rested = 0;
    if (!isDryRun) {
        until(
            [&] { return job.rowsWritten() > rows / 10 || job.state() > ImportJob::State::Paused; },
            hour);
        job.pause();
        QElapsedTimer rest;
        rest.start();
        qint64 held = -1;
        while (held != job.rowsWritten()) { // what is under way comes in
            held = job.rowsWritten();
            until([] { return false; }, kSettledMs);
        }
        until([] { return false; }, kSettledMs);
        check(job.state() == ImportJob::State::Paused && job.rowsWritten() == held,
              "   a pause holds");
        rested = rest.elapsed();
        job.resume();
    }
    until([&] { return job.state() > ImportJob::State::Paused; }, hour);
    const double seconds = static_cast<double>(clock.elapsed() - rested) / 1000;
    const int bad = rows / kEveryBad;
    check(job.state() == ImportJob::State::Finished, "   it finished");
    check(job.rowsFailed() == bad && job.rowsWritten() == rows - bad,
          "   every good row is in, every bad one is told");
    if (!isDryRun) {
        const int header = bad > 0 ? 1 : 0;
        check(linesOf(plan.errorFile) == bad + header, "   the file of failed rows has them");
    }
    check(reports > 10, "   progress was told");
    report(isDryRun ? "P13 parse and validate (budget 50,000 and more)"
                    : "P13 import (budget 3,000 and more)",
           rows / seconds,
           "r/s",
           0);
    check(rows / seconds > (isDryRun ? 50'000 : 3'000) / 1.3, "   fast enough");
    report("P13 memory over base", watch.peakMb() - before, "MB", 64);
    report("P9 longest block of the event loop", watch.longestMs(), "ms", 50);
    return job.state() == ImportJob::State::Finished;
}

void exportAll(ConnectionContext &context, const QString &folder, qint64 rows)
{
    ExportPlan plan;
    plan.collectionId = context.schema().find(u"books")->id;
    plan.path = folder + u"/out.csv"_s;
    plan.fields = QStringList{u"title"_s,
                              u"isbn"_s,
                              u"price"_s,
                              u"status"_s,
                              u"pages"_s,
                              u"sold"_s,
                              u"note"_s,
                              u"published"_s,
                              u"mail"_s,
                              u"stars"_s};
    plan.total = rows;
    const double before = residentMb();
    const Watch watch;
    ExportJob job(context.client(), context.schema(), context.capabilities(), plan);
    QElapsedTimer clock;
    clock.start();
    job.start();
    until([&] { return job.state() > ExportJob::State::Paused; }, 60 * 60 * 1000);
    const double seconds = static_cast<double>(clock.elapsed()) / 1000;
    check(job.state() == ExportJob::State::Finished, "   it finished");
    check(linesOf(plan.path) == rows + 1, "   the file has every row");
    report("P14 export", static_cast<double>(rows) / seconds, "r/s", 0);
    report("P14 export, seconds for a million rows",
           1e6 / static_cast<double>(rows) * seconds,
           "s",
           60);
    report("P14 memory over base", watch.peakMb() - before, "MB", 64);
    report("P9 longest block of the event loop", watch.longestMs(), "ms", 50);
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    QCommandLineParser parser;
    parser.addOptions({{u"server"_s, u"The server program."_s, u"FILE"_s},
                       {u"peer"_s, u"It is a PocketBase."_s},
                       {u"rows"_s, u"Rows of the file."_s, u"N"_s, u"1000000"_s},
                       {u"port"_s, u"Port of the server."_s, u"N"_s, u"8742"_s}});
    parser.process(application);
    const int rows = parser.value(u"rows"_s).toInt();
    Server server;
    const auto context = begin(server, parser.value(u"server"_s), parser.value(u"port"_s).toInt());
    if (context == nullptr) {
        return 2;
    }
    const auto isOn = wait(
        *context,
        SettingsEndpoint(context->client())
            .patch(JsonObject{
                {"batch", JsonObject{{"enabled", true}, {"maxRequests", 200}, {"timeout", 30}}}}));
    const auto made
        = wait(*context,
               context->client().send(ApiRequest::withJson(
                   "POST", u"/api/collections"_s, *parseJson(kCollection), u"bench"_s)));
    const auto known = wait(*context, context->reload());
    if (!isOn || !*isOn || !made || !*made || !known || !*known) {
        std::fprintf(stderr, "the collection could not be made\n");
        return 2;
    }
    const bool isStreamed = context->capabilities().has(Capability::ImportStream);
    if (isStreamed == parser.isSet(u"peer"_s)) {
        std::fprintf(stderr, "this is not the kind of server that was said\n");
        return 2;
    }
    QTemporaryDir folder;
    const qint64 bytes = writeCsv(folder.filePath(u"books.csv"_s), rows);
    std::printf("%d rows, %.0f MB, %s\n",
                rows,
                static_cast<double>(bytes) / 1e6,
                isStreamed ? "streamed" : "batches and pages");
    report("memory before", residentMb(), "MB", 0);
    importAll(*context, folder.path(), rows, true);
    if (importAll(*context, folder.path(), rows, false)) {
        exportAll(*context, folder.path(), rows - rows / kEveryBad);
    }
    report("memory at the end", residentMb(), "MB", 0);
    return failures == 0 ? 0 : 1;
}
