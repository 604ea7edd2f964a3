// A recursive descent that keeps the source text of scalars; see the header.
#include "studio/fields/JsonText.h"

#include <QCoreApplication>

#include <algorithm>
#include <vector>

namespace socle::studio {

namespace {

constexpr int kMaxDepth = 128; // as the server's parser
constexpr int kIndent = 2;

struct Node
{
    enum class Kind { Scalar, Array, Object };

    Kind kind = Kind::Scalar;
    QString text = {}; // of a scalar
    std::vector<QString> keys = {}; // of an object, with their quotes
    std::vector<Node> items = {};
};

class Reader
{
    Q_DECLARE_TR_FUNCTIONS(socle::studio::JsonText)

public:
    explicit Reader(const QString &text)
        : m_text(text)
    {
    }

    std::optional<Node> read()
    {
        Node node = value(0);
        blanks();
        if (!m_fault && m_at < m_text.size()) {
            fail(tr("The value has ended; there is text after it."));
        }
        return m_fault ? std::nullopt : std::optional(std::move(node));
    }

    const std::optional<JsonFault> &fault() const { return m_fault; }

private:
    void fail(const QString &message)
    {
        if (m_fault) {
            return;
        }
        JsonFault fault{.position = static_cast<int>(m_at), .message = message};
        for (qsizetype i = 0; i < m_at; ++i) {
            ++fault.column;
            if (m_text.at(i) == QLatin1Char('\n')) {
                ++fault.line;
                fault.column = 1;
            }
        }
        m_fault = fault;
    }

    QChar peek() const { return m_at < m_text.size() ? m_text.at(m_at) : QChar(); }

    void blanks()
    {
        while (m_at < m_text.size()) {
            const QChar c = m_text.at(m_at);
            if (c != QLatin1Char(' ') && c != QLatin1Char('\n') && c != QLatin1Char('\t')
                && c != QLatin1Char('\r')) {
                return;
            }
            ++m_at;
        }
    }

    Node value(int depth)
    {
        blanks();
        Node node;
        const QChar c = peek();
        if (depth > kMaxDepth) {
            fail(tr("This is nested too deeply."));
        } else if (c == QLatin1Char('{') || c == QLatin1Char('[')) {
            container(node, c == QLatin1Char('{'), depth);
        } else if (c == QLatin1Char('"')) {
            node.text = string();
        } else if (c == QLatin1Char('-') || (c >= QLatin1Char('0') && c <= QLatin1Char('9'))) {
            node.text = number();
        } else if (c.isLetter()) {
            node.text = word();
        } else if (c == QLatin1Char('\'')) {
            fail(tr("Texts stand between double quotes."));
        } else {
            fail(tr("A value is missing here."));
        }
        return node;
    }

    void container(Node &node, bool isObject, int depth)
    {
        node.kind = isObject ? Node::Kind::Object : Node::Kind::Array;
        const QLatin1Char end(isObject ? '}' : ']');
        ++m_at;
        blanks();
        if (peek() == end) {
            ++m_at;
            return;
        }
        while (!m_fault) {
            blanks();
            if (isObject) {
                if (peek() != QLatin1Char('"')) {
                    fail(tr("A key between double quotes is missing here."));
                    return;
                }
                node.keys.push_back(string());
                blanks();
                if (peek() != QLatin1Char(':')) {
                    fail(tr("A colon is missing after the key."));
                    return;
                }
                ++m_at;
            }
            node.items.push_back(value(depth + 1));
            if (m_fault) {
                return;
            }
            blanks();
            const QChar next = peek();
            if (next == end) {
                ++m_at;
                return;
            }
            if (next != QLatin1Char(',')) {
                fail(isObject ? tr("A comma or } is missing here.")
                              : tr("A comma or ] is missing here."));
                return;
            }
            ++m_at;
            blanks();
            if (peek() == end) {
                fail(tr("No comma may stand before the end."));
                return;
            }
        }
    }

    QString string()
    {
        const qsizetype start = m_at++;
        while (m_at < m_text.size()) {
            const QChar c = m_text.at(m_at);
            if (c == QLatin1Char('"')) {
                ++m_at;
                return m_text.mid(start, m_at - start);
            }
            if (c.unicode() < 0x20) {
                fail(tr("A text ends at its line; write \\n for a new one."));
                return {};
            }
            if (c == QLatin1Char('\\') && !escape()) {
                return {};
            }
            ++m_at;
        }
        m_at = start;
        fail(tr("This text has no closing quote."));
        return {};
    }

    /// Stands on the backslash; afterwards on the last character of the escape.
    bool escape()
    {
        const QChar kind = m_at + 1 < m_text.size() ? m_text.at(m_at + 1) : QChar();
        if (kind == QLatin1Char('u')) {
            for (qsizetype i = m_at + 2; i < m_at + 6; ++i) {
                const QChar digit = i < m_text.size() ? m_text.at(i).toLower() : QChar();
                const bool isHex = (digit >= QLatin1Char('0') && digit <= QLatin1Char('9'))
                    || (digit >= QLatin1Char('a') && digit <= QLatin1Char('f'));
                if (!isHex) {
                    fail(tr("\\u needs four hexadecimal digits."));
                    return false;
                }
            }
            m_at += 5;
            return true;
        }
        if (kind.isNull() || !QStringLiteral("\"\\/bfnrt").contains(kind)) {
            fail(tr("This escape is unknown."));
            return false;
        }
        ++m_at;
        return true;
    }

    bool digits()
    {
        const qsizetype start = m_at;
        while (peek() >= QLatin1Char('0') && peek() <= QLatin1Char('9')) {
            ++m_at;
        }
        return m_at > start;
    }

    QString number()
    {
        const qsizetype start = m_at;
        if (peek() == QLatin1Char('-')) {
            ++m_at;
        }
        const bool isZero = peek() == QLatin1Char('0');
        const qsizetype first = m_at;
        bool isGood = digits() && !(isZero && m_at - first > 1);
        if (isGood && peek() == QLatin1Char('.')) {
            ++m_at;
            isGood = digits();
        }
        if (isGood && peek().toLower() == QLatin1Char('e')) {
            ++m_at;
            if (peek() == QLatin1Char('+') || peek() == QLatin1Char('-')) {
                ++m_at;
            }
            isGood = digits();
        }
        if (!isGood) {
            m_at = start;
            fail(tr("This number is not written as JSON."));
        }
        return m_text.mid(start, m_at - start);
    }

    QString word()
    {
        const qsizetype start = m_at;
        while (peek().isLetterOrNumber()) {
            ++m_at;
        }
        const QString text = m_text.mid(start, m_at - start);
        if (text != QLatin1String("true") && text != QLatin1String("false")
            && text != QLatin1String("null")) {
            m_at = start;
            fail(tr("\u201C%1\u201D is no value; texts stand between double quotes.")
                     .arg(text.left(20)));
        }
        return text;
    }

    const QString &m_text;
    qsizetype m_at = 0;
    std::optional<JsonFault> m_fault;
};

void write(QString &out, const Node &node, JsonLayout layout, JsonKeys order, int depth)
{
    if (node.kind == Node::Kind::Scalar) {
        out += node.text;
        return;
    }
    const bool isObject = node.kind == Node::Kind::Object;
    out += QLatin1Char(isObject ? '{' : '[');
    std::vector<std::size_t> indexes(node.items.size());
    for (std::size_t i = 0; i < indexes.size(); ++i) {
        indexes[i] = i;
    }
    if (isObject && order == JsonKeys::Sorted) {
        std::stable_sort(indexes.begin(), indexes.end(), [&node](std::size_t a, std::size_t b) {
            return node.keys[a] < node.keys[b];
        });
    }
    const auto lineBreak = [&](int level) {
        if (layout == JsonLayout::Indented && !node.items.empty()) {
            out += QLatin1Char('\n') + QString(level * kIndent, QLatin1Char(' '));
        }
    };
    bool isFirst = true;
    for (const std::size_t index : indexes) {
        if (!isFirst) {
            out += QLatin1Char(',');
        }
        isFirst = false;
        lineBreak(depth + 1);
        if (isObject) {
            out += node.keys[index]
                + (layout == JsonLayout::Indented ? QStringLiteral(": ") : QStringLiteral(":"));
        }
        write(out, node.items[index], layout, order, depth + 1);
    }
    lineBreak(depth);
    out += QLatin1Char(isObject ? '}' : ']');
}

} // namespace

std::optional<JsonFault> checkJson(const QString &text)
{
    Reader reader(text);
    reader.read();
    return reader.fault();
}

QString formatJson(const QString &text, JsonLayout layout, JsonKeys keys)
{
    const auto node = Reader(text).read();
    if (!node) {
        return text;
    }
    QString out;
    write(out, *node, layout, keys, 0);
    return out;
}

} // namespace socle::studio
