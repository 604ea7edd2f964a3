// Recursive descent over byte ranges. A group is first collected by its parentheses, then parsed as
// a filter of its own: that is how the peer does it, and why a parenthesis inside a comment inside
// a group breaks the group (records-api.md 3.1).
#include "shared/filter/Parser.h"

#include "shared/core/Number.h"
#include "shared/filter/Scan.h"

#include <array>
#include <optional>
#include <utility>

namespace socle::filter {

namespace {

constexpr auto kSigns = std::to_array<std::pair<std::string_view, ast::Sign>>({
    {"=", ast::Sign::Equal},
    {"!=", ast::Sign::NotEqual},
    {"~", ast::Sign::Like},
    {"!~", ast::Sign::NotLike},
    {"<", ast::Sign::Less},
    {"<=", ast::Sign::LessOrEqual},
    {">", ast::Sign::Greater},
    {">=", ast::Sign::GreaterOrEqual},
});

const std::string kTooDeep
    = "Parentheses are nested deeper than " + std::to_string(kMaxGroupNesting) + ".";

class Parser
{
public:
    explicit Parser(std::string_view text)
        : m_text(text.substr(0, text.find('\0')))
    {
    }

    /// Parses bytes [start, end) of the text as one filter.
    std::optional<ast::Expression> parseRange(std::size_t start, std::size_t end, int depth);

    std::size_t size() const { return m_text.size(); }

    FilterError takeProblem() { return std::move(m_problem); }

private:
    std::optional<ast::Term> parseTerm(int depth);
    std::optional<ast::Group> parseGroup(int depth);
    std::optional<ast::Comparison> parseComparison();
    std::optional<ast::Operand> parseOperand(int nesting);
    bool parseArguments(ast::Operand &function, int nesting);
    bool parseSign(ast::Comparison &comparison);
    bool parseJoin(ast::Join &join);

    std::string_view window() const { return m_text.substr(0, m_end); }

    bool atEnd() const { return m_position >= m_end; }

    char current() const { return m_text[m_position]; }

    void skip();
    /// Records the problem and answers "no", as any of the result types.
    std::nullopt_t fail(std::string message, std::size_t start, std::size_t end);
    bool refuse(std::string message, std::size_t start, std::size_t end);

    std::string_view m_text; // whose bytes: the caller's of parseFilter()
    std::size_t m_position = 0;
    std::size_t m_end = 0;
    int m_comparisons = 0;
    FilterError m_problem;
};

std::nullopt_t Parser::fail(std::string message, std::size_t start, std::size_t end)
{
    m_problem = FilterError{std::move(message), start, end};
    return std::nullopt;
}

bool Parser::refuse(std::string message, std::size_t start, std::size_t end)
{
    fail(std::move(message), start, end);
    return false;
}

void Parser::skip()
{
    while (!atEnd()) {
        if (scan::isBlank(current())) {
            m_position = scan::endOfBlanks(window(), m_position);
        } else if (scan::startsComment(window(), m_position)) {
            m_position = scan::endOfComment(window(), m_position);
        } else {
            return;
        }
    }
}

std::optional<ast::Expression> Parser::parseRange(std::size_t start, std::size_t end, int depth)
{
    const std::size_t outerEnd = std::exchange(m_end, end);
    m_position = start;
    ast::Expression expression;
    skip();
    if (atEnd()) {
        return fail("Expected a comparison such as title = \"a\".", start, end);
    }
    expression.span.start = m_position;
    for (ast::Join join = ast::Join::And;;) {
        auto term = parseTerm(depth);
        if (!term) {
            return std::nullopt;
        }
        term->join = join;
        expression.terms.push_back(std::move(*term));
        expression.span.end = m_position;
        skip();
        if (atEnd()) {
            break;
        }
        if (!parseJoin(join)) {
            return std::nullopt;
        }
        skip();
    }
    m_end = outerEnd;
    return expression;
}

std::optional<ast::Term> Parser::parseTerm(int depth)
{
    ast::Term term;
    if (!atEnd() && current() == '(') {
        auto group = parseGroup(depth);
        if (!group) {
            return std::nullopt;
        }
        term.content = std::move(*group);
        return term;
    }
    auto comparison = parseComparison();
    if (!comparison) {
        return std::nullopt;
    }
    term.content = std::move(*comparison);
    return term;
}

std::optional<ast::Group> Parser::parseGroup(int depth)
{
    const std::size_t start = m_position;
    if (depth >= kMaxGroupNesting) {
        return fail(kTooDeep, start, start + 1);
    }
    // Collecting: quotes are honoured, comments are not.
    std::size_t open = 0;
    std::size_t close = start;
    for (; close < m_end; ++close) {
        const char c = m_text[close];
        if (scan::isQuote(c)) {
            const std::size_t end = scan::endOfText(window(), close);
            if (end == std::string_view::npos) {
                return fail("This text has no closing quote.", close, m_end);
            }
            close = end - 1;
        } else if (c == '(') {
            // Said at once: a million parentheses are looked at once, not once for each.
            if (++open + static_cast<std::size_t>(depth) > kMaxGroupNesting + kMaxFunctionNesting) {
                return fail(kTooDeep, start, start + 1);
            }
        } else if (c == ')' && --open == 0) {
            break;
        }
    }
    if (close >= m_end) {
        return fail("This parenthesis is never closed.", start, start + 1);
    }
    auto expression = parseRange(start + 1, close, depth + 1);
    if (!expression) {
        return std::nullopt;
    }
    m_position = close + 1;
    return ast::Group{std::make_unique<ast::Expression>(std::move(*expression)),
                      {start, close + 1}};
}

std::optional<ast::Comparison> Parser::parseComparison()
{
    ast::Comparison comparison;
    auto left = parseOperand(0);
    if (!left) {
        return std::nullopt;
    }
    comparison.left = std::move(*left);
    skip();
    if (!parseSign(comparison)) {
        return std::nullopt;
    }
    skip();
    auto right = parseOperand(0);
    if (!right) {
        return std::nullopt;
    }
    comparison.right = std::move(*right);
    comparison.span = {comparison.left.span.start, comparison.right.span.end};
    if (++m_comparisons > kMaxComparisons) {
        return fail("More than " + std::to_string(kMaxComparisons) + " comparisons.",
                    comparison.span.start,
                    comparison.span.end);
    }
    return comparison;
}

std::optional<ast::Operand> Parser::parseOperand(int nesting)
{
    const std::size_t start = m_position;
    if (atEnd()) {
        return fail("Expected a field, a text or a number at the end.", start, start);
    }
    const char c = current();
    if (scan::isQuote(c)) {
        const std::size_t end = scan::endOfText(window(), start);
        if (end == std::string_view::npos) {
            return fail("This text has no closing quote.", start, m_end);
        }
        m_position = end;
        return ast::Operand{.kind = ast::Operand::Kind::Text,
                            .text = scan::decodeText(m_text.substr(start, end - start)),
                            .span = {start, end}};
    }
    if (scan::startsNumber(window(), start)) {
        const std::size_t end = scan::endOfNumber(window(), start);
        const std::string_view spelling = m_text.substr(start, end - start);
        const auto value
            = scan::isWellFormedNumber(spelling) ? parseNumber(spelling) : std::optional<double>();
        if (!value) {
            return fail("This is not a number.", start, end);
        }
        m_position = end;
        return ast::Operand{.kind = ast::Operand::Kind::Number,
                            .text = std::string(spelling),
                            .number = *value,
                            .span = {start, end}};
    }
    if (!scan::isIdentifierStart(c)) {
        return fail("Expected a field, a text or a number.", start, start + 1);
    }
    const std::size_t end = scan::endOfIdentifier(window(), start);
    const std::string_view name = m_text.substr(start, end - start);
    if (!scan::isWellFormedIdentifier(name)) {
        return fail("This is not a complete name.", start, end);
    }
    m_position = end;
    ast::Operand operand{
        .kind = ast::Operand::Kind::Identifier, .text = std::string(name), .span = {start, end}};
    if (!atEnd() && current() == '(') {
        operand.kind = ast::Operand::Kind::Function;
        if (!parseArguments(operand, nesting + 1)) {
            return std::nullopt;
        }
        operand.span.end = m_position;
    }
    return operand;
}

bool Parser::parseArguments(ast::Operand &function, int nesting)
{
    const std::size_t open = m_position;
    if (nesting > kMaxFunctionNesting) {
        return refuse("Functions are nested deeper than " + std::to_string(kMaxFunctionNesting)
                          + ".",
                      function.span.start,
                      open + 1);
    }
    ++m_position;
    for (;;) {
        skip();
        if (atEnd()) {
            return refuse("This parenthesis is never closed.", open, open + 1);
        }
        if (current() == ')') { // also behind a trailing comma
            ++m_position;
            return true;
        }
        auto argument = parseOperand(nesting);
        if (!argument) {
            return false;
        }
        function.arguments.push_back(std::move(*argument));
        skip();
        if (!atEnd() && current() == ',') {
            ++m_position;
        } else if (atEnd() || current() != ')') {
            return refuse(
                "Expected \",\" or \")\" here.", m_position, atEnd() ? m_position : m_position + 1);
        }
    }
}

bool Parser::parseSign(ast::Comparison &comparison)
{
    const std::size_t start = m_position;
    const std::size_t end = scan::endOfSign(window(), start);
    if (end == start) {
        return refuse("Expected a sign such as = or ~ here.", start, atEnd() ? start : start + 1);
    }
    std::string_view spelling = m_text.substr(start, end - start);
    comparison.any = spelling.front() == '?';
    if (comparison.any) {
        spelling.remove_prefix(1);
    }
    for (const auto &[text, sign] : kSigns) {
        if (text == spelling) {
            comparison.sign = sign;
            comparison.signSpan = {start, end};
            m_position = end;
            return true;
        }
    }
    return refuse(
        "There is no sign \"" + std::string(m_text.substr(start, end - start)) + "\".", start, end);
}

bool Parser::parseJoin(ast::Join &join)
{
    const std::size_t start = m_position;
    const std::size_t end = scan::endOfJoin(window(), start);
    const std::string_view spelling = m_text.substr(start, end - start);
    if (spelling != "&&" && spelling != "||") {
        return refuse("Expected && or || here.", start, end == start ? start + 1 : end);
    }
    join = spelling == "&&" ? ast::Join::And : ast::Join::Or;
    m_position = end;
    return true;
}

} // namespace

Result<ast::Expression> parseFilter(std::string_view text, FilterError *problem)
{
    Parser parser(text);
    auto expression = parser.parseRange(0, parser.size(), 0);
    if (expression) {
        return std::move(*expression);
    }
    FilterError found = parser.takeProblem();
    Error error = invalidInput(found.message + " (position " + std::to_string(found.start) + ")");
    if (problem != nullptr) {
        *problem = std::move(found);
    }
    return error;
}

} // namespace socle::filter
