// See the header: what the toolbar and the keys do to the structure.
#include "studio/fields/RichEdit.h"

#include "studio/kit/Text.h"
#include "studio/kit/Theme.h"

#include <QAbstractTextDocumentLayout>
#include <QPainter>
#include <QScrollBar>
#include <QTextBlock>
#include <QTextDocumentFragment>
#include <QTextLayout>
#include <QTextTable>

#include <algorithm>

namespace socle::studio {

namespace {

/// Marks keep this order from the outside in, so that neighbours share their elements.
int rankOf(const QString &name)
{
    static const QStringList order{QStringLiteral("a"),
                                   QStringLiteral("strong"),
                                   QStringLiteral("b"),
                                   QStringLiteral("em"),
                                   QStringLiteral("i"),
                                   QStringLiteral("u"),
                                   QStringLiteral("s"),
                                   QStringLiteral("code")};
    return static_cast<int>(order.indexOf(name));
}

bool isSame(const QString &a, const QString &b)
{
    const auto plain = [](const QString &name) {
        return name == u"b" ? QStringLiteral("strong") : name == u"i" ? QStringLiteral("em") : name;
    };
    return plain(a) == plain(b);
}

bool contains(const RichMarks &marks, const QString &name)
{
    return std::any_of(
        marks.begin(), marks.end(), [&](const RichMark &mark) { return isSame(mark.name, name); });
}

void add(RichMarks &marks, const RichMark &mark)
{
    auto at = marks.begin();
    while (at != marks.end() && rankOf(at->name) <= rankOf(mark.name)) {
        ++at;
    }
    marks.insert(at, mark);
}

void take(RichMarks &marks, const QString &name)
{
    marks.removeIf([&](const RichMark &mark) { return isSame(mark.name, name); });
}

} // namespace

RichEdit::RichEdit(QWidget *parent)
    : QTextEdit(parent)
{
    setAcceptRichText(true);
    setTabChangesFocus(true);
    document()->setDocumentMargin(space::k3);
    const auto dress = [this] { document()->setDefaultFont(studio::font(TextRole::Base)); };
    dress();
    connect(&Theme::current(), &Theme::densityChanged, this, dress);
}

void RichEdit::setRichText(const QString &html)
{
    toDocument(canonicalHtml(parseHtml(html).nodes), *document());
    document()->clearUndoRedoStacks();
    moveCursor(QTextCursor::Start);
}

QString RichEdit::html() const { return serialiseHtml(fromDocument(*document())); }

void RichEdit::setPictureSource(std::function<QVariant(const QUrl &)> source)
{
    m_pictures = std::move(source);
}

void RichEdit::changeMarks(const std::function<void(RichMarks &)> &change)
{
    QTextCursor cursor = textCursor();
    if (!cursor.hasSelection()) {
        RichMarks marks = marksOf(currentCharFormat());
        change(marks);
        setCurrentCharFormat(formatOf(marks, blockTag()));
        emit currentCharFormatChanged(currentCharFormat());
        return;
    }
    cursor.beginEditBlock();
    const int start = cursor.selectionStart();
    const int end = cursor.selectionEnd();

    struct Span
    {
        int from;
        int to;
        QTextCharFormat format;
        QString tag;
    };

    std::vector<Span> spans; // first, because changing formats moves the fragments
    for (QTextBlock block = document()->findBlock(start); block.isValid() && block.position() < end;
         block = block.next()) {
        for (auto it = block.begin(); !it.atEnd(); ++it) {
            const QTextFragment fragment = it.fragment();
            const int from = std::max(start, fragment.position());
            const int to = std::min(end, fragment.position() + fragment.length());
            if (from < to && !fragment.charFormat().isImageFormat()) {
                spans.push_back({from, to, fragment.charFormat(), tagOf(block.blockFormat())});
            }
        }
    }
    for (const Span &span : spans) {
        RichMarks marks = marksOf(span.format);
        change(marks);
        QTextCursor part(document());
        part.setPosition(span.from);
        part.setPosition(span.to, QTextCursor::KeepAnchor);
        part.setCharFormat(formatOf(marks, span.tag));
    }
    cursor.endEditBlock();
}

bool RichEdit::hasMark(const QString &name) const
{
    return contains(marksOf(currentCharFormat()), name);
}

void RichEdit::toggleMark(const QString &name)
{
    const bool wanted = !hasMark(name);
    changeMarks([&](RichMarks &marks) {
        take(marks, name);
        if (wanted) {
            add(marks, {name, {}});
        }
    });
}

void RichEdit::changeBlocks(const BlockChange &change)
{
    QTextCursor cursor = textCursor();
    cursor.beginEditBlock();
    const int end = std::max(cursor.selectionEnd(), cursor.selectionStart());
    for (QTextBlock block = document()->findBlock(cursor.selectionStart());
         block.isValid() && block.position() <= end;
         block = block.next()) {
        QTextCursor at(block);
        QTextBlockFormat format = block.blockFormat();
        const QString before = tagOf(format);
        change(format);
        at.setBlockFormat(format);
        applyLooks(at);
        if (tagOf(format) != before) {
            // Sizes belong to the block's kind. Positions first: writing formats moves fragments.
            QVector<QTextLayout::FormatRange> spans;
            for (auto it = block.begin(); !it.atEnd(); ++it) {
                const QTextFragment fragment = it.fragment();
                spans.append({fragment.position(), fragment.length(), fragment.charFormat()});
            }
            for (const QTextLayout::FormatRange &span : std::as_const(spans)) {
                if (span.format.isImageFormat()) {
                    continue;
                }
                QTextCursor part(document());
                part.setPosition(span.start);
                part.setPosition(span.start + span.length, QTextCursor::KeepAnchor);
                part.setCharFormat(formatOf(marksOf(span.format), tagOf(format)));
            }
            at.setBlockCharFormat(formatOf({}, tagOf(format)));
            if (!cursor.hasSelection()) { // with one it would write over all of it
                setCurrentCharFormat(formatOf(marksOf(currentCharFormat()), tagOf(format)));
            }
        }
    }
    cursor.endEditBlock();
}

void RichEdit::setBlockTag(const QString &tag)
{
    changeBlocks([&](QTextBlockFormat &format) { setTag(format, tag); });
}

QString RichEdit::blockTag() const { return tagOf(textCursor().blockFormat()); }

bool RichEdit::isInFrame(const QString &name) const
{
    const RichPath path = pathOf(textCursor().blockFormat());
    for (auto it = path.rbegin(); it != path.rend(); ++it) {
        const bool isList = it->name == u"ul" || it->name == u"ol";
        if (it->name == name) {
            return true;
        }
        if (isList && (name == u"ul" || name == u"ol")) {
            return false; // the innermost list counts
        }
    }
    return false;
}

void RichEdit::toggleList(const QString &name)
{
    const bool leaves = isInFrame(name);
    const int list = newRichId();
    changeBlocks([&](QTextBlockFormat &format) {
        RichPath path = pathOf(format);
        const bool isItem = path.size() >= 2 && path.last().name == u"li";
        if (leaves && isItem) {
            path.remove(path.size() - 2, 2);
            setPath(format, path);
            if (tagOf(format).isEmpty()) {
                setTag(format, QStringLiteral("p"));
            }
        } else if (isItem) {
            path[path.size() - 2] = {name, list, {}}; // another kind of list
            setPath(format, path);
        } else if (!leaves) {
            path.append({name, list, {}});
            path.append({QStringLiteral("li"), newRichId(), {}});
            setPath(format, path);
            if (tagOf(format) == u"p") {
                setTag(format, {});
            }
        }
    });
}

void RichEdit::toggleQuote()
{
    const bool leaves = isInFrame(QStringLiteral("blockquote"));
    const int quote = newRichId();
    changeBlocks([&](QTextBlockFormat &format) {
        RichPath path = pathOf(format);
        const auto at = std::find_if(path.begin(), path.end(), [](const RichFrame &frame) {
            return frame.name == u"blockquote";
        });
        if (leaves && at != path.end()) {
            path.erase(at);
        } else if (!leaves) {
            path.prepend({QStringLiteral("blockquote"), quote, {}});
        }
        setPath(format, path);
    });
}

QString RichEdit::side() const
{
    const Qt::Alignment alignment = textCursor().blockFormat().alignment();
    return alignment & Qt::AlignHCenter ? QStringLiteral("center")
        : alignment & Qt::AlignRight    ? QStringLiteral("right")
                                        : QStringLiteral("left");
}

void RichEdit::setSide(const QString &wanted)
{
    changeBlocks([&](QTextBlockFormat &format) {
        if (tagOf(format).isEmpty()) {
            setTag(format, QStringLiteral("p")); // an attribute needs an element
        }
        QVector<HtmlAttribute> attributes;
        QString rest;
        for (const HtmlAttribute &each : attributesOf(format)) {
            if (each.name != u"style") {
                if (each.name != u"align") {
                    attributes.append(each);
                }
                continue;
            }
            for (const QString &rule : each.value.split(u';', Qt::SkipEmptyParts)) {
                if (rule.section(u':', 0, 0).trimmed() != u"text-align") {
                    rest += rule.trimmed() + u';';
                }
            }
        }
        if (wanted != u"left") {
            rest += u"text-align: " + wanted + u';';
        }
        if (!rest.isEmpty()) {
            attributes.append({QStringLiteral("style"), rest});
        }
        setAttributes(format, attributes);
    });
}

QString RichEdit::linkAddress() const
{
    for (const RichMark &mark : marksOf(currentCharFormat())) {
        if (mark.name == u"a") {
            return HtmlNode{.attributes = mark.attributes}.attribute(u"href");
        }
    }
    return {};
}

QString RichEdit::linkTitle() const
{
    for (const RichMark &mark : marksOf(currentCharFormat())) {
        if (mark.name == u"a") {
            return HtmlNode{.attributes = mark.attributes}.attribute(u"title");
        }
    }
    return {};
}

void RichEdit::setLink(const QString &address, const QString &title)
{
    QTextCursor cursor = textCursor();
    if (!cursor.hasSelection()) {
        cursor.select(QTextCursor::WordUnderCursor);
        if (!cursor.hasSelection() && !address.isEmpty()) {
            RichMarks marks = marksOf(currentCharFormat());
            add(marks, {QStringLiteral("a"), {{QStringLiteral("href"), address}}});
            cursor.insertText(address, formatOf(marks, blockTag()));
            return;
        }
        setTextCursor(cursor);
    }
    changeMarks([&](RichMarks &marks) {
        QVector<HtmlAttribute> kept; // target, rel and what else the link had
        for (const RichMark &mark : std::as_const(marks)) {
            if (mark.name == u"a") {
                kept = mark.attributes;
            }
        }
        take(marks, QStringLiteral("a"));
        if (address.isEmpty()) {
            return;
        }
        kept.removeIf([](const HtmlAttribute &each) {
            return each.name == u"href" || each.name == u"title";
        });
        kept.prepend({QStringLiteral("href"), address});
        if (!title.isEmpty()) {
            kept.append({QStringLiteral("title"), title});
        }
        add(marks, {QStringLiteral("a"), kept});
    });
}

void RichEdit::insertTable(int rows, int columns)
{
    HtmlNode body{.name = QStringLiteral("tbody")};
    for (int r = 0; r < rows; ++r) {
        HtmlNode row{.name = QStringLiteral("tr")};
        for (int c = 0; c < columns; ++c) {
            row.children.push_back(
                HtmlNode{.name = r == 0 ? QStringLiteral("th") : QStringLiteral("td")});
        }
        body.children.push_back(std::move(row));
    }
    HtmlNode table{.name = QStringLiteral("table")};
    table.children.push_back(std::move(body));
    QTextDocument made;
    toDocument({table}, made);
    textCursor().insertFragment(QTextDocumentFragment(&made));
}

void RichEdit::insertPicture(const QString &address, const QString &alt)
{
    HtmlNode image{.name = QStringLiteral("img"), .attributes = {{QStringLiteral("src"), address}}};
    if (!alt.isEmpty()) {
        image.attributes.append({QStringLiteral("alt"), alt});
    }
    textCursor().insertImage(imageFormatOf(image, {}));
}

void RichEdit::insertRule()
{
    QTextCursor cursor = textCursor();
    cursor.beginEditBlock();
    QTextBlockFormat format;
    setTag(format, QStringLiteral("hr"));
    cursor.insertBlock(format, QTextCharFormat());
    QTextBlockFormat plain;
    setTag(plain, QStringLiteral("p"));
    cursor.insertBlock(plain, formatOf({}, QStringLiteral("p")));
    cursor.endEditBlock();
    setTextCursor(cursor);
}

void RichEdit::clearLooks()
{
    if (!textCursor().hasSelection()) {
        changeBlocks([](QTextBlockFormat &format) {
            setAttributes(format, {});
            setPath(format, {});
            setTag(format, QStringLiteral("p"));
        });
        return;
    }
    changeMarks([](RichMarks &marks) { marks.clear(); });
}

QVariant RichEdit::loadResource(int type, const QUrl &name)
{
    if (type == QTextDocument::ImageResource) {
        if (const QVariant known = m_pictures ? m_pictures(name) : QVariant(); known.isValid()) {
            return known;
        }
        // A grey box with the icon's proportions says that a picture stands here.
        QPixmap box(space::k10 * 2, space::k10);
        box.fill(colorOf(Color::Chip));
        QPainter painter(&box);
        painter.setPen(colorOf(Color::TextMuted));
        painter.setFont(studio::font(TextRole::Small));
        painter.drawText(box.rect().adjusted(space::k2, 0, -space::k2, 0),
                         Qt::AlignCenter,
                         painter.fontMetrics().elidedText(
                             name.fileName(), Qt::ElideMiddle, box.width() - 2 * space::k2));
        return box;
    }
    return {};
}

void RichEdit::paintEvent(QPaintEvent *event)
{
    {
        QPainter painter(viewport());
        const double shift = -verticalScrollBar()->value();
        for (QTextBlock block = document()->begin(); block.isValid(); block = block.next()) {
            const RichPath path = pathOf(block.blockFormat());
            const auto quotes = std::count_if(path.begin(), path.end(), [](const RichFrame &frame) {
                return frame.name == u"blockquote";
            });
            if (quotes == 0) {
                continue;
            }
            const QRectF place
                = document()->documentLayout()->blockBoundingRect(block).translated(0, shift);
            for (int i = 0; i < quotes; ++i) {
                const QRectF bar(space::k3 + i * space::k6, place.top(), 3, place.height());
                painter.fillRect(isRightToLeft()
                                     ? bar.translated(viewport()->width() - 2 * bar.left() - 3, 0)
                                     : bar,
                                 colorOf(Color::BorderStrong));
            }
        }
    }
    QTextEdit::paintEvent(event);
}

void RichEdit::changeEvent(QEvent *event)
{
    QTextEdit::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        showAgain();
    }
}

/// Colours and fonts stand in the formats: a switch of theme or scale writes them anew.
void RichEdit::showAgain()
{
    const bool wasSilent = document()->blockSignals(true);
    const bool couldUndo = document()->isUndoRedoEnabled();
    if (!document()->isUndoAvailable()) {
        const HtmlNodes nodes = fromDocument(*document());
        document()->setUndoRedoEnabled(false);
        toDocument(nodes, *document());
        document()->setUndoRedoEnabled(couldUndo);
    }
    document()->blockSignals(wasSilent);
    viewport()->update();
}

} // namespace socle::studio
