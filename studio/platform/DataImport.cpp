#include "studio/platform/DataImport.h"

#include "studio/platform/BackupZip.h"
#include "studio/platform/ProjectFolder.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QStorageInfo>
#include <QTemporaryDir>
#include <QUrl>
#include <QVariant>

#include <atomic>
#include <thread>
#include <vector>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr qint64 kBlock = 1024 * 1024;
constexpr qint64 kInspectByCopy
    = 256 * 1024 * 1024; // with a WAL: look at a private copy up to this size

struct DataImportWords
{
    Q_DECLARE_TR_FUNCTIONS(DataImport)
};

Error importError(ErrorKind kind, const QString &message)
{
    return Error{.kind = kind, .message = message.toStdString()};
}

/// A read-only SQLite connection that never leaves a trace beside the file (`immutable`), closed
/// with its scope.
class ReadOnly
{
public:
    ReadOnly(const QString &path, bool isImmutable)
    {
        static std::atomic<int> next{0};
        m_name = u"import-%1"_s.arg(++next);
        m_database = QSqlDatabase::addDatabase(u"QSQLITE"_s, m_name);
        m_database.setConnectOptions(u"QSQLITE_OPEN_URI;QSQLITE_BUSY_TIMEOUT=2000"_s);
        const QString query = isImmutable ? u"?mode=ro&immutable=1"_s : u"?mode=rw"_s;
        m_database.setDatabaseName(
            u"file:"_s + QString::fromLatin1(QUrl::toPercentEncoding(path, "/")) + query);
        m_database.open();
    }

    ~ReadOnly()
    {
        m_database.close();
        m_database = QSqlDatabase();
        QSqlDatabase::removeDatabase(m_name);
    }

    ReadOnly(const ReadOnly &) = delete;
    ReadOnly &operator=(const ReadOnly &) = delete;

    bool isOpen() const { return m_database.isOpen(); }

    QVariant scalar(const QString &sql) const
    {
        QSqlQuery query(m_database);
        return query.exec(sql) && query.next() ? query.value(0) : QVariant();
    }

    QSqlQuery rows(const QString &sql) const
    {
        QSqlQuery query(m_database);
        query.exec(sql);
        return query;
    }

private:
    QString m_name;
    QSqlDatabase m_database;
};

struct SourceFile
{
    QString from;
    QString to; // below the new data folder
    qint64 size = 0;
};

/// What comes along: the databases with their WAL, and the stored files. Backups and shared memory
/// do not.
std::vector<SourceFile> filesOf(const ExistingData &data)
{
    std::vector<SourceFile> files;
    const auto add = [&](const QString &from, const QString &to) {
        if (QFileInfo(from).isFile()) {
            files.push_back({from, to, QFileInfo(from).size()});
        }
    };
    if (data.kind == ExistingData::Kind::DatabaseFile) {
        add(data.databaseFile, u"data.db"_s);
        add(data.databaseFile + u"-wal"_s, u"data.db-wal"_s);
        return files;
    }
    for (const QString &name : {u"data.db"_s, u"auxiliary.db"_s}) {
        add(data.path + u'/' + name, name);
        add(data.path + u'/' + name + u"-wal"_s, name + u"-wal"_s);
    }
    QDirIterator walk(data.path + u"/storage"_s, QDir::Files, QDirIterator::Subdirectories);
    while (walk.hasNext()) {
        const QString path = walk.next();
        add(path, QDir(data.path).relativeFilePath(path));
    }
    return files;
}

Result<void> readDatabase(const QString &file, bool isImmutable, ExistingData &data)
{
    const ReadOnly database(file, isImmutable);
    if (!database.isOpen()
        || !database.scalar(u"SELECT 1 FROM sqlite_master WHERE name = '_collections'"_s)
                .isValid()) {
        return importError(ErrorKind::InvalidInput,
                           DataImportWords::tr("This is not a PocketBase or Socle database"));
    }
    if (database.scalar(u"SELECT 1 FROM sqlite_master WHERE name = '_admins'"_s).isValid()) {
        return importError(
            ErrorKind::InvalidInput,
            DataImportWords::tr("This database is from PocketBase 0.22 or older: start a newer "
                                "PocketBase on it once"));
    }
    QSqlQuery rows = database.rows(u"SELECT name, system FROM _collections ORDER BY name"_s);
    while (rows.next()) {
        if (rows.value(1).toBool()) {
            ++data.systemCollections;
        } else {
            data.collections << rows.value(0).toString();
        }
    }
    data.superusers = database.scalar(u"SELECT COUNT(*) FROM _superusers"_s).toInt();
    const QString settings
        = database.scalar(u"SELECT value FROM _params WHERE id = 'settings'"_s).toString();
    data.hasEncryptedSettings = !settings.isEmpty() && !settings.trimmed().startsWith(u'{');
    return {};
}

QStringList scriptsBeside(const QString &dataFolder)
{
    QStringList found;
    const QDir parent = QFileInfo(dataFolder).absoluteDir();
    for (const QString &folder : {u"pb_hooks"_s, u"pb_migrations"_s}) {
        const QStringList names
            = QDir(parent.filePath(folder)).entryList({u"*.js"_s, u"*.ts"_s}, QDir::Files);
        for (const QString &name : names) {
            found << folder + u'/' + name;
        }
    }
    if (QDir(dataFolder + u"/backups"_s).exists()) {
        const auto zips = QDir(dataFolder + u"/backups"_s).entryList({u"*.zip"_s}, QDir::Files);
        for (const QString &name : zips) {
            found << u"backups/"_s + name;
        }
    }
    return found;
}

qint64 freeSpace(const QString &folder)
{
    QDir existing(folder);
    while (!existing.exists() && existing.cdUp()) { }
    QString path = folder;
    while (!QFileInfo::exists(path)) {
        const QString up = QFileInfo(path).path();
        if (up == path) {
            break;
        }
        path = up;
    }
    return QStorageInfo(path).bytesAvailable();
}

/// Looks at the database of a backup in a private copy; one too large for that is only weighed.
Result<void> inspectZip(const QFileInfo &info, ExistingData &data)
{
    const BackupZip zip = SOCLE_TRY(BackupZip::open(data.path));
    data.kind = ExistingData::Kind::BackupZip;
    data.proposedName = info.completeBaseName();
    data.leftBehind = zip.leftBehind();
    const QTemporaryDir copy;
    qint64 databaseBytes = 0;
    for (const BackupZip::Entry &entry : zip.entries()) {
        data.bytes += entry.size;
        databaseBytes += entry.name.startsWith(u"data.db"_s) ? entry.size : 0;
        data.hasWal = data.hasWal || (entry.name == u"data.db-wal"_s && entry.size > 0);
    }
    if (databaseBytes > kInspectByCopy) {
        data.isLookedInto = false;
        return {};
    }
    for (const BackupZip::Entry &entry : zip.entries()) {
        if (entry.name.startsWith(u"data.db"_s)) {
            SOCLE_TRY(zip.extract(entry, copy.filePath(entry.name), [](qint64) { return true; }));
        }
    }
    return readDatabase(copy.filePath(u"data.db"_s), false, data);
}

} // namespace

Result<ExistingData> inspectExistingData(const QString &path, const QString &targetParent)
{
    const QFileInfo info(path);
    ExistingData data;
    data.path = info.absoluteFilePath();
    if (!info.exists()) {
        return importError(ErrorKind::NotFound,
                           DataImportWords::tr("There is nothing at this place"));
    }
    if (info.isDir()) {
        QString folder = data.path;
        if (!QFileInfo::exists(folder + u"/data.db"_s)) {
            // People drop the folder around it as well.
            for (const QString &inner : {u"/pb_data"_s, u"/socle_data"_s}) {
                if (QFileInfo::exists(folder + inner + u"/data.db"_s)) {
                    folder += inner;
                    break;
                }
            }
        }
        data.path = folder;
        data.databaseFile = folder + u"/data.db"_s;
        const QDir around = QFileInfo(folder).absoluteDir();
        data.proposedName = QFileInfo(folder).fileName().endsWith(u"_data"_s) ? around.dirName()
                                                                              : info.fileName();
        if (!QFileInfo::exists(data.databaseFile)) {
            return importError(ErrorKind::NotFound,
                               DataImportWords::tr("There is no data.db in this folder"));
        }
        data.leftBehind = scriptsBeside(folder);
    } else {
        if (info.suffix().compare(u"zip"_s, Qt::CaseInsensitive) == 0) {
            SOCLE_TRY(inspectZip(info, data));
            data.freeBytes = freeSpace(targetParent);
            return data;
        }
        data.kind = ExistingData::Kind::DatabaseFile;
        data.databaseFile = data.path;
        data.proposedName = info.completeBaseName();
    }
    data.hasWal = QFileInfo(data.databaseFile + u"-wal"_s).size() > 0;

    if (!data.hasWal) {
        SOCLE_TRY(readDatabase(data.databaseFile, true, data));
    } else if (QFileInfo(data.databaseFile).size() <= kInspectByCopy) {
        // What is only in the WAL counts too, and reading a WAL writes beside the file: look at a
        // copy.
        const QTemporaryDir copy;
        const QString file = copy.filePath(u"data.db"_s);
        QFile::copy(data.databaseFile, file);
        QFile::copy(data.databaseFile + u"-wal"_s, file + u"-wal"_s);
        SOCLE_TRY(readDatabase(file, false, data));
    } else {
        SOCLE_TRY(readDatabase(data.databaseFile, true, data));
    }
    for (const SourceFile &file : filesOf(data)) {
        data.bytes += file.size;
    }
    data.freeBytes = freeSpace(targetParent);
    return data;
}

struct DataCopy::Impl
{
    DataCopy *q = nullptr;
    std::thread thread;
    std::atomic<bool> isCancelled{false};

    void say(qint64 done, qint64 total, const QString &phase)
    {
        QMetaObject::invokeMethod(
            q,
            [this, done, total, phase] { emit q->progressed(done, total, phase); },
            Qt::QueuedConnection);
    }

    Result<void> copyFile(const SourceFile &source,
                          const QString &target,
                          qint64 &done,
                          qint64 total)
    {
        const QString to = target + u'/' + source.to;
        QDir().mkpath(QFileInfo(to).path());
        QFile in(source.from);
        QFile out(to);
        if (!in.open(QIODevice::ReadOnly)) {
            return importError(
                ErrorKind::Unavailable,
                DataImportWords::tr("%1 cannot be read: %2").arg(source.from, in.errorString()));
        }
        if (!out.open(QIODevice::WriteOnly)) {
            return importError(
                ErrorKind::Unavailable,
                DataImportWords::tr("%1 cannot be written: %2").arg(to, out.errorString()));
        }
        while (!in.atEnd()) {
            if (isCancelled) {
                return importError(ErrorKind::Cancelled, DataImportWords::tr("Cancelled"));
            }
            const QByteArray block = in.read(kBlock);
            if (out.write(block) != block.size()) {
                return importError(
                    ErrorKind::Unavailable,
                    DataImportWords::tr("%1 cannot be written: %2").arg(to, out.errorString()));
            }
            done += block.size();
            say(done, total, DataImportWords::tr("Copying"));
        }
        return {};
    }

    Result<void> unpack(const ExistingData &source, const QString &target)
    {
        const BackupZip zip = SOCLE_TRY(BackupZip::open(source.path));
        qint64 done = 0;
        for (const BackupZip::Entry &entry : zip.entries()) {
            SOCLE_TRY(zip.extract(entry, target + u'/' + entry.name, [&](qint64 bytes) {
                done += bytes;
                say(done, source.bytes, DataImportWords::tr("Unpacking"));
                return !isCancelled;
            }));
        }
        return check(source, target);
    }

    Result<void> copyAll(const ExistingData &source, const QString &target)
    {
        if (source.kind == ExistingData::Kind::BackupZip) {
            return unpack(source, target);
        }
        const std::vector<SourceFile> files = filesOf(source);
        const auto stamp = [&] {
            return QFileInfo(source.databaseFile).lastModified().toMSecsSinceEpoch()
                ^ QFileInfo(source.databaseFile + u"-wal"_s).size();
        };
        const qint64 before = stamp();
        qint64 done = 0;
        for (const SourceFile &file : files) {
            SOCLE_TRY(copyFile(file, target, done, source.bytes));
        }
        if (stamp() != before) {
            return importError(
                ErrorKind::Conflict,
                DataImportWords::tr("The data changed while it was copied: stop its server first"));
        }
        return check(source, target);
    }

    /// Folds the WAL in and has SQLite look at every page.
    Result<void> check(const ExistingData &source, const QString &target)
    {
        say(source.bytes, source.bytes, DataImportWords::tr("Checking"));
        const ReadOnly database(target + u"/data.db"_s, false);
        database.scalar(u"PRAGMA wal_checkpoint(TRUNCATE)"_s);
        const QString verdict = database.scalar(u"PRAGMA integrity_check(1)"_s).toString();
        if (verdict != u"ok"_s) {
            return importError(ErrorKind::InvalidInput,
                               DataImportWords::tr("The database is damaged: %1").arg(verdict));
        }
        return {};
    }

    Result<void> run(const ExistingData &source, const QString &folder, const QString &name)
    {
        const bool existed = QFileInfo::exists(folder);
        const ProjectFolder project = SOCLE_TRY(ProjectFolder::create(folder, name));
        Result<void> copied = copyAll(source, project.dataFolder());
        if (!copied) {
            // Nothing was here before but an empty folder at most: take all of it away again.
            QDir(folder).removeRecursively();
            if (existed) {
                QDir().mkpath(folder);
            }
        }
        return copied;
    }
};

DataCopy::DataCopy(QObject *parent)
    : QObject(parent)
    , m_impl(std::make_unique<Impl>())
{
    m_impl->q = this;
}

DataCopy::~DataCopy()
{
    cancel();
    if (m_impl->thread.joinable()) {
        m_impl->thread.join();
    }
}

void DataCopy::start(const ExistingData &source, const QString &folder, const QString &name)
{
    if (m_impl->thread.joinable()) {
        return;
    }
    m_impl->thread = std::thread([this, source, folder, name] {
        const Result<void> outcome = m_impl->run(source, folder, name);
        const QString error = outcome ? QString() : QString::fromStdString(outcome.error().message);
        QMetaObject::invokeMethod(
            this, [this, error] { emit finished(error.isEmpty(), error); }, Qt::QueuedConnection);
    });
}

void DataCopy::cancel() { m_impl->isCancelled = true; }

} // namespace socle::studio
