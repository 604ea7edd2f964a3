// The tree of a chat, what it remembers, what it adds up; the sentences about it; usage added up by
// day and model.
#include "studio/api/AiTypes.h"
#include "studio/domain/ChatTree.h"
#include "studio/views/ai/AiWords.h"
#include "tests/support/TestSuite.h"

using namespace Qt::StringLiterals;
using namespace socle;
using namespace socle::studio;

class TestChatTree : public QObject
{
    Q_OBJECT

private slots:

    void showsTheNewestBranch()
    {
        ChatTree tree;
        const QString question = tree.append({.text = u"a"_s});
        const QString first = tree.append(
            {.parent = question, .role = ChatMessage::Role::Assistant, .text = u"one"_s});
        const QString second = tree.append(
            {.parent = question, .role = ChatMessage::Role::Assistant, .text = u"two"_s});
        QCOMPARE(tree.path(), (QStringList{question, second}));
        QCOMPARE(tree.variants(first), (QStringList{first, second}));
        tree.choose(first);
        QCOMPARE(tree.leaf(), first);
        const QString edited = tree.append({.text = u"b"_s});
        QCOMPARE(tree.path(), QStringList{edited});
        tree.choose(question);
        QCOMPARE(tree.path(), (QStringList{question, first}));
    }

    void survivesStorage()
    {
        ChatTree tree;
        const QString question = tree.append({.text = u"héllo 😀"_s});
        ChatMeter meter{.inputTokens = 7,
                        .outputTokens = 3,
                        .costMicroUsd = 12,
                        .firstTokenMs = 5,
                        .totalMs = 9};
        const QString old = tree.append({.parent = question,
                                         .role = ChatMessage::Role::Assistant,
                                         .text = u"x"_s,
                                         .meter = meter});
        tree.append({.parent = question,
                     .role = ChatMessage::Role::Assistant,
                     .state = ChatMessage::State::Streaming,
                     .text = u"part"_s});
        tree.append({.parent = question,
                     .role = ChatMessage::Role::Assistant,
                     .state = ChatMessage::State::Streaming});
        tree.choose(old);
        const auto read = parseJson(tree.toJson().dump());
        VERIFY_OK(read);
        const ChatTree back = ChatTree::fromJson(*read);
        QCOMPARE(back.path(), (QStringList{question, old}));
        QCOMPARE(back.find(question)->text, u"héllo 😀"_s);
        QCOMPARE(*back.find(old)->meter.costMicroUsd, 12);
        // What was streaming when the program ended can be continued, or asked again.
        QCOMPARE(back.messages()[2].state, ChatMessage::State::Cut);
        QCOMPARE(back.messages()[3].state, ChatMessage::State::Failed);
        ChatTree more = back;
        QCOMPARE(more.append({}), u"5"_s);
    }

    void forgivesNonsense()
    {
        for (
            const char *text :
            {"null",
             "[]",
             R"({"messages":[{"id":"x"},{"id":"2","parent":"9"},{"id":"3"},{"id":"3"}],"shown":{"":"8","3":"3"}})"}) {
            const auto json = parseJson(std::string_view(text));
            VERIFY_OK(json);
            QVERIFY(ChatTree::fromJson(*json).path().size() <= 1);
        }
    }

    void addsUp()
    {
        ChatTree tree;
        QVERIFY(!tree.total().costMicroUsd);
        const auto answer = [&tree](std::optional<qint64> cost) {
            tree.append(
                {.role = ChatMessage::Role::Assistant,
                 .text = u"x"_s,
                 .meter
                 = {.inputTokens = 10, .outputTokens = 2, .costMicroUsd = cost, .totalMs = 5}});
        };
        answer(100);
        answer(50);
        QCOMPARE(tree.total().inputTokens, 20);
        QCOMPARE(*tree.total().costMicroUsd, 150);
        answer({});
        QVERIFY2(!tree.total().costMicroUsd, "a sum with an unknown part is unknown");
        QCOMPARE(tree.answerCount(), 3);
    }

    void saysWhatLeaves_data()
    {
        QTest::addColumn<QByteArray>("leaves");
        QTest::addColumn<QString>("sentence");
        QTest::newRow("remote")
            << QByteArray(
                   R"({"leaves":{"provider":"fake","network":"public","model":"fake/small","messages":2,"records":0,"tokens":120,"costMicroUsd":null}})")
            << u"Sends: your text, 2 messages, about 120 tokens, to fake/small. No records."_s;
        QTest::newRow("private, priced")
            << QByteArray(
                   R"({"leaves":{"network":"private","model":"lab/a","messages":1,"records":0,"tokens":3,"costMicroUsd":1700}})")
            << u"Sends: your text, about 3 tokens, to lab/a on this network. No records. At most $0.0017."_s;
        QTest::newRow("records are said") << QByteArray(
            R"({"leaves":{"network":"public","model":"f/s","messages":1,"records":3,"tokens":3}})")
                                          << u"Sends: your text, about 3 tokens, to f/s. 3 records."_s;
        QTest::newRow("built in")
            << QByteArray(
                   R"({"leaves":{"network":"none","model":"local/extractive-v1","messages":1,"tokens":3}})")
            << u"Nothing leaves this server: the built-in engine reads your text and looks in your records itself."_s;
    }

    void saysWhatLeaves()
    {
        QFETCH(QByteArray, leaves);
        QFETCH(QString, sentence);
        const auto json = parseJson(
            std::string_view(leaves.constData(), static_cast<std::size_t>(leaves.size())));
        VERIFY_OK(json);
        QCOMPARE(consentText(AiLeaves::fromJson(*json)), sentence);
    }

    void writesCostsAndTimes()
    {
        QCOMPARE(costText({}), u"—"_s);
        QCOMPARE(costText(0), u"$0"_s);
        QCOMPARE(costText(1740), u"$0.0017"_s);
        QCOMPARE(costText(2'500'000), u"$2.50"_s);
        QCOMPARE(durationText(-1), u"—"_s);
        QCOMPARE(durationText(310), u"310 ms"_s);
        QCOMPARE(durationText(1400), u"1.4 s"_s);
        QCOMPARE(durationText(125'000), u"2 min 5 s"_s);
        QVERIFY(meterText({}).isEmpty());
        QVERIFY(meterText({.inputTokens = 7, .outputTokens = 3, .firstTokenMs = 4, .totalMs = 9})
                    .contains(u"—"));
    }

    void addsUsageByDayAndModel()
    {
        const auto json = parseJson(std::string_view(
            R"({"items":[{"day":"2026-03-13","model":"f/s","feature":"chat","requests":1,"inputTokens":5,"outputTokens":1,"costMicroUsd":2,"errors":0},
                {"day":"2026-03-14","model":"f/s","feature":"chat","requests":2,"inputTokens":5,"outputTokens":1,"costMicroUsd":2,"errors":1},
                {"day":"2026-03-14","model":"f/s","feature":"query","requests":3,"inputTokens":1,"outputTokens":1,"costMicroUsd":1,"errors":0,"estimated":true}]})"));
        VERIFY_OK(json);
        const auto rows = AiUsageRow::fromJson(*json);
        QCOMPARE(rows.size(), 2);
        QCOMPARE(rows[0].day, u"2026-03-14"_s);
        QCOMPARE(rows[0].requests, 5);
        QCOMPARE(rows[0].costMicroUsd, 3);
        QVERIFY(rows[0].isEstimated && !rows[1].isEstimated);
    }
};
SOCLE_TEST_SUITE(TestChatTree)
#include "TestChatTree.moc"
