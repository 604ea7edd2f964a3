// Chance, pools, deadlines.
#include "backend/runtime/Deadline.h"
#include "backend/runtime/Random.h"
#include "backend/runtime/WorkerPool.h"
#include "tests/support/FakeClock.h"
#include "tests/support/TestSuite.h"

#include <sys/wait.h>

#include <algorithm>
#include <atomic>
#include <future>
#include <map>
#include <set>
#include <stdexcept>
#include <thread>
#include <unistd.h>

using namespace socle;
using namespace socle::runtime;

class TestRuntime : public QObject
{
    Q_OBJECT
private slots:

    void makesIds()
    {
        std::set<std::string> seen;
        for (int i = 0; i < 20000; ++i) {
            const std::string id = systemRandom().recordId();
            QCOMPARE(id.size(), std::size_t(15));
            QVERIFY(id.find_first_not_of(kLowerAlphanumeric) == std::string::npos);
            seen.insert(id);
        }
        QCOMPARE(seen.size(), std::size_t(20000));
    }

    void prefersNoCharacter()
    {
        std::map<char, int> counts;
        const std::string text = systemRandom().fromAlphabet(kAlphanumeric, 620000);
        QCOMPARE(text.size(), std::size_t(620000));
        for (const char c : text) {
            ++counts[c];
        }
        QCOMPARE(counts.size(), std::size_t(62));
        for (const auto &[c, count] : counts) {
            QVERIFY2(count > 9400 && count < 10600, std::to_string(count).c_str()); // 6 sigma
        }
        QCOMPARE(systemRandom().fromAlphabet("x", 5), std::string("xxxxx"));
        QCOMPARE(systemRandom().fromAlphabet("", 5), std::string());
    }

    void staysBelow()
    {
        std::set<std::uint64_t> seen;
        for (int i = 0; i < 500; ++i) {
            seen.insert(systemRandom().below(6));
        }
        QCOMPARE(seen.size(), std::size_t(6));
        QCOMPARE(*seen.rbegin(), std::uint64_t(5));
        QCOMPARE(systemRandom().below(1), std::uint64_t(0));
        QCOMPARE(systemRandom().below(0), std::uint64_t(0));
    }

    void aForkedChildHasItsOwnChance()
    {
        systemRandom().recordId(); // the buffer is filled
        int pipe[2];
        QCOMPARE(::pipe(pipe), 0);
        const pid_t child = ::fork();
        if (child == 0) {
            const std::string id = systemRandom().recordId();
            ::_exit(::write(pipe[1], id.data(), id.size()) == 15 ? 0 : 1);
        }
        std::string theirs(15, '\0');
        QCOMPARE(::read(pipe[0], theirs.data(), 15), ssize_t(15));
        ::waitpid(child, nullptr, 0);
        QVERIFY(theirs != systemRandom().recordId());
    }

    void poolRunsInOrder()
    {
        WorkerPool pool({.name = "test", .threads = 1});
        std::vector<int> order;
        for (int i = 0; i < 100; ++i) {
            QVERIFY(pool.post([&order, i] { order.push_back(i); }));
        }
        QVERIFY(pool.stop(std::chrono::seconds(10)));
        QCOMPARE(order.size(), std::size_t(100));
        QVERIFY(std::is_sorted(order.begin(), order.end()));
        QVERIFY(!pool.post([] {}));
    }

    void poolIsBounded()
    {
        std::promise<void> reached;
        std::promise<void> gate;
        std::atomic<int> ran{0};
        WorkerPool pool({.name = "test", .threads = 1, .maxQueued = 2});
        QVERIFY(pool.post([&] {
            reached.set_value();
            gate.get_future().wait();
        }));
        reached.get_future().wait();
        QVERIFY(pool.post([&] { ++ran; }));
        QVERIFY(pool.post([&] { ++ran; }));
        QVERIFY(!pool.post([&] { ++ran; }));
        QCOMPARE(pool.queued(), std::size_t(2));
        gate.set_value();
        QVERIFY(pool.stop(std::chrono::seconds(10)));
        QCOMPARE(ran.load(), 2);
    }

    // A flood in one lane leaves the others their turns, and is bounded by itself.
    void poolLanesTakeTurns()
    {
        using Posted = WorkerPool::Posted;
        std::promise<void> reached;
        std::promise<void> gate;
        std::string order;
        WorkerPool pool({.name = "test",
                         .threads = 1,
                         .maxQueued = 8,
                         .maxInLane = 3,
                         .maxInLanes = 4,
                         .niceness = 1});
        QVERIFY(pool.post([&] {
            reached.set_value();
            gate.get_future().wait();
        }));
        reached.get_future().wait();
        const auto note = [&](char name) { return [&order, name] { order += name; }; };
        for (int i = 0; i < 3; ++i) {
            QCOMPARE(pool.postInLane("flood", note('f')), Posted::Yes);
        }
        QCOMPARE(pool.postInLane("flood", note('f')), Posted::LaneIsFull);
        QCOMPARE(pool.postInLane("other", note('o')), Posted::Yes);
        QCOMPARE(pool.postInLane("third", note('t')), Posted::LaneIsFull); // of all lanes
        QCOMPARE(pool.postInLane(WorkerPool::goingFirst("known"), note('k')), Posted::Yes);
        for (int i = 0; i < 3; ++i) {
            QVERIFY(pool.post(note('-')));
        }
        QCOMPARE(pool.queued(), std::size_t(8));
        QCOMPARE(pool.postInLane(WorkerPool::goingFirst("last"), note('l')), Posted::No);
        gate.set_value();
        QVERIFY(pool.stop(std::chrono::seconds(10)));
        QCOMPARE(order, std::string("kfo-f-f-"));
    }

    void poolSurvivesExceptions()
    {
        std::vector<std::string> told;
        {
            WorkerPool pool({.name = "test",
                             .threads = 1,
                             .onException = [&](std::string_view name, std::string_view what) {
                                 told.push_back(std::string(name) + ": " + std::string(what));
                             }});
            QVERIFY(pool.post([] { throw std::runtime_error("boom"); }));
            QVERIFY(pool.post([] { throw 7; }));
            QVERIFY(pool.stop(std::chrono::seconds(10)));
        }
        QCOMPARE(told, (std::vector<std::string>{"test: boom", "test: unknown exception"}));
    }

    void poolDropsWhatGraceDoesNotCover()
    {
        std::promise<void> reached;
        std::promise<void> gate;
        std::atomic<int> ran{0};
        auto owned = std::make_shared<int>(1);
        const std::weak_ptr<int> watched = owned;
        WorkerPool pool({.name = "test", .threads = 1});
        QVERIFY(pool.post([&] {
            reached.set_value();
            gate.get_future().wait();
        }));
        QVERIFY(pool.post([&ran, owned = std::move(owned)] { ++ran; }));
        reached.get_future().wait();
        std::thread opener([&] {
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
            gate.set_value();
        });
        QVERIFY(!pool.stop(std::chrono::milliseconds(5)));
        opener.join();
        QCOMPARE(ran.load(), 0);
        QVERIFY(watched.expired());
    }

    void deadlines()
    {
        QVERIFY(Deadline::never().isNever());
        QVERIFY(!Deadline::never().hasPassed());
        QVERIFY(Deadline::in(std::chrono::seconds(-1)).hasPassed());
        const auto soon = Deadline::in(std::chrono::hours(1));
        QVERIFY(!soon.hasPassed());
        QVERIFY(soon.earlierOf(Deadline::never()).moment() == soon.moment());
    }

    void clocks()
    {
        const auto before = systemClock().steadyNow();
        QVERIFY(systemClock().now() > DateTime(1735689600000));
        QVERIFY(systemClock().steadyNow() >= before);
        test::FakeClock clock;
        const DateTime start = clock.now();
        const auto steady = clock.steadyNow();
        clock.advance(std::chrono::minutes(2));
        QCOMPARE(clock.now().milliseconds() - start.milliseconds(), std::int64_t(120000));
        QVERIFY(clock.steadyNow() - steady == std::chrono::minutes(2));
    }
};

SOCLE_TEST_SUITE(TestRuntime)

#include "TestRuntime.moc"
