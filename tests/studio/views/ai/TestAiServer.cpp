// The AI view beside the real server and its built-in engine: a question is answered with the
// count, in chat and in Ask.
//
// Needs the program `socle` (SOCLE_BIN); without it the test fails and says so.
#include "studio/api/CollectionsEndpoint.h"
#include "studio/api/OnResult.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/SchemaStore.h"
#include "studio/kit/Banner.h"
#include "studio/kit/Text.h"
#include "studio/kit/TextField.h"
#include "studio/platform/BackendProcess.h"
#include "studio/views/ai/AiView.h"
#include "studio/views/ai/AiWords.h"
#include "tests/support/KitApplication.h"
#include "tests/support/ShellRecorder.h"
#include "tests/support/TestSuite.h"

#include <QAbstractButton>
#include <QSignalSpy>

using namespace Qt::StringLiterals;
using namespace socle;
using namespace socle::studio;

class TestAiServer : public QObject
{
    Q_OBJECT

    test::TempDir m_data;
    std::unique_ptr<BackendProcess> m_server;
    std::unique_ptr<ConnectionContext> m_context;

    template <typename T> Result<T> wait(const QFuture<Result<T>> &future)
    {
        auto got = std::make_shared<std::optional<Result<T>>>();
        onResult(future, this, [got](Result<T> result) { got->emplace(std::move(result)); });
        const bool isThere = QTest::qWaitFor([&] { return got->has_value(); }, 20'000);
        return isThere ? **got : Result<T>(invalidInput("no answer in 20 s"));
    }

    void post(const QString &path, const Json &body)
    {
        VERIFY_OK(
            wait(m_context->client().send(ApiRequest::withJson("POST", path, body, u"test"_s))));
    }

private slots:

    void initTestCase()
    {
        const auto program = findBackendProgram();
        QVERIFY2(program,
                 "The server program is missing: build the target socle, or set SOCLE_BIN to its "
                 "folder");
        m_server = std::make_unique<BackendProcess>();
        QSignalSpy ready(m_server.get(), &BackendProcess::becameReady);
        m_server->start({.program = *program,
                         .dataFolder = QString::fromStdString(m_data.path().string()),
                         .logFolder = {},
                         .email = u"test@example.com"_s,
                         .password = u"password123"_s});
        QTRY_VERIFY_WITH_TIMEOUT(!ready.isEmpty(), 20'000);
        ConnectionProfile profile;
        profile.address = m_server->ready().url.toString();
        m_context = std::make_unique<ConnectionContext>(
            profile, std::make_unique<NetworkTransport>(), std::make_unique<MemoryDraftStore>());
        VERIFY_OK(wait(m_context->useToken(u"_superusers"_s, m_server->ready().token)));
        const auto fields = parseJson(std::string_view(
            R"([{"name":"title","type":"text"},{"name":"price","type":"number"},
                {"name":"status","type":"select","values":["draft","published"]},{"name":"created","type":"autodate","onCreate":true}])"));
        VERIFY_OK(fields);
        post(u"/api/collections"_s,
             JsonObject{{"name", "books"}, {"type", "base"}, {"fields", *fields}});
        for (int i = 0; i < 7; ++i) {
            post(u"/api/collections/books/records"_s,
                 JsonObject{{"title", "Book " + std::to_string(i)},
                            {"price", i * 10},
                            {"status", i % 2 ? "draft" : "published"}});
        }
        VERIFY_OK(wait(m_context->reload()));
        QVERIFY(m_context->capabilities().has(Capability::AiChat));
    }

    void countsInTheChat()
    {
        ShellRecorder shell;
        auto *view = new AiView(*m_context, shell, {u"ai"_s, {}, {}, {}});
        shell.host(view);
        QTRY_COMPARE_WITH_TIMEOUT(view->state(), View::State::Filled, 10'000);
        QVERIFY(view->findChild<Banner *>(u"ai.offline"_s)->isVisible());
        QTRY_VERIFY(view->findChild<Text *>(u"ai.consent"_s)->text().contains(u"Nothing leaves"));
        view->findChild<TextArea *>(u"ai.composer"_s)->setPlainText(u"how many books are there"_s);
        view->findChild<QAbstractButton *>(u"ai.send"_s)->click();
        QTRY_VERIFY_WITH_TIMEOUT(!view->session().isBusy(), 10'000);
        const ChatMessage *answer = view->session().tree().find(u"2"_s);
        QVERIFY2(answer->text.contains(u"7 records"), qPrintable(answer->text + answer->problem));
        QVERIFY(answer->isLocal);
        QVERIFY(answer->meter.outputTokens > 0);
        shell.shot(u"ai-server-answer"_s);
    }

    void understandsItsOwnExamples()
    {
        ShellRecorder shell;
        auto *view = new AiView(*m_context, shell, {u"ai"_s, {}, {}, {}});
        shell.host(view);
        QTRY_COMPARE_WITH_TIMEOUT(view->state(), View::State::Filled, 10'000);
        for (const QString &example : exampleQuestions(m_context->schema())) {
            view->createNew();
            view->session().send(example);
            QTRY_VERIFY_WITH_TIMEOUT(!view->session().isBusy(), 10'000);
            const QString answer = view->session().tree().find(view->session().tree().leaf())->text;
            QVERIFY2(answer.contains(u"record"), qPrintable(example + u": "_s + answer));
            QVERIFY2(!answer.contains(u"no language model"),
                     qPrintable(example + u": "_s + answer));
        }
    }

    void findsRecords()
    {
        ShellRecorder shell;
        auto *view = new AiView(
            *m_context,
            shell,
            {u"ai"_s, {}, {}, {{u"question"_s, u"published books with price over 20"_s}}});
        shell.host(view);
        auto *total = view->findChild<Text *>(u"ai.ask.total"_s);
        QTRY_COMPARE_WITH_TIMEOUT(total->text(), u"2 records in books"_s, 10'000);
        shell.shot(u"ai-server-ask"_s);
    }

    void refusesABadProvider()
    {
        AiDesk desk(m_context->client(), nullptr, true);
        std::optional<ApiError> refused;
        desk.saveProvider(
            {.name = u"Bad Name"_s, .preset = u"generic"_s, .baseUrl = u"ftp://x"_s},
            [&refused](std::optional<ApiError> error) { refused = std::move(error); });
        QTRY_VERIFY(refused.has_value());
        QVERIFY(refused->fields.contains(u"name"_s) && refused->fields.contains(u"baseUrl"_s));
        bool isSaved = false;
        desk.saveProvider({.name = u"lab"_s,
                           .preset = u"vllm"_s,
                           .baseUrl = u"http://127.0.0.1:9/v1"_s,
                           .apiKey = u"sk-very-secret-value-abcd"_s,
                           .isPrivateNetwork = true},
                          [&isSaved](std::optional<ApiError> error) { isSaved = !error; });
        QTRY_VERIFY(isSaved);
        QTRY_VERIFY_WITH_TIMEOUT(desk.providers().size() == 1 && desk.providers()[0].hasKey,
                                 10'000);
        const AiProvider provider = desk.providers()[0];
        QVERIFY(provider.keyHint.endsWith(u"abcd"_s));
        QTRY_VERIFY_WITH_TIMEOUT(desk.lastTest(provider.id).has_value(), 20'000);
        QVERIFY(!desk.lastTest(provider.id)->isOk
                && !desk.lastTest(provider.id)->problem.isEmpty());
    }
};
SOCLE_TEST_SUITE(TestAiServer)
#include "TestAiServer.moc"
