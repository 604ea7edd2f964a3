// One contract, two stores: a folder and a bucket that checks every signature.
#include "backend/files/BucketFiles.h"
#include "backend/files/LocalBlobStore.h"
#include "backend/files/Migration.h"
#include "backend/files/RemovalGate.h"
#include "backend/files/S3BlobStore.h"
#include "backend/outbound/HttpClient.h"
#include "tests/backend/files/S3Server.h"
#include "tests/support/TempDir.h"
#include "tests/support/TestSuite.h"

#include <netinet/in.h>
#include <sys/socket.h>

#include <atomic>
#include <fstream>
#include <future>
#include <iterator>
#include <memory>
#include <unistd.h>

using namespace socle;
using namespace socle::files;
using namespace socle::test;

namespace {

std::filesystem::path written(const TempDir &folder, const std::string &bytes)
{
    const auto path = folder / "source";
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
}

std::string contentOf(const std::filesystem::path &path)
{
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

std::string keysOf(BlobStore &store, std::string_view prefix)
{
    std::string keys;
    const auto all = store.list(prefix);
    if (!all) {
        return "error: " + all.error().message;
    }
    for (const BlobInfo &blob : *all) {
        keys += (keys.empty() ? "" : " ") + blob.key + ":" + std::to_string(blob.size);
    }
    return keys;
}

} // namespace

class TestBlobStores : public QObject
{
    Q_OBJECT

private:
    TempDir m_folder;
    S3Server m_bucket;
    outbound::HttpClient m_http;
    std::atomic<bool> m_isDown = false;

    S3Options options() const
    {
        return {.endpoint = m_bucket.endpoint(),
                .bucket = std::string(S3Server::kBucket),
                .region = std::string(S3Server::kRegion),
                .accessKey = std::string(S3Server::kAccessKey),
                .secret = std::string(S3Server::kSecret),
                .forcePathStyle = true,
                .workFolder = m_folder / "work",
                .retryPause = std::chrono::milliseconds(10)};
    }

    std::unique_ptr<S3BlobStore> bucket()
    {
        return std::make_unique<S3BlobStore>(m_http, options());
    }

    std::unique_ptr<BlobStore> store(const QString &kind)
    {
        return kind == "folder" ? localBlobStore(m_folder / "blobs")
                                : std::unique_ptr<BlobStore>(bucket());
    }

    void put(BlobStore &blobs, const std::string &key, const std::string &bytes)
    {
        const auto taken = blobs.take(key, written(m_folder, bytes), {.contentType = "text/plain"});
        QVERIFY2(taken, taken ? "" : taken.error().message.c_str());
    }

private slots:

    void init() { m_bucket.clear(); }

    void keepsTheContract_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::newRow("folder") << "folder";
        QTest::newRow("bucket") << "bucket";
    }

    void keepsTheContract()
    {
        QFETCH(QString, kind);
        const auto blobs = store(kind);
        QCOMPARE(keysOf(*blobs, ""), std::string());
        QCOMPARE(blobs->fetch("a/b.txt").error().kind, ErrorKind::NotFound);
        QCOMPARE(blobs->remove("a/b.txt").error().kind, ErrorKind::NotFound);

        const std::string large(300000, 'x');
        const BlobMeta meta{.contentType = "text/plain; charset=utf-8",
                            .originalName = "Größe & 1.txt"};
        QVERIFY(blobs->take("a/b c+ü.txt", written(m_folder, "hello"), meta));
        QVERIFY(!std::filesystem::exists(m_folder / "source"));
        QVERIFY(blobs->take("a/d.bin", written(m_folder, large), {}));
        QVERIFY(blobs->take("z", written(m_folder, ""), {}));
        QCOMPARE(keysOf(*blobs, "a/"), std::string("a/b c+ü.txt:5 a/d.bin:300000"));
        const auto about = blobs->stat("a/b c+ü.txt");
        QVERIFY(about);
        QCOMPARE(about->size, std::uint64_t(5));
        QCOMPARE(about->meta.contentType, std::string("text/plain; charset=utf-8"));
        QCOMPARE(about->meta.originalName, std::string("Größe & 1.txt"));
        QVERIFY(*blobs->holds("a/b c+ü.txt", written(m_folder, "hello")));
        QVERIFY(!*blobs->holds("a/b c+ü.txt", written(m_folder, "hullo")));
        QVERIFY(!*blobs->holds("a/b c+ü.txt", written(m_folder, "hell")));
        QVERIFY(!*blobs->holds("a/none", written(m_folder, "hello")));
        QVERIFY(*blobs->exists("a/d.bin"));
        QVERIFY(!*blobs->exists("a/e.bin"));
        {
            const auto fetched = blobs->fetch("a/b c+ü.txt");
            QVERIFY(fetched);
            QCOMPARE(contentOf(fetched->path()), std::string("hello"));
            QCOMPARE(fetched->meta().contentType, std::string("text/plain; charset=utf-8"));
            QCOMPARE(contentOf(blobs->fetch("a/d.bin")->path()), large);
        }
        QVERIFY(blobs->take("a/d.bin", written(m_folder, "new"), {})); // replaced
        QCOMPARE(contentOf(blobs->fetch("a/d.bin")->path()), std::string("new"));
        QVERIFY(blobs->remove("z"));
        QVERIFY(blobs->removeBelow("a/"));
        QCOMPARE(keysOf(*blobs, ""), std::string());
        QVERIFY(!std::filesystem::exists(m_folder / "work")
                || std::filesystem::is_empty(m_folder / "work"));
    }

    void refusesKeysThatLeave_data()
    {
        QTest::addColumn<QString>("key");
        for (const char *key : {"", "../x", "a/../../x", "/etc/x", "a//b", "a/./b", "x.attrs"}) {
            QTest::newRow(key) << key;
        }
    }

    void refusesKeysThatLeave()
    {
        QFETCH(QString, key);
        for (const char *kind : {"folder", "bucket"}) {
            const auto blobs = store(kind);
            QVERIFY(!blobs->take(key.toStdString(), written(m_folder, "x"), {}));
            QVERIFY(!blobs->fetch(key.toStdString()));
        }
    }

    void signsListsOfSeveralPages()
    {
        const auto bucket = store("bucket");
        for (const char *key : {"p/a b", "p/c&d", "p/e", "p/f=g", "p/ü"}) {
            QVERIFY(bucket->take(key, written(m_folder, "1"), {}));
        }
        m_bucket.setPageSize(2);
        QCOMPARE(keysOf(*bucket, "p/"), std::string("p/a b:1 p/c&d:1 p/e:1 p/f=g:1 p/ü:1"));
        m_bucket.setPageSize(1000);
        QVERIFY(bucket->removeBelow("p/"));
        QCOMPARE(m_bucket.refused(), 0);
    }

    void keepsTheNameOfTheUpload()
    {
        const auto bucket = store("bucket");
        QVERIFY(bucket->take(
            "n", written(m_folder, "1"), {.contentType = "image/png", .originalName = "é 1.png"}));
        const auto object = m_bucket.objects().at("n");
        QCOMPARE(object.headers.at("content-type"), std::string("image/png"));
        QCOMPARE(object.headers.at("x-amz-meta-original-filename"), std::string("%C3%A9%201.png"));
        QCOMPARE(bucket->fetch("n")->meta().originalName, std::string("é 1.png"));
        QVERIFY(bucket->remove("n"));
    }

    // Large blobs go up in parts; the service's tag says whether they are the bytes of a file.
    void sendsLargeBlobsInParts()
    {
        S3Options small = options();
        small.partSize = 1000;
        S3BlobStore bucket(m_http, small);
        std::string bytes;
        for (int i = 0; i < 2500; ++i) {
            bytes += static_cast<char>('a' + i % 23);
        }
        const BlobMeta meta{.contentType = "application/zip", .originalName = "x y.zip"};
        QVERIFY(bucket.take("large", written(m_folder, bytes), meta));
        const auto object = m_bucket.objects().at("large");
        QVERIFY(object.bytes == bytes);
        QVERIFY(object.tag.ends_with("-3"));
        QCOMPARE(object.headers.at("content-type"), std::string("application/zip"));
        QCOMPARE(object.headers.at("x-amz-meta-original-filename"), std::string("x%20y.zip"));
        QVERIFY(*bucket.holds("large", written(m_folder, bytes)));
        bytes[1500] = '!';
        QVERIFY(!*bucket.holds("large", written(m_folder, bytes)));
        QVERIFY(!*S3BlobStore(m_http, options()).holds("large", written(m_folder, bytes)));

        // A part that cannot be sent ends the whole upload, and nothing is left of it.
        m_bucket.setFailsParts(true);
        const auto refused = bucket.take("large2", written(m_folder, bytes), meta);
        m_bucket.setFailsParts(false);
        QVERIFY(!refused);
        QVERIFY(refused.error().message.find("SlowDown") != std::string::npos);
        QVERIFY(std::filesystem::exists(m_folder / "source"));
        QCOMPARE(m_bucket.unfinishedUploads(), std::size_t(0));
        QVERIFY(bucket.remove("large"));
    }

    // A service that has no time is asked again; one that has none at all is an error.
    void asksAgain()
    {
        const auto bucket = this->bucket();
        m_bucket.failNext(2);
        put(*bucket, "r", "stubborn");
        m_bucket.failNext(1);
        QCOMPARE(contentOf(bucket->fetch("r")->path()), std::string("stubborn"));
        m_bucket.failNext(3);
        const auto refused = bucket->list("");
        m_bucket.failNext(0);
        QVERIFY(!refused);
        QCOMPARE(refused.error().kind, ErrorKind::Unavailable);
        QVERIFY(refused.error().message.find("503 SlowDown") != std::string::npos);
        QVERIFY(bucket->remove("r"));
    }

    void doesNotWaitForASilentService()
    {
        const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        ::bind(listener, reinterpret_cast<sockaddr *>(&address), sizeof address);
        ::listen(listener, 8); // accepts by itself, answers nothing
        socklen_t length = sizeof address;
        ::getsockname(listener, reinterpret_cast<sockaddr *>(&address), &length);
        S3Options silent = options();
        silent.endpoint = "http://127.0.0.1:" + std::to_string(ntohs(address.sin_port));
        silent.patience = std::chrono::milliseconds(300);
        const auto listed = S3BlobStore(m_http, silent).list("");
        ::close(listener);
        QVERIFY(!listed);
        QVERIFY(listed.error().message.find("no answer in time") != std::string::npos);
    }

    void readsRanges()
    {
        const auto bucket = this->bucket();
        put(*bucket, "range", "0123456789");
        const auto read = [&](const char *key, std::uint64_t from, std::uint64_t length) {
            std::string bytes;
            std::promise<std::string> ended;
            int asked = 0;
            bucket->read(key,
                         from,
                         length,
                         {.take =
                              [&](std::string_view piece) {
                                  bytes += piece;
                                  return true;
                              },
                          .hasRoom = [&] { return ++asked > 2; }, // twice: not yet
                          .done =
                              [&](const Result<void> &result) {
                                  ended.set_value(result ? "" : result.error().message);
                              }});
            const std::string error = ended.get_future().get();
            return error.empty() ? bytes : error;
        };
        QCOMPARE(read("range", 2, 4), std::string("2345"));
        QCOMPARE(read("range", 0, 10), std::string("0123456789"));
        QVERIFY(read("nothing", 0, 10).find("NoSuchKey") != std::string::npos);
        QVERIFY(bucket->remove("range"));
    }

    void removesManyAtOnce()
    {
        const auto bucket = this->bucket();
        for (const char *key : {"m/a&b", "m/<c>", "m/d", "n"}) {
            put(*bucket, key, "1");
        }
        const int before = m_bucket.requests();
        QVERIFY(bucket->removeBelow("m/"));
        QCOMPARE(m_bucket.requests() - before, 2);
        QCOMPARE(keysOf(*bucket, ""), std::string("n:1"));
        QVERIFY(bucket->remove("n"));
    }

    // Everything goes to the other side and back; what is there already is not sent again, and a
    // run that was stopped is taken up by the next.
    void movesBlobsBetweenStores()
    {
        const TempDir data;
        const auto local = localBlobStore(data / "storage");
        const auto bucket = this->bucket();
        const std::vector<std::string> keys{
            "c1/r/a b.txt", "c1/r/thumbs_a b.txt/100x100_a b.txt", "c1/s/ü.bin", "c2/r/z"};
        for (const std::string &key : keys) {
            put(*local, key, "bytes of " + key);
        }
        put(*local, "other/r/x", "not asked for");
        put(*local, "c1/r/half.7.tmp", "half written");
        MigrationOrder order{.from = local.get(),
                             .to = bucket.get(),
                             .prefixes = {"c1/", "c2/"},
                             .keepsSource = true,
                             .workFolder = data / "work"};
        int steps = 0;
        const auto stopped = migrate(order, [&](const MigrationReport &) { return ++steps <= 2; });
        QVERIFY(!stopped);
        QCOMPARE(stopped.error().kind, ErrorKind::Cancelled);
        QCOMPARE(m_bucket.objects().size(), std::size_t(2));
        const auto always = [](const MigrationReport &) { return true; };
        auto moved = migrate(order, always);
        QVERIFY2(moved, moved ? "" : moved.error().message.c_str());
        QCOMPARE(moved->total, 4);
        QCOMPARE(moved->present, 2);
        QCOMPARE(moved->copied, 2);
        QCOMPARE(m_bucket.objects().at("c1/s/ü.bin").bytes, std::string("bytes of c1/s/ü.bin"));
        QVERIFY(std::filesystem::exists(data / "storage/c2/r/z")); // the source was to be kept
        order.keepsSource = false;
        moved = migrate(order, always);
        QCOMPARE(moved->present, 4);
        QCOMPARE(keysOf(*local, ""),
                 std::string("c1/r/half.7.tmp:12 other/r/x:13")); // and no side files
        QVERIFY(!std::filesystem::exists(data / "storage/c2"));
        std::swap(order.from, order.to);
        moved = migrate(order, always);
        QCOMPARE(moved->copied, 4);
        QCOMPARE(m_bucket.objects().size(), std::size_t(0));
        for (const std::string &key : keys) {
            QCOMPARE(contentOf(data / ("storage/" + key)), "bytes of " + key);
            QCOMPARE(local->stat(key)->meta.contentType, std::string("text/plain"));
        }
        QVERIFY(std::filesystem::is_empty(data / "work"));
    }

    // A service that damages what it is given: the source stays.
    void keepsTheSourceOfADamagedCopy()
    {
        const TempDir data;
        const auto local = localBlobStore(data / "storage");
        const auto bucket = this->bucket();
        put(*local, "c/r/a", "precious");
        m_bucket.setLossy(true);
        const auto moved = migrate({.from = local.get(),
                                    .to = bucket.get(),
                                    .prefixes = {"c/"},
                                    .workFolder = data / "work"},
                                   [](const MigrationReport &) { return true; });
        m_bucket.setLossy(false);
        QVERIFY(!moved);
        QVERIFY(moved.error().message.find("differs") != std::string::npos);
        QCOMPARE(contentOf(data / "storage/c/r/a"), std::string("precious"));
        QCOMPARE(m_bucket.objects().size(), std::size_t(0));
    }

    // What could not go up waits in the folder and goes with the next resume().
    void waitsForABucketThatIsDown()
    {
        const TempDir data;
        const auto local = localBlobStore(data / "storage");
        put(*local, "c/r/a", "patient");
        put(*local, "c/r/b", "as well");
        std::atomic<int> reports = 0;
        BucketFiles files(
            data.path(),
            [this] {
                S3Options down = options();
                down.endpoint = m_isDown ? "http://127.0.0.1:1" : m_bucket.endpoint();
                return std::make_unique<S3BlobStore>(m_http, down);
            },
            [&](std::string_view, const Error &) { ++reports; });
        m_isDown = true;
        files.stored("c/r/a");
        files.stored("c/r/b");
        QTRY_COMPARE(reports.load(), 1); // and the second is not even tried
        QCOMPARE(contentOf(data / "storage/c/r/a"), std::string("patient"));
        m_isDown = false;
        files.resume();
        QTRY_COMPARE(m_bucket.objects().size(), std::size_t(2));
        QTRY_VERIFY(!std::filesystem::exists(data / "storage/c/r/b"));
        // Many who ask at once wait for one transfer.
        const int before = m_bucket.requests();
        std::vector<std::future<bool>> askers;
        for (int i = 0; i < 8; ++i) {
            askers.push_back(std::async(std::launch::async, [&files] {
                const auto fetched = files.fetch("c/r/a");
                return fetched && contentOf(fetched->path) == "patient";
            }));
        }
        for (auto &asker : askers) {
            QVERIFY(asker.get());
        }
        QCOMPARE(m_bucket.requests() - before, 1);
        files.removedBelow("c/");
        QTRY_COMPARE(m_bucket.objects().size(), std::size_t(0));
    }

    void saysWhatTheServiceSays()
    {
        S3Options wrong = options();
        wrong.secret = "other";
        S3BlobStore bucket(m_http, wrong);
        const auto listed = bucket.list("");
        QVERIFY(!listed);
        QVERIFY(listed.error().message.find("SignatureDoesNotMatch") != std::string::npos);
        QVERIFY(!bucket.take("k", written(m_folder, "x"), {}));
        QVERIFY(std::filesystem::exists(m_folder / "source")); // left to the caller
    }

    // A file goes up behind its commit, comes back through the cache, and what a crash left waiting
    // goes up at the next start.
    void carriesUploadsIntoTheBucket()
    {
        const TempDir data;
        const auto put = [&](const std::string &key, const std::string &bytes, const char *below) {
            const auto path = data / (below + key);
            std::filesystem::create_directories(path.parent_path());
            std::ofstream(path, std::ios::binary) << bytes;
        };
        const auto bucket = [this] { return this->bucket(); };
        std::string reported;
        const auto report = [&](std::string_view what, const Error &) { reported = what; };
        put("c/r/a.txt", "one", "storage/");
        std::ofstream(data / "storage/c/r/a.txt.attrs")
            << R"({"user.content_type":"text/plain","user.metadata":{"original-filename":"A 1.txt"}})";
        put("c/r2/b.txt", "left", ".socle_upload/"); // of an earlier run
        {
            BucketFiles files(data.path(), bucket, report);
            files.stored("c/r/a.txt");
            files.resume();
            QTRY_COMPARE(m_bucket.objects().size(), std::size_t(2));
            QCOMPARE(m_bucket.objects().at("c/r2/b.txt").bytes, std::string("left"));
            QCOMPARE(m_bucket.objects().at("c/r/a.txt").headers.at("content-type"),
                     std::string("text/plain"));
            QTRY_VERIFY(!std::filesystem::exists(data / "storage/c/r"));
            QTRY_VERIFY(!std::filesystem::exists(data / ".socle_upload/c/r"));
            const auto fetched = files.fetch("c/r/a.txt");
            QVERIFY(fetched);
            QCOMPARE(contentOf(fetched->path), std::string("one"));
            QCOMPARE(fetched->contentType, std::string("text/plain"));
            QVERIFY(!files.fetch("c/r/none.txt"));
            files.removed("c/r/a.txt");
            files.removedBelow("c/r2/");
            QTRY_COMPARE(m_bucket.objects().size(), std::size_t(0));
        }
        QCOMPARE(reported, std::string());
        // Without a bucket nothing moves.
        put("c/r3/d.txt", "stays", "storage/");
        BucketFiles off(
            data.path(), [] { return std::unique_ptr<S3BlobStore>(); }, report);
        off.stored("c/r3/d.txt");
        QVERIFY(std::filesystem::exists(data / "storage/c/r3/d.txt"));
        QVERIFY(!std::filesystem::exists(data / ".socle_upload/c/r3"));
        QCOMPARE(off.fetch("c/r3/d.txt").error().kind, ErrorKind::NotFound);
    }

    void holdsRemovalsBack()
    {
        RemovalGate gate;
        int now = 0;
        int later = 0;
        const auto pass = [&] {
            gate.pass([&] { ++now; },
                      [&]() -> UniqueFunction<void()> { return [&later] { ++later; }; });
        };
        pass();
        QCOMPARE(now, 1);
        {
            const RemovalGate::Hold outer(gate);
            {
                const RemovalGate::Hold inner(gate);
                pass();
            }
            pass();
            QCOMPARE(later, 0);
        }
        QCOMPARE(later, 2);
        QCOMPARE(now, 1);
    }
};

SOCLE_TEST_SUITE(TestBlobStores)
#include "TestBlobStores.moc"
