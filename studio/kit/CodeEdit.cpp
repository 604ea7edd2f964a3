// QScintilla behind our own face: tokens for its colours, positions in UTF-16, nothing of it in the
// header.
#include "studio/kit/CodeEdit.h"

#include "studio/kit/Paint.h"
#include "studio/kit/Text.h"

#include <QGuiApplication>
#include <QKeyEvent>
#include <QPainter>
#include <QPixmap>
#include <QTimer>
#include <QVBoxLayout>
#include <Qsci/qsciapis.h>
#include <Qsci/qscilexerhtml.h>
#include <Qsci/qscilexerjavascript.h>
#include <Qsci/qscilexerjson.h>
#include <Qsci/qscilexermarkdown.h>
#include <Qsci/qscilexersql.h>
#include <Qsci/qsciscintilla.h>

#include <utility>

namespace socle::studio {

namespace {

constexpr int kExtraLine = 2; // pixels above and below each line
constexpr int kProblemIndicator = 8;
constexpr int kSyntaxIndicator = 9; // and the following, one per Syntax

} // namespace

/// Named, because CodeEdit::Impl holds one.
namespace codeedit {

/// Scintilla draws a line piece by piece with a painter that reads in the direction of the program:
/// in a mirrored one each bracket would be turned. There it draws into a picture whose painter
/// reads from left to right, as the widget itself does, and the picture is what is shown.
class CodeArea : public QsciScintilla
{
public:
    explicit CodeArea(QWidget *parent)
        : QsciScintilla(parent)
    {
        m_drawing.setSingleShot(true);
        connect(&m_drawing, &QTimer::timeout, this, &CodeArea::draw);
    }

    QString example; // what an empty one shows

protected:
    void paintEvent(QPaintEvent *event) override
    {
        if (m_isDrawing || QGuiApplication::layoutDirection() == Qt::LeftToRight) {
            QsciScintilla::paintEvent(event);
            drawExample();
            return;
        }
        QPainter painter(viewport());
        if (m_picture.isNull()) {
            painter.fillRect(viewport()->rect(), colorOf(Color::Surface));
        } else {
            painter.drawPixmap(QPoint(), m_picture);
        }
        if (!std::exchange(m_isNew, false)) {
            m_drawing.start(0); // not from within: a widget paints once at a time
        }
    }

private:
    void drawExample()
    {
        if (example.isEmpty() || length() > 0) {
            return;
        }
        QPainter painter(viewport());
        painter.setFont(studio::font(TextRole::Mono));
        painter.setPen(palette().color(QPalette::PlaceholderText));
        painter.setLayoutDirection(Qt::LeftToRight);
        const auto left = SendScintilla(SCI_POINTXFROMPOSITION, 0UL, 0L);
        painter.drawText(viewport()->rect().adjusted(static_cast<int>(left), kExtraLine, 0, 0),
                         Qt::AlignLeft | Qt::AlignTop,
                         example);
    }

    void draw()
    {
        const double ratio = viewport()->devicePixelRatioF();
        m_picture = QPixmap(viewport()->size() * ratio);
        m_picture.setDevicePixelRatio(ratio);
        m_picture.fill(colorOf(Color::Surface));
        QPainter painter(&m_picture);
        painter.setLayoutDirection(Qt::LeftToRight);
        m_isDrawing = true;
        viewport()->render(&painter);
        m_isDrawing = false;
        m_isNew = true;
        viewport()->update();
    }

    QTimer m_drawing;
    QPixmap m_picture;
    bool m_isDrawing = false;
    bool m_isNew = false; // the next paint is because of it
};

} // namespace codeedit

struct CodeEdit::Impl
{
    codeedit::CodeArea *editor = nullptr;
    QsciLexer *lexer = nullptr;
    QsciAPIs *words = nullptr;
    CodeTokenizer tokenizer;
    QVector<CodeProblem> problems;
    QStringList completions;
    Language language = Language::Plain;
    bool hasLineNumbers = true;

    void styleLexer();
    void colourSpans() const;

    long bytePosition(int utf16) const
    {
        return static_cast<long>(editor->text().left(utf16).toUtf8().size());
    }
};

CodeEdit::CodeEdit(Language language, QWidget *parent)
    : QWidget(parent)
    , m_impl(std::make_unique<Impl>())
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(1, 1, 1, 1);
    auto *editor = new codeedit::CodeArea(this);
    m_impl->editor = editor;
    column->addWidget(editor);
    setFocusProxy(editor);
    setLayoutDirection(Qt::LeftToRight);
    editor->setFrameShape(QFrame::NoFrame);
    editor->setUtf8(true);
    editor->setEolMode(QsciScintilla::EolUnix);
    editor->setIndentationsUseTabs(false);
    editor->setIndentationWidth(2);
    editor->setTabWidth(2);
    editor->setAutoIndent(true);
    editor->setBraceMatching(QsciScintilla::SloppyBraceMatch);
    editor->setCaretLineVisible(true);
    editor->setScrollWidth(1);
    editor->setScrollWidthTracking(true);
    editor->setAutoCompletionThreshold(2);
    editor->setAutoCompletionCaseSensitivity(false);
    editor->setMarginType(0, QsciScintilla::NumberMargin);
    editor->setMarginWidth(1, 0);
    editor->setExtraAscent(kExtraLine);
    editor->setExtraDescent(kExtraLine);
    editor->SendScintilla(QsciScintilla::SCI_SETMARGINLEFT, 0UL, static_cast<long>(space::k3));
    editor->SendScintilla(QsciScintilla::SCI_SETBUFFEREDDRAW, 0UL); // Qt has a buffer already
    editor->installEventFilter(this);
    connect(editor, &QsciScintilla::textChanged, this, [this] {
        m_impl->colourSpans();
        update();
        emit textChanged();
    });
    connect(editor, &QsciScintilla::cursorPositionChanged, this, &CodeEdit::cursorMoved);
    connect(&Theme::current(), &Theme::changed, this, &CodeEdit::applyTheme);
    setLanguage(language);
}

CodeEdit::~CodeEdit() = default;

QString CodeEdit::text() const { return m_impl->editor->text(); }

void CodeEdit::setText(const QString &text)
{
    if (text != this->text()) {
        m_impl->editor->setText(text);
    }
}

QString CodeEdit::selectedText() const { return m_impl->editor->selectedText(); }

void CodeEdit::insertText(const QString &text) { m_impl->editor->replaceSelectedText(text); }

void CodeEdit::setLanguage(Language language)
{
    m_impl->language = language;
    m_impl->editor->setLexer(nullptr);
    delete m_impl->lexer;
    m_impl->words = nullptr; // a child of the lexer
    m_impl->lexer = nullptr;
    switch (language) {
    case Language::Plain:
    case Language::Filter:
        break;
    case Language::Json:
        m_impl->lexer = new QsciLexerJSON(this);
        break;
    case Language::Sql:
        m_impl->lexer = new QsciLexerSQL(this);
        break;
    case Language::JavaScript:
        m_impl->lexer = new QsciLexerJavaScript(this);
        break;
    case Language::Html:
        m_impl->lexer = new QsciLexerHTML(this);
        break;
    case Language::Markdown:
        m_impl->lexer = new QsciLexerMarkdown(this);
        break;
    }
    applyTheme();
    setCompletions(m_impl->completions);
}

void CodeEdit::setTokenizer(CodeTokenizer tokenizer)
{
    m_impl->tokenizer = std::move(tokenizer);
    m_impl->colourSpans();
}

void CodeEdit::setReadOnly(bool readOnly)
{
    m_impl->editor->setReadOnly(readOnly);
    m_impl->editor->setCaretLineVisible(!readOnly);
}

bool CodeEdit::isReadOnly() const { return m_impl->editor->isReadOnly(); }

void CodeEdit::setLineNumbers(bool on)
{
    m_impl->hasLineNumbers = on;
    applyTheme();
}

void CodeEdit::setWrap(bool on)
{
    m_impl->editor->setWrapMode(on ? QsciScintilla::WrapWord : QsciScintilla::WrapNone);
}

void CodeEdit::setPlaceholder(const QString &text)
{
    m_impl->editor->example = text;
    m_impl->editor->viewport()->update();
    m_impl->editor->setAccessibleDescription(text);
}

void CodeEdit::setProblems(const QVector<CodeProblem> &problems)
{
    m_impl->problems = problems;
    m_impl->colourSpans();
}

void CodeEdit::setCompletions(const QStringList &words)
{
    m_impl->completions = words;
    if (m_impl->lexer == nullptr) {
        return;
    }
    delete std::exchange(m_impl->words, nullptr);
    if (words.isEmpty()) {
        // No empty preparation: its thread would be cut off when an editor that just came goes at
        // once.
        m_impl->editor->setAutoCompletionSource(QsciScintilla::AcsNone);
        return;
    }
    m_impl->words = new QsciAPIs(m_impl->lexer);
    for (const QString &word : words) {
        m_impl->words->add(word);
    }
    m_impl->words->prepare();
    m_impl->editor->setAutoCompletionSource(QsciScintilla::AcsAPIs);
}

int CodeEdit::cursorPosition() const
{
    const long bytes = m_impl->editor->SendScintilla(QsciScintilla::SCI_GETCURRENTPOS);
    return static_cast<int>(QString::fromUtf8(m_impl->editor->text().toUtf8().left(bytes)).size());
}

void CodeEdit::setCursorPosition(int position)
{
    m_impl->editor->SendScintilla(QsciScintilla::SCI_GOTOPOS,
                                  static_cast<unsigned long>(m_impl->bytePosition(position)));
}

bool CodeEdit::isModified() const { return m_impl->editor->isModified(); }

void CodeEdit::setModified(bool modified) { m_impl->editor->setModified(modified); }

void CodeEdit::undo() { m_impl->editor->undo(); }

void CodeEdit::redo() { m_impl->editor->redo(); }

bool CodeEdit::find(const QString &text, bool forward)
{
    return m_impl->editor->findFirst(text, false, false, false, true, forward);
}

void CodeEdit::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::EnabledChange) {
        applyTheme();
    }
}

bool CodeEdit::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_impl->editor) {
        if (event->type() == QEvent::KeyPress) {
            const auto *key = static_cast<QKeyEvent *>(event);
            const bool isReturn = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
            if (isReturn && key->modifiers() & Qt::ControlModifier) {
                emit runRequested();
                return true;
            }
        } else if (event->type() == QEvent::Show) {
            // What takes the keyboard speaks for the whole.
            m_impl->editor->setObjectName(objectName() + QStringLiteral(".text"));
            m_impl->editor->setAccessibleName(accessibleName());
        } else if (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut) {
            update();
        }
    }
    return QWidget::eventFilter(watched, event);
}

void CodeEdit::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), colorOf(m_impl->editor->hasFocus() ? Color::Accent : Color::Border));
}

void CodeEdit::applyTheme()
{
    QsciScintilla *editor = m_impl->editor;
    const Theme &theme = Theme::current();
    const QFont mono = studio::font(TextRole::Mono);
    editor->setFont(mono);
    editor->setPaper(theme.color(Color::Surface));
    editor->setColor(theme.color(Color::Text));
    m_impl->styleLexer();
    editor->setCaretForegroundColor(theme.color(Color::Text));
    editor->setCaretLineBackgroundColor(theme.color(Color::SurfaceAlt));
    editor->setSelectionBackgroundColor(palette().color(QPalette::Highlight));
    editor->resetSelectionForegroundColor();
    editor->setMarginsBackgroundColor(theme.color(Color::SurfaceAlt));
    editor->setMarginsForegroundColor(theme.color(Color::TextSubtle));
    editor->setMarginsFont(studio::font(TextRole::MonoSmall));
    editor->setMarginWidth(0, m_impl->hasLineNumbers ? QStringLiteral("00000") : QString());
    editor->setFolding(m_impl->lexer != nullptr && m_impl->hasLineNumbers
                           ? QsciScintilla::BoxedTreeFoldStyle
                           : QsciScintilla::NoFoldStyle,
                       2);
    editor->setFoldMarginColors(theme.color(Color::SurfaceAlt), theme.color(Color::SurfaceAlt));
    for (unsigned long marker = QsciScintilla::SC_MARKNUM_FOLDEREND;
         marker <= QsciScintilla::SC_MARKNUM_FOLDEROPEN;
         ++marker) {
        editor->SendScintilla(
            QsciScintilla::SCI_MARKERSETFORE, marker, theme.color(Color::SurfaceAlt));
        editor->SendScintilla(
            QsciScintilla::SCI_MARKERSETBACK, marker, theme.color(Color::BorderStrong));
    }
    // A lexer brings no font for these two: their letters would have no size.
    for (const unsigned long style :
         {QsciScintilla::STYLE_BRACELIGHT, QsciScintilla::STYLE_BRACEBAD}) {
        QByteArray family(static_cast<qsizetype>(editor->SendScintilla(
                              QsciScintilla::SCI_STYLEGETFONT, 0UL, static_cast<void *>(nullptr)))
                              + 1,
                          '\0');
        editor->SendScintilla(
            QsciScintilla::SCI_STYLEGETFONT, 0UL, static_cast<void *>(family.data()));
        editor->SendScintilla(QsciScintilla::SCI_STYLESETFONT, style, family.constData());
        editor->SendScintilla(
            QsciScintilla::SCI_STYLESETSIZEFRACTIONAL,
            style,
            editor->SendScintilla(QsciScintilla::SCI_STYLEGETSIZEFRACTIONAL, 0UL));
        editor->SendScintilla(QsciScintilla::SCI_STYLESETWEIGHT,
                              style,
                              editor->SendScintilla(QsciScintilla::SCI_STYLEGETWEIGHT, 0UL));
    }
    editor->setMatchedBraceBackgroundColor(theme.color(Color::AccentSoft));
    editor->setMatchedBraceForegroundColor(theme.color(Color::OnAccentSoft));
    editor->setUnmatchedBraceForegroundColor(theme.color(Color::Danger));
    editor->setUnmatchedBraceBackgroundColor(theme.color(Color::Surface));
    editor->indicatorDefine(QsciScintilla::SquiggleIndicator, kProblemIndicator);
    editor->setIndicatorForegroundColor(theme.color(Color::Danger), kProblemIndicator);
    for (std::size_t i = 0; i < kSyntaxCount; ++i) {
        const int indicator = kSyntaxIndicator + static_cast<int>(i);
        editor->indicatorDefine(QsciScintilla::TextColorIndicator, indicator);
        editor->setIndicatorForegroundColor(theme.color(static_cast<Syntax>(i)), indicator);
    }
    m_impl->colourSpans();
    update();
}

void CodeEdit::Impl::styleLexer()
{
    if (lexer == nullptr) {
        return;
    }
    const Theme &theme = Theme::current();
    lexer->setDefaultFont(studio::font(TextRole::Mono));
    lexer->setFont(studio::font(TextRole::Mono));
    lexer->setDefaultPaper(theme.color(Color::Surface));
    lexer->setPaper(theme.color(Color::Surface));
    lexer->setDefaultColor(theme.color(Color::Text));
    // Lexers name their styles in English; the words say which token they are.
    for (int style = 0; style < 128; ++style) {
        const QString name = lexer->description(style).toLower();
        if (name.isEmpty()) {
            continue;
        }
        const auto has = [&name](const char *word) { return name.contains(QLatin1String(word)); };
        QColor color = theme.color(Color::Text);
        if (has("comment")) {
            color = theme.color(Syntax::Comment);
        } else if (has("property") || has("attribute") || has("identifier, quoted")
                   || has("quoted identifier")) {
            color = theme.color(Syntax::Field);
        } else if (has("unclosed") || has("error")) {
            color = theme.color(Syntax::Error);
        } else if (has("string") || has("regular") || has("code")) {
            color = theme.color(Syntax::String);
        } else if (has("number")) {
            color = theme.color(Syntax::Number);
        } else if (has("keyword") || has("tag") || has("header") || has("strong")) {
            color = theme.color(Syntax::Keyword);
        } else if (has("operator")) {
            color = theme.color(Syntax::Operator);
        } else if (has("function") || has("link") || has("iri")) {
            color = theme.color(Syntax::Function);
        } else if (has("entity") || has("escape")) {
            color = theme.color(Syntax::Macro);
        }
        lexer->setColor(color, style);
    }
    editor->setLexer(lexer);
}

void CodeEdit::Impl::colourSpans() const
{
    const auto length = static_cast<long>(editor->length());
    const auto clear = [&](int indicator) {
        editor->SendScintilla(QsciScintilla::SCI_SETINDICATORCURRENT,
                              static_cast<unsigned long>(indicator));
        editor->SendScintilla(QsciScintilla::SCI_INDICATORCLEARRANGE, 0UL, length);
    };
    const auto fill = [&](int indicator, int start, int count) {
        const long from = bytePosition(start);
        editor->SendScintilla(QsciScintilla::SCI_SETINDICATORCURRENT,
                              static_cast<unsigned long>(indicator));
        editor->SendScintilla(QsciScintilla::SCI_INDICATORFILLRANGE,
                              static_cast<unsigned long>(from),
                              bytePosition(start + count) - from);
    };
    clear(kProblemIndicator);
    for (const CodeProblem &problem : problems) {
        fill(kProblemIndicator, problem.start, std::max(1, problem.length));
    }
    if (tokenizer) {
        for (std::size_t i = 0; i < kSyntaxCount; ++i) {
            clear(kSyntaxIndicator + static_cast<int>(i));
        }
        const auto spans = tokenizer(editor->text());
        for (const CodeSpan &span : spans) {
            fill(kSyntaxIndicator + static_cast<int>(span.syntax), span.start, span.length);
        }
    }
}

} // namespace socle::studio
