// The sign-in options of an auth collection: what each control writes into the draft, secrets that
// are never shown nor left on disk, refusals at their places.
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/MailTemplates.h"
#include "studio/domain/SchemaStore.h"
#include "studio/fields/MailPreview.h"
#include "studio/kit/Button.h"
#include "studio/kit/CodeEdit.h"
#include "studio/kit/FieldRow.h"
#include "studio/kit/Select.h"
#include "studio/views/schema/SchemaSections.h"
#include "tests/studio/views/schema/SchemaFixtures.h"
#include "tests/support/TestSuite.h"

#include <QCheckBox>
#include <QLineEdit>

using namespace Qt::StringLiterals;
using namespace socle;
using namespace socle::studio;

namespace {

// One piece a line: moc loses its place in longer ones.
constexpr const char *kMembers
    = R"([{"id":"m1","name":"members","type":"auth","system":false,)"
      R"("fields":[{"id":"e","name":"email","type":"email","system":true},{"id":"n","name":"name","type":"text"},)"
      R"({"id":"k","name":"tokenKey","type":"text","hidden":true,"system":true}],)"
      R"("indexes":[],"authRule":"","manageRule":null,)"
      R"("authAlert":{"enabled":true,"emailTemplate":{"subject":"New","body":"<p>{ALERT_INFO}</p>"}},)"
      R"("oauth2":{"enabled":true,"mappedFields":{"id":"","name":"","username":"","avatarURL":""},)"
      R"("providers":[{"name":"google","clientId":"g1","pkce":null,"extra":null},)"
      R"({"name":"github","clientId":"h1","pkce":null,"extra":null}]},)"
      R"("passwordAuth":{"enabled":true,"identityFields":["email"]},)"
      R"("mfa":{"enabled":false,"duration":600,"rule":""},)"
      R"("otp":{"enabled":false,"duration":180,"length":8,"emailTemplate":{"subject":"OTP","body":"{OTP}"}},)"
      R"("authToken":{"duration":432000},"passwordResetToken":{"duration":1800},)"
      R"("emailChangeToken":{"duration":1800},"verificationToken":{"duration":86400},)"
      R"("fileToken":{"duration":180},)"
      R"("verificationTemplate":{"subject":"Verify your {APP_NAME} email","body":"<p>Hello {RECORD:name}</p>"},)"
      R"("resetPasswordTemplate":{"subject":"Reset","body":"<p>R</p>"},)"
      R"("confirmEmailChangeTemplate":{"subject":"Confirm","body":"<p>C</p>"}}])";

} // namespace

class TestAuthOptions : public QObject
{
    Q_OBJECT

    StubTransport *m_stub = nullptr;
    std::unique_ptr<ConnectionContext> m_context;
    std::unique_ptr<SchemaDraft> m_draft;
    std::unique_ptr<AuthSection> m_section;

    template <typename T> T *part(const QString &name) { return m_section->findChild<T *>(name); }

    const Json &json() { return m_draft->json(); }

private slots:

    void init()
    {
        auto transport = std::make_unique<StubTransport>();
        m_stub = transport.get();
        m_stub->on("GET", u"/api/collections"_s, pageOf(kMembers, 1));
        m_stub->on(
            "GET",
            u"/api/settings"_s,
            StubAnswer::json(QByteArray(
                R"({"meta":{"appName":"Bookshop","appURL":"b","senderName":"Ops","senderAddress":"o@b.co"}})")));
        m_stub->on(
            "GET",
            u"/api/collections/meta/oauth2-providers"_s,
            StubAnswer::json(QByteArray(
                R"([{"name":"google","displayName":"Google","logo":""},{"name":"oidc","displayName":"OIDC","logo":""}])")));
        ConnectionProfile profile;
        profile.address = u"http://x"_s;
        m_context = std::make_unique<ConnectionContext>(
            profile, std::move(transport), std::make_unique<MemoryDraftStore>());
        m_context->schema().refresh();
        QTRY_VERIFY(m_context->schema().find(u"members") != nullptr);
        m_draft = std::make_unique<SchemaDraft>(m_context->schema(), u"m1"_s);
        m_section = std::make_unique<AuthSection>(*m_context, *m_draft);
        m_section->resize(900, 2400);
        m_section->show();
    }

    void cleanup()
    {
        m_section.reset();
        m_draft.reset();
        m_context.reset();
    }

    void methodsGoIntoTheDraft()
    {
        part<QCheckBox>(u"schema.auth.otp"_s)->click();
        part<QCheckBox>(u"schema.auth.mfa"_s)->click();
        part<QCheckBox>(u"schema.auth.alert"_s)->click();
        QVERIFY(json()["otp"]["enabled"].toBool());
        QVERIFY(json()["mfa"]["enabled"].toBool());
        QVERIFY(!json()["authAlert"]["enabled"].toBool());
        QCOMPARE(json()["authAlert"]["emailTemplate"]["subject"].toText(), std::string("New"));
        QVERIFY(part<QLineEdit>(u"schema.auth.otp.length"_s)->isVisible());
        part<QPlainTextEdit>(u"schema.auth.mfa.rule"_s)->setPlainText(u"name = \"x\""_s);
        QCOMPARE(json()["mfa"]["rule"].toText(), std::string("name = \"x\""));
        QVERIFY(m_draft->undoStack().canUndo());
    }

    void invalidatingIsStagedAndTakenBack()
    {
        auto *button = part<Button>(u"schema.auth.authToken.invalidate"_s);
        button->click();
        QCOMPARE(json()["authToken"]["secret"].text().size(), std::size_t{50});
        QCOMPARE(json()["authToken"]["duration"].toInt(), std::int64_t{432000});
        for (const StoredDraft &draft : m_context->drafts()->all(u"schema"_s)) {
            QVERIFY2(!draft.value.contains("secret"), draft.value.constData());
        }
        button->click();
        QVERIFY(json()["authToken"].find("secret") == nullptr);
    }

    void providersKeepTheirSecretsByPlace()
    {
        auto *secret = part<QLineEdit>(u"schema.oauth2.github.clientSecret"_s);
        QVERIFY(secret->text().isEmpty());
        const QString kept = secret->placeholderText();
        part<QAbstractButton>(u"schema.oauth2.google.remove"_s)->click();
        QCOMPARE(json()["oauth2"]["providers"].array().size(), std::size_t{1});
        secret = part<QLineEdit>(u"schema.oauth2.github.clientSecret"_s);
        QVERIFY(secret->placeholderText() != kept); // it moved up: the server would mix them up
        secret->setText(u"new"_s);
        emit secret->textEdited(u"new"_s);
        QCOMPARE(json()["oauth2"]["providers"].array()[0]["clientSecret"].toText(),
                 std::string("new"));
        for (const StoredDraft &draft : m_context->drafts()->all(u"schema"_s)) {
            QVERIFY(!draft.value.contains("clientSecret"));
        }
    }

    void addsAProviderOfTheServersList()
    {
        auto *add = part<Select>(u"schema.oauth2.add"_s);
        QTRY_COMPARE(add->options().size(), qsizetype{1}); // Google is there already
        emit add->currentChanged(u"oidc"_s);
        QCOMPARE(json()["oauth2"]["providers"].array().size(), std::size_t{3});
        auto *address = part<QLineEdit>(u"schema.oauth2.oidc.authURL"_s);
        QTRY_VERIFY(address->isVisible()); // it has none of its own
        m_section->setProblems({{u"oauth2.providers.2.clientId"_s, u"Cannot be blank."_s}});
        const auto rows = m_section->findChildren<FieldRow *>();
        int shown = 0;
        for (const FieldRow *row : rows) {
            shown += row->error() == u"Cannot be blank." ? 1 : 0;
        }
        QCOMPARE(shown, 1);
    }

    void mailsAreShownAsTheyArrive()
    {
        auto *preview = m_section->findChild<MailPreview *>();
        QTRY_COMPARE(preview->subject(), u"Verify your Bookshop email"_s);
        QCOMPARE(preview->bodyText().trimmed(), u"Hello Mira Haddad"_s);
        auto *body = part<CodeEdit>(u"schema.mails.body"_s);
        body->setText(u"<p>{APP_NAME} {RECORD:tokenKey} {NOPE}</p>"_s);
        QCOMPARE(json()["verificationTemplate"]["body"].toText(),
                 std::string("<p>{APP_NAME} {RECORD:tokenKey} {NOPE}</p>"));
        QVERIFY(preview->bodyText().contains(u"{NOPE}"));
        QVERIFY(part<QAbstractButton>(u"schema.mails.insert.TOKEN"_s) != nullptr);
        QVERIFY(part<QAbstractButton>(u"schema.mails.insert.RECORD:tokenKey"_s)
                == nullptr); // hidden
        emit part<Select>(u"schema.mails.which"_s)->currentChanged(u"verification"_s);
    }

    void testMailSaysWhatTheServerSaid()
    {
        m_stub->on("POST",
                   u"/api/settings/test/email"_s,
                   StubAnswer::error(
                       400, "Failed to send the test email. Raw error: \\nno route to host"));
        part<QLineEdit>(u"schema.mails.to"_s)->setText(u"a@b.co"_s);
        part<Button>(u"schema.mails.send"_s)->click();
        auto *result = part<QWidget>(u"schema.mails.result"_s);
        QTRY_VERIFY(result->isVisible());
        const auto sent = m_stub->requests("POST", u"/api/settings/test/email"_s);
        QCOMPARE(sent.size(), std::size_t{1});
        QVERIFY(sent.front().body.contains("\"template\":\"verification\""));
    }
};
SOCLE_TEST_SUITE(TestAuthOptions)
#include "TestAuthOptions.moc"
