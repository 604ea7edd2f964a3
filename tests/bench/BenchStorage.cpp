// How many durable inserts a second the group-commit writer gives, and what a short read costs.
//
// BenchStorage [folder] [submitters] [seconds]: each submitter keeps one write in flight, as a
// connection of a client does.
#include "backend/runtime/Random.h"
#include "backend/storage/Database.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

using namespace socle;
using namespace socle::storage;
using Clock = std::chrono::steady_clock;

namespace {

double cpuSeconds()
{
    timespec time{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

/// One client: submits its next insert when the one before is answered.
struct Submitter
{
    Writer &writer;
    const std::atomic<bool> &isStopping;
    std::vector<double> latencies = {};
    std::atomic<bool> isIdle{false};

    void next()
    {
        if (isStopping) {
            isIdle = true;
            return;
        }
        const auto begun = Clock::now();
        writer.submit(
            [](WriteTransaction &transaction) -> Result<void> {
                SOCLE_TRY(transaction.execute(
                    sql("INSERT INTO posts (id, title, body, created) VALUES (?, ?, ?, ?)",
                        runtime::systemRandom().recordId(),
                        std::string("A title of usual length"),
                        std::string(200, 'x'),
                        std::string("2025-01-01 10:00:00.000Z"))));
                return {};
            },
            [this, begun](Result<void> result) {
                if (!result) {
                    std::fprintf(stderr,
                                 "%s %s\n",
                                 result.error().message.c_str(),
                                 result.error().cause.c_str());
                    std::exit(1);
                }
                latencies.push_back(
                    std::chrono::duration<double, std::micro>(Clock::now() - begun).count());
                next();
            });
    }
};

void printLatencies(const char *what, std::vector<double> all, double seconds, double cpu)
{
    std::sort(all.begin(), all.end());
    const auto at = [&](double share) {
        return all[std::min(all.size() - 1,
                            static_cast<std::size_t>(share * static_cast<double>(all.size())))];
    };
    std::printf("%-28s %9.0f/s  p50 %8.1f us  p95 %8.1f us  p99 %8.1f us  cpu %6.2f us/op\n",
                what,
                static_cast<double>(all.size()) / seconds,
                at(0.5),
                at(0.95),
                at(0.99),
                cpu * 1e6 / static_cast<double>(all.size()));
}

void benchInserts(Database &database, int submitters, double seconds)
{
    std::atomic<bool> isStopping{false};
    std::vector<std::unique_ptr<Submitter>> all;
    const auto before = database.writer().counters();
    const double cpu = cpuSeconds();
    const auto begun = Clock::now();
    for (int i = 0; i < submitters; ++i) {
        all.push_back(std::unique_ptr<Submitter>(new Submitter{database.writer(), isStopping}));
        all.back()->next();
    }
    std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
    isStopping = true;
    while (
        !std::all_of(all.begin(), all.end(), [](const auto &one) { return one->isIdle.load(); })) {
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    const double spent = std::chrono::duration<double>(Clock::now() - begun).count();
    std::vector<double> latencies;
    for (const auto &one : all) {
        latencies.insert(latencies.end(), one->latencies.begin(), one->latencies.end());
    }
    const auto after = database.writer().counters();
    printLatencies(("inserts, " + std::to_string(submitters) + " submitters").c_str(),
                   std::move(latencies),
                   spent,
                   cpuSeconds() - cpu);
    std::printf("%28s %.1f steps a commit, largest %llu\n",
                "",
                static_cast<double>(after.steps - before.steps)
                    / static_cast<double>(after.batches - before.batches),
                static_cast<unsigned long long>(after.largestBatch));
}

void benchReads(Database &database, double seconds)
{
    std::vector<std::string> ids;
    discard(database.read([&](ReadTransaction &transaction) {
        return transaction.query(sql("SELECT id FROM posts LIMIT 1000"), [&](const Row &row) {
            ids.emplace_back(row.text(0));
            return Next::Continue;
        });
    }),
            "an empty list shows below");
    std::vector<double> latencies;
    const double cpu = cpuSeconds();
    const auto begun = Clock::now();
    std::size_t bytes = 0;
    while (std::chrono::duration<double>(Clock::now() - begun).count() < seconds) {
        const auto start = Clock::now();
        const auto result = database.read(
            [&](ReadTransaction &transaction) {
                return transaction.query(
                    sql("SELECT id, title, body, created FROM posts WHERE id = ?",
                        ids[latencies.size() % ids.size()]),
                    [&](const Row &row) {
                        bytes += row.text(2).size();
                        return Next::Continue;
                    });
            },
            {.slice = std::chrono::seconds(5)});
        if (!result) {
            std::exit(1);
        }
        latencies.push_back(
            std::chrono::duration<double, std::micro>(Clock::now() - start).count());
    }
    const double spent = std::chrono::duration<double>(Clock::now() - begun).count();
    printLatencies("reads by key, 1 thread", std::move(latencies), spent, cpuSeconds() - cpu);
    if (bytes == 0) {
        std::exit(1);
    }
}

} // namespace

int main(int argc, char **argv)
{
    const std::filesystem::path folder = argc > 1 ? argv[1] : "bench-storage";
    const int submitters = argc > 2 ? std::atoi(argv[2]) : 64;
    const double seconds = argc > 3 ? std::atof(argv[3]) : 5;
    std::filesystem::remove_all(folder);
    auto database = Database::open(folder / "data.db");
    if (!database) {
        std::fprintf(stderr, "%s\n", database.error().message.c_str());
        return 1;
    }
    const auto made = (*database)->runExclusive([](WriteTransaction &transaction) {
        return transaction.executeScript(
            "CREATE TABLE posts (id TEXT PRIMARY KEY NOT NULL, title TEXT DEFAULT '' NOT NULL, "
            "body TEXT DEFAULT '' NOT NULL, created TEXT DEFAULT '' NOT NULL)");
    });
    if (!made) {
        return 1;
    }
    benchInserts(**database, submitters, seconds);
    benchInserts(**database, 1, seconds / 2);
    benchReads(**database, seconds / 2);
    const auto counters = (*database)->counters();
    std::printf("%28s %llu checkpoints, log %ju bytes\n",
                "",
                static_cast<unsigned long long>(counters.checkpoints),
                static_cast<std::uintmax_t>(std::filesystem::file_size(folder / "data.db-wal")));
    database->reset();
    std::filesystem::remove_all(folder);
    return 0;
}
