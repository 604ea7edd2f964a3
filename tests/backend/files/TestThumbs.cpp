// Sizes, the refusal of everything that is no image of ours, and one generation for many askers.
#include "backend/files/Thumbnail.h"
#include "backend/files/Thumbs.h"
#include "backend/runtime/WorkerPool.h"
#include "tests/support/TempDir.h"
#include "tests/support/TestSuite.h"

#include <atomic>
#include <fstream>

using namespace socle;
using files::ThumbSize;

namespace {

// 2 x 1, one red and one blue pixel.
const std::string kGif(
    "GIF89a\x02\x00\x01\x00\x80\x01\x00\xff\x00\x00\x00\x00\xff,\x00\x00\x00\x00\x02\x00\x01\x00"
    "\x00\x02\x02\x44\x0a\x00;",
    37);

} // namespace

class TestThumbs : public QObject
{
    Q_OBJECT
private slots:

    void parsesSizes_data()
    {
        QTest::addColumn<std::string>("text");
        QTest::addColumn<int>("fit"); // -1: refused
        QTest::newRow("centre") << std::string("10x20") << int(ThumbSize::Fit::CropCentre);
        QTest::newRow("top") << std::string("10x20t") << int(ThumbSize::Fit::CropTop);
        QTest::newRow("bottom") << std::string("10x20b") << int(ThumbSize::Fit::CropBottom);
        QTest::newRow("inside") << std::string("10x20f") << int(ThumbSize::Fit::Inside);
        QTest::newRow("by height") << std::string("0x20") << int(ThumbSize::Fit::Keep);
        for (const char *text : {"",
                                 "x",
                                 "10",
                                 "10x",
                                 "x10",
                                 "-1x10",
                                 "10x-1",
                                 "10x10z",
                                 "10x10tt",
                                 "0x0",
                                 "9000x1",
                                 "99999999999x1",
                                 " 10x10"}) {
            QTest::newRow(text) << std::string(text) << -1;
        }
    }

    void parsesSizes()
    {
        QFETCH(std::string, text);
        QFETCH(int, fit);
        const auto size = files::parseThumbSize(text);
        QCOMPARE(size ? int(size->fit) : -1, fit);
    }

    void refusesWhatIsNoImage_data()
    {
        QTest::addColumn<std::string>("bytes");
        QTest::newRow("empty") << std::string();
        QTest::newRow("text") << std::string("hello");
        QTest::newRow("svg: a loader that is switched off")
            << std::string("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"/>");
        QTest::newRow("pdf: likewise") << std::string("%PDF-1.4\n%%EOF");
        QTest::newRow("cut") << kGif.substr(0, 20);
    }

    void refusesWhatIsNoImage()
    {
        QFETCH(std::string, bytes);
        const test::TempDir folder;
        std::ofstream(folder / "image", std::ios::binary) << bytes;
        QVERIFY(
            !files::makeThumbnail(folder / "image", "image/png", *files::parseThumbSize("10x10")));
    }

    void makesOneForMany()
    {
        const test::TempDir folder;
        std::ofstream(folder / "a.gif", std::ios::binary) << kGif;
        runtime::WorkerPool pool({.name = "cpu", .threads = 2});
        files::Thumbs thumbs(pool);
        std::atomic<int> made{0};
        for (int i = 0; i < 20; ++i) {
            thumbs.want({.path = folder / "a.gif", .contentType = "image/gif"},
                        "10x10",
                        [&made](std::optional<files::StoredObject> thumb) {
                            made += thumb && thumb->contentType == "image/gif" ? 1 : 100;
                        });
        }
        QTRY_COMPARE(made.load(), 20);
    }

    void saysNoWhenTooManyWait()
    {
        const test::TempDir folder;
        std::ofstream(folder / "a.gif", std::ios::binary) << kGif;
        runtime::WorkerPool pool({.name = "cpu", .threads = 1});
        files::Thumbs thumbs(pool, 0);
        bool isRefused = false;
        thumbs.want({.path = folder / "a.gif", .contentType = "image/gif"},
                    "10x10",
                    [&isRefused](std::optional<files::StoredObject> thumb) { isRefused = !thumb; });
        QVERIFY(isRefused);
    }
};

SOCLE_TEST_SUITE(TestThumbs)
#include "TestThumbs.moc"
