// Accounts and the server: users, server settings, backups.
#include "studio/app/shots/Shots.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/kit/DataGrid.h"
#include "studio/shell/ConnectionSession.h"
#include "studio/shell/MainWindow.h"
#include "studio/shell/Workbench.h"

#include <QAbstractItemModel>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr int kFillMs = 600;

Pilot &go(Stage &stage, const QString &view, const ViewTarget &target = {})
{
    Pilot &pilot = stage.shop();
    ViewTarget where = target;
    where.view = view;
    stage.bookshop().window->workbench()->open(where, OpenMode::Lasting);
    pilot.await(view);
    return pilot;
}

Pilot &users(Stage &stage)
{
    Pilot &pilot = go(stage, u"users"_s);
    pilot.until(u"accounts"_s, [&] {
        const auto *list = qobject_cast<DataGrid *>(pilot.find(u"users.table"_s));
        return list != nullptr && list->model() != nullptr && list->model()->rowCount() > 0;
    });
    Pilot::rest(kFillMs);
    return pilot;
}

/// The page of the first account.
Pilot &account(Stage &stage)
{
    Pilot &pilot = users(stage);
    auto *list = qobject_cast<DataGrid *>(pilot.find(u"users.table"_s));
    if (list != nullptr) {
        const QString id = list->model()->index(0, 0).data(RowKeyRole).toString();
        stage.bookshop().window->workbench()->open(ViewTarget{u"users"_s, {}, id, {}},
                                                   OpenMode::Lasting);
    }
    pilot.await(u"users.page.name"_s);
    Pilot::rest(kFillMs);
    return pilot;
}

} // namespace

std::vector<Shot> accountShots()
{
    return {
        {u"users"_s, u"populated"_s, [](Stage &stage) -> Pilot & { return users(stage); }},
        {u"users"_s, u"account"_s, [](Stage &stage) -> Pilot & { return account(stage); }},
        {u"users"_s,
         u"empty"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = users(stage);
             pilot.type(u"users.search"_s, u"nobody is called so"_s);
             pilot.await(u"users.empty.clear"_s);
             return pilot;
         }},
        {u"users"_s,
         u"new"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = users(stage);
             pilot.click(u"users.new"_s);
             pilot.await(u"users.new.email"_s);
             return pilot;
         }},
        {u"users"_s,
         u"token"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = account(stage);
             pilot.click(u"users.page.impersonate"_s);
             pilot.click(u"users.token.accept"_s);
             pilot.await(u"users.token.text"_s);
             Pilot::rest(kFillMs);
             return pilot;
         }},
        {u"users"_s,
         u"mail"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = account(stage);
             pilot.click(u"users.page.sendReset"_s);
             pilot.await(u"mail.preview"_s);
             Pilot::rest(kFillMs);
             return pilot;
         }},
        {u"users"_s,
         u"delete"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = account(stage);
             pilot.click(u"users.page.delete"_s);
             pilot.await(u"users.delete.accept"_s);
             Pilot::rest(kFillMs);
             return pilot;
         }},
    };
}

} // namespace socle::studio
