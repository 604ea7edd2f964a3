#include "studio/shell/StatusBar.h"

#include "studio/kit/Language.h"
#include "studio/kit/Paint.h"
#include "studio/kit/Privacy.h"
#include "studio/kit/Text.h"

#include <QBoxLayout>
#include <QLocale>
#include <QPainter>
#include <QTimer>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr int kMessageMs = 5000;
constexpr int kItemPad = space::k2;

/// Never lower than its items can be hit.
int barHeight()
{
    return std::max<int>(layout::kStatusBar, Theme::current().scaled(layout::kStatusBar));
}

QString densityText(Density density)
{
    switch (density) {
    case Density::Compact:
        return StatusBar::tr("Compact");
    case Density::Comfortable:
        return StatusBar::tr("Comfortable");
    case Density::Spacious:
        return StatusBar::tr("Spacious");
    }
    return {};
}

} // namespace

StatusItem::StatusItem(const QString &name, const QString &toolTip, QWidget *parent)
    : QAbstractButton(parent)
{
    setObjectName(u"shell.status."_s + name);
    setToolTip(toolTip);
    setAccessibleName(toolTip);
    setAttribute(Qt::WA_Hover);
    setFocusPolicy(Qt::TabFocus);
    hide();
}

void StatusItem::setStatus(const QString &text)
{
    setText(text);
    setAccessibleName(u"%1: %2"_s.arg(toolTip(), text));
    setVisible(!text.isEmpty());
    updateGeometry();
    update();
}

void StatusItem::setDot(Tone tone)
{
    m_tone = tone;
    m_hasDot = true;
    updateGeometry();
    update();
}

void StatusItem::clearDot()
{
    m_hasDot = false;
    updateGeometry();
    update();
}

QSize StatusItem::sizeHint() const
{
    const double text = tabularWidth(this->text(), studio::font(TextRole::Small));
    const int dot = m_hasDot ? space::k3 + space::k2 + space::k1 : 0;
    return {static_cast<int>(text) + 1 + dot + 2 * kItemPad, barHeight() - space::k1};
}

void StatusItem::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF box = rect();
    if (underMouse()) {
        drawRounded(&painter, box, radius::kSm, colorOf(Color::Hover));
    }
    if (hasFocus()) {
        drawFocusRing(&painter, box.adjusted(1, 1, -1, -1), radius::kSm, 0);
    }
    double x = kItemPad;
    if (m_hasDot) {
        const double size = space::k3;
        painter.setPen(Qt::NoPen);
        painter.setBrush(Theme::current().toneMark(m_tone));
        painter.drawEllipse(
            mirrored(layoutDirection(), box, {x, (height() - size) / 2, size, size}));
        x += size + space::k2 + space::k1;
    }
    drawTabular(
        &painter,
        mirrored(layoutDirection(), box, {x, 0, width() - x - kItemPad + 1, double(height())}),
        text(),
        studio::font(TextRole::Small),
        colorOf(Color::TextMuted),
        Qt::AlignLeading | Qt::AlignVCenter);
}

StatusBar::StatusBar(QWidget *parent)
    : QWidget(parent)
    , m_state(new StatusItem(u"state"_s, tr("Connection details"), this))
    , m_address(new StatusItem(u"address"_s, tr("Address"), this))
    , m_server(new StatusItem(u"server"_s, tr("Server"), this))
    , m_message(new Text({}, TextRole::Small, Color::TextMuted))
    , m_messageTime(new QTimer(this))
    , m_live(new StatusItem(u"live"_s, tr("Live changes"), this))
    , m_latency(new StatusItem(u"latency"_s, tr("Latency"), this))
    , m_density(new StatusItem(u"density"_s, tr("Density"), this))
    , m_language(new StatusItem(u"language"_s, tr("Language"), this))
{
    setObjectName(u"shell.status"_s);
    setAccessibleName(tr("Status"));
    setFixedHeight(barHeight());
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(space::k3, 0, space::k3, 0);
    row->setSpacing(space::k2);
    row->addWidget(m_state);
    Privacy::guard(m_address);
    row->addWidget(m_address);
    row->addWidget(m_server);
    row->addStretch();
    m_message->setOverflow(Text::Overflow::Elide);
    m_message->setAlignment(Qt::AlignCenter);
    row->addWidget(m_message, 2);
    row->addStretch();
    row->addWidget(m_live);
    row->addWidget(m_latency);
    row->addWidget(m_density);
    row->addWidget(m_language);

    m_messageTime->setSingleShot(true);
    connect(m_messageTime, &QTimer::timeout, m_message, [this] { m_message->setText({}); });
    for (StatusItem *item : {m_state, m_address, m_server}) {
        connect(item, &StatusItem::clicked, this, &StatusBar::connectionClicked);
    }
    for (StatusItem *item : {m_live, m_latency}) {
        connect(item, &StatusItem::clicked, this, &StatusBar::networkClicked);
    }
    connect(m_density, &StatusItem::clicked, this, &StatusBar::densityClicked);
    connect(m_language, &StatusItem::clicked, this, &StatusBar::languageClicked);
    connect(&Theme::current(), &Theme::changed, this, &StatusBar::updatePreferences);
    connect(&Theme::current(), &Theme::densityChanged, this, &StatusBar::updatePreferences);
    updatePreferences();
}

void StatusBar::showHome(int runningServers, qint64 residentBytes)
{
    m_state->clearDot();
    m_state->setStatus(runningServers == 0
                           ? tr("No local server running")
                           : tr("%Ln local servers running", nullptr, runningServers));
    m_address->setStatus(residentBytes > 0 ? QLocale().formattedDataSize(
                             residentBytes, 0, QLocale::DataSizeTraditionalFormat)
                                           : QString());
    m_server->setStatus({});
    m_live->setStatus({});
    m_latency->setStatus({});
}

void StatusBar::showConnection(Tone tone,
                               const QString &state,
                               const QString &address,
                               const QString &server)
{
    m_state->setDot(tone);
    m_state->setStatus(state);
    m_address->setStatus(address);
    m_server->setStatus(server);
}

QString StatusBar::stateText() const { return m_state->text(); }

void StatusBar::setLive(const QString &text) { m_live->setStatus(text); }

void StatusBar::setLatency(int milliseconds)
{
    m_latency->setStatus(milliseconds < 0 ? QString()
                                          : tr("%1 ms").arg(QLocale().toString(milliseconds)));
}

void StatusBar::showMessage(const QString &text)
{
    m_message->setText(text);
    m_messageTime->start(kMessageMs);
}

void StatusBar::updatePreferences()
{
    setFixedHeight(barHeight());
    m_density->setStatus(densityText(Theme::current().density()));
    // The language of the words; numbers and dates follow the desktop.
    m_language->setStatus(currentLanguage().section(u'_', 0, 0).toUpper());
}

void StatusBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(rect(), colorOf(Color::Sunken));
    drawHairline(&painter, {0, 0}, {double(width()), 0}, colorOf(Color::Border));
    // A middle dot between neighbours of the same group.
    painter.setPen(Qt::NoPen);
    painter.setBrush(colorOf(Color::TextSubtle));
    const auto between = [&](const QList<StatusItem *> &group) {
        const StatusItem *before = nullptr;
        for (const StatusItem *item : group) {
            if (!item->isVisible()) {
                continue;
            }
            if (before != nullptr) {
                const double x = isRightToLeft() ? (item->geometry().right() + before->x()) / 2.0
                                                 : (before->geometry().right() + item->x()) / 2.0;
                painter.drawEllipse(
                    QPointF(x + 0.5, height() / 2.0), space::k1 / 2.0, space::k1 / 2.0);
            }
            before = item;
        }
    };
    between({m_state, m_address, m_server});
    between({m_live, m_latency, m_density, m_language});
}

} // namespace socle::studio
