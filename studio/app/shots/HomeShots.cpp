// Home: cards, list, and the three sheets.
#include "studio/app/shots/Shots.h"
#include "studio/shell/ConnectionSession.h"
#include "studio/shell/MainWindow.h"
#include "studio/views/home/HomeView.h"

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

Pilot &home(Stage &stage)
{
    Studio &studio = stage.bookshop();
    stage.cleanUp();
    studio.window->showHome();
    return *studio.pilot;
}

Pilot &sheet(Stage &stage, const QString &card)
{
    Pilot &pilot = home(stage);
    pilot.click(u"home."_s + card);
    return pilot;
}

} // namespace

std::vector<Shot> homeShots()
{
    return {
        {u"home"_s,
         u"empty"_s,
         [](Stage &stage) -> Pilot & {
             Studio &studio = stage.untouched();
             studio.pilot->await(u"home.new"_s);
             return *studio.pilot;
         }},
        {u"home"_s,
         u"list"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = home(stage);
             pilot.await(u"home.list"_s);
             return pilot;
         }},
        {u"home"_s,
         u"new-project"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = sheet(stage, u"new"_s);
             pilot.type(u"home.newProject.name"_s, u"Reading list"_s);
             return pilot;
         }},
        {u"home"_s,
         u"edit"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = home(stage);
             auto *view = qobject_cast<HomeView *>(pilot.await(u"home"_s));
             view->editEntry(stage.session().profile().id);
             pilot.await(u"home.edit.name"_s);
             return pilot;
         }},
        {u"home"_s,
         u"open-data"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = sheet(stage, u"open"_s);
             pilot.type(u"home.openData.path"_s, u"~/Socle/bookshop/socle_data"_s);
             pilot.press(Qt::Key_Return);
             pilot.await(u"home.openData.found"_s);
             return pilot;
         }},
        {u"home"_s,
         u"connect"_s,
         [](Stage &stage) -> Pilot & {
             stage.bookshop();
             const QString address = stage.address();
             Pilot &pilot = sheet(stage, u"connect"_s);
             pilot.type(u"home.connectSheet.address"_s, address);
             Pilot::rest(900); // it looks while one types
             return pilot;
         }},
    };
}

} // namespace socle::studio
