// The shell's own states: the tree with groups, views and fields, privacy mode, the list of recent
// tabs, quick values; and two connections side by side.
#include "studio/app/shots/FaultProxy.h"
#include "studio/app/shots/Flows.h"
#include "studio/app/shots/Shots.h"
#include "studio/kit/Privacy.h"
#include "studio/shell/CollectionTree.h"
#include "studio/shell/CollectionTreeModel.h"
#include "studio/shell/ConnectionSession.h"
#include "studio/shell/MainWindow.h"
#include "studio/shell/TabSwitcher.h"
#include "studio/shell/Workbench.h"

#include <QListView>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr int kShellMs = 900; // counts and records are there

void pin(CollectionTreeModel &model, bool isPinned)
{
    const QModelIndex books = model.indexOfCollection(u"books"_s);
    if (books.data(CollectionTreeModel::IsPinnedRole).toBool() != isPinned) {
        model.togglePin(u"books"_s);
    }
}

Pilot &arrangedTree(Stage &stage)
{
    Pilot &pilot = openRows(stage, u"books"_s);
    Workbench *bench = stage.bookshop().window->workbench();
    CollectionTreeModel &model = *bench->tree()->model();
    pin(model, true);
    model.moveToGroup(u"orders"_s, u"Shop"_s);
    model.moveToGroup(u"order_items"_s, u"Shop/Details"_s);
    bench->tree()->setFieldsShown(true);
    Pilot::rest(kShellMs);
    return pilot;
}

/// What an arrangement left in the tree goes again.
void plainTree(Stage &stage)
{
    CollectionTree *tree = stage.bookshop().window->workbench()->tree();
    pin(*tree->model(), false);
    tree->model()->moveToGroup(u"orders"_s, {});
    tree->model()->moveToGroup(u"order_items"_s, {});
    tree->setFieldsShown(false);
}

/// The bookshop beside another connection; the far one is in production, behind its wire.
Pilot &compared(Stage &stage,
                Place other,
                const QString &what,
                FaultProxy::Mode wire = FaultProxy::Mode::Pass)
{
    MainWindow &window = *stage.bookshop().window;
    if (other == Place::Far) {
        stage.setFarEnvironment(Environment::Production);
    }
    arrive(stage, other);
    const QString right = window.workbench()->connectionId();
    Pilot &pilot = arrive(stage);
    if (other == Place::Far) {
        stage.wire().setMode(wire);
    }
    View *view = window.workbench()->open({u"compare"_s, {}, {}, {}}, OpenMode::Lasting);
    view->restoreState({{u"left"_s, window.workbench()->connectionId()},
                        {u"right"_s, right},
                        {u"what"_s, what},
                        {u"collection"_s, u"users"_s}});
    if (wire == FaultProxy::Mode::Fail) {
        pilot.await(u"compare.right.error.retry"_s);
    }
    Pilot::rest(kShellMs);
    return pilot;
}

} // namespace

std::vector<Shot> shellShots()
{
    return {
        {u"shell"_s, u"tree"_s, [](Stage &stage) -> Pilot & { return arrangedTree(stage); }},
        {u"shell"_s,
         u"treeMenu"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = openRows(stage, u"books"_s);
             plainTree(stage);
             Workbench *bench = stage.bookshop().window->workbench();
             if (!bench->tree()->isVisible()) {
                 bench->toggleTree(); // large text: it is a flyout
             }
             auto *list = bench->tree()->findChild<QListView *>(u"shell.tree"_s);
             emit list->customContextMenuRequested(list->visualRect(list->currentIndex()).center());
             return pilot;
         }},
        {u"shell"_s,
         u"recentTabs"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = openRows(stage, u"books"_s);
             Workbench *bench = stage.bookshop().window->workbench();
             bench->openCollection(u"orders"_s, OpenMode::Lasting);
             bench->openCollection(u"authors"_s, OpenMode::Lasting);
             Pilot::rest(kShellMs);
             // As while Ctrl is held; a key of the pilot's is let go at once.
             MainWindow *window = stage.bookshop().window;
             (new TabSwitcher(window))->open(window->workbench()->recentViews(), 1);
             return pilot;
         }},
        {u"shell"_s,
         u"quickValues"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = openRows(stage, u"books"_s);
             pilot.trigger(u"act.app.palette"_s);
             pilot.type(u"palette.input"_s, u"=tomorrow + 2w"_s);
             return pilot;
         }},
        {u"compare"_s,
         u"schema"_s,
         [](Stage &stage) -> Pilot & { return compared(stage, Place::Fresh, u"schema"_s); }},
        {u"compare"_s,
         u"records"_s,
         [](Stage &stage) -> Pilot & { return compared(stage, Place::Fresh, u"records"_s); }},
        {u"compare"_s,
         u"empty"_s,
         [](Stage &stage) -> Pilot & { return compared(stage, Place::Far, u"records"_s); }},
        {u"compare"_s,
         u"loading"_s,
         [](Stage &stage) -> Pilot & {
             return compared(stage, Place::Far, u"records"_s, FaultProxy::Mode::Hold);
         }},
        {u"compare"_s,
         u"error"_s,
         [](Stage &stage) -> Pilot & {
             return compared(stage, Place::Far, u"records"_s, FaultProxy::Mode::Fail);
         }},
        {u"shell"_s,
         u"privacy"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = openRows(stage, u"users"_s);
             Privacy::current().setOn(true);
             Pilot::rest(kShellMs);
             return pilot;
         }},
    };
}

} // namespace socle::studio
