// Mails from template to bytes, and where they go while SMTP is off; SMTP itself is tested against
// a real server in tests/sdk/mailserver.test.mjs.
#include "backend/mail/Mailer.h"
#include "backend/mail/MimeText.h"
#include "backend/mail/PlainText.h"
#include "backend/mail/Sendmail.h"
#include "backend/mail/Template.h"
#include "backend/runtime/Random.h"
#include "tests/support/FakeClock.h"
#include "tests/support/TempDir.h"
#include "tests/support/TestSuite.h"

#include <netinet/in.h>
#include <sys/socket.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <future>
#include <thread>
#include <unistd.h>

using namespace socle;
using namespace std::chrono_literals;

namespace {

std::string text(const QString &value) { return value.toStdString(); }

/// Runs a mail through a mailer and waits for its outcome.
Result<void> sent(mail::MailerParts parts, mail::Message message)
{
    std::promise<Result<void>> outcome;
    auto waiting = outcome.get_future();
    mail::Mailer mailer(std::move(parts));
    mailer.send(std::move(message),
                [&](Result<void> result) { outcome.set_value(std::move(result)); });
    return waiting.get();
}

std::filesystem::path script(const test::TempDir &folder, const std::string &body)
{
    const std::filesystem::path path = folder.path() / "sendmail";
    std::ofstream(path) << "#!/bin/sh\n" << body << "\n";
    std::filesystem::permissions(path, std::filesystem::perms::owner_all);
    return path;
}

std::string contentOf(const std::filesystem::path &path)
{
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

const mail::Message kMessage{.senderName = "Support",
                             .senderAddress = "s@b.io",
                             .to = "ann@b.io",
                             .subject = "Hello",
                             .html = "<p>Hi</p>",
                             .kind = "test"};

} // namespace

class TestMail : public QObject
{
    Q_OBJECT
private slots:

    void fillsPlaceholders_data()
    {
        QTest::addColumn<QString>("source");
        QTest::addColumn<QString>("filled");
        QTest::newRow("known") << "a {A} b {A}"
                               << "a 1 b 1";
        QTest::newRow("unknown stays") << "{RECORD:tokenKey} {X}"
                                       << "{RECORD:tokenKey} {X}";
        QTest::newRow("value is not looked at again") << "{B}"
                                                      << "{A}";
        QTest::newRow("open brace") << "{ {A} {"
                                    << "{ 1 {";
        QTest::newRow("doubled") << "{{A}}"
                                 << "{1}";
        QTest::newRow("empty") << ""
                               << "";
    }

    void fillsPlaceholders()
    {
        QFETCH(QString, source);
        QFETCH(QString, filled);
        QCOMPARE(mail::filled(text(source), {{"A", "1"}, {"B", "{A}"}}), text(filled));
    }

    void escapesMarkup()
    {
        QCOMPARE(mail::escapeHtml("<a b=\"c\">'&"),
                 std::string("&lt;a b=&#34;c&#34;&gt;&#39;&amp;"));
    }

    void readsAsText_data()
    {
        QTest::addColumn<QString>("html");
        QTest::addColumn<QString>("plain");
        QTest::newRow("paragraphs") << "<p>One\n two</p><p>Three</p>"
                                    << "One two\n\nThree\n";
        QTest::newRow("breaks") << "a<br/>b<br>c"
                                << "a\nb\nc\n";
        QTest::newRow("link") << "<a class=\"btn\" href=\"http://x/?a=1&amp;b=2\">Go</a>"
                              << "Go <http://x/?a=1&b=2>\n";
        QTest::newRow("bare link") << "<a href=\"http://x\">http://x</a>"
                                   << "http://x\n";
        QTest::newRow("entities") << "&lt;b&gt; &amp; &#65;&#x42; &nope; R&D"
                                  << "<b> & AB &nope; R&D\n";
        QTest::newRow("head and style") << "<head><style>p{}</style></head><p>x</p>"
                                        << "x\n";
        QTest::newRow("comment") << "a<!-- > b -->c"
                                 << "ac\n";
        QTest::newRow("list") << "<ul><li>a</li><li>b</li></ul>"
                              << "- a\n- b\n";
        QTest::newRow("cut tag") << "a <b"
                                 << "a\n";
    }

    void readsAsText()
    {
        QFETCH(QString, html);
        QFETCH(QString, plain);
        QCOMPARE(mail::plainTextOf(text(html)), text(plain));
    }

    void writesQuotedPrintable()
    {
        QCOMPARE(mail::quotedPrintable("a=b\nü \n"), std::string("a=3Db\r\n=C3=BC=20\r\n"));
        const std::string lines = mail::quotedPrintable(std::string(200, 'x'));
        for (std::size_t at = 0; at < lines.size();) {
            const auto end = std::min(lines.find("\r\n", at), lines.size());
            QVERIFY(end - at <= 76);
            at = end + 2;
        }
    }

    void writesHeaders()
    {
        QCOMPARE(mail::encodedHeader("Hello"), std::string("Hello"));
        QCOMPARE(mail::encodedHeader("Grüße x"), std::string("=?utf-8?q?Gr=C3=BC=C3=9Fe_x?="));
        const std::string longer = mail::encodedHeader(std::string("ü") + std::string(100, 'a'));
        QVERIFY(longer.find("?=\r\n =?utf-8?q?") != std::string::npos);
        // nothing can add a header
        mail::Message message = kMessage;
        message.subject = "x\r\nBcc: evil@b.io";
        message.senderName = "A \"B\"";
        message.to = "ann@b.io>\r\nBcc: <evil@b.io";
        const std::string mime = mail::mimeText(message, DateTime(0), "u1");
        QVERIFY(mime.find("\r\nBcc") == std::string::npos);
        QVERIFY(mime.starts_with("From: \"A \\\"B\\\"\" <s@b.io>\r\n"));
        QVERIFY(mime.find("Date: Thu, 1 Jan 1970 00:00:00 +0000\r\n") != std::string::npos);
        QVERIFY(mime.find("Message-ID: <u1@b.io>\r\n") != std::string::npos);
        QVERIFY(mime.find("text/plain") < mime.find("text/html"));
    }

    void handsOverToSendmail()
    {
        const test::TempDir folder;
        const test::FakeClock clock;
        const auto out = folder.path() / "out";
        const auto program
            = script(folder, "echo \"$@\" > " + out.string() + "; cat >> " + out.string());
        mail::MailerParts parts{.smtp = [] { return std::optional<outbound::SmtpServer>(); },
                                .clock = &clock,
                                .random = &runtime::systemRandom(),
                                .sendmail = program.string()};
        VERIFY_OK(sent(parts, kMessage));
        const std::string taken = contentOf(out);
        QVERIFY(taken.starts_with("-i -f s@b.io -- ann@b.io\n"));
        QVERIFY(taken.find("Subject: Hello\r\n") != std::string::npos);

        script(folder, "exit 75");
        const auto refused = sent(parts, kMessage);
        QVERIFY(!refused);
        QCOMPARE(refused.error().message, std::string("sendmail ended with status 75"));
        parts.sendmail = (folder / "nothing").string();
        QVERIFY(!sent(parts, kMessage));
    }

    void stopsASendmailThatHangs()
    {
        const test::TempDir folder;
        const auto program = script(folder, "exec sleep 60");
        const auto start = std::chrono::steady_clock::now();
        const auto outcome = mail::runSendmail(
            program.string(), "s@b.io", "a@b.io", std::string(1000000, 'x'), 100ms);
        QVERIFY(!outcome);
        QVERIFY(std::chrono::steady_clock::now() - start < 10s);
    }

    void keepsMailsOfADevelopmentServer()
    {
        const test::FakeClock clock;
        mail::Mailbox mailbox;
        const mail::MailerParts parts{.smtp = [] { return std::optional<outbound::SmtpServer>(); },
                                      .clock = &clock,
                                      .random = &runtime::systemRandom(),
                                      .mailbox = &mailbox};
        for (int i = 0; i < 101; ++i) {
            mail::Message message = kMessage;
            message.subject = std::to_string(i);
            VERIFY_OK(sent(parts, message));
        }
        QCOMPARE(mailbox.mails().size(), std::size_t(100));
        QCOMPARE(mailbox.mails().front().message.subject, std::string("100"));
        QCOMPARE(mailbox.mails().front().text, std::string("Hi\n"));
        mailbox.clear();
        QVERIFY(mailbox.mails().empty());
    }

    // Making a mail happens on the mailer's threads; nothing made is nothing sent.
    void makesMailsInTheBackground()
    {
        const test::FakeClock clock;
        mail::Mailbox mailbox;
        std::promise<bool> outcome;
        std::atomic<int> made = 0;
        {
            mail::Mailer mailer({.smtp = [] { return std::optional<outbound::SmtpServer>(); },
                                 .clock = &clock,
                                 .random = &runtime::systemRandom(),
                                 .mailbox = &mailbox});
            const auto caller = std::this_thread::get_id();
            mailer.sendMade([&]() -> std::optional<mail::Mailer::Outgoing> {
                made += caller != std::this_thread::get_id() ? 1 : 100;
                return std::nullopt;
            });
            mailer.sendMade([&]() -> std::optional<mail::Mailer::Outgoing> {
                ++made;
                return mail::Mailer::Outgoing{
                    .message = kMessage,
                    .done = [&](const Result<void> &sent) { outcome.set_value(sent.hasValue()); }};
            });
            QVERIFY(outcome.get_future().get());
            mailer.stop(5s);
            mailer.sendMade([&]() -> std::optional<mail::Mailer::Outgoing> {
                made += 100;
                return std::nullopt;
            });
        }
        QCOMPARE(made.load(), 2);
        QCOMPARE(mailbox.mails().size(), std::size_t(1));
    }

    // A mail server that takes the connection and then says nothing.
    void givesUpOnASilentServer()
    {
        const test::FakeClock clock;
        const int listening = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof(address);
        QCOMPARE(::bind(listening, reinterpret_cast<sockaddr *>(&address), size), 0);
        QCOMPARE(::listen(listening, 1), 0);
        QCOMPARE(::getsockname(listening, reinterpret_cast<sockaddr *>(&address), &size), 0);
        std::promise<Result<void>> outcome;
        auto waiting = outcome.get_future();
        const auto start = std::chrono::steady_clock::now();
        mail::Mailer mailer({.smtp =
                                 [port = ntohs(address.sin_port)] {
                                     return std::optional(
                                         outbound::SmtpServer{.host = "127.0.0.1", .port = port});
                                 },
                             .clock = &clock,
                             .random = &runtime::systemRandom()});
        mailer.send(
            kMessage, [&](Result<void> sent) { outcome.set_value(std::move(sent)); }, 300ms);
        QVERIFY(!waiting.get());
        QVERIFY(std::chrono::steady_clock::now() - start < 10s);
        ::close(listening);
    }

    void answersEveryMailWhenItStops()
    {
        const test::TempDir folder;
        const test::FakeClock clock;
        const auto program = script(folder, "exec sleep 1");
        std::atomic<int> answers = 0;
        {
            mail::Mailer mailer({.smtp = [] { return std::optional<outbound::SmtpServer>(); },
                                 .clock = &clock,
                                 .random = &runtime::systemRandom(),
                                 .sendmail = program.string()});
            for (int i = 0; i < 20; ++i) {
                mailer.send(kMessage, [&](const Result<void> &) { ++answers; });
            }
            mailer.stop(0ms);
            mailer.send(kMessage, [&](const Result<void> &) { ++answers; });
        }
        QCOMPARE(answers.load(), 21);
    }
};

SOCLE_TEST_SUITE(TestMail)
#include "TestMail.moc"
