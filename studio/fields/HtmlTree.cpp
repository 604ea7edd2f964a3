// See the header: the parser with the few implied end tags people rely on (p, li, td, tr), and the
// serialiser.
#include "studio/fields/HtmlTree.h"

#include <QCoreApplication>
#include <QHash>
#include <QTextDocumentFragment>

#include <algorithm>

namespace socle::studio {

namespace {

struct HtmlWords
{
    Q_DECLARE_TR_FUNCTIONS(socle::studio::HtmlTree)
};

bool isVoid(QStringView name)
{
    static const QStringList names{QStringLiteral("area"),
                                   QStringLiteral("base"),
                                   QStringLiteral("br"),
                                   QStringLiteral("col"),
                                   QStringLiteral("embed"),
                                   QStringLiteral("hr"),
                                   QStringLiteral("img"),
                                   QStringLiteral("input"),
                                   QStringLiteral("link"),
                                   QStringLiteral("meta"),
                                   QStringLiteral("source"),
                                   QStringLiteral("track"),
                                   QStringLiteral("wbr")};
    return names.contains(name);
}

bool isRawText(QStringView name)
{
    return name == QLatin1String("script") || name == QLatin1String("style")
        || name == QLatin1String("textarea") || name == QLatin1String("title");
}

/// Elements whose end tag may be left out.
bool endsByItself(QStringView name)
{
    static const QStringList names{QStringLiteral("p"),
                                   QStringLiteral("li"),
                                   QStringLiteral("td"),
                                   QStringLiteral("th"),
                                   QStringLiteral("tr"),
                                   QStringLiteral("thead"),
                                   QStringLiteral("tbody"),
                                   QStringLiteral("tfoot")};
    return names.contains(name);
}

/// A start tag `next` ends an open `open` of its own kind.
bool endsBefore(QStringView open, QStringView next)
{
    if (open == QLatin1String("p")) {
        return isHtmlBlock(next);
    }
    if (open == QLatin1String("li")) {
        return next == QLatin1String("li");
    }
    const bool isCell = open == QLatin1String("td") || open == QLatin1String("th");
    const bool isGroup = next == QLatin1String("thead") || next == QLatin1String("tbody")
        || next == QLatin1String("tfoot");
    if (isCell) {
        return next == QLatin1String("td") || next == QLatin1String("th")
            || next == QLatin1String("tr") || isGroup;
    }
    if (open == QLatin1String("tr")) {
        return next == QLatin1String("tr") || isGroup;
    }
    return isGroup
        && (open == QLatin1String("thead") || open == QLatin1String("tbody")
            || open == QLatin1String("tfoot"));
}

class HtmlParser
{
public:
    explicit HtmlParser(const QString &html)
        : m_html(html)
    {
        m_open.push_back(HtmlNode{});
    }

    HtmlText run()
    {
        while (m_at < m_html.size() && m_fault.isEmpty()) {
            const QChar c = m_html.at(m_at);
            const QChar next = m_at + 1 < m_html.size() ? m_html.at(m_at + 1) : QChar();
            if (c == QLatin1Char('<') && next == QLatin1Char('/')) {
                readEnd();
            } else if (c == QLatin1Char('<') && next == QLatin1Char('!')) {
                readComment();
            } else if (c == QLatin1Char('<') && next.isLetter()) {
                readStart();
            } else {
                readText();
            }
        }
        while (m_open.size() > 1) {
            if (!endsByItself(m_open.back().name)) {
                fail(HtmlWords::tr("<%1> has no end").arg(m_open.back().name));
            }
            close();
        }
        return {std::move(m_open.front().children), m_fault};
    }

private:
    void fail(const QString &why)
    {
        if (m_fault.isEmpty()) {
            m_fault = why;
        }
    }

    void close()
    {
        HtmlNode done = std::move(m_open.back());
        m_open.pop_back();
        m_open.back().children.push_back(std::move(done));
    }

    void addText(const QString &text)
    {
        if (text.isEmpty()) {
            return;
        }
        auto &siblings = m_open.back().children;
        if (!siblings.empty() && siblings.back().kind == HtmlNode::Kind::Text) {
            siblings.back().text += text;
        } else {
            siblings.push_back(HtmlNode{.kind = HtmlNode::Kind::Text, .text = text});
        }
    }

    QString decoded(const QString &raw)
    {
        QString out;
        for (qsizetype i = 0; i < raw.size(); ++i) {
            const qsizetype end
                = raw.at(i) == QLatin1Char('&') ? raw.indexOf(QLatin1Char(';'), i) : -1;
            if (end < 0 || end - i > 32) {
                out += raw.at(i);
                continue;
            }
            const QString name = raw.mid(i + 1, end - i - 1);
            if (name.startsWith(QLatin1Char('#'))) {
                bool isNumber = false;
                const bool isHex = name.startsWith(QLatin1String("#x"), Qt::CaseInsensitive);
                const uint code
                    = isHex ? name.mid(2).toUInt(&isNumber, 16) : name.mid(1).toUInt(&isNumber, 10);
                if (isNumber && code > 0 && code <= 0x10FFFF) {
                    out += QString::fromUcs4(reinterpret_cast<const char32_t *>(&code), 1);
                    i = end;
                    continue;
                }
            } else if (const QString known = named(name); !known.isEmpty()) {
                out += known;
                i = end;
                continue;
            }
            out += raw.at(i);
        }
        return out;
    }

    static QString named(const QString &name)
    {
        static const QHash<QString, QString> usual{{QStringLiteral("amp"), QStringLiteral("&")},
                                                   {QStringLiteral("lt"), QStringLiteral("<")},
                                                   {QStringLiteral("gt"), QStringLiteral(">")},
                                                   {QStringLiteral("quot"), QStringLiteral("\"")},
                                                   {QStringLiteral("apos"), QStringLiteral("'")},
                                                   {QStringLiteral("nbsp"), QString(QChar(0xA0))}};
        if (const auto found = usual.constFind(name); found != usual.constEnd()) {
            return *found;
        }
        for (const QChar c : name) {
            if (!c.isLetterOrNumber()) {
                return {};
            }
        }
        // Qt's own table knows the other two hundred.
        const QString entity = QLatin1Char('&') + name + QLatin1Char(';');
        const QString text = QTextDocumentFragment::fromHtml(entity).toPlainText();
        return text == entity || text.size() > 2 ? QString() : text;
    }

    void readText()
    {
        qsizetype end = m_html.indexOf(QLatin1Char('<'), m_at + 1);
        end = end < 0 ? m_html.size() : end;
        addText(decoded(m_html.mid(m_at, end - m_at)));
        m_at = end;
    }

    void readComment()
    {
        const bool isComment = m_html.mid(m_at, 4) == QLatin1String("<!--");
        const qsizetype end = isComment ? m_html.indexOf(QLatin1String("-->"), m_at + 4)
                                        : m_html.indexOf(u'>', m_at);
        if (end < 0) {
            fail(HtmlWords::tr("a comment has no end"));
            return;
        }
        m_open.back().children.push_back(HtmlNode{.kind = HtmlNode::Kind::Comment,
                                                  .text = isComment
                                                      ? m_html.mid(m_at + 4, end - m_at - 4)
                                                      : m_html.mid(m_at + 2, end - m_at - 2)});
        m_at = end + (isComment ? 3 : 1);
    }

    void readEnd()
    {
        const qsizetype end = m_html.indexOf(u'>', m_at);
        if (end < 0) {
            fail(HtmlWords::tr("a tag has no end"));
            return;
        }
        const QString name = m_html.mid(m_at + 2, end - m_at - 2).trimmed().toLower();
        m_at = end + 1;
        std::size_t depth = m_open.size() - 1;
        while (depth > 0 && m_open[depth].name != name) {
            if (!endsByItself(m_open[depth].name)) {
                fail(
                    HtmlWords::tr("</%1> stands where <%2> is open").arg(name, m_open[depth].name));
                return;
            }
            --depth;
        }
        if (depth == 0) {
            fail(HtmlWords::tr("</%1> has no beginning").arg(name));
            return;
        }
        while (m_open.size() > depth) {
            close();
        }
    }

    void readStart()
    {
        qsizetype i = m_at + 1;
        const auto isBlank = [this](qsizetype at) { return m_html.at(at).isSpace(); };
        while (i < m_html.size() && !isBlank(i) && m_html.at(i) != u'>' && m_html.at(i) != u'/') {
            ++i;
        }
        HtmlNode node;
        node.name = m_html.mid(m_at + 1, i - m_at - 1).toLower();
        bool closesItself = false;
        while (true) {
            while (i < m_html.size() && (isBlank(i) || m_html.at(i) == u'/')) {
                closesItself = m_html.at(i) == u'/';
                ++i;
            }
            if (i >= m_html.size()) {
                fail(HtmlWords::tr("<%1> is not finished").arg(node.name));
                m_at = i;
                return;
            }
            if (m_html.at(i) == u'>') {
                break;
            }
            closesItself = false;
            i = readAttribute(i, node);
        }
        m_at = i + 1;
        while (m_open.size() > 1 && endsBefore(m_open.back().name, node.name)) {
            close();
        }
        if (isVoid(node.name)) {
            m_open.back().children.push_back(std::move(node));
        } else if (isRawText(node.name)) {
            const qsizetype end = m_html.indexOf(u"</" + node.name, m_at, Qt::CaseInsensitive);
            if (end < 0) {
                fail(HtmlWords::tr("<%1> has no end").arg(node.name));
                return;
            }
            node.children.push_back(
                HtmlNode{.kind = HtmlNode::Kind::Text, .text = m_html.mid(m_at, end - m_at)});
            m_at = m_html.indexOf(u'>', end);
            m_at = m_at < 0 ? m_html.size() : m_at + 1;
            m_open.back().children.push_back(std::move(node));
        } else if (closesItself) {
            fail(HtmlWords::tr("<%1/> is no HTML").arg(node.name));
        } else {
            if (node.name == QLatin1String("pre") && m_at < m_html.size()
                && m_html.at(m_at) == u'\n') {
                ++m_at; // HTML drops the line break behind <pre>
            }
            m_open.push_back(std::move(node));
        }
    }

    qsizetype readAttribute(qsizetype i, HtmlNode &node)
    {
        const qsizetype start = i;
        while (i < m_html.size() && !m_html.at(i).isSpace() && m_html.at(i) != u'='
               && m_html.at(i) != u'>' && m_html.at(i) != u'/') {
            ++i;
        }
        HtmlAttribute attribute{.name = m_html.mid(start, i - start).toLower()};
        qsizetype behind = i;
        while (behind < m_html.size() && m_html.at(behind).isSpace()) {
            ++behind;
        }
        if (behind < m_html.size() && m_html.at(behind) == u'=') {
            i = behind + 1;
            while (i < m_html.size() && m_html.at(i).isSpace()) {
                ++i;
            }
            const QChar quote = i < m_html.size() ? m_html.at(i) : QChar();
            if (quote == u'"' || quote == u'\'') {
                qsizetype end = m_html.indexOf(quote, i + 1);
                end = end < 0 ? m_html.size() : end;
                attribute.value = decoded(m_html.mid(i + 1, end - i - 1));
                i = end + 1;
            } else {
                const qsizetype from = i;
                while (i < m_html.size() && !m_html.at(i).isSpace() && m_html.at(i) != u'>') {
                    ++i;
                }
                attribute.value = decoded(m_html.mid(from, i - from));
            }
        }
        if (i == start) {
            ++i; // a stray '='
        } else {
            node.attributes.append(attribute);
        }
        return std::min(i, m_html.size());
    }

    const QString &m_html; // parseHtml's argument
    qsizetype m_at = 0;
    std::vector<HtmlNode> m_open; // the first one is the whole text
    QString m_fault;
};

QString escaped(const QString &text, bool isAttribute)
{
    QString out;
    out.reserve(text.size());
    for (const QChar c : text) {
        if (c == u'&') {
            out += QLatin1String("&amp;");
        } else if (c == u'<') {
            out += QLatin1String("&lt;");
        } else if (c == u'>') {
            out += QLatin1String("&gt;");
        } else if (c == u'"' && isAttribute) {
            out += QLatin1String("&quot;");
        } else if (c == QChar(0xA0)) {
            out += QLatin1String("&nbsp;");
        } else if (c == u'\r') {
            out += QLatin1String("&#13;");
        } else {
            out += c;
        }
    }
    return out;
}

void write(QString &out, const HtmlNode &node, bool isRaw)
{
    switch (node.kind) {
    case HtmlNode::Kind::Text:
        out += isRaw ? node.text : escaped(node.text, false);
        return;
    case HtmlNode::Kind::Comment:
        out += QLatin1String("<!--") + node.text + QLatin1String("-->");
        return;
    case HtmlNode::Kind::Element:
        break;
    }
    out += u'<' + node.name;
    for (const HtmlAttribute &attribute : node.attributes) {
        out += u' ' + attribute.name + QLatin1String("=\"") + escaped(attribute.value, true) + u'"';
    }
    out += u'>';
    if (isVoid(node.name)) {
        return;
    }
    if (node.is(u"pre") && !node.children.empty() && node.children.front().text.startsWith(u'\n')) {
        out += u'\n';
    }
    for (const HtmlNode &child : node.children) {
        write(out, child, isRawText(node.name));
    }
    out += QLatin1String("</") + node.name + u'>';
}

} // namespace

bool HtmlNode::operator==(const HtmlNode &other) const
{
    return kind == other.kind && name == other.name && attributes == other.attributes
        && text == other.text && children == other.children;
}

QString HtmlNode::attribute(QStringView attributeName) const
{
    for (const HtmlAttribute &each : attributes) {
        if (each.name == attributeName) {
            return each.value;
        }
    }
    return {};
}

HtmlText parseHtml(const QString &html) { return HtmlParser(html).run(); }

QString serialiseHtml(const HtmlNodes &nodes)
{
    QString out;
    for (const HtmlNode &node : nodes) {
        write(out, node, false);
    }
    return out;
}

} // namespace socle::studio
