// The buttons beside errors (Appendix B) and the small sheets of the shell, each pressed: sign in
// again, the log of that moment, batch settings, folder and space, network activity, details of the
// connection, certificate, passphrase.
#include "studio/app/shots/FaultProxy.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/LogModel.h"
#include "studio/kit/DataGrid.h"
#include "studio/kit/FieldRow.h"
#include "studio/kit/TextField.h"
#include "studio/platform/SecretStore.h"
#include "studio/shell/CertificateSheet.h"
#include "studio/shell/SecretSheet.h"
#include "studio/shell/Workbench.h"
#include "tests/studio/app/ServerProgram.h"
#include "tests/studio/app/Wire.h"

#include <QCheckBox>
#include <QClipboard>
#include <QGuiApplication>

using namespace socle;
using namespace socle::studio;
using namespace Qt::StringLiterals;

class TestRemedies : public QObject
{
    Q_OBJECT

    ServerProgram m_server;
    std::unique_ptr<FaultProxy> m_wire;
    std::unique_ptr<RunningStudio> m_studio;

    Pilot &pilot() { return *m_studio->pilot; }

    Workbench &bench() { return *m_studio->window->workbench(); }

    ConnectionContext &context() { return m_studio->session()->context(); }

    View *open(const QString &view, const QString &collection = {})
    {
        return bench().open(ViewTarget{view, collection, {}, {}}, OpenMode::Lasting);
    }

    QString errorOf(const QString &field)
    {
        const QWidget *widget = pilot().find(field);
        const auto *row
            = widget == nullptr ? nullptr : qobject_cast<FieldRow *>(widget->parentWidget());
        return row == nullptr ? QString() : row->error();
    }

    static QString remedy(const QString &root, Remedy which)
    {
        return root + u".error.remedy.%1"_s.arg(static_cast<int>(which));
    }

private slots:

    void initTestCase()
    {
        REQUIRE_SERVER();
        QVERIFY(m_server.start(*findBackendProgram()));
        QCOMPARE(m_server.seed(), QString());
        m_wire = std::make_unique<FaultProxy>(QUrl(m_server.address()));
        m_studio = std::make_unique<RunningStudio>();
        QVERIFY(m_studio->start());
        m_studio->window->resize(1440, 900);
        QVERIFY(connectTo(
            *m_studio, m_wire->address(), u"_superusers"_s, QLatin1String(ServerProgram::kOwner)));
    }

    void aServerThatFailedShowsTheLogOfThatMoment()
    {
        m_wire->setMode(FaultProxy::Mode::Fail);
        View *view = open(u"data"_s, u"authors"_s);
        QVERIFY(pilot().await(remedy(u"data"_s, Remedy::ShowLog)));
        m_wire->setMode(FaultProxy::Mode::Pass);
        QVERIFY(pilot().click(remedy(u"data"_s, Remedy::ShowLog)));
        QVERIFY(pilot().until(u"the log"_s,
                              [&] { return bench().currentView()->viewId() == u"logs"_s; }));
        const auto *log = bench().currentView()->findChild<LogModel *>();
        QVERIFY(log != nullptr);
        QVERIFY2(log->filter().contains(u"created <"_s), qPrintable(log->filter()));
        // And the view itself comes back by Retry.
        bench().bringForward(view);
        QVERIFY(pilot().click(u"data.error.retry"_s));
        QVERIFY(pilot().until(u"the rows"_s, [&] { return view->state() == View::State::Filled; }));
    }

    void tooLargeABatchOpensItsSetting()
    {
        ApiError error;
        error.kind = ErrorKind::TooLarge;
        error.status = 413;
        error.request.path = u"/api/batch"_s;
        QCOMPARE(error.remedies(), QList<Remedy>{Remedy::BatchSettings});
        emit bench().currentView()->remedyRequested(Remedy::BatchSettings, error);
        QVERIFY(pilot().until(u"the server's settings"_s, [&] {
            return bench().currentView()->viewId() == u"server"_s
                && pilot().isShown(u"settings.page.batch"_s);
        }));
    }

    void aFullDiskTellsWhatHelps()
    {
        ApiError error;
        error.kind = ErrorKind::Unavailable;
        error.message = u"The disk is full."_s;
        QCOMPARE(error.remedies(), (QList<Remedy>{Remedy::ShowFolder, Remedy::FreeSpaceTips}));
        View *view = bench().currentView();
        emit view->remedyRequested(Remedy::FreeSpaceTips, error);
        QVERIFY(pilot().await(u"shell.space"_s));
        QVERIFY(pilot().click(u"shell.space.backups"_s));
        QVERIFY(pilot().until(u"the backups"_s,
                              [&] { return bench().currentView()->viewId() == u"backups"_s; }));
        QVERIFY(pilot().until(u"the sheet to go"_s,
                              [&] { return !pilot().isShown(u"shell.space"_s); }));
        // A remote server's folder is not here: said, not silently nothing.
        emit view->remedyRequested(Remedy::ShowFolder, error);
    }

    void aTokenThatEndedAsksAndGoesOn()
    {
        // The account's tokens end with its password.
        const QString path = u"/api/collections/_superusers/records"_s;
        const QString id = m_server.door()
                               .get(path)
                               .body[u"items"_s]
                               .toArray()
                               .first()
                               .toObject()[u"id"_s]
                               .toString();
        QVERIFY(
            m_server.door()
                .send("PATCH",
                      path + u'/' + id,
                      {{u"password"_s, u"another456"_s}, {u"passwordConfirm"_s, u"another456"_s}})
                .isFine());
        open(u"backups"_s)->refresh();
        QVERIFY(pilot().await(u"shell.banner.session"_s));
        QVERIFY(pilot().click(u"shell.banner.session.action"_s));
        QVERIFY(pilot().await(u"shell.signIn"_s));
        QVERIFY(pilot().type(u"shell.signIn.password"_s, u"wrong"_s));
        QVERIFY(pilot().click(u"shell.signIn.accept"_s));
        QVERIFY(pilot().until(u"the refusal"_s,
                              [&] { return !errorOf(u"shell.signIn.password"_s).isEmpty(); }));
        QVERIFY(pilot().type(u"shell.signIn.password"_s, u"another456"_s));
        QVERIFY(pilot().click(u"shell.signIn.accept"_s));
        QVERIFY(m_studio->awaitReady());
        QVERIFY(pilot().until(u"the banner to go"_s,
                              [&] { return !pilot().isShown(u"shell.banner.session"_s); }));
        View *data = open(u"data"_s, u"titles"_s);
        QVERIFY(pilot().until(u"the rows"_s, [&] { return data->state() == View::State::Filled; }));
        QVERIFY(m_server.door().signIn(QLatin1String(ServerProgram::kOwner), u"another456"_s));
    }

    void networkActivityListsFiltersAndCopies()
    {
        QVERIFY(pilot().click(u"shell.status.latency"_s));
        QVERIFY(pilot().await(u"shell.network"_s));
        auto *grid = qobject_cast<DataGrid *>(pilot().find(u"shell.network.list"_s));
        QVERIFY(grid != nullptr);
        const int all = grid->model()->rowCount();
        QVERIFY(all > 5);
        QVERIFY(pilot().click(u"shell.network.copy"_s));
        const QString copied = QGuiApplication::clipboard()->text();
        QVERIFY2(copied.contains(u"/api/collections"_s), qPrintable(copied));
        QVERIFY2(!copied.contains(context().client().token()), "no token leaves by the clipboard");
        qobject_cast<QCheckBox *>(pilot().find(u"shell.network.errors"_s))->setChecked(true);
        const int failed = grid->model()->rowCount();
        QVERIFY2(failed > 0 && failed < all, qPrintable(QString::number(failed)));
        qobject_cast<QCheckBox *>(pilot().find(u"shell.network.errors"_s))->setChecked(false);
        QVERIFY(pilot().click(u"shell.network.clear"_s));
        QCOMPARE(grid->model()->rowCount(), 0);
        context().checkNow(); // what is asked now shows at once
        QVERIFY(pilot().until(u"a new line"_s, [&] { return grid->model()->rowCount() > 0; }));
        QVERIFY(pilot().click(u"shell.network.close"_s));
    }

    void detailsLeadFurther()
    {
        QVERIFY(pilot().click(u"shell.status.address"_s));
        QVERIFY(pilot().await(u"shell.details"_s));
        QVERIFY(pilot().click(u"shell.details.network"_s));
        QVERIFY(pilot().await(u"shell.network"_s));
        QVERIFY(pilot().click(u"shell.network.close"_s));
        QVERIFY(pilot().click(u"shell.status.address"_s));
        QVERIFY(pilot().click(u"shell.details.switch"_s));
        QVERIFY(pilot().await(u"shell.switcher"_s));
        pilot().press(Qt::Key_Escape);
    }

    void aCertificateIsPinnedByHand()
    {
        CertificateProblem problem;
        problem.host = u"db.example"_s;
        problem.issuer = u"Somebody"_s;
        problem.subject = u"db.example"_s;
        problem.sha256 = QByteArray(32, 'x');
        auto *sheet = new CertificateSheet(m_studio->window, problem);
        QByteArray pinned;
        connect(sheet, &CertificateSheet::pinned, this, [&](const QByteArray &digest) {
            pinned = digest;
        });
        sheet->open();
        QVERIFY(pilot().click(u"shell.certificate.pin"_s));
        QCOMPARE(pinned, problem.sha256);
        QVERIFY(pilot().until(u"the sheet to go"_s,
                              [&] { return !pilot().isShown(u"shell.certificate"_s); }));
    }

    void aPassphraseIsSetAndAskedFor()
    {
        QTemporaryDir folder;
        const QString vault = folder.filePath(u"secrets.vault"_s);
        {
            SecretStore store(SecretStore::Backend::SessionOnly, nullptr, vault);
            store.write(u"a/password"_s, u"hush"_s);
            QString decided;
            auto *sheet = new SecretSheet(store, m_studio->window);
            connect(sheet, &SecretSheet::decided, this, [&](const QString &how) { decided = how; });
            sheet->open();
            QVERIFY(pilot().type(u"shell.secrets.passphrase"_s, u"one thing"_s));
            QVERIFY(pilot().type(u"shell.secrets.again"_s, u"another"_s));
            QVERIFY(pilot().click(u"shell.secrets.accept"_s));
            QCOMPARE(errorOf(u"shell.secrets.again"_s), u"The two are not the same"_s);
            QVERIFY(pilot().type(u"shell.secrets.again"_s, u"one thing"_s));
            QVERIFY(pilot().click(u"shell.secrets.accept"_s));
            QVERIFY(pilot().until(u"the vault"_s, [&] { return decided == u"passphrase"_s; }));
            QVERIFY(store.isProtected());
            QVERIFY(pilot().until(u"the sheet to go"_s,
                                  [&] { return !pilot().isShown(u"shell.secrets"_s); }));
        }
        SecretStore store(SecretStore::Backend::SessionOnly, nullptr, vault);
        QVERIFY(store.isLocked());
        (new SecretSheet(store, m_studio->window))->open();
        QVERIFY(pilot().type(u"shell.secrets.passphrase"_s, u"not this"_s));
        QVERIFY(pilot().click(u"shell.secrets.accept"_s));
        QVERIFY(pilot().until(u"the refusal"_s,
                              [&] { return !errorOf(u"shell.secrets.passphrase"_s).isEmpty(); }));
        QVERIFY(store.isLocked());
        QVERIFY(pilot().type(u"shell.secrets.passphrase"_s, u"one thing"_s));
        QVERIFY(pilot().click(u"shell.secrets.accept"_s));
        QVERIFY(pilot().until(u"it to open"_s, [&] { return !store.isLocked(); }));
        std::optional<QString> found;
        store.read(u"a/password"_s, this, [&](std::optional<QString> secret) { found = secret; });
        QTRY_COMPARE(found, std::optional(u"hush"_s));
    }

    void cleanupTestCase()
    {
        m_studio.reset();
        m_wire.reset();
    }
};

SOCLE_TEST_SUITE(TestRemedies)
#include "TestRemedies.moc"
