// The import against the real server, as a person does it: three files of iso-codes in one go, then
// what the API has.
//
// Needs the program `socle` (SOCLE_BIN) and Debian's iso-codes; without them the test fails and
// says so.
#include "studio/api/OnResult.h"
#include "studio/api/RecordsEndpoint.h"
#include "studio/api/Text.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/SchemaStore.h"
#include "studio/kit/Button.h"
#include "studio/platform/BackendProcess.h"
#include "studio/views/import/ImportRun.h"
#include "studio/views/import/ImportView.h"
#include "tests/support/KitApplication.h"
#include "tests/support/ShellRecorder.h"
#include "tests/support/TestSuite.h"

#include <QFile>
#include <QSignalSpy>

using namespace socle;
using namespace socle::studio;

namespace {

const QString kFolder = QStringLiteral("/usr/share/iso-codes/json/");

/// What a new field of a collection became.
QString typeOf(const CollectionPtr &collection, const char *field)
{
    const fields::Field *found = collection->field(QString::fromLatin1(field));
    return found == nullptr ? QStringLiteral("missing") : toQString(found->type);
}

} // namespace

class TestImportServer : public QObject
{
    Q_OBJECT

    test::TempDir m_data;
    std::unique_ptr<BackendProcess> m_server;
    std::unique_ptr<ConnectionContext> m_context;

    template <typename T> Result<T> wait(const QFuture<Result<T>> &future)
    {
        auto got = std::make_shared<std::optional<Result<T>>>();
        onResult(future, this, [got](Result<T> result) { got->emplace(std::move(result)); });
        if (!QTest::qWaitFor([&] { return got->has_value(); }, 20'000)) {
            return invalidInput("no answer in 20 s");
        }
        return **got;
    }

    qint64 countOf(const QString &collection)
    {
        ListQuery query;
        query.perPage = 1;
        query.skipTotal = false;
        const auto page = wait(RecordsEndpoint(m_context->client()).list(collection, query));
        return page ? page->totalItems : -1;
    }

private slots:

    void initTestCase()
    {
        const auto program = findBackendProgram();
        QVERIFY2(program,
                 "The server program is missing: build the target socle, or set SOCLE_BIN to its "
                 "folder");
        for (const char *name : {"iso_3166-1.json", "iso_3166-2.json", "iso_639-3.json"}) {
            QVERIFY2(QFile::exists(kFolder + QLatin1String(name)),
                     "Install Debian's package iso-codes");
        }
        m_server = std::make_unique<BackendProcess>();
        QSignalSpy ready(m_server.get(), &BackendProcess::becameReady);
        m_server->start({.program = *program,
                         .dataFolder = QString::fromStdString(m_data.path().string()),
                         .logFolder = {},
                         .email = QStringLiteral("test@example.com"),
                         .password = QStringLiteral("password123")});
        QTRY_VERIFY_WITH_TIMEOUT(!ready.isEmpty(), 20'000);
        ConnectionProfile profile;
        profile.address = m_server->ready().url.toString();
        m_context = std::make_unique<ConnectionContext>(
            profile, std::make_unique<NetworkTransport>(), std::make_unique<MemoryDraftStore>());
        const auto signedIn
            = wait(m_context->useToken(QStringLiteral("_superusers"), m_server->ready().token));
        VERIFY_OK(signedIn);
        QTRY_COMPARE_WITH_TIMEOUT(m_context->schema().state(), SchemaStore::State::Ready, 10'000);
    }

    void importsIsoCodesInOneGo()
    {
        ShellRecorder shell;
        auto *view = new ImportView(*m_context, shell, {});
        shell.host(view);
        shell.shot(QStringLiteral("import-1-empty"));
        view->addFiles({kFolder + QStringLiteral("iso_3166-2.json"),
                        kFolder + QStringLiteral("iso_3166-1.json"),
                        kFolder + QStringLiteral("iso_639-3.json")});
        auto *next = view->findChild<Button *>(QStringLiteral("import.start"));
        QTRY_VERIFY_WITH_TIMEOUT(next->isEnabled(), 20'000);
        shell.shot(QStringLiteral("import-1-files"));
        next->click();
        QCOMPARE(view->step(), 1);
        shell.shot(QStringLiteral("import-2-columns"));
        QVERIFY2(next->isEnabled(), "nothing stands in the way of what was proposed");
        next->click();
        QCOMPARE(view->step(), 4);
        QCOMPARE(view->runs().size(), 3u);
        QTRY_VERIFY_WITH_TIMEOUT(view->runs().front()->job().rowsWritten() > 300, 60'000);
        shell.shot(QStringLiteral("import-3-running"));
        for (const ImportRun *run : view->runs()) {
            QTRY_VERIFY_WITH_TIMEOUT(run->isEnded(), 120'000);
            QVERIFY2(run->job().state() == ImportJob::State::Finished,
                     qPrintable(run->job().error().message));
            QCOMPARE(run->job().rowsFailed(), qint64{0});
        }
        shell.shot(QStringLiteral("import-3-done"));
        QCOMPARE(countOf(QStringLiteral("iso_3166_2")), qint64{5127});
        QCOMPARE(countOf(QStringLiteral("iso_3166_1")), qint64{249});
        QVERIFY(countOf(QStringLiteral("iso_639_3")) > 7900);
        qInfo("5,127 rows at %.0f a second beside two other imports",
              view->runs().front()->job().rowsPerSecond());
    }

    void proposesSensibleTypes()
    {
        QTRY_VERIFY_WITH_TIMEOUT(m_context->schema().find(u"iso_639_3") != nullptr, 10'000);
        const CollectionPtr subdivisions = m_context->schema().find(u"iso_3166_2");
        QVERIFY(subdivisions != nullptr);
        for (const char *field : {"code", "name", "type", "parent"}) {
            QCOMPARE(typeOf(subdivisions, field), QStringLiteral("text"));
        }
        QCOMPARE(typeOf(subdivisions, "created"), QStringLiteral("autodate"));
        const CollectionPtr countries = m_context->schema().find(u"iso_3166_1");
        QVERIFY(countries != nullptr);
        QCOMPARE(typeOf(countries, "numeric"), QStringLiteral("text")); // "004" is no quantity
        QCOMPARE(typeOf(countries, "alpha_2"), QStringLiteral("text"));
        const CollectionPtr languages = m_context->schema().find(u"iso_639_3");
        QCOMPARE(typeOf(languages, "scope"), QStringLiteral("select"));
        QCOMPARE(typeOf(languages, "type"), QStringLiteral("select"));
    }

    void showsWhatTheServerRefused()
    {
        // The server alone knows that a value is taken: a unique index on code.
        Json collection = m_context->schema().find(u"iso_3166_2")->json;
        const auto indexed
            = wait(CollectionsEndpoint(m_context->client())
                       .update(toQString(collection["id"].text()),
                               JsonObject{{"indexes",
                                           JsonArray{"CREATE UNIQUE INDEX `idx_iso_code` ON "
                                                     "`iso_3166_2` (`code`)"}}}));
        VERIFY_OK(indexed);
        VERIFY_OK(wait(m_context->schema().refresh()));
        const QString path = QString::fromStdString((m_data / "more.csv").string());
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("Code;Name;Type\nZZ-01;One;Parish\nAD-02;Canillo;Parish\nZZ-02;Two;Parish\n");
        file.close();
        ShellRecorder shell;
        ViewTarget target;
        target.collection = QStringLiteral("iso_3166_2");
        auto *view = new ImportView(*m_context, shell, target);
        shell.host(view);
        view->addFiles({path});
        QTRY_COMPARE(view->drafts().front().isRead, true);
        QVERIFY(!view->drafts().front().makesCollection);
        QCOMPARE(view->drafts().front().columns.at(0).existing, QStringLiteral("code"));
        shell.shot(QStringLiteral("import-1-csv"));
        view->goToStep(1);
        shell.shot(QStringLiteral("import-2-existing"));
        view->findChild<Button *>(QStringLiteral("import.start"))->click();
        QCOMPARE(view->runs().size(), 1u);
        QTRY_VERIFY_WITH_TIMEOUT(view->runs().front()->isEnded(), 20'000);
        QCOMPARE(view->runs().front()->job().rowsWritten(), qint64{2});
        QCOMPARE(view->runs().front()->job().rowsFailed(), qint64{1});
        auto *show = view->findChild<Button *>(QStringLiteral("import.run.1.failed"));
        QVERIFY(show->isVisible());
        show->click();
        shell.shot(QStringLiteral("import-3-failed"));
        const RowProblem &problem = view->runs().front()->job().problems().front();
        QCOMPARE(problem.row, qint64{2});
        QCOMPARE(problem.field, QStringLiteral("code"));
        QVERIFY(problem.reason.contains(QStringLiteral("unique"), Qt::CaseInsensitive));
        const QString exported = QString::fromStdString((m_data / "failed-out.csv").string());
        VERIFY_OK(view->runs().front()->exportFailedRows(exported));
        QFile out(exported);
        QVERIFY(out.open(QIODevice::ReadOnly));
        QVERIFY(out.readAll().contains("AD-02,Canillo,Parish,"));
        QCOMPARE(countOf(QStringLiteral("iso_3166_2")), qint64{5129});
    }

    void cleanupTestCase()
    {
        m_context.reset();
        m_server.reset();
    }
};
SOCLE_TEST_SUITE(TestImportServer)
#include "TestImportServer.moc"
