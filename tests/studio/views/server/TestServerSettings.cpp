// The server settings against the real server: pages, search, draft, review, refusals beside their
// fields; rate limits tried out; API keys where the server has them.
//
// SOCLE_TEST_SERVER, SOCLE_TEST_EMAIL and SOCLE_TEST_PASSWORD play the same on another server, a
// PocketBase for instance.
#include "studio/api/SettingsEndpoint.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/CronWords.h"
#include "studio/domain/RateLimitMatch.h"
#include "studio/domain/SchemaStore.h"
#include "studio/kit/Banner.h"
#include "studio/kit/Button.h"
#include "studio/kit/Fields.h"
#include "studio/kit/SearchField.h"
#include "studio/kit/Switch.h"
#include "studio/kit/Text.h"
#include "studio/views/server/ServerView.h"
#include "studio/views/server/SettingRow.h"
#include "tests/support/KitApplication.h"
#include "tests/support/LiveServer.h"
#include "tests/support/ShellRecorder.h"
#include "tests/support/TestSuite.h"

using namespace Qt::StringLiterals;
using namespace socle;
using namespace socle::studio;

class TestServerSettings : public QObject
{
    Q_OBJECT

    LiveServer m_live;
    ConnectionContext *m_context = nullptr;
    std::unique_ptr<ShellRecorder> m_shell;
    ServerView *m_view = nullptr;

    Json stored()
    {
        return awaitResult(SettingsEndpoint(m_context->client()).get()).valueOr(Json());
    }

    template <typename T> T *part(const QString &name) { return partOf<T>(*m_shell, name); }

    void press(const QString &name) { QVERIFY(pressPart(*m_shell, name)); }

    void type(const QString &name, const QString &text)
    {
        auto *field = part<QLineEdit>(name);
        QVERIFY2(field != nullptr, qPrintable(name));
        field->setFocus();
        field->selectAll();
        QTest::keyClicks(field, text);
    }

private slots:

    void initTestCase()
    {
        VERIFY_OK(m_live.start());
        m_context = &m_live.context();
    }

    void init()
    {
        m_shell = std::make_unique<ShellRecorder>();
        m_view = new ServerView(*m_context, *m_shell, {});
        m_shell->host(m_view);
        QTRY_COMPARE_WITH_TIMEOUT(m_view->state(), View::State::Filled, 10'000);
        m_view->serverDraft().discard();
    }

    void cleanup()
    {
        m_shell.reset();
        m_view = nullptr;
    }

    void showsEveryPage()
    {
        for (const ServerPage &page : serverPages()) {
            m_view->showPage(QString::fromLatin1(page.key));
            QVERIFY(
                part<QWidget>(u"settings.page."_s + QString::fromLatin1(page.key))->isVisible());
            QTest::qWait(30);
            m_shell->shot(u"server-"_s + QString::fromLatin1(page.key));
        }
        QCOMPARE(part<QLineEdit>(u"settings.field.meta.appName"_s)->text().isEmpty(), false);
    }

    void savesWhatWasReviewed()
    {
        m_view->showPage(u"application"_s);
        const QString name = u"Bookshop %1"_s.arg(QDateTime::currentMSecsSinceEpoch() % 1000);
        type(u"settings.field.meta.appName"_s, name);
        m_view->showPage(u"batch"_s);
        const bool before = stored()["batch"]["enabled"].toBool();
        press(u"settings.field.batch.enabled"_s);
        QCOMPARE(m_view->serverDraft().editedPaths().size(), qsizetype{2});
        QCOMPARE(m_view->mark(), View::Mark::Unsaved);
        QVERIFY(part<QWidget>(u"settings.save.bar"_s)->isVisible());
        QTest::qWait(50);
        m_shell->shot(u"server-changed"_s);
        QVERIFY(m_view->save());
        QTest::qWait(50);
        m_shell->shot(u"server-review"_s);
        press(u"settings.review.accept"_s);
        QTRY_VERIFY_WITH_TIMEOUT(!m_view->serverDraft().hasChanges(), 5000);
        const Json now = stored();
        QCOMPARE(QString::fromStdString(now["meta"]["appName"].toText()), name);
        QCOMPARE(now["batch"]["enabled"].toBool(), !before);
    }

    void showsRefusalsBesideTheirFields()
    {
        m_view->showPage(u"mail"_s);
        if (!part<Switch>(u"settings.field.smtp.enabled"_s)->isChecked()) {
            press(u"settings.field.smtp.enabled"_s);
        }
        auto *host = part<QLineEdit>(u"settings.field.smtp.host"_s);
        QVERIFY(host->isVisible());
        type(u"settings.field.smtp.host"_s, u" "_s);
        m_view->serverDraft().setValue(u"smtp.host"_s, Json(""));
        QVERIFY(m_view->save());
        press(u"settings.review.accept"_s);
        QTRY_VERIFY_WITH_TIMEOUT(!m_view->serverDraft().problemAt(u"smtp.host"_s).isEmpty(), 5000);
        QCOMPARE(m_view->currentPage(), u"mail"_s);
        QTest::qWait(50);
        m_shell->shot(u"server-refused"_s);
        press(u"settings.discard"_s);
        QVERIFY(!m_view->serverDraft().hasChanges());
    }

    void findsASettingByItsWords()
    {
        auto *search = part<SearchField>(u"settings.search"_s);
        search->setDelay(0);
        search->setText(u"bucket path"_s);
        QTRY_VERIFY(part<QAbstractButton>(u"settings.hit.s3.forcePathStyle"_s) != nullptr);
        QTest::qWait(50);
        m_shell->shot(u"server-search"_s);
        press(u"settings.hit.s3.forcePathStyle"_s);
        QCOMPARE(m_view->currentPage(), u"storage"_s);
    }

    void warnsBeforeLockingYourselfOut()
    {
        m_view->serverDraft().setValue(u"superuserIPs"_s, JsonArray{"203.0.113.7"});
        QTest::qWait(300); // the address comes with the health of the server
        QVERIFY(m_view->save());
        QVERIFY(part<Banner>(u"settings.review.warning"_s) != nullptr);
        press(u"settings.review.cancel"_s);
        m_view->serverDraft().discard();
    }

    void triesRateLimits()
    {
        m_view->showPage(u"limits"_s);
        if (!part<Switch>(u"settings.field.rateLimits.enabled"_s)->isChecked()) {
            press(u"settings.field.rateLimits.enabled"_s);
        }
        auto *result = part<Text>(u"settings.limits.try.result"_s);
        QVERIFY(result->text().contains(u"*:auth"_s));
        QTest::qWait(50);
        m_shell->shot(u"server-limits-on"_s);
        press(u"settings.limits.add"_s);
        QVERIFY(part<QLineEdit>(u"settings.limits.4.label"_s) != nullptr);
        type(u"settings.limits.4.label"_s, u"users:authWithPassword"_s);
        QVERIFY(result->text().contains(u"users:authWithPassword"_s));
        press(u"settings.limits.4.remove"_s);
        QTRY_VERIFY(result->text().contains(u"*:auth"_s));
        m_view->serverDraft().discard();
    }

    void secretsAreNeverRemembered()
    {
        m_view->serverDraft().setValue(u"smtp.password"_s, Json("hush"));
        m_view->serverDraft().setValue(u"smtp.username"_s, Json("ops"));
        for (const StoredDraft &draft : m_context->drafts()->all(u"settings"_s)) {
            QVERIFY(!draft.value.contains("hush"));
            QVERIFY(draft.value.contains("ops"));
        }
        m_view->serverDraft().discard();
        QVERIFY(m_context->drafts()->all(u"settings"_s).empty());
    }

    void keysNeedTheCapability()
    {
        m_view->showPage(u"keys"_s);
        if (!m_context->capabilities().has(Capability::ApiKeys)) {
            QVERIFY(part<Banner>(u"settings.keys.reason"_s)->isVisible());
            QVERIFY(!part<Button>(u"settings.keys.new"_s)->isEnabled());
            return;
        }
        press(u"settings.keys.new"_s);
        type(u"keys.new.name"_s, u"Nightly export"_s);
        QTest::qWait(50);
        m_shell->shot(u"server-key-new"_s);
        part<QWidget>(u"keys.new.who"_s)->setFocus();
        QTest::keyClick(part<QWidget>(u"keys.new.who"_s), Qt::Key_Right);
        press(u"keys.new.accept"_s); // the server wants a scope
        QTRY_VERIFY_WITH_TIMEOUT(!part<Button>(u"keys.new.accept"_s)->isBusy(), 5000);
        part<TextArea>(u"keys.new.scopes"_s)->setPlainText(u"books:list"_s);
        press(u"keys.new.accept"_s);
        auto *secret = part<TextArea>(u"keys.new.secret"_s);
        QTRY_VERIFY_WITH_TIMEOUT(secret->toPlainText().startsWith(u"sk_"_s), 5000);
        QTest::qWait(50);
        m_shell->shot(u"server-key-made"_s);
        press(u"keys.new.cancel"_s);
        QTRY_VERIFY_WITH_TIMEOUT(part<QWidget>(u"settings.keys.list"_s)->isVisible(), 5000);
        QTest::qWait(50);
        m_shell->shot(u"server-keys-list"_s);
    }

    void everyControlHasItsName() { QCOMPARE(namelessPart(*m_view), QString()); }

    void cronWords_data()
    {
        QTest::addColumn<QString>("expression");
        QTest::addColumn<QString>("words");
        QTest::newRow("daily") << u"0 3 * * *"_s << u"Every day at 03:00 UTC"_s;
        QTest::newRow("macro") << u"@hourly"_s << u"Every hour"_s;
        QTest::newRow("weekly") << u"30 4 * * 0"_s << u"Every Sunday at 04:30 UTC"_s;
        QTest::newRow("monthly") << u"0 3 1 * *"_s << u"On day 1 of every month at 03:00 UTC"_s;
        QTest::newRow("steps") << u"*/15 * * * *"_s << u"Every 15 minutes"_s;
        QTest::newRow("own") << u"5,10 1-3 * * *"_s << u"5,10 1-3 * * *"_s;
        QTest::newRow("four parts") << u"0 3 * *"_s << QString();
        QTest::newRow("sunday is 0") << u"0 3 * * 7"_s << QString();
        QTest::newRow("step on a number") << u"3/2 * * * *"_s << QString();
        QTest::newRow("minute 60") << u"60 * * * *"_s << QString();
    }

    void cronWords()
    {
        QFETCH(QString, expression);
        QFETCH(QString, words);
        QLocale::setDefault(QLocale::c());
        QCOMPARE(socle::studio::cronWords(expression), words);
    }

    void cronKnowsTheNextRun()
    {
        const auto schedule = CronSchedule::parse(u"30 4 * * 0"_s);
        QVERIFY(schedule.has_value());
        const QDateTime now(QDate(2026, 3, 14), QTime(9, 26, 53), Qt::UTC); // a Saturday
        const auto next = schedule->next(now, 2);
        QCOMPARE(next.size(), std::size_t{2});
        QCOMPARE(next[0], QDateTime(QDate(2026, 3, 15), QTime(4, 30), Qt::UTC));
        QCOMPARE(next[1], QDateTime(QDate(2026, 3, 22), QTime(4, 30), Qt::UTC));
    }

    void rateLimitsMatchAsTheServerDoes()
    {
        const auto rule = [](const char *label, const char *audience) {
            return Json(JsonObject{
                {"label", label}, {"audience", audience}, {"duration", 1}, {"maxRequests", 1}});
        };
        const Json rules(JsonArray{rule("/api/", ""),
                                   rule("*:create", "@guest"),
                                   rule("books:create", ""),
                                   rule("POST /api/batch", "@auth")});
        const QString records = u"/api/collections/books/records"_s;
        QCOMPARE(matchingRateLimit(rules, u"POST"_s, records, false), 2);
        QCOMPARE(matchingRateLimit(rules, u"POST"_s, u"/api/collections/reviews/records"_s, false),
                 1);
        QCOMPARE(matchingRateLimit(rules, u"POST"_s, u"/api/collections/reviews/records"_s, true),
                 0);
        QCOMPARE(matchingRateLimit(rules, u"POST"_s, u"/api/batch"_s, true), 3);
        QCOMPARE(matchingRateLimit(rules, u"GET"_s, u"/health"_s, true), -1);
    }

    void cleanupTestCase() { m_live.stop(); }
};
SOCLE_TEST_SUITE(TestServerSettings)
#include "TestServerSettings.moc"
