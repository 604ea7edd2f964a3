// See Stage.h.
#include "studio/app/Wiring.h"
#include "studio/app/shots/Bookshop.h"
#include "studio/app/shots/FaultProxy.h"
#include "studio/app/shots/Shots.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/SchemaStore.h"
#include "studio/domain/StagingEngine.h"
#include "studio/kit/Popover.h"
#include "studio/kit/Privacy.h"
#include "studio/kit/Sheet.h"
#include "studio/kit/Small.h"
#include "studio/kit/Toast.h"
#include "studio/platform/Workspace.h"
#include "studio/shell/CollectionTree.h"
#include "studio/shell/CollectionTreeModel.h"
#include "studio/shell/CommandPalette.h"
#include "studio/shell/Connections.h"
#include "studio/shell/Inspector.h"
#include "studio/shell/MainWindow.h"
#include "studio/shell/Rail.h"
#include "studio/shell/TabArea.h"
#include "studio/shell/TabSwitcher.h"
#include "studio/shell/Workbench.h"

#include <QAbstractButton>
#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QRegularExpression>

#include <csignal>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr int kStartMs = 30'000;

/// Times and ports differ from run to run; pictures must not.
QString steady(QString text)
{
    static const QRegularExpression elapsed(u"\\b\\d+ ms\\b"_s);
    static const QRegularExpression port(u"127\\.0\\.0\\.1:\\d+"_s);
    static const QRegularExpression memory(u"^\\d+([.,]\\d+)? MB$"_s);
    static const QRegularExpression wait(u"\\b\\d+ s\\b"_s);
    // "CPU 0.0 %, memory 70 MB", "8866, memory 69 MB": a process is never twice the same.
    static const QRegularExpression load(u"\\d+([.,]\\d+)? %(.*) \\d+ MB$"_s);
    static const QRegularExpression process(u"^\\d{2,7}, (.*) \\d+ MB"_s);
    return text.replace(elapsed, u"12 ms"_s)
        .replace(port, u"127.0.0.1:41873"_s)
        .replace(memory, u"41 MB"_s)
        .replace(load, u"0.4 %\\2 41 MB"_s)
        .replace(process, u"8866, \\1 41 MB"_s)
        .replace(wait, u"4 s"_s);
}

} // namespace

Stage::Stage(QString folder, QSize size, QJsonObject preferences)
    : m_folder(std::move(folder))
    , m_size(size)
    , m_preferences(std::move(preferences))
{
}

Stage::~Stage()
{
    for (Studio *studio : {&m_untouched, &m_bookshop}) {
        if (studio->window == nullptr) {
            continue;
        }
        bool hasEnded = false;
        studio->window->connections().stopAll([&hasEnded] { hasEnded = true; });
        studio->pilot->until(u"the servers to end"_s, [&] { return hasEnded; });
    }
    if (m_peer) {
        m_peer->terminate();
        m_peer->waitForFinished();
    }
}

Studio Stage::make(const QString &name)
{
    Options options;
    options.workspaceFolder = m_folder + u'/' + name;
    Studio studio;
    auto wiring = Wiring::make(options);
    if (!wiring) {
        qFatal("no studio: %s", wiring.error().message.c_str());
    }
    studio.wiring = wiring.takeValue();
    studio.window = &studio.wiring->window();
    Workspace &workspace = studio.window->connections().workspace();
    workspace.setPreference(u"appearance.motion"_s, false);
    // There is no keychain here; where secrets go instead is asked once, and answered already.
    workspace.setPreference(u"secrets.fallback"_s, u"session"_s);
    for (auto one = m_preferences.constBegin(); one != m_preferences.constEnd(); ++one) {
        workspace.setPreference(one.key(), one.value());
    }
    studio.wiring->start(options);
    studio.window->resize(m_size);
    studio.pilot = std::make_unique<Pilot>(*studio.window);
    return studio;
}

Studio &Stage::untouched()
{
    if (m_untouched.window == nullptr) {
        m_untouched = make(u"untouched"_s);
    }
    return m_untouched;
}

Studio &Stage::bookshop()
{
    if (m_bookshop.window == nullptr) {
        m_bookshop = make(u"bookshop"_s);
        seed();
    }
    return m_bookshop;
}

void Stage::seed()
{
    Connections &connections = m_bookshop.window->connections();
    const QDateTime now = QDateTime::currentDateTimeUtc();
    const auto remote
        = [&](const QString &name, const QString &address, Environment environment, int daysAgo) {
              ConnectionProfile profile;
              profile.name = name;
              profile.kind = ConnectionKind::Remote;
              profile.address = address;
              profile.environment = environment;
              profile.identity = u"ops@example.com"_s;
              profile.lastUsed = now.addDays(-daysAgo);
              connections.addRemote(profile, {});
          };
    const auto project = [&](const QString &name) {
        const Result<QString> made = connections.createProject(
            m_folder + u"/home/Socle/"_s + name.toLower().replace(u' ', u'-'), name);
        if (!made) {
            qFatal("no project: %s", made.error().message.c_str());
        }
        return *made;
    };
    remote(u"Clinic"_s, u"https://pb.clinic.example"_s, Environment::Production, 7);
    remote(u"Atlas API"_s, u"https://staging.atlas.example"_s, Environment::Staging, 3);
    remote(u"Atlas API"_s, u"https://api.atlas.example"_s, Environment::Production, 1);
    m_freshId = project(u"Field notes"_s);
    m_shopId = project(u"Bookshop"_s);
    connections.open(m_shopId);
    m_bookshop.pilot->until(
        u"the server to start"_s,
        [&] { return session().phase() == ConnectionSession::Phase::Ready; },
        kStartMs);
    m_door = std::make_unique<Door>(QUrl(session().profile().address),
                                    session().context().client().token());
    if (const Result<void> seeded = seedBookshop(*m_door); !seeded) {
        qFatal("the bookshop could not be filled: %s", seeded.error().message.c_str());
    }
    m_bookshop.window->workbench()->tree()->model()->recountAll();
    m_bookshop.pilot->trigger(u"act.app.reloadSchema"_s);
    m_bookshop.pilot->until(
        u"the schema"_s, [&] { return session().context().schema().find(u"reviews") != nullptr; });
}

QString Stage::address() { return session().profile().address; }

Door &Stage::door()
{
    bookshop();
    return *m_door;
}

void Stage::stopFresh()
{
    ConnectionSession *session = m_bookshop.window->connections().session(m_freshId);
    qint64 killed = 0;
    m_bookshop.pilot->until(
        u"the server to stay down"_s,
        [&] {
            const qint64 process = session->isRunning() ? session->backend()->ready().processId : 0;
            if (process > 0 && process != killed) {
                killed = process;
                ::kill(static_cast<pid_t>(process), SIGKILL);
            }
            return session->phase() == ConnectionSession::Phase::Failed;
        },
        kStartMs);
}

ConnectionSession &Stage::session() { return sessionOf(m_shopId); }

ConnectionSession &Stage::farSession() { return sessionOf(m_farId); }

ConnectionSession &Stage::sessionOf(const QString &id)
{
    ConnectionSession *session = m_bookshop.window->connections().session(id);
    if (session == nullptr) {
        qFatal("a connection of the stage is closed");
    }
    return *session;
}

Pilot &Stage::bring(const QString &id, const QString &what)
{
    Studio &studio = bookshop();
    if (m_wire) {
        m_wire->setMode(FaultProxy::Mode::Pass);
    }
    const ConnectionSession *session = studio.window->connections().open(id);
    studio.pilot->until(
        what, [session] { return session->phase() == ConnectionSession::Phase::Ready; }, kStartMs);
    cleanUp();
    return *studio.pilot;
}

Pilot &Stage::shop()
{
    bookshop();
    return bring(m_shopId, u"the bookshop"_s);
}

Pilot &Stage::fresh()
{
    bookshop();
    return bring(m_freshId, u"the fresh project"_s);
}

FaultProxy &Stage::wire()
{
    bookshop();
    if (!m_wire) {
        m_wire = std::make_unique<FaultProxy>(QUrl(address()));
    }
    return *m_wire;
}

Pilot &Stage::far()
{
    wire();
    if (m_farId.isEmpty()) {
        ConnectionProfile profile;
        profile.name = u"Bookshop"_s;
        profile.kind = ConnectionKind::Remote;
        profile.address = m_wire->address();
        profile.environment = Environment::Development;
        profile.identity = u"far@bookshop.example"_s;
        const QString password = u"sample-password"_s;
        m_door->send("POST",
                     u"/api/collections/_superusers/records"_s,
                     {{u"email"_s, profile.identity},
                      {u"password"_s, password},
                      {u"passwordConfirm"_s, password}});
        m_farId = m_bookshop.window->connections().addRemote(profile, password);
    }
    Connections &connections = m_bookshop.window->connections();
    // A sign-in that was refused is not tried again by itself.
    if (const ConnectionSession *session = connections.session(m_farId);
        session != nullptr && session->phase() == ConnectionSession::Phase::SignInNeeded) {
        m_wire->setMode(FaultProxy::Mode::Pass);
        connections.stop(m_farId);
        m_bookshop.pilot->until(u"the far connection to close"_s,
                                [&] { return connections.session(m_farId) == nullptr; });
    }
    setFarEnvironment(Environment::Development);
    bring(m_farId, u"the bookshop from afar"_s);
    const ConnectionContext &context = farSession().context();
    m_bookshop.pilot->until(u"the wire to hold"_s,
                            [&context] { return context.state() == ConnectionState::Connected; });
    return *m_bookshop.pilot;
}

void Stage::setFarEnvironment(Environment environment)
{
    Connections &connections = m_bookshop.window->connections();
    auto profile = connections.workspace().connection(m_farId);
    if (!profile || profile->environment == environment) {
        return;
    }
    profile->environment = environment;
    connections.workspace().saveConnection(*profile);
    if (ConnectionSession *session = connections.session(m_farId)) {
        session->setProfile(*profile);
    }
}

void Stage::cleanUp()
{
    if (m_wire) {
        m_wire->setMode(FaultProxy::Mode::Pass);
        m_wire->setFailure(500);
    }
    Privacy::current().setOn(false);
    const QWidgetList windows = QApplication::topLevelWidgets();
    for (QWidget *window : windows) {
        if (qobject_cast<Popover *>(window) != nullptr || window->windowType() == Qt::Popup) {
            window->close();
        }
    }
    for (Studio *studio : {&m_untouched, &m_bookshop}) {
        if (studio->window == nullptr) {
            continue;
        }
        qDeleteAll(studio->window->findChildren<Sheet *>());
        qDeleteAll(studio->window->findChildren<TabSwitcher *>());
        if (Workbench *bench = studio->window->workbench()) {
            bench->session().context().staging().discardAll();
            bench->session().context().setLocked(false);
            bench->session().context().schema().discardAllDrafts();
            bench->setInspectorVisible(false);
            bench->rail()->setExpanded(false);
            if (auto *filter = bench->tree()->findChild<QLineEdit *>(u"shell.tree.filter"_s)) {
                filter->clear();
            }
            if (auto *palette = studio->window->findChild<CommandPalette *>()) {
                palette->close();
            }
            while (bench->tabs()->count() > 0) {
                bench->tabs()->close(0);
            }
            for (const QString &banner :
                 {u"restored"_s, u"created"_s, u"updated"_s, u"limited"_s}) {
                bench->hideBanner(banner);
            }
        }
        studio->window->status({}); // what the last shot did
    }
    Pilot::rest(20);
}

QStringList Stage::problems() const
{
    QStringList all;
    for (const Studio *studio : {&m_untouched, &m_bookshop}) {
        if (studio->pilot) {
            all += studio->pilot->problems();
            for (const QString &stray : studio->pilot->strays()) {
                all << u"%1 flashed up as a window of its own"_s.arg(stray);
            }
        }
    }
    return all;
}

std::vector<Shot> allShots()
{
    std::vector<Shot> all;
    for (auto &&part : {homeShots(),
                        dataShots(),
                        dataToolShots(),
                        dataSheetShots(),
                        dataPanelShots(),
                        schemaShots(),
                        accountShots(),
                        importShots(),
                        otherShots(),
                        shellShots(),
                        chromeShots(),
                        connectionShots(),
                        serverShots(),
                        peerShots(),
                        safetyShots(),
                        wireShots()}) {
        all.insert(all.end(), part.begin(), part.end());
    }
    return all;
}

QPixmap photograph(MainWindow &window)
{
    qDeleteAll(window.findChildren<Toast *>());
    window.status({});
    for (QLabel *label : window.findChildren<QLabel *>()) {
        if (const QString text = steady(label->text()); text != label->text()) {
            label->setText(text);
        }
    }
    for (QAbstractButton *button : window.findChildren<QAbstractButton *>()) {
        if (const QString text = steady(button->text()); text != button->text()) {
            button->setText(text);
            button->updateGeometry();
        }
    }
    for (StatusDot *dot : window.findChildren<StatusDot *>()) {
        if (const QString text = steady(dot->accessibleName()); text != dot->accessibleName()) {
            dot->setStatus(static_cast<Tone>(dot->property("tone").toInt()), text);
        }
    }
    for (QLineEdit *field : window.findChildren<QLineEdit *>()) {
        if (const QString text = steady(field->text());
            field->isReadOnly() && text != field->text()) {
            const QSignalBlocker quiet(field);
            field->setText(text);
        }
    }
    Pilot::rest(1); // the layouts follow
    QPixmap picture = window.grab();
    QPainter painter(&picture);
    const QWidgetList windows = QApplication::topLevelWidgets();
    for (QWidget *popup : windows) {
        if (popup->isVisible() && popup->windowType() == Qt::Popup) {
            painter.drawPixmap(popup->mapToGlobal(QPoint()) - window.mapToGlobal(QPoint()),
                               popup->grab());
        }
    }
    return picture;
}

} // namespace socle::studio
