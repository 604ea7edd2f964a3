// Installing, palette, metrics and hints. The painting is in StyleControls.cpp and StyleViews.cpp.
#include "studio/kit/SocleStyle.h"

#include "studio/kit/Button.h"
#include "studio/kit/EmbeddedFonts.h"
#include "studio/kit/Icon.h"
#include "studio/kit/Language.h"
#include "studio/kit/StyleParts.h"
#include "studio/kit/Text.h"
#include "studio/kit/Theme.h"

#include <QAbstractItemView>
#include <QAbstractScrollArea>
#include <QAbstractSpinBox>
#include <QApplication>
#include <QComboBox>
#include <QEvent>
#include <QLineEdit>
#include <QMenu>
#include <QPixmapCache>
#include <QPointer>
#include <QScrollBar>
#include <QSplitter>
#include <QStyleFactory>
#include <QStyleOption>
#include <QTabBar>
#include <QTableView>
#include <QToolTip>
#include <QTreeView>

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

// Outside any namespace: the macro declares an extern function.
static void initResources()
{
    Q_INIT_RESOURCE(socle_resources);
    Q_INIT_RESOURCE(socle_words);
}

namespace socle::studio {

namespace {

constexpr double kExampleInk = 0.62; // of the text's

QPalette themePalette()
{
    const Theme &theme = Theme::current();
    QPalette palette;
    const auto set = [&](QPalette::ColorRole role, Color active, Color disabled) {
        palette.setColor(QPalette::Active, role, theme.color(active));
        palette.setColor(QPalette::Inactive, role, theme.color(active));
        palette.setColor(QPalette::Disabled, role, theme.color(disabled));
    };
    set(QPalette::Window, Color::Canvas, Color::Canvas);
    set(QPalette::WindowText, Color::Text, Color::TextDisabled);
    set(QPalette::Base, Color::Surface, Color::SurfaceAlt);
    set(QPalette::AlternateBase, Color::SurfaceAlt, Color::SurfaceAlt);
    set(QPalette::Text, Color::Text, Color::TextDisabled);
    set(QPalette::PlaceholderText, Color::TextSubtle, Color::TextDisabled);
    set(QPalette::Button, Color::Surface, Color::Surface);
    set(QPalette::ButtonText, Color::Text, Color::TextDisabled);
    if (theme.isHighContrast()) {
        // What is only an example must not look typed; two thirds of the way are still 5 : 1.
        const QColor example
            = blended(theme.color(Color::Text), theme.color(Color::Surface), kExampleInk);
        palette.setColor(QPalette::Active, QPalette::PlaceholderText, example);
        palette.setColor(QPalette::Inactive, QPalette::PlaceholderText, example);
    }
    set(QPalette::BrightText, Color::OnAccent, Color::TextDisabled);
    set(QPalette::HighlightedText, Color::Text, Color::TextDisabled);
    set(QPalette::Link, Color::Accent, Color::TextDisabled);
    set(QPalette::LinkVisited, Color::Accent, Color::TextDisabled);
    set(QPalette::ToolTipBase, Color::Tooltip, Color::Tooltip);
    set(QPalette::ToolTipText, Color::OnTooltip, Color::OnTooltip);
    set(QPalette::Light, Color::Surface, Color::Surface);
    set(QPalette::Midlight, Color::SurfaceAlt, Color::SurfaceAlt);
    set(QPalette::Mid, Color::Border, Color::Border);
    set(QPalette::Dark, Color::BorderStrong, Color::Border);
    set(QPalette::Shadow, Color::Text, Color::Text);
    // Selected text: enough accent to be seen, pale enough for the text on it.
    const QColor highlight = blended(
        theme.color(Color::Accent), theme.color(Color::Surface), theme.isDark() ? 0.38 : 0.24);
    palette.setColor(QPalette::Highlight, highlight);
    palette.setColor(QPalette::Disabled, QPalette::Highlight, theme.color(Color::Chip));
    return palette;
}

void applyTheme()
{
    clearIconCache();
    QPixmapCache::clear();
    if (QApplication::font() != studio::font(TextRole::Base)) {
        QApplication::setFont(studio::font(TextRole::Base));
    }
    const QPalette palette = themePalette();
    QApplication::setPalette(palette);
    QToolTip::setPalette(palette);
    QToolTip::setFont(studio::font(TextRole::Small));
    // Self-painting widgets read tokens, not the palette: repaint whole windows once.
    const auto windows = QApplication::topLevelWidgets();
    const auto lags = [&palette](const QWidget *window) {
        return window->palette().color(QPalette::Window) != palette.color(QPalette::Window);
    };
    if (std::any_of(windows.begin(), windows.end(), lags)) {
        // Qt tells the widgets only while exec() runs; tests and renderers switch without it.
        const auto widgets = QApplication::allWidgets();
        for (QWidget *widget : widgets) {
            QEvent change(QEvent::ApplicationPaletteChange);
            QCoreApplication::sendEvent(widget, &change);
        }
    }
    for (QWidget *window : windows) {
        window->update();
    }
}

/// Mirrored, Qt lays the parts of a splitter out a pixel too far to the right: a strip stays free
/// at the left edge, often the window's, and the last part loses one. With a margin the free pixel
/// is at the inner side, and nothing is cut.
void alignSplitter(QSplitter &splitter)
{
    const int shift
        = splitter.layoutDirection() == Qt::RightToLeft && splitter.orientation() == Qt::Horizontal
        ? 1
        : 0;
    splitter.setContentsMargins(shift, 0, 0, 0);
}

/// Lets a widget and what is in it be drawn again, also what came into it meanwhile, without asking
/// for it.
void releaseUpdates(QWidget &widget)
{
    widget.setAttribute(Qt::WA_UpdatesDisabled, false);
    for (QObject *child : widget.children()) {
        auto *part = qobject_cast<QWidget *>(child);
        if (part != nullptr && !part->isWindow()
            && !part->testAttribute(Qt::WA_ForceUpdatesDisabled)) {
            releaseUpdates(*part);
        }
    }
}

/// While every widget of a window asks to be drawn, one after the other: the window asks once. Not
/// with setUpdatesEnabled(true): the window would ask first and its widgets after it, and Qt draws
/// everything twice then.
void holdWindows(QApplication &application)
{
    const auto held = std::make_shared<std::vector<QPointer<QWidget>>>();
    QObject::connect(&Theme::current(), &Theme::aboutToChange, &application, [held] {
        for (QWidget *window : QApplication::topLevelWidgets()) {
            if (window->isVisible() && window->updatesEnabled()) {
                window->setUpdatesEnabled(false);
                held->push_back(window);
            }
        }
    });
    QObject::connect(&Theme::current(), &Theme::settled, &application, [held] {
        for (const QPointer<QWidget> &window : std::exchange(*held, {})) {
            if (window != nullptr) {
                window->setAttribute(Qt::WA_ForceUpdatesDisabled, false);
                releaseUpdates(*window);
                window->update();
            }
        }
    });
}

} // namespace

SocleStyle::SocleStyle()
    : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion")))
{
    setObjectName(QStringLiteral("socle"));
}

void SocleStyle::install(QApplication &application)
{
    initResources();
    setLanguage(QStringLiteral("en"));
    registerFonts();
    application.setStyle(new SocleStyle);
    applyTheme();
    QObject::connect(&Theme::current(), &Theme::changed, &application, &applyTheme);
    holdWindows(application);
}

QPalette SocleStyle::standardPalette() const { return themePalette(); }

int SocleStyle::pixelMetric(PixelMetric metric,
                            const QStyleOption *option,
                            const QWidget *widget) const
{
    switch (metric) {
    case PM_ScrollBarExtent:
        return scrollBar::kWide;
    case PM_ScrollBarSliderMin:
        return space::k8;
    case PM_ScrollView_ScrollBarSpacing:
    case PM_ScrollView_ScrollBarOverlap:
        return 0;
    case PM_SplitterWidth:
        return 1;
    case PM_SizeGripSize:
        return 0;
    case PM_DefaultFrameWidth:
        if (qobject_cast<const QLineEdit *>(widget) != nullptr
            || qobject_cast<const QComboBox *>(widget) != nullptr
            || qobject_cast<const QAbstractSpinBox *>(widget) != nullptr) {
            return space::k1;
        }
        return widget != nullptr
                && (widget->inherits("QPlainTextEdit") || widget->inherits("QTextEdit"))
            ? focusRing::kWidth
            : 1;
    case PM_ComboBoxFrameWidth:
    case PM_SpinBoxFrameWidth:
        return space::k1;
    case PM_ButtonMargin:
        return space::k4;
    case PM_ButtonDefaultIndicator:
    case PM_ButtonShiftHorizontal:
    case PM_ButtonShiftVertical:
        return 0;
    case PM_ButtonIconSize:
    case PM_SmallIconSize:
    case PM_ToolBarIconSize:
    case PM_TabBarIconSize:
    case PM_ListViewIconSize:
        return Theme::current().scaled(static_cast<int>(iconSize::kMd));
    case PM_IndicatorWidth:
    case PM_IndicatorHeight:
    case PM_ExclusiveIndicatorWidth:
    case PM_ExclusiveIndicatorHeight:
        return Theme::current().scaled(space::k5);
    case PM_CheckBoxLabelSpacing:
    case PM_RadioButtonLabelSpacing:
        return space::k3;
    case PM_MenuPanelWidth:
        return 1;
    case PM_MenuHMargin:
    case PM_MenuVMargin:
        return space::k2;
    case PM_MenuButtonIndicator:
        return space::k5;
    case PM_MenuBarItemSpacing:
        return 0;
    case PM_MenuBarHMargin:
    case PM_MenuBarVMargin:
        return space::k1;
    case PM_MenuBarPanelWidth:
        return 0;
    case PM_SubMenuOverlap:
        return -space::k1;
    case PM_ToolTipLabelFrameWidth:
        return space::k2;
    case PM_TabBarTabHSpace:
        return space::k7;
    case PM_TabBarTabVSpace:
        return space::k4;
    case PM_TabBarTabOverlap:
    case PM_TabBarTabShiftVertical:
    case PM_TabBarTabShiftHorizontal:
    case PM_TabBarBaseOverlap:
        return 0;
    case PM_HeaderMargin:
        return space::k3;
    case PM_HeaderDefaultSectionSizeVertical:
        return Theme::current().densityTokens().row;
    case PM_FocusFrameHMargin: {
        // Qt puts one pixel more beside the text of a cell: below a header it begins with its
        // title.
        const auto *tree = qobject_cast<const QTreeView *>(widget);
        const bool hasTitles = (tree != nullptr && !tree->isHeaderHidden())
            || qobject_cast<const QTableView *>(widget) != nullptr;
        return hasTitles ? space::k3 - 1 : space::k1;
    }
    case PM_FocusFrameVMargin:
        return space::k1;
    case PM_LayoutHorizontalSpacing:
    case PM_LayoutVerticalSpacing:
        return space::k3;
    case PM_LayoutLeftMargin:
    case PM_LayoutTopMargin:
    case PM_LayoutRightMargin:
    case PM_LayoutBottomMargin:
        return space::k5;
    case PM_SliderThickness:
    case PM_SliderLength:
        return space::k5;
    case PM_SliderControlThickness:
        return space::k5;
    case PM_TreeViewIndentation:
        return space::k5;
    case PM_TextCursorWidth:
        return 1;
    case PM_ToolBarItemSpacing:
        return space::k2;
    case PM_ToolBarFrameWidth:
        return 0;
    case PM_DockWidgetSeparatorExtent:
        return 1;
    default:
        return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int SocleStyle::styleHint(StyleHint hint,
                          const QStyleOption *option,
                          const QWidget *widget,
                          QStyleHintReturn *returnData) const
{
    switch (hint) {
    case SH_EtchDisabledText:
    case SH_DitherDisabledText:
    case SH_UnderlineShortcut:
    case SH_ComboBox_Popup:
    case SH_MenuBar_AltKeyNavigation:
    case SH_ScrollBar_Transient:
    case SH_TitleBar_NoBorder:
    case SH_TabBar_PreferNoArrows:
    case SH_ItemView_ShowDecorationSelected:
        return hint == SH_ItemView_ShowDecorationSelected ? 1 : 0;
    case SH_ScrollBar_LeftClickAbsolutePosition:
    case SH_Slider_AbsoluteSetButtons:
    case SH_ItemView_ArrowKeysNavigateIntoChildren:
    case SH_Menu_MouseTracking:
    case SH_MenuBar_MouseTracking:
    case SH_ComboBox_ListMouseTracking:
    case SH_Menu_SupportsSections:
    case SH_TabBar_ElideMode:
        return hint == SH_Slider_AbsoluteSetButtons ? static_cast<int>(Qt::LeftButton) : 1;
    case SH_ItemView_ActivateItemOnSingleClick:
        return 0;
    case SH_Widget_Animate:
    case SH_Widget_Animation_Duration:
        return Theme::current().hasMotion() ? motion::kFast : 0;
    case SH_ToolTip_WakeUpDelay:
        return motion::kSlow * 2;
    case SH_Menu_SubMenuPopupDelay:
        return motion::kBase;
    case SH_ToolTipLabel_Opacity:
        return 255;
    default:
        return QProxyStyle::styleHint(hint, option, widget, returnData);
    }
}

QIcon SocleStyle::standardIcon(StandardPixmap standard,
                               const QStyleOption *option,
                               const QWidget *widget) const
{
    switch (standard) {
    case SP_LineEditClearButton:
    case SP_DialogCloseButton:
    case SP_TitleBarCloseButton:
        return icon(QStringLiteral("x"), Color::TextSubtle);
    case SP_MessageBoxInformation:
        return icon(QStringLiteral("info"), Color::Info);
    case SP_MessageBoxWarning:
        return icon(QStringLiteral("warning"), Color::Warning);
    case SP_MessageBoxCritical:
        return icon(QStringLiteral("circle-x"), Color::Danger);
    case SP_MessageBoxQuestion:
        return icon(QStringLiteral("help"), Color::Info);
    case SP_ArrowBack:
        return icon(QStringLiteral("chevron-left"));
    case SP_ArrowForward:
        return icon(QStringLiteral("chevron-right"));
    case SP_ArrowUp:
        return icon(QStringLiteral("chevron-up"));
    case SP_ArrowDown:
        return icon(QStringLiteral("chevron-down"));
    case SP_DirIcon:
        return icon(QStringLiteral("folder"));
    case SP_FileIcon:
        return icon(QStringLiteral("file"));
    default:
        return QProxyStyle::standardIcon(standard, option, widget);
    }
}

QRect SocleStyle::subElementRect(SubElement element,
                                 const QStyleOption *option,
                                 const QWidget *widget) const
{
    switch (element) {
    case SE_LineEditContents: {
        const bool inBox = widget != nullptr && widget->parentWidget() != nullptr
            && (widget->parentWidget()->inherits("QAbstractSpinBox")
                || widget->parentWidget()->inherits("QComboBox"));
        const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(option);
        if (inBox || (frame != nullptr && frame->lineWidth == 0)) {
            return option->rect;
        }
        return option->rect.adjusted(space::k3, 1, -space::k3, -1);
    }
    case SE_CheckBoxFocusRect:
    case SE_RadioButtonFocusRect:
    case SE_PushButtonFocusRect:
        return option->rect;
    // Room for the focus ring around the box, as a Switch has it. (Not as a layout item smaller
    // than its widget: Qt takes that back in every container without margins.)
    case SE_CheckBoxIndicator:
    case SE_CheckBoxContents:
    case SE_RadioButtonIndicator:
    case SE_RadioButtonContents:
        if (const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option)) {
            QStyleOptionButton inner = *button;
            inner.rect.adjust(parts::kRingRoom, 0, -parts::kRingRoom, 0);
            return QProxyStyle::subElementRect(element, &inner, widget);
        }
        break;
    default:
        break;
    }
    return QProxyStyle::subElementRect(element, option, widget);
}

void SocleStyle::polish(QWidget *widget)
{
    QProxyStyle::polish(widget);
    if (widget->inherits("QAbstractButton") || widget->inherits("QLineEdit")
        || widget->inherits("QComboBox") || widget->inherits("QAbstractSpinBox")
        || widget->inherits("QScrollBar") || widget->inherits("QTabBar")
        || widget->inherits("QPlainTextEdit") || widget->inherits("QTextEdit")
        || widget->inherits("QSlider")) {
        widget->setAttribute(Qt::WA_Hover);
    }
    // Round corners need a see-through window; set before the native window exists.
    if (qobject_cast<QMenu *>(widget) != nullptr || widget->inherits("QTipLabel")
        || widget->inherits("QComboBoxPrivateContainer")) {
        if (!widget->testAttribute(Qt::WA_WState_Created)) {
            widget->setWindowFlag(Qt::FramelessWindowHint);
            widget->setWindowFlag(Qt::NoDropShadowWindowHint);
        }
        widget->setAttribute(Qt::WA_TranslucentBackground);
    }
    if (widget->inherits("QScrollBar")) {
        widget->setAttribute(Qt::WA_OpaquePaintEvent, false);
    }
    if (auto *splitter = qobject_cast<QSplitter *>(widget)) {
        alignSplitter(*splitter);
        splitter->installEventFilter(this);
    }
    if (const auto *tree = qobject_cast<QTreeView *>(widget)) {
        tree->verticalScrollBar()->installEventFilter(this);
    }
}

void SocleStyle::unpolish(QWidget *widget) { QProxyStyle::unpolish(widget); }

bool SocleStyle::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::LayoutDirectionChange) {
        if (auto *splitter = qobject_cast<QSplitter *>(watched)) {
            alignSplitter(*splitter);
        }
    }
    if (event->type() == QEvent::Show || event->type() == QEvent::Hide) {
        // A tree lays its columns out before it knows of its bar, and leaves them below it.
        for (QObject *at = watched->parent(); at != nullptr; at = at->parent()) {
            if (auto *tree = qobject_cast<QTreeView *>(at)) {
                QMetaObject::invokeMethod(tree, "updateGeometries", Qt::QueuedConnection);
                break;
            }
        }
    }
    return QProxyStyle::eventFilter(watched, event);
}

} // namespace socle::studio
