// The grammar, its odd corners and its limits: records-api.md 3.1 to 3.3.
#include "shared/filter/Parser.h"
#include "shared/filter/Printer.h"
#include "tests/support/TestSuite.h"

using namespace socle::filter;

namespace {

std::string repeated(std::string_view text, int count)
{
    std::string out;
    for (int i = 0; i < count; ++i) {
        out += text;
    }
    return out;
}

const ast::Comparison &onlyComparison(const ast::Expression &expression)
{
    return std::get<ast::Comparison>(expression.terms.front().content);
}

} // namespace

class TestParser : public QObject
{
    Q_OBJECT
private slots:

    void parses_data()
    {
        QTest::addColumn<std::string>("text");
        QTest::addColumn<std::string>("printed"); // empty: refused
        const auto row = [](const char *text, const char *printed) {
            QTest::newRow(text) << std::string(text) << std::string(printed);
        };
        row("1=1", "1 = 1");
        row("a=-1", "a = -1");
        row("a = -.5", "a = -.5");
        row("\"a\" = title", "\"a\" = title");
        row(" a\n=\t1 ", "a = 1");
        row("a=1\r\n&&b=2", "a = 1 && b = 2");
        row("a=1&&b=2||c=3", "a = 1 && b = 2 || c = 3");
        row("(a=1||b=2)&&c=3", "(a = 1 || b = 2) && c = 3");
        row("((((a=1))))", "((((a = 1))))");
        row("a?=1", "a ?= 1");
        row("a?!=1", "a ?!= 1");
        row("a?~1", "a ?~ 1");
        row("a?!~1", "a ?!~ 1");
        row("a<1", "a < 1");
        row("a<=1", "a <= 1");
        row("a?>1", "a ?> 1");
        row("a?>=1", "a ?>= 1");
        row("a:length>2", "a:length > 2");
        row("@request.auth.id=id", "@request.auth.id = id");
        row("#a=1", "#a = 1");
        row("_a=1", "_a = 1");
        row("a=1 // comment", "a = 1");
        row("a=1 // comment\n || b=2", "a = 1 || b = 2");
        row("a // one\n = // two\n 1", "a = 1");
        row("// first\na=1", "a = 1");
        row("(a=1 // x\n)", "(a = 1)");
        row("f()=1", "f() = 1");
        row("f( )=1", "f() = 1");
        row("f(a,'b',1,)=1", "f(a, \"b\", 1) = 1");
        row("f(\n a // c\n )=1", "f(a) = 1");
        row("f(g(h(1)))=1", "f(g(h(1))) = 1");
        row("1='a'&&1=1", "1 = \"a\" && 1 = 1");
        row("('a\\')'=id)", "(\"a')\" = id)");
        row("(id=\"a)\")", "(id = \"a)\")");

        row("", "");
        row("  \n", "");
        row("// only a comment", "");
        row("()", "");
        row("( )", "");
        row("a", "");
        row("'a'", "");
        row("a=", "");
        row("=1", "");
        row("a=1 &&", "");
        row("&& a=1", "");
        row("a=1 & b=2", "");
        row("a=1 &&& b=2", "");
        row("a=1 and b=2", "");
        row("a=!b", "");
        row("a==1", "");
        row("a=?1", "");
        row("a=>1", "");
        row("a?1", "");
        row("a=.5", "");
        row("a=5.", "");
        row("a=1.2.3", "");
        row("a=- 5", "");
        row("a=+5", "");
        row("a=1e5", "");
        row("a=12-3", "");
        row("a=1b=2", "");
        row("@=1", "");
        row("_=1", "");
        row("#=1", "");
        row("a.=1", "");
        row("a:=1", "");
        row("a='x", "");
        row("a='x\\'", "");
        row("(a=1", "");
        row("a=1)", "");
        row("f(1", "");
        row("f(,)=1", "");
        row("f(1,,)=1", "");
        row("f(1 2)=1", "");
        row("f (1)=1", "");
        row("f(g(h(i(1))))=1", "");
        row("a=1,b=2", "");
        row("\xC3\xA9=1", "");
        // A comment is not seen while the group is collected.
        row("(a=1 // )\n)", "");
        row("(a=1 // it's\n)", "");
        // Refused where the peer guesses.
        row("a=1 (b=2)", "");
        row("(a=1)(b=2)", "");
        row("a=(b=1)", "");
    }

    void parses()
    {
        QFETCH(std::string, text);
        QFETCH(std::string, printed);
        FilterError problem;
        const auto expression = parseFilter(text, &problem);
        if (!expression) {
            QCOMPARE(std::string(), printed);
            QVERIFY(!problem.message.empty());
            QVERIFY(problem.start <= problem.end);
            QVERIFY(problem.end <= text.size());
            return;
        }
        QCOMPARE(printFilter(*expression), printed);
    }

    void decodesText_data()
    {
        QTest::addColumn<std::string>("literal");
        QTest::addColumn<std::string>("value");
        const auto row = [](const char *literal, std::string value) {
            QTest::newRow(literal) << std::string(literal) << std::move(value);
        };
        row("'a\"b'", "a\"b");
        row("\"a'b\"", "a'b");
        row("'a\\'b'", "a'b");
        row("\"a\\\"b\"", "a\"b");
        row("'a\\\"b'", "a\"b"); // either quote, whatever encloses
        row("\"a\\\\b\"", "a\\b");
        row("\"a\\\\\"", "a\\");
        row("\"a\\nb\"", "a\nb");
        row("\"a\nb\"", "a\nb");
        row("\"\\t\\r\"", "\t\r");
        row("\"\\b\\f\\v\\a\"", "\\b\\f\\v\\a"); // the peer leaves them
        row("'50\\%'", "50\\%");
        row("'\\_\\d'", "\\_\\d");
        row("\"\\x41\\u00e9\\U0001F600\"", "\\x41\\u00e9\\U0001F600");
        row("''", "");
        row("'// no comment'", "// no comment");
        row("'ümlaut'", "ümlaut");
    }

    void decodesText()
    {
        QFETCH(std::string, literal);
        QFETCH(std::string, value);
        const auto expression = parseFilter("a=" + literal);
        VERIFY_OK(expression);
        QCOMPARE(onlyComparison(*expression).right.text, value);
    }

    void knowsPlaces()
    {
        const auto expression = parseFilter(" (title  ?~ 'a') || f(x,1) = 2 ");
        VERIFY_OK(expression);
        QVERIFY((expression->span == Span{1, 30}));
        const auto &group = std::get<ast::Group>(expression->terms[0].content);
        QVERIFY((group.span == Span{1, 16}));
        const auto &inner = onlyComparison(*group.expression);
        QVERIFY((inner.span == Span{2, 15}));
        QVERIFY((inner.left.span == Span{2, 7}));
        QVERIFY((inner.signSpan == Span{9, 11}));
        QVERIFY((inner.right.span == Span{12, 15}));
        const auto &call = std::get<ast::Comparison>(expression->terms[1].content).left;
        QVERIFY((call.span == Span{20, 26}));
        QVERIFY((call.arguments[1].span == Span{24, 25}));
    }

    void pointsAtProblems_data()
    {
        QTest::addColumn<std::string>("text");
        QTest::addColumn<int>("start");
        QTest::addColumn<int>("end");
        QTest::newRow("sign") << std::string("a =! b") << 2 << 4;
        QTest::newRow("text") << std::string("a = 'x") << 4 << 6;
        QTest::newRow("group") << std::string("a=1 && (b=1") << 7 << 8;
        QTest::newRow("in a group") << std::string("(a=1 && b)") << 9 << 9;
        QTest::newRow("join") << std::string("a=1 b=2") << 4 << 5;
        QTest::newRow("end") << std::string("a=") << 2 << 2;
    }

    void pointsAtProblems()
    {
        QFETCH(std::string, text);
        FilterError problem;
        const auto parsed = parseFilter(text, &problem);
        QVERIFY(!parsed);
        QCOMPARE(parsed.error().kind, socle::ErrorKind::InvalidInput);
        QTEST(static_cast<int>(problem.start), "start");
        QTEST(static_cast<int>(problem.end), "end");
    }

    void countsComparisons()
    {
        VERIFY_OK(parseFilter("a=1" + repeated("&&a=1", 199)));
        QVERIFY(!parseFilter("a=1" + repeated("&&a=1", 200)));
        QVERIFY(!parseFilter("(a=1" + repeated("||a=1", 100) + ")&&(a=1" + repeated("||a=1", 100)
                             + ")"));
    }

    void boundsNesting()
    {
        VERIFY_OK(parseFilter(repeated("(", 100) + "a=1" + repeated(")", 100)));
        QVERIFY(!parseFilter(repeated("(", 101) + "a=1" + repeated(")", 101)));
        QVERIFY(!parseFilter(repeated("(", 3500)));
        QVERIFY(!parseFilter(repeated("(", 2000000)));
        QVERIFY(!parseFilter(repeated("(", 1000000) + "a=1" + repeated(")", 1000000)));
        QVERIFY(!parseFilter(repeated("f(", 1000000)));
    }

    void endsAtNul()
    {
        const auto expression = parseFilter(std::string_view("a=1\0&& nonsense", 15));
        VERIFY_OK(expression);
        QCOMPARE(printFilter(*expression), std::string("a = 1"));
        QVERIFY(!parseFilter(std::string_view("a='x\0'", 6)));
    }
};

SOCLE_TEST_SUITE(TestParser)
#include "TestParser.moc"
