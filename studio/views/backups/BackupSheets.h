// The questions of the backups view: name of a new one, schedule, restore with a typed name.
//
// Object names: sheets backups.new, backups.plan, backups.restore; parts below them.
#pragma once

#include "shared/json/Json.h"

#include <QString>

#include <functional>

class QWidget;

namespace socle::studio {

class BackupDesk;
class ConnectionContext;
class Sheet;

Sheet *newBackupSheet(BackupDesk &desk, const QString &suggested, QWidget *window);
/// `settings`: the document's "backups"; `saved` gets the new document.
Sheet *scheduleSheet(ConnectionContext &context,
                     const Json &settings,
                     QWidget *window,
                     std::function<void(const Json &)> saved);
/// Typed confirmation, then the phases until the server answers again. On production a backup is
/// made first, always.
Sheet *restoreSheet(BackupDesk &desk, const QString &key, bool isProduction, QWidget *window);

} // namespace socle::studio
