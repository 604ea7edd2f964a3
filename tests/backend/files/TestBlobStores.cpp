// One contract, two stores: a folder and a bucket that checks every signature.
#include "backend/files/BucketFiles.h"
#include "backend/files/LocalBlobStore.h"
#include "backend/files/RemovalGate.h"
#include "backend/files/S3BlobStore.h"
#include "backend/outbound/HttpClient.h"
#include "tests/backend/files/S3Server.h"
#include "tests/support/TempDir.h"
#include "tests/support/TestSuite.h"

#include <fstream>
#include <iterator>
#include <memory>

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

    S3Options options() const
    {
        return {.endpoint = m_bucket.endpoint(),
                .bucket = std::string(S3Server::kBucket),
                .region = std::string(S3Server::kRegion),
                .accessKey = std::string(S3Server::kAccessKey),
                .secret = std::string(S3Server::kSecret),
                .forcePathStyle = true,
                .workFolder = m_folder / "work"};
    }

    std::unique_ptr<BlobStore> store(const QString &kind)
    {
        if (kind == "folder") {
            return std::make_unique<LocalBlobStore>(m_folder / "blobs");
        }
        return std::make_unique<S3BlobStore>(m_http, options());
    }

private slots:

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
        const auto bucket = [this] { return store("bucket"); };
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
            data.path(), [] { return std::unique_ptr<BlobStore>(); }, report);
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
