// The fields picker against every row of records-api.md 4.2.
#include "backend/api/FieldsPicker.h"
#include "tests/support/TestSuite.h"

using namespace socle;
using namespace socle::api;

class TestFieldsPicker : public QObject
{
    Q_OBJECT

private slots:

    void picks_data()
    {
        QTest::addColumn<QByteArray>("fields");
        QTest::addColumn<QByteArray>("input");
        QTest::addColumn<QByteArray>("output"); // "error": the fields are refused
        const auto row = [](const char *fields, const char *input, const char *output) {
            QTest::addRow("%s on %.20s", fields, input)
                << QByteArray(fields) << QByteArray(input) << QByteArray(output);
        };
        row("a,c", R"({"a":1,"b":2,"c":3})", R"({"a":1,"c":3})");
        row("missing", R"({"a":1})", "{}");
        row("*,rel.id",
            R"({"id":1,"t":2,"rel":{"id":5,"t":6}})",
            R"({"id":1,"rel":{"id":5},"t":2})");
        row("id,rel.*,rel.sub.id",
            R"({"id":1,"x":2,"rel":{"a":1,"sub":{"id":7,"n":8}}})",
            R"({"id":1,"rel":{"a":1,"sub":{"id":7}}})");
        row("*,expand.author.name",
            R"({"id":1,"expand":{"author":{"id":2,"name":"x"},"tags":[1]}})",
            R"({"expand":{"author":{"name":"x"}},"id":1})");
        row("a,a.b", R"({"a":{"b":1,"c":2}})", R"({"a":{"b":1,"c":2}})");
        row("expand.*.id", R"({"expand":{"author":{"id":2}}})", R"({"expand":{}})");
        row(" a , b ", R"({"a":1,"b":2,"c":3})", R"({"a":1,"b":2})");
        row("id", R"([{"id":1,"x":1},{"id":2,"x":1}])", R"([{"id":1},{"id":2}])");
        row("id",
            R"({"page":1,"perPage":30,"totalItems":1,"totalPages":1,"items":[{"id":1,"x":2}]})",
            R"({"items":[{"id":1}],"page":1,"perPage":30,"totalItems":1,"totalPages":1})");
        row("list.id", R"({"list":[{"id":1,"x":2},3,"s"]})", R"({"list":[{"id":1},3,"s"]})");
        row("a.b", R"({"a":5})", R"({"a":5})");
        row("id", "5", "5");
        row("t:excerpt(5)", R"({"t":"<p>Hello world</p>","u":1})", R"({"t":"Hello"})");
        row("t:excerpt(6,true)", R"({"t":"<p>Hello world</p>"})", R"({"t":"Hello..."})");
        row("*:excerpt(2)", R"({"t":"abc","n":12345})", R"({"n":12345,"t":"ab"})");
        row("*,t:excerpt(3, false)",
            R"({"t":"abcdef","u":"abcdef"})",
            R"({"t":"abc","u":"abcdef"})");
        row("rel.t:excerpt(1)", R"({"rel":{"t":"xy","z":1}})", R"({"rel":{"t":"x"}})");
        row("t:excerpt", "{}", "error");
        row("t:excerpt()", "{}", "error");
        row("t:excerpt(0)", "{}", "error");
        row("t:excerpt(-1)", "{}", "error");
        row("t:excerpt(1,true,2)", "{}", "error");
        row("t:unknown(1)", "{}", "error");
        row("t:excerpt(1", "{}", "error");
        row("a,\"b", "{}", "error");
    }

    void picks()
    {
        QFETCH(QByteArray, fields);
        QFETCH(QByteArray, input);
        QFETCH(QByteArray, output);
        const auto picker = FieldsPicker::parse(fields.toStdString());
        const QByteArray seen = picker
            ? QByteArray::fromStdString(picker->pick(input.toStdString()))
            : QByteArray("error");
        QCOMPARE(seen, output);
    }

    void excerpts_data()
    {
        QTest::addColumn<QByteArray>("html");
        QTest::addColumn<int>("max");
        QTest::addColumn<bool>("ellipsis");
        QTest::addColumn<QByteArray>("text");
        const auto row = [](const char *html, int max, bool ellipsis, const char *text) {
            QTest::addRow("%.30s %d", html, max)
                << QByteArray(html) << max << ellipsis << QByteArray(text);
        };
        row("<p>Hello</p><div>wor<b>ld</b></div>", 100, false, "Hello world");
        row("  a \n\t b  ", 100, false, "a b");
        row("a&amp;b &lt;c&gt; &#228;&#x20AC; &nope;", 100, false, "a&b <c> \u00e4\u20ac &nope;");
        row("x<script>if (a<b) alert('</p>')</script>y", 100, false, "x y");
        row("x<style>p{}</style>y", 100, false, "x y");
        row("1 < 2", 100, false, "1 < 2");
        row("a<!-- <p>no</p> -->b", 100, false, "ab");
        row("<form>a<form>b</form>c</form>d", 100, false, "d");
        row("<p title=\"a>b\">t</p>", 100, false, "t");
        row("<p>never closed", 100, false, "never closed");
        row("\u00e4\u00f6\u00fc\u00df", 2, true, "\u00e4\u00f6...");
        row("Hello world", 6, false, "Hello");
        row("Hello", 5, true, "Hello");
    }

    void excerpts()
    {
        QFETCH(QByteArray, html);
        QFETCH(int, max);
        QFETCH(bool, ellipsis);
        QFETCH(QByteArray, text);
        const std::string seen
            = excerpt(html.toStdString(), static_cast<std::size_t>(max), ellipsis);
        QCOMPARE(QByteArray::fromStdString(seen), text);
    }
};

SOCLE_TEST_SUITE(TestFieldsPicker)
#include "TestFieldsPicker.moc"
