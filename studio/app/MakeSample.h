// socle-studio --make-sample: a project with the sample bookshop, made without a window.
#pragma once

#include <QString>

namespace socle::studio {

/// "small", "default", "huge" or a number of books; -1 when it is none of them.
int sampleSize(const QString &text);

/// Makes the project in `folder` (it must not exist) and fills it through a server of its own; the
/// studio of `workspaceFolder` knows it from then on. Runs the event loop and says on stderr what
/// it does. Returns the exit code of the program.
/// Source: studio.md 8.4.
int makeSample(const QString &folder, int books, const QString &workspaceFolder);

} // namespace socle::studio
