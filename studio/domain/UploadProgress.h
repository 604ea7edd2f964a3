// Which file of a request is on its way, from the bytes that were sent.
//
// The network counts the whole body; files go one after another behind the JSON, so the end of the
// count is known better than its beginning: it is read from there. Pure.
#pragma once

#include "studio/api/Transport.h"

namespace socle::studio {

struct UploadedFile
{
    QString path = {}; // of FilePart
    QString name = {};
    double share = 0; // of this file, 0 to 1
    int index = -1; // among the files; -1: none is under way yet
};

/// `sizes` are those of `files`, in bytes.
UploadedFile uploadedFile(const QList<FilePart> &files,
                          const QList<qint64> &sizes,
                          qint64 sent,
                          qint64 total);
QList<qint64> sizesOf(const QList<FilePart> &files);

} // namespace socle::studio
