// Server settings page by page with their sheets, backups beyond their list, the log's other faces,
// AI's other pages, and what an administrator does to accounts.
#include "studio/app/shots/Flows.h"
#include "studio/kit/DataGrid.h"
#include "studio/kit/Segmented.h"
#include "studio/kit/Tabs.h"
#include "studio/shell/MainWindow.h"
#include "studio/shell/Workbench.h"

#include <QAbstractItemModel>
#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr int kServerMs = 700;

Pilot &page(Stage &stage, const QString &key)
{
    Pilot &pilot = openView(stage, {u"server"_s, {}, {}, {{u"page"_s, key}}});
    pilot.await(u"settings.page."_s + key);
    if (pilot.isShown(u"settings.discard"_s)) {
        pilot.click(u"settings.discard"_s); // what an earlier state drafted
    }
    Pilot::rest(kServerMs);
    return pilot;
}

Shot pageShot(const QString &key)
{
    return {u"server"_s, key, [key](Stage &stage) -> Pilot & { return page(stage, key); }};
}

Pilot &aiPage(Stage &stage, const QString &key)
{
    Pilot &pilot = openView(stage, {u"ai"_s, {}, {}, {{u"page"_s, key}}});
    Pilot::rest(kServerMs);
    return pilot;
}

Pilot &accounts(Stage &stage)
{
    Pilot &pilot = openView(stage, {u"users"_s, {}, {}, {}});
    pilot.until(u"accounts"_s, [&] {
        const auto *list = qobject_cast<DataGrid *>(pilot.find(u"users.table"_s));
        return list != nullptr && list->model() != nullptr && list->model()->rowCount() > 0;
    });
    Pilot::rest(kServerMs);
    return pilot;
}

/// The page of the first account of that collection.
Pilot &accountOf(Stage &stage, const QString &collection)
{
    Pilot &pilot = accounts(stage);
    const QJsonArray found
        = stage.door()
              .get(u"/api/collections/%1/records?perPage=1&sort=created"_s.arg(collection))
              .body[u"items"_s]
              .toArray();
    stage.bookshop().window->workbench()->open(
        ViewTarget{u"users"_s, collection, found.at(0)[u"id"_s].toString(), {}}, OpenMode::Lasting);
    pilot.await(u"users.page.name"_s);
    Pilot::rest(kServerMs);
    return pilot;
}

Shot accountSheet(const QString &state, const QString &button)
{
    return {u"users"_s, state, [button](Stage &stage) -> Pilot & {
                Pilot &pilot = accountOf(stage, u"users"_s);
                pilot.click(u"users.page."_s + button);
                Pilot::rest(kServerMs);
                return pilot;
            }};
}

Pilot &logsIn(Stage &stage)
{
    Pilot &pilot = openView(stage, {u"logs"_s, {}, {}, {}});
    pilot.until(u"log entries"_s, [&] {
        const auto *list = qobject_cast<DataGrid *>(pilot.find(u"logs.list"_s));
        return list != nullptr && list->model() != nullptr && list->model()->rowCount() > 5;
    });
    return pilot;
}

} // namespace

std::vector<Shot> serverShots()
{
    return {
        pageShot(u"storage"_s),
        pageShot(u"backups"_s),
        pageShot(u"batch"_s),
        pageShot(u"logs"_s),
        pageShot(u"network"_s),
        pageShot(u"records"_s),
        {u"server"_s,
         u"search"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = page(stage, u"application"_s);
             pilot.type(u"settings.search"_s, u"host"_s);
             Pilot::rest(kServerMs);
             return pilot;
         }},
        {u"server"_s,
         u"newKey"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = page(stage, u"keys"_s);
             pilot.click(u"settings.keys.new"_s);
             pilot.await(u"keys.new.name"_s);
             Pilot::rest(kServerMs);
             return pilot;
         }},
        {u"server"_s,
         u"key"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = page(stage, u"keys"_s);
             pilot.click(u"settings.keys.new"_s);
             pilot.type(u"keys.new.name"_s, u"Nightly export"_s);
             pilot.click(u"keys.new.accept"_s);
             Pilot::rest(2 * kServerMs);
             return pilot;
         }},
        {u"backups"_s,
         u"new"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = openView(stage, {u"backups"_s, {}, {}, {}});
             pilot.click(u"backups.create"_s);
             pilot.await(u"backups.new.name"_s);
             return pilot;
         }},
        {u"backups"_s,
         u"delete"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = openView(stage, {u"backups"_s, {}, {}, {}});
             pilot.click(u"backups.row.before-the-move.zip.delete"_s);
             Pilot::rest(kServerMs);
             return pilot;
         }},
        {u"backups"_s,
         u"empty"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = openView(stage, {u"backups"_s, {}, {}, {}}, Place::Fresh);
             Pilot::rest(kServerMs);
             return pilot;
         }},
        {u"users"_s,
         u"superusers"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = accounts(stage);
             auto *tabs = qobject_cast<Tabs *>(pilot.await(u"users.tabs"_s));
             tabs->setCurrentIndex(tabs->count() - 1);
             Pilot::rest(kServerMs);
             return pilot;
         }},
        {u"users"_s,
         u"superuser"_s,
         [](Stage &stage) -> Pilot & { return accountOf(stage, u"_superusers"_s); }},
        {u"users"_s,
         u"bulk"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = accounts(stage);
             auto *list = qobject_cast<DataGrid *>(pilot.find(u"users.table"_s));
             GridMarks marks;
             for (int row = 0; row < 3; ++row) {
                 marks.keys.insert(list->model()->index(row, 0).data(RowKeyRole).toString());
             }
             list->setMarks(marks);
             emit list->marksChanged();
             pilot.await(u"users.bulk"_s);
             Pilot::rest(kServerMs);
             return pilot;
         }},
        accountSheet(u"password"_s, u"changePassword"_s),
        accountSheet(u"authenticator"_s, u"authenticator"_s),
        accountSheet(u"email"_s, u"changeEmail"_s),
        accountSheet(u"signOut"_s, u"signOut"_s),
        {u"logs"_s,
         u"process"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = logsIn(stage);
             auto *source = qobject_cast<Segmented *>(pilot.await(u"logs.source"_s));
             source->setCurrentKey(u"process"_s);
             emit source->currentChanged(u"process"_s);
             Pilot::rest(kServerMs);
             return pilot;
         }},
        {u"ai"_s,
         u"providerSheet"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = aiPage(stage, u"providers"_s);
             pilot.click(u"ai.providers.add"_s);
             pilot.await(u"ai.providerSheet.address"_s);
             return pilot;
         }},
        {u"ai"_s, u"usage"_s, [](Stage &stage) -> Pilot & { return aiPage(stage, u"usage"_s); }},
        {u"ai"_s,
         u"chatSettings"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = aiPage(stage, u"chat"_s);
             pilot.click(u"ai.settings"_s);
             pilot.await(u"ai.fold"_s);
             Pilot::rest(kServerMs);
             return pilot;
         }},
    };
}

} // namespace socle::studio
