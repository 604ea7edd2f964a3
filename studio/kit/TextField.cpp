// Inputs: the frame is SocleStyle's, icon and hint are drawn here.
#include "studio/kit/TextField.h"

#include "studio/kit/Button.h"
#include "studio/kit/Example.h"
#include "studio/kit/Icon.h"
#include "studio/kit/Paint.h"
#include "studio/kit/Text.h"

#include <QAbstractTextDocumentLayout>
#include <QAction>
#include <QEvent>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QStyle>
#include <QTextDocument>
#include <QTextOption>

#include <cmath>

namespace socle::studio {

namespace {

QString stateName(InputState state)
{
    switch (state) {
    case InputState::Normal:
        return {};
    case InputState::Edited:
        return QStringLiteral("edited");
    case InputState::Error:
        return QStringLiteral("error");
    }
    return {};
}

} // namespace

TextField::TextField(QWidget *parent)
    : QLineEdit(parent)
{
    setAttribute(Qt::WA_Hover);
    setMinimumWidth(space::k9);
    connect(this, &QLineEdit::editingFinished, this, [this] {
        if (text() != m_committed) {
            m_committed = text();
            emit committed(m_committed);
        }
    });
    updateMargins();
}

TextField::TextField(const QString &placeholder, QWidget *parent)
    : TextField(parent)
{
    setPlaceholderText(placeholder);
}

void TextField::setLeadingIcon(const QString &meaning, Color role)
{
    m_leadingIcon = meaning;
    m_leadingRole = role;
    updateMargins();
}

void TextField::setTrailingHint(const QString &text)
{
    m_trailingHint = text;
    updateMargins();
}

void TextField::setInputState(InputState state)
{
    setProperty("state", stateName(state));
    update();
}

InputState TextField::inputState() const
{
    const QString name = property("state").toString();
    return name == QLatin1String("error") ? InputState::Error
        : name == QLatin1String("edited") ? InputState::Edited
                                          : InputState::Normal;
}

void TextField::setMono(bool mono)
{
    m_mono = mono;
    if (mono) {
        keepFont(this, TextRole::Mono);
    }
    setLayoutDirection(mono ? Qt::LeftToRight : QGuiApplication::layoutDirection());
}

void TextField::setSecret(bool secret)
{
    setEchoMode(secret ? QLineEdit::Password : QLineEdit::Normal);
    if (!secret) {
        return;
    }
    auto *eye
        = addAction(icon(QStringLiteral("eye"), Color::TextSubtle), QLineEdit::TrailingPosition);
    eye->setToolTip(tr("Show the text"));
    eye->setCheckable(true);
    connect(eye, &QAction::toggled, this, [this, eye](bool shown) {
        setEchoMode(shown ? QLineEdit::Normal : QLineEdit::Password);
        eye->setIcon(
            icon(shown ? QStringLiteral("eye-off") : QStringLiteral("eye"), Color::TextSubtle));
        eye->setToolTip(shown ? tr("Hide the text") : tr("Show the text"));
    });
}

QSize TextField::sizeHint() const
{
    const QSize hint = QLineEdit::sizeHint();
    return {hint.width(),
            Theme::current().scaled(std::max(Theme::current().densityTokens().control, control::kMd)
                                    + space::k1)};
}

void TextField::paintEvent(QPaintEvent *event)
{
    QLineEdit::paintEvent(event);
    if (m_leadingIcon.isEmpty() && m_trailingHint.isEmpty()) {
        return;
    }
    QPainter painter(this);
    painter.setLayoutDirection(layoutDirection());
    if (!m_leadingIcon.isEmpty()) {
        const double side = Theme::current().scaled(static_cast<int>(iconSize::kSm));
        const QRectF place(space::k3 + 2, (height() - side) / 2, side, side);
        drawIcon(&painter,
                 m_leadingIcon,
                 mirrored(layoutDirection(), rect(), place),
                 colorOf(isEnabled() ? m_leadingRole : Color::TextDisabled),
                 layoutDirection());
    }
    if (!m_trailingHint.isEmpty()) {
        const bool isKey = property("keyHint").toBool();
        const QRectF place(0, 0, width() - space::k3 - 2 - (isKey ? space::k1 : 0), height());
        if (isKey) {
            const double w = std::ceil(QFontMetricsF(studio::font(TextRole::Micro))
                                           .horizontalAdvance(m_trailingHint))
                + 2 * (space::k2 + 2);
            const double h = Theme::current().scaled(space::k6 - 2);
            const QRectF cap
                = mirrored(layoutDirection(),
                           rect(),
                           QRectF(width() - w - space::k3 + 1, (height() - h) / 2, w, h));
            drawRounded(&painter, cap, radius::kSm, colorOf(Color::Sunken));
            drawLine(&painter,
                     cap,
                     m_trailingHint,
                     studio::font(TextRole::Micro),
                     colorOf(Color::TextMuted),
                     Qt::AlignCenter,
                     Qt::ElideNone);
            return;
        }
        drawLine(&painter,
                 mirrored(layoutDirection(), rect(), place),
                 m_trailingHint,
                 studio::font(TextRole::Small),
                 colorOf(Color::TextSubtle),
                 Qt::AlignTrailing | Qt::AlignVCenter);
    }
}

void TextField::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape) {
        emit cancelled();
    }
    QLineEdit::keyPressEvent(event);
}

void TextField::changeEvent(QEvent *event)
{
    QLineEdit::changeEvent(event);
    if (event->type() == QEvent::LayoutDirectionChange || event->type() == QEvent::FontChange) {
        updateMargins();
    }
}

void TextField::updateMargins()
{
    const int leading = m_leadingIcon.isEmpty()
        ? 0
        : Theme::current().scaled(static_cast<int>(iconSize::kSm)) + space::k3;
    const int trailing = m_trailingHint.isEmpty()
        ? 0
        : static_cast<int>(std::ceil(
              QFontMetricsF(studio::font(TextRole::Small)).horizontalAdvance(m_trailingHint)))
            + space::k3;
    const bool leftToRight = layoutDirection() == Qt::LeftToRight;
    if (m_isMirrored == leftToRight) {
        // Qt goes by the words: a Latin name would stand at the far end of a mirrored field.
        m_isMirrored = !leftToRight;
        setAlignment((leftToRight ? Qt::AlignLeft : Qt::AlignRight | Qt::AlignAbsolute)
                     | Qt::AlignVCenter);
    }
    setTextMargins(leftToRight ? leading : trailing, 0, leftToRight ? trailing : leading, 0);
    update();
}

namespace {

int heightOf(const QPlainTextEdit &area, int lines)
{
    // Qt counts a line as cut, and shows a scroll bar, unless a pixel is left below it.
    const double text = lines * QFontMetricsF(area.font()).lineSpacing();
    return static_cast<int>(std::ceil(text)) + 1
        + 2 * (static_cast<int>(area.document()->documentMargin()) + area.frameWidth());
}

} // namespace

TextArea::TextArea(QWidget *parent)
    : QPlainTextEdit(parent)
{
    setTabChangesFocus(true);
    document()->setDocumentMargin(space::k3 - 2);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(document()->documentLayout(),
            &QAbstractTextDocumentLayout::documentSizeChanged,
            this,
            [this] { updateGeometry(); });
    connect(&Theme::current(), &Theme::changed, this, &TextArea::applyGround);
    connect(document(), &QTextDocument::contentsChanged, this, [this] {
        if (!m_example.isEmpty()) {
            viewport()->update(); // Qt draws the changed line alone
        }
    });
    followDirection();
}

/// Words stand at the leading edge whatever they are, as in a TextField.
void TextArea::followDirection()
{
    const bool isMirrored = layoutDirection() == Qt::RightToLeft;
    if (isMirrored == m_isMirrored) {
        return;
    }
    m_isMirrored = isMirrored;
    QTextOption option = document()->defaultTextOption();
    option.setAlignment(isMirrored ? Qt::AlignRight | Qt::AlignAbsolute
                                   : Qt::Alignment(Qt::AlignLeft));
    document()->setDefaultTextOption(option);
}

void TextArea::changeEvent(QEvent *event)
{
    QPlainTextEdit::changeEvent(event);
    if (event->type() == QEvent::LayoutDirectionChange) {
        followDirection();
    }
}

void TextArea::paintEvent(QPaintEvent *event)
{
    QPlainTextEdit::paintEvent(event);
    drawExample(this, m_example);
}

void TextArea::setPlaceholderText(const QString &text)
{
    m_example = text;
    viewport()->update();
}

void TextArea::setLineRange(int minLines, int maxLines)
{
    m_minLines = minLines;
    m_maxLines = std::max(minLines, maxLines);
    updateGeometry();
}

void TextArea::setMono(TextRole role)
{
    keepFont(this, role);
    setLayoutDirection(Qt::LeftToRight);
}

void TextArea::setInputState(InputState state)
{
    setProperty("state", stateName(state));
    m_isEdited = state == InputState::Edited;
    applyGround();
    update();
}

void TextArea::applyGround()
{
    if (!m_isEdited) {
        setPalette({}); // the theme's own ground, which follows a switch by itself
        return;
    }
    QPalette colors;
    colors.setColor(QPalette::Base, colorOf(Color::ModCell));
    setPalette(colors);
}

QSize TextArea::sizeHint() const
{
    return {space::k10 * 4,
            heightOf(
                *this,
                std::clamp(static_cast<int>(document()->size().height()), m_minLines, m_maxLines))};
}

QSize TextArea::minimumSizeHint() const { return {space::k10, heightOf(*this, m_minLines)}; }

} // namespace socle::studio
