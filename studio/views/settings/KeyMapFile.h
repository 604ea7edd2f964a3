// The keyboard map as one JSON file, to be carried to another machine: every action with its keys,
// also those nobody changed, so that the file reads by itself.
//
//   {"format": "socle-studio-keys", "version": 1, "keys": {"act.app.palette": "Ctrl+K", …}}
//
// Several keys of one action are separated by "; ", no keys are "". Portable names ("Ctrl",
// "PgUp").
//
// Source: studio.md 3.9.
#pragma once

#include "shared/core/Result.h"

#include <QJsonObject>
#include <QStringList>

class QAction;

namespace socle::studio {

QByteArray keyMapFile(const QList<QAction *> &actions);

struct KeyMapImport
{
    /// For the preference "keymap": what differs from the usual keys. Actions this studio does not
    /// know (yet) are kept.
    QJsonObject changed = {};
    /// "Ctrl+K: Find, Command palette": keys two actions of the result would share. The first keeps
    /// them.
    QStringList conflicts = {};
};

/// InvalidInput with one line when it is no such file.
Result<KeyMapImport> readKeyMapFile(const QByteArray &bytes, const QList<QAction *> &actions);

} // namespace socle::studio
