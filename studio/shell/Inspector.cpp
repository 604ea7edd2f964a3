#include "studio/shell/Inspector.h"

#include "studio/kit/IconButton.h"
#include "studio/kit/Layouts.h"
#include "studio/kit/Paint.h"
#include "studio/kit/Text.h"
#include "studio/shell/Metrics.h"
#include "studio/shell/View.h"

#include <QBoxLayout>
#include <QPainter>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace socle::studio {

Inspector::Inspector(QWidget *parent)
    : QWidget(parent)
    , m_title(new Text({}, TextRole::LargeStrong))
    , m_place(new QVBoxLayout)
    , m_nothing(new Text(tr("What you select is shown here."), TextRole::Base, Color::TextSubtle))
    , m_pin(new IconButton(u"pin"_s, tr("Keep this here while the selection moves")))
    , m_tearOff(new IconButton(u"external-link"_s, tr("A second inspector in its own window")))
{
    setObjectName(u"shell.inspector"_s);
    setAccessibleName(tr("Inspector"));
    const auto keepLeast = [this] { setMinimumWidth(leastWidth()); };
    keepLeast();
    connect(&Theme::current(), &Theme::densityChanged, this, keepLeast);
    m_title->setOverflow(Text::Overflow::Elide);
    auto *close = new IconButton(u"panel-right"_s, tr("Hide inspector (Ctrl+.)"));
    close->setObjectName(u"shell.inspector.close"_s);
    connect(close, &IconButton::clicked, this, &Inspector::closeRequested);

    auto *head = new QHBoxLayout;
    setMirroredMargins(head, space::k5, space::k3, space::k3, 0);
    head->addWidget(m_title, 1);
    m_pin->setObjectName(u"shell.inspector.pin"_s);
    m_pin->setCheckable(true);
    connect(m_pin, &IconButton::toggled, this, &Inspector::setPinned);
    m_tearOff->setObjectName(u"shell.inspector.tearOff"_s);
    connect(m_tearOff, &IconButton::clicked, this, &Inspector::tearOffRequested);
    head->addWidget(m_pin);
    head->addWidget(m_tearOff);
    head->addWidget(close);
    m_place->setContentsMargins(0, 0, 0, 0);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(head);
    column->addLayout(m_place, 1);
    m_place->addWidget(m_nothing);
    m_nothing->setAlignment(Qt::AlignCenter);
    m_nothing->setOverflow(Text::Overflow::Wrap);
    setFloating(false);
    showCurrent();
}

void Inspector::setFloating(bool floats)
{
    m_isFloating = floats;
    setMirroredMargins(
        layout(), 1, floats ? 0 : Theme::current().scaled(socle::studio::layout::kTabStrip), 0, 0);
    update();
}

int Inspector::leastWidth()
{
    return std::max(Theme::current().scaled(layout::kInspectorMin), metrics::kInspectorFloor);
}

void Inspector::setPanel(View *owner, QWidget *panel, const QString &title)
{
    if (panel == nullptr) {
        m_entries.remove(owner);
    } else {
        if (!m_entries.contains(owner)) {
            connect(owner, &QObject::destroyed, this, [this, owner] {
                m_entries.remove(owner);
                m_current = m_current == owner ? nullptr : m_current;
                if (m_pinned == owner) {
                    m_pinned = nullptr; // gone with what it was about
                    m_pin->setChecked(false);
                }
                if (m_shownView == owner) {
                    showCurrent();
                }
            });
        }
        m_entries.insert(owner, {panel, title});
    }
    if (owner == (m_pinned != nullptr ? m_pinned : m_current)) {
        showCurrent();
    }
}

void Inspector::setPinned(bool isPinned)
{
    if (isPinned == (m_pinned != nullptr)) {
        return;
    }
    if (isPinned && (m_current == nullptr || m_shown == nullptr)) {
        m_pin->setChecked(false); // there is nothing to keep
        return;
    }
    View *owner = isPinned ? m_current : m_pinned;
    m_pinned = isPinned ? owner : nullptr;
    m_pin->setChecked(isPinned);
    owner->setInspectorPinned(isPinned);
    showCurrent();
}

void Inspector::setCurrentView(View *view)
{
    m_current = view;
    showCurrent();
}

void Inspector::showCurrent()
{
    m_shownView = m_pinned != nullptr ? m_pinned : m_current;
    const Entry entry = m_entries.value(m_shownView);
    QWidget *panel = entry.panel;
    m_title->setText(panel == nullptr ? tr("Inspector") : entry.title);
    if (m_shown && m_shown != panel) {
        m_place->removeWidget(m_shown);
        m_shown->hide();
    }
    m_shown = panel;
    m_nothing->setVisible(panel == nullptr);
    m_pin->setVisible(panel != nullptr);
    m_tearOff->setVisible(panel != nullptr);
    if (panel != nullptr) {
        m_place->addWidget(panel);
        panel->show();
    }
}

void Inspector::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), colorOf(Color::Canvas));
    const double strip
        = m_isFloating ? 0 : Theme::current().scaled(socle::studio::layout::kTabStrip);
    if (strip > 0) {
        painter.fillRect(QRectF(0, 0, width(), strip), colorOf(Color::Sunken));
    }
    drawHairline(&painter,
                 {0, strip > 0 ? strip - 1 : 0},
                 {double(width()), strip > 0 ? strip - 1 : 0},
                 colorOf(Color::Border));
    const double x = isRightToLeft() ? width() - 1.0 : 0.0;
    drawHairline(&painter, {x, strip}, {x, double(height())}, colorOf(Color::Border));
}

} // namespace socle::studio
