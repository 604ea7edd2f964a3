// The way out of a rich document: blocks and fragments back to elements.
#include "studio/fields/RichDocument.h"
#include "studio/fields/RichParts.h"

#include <QCoreApplication>
#include <QLocale>
#include <QTextBlock>
#include <QTextDocument>
#include <QTextTable>

#include <utility>

namespace socle::studio {

namespace {

struct RichWords
{
    Q_DECLARE_TR_FUNCTIONS(socle::studio::RichDocument)
};

QVector<HtmlAttribute> attributesIn(const QStringList &list, qsizetype from, qsizetype count = -1)
{
    QVector<HtmlAttribute> attributes;
    const qsizetype end = count < 0 ? list.size() : std::min(list.size(), from + 2 * count);
    for (qsizetype i = from; i + 1 < end; i += 2) {
        attributes.append({list.at(i), list.at(i + 1)});
    }
    return attributes;
}

/// The children of the innermost open element of `marks`, opened where they are not.
HtmlNodes &placeFor(HtmlNodes &line, const RichMarks &marks)
{
    HtmlNodes *at = &line;
    for (const RichMark &mark : marks) {
        const bool isOpen
            = !at->empty() && at->back().is(mark.name) && at->back().attributes == mark.attributes;
        if (!isOpen) {
            at->push_back(HtmlNode{.name = mark.name, .attributes = mark.attributes});
        }
        at = &at->back().children;
    }
    return *at;
}

void addText(HtmlNodes &to, const QString &text)
{
    if (text.isEmpty()) {
        return;
    }
    if (!to.empty() && to.back().kind == HtmlNode::Kind::Text) {
        to.back().text += text;
    } else {
        to.push_back(HtmlNode{.kind = HtmlNode::Kind::Text, .text = text});
    }
}

HtmlNodes inlinesOf(const QTextBlock &block, bool isPre)
{
    HtmlNodes line;
    for (auto it = block.begin(); !it.atEnd(); ++it) {
        const QTextFragment fragment = it.fragment();
        const QTextCharFormat format = fragment.charFormat();
        const RichMarks marks = marksOf(format);
        QString word;
        for (const QChar c : fragment.text()) {
            if (c == QChar::ObjectReplacementCharacter && format.isImageFormat()) {
                addText(placeFor(line, marks), std::exchange(word, {}));
                placeFor(line, marks)
                    .push_back(HtmlNode{
                        .name = QStringLiteral("img"),
                        .attributes = attributesIn(format.property(kRichImage).toStringList(), 0)});
            } else if (c == QChar::LineSeparator && !isPre) {
                addText(placeFor(line, marks), std::exchange(word, {}));
                placeFor(line, marks).push_back(HtmlNode{.name = QStringLiteral("br")});
            } else {
                word += c == QChar::LineSeparator ? QChar(u'\n') : c;
            }
        }
        if (!word.isEmpty()) {
            addText(placeFor(line, marks), word);
        }
    }
    return line;
}

/// Gathers blocks below the elements their paths name.
class RichReader
{
public:
    HtmlNodes take() { return std::move(m_root); }

    void block(const QTextBlock &block)
    {
        const QTextBlockFormat format = block.blockFormat();
        const QString tag = tagOf(format);
        RichPath path = pathOf(format);
        HtmlNodes line = inlinesOf(block, tag == u"pre");
        if (tag == u"none") {
            // The empty block behind a table; typed in, it is a paragraph.
            if (line.empty()) {
                m_lastTag = tag;
                return;
            }
            put({}, HtmlNode{.name = QStringLiteral("p"), .children = std::move(line)});
            m_lastTag = tag;
            return;
        }
        if (!tag.isEmpty()) {
            HtmlNode node{.name = tag, .attributes = attributesOf(format)};
            if (tag != u"hr") {
                node.children = std::move(line);
            }
            put(path, std::move(node));
        } else if (!path.isEmpty() && path.last().name == u"li") {
            // Two lines of text by themselves in one item were split by Enter: the second is the
            // next item.
            if (m_lastTag.isEmpty() && m_lastWasBlock && path == m_lastPath) {
                path.last().id = newRichId();
            }
            HtmlNodes &place = open(path);
            place.insert(place.end(), line.begin(), line.end());
        } else if (m_lastTag.isEmpty() && m_lastWasBlock && path == m_lastPath) {
            put(path, HtmlNode{.name = QStringLiteral("p"), .children = std::move(line)});
        } else {
            HtmlNodes &place = open(path);
            place.insert(place.end(), line.begin(), line.end());
        }
        m_lastTag = tag;
        m_lastPath = path;
        m_lastWasBlock = true;
    }

    void table(const QTextTable &table)
    {
        const QTextTableFormat format = table.format();
        HtmlNode node{.name = QStringLiteral("table"),
                      .attributes
                      = attributesIn(format.property(kRichAttributes).toStringList(), 0)};
        QString groupId;
        for (int r = 0; r < table.rows(); ++r) {
            const QStringList line = table.cellAt(r, 0).format().property(kRichPath).toStringList();
            const auto groupCount = line.value(2).toInt();
            const QString group = line.value(0);
            HtmlNode row{.name = QStringLiteral("tr"),
                         .attributes = attributesIn(line, 3 + 2 * groupCount)};
            for (int c = 0; c < table.columns(); ++c) {
                const QTextTableCell cell = table.cellAt(r, c);
                const QTextCharFormat looks = cell.format();
                const QString name = looks.property(kRichTag).toString();
                RichReader inner;
                for (auto it = cell.begin(); !it.atEnd(); ++it) {
                    if (it.currentBlock().isValid()) {
                        inner.block(it.currentBlock());
                    } else if (const auto *nested = qobject_cast<QTextTable *>(it.currentFrame())) {
                        inner.table(*nested);
                    }
                }
                row.children.push_back(HtmlNode{
                    .name = name.isEmpty() ? QStringLiteral("td") : name,
                    .attributes = attributesIn(looks.property(kRichAttributes).toStringList(), 0),
                    .children = inner.take()});
            }
            if (group.isEmpty()) {
                node.children.push_back(std::move(row));
                groupId.clear();
                continue;
            }
            if (groupId != line.value(1)) {
                groupId = line.value(1);
                node.children.push_back(
                    HtmlNode{.name = group, .attributes = attributesIn(line, 3, groupCount)});
            }
            node.children.back().children.push_back(std::move(row));
        }
        RichPath path;
        const QVariantList frames = format.property(kRichPath).toList();
        for (const QVariant &each : frames) {
            const QStringList words = each.toStringList();
            path.append({words.value(0), words.value(1).toInt(), attributesIn(words, 2)});
        }
        put(path, std::move(node));
        m_lastTag = QStringLiteral("table");
        m_lastPath = path;
    }

private:
    HtmlNodes &open(const RichPath &path)
    {
        qsizetype shared = 0;
        while (shared < path.size() && shared < m_open.size()
               && path.at(shared).id == m_open.at(shared).id) {
            ++shared;
        }
        m_open = path;
        HtmlNodes *at = &m_root;
        for (qsizetype i = 0; i < path.size(); ++i) {
            if (i >= shared) {
                at->push_back(
                    HtmlNode{.name = path.at(i).name, .attributes = path.at(i).attributes});
            }
            at = &at->back().children;
        }
        return *at;
    }

    void put(const RichPath &path, HtmlNode node) { open(path).push_back(std::move(node)); }

    HtmlNodes m_root;
    RichPath m_open;
    RichPath m_lastPath;
    QString m_lastTag;
    bool m_lastWasBlock = false;
};

} // namespace

HtmlNodes fromDocument(const QTextDocument &document)
{
    RichReader reader;
    for (auto it = document.rootFrame()->begin(); !it.atEnd(); ++it) {
        if (const auto *table = qobject_cast<QTextTable *>(it.currentFrame())) {
            reader.table(*table);
        } else if (it.currentBlock().isValid()) {
            reader.block(it.currentBlock());
        }
    }
    HtmlNodes nodes = reader.take();
    // An emptied document is an empty text, not an empty paragraph.
    const bool isBare = nodes.size() == 1 && nodes.front().is(u"p")
        && nodes.front().children.empty() && nodes.front().attributes.isEmpty();
    return isBare ? HtmlNodes() : nodes;
}

QString richObstacle(const QString &html)
{
    const HtmlText parsed = parseHtml(html);
    if (!parsed.fault.isEmpty()) {
        return RichWords::tr("This text is no well-formed HTML (%1), which Rich would rewrite")
            .arg(parsed.fault);
    }
    const QStringList lost = unsupportedHtml(parsed.nodes);
    if (!lost.isEmpty()) {
        return RichWords::tr("This text uses %1, which Rich would lose")
            .arg(QLocale().createSeparatedList(lost));
    }
    const HtmlNodes wanted = canonicalHtml(parsed.nodes);
    QTextDocument document;
    toDocument(wanted, document);
    HtmlNodes got = fromDocument(document);
    const bool isBare = wanted.size() == 1 && wanted.front().is(u"p")
        && wanted.front().children.empty() && got.empty();
    if (!isBare && !(canonicalHtml(got) == wanted)) {
        return RichWords::tr("This text is built in a way that Rich would rewrite");
    }
    return {};
}

} // namespace socle::studio
