// What hangs from the top bar: the connection switcher, the write lock, running work, messages; and
// the words said to the user: toasts, the bell, the desktop.
//
// Source: studio.md 3.2, 3.16, 3.17, 3.18.
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/TaskList.h"
#include "studio/kit/AccessibleRole.h"
#include "studio/kit/AreaRing.h"
#include "studio/kit/Privacy.h"
#include "studio/kit/ScaledSize.h"
#include "studio/kit/Sheet.h"
#include "studio/kit/Small.h"
#include "studio/kit/Text.h"
#include "studio/kit/Toast.h"
#include "studio/platform/DesktopNotifier.h"
#include "studio/shell/Actions.h"
#include "studio/shell/ConnectionDetails.h"
#include "studio/shell/Connections.h"
#include "studio/shell/MainWindow.h"
#include "studio/shell/Metrics.h"
#include "studio/shell/NetworkSheet.h"
#include "studio/shell/StatusBar.h"
#include "studio/shell/TopBar.h"
#include "studio/shell/WriteLock.h"

#include <QAccessible>
#include <QAction>
#include <QApplication>
#include <QBoxLayout>
#include <QScrollArea>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr qsizetype kMessagesKept = 50;

} // namespace

void MainWindow::updateTasks()
{
    m_top->setTaskText(m_watch->trayText(), m_watch->touchesProduction());
}

void MainWindow::showSwitcher()
{
    auto *popover = new SwitcherPopover(m_connections, this);
    connect(popover, &SwitcherPopover::chosen, this, [this](const QString &id) {
        m_connections.open(id);
    });
    connect(popover, &SwitcherPopover::stopRequested, &m_connections, &Connections::stop);
    connect(popover, &SwitcherPopover::manageRequested, this, &MainWindow::showHome);
    popover->showFor(m_top->connectionPill());
}

void MainWindow::showDetails()
{
    Workbench *shown = workbench();
    if (shown == nullptr) {
        showSwitcher();
        return;
    }
    auto *popover = new ConnectionDetails(shown->session(), m_status->stateText(), this);
    connect(popover, &ConnectionDetails::switchRequested, this, &MainWindow::showSwitcher);
    connect(popover, &ConnectionDetails::networkRequested, this, &MainWindow::showNetwork);
    popover->showFor(m_status, Popover::Side::Above);
}

void MainWindow::showNetwork()
{
    Workbench *shown = activeWorkbench();
    if (shown == nullptr) {
        status(tr("Open a connection to see its requests"));
        return;
    }
    (new NetworkSheet(shown->window(), shown->session().context()))->open();
}

void MainWindow::showLock()
{
    Workbench *shown = workbench();
    if (shown == nullptr) {
        return;
    }
    const QString name = shown->session().profile().name;
    auto *popover = new LockPopover(shown->writeLock(), name, this);
    connect(popover, &LockPopover::unlocked, this, [this, name](const QString &reason) {
        // In the bell list it stays readable who opened what, and why.
        toast(Tone::Warning,
              reason.isEmpty() ? tr("%1 is open for writes").arg(name)
                               : tr("%1 is open for writes: %2").arg(name, reason));
        updateChrome();
    });
    popover->showFor(m_top->lockButton()->isVisible() ? m_top->lockButton()
                                                      : m_top->connectionPill());
}

void MainWindow::toggleLock()
{
    Workbench *shown = workbench();
    if (shown == nullptr) {
        return;
    }
    WriteLock &lock = shown->writeLock();
    if (lock.isLocked() && lock.isGuarded()) {
        showLock(); // for how long is a question
    } else if (lock.isLocked()) {
        lock.unlock(WriteLock::Span::UntilClosed);
    } else {
        lock.lock();
    }
    updateChrome();
}

void MainWindow::togglePrivacy()
{
    Privacy &privacy = Privacy::current();
    privacy.setOn(!privacy.isOn());
    status(privacy.isOn()
               ? tr("Privacy mode: hidden values, e-mails, tokens and addresses are blurred")
               : tr("Privacy mode is off"));
    updateChrome();
}

/// What the window manager shows says that privacy mode is on: who shares a screen must see it.
void MainWindow::setTitle(const QString &title)
{
    setWindowTitle(Privacy::current().isOn() ? tr("%1 (privacy mode)").arg(title) : title);
}

void MainWindow::showTasks() { (new TasksPopover(*m_watch, this))->showFor(m_top->tasksButton()); }

void MainWindow::showMessages()
{
    m_top->setUnread(false);
    auto *popover = new MessagesPopover(m_messages, this);
    connect(popover, &MessagesPopover::clearRequested, this, [this] { m_messages.clear(); });
    popover->showFor(m_top->bellButton());
}

void MainWindow::showSettings()
{
    if (Workbench *shown = workbench();
        shown != nullptr && findView(m_catalogue, u"settings"_s) != nullptr) {
        shown->open(ViewTarget{u"settings"_s, {}, {}, {}}, OpenMode::Lasting);
        return;
    }
    if (m_settings) {
        auto *sheet = new Sheet(this, tr("Settings"));
        sheet->setObjectName(u"settings.sheet"_s);
        sheet->body()->addWidget(m_settings(sheet));
        sheet->open();
    }
}

void MainWindow::showSetting(const QString &field)
{
    if (Workbench *shown = workbench();
        shown != nullptr && findView(m_catalogue, u"settings"_s) != nullptr) {
        shown->open(ViewTarget{u"settings"_s, {}, {}, {{u"field"_s, field}}}, OpenMode::Lasting);
    } else {
        showSettings();
    }
}

void MainWindow::showHelp()
{
    Workbench *bench = activeWorkbench();
    View *view = bench == nullptr ? m_home : bench->currentView();
    auto *sheet = new Sheet(bench == nullptr ? this : bench->window(), tr("Keys and help"));
    sheet->setObjectName(u"shell.help"_s);
    if (view != nullptr) {
        sheet->setSubtitle(view->title());
    }
    auto *keys = new QWidget;
    auto *lines = new QVBoxLayout(keys);
    lines->setContentsMargins(space::k3, 0, space::k3, space::k3); // room for the ring
    lines->setSpacing(space::k2);
    const auto section = [&](const QString &title, const QList<QAction *> &actions) {
        bool isFirst = true;
        for (const QAction *action : actions) {
            if (action->shortcut().isEmpty() || action->objectName().startsWith(u"act.tab."_s)) {
                continue;
            }
            if (std::exchange(isFirst, false)) {
                auto *head = new SectionLabel(title);
                head->setContentsMargins(0, space::k3, 0, 0);
                lines->addWidget(head);
            }
            auto *line = new QHBoxLayout;
            auto *text = new Text(action->text());
            text->setOverflow(Text::Overflow::Elide);
            line->addWidget(text, 1);
            line->addWidget(new Kbd(action->shortcut().toString(QKeySequence::NativeText)));
            lines->addLayout(line);
        }
    };
    if (view != nullptr) {
        section(tr("Here"), view->viewActions());
    }
    section(tr("Everywhere"), m_actions->all());
    auto *scroll = new QScrollArea;
    scroll->setObjectName(u"shell.help.keys"_s);
    scroll->setAccessibleName(tr("Keys"));
    setAccessibleRole(scroll, QAccessible::Document); // read, and scrolled by the arrows
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(keys);
    scroll->viewport()->setAutoFillBackground(false);
    showRingWhileFocused(scroll);
    keys->setAutoFillBackground(false);
    keepScaled(scroll, Extent::LeastHeight, metrics::kHelpHeight);
    sheet->body()->addWidget(scroll, 1);
    Button *all = sheet->addButton(tr("Change keys"), ButtonVariant::Secondary);
    all->setObjectName(u"shell.help.change"_s);
    connect(all, &Button::clicked, sheet, [this, sheet] {
        sheet->accept();
        showSetting(u"settings.keys.search"_s);
    });
    sheet->open();
    scroll->setFocus(Qt::OtherFocusReason); // arrows scroll, Esc closes
}

void MainWindow::keep(Message message)
{
    m_messages.prepend(std::move(message));
    if (m_messages.size() > kMessagesKept) {
        m_messages.removeLast();
    }
    m_top->setUnread(true);
}

void MainWindow::toast(Tone tone,
                       const QString &text,
                       const QString &actionText,
                       std::function<void()> action)
{
    keep({QDateTime::currentDateTime(), tone, text, actionText, action});
    // Where one looks: a torn-off window, or this one.
    Workbench *active = activeWorkbench();
    Toast::show(
        active == nullptr ? this : active->window(), tone, text, actionText, std::move(action));
}

void MainWindow::announce(const QString &text)
{
    // The line is in the status bar; a name that changes there is read out.
    status(text);
    QAccessibleEvent alert(m_top->tasksButton(), QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
}

void MainWindow::taskEnded(const TaskWatch::End &end)
{
    const QString words = end.result.isEmpty() ? end.title : u"%1: %2"_s.arg(end.title, end.result);
    keep({QDateTime::currentDateTime(), end.tone, words, end.nextStepText, end.nextStep});
    announce(words);
    if (end.elapsedMs < TaskWatch::kLongMs || QApplication::activeWindow() != nullptr) {
        return;
    }
    m_notifier->show(
        end.title, u"%1 · %2"_s.arg(end.result, end.connection), [this, id = end.connectionId] {
            setWindowState(windowState() & ~Qt::WindowMinimized);
            raise();
            activateWindow();
            showConnection(id);
        });
}

bool MainWindow::askAboutTasks()
{
    const QStringList running = m_watch->running();
    if (running.isEmpty() || m_quitsAnyway) {
        return false;
    }
    if (findChild<Sheet *>(u"shell.quit"_s) != nullptr) {
        return true;
    }
    auto *sheet = new Sheet(this, tr("%Ln tasks are still running", nullptr, int(running.size())));
    sheet->setObjectName(u"shell.quit"_s);
    sheet->setSubtitle(tr("Quitting ends them where they are. What was done stays done."));
    for (const QString &title : running) {
        sheet->body()->addWidget(new Text(title));
    }
    Button *stay = sheet->addButton(tr("Keep working"), ButtonVariant::Ghost);
    stay->setObjectName(u"shell.quit.stay"_s);
    connect(stay, &Button::clicked, sheet, &Sheet::reject);
    Button *quit = sheet->addButton(tr("Quit anyway"), ButtonVariant::Danger);
    quit->setObjectName(u"shell.quit.accept"_s);
    connect(quit, &Button::clicked, sheet, &Sheet::accept);
    connect(sheet, &Sheet::accepted, this, [this] {
        m_quitsAnyway = true;
        close();
    });
    sheet->open();
    return true;
}

} // namespace socle::studio
