// The two questions before something irreversible happens to a whole collection: emptying and
// deleting it. Its name has to be typed; the sheet says how many records go.
//
// Object names: shell.tree.truncate.*, shell.tree.delete.* (name, accept, cancel).
//
// Source: studio.md 3.4, 3.18.
#pragma once

#include "studio/domain/CollectionSchema.h"

#include <functional>

class QWidget;

namespace socle::studio {

class ConnectionContext;

enum class CollectionDanger { Truncate, Delete };

/// Asks over `window`; `done` gets one line for the status bar after the server has done it.
void askBeforeDanger(QWidget *window,
                     ConnectionContext &context,
                     const CollectionPtr &collection,
                     CollectionDanger danger,
                     std::function<void(const QString &)> done);

} // namespace socle::studio
