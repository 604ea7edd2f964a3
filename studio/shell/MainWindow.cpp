#include "studio/shell/MainWindow.h"

#include "studio/api/RealtimeClient.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/kit/Paint.h"
#include "studio/kit/Sheet.h"
#include "studio/kit/ShownTime.h"
#include "studio/kit/Text.h"
#include "studio/platform/DesktopNotifier.h"
#include "studio/platform/Workspace.h"
#include "studio/shell/Actions.h"
#include "studio/shell/Appearance.h"
#include "studio/shell/CollectionTree.h"
#include "studio/shell/CommandPalette.h"
#include "studio/shell/Connections.h"
#include "studio/shell/EnvironmentEdge.h"
#include "studio/shell/Inspector.h"
#include "studio/shell/Metrics.h"
#include "studio/shell/PaneArea.h"
#include "studio/shell/Rail.h"
#include "studio/shell/StatusBar.h"
#include "studio/shell/TabArea.h"
#include "studio/shell/TabSwitcher.h"
#include "studio/shell/TopBar.h"
#include "studio/shell/WriteLock.h"

#include <QApplication>
#include <QBoxLayout>
#include <QJsonArray>
#include <QJsonObject>
#include <QMenuBar>
#include <QMouseEvent>
#include <QStackedWidget>
#include <QTimer>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr int kPulseMs = 1000;

/// State dot, words and detail for the pill and the status bar.
struct Shown
{
    Tone tone;
    QString text;
};

Shown shownState(ConnectionSession &session)
{
    using Phase = ConnectionSession::Phase;
    switch (session.phase()) {
    case Phase::Idle:
    case Phase::Stopping:
        return {Tone::Neutral, MainWindow::tr("Stopped")};
    case Phase::Starting:
        return {Tone::Warning, MainWindow::tr("Starting")};
    case Phase::SigningIn:
        return {Tone::Warning, MainWindow::tr("Signing in")};
    case Phase::Restarting:
        return {Tone::Warning, MainWindow::tr("Restarting")};
    case Phase::SignInNeeded:
        return {Tone::Warning, MainWindow::tr("Signed out")};
    case Phase::Failed:
        return {Tone::Danger, MainWindow::tr("Not running")};
    case Phase::Ready:
        break;
    }
    switch (session.context().state()) {
    case ConnectionState::Slow:
        return {Tone::Warning, MainWindow::tr("Slow")};
    case ConnectionState::Reconnecting:
        return {Tone::Warning, MainWindow::tr("Reconnecting")};
    case ConnectionState::Offline:
        return {Tone::Danger, MainWindow::tr("Offline")};
    case ConnectionState::Upgrading:
        return {Tone::Warning, MainWindow::tr("Server restarting")};
    case ConnectionState::SignedOut:
        return {Tone::Warning, MainWindow::tr("Signed out")};
    case ConnectionState::Connecting:
    case ConnectionState::Connected:
        break;
    }
    return {Tone::Success, MainWindow::tr("Connected")};
}

/// State of the live changes and what carries them; empty while nobody needs any.
QString liveText(ConnectionContext &context)
{
    switch (context.realtime().state()) {
    case RealtimeClient::State::Idle:
        return {};
    case RealtimeClient::State::Connecting:
        return MainWindow::tr("Live: connecting");
    case RealtimeClient::State::Waiting:
        return MainWindow::tr("Live: waiting");
    case RealtimeClient::State::Live:
        break;
    }
    return context.realtime().isWebSocket() ? MainWindow::tr("WebSocket live")
                                            : MainWindow::tr("SSE live");
}

/// Property of a sheet: the connection it was opened over.
constexpr auto kSheetOf = "socle.connection";

} // namespace

MainWindow::MainWindow(Connections &connections,
                       Appearance &appearance,
                       ViewCatalogue catalogue,
                       bool restore,
                       QWidget *parent)
    : QMainWindow(parent)
    , m_connections(connections)
    , m_appearance(appearance)
    , m_catalogue(std::move(catalogue))
    , m_restore(restore)
    , m_actions(new Actions(this))
    , m_edge(new EnvironmentEdge)
    , m_top(new TopBar)
    , m_stack(new QStackedWidget)
    , m_status(new StatusBar)
    , m_palette(new CommandPalette(connections.workspace(), this))
    , m_pulse(new QTimer(this))
    , m_watch(new TaskWatch(this))
    , m_notifier(new DesktopNotifier(this))
{
    setObjectName(u"shell"_s);
    setWindowTitle(tr("Socle Studio"));
    setMinimumSize(metrics::kWindowMinWidth, metrics::kWindowMinHeight);

    auto *frame = new QWidget;
    auto *column = new QVBoxLayout(frame);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_edge);
    column->addWidget(m_top);
    column->addWidget(m_stack, 1);
    column->addWidget(m_status);
    setCentralWidget(frame);

    const QString look = tr("Appearance");
    m_settingEntries
        = {{u"settings.appearance.theme"_s, tr("Theme: light, dark, high contrast"), look},
           {u"settings.appearance.density"_s, tr("Density of rows"), look},
           {u"settings.appearance.accent"_s, tr("Accent colour"), look},
           {u"settings.appearance.scale"_s, tr("Size of text and controls"), look},
           {u"settings.appearance.motion"_s, tr("Animate changes"), look},
           {u"settings.keys.search"_s, tr("Keyboard map"), tr("Keys")}};
    loadKeymap();
    connect(&m_connections.workspace(),
            &Workspace::preferenceChanged,
            this,
            [this](const QString &key) {
                if (key == u"keymap"_s) {
                    loadKeymap();
                }
            });
    makeActions();
    makeViewActions();
    makeMenus();
    makePaletteSources();
    m_top->bindHistory(m_back, m_forward);

    connect(m_top, &TopBar::connectionClicked, this, &MainWindow::showSwitcher);
    connect(m_top, &TopBar::lockClicked, this, &MainWindow::showLock);
    connect(m_top, &TopBar::searchClicked, m_palette, [this] { m_palette->open(); });
    connect(m_top, &TopBar::tasksClicked, this, &MainWindow::showTasks);
    connect(m_top, &TopBar::bellClicked, this, &MainWindow::showMessages);
    connect(m_status, &StatusBar::connectionClicked, this, &MainWindow::showDetails);
    connect(m_status, &StatusBar::networkClicked, this, &MainWindow::showNetwork);
    connect(m_status, &StatusBar::densityClicked, &m_appearance, &Appearance::nextDensity);
    connect(m_status, &StatusBar::languageClicked, this, &MainWindow::showSettings);
    connect(&m_connections, &Connections::opened, this, &MainWindow::connectionOpened);
    connect(&m_connections, &Connections::closed, this, &MainWindow::connectionClosed);
    connect(&m_connections, &Connections::changed, this, &MainWindow::connectionChanged);
    connect(&m_connections.workspace(), &Workspace::writeFailed, this, &MainWindow::diskFailed);
    connect(m_pulse, &QTimer::timeout, this, &MainWindow::checkDisk);
    m_pulse->setInterval(kPulseMs);
    connect(m_pulse, &QTimer::timeout, this, &MainWindow::updateChrome);
    m_pulse->start();
    connect(m_watch, &TaskWatch::changed, this, &MainWindow::updateTasks);
    connect(m_watch, &TaskWatch::ended, this, &MainWindow::taskEnded);
    connect(qApp, &QApplication::focusChanged, this, &MainWindow::mendFocus);
    qApp->installEventFilter(this);
    restoreWindow();
    updateChrome();
}

MainWindow::~MainWindow()
{
    disconnect(qApp, nullptr, this, nullptr); // the last focus change comes when this is half gone
    // The workbenches' tabs talk to sessions that live longer; the other way round would be a
    // crash.
    qDeleteAll(m_workbenches);
    m_workbenches.clear();
}

void MainWindow::setHome(const HomeFactory &factory)
{
    m_home = factory(*this);
    m_stack->insertWidget(0, m_home);
    if (m_workbenches.isEmpty()) {
        showHome();
    }
}

WindowParts MainWindow::parts()
{
    return {
        this,
        m_actions,
        &m_connections.workspace(),
        [this](const QString &text) { status(text); },
        [this](Tone tone,
               const QString &text,
               const QString &actionText,
               std::function<void()> action) { toast(tone, text, actionText, std::move(action)); },
        m_hasCrashed};
}

Workbench *MainWindow::workbench() const
{
    return qobject_cast<Workbench *>(m_stack->currentWidget());
}

Workbench *MainWindow::activeWorkbench() const
{
    for (Workbench *bench : m_workbenches) {
        if (bench->hasActiveWindow()) {
            return bench;
        }
    }
    return workbench();
}

void MainWindow::showHome()
{
    if (m_home != nullptr) {
        m_stack->setCurrentWidget(m_home);
        m_home->setFocus(Qt::OtherFocusReason);
        m_home->activated();
    }
    updateChrome();
}

void MainWindow::showConnection(const QString &id)
{
    if (Workbench *known = m_workbenches.value(id)) {
        m_stack->setCurrentWidget(known);
        known->setFocus(Qt::OtherFocusReason);
    }
    updateChrome();
}

void MainWindow::connectionOpened(const QString &id)
{
    if (!m_workbenches.contains(id)) {
        ConnectionSession *session = m_connections.session(id);
        auto *made = new Workbench(*session, m_catalogue, parts(), m_restore);
        m_workbenches.insert(id, made);
        m_stack->addWidget(made);
        connect(made, &Workbench::currentViewChanged, this, &MainWindow::updateChrome);
        connect(made, &Workbench::historyChanged, this, &MainWindow::showHistory);
        connect(&made->writeLock(), &WriteLock::changed, this, &MainWindow::updateChrome);
        m_watch->add(*session);
        connect(&session->context().realtime(),
                &RealtimeClient::stateChanged,
                this,
                &MainWindow::updateChrome);
    }
    showConnection(id);
    storeWindow();
}

void MainWindow::connectionClosed(const QString &id)
{
    Workbench *gone = m_workbenches.take(id);
    if (gone == nullptr) {
        return;
    }
    m_palette->close(); // offers what can be done here
    gone->storeState();
    const QList<Sheet *> sheets = findChildren<Sheet *>();
    for (Sheet *sheet : sheets) {
        if (sheet->property(kSheetOf).toString() == id) {
            sheet->hide();
            sheet->deleteLater(); // before the session, which goes the same way
        }
    }
    const bool wasShown = m_stack->currentWidget() == gone;
    m_stack->removeWidget(gone);
    delete gone; // now: its session goes next
    if (wasShown) {
        showHome();
    }
    if (!m_isClosing) {
        storeWindow();
    }
}

void MainWindow::connectionChanged(const QString &id)
{
    if (const Workbench *shown = workbench(); shown != nullptr && shown->connectionId() == id) {
        updateChrome();
    }
}

void MainWindow::showHistory()
{
    const Workbench *shown = workbench();
    const View *view = shown == nullptr ? nullptr : shown->currentView();
    m_back->setEnabled(view != nullptr && view->canGoBack());
    m_forward->setEnabled(view != nullptr && view->canGoForward());
}

void MainWindow::updateChrome()
{
    Workbench *shown = workbench();
    m_top->setHome(shown == nullptr);
    const View *inFront = shown == nullptr ? nullptr : shown->panes().currentView();
    showHistory();
    if (shown == nullptr) {
        m_edge->show(Environment::Local, Tone::Neutral);
        m_status->showHome(m_connections.runningServers(), m_connections.residentBytes());
        setTitle(tr("Socle Studio"));
        updateTasks();
        return;
    }
    ShownTime::current().setUtc(
        m_connections.workspace().state(shown->connectionId(), kUtcKey).toBool());
    ConnectionSession &session = shown->session();
    const ConnectionProfile &profile = session.profile();
    const Shown state = shownState(session);
    m_edge->show(profile.environment, connectionTone(profile));
    m_top->connectionPill()->showConnection(profile.name,
                                            environmentText(profile.environment),
                                            connectionTone(profile),
                                            state.tone,
                                            state.text);
    const QUrl address(profile.address);
    const QString host
        = address.port() > 0 ? u"%1:%2"_s.arg(address.host()).arg(address.port()) : address.host();
    m_status->showConnection(state.tone, state.text, isolatedLtr(host), profile.serverVersion);
    m_status->setLatency(session.context().client().medianLatencyMs());
    const WriteLock &lock = shown->writeLock();
    const int minutes = lock.minutesLeft();
    m_top->setLock(lock.isGuarded() || lock.isLocked(),
                   lock.isLocked(),
                   lock.isLocked()   ? tr("Locked")
                       : minutes < 0 ? tr("Unlocked")
                                     : tr("Unlocked, %n min", nullptr, minutes));
    m_status->setLive(liveText(session.context()));
    setTitle(inFront == nullptr ? profile.name : u"%1 – %2"_s.arg(inFront->title(), profile.name));
    updateTasks();
}

void MainWindow::loadKeymap()
{
    QHash<QString, QString> keys;
    const QJsonObject stored = m_connections.workspace().preference(u"keymap"_s).toObject();
    for (auto key = stored.begin(); key != stored.end(); ++key) {
        keys.insert(key.key(), key.value().toString());
    }
    m_actions->setKeymap(keys);
}

void MainWindow::status(const QString &text) { m_status->showMessage(text); }

void MainWindow::storeWindow()
{
    QJsonArray open;
    for (const ConnectionSession *session : m_connections.sessions()) {
        open.append(session->profile().id);
    }
    Workspace &workspace = m_connections.workspace();
    const Workbench *shown = workbench();
    workspace.setState({}, u"open"_s, open);
    workspace.setState({}, u"current"_s, shown == nullptr ? QString() : shown->connectionId());
    workspace.setState({}, u"geometry"_s, QString::fromLatin1(saveGeometry().toBase64()));
}

void MainWindow::resetWindowState()
{
    Workspace &workspace = m_connections.workspace();
    for (const ConnectionProfile &profile : workspace.connections()) {
        workspace.setState(profile.id, u"window"_s, QJsonValue());
    }
    for (const QString &key : {u"open"_s, u"current"_s, u"geometry"_s}) {
        workspace.setState({}, key, QJsonValue());
    }
}

void MainWindow::restoreWindow()
{
    resize(metrics::kWindowWidth, metrics::kWindowHeight);
    Workspace &workspace = m_connections.workspace();
    // Set while a studio runs, taken back when it ends by itself.
    m_hasCrashed = m_restore && workspace.state({}, u"running"_s).toBool();
    workspace.setState({}, u"running"_s, true);
    if (m_restore) {
        const QString geometry = workspace.state({}, u"geometry"_s).toString();
        if (!geometry.isEmpty()) {
            restoreGeometry(QByteArray::fromBase64(geometry.toLatin1()));
        }
    }
}

void MainWindow::restoreConnections()
{
    if (!m_restore) {
        return;
    }
    Workspace &workspace = m_connections.workspace();
    const QString current = workspace.state({}, u"current"_s).toString();
    for (const QJsonValue &id : workspace.state({}, u"open"_s).toArray()) {
        m_connections.open(id.toString());
    }
    m_hasCrashed = false; // what is opened from here on was not open then
    if (current.isEmpty()) {
        showHome();
    } else {
        showConnection(current);
    }
}

bool MainWindow::event(QEvent *event)
{
    if (event->type() == QEvent::WindowDeactivate && !m_isClosing) {
        for (Workbench *open : std::as_const(m_workbenches)) {
            open->storeState();
        }
        m_connections.workspace().flush(0);
    }
    if (event->type() == QEvent::WindowActivate) {
        if (Workbench *shown = workbench()) {
            if (shown->session().context().isLost()) {
                shown->session().context().retryNow();
            }
        }
    }
    return QMainWindow::event(event);
}

bool MainWindow::eventFilter(QObject *watched, QEvent *event)
{
    if (m_switcher != nullptr && m_switcher->isVisible()) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (event->type() == QEvent::KeyRelease && key->key() == Qt::Key_Control) {
            m_switcher->accept();
        } else if (event->type() == QEvent::WindowDeactivate) {
            m_switcher->cancel();
        } else if ((event->type() == QEvent::ShortcutOverride || event->type() == QEvent::KeyPress)
                   && key->key() == Qt::Key_Escape) {
            m_switcher->cancel();
            event->accept();
            return true;
        }
    }
    if (event->type() == QEvent::Show) {
        // Whose it is: a sheet lies over the window and would outlive its connection.
        if (const Workbench *shown = workbench(); shown != nullptr && watched->parent() == this
            && qobject_cast<Sheet *>(watched) != nullptr
            && !watched->property(kSheetOf).isValid()) {
            watched->setProperty(kSheetOf, shown->connectionId());
        }
    }
    // A tap on Alt alone opens the menu bar; Alt with anything else is that shortcut.
    if (event->type() == QEvent::KeyPress) {
        m_altAlone = static_cast<QKeyEvent *>(event)->key() == Qt::Key_Alt;
    } else if (event->type() == QEvent::MouseButtonPress) {
        const Qt::MouseButton button = static_cast<QMouseEvent *>(event)->button();
        // The window behind the widget gets the same event first: only the widget's counts.
        if ((button == Qt::BackButton || button == Qt::ForwardButton) && watched->isWidgetType()) {
            (button == Qt::BackButton ? m_back : m_forward)->trigger();
            return true;
        }
        m_altAlone = false;
    } else if (event->type() == QEvent::KeyRelease && m_altAlone
               && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Alt && isActiveWindow()) {
        m_altAlone = false;
        menuBar()->setVisible(!menuBar()->isVisible());
    }
    return QMainWindow::eventFilter(watched, event);
}

} // namespace socle::studio
