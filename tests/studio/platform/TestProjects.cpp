// Project folders, their lock, and existing data copied into them.
#include "studio/platform/DataImport.h"
#include "studio/platform/ProjectFolder.h"
#include "studio/platform/SecretStore.h"
#include "studio/platform/SingleInstance.h"
#include "tests/support/TestSuite.h"

#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTemporaryDir>

#include <thread>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

void write(const QString &path, const QByteArray &bytes)
{
    QDir().mkpath(QFileInfo(path).path());
    QFile file(path);
    Q_ASSERT(file.open(QIODevice::WriteOnly));
    file.write(bytes);
}

/// A database as the peer leaves it: the tables that the inspection looks at.
void makeDatabase(const QString &path, const QStringList &extra = {})
{
    QDir().mkpath(QFileInfo(path).path());
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"fixture"_s);
        database.setDatabaseName(path);
        Q_ASSERT(database.open());
        QSqlQuery query(database);
        QStringList statements{
            u"CREATE TABLE _collections (id TEXT, name TEXT, system BOOLEAN)"_s,
            u"CREATE TABLE _superusers (id TEXT)"_s,
            u"CREATE TABLE _params (id TEXT, value JSON)"_s,
            u"INSERT INTO _collections VALUES ('1','books',0),('2','authors',0),('3','_superusers',1)"_s,
            u"INSERT INTO _superusers VALUES ('s')"_s,
            u"INSERT INTO _params VALUES ('settings','{\"meta\":{}}')"_s};
        statements += extra;
        for (const QString &sql : statements) {
            if (!query.exec(sql)) {
                qFatal("fixture");
            }
        }
    }
    QSqlDatabase::removeDatabase(u"fixture"_s);
}

QStringList filesBelow(const QString &folder)
{
    return QDir(folder).entryList(QDir::Files | QDir::Hidden, QDir::Name);
}

} // namespace

class TestProjects : public QObject
{
    Q_OBJECT

private slots:

    void init() { m_dir = std::make_unique<QTemporaryDir>(); }

    void createsAndOpens();
    void refusesAFolderThatIsNotEmpty();
    void refusesAFolderWithoutAProject();
    void refusesADataFolderOutside();
    void locksAgainstASecondStudio();
    void forgetsAServerThatIsGone();
    void proposesFolders();
    void inspectsWithoutTouching();
    void refusesWhatIsNoDatabase();
    void refusesOldPeers();
    void copiesIntoAProject();
    void leavesNothingWhenCancelled();
    void keepsSecretsForTheSession();
    void handsOverToTheFirstInstance();

private:
    std::unique_ptr<QTemporaryDir> m_dir;
};

void TestProjects::createsAndOpens()
{
    const QString folder = m_dir->filePath(u"shop"_s);
    VERIFY_OK(ProjectFolder::create(folder, u"Bookshop"_s));
    const auto project = ProjectFolder::open(folder);
    VERIFY_OK(project);
    QCOMPARE(project->name(), u"Bookshop"_s);
    QVERIFY(QDir(project->dataFolder()).exists());
    QVERIFY(QDir(project->logFolder()).exists());
    QVERIFY(project->created().isValid());
}

void TestProjects::refusesAFolderThatIsNotEmpty()
{
    write(m_dir->filePath(u"shop/letter.txt"_s), "mine");
    const auto created = ProjectFolder::create(m_dir->filePath(u"shop"_s), u"x"_s);
    QVERIFY(!created);
    QVERIFY(created.error().kind == ErrorKind::Conflict);
    QVERIFY(QFile::exists(m_dir->filePath(u"shop/letter.txt"_s)));
}

void TestProjects::refusesAFolderWithoutAProject()
{
    const auto opened = ProjectFolder::open(m_dir->path());
    QVERIFY(!opened);
    QVERIFY(opened.error().kind == ErrorKind::NotFound);
}

void TestProjects::refusesADataFolderOutside()
{
    write(m_dir->filePath(u"project.json"_s), R"({"format":1,"name":"x","data":"../other"})");
    const auto opened = ProjectFolder::open(m_dir->path());
    QVERIFY(!opened);
    QVERIFY(opened.error().kind == ErrorKind::InvalidInput);
}

void TestProjects::locksAgainstASecondStudio()
{
    const QString folder = m_dir->filePath(u"shop"_s);
    auto first = ProjectFolder::create(folder, u"x"_s);
    VERIFY_OK(first);
    VERIFY_OK(first->lock());
    auto second = ProjectFolder::open(folder);
    const auto refused = second->lock();
    QVERIFY(!refused);
    QVERIFY(refused.error().kind == ErrorKind::Conflict);
    {
        const ProjectFolder gone = first.takeValue();
    }
    VERIFY_OK(second->lock());
}

void TestProjects::forgetsAServerThatIsGone()
{
    auto project = ProjectFolder::create(m_dir->filePath(u"shop"_s), u"x"_s);
    VERIFY_OK(
        project->recordServer({u"http://127.0.0.1:1"_s, u"1"_s, 1})); // init is no server of ours
    QCOMPARE(project->runningServer().processId, qint64(0));
}

void TestProjects::proposesFolders()
{
    QVERIFY(ProjectFolder::proposedFolder(u"Field notes!"_s).endsWith(u"/Socle/field-notes"_s));
    QVERIFY(ProjectFolder::proposedFolder(u"  "_s).endsWith(u"/Socle/project"_s));
    QVERIFY(ProjectFolder::proposedFolder(u"../../etc"_s).endsWith(u"/Socle/etc"_s));
}

void TestProjects::inspectsWithoutTouching()
{
    const QString data = m_dir->filePath(u"old/pb_data"_s);
    makeDatabase(data + u"/data.db"_s);
    write(data + u"/storage/books/b1/cover.png"_s, QByteArray(1000, 'p'));
    write(m_dir->filePath(u"old/pb_hooks/main.pb.js"_s), "//");
    const QStringList before = filesBelow(data);
    const auto found = inspectExistingData(data, m_dir->path());
    VERIFY_OK(found);
    QCOMPARE(found->collections, (QStringList{u"authors"_s, u"books"_s}));
    QCOMPARE(found->systemCollections, 1);
    QCOMPARE(found->superusers, 1);
    QCOMPARE(found->leftBehind, QStringList{u"pb_hooks/main.pb.js"_s});
    QCOMPARE(found->proposedName, u"old"_s);
    QVERIFY(!found->hasEncryptedSettings);
    QVERIFY(found->bytes > 1000);
    QVERIFY(found->fits());
    QCOMPARE(filesBelow(data), before);
}

void TestProjects::refusesWhatIsNoDatabase()
{
    write(m_dir->filePath(u"photo.db"_s), QByteArray(4096, 'x'));
    QVERIFY(inspectExistingData(m_dir->filePath(u"photo.db"_s), m_dir->path()).error().kind
            == ErrorKind::InvalidInput);
    QVERIFY(inspectExistingData(m_dir->path(), m_dir->path()).error().kind == ErrorKind::NotFound);
    write(m_dir->filePath(u"b.zip"_s), "PK");
    QVERIFY(inspectExistingData(m_dir->filePath(u"b.zip"_s), m_dir->path()).error().kind
            == ErrorKind::InvalidInput);
}

void TestProjects::refusesOldPeers()
{
    makeDatabase(m_dir->filePath(u"data.db"_s), {u"CREATE TABLE _admins (id TEXT)"_s});
    QVERIFY(inspectExistingData(m_dir->filePath(u"data.db"_s), m_dir->path()).error().kind
            == ErrorKind::InvalidInput);
}

void TestProjects::copiesIntoAProject()
{
    const QString data = m_dir->filePath(u"old/pb_data"_s);
    makeDatabase(data + u"/data.db"_s);
    write(data + u"/storage/books/b1/cover.png"_s, QByteArray(3'000'000, 'p'));
    write(data + u"/backups/old.zip"_s, "PK");
    const auto found = inspectExistingData(data, m_dir->path());
    VERIFY_OK(found);
    DataCopy copy;
    QSignalSpy finished(&copy, &DataCopy::finished);
    QSignalSpy progressed(&copy, &DataCopy::progressed);
    copy.start(*found, m_dir->filePath(u"new"_s), u"Copied"_s);
    QTRY_COMPARE(finished.count(), 1);
    QVERIFY2(finished[0][0].toBool(), qPrintable(finished[0][1].toString()));
    QVERIFY(progressed.count() > 2);
    const auto project = ProjectFolder::open(m_dir->filePath(u"new"_s));
    VERIFY_OK(project);
    QCOMPARE(project->name(), u"Copied"_s);
    QCOMPARE(QFileInfo(project->dataFolder() + u"/storage/books/b1/cover.png"_s).size(), 3'000'000);
    QVERIFY(!QFile::exists(project->dataFolder() + u"/backups/old.zip"_s));
    const auto again = inspectExistingData(project->dataFolder(), m_dir->path());
    VERIFY_OK(again);
    QCOMPARE(again->collections, found->collections);
}

void TestProjects::leavesNothingWhenCancelled()
{
    const QString data = m_dir->filePath(u"old/pb_data"_s);
    makeDatabase(data + u"/data.db"_s);
    write(data + u"/storage/big"_s, QByteArray(8'000'000, 'p'));
    const auto found = inspectExistingData(data, m_dir->path());
    DataCopy copy;
    QSignalSpy finished(&copy, &DataCopy::finished);
    copy.cancel();
    copy.start(*found, m_dir->filePath(u"new"_s), u"x"_s);
    QTRY_COMPARE(finished.count(), 1);
    QVERIFY(!finished[0][0].toBool());
    QVERIFY(!QFileInfo::exists(m_dir->filePath(u"new"_s)));
}

void TestProjects::keepsSecretsForTheSession()
{
    SecretStore store(SecretStore::Backend::SessionOnly);
    std::optional<QString> read;
    bool answered = false;
    store.write(u"c/password"_s, u"p"_s);
    store.read(u"c/password"_s, this, [&](std::optional<QString> secret) {
        read = std::move(secret);
        answered = true;
    });
    QVERIFY(!answered); // never inside the call
    QTRY_VERIFY(answered);
    QCOMPARE(read, std::optional(u"p"_s));
    QCOMPARE(SecretStore::randomPassword().size(), 24);
    QVERIFY(SecretStore::randomPassword() != SecretStore::randomPassword());
}

void TestProjects::handsOverToTheFirstInstance()
{
    SingleInstance first(m_dir->path());
    QVERIFY(first.claim({}));
    QSignalSpy started(&first, &SingleInstance::started);
    // The second one waits for an answer, which needs this event loop: it runs on a thread of its
    // own.
    bool isFirst = true;
    std::thread second([&] {
        SingleInstance other(m_dir->path());
        isFirst = other.claim({u"a b"_s});
    });
    QTRY_COMPARE(started.count(), 1);
    second.join();
    QVERIFY(!isFirst);
    QCOMPARE(started[0][0].toStringList(), QStringList{u"a b"_s});
}

} // namespace socle::studio

using socle::studio::TestProjects;
SOCLE_TEST_SUITE(TestProjects)
#include "TestProjects.moc"
