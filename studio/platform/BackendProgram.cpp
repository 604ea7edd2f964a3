// Where the server program is: beside the studio, in $SOCLE_BIN, or in PATH (design.md 7).
#include "studio/platform/BackendProcess.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QLocale>
#include <QStandardPaths>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

bool isProgram(const QString &path)
{
    const QFileInfo info(path);
    return info.isFile() && info.isExecutable();
}

} // namespace

Result<QString> findBackendProgram()
{
    const QString name = u"socle"_s;
    QStringList places;
    const QString configured = qEnvironmentVariable("SOCLE_BIN");
    if (!configured.isEmpty()) {
        if (isProgram(configured)) {
            return QFileInfo(configured).absoluteFilePath();
        }
        places << QDir(configured).absoluteFilePath(name);
    }
    places << QDir(QCoreApplication::applicationDirPath()).absoluteFilePath(name);
    for (const QString &place : places) {
        if (isProgram(place)) {
            return place;
        }
    }
    const QString inPath = QStandardPaths::findExecutable(name);
    if (!inPath.isEmpty()) {
        return inPath;
    }
    places << u"PATH"_s;
    return Error{.kind = ErrorKind::NotFound,
                 .message = QCoreApplication::translate(
                                "BackendProcess", "The program socle was not found. Looked at: %1")
                                .arg(QLocale().createSeparatedList(places))
                                .toStdString()};
}

} // namespace socle::studio
