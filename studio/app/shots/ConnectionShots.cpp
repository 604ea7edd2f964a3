// Home beyond its list: nothing found, menus, questions; what the sheets say when a server, a
// folder or a certificate is not as hoped; a server that is still starting.
#include "studio/app/shots/Flows.h"
#include "studio/shell/CertificateSheet.h"
#include "studio/shell/ConnectionSession.h"
#include "studio/shell/Connections.h"
#include "studio/shell/LogSheet.h"
#include "studio/shell/MainWindow.h"
#include "studio/views/home/HomeView.h"

#include <QApplication>
#include <QDir>
#include <QWidget>

#include <csignal>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr int kProbeMs = 1500; // a refused connection is known by then

Pilot &toHome(Stage &stage)
{
    Studio &studio = stage.bookshop();
    stage.cleanUp();
    studio.window->showHome();
    studio.pilot->type(u"home.search"_s, QString());
    studio.pilot->await(u"home.list"_s);
    return *studio.pilot;
}

QString rowOf(Stage &stage) { return u"home.row."_s + stage.session().profile().id; }

/// An action that is triggered leaves the menu it stands in.
void closeMenus()
{
    const QWidgetList windows = QApplication::topLevelWidgets();
    for (QWidget *window : windows) {
        if (window->windowType() == Qt::Popup) {
            window->close();
        }
    }
}

/// A certificate as a router of the house next door would show.
CertificateProblem strangeCertificate(bool isChanged)
{
    CertificateProblem problem;
    problem.host = u"pb.clinic.example"_s;
    problem.issuer = u"Clinic internal CA"_s;
    problem.subject = u"pb.clinic.example"_s;
    problem.alternativeNames = {u"pb.clinic.example"_s, u"10.0.4.12"_s};
    problem.validFrom = QDateTime({2026, 1, 10}, {8, 0}, Qt::UTC);
    problem.validTo = QDateTime({2027, 1, 10}, {8, 0}, Qt::UTC);
    problem.sha256
        = QByteArray::fromHex("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08");
    problem.reason
        = u"The issuer certificate of a locally looked up certificate could not be found"_s;
    problem.isChanged = isChanged;
    return problem;
}

Pilot &certificate(Stage &stage, bool isChanged)
{
    Pilot &pilot = toHome(stage);
    (new CertificateSheet(stage.bookshop().window, strangeCertificate(isChanged)))->open();
    pilot.await(u"shell.certificate.pin"_s);
    return pilot;
}

/// A server that is stopped in its first breath stays in its first breath.
Pilot &starting(Stage &stage)
{
    Studio &studio = stage.bookshop();
    stage.fresh();
    ConnectionSession *fresh
        = studio.window->workbench() == nullptr ? nullptr : &studio.window->workbench()->session();
    toHome(stage);
    if (fresh != nullptr && fresh->isRunning()) {
        const auto process = static_cast<pid_t>(fresh->backend()->ready().processId);
        ::kill(process, SIGKILL);
        studio.pilot->until(u"the server to be missed"_s,
                            [fresh] { return fresh->phase() != ConnectionSession::Phase::Ready; });
    }
    return *studio.pilot;
}

} // namespace

std::vector<Shot> connectionShots()
{
    return {
        {u"home"_s,
         u"nothingFound"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = toHome(stage);
             pilot.type(u"home.search"_s, u"zzzz"_s);
             Pilot::rest(kProbeMs);
             return pilot;
         }},
        {u"home"_s,
         u"rowMenu"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = toHome(stage);
             pilot.click(rowOf(stage) + u".more"_s);
             return pilot;
         }},
        {u"home"_s,
         u"trash"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = toHome(stage);
             pilot.click(rowOf(stage) + u".more"_s);
             pilot.trigger(u"act.home.trash"_s);
             pilot.await(u"home.trash.name"_s);
             closeMenus();
             return pilot;
         }},
        {u"home"_s,
         u"connectRefused"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = toHome(stage);
             pilot.click(u"home.connect"_s);
             pilot.type(u"home.connectSheet.address"_s, u"127.0.0.1:9"_s); // nobody listens there
             Pilot::rest(kProbeMs);
             return pilot;
         }},
        {u"home"_s,
         u"certificate"_s,
         [](Stage &stage) -> Pilot & { return certificate(stage, false); }},
        {u"home"_s,
         u"certificateChanged"_s,
         [](Stage &stage) -> Pilot & { return certificate(stage, true); }},
        {u"home"_s,
         u"openNothing"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = toHome(stage);
             QDir().mkpath(stage.folder() + u"/home/Pictures"_s);
             pilot.click(u"home.open"_s);
             pilot.type(u"home.openData.path"_s, u"~/Pictures"_s);
             pilot.press(Qt::Key_Return);
             Pilot::rest(kProbeMs);
             return pilot;
         }},
        {u"home"_s,
         u"log"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = toHome(stage);
             (new LogSheet(
                  stage.bookshop().window,
                  u"Another program uses its port."_s,
                  {u"2026-03-14 09:26:51 INFO  socle 1.0.0"_s,
                   u"2026-03-14 09:26:51 INFO  data folder ~/Socle/bookshop/socle_data"_s,
                   u"2026-03-14 09:26:52 ERROR bind 127.0.0.1:41873: Address already in use"_s}))
                 ->open();
             pilot.await(u"shell.log.text"_s);
             return pilot;
         }},
        {u"home"_s, u"restarting"_s, starting},
    };
}

} // namespace socle::studio
