#include "studio/views/ai/MessageText.h"

#include "studio/kit/Text.h"
#include "studio/kit/Theme.h"

#include <QDesktopServices>
#include <QEvent>
#include <QPointer>
#include <QTextBlock>
#include <QTextDocument>
#include <QTextTable>
#include <QWheelEvent>

#include <cmath>

namespace socle::studio {

MessageText::MessageText(QWidget *parent)
    : QTextBrowser(parent)
{
    setFrameShape(QFrame::NoFrame);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setOpenLinks(false);
    setFocusPolicy(Qt::ClickFocus);
    setTabChangesFocus(true);
    viewport()->setAutoFillBackground(false);
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setSizePolicy(policy);
    connect(this, &QTextBrowser::anchorClicked, this, [](const QUrl &url) {
        if (url.scheme() == QStringLiteral("https") || url.scheme() == QStringLiteral("http")) {
            QDesktopServices::openUrl(url);
        }
    });
    connect(&Theme::current(), &Theme::changed, this, [this] {
        dress();
        render();
    });
    dress();
}

void MessageText::setMarkdownText(const QString &text)
{
    if (m_isMarkdown && text == m_source) {
        return;
    }
    m_isMarkdown = true;
    m_source = text;
    render();
}

void MessageText::setPlainWords(const QString &text)
{
    m_isMarkdown = false;
    m_source = text;
    render();
}

/// What the theme says; an answer that streams is rendered 30 times a second without it.
void MessageText::dress()
{
    setFont(socle::studio::font(TextRole::Base));
    QPalette colors = palette();
    colors.setColor(QPalette::Base, Qt::transparent);
    colors.setColor(QPalette::Text, colorOf(Color::Text));
    colors.setColor(QPalette::Link, colorOf(Color::Accent));
    colors.setColor(QPalette::Highlight, colorOf(Color::AccentSoft));
    colors.setColor(QPalette::HighlightedText, colorOf(Color::OnAccentSoft));
    setPalette(colors);
}

void MessageText::render()
{
    m_isRendering = true;
    // Made and styled before it is shown: a shown one is laid out anew at every step. A child, so
    // that loadResource() keeps pictures out of it.
    auto *made = new QTextDocument(this);
    made->setUndoRedoEnabled(false);
    made->setDocumentMargin(0);
    made->setDefaultFont(font());
    made->setIndentWidth(space::k6);
    if (m_isMarkdown) {
        made->setMarkdown(m_source,
                          QTextDocument::MarkdownFeatures(QTextDocument::MarkdownDialectGitHub)
                              | QTextDocument::MarkdownNoHTML);
    } else {
        made->setPlainText(m_source);
    }
    styleBlocks(*made, m_isMarkdown);
    const QPointer<QTextDocument> old(document());
    setDocument(made);
    delete old; // the first one was the browser's own and is gone by now
    m_isRendering = false;
    setAccessibleDescription(m_source);
    fitHeight();
}

void MessageText::styleBlocks(QTextDocument &document, bool isMarkdown)
{
    const QFont mono = socle::studio::font(TextRole::Mono);
    const double line = lineHeightOf(TextRole::Base);
    for (QTextBlock block = document.begin(); block.isValid(); block = block.next()) {
        QTextCursor cursor(block);
        QTextBlockFormat format = block.blockFormat();
        const bool isCode = format.hasProperty(QTextFormat::BlockCodeFence)
            || format.hasProperty(QTextFormat::BlockCodeLanguage);
        if (isCode) {
            format.setBackground(colorOf(Color::Sunken));
            format.setLeftMargin(0);
            format.setRightMargin(0);
            format.setNonBreakableLines(false);
            format.setTextIndent(0);
            const auto isFence = [](const QTextBlock &other) {
                return other.isValid()
                    && other.blockFormat().hasProperty(QTextFormat::BlockCodeFence);
            };
            format.setTopMargin(isFence(block.previous()) ? 0 : space::k3);
            format.setBottomMargin(isFence(block.next()) ? 0 : space::k2);
        }
        if (format.headingLevel() == 0) {
            format.setLineHeight(line, QTextBlockFormat::MinimumHeight);
        }
        if (!isCode && block.previous().isValid() && block.textList() == nullptr && isMarkdown) {
            format.setTopMargin(space::k3);
        } else if (!isCode) {
            format.setTopMargin(0);
        }
        if (!isCode) {
            format.setBottomMargin(space::k1);
        }
        cursor.setBlockFormat(format);
        if (isCode) {
            cursor.select(QTextCursor::BlockUnderCursor);
            QTextCharFormat characters;
            characters.setFont(mono);
            characters.setForeground(colorOf(Color::Text));
            cursor.mergeCharFormat(characters);
            continue;
        }
        // Headings of an answer are as large as the text around needs, not as a page's.
        for (auto it = block.begin(); !it.atEnd(); ++it) {
            QTextCursor part(&document);
            part.setPosition(it.fragment().position());
            part.setPosition(it.fragment().position() + it.fragment().length(),
                             QTextCursor::KeepAnchor);
            const QTextCharFormat was = it.fragment().charFormat();
            QTextCharFormat characters;
            if (was.fontFixedPitch()) {
                characters.setFont(mono);
                characters.setBackground(colorOf(Color::Sunken));
                part.mergeCharFormat(characters);
            } else if (format.headingLevel() > 0) {
                characters.setFont(socle::studio::font(
                    format.headingLevel() < 3 ? TextRole::LargeStrong : TextRole::BaseStrong));
                part.mergeCharFormat(characters);
            }
        }
    }
}

/// At the width of the viewport, which is also the one the words are painted at.
int MessageText::wantedHeight() const
{
    QTextDocument *own = document();
    if (const int room = viewport()->width(); own->textWidth() != room) {
        own->setTextWidth(room);
    }
    return static_cast<int>(std::ceil(own->size().height()));
}

QSize MessageText::sizeHint() const { return {space::k10 * 4, wantedHeight()}; }

QSize MessageText::minimumSizeHint() const { return {space::k10, lineHeightOf(TextRole::Base)}; }

QVariant MessageText::loadResource(int, const QUrl &) { return {}; }

void MessageText::fitHeight()
{
    if (m_isRendering) {
        return;
    }
    // minimumHeight, not height(): the layout may not have followed the last change yet.
    if (const int wanted = wantedHeight(); wanted != minimumHeight()) {
        setFixedHeight(wanted);
    }
}

void MessageText::resizeEvent(QResizeEvent *event)
{
    QTextBrowser::resizeEvent(event);
    fitHeight();
}

void MessageText::changeEvent(QEvent *event)
{
    QTextBrowser::changeEvent(event);
    if (event->type() == QEvent::LayoutDirectionChange) {
        fitHeight();
    }
}

void MessageText::wheelEvent(QWheelEvent *event)
{
    event->ignore();
} // the page scrolls, not a message

} // namespace socle::studio
