// Walks states of the screenshots in a language and at sizes of text, and says what is cut off,
// lies on something else, is too small to hit or scrolls sideways.
//
// Needs a server program (REQUIRE_SERVER) and HOME in a folder of its own. UI thread.
#pragma once

#include "studio/app/shots/Lint.h"
#include "studio/app/shots/Shots.h"
#include "studio/kit/Language.h"
#include "studio/platform/Workspace.h"
#include "studio/shell/Connections.h"
#include "studio/shell/MainWindow.h"

#include <QDir>
#include <QTemporaryDir>

#include <functional>

namespace socle::studio {

/// Faults as "view/state percent: what". `wanted` is asked for "view/state". Every state is brought
/// about at its size of text, in a studio of its own for each. The language of the program is
/// English again afterwards.
inline QStringList lintWalk(const QString &locale,
                            const QList<int> &percents,
                            const std::function<bool(const QString &)> &wanted)
{
    setLanguage(locale);
    QStringList faults;
    for (const int percent : percents) {
        const QTemporaryDir folder;
        qputenv("HOME", (folder.path() + QStringLiteral("/home")).toUtf8());
        QDir().mkpath(folder.path() + QStringLiteral("/home/Socle"));
        Stage stage(folder.path(),
                    QSize(1440, 900),
                    {{QStringLiteral("appearance.scale"), percent / 100.0}});
        for (const Shot &shot : allShots()) {
            const QString name = shot.view + QLatin1Char('/') + shot.state;
            if (wanted(name)) {
                const QWidget &window = shot.arrange(stage).window();
                for (const QString &fault : lintLayout(window) + lintNames(window)) {
                    faults << QStringLiteral("%1 %2 %: %3").arg(name).arg(percent).arg(fault);
                }
            }
        }
        faults += stage.problems();
        stage.bookshop().window->connections().workspace().setPreference(
            QStringLiteral("appearance.scale"), 1.0);
    }
    setLanguage(QStringLiteral("en"));
    return faults;
}

} // namespace socle::studio
