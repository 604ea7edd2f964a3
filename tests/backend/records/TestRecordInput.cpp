// Modifiers, normalisation and every reason to refuse a record (records-api.md 1.6, 2.10, 2.11).
#include "backend/records/ContentType.h"
#include "backend/records/UploadStage.h"
#include "tests/backend/records/RecordsFixture.h"
#include "tests/support/TestSuite.h"

#include <fstream>

using namespace socle;
using socle::test::outcome;
using socle::test::RecordsFixture;

class TestRecordInput : public QObject
{
    Q_OBJECT
private slots:

    void resolvesModifiers_data()
    {
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("body");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char *field, const char *body, const char *expected) {
            QTest::newRow(body) << field << body << expected;
        };
        row("pages", R"({"pages+":5})", "15");
        row("pages", R"({"pages-":"4"})", "6");
        row("pages", R"({"pages":1,"pages-":5,"pages+":7})", "3");
        row("pages", R"({"+pages":5})", "10");
        row("tags",
            R"({"tags+":"t00000000000003"})",
            R"(["t00000000000001","t00000000000002","t00000000000003"])");
        row("tags",
            R"({"+tags":["t00000000000003"]})",
            R"(["t00000000000003","t00000000000001","t00000000000002"])");
        row("tags", R"({"tags-":["t00000000000001"]})", R"(["t00000000000002"])");
        row("tags", R"({"tags":"t00000000000003"})", R"(["t00000000000003"])");
        row("tags", R"({"tags":null})", "[]");
        row("tags", R"({"tags+":"t00000000000001"})", R"(["t00000000000001","t00000000000002"])");
        row("kind", R"({"kind+":"poems"})", R"("poems")");
        row("kind", R"({"+kind":"poems"})", R"("novel")");
        row("kind", R"({"kind-":"novel"})", R"("")");
        row("title", R"({"title+":"x"})", R"("Old")");
        row("title", R"({"title:autogenerate":"New"})", R"("New")");
        row("meta", R"({"meta":"123"})", "123");
        row("meta", R"({"meta":"abc"})", R"("abc")");
        row("printed", R"({"printed":"2024-05-01"})", R"("2024-05-01 00:00:00.000Z")");
        row("printed", R"({"printed":1714521600})", R"("")");
        row("created", R"({"created":"2000-01-01"})", R"("2025-01-01 00:00:00.000Z")");
        row("title", R"({"expand":{},"collectionId":"x","nope":1})", R"("Old")");
    }

    void resolvesModifiers()
    {
        QFETCH(QString, field);
        QFETCH(QString, body);
        QFETCH(QString, expected);
        RecordsFixture f;
        for (const char *id : {"t00000000000001", "t00000000000002", "t00000000000003"}) {
            f.made("tags", std::string(R"({"id":")") + id + "\"}");
        }
        f.made("books", R"({"id":"b00000000000001","title":"Old","pages":10,"kind":"novel",
            "tags":["t00000000000001","t00000000000002"]})");
        const auto updated = f.update("books", "b00000000000001", body.toStdString());
        VERIFY_OK(updated);
        QCOMPARE(f.stored("books", "b00000000000001").value(field.toStdString()).dump(),
                 expected.toStdString());
    }

    void generates()
    {
        RecordsFixture f;
        const auto book = f.made("books", R"({"title":"A"})");
        QCOMPARE(book.id().size(), std::size_t(15));
        QVERIFY(book.text("code").substr(0, 2) == "B-" && book.text("code").size() == 6);
        const auto second = f.made("books", R"({"title":"A","code:autogenerate":"X"})");
        QVERIFY(second.text("code").substr(0, 3) == "XB-");
        f.clock.advance(std::chrono::seconds(2));
        const auto touched = f.update("books", book.id(), "{}");
        QCOMPARE(touched->text("created"), std::string_view("2025-01-01 00:00:00.000Z"));
        QCOMPARE(touched->text("updated"), std::string_view("2025-01-01 00:00:02.000Z"));
    }

    void ignoresHiddenFieldsOfOthers()
    {
        RecordsFixture f;
        f.caller = rules::Caller::guest();
        const auto book = f.create("books", R"({"title":"A","secret":"s"})");
        QCOMPARE(book->text("secret"), std::string_view());
        f.setRule("books", "createRule", "@request.body.secret:isset = false");
        QCOMPARE(outcome(f.create("books", R"({"title":"A","secret":"s"})")), std::string("ok"));
    }

    void refuses_data()
    {
        QTest::addColumn<QString>("body");
        QTest::addColumn<QString>("fields");
        const auto row
            = [](const char *body, const char *fields) { QTest::newRow(body) << body << fields; };
        row(R"({})", "title: validation_required");
        row(R"({"title":"123456789012345678901"})", "title: validation_max_text_constraint");
        row(R"({"title":"a","id":"short"})", "id: validation_min_text_constraint");
        row(R"({"title":"a","id":"UPPER0000000001"})", "id: validation_invalid_format");
        row(R"({"title":"a","id":"b00000000000001"})", "id: validation_not_unique");
        row(R"({"title":"a","isbn":"1"})", "isbn: validation_not_unique");
        row(R"({"title":"a","pages":-1})", "pages: validation_min_number_constraint");
        row(R"({"title":"a","pages":5001})", "pages: validation_max_number_constraint");
        row(R"({"title":"a","contact":"x"})", "contact: validation_is_email");
        row(R"({"title":"a","site":"x y"})", "site: validation_invalid_url");
        row(R"({"title":"a","kind":"prose"})", "kind: validation_invalid_value");
        row(R"({"title":"a","author":"nope"})", "author: validation_missing_rel_records");
        row(R"({"title":"a","tags":["1","2","3","4"]})", "tags: validation_too_many_values");
        row(R"({"title":"a","place":{"lon":0,"lat":91}})", "place: validation_invalid_latitude");
        row(R"({"title":"a","place":{"lon":181,"lat":0}})", "place: validation_invalid_longitude");
        row(R"({"title":"a","blurb":"1234567890123456789012345678901"})",
            "blurb: validation_content_size_limit");
        row(R"({"title":"a","cover":"x.png"})", "cover: validation_invalid_file");
        row(R"({"contact":"x","pages":-1})",
            "contact: validation_is_email, pages: validation_min_number_constraint, title: "
            "validation_required");
    }

    void refuses()
    {
        QFETCH(QString, body);
        QFETCH(QString, fields);
        RecordsFixture f;
        f.made("books", R"({"id":"b00000000000001","title":"One","isbn":"1"})");
        QCOMPARE(QString::fromStdString(outcome(f.create("books", body.toStdString()))),
                 "400 Failed to create record. {" + fields + "}");
        QCOMPARE(f.ids("books"), std::string("b00000000000001"));
    }

    void refusesNewKey()
    {
        RecordsFixture f;
        f.made("books", R"({"id":"b00000000000001","title":"One"})");
        QCOMPARE(outcome(f.update("books", "b00000000000001", R"({"id":"b00000000000002"})")),
                 std::string("400 Failed to update record. {id: validation_pk_change}"));
    }

    void storesUploads()
    {
        RecordsFixture f;
        const std::string bytes = "\x89PNG\r\n\x1a\n picture";
        records::RecordInput input;
        input.body = JsonObject{{"title", "A"}};
        input.uploads.push_back(
            {.key = "cover", .originalName = "My Photo (1).PNG", .bytes = bytes});
        const auto context = f.request();
        VERIFY_OK(f.store->stage(*f.collection("books"), input));
        Result<records::Record> made = notFound();
        VERIFY_OK(f.database->runExclusive([&](storage::WriteTransaction &tx) -> Result<void> {
            made = f.store->create(tx, f.collection("books"), input, context);
            return made ? Result<void>() : made.error();
        }));
        const std::string name(made->text("cover"));
        QVERIFY2(name.starts_with("my_photo_1_") && name.ends_with(".PNG"), name.c_str());
        const auto path
            = f.folder / "storage" / made->collection().id / std::string(made->id()) / name;
        QVERIFY(std::filesystem::exists(path));
        QVERIFY(std::filesystem::exists(path.string() + ".attrs"));
        VERIFY_OK(f.remove("books", made->id()));
        QVERIFY(!std::filesystem::exists(path));

        const std::string large(101, 'x');
        input.uploads[0].bytes = large;
        QCOMPARE(
            outcome(f.database->runExclusive([&](storage::WriteTransaction &tx) -> Result<void> {
                auto refused = f.store->create(tx, f.collection("books"), input, context);
                return refused ? Result<void>() : refused.error();
            })),
            std::string("400 Failed to create record. {cover: validation_file_size_limit}"));
    }

    // An upload is on the disk before the writer has its turn, and gone when the turn comes to
    // nothing; nothing of it stays behind.
    void takesUploadsBackWithTheTransaction()
    {
        RecordsFixture f;
        const std::string bytes(50, 'x');
        std::size_t passed = 0;
        {
            records::RecordInput input;
            input.body = JsonObject{{"title", "A"}};
            input.uploads.push_back({.key = "cover", .originalName = "a.txt", .bytes = bytes});
            input.uploads.push_back({.key = "title", .originalName = "b.txt", .bytes = bytes});
            VERIFY_OK(f.store->stage(*f.collection("books"), input, [&](std::string_view piece) {
                passed += piece.size();
            }));
            QVERIFY(input.uploads[0].staged && !input.uploads[1].staged);
            QVERIFY(std::filesystem::exists(input.uploads[0].staged->path));
            const auto context = f.request();
            std::filesystem::path placed;
            const auto undone
                = f.database->runExclusive([&](storage::WriteTransaction &tx) -> Result<void> {
                      const auto made
                          = SOCLE_TRY(f.store->create(tx, f.collection("books"), input, context));
                      placed = f.folder / "storage" / made.collection().id / std::string(made.id())
                          / std::string(made.text("cover"));
                      return std::filesystem::exists(placed) ? notFound() : internalError("where?");
                  });
            QCOMPARE(undone.error().kind, ErrorKind::NotFound);
            QVERIFY(!std::filesystem::exists(placed));
            QVERIFY(!std::filesystem::exists(placed.parent_path()));
        }
        QCOMPARE(passed, bytes.size());
        QVERIFY(std::filesystem::is_empty(f.folder / ".pb_temp_to_delete" / "uploads"));
    }

    // A crash between the place of a file and its commit: the next start asks the rows.
    void dropsUploadsWhoseCommitNeverCame()
    {
        RecordsFixture f;
        const auto book = f.made("books", R"({"title":"A"})");
        const auto stored = f.folder / "storage" / book.collection().id;
        const auto stage = f.folder / ".pb_temp_to_delete" / "uploads" / "one";
        std::filesystem::create_directories(stage);
        std::ofstream keys(stage / "keys");
        for (const std::string &owner : {std::string(book.id()), std::string("b0000000000gone")}) {
            std::filesystem::create_directories(stored / owner);
            std::ofstream(stored / owner / "a_1.txt") << "x";
            std::ofstream(stored / owner / "a_1.txt.attrs") << "{}";
            keys << book.collection().id << "/" << owner << "/a_1.txt\n";
        }
        std::ofstream(stored / std::string(book.id()) / "kept.txt") << "x";
        keys << "cut o";
        keys.close();
        VERIFY_OK(f.database->read([&](storage::ReadTransaction &tx) -> Result<void> {
            records::dropUnfinishedUploads(f.folder.path(), *f.store, *f.schemas->catalogue(), tx);
            return {};
        }));
        QVERIFY(!std::filesystem::exists(stored / "b0000000000gone"));
        QVERIFY(!std::filesystem::exists(stored / std::string(book.id()) / "a_1.txt"));
        QVERIFY(std::filesystem::exists(stored / std::string(book.id()) / "kept.txt"));
    }

    // Names and types are those that the peer gave for the same bytes.
    void detectsTypes_data()
    {
        using namespace std::string_literals;
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("type");
        const auto row = [](const char *name, const std::string &bytes, const char *type) {
            QTest::newRow(name) << QByteArray::fromStdString(bytes) << QByteArray(type);
        };
        const auto media = [](const char *brand) {
            return "\0\0\0\x1c"s + "ftyp" + brand + std::string(20, '\0');
        };
        const auto zip = [](std::initializer_list<const char *> names) {
            std::string bytes;
            for (const char *name : names) {
                bytes += "PK\3\4"s + std::string(26, '\0') + name + "x";
            }
            return bytes;
        };
        const char *plain = ".txt text/plain; charset=utf-8";
        row("nothing", "", ".txt text/plain");
        row("prose", "hello", plain);
        row("one line", "a,b,c\n", plain);
        row("table", "a,b\n1,2\n", ".csv text/csv");
        row("ragged", "a,b\n1\n", plain);
        row("quoted", "a,b\n\"x,\ny\",2\n", ".csv text/csv");
        row("tabs", "a\tb\n1\t2\n", ".tsv text/tab-separated-values");
        row("latin 1", "caf\xe9 ole", ".txt text/plain; charset=iso-8859-1");
        row("utf-8", "caf\xc3\xa9 ole", plain);
        row("no charset", "a\x7f", ".txt text/plain");
        row("utf-16", "\xff\xfe"s + "a\0"s, ".txt text/plain; charset=utf-16le");
        row("binary", "a\0b"s, " application/octet-stream");
        row("json", " {\"a\":1} ", ".json application/json");
        row("no json", "{\"a\":1} x", plain);
        row("long json", "[" + std::string(5000, '1') + "}", ".json application/json");
        row("geojson", R"({"features":[], "type": "Point"})", ".geojson application/geo+json");
        row("lines", "{\"a\":1}\n{\"b\":2}\n", ".ndjson application/x-ndjson");
        row("numbers", "1\n2\n", plain);
        row("html", "  <p>x", ".html text/html; charset=utf-8");
        row("no html", "<ul>", plain);
        row("svg", "<!-- c --><svg xmlns=\"http://www.w3.org/2000/svg\">", ".svg image/svg+xml");
        row("no svg", "<svg>", plain);
        row("xml", "<?xml version=\"1.0\"?><a/>", ".xml text/xml; charset=utf-8");
        row("rss", "<?xml version=\"1.0\"?><rss version=\"2.0\">", ".rss application/rss+xml");
        row("python", "#!/usr/bin/env python3\n", ".py text/x-python");
        row("shell", "#!/bin/bash\n", ".sh text/x-shellscript");
        row("php", "<?php echo", ".php text/x-php");
        row("subtitles", "1\n00:02:16,612 --> 00:02:19,376\nhi\n", ".srt application/x-subrip");
        row("calendar", "BEGIN:VCALENDAR\r\n", ".ics text/calendar");
        row("rtf", "{\\rtf1 x}", ".rtf text/rtf");
        row("webp", "RIFF\0\0\0\0WEBPVP8 "s, ".webp image/webp");
        row("riff", "RIFF\0\0\0\0QLCM"s, " application/octet-stream");
        row("words", "BMhello text", plain);
        row("icon", "\0\0\1\0"s + std::string(20, '\0'), ".ico image/x-icon");
        row("heic", media("heic"), ".heic image/heic");
        row("mov", media("qt  "), ".mov video/quicktime");
        row("3gp", media("3gp4"), ".3gp video/3gpp");
        row("m4a", media("M4A "), ".m4a audio/x-m4a");
        row("mp4", media("xxxx"), ".mp4 video/mp4");
        row("mp3", "\xff\xfb\x90\x64"s, ".mp3 audio/mpeg");
        row("ogg", "OggS\0\2"s + std::string(22, '\0') + "OpusHead", ".oga audio/ogg");
        row("mkv", "\x1a\x45\xdf\xa3\x9f\x42\x82\x88matroska"s, ".mkv video/x-matroska");
        row("zip", zip({"a.txt", "word/document.xml"}), ".zip application/zip");
        row("docx",
            zip({"[Content_Types].xml", "_rels/.rels", "word/document.xml"}),
            ".docx application/vnd.openxmlformats-officedocument.wordprocessingml.document");
        row("odt",
            zip({"mimetypeapplication/vnd.oasis.opendocument.text", "content.xml"}),
            ".odt application/vnd.oasis.opendocument.text");
        row("epub", zip({"mimetypeapplication/epub+zip"}), ".epub application/epub+zip");
        row("7z", "7z\xbc\xaf\x27\x1c"s, ".7z application/x-7z-compressed");
        row("old office", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"s, " application/x-ole-storage");
        row("pdf", "\n%PDF-1.7", ".pdf application/pdf");
    }

    void detectsTypes()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArray, type);
        const auto found = records::detectType(bytes.toStdString());
        QCOMPARE(QByteArray::fromStdString(found.extension + " " + found.mimeType), type);
    }
};

SOCLE_TEST_SUITE(TestRecordInput)
#include "TestRecordInput.moc"
