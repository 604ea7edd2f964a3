#include "studio/platform/ProjectFolder.h"

#include <QCoreApplication>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLockFile>
#include <QRegularExpression>
#include <QSaveFile>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr int kFormat = 1;

Error projectError(ErrorKind kind, const QString &message)
{
    return Error{.kind = kind, .message = message.toStdString()};
}

struct ProjectFolderWords
{
    Q_DECLARE_TR_FUNCTIONS(ProjectFolder)
};

/// A recorded pid may belong to someone else by now: it must still be a `serve` of ours.
bool isServer(qint64 processId)
{
    QFile file(u"/proc/%1/cmdline"_s.arg(processId));
    return processId > 0 && file.open(QIODevice::ReadOnly)
        && file.readAll().split('\0').contains("serve");
}

} // namespace

struct ProjectFolder::Impl
{
    QString folder;
    QJsonObject json;
    std::unique_ptr<QLockFile> lock;

    Result<void> save()
    {
        QSaveFile file(folder + u"/project.json"_s);
        if (!file.open(QIODevice::WriteOnly) || file.write(QJsonDocument(json).toJson()) < 0
            || !file.commit()) {
            return projectError(ErrorKind::Unavailable,
                                ProjectFolderWords::tr("The folder %1 cannot be written: %2")
                                    .arg(shortPath(folder), file.errorString()));
        }
        return {};
    }
};

ProjectFolder::ProjectFolder(std::unique_ptr<Impl> impl)
    : m_impl(std::move(impl))
{
}

ProjectFolder::ProjectFolder(ProjectFolder &&) noexcept = default;
ProjectFolder &ProjectFolder::operator=(ProjectFolder &&) noexcept = default;
ProjectFolder::~ProjectFolder() = default;

QString ProjectFolder::defaultParent() { return QDir::homePath() + u"/Socle"_s; }

QString ProjectFolder::proposedFolder(const QString &name)
{
    static const QRegularExpression notPlain(u"[^\\p{L}\\p{N}]+"_s,
                                             QRegularExpression::UseUnicodePropertiesOption);
    QString plain = name.trimmed().toLower().replace(notPlain, u"-"_s);
    while (plain.startsWith(u'-')) {
        plain.remove(0, 1);
    }
    while (plain.endsWith(u'-')) {
        plain.chop(1);
    }
    if (plain.isEmpty()) {
        plain = u"project"_s;
    }
    const QString base = defaultParent() + u'/' + plain;
    QString folder = base;
    for (int number = 2; QFileInfo::exists(folder); ++number) {
        folder = base + u"-%1"_s.arg(number);
    }
    return folder;
}

Result<ProjectFolder> ProjectFolder::create(const QString &folder, const QString &name)
{
    const QDir dir(folder);
    if (dir.exists() && !dir.isEmpty(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot)) {
        return projectError(
            ErrorKind::Conflict,
            ProjectFolderWords::tr("The folder %1 is not empty").arg(shortPath(folder)));
    }
    auto impl = std::make_unique<Impl>();
    impl->folder = dir.absolutePath();
    impl->json = QJsonObject{
        {u"format"_s, kFormat},
        {u"name"_s, name},
        {u"created"_s, QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs)},
        {u"data"_s, u"socle_data"_s},
    };
    ProjectFolder project(std::move(impl));
    if (!QDir().mkpath(project.dataFolder()) || !QDir().mkpath(project.logFolder())) {
        return projectError(
            ErrorKind::Unavailable,
            ProjectFolderWords::tr("The folder %1 cannot be written").arg(shortPath(folder)));
    }
    SOCLE_TRY(project.m_impl->save());
    return project;
}

Result<ProjectFolder> ProjectFolder::open(const QString &folder)
{
    QFile file(folder + u"/project.json"_s);
    if (!file.open(QIODevice::ReadOnly)) {
        return projectError(
            ErrorKind::NotFound,
            ProjectFolderWords::tr("There is no project in %1").arg(shortPath(folder)));
    }
    auto impl = std::make_unique<Impl>();
    impl->folder = QDir(folder).absolutePath();
    impl->json = QJsonDocument::fromJson(file.readAll()).object();
    const QString data = impl->json[u"data"_s].toString();
    const bool isInside = !data.isEmpty() && QDir::cleanPath(data) == data && !data.contains(u'/')
        && data != u".."_s;
    if (impl->json[u"format"_s].toInt() != kFormat || !isInside) {
        return projectError(
            ErrorKind::InvalidInput,
            ProjectFolderWords::tr("The file project.json in %1 is not one of a project")
                .arg(shortPath(folder)));
    }
    return ProjectFolder(std::move(impl));
}

QString ProjectFolder::folder() const { return m_impl->folder; }

QString ProjectFolder::name() const { return m_impl->json[u"name"_s].toString(); }

QDateTime ProjectFolder::created() const
{
    return QDateTime::fromString(m_impl->json[u"created"_s].toString(), Qt::ISODateWithMs);
}

QString ProjectFolder::dataFolder() const
{
    return m_impl->folder + u'/' + m_impl->json[u"data"_s].toString();
}

QString ProjectFolder::logFolder() const { return m_impl->folder + u"/logs"_s; }

bool ProjectFolder::keepRunning() const { return m_impl->json[u"keepRunning"_s].toBool(); }

ProjectFolder::RunningServer ProjectFolder::runningServer() const
{
    const QJsonObject server = m_impl->json[u"server"_s].toObject();
    const qint64 processId = server[u"pid"_s].toInteger();
    if (!isServer(processId)) {
        return {};
    }
    return {server[u"url"_s].toString(),
            server[u"version"_s].toString(),
            processId,
            server[u"stays"_s].toBool(true)};
}

Result<void> ProjectFolder::setName(const QString &name)
{
    m_impl->json[u"name"_s] = name;
    return m_impl->save();
}

Result<void> ProjectFolder::setKeepRunning(bool keep)
{
    m_impl->json[u"keepRunning"_s] = keep;
    return m_impl->save();
}

Result<void> ProjectFolder::recordServer(const RunningServer &server)
{
    if (server.processId == 0) {
        m_impl->json.remove(u"server"_s);
    } else {
        m_impl->json[u"server"_s] = QJsonObject{{u"url"_s, server.url},
                                                {u"pid"_s, server.processId},
                                                {u"version"_s, server.version},
                                                {u"stays"_s, server.stays}};
    }
    return m_impl->save();
}

Result<void> ProjectFolder::lock()
{
    auto lock = std::make_unique<QLockFile>(m_impl->folder + u"/.studio.lock"_s);
    lock->setStaleLockTime(0); // held for days on purpose; a dead process is noticed by its id
    if (!lock->tryLock(0)) {
        qint64 processId = 0;
        QString host;
        QString program;
        if (lock->error() == QLockFile::LockFailedError
            && lock->getLockInfo(&processId, &host, &program)) {
            return projectError(
                ErrorKind::Conflict,
                ProjectFolderWords::tr("This project is open in another studio (process %1)")
                    .arg(processId));
        }
        return projectError(ErrorKind::Unavailable,
                            ProjectFolderWords::tr("The folder %1 cannot be written")
                                .arg(shortPath(m_impl->folder)));
    }
    m_impl->lock = std::move(lock);
    return {};
}

qint64 ProjectFolder::dataSize(const QString &dataFolder)
{
    qint64 bytes = 0;
    QDirIterator walk(dataFolder, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (walk.hasNext()) {
        walk.next();
        bytes += walk.fileInfo().size();
    }
    return bytes;
}

QString shortPath(const QString &path)
{
    const QString home = QDir::homePath();
    if (path == home || path.startsWith(home + u'/')) {
        return u'~' + path.mid(home.size());
    }
    return path;
}

} // namespace socle::studio
