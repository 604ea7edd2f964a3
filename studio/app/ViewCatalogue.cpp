#include "studio/app/ViewCatalogue.h"

#include "studio/api/Capabilities.h"
#include "studio/views/ai/AiView.h"
#include "studio/views/backups/BackupsView.h"
#include "studio/views/compare/CompareView.h"
#include "studio/views/data/ChangesView.h"
#include "studio/views/data/DataView.h"
#include "studio/views/data/SeenAs.h"
#include "studio/views/import/ImportView.h"
#include "studio/views/logs/LogsView.h"
#include "studio/views/schema/SchemaView.h"
#include "studio/views/server/ServerView.h"
#include "studio/views/settings/SettingsView.h"
#include "studio/views/users/UsersView.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

using Place = ViewDescriptor::Place;
using Make = decltype(ViewDescriptor::make);

/// A place in the rail whose view is not built into this version: shown, disabled, with the reason.
const Make kNotBuilt = {};

View *makeAi(ConnectionContext &context, Shell &shell, const ViewTarget &target)
{
    return new AiView(context, shell, target);
}

View *makeData(ConnectionContext &context, Shell &shell, const ViewTarget &target)
{
    if (isSeenAs(target)) {
        return makeSeenAs(context, shell, target);
    }
    return new DataView(context, shell, target);
}

View *makeChanges(ConnectionContext &context, Shell &shell, const ViewTarget &target)
{
    return new ChangesView(context, shell, target);
}

View *makeSchema(ConnectionContext &context, Shell &shell, const ViewTarget &target)
{
    return new SchemaView(context, shell, target);
}

View *makeSettings(ConnectionContext &, Shell &shell, const ViewTarget &target)
{
    return new SettingsView(shell, target);
}

} // namespace

ViewCatalogue viewCatalogue(Connections &connections)
{
    // id, title, icon, key, place, needed capability, factory: one line a view, in rail order.
    return {
        {u"dashboard"_s,
         QT_TRANSLATE_NOOP("ViewCatalogue", "Dashboard"),
         u"gauge"_s,
         u"Alt+1"_s,
         Place::Rail,
         {},
         kNotBuilt},
        {u"data"_s,
         QT_TRANSLATE_NOOP("ViewCatalogue", "Data"),
         u"table"_s,
         u"Alt+2"_s,
         Place::Rail,
         {},
         makeData,
         true,
         false,
         true},
        {u"schema"_s,
         QT_TRANSLATE_NOOP("ViewCatalogue", "Schema"),
         u"schema"_s,
         u"Alt+3"_s,
         Place::Rail,
         {},
         makeSchema,
         false,
         false,
         false,
         true},
        {u"rules"_s,
         QT_TRANSLATE_NOOP("ViewCatalogue", "Rules"),
         u"shield-check"_s,
         u"Alt+4"_s,
         Place::Rail,
         {},
         kNotBuilt},
        {u"sql"_s,
         QT_TRANSLATE_NOOP("ViewCatalogue", "SQL"),
         u"terminal"_s,
         u"Alt+5"_s,
         Place::Rail,
         Capability::Sql,
         kNotBuilt,
         true},
        {u"api"_s,
         QT_TRANSLATE_NOOP("ViewCatalogue", "API"),
         u"code"_s,
         u"Alt+6"_s,
         Place::Rail,
         {},
         kNotBuilt},
        {u"ai"_s,
         QT_TRANSLATE_NOOP("ViewCatalogue", "AI"),
         u"sparkles"_s,
         u"Alt+7"_s,
         Place::Rail,
         Capability::AiChat,
         makeAi,
         false,
         true},
        {u"files"_s,
         QT_TRANSLATE_NOOP("ViewCatalogue", "Files"),
         u"folder"_s,
         u"Alt+8"_s,
         Place::Rail,
         {},
         kNotBuilt},
        {u"users"_s,
         QT_TRANSLATE_NOOP("ViewCatalogue", "Users"),
         u"users"_s,
         u"Alt+9"_s,
         Place::Rail,
         {},
         makeUsersView},
        {u"logs"_s,
         QT_TRANSLATE_NOOP("ViewCatalogue", "Logs"),
         u"logs"_s,
         u"Alt+0"_s,
         Place::Rail,
         {},
         makeLogsView,
         false,
         false,
         true,
         true},
        {u"automation"_s,
         QT_TRANSLATE_NOOP("ViewCatalogue", "Automation"),
         u"zap"_s,
         u"Alt+-"_s,
         Place::Rail,
         {},
         kNotBuilt},
        {u"backups"_s,
         QT_TRANSLATE_NOOP("ViewCatalogue", "Backups"),
         u"archive"_s,
         u"Alt+="_s,
         Place::RailBottom,
         {},
         makeBackupsView,
         false,
         false,
         false,
         true},
        {u"server"_s,
         QT_TRANSLATE_NOOP("ViewCatalogue", "Server settings"),
         u"sliders"_s,
         u"Ctrl+Alt+,"_s,
         Place::RailBottom,
         {},
         makeServerView,
         false,
         false,
         false,
         true},
        {u"changes"_s,
         QT_TRANSLATE_NOOP("ViewCatalogue", "Changes"),
         u"history"_s,
         {},
         Place::Hidden,
         {},
         makeChanges,
         true,
         false,
         true},
        {u"compare"_s,
         QT_TRANSLATE_NOOP("ViewCatalogue", "Compare"),
         u"columns"_s,
         {},
         Place::Hidden,
         {},
         [&connections](ConnectionContext &, Shell &shell, const ViewTarget &) {
             return new CompareView(connections, shell);
         }},
        {u"import"_s,
         QT_TRANSLATE_NOOP("ViewCatalogue", "Import"),
         u"upload"_s,
         {},
         Place::Hidden,
         {},
         makeImportView,
         true},
        {u"settings"_s,
         QT_TRANSLATE_NOOP("ViewCatalogue", "Settings"),
         u"settings"_s,
         u"Ctrl+,"_s,
         Place::RailBottom,
         {},
         makeSettings},
    };
}

} // namespace socle::studio
