// Fonts by role, and the label that carries one.
#include "studio/kit/Text.h"

#include "studio/kit/EmbeddedFonts.h"
#include "studio/kit/Paint.h"
#include "studio/kit/PaintCache.h"
#include "studio/kit/Theme.h"

#include <QEvent>
#include <QFontMetricsF>
#include <QGuiApplication>
#include <QScreen>
#include <QStyle>

#include <cmath>

namespace socle::studio {

namespace {

/// QFont takes whole pixels only; other sizes go through points at the screen's logical density.
void setPixels(QFont &font, double pixels)
{
    if (std::abs(pixels - std::round(pixels)) < 0.01) {
        font.setPixelSize(static_cast<int>(std::lround(pixels)));
        return;
    }
    const QScreen *screen = QGuiApplication::primaryScreen();
    font.setPointSizeF(pixels * 72.0 / (screen ? screen->logicalDotsPerInchY() : 96.0));
}

/// `first`, then what desktops carry for the scripts it lacks; the first one that has a glyph draws
/// it. Named because the font system's own fallback knows only families it was told about.
QStringList familiesAfter(const QStringList &first)
{
    return first
        + QStringList{QStringLiteral("Noto Sans"),
                      QStringLiteral("Noto Sans Arabic"),
                      QStringLiteral("Noto Sans Hebrew"),
                      QStringLiteral("Noto Sans CJK SC"),
                      QStringLiteral("Noto Sans CJK JP"),
                      QStringLiteral("Source Han Sans SC"),
                      QStringLiteral("WenQuanYi Micro Hei"),
                      QStringLiteral("Droid Sans Fallback"),
                      QStringLiteral("IPAGothic"),
                      QStringLiteral("Noto Color Emoji"),
                      QStringLiteral("DejaVu Sans")};
}

QFont uiFont(int pixels, int weight)
{
    QFont font;
    font.setFamilies(
        familiesAfter({QString::fromUtf16(kOwnUiFamily), QString::fromUtf16(kUiFamily)}));
    setPixels(font, std::round(pixels * Theme::current().scale()));
    font.setWeight(static_cast<QFont::Weight>(weight));
    // Unhinted outlines on whole pixels keep Inter's proportions; hinting thickens stems unevenly.
    font.setHintingPreference(QFont::PreferNoHinting);
    return font;
}

QFont monoFont(double pixels, int weight)
{
    QFont font;
    font.setFamilies(familiesAfter({QString::fromUtf16(kOwnMonoFamily),
                                    QString::fromUtf16(kMonoFamily),
                                    QStringLiteral("Noto Sans Mono"),
                                    QStringLiteral("DejaVu Sans Mono")}));
    setPixels(font, pixels * Theme::current().scale());
    font.setWeight(static_cast<QFont::Weight>(weight));
    font.setStyleHint(QFont::Monospace);
    font.setFixedPitch(true);
    font.setHintingPreference(QFont::PreferNoHinting);
    // Letters of one width have no kerning to lose, and a desktop's own monospaced font may join
    // `!=` into one glyph, which is fatal in a rule editor.
    font.setStyleStrategy(
        static_cast<QFont::StyleStrategy>(QFont::PreferDefault | QFont::PreferNoShaping));
    return font;
}

QFont makeFont(TextRole role)
{
    switch (role) {
    case TextRole::Micro:
        return uiFont(fontSize::kMicro, fontWeight::kRegular);
    case TextRole::Section: {
        QFont font = uiFont(fontSize::kMicro, fontWeight::kSemibold);
        font.setLetterSpacing(QFont::AbsoluteSpacing, 0.4);
        return font;
    }
    case TextRole::Small:
        return uiFont(fontSize::kSmall, fontWeight::kRegular);
    case TextRole::SmallStrong:
        return uiFont(fontSize::kSmall, fontWeight::kSemibold);
    case TextRole::Base:
        return uiFont(fontSize::kBase, fontWeight::kRegular);
    case TextRole::BaseMedium:
        return uiFont(fontSize::kBase, fontWeight::kMedium);
    case TextRole::BaseStrong:
        return uiFont(fontSize::kBase, fontWeight::kSemibold);
    case TextRole::Large:
        return uiFont(fontSize::kLarge, fontWeight::kRegular);
    case TextRole::LargeStrong:
        return uiFont(fontSize::kLarge, fontWeight::kSemibold);
    case TextRole::Title:
        return uiFont(fontSize::kTitle, fontWeight::kSemibold);
    case TextRole::Display:
        return uiFont(fontSize::kDisplay, fontWeight::kSemibold);
    case TextRole::Mono:
        return monoFont(kMonoSize, fontWeight::kRegular);
    case TextRole::MonoStrong:
        return monoFont(kMonoSize, QFont::Bold);
    case TextRole::MonoSmall:
        return monoFont(kMonoSize - 1, fontWeight::kRegular);
    }
    return {};
}

} // namespace

QFont font(TextRole role)
{
    // Asked for in every paint: made once per role and scale.
    static std::array<QFont, 14> fonts;
    static double scale = 0;
    if (scale != Theme::current().scale()) {
        scale = Theme::current().scale();
        for (std::size_t i = 0; i < fonts.size(); ++i) {
            fonts.at(i) = makeFont(static_cast<TextRole>(i));
        }
    }
    return fonts.at(static_cast<std::size_t>(role));
}

int lineHeightOf(TextRole role)
{
    const Theme &theme = Theme::current();
    switch (role) {
    case TextRole::Micro:
    case TextRole::Section:
        return theme.scaled(lineHeight::kMicro);
    case TextRole::Small:
    case TextRole::SmallStrong:
    case TextRole::MonoSmall:
        return theme.scaled(lineHeight::kSmall);
    case TextRole::Base:
    case TextRole::BaseMedium:
    case TextRole::BaseStrong:
    case TextRole::Mono:
    case TextRole::MonoStrong:
        return theme.scaled(lineHeight::kBase);
    case TextRole::Large:
    case TextRole::LargeStrong:
        return theme.scaled(lineHeight::kLarge);
    case TextRole::Title:
        return theme.scaled(lineHeight::kTitle);
    case TextRole::Display:
        return theme.scaled(lineHeight::kDisplay);
    }
    return theme.scaled(lineHeight::kBase);
}

Text::Text(const QString &text, TextRole role, Color color, QWidget *parent)
    : QLabel(text, parent)
    , m_role(role)
    , m_color(color)
{
    setTextFormat(Qt::PlainText);
    setForegroundRole(QPalette::WindowText); // inside a button it would become ButtonText
    applyTheme();
    connect(&Theme::current(), &Theme::changed, this, &Text::applyTheme);
}

void Text::setRole(TextRole role)
{
    m_role = role;
    applyTheme();
}

void Text::setColor(Color color)
{
    m_color = color;
    applyTheme();
}

void Text::setOverflow(Overflow overflow)
{
    m_overflow = overflow;
    setProperty("overflow", static_cast<int>(overflow)); // for the layout lint
    setWordWrap(overflow == Overflow::Wrap);
    QSizePolicy policy = sizePolicy();
    policy.setHorizontalPolicy(overflow == Overflow::Clip ? QSizePolicy::Preferred
                                                          : QSizePolicy::Preferred);
    setSizePolicy(policy);
    updateGeometry();
    update();
}

QSize Text::minimumSizeHint() const
{
    const QSize hint = QLabel::minimumSizeHint();
    return m_overflow == Overflow::Elide ? QSize(std::min(hint.width(), space::k8), hint.height())
                                         : hint;
}

void Text::paintEvent(QPaintEvent *event)
{
    if (isDrawnByQt()) {
        if (palette().color(QPalette::WindowText) != ink()) {
            applyTheme(); // it became selectable since
        }
        const bool isLeading = (alignment() & Qt::AlignLeft) && !(alignment() & Qt::AlignAbsolute);
        if (isLeading && layoutDirection() == Qt::RightToLeft) {
            // QLabel aligns by the text's own direction; ours stand where the interface reads from.
            setAlignment((alignment() & Qt::AlignVertical_Mask) | Qt::AlignRight
                         | Qt::AlignAbsolute);
        }
        QLabel::paintEvent(event);
        return;
    }
    QPainter painter(this);
    const bool isOneLine = (alignment() & Qt::AlignVCenter) && !text().contains(u'\n')
        && advanceOf(text(), QLabel::font()) <= contentsRect().width();
    if (m_overflow != Overflow::Elide && !isOneLine) {
        // QLabel aligns by the text's own direction; ours stand where the interface reads from.
        const Qt::Alignment visual = QStyle::visualAlignment(layoutDirection(), alignment());
        painter.setFont(QLabel::font());
        painter.setPen(ink());
        painter.setLayoutDirection(text().isRightToLeft() ? Qt::RightToLeft : Qt::LeftToRight);
        painter.drawText(contentsRect(),
                         static_cast<int>(visual | Qt::AlignAbsolute) | Qt::TextDontClip
                             | (m_overflow == Overflow::Wrap ? Qt::TextWordWrap : 0),
                         text());
        return;
    }
    painter.setLayoutDirection(layoutDirection());
    drawLine(
        &painter, contentsRect(), text(), QLabel::font(), ink(), alignment() | Qt::AlignVCenter);
    if (m_overflow != Overflow::Elide) {
        return;
    }
    const bool isCut = advanceOf(text(), QLabel::font()) > contentsRect().width() + 0.5;
    if (isCut != (toolTip() == text())) {
        setToolTip(isCut ? text() : QString());
    }
}

void Text::changeEvent(QEvent *event)
{
    QLabel::changeEvent(event);
    if (event->type() == QEvent::EnabledChange) {
        applyTheme();
    }
}

void Text::applyTheme()
{
    if (!testAttribute(Qt::WA_SetFont) || QLabel::font() != studio::font(m_role)) {
        setFont(studio::font(m_role));
    }
    if (!isDrawnByQt()) {
        update(); // a palette of its own for each of a thousand labels is most of a change of theme
        return;
    }
    QPalette colors = palette();
    colors.setColor(QPalette::WindowText, ink());
    colors.setColor(QPalette::Text, ink());
    setPalette(colors);
}

QColor Text::ink() const { return colorOf(isEnabled() ? m_color : Color::TextDisabled); }

bool Text::isDrawnByQt() const
{
    return textInteractionFlags().testFlag(Qt::TextSelectableByMouse)
        || textFormat() != Qt::PlainText;
}

SectionLabel::SectionLabel(const QString &text, QWidget *parent)
    : Text(text.toUpper(), TextRole::Section, Color::TextSubtle, parent)
{
    setAccessibleName(text);
}

void keepFont(QWidget *widget, TextRole role)
{
    const auto apply = [widget, role] {
        if (widget->font() != font(role)) {
            widget->setFont(font(role));
        }
    };
    apply();
    QObject::connect(&Theme::current(), &Theme::changed, widget, apply);
}

QString isolatedLtr(const QString &text) { return QChar(0x2066) % text % QChar(0x2069); }

} // namespace socle::studio
