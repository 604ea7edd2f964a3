// What can be photographed: one entry per view and state, in the order of the contact sheet.
//
// A shot brings the real window into its state through public object names and is then photographed
// once per theme; the stage is put back between shots (tabs closed, nothing staged, no sheet).
// Source: studio.md 8.3.
#pragma once

#include "studio/app/shots/Door.h"
#include "studio/app/shots/Pilot.h"
#include "studio/platform/ConnectionProfile.h"

#include <QJsonObject>
#include <QPixmap>
#include <QProcess>
#include <QSize>

#include <functional>
#include <memory>
#include <vector>

namespace socle::studio {

class ConnectionSession;
class FaultProxy;
class MainWindow;
class Wiring;

/// One running studio on its own workspace.
struct Studio
{
    std::unique_ptr<Wiring> wiring;
    std::unique_ptr<Pilot> pilot;
    MainWindow *window = nullptr;
};

class Stage
{
public:
    /// `folder` is temporary and holds everything: home, workspaces, projects. `preferences` are
    /// those of its studios from the start.
    explicit Stage(QString folder, QSize size, QJsonObject preferences = {});
    ~Stage();

    const QString &folder() const { return m_folder; }

    /// A studio that has never been used.
    Studio &untouched();
    /// A studio with the bookshop open and other connections in its list; made (and seeded) at the
    /// first call.
    Studio &bookshop();
    /// The bookshop's connection, brought to the front and put back: no tabs, nothing staged,
    /// server running.
    Pilot &shop();
    ConnectionSession &session();
    /// A second, fresh project in the same studio.
    Pilot &fresh();

    /// The bookshop as a remote server, brought to the front and put back; its wire passes.
    Pilot &far();
    /// The wire of far(): what is set holds until the next cleanUp().
    FaultProxy &wire();
    ConnectionSession &farSession();
    /// What far() is to be: development again at the next far().
    void setFarEnvironment(Environment environment);

    /// A PocketBase (SOCLE_TEST_PEER) with the sample project, brought to the front and put back.
    Pilot &peer();

    /// Address of the bookshop's server.
    QString address();
    /// Ends the server of the fresh project for good, as a crash that cannot be repaired would.
    void stopFresh();
    /// Plain HTTP to the bookshop, as its superuser.
    Door &door();

    /// What stands between two shots.
    void cleanUp();
    QStringList problems() const;

private:
    Studio make(const QString &name);
    void seed();
    Pilot &bring(const QString &id, const QString &what);
    ConnectionSession &sessionOf(const QString &id);

    QString m_folder;
    QSize m_size;
    QJsonObject m_preferences;
    Studio m_untouched;
    Studio m_bookshop;
    QString m_shopId;
    QString m_freshId;
    QString m_farId;
    QString m_peerId;
    std::unique_ptr<QProcess> m_peer;
    std::unique_ptr<Door> m_door;
    std::unique_ptr<FaultProxy> m_wire;
};

struct Shot
{
    QString view;
    QString state;
    /// Arranges the window and returns it.
    std::function<Pilot &(Stage &)> arrange;
};

std::vector<Shot> homeShots();
std::vector<Shot> dataShots();
std::vector<Shot> dataToolShots();
std::vector<Shot> dataSheetShots();
std::vector<Shot> dataPanelShots();
std::vector<Shot> schemaShots();
std::vector<Shot> accountShots();
std::vector<Shot> otherShots();
std::vector<Shot> shellShots();
/// Palette, popovers, narrow window, sheets that ask first.
std::vector<Shot> chromeShots();
/// Home beyond its list: what can go wrong on the way to a server, and questions.
std::vector<Shot> connectionShots();
/// Environments, the write lock, refusals of the server.
std::vector<Shot> safetyShots();
/// Pages and sheets of server settings, keys, backups, logs, AI.
std::vector<Shot> serverShots();
/// The same views against a PocketBase; none without one.
std::vector<Shot> peerShots();
std::vector<Shot> importShots();
/// Loading, error and offline of every view that asks a server.
std::vector<Shot> wireShots();
std::vector<Shot> allShots();

/// The window with its popovers, without anything that differs from run to run.
QPixmap photograph(MainWindow &window);

} // namespace socle::studio
