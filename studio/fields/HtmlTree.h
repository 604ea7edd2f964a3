// HTML as a tree, and back: what the rich text editor reads and writes (studio.md 4.3.5).
//
// Not a browser's parser: it says when a text is not well nested instead of guessing, so that
// nothing is ever rewritten by mistake. parseHtml(serialiseHtml(x)) gives x again. Pure functions.
#pragma once

#include <QString>
#include <QStringList>
#include <QVector>

#include <vector>

namespace socle::studio {

struct HtmlAttribute
{
    QString name = {}; // lower case
    QString value = {};

    bool operator==(const HtmlAttribute &other) const
    {
        return name == other.name && value == other.value;
    }
};

struct HtmlNode
{
    enum class Kind { Element, Text, Comment };

    Kind kind = Kind::Element;
    QString name = {}; // of an element, lower case
    QVector<HtmlAttribute> attributes = {};
    QString text = {}; // Text (decoded) and Comment
    std::vector<HtmlNode> children = {};

    bool operator==(const HtmlNode &other) const;

    bool is(QStringView element) const { return kind == Kind::Element && name == element; }

    QString attribute(QStringView attributeName) const; // "" when absent
};

using HtmlNodes = std::vector<HtmlNode>;

struct HtmlText
{
    HtmlNodes nodes = {};
    QString fault = {}; // why the text is no well-formed HTML; empty when it is
};

HtmlText parseHtml(const QString &html);
QString serialiseHtml(const HtmlNodes &nodes);

/// Blanks as a browser shows them: runs become one, blanks between blocks and at their edges go,
/// neighbouring equal inline elements become one. Two texts that look alike are equal afterwards.
HtmlNodes canonicalHtml(const HtmlNodes &nodes);

/// Elements the rich editor would lose, in the order they come, each once: {"figure", "iframe"}.
QStringList unsupportedHtml(const HtmlNodes &nodes);
/// Without what is not supported: unknown elements leave their content, scripts leave nothing.
HtmlNodes cleanHtml(const HtmlNodes &nodes);

bool isHtmlBlock(QStringView element);
bool isHtmlInline(QStringView element);

} // namespace socle::studio
