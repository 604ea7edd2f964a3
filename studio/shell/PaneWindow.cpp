#include "studio/shell/PaneWindow.h"

#include "studio/kit/Paint.h"
#include "studio/kit/Privacy.h"
#include "studio/kit/TabOrder.h"
#include "studio/shell/Actions.h"
#include "studio/shell/Connections.h"
#include "studio/shell/EnvironmentEdge.h"
#include "studio/shell/Metrics.h"
#include "studio/shell/View.h"

#include <QAction>
#include <QBoxLayout>
#include <QCloseEvent>
#include <QPainter>

using namespace Qt::StringLiterals;

namespace socle::studio {

PaneWindow::PaneWindow(PaneArea::MakePane make, const Actions &actions)
    : m_edge(new EnvironmentEdge)
    , m_panes(new PaneArea(std::move(make)))
{
    setObjectName(u"shell.window"_s);
    setMinimumSize(metrics::kPaneWindowMin, metrics::kPaneWindowMin);
    resize(metrics::kWindowMinWidth, metrics::kWindowMinHeight);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_edge);
    column->addWidget(m_panes, 1);
    // The same keys as in the main window.
    for (QAction *action : actions.all()) {
        addAction(action);
    }
    connect(m_panes, &PaneArea::currentChanged, this, &PaneWindow::updateTitle);
    connect(&Privacy::current(), &Privacy::changed, this, &PaneWindow::updateTitle);
}

void PaneWindow::setConnection(const ConnectionProfile &profile)
{
    m_connection = profile.name;
    m_edge->show(profile.environment, connectionTone(profile));
    updateTitle();
}

void PaneWindow::updateTitle()
{
    const View *view = m_panes->currentView();
    const QString title
        = view == nullptr ? m_connection : u"%1 – %2"_s.arg(view->title(), m_connection);
    setWindowTitle(Privacy::current().isOn() ? tr("%1 (privacy mode)").arg(title) : title);
}

QJsonObject PaneWindow::saveState() const
{
    return {{u"geometry"_s, QString::fromLatin1(saveGeometry().toBase64())},
            {u"panes"_s, m_panes->saveState()}};
}

void PaneWindow::restoreState(const QJsonObject &state)
{
    restoreGeometry(QByteArray::fromBase64(state[u"geometry"_s].toString().toLatin1()));
    m_panes->restoreState(state[u"panes"_s].toObject());
    updateTitle();
}

void PaneWindow::closeEvent(QCloseEvent *event)
{
    event->accept();
    emit closing();
}

bool PaneWindow::focusNextPrevChild(bool next) { return goToTabStop(*this, next); }

void PaneWindow::paintEvent(QPaintEvent *)
{
    QPainter(this).fillRect(rect(), colorOf(Color::Canvas));
}

} // namespace socle::studio
