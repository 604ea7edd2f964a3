// See the header.
#include "studio/kit/CodeLine.h"

#include "studio/kit/Example.h"
#include "studio/kit/Icon.h"
#include "studio/kit/Paint.h"
#include "studio/kit/Text.h"

#include <QAbstractTextDocumentLayout>
#include <QKeyEvent>
#include <QListWidget>
#include <QPointer>
#include <QScrollBar>
#include <QSyntaxHighlighter>
#include <QTextBlock>

#include <cmath>

namespace socle::studio {

/// Named, because CodeLine::Impl holds one.
namespace codeline {

/// Colours the whole text again for each block: fields are short, and tokens may span lines.
class SpanHighlighter : public QSyntaxHighlighter
{
public:
    explicit SpanHighlighter(QTextDocument *document)
        : QSyntaxHighlighter(document)
    {
    }

    CodeTokenizer tokenizer;
    QVector<CodeProblem> problems;

protected:
    void highlightBlock(const QString &text) override
    {
        const int start = currentBlock().position();
        const int end = start + static_cast<int>(text.size());
        if (tokenizer) {
            if (m_text != document()->toPlainText()) {
                m_text = document()->toPlainText();
                m_spans = tokenizer(m_text);
            }
            for (const CodeSpan &span : std::as_const(m_spans)) {
                const int from = std::max(span.start, start);
                const int to = std::min(span.start + span.length, end);
                if (from < to) {
                    setFormat(from - start, to - from, Theme::current().color(span.syntax));
                }
            }
        }
        for (const CodeProblem &problem : std::as_const(problems)) {
            const int from = std::max(problem.start, start);
            const int to = std::min(problem.start + std::max(1, problem.length), end);
            for (int i = from; i < to; ++i) {
                QTextCharFormat marked = format(i - start);
                marked.setUnderlineStyle(QTextCharFormat::WaveUnderline);
                marked.setUnderlineColor(colorOf(Color::Danger));
                setFormat(i - start, 1, marked);
            }
        }
    }

private:
    QString m_text;
    QVector<CodeSpan> m_spans;
};

} // namespace codeline

struct CodeLine::Impl
{
    codeline::SpanHighlighter *highlighter = nullptr;
    std::function<QVector<CodeCompletion>(const QString &, int *)> completer;
    QPointer<QListWidget> list;
    QString example;
    int replaced = 0;
    int minLines = 1;
    int maxLines = 5;

    void complete(CodeLine *owner);
    void take(CodeLine *owner);
};

CodeLine::CodeLine(QWidget *parent)
    : QPlainTextEdit(parent)
    , m_impl(std::make_unique<Impl>())
{
    setFont(studio::font(TextRole::Mono));
    setTabChangesFocus(true);
    setLayoutDirection(Qt::LeftToRight);
    document()->setDocumentMargin(space::k3 - 2);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_impl->highlighter = new codeline::SpanHighlighter(document());
    connect(document()->documentLayout(),
            &QAbstractTextDocumentLayout::documentSizeChanged,
            this,
            [this] {
                updateScrollBar();
                updateGeometry();
            });
    connect(document(), &QTextDocument::contentsChanged, this, [this] {
        if (!m_impl->example.isEmpty()) {
            viewport()->update(); // Qt draws the changed line alone
        }
    });
    connect(&Theme::current(), &Theme::changed, this, [this] {
        const QSignalBlocker quiet(this); // colours are no change, though the document says so
        setFont(studio::font(TextRole::Mono));
        m_impl->highlighter->rehighlight();
    });
}

CodeLine::~CodeLine() = default;

void CodeLine::setText(const QString &text)
{
    if (text != toPlainText()) {
        setPlainText(text);
    }
}

void CodeLine::setPlaceholderText(const QString &text)
{
    m_impl->example = text;
    viewport()->update();
}

void CodeLine::setTokenizer(CodeTokenizer tokenizer)
{
    m_impl->highlighter->tokenizer = std::move(tokenizer);
    const QSignalBlocker quiet(this);
    m_impl->highlighter->rehighlight();
}

void CodeLine::setProblems(const QVector<CodeProblem> &problems)
{
    m_impl->highlighter->problems = problems;
    {
        const QSignalBlocker quiet(this);
        m_impl->highlighter->rehighlight();
    }
    const QString first = problems.isEmpty() ? QString() : problems.first().message;
    setToolTip(first);
    setAccessibleDescription(first);
}

void CodeLine::setLineRange(int minLines, int maxLines)
{
    m_impl->minLines = minLines;
    m_impl->maxLines = std::max(minLines, maxLines);
    const bool isSingle = m_impl->maxLines == 1;
    setLineWrapMode(isSingle ? QPlainTextEdit::NoWrap : QPlainTextEdit::WidgetWidth);
    updateScrollBar();
    updateGeometry();
}

void CodeLine::updateScrollBar()
{
    // The field grows with its text; only beyond its last line there is something to scroll.
    const bool isLonger = m_impl->maxLines > 1 && document()->size().height() > m_impl->maxLines;
    setVerticalScrollBarPolicy(isLonger ? Qt::ScrollBarAsNeeded : Qt::ScrollBarAlwaysOff);
}

void CodeLine::setInputState(InputState state)
{
    setProperty("state",
                state == InputState::Error        ? QStringLiteral("error")
                    : state == InputState::Edited ? QStringLiteral("edited")
                                                  : QString());
    update();
}

void CodeLine::setCompleter(
    std::function<QVector<CodeCompletion>(const QString &, int *)> completer)
{
    m_impl->completer = std::move(completer);
}

QSize CodeLine::sizeHint() const
{
    const int lines = std::clamp(
        static_cast<int>(document()->size().height()), m_impl->minLines, m_impl->maxLines);
    return {space::k10 * 4, heightOf(lines)};
}

QSize CodeLine::minimumSizeHint() const { return {space::k10, heightOf(m_impl->minLines)}; }

int CodeLine::heightOf(int lines) const
{
    // Lines are laid out in fractions of pixels: rounding each one down would leave the last one
    // too little room, and a scroll bar would appear for half a pixel.
    const double line = std::ceil(QFontMetricsF(QPlainTextEdit::font()).lineSpacing());
    return static_cast<int>(lines * line) + 2 * static_cast<int>(document()->documentMargin())
        + 2 * frameWidth() + 1;
}

void CodeLine::keyPressEvent(QKeyEvent *event)
{
    if (!m_impl->list.isNull() && m_impl->list->isVisible()) {
        switch (event->key()) {
        case Qt::Key_Down:
        case Qt::Key_Up: {
            const int step = event->key() == Qt::Key_Down ? 1 : -1;
            m_impl->list->setCurrentRow(
                std::clamp(m_impl->list->currentRow() + step, 0, m_impl->list->count() - 1));
            return;
        }
        case Qt::Key_Return:
        case Qt::Key_Enter:
        case Qt::Key_Tab:
            m_impl->take(this);
            return;
        case Qt::Key_Escape:
            m_impl->list->hide();
            return;
        default:
            break;
        }
    }
    const bool isReturn = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (isReturn && (m_impl->maxLines == 1 || event->modifiers() & Qt::ControlModifier)
        && !(event->modifiers() & Qt::ShiftModifier)) {
        emit accepted();
        return;
    }
    if (event->key() == Qt::Key_Escape) {
        emit cancelled();
        event->ignore();
        return;
    }
    if (event->key() == Qt::Key_Space && event->modifiers() & Qt::ControlModifier) {
        m_impl->complete(this);
        return;
    }
    QPlainTextEdit::keyPressEvent(event);
    if (!event->text().isEmpty()) {
        m_impl->complete(this);
    }
}

void CodeLine::focusOutEvent(QFocusEvent *event)
{
    if (!m_impl->list.isNull()) {
        m_impl->list->hide();
    }
    QPlainTextEdit::focusOutEvent(event);
}

void CodeLine::paintEvent(QPaintEvent *event)
{
    QPlainTextEdit::paintEvent(event);
    drawExample(this, m_impl->example);
}

bool CodeLine::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->key() == Qt::Key_Escape && !m_impl->list.isNull() && m_impl->list->isVisible()) {
            event->accept();
            return true;
        }
    }
    return QPlainTextEdit::event(event);
}

void CodeLine::Impl::complete(CodeLine *owner)
{
    if (!completer) {
        return;
    }
    const QString before = owner->toPlainText().left(owner->textCursor().position());
    replaced = 0;
    const auto offers = completer(before, &replaced);
    if (offers.isEmpty()) {
        if (!list.isNull()) {
            list->hide();
        }
        return;
    }
    if (list.isNull()) {
        // A child of the window, not a popup: typing must stay in the field.
        list = new QListWidget(owner->window());
        list->setObjectName(owner->objectName() + QStringLiteral(".completions"));
        list->setAccessibleName(CodeLine::tr("Completions"));
        list->setFocusPolicy(Qt::NoFocus);
        QObject::connect(list, &QListWidget::itemClicked, owner, [this, owner] { take(owner); });
    }
    list->clear();
    for (const CodeCompletion &offer : offers) {
        auto *item = new QListWidgetItem(
            offer.detail.isEmpty() ? offer.text : offer.text % QStringLiteral("   ") % offer.detail,
            list);
        item->setData(Qt::UserRole, offer.text);
        if (!offer.iconName.isEmpty()) {
            item->setIcon(icon(offer.iconName));
        }
    }
    list->setCurrentRow(0);
    const int row = Theme::current().densityTokens().treeRow;
    const QPoint corner
        = owner->viewport()->mapTo(owner->window(), owner->cursorRect().bottomLeft());
    list->setGeometry(corner.x(),
                      corner.y() + space::k2,
                      space::k10 * 4,
                      std::min<int>(8, static_cast<int>(offers.size())) * row + space::k1);
    list->raise();
    list->show();
}

void CodeLine::Impl::take(CodeLine *owner)
{
    if (list.isNull() || list->currentItem() == nullptr) {
        return;
    }
    QTextCursor cursor = owner->textCursor();
    cursor.movePosition(QTextCursor::Left, QTextCursor::KeepAnchor, replaced);
    cursor.insertText(list->currentItem()->data(Qt::UserRole).toString());
    list->hide();
}

QVector<CodeSpan> tokenizeJson(const QString &text)
{
    QVector<CodeSpan> spans;
    int i = 0;
    const int size = static_cast<int>(text.size());
    while (i < size) {
        const QChar c = text.at(i);
        if (c == QLatin1Char('"')) {
            int end = i + 1;
            while (end < size && text.at(end) != QLatin1Char('"')) {
                end += text.at(end) == QLatin1Char('\\') ? 2 : 1;
            }
            end = std::min(size, end + 1);
            int after = end;
            while (after < size && text.at(after).isSpace()) {
                ++after;
            }
            const bool isKey = after < size && text.at(after) == QLatin1Char(':');
            spans.push_back({i, end - i, isKey ? Syntax::Field : Syntax::String});
            i = end;
        } else if (c.isDigit() || c == QLatin1Char('-')) {
            int end = i + 1;
            while (end < size
                   && (text.at(end).isLetterOrNumber() || text.at(end) == QLatin1Char('.')
                       || text.at(end) == QLatin1Char('+') || text.at(end) == QLatin1Char('-'))) {
                ++end;
            }
            spans.push_back({i, end - i, Syntax::Number});
            i = end;
        } else if (c.isLetter()) {
            int end = i + 1;
            while (end < size && text.at(end).isLetter()) {
                ++end;
            }
            spans.push_back({i, end - i, Syntax::Keyword});
            i = end;
        } else {
            ++i;
        }
    }
    return spans;
}

} // namespace socle::studio
