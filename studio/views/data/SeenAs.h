// The data as one user sees it: a data view whose requests carry that user's token, under a violet
// band that says so (studio.md 4.3.13).
//
// It has a connection of its own beside the real one: the same server and schema, another token,
// nothing remembered. The token comes from the server's impersonation, so only a superuser can open
// one; it is never stored. UI thread.
#pragma once

#include "studio/shell/ViewTarget.h"

class QWidget;

namespace socle::studio {

class ConnectionContext;
class Shell;
class View;

/// The target of "See as this user": arguments["as"] names the account.
bool isSeenAs(const ViewTarget &target);
View *makeSeenAs(ConnectionContext &context, Shell &shell, const ViewTarget &target);
/// The violet band over the toolbar.
QWidget *makeSeenAsBand(const ViewTarget &target);

} // namespace socle::studio
