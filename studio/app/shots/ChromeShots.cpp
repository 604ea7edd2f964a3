// What hangs from the window's edges: the palette in each of its modes, popovers of the top and
// status bar, the menu bar, a narrow window, and the sheets that ask before something is lost.
#include "studio/app/shots/Flows.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/SchemaStore.h"
#include "studio/domain/TaskList.h"
#include "studio/platform/SecretStore.h"
#include "studio/shell/CollectionDanger.h"
#include "studio/shell/CollectionTree.h"
#include "studio/shell/ConnectionSession.h"
#include "studio/shell/Connections.h"
#include "studio/shell/MainWindow.h"
#include "studio/shell/SecretSheet.h"
#include "studio/shell/SignInSheet.h"
#include "studio/shell/Workbench.h"

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr int kChromeMs = 700; // counts, found records, latency

Shot palette(const QString &state, const QString &text)
{
    return {u"shell"_s, state, [text](Stage &stage) -> Pilot & {
                Pilot &pilot = openRows(stage, u"books"_s);
                pilot.trigger(u"act.app.palette"_s);
                pilot.type(u"palette.input"_s, text);
                Pilot::rest(kChromeMs);
                return pilot;
            }};
}

/// Something an action of the window opens over the rows of the bookshop.
Shot opened(const QString &state, const QString &action, const QString &what)
{
    return {u"shell"_s, state, [action, what](Stage &stage) -> Pilot & {
                Pilot &pilot = openRows(stage, u"books"_s);
                pilot.trigger(action);
                pilot.await(what);
                Pilot::rest(kChromeMs);
                return pilot;
            }};
}

Shot danger(const QString &state, CollectionDanger kind)
{
    return {u"shell"_s, state, [kind](Stage &stage) -> Pilot & {
                Pilot &pilot = openRows(stage, u"reviews"_s);
                ConnectionContext &context = stage.session().context();
                askBeforeDanger(stage.bookshop().window,
                                context,
                                context.schema().find(u"reviews"),
                                kind,
                                [](const QString &) {});
                Pilot::rest(kChromeMs);
                return pilot;
            }};
}

Pilot &asksToQuit(Stage &stage)
{
    Pilot &pilot = openRows(stage, u"books"_s);
    TaskList &tasks = stage.session().context().tasks();
    Task *task = tasks.add(u"Import readers"_s);
    Pilot::rest(kChromeMs); // it runs
    pilot.trigger(u"act.app.quit"_s);
    pilot.await(u"shell.quit"_s);
    task->succeed({}); // the sheet keeps its list
    return pilot;
}

/// A keychain is missing on many a machine; the store is the sheet's own here.
Pilot &asksForSecrets(Stage &stage)
{
    Pilot &pilot = stage.shop();
    auto *store = new SecretStore(
        SecretStore::Backend::SessionOnly, stage.bookshop().window, stage.folder() + u"/vault"_s);
    auto *sheet = new SecretSheet(*store, stage.bookshop().window);
    QObject::connect(sheet, &QObject::destroyed, store, &QObject::deleteLater);
    sheet->open();
    pilot.await(u"shell.secrets.passphrase"_s);
    return pilot;
}

Pilot &asksToSignIn(Stage &stage)
{
    Pilot &pilot = stage.far();
    (new SignInSheet(stage.farSession(), stage.bookshop().window))->open();
    pilot.await(u"shell.signIn.password"_s);
    return pilot;
}

} // namespace

std::vector<Shot> chromeShots()
{
    return {
        palette(u"paletteAll"_s, u"bo"_s),
        palette(u"paletteActions"_s, u">"_s),
        palette(u"paletteFields"_s, u"@pri"_s),
        palette(u"paletteSettings"_s, u":smtp"_s),
        palette(u"paletteHelp"_s, u"?"_s),
        palette(u"paletteNothing"_s, u"@zzzz"_s),
        opened(u"switcher"_s, u"act.app.switch"_s, u"shell.switcher"_s),
        opened(u"details"_s, u"act.app.details"_s, u"shell.details"_s),
        opened(u"network"_s, u"act.app.network"_s, u"shell.network"_s),
        {u"shell"_s,
         u"placeholder"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = stage.shop();
             Pilot::rest(kChromeMs);
             return pilot;
         }},
        {u"shell"_s,
         u"treeNothing"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = openRows(stage, u"books"_s);
             Workbench *bench = stage.bookshop().window->workbench();
             if (!bench->tree()->isVisible()) {
                 bench->toggleTree();
             }
             pilot.type(u"shell.tree.filter"_s, u"zzzz"_s);
             Pilot::rest(kChromeMs);
             return pilot;
         }},
        {u"shell"_s,
         u"railLabels"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = openRows(stage, u"books"_s);
             pilot.trigger(u"act.app.railLabels"_s);
             Pilot::rest(kChromeMs);
             return pilot;
         }},
        {u"shell"_s,
         u"fourPanes"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = openRows(stage, u"books"_s);
             pilot.trigger(u"act.app.splitRight"_s);
             stage.bookshop().window->workbench()->openCollection(u"orders"_s, OpenMode::Lasting);
             pilot.trigger(u"act.app.splitDown"_s);
             stage.bookshop().window->workbench()->goToView(u"logs"_s);
             pilot.trigger(u"act.app.splitRight"_s);
             stage.bookshop().window->workbench()->goToView(u"users"_s);
             Pilot::rest(kChromeMs);
             return pilot;
         }},
        danger(u"truncate"_s, CollectionDanger::Truncate),
        danger(u"deleteCollection"_s, CollectionDanger::Delete),
        {u"shell"_s, u"quit"_s, asksToQuit},
        {u"shell"_s, u"secrets"_s, asksForSecrets},
        {u"shell"_s, u"signIn"_s, asksToSignIn},
    };
}

} // namespace socle::studio
