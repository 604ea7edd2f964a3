// Sessions of local projects with the real server: a second studio that only connects, a project
// that was moved, the server of a studio that was killed (studio.md 2.5).
#include "studio/domain/ConnectionContext.h"
#include "studio/platform/ProjectFolder.h"
#include "studio/platform/SecretStore.h"
#include "studio/platform/Workspace.h"
#include "studio/shell/Connections.h"
#include "tests/support/KitApplication.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr int kServerMs = 30'000;

/// One studio as far as its connections go.
struct Desk
{
    Desk()
        : workspace(Workspace::open({}).takeValue())
        , secrets(SecretStore::Backend::SessionOnly)
        , connections(*workspace, secrets)
    {
    }

    std::unique_ptr<Workspace> workspace;
    SecretStore secrets;
    Connections connections;
};

} // namespace

class TestSessions : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_dir;

private slots:

    void init() { m_dir = std::make_unique<QTemporaryDir>(); }

    void aSecondStudioConnectsToTheServerOfTheFirst()
    {
        if (!findBackendProgram()) {
            QSKIP("no server program");
        }
        using Phase = ConnectionSession::Phase;
        const QString folder = m_dir->filePath(u"shop"_s);
        Desk first;
        const auto id = first.connections.createProject(folder, u"Shop"_s);
        QVERIFY(id);
        ConnectionSession *owner = first.connections.open(*id);
        QTRY_COMPARE_WITH_TIMEOUT(owner->phase(), Phase::Ready, kServerMs);

        Desk second;
        const auto same = second.connections.addProject(folder);
        QVERIFY(same);
        ConnectionSession *guest = second.connections.open(*same);
        QTRY_COMPARE(guest->phase(), Phase::Failed);
        QVERIFY(guest->problem().contains(u"another studio"_s));
        QVERIFY(guest->canAttach());
        guest->attach();
        QTRY_COMPARE_WITH_TIMEOUT(guest->phase(), Phase::SignInNeeded, kServerMs);
        QCOMPARE(guest->profile().address, owner->profile().address);
        QVERIFY(guest->backend() == nullptr); // not supervised from here

        // With the account the first studio made it gets in.
        std::optional<QString> password;
        first.secrets.read(owner->profile().secretKey(u"password"_s),
                           this,
                           [&](const std::optional<QString> &found) { password = found; });
        QTRY_VERIFY(password.has_value());
        guest->signIn(owner->profile().identity, *password);
        QTRY_COMPARE_WITH_TIMEOUT(guest->phase(), Phase::Ready, kServerMs);
        guest->close();
        QVERIFY(owner->isRunning());
        bool isStopped = false;
        first.connections.stopAll([&isStopped] { isStopped = true; });
        QTRY_VERIFY_WITH_TIMEOUT(isStopped, kServerMs);
        QCOMPARE(ProjectFolder::open(folder)->runningServer().processId, 0);
    }

    void aMovedProjectIsFoundAgain()
    {
        using Phase = ConnectionSession::Phase;
        const QString before = m_dir->filePath(u"before"_s);
        Desk desk;
        const auto id = desk.connections.createProject(before, u"Shop"_s);
        QVERIFY(id);
        const QString after = m_dir->filePath(u"after"_s);
        QVERIFY(QDir().rename(before, after));
        ConnectionSession *session = desk.connections.open(*id);
        QTRY_COMPARE(session->phase(), Phase::Failed);
        QVERIFY(session->isMissing());
        session->relocate(m_dir->path()); // no project there
        QVERIFY(session->isMissing());
        if (!findBackendProgram()) {
            QSKIP("no server program");
        }
        session->relocate(after);
        QTRY_COMPARE_WITH_TIMEOUT(session->phase(), Phase::Ready, kServerMs);
        QCOMPARE(desk.workspace->connection(*id)->folder, after);
        bool isStopped = false;
        desk.connections.stopAll([&isStopped] { isStopped = true; });
        QTRY_VERIFY_WITH_TIMEOUT(isStopped, kServerMs);
    }
};

} // namespace socle::studio

using socle::studio::TestSessions;
SOCLE_TEST_SUITE(TestSessions)
#include "TestSessions.moc"
