// What is printed reads back as the same tree, for any tree.
#include "shared/filter/Parser.h"
#include "shared/filter/Printer.h"
#include "tests/support/TestSuite.h"

#include <random>

using namespace socle::filter;

namespace {

/// Random trees from a seed: a failing run can be repeated.
class Generator
{
public:
    explicit Generator(unsigned seed)
        : m_random(seed)
    {
    }

    ast::Expression expression(int depth)
    {
        ast::Expression result;
        for (std::uint32_t left = 1 + below(3); left > 0; --left) {
            ast::Term term;
            term.join = below(2) == 0 ? ast::Join::And : ast::Join::Or;
            if (depth > 0 && below(3) == 0) {
                term.content
                    = ast::Group{std::make_unique<ast::Expression>(expression(depth - 1)), {}};
            } else {
                term.content = ast::Comparison{.left = operand(2),
                                               .sign = static_cast<ast::Sign>(below(8)),
                                               .any = below(2) == 0,
                                               .right = operand(2)};
            }
            result.terms.push_back(std::move(term));
        }
        return result;
    }

private:
    std::uint32_t below(std::uint32_t bound)
    {
        return static_cast<std::uint32_t>(m_random()) % bound;
    }

    template <std::size_t N> std::string oneOf(const char *const (&words)[N])
    {
        return words[below(N)];
    }

    std::string anyText()
    {
        static constexpr std::string_view kPieces = "ab'\"\\\\nxu%_ ()\n\t\r\x01\x7f/&|=é";
        std::string text;
        for (std::uint32_t left = below(12); left > 0; --left) {
            text += kPieces[below(static_cast<std::uint32_t>(kPieces.size()))];
        }
        return text;
    }

    ast::Operand operand(int nesting)
    {
        switch (below(nesting > 0 ? 4 : 3)) {
        case 0:
            return {.kind = ast::Operand::Kind::Text, .text = anyText()};
        case 1:
            return {.kind = ast::Operand::Kind::Number,
                    .text = oneOf({"0", "-1", "3.25", "-.5", "123456789012345678901"})};
        case 2:
            return {.kind = ast::Operand::Kind::Identifier,
                    .text
                    = oneOf({"title", "a.b.c:lower", "@now", "@request.auth.id", "#x", "null"})};
        default:
            break;
        }
        ast::Operand call{.kind = ast::Operand::Kind::Function,
                          .text = oneOf({"f", "geoDistance"})};
        for (std::uint32_t left = below(4); left > 0; --left) {
            call.arguments.push_back(operand(nesting - 1));
        }
        return call;
    }

    std::mt19937 m_random;
};

} // namespace

class TestPrinter : public QObject
{
    Q_OBJECT
private slots:

    void roundTrips()
    {
        for (unsigned seed = 1; seed <= 4000; ++seed) {
            const std::string printed = printFilter(Generator(seed).expression(4));
            const auto parsed = parseFilter(printed);
            if (!parsed && parsed.error().message.find("More than 200") == 0) {
                continue;
            }
            QVERIFY2(parsed.hasValue(), printed.c_str());
            QCOMPARE(printFilter(*parsed), printed);
        }
    }

    void quotesWhatItDecodes()
    {
        for (int byte = 1; byte < 256; ++byte) {
            for (const char *after : {"", "n", "x41", "'", "\\"}) {
                const std::string value = "a" + std::string(1, static_cast<char>(byte)) + after;
                const auto parsed = parseFilter("a = " + quoteText(value));
                VERIFY_OK(parsed);
                QCOMPARE(std::get<ast::Comparison>(parsed->terms[0].content).right.text, value);
            }
        }
    }

    void spellsSigns()
    {
        QCOMPARE(signText(ast::Sign::Equal), std::string_view("="));
        QCOMPARE(signText(ast::Sign::NotLike, true), std::string_view("?!~"));
        QCOMPARE(signText(ast::Sign::GreaterOrEqual), std::string_view(">="));
    }
};

SOCLE_TEST_SUITE(TestPrinter)
#include "TestPrinter.moc"
