#include "studio/app/Wiring.h"

#include "studio/app/ViewCatalogue.h"
#include "studio/platform/ColorScheme.h"
#include "studio/platform/SecretStore.h"
#include "studio/platform/Workspace.h"
#include "studio/shell/Appearance.h"
#include "studio/shell/Connections.h"
#include "studio/shell/MainWindow.h"
#include "studio/shell/SecretSheet.h"
#include "studio/shell/ViewLink.h"
#include "studio/shell/Workbench.h"
#include "studio/views/home/HomeView.h"
#include "studio/views/server/ServerSettings.h"
#include "studio/views/settings/AppearancePage.h"

#include <QFileInfo>
#include <QUrl>
#include <QUrlQuery>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

const QString kSecretsChoice = u"secrets.fallback"_s;

} // namespace

struct Wiring::Parts
{
    std::unique_ptr<Workspace> workspace;
    std::unique_ptr<SecretStore> secrets;
    std::unique_ptr<ColorScheme> desktop;
    std::unique_ptr<Appearance> appearance;
    std::unique_ptr<Connections> connections;
    std::unique_ptr<MainWindow> window;
    HomeView *home = nullptr; // a child of the window
};

Wiring::Wiring(std::unique_ptr<Parts> parts)
    : m_parts(std::move(parts))
{
}

Wiring::~Wiring() = default;

Result<std::unique_ptr<Wiring>> Wiring::make(const Options &options)
{
    auto parts = std::make_unique<Parts>();
    const QString folder
        = options.workspaceFolder.isEmpty() ? Workspace::defaultFolder() : options.workspaceFolder;
    parts->workspace = SOCLE_TRY(Workspace::open(folder));
    parts->secrets = std::make_unique<SecretStore>(
        SecretStore::Backend::Keychain, nullptr, folder + u"/secrets.vault"_s);
    parts->desktop = std::make_unique<ColorScheme>();
    parts->appearance = std::make_unique<Appearance>(*parts->workspace, *parts->desktop);
    parts->appearance->apply();
    parts->connections = std::make_unique<Connections>(*parts->workspace, *parts->secrets);
    parts->window = std::make_unique<MainWindow>(*parts->connections,
                                                 *parts->appearance,
                                                 viewCatalogue(*parts->connections),
                                                 !options.isSafe);
    Parts *made = parts.get();
    parts->window->setHome([made](MainWindow &window) {
        made->home = new HomeView(*made->connections, window);
        return made->home;
    });
    parts->window->setSettings(
        [made](QWidget *parent) { return new AppearancePage(*made->workspace, parent); });
    QList<MainWindow::SettingEntry> settings;
    for (const ServerSetting &setting : serverSettings()) {
        settings.append({QString::fromLatin1(setting.path),
                         settingText(setting.title),
                         pageTitle(QString::fromLatin1(setting.page))});
    }
    parts->window->setServerSettings(std::move(settings));
    QObject::connect(
        made->secrets.get(), &SecretStore::becameSessionOnly, made->window.get(), [made] {
            const QString choice = made->workspace->preference(kSecretsChoice).toString();
            if (choice == u"session"_s && !made->secrets->isLocked()) {
                return; // asked once
            }
            auto *sheet = new SecretSheet(*made->secrets, made->window.get());
            QObject::connect(
                sheet, &SecretSheet::decided, made->window.get(), [made](const QString &decided) {
                    made->workspace->setPreference(kSecretsChoice, decided);
                });
            sheet->open();
        });
    return std::unique_ptr<Wiring>(new Wiring(std::move(parts)));
}

MainWindow &Wiring::window() { return *m_parts->window; }

void Wiring::start(const Options &options)
{
    m_parts->window->show();
    if (!m_parts->workspace->notice().isEmpty()) {
        m_parts->window->toast(Tone::Warning, m_parts->workspace->notice());
    }
    if (options.isSafe) {
        MainWindow *window = m_parts->window.get();
        window->toast(Tone::Info,
                      MainWindow::tr("Safe start: nothing was restored."),
                      MainWindow::tr("Reset window state"),
                      [window] { window->resetWindowState(); });
    }
    m_parts->window->restoreConnections();
    if (!options.open.isEmpty()) {
        raise(options.open);
    }
}

/// A server this studio does not know is offered to be connected to.
void Wiring::openLink(const ViewLink &link)
{
    MainWindow &window = *m_parts->window;
    const QString id = linkedConnection(link, m_parts->workspace->connections());
    if (id.isEmpty()) {
        window.showHome();
        if (link.server.isEmpty()) {
            window.toast(Tone::Warning,
                         MainWindow::tr("This link is to a project of another computer."));
        } else {
            m_parts->home->showConnect(link.server, {}, {});
        }
        return;
    }
    m_parts->connections->open(id);
    window.showConnection(id);
    if (Shell *shell = window.workbench()) {
        shell->open(link.target, OpenMode::Lasting);
    }
}

void Wiring::raise(const QStringList &arguments)
{
    MainWindow &window = *m_parts->window;
    window.setWindowState(window.windowState() & ~Qt::WindowMinimized);
    window.raise();
    window.activateWindow();
    for (const QString &argument : arguments) {
        const QUrl url(argument);
        if (url.scheme() == u"socle-studio"_s && url.host() == u"connect"_s) {
            window.showHome();
            const QUrlQuery query(url);
            m_parts->home->showConnect(query.queryItemValue(u"address"_s, QUrl::FullyDecoded),
                                       query.queryItemValue(u"name"_s, QUrl::FullyDecoded),
                                       query.queryItemValue(u"identity"_s, QUrl::FullyDecoded));
        } else if (const auto link = readViewLink(url)) {
            openLink(*link);
        } else if (QFileInfo::exists(argument + u"/project.json"_s)) {
            if (const Result<QString> id = m_parts->connections->addProject(argument)) {
                m_parts->connections->open(*id);
            }
        } else if (QFileInfo::exists(argument)) {
            window.showHome();
            m_parts->home->showOpenData(argument);
        }
    }
}

} // namespace socle::studio
