#include "studio/views/settings/SettingsView.h"

#include "studio/kit/Text.h"
#include "studio/kit/Theme.h"
#include "studio/views/settings/AppearancePage.h"

#include <QBoxLayout>
#include <QPainter>
#include <QScrollArea>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr int kPageWidth = 640;

} // namespace

SettingsView::SettingsView(Workspace &workspace)
    : View(u"settings"_s)
{
    setTitle(tr("Settings"));
    setIcon(u"settings"_s);
    auto *page = new QWidget;
    page->setMaximumWidth(Theme::current().scaled(kPageWidth));
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(space::k7, space::k7, space::k7, space::k7);
    column->setSpacing(space::k2);
    column->addWidget(new Text(tr("Appearance"), TextRole::Title));
    column->addWidget(new Text(
        tr("For this computer. Changes apply at once."), TextRole::Base, Color::TextMuted));
    column->addSpacing(space::k5);
    column->addWidget(new AppearancePage(workspace));
    column->addStretch();
    auto *scroll = new QScrollArea;
    scroll->setObjectName(u"settings.scroll"_s);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(page);
    scroll->viewport()->setAutoFillBackground(false);
    page->setAutoFillBackground(false);
    setContent(scroll);
    showContent();
}

void SettingsView::paintEvent(QPaintEvent *)
{
    QPainter(this).fillRect(rect(), colorOf(Color::Surface));
}

} // namespace socle::studio
