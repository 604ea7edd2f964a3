// What can be photographed: one entry per view and state, in the order of the contact sheet.
//
// A shot brings the real window into its state through public object names and is then photographed
// once per theme; the stage is put back between shots (tabs closed, nothing staged, no sheet).
// Source: studio.md 8.3.
#pragma once

#include "studio/app/shots/Door.h"
#include "studio/app/shots/Pilot.h"

#include <QPixmap>
#include <QSize>

#include <functional>
#include <memory>
#include <vector>

namespace socle::studio {

class ConnectionSession;
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
    /// `folder` is temporary and holds everything: home, workspaces, projects.
    explicit Stage(QString folder, QSize size);
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

    QString m_folder;
    QSize m_size;
    Studio m_untouched;
    Studio m_bookshop;
    QString m_shopId;
    QString m_freshId;
    std::unique_ptr<Door> m_door;
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
std::vector<Shot> schemaShots();
std::vector<Shot> accountShots();
std::vector<Shot> otherShots();
std::vector<Shot> allShots();

/// The window with its popovers, without anything that differs from run to run.
QPixmap photograph(MainWindow &window);

} // namespace socle::studio
