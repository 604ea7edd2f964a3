#include "studio/platform/WorkspaceFile.h"

#include <QCoreApplication>
#include <QDate>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QVariant>

#include <atomic>
#include <chrono>

using namespace Qt::StringLiterals;

namespace socle::studio::workspacefile {

namespace {

constexpr int kVersion = 1;
constexpr int kCopiesKept = 7;
constexpr std::chrono::milliseconds kGatherTime{200}; // well inside "on disk within 1 s"
constexpr std::chrono::milliseconds kRetryTime{1000};

/// A null QString or QByteArray would be bound as NULL; here both mean "empty" (the window's own
/// state has connection "").
QVariant notNull(const QVariant &value)
{
    if (value.typeId() == QMetaType::QString && value.toString().isNull()) {
        return QString(u""_s);
    }
    if (value.typeId() == QMetaType::QByteArray && value.toByteArray().isNull()) {
        return QByteArray("");
    }
    return value;
}

QString connectionName()
{
    static std::atomic<int> next{0};
    return u"workspace-%1"_s.arg(++next);
}

/// QtSql connections have names and belong to a thread; this one closes itself.
class Connection
{
public:
    explicit Connection(const QString &path)
        : m_name(connectionName())
    {
        m_database = QSqlDatabase::addDatabase(u"QSQLITE"_s, m_name);
        m_database.setConnectOptions(u"QSQLITE_BUSY_TIMEOUT=3000"_s);
        m_database.setDatabaseName(path);
    }

    ~Connection()
    {
        m_database.close();
        m_database = QSqlDatabase();
        QSqlDatabase::removeDatabase(m_name);
    }

    Connection(const Connection &) = delete;
    Connection &operator=(const Connection &) = delete;

    QSqlDatabase &operator*() { return m_database; }

private:
    QString m_name;
    QSqlDatabase m_database;
};

Error storageError(const QString &what, const QSqlError &error)
{
    return Error{.kind = ErrorKind::Unavailable,
                 .message = what.toStdString(),
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

Result<void> check(QSqlDatabase &database)
{
    QSqlQuery query(database);
    if (!query.exec(u"PRAGMA quick_check(1)"_s) || !query.next()) {
        return storageError(u"damaged"_s, query.lastError());
    }
    if (query.value(0).toString() != u"ok"_s) {
        return Error{.kind = ErrorKind::Unavailable,
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
    SOCLE_TRY(select(u"SELECT profile FROM connections ORDER BY position, rowid"_s));
    while (query.next()) {
        contents.connections.push_back(connectionFromJson(
            QJsonDocument::fromJson(query.value(0).toString().toUtf8()).object()));
    }
    SOCLE_TRY(select(u"SELECT key, value FROM preferences"_s));
    while (query.next()) {
        contents.preferences.insert(query.value(0).toString(),
                                    valueFromText(query.value(1).toString()));
    }
    SOCLE_TRY(select(u"SELECT connection, key, value FROM state"_s));
    while (query.next()) {
        contents.state[query.value(0).toString()].insert(query.value(1).toString(),
                                                         valueFromText(query.value(2).toString()));
    }
    SOCLE_TRY(select(u"SELECT connection, id, kind, value, changed FROM drafts"_s));
    while (query.next()) {
        Draft draft{query.value(0).toString(),
                    query.value(1).toString(),
                    query.value(2).toString(),
                    query.value(3).toByteArray(),
                    QDateTime::fromString(query.value(4).toString(), Qt::ISODateWithMs)};
        contents.drafts[draft.connection].insert(draft.id, draft);
    }
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

Result<Opened> open(const QString &folder)
{
    if (folder.isEmpty()) {
        return Opened{};
    }
    if (!QDir().mkpath(folder)) {
        return Error{.kind = ErrorKind::Unavailable,
                     .message
                     = QCoreApplication::translate("Workspace", "The folder %1 cannot be written.")
                           .arg(folder)
                           .toStdString()};
    }
    Opened opened;
    opened.path = folder + u"/workspace.db"_s;
    Result<Contents> first = openAndRead(opened.path, folder);
    if (first) {
        opened.contents = first.takeValue();
        return opened;
    }
    if (first.error().kind == ErrorKind::PreconditionFailed || !QFile::exists(opened.path)) {
        return first.takeError();
    }

    // Damaged: keep it aside, fall back to the newest copy that opens.
    const QString aside = QFileInfo(setAside(opened.path, folder)).fileName();
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
    opened.contents = SOCLE_TRY(openAndRead(opened.path, folder));
    opened.notice = QCoreApplication::translate("Workspace",
                                                "The studio's own file was damaged and is kept as "
                                                "%1. The list of connections starts empty.")
                        .arg(aside);
    return opened;
}

Writer::Writer(QString path, std::function<void(QString)> onFailure)
    : m_path(std::move(path))
    , m_onFailure(std::move(onFailure))
{
    if (!m_path.isEmpty()) {
        m_thread = std::thread([this] { run(); });
    }
}

Writer::~Writer()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    m_wake.notify_all();
    if (m_thread.joinable()) {
        m_thread.join();
    }
}

void Writer::put(const QString &row, Change change)
{
    if (m_path.isEmpty()) {
        return;
    }
    {
        const std::lock_guard lock(m_mutex);
        m_pending[row] = std::move(change);
    }
    m_wake.notify_all();
}

bool Writer::flush(int timeoutMs)
{
    if (m_path.isEmpty()) {
        return true;
    }
    std::unique_lock lock(m_mutex);
    m_hurry = true;
    m_wake.notify_all();
    const bool done = m_written.wait_for(lock, std::chrono::milliseconds(timeoutMs), [this] {
        return m_pending.empty() && !m_isWriting;
    });
    m_hurry = false;
    return done;
}

void Writer::run()
{
    Connection connection(m_path);
    discard(prepare(*connection), "a failing write below reports the same");
    while (true) {
        std::map<QString, Change> changes;
        bool stopping = false;
        {
            std::unique_lock lock(m_mutex);
            m_wake.wait(lock, [this] { return m_stopping || !m_pending.empty(); });
            m_wake.wait_for(lock, kGatherTime, [this] { return m_stopping || m_hurry; });
            changes.swap(m_pending);
            m_isWriting = true;
            stopping = m_stopping;
        }
        QString reason;
        const bool ok = changes.empty() || write(*connection, changes, reason);
        if (!ok) {
            m_onFailure(reason);
        }
        {
            std::unique_lock lock(m_mutex);
            m_isWriting = false;
            if (!ok) {
                m_pending.merge(changes); // a newer change of the same row stays the winner
                m_wake.wait_for(lock, kRetryTime, [this] { return m_stopping; });
            }
            stopping = m_stopping && (m_pending.empty() || !ok);
        }
        m_written.notify_all();
        if (stopping) {
            return;
        }
    }
}

bool Writer::write(QSqlDatabase &database,
                   const std::map<QString, Change> &changes,
                   QString &reason)
{
    if (!database.transaction()) {
        reason = database.lastError().text();
        return false;
    }
    for (const auto &[row, change] : changes) {
        QSqlQuery query(database);
        bool ok = query.prepare(change.sql);
        for (const QVariant &value : change.bindings) {
            query.addBindValue(notNull(value));
        }
        ok = ok && query.exec();
        if (!ok) {
            reason = query.lastError().text();
            database.rollback();
            return false;
        }
    }
    if (!database.commit()) {
        reason = database.lastError().text();
        database.rollback();
        return false;
    }
    return true;
}

} // namespace socle::studio::workspacefile
