// A file value while it is edited: names the server stores, and local files the commit will upload.
//
// Editors and cells see both in one list, in the order they will have: an item that is a file://
// address is local, everything else is a stored name (a stored name has no slash, so the two never
// mix). The stage keeps them apart (StagedField::value and StagedField::files).
#pragma once

#include "shared/fields/Field.h"
#include "shared/json/Json.h"

#include <QString>
#include <QStringList>

namespace socle::studio {

struct StagedField;

bool isLocalFile(QStringView item);
/// The item of a local file; `path` is absolute.
QString localFileItem(const QString &path);
QString localFilePath(const QString &item);
/// What people read: the file's own name for local ones, the stored name otherwise.
QString fileItemName(const QString &item);

struct FileItems
{
    QStringList stored = {};
    QStringList paths = {};
};

FileItems splitFileItems(const Json &value);
/// The staged value with the local files behind the stored names; one item in a single field.
Json joinFileItems(const StagedField &staged, const fields::Field &field);

/// Why the server would refuse this file (gone, too large, wrong kind), before it is sent. Empty
/// when it fits. Translated.
QString localFileProblem(const QString &path, const fields::Field &field);

} // namespace socle::studio
