// Tokens cover every byte of any text, in order, and name what they are.
#include "shared/filter/Tokenizer.h"
#include "tests/support/TestSuite.h"

#include <random>

using namespace socle::filter;

namespace {

/// "I:title _ S:= _ T:'a'": kind letter and spelling of each token.
std::string shown(std::string_view text)
{
    static constexpr std::string_view kLetters = "_CIFNTSJ(),!";
    std::string out;
    for (const Token &token : tokenize(text)) {
        const char letter = kLetters[static_cast<std::size_t>(token.kind)];
        out += out.empty() ? "" : " ";
        out += letter;
        if (std::string_view("CIFNTSJ!").find(letter) != std::string_view::npos) {
            out += ":";
            out += text.substr(token.start, token.end - token.start);
        }
    }
    return out;
}

} // namespace

class TestTokenizer : public QObject
{
    Q_OBJECT
private slots:

    void names_data()
    {
        QTest::addColumn<std::string>("text");
        QTest::addColumn<std::string>("tokens");
        const auto row = [](const char *text, const char *tokens) {
            QTest::newRow(text) << std::string(text) << std::string(tokens);
        };
        row("title = 'a'", "I:title _ S:= _ T:'a'");
        row("a.b:lower?!~-1.5", "I:a.b:lower S:?!~ N:-1.5");
        row("(a=1)&&b=2||c=3", "( I:a S:= N:1 ) J:&& I:b S:= N:2 J:|| I:c S:= N:3");
        row("f(a, 'b',)", "F:f ( I:a , _ T:'b' , )");
        row("@now > x // c", "I:@now _ S:> _ I:x _ C:// c");
        row("a=1 // x\n&& b=2", "I:a S:= N:1 _ C:// x\n J:&& _ I:b S:= N:2");
        row("a = 'open", "I:a _ S:= _ !:'open");
        row("a=!b", "I:a !:=! I:b");
        row("a=1&&&b=2", "I:a S:= N:1 !:&&& I:b S:= N:2");
        row("5. .5 -.5 - 5", "!:5. _ !:. N:5 _ N:-.5 _ !:- _ N:5");
        row("@ _ # a. a:", "!:@ _ !:_ _ !:# _ !:a. _ !:a:");
        row("é = ü$", "!:é _ S:= _ !:ü$");
        row("", "");
    }

    void names()
    {
        QFETCH(std::string, text);
        QFETCH(std::string, tokens);
        QCOMPARE(shown(text), tokens);
    }

    void coversEveryByteOfAnything()
    {
        std::mt19937 random(7);
        constexpr std::string_view kPieces = "ab1.-:@_#'\"\\ =!~<>?&|(),/\n\t\xC3\xA9%";
        for (int round = 0; round < 3000; ++round) {
            std::string text;
            for (auto left = random() % 40; left > 0; --left) {
                text += kPieces[random() % kPieces.size()];
            }
            std::size_t position = 0;
            for (const Token &token : tokenize(text)) {
                QCOMPARE(token.start, position);
                QVERIFY(token.end > token.start);
                position = token.end;
            }
            QCOMPARE(position, text.size());
        }
    }
};

SOCLE_TEST_SUITE(TestTokenizer)
#include "TestTokenizer.moc"
