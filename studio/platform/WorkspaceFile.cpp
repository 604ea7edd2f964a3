#include "studio/platform/WorkspaceFile.h"

#include "studio/platform/WorkspaceSql.h"

#include <QCoreApplication>
#include <QDate>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QSqlError>
#include <QSqlQuery>
#include <QTemporaryDir>

#include <array>

using namespace Qt::StringLiterals;

namespace socle::studio::workspacefile {

namespace {

constexpr int kVersion = 1;
constexpr int kCopiesKept = 7;

Result<void> check(QSqlDatabase &database)
{
    QSqlQuery query(database);
    if (!query.exec(u"PRAGMA quick_check(1)"_s) || !query.next()) {
        return storageError(u"damaged"_s, query.lastError());
    }
    if (query.value(0).toString() != u"ok"_s) {
        return Error{.kind = ErrorKind::Internal,
                     .message = "damaged",
                     .cause = query.value(0).toString().toStdString()};
    }
    return {};
}

Result<void> migrate(QSqlDatabase &database)
{
    QSqlQuery query(database);
    if (!query.exec(u"PRAGMA user_version"_s) || !query.next()) {
        return storageError(u"damaged"_s, query.lastError());
    }
    const int version = query.value(0).toInt();
    if (version > kVersion) {
        return Error{.kind = ErrorKind::PreconditionFailed,
                     .message
                     = QCoreApplication::translate(
                           "Workspace", "The studio's own file was written by a newer version.")
                           .toStdString()};
    }
    if (version == kVersion) {
        return {};
    }
    query.finish();
    static const std::array kSchema{
        u"BEGIN IMMEDIATE"_s,
        u"CREATE TABLE connections (id TEXT PRIMARY KEY, position INTEGER NOT NULL, profile TEXT NOT NULL)"_s,
        u"CREATE TABLE preferences (key TEXT PRIMARY KEY, value TEXT NOT NULL)"_s,
        u"CREATE TABLE state (connection TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (connection, key))"_s,
        u"CREATE TABLE drafts (connection TEXT NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL, value BLOB NOT NULL, changed TEXT NOT NULL, PRIMARY KEY (connection, id))"_s,
        u"PRAGMA user_version=%1"_s.arg(kVersion),
        u"COMMIT"_s,
    };
    for (const QString &sql : kSchema) {
        SOCLE_TRY(execute(database, sql));
    }
    return {};
}

QJsonValue valueFromText(const QString &text)
{
    // Wrapped in an array: QJsonDocument knows no bare values.
    const auto document = QJsonDocument::fromJson(u"[%1]"_s.arg(text).toUtf8());
    return document.array().at(0);
}

Result<Contents> read(QSqlDatabase &database)
{
    Contents contents;
    QSqlQuery query(database);
    const auto select = [&](const QString &sql) -> Result<void> {
        if (!query.exec(sql)) {
            return storageError(u"damaged"_s, query.lastError());
        }
        return {};
    };
    // A row that cannot be read ends a loop like the last one does: only the error tells.
    const auto all = [&]() -> Result<void> {
        if (query.lastError().isValid()) {
            return storageError(u"damaged"_s, query.lastError());
        }
        return {};
    };
    SOCLE_TRY(select(u"SELECT profile FROM connections ORDER BY position, rowid"_s));
    while (query.next()) {
        contents.connections.push_back(connectionFromJson(
            QJsonDocument::fromJson(query.value(0).toString().toUtf8()).object()));
    }
    SOCLE_TRY(all());
    SOCLE_TRY(select(u"SELECT key, value FROM preferences"_s));
    while (query.next()) {
        contents.preferences.insert(query.value(0).toString(),
                                    valueFromText(query.value(1).toString()));
    }
    SOCLE_TRY(all());
    SOCLE_TRY(select(u"SELECT connection, key, value FROM state"_s));
    while (query.next()) {
        contents.state[query.value(0).toString()].insert(query.value(1).toString(),
                                                         valueFromText(query.value(2).toString()));
    }
    SOCLE_TRY(all());
    SOCLE_TRY(select(u"SELECT connection, id, kind, value, changed FROM drafts"_s));
    while (query.next()) {
        Draft draft{query.value(0).toString(),
                    query.value(1).toString(),
                    query.value(2).toString(),
                    query.value(3).toByteArray(),
                    QDateTime::fromString(query.value(4).toString(), Qt::ISODateWithMs)};
        contents.drafts[draft.connection].insert(draft.id, draft);
    }
    SOCLE_TRY(all());
    return contents;
}

QStringList copiesOf(const QString &folder)
{
    return QDir(folder + u"/copies"_s)
        .entryList({u"workspace-*.db"_s}, QDir::Files, QDir::Name | QDir::Reversed);
}

/// Today's copy when there is none yet; keeps the newest seven. A failure is no reason to refuse
/// work.
void makeDailyCopy(QSqlDatabase &database, const QString &folder)
{
    QDir().mkpath(folder + u"/copies"_s);
    const QString today
        = folder + u"/copies/workspace-%1.db"_s.arg(QDate::currentDate().toString(Qt::ISODate));
    if (!QFile::exists(today)) {
        QSqlQuery query(database);
        query.prepare(u"VACUUM INTO ?"_s);
        query.addBindValue(today);
        query.exec();
    }
    const QStringList copies = copiesOf(folder);
    for (qsizetype i = kCopiesKept; i < copies.size(); ++i) {
        QFile::remove(folder + u"/copies/"_s + copies[i]);
    }
}

Result<Contents> openAndRead(const QString &path, const QString &folder)
{
    Connection connection(path);
    SOCLE_TRY(prepare(*connection));
    SOCLE_TRY(check(*connection));
    SOCLE_TRY(migrate(*connection));
    Contents contents = SOCLE_TRY(read(*connection));
    if (!folder.isEmpty()) {
        makeDailyCopy(*connection, folder);
    }
    return contents;
}

/// Moves the file (and its WAL) to workspace.damaged-DATE.db; it is never deleted.
QString setAside(const QString &path, const QString &folder)
{
    const QString stamp = QDateTime::currentDateTime().toString(u"yyyy-MM-dd-HHmmss"_s);
    const QString aside = folder + u"/workspace.damaged-%1.db"_s.arg(stamp);
    QFile::rename(path, aside);
    QFile::rename(path + u"-wal"_s, aside + u"-wal"_s);
    QFile::remove(path + u"-shm"_s);
    return aside;
}

} // namespace

Result<void> ensureTables(QSqlDatabase &database) { return migrate(database); }

namespace {

/// What an unwritable folder still tells: read from a copy elsewhere, so that nothing has to be
/// written beside the file. Empty when it cannot be read either.
Contents readElsewhere(const QString &path)
{
    const QTemporaryDir place;
    const QString copy = place.filePath(u"workspace.db"_s);
    if (place.isValid() && QFile::copy(path, copy)) {
        QFile::copy(path + u"-wal"_s, copy + u"-wal"_s); // the newest commits, when there are any
        QFile::setPermissions(copy, QFile::ReadOwner | QFile::WriteOwner);
        if (Result<Contents> contents = openAndRead(copy, {})) {
            return contents.takeValue();
        }
    }
    return {};
}

/// The disk or the rights are in the way, not the file: it stays as it is, this run works from
/// memory, and the writer goes on trying.
Opened openUnwritable(const QString &path, const QString &reason)
{
    Opened opened;
    opened.path = path;
    opened.contents = QFile::exists(path) ? readElsewhere(path) : Contents();
    opened.notice = QCoreApplication::translate(
                        "Workspace",
                        "The studio cannot store anything: %1 What you do stays in memory and is "
                        "stored as soon as it can be.")
                        .arg(reason);
    return opened;
}

} // namespace

Result<Opened> open(const QString &folder)
{
    if (folder.isEmpty()) {
        return Opened{};
    }
    if (!QDir().mkpath(folder)) {
        return openUnwritable(
            folder + u"/workspace.db"_s,
            QCoreApplication::translate("Workspace", "The folder %1 cannot be written.")
                .arg(folder));
    }
    Opened opened;
    opened.path = folder + u"/workspace.db"_s;
    Result<Contents> first = openAndRead(opened.path, folder);
    if (first) {
        opened.contents = first.takeValue();
        return opened;
    }
    if (first.error().kind == ErrorKind::PreconditionFailed) {
        return first.takeError();
    }
    if (first.error().kind != ErrorKind::Internal || !QFile::exists(opened.path)) {
        return openUnwritable(opened.path, QString::fromStdString(first.error().message));
    }

    // Damaged: keep it aside, fall back to the newest copy that opens.
    const QString asidePath = setAside(opened.path, folder);
    if (!QFile::exists(asidePath)) { // it may not be moved: then it may not be replaced either
        return openUnwritable(
            opened.path,
            QCoreApplication::translate("Workspace", "Its file is damaged and cannot be moved."));
    }
    const QString aside = QFileInfo(asidePath).fileName();
    for (const QString &copy : copiesOf(folder)) {
        QFile::remove(opened.path);
        if (!QFile::copy(folder + u"/copies/"_s + copy, opened.path)) {
            continue;
        }
        Result<Contents> again = openAndRead(opened.path, {});
        if (again) {
            const QDate date = QDate::fromString(copy.mid(10, 10), Qt::ISODate);
            opened.notice
                = QCoreApplication::translate("Workspace",
                                              "The studio's own file was damaged and is kept as "
                                              "%1. The copy of %2 took its place.")
                      .arg(aside, QLocale().toString(date, QLocale::LongFormat));
            opened.contents = again.takeValue();
            return opened;
        }
    }
    QFile::remove(opened.path);
    if (Result<Contents> fresh = openAndRead(opened.path, folder)) {
        opened.contents = fresh.takeValue();
    } else {
        return openUnwritable(opened.path, QString::fromStdString(fresh.error().message));
    }
    opened.notice = QCoreApplication::translate("Workspace",
                                                "The studio's own file was damaged and is kept as "
                                                "%1. The list of connections starts empty.")
                        .arg(aside);
    return opened;
}

} // namespace socle::studio::workspacefile
