// Between the tree of a stored HTML text and the QTextDocument one types in (studio.md 4.3.5).
//
// The document carries its structure in properties of its formats, because a QTextDocument knows
// neither quotes nor attributes: every block has the path of elements around it (each with an
// identity, so that two lists beside each other stay two), every fragment the inline elements it
// stands in. fromDocument() reads nothing but these. UI thread.
#pragma once

#include "studio/fields/HtmlTree.h"

#include <QTextCharFormat>
#include <QTextCursor>

class QTextDocument;

namespace socle::studio {

/// One element around a block: "blockquote", "ul", "ol" or "li".
struct RichFrame
{
    QString name = {};
    int id = 0;
    QVector<HtmlAttribute> attributes = {};

    bool operator==(const RichFrame &other) const { return id == other.id; }
};

using RichPath = QVector<RichFrame>;

/// An inline element: "strong", "a" with href.
struct RichMark
{
    QString name = {};
    QVector<HtmlAttribute> attributes = {};

    bool operator==(const RichMark &other) const
    {
        return name == other.name && attributes == other.attributes;
    }
};

using RichMarks = QVector<RichMark>;

/// Fills `document`; `nodes` are canonical and supported.
void toDocument(const HtmlNodes &nodes, QTextDocument &document);
HtmlNodes fromDocument(const QTextDocument &document);

/// Why Rich would not give this text back as it is: "embed and figure", or the parser's words.
/// Empty: Rich may open it. Nothing is taken on trust: the text is built and read back.
QString richObstacle(const QString &html);

// The structure of the block at a cursor, for the toolbar.
RichPath pathOf(const QTextBlockFormat &format);
void setPath(QTextBlockFormat &format, const RichPath &path);
/// "p", "h1", "pre", "hr", "" for text that stands in a list item or quote by itself.
QString tagOf(const QTextBlockFormat &format);
/// Tag and looks; attributes are kept.
void setTag(QTextBlockFormat &format, const QString &tag);
QVector<HtmlAttribute> attributesOf(const QTextBlockFormat &format);
void setAttributes(QTextBlockFormat &format, const QVector<HtmlAttribute> &attributes);

RichMarks marksOf(const QTextCharFormat &format);
/// The format of text inside these elements in a block of this tag: structure and looks.
QTextCharFormat formatOf(const RichMarks &marks, const QString &tag);
/// An image with the attributes of its element.
QTextImageFormat imageFormatOf(const HtmlNode &image, const RichMarks &marks);

/// Looks of the block format at hand (indents, margins) by its path and tag; lists are joined by
/// the identity of their element.
void applyLooks(QTextCursor &cursor);
int newRichId();

} // namespace socle::studio
