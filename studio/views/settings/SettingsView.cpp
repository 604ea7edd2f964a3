#include "studio/views/settings/SettingsView.h"

#include "studio/kit/ListRow.h"
#include "studio/kit/Paint.h"
#include "studio/kit/ScaledSize.h"
#include "studio/kit/Small.h"
#include "studio/kit/Text.h"
#include "studio/shell/Shell.h"
#include "studio/views/settings/AppearancePage.h"
#include "studio/views/settings/KeyMapPage.h"

#include <QBoxLayout>
#include <QPainter>
#include <QScrollArea>
#include <QStackedLayout>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr int kPageWidth = 720;
constexpr int kListWidth = 208;

} // namespace

SettingsView::SettingsView(Shell &shell, const ViewTarget &target)
    : View(u"settings"_s)
{
    setTitle(tr("Settings"));
    setIcon(u"settings"_s);
    auto *content = new QWidget;
    auto *row = new QHBoxLayout(content);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    auto *side = new QWidget;
    keepScaled(side, Extent::Width, kListWidth);
    m_list = new QVBoxLayout(side);
    m_list->setContentsMargins(space::k4, space::k6, space::k4, space::k5);
    m_list->setSpacing(space::k1);
    m_list->addStretch();
    row->addWidget(side);
    row->addWidget(new Divider(Qt::Vertical));
    auto *place = new QWidget;
    m_stack = new QStackedLayout(place);
    row->addWidget(place, 1);
    setContent(content);

    addPage(u"appearance"_s,
            u"sun"_s,
            tr("Appearance"),
            tr("For this computer. Changes apply at once."),
            new AppearancePage(shell.workspace()));
    addPage(u"keys"_s,
            u"command"_s,
            tr("Keys"),
            tr("Every action and its keys. Click a key to change it."),
            new KeyMapPage(shell.actions(), shell.workspace()));
    showPage(u"appearance"_s);
    showContent();
    navigate(target);
}

void SettingsView::addPage(const QString &key,
                           const QString &icon,
                           const QString &title,
                           const QString &subtitle,
                           QWidget *page)
{
    auto *row = new ListRow(title);
    row->setObjectName(u"settings.pages."_s + key);
    row->setTile(icon, Tone::Neutral);
    connect(row, &ListRow::clicked, this, [this, key] {
        showPage(key);
        emit viewStateChanged();
    });
    m_list->insertWidget(m_list->count() - 1, row);
    m_rows.insert(key, row);

    auto *sheet = new QWidget;
    keepScaled(sheet, Extent::MostWidth, kPageWidth);
    auto *column = new QVBoxLayout(sheet);
    column->setContentsMargins(space::k7, space::k7, space::k7, space::k7);
    column->setSpacing(space::k2);
    column->addWidget(new Text(title, TextRole::Title));
    column->addWidget(new Text(subtitle, TextRole::Base, Color::TextMuted));
    column->addSpacing(space::k5);
    column->addWidget(page);
    column->addStretch();
    auto *scroll = new QScrollArea;
    scroll->setObjectName(u"settings.scroll."_s + key);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(sheet);
    scroll->viewport()->setAutoFillBackground(false);
    sheet->setAutoFillBackground(false);
    m_stack->addWidget(scroll);
    m_pages.insert(key, scroll);
}

void SettingsView::showPage(const QString &key)
{
    QWidget *page = m_pages.value(key);
    if (page == nullptr) {
        return;
    }
    m_current = key;
    m_stack->setCurrentWidget(page);
    for (auto row = m_rows.cbegin(); row != m_rows.cend(); ++row) {
        row.value()->setSelected(row.key() == key);
    }
    if (m_trail.note(key)) {
        emit historyChanged();
    }
}

void SettingsView::goBack()
{
    m_trail.back([this](const QString &page) { showPage(page); });
    emit historyChanged();
}

void SettingsView::goForward()
{
    m_trail.forward([this](const QString &page) { showPage(page); });
    emit historyChanged();
}

void SettingsView::navigate(const ViewTarget &target)
{
    showPage(target.arguments.value(u"page"_s).toString());
    const QString field = target.arguments.value(u"field"_s).toString();
    if (field.isEmpty()) {
        return;
    }
    showPage(field.section(u'.', 1, 1));
    if (auto *control = findChild<QWidget *>(field)) {
        if (auto *scroll = qobject_cast<QScrollArea *>(m_pages.value(m_current))) {
            scroll->ensureWidgetVisible(control);
        }
        control->setFocus(Qt::ShortcutFocusReason);
    }
}

QJsonObject SettingsView::saveState() const { return {{u"page"_s, m_current}}; }

void SettingsView::restoreState(const QJsonObject &state)
{
    showPage(state.value(u"page"_s).toString());
}

void SettingsView::paintEvent(QPaintEvent *)
{
    QPainter(this).fillRect(rect(), colorOf(Color::Surface));
}

} // namespace socle::studio
