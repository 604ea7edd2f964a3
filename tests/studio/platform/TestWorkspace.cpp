// The workspace file: what was said survives, a damaged file is replaced and kept, a full disk is
// told and forgiven.
#include "studio/platform/Workspace.h"
#include "tests/support/SmallDisk.h"
#include "tests/support/TestSuite.h"

#include <QDir>
#include <QFile>
#include <QJsonObject>
#include <QSignalSpy>
#include <QTemporaryDir>

using namespace Qt::StringLiterals;

namespace socle::studio {

class TestWorkspace : public QObject
{
    Q_OBJECT

private slots:

    void init() { m_dir = std::make_unique<QTemporaryDir>(); }

    void remembersConnectionsInOrder();
    void remembersPreferencesStateAndDrafts();
    void keepsTheNewestOfManyDrafts();
    void forgetsARemovedConnectionWhole();
    void setsADamagedFileAsideAndTakesTheCopy();
    void startsEmptyWhenNothingCanBeSaved();
    void refusesAFileOfANewerVersion();
    void aFullDiskIsToldAndForgiven();
    void startsOnADiskThatCannotBeWritten_data();
    void startsOnADiskThatCannotBeWritten();
    void keepsSecretsOut();
    void guessesEnvironments_data();
    void guessesEnvironments();

private:
    std::unique_ptr<Workspace> open()
    {
        auto opened = Workspace::open(m_dir->path());
        return opened ? opened.takeValue() : nullptr;
    }

    std::unique_ptr<QTemporaryDir> m_dir;
};

void TestWorkspace::remembersConnectionsInOrder()
{
    QString first;
    {
        const auto workspace = open();
        QVERIFY(workspace);
        ConnectionProfile profile;
        profile.name = u"Bookshop"_s;
        profile.folder = u"/somewhere/bookshop"_s;
        first = workspace->saveConnection(profile);
        profile = {};
        profile.name = u"Atlas"_s;
        profile.kind = ConnectionKind::Remote;
        profile.address = u"https://api.atlas.example"_s;
        profile.environment = Environment::Production;
        const QString second = workspace->saveConnection(profile);
        workspace->moveConnection(second, 0);
    }
    const auto workspace = open();
    QCOMPARE(workspace->connections().size(), std::size_t(2));
    QCOMPARE(workspace->connections()[0].name, u"Atlas"_s);
    QVERIFY(workspace->connections()[0].environment == Environment::Production);
    QVERIFY(!workspace->connections()[0].isLocal());
    QCOMPARE(workspace->connection(first)->folder, u"/somewhere/bookshop"_s);
}

void TestWorkspace::remembersPreferencesStateAndDrafts()
{
    {
        const auto workspace = open();
        QSignalSpy changed(workspace.get(), &Workspace::preferenceChanged);
        workspace->setPreference(u"appearance.theme"_s, u"dark"_s);
        workspace->setPreference(u"appearance.theme"_s, u"dark"_s);
        QCOMPARE(changed.count(), 1);
        workspace->setState(u"c1"_s, u"window"_s, QJsonObject{{u"current"_s, 2}});
        workspace->setState({}, u"geometry"_s, u"of the window"_s);
        workspace->putDraft({{}, u"empty"_s, {}, {}, {}});
        workspace->setState(u"c1"_s, u"gone"_s, 5);
        workspace->setState(u"c1"_s, u"gone"_s, QJsonValue());
        workspace->putDraft(
            {u"c1"_s, u"staged/books/b1"_s, u"staged"_s, QByteArray("\x00\xff{", 3), {}});
    }
    const auto workspace = open();
    QCOMPARE(workspace->preference(u"appearance.theme"_s).toString(), u"dark"_s);
    QCOMPARE(workspace->preference(u"unknown"_s, 7).toInt(), 7);
    QCOMPARE(workspace->state(u"c1"_s, u"window"_s).toObject()[u"current"_s].toInt(), 2);
    QVERIFY(workspace->state(u"c1"_s, u"gone"_s).isUndefined());
    QCOMPARE(workspace->state({}, u"geometry"_s).toString(), u"of the window"_s);
    QVERIFY(workspace->draft({}, u"empty"_s).has_value());
    const auto draft = workspace->draft(u"c1"_s, u"staged/books/b1"_s);
    QVERIFY(draft.has_value());
    QCOMPARE(draft->value, QByteArray("\x00\xff{", 3));
    QCOMPARE(workspace->drafts(u"c1"_s, u"staged"_s).size(), std::size_t(1));
    QCOMPARE(workspace->drafts(u"c1"_s, u"sql"_s).size(), std::size_t(0));
}

void TestWorkspace::keepsTheNewestOfManyDrafts()
{
    {
        const auto workspace = open();
        for (int i = 0; i < 500; ++i) {
            workspace->putDraft({u"c"_s, u"sql/1"_s, u"sql"_s, QByteArray::number(i), {}});
        }
        QVERIFY(workspace->flush());
        workspace->removeDraft(u"c"_s, u"nothing"_s);
    }
    QCOMPARE(open()->draft(u"c"_s, u"sql/1"_s)->value, QByteArray("499"));
}

void TestWorkspace::forgetsARemovedConnectionWhole()
{
    QString id;
    {
        const auto workspace = open();
        ConnectionProfile profile;
        profile.name = u"x"_s;
        id = workspace->saveConnection(profile);
        workspace->setState(id, u"window"_s, 1);
        workspace->putDraft({id, u"d"_s, u"sql"_s, "x", {}});
        workspace->removeConnection(id);
    }
    const auto workspace = open();
    QVERIFY(workspace->connections().empty());
    QVERIFY(workspace->state(id, u"window"_s).isUndefined());
    QVERIFY(workspace->drafts(id).empty());
}

void TestWorkspace::setsADamagedFileAsideAndTakesTheCopy()
{
    {
        const auto workspace = open();
        workspace->setPreference(u"a"_s, 1);
        QVERIFY(workspace->flush());
    }
    QVERIFY(QDir(m_dir->path()).mkpath(u"copies"_s));
    QFile::remove(m_dir->filePath(u"copies/workspace-2026-01-01.db"_s));
    QVERIFY(QFile::copy(m_dir->filePath(u"workspace.db"_s),
                        m_dir->filePath(u"copies/workspace-9999-01-01.db"_s)));
    QFile file(m_dir->filePath(u"workspace.db"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray(8192, 'x'));
    file.close();

    const auto workspace = open();
    QVERIFY(workspace);
    QVERIFY(!workspace->notice().isEmpty());
    QCOMPARE(workspace->preference(u"a"_s).toInt(), 1);
    QCOMPARE(QDir(m_dir->path()).entryList({u"workspace.damaged-*.db"_s}).size(), 1);
    QVERIFY(open() != nullptr);
}

void TestWorkspace::startsEmptyWhenNothingCanBeSaved()
{
    QFile file(m_dir->filePath(u"workspace.db"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray(4096, 'x'));
    file.close();
    const auto workspace = open();
    QVERIFY(workspace);
    QVERIFY(!workspace->notice().isEmpty());
    QVERIFY(workspace->connections().empty());
}

void TestWorkspace::refusesAFileOfANewerVersion()
{
    open();
    {
        // user_version sits at byte 60 of the header, big endian.
        QFile file(m_dir->filePath(u"workspace.db"_s));
        QVERIFY(file.open(QIODevice::ReadWrite));
        file.seek(60);
        file.write(QByteArray("\x00\x00\x00\x63", 4));
    }
    const auto opened = Workspace::open(m_dir->path());
    QVERIFY(!opened);
    QVERIFY(opened.error().kind == ErrorKind::PreconditionFailed);
    QVERIFY(QFile::exists(m_dir->filePath(u"workspace.db"_s)));
}

void TestWorkspace::aFullDiskIsToldAndForgiven()
{
    SmallDisk disk;
    if (!disk.isReal()) {
        QSKIP("no disk of its own can be mounted here");
    }
    {
        auto opened = Workspace::open(disk.path());
        QVERIFY(opened);
        const auto workspace = opened.takeValue();
        workspace->setPreference(u"a"_s, 1);
        QVERIFY(workspace->flush());
        disk.fill();
        QSignalSpy failed(workspace.get(), &Workspace::writeFailed);
        const QByteArray work(100'000, 'w');
        workspace->putDraft({u"c"_s, u"staged/books/b1"_s, u"staged"_s, work, {}});
        QTRY_VERIFY(failed.count() > 0);
        QVERIFY2(failed.first().first().toString().contains(u"space"_s),
                 qPrintable(failed.first().first().toString()));
        QVERIFY(!workspace->flush(300));
        QCOMPARE(workspace->draft(u"c"_s, u"staged/books/b1"_s)->value, work); // still in memory
        workspace->setPreference(u"a"_s, 2); // and work goes on
        disk.free();
        QVERIFY(workspace->flush());
    }
    const auto workspace = Workspace::open(disk.path()).takeValue();
    QCOMPARE(workspace->notice(), QString());
    QCOMPARE(workspace->preference(u"a"_s).toInt(), 2);
    QCOMPARE(workspace->draft(u"c"_s, u"staged/books/b1"_s)->value.size(), 100'000);
}

void TestWorkspace::startsOnADiskThatCannotBeWritten_data()
{
    QTest::addColumn<bool>("isFull");
    QTest::addColumn<bool>("isFirstRun");
    QTest::newRow("full") << true << false;
    QTest::newRow("full, first run") << true << true;
    QTest::newRow("read-only") << false << false;
    QTest::newRow("read-only, first run") << false << true;
}

void TestWorkspace::startsOnADiskThatCannotBeWritten()
{
    QFETCH(bool, isFull);
    QFETCH(bool, isFirstRun);
    SmallDisk disk;
    if (!disk.isReal()) {
        QSKIP("no disk of its own can be mounted here");
    }
    const QString folder = disk.path() + u"/studio"_s;
    if (!isFirstRun) {
        const auto workspace = Workspace::open(folder).takeValue();
        ConnectionProfile profile;
        profile.name = u"Atlas"_s;
        workspace->saveConnection(profile);
        workspace->putDraft({u"c"_s, u"staged/books/b1"_s, u"staged"_s, "typed", {}});
    }
    if (isFull) {
        disk.fill();
    } else {
        QVERIFY(disk.setReadOnly(true));
    }
    {
        auto opened = Workspace::open(folder);
        QVERIFY2(opened.hasValue(), opened ? "" : opened.error().message.c_str());
        const auto workspace = opened.takeValue();
        QVERIFY(!workspace->notice().isEmpty());
        // What was known is known, and nothing was called damaged or put aside.
        QCOMPARE(workspace->connections().size(), std::size_t(isFirstRun ? 0 : 1));
        QCOMPARE(workspace->draft(u"c"_s, u"staged/books/b1"_s).has_value(), !isFirstRun);
        QVERIFY(QDir(folder).entryList({u"workspace.damaged-*"_s}).isEmpty());
        workspace->setPreference(u"a"_s, 7);
        QVERIFY(!workspace->flush(300));
        if (isFull) {
            disk.free();
        } else {
            QVERIFY(disk.setReadOnly(false));
        }
        if (isFirstRun) {
            QDir().mkpath(folder); // where even the folder could not be made, somebody makes it
        }
        QVERIFY(workspace->flush());
    }
    const auto workspace = Workspace::open(folder).takeValue();
    QCOMPARE(workspace->notice(), QString());
    QCOMPARE(workspace->preference(u"a"_s).toInt(), 7);
    QCOMPARE(workspace->connections().size(), std::size_t(isFirstRun ? 0 : 1));
    QCOMPARE(workspace->draft(u"c"_s, u"staged/books/b1"_s).has_value(), !isFirstRun);
}

void TestWorkspace::keepsSecretsOut()
{
    ConnectionProfile profile;
    profile.identity = u"a@b.c"_s;
    const QStringList keys = toJson(profile).keys();
    for (const QString &key : keys) {
        QVERIFY2(!key.contains(u"password"_s) && !key.contains(u"token"_s), qPrintable(key));
    }
}

void TestWorkspace::guessesEnvironments_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<QString>("environment");
    QTest::newRow("loopback") << u"127.0.0.1"_s << u"development"_s;
    QTest::newRow("loopback 6") << u"::1"_s << u"development"_s;
    QTest::newRow("localhost") << u"localhost"_s << u"development"_s;
    QTest::newRow("private 10") << u"10.1.2.3"_s << u"development"_s;
    QTest::newRow("private 172") << u"172.20.0.1"_s << u"development"_s;
    QTest::newRow("not private 172") << u"172.40.0.1"_s << u"production"_s;
    QTest::newRow("private 192") << u"192.168.1.9"_s << u"development"_s;
    QTest::newRow("bare name") << u"nas"_s << u"development"_s;
    QTest::newRow("mdns") << u"nas.local"_s << u"development"_s;
    QTest::newRow("staging") << u"staging.atlas.example"_s << u"staging"_s;
    QTest::newRow("public") << u"api.atlas.example"_s << u"production"_s;
    QTest::newRow("public number") << u"8.8.8.8"_s << u"production"_s;
}

void TestWorkspace::guessesEnvironments()
{
    QFETCH(QString, host);
    QFETCH(QString, environment);
    QCOMPARE(environmentWord(guessEnvironment(host)), environment);
}

} // namespace socle::studio

using socle::studio::TestWorkspace;
SOCLE_TEST_SUITE(TestWorkspace)
#include "TestWorkspace.moc"
