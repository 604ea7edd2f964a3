// What keeps real data safe, and what a server says when it will not: environments and their edge,
// the write lock, a sign-in that ended, too many requests, a newer server.
//
// Source: studio.md 3.14, 3.18, Appendix B.
#include "studio/app/shots/FaultProxy.h"
#include "studio/app/shots/Flows.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/shell/ConnectionSession.h"
#include "studio/shell/MainWindow.h"
#include "studio/shell/Workbench.h"

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr int kSafetyMs = 700;

Pilot &inEnvironment(Stage &stage, Environment environment)
{
    Pilot &pilot = openRows(stage, u"books"_s, Place::Far);
    stage.setFarEnvironment(environment);
    Pilot::rest(kSafetyMs);
    return pilot;
}

/// The far bookshop, every answer of which is that status from now on; then a view that asks.
Pilot &refused(Stage &stage, int status, const QString &collection)
{
    Pilot &pilot = stage.far();
    stage.wire().setFailure(status);
    stage.wire().setMode(FaultProxy::Mode::Fail);
    stage.bookshop().window->workbench()->open(ViewTarget{u"data"_s, collection, {}, {}},
                                               OpenMode::Lasting);
    Pilot::rest(2 * kSafetyMs);
    return pilot;
}

} // namespace

std::vector<Shot> safetyShots()
{
    return {
        {u"shell"_s,
         u"production"_s,
         [](Stage &stage) -> Pilot & { return inEnvironment(stage, Environment::Production); }},
        {u"shell"_s,
         u"unlock"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = inEnvironment(stage, Environment::Production);
             pilot.trigger(u"act.app.lock"_s);
             pilot.await(u"shell.lock"_s);
             return pilot;
         }},
        {u"shell"_s,
         u"staging"_s,
         [](Stage &stage) -> Pilot & { return inEnvironment(stage, Environment::Staging); }},
        {u"shell"_s,
         u"serverUpdated"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = openRows(stage, u"books"_s, Place::Far);
             emit stage.farSession().serverUpdated(u"Socle 1.1"_s);
             pilot.await(u"shell.banner.updated"_s);
             return pilot;
         }},
        {u"shell"_s,
         u"forbidden"_s,
         [](Stage &stage) -> Pilot & { return refused(stage, 403, u"orders"_s); }},
        {u"shell"_s,
         u"limited"_s,
         [](Stage &stage) -> Pilot & { return refused(stage, 429, u"authors"_s); }},
        {u"shell"_s,
         u"signedOut"_s,
         [](Stage &stage) -> Pilot & { return refused(stage, 401, u"reviews"_s); }},
    };
}

} // namespace socle::studio
