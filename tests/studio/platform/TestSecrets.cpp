// Secrets without a keychain, connections as a file, backups as zips (studio.md 2.6, 3.12, 4.1).
#include "studio/platform/ConnectionBook.h"
#include "studio/platform/DataImport.h"
#include "studio/platform/ProjectFolder.h"
#include "studio/platform/SecretStore.h"
#include "studio/platform/SecretVault.h"
#include "tests/support/TestSuite.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSignalSpy>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTemporaryDir>

#include <zip.h>

using namespace Qt::StringLiterals;
using namespace socle;
using namespace socle::studio;

class TestSecrets : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_dir;

    QString vaultFile() const { return m_dir->filePath(u"secrets.vault"_s); }

    static QByteArray bytesOf(const QString &path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    /// A backup as a server makes it, with what does not come along and what must not.
    QString makeBackup(const QStringList &databaseSql)
    {
        const QString database = m_dir->filePath(u"source.db"_s);
        {
            QSqlDatabase made = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"backup"_s);
            made.setDatabaseName(database);
            [&] { QVERIFY(made.open()); }();
            QSqlQuery query(made);
            for (const QString &sql : databaseSql) {
                [&] { QVERIFY2(query.exec(sql), qPrintable(sql)); }();
            }
        }
        QSqlDatabase::removeDatabase(u"backup"_s);
        const QString path = m_dir->filePath(u"nightly.zip"_s);
        int code = 0;
        zip_t *zip = zip_open(path.toUtf8().constData(), ZIP_CREATE | ZIP_TRUNCATE, &code);
        const QByteArray text = bytesOf(database);
        const QByteArray cover(200'000, 'c');
        const auto add = [&](const char *name, const QByteArray &bytes) {
            zip_file_add(zip,
                         name,
                         zip_source_buffer(
                             zip, bytes.constData(), static_cast<zip_uint64_t>(bytes.size()), 0),
                         ZIP_FL_ENC_UTF_8);
        };
        add("data.db", text);
        add("storage/pbc_1/r1/cover.png", cover);
        add("pb_hooks/main.pb.js", "x");
        add("../escape.txt", "x");
        [&] { QCOMPARE(zip_close(zip), 0); }();
        return path;
    }

    static QStringList plainDatabase()
    {
        return {u"CREATE TABLE _collections (id TEXT, name TEXT, system BOOLEAN)"_s,
                u"CREATE TABLE _superusers (id TEXT)"_s,
                u"CREATE TABLE _params (id TEXT, value JSON)"_s,
                u"INSERT INTO _collections VALUES ('1','books',0),('3','_superusers',1)"_s,
                u"INSERT INTO _superusers VALUES ('s')"_s,
                u"INSERT INTO _params VALUES ('settings','gQ2c…encrypted')"_s};
    }

private slots:

    void init() { m_dir = std::make_unique<QTemporaryDir>(); }

    void aVaultOpensWithItsPassphraseOnly()
    {
        {
            auto made = SecretVault::create(vaultFile(), u"correct horse"_s);
            QVERIFY(made);
            QVERIFY(made->insert(u"c1/password"_s, u"t0p-s3cret"_s));
            QVERIFY(made->insert(u"c2/token"_s, u"abc"_s));
            QVERIFY(made->remove(u"c2/token"_s));
        }
        const QByteArray file = bytesOf(vaultFile());
        QVERIFY(!file.contains("t0p-s3cret"));
        QVERIFY(!file.contains("c1/password"));
        QCOMPARE(
            QFileInfo(vaultFile()).permissions()
                & (QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther),
            QFile::Permissions());
        const auto wrong = SecretVault::open(vaultFile(), u"correct horses"_s);
        QVERIFY(!wrong);
        QCOMPARE(wrong.error().kind, ErrorKind::Unauthenticated);
        const auto right = SecretVault::open(vaultFile(), u"correct horse"_s);
        QVERIFY(right);
        QCOMPARE(right->value(u"c1/password"_s), std::optional(u"t0p-s3cret"_s));
        QVERIFY(!right->value(u"c2/token"_s));
        QCOMPARE(SecretVault::create(m_dir->filePath(u"n"_s), {}).error().kind,
                 ErrorKind::InvalidInput);
    }

    void aChangedByteIsNoticed()
    {
        QVERIFY(SecretVault::create(vaultFile(), u"p"_s));
        QByteArray file = bytesOf(vaultFile());
        const qsizetype at = file.indexOf("\"data\": \"") + 9;
        file[at] = file[at] == 'A' ? 'B' : 'A';
        QFile out(vaultFile());
        QVERIFY(out.open(QIODevice::WriteOnly));
        out.write(file);
        out.close();
        QVERIFY(!SecretVault::open(vaultFile(), u"p"_s));
    }

    void theStoreMovesIntoAVaultAndBack()
    {
        {
            SecretStore store(SecretStore::Backend::SessionOnly, nullptr, vaultFile());
            QVERIFY(store.isSessionOnly() && store.canProtect() && !store.isLocked());
            store.write(u"c1/password"_s, u"before"_s);
            std::optional<QString> problem;
            store.protect(u"pass"_s, this, [&](const QString &text) { problem = text; });
            QTRY_VERIFY(problem.has_value());
            QCOMPARE(*problem, QString());
            QVERIFY(store.isProtected() && !store.isSessionOnly());
            bool isKept = false;
            store.write(u"c2/token"_s, u"after"_s, this, [&](bool kept) { isKept = kept; });
            QTRY_VERIFY(isKept);
        }
        // The next run: readers wait for the passphrase.
        SecretStore store(SecretStore::Backend::SessionOnly, nullptr, vaultFile());
        QVERIFY(store.isLocked());
        QStringList found;
        const auto take
            = [&](const std::optional<QString> &secret) { found << secret.value_or(u"none"_s); };
        store.read(u"c1/password"_s, this, take);
        store.read(u"c2/token"_s, this, take);
        QTest::qWait(30);
        QVERIFY(found.isEmpty());
        std::optional<QString> problem;
        store.unlock(u"wrong"_s, this, [&](const QString &text) { problem = text; });
        QTRY_VERIFY(problem.has_value());
        QVERIFY(!problem->isEmpty());
        QVERIFY(store.isLocked() && found.isEmpty());
        problem.reset();
        store.unlock(u"pass"_s, this, [&](const QString &text) { problem = text; });
        QTRY_COMPARE(found, (QStringList{u"before"_s, u"after"_s}));
    }

    void stayingInTheSessionAnswersWithNothing()
    {
        QVERIFY(SecretVault::create(vaultFile(), u"pass"_s));
        SecretStore store(SecretStore::Backend::SessionOnly, nullptr, vaultFile());
        bool isAnswered = false;
        store.read(u"c1/password"_s, this, [&](const std::optional<QString> &secret) {
            isAnswered = !secret.has_value();
        });
        store.stayInSession();
        QTRY_VERIFY(isAnswered);
        QVERIFY(store.isSessionOnly());
    }

    void connectionsTravelWithoutSecretsAndTrust()
    {
        ConnectionProfile remote;
        remote.id = u"id1"_s;
        remote.name = u"Atlas"_s;
        remote.kind = ConnectionKind::Remote;
        remote.address = u"https://api.example.com"_s;
        remote.identity = u"ada@example.com"_s;
        remote.signInCollection = u"staff"_s;
        remote.environment = Environment::Production;
        remote.pinnedCertificate = u"aabb"_s;
        remote.group = u"Clients"_s;
        remote.lastUsed = QDateTime::currentDateTimeUtc();
        ConnectionProfile local;
        local.id = u"id2"_s;
        local.name = u"Shop"_s;
        local.folder = u"/srv/projects/shop"_s;
        local.address = u"http://127.0.0.1:4711"_s;
        const QByteArray book = exportConnections({remote, local});
        for (const char *absent : {"id1", "aabb", "lastUsed", "4711", "password", "token"}) {
            QVERIFY2(!book.contains(absent), absent);
        }
        const auto back = importConnections(book);
        QVERIFY(back);
        QCOMPARE(back->size(), 2U);
        QCOMPARE(back->front().name, u"Atlas"_s);
        QCOMPARE(back->front().signInCollection, u"staff"_s);
        QCOMPARE(back->front().environment, Environment::Production);
        QCOMPARE(back->back().folder, local.folder);

        // A file somebody else made may not bring a pin with it.
        QByteArray forged = book;
        forged.replace("\"group\": \"Clients\"",
                       "\"group\": \"Clients\", \"pinnedCertificate\": \"ccdd\"");
        QVERIFY(forged != book);
        QVERIFY(importConnections(forged)->front().pinnedCertificate.isEmpty());
        QVERIFY(!importConnections("{}"));
        QVERIFY(
            !importConnections(R"({"format":"socle-connections","version":99,"connections":[]})"));
    }

    void aBackupBecomesAProject()
    {
        const QString zip = makeBackup(plainDatabase());
        const auto found = inspectExistingData(zip, m_dir->path());
        QVERIFY2(found, found ? "" : found.error().message.c_str());
        QCOMPARE(found->kind, ExistingData::Kind::BackupZip);
        QCOMPARE(found->collections, QStringList{u"books"_s});
        QCOMPARE(found->superusers, 1);
        QVERIFY(found->hasEncryptedSettings);
        QVERIFY(found->bytes > 200'000);
        QCOMPARE(found->proposedName, u"nightly"_s);
        QVERIFY(found->leftBehind.contains(u"pb_hooks/main.pb.js"_s));

        DataCopy copy;
        QSignalSpy ended(&copy, &DataCopy::finished);
        const QString folder = m_dir->filePath(u"project"_s);
        copy.start(*found, folder, u"Nightly"_s);
        QVERIFY(ended.wait(10'000));
        QVERIFY2(ended.first().at(0).toBool(), qPrintable(ended.first().at(1).toString()));
        const auto project = ProjectFolder::open(folder);
        QVERIFY(project);
        QCOMPARE(QFileInfo(project->dataFolder() + u"/storage/pbc_1/r1/cover.png"_s).size(),
                 200'000);
        QVERIFY(QFileInfo::exists(project->dataFolder() + u"/data.db"_s));
        QVERIFY(!QFileInfo::exists(folder + u"/escape.txt"_s));
        QVERIFY(!QFileInfo::exists(project->dataFolder() + u"/pb_hooks"_s));
    }

    void aDamagedBackupLeavesNothing()
    {
        const QString zip = makeBackup(plainDatabase());
        const auto found = inspectExistingData(zip, m_dir->path());
        QVERIFY(found);
        // Bytes in the middle of the stored picture: its checksum no longer fits.
        QFile file(zip);
        QVERIFY(file.open(QIODevice::ReadWrite));
        QByteArray bytes = file.readAll();
        const qsizetype at = bytes.indexOf("cover.png") + 60;
        bytes[at] = static_cast<char>(bytes[at] ^ 0x55);
        file.seek(0);
        file.write(bytes);
        file.close();
        DataCopy copy;
        QSignalSpy ended(&copy, &DataCopy::finished);
        const QString folder = m_dir->filePath(u"project"_s);
        copy.start(*found, folder, u"Nightly"_s);
        QVERIFY(ended.wait(10'000));
        QVERIFY(!ended.first().at(0).toBool());
        QVERIFY(!QFileInfo::exists(folder));
    }
};

SOCLE_TEST_SUITE(TestSecrets)

#include "TestSecrets.moc"
