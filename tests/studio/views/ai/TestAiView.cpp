// The AI view on a scripted server: an answer that streams, stops, breaks, branches; questions,
// providers, states.
//
// With SOCLE_SHOTS=<folder> each state is written as a picture, light and dark.
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/SchemaStore.h"
#include "studio/kit/Banner.h"
#include "studio/kit/DataGrid.h"
#include "studio/kit/Segmented.h"
#include "studio/kit/Select.h"
#include "studio/kit/Text.h"
#include "studio/kit/TextField.h"
#include "studio/kit/Theme.h"
#include "studio/views/ai/AiView.h"
#include "studio/views/ai/MessageText.h"
#include "studio/views/ai/UsageModel.h"
#include "tests/studio/views/ai/AiFixtures.h"
#include "tests/support/KitApplication.h"
#include "tests/support/ShellRecorder.h"
#include "tests/support/StubTransport.h"
#include "tests/support/TestSuite.h"

#include <QAbstractButton>
#include <QSignalSpy>

using namespace Qt::StringLiterals;
using namespace socle;
using namespace socle::studio;

class TestAiView : public QObject
{
    Q_OBJECT

    StubTransport *m_stub = nullptr;
    MemoryDraftStore *m_drafts = nullptr;
    std::unique_ptr<ConnectionContext> m_context;
    std::unique_ptr<ShellRecorder> m_shell;
    AiView *m_view = nullptr;

    template <typename T> T *child(const QString &name) { return m_view->findChild<T *>(name); }

    void click(const QString &name)
    {
        auto *button = m_shell->window()->findChild<QAbstractButton *>(name);
        QVERIFY2(button != nullptr, qPrintable(name));
        QVERIFY2(button->isEnabled(), qPrintable(name));
        button->click();
    }

    void type(const QString &text) { child<TextArea>(u"ai.composer"_s)->setPlainText(text); }

    QString words(const QString &id)
    {
        return child<MessageText>(u"ai.message.%1.text"_s.arg(id))->toPlainText();
    }

    /// Both themes, with what is on the screen now.
    void shot(const QString &name)
    {
        for (const auto &[kind, suffix] :
             {std::pair{ThemeKind::Light, u"light"_s}, {ThemeKind::Dark, u"dark"_s}}) {
            Theme::current().setKind(kind);
            QTest::qWait(1);
            m_shell->shot(u"ai-"_s + name + u'-' + suffix);
        }
        Theme::current().setKind(ThemeKind::Light);
    }

    void capabilities(const QByteArray &list)
    {
        m_stub->on("GET",
                   u"/api/socle"_s,
                   StubAnswer::json(
                       "{\"name\":\"Socle\",\"version\":\"1.0\",\"capabilities\":" + list + "}"));
        signIn();
    }

    void signIn()
    {
        std::optional<Result<void>> done;
        onResult(m_context->useToken(u"_superusers"_s, u"x"_s), this, [&done](Result<void> result) {
            done = std::move(result);
        });
        QTRY_VERIFY(done.has_value());
        VERIFY_OK(*done);
    }

    void open()
    {
        m_view = new AiView(*m_context, *m_shell, {u"ai"_s, {}, {}, {}});
        m_shell->host(m_view);
    }

    void openReady()
    {
        capabilities("[\"ai.chat\",\"ai.query\"]");
        open();
        QTRY_COMPARE(m_view->state(), View::State::Filled);
    }

    void chatOf(const std::function<StubAnswer(const TransportRequest &)> &answer)
    {
        m_stub->on("POST", u"/api/ai/chat"_s, [answer](const TransportRequest &request) {
            return request.body.contains("dryRun")
                ? StubAnswer::json(QByteArray(
                    "{\"leaves\":{\"provider\":\"fake\",\"network\":\"public\",\"model\":\"fake/"
                    "small\",\"messages\":2,\"records\":0,\"tokens\":120,\"costMicroUsd\":null}}"))
                : answer(request);
        });
    }

private slots:

    void init()
    {
        auto stub = std::make_unique<StubTransport>();
        m_stub = stub.get();
        m_stub->on(
            "GET",
            u"/api/health"_s,
            StubAnswer::json(QByteArray(
                "{\"message\":\"API is healthy.\",\"code\":200,\"data\":{\"canBackup\":true}}")));
        m_stub->on("GET", u"/api/settings"_s, StubAnswer::json(QByteArray("{}")));
        m_stub->on("GET",
                   u"/api/collections"_s,
                   StubAnswer::json(
                       "{\"page\":1,\"perPage\":500,\"totalItems\":1,\"items\":" + kBooks + "}"));
        m_stub->on(
            "GET",
            u"/api/ai/status"_s,
            StubAnswer::json(QByteArray("{\"enabled\":true,\"capabilities\":{\"chat\":true,"
                                        "\"query\":true},\"offline\":false,\"version\":1}")));
        m_stub->on("GET", u"/api/ai/models"_s, StubAnswer::json(kModels));
        m_stub->on("GET", u"/api/ai/providers"_s, StubAnswer::json(kProviders));
        m_stub->on("GET", u"/api/ai/settings"_s, StubAnswer::json(kSettings));
        m_stub->on("GET", u"/api/ai/usage"_s, StubAnswer::json(kUsageTable));
        m_stub->on("POST", u"/api/ai/chat"_s, [](const TransportRequest &request) {
            return request.body.contains("dryRun")
                ? StubAnswer::json(QByteArray(
                    "{\"leaves\":{\"provider\":\"fake\",\"network\":\"public\",\"model\":\"fake/"
                    "small\",\"messages\":2,\"records\":0,\"tokens\":120,\"costMicroUsd\":null}}"))
                : StubAnswer::stream(sse("start", kStart));
        });
        ConnectionProfile profile;
        profile.address = u"http://127.0.0.1:1"_s;
        auto drafts = std::make_unique<MemoryDraftStore>();
        m_drafts = drafts.get();
        m_context
            = std::make_unique<ConnectionContext>(profile, std::move(stub), std::move(drafts));
        m_shell = std::make_unique<ShellRecorder>();
    }

    void cleanup()
    {
        m_shell.reset();
        m_context.reset();
    }

    void saysWhyItIsMissing()
    {
        m_stub->on("GET", u"/api/socle"_s, StubAnswer::error(404, "no"));
        signIn();
        open();
        QCOMPARE(m_view->state(), View::State::Empty);
        shot(u"missing"_s);
    }

    void failsToLoadAndRetries()
    {
        m_stub->onSequence(
            "GET",
            u"/api/ai/status"_s,
            {StubAnswer::error(400, "Something is wrong."),
             StubAnswer::json(QByteArray(
                 "{\"enabled\":true,\"capabilities\":{\"chat\":true,\"query\":true}}"))});
        capabilities("[\"ai.chat\"]");
        open();
        QCOMPARE(m_view->state(), View::State::Loading);
        QTRY_COMPARE(m_view->state(), View::State::Error);
        m_view->refresh();
        QTRY_COMPARE(m_view->state(), View::State::Filled);
    }

    void startsEmptyWithExamples()
    {
        openReady();
        QTRY_COMPARE(
            child<Text>(u"ai.consent"_s)->text(),
            u"Sends: your text, 2 messages, about 120 tokens, to fake/small. No records."_s);
        QVERIFY(!child<Banner>(u"ai.offline"_s)->isVisible());
        shot(u"empty"_s);
        click(u"ai.example.1"_s);
        QCOMPARE(m_view->session().tree().find(u"1"_s)->text, u"How many books are there?"_s);
        QVERIFY(m_stub->requests().back().body.contains("How many books are there?"));
    }

    void streamsAnAnswer()
    {
        openReady();
        type(u"Which **books** sell?"_s);
        QTest::keyClick(child<TextArea>(u"ai.composer"_s), Qt::Key_Return, Qt::ControlModifier);
        QVERIFY(m_view->session().isBusy());
        QCOMPARE(child<TextArea>(u"ai.composer"_s)->toPlainText(), QString());
        QTRY_COMPARE(m_stub->openStreams(), 1);
        QTest::qWait(5);
        QSignalSpy repaints(&m_view->session(), &ChatSession::messageChanged);
        for (int i = 0; i < 200; ++i) {
            m_stub->push(sse("delta", "{\"text\":\"word \"}"));
        }
        m_stub->push(sse("delta", kRichDelta));
        QTRY_VERIFY(words(u"2"_s).contains(u"bold."));
        QVERIFY2(repaints.size() < 10, "more repaints than 30 a second");
        QVERIFY2(!words(u"2"_s).contains(u"**"), "Markdown is rendered");
        QCOMPARE(words(u"1"_s), u"Which **books** sell?"_s);
        QVERIFY(child<QAbstractButton>(u"ai.stop"_s)->isVisible());
        shot(u"streaming"_s);
        m_stub->push(sse("usage", kUsage) + sse("done", kDone));
        QTRY_VERIFY(!m_view->session().isBusy());
        const QString meter = child<Text>(u"ai.meter.2"_s)->text();
        QVERIFY2(meter.contains(u"812 in") && meter.contains(u"96 out") && meter.contains(u"—"),
                 qPrintable(meter));
        QVERIFY(child<Text>(u"ai.meter"_s)->text().contains(u"812"));
        shot(u"answered"_s);
    }

    void stopsAndCancelsTheRequest()
    {
        openReady();
        type(u"go on"_s);
        click(u"ai.send"_s);
        QTRY_COMPARE(m_stub->openStreams(), 1);
        QTest::qWait(5);
        m_stub->push(sse("delta", "{\"text\":\"partly\"}"));
        QTRY_COMPARE(words(u"2"_s), u"partly"_s);
        QTest::keyClick(child<TextArea>(u"ai.composer"_s), Qt::Key_Escape);
        QVERIFY(!m_view->session().isBusy());
        QTRY_COMPARE(m_stub->openStreams(), 0);
        QCOMPARE(m_view->session().tree().find(u"2"_s)->state, ChatMessage::State::Stopped);
        QCOMPARE(words(u"2"_s), u"partly"_s);
    }

    void keepsACutAnswerAndContinues()
    {
        openReady();
        type(u"go on"_s);
        click(u"ai.send"_s);
        QTRY_COMPARE(m_stub->openStreams(), 1);
        QTest::qWait(5);
        m_stub->push(sse("delta", "{\"text\":\"Half a sen\"}"));
        QTRY_COMPARE(words(u"2"_s), u"Half a sen"_s);
        m_stub->endStreams(TransportFailure::Closed);
        QTRY_COMPARE(m_view->session().tree().find(u"2"_s)->state, ChatMessage::State::Cut);
        QCOMPARE(words(u"2"_s), u"Half a sen"_s);
        shot(u"cut"_s);
        chatOf([](const TransportRequest &) { return StubAnswer::stream(wholeAnswer("tence.")); });
        click(u"ai.message.2.continue"_s);
        QTRY_COMPARE(words(u"2"_s), u"Half a sentence."_s);
        QVERIFY(m_stub->requests().back().body.contains("Half a sen")
                || m_stub->requests("POST", u"/api/ai/chat"_s).size() > 2);
        QTRY_VERIFY(!m_view->session().isBusy());
    }

    void showsErrorsInPlaceAndRetries_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("code");
        QTest::addColumn<QString>("sentence");
        QTest::newRow("key") << 502 << QByteArray("provider_auth")
                             << u"The provider did not accept the credentials."_s;
        QTest::newRow("rate") << 429 << QByteArray("rate_limited") << u"Too many AI requests."_s;
        QTest::newRow("model") << 400 << QByteArray("model_unknown")
                               << u"There is no such model."_s;
    }

    void showsErrorsInPlaceAndRetries()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, code);
        QFETCH(QString, sentence);
        openReady();
        chatOf([=](const TransportRequest &) {
            return StubAnswer::error(status, sentence.toUtf8(), aiError(code));
        });
        type(u"hello"_s);
        click(u"ai.send"_s);
        QTRY_COMPARE(m_view->session().tree().find(u"2"_s)->state, ChatMessage::State::Failed);
        const ChatMessage *message = m_view->session().tree().find(u"2"_s);
        QCOMPARE(message->problem, sentence);
        QCOMPARE(message->problemCode, QString::fromLatin1(code));
        QCOMPARE(message->problemDetail, u"More exactly."_s);
        auto *problem = child<QWidget>(u"ai.message.2.problem"_s);
        QVERIFY(problem->isVisible());
        shot(u"error"_s);
        chatOf([](const TransportRequest &) {
            return StubAnswer::stream(wholeAnswer("Now it works."));
        });
        click(u"ai.message.2.retry"_s);
        QTRY_COMPARE(words(u"2"_s), u"Now it works."_s);
        QTRY_VERIFY(!problem->isVisible());
    }

    void branchesOnEditAndRegenerate()
    {
        openReady();
        chatOf([](const TransportRequest &request) {
            return StubAnswer::stream(wholeAnswer(
                request.body.contains("second wording") ? "to the second" : "to the first"));
        });
        type(u"first wording"_s);
        click(u"ai.send"_s);
        QTRY_VERIFY(!m_view->session().isBusy());
        click(u"ai.message.1.edit"_s);
        auto *editor = child<TextArea>(u"ai.message.1.editor"_s);
        QVERIFY(editor != nullptr && editor->hasFocus());
        editor->setPlainText(u"second wording"_s);
        QTest::keyClick(editor, Qt::Key_Return, Qt::ControlModifier);
        QTRY_VERIFY(!m_view->session().isBusy() && m_view->session().tree().answerCount() == 2);
        QCOMPARE(m_view->session().tree().path(), (QStringList{u"3"_s, u"4"_s}));
        QCOMPARE(words(u"4"_s), u"to the second"_s);
        shot(u"branch"_s);
        click(u"ai.message.3.previous"_s);
        QCOMPARE(words(u"2"_s), u"to the first"_s);
        QTRY_VERIFY(child<QWidget>(u"ai.message.4"_s) == nullptr
                    || !child<QWidget>(u"ai.message.4"_s)->isVisible());
        click(u"ai.message.2.regenerate"_s);
        QTRY_VERIFY(!m_view->session().isBusy());
        QCOMPARE(m_view->session().tree().variants(u"2"_s).size(), 2);
    }

    void remembersTheChatAndWhatWasBeingWritten()
    {
        openReady();
        chatOf([](const TransportRequest &) { return StubAnswer::stream(wholeAnswer("kept")); });
        type(u"question"_s);
        click(u"ai.send"_s);
        QTRY_VERIFY(!m_view->session().isBusy());
        type(u"half a thou"_s);
        click(u"ai.settings"_s);
        child<TextArea>(u"ai.system"_s)->setPlainText(u"Be brief."_s);
        ShellRecorder again;
        auto *view = new AiView(*m_context, again, {u"ai"_s, {}, {}, {}});
        again.host(view);
        QCOMPARE(view->findChild<TextArea *>(u"ai.composer"_s)->toPlainText(), u"half a thou"_s);
        QCOMPARE(view->session().tree().find(u"2"_s)->text, u"kept"_s);
        QCOMPARE(view->session().options().system, u"Be brief."_s);
        shot(u"settings"_s);
    }

    void sendsTheOptions()
    {
        openReady();
        m_view->session().setOptions({.model = u"fake/large"_s,
                                      .system = u"Be brief."_s,
                                      .temperature = 0.3,
                                      .maxTokens = 50});
        type(u"hi"_s);
        click(u"ai.send"_s);
        const QByteArray body = m_stub->requests().back().body;
        for (const char *part : {"\"model\":\"fake/large\"",
                                 "\"role\":\"system\"",
                                 "Be brief.",
                                 "\"temperature\":0.3",
                                 "\"maxTokens\":50",
                                 "\"stream\":true"}) {
            QVERIFY2(body.contains(part), body.constData());
        }
        QCOMPARE(child<Select>(u"ai.model"_s)->currentKey(), u"fake/large"_s);
    }

    void warnsAboutTheBuiltInEngine()
    {
        openReady();
        m_view->session().setOptions({.model = u"local/extractive-v1"_s});
        QVERIFY(child<Banner>(u"ai.offline"_s)->isVisible());
        shot(u"offline"_s);
    }

    void answersAQuestionAboutTheData()
    {
        openReady();
        m_stub->on("POST", u"/api/ai/query"_s, StubAnswer::json(kAnswer));
        m_view->showPage(u"ask"_s);
        auto *question = child<TextField>(u"ai.ask.question"_s);
        question->setText(u"published books over 20, newest first"_s);
        QTest::keyClick(question, Qt::Key_Return);
        QTRY_COMPARE(child<Text>(u"ai.ask.total"_s)->text(), u"2 records in books"_s);
        auto *grid = child<DataGrid>(u"ai.ask.grid"_s);
        QCOMPARE(grid->model()->rowCount(), 2);
        QVERIFY(grid->isReadOnly());
        QCOMPARE(child<QPlainTextEdit>(u"ai.ask.filter"_s)->toPlainText(),
                 u"status = \"published\" && price > 20"_s);
        shot(u"ask"_s);
        click(u"ai.ask.open"_s);
        QCOMPARE(m_shell->opened.size(), std::size_t{1});
        QCOMPARE(m_shell->opened[0].collection, u"books"_s);
        QCOMPARE(m_shell->opened[0].arguments[u"filter"_s].toString(),
                 u"status = \"published\" && price > 20"_s);
        click(u"ai.ask.refine"_s);
        QVERIFY(question->hasFocus());
    }

    void saysWhatItDidNotUnderstand()
    {
        openReady();
        m_stub->on("POST",
                   u"/api/ai/query"_s,
                   StubAnswer::error(422,
                                     "The built-in offline engine cannot do this.",
                                     "{\"ai\":{\"code\":\"not_supported_offline\",\"message\":"
                                     "\"Name a collection.\",\"params\":{}}}"));
        m_view->navigate({u"ai"_s, {}, {}, {{u"question"_s, u"the meaning of life"_s}}});
        QTRY_VERIFY(child<Banner>(u"ai.ask.problem"_s)->isVisible());
        shot(u"ask-error"_s);
    }

    void managesProviders()
    {
        openReady();
        m_stub->on("POST",
                   u"/api/ai/providers/p1/test"_s,
                   StubAnswer::json(QByteArray("{\"ok\":true,\"models\":2,\"names\":[\"small\","
                                               "\"tiny\"],\"latencyMs\":42,\"error\":null}")));
        m_stub->on(
            "POST",
            u"/api/ai/providers/p2/test"_s,
            StubAnswer::json(QByteArray("{\"ok\":false,\"models\":0,\"names\":[],\"latencyMs\":3,"
                                        "\"error\":\"The provider cannot be reached.\"}")));
        m_view->showPage(u"providers"_s);
        click(u"ai.provider.fake.test"_s);
        click(u"ai.provider.lab.test"_s);
        QTRY_VERIFY(child<Text>(u"ai.provider.fake.outcome"_s)->text().contains(u"small, tiny"));
        QTRY_VERIFY(
            child<Text>(u"ai.provider.lab.outcome"_s)->text().contains(u"cannot be reached"));
        bool offered = false;
        for (const AiModel &model : m_view->desk().chatModels()) {
            offered = offered || model.name == u"fake/tiny"_s;
        }
        QVERIFY2(offered, "a model that a test found can be chosen");
        QCOMPARE(child<Segmented>(u"ai.access.query"_s)->currentKey(), u"rule"_s);
        shot(u"providers"_s);

        m_stub->on("POST",
                   u"/api/ai/providers"_s,
                   StubAnswer::error(400,
                                     "The provider could not be saved.",
                                     "{\"name\":{\"code\":\"validation_invalid_value\",\"message\":"
                                     "\"Use lower-case letters.\"}}"));
        click(u"ai.providers.add"_s);
        auto *name = m_shell->window()->findChild<TextField *>(u"ai.providerSheet.name"_s);
        auto *key = m_shell->window()->findChild<TextField *>(u"ai.providerSheet.key"_s);
        QVERIFY(name != nullptr && key != nullptr);
        QCOMPARE(key->echoMode(), QLineEdit::Password);
        key->setText(u"sk-secret"_s);
        click(u"ai.providerSheet.accept"_s);
        QTRY_COMPARE(name->inputState(), InputState::Error);
        shot(u"provider-sheet"_s);
        m_stub->on("POST",
                   u"/api/ai/providers"_s,
                   StubAnswer::json(QByteArray(
                       "{\"id\":\"p3\",\"name\":\"openai\",\"kind\":\"openai\",\"preset\":"
                       "\"openai\",\"baseUrl\":\"https://api.openai.com/v1\",\"enabled\":true}")));
        m_stub->on("PUT", u"/api/ai/providers/p3/secrets"_s, StubAnswer{.status = 204});
        click(u"ai.providerSheet.accept"_s);
        QTRY_COMPARE(m_stub->requests("PUT", u"/api/ai/providers/p3/secrets"_s).size(),
                     std::size_t{1});
        QTRY_COMPARE(m_stub->requests("POST", u"/api/ai/providers/p3/test"_s).size(),
                     std::size_t{1});
        QTRY_VERIFY(m_shell->window()->findChild<TextField *>(u"ai.providerSheet.key"_s)
                    == nullptr);
        for (const StoredDraft &draft : m_drafts->all(u"chat"_s)) {
            QVERIFY2(!draft.value.contains("sk-secret"), "a key in a draft");
        }
    }

    void savesAccess()
    {
        openReady();
        m_stub->on("PATCH",
                   u"/api/ai/settings"_s,
                   StubAnswer::json(
                       QByteArray("{\"enabled\":true,\"access\":{\"chat\":\"\",\"query\":null}}")));
        m_view->showPage(u"providers"_s);
        auto *access = child<Segmented>(u"ai.access.chat"_s);
        access->setFocus();
        QTest::keyClick(access, Qt::Key_Right);
        QTRY_COMPARE(m_stub->requests("PATCH", u"/api/ai/settings"_s).size(), std::size_t{1});
        QVERIFY(m_stub->requests("PATCH", u"/api/ai/settings"_s)[0].body.contains(
            "{\"access\":{\"chat\":\"\"}}"));
    }

    void showsUsage()
    {
        openReady();
        m_view->showPage(u"usage"_s);
        auto *grid = child<DataGrid>(u"ai.usage.grid"_s);
        QTRY_COMPARE(grid->model()->rowCount(), 3);
        QCOMPARE(grid->model()->index(0, UsageModel::Cost).data().toString(), u"$0.0051"_s);
        QCOMPARE(grid->model()->index(1, UsageModel::Cost).data().toString(), u"$0"_s);
        QCOMPARE(grid->model()->index(2, UsageModel::Cost).data().toString(), u"—"_s);
        shot(u"usage"_s);
    }

    void namesItsControls()
    {
        openReady();
        for (const char *page : {"chat", "ask", "providers", "usage"}) {
            m_view->showPage(QString::fromLatin1(page));
            for (const auto *widget : m_view->findChildren<QWidget *>()) {
                if (!widget->isVisible() || widget->focusPolicy() == Qt::NoFocus
                    || !(widget->focusPolicy() & Qt::TabFocus)) {
                    continue;
                }
                const QString what = QString::fromLatin1(widget->metaObject()->className()) + u' '
                    + widget->objectName();
                QVERIFY2(!widget->objectName().isEmpty(), qPrintable(what));
                const auto *button = qobject_cast<const QAbstractButton *>(widget);
                const bool isNamed = !widget->accessibleName().isEmpty()
                    || (button != nullptr && !button->text().isEmpty());
                QVERIFY2(isNamed, qPrintable(what));
            }
        }
    }
};
SOCLE_TEST_SUITE(TestAiView)
#include "TestAiView.moc"
