// Which HTML the rich editor keeps whole, what it would lose, and when two texts look alike.
#include "studio/fields/HtmlTree.h"

#include <QHash>
#include <QSet>

#include <algorithm>
#include <functional>

namespace socle::studio {

namespace {

const QSet<QString> &setOf(const char *words)
{
    static QHash<QByteArray, QSet<QString>> sets;
    QSet<QString> &set = sets[words];
    if (set.isEmpty()) {
        for (const QString &word : QString::fromLatin1(words).split(u' ')) {
            set.insert(word);
        }
    }
    return set;
}

bool isContainer(QStringView name)
{
    return setOf("blockquote ul ol li table thead tbody tfoot tr td th").contains(name.toString());
}

void merge(HtmlNodes &to, HtmlNode node)
{
    if (!to.empty() && to.back().kind == node.kind) {
        if (node.kind == HtmlNode::Kind::Text) {
            to.back().text += node.text;
            return;
        }
        const bool joins = node.kind == HtmlNode::Kind::Element && isHtmlInline(node.name)
            && node.name != u"img" && node.name != u"br" && to.back().name == node.name
            && to.back().attributes == node.attributes;
        if (joins) {
            for (HtmlNode &child : node.children) {
                merge(to.back().children, std::move(child));
            }
            return;
        }
    }
    to.push_back(std::move(node));
}

/// Collapses blanks inside one block. `endsBlank`: what was written last was a blank.
HtmlNodes collapsed(const HtmlNodes &nodes, bool *endsBlank)
{
    HtmlNodes out;
    for (const HtmlNode &node : nodes) {
        HtmlNode copy = node;
        if (node.kind == HtmlNode::Kind::Text) {
            copy.text.clear();
            for (const QChar c : node.text) {
                const bool isBlank
                    = c == u' ' || c == u'\n' || c == u'\t' || c == u'\r' || c == u'\f';
                if (!isBlank) {
                    copy.text += c;
                } else if (!*endsBlank) {
                    copy.text += u' ';
                }
                *endsBlank = isBlank;
            }
            if (copy.text.isEmpty()) {
                continue;
            }
        } else if (node.is(u"br")) {
            *endsBlank = true; // a blank behind a line break does not show
        } else if (node.is(u"img")) {
            *endsBlank = false;
        } else if (node.kind == HtmlNode::Kind::Element) {
            copy.children = collapsed(node.children, endsBlank);
            if (copy.children.empty()) {
                continue; // an inline element around nothing
            }
        }
        merge(out, std::move(copy));
    }
    return out;
}

/// A blank at the end of a block does not show.
void trimEnd(HtmlNodes &nodes)
{
    while (!nodes.empty()) {
        HtmlNode &last = nodes.back();
        if (last.kind == HtmlNode::Kind::Text) {
            if (last.text.endsWith(u' ')) {
                last.text.chop(1);
            }
            if (!last.text.isEmpty()) {
                return;
            }
        } else if (last.kind == HtmlNode::Kind::Element && !last.is(u"img") && !last.is(u"br")) {
            trimEnd(last.children);
            if (!last.children.empty()) {
                return;
            }
        } else {
            return;
        }
        nodes.pop_back();
    }
}

/// Blanks around a line break do not show either.
void trimBeforeBreaks(HtmlNodes &nodes)
{
    for (std::size_t i = 0; i + 1 < nodes.size(); ++i) {
        if (nodes[i + 1].is(u"br") && nodes[i].kind == HtmlNode::Kind::Text
            && nodes[i].text.endsWith(u' ')) {
            nodes[i].text.chop(1);
        }
    }
    nodes.erase(std::remove_if(nodes.begin(),
                               nodes.end(),
                               [](const HtmlNode &node) {
                                   return node.kind == HtmlNode::Kind::Text && node.text.isEmpty();
                               }),
                nodes.end());
}

HtmlNodes canonicalInline(const HtmlNodes &nodes)
{
    bool endsBlank = true;
    HtmlNodes out = collapsed(nodes, &endsBlank);
    trimBeforeBreaks(out);
    trimEnd(out);
    return out;
}

void findUnsupported(const HtmlNodes &nodes, const QString &parent, QStringList &found)
{
    const auto note = [&found](const QString &name) {
        if (!found.contains(name)) {
            found.append(name);
        }
    };
    const bool isInInline = isHtmlInline(parent) || parent == u"p" || parent == u"pre"
        || (parent.size() == 2 && parent.startsWith(u'h') && parent != u"hr");
    for (const HtmlNode &node : nodes) {
        if (node.kind == HtmlNode::Kind::Comment) {
            note(QStringLiteral("comment"));
            continue;
        }
        if (node.kind == HtmlNode::Kind::Text) {
            continue;
        }
        const bool isKnown
            = isHtmlBlock(node.name) || isHtmlInline(node.name) || isContainer(node.name);
        const bool isSpanning = (node.is(u"td") || node.is(u"th"))
            && (!node.attribute(u"colspan").isEmpty() || !node.attribute(u"rowspan").isEmpty());
        if (!isKnown || (isInInline && !isHtmlInline(node.name))) {
            note(node.name);
        } else if (isSpanning) {
            note(QStringLiteral("colspan"));
        }
        findUnsupported(node.children, node.name, found);
    }
}

} // namespace

bool isHtmlBlock(QStringView element)
{
    return setOf("p h1 h2 h3 h4 h5 h6 pre hr blockquote ul ol table div section article figure "
                 "header footer aside nav form fieldset dl address")
        .contains(element.toString());
}

bool isHtmlInline(QStringView element)
{
    return setOf("strong em b i u s code a br img").contains(element.toString());
}

HtmlNodes canonicalHtml(const HtmlNodes &nodes)
{
    HtmlNodes out;
    HtmlNodes run;
    const auto flush = [&] {
        HtmlNodes line = canonicalInline(run);
        run.clear();
        out.insert(out.end(), line.begin(), line.end());
    };
    for (const HtmlNode &node : nodes) {
        const bool isInLine = node.kind != HtmlNode::Kind::Element || isHtmlInline(node.name);
        if (isInLine) {
            run.push_back(node);
            continue;
        }
        flush();
        HtmlNode copy = node;
        if (node.is(u"pre")) {
            HtmlNodes merged;
            for (HtmlNode &child : copy.children) {
                merge(merged, child);
            }
            copy.children = std::move(merged);
        } else {
            copy.children = canonicalHtml(node.children);
        }
        out.push_back(std::move(copy));
    }
    flush();
    return out;
}

QStringList unsupportedHtml(const HtmlNodes &nodes)
{
    QStringList found;
    findUnsupported(nodes, {}, found);
    static const QSet<QString> foreign = setOf("div section article figure header footer aside nav "
                                               "form fieldset dl address");
    // Blocks the parser knows but the editor has no form for.
    const std::function<void(const HtmlNodes &)> look = [&](const HtmlNodes &each) {
        for (const HtmlNode &node : each) {
            if (foreign.contains(node.name) && !found.contains(node.name)) {
                found.append(node.name);
            }
            look(node.children);
        }
    };
    look(nodes);
    return found;
}

HtmlNodes cleanHtml(const HtmlNodes &nodes)
{
    static const QSet<QString> dropped
        = setOf("script style head title meta link template noscript iframe object embed");
    static const QHash<QString, QString> renamed{{QStringLiteral("strike"), QStringLiteral("s")},
                                                 {QStringLiteral("del"), QStringLiteral("s")},
                                                 {QStringLiteral("ins"), QStringLiteral("u")},
                                                 {QStringLiteral("tt"), QStringLiteral("code")},
                                                 {QStringLiteral("b"), QStringLiteral("strong")},
                                                 {QStringLiteral("i"), QStringLiteral("em")}};
    static const QSet<QString> kept = setOf("href title src alt width height");
    HtmlNodes out;
    for (const HtmlNode &node : nodes) {
        if (node.kind == HtmlNode::Kind::Comment || dropped.contains(node.name)) {
            continue;
        }
        if (node.kind == HtmlNode::Kind::Text) {
            merge(out, node);
            continue;
        }
        HtmlNode copy = node;
        copy.name = renamed.value(node.name, node.name);
        copy.children = cleanHtml(node.children);
        QVector<HtmlAttribute> attributes;
        for (const HtmlAttribute &attribute : node.attributes) {
            const bool isScript = attribute.value.trimmed().startsWith(QLatin1String("javascript:"),
                                                                       Qt::CaseInsensitive);
            if (kept.contains(attribute.name) && !isScript) {
                attributes.append(attribute);
            }
        }
        copy.attributes = attributes;
        HtmlNodes shell{copy};
        shell.front().children.clear();
        if (unsupportedHtml(shell).isEmpty()) {
            out.push_back(std::move(copy));
        } else if (copy.is(u"div")) {
            const bool hasBlocks = std::any_of(
                copy.children.begin(), copy.children.end(), [](const HtmlNode &child) {
                    return child.kind == HtmlNode::Kind::Element && !isHtmlInline(child.name);
                });
            if (hasBlocks) {
                out.insert(out.end(), copy.children.begin(), copy.children.end());
            } else {
                copy.name = QStringLiteral("p");
                out.push_back(std::move(copy));
            }
        } else {
            for (HtmlNode &child : copy.children) {
                merge(out, std::move(child));
            }
        }
    }
    return out;
}

} // namespace socle::studio
