// See PatternGenerator.h. A small recursive descent over the pattern: parsed to a tree first, so
// that a fault late in the pattern is found whatever the dice say, then walked once.
#include "shared/fields/PatternGenerator.h"

#include "shared/core/Text.h"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

namespace socle::fields {

namespace {

constexpr int kUnboundedRepeat = 6;
constexpr int kMaxRepeat = 1000; // also RE2's limit
constexpr int kMaxDepth = 100;
constexpr char32_t kLastCodePoint = 0x10FFFF;
constexpr std::size_t kMaxGenerated = 100000; // nested repetitions end here

using Range = std::pair<char32_t, char32_t>;
using Ranges = std::vector<Range>;

const Ranges kDigits{{'0', '9'}};
const Ranges kWords{{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}};
const Ranges kBlanks{{'\t', '\n'}, {'\f', '\r'}, {' ', ' '}};
const Ranges kAnything{{'0', '9'}, {'A', 'Z'}, {'a', 'z'}}; // what "." generates

struct Node
{
    enum class Kind { Class, Concat, Alternate, Repeat };
    Kind kind = Kind::Concat;
    Ranges ranges = {};
    std::vector<Node> children = {};
    int min = 0;
    int max = 0;
};

Ranges complement(Ranges ranges)
{
    std::sort(ranges.begin(), ranges.end());
    Ranges out;
    char32_t next = 0;
    for (const auto &[first, last] : ranges) {
        if (first > next) {
            out.emplace_back(next, first - 1);
        }
        next = std::max(next, static_cast<char32_t>(last + 1));
    }
    if (next <= kLastCodePoint) {
        out.emplace_back(next, kLastCodePoint);
    }
    return out;
}

Error unsupported(int op)
{
    return invalidInput("unsupported pattern operator " + std::to_string(op));
}

class Parser
{
public:
    explicit Parser(std::string_view pattern)
    {
        // Patterns are short: as code points they are easier to read.
        for (std::size_t at = 0; at < pattern.size();) {
            const auto one = firstCodePoints(pattern.substr(at), 1);
            m_text.push_back(decode(one));
            at += std::max<std::size_t>(one.size(), 1);
        }
    }

    Result<Node> parse()
    {
        Node node = SOCLE_TRY(alternation(0));
        if (!atEnd()) {
            return invalidInput("unexpected )");
        }
        return node;
    }

private:
    static char32_t decode(std::string_view one)
    {
        const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(one[i]); };
        if (one.empty()) {
            return 0xFFFD;
        }
        if (one.size() == 1) {
            return byte(0);
        }
        char32_t code = byte(0) & (0xFFU >> (one.size() + 1));
        for (std::size_t i = 1; i < one.size(); ++i) {
            code = (code << 6U) | (byte(i) & 0x3FU);
        }
        return code;
    }

    bool atEnd() const { return m_at >= m_text.size(); }

    char32_t peek(std::size_t ahead = 0) const
    {
        return m_at + ahead < m_text.size() ? m_text[m_at + ahead] : 0;
    }

    char32_t take() { return m_text[m_at++]; }

    Result<Node> alternation(int depth)
    {
        if (depth > kMaxDepth) {
            return invalidInput("expression nests too deeply");
        }
        Node either;
        either.kind = Node::Kind::Alternate;
        either.children.push_back(SOCLE_TRY(concatenation(depth)));
        while (!atEnd() && peek() == '|') {
            take();
            either.children.push_back(SOCLE_TRY(concatenation(depth)));
        }
        if (either.children.size() == 1) {
            Node only = std::move(either.children.front());
            return only;
        }
        return either;
    }

    Result<Node> concatenation(int depth)
    {
        Node all;
        while (!atEnd() && peek() != '|' && peek() != ')') {
            Node item = SOCLE_TRY(atom(depth));
            item = SOCLE_TRY(repeated(std::move(item)));
            all.children.push_back(std::move(item));
        }
        return all;
    }

    Result<Node> repeated(Node item)
    {
        while (!atEnd()) {
            int min = 0;
            int max = 0;
            if (peek() == '?') {
                max = 1;
                take();
            } else if (peek() == '*') {
                max = kUnboundedRepeat;
                take();
            } else if (peek() == '+') {
                min = 1;
                max = kUnboundedRepeat;
                take();
            } else if (peek() != '{' || !readBounds(min, max)) {
                return item;
            }
            if (min > kMaxRepeat || max > kMaxRepeat || max < min) {
                return invalidInput("invalid repeat count");
            }
            if (!atEnd() && peek() == '?') {
                take(); // lazy: the same texts
            }
            Node repeat;
            repeat.kind = Node::Kind::Repeat;
            repeat.min = min;
            repeat.max = max;
            repeat.children.push_back(std::move(item));
            item = std::move(repeat);
        }
        return item;
    }

    // {m}, {m,}, {m,n}; anything else is a literal brace.
    bool readBounds(int &min, int &max)
    {
        std::size_t at = m_at + 1;
        const auto number = [&](int &value) {
            const std::size_t start = at;
            value = 0;
            while (at < m_text.size() && m_text[at] >= '0' && m_text[at] <= '9') {
                value = std::min(value * 10 + static_cast<int>(m_text[at] - '0'), kMaxRepeat + 1);
                ++at;
            }
            return at > start;
        };
        if (!number(min)) {
            return false;
        }
        max = min;
        if (at < m_text.size() && m_text[at] == ',') {
            ++at;
            if (!number(max)) {
                max = std::max(min, kUnboundedRepeat);
            }
        }
        if (at >= m_text.size() || m_text[at] != '}') {
            return false;
        }
        m_at = at + 1;
        return true;
    }

    static Node classNode(Ranges ranges)
    {
        Node node;
        node.kind = Node::Kind::Class;
        node.ranges = std::move(ranges);
        return node;
    }

    Result<Node> atom(int depth)
    {
        const char32_t c = take();
        switch (c) {
        case '.':
            return classNode(kAnything);
        case '^':
            return unsupported(9); // the numbers are the peer's
        case '$':
            return unsupported(10);
        case '*':
        case '+':
        case '?':
            return invalidInput("missing argument to repetition operator");
        case '(':
            return group(depth);
        case '[':
            return characterClass();
        case '\\':
            return escape();
        default:
            return classNode({{c, c}});
        }
    }

    Result<Node> group(int depth)
    {
        if (peek() == '?') {
            take();
            if (peek() == 'P' || peek() == '<') {
                while (!atEnd() && peek() != '>') {
                    take();
                }
            } else if (peek() != ':') {
                return invalidInput("unsupported group flags");
            }
            if (atEnd()) {
                return invalidInput("missing closing )");
            }
            take();
        }
        Node inner = SOCLE_TRY(alternation(depth + 1));
        if (atEnd() || take() != ')') {
            return invalidInput("missing closing )");
        }
        return inner;
    }

    // A Perl class after a backslash, nothing when `c` names none.
    static const Ranges *perlClass(char32_t c)
    {
        switch (c) {
        case 'd':
        case 'D':
            return &kDigits;
        case 'w':
        case 'W':
            return &kWords;
        case 's':
        case 'S':
            return &kBlanks;
        default:
            return nullptr;
        }
    }

    Result<Ranges> escaped()
    {
        if (atEnd()) {
            return invalidInput("trailing backslash at end of expression");
        }
        const char32_t c = take();
        if (const Ranges *known = perlClass(c)) {
            return c >= 'a' ? *known : complement(*known);
        }
        switch (c) {
        case 'n':
            return Ranges{{'\n', '\n'}};
        case 't':
            return Ranges{{'\t', '\t'}};
        case 'r':
            return Ranges{{'\r', '\r'}};
        case 'f':
            return Ranges{{'\f', '\f'}};
        case 'v':
            return Ranges{{'\v', '\v'}};
        case 'A':
            return unsupported(9);
        case 'z':
            return unsupported(10);
        case 'b':
            return unsupported(11);
        case 'B':
            return unsupported(12);
        case 'x':
            return hexadecimal();
        default:
            break;
        }
        const bool letter
            = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (letter) {
            return invalidInput("invalid escape sequence");
        }
        return Ranges{{c, c}};
    }

    Result<Ranges> hexadecimal()
    {
        const bool braces = peek() == '{';
        if (braces) {
            take();
        }
        char32_t code = 0;
        int digits = 0;
        while (!atEnd() && (braces ? peek() != '}' : digits < 2)) {
            const char32_t c = take();
            const char32_t lower = c | 0x20U;
            if (c >= '0' && c <= '9') {
                code = code * 16 + (c - '0');
            } else if (lower >= 'a' && lower <= 'f') {
                code = code * 16 + (lower - 'a' + 10);
            } else {
                return invalidInput("invalid escape sequence");
            }
            if (++digits > 6 || code > kLastCodePoint) {
                return invalidInput("invalid escape sequence");
            }
        }
        if (digits == 0 || (braces && (atEnd() || take() != '}'))) {
            return invalidInput("invalid escape sequence");
        }
        return Ranges{{code, code}};
    }

    Result<Node> escape() { return classNode(SOCLE_TRY(escaped())); }

    // [:alpha:] and its relatives inside a class; false when there is none here.
    bool posixClass(Ranges &ranges)
    {
        static const std::vector<std::pair<std::string_view, Ranges>> kNames{
            {"alnum", {{'0', '9'}, {'A', 'Z'}, {'a', 'z'}}},
            {"alpha", {{'A', 'Z'}, {'a', 'z'}}},
            {"digit", kDigits},
            {"lower", {{'a', 'z'}}},
            {"upper", {{'A', 'Z'}}},
            {"word", kWords},
            {"xdigit", {{'0', '9'}, {'A', 'F'}, {'a', 'f'}}},
            {"space", {{'\t', '\r'}, {' ', ' '}}},
        };
        std::string name;
        std::size_t at = m_at + 1;
        while (at < m_text.size() && m_text[at] >= 'a' && m_text[at] <= 'z') {
            name += static_cast<char>(m_text[at++]);
        }
        if (at + 1 >= m_text.size() || m_text[at] != ':' || m_text[at + 1] != ']') {
            return false;
        }
        for (const auto &[known, members] : kNames) {
            if (known == name) {
                ranges.insert(ranges.end(), members.begin(), members.end());
                m_at = at + 2;
                return true;
            }
        }
        return false;
    }

    Result<Node> characterClass()
    {
        Ranges ranges;
        const bool negated = peek() == '^';
        if (negated) {
            take();
        }
        for (bool first = true; !atEnd() && (first || peek() != ']'); first = false) {
            char32_t low = take();
            if (low == '[' && peek() == ':' && posixClass(ranges)) {
                continue;
            }
            if (low == '\\') {
                const Ranges members = SOCLE_TRY(escaped());
                if (members.size() != 1 || members[0].first != members[0].second) {
                    ranges.insert(ranges.end(), members.begin(), members.end());
                    continue;
                }
                low = members[0].first;
            }
            char32_t high = low;
            if (peek() == '-' && m_at + 1 < m_text.size() && peek(1) != ']') {
                take();
                high = take();
                if (high == '\\') {
                    const Ranges members = SOCLE_TRY(escaped());
                    if (members.size() != 1) {
                        return invalidInput("invalid character class range");
                    }
                    high = members[0].first;
                }
            }
            if (high < low) {
                return invalidInput("invalid character class range");
            }
            ranges.emplace_back(low, high);
        }
        if (atEnd()) {
            return invalidInput("missing closing ]");
        }
        take();
        return classNode(negated ? complement(std::move(ranges)) : std::move(ranges));
    }

    std::u32string m_text;
    std::size_t m_at = 0;
};

void generate(const Node &node, RandomBelow random, std::string &out)
{
    if (out.size() > kMaxGenerated) {
        return;
    }
    switch (node.kind) {
    case Node::Kind::Class: {
        std::uint32_t total = 0;
        for (const auto &[first, last] : node.ranges) {
            total += static_cast<std::uint32_t>(last - first + 1);
        }
        std::uint32_t pick = total == 0 ? 0 : random(total);
        for (const auto &[first, last] : node.ranges) {
            const auto size = static_cast<std::uint32_t>(last - first + 1);
            if (pick < size) {
                appendUtf8(out, first + pick);
                return;
            }
            pick -= size;
        }
        return;
    }
    case Node::Kind::Concat:
        for (const Node &child : node.children) {
            generate(child, random, out);
        }
        return;
    case Node::Kind::Alternate:
        generate(
            node.children[random(static_cast<std::uint32_t>(node.children.size()))], random, out);
        return;
    case Node::Kind::Repeat: {
        const int spread = node.max - node.min;
        const int count = node.min
            + (spread > 0 ? static_cast<int>(random(static_cast<std::uint32_t>(spread))) : 0);
        for (int i = 0; i < count; ++i) {
            generate(node.children.front(), random, out);
        }
        return;
    }
    }
}

} // namespace

Result<std::string> generateFromPattern(std::string_view pattern, RandomBelow random)
{
    const Node tree = SOCLE_TRY(Parser(pattern).parse());
    std::string out;
    generate(tree, random, out);
    return out;
}

} // namespace socle::fields
