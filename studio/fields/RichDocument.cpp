// See the header: properties, looks, and the way in.
#include "studio/fields/RichDocument.h"

#include "studio/fields/RichParts.h"
#include "studio/kit/Text.h"
#include "studio/kit/Theme.h"

#include <QTextBlock>
#include <QTextDocument>
#include <QTextList>
#include <QTextTable>

namespace socle::studio {

namespace {

QStringList flat(const QVector<HtmlAttribute> &attributes)
{
    QStringList list;
    for (const HtmlAttribute &each : attributes) {
        list << each.name << each.value;
    }
    return list;
}

QVector<HtmlAttribute> attributesFrom(const QStringList &list, qsizetype from)
{
    QVector<HtmlAttribute> attributes;
    for (qsizetype i = from; i + 1 < list.size(); i += 2) {
        attributes.append({list.at(i), list.at(i + 1)});
    }
    return attributes;
}

Qt::Alignment alignmentOf(const QVector<HtmlAttribute> &attributes)
{
    for (const HtmlAttribute &each : attributes) {
        if (each.name == u"align") {
            return each.value == u"center" ? Qt::AlignHCenter
                : each.value == u"right"   ? Qt::AlignRight
                                           : Qt::AlignLeading;
        }
        if (each.name != u"style") {
            continue;
        }
        for (const QString &rule : each.value.split(u';')) {
            if (rule.section(u':', 0, 0).trimmed() == u"text-align") {
                const QString side = rule.section(u':', 1).trimmed();
                return side == u"center" ? Qt::AlignHCenter
                    : side == u"right"   ? Qt::AlignRight
                    : side == u"justify" ? Qt::AlignJustify
                                         : Qt::AlignLeading;
            }
        }
    }
    return {};
}

/// Puts a tree into a document, block after block.
class Writer
{
public:
    explicit Writer(QTextDocument &document)
        : m_cursor(&document)
    {
    }

    void blocks(const HtmlNodes &nodes, const RichPath &path)
    {
        HtmlNodes run;
        const auto flush = [&] {
            if (!run.empty()) {
                block({}, {}, run, path);
                run.clear();
            }
        };
        for (const HtmlNode &node : nodes) {
            if (node.kind == HtmlNode::Kind::Text || isHtmlInline(node.name)) {
                run.push_back(node);
                continue;
            }
            flush();
            if (node.is(u"table")) {
                table(node, path);
            } else if (node.is(u"blockquote") || node.is(u"ul") || node.is(u"ol")
                       || node.is(u"li")) {
                RichPath inner = path;
                inner.append({node.name, newRichId(), node.attributes});
                if (node.children.empty()) {
                    block({}, {}, {}, inner); // an empty item is still an item
                } else {
                    blocks(node.children, inner);
                }
            } else {
                block(node.name, node.attributes, node.children, path);
            }
        }
        flush();
    }

private:
    void startBlock(const QTextBlockFormat &format)
    {
        if (m_isFirst) {
            m_cursor.setBlockFormat(format);
        } else {
            m_cursor.insertBlock(format, QTextCharFormat());
        }
        m_isFirst = false;
        applyLooks(m_cursor);
    }

    void block(const QString &tag,
               const QVector<HtmlAttribute> &attributes,
               const HtmlNodes &content,
               const RichPath &path)
    {
        QTextBlockFormat format;
        setPath(format, path);
        setAttributes(format, attributes);
        setTag(format, tag);
        startBlock(format);
        m_cursor.setBlockCharFormat(formatOf({}, tag));
        inlines(content, {}, tag);
    }

    void inlines(const HtmlNodes &nodes, const RichMarks &marks, const QString &tag)
    {
        for (const HtmlNode &node : nodes) {
            if (node.kind == HtmlNode::Kind::Text) {
                QString text = node.text;
                if (tag == u"pre") {
                    text.replace(u'\n', QChar::LineSeparator);
                }
                m_cursor.insertText(text, formatOf(marks, tag));
            } else if (node.is(u"br")) {
                m_cursor.insertText(QString(QChar::LineSeparator), formatOf(marks, tag));
            } else if (node.is(u"img")) {
                m_cursor.insertImage(imageFormatOf(node, marks));
            } else {
                RichMarks inner = marks;
                inner.append({node.name, node.attributes});
                inlines(node.children, inner, tag);
            }
        }
    }

    void table(const HtmlNode &node, const RichPath &path)
    {
        struct Row
        {
            QString group;
            int groupId;
            QVector<HtmlAttribute> groupAttributes;
            const HtmlNode *row;
        };

        std::vector<Row> rows;
        for (const HtmlNode &child : node.children) {
            if (child.is(u"tr")) {
                rows.push_back({{}, 0, {}, &child});
                continue;
            }
            const int id = newRichId();
            for (const HtmlNode &row : child.children) {
                if (row.is(u"tr")) {
                    rows.push_back({child.name, id, child.attributes, &row});
                }
            }
        }
        int columns = 0;
        for (const Row &row : rows) {
            columns = std::max(columns, static_cast<int>(row.row->children.size()));
        }
        if (columns == 0) {
            return;
        }
        QTextTableFormat format;
        format.setProperty(kRichAttributes, flat(node.attributes));
        QTextBlockFormat carrier;
        setPath(carrier, path);
        format.setProperty(kRichPath, carrier.property(kRichPath));
        format.setCellPadding(space::k2);
        format.setCellSpacing(0);
        format.setBorder(1);
        format.setBorderCollapse(true);
        format.setBorderBrush(colorOf(Color::BorderStrong));
        // A block ends where the table begins and would take the table's format: one of no meaning
        // stands in between.
        QTextBlockFormat nothing;
        nothing.setProperty(kRichTag, QStringLiteral("none"));
        if (!m_isFirst) {
            m_cursor.insertBlock(nothing, QTextCharFormat());
        }
        QTextTable *table = m_cursor.insertTable(static_cast<int>(rows.size()), columns, format);
        QTextCursor before(table->firstCursorPosition());
        before.movePosition(QTextCursor::PreviousBlock);
        before.setBlockFormat(nothing);
        for (int r = 0; r < static_cast<int>(rows.size()); ++r) {
            const Row &row = rows[static_cast<std::size_t>(r)];
            for (int c = 0; c < static_cast<int>(row.row->children.size()); ++c) {
                const HtmlNode &cell = row.row->children[static_cast<std::size_t>(c)];
                QTextTableCell place = table->cellAt(r, c);
                Writer inner(*m_cursor.document());
                inner.m_cursor = place.firstCursorPosition();
                inner.blocks(cell.children, {});
                if (cell.children.empty()) {
                    inner.block({}, {}, {}, {});
                }
                // Last: the first block of a cell has its own format in the same place.
                QTextCharFormat looks = place.format();
                looks.setProperty(kRichTag, cell.name);
                looks.setProperty(kRichAttributes, flat(cell.attributes));
                QStringList line{row.group, QString::number(row.groupId)};
                line << QString::number(row.groupAttributes.size()) << flat(row.groupAttributes)
                     << flat(row.row->attributes);
                looks.setProperty(kRichPath, line);
                place.setFormat(looks);
            }
        }
        m_cursor.movePosition(QTextCursor::End);
        // Behind a table there always is a block; the next one uses it.
        m_cursor = QTextCursor(table->lastCursorPosition());
        m_cursor.movePosition(QTextCursor::NextBlock);
        m_isFirst = true;
        QTextBlockFormat plain;
        plain.setProperty(kRichTag, QStringLiteral("none"));
        m_cursor.setBlockFormat(plain);
    }

    QTextCursor m_cursor;
    bool m_isFirst = true;
};

} // namespace

int newRichId()
{
    static int last = 0;
    return ++last;
}

RichPath pathOf(const QTextBlockFormat &format)
{
    RichPath path;
    const QVariantList list = format.property(kRichPath).toList();
    for (const QVariant &each : list) {
        const QStringList words = each.toStringList();
        path.append({words.value(0), words.value(1).toInt(), attributesFrom(words, 2)});
    }
    return path;
}

void setPath(QTextBlockFormat &format, const RichPath &path)
{
    QVariantList list;
    for (const RichFrame &frame : path) {
        QStringList words{frame.name, QString::number(frame.id)};
        words << flat(frame.attributes);
        list.append(words);
    }
    format.setProperty(kRichPath, list);
}

QString tagOf(const QTextBlockFormat &format)
{
    return format.hasProperty(kRichTag) ? format.property(kRichTag).toString()
                                        : QStringLiteral("p");
}

void setTag(QTextBlockFormat &format, const QString &tag)
{
    format.setProperty(kRichTag, tag);
    if (tag == u"hr") {
        format.setProperty(QTextFormat::BlockTrailingHorizontalRulerWidth,
                           QTextLength(QTextLength::PercentageLength, 100));
    } else {
        format.clearProperty(QTextFormat::BlockTrailingHorizontalRulerWidth);
    }
}

QVector<HtmlAttribute> attributesOf(const QTextBlockFormat &format)
{
    return attributesFrom(format.property(kRichAttributes).toStringList(), 0);
}

void setAttributes(QTextBlockFormat &format, const QVector<HtmlAttribute> &attributes)
{
    format.setProperty(kRichAttributes, flat(attributes));
    if (const Qt::Alignment alignment = alignmentOf(attributes); alignment != 0) {
        format.setAlignment(alignment);
    } else {
        format.clearProperty(QTextFormat::BlockAlignment);
    }
}

RichMarks marksOf(const QTextCharFormat &format)
{
    RichMarks marks;
    const QVariantList list = format.property(kRichMarks).toList();
    for (const QVariant &each : list) {
        const QStringList words = each.toStringList();
        marks.append({words.value(0), attributesFrom(words, 1)});
    }
    return marks;
}

QTextCharFormat formatOf(const RichMarks &marks, const QString &tag)
{
    QTextCharFormat format;
    QVariantList list;
    const bool isHeading = tag.size() == 2 && tag.startsWith(u'h') && tag != u"hr";
    QFont font = studio::font(tag == u"pre"      ? TextRole::Mono
                                  : tag == u"h1" ? TextRole::Display
                                  : tag == u"h2" ? TextRole::Title
                                  : tag == u"h3" ? TextRole::LargeStrong
                                  : isHeading    ? TextRole::BaseStrong
                                                 : TextRole::Base);
    for (const RichMark &mark : marks) {
        QStringList words{mark.name};
        words << flat(mark.attributes);
        list.append(words);
        if (mark.name == u"strong" || mark.name == u"b") {
            font.setWeight(QFont::DemiBold);
        } else if (mark.name == u"em" || mark.name == u"i") {
            font.setItalic(true);
        } else if (mark.name == u"u") {
            font.setUnderline(true);
        } else if (mark.name == u"s") {
            font.setStrikeOut(true);
        } else if (mark.name == u"code") {
            const bool isBold = font.weight() > QFont::Medium;
            font = studio::font(isBold ? TextRole::MonoStrong : TextRole::Mono);
            format.setBackground(colorOf(Color::Chip));
        } else if (mark.name == u"a") {
            format.setAnchor(true);
            format.setForeground(colorOf(Color::Accent));
            font.setUnderline(true);
            for (const HtmlAttribute &each : mark.attributes) {
                if (each.name == u"href") {
                    format.setAnchorHref(each.value);
                    format.setToolTip(each.value);
                }
            }
        }
    }
    format.setFont(font);
    if (!list.isEmpty()) {
        format.setProperty(kRichMarks, list);
    }
    return format;
}

QTextImageFormat imageFormatOf(const HtmlNode &image, const RichMarks &marks)
{
    QTextImageFormat format;
    format.merge(formatOf(marks, {}));
    format.setName(image.attribute(u"src"));
    format.setProperty(kRichImage, flat(image.attributes));
    const int width = image.attribute(u"width").toInt();
    const int height = image.attribute(u"height").toInt();
    if (width > 0) {
        format.setWidth(width);
    }
    if (height > 0) {
        format.setHeight(height);
    }
    format.setToolTip(image.attribute(u"alt"));
    return format;
}

void applyLooks(QTextCursor &cursor)
{
    const QTextBlock block = cursor.block();
    QTextBlockFormat format = block.blockFormat();
    const RichPath path = pathOf(format);
    const QString tag = tagOf(format);
    int lists = 0;
    int quotes = 0;
    const RichFrame *list = nullptr;
    for (const RichFrame &frame : path) {
        quotes += frame.name == u"blockquote" ? 1 : 0;
        if (frame.name == u"ul" || frame.name == u"ol") {
            ++lists;
            list = &frame;
        }
    }
    const bool isItem = !path.isEmpty() && path.last().name == u"li";
    const RichPath before
        = block.previous().isValid() ? pathOf(block.previous().blockFormat()) : RichPath();
    // Only the first block of an item has the mark; what follows in it is indented.
    const bool startsItem = isItem && !before.contains(path.last());
    format.setLeftMargin(quotes * space::k6);
    format.setIndent(startsItem ? 0 : lists);
    format.setTopMargin(lists > 0 || tag == u"none"                ? 0
                            : tag.startsWith(u'h') && tag != u"hr" ? space::k4
                                                                   : space::k2);
    format.setBottomMargin(lists > 0 ? 0 : space::k2);
    if (tag == u"pre") {
        format.setBackground(colorOf(Color::SurfaceAlt));
        format.setNonBreakableLines(false);
    } else {
        format.clearBackground();
    }
    cursor.setBlockFormat(format);
    QTextList *now = block.textList();
    if (!startsItem || list == nullptr) {
        if (now != nullptr) {
            now->remove(block);
            QTextBlockFormat again = cursor.blockFormat();
            again.setIndent(lists);
            cursor.setBlockFormat(again);
        }
        return;
    }
    // The list of an earlier item of the same element, wherever it stands.
    for (QTextBlock other = block.previous(); other.isValid(); other = other.previous()) {
        const RichPath place = pathOf(other.blockFormat());
        if (!place.contains(*list)) {
            break;
        }
        if (other.textList() != nullptr && place.size() == path.size()) {
            if (now != other.textList()) {
                other.textList()->add(block);
            }
            return;
        }
    }
    QTextListFormat looks;
    looks.setStyle(list->name == u"ol"  ? QTextListFormat::ListDecimal
                       : lists % 2 == 1 ? QTextListFormat::ListDisc
                                        : QTextListFormat::ListCircle);
    looks.setIndent(lists);
    cursor.createList(looks);
}

void toDocument(const HtmlNodes &nodes, QTextDocument &document)
{
    document.clear();
    Writer(document).blocks(nodes, {});
}

} // namespace socle::studio
