// A local project on disk: project.json, the server's data folder and logs, in a folder the user
// may see and move.
//
//   project.json   {"format":1, "name", "created", "data":"socle_data", "keepRunning",
//   "server":{"url","pid","version","stays"}} socle_data/    the server's folder
//   (PocketBase-compatible layout) logs/          process.log, rotated .studio.lock   QLockFile:
//   one studio at a time
//
// Source: studio.md 2.5, design.md 10 ("Ready line").
#pragma once

#include "shared/core/Result.h"

#include <QDateTime>
#include <QString>

#include <memory>

namespace socle::studio {

class ProjectFolder
{
public:
    /// Folder that new projects are proposed in: ~/Socle.
    static QString defaultParent();
    /// "Field notes" -> ~/Socle/field-notes, with a number when that exists.
    static QString proposedFolder(const QString &name);

    /// Makes folder, data folder and project.json. Errors: Conflict (folder exists and is not
    /// empty), Unavailable (disk).
    static Result<ProjectFolder> create(const QString &folder, const QString &name);
    /// Errors: NotFound (no project.json), InvalidInput (not readable as one).
    static Result<ProjectFolder> open(const QString &folder);

    ProjectFolder(ProjectFolder &&) noexcept;
    ProjectFolder &operator=(ProjectFolder &&) noexcept;
    ~ProjectFolder();

    QString folder() const;
    QString name() const;
    QDateTime created() const;
    QString dataFolder() const;
    QString logFolder() const;
    bool keepRunning() const;

    /// The server of this project; pid 0 when there is none recorded or it is gone.
    struct RunningServer
    {
        QString url;
        QString version;
        qint64 processId = 0;
        bool stays = false; // it was started to outlive its studio
    };

    RunningServer runningServer() const;

    Result<void> setName(const QString &name);
    Result<void> setKeepRunning(bool keep);
    Result<void> recordServer(const RunningServer &server);

    /// Takes the project for this process until the object dies.
    /// Errors: Conflict, when another studio has it open ("Open in another window of the studio
    /// (process 1234)").
    Result<void> lock();

    /// Bytes of the data folder; walks it, so call it off the UI thread for big projects.
    static qint64 dataSize(const QString &dataFolder);

private:
    struct Impl;
    explicit ProjectFolder(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

/// "~/Socle/bookshop" for a path below the home folder; the path itself otherwise.
QString shortPath(const QString &path);

} // namespace socle::studio
