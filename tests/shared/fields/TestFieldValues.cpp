// Every field type as a table: raw input, and the value it becomes or the code it is refused with.
// The rows were asked of PocketBase v0.39.11. The conformance test walks the catalogue by itself.
#include "shared/core/Text.h"
#include "shared/fields/FieldCatalogue.h"
#include "shared/fields/PatternGenerator.h"
#include "tests/support/TestSuite.h"

#include <QRegularExpression>

using namespace socle;
using namespace socle::fields;

namespace {

class QtMatcher final : public PatternMatcher
{
public:
    bool matches(std::string_view pattern, std::string_view text) const override
    {
        return expression(pattern)
            .match(QString::fromUtf8(text.data(), int(text.size())))
            .hasMatch();
    }

    std::optional<std::string> compileError(std::string_view pattern) const override
    {
        const auto compiled = expression(pattern);
        return compiled.isValid() ? std::nullopt
                                  : std::optional(compiled.errorString().toStdString());
    }

private:
    static QRegularExpression expression(std::string_view pattern)
    {
        return QRegularExpression(QString::fromUtf8(pattern.data(), int(pattern.size())));
    }
};

} // namespace

class TestFieldValues : public QObject
{
    Q_OBJECT
private slots:

    void values_data()
    {
        QTest::addColumn<QString>("field"); // JSON without the name
        QTest::addColumn<QString>("raw"); // JSON
        QTest::addColumn<QString>("outcome"); // JSON of the value, or a code
        const auto row = [](const char *field, const char *raw, const char *outcome) {
            QTest::addRow("%s <- %s", field, raw)
                << QString::fromUtf8(field) << QString::fromUtf8(raw) << QString::fromUtf8(outcome);
        };
        const char *number = "{\"type\":\"number\"}";
        row(number, "5", "5");
        row(number, "\"5.5\"", "5.5");
        row(number, "\"+5\"", "5");
        row(number, "\"abc\"", "0");
        row(number, "\" 5\"", "0");
        row(number, "\"1e999\"", "0");
        row(number, "\"Inf\"", "validation_not_a_number");
        row(number, "true", "1");
        row(number, "[1]", "0");
        row("{\"type\":\"number\",\"min\":3}", "0", "0");
        row("{\"type\":\"number\",\"min\":3}", "2", "validation_min_number_constraint");
        row("{\"type\":\"number\",\"max\":3}", "4", "validation_max_number_constraint");
        row("{\"type\":\"number\",\"onlyInt\":true}", "1.5", "validation_only_int_constraint");
        row("{\"type\":\"number\",\"required\":true}", "0", "validation_required");

        const char *text = "{\"type\":\"text\"}";
        row(text, "\" a \"", "\" a \"");
        row(text, "1e21", "\"1000000000000000000000\"");
        row(text, "1e-7", "\"0.0000001\"");
        row(text, "true", "\"true\"");
        row(text, "{\"a\":1}", "\"\"");
        row("{\"type\":\"text\",\"min\":2}", "\"ä\"", "validation_min_text_constraint");
        row("{\"type\":\"text\",\"max\":2}", "\"äöü\"", "validation_max_text_constraint");
        row("{\"type\":\"text\",\"max\":3}", "\"äöü\"", "\"äöü\"");
        row("{\"type\":\"text\",\"pattern\":\"^a\"}", "\"ba\"", "validation_invalid_format");
        row("{\"type\":\"text\",\"required\":true}", "\"\"", "validation_required");
        row("{\"type\":\"text\",\"primaryKey\":true,\"pattern\":\".\"}",
            "\"a/b\"",
            "validation_forbidden_pk_character");
        row("{\"type\":\"text\",\"primaryKey\":true,\"pattern\":\".\"}",
            "\"Com1\"",
            "validation_reserved_pk");

        row("{\"type\":\"editor\",\"maxSize\":3}", "\"abcd\"", "validation_content_size_limit");
        row("{\"type\":\"bool\"}", "\"t\"", "true");
        row("{\"type\":\"bool\"}", "\"yes\"", "false");
        row("{\"type\":\"bool\",\"required\":true}", "0", "validation_required");

        const char *email = "{\"type\":\"email\"}";
        for (const char *good : {"\"a@b.co\"",
                                 "\"a@b.c\"",
                                 "\"a@b_c.de\"",
                                 "\"a@b.de.\"",
                                 "\"ä@ä.de\"",
                                 "\"a'b@c.de\""}) {
            row(email, good, good);
        }
        for (const char *bad : {"\"a@b\"",
                                "\"a b@c.d\"",
                                "\"a@@b.c\"",
                                "\".a@b.de\"",
                                "\"a..b@c.de\"",
                                "\"a@-b.de\"",
                                "\"a@b.123\"",
                                "\"a@1.2.3.4\"",
                                "\"a@b.de \""}) {
            row(email, bad, "validation_is_email");
        }
        row("{\"type\":\"email\",\"onlyDomains\":[\"b.co\"]}",
            "\"a@B.co\"",
            "validation_email_domain_not_allowed");
        const char *url = "{\"type\":\"url\"}";
        for (const char *good : {"\"example.com\"",
                                 "\"http://a\"",
                                 "\"http://localhost:99999\"",
                                 "\"http://[::1]:8080/\"",
                                 "\"http://user:pw@host.com/p?q#f\"",
                                 "\"mailto:a@b.c\"",
                                 "\"www.x\"",
                                 "\"http://exa_mple.com\""}) {
            row(url, good, good);
        }
        for (const char *bad : {"\"abc\"",
                                "\"x.y\"",
                                "\"//a.com\"",
                                "\"HTTP://a.com\"",
                                "\"http://1.2\"",
                                "\"http://.x.com\"",
                                "\"http://a..b.com\"",
                                "\"javascript:alert(1)\"",
                                "\"http://ex.com/a b\"",
                                "\"custom://a.com\""}) {
            row(url, bad, "validation_invalid_url");
        }
        row("{\"type\":\"url\",\"onlyDomains\":[\"a.com\"]}",
            "\"a.com\"",
            "validation_url_domain_not_allowed");

        const char *date = "{\"type\":\"date\",\"min\":\"2025-01-01\"}";
        row(date, "\"2026-01-01\"", "\"2026-01-01 00:00:00.000Z\"");
        row(date, "\"2024-01-01\"", "validation_min_greater_equal_than_required");
        row(date, "1700000000", "\"\"");
        row(date, "\"x\"", "\"\"");

        const char *select = "{\"type\":\"select\",\"values\":[\"a\",\"b\"],\"maxSelect\":2}";
        row(select, "\"a\"", "[\"a\"]");
        row(select, "\"[\\\"a\\\",\\\"b\\\"]\"", "[\"a\",\"b\"]");
        row(select, "[\"a\",\"\",\"a\"]", "[\"a\"]");
        row(select, "[[\"a\"]]", "[]");
        row(select, "1", "validation_invalid_value");
        row(select, "[\"c\",\"d\",\"e\"]", "validation_too_many_values");
        row("{\"type\":\"select\",\"values\":[\"a\",\"b\"]}", "[\"a\",\"b\"]", "\"b\"");
        row("{\"type\":\"relation\",\"minSelect\":2,\"maxSelect\":3}",
            "[\"x\"]",
            "validation_not_enough_values");
        row("{\"type\":\"relation\",\"minSelect\":2,\"maxSelect\":3}", "[]", "[]");
        row("{\"type\":\"file\",\"maxSelect\":2}", "[\"a\",[\"b\"],\"c\"]", "[\"a\",\"c\"]");
        row("{\"type\":\"file\",\"maxSelect\":2}",
            "[\"a\",\"b\",\"c\"]",
            "validation_too_many_files");

        const char *json = "{\"type\":\"json\"}";
        row(json, "\"123\"", "123");
        row(json, "\"[1, 2]\"", "[1,2]");
        row(json, "\"abc\"", "\"abc\"");
        row(json, "\"nul\"", "\"nul\"");
        row(json, "\"1 2\"", "\"1 2\"");
        row(json, "\" 1\"", "\" 1\"");
        row(json, "{\"b\":1,\"a\":[1]}", "{\"a\":[1],\"b\":1}");
        row(json, "null", "null");
        row(json, "\"a\\u0007b\"", "validation_invalid_json");
        row("{\"type\":\"json\",\"maxSize\":3}", "\"abcd\"", "validation_json_size_limit");
        row("{\"type\":\"json\",\"required\":true}", "{}", "validation_required");

        const char *point = "{\"type\":\"geoPoint\"}";
        row(point, "{\"LON\":1,\"lat\":2}", "{\"lon\":1,\"lat\":2}");
        row(point, "{\"lon\":\"1\",\"lat\":2}", "{\"lon\":0,\"lat\":2}");
        row(point, "\"{\\\"lon\\\":1}\"", "{\"lon\":1,\"lat\":0}");
        row(point, "{\"lon\":200,\"lat\":100}", "validation_invalid_latitude");
        row(point, "{\"lon\":200}", "validation_invalid_longitude");

        const char *password = "{\"type\":\"password\",\"min\":8}";
        row(password, "\"short\"", "validation_min_text_constraint");
        row(password, "\"long enough\"", "\"long enough\"");
    }

    void values()
    {
        QFETCH(QString, field);
        QFETCH(QString, raw);
        QFETCH(QString, outcome);
        Json json = parseJson(field.toStdString()).takeValue();
        json.asObject().set("name", "x");
        const auto read = readField(json);
        VERIFY_OK(read);
        const Json value = read->kind->normalize(parseJson(raw.toStdString()).takeValue(), *read);
        const QtMatcher matcher;
        const auto error = read->kind->validate(value, *read, {.patterns = matcher});
        QCOMPARE(QString::fromStdString(error ? error->code : value.dump()), outcome);
        if (!error && !read->isType(kPassword)) {
            // stored and read again it is the same value, and the fast writer agrees
            const StoredValue stored = read->kind->toStored(value, *read);
            StoredView view;
            std::visit([&](const auto &item) { view = item; }, stored);
            QCOMPARE(read->kind->fromStored(view, *read).dump(), value.dump());
            std::string text;
            JsonWriter writer(text);
            read->kind->writeStored(writer, view, *read);
            QCOMPARE(text, value.dump());
        }
    }

    void conformance()
    {
        for (const FieldType *type : fieldTypes()) {
            QCOMPARE(findFieldType(type->name()), type);
            const Field field = makeField(type->name(), "x");
            const Json json = toJson(field);
            const auto again = readField(json);
            VERIFY_OK(again);
            QVERIFY(*again == field);
            QCOMPARE(json.dump(), json.dumpSorted()); // keys come sorted
            const Json zero = type->zeroValue(field);
            QVERIFY(type->isBlank(zero, field));
            QCOMPARE(type->fromStored(StoredView(), field).dump(),
                     zero.dump()); // NULL reads as zero
        }
        QVERIFY(findFieldType("nope") == nullptr);
        QVERIFY(findFieldType("Text") == nullptr);
    }

    void mergesFields()
    {
        const auto list = readFields(parseJson("[{\"id\":\"a\",\"name\":\"x\",\"type\":\"text\"},{"
                                               "\"name\":\"y\",\"type\":\"bool\"},"
                                               "{\"name\":\"x\",\"type\":\"number\"},{\"id\":\"a\","
                                               "\"name\":\"z\",\"type\":\"text\"}]")
                                         .takeValue());
        VERIFY_OK(list);
        QCOMPARE(list->size(), std::size_t{2});
        QCOMPARE((*list)[0].name, std::string("z"));
        QCOMPARE((*list)[0].id, std::string("a"));
        QCOMPARE((*list)[1].id, derivedFieldId("bool", "y"));
        QCOMPARE(derivedFieldId("text", "title"), std::string("text724990059"));
    }

    void generates_data()
    {
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<QString>(
            "matches"); // regular expression of every result; "!" and the error's text
        const auto row = [](const char *pattern, const char *matches) {
            QTest::newRow(pattern) << QString::fromUtf8(pattern) << QString::fromUtf8(matches);
        };
        row("[a-z0-9]{15}", "^[a-z0-9]{15}$");
        row("x?", "^$");
        row("x*", "^x{0,5}$");
        row("x+", "^x{1,5}$");
        row("x{2,4}", "^x{2,3}$");
        row("(ab|c\\d)-[^\\W_]", "^(ab|c\\d)-[a-zA-Z0-9]$");
        row("[[:upper:]\\x41]", "^[A-Z]$");
        row(".", "^[A-Za-z0-9]$");
        row("^a", "!unsupported pattern operator 9");
        row("a$", "!unsupported pattern operator 10");
        row("[a", "!missing closing ]");
        row("(a", "!missing closing )");
        row("*a", "!missing argument to repetition operator");
    }

    void generates()
    {
        QFETCH(QString, pattern);
        QFETCH(QString, matches);
        std::uint32_t seed = 1;
        const auto random = [&](std::uint32_t bound) {
            seed = seed * 1664525U + 1013904223U;
            return (seed >> 8U) % bound;
        };
        for (int i = 0; i < 50; ++i) {
            const auto made = generateFromPattern(pattern.toStdString(), random);
            if (matches.startsWith(QLatin1Char('!'))) {
                QVERIFY(!made);
                QCOMPARE(QString::fromStdString(made.error().message), matches.mid(1));
                continue;
            }
            VERIFY_OK(made);
            const QRegularExpression expected(matches);
            QVERIFY2(expected.match(QString::fromStdString(*made)).hasMatch(), made->c_str());
        }
    }
};

SOCLE_TEST_SUITE(TestFieldValues)
#include "TestFieldValues.moc"
