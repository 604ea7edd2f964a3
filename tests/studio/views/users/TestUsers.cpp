// The users view against the real server, as a person does it: list, search, one account with all
// that can be done to it, superusers with care; and its refusals on a stub.
//
// SOCLE_TEST_SERVER, SOCLE_TEST_EMAIL and SOCLE_TEST_PASSWORD play the same on another server,
// a PocketBase for instance.
#include "studio/api/AuthEndpoint.h"
#include "studio/domain/AccountModel.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/SchemaStore.h"
#include "studio/fields/RecordForm.h"
#include "studio/kit/Button.h"
#include "studio/kit/DataGrid.h"
#include "studio/kit/FormPage.h"
#include "studio/kit/IconButton.h"
#include "studio/kit/QrCode.h"
#include "studio/kit/SearchField.h"
#include "studio/kit/Segmented.h"
#include "studio/kit/Switch.h"
#include "studio/kit/Tabs.h"
#include "studio/kit/Text.h"
#include "studio/views/users/AccountPage.h"
#include "studio/views/users/AccountSheets.h"
#include "studio/views/users/UsersBulk.h"
#include "studio/views/users/UsersView.h"
#include "tests/support/KitApplication.h"
#include "tests/support/LiveServer.h"
#include "tests/support/ShellRecorder.h"
#include "tests/support/StubTransport.h"
#include "tests/support/TestSuite.h"

#include <QClipboard>
#include <QFile>
#include <QGuiApplication>
#include <QMessageAuthenticationCode>
#include <QtEndian>

using namespace Qt::StringLiterals;
using namespace socle;
using namespace socle::studio;

class TestUsers : public QObject
{
    Q_OBJECT

    LiveServer m_live;
    ConnectionContext *m_context = nullptr;
    std::unique_ptr<ShellRecorder> m_shell;
    UsersView *m_view = nullptr;
    QString m_mira;

    RecordsEndpoint records() { return RecordsEndpoint(m_context->client()); }

    QString makeUser(const QString &email, const QString &name)
    {
        const std::string address = email.toStdString();
        const auto made
            = awaitResult(records().create(u"users"_s,
                                           JsonObject{{"email", address},
                                                      {"name", name.toStdString()},
                                                      {"password", "password123"},
                                                      {"passwordConfirm", "password123"}}));
        return made ? made->id : QString();
    }

    template <typename T> T *part(const QString &name) { return partOf<T>(*m_shell, name); }

    void press(const QString &name) { QVERIFY(pressPart(*m_shell, name)); }

    bool isSocle() const { return m_context->capabilities().serverKind == ServerKind::Socle; }

    void set(const QString &path, const char *json)
    {
        VERIFY_OK(awaitResult(m_context->client().send(
            ApiRequest::withJson("PATCH", path, *parseJson(json), u"test"_s))));
    }

    /// What an authenticator app shows for the key now (RFC 6238).
    static QString appCode(const QString &base32)
    {
        QByteArray key;
        int bits = 0;
        int value = 0;
        for (const QChar sign : base32) {
            const auto at = u"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"_s.indexOf(sign);
            if (at < 0) {
                continue;
            }
            value = ((value << 5) | static_cast<int>(at)) & 0xffff;
            bits += 5;
            if (bits >= 8) {
                bits -= 8;
                key.append(static_cast<char>((value >> bits) & 0xff));
            }
        }
        QByteArray step(8, '\0');
        qToBigEndian<quint64>(static_cast<quint64>(QDateTime::currentSecsSinceEpoch() / 30),
                              step.data());
        const QByteArray mac
            = QMessageAuthenticationCode::hash(step, key, QCryptographicHash::Sha1);
        const quint32 cut
            = qFromBigEndian<quint32>(mac.constData() + (mac.at(19) & 0xf)) & 0x7fffffff;
        return QString::number(cut % 1'000'000).rightJustified(6, u'0');
    }

    void openView(const ViewTarget &target = {})
    {
        m_view = new UsersView(*m_context, *m_shell, target);
        m_shell->host(m_view);
        QTRY_COMPARE_WITH_TIMEOUT(m_view->state(), View::State::Filled, 10'000);
    }

    void openMira()
    {
        openView();
        m_view->openAccount(m_mira);
        QTRY_VERIFY_WITH_TIMEOUT(m_view->page().isLoaded(), 10'000);
    }

    Json stored(const QString &field)
    {
        const auto record = awaitResult(records().view(u"users"_s, m_mira));
        return record ? record->value(field) : Json();
    }

private slots:

    void initTestCase()
    {
        VERIFY_OK(m_live.start());
        m_context = &m_live.context();
        const auto all = awaitResult(records().list(u"users"_s, {.perPage = 500}));
        VERIFY_OK(all);
        for (const Record &old : all->items) { // a remote may have been played with before
            VERIFY_OK(awaitResult(records().remove(u"users"_s, old.id)));
        }
        for (int i = 0; i < 5; ++i) {
            QVERIFY(!makeUser(u"reader%1@example.com"_s.arg(i), u"Reader %1"_s.arg(i)).isEmpty());
        }
        m_mira = makeUser(u"mira@bookshop.example"_s, u"Mira Haddad"_s);
        QVERIFY(!m_mira.isEmpty());
        const std::string users = m_context->schema().find(u"users")->id.toStdString();
        for (const char *provider : {"google", "github"}) {
            VERIFY_OK(awaitResult(records().create(u"_externalAuths"_s,
                                                   JsonObject{{"collectionRef", users},
                                                              {"recordRef", m_mira.toStdString()},
                                                              {"provider", provider},
                                                              {"providerId", "77"}})));
        }
        VERIFY_OK(awaitResult(
            records().create(u"_authOrigins"_s,
                             JsonObject{{"collectionRef", users},
                                        {"recordRef", m_mira.toStdString()},
                                        {"fingerprint", "d0f88d6c87767262ba8e93d6acccd784"}})));
    }

    void init() { m_shell = std::make_unique<ShellRecorder>(); }

    void cleanup()
    {
        m_shell.reset();
        m_view = nullptr;
    }

    void listsSearchesAndFilters()
    {
        openView();
        auto *grid = part<DataGrid>(u"users.table"_s);
        QCOMPARE(grid->model()->rowCount(), 6);
        QTRY_COMPARE_WITH_TIMEOUT(m_view->model().at(0)->providers.size(), qsizetype{2}, 5000);
        QTRY_VERIFY(m_view->model().at(0)->lastSignIn.isValid());
        m_shell->shot(u"users-list"_s);
        part<SearchField>(u"users.search"_s)->setText(u"mira"_s);
        QTRY_COMPARE_WITH_TIMEOUT(grid->model()->rowCount(), 1, 5000);
        part<SearchField>(u"users.search"_s)->setText(u"nobody"_s);
        QTRY_COMPARE_WITH_TIMEOUT(m_view->state(), View::State::Empty, 5000);
        m_shell->shot(u"users-empty"_s);
        press(u"users.empty.clear"_s);
        QTRY_COMPARE_WITH_TIMEOUT(grid->model()->rowCount(), 6, 5000);
        part<Segmented>(u"users.state"_s)->setFocus();
        QTest::keyClick(part<Segmented>(u"users.state"_s), Qt::Key_Right);
        QTRY_VERIFY(m_view->model().filter().contains(u"verified = false"));
    }

    void opensAnAccountAndGoesBack()
    {
        openView();
        auto *grid = part<DataGrid>(u"users.table"_s);
        grid->setFocus();
        grid->setCurrentIndex(grid->model()->index(0, 0));
        QTest::keyClick(grid, Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(m_view->page().isLoaded(), 5000);
        QVERIFY(m_view->isPageShown());
        QCOMPARE(m_view->page().recordId(), m_mira);
        QTRY_VERIFY(part<QAbstractButton>(u"users.page.unlink.google"_s) != nullptr);
        QTest::qWait(100);
        m_shell->shot(u"users-account"_s);
        QVERIFY(m_view->canGoBack());
        m_view->goBack();
        QVERIFY(!m_view->isPageShown());
        QVERIFY(m_view->canGoForward());
        m_view->goForward();
        QVERIFY(m_view->isPageShown());
        const QJsonObject state = m_view->saveState();
        QCOMPARE(state.value(u"record"_s).toString(), m_mira);
    }

    void savesTheProfile()
    {
        openMira();
        auto *form = part<RecordForm>(u"users.page.form"_s);
        form->focusField(u"name"_s);
        QWidget *input = m_shell->window()->focusWidget();
        QVERIFY(input != nullptr);
        QTest::keyClick(input, Qt::Key_A, Qt::ControlModifier);
        QTest::keyClicks(input, u"Mira H."_s);
        QTest::keyClick(input, Qt::Key_Return);
        QTRY_VERIFY(m_view->page().hasChanges());
        QCOMPARE(m_view->mark(), View::Mark::Unsaved);
        QVERIFY(m_view->save());
        QTRY_VERIFY_WITH_TIMEOUT(!m_view->page().hasChanges(), 5000);
        QCOMPARE(stored(u"name"_s).toText(), std::string("Mira H."));
    }

    void verifiesUnlinksForgets()
    {
        openMira();
        press(u"users.page.verified"_s);
        QTRY_COMPARE_WITH_TIMEOUT(m_shell->statuses.size(), qsizetype{1}, 5000);
        QVERIFY(stored(u"verified"_s).toBool());
        // A verified account keeps its providers only while it was verified before
        // (auth-api.md 1.4): they are gone now.
        QTRY_VERIFY_WITH_TIMEOUT(part<QAbstractButton>(u"users.page.unlink.google"_s) == nullptr,
                                 5000);
        press(u"users.page.forget.d0f88d6c"_s);
        QTRY_VERIFY_WITH_TIMEOUT(part<QAbstractButton>(u"users.page.forget.d0f88d6c"_s) == nullptr,
                                 5000);
        const std::string users = m_context->schema().find(u"users")->id.toStdString();
        VERIFY_OK(awaitResult(records().create(u"_externalAuths"_s,
                                               JsonObject{{"collectionRef", users},
                                                          {"recordRef", m_mira.toStdString()},
                                                          {"provider", "apple"},
                                                          {"providerId", "78"}})));
        m_view->refresh();
        press(u"users.page.unlink.apple"_s);
        QTRY_VERIFY_WITH_TIMEOUT(part<QAbstractButton>(u"users.page.unlink.apple"_s) == nullptr,
                                 5000);
    }

    void makesATokenThatActs()
    {
        openMira();
        press(u"users.page.impersonate"_s);
        m_shell->shot(u"users-token-ask"_s);
        press(u"users.token.accept"_s);
        auto *text = part<TextArea>(u"users.token.text"_s);
        QTRY_VERIFY_WITH_TIMEOUT(!text->toPlainText().isEmpty(), 5000);
        m_shell->shot(u"users-token"_s);
        ApiRequest request
            = ApiRequest::get(u"/api/collections/users/records/"_s + m_mira, u"test"_s);
        request.sendsToken = false;
        request.headers.append({"Authorization", text->toPlainText().toUtf8()});
        VERIFY_OK(awaitResult(m_context->client().send(request)));
    }

    void changesPasswordAndSignsOut()
    {
        openMira();
        press(u"users.page.changePassword"_s);
        auto *field = part<QLineEdit>(u"users.password.new"_s);
        QVERIFY(field != nullptr);
        field->setText(u"short"_s);
        press(u"users.password.accept"_s);
        auto *set = part<Button>(u"users.password.accept"_s);
        QTRY_VERIFY_WITH_TIMEOUT(!set->isBusy(), 10'000);
        m_shell->shot(u"users-password-refused"_s);
        QCOMPARE(m_shell->statuses.size(), qsizetype{0});
        field->setText(makePassword());
        press(u"users.password.accept"_s);
        QTRY_COMPARE_WITH_TIMEOUT(m_shell->statuses.size(), qsizetype{1}, 5000);
        press(u"users.page.signOut"_s);
        press(u"users.signOut.accept"_s);
        QTRY_COMPARE_WITH_TIMEOUT(m_shell->statuses.size(), qsizetype{2}, 5000);
    }

    void changesTheAddress()
    {
        openMira();
        press(u"users.page.changeEmail"_s);
        part<QLineEdit>(u"users.email.address"_s)->setText(u"no address"_s);
        press(u"users.email.accept"_s);
        auto *change = part<Button>(u"users.email.accept"_s);
        QTRY_VERIFY_WITH_TIMEOUT(!change->isBusy(), 10'000);
        QCOMPARE(m_shell->statuses.size(), qsizetype{0});
        part<QLineEdit>(u"users.email.address"_s)->setText(u"mira@new.example"_s);
        press(u"users.email.accept"_s);
        QTRY_COMPARE_WITH_TIMEOUT(m_shell->statuses.size(), qsizetype{1}, 5000);
        QCOMPARE(stored(u"email"_s).toText(), std::string("mira@new.example"));
    }

    void showsTheMailBeforeItIsSent()
    {
        openMira();
        m_view->page().sendMail(u"password-reset"_s);
        QTRY_VERIFY(part<QWidget>(u"mail.preview"_s) != nullptr);
        QTest::qWait(300);
        m_shell->shot(u"users-mail"_s);
        press(u"users.mail.cancel"_s);
    }

    void createsAndDeletes()
    {
        openView();
        QVERIFY(m_view->createNew());
        part<QLineEdit>(u"users.new.email"_s)->setText(u"new@example.com"_s);
        m_shell->shot(u"users-new"_s);
        press(u"users.new.accept"_s);
        QTRY_VERIFY_WITH_TIMEOUT(m_view->isPageShown() && m_view->page().isLoaded(), 5000);
        press(u"users.page.delete"_s);
        m_shell->shot(u"users-delete"_s);
        press(u"users.delete.accept"_s);
        QTRY_VERIFY_WITH_TIMEOUT(!m_view->isPageShown(), 5000);
        QTRY_COMPARE_WITH_TIMEOUT(m_view->model().rowCount(), 6, 5000);
    }

    void worksOnSeveralAtOnce()
    {
        openView();
        auto *grid = part<DataGrid>(u"users.table"_s);
        QStringList chosen;
        for (int row = 0; row < m_view->model().rowCount(); ++row) {
            const QString id = m_view->model().at(row)->record.id;
            if (id != m_mira && chosen.size() < 2) {
                chosen << id;
            }
        }
        const auto choose = [&] {
            GridMarks marks;
            marks.keys = QSet<QString>(chosen.begin(), chosen.end());
            grid->setMarks(marks);
            QTRY_VERIFY(part<QWidget>(u"users.bulk"_s)->isVisible());
        };
        choose();
        QTest::qWait(50);
        m_shell->shot(u"users-chosen"_s);
        const QString file = m_live.path(u"accounts.csv"_s);
        part<UsersBulk>(u"users.bulk"_s)->exportTo(file);
        QTRY_COMPARE_WITH_TIMEOUT(m_shell->statuses.size(), qsizetype{1}, 10'000);
        QFile exported(file);
        QVERIFY(exported.open(QIODevice::ReadOnly));
        const QString text = QString::fromUtf8(exported.readAll());
        QCOMPARE(text.trimmed().count(u'\n'), qsizetype{2}); // the head and two accounts
        QVERIFY(text.contains(chosen.first()) && !text.contains(m_mira));
        m_shell->statuses.clear();
        press(u"users.bulk.verify"_s);
        QTRY_COMPARE_WITH_TIMEOUT(m_shell->statuses.size(), qsizetype{1}, 10'000);
        QVERIFY(!part<QWidget>(u"users.bulk"_s)->isVisible());
        for (const QString &id : chosen) {
            QVERIFY(awaitResult(records().view(u"users"_s, id))->value(u"verified").toBool());
        }
        QTRY_COMPARE_WITH_TIMEOUT(m_view->model().rowCount(), 6, 5000);
        choose();
        press(u"users.bulk.delete"_s);
        press(u"users.bulkDelete.accept"_s);
        QTRY_COMPARE_WITH_TIMEOUT(m_view->model().rowCount(), 4, 10'000);
    }

    void keepsTheLastSuperuserAndYourself()
    {
        openView(
            {.view = u"users"_s, .collection = u"_superusers"_s, .record = {}, .arguments = {}});
        QTRY_VERIFY_WITH_TIMEOUT(m_view->model().rowCount() >= 1, 5000);
        m_view->openAccount(m_view->model().at(m_view->model().rowCount() - 1)->record.id);
        QTRY_VERIFY_WITH_TIMEOUT(m_view->page().isLoaded(), 5000);
        QTest::qWait(200);
        QVERIFY(m_view->page().isSelf());
        QVERIFY(!part<QAbstractButton>(u"users.page.delete"_s)->isEnabled());
        QVERIFY(!part<QAbstractButton>(u"users.page.verified"_s)->isEnabled());
        m_shell->shot(u"users-superuser"_s);
    }

    void writesNothingWhileLocked()
    {
        m_context->setLocked(true);
        openMira();
        for (const char *name :
             {"changePassword", "signOut", "delete", "impersonate", "verified"}) {
            QVERIFY2(!part<QAbstractButton>(u"users.page."_s + QLatin1String(name))->isEnabled(),
                     name);
        }
        QVERIFY(!m_view->createNew());
        m_context->setLocked(false);
        QVERIFY(part<QAbstractButton>(u"users.page.signOut"_s)->isEnabled());
    }

    void endsASession()
    {
        if (!isSocle()) {
            QSKIP("a PocketBase server keeps no sessions");
        }
        set(u"/api/socle/settings"_s, R"({"accounts":{"sessions":{"enabled":true}}})");
        set(u"/api/settings"_s, R"({"logs":{"logAuthId":true}})");
        const QString email = u"sessions@bookshop.example"_s;
        const QString account = makeUser(email, u"Session"_s);
        const auto signedIn = awaitResult(
            AuthEndpoint(m_context->client()).withPassword(u"users"_s, email, u"password123"_s));
        VERIFY_OK(signedIn);
        const auto asTheAccount = [&] {
            ApiRequest request
                = ApiRequest::get(u"/api/collections/users/records/"_s + account, u"test"_s);
            request.sendsToken = false;
            request.headers.append({"Authorization", signedIn->token.toUtf8()});
            const auto reply = awaitResult(m_context->client().send(request));
            return reply ? reply->status : apiError(reply.error()).status;
        };
        QCOMPARE(asTheAccount(), 200);
        openView();
        m_view->openAccount(account);
        const auto ends = [this] {
            QList<QAbstractButton *> found;
            for (auto *button : m_view->findChildren<QAbstractButton *>()) {
                if (button->objectName().startsWith(u"users.page.session."_s)
                    && button->isVisible()) {
                    found << button;
                }
            }
            return found;
        };
        QTRY_COMPARE_WITH_TIMEOUT(ends().size(), qsizetype{1}, 10'000);
        m_shell->shot(u"users-sessions"_s);
        QCOMPARE(namelessPart(*m_view), QString());
        ends().first()->click();
        QTRY_COMPARE_WITH_TIMEOUT(m_shell->statuses.size(), qsizetype{1}, 10'000);
        QTRY_COMPARE_WITH_TIMEOUT(ends().size(), qsizetype{0}, 10'000);
        QVERIFY(asTheAccount() != 200);
    }

    void locksAndUnlocks()
    {
        if (!isSocle()) {
            QSKIP("a PocketBase server locks nobody out");
        }
        const QString email = u"locked@bookshop.example"_s;
        const QString account = makeUser(email, u"Locked"_s);
        const auto signIn = [&] {
            return awaitResult(AuthEndpoint(m_context->client())
                                   .withPassword(u"users"_s, email, u"password123"_s))
                .hasValue();
        };
        QVERIFY(signIn());
        openView();
        m_view->openAccount(account);
        QTRY_VERIFY_WITH_TIMEOUT(m_view->page().isLoaded(), 10'000);
        auto *lock = part<QAbstractButton>(u"users.page.lock"_s);
        QTRY_VERIFY_WITH_TIMEOUT(!lock->text().isEmpty(), 10'000);
        const QString lockWord = lock->text();
        lock->click();
        QTRY_VERIFY_WITH_TIMEOUT(lock->text() != lockWord, 10'000);
        QVERIFY(!signIn());
        m_shell->shot(u"users-locked"_s);
        lock->click();
        QTRY_COMPARE_WITH_TIMEOUT(lock->text(), lockWord, 10'000);
        QVERIFY(signIn());
    }

    void setsUpAnAuthenticator()
    {
        if (!isSocle()) {
            QSKIP("a PocketBase server knows no authenticator apps");
        }
        set(u"/api/socle/settings"_s, R"({"accounts":{"totp":{"enabled":true}}})");
        openView();
        const QString self = TokenClaims::parse(m_context->client().token()).recordId;
        m_view->navigate(
            {.view = u"users"_s, .collection = u"_superusers"_s, .record = self, .arguments = {}});
        QTRY_VERIFY_WITH_TIMEOUT(m_view->page().isLoaded() && m_view->page().isSelf(), 10'000);
        QVERIFY(!part<QAbstractButton>(u"users.page.lock"_s)->isEnabled());
        press(u"users.page.authenticator"_s);
        auto *picture = part<QrCode>(u"users.authenticator.picture"_s);
        QTRY_VERIFY_WITH_TIMEOUT(picture->isValid(), 10'000);
        m_shell->shot(u"users-authenticator"_s);
        auto *code = part<QLineEdit>(u"users.authenticator.code"_s);
        code->setText(u"000000"_s);
        press(u"users.authenticator.accept"_s);
        auto *confirm = part<Button>(u"users.authenticator.accept"_s);
        QTRY_VERIFY_WITH_TIMEOUT(!confirm->isBusy(), 10'000);
        auto *recovery = part<QWidget>(u"users.authenticator.recovery"_s);
        QVERIFY(recovery->isHidden());
        const QString secret = part<QLineEdit>(u"users.authenticator.secret"_s)->text();
        code->setText(appCode(secret));
        press(u"users.authenticator.accept"_s);
        QTRY_VERIFY_WITH_TIMEOUT(!recovery->isHidden(), 10'000);
        m_shell->shot(u"users-recovery-codes"_s);
        QVERIFY(part<Text>(u"users.authenticator.recovery"_s)->text().count(u'\n') >= 7);
        press(u"users.authenticator.accept"_s);
        QVERIFY(QGuiApplication::clipboard()->text().contains(u'\n'));
        set(u"/api/socle/settings"_s, R"({"accounts":{"totp":{"enabled":false}}})");
    }

    void showsTheActivity()
    {
        if (!isSocle()) {
            QSKIP("the log of a remote belongs to others");
        }
        openMira();
        press(u"users.page.openLogs"_s);
        QCOMPARE(m_shell->opened.back().view, u"logs"_s);
        QVERIFY(m_shell->opened.back().arguments.value(u"text"_s).toString().contains(m_mira));
    }

    void everyControlHasItsName()
    {
        openMira();
        QCOMPARE(namelessPart(*m_view), QString());
    }

    void saysWhatWentWrong()
    {
        auto transport = std::make_unique<StubTransport>();
        StubTransport *stub = transport.get();
        stub->on(
            "GET",
            u"/api/collections"_s,
            StubAnswer::json(QByteArray(
                R"({"items":[{"id":"u1","name":"users","type":"auth","fields":[],"indexes":[]}],"page":1,"perPage":200,"totalItems":1})")));
        stub->onSequence(
            "GET",
            u"/api/collections/users/records"_s,
            {StubAnswer::error(500, "Something went wrong."),
             StubAnswer::json(QByteArray(R"({"items":[],"page":1,"perPage":50,"totalItems":0})"))});
        ConnectionProfile profile;
        profile.kind = ConnectionKind::Remote;
        profile.address = u"http://x"_s;
        ConnectionContext context(profile, std::move(transport), nullptr);
        context.client().setRetryDelays({});
        ShellRecorder shell;
        auto *view = new UsersView(context, shell, {});
        shell.host(view);
        QCOMPARE(view->state(), View::State::Loading);
        context.schema().refresh();
        QTRY_COMPARE(view->state(), View::State::Error);
        shell.shot(u"users-error"_s);
        view->findChild<Button *>(u"users.error.retry"_s)->click();
        QTRY_COMPARE(view->state(), View::State::Empty);
        shell.shot(u"users-none"_s);
    }

    void cleanupTestCase() { m_live.stop(); }
};
SOCLE_TEST_SUITE(TestUsers)
#include "TestUsers.moc"
