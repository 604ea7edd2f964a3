// The widget style: Fusion's behaviour, every stroke painted from tokens. No style sheet anywhere
// in the studio (a test forbids it).
//
// Variants are dynamic properties read at paint time: "variant" (primary, secondary, ghost,
// danger), "size" (sm, md, lg), "state" of inputs (error, edited), "tone". Setting one needs
// update(), never a re-polish.
#pragma once

#include <QProxyStyle>

class QApplication;

namespace socle::studio {

class SocleStyle : public QProxyStyle
{
    Q_OBJECT

public:
    SocleStyle();

    /// Registers fonts, resources and the English catalogue, sets style, palette and font of
    /// `application`, and follows Theme::changed from then on. Call once, before the first widget.
    static void install(QApplication &application);

    void drawPrimitive(PrimitiveElement element,
                       const QStyleOption *option,
                       QPainter *painter,
                       const QWidget *widget = nullptr) const override;
    void drawControl(ControlElement element,
                     const QStyleOption *option,
                     QPainter *painter,
                     const QWidget *widget = nullptr) const override;
    void drawComplexControl(ComplexControl control,
                            const QStyleOptionComplex *option,
                            QPainter *painter,
                            const QWidget *widget = nullptr) const override;
    QRect subElementRect(SubElement element,
                         const QStyleOption *option,
                         const QWidget *widget = nullptr) const override;
    QRect subControlRect(ComplexControl control,
                         const QStyleOptionComplex *option,
                         SubControl subControl,
                         const QWidget *widget = nullptr) const override;
    QSize sizeFromContents(ContentsType type,
                           const QStyleOption *option,
                           const QSize &size,
                           const QWidget *widget = nullptr) const override;
    int pixelMetric(PixelMetric metric,
                    const QStyleOption *option = nullptr,
                    const QWidget *widget = nullptr) const override;
    int styleHint(StyleHint hint,
                  const QStyleOption *option = nullptr,
                  const QWidget *widget = nullptr,
                  QStyleHintReturn *returnData = nullptr) const override;
    QIcon standardIcon(StandardPixmap standardIcon,
                       const QStyleOption *option = nullptr,
                       const QWidget *widget = nullptr) const override;
    QPalette standardPalette() const override;
    void polish(QWidget *widget) override;
    void unpolish(QWidget *widget) override;
    bool eventFilter(QObject *watched, QEvent *event) override;
    using QProxyStyle::polish;
    using QProxyStyle::unpolish;
};

} // namespace socle::studio
