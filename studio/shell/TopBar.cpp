#include "studio/shell/TopBar.h"

#include "studio/kit/Button.h"
#include "studio/kit/Icon.h"
#include "studio/kit/IconButton.h"
#include "studio/kit/Layouts.h"
#include "studio/kit/Paint.h"
#include "studio/kit/Pill.h"
#include "studio/kit/ScaledSize.h"
#include "studio/kit/Small.h"
#include "studio/kit/Text.h"
#include "studio/shell/Metrics.h"

#include <QAction>
#include <QHBoxLayout>
#include <QMouseEvent>
#include <QPainter>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr double kPillTextHeight = 18;

QColor fieldGround(const QAbstractButton *button)
{
    return colorOf(button->isDown() || button->underMouse() ? Color::SurfaceAlt : Color::Surface);
}

void paintField(QPainter *painter, const QAbstractButton *button)
{
    const QRectF box = button->rect();
    drawRounded(painter, box, radius::kMd, fieldGround(button), colorOf(Color::Border));
    if (button->hasFocus()) {
        drawFocusRing(painter, box.adjusted(1, 1, -1, -1), radius::kMd, 0);
    }
}

} // namespace

ConnectionPill::ConnectionPill(QWidget *parent)
    : QAbstractButton(parent)
{
    setObjectName(u"shell.topbar.connection"_s);
    setAttribute(Qt::WA_Hover);
    setFocusPolicy(Qt::TabFocus);
    setCursor(Qt::ArrowCursor);
    showHome();
}

void ConnectionPill::showHome()
{
    m_isHome = true;
    setText(tr("Connections"));
    setAccessibleName(tr("Connections"));
    setToolTip(tr("Connections (Ctrl+Shift+O)"));
    updateGeometry();
    update();
}

void ConnectionPill::showConnection(const QString &name,
                                    const QString &environment,
                                    Tone environmentTone,
                                    Tone state,
                                    const QString &stateText)
{
    m_isHome = false;
    m_environment = environment;
    m_environmentTone = environmentTone;
    m_state = state;
    setText(name);
    setAccessibleName(tr("Connection %1, %2, %3").arg(name, environment, stateText));
    setToolTip(tr("%1: switch connection (Ctrl+Shift+O)").arg(stateText));
    updateGeometry();
    update();
}

QSize ConnectionPill::sizeHint() const
{
    const Theme &theme = Theme::current();
    if (m_isHome) {
        return {theme.scaled(metrics::kHomePill), controlHeight(ControlSize::Medium)};
    }
    const int least = theme.scaled(metrics::kConnectionPill);
    // Name, environment, dot, chevron and the air between them.
    const double wanted
        = QFontMetricsF(studio::font(TextRole::BaseStrong)).horizontalAdvance(text())
        + QFontMetricsF(studio::font(TextRole::SmallStrong)).horizontalAdvance(m_environment)
        + space::k10 + space::k9;
    const int most = theme.scaled(metrics::kConnectionPillMax);
    return {std::clamp(static_cast<int>(wanted), least, most), controlHeight(ControlSize::Medium)};
}

void ConnectionPill::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    paintField(&painter, this);
    const Qt::LayoutDirection direction = layoutDirection();
    const QRectF bounds = rect();
    const auto place = [&](const QRectF &part) { return mirrored(direction, bounds, part); };
    const QFont nameFont = studio::font(TextRole::BaseStrong);
    const double pad = space::k4;
    const double side = iconSize::kMd;
    double x = pad;
    if (m_isHome) {
        drawIcon(&painter,
                 u"plug"_s,
                 place({x, (height() - side) / 2, side, side}),
                 colorOf(Color::TextMuted),
                 direction);
        x += side + space::k3;
        drawLine(&painter,
                 place({x, 0, width() - x - pad, double(height())}),
                 text(),
                 nameFont,
                 colorOf(Color::Text));
        return;
    }
    const double dot = space::k3;
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_state == Tone::Neutral ? colorOf(Color::TextDisabled)
                                              : Theme::current().toneText(m_state));
    painter.drawEllipse(place({x, (height() - dot) / 2, dot, dot}));
    x += dot + space::k3;

    const double chevron = iconSize::kSm;
    const double pillWidth = drawPill(&painter, {}, m_environment, {}, {}, double(width()), false);
    const double nameRoom = width() - x - pillWidth - chevron - pad - 3 * space::k3;
    const double nameWidth
        = std::min(nameRoom, QFontMetricsF(nameFont).horizontalAdvance(text()) + 1);
    drawLine(&painter,
             place({x, 0, nameWidth, double(height())}),
             text(),
             nameFont,
             colorOf(Color::Text));
    x += nameWidth + space::k4;
    const double pillHeight = Theme::current().scaled(grid::kPillHeight);
    const QRectF pillRect = place({x, (height() - pillHeight) / 2, pillWidth, pillHeight});
    drawPill(&painter,
             pillRect.topLeft(),
             m_environment,
             Theme::current().toneSoft(m_environmentTone),
             Theme::current().toneText(m_environmentTone),
             pillWidth);
    drawIcon(&painter,
             u"chevron-down"_s,
             place({width() - pad - chevron, (height() - chevron) / 2, chevron, chevron}),
             colorOf(Color::TextMuted),
             direction);
}

SearchButton::SearchButton(QWidget *parent)
    : QAbstractButton(parent)
{
    setObjectName(u"shell.topbar.search"_s);
    setAttribute(Qt::WA_Hover);
    setFocusPolicy(Qt::TabFocus);
    setCursor(Qt::IBeamCursor);
    setText(tr("Search records, collections, or run a command"));
    setAccessibleName(text());
    setToolTip(tr("Command palette (Ctrl+K)"));
    auto *row = new QHBoxLayout(this);
    setMirroredMargins(row, 0, 0, space::k3, 0);
    row->addStretch();
    m_keys = new Kbd(
        QKeySequence(Qt::CTRL | Qt::Key_K).toString(QKeySequence::NativeText).replace(u'+', u' '));
    row->addWidget(m_keys);
}

int SearchButton::keysWidth() const { return m_keys->sizeHint().width() + 2 * space::k3; }

QSize SearchButton::sizeHint() const
{
    // As wide as its words where there is room: they say what it can do.
    const int words
        = QFontMetrics(studio::font(TextRole::Base)).horizontalAdvance(text()) + 2 * keysWidth();
    return {std::max(Theme::current().scaled(metrics::kSearchWidth), words),
            controlHeight(ControlSize::Medium)};
}

void SearchButton::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    paintField(&painter, this);
    const QRectF bounds = rect();
    const double side = iconSize::kMd;
    const double x = space::k3 + space::k1;
    drawIcon(&painter,
             u"search"_s,
             mirrored(layoutDirection(), bounds, {x, (height() - side) / 2, side, side}),
             colorOf(Color::TextMuted),
             layoutDirection());
    const double left = x + side + space::k3;
    drawLine(&painter,
             mirrored(layoutDirection(),
                      bounds,
                      {left, 0, width() - left - keysWidth(), double(height())}),
             text(),
             studio::font(TextRole::Base),
             colorOf(Color::TextMuted));
}

TopBar::TopBar(QWidget *parent)
    : QWidget(parent)
    , m_pill(new ConnectionPill(this))
    , m_lock(new Button(u"lock"_s, tr("Locked"), ButtonVariant::Ghost, this))
    , m_back(new IconButton(u"chevron-left"_s, tr("Back (Alt+Left)"), this))
    , m_forward(new IconButton(u"chevron-right"_s, tr("Forward (Alt+Right)"), this))
    , m_search(new SearchButton(this))
    , m_tasks(new IconButton(u"activity"_s, tr("Running work"), this))
    , m_taskText(new Pill({}, Tone::Accent, this))
    , m_bell(new IconButton(u"bell"_s, tr("Messages"), this))
{
    setObjectName(u"shell.topbar"_s);
    setAccessibleName(tr("Top bar"));
    keepScaled(this, Extent::Height, layout::kTopBar);
    m_back->setObjectName(u"shell.topbar.back"_s);
    m_forward->setObjectName(u"shell.topbar.forward"_s);
    m_tasks->setObjectName(u"shell.topbar.tasks"_s);
    m_bell->setObjectName(u"shell.topbar.bell"_s);
    m_lock->setObjectName(u"shell.topbar.lock"_s);
    m_lock->setControlSize(ControlSize::Small);
    m_lock->hide();
    m_taskText->hide();

    auto *row = new QHBoxLayout(this);
    setMirroredMargins(row, space::k3 + space::k1, 0, space::k4, 0);
    row->setSpacing(space::k2);
    row->addWidget(m_pill);
    row->addWidget(m_lock);
    row->addSpacing(space::k2);
    row->addWidget(m_back);
    row->addWidget(m_forward);
    row->addStretch();
    row->addWidget(m_tasks);
    row->addWidget(m_taskText);
    row->addSpacing(space::k2);
    row->addWidget(m_bell);

    connect(m_pill, &ConnectionPill::clicked, this, &TopBar::connectionClicked);
    connect(m_lock, &Button::clicked, this, &TopBar::lockClicked);
    connect(m_search, &SearchButton::clicked, this, &TopBar::searchClicked);
    connect(m_tasks, &IconButton::clicked, this, &TopBar::tasksClicked);
    connect(m_bell, &IconButton::clicked, this, &TopBar::bellClicked);
}

QWidget *TopBar::tasksButton() const { return m_tasks; }

QWidget *TopBar::bellButton() const { return m_bell; }

QWidget *TopBar::lockButton() const { return m_lock; }

void TopBar::setLock(bool isShown, bool isLocked, const QString &text)
{
    m_lock->setVisible(isShown);
    m_lock->setIconName(isLocked ? u"lock"_s : u"unlock"_s);
    m_lock->setText(text);
    m_lock->setToolTip(isLocked ? tr("Unlock to edit (Ctrl+Shift+K)")
                                : tr("Open for writes (Ctrl+Shift+K locks)"));
    m_lock->setAccessibleName(tr("Writes: %1").arg(text));
}

void TopBar::setHome(bool isHome)
{
    m_isHome = isHome;
    for (QWidget *part :
         std::initializer_list<QWidget *>{m_back, m_forward, m_search, m_tasks, m_bell}) {
        part->setVisible(!isHome);
    }
    if (isHome) {
        m_lock->hide();
        m_taskText->hide();
        m_pill->showHome();
    }
}

void TopBar::bindHistory(QAction *back, QAction *forward)
{
    const auto bind = [](IconButton *button, QAction *action) {
        QObject::connect(button, &IconButton::clicked, action, &QAction::trigger);
        QObject::connect(action, &QAction::changed, button, [button, action] {
            button->setEnabled(action->isEnabled());
        });
        button->setEnabled(action->isEnabled());
    };
    bind(m_back, back);
    bind(m_forward, forward);
}

void TopBar::setTaskText(const QString &text, bool isProduction)
{
    m_taskText->setText(text);
    m_taskText->setTone(isProduction ? Tone::Danger : Tone::Accent);
    m_taskText->setVisible(!text.isEmpty());
    // Work goes on while Home is shown.
    m_tasks->setVisible(!m_isHome || !text.isEmpty());
    m_tasks->setAccessibleDescription(text);
}

void TopBar::setUnread(bool hasUnread) { m_bell->setDot(hasUnread); }

void TopBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), colorOf(Color::Canvas));
    drawHairline(
        &painter, {0, height() - 1.0}, {double(width()), height() - 1.0}, colorOf(Color::Border));
}

bool TopBar::event(QEvent *event)
{
    const bool isHandled = QWidget::event(event);
    if (event->type() == QEvent::LayoutRequest) {
        placeSearch(); // a name or a badge became longer
    }
    return isHandled;
}

void TopBar::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    placeSearch();
}

void TopBar::placeSearch()
{
    // In the middle of the window, not of the room that is left: it must not wander with the name
    // beside it.
    const QSize wanted = m_search->sizeHint();
    const QRect last = m_forward->geometry();
    const int before = isRightToLeft() ? width() - last.left() : last.right() + 1;
    const int sides = std::max(before + space::k5,
                               metrics::kTopBarTrailing + 3 * controlHeight(ControlSize::Medium));
    const int fitting = std::min(wanted.width(), width() - 2 * sides);
    m_search->setGeometry(
        (width() - fitting) / 2, (height() - wanted.height()) / 2, fitting, wanted.height());
}

} // namespace socle::studio
