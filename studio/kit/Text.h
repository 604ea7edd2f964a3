// Type: the roles of design (micro to display, mono), their fonts, and text widgets' colour by
// token.
#pragma once

#include "studio/kit/Tokens.h"

#include <QFont>
#include <QLabel>

namespace socle::studio {

enum class TextRole {
    Micro, // 11: counters, tiny notes
    Section, // 11/600 upper case, tracked: section labels
    Small, // 12
    SmallStrong, // 12/600: grid headers, pills
    Base, // 13
    BaseMedium, // 13/500
    BaseStrong, // 13/600
    Large, // 15
    LargeStrong, // 15/600
    Title, // 18/600
    Display, // 24/600
    Mono, // 12.5 JetBrains Mono, no ligatures
    MonoStrong,
    MonoSmall, // 11.5
};

QFont font(TextRole role);
/// Line height of a role in pixels at the current scale.
int lineHeightOf(TextRole role);

/// A label whose font and colour are tokens: it follows theme, scale and direction by itself.
class Text : public QLabel
{
    Q_OBJECT

public:
    enum class Overflow { Clip, Elide, Wrap };

    explicit Text(const QString &text = {},
                  TextRole role = TextRole::Base,
                  Color color = Color::Text,
                  QWidget *parent = nullptr);

    void setRole(TextRole role);
    void setColor(Color color);
    /// Elide shows the whole text as tooltip when it is cut. Default: Clip (the label never shrinks
    /// below its text).
    void setOverflow(Overflow overflow);
    /// The colour it is painted in now.
    QColor ink() const;

    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void applyTheme();
    bool isDrawnByQt() const;

    TextRole m_role;
    Color m_color;
    Overflow m_overflow = Overflow::Clip;
};

/// "PINNED": upper-case section label (upper case only in scripts that have case).
class SectionLabel : public Text
{
    Q_OBJECT

public:
    explicit SectionLabel(const QString &text = {}, QWidget *parent = nullptr);
};

/// Gives `widget` the font of `role`, now and whenever the size of text changes.
void keepFont(QWidget *widget, TextRole role);

/// `text` between Unicode isolates, left to right: ids, URLs, code inside mirrored sentences.
QString isolatedLtr(const QString &text);

} // namespace socle::studio
