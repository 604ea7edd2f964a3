// Accounts and the server: users, their collection's options, server settings, backups.
#include "studio/app/shots/Flows.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/SchemaStore.h"
#include "studio/kit/DataGrid.h"
#include "studio/kit/Tabs.h"
#include "studio/shell/ConnectionSession.h"
#include "studio/shell/MainWindow.h"
#include "studio/shell/Workbench.h"

#include <QAbstractItemModel>
#include <QScrollArea>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr int kFillMs = 600;
constexpr int kReveal = 80;

Pilot &users(Stage &stage)
{
    Pilot &pilot = openView(stage, {u"users"_s, {}, {}, {}});
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
        for (const auto &[provider, name] :
             {std::pair{u"google"_s, u"108273645"_s}, std::pair{u"github"_s, u"5550199"_s}}) {
            stage.door().send("POST",
                              u"/api/collections/_externalAuths/records"_s,
                              {{u"collectionRef"_s, u"_pb_users_auth_"_s},
                               {u"recordRef"_s, id},
                               {u"provider"_s, provider},
                               {u"providerId"_s, name}});
        }
        for (const QString &print :
             {u"d0f88d6c87767262ba8e93d6acccd784"_s, u"4a1c77d09e5b1f3a2c6688d0b7e41f95"_s}) {
            stage.door().send("POST",
                              u"/api/collections/_authOrigins/records"_s,
                              {{u"collectionRef"_s, u"_pb_users_auth_"_s},
                               {u"recordRef"_s, id},
                               {u"fingerprint"_s, print}});
        }
        stage.bookshop().window->workbench()->open(ViewTarget{u"users"_s, {}, id, {}},
                                                   OpenMode::Lasting);
    }
    pilot.await(u"users.page.name"_s);
    Pilot::rest(kFillMs);
    return pilot;
}

Pilot &server(Stage &stage, const QString &page)
{
    Pilot &pilot = openView(stage, {u"server"_s, {}, {}, {{u"page"_s, page}}});
    pilot.await(u"settings.page."_s + page);
    if (pilot.isShown(u"settings.discard"_s)) {
        pilot.click(u"settings.discard"_s); // what an earlier state drafted
    }
    Pilot::rest(kFillMs);
    return pilot;
}

/// Sign-in options of "users" in the schema.
Pilot &options(Stage &stage)
{
    Pilot &pilot = openView(stage, {u"schema"_s, u"users"_s, {}, {}});
    pilot.await(u"schema.sheet"_s);
    auto *tabs = qobject_cast<Tabs *>(pilot.await(u"schema.sections"_s));
    if (tabs != nullptr) {
        tabs->setCurrentIndex(tabs->indexOfKey(u"options"_s));
    }
    Pilot::rest(kFillMs);
    return pilot;
}

/// Scrolls until the part can be seen.
void reveal(Pilot &pilot, const QString &name)
{
    QWidget *part = pilot.await(name);
    for (QWidget *at = part; at != nullptr; at = at->parentWidget()) {
        if (auto *area = qobject_cast<QScrollArea *>(at)) {
            area->ensureWidgetVisible(part, 0, kReveal);
            break;
        }
    }
    Pilot::rest(kFillMs);
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
        {u"server"_s,
         u"application"_s,
         [](Stage &stage) -> Pilot & { return server(stage, u"application"_s); }},
        {u"server"_s, u"mail"_s, [](Stage &stage) -> Pilot & { return server(stage, u"mail"_s); }},
        {u"server"_s,
         u"accounts"_s,
         [](Stage &stage) -> Pilot & { return server(stage, u"accounts"_s); }},
        {u"server"_s, u"keys"_s, [](Stage &stage) -> Pilot & { return server(stage, u"keys"_s); }},
        {u"server"_s,
         u"limits"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = server(stage, u"limits"_s);
             pilot.click(u"settings.field.rateLimits.enabled"_s);
             pilot.await(u"settings.limits.try.result"_s);
             return pilot;
         }},
        {u"server"_s,
         u"review"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = server(stage, u"batch"_s);
             pilot.click(u"settings.field.batch.enabled"_s);
             pilot.click(u"settings.save"_s);
             pilot.await(u"settings.review.accept"_s);
             return pilot;
         }},
        {u"backups"_s,
         u"list"_s,
         [](Stage &stage) -> Pilot & {
             for (const QString &name : {u"before-the-move.zip"_s, u"spring-sale.zip"_s}) {
                 stage.door().send("POST", u"/api/backups"_s, {{u"name"_s, name}});
             }
             return openView(stage, {u"backups"_s, {}, {}, {}});
         }},
        {u"backups"_s,
         u"restore"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = openView(stage, {u"backups"_s, {}, {}, {}});
             pilot.click(u"backups.row.spring-sale.zip.restore"_s);
             pilot.await(u"backups.restore.name"_s);
             return pilot;
         }},
        {u"backups"_s,
         u"schedule"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = openView(stage, {u"backups"_s, {}, {}, {}});
             pilot.click(u"backups.schedule.change"_s);
             pilot.await(u"backups.plan.when"_s);
             return pilot;
         }},
        {u"schema"_s,
         u"options"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = options(stage);
             pilot.await(u"schema.auth.mfa"_s);
             return pilot;
         }},
        {u"schema"_s,
         u"providers"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = options(stage);
             SchemaStore &schema = stage.session().context().schema();
             const CollectionPtr users = schema.find(u"users");
             Json drafted = users->json;
             Json &oauth2 = drafted.asObject()["oauth2"];
             oauth2.asObject()["enabled"] = Json(true);
             for (const char *name : {"google", "oidc"}) {
                 oauth2.asObject()["providers"].asArray().push_back(
                     JsonObject{{"name", name}, {"clientId", "bookshop-web"}});
             }
             schema.setDraft(users->id, drafted);
             reveal(pilot, u"schema.oauth2.add"_s);
             return pilot;
         }},
        {u"schema"_s,
         u"mails"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = options(stage);
             reveal(pilot, u"schema.mails.send"_s);
             return pilot;
         }},
    };
}

} // namespace socle::studio
