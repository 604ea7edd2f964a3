// Typing and pasting in rich text: Markdown at the keyboard, Enter in lists and headings, clean
// HTML through the clipboard.
#include "studio/fields/RichEdit.h"

#include <QKeyEvent>
#include <QMimeData>
#include <QRegularExpression>
#include <QTextBlock>
#include <QTextDocumentFragment>

namespace socle::studio {

void RichEdit::keyPressEvent(QKeyEvent *event)
{
    const bool isReturn = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (isReadOnly()) {
        QTextEdit::keyPressEvent(event);
        return;
    }
    const bool isControl = event->modifiers() == Qt::ControlModifier;
    if (isControl && event->key() == Qt::Key_B) {
        toggleMark(QStringLiteral("strong"));
        return;
    }
    if (isControl && event->key() == Qt::Key_I) {
        toggleMark(QStringLiteral("em"));
        return;
    }
    if (isControl && event->key() == Qt::Key_U) {
        toggleMark(QStringLiteral("u"));
        return;
    }
    if (isReturn && event->modifiers() & Qt::ShiftModifier) {
        textCursor().insertText(QString(QChar::LineSeparator), currentCharFormat());
        return;
    }
    if (isReturn && !(event->modifiers() & Qt::ControlModifier)) {
        newLine();
        return;
    }
    if (event->key() == Qt::Key_Space && startsMarkdown(event)) {
        return;
    }
    QTextEdit::keyPressEvent(event);
    if (event->text() == u"*" || event->text() == u"`") {
        endsMarkdown(event->text());
    }
}

/// Enter: the next item of a list; out of it from an empty one; a paragraph behind a heading.
void RichEdit::newLine()
{
    QTextCursor cursor = textCursor();
    const QTextBlock block = cursor.block();
    RichPath path = pathOf(block.blockFormat());
    const QString tag = tagOf(block.blockFormat());
    const bool isItem = path.size() >= 2 && path.last().name == u"li";
    if (block.text() == u"---" && cursor.atBlockEnd()) {
        cursor.beginEditBlock();
        cursor.select(QTextCursor::BlockUnderCursor);
        cursor.movePosition(QTextCursor::StartOfBlock);
        cursor.movePosition(QTextCursor::EndOfBlock, QTextCursor::KeepAnchor);
        cursor.removeSelectedText();
        QTextBlockFormat rule = cursor.blockFormat();
        setTag(rule, QStringLiteral("hr"));
        cursor.setBlockFormat(rule);
        QTextBlockFormat plain;
        setTag(plain, QStringLiteral("p"));
        cursor.insertBlock(plain, formatOf({}, QStringLiteral("p")));
        cursor.endEditBlock();
        setTextCursor(cursor);
        return;
    }
    if (block.text() == u"```") {
        cursor.movePosition(QTextCursor::StartOfBlock);
        cursor.movePosition(QTextCursor::EndOfBlock, QTextCursor::KeepAnchor);
        cursor.removeSelectedText();
        setBlockTag(QStringLiteral("pre"));
        return;
    }
    if (tag == u"pre") {
        const bool isDone = block.text().endsWith(QChar::LineSeparator) && cursor.atBlockEnd();
        if (!isDone) {
            cursor.insertText(QString(QChar::LineSeparator), formatOf({}, tag));
            setTextCursor(cursor);
            return;
        }
        cursor.deletePreviousChar(); // the second Enter leaves the code
    }
    if (isItem && block.text().isEmpty()) {
        toggleList(path.at(path.size() - 2).name);
        return;
    }
    if (block.text().isEmpty() && isInFrame(QStringLiteral("blockquote"))) {
        toggleQuote();
        return;
    }
    cursor.beginEditBlock();
    QTextBlockFormat format = block.blockFormat();
    if (isItem) {
        path.last() = {QStringLiteral("li"), newRichId(), {}};
        setPath(format, path);
    }
    const bool isHeading = tag.size() == 2 && tag.startsWith(u'h');
    if (isHeading || tag == u"pre" || tag == u"none") {
        setTag(format, QStringLiteral("p"));
        setAttributes(format, {});
    }
    const QString next = tagOf(format);
    cursor.insertBlock(format, formatOf(marksOf(currentCharFormat()), next));
    applyLooks(cursor);
    cursor.endEditBlock();
    setTextCursor(cursor);
    setCurrentCharFormat(formatOf(marksOf(currentCharFormat()), next));
    ensureCursorVisible();
}

/// "# ", "- ", "1. ", "> " at the start of a paragraph.
bool RichEdit::startsMarkdown(QKeyEvent *)
{
    QTextCursor cursor = textCursor();
    const QString word = cursor.block().text().left(cursor.positionInBlock());
    const QString tag = blockTag();
    if (cursor.hasSelection() || word.isEmpty() || word.size() > 6 || tag == u"pre") {
        return false;
    }
    const bool isHeading = word.count(u'#') == word.size();
    const bool isBullet = word == u"-" || word == u"*" || word == u"+";
    static const QRegularExpression digit(QStringLiteral("^1[.)]$"));
    const bool isNumber = digit.match(word).hasMatch();
    if (!isHeading && !isBullet && !isNumber && word != u">") {
        return false;
    }
    cursor.movePosition(QTextCursor::StartOfBlock, QTextCursor::KeepAnchor);
    cursor.removeSelectedText();
    if (isHeading) {
        setBlockTag(u'h' + QString::number(word.size()));
    } else if (word == u">") {
        toggleQuote();
    } else {
        toggleList(isBullet ? QStringLiteral("ul") : QStringLiteral("ol"));
    }
    return true;
}

/// **bold**, *italic* and `code`, when the last sign is typed.
bool RichEdit::endsMarkdown(const QString &typed)
{
    QTextCursor cursor = textCursor();
    const QString before = cursor.block().text().left(cursor.positionInBlock());
    static const QRegularExpression bold(QStringLiteral("\\*\\*([^*\\s](?:[^*]*[^*\\s])?)\\*\\*$"));
    static const QRegularExpression italic(
        QStringLiteral("(?<![*\\w])\\*([^*\\s](?:[^*]*[^*\\s])?)\\*$"));
    static const QRegularExpression code(QStringLiteral("`([^`]+)`$"));

    struct Form
    {
        const QRegularExpression &pattern;
        const char *mark;
        int sign;
    };

    const Form forms[] = {{bold, "strong", 2}, {italic, "em", 1}, {code, "code", 1}};
    for (const Form &form : forms) {
        const bool isIts = (typed == u"`") == (qstrcmp(form.mark, "code") == 0);
        const auto match = isIts ? form.pattern.match(before) : QRegularExpressionMatch();
        if (!match.hasMatch()) {
            continue;
        }
        const int start = cursor.block().position() + static_cast<int>(match.capturedStart(0));
        const int length = static_cast<int>(match.capturedLength(1));
        cursor.beginEditBlock();
        cursor.setPosition(start + form.sign + length);
        cursor.setPosition(start + 2 * form.sign + length, QTextCursor::KeepAnchor);
        cursor.removeSelectedText();
        cursor.setPosition(start);
        cursor.setPosition(start + form.sign, QTextCursor::KeepAnchor);
        cursor.removeSelectedText();
        cursor.setPosition(start);
        cursor.setPosition(start + length, QTextCursor::KeepAnchor);
        const RichMarks outer = marksOf(cursor.charFormat());
        setTextCursor(cursor);
        if (!hasMark(QString::fromLatin1(form.mark))) {
            toggleMark(QString::fromLatin1(form.mark));
        }
        cursor.setPosition(start + length);
        cursor.endEditBlock();
        setTextCursor(cursor);
        setCurrentCharFormat(formatOf(outer, blockTag())); // what follows is plain again
        return true;
    }
    return false;
}

void RichEdit::insertFromMimeData(const QMimeData *source)
{
    HtmlNodes nodes;
    if (source->hasHtml()) {
        nodes = canonicalHtml(cleanHtml(parseHtml(source->html()).nodes));
    } else if (source->hasText()) {
        const QString text = source->text();
        if (blockTag() == u"pre" || !text.contains(u'\n')) {
            textCursor().insertText(QString(text).replace(u'\n', QChar::LineSeparator),
                                    currentCharFormat());
            return;
        }
        for (const QString &line : text.split(u'\n')) {
            HtmlNode paragraph{.name = QStringLiteral("p")};
            if (!line.isEmpty()) {
                paragraph.children.push_back(HtmlNode{.kind = HtmlNode::Kind::Text, .text = line});
            }
            nodes.push_back(std::move(paragraph));
        }
    }
    if (nodes.empty() || !unsupportedHtml(nodes).isEmpty()) {
        return;
    }
    QTextDocument cleaned;
    toDocument(nodes, cleaned);
    textCursor().insertFragment(QTextDocumentFragment(&cleaned));
    ensureCursorVisible();
}

HtmlNodes RichEdit::selectedNodes() const
{
    QTextDocument part;
    QTextCursor(&part).insertFragment(textCursor().selection());
    return fromDocument(part);
}

QMimeData *RichEdit::createMimeDataFromSelection() const
{
    auto *copied = new QMimeData;
    copied->setHtml(serialiseHtml(selectedNodes()));
    copied->setText(textCursor().selection().toPlainText());
    return copied;
}

} // namespace socle::studio
