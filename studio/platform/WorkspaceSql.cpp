#include "studio/platform/WorkspaceSql.h"

#include <QCoreApplication>
#include <QSqlError>
#include <QSqlQuery>

#include <atomic>

using namespace Qt::StringLiterals;

namespace socle::studio::workspacefile {

namespace {

// Primary result codes of SQLite, https://sqlite.org/rescode.html.
constexpr int kGeneric = 1; // a table or column is missing: not a file of ours
constexpr int kPermission = 3;
constexpr int kReadOnly = 8;
constexpr int kDiskIo = 10;
constexpr int kCorrupt = 11;
constexpr int kFull = 13;
constexpr int kCannotOpen = 14;
constexpr int kNotADatabase = 26;

/// Qt leaves the number out where a transaction could not be begun or ended: the words tell then.
int codeOf(const QSqlError &error)
{
    if (!error.nativeErrorCode().isEmpty()) {
        return error.nativeErrorCode().toInt() & 0xff;
    }
    const QString words = error.databaseText();
    return words.contains(u"disk is full"_s)  ? kFull
        : words.contains(u"readonly"_s)       ? kReadOnly
        : words.contains(u"unable to open"_s) ? kCannotOpen
        : words.contains(u"I/O error"_s)      ? kDiskIo
                                              : 0;
}

QString connectionName()
{
    static std::atomic<int> next{0};
    return u"workspace-%1"_s.arg(++next);
}

} // namespace

Connection::Connection(const QString &path)
    : m_name(connectionName())
{
    m_database = QSqlDatabase::addDatabase(u"QSQLITE"_s, m_name);
    m_database.setConnectOptions(u"QSQLITE_BUSY_TIMEOUT=3000"_s);
    m_database.setDatabaseName(path);
}

Connection::~Connection()
{
    m_database.close();
    m_database = QSqlDatabase();
    QSqlDatabase::removeDatabase(m_name);
}

Error storageError(const QString &what, const QSqlError &error)
{
    const int code = codeOf(error);
    const bool isDamaged
        = code == kCorrupt || code == kNotADatabase || code == kGeneric || code == 0;
    return Error{.kind = isDamaged ? ErrorKind::Internal : ErrorKind::Unavailable,
                 .message = isDamaged ? what.toStdString() : diskWords(error).toStdString(),
                 .cause = error.text().toStdString()};
}

Result<void> execute(QSqlDatabase &database, const QString &sql)
{
    QSqlQuery query(database);
    if (!query.exec(sql)) {
        return storageError(
            QCoreApplication::translate("Workspace", "The studio's own file cannot be used."),
            query.lastError());
    }
    return {};
}

Result<void> prepare(QSqlDatabase &database)
{
    if (!database.open()) {
        return storageError(
            QCoreApplication::translate("Workspace", "The studio's own file cannot be opened."),
            database.lastError());
    }
    SOCLE_TRY(execute(database, u"PRAGMA journal_mode=WAL"_s));
    SOCLE_TRY(execute(database, u"PRAGMA synchronous=FULL"_s));
    return {};
}

QString diskWords(const QSqlError &error)
{
    switch (codeOf(error)) {
    case kFull:
        return QCoreApplication::translate("Workspace", "There is no space left on the disk.");
    case kReadOnly:
    case kPermission:
    case kCannotOpen:
        return QCoreApplication::translate("Workspace", "Its folder may not be written.");
    case kDiskIo:
        return QCoreApplication::translate("Workspace", "The disk refused the write.");
    default:
        return error.databaseText().isEmpty() ? error.text() : error.databaseText();
    }
}

} // namespace socle::studio::workspacefile
