// The same views against a PocketBase: what it cannot do is said in one line where it would be.
//
// Only where SOCLE_TEST_PEER names such a program; it runs in a folder of its own, filled with the
// sample project. Its clock is the machine's, so these pictures differ from run to run.
// Source: studio.md Appendix A.
#include "studio/app/shots/Flows.h"
#include "studio/shell/MainWindow.h"
#include "studio/shell/Workbench.h"

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr int kPeerMs = 1200;

Shot peerShot(const QString &state, const ViewTarget &target)
{
    return {u"peer"_s, state, [target](Stage &stage) -> Pilot & {
                Pilot &pilot = stage.peer();
                stage.bookshop().window->workbench()->open(target, OpenMode::Lasting);
                pilot.await(target.view);
                Pilot::rest(kPeerMs);
                return pilot;
            }};
}

} // namespace

std::vector<Shot> peerShots()
{
    if (!qEnvironmentVariableIsSet("SOCLE_TEST_PEER")) {
        return {};
    }
    return {
        peerShot(u"data"_s, {u"data"_s, u"users"_s, {}, {}}),
        peerShot(u"schema"_s, {u"schema"_s, u"users"_s, {}, {}}),
        peerShot(u"users"_s, {u"users"_s, {}, {}, {}}),
        peerShot(u"logs"_s, {u"logs"_s, {}, {}, {}}),
        peerShot(u"backups"_s, {u"backups"_s, {}, {}, {}}),
        peerShot(u"server"_s, {u"server"_s, {}, {}, {{u"page"_s, u"limits"_s}}}),
        peerShot(u"keys"_s, {u"server"_s, {}, {}, {{u"page"_s, u"keys"_s}}}),
        peerShot(u"ai"_s, {u"ai"_s, {}, {}, {}}),
        {u"peer"_s,
         u"details"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = stage.peer();
             pilot.trigger(u"act.app.details"_s);
             pilot.await(u"shell.details"_s);
             return pilot;
         }},
    };
}

} // namespace socle::studio
