// Logs, AI, settings, and what belongs to the window.
#include "studio/app/shots/Flows.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/TaskList.h"
#include "studio/kit/DataGrid.h"
#include "studio/shell/ConnectionSession.h"
#include "studio/shell/MainWindow.h"
#include "studio/shell/Workbench.h"

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr int kSettleMs = 900;

Pilot &logs(Stage &stage)
{
    Pilot &pilot = openView(stage, {u"logs"_s, {}, {}, {}});
    pilot.until(u"log entries"_s, [&] {
        const auto *list = qobject_cast<DataGrid *>(pilot.find(u"logs.list"_s));
        return list != nullptr && list->model() != nullptr && list->model()->rowCount() > 5;
    });
    Pilot::rest(kSettleMs);
    return pilot;
}

Pilot &ai(Stage &stage, const QString &page)
{
    Pilot &pilot = openView(stage, {u"ai"_s, {}, {}, {{u"page"_s, page}}});
    Pilot::rest(kSettleMs);
    return pilot;
}

} // namespace

std::vector<Shot> otherShots()
{
    return {
        {u"logs"_s,
         u"empty"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = openView(stage, {u"logs"_s, {}, {}, {}});
             pilot.type(u"logs.filter"_s, u"nothing like this"_s);
             pilot.press(Qt::Key_Return);
             pilot.await(u"logs.empty.clear"_s);
             return pilot;
         }},
        {u"logs"_s, u"populated"_s, [](Stage &stage) -> Pilot & { return logs(stage); }},
        {u"logs"_s,
         u"detail"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = logs(stage);
             auto *list = qobject_cast<DataGrid *>(pilot.find(u"logs.list"_s));
             list->setCurrentIndex(list->model()->index(3, 0));
             stage.bookshop().window->workbench()->setInspectorVisible(true);
             pilot.await(u"logs.detail"_s);
             return pilot;
         }},
        {u"ai"_s,
         u"empty"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = openView(stage, {u"ai"_s, {}, {}, {}}, Place::Fresh);
             Pilot::rest(kSettleMs);
             return pilot;
         }},
        {u"ai"_s,
         u"answered"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = ai(stage, u"chat"_s);
             pilot.type(u"ai.composer"_s, u"What should a bookshop index first?"_s);
             pilot.click(u"ai.send"_s);
             Pilot::rest(2 * kSettleMs);
             return pilot;
         }},
        {u"ai"_s,
         u"ask"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = ai(stage, u"ask"_s);
             pilot.type(u"ai.ask.question"_s, u"Published books above 20"_s);
             pilot.click(u"ai.ask.run"_s);
             Pilot::rest(2 * kSettleMs);
             return pilot;
         }},
        {u"ai"_s,
         u"providers"_s,
         [](Stage &stage) -> Pilot & { return ai(stage, u"providers"_s); }},
        {u"settings"_s,
         u"appearance"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = stage.shop();
             pilot.trigger(u"act.go.settings"_s);
             pilot.await(u"settings.page.appearance"_s);
             return pilot;
         }},
        {u"settings"_s,
         u"keys"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = openView(stage, {u"settings"_s, {}, {}, {{u"page"_s, u"keys"_s}}});
             pilot.await(u"settings.page.keys"_s);
             return pilot;
         }},
        {u"shell"_s,
         u"palette"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = openRows(stage, u"books"_s);
             pilot.trigger(u"act.app.palette"_s);
             pilot.type(u"palette.input"_s, u"#sol"_s);
             Pilot::rest(kSettleMs); // records are looked for after a rest
             return pilot;
         }},
        {u"shell"_s,
         u"panes"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = openRows(stage, u"books"_s);
             pilot.trigger(u"act.app.splitRight"_s);
             pilot.choose(u"shell.tree"_s, u"orders"_s, true);
             pilot.trigger(u"act.app.splitDown"_s);
             pilot.choose(u"shell.tree"_s, u"authors"_s, true);
             Pilot::rest(kSettleMs);
             return pilot;
         }},
        {u"shell"_s,
         u"tasks"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = openRows(stage, u"books"_s);
             TaskList &tasks = stage.session().context().tasks();
             Task *import = tasks.add(u"Import readers"_s);
             Task *backup = tasks.add(u"Backup"_s);
             Pilot::rest(kSettleMs);
             import->setPhase(u"Writing"_s);
             import->setProgress(31'000, 50'000);
             backup->setNextStep(u"Show file"_s, [] {});
             backup->succeed(u"The backup is made"_s);
             pilot.click(u"shell.topbar.tasks"_s);
             pilot.await(u"shell.tasks"_s);
             return pilot;
         }},
        {u"shell"_s,
         u"messages"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = stage.shop();
             TaskList &tasks = stage.session().context().tasks();
             for (int row = 0; row < tasks.rowCount(); ++row) {
                 if (!tasks.at(row)->isEnded()) {
                     tasks.at(row)->fail(u"Row 31,001: the isbn is taken"_s);
                 }
             }
             pilot.click(u"shell.topbar.bell"_s);
             pilot.await(u"shell.messages"_s);
             return pilot;
         }},
        {u"shell"_s,
         u"help"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = openRows(stage, u"books"_s);
             pilot.trigger(u"act.app.help"_s);
             pilot.await(u"shell.help"_s);
             return pilot;
         }},
        {u"shell"_s,
         u"locked"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = openRows(stage, u"books"_s);
             stage.session().context().setLocked(true);
             pilot.click(u"shell.topbar.lock"_s);
             pilot.await(u"shell.lock"_s);
             return pilot;
         }},
    };
}

} // namespace socle::studio
