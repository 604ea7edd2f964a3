// What a view shows when its server is slow, fails or is gone: the bookshop behind a wire that can
// misbehave (FaultProxy), and a project whose server does not come back.
//
// One row of the table for each view that asks a server; the three states of a row are arranged the
// same way for all of them. Source: studio.md 3.11, 3.13.
#include "studio/app/shots/FaultProxy.h"
#include "studio/app/shots/Flows.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/shell/ConnectionSession.h"
#include "studio/shell/MainWindow.h"

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr int kSkeletonMs = 300; // skeletons come after 120
constexpr int kOfflineMs = 20'000; // three seconds, and the probes between

struct AskingView
{
    ViewTarget target;
    const char *filled; // what is there once the server has answered
    const char *failed; // what says that it could not; empty: nothing of the view needs the answer
};

const std::vector<AskingView> &askingViews()
{
    static const std::vector<AskingView> all{
        {{u"data"_s, u"books"_s, {}, {}}, "data.grid", "data.error.retry"},
        {{u"users"_s, {}, {}, {}}, "users.table", "users.error.retry"},
        {{u"logs"_s, {}, {}, {}}, "logs.list", "logs.error.retry"},
        {{u"backups"_s, {}, {}, {}}, "backups.list", "backups.error.retry"},
        {{u"server"_s, {}, {}, {}}, "settings.page.application", "server.error.retry"},
        {{u"ai"_s, {}, {}, {{u"page"_s, u"providers"_s}}}, "ai.tabs", ""},
        {{u"schema"_s, u"books"_s, {}, {}}, "schema.sheet", ""},
    };
    return all;
}

/// The far bookshop with nothing open and its wire in that mode, then the view.
Pilot &openFaulty(Stage &stage, const AskingView &view, FaultProxy::Mode mode)
{
    Pilot &pilot = stage.far();
    stage.wire().setMode(mode);
    stage.bookshop().window->workbench()->open(view.target, OpenMode::Lasting);
    pilot.await(view.target.view);
    return pilot;
}

Pilot &loading(Stage &stage, const AskingView &view)
{
    Pilot &pilot = openFaulty(stage, view, FaultProxy::Mode::Hold);
    Pilot::rest(kSkeletonMs);
    return pilot;
}

Pilot &error(Stage &stage, const AskingView &view)
{
    Pilot &pilot = openFaulty(stage, view, FaultProxy::Mode::Fail);
    pilot.await(QString::fromLatin1(view.failed));
    return pilot;
}

Pilot &offline(Stage &stage, const AskingView &view)
{
    Pilot &pilot = openView(stage, view.target, Place::Far);
    pilot.await(QString::fromLatin1(view.filled));
    Pilot::rest(kAfterRowsMs);
    stage.wire().setMode(FaultProxy::Mode::Refuse);
    const ConnectionContext &context = stage.farSession().context();
    pilot.until(
        u"the view to be offline"_s,
        [&context] { return context.state() == ConnectionState::Offline; },
        kOfflineMs);
    pilot.await(u"shell.banner.offline"_s);
    return pilot;
}

} // namespace

std::vector<Shot> wireShots()
{
    std::vector<Shot> shots;
    for (const AskingView &view : askingViews()) {
        const auto add = [&](const QString &state, auto arrange) {
            shots.push_back({view.target.view, state, [&view, arrange](Stage &stage) -> Pilot & {
                                 return arrange(stage, view);
                             }});
        };
        if (*view.failed != '\0') {
            add(u"loading"_s, loading);
            add(u"error"_s, error);
        }
        add(u"offline"_s, offline);
    }
    // The last ones: the fresh project does not come back from this.
    shots.push_back(
        {u"shell"_s, u"failed"_s, [](Stage &stage) -> Pilot & {
             Pilot &pilot = openView(stage, {u"data"_s, u"users"_s, {}, {}}, Place::Fresh);
             stage.stopFresh();
             Pilot::rest(kAfterRowsMs);
             return pilot;
         }});
    shots.push_back({u"home"_s, u"failed"_s, [](Stage &stage) -> Pilot & {
                         Studio &studio = stage.bookshop();
                         stage.cleanUp();
                         studio.window->showHome();
                         studio.pilot->await(u"home.list"_s);
                         return *studio.pilot;
                     }});
    return shots;
}

} // namespace socle::studio
