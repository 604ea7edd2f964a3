// Bodies into JSON: records-api.md 1.4 and 1.5, with the edge cases of multipart.
#include "backend/api/BodyDecoder.h"
#include "backend/http/Request.h"
#include "tests/support/TestSuite.h"

using namespace socle;
using namespace socle::api;

namespace {

http::Request requestWith(const std::string &type,
                          const std::string &body,
                          const std::string &target = "/")
{
    http::Request request;
    request.target = target;
    request.headers.add("Content-Type", type);
    request.body = http::Body(body);
    return request;
}

std::string part(const std::string &disposition, const std::string &content)
{
    return "--B\r\nContent-Disposition: form-data; " + disposition + "\r\n\r\n" + content + "\r\n";
}

} // namespace

class TestBodyDecoder : public QObject
{
    Q_OBJECT

private slots:

    void infers_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("json");
        const auto row = [](const char *text, const char *json) {
            QTest::addRow("[%s]", text) << QByteArray(text) << QByteArray(json);
        };
        row("", "\"\"");
        row("true", "true");
        row("false", "false");
        row("True", "\"True\"");
        row("null", "\"null\"");
        row("0", "0");
        row("-0", "-0");
        row("123", "123");
        row("-3.4", "-3.4");
        row("0.0001", "0.0001");
        row("0.0", "\"0.0\"");
        row("-0.0", "\"-0.0\"");
        row("0001", "\"0001\"");
        row("1e5", "\"1e5\"");
        row(" 1 ", "\" 1 \"");
        row("Infinity", "\"Infinity\"");
        row("1_000", "\"1_000\"");
        row("0xFF", "\"0xFF\"");
        row("-", "\"-\"");
        row("1.2.3", "\"1.2.3\"");
        row(".5", "\".5\"");
        row("2024-01-01", "\"2024-01-01\"");
        row("9007199254740993", "\"9007199254740993\"");
        row("1000000000000000000000", "1e+21");
    }

    void infers()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, json);
        QCOMPARE(QByteArray::fromStdString(infer(text.toStdString()).dump()), json);
    }

    void decodes_data()
    {
        QTest::addColumn<QByteArray>("type");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("outcome"); // JSON, "default" or the error's message
        const auto row
            = [](const char *name, const char *type, const std::string &body, const char *outcome) {
                  QTest::newRow(name)
                      << QByteArray(type) << QByteArray::fromStdString(body) << QByteArray(outcome);
              };
        const char *json = "application/json";
        const char *form = "application/x-www-form-urlencoded";
        const char *multi = "multipart/form-data; boundary=B";
        row("nothing", json, "", "{}");
        row("nothing of an odd type", "text/plain", "", "{}");
        row("object", json, R"({"a":1,"a":2})", R"({"a":2})");
        row("null", json, "null", "{}");
        row("more than one value", json, R"({"a":1} trailing)", R"({"a":1})");
        row("array", json, "[1]", "default");
        row("malformed", json, "{", "default");
        row("charset", "application/json; charset=utf-8", "{}", "{}");
        row("type in capitals", "Application/JSON", "{}", "Unsupported Content-Type.");
        row("plain text", "text/plain", "x", "Unsupported Content-Type.");
        row("XML", "text/xml", "<a/>", "default");
        row("pairs", form, "a=1&b=x+y&c=%41&a=true", R"({"a":[1,true],"b":"x y","c":"A"})");
        row("payload",
            form,
            "a=1&@jsonPayload=%7B%22a%22%3A%225%22%7D&@jsonPayload=%7B%22b%22%3A%5B%5D%7D",
            R"({"a":"5","b":[]})");
        row("bad payload", form, "@jsonPayload=%7B", "default");
        row("multipart",
            multi,
            part("name=\"a\"", "1") + part("name=\"a\"", "x") + "--B--\r\n",
            R"({"a":[1,"x"]})");
        row("empty file input",
            multi,
            part("name=\"f\"; filename=\"\"", "") + "--B--",
            R"({"f":""})");
        row("preamble", multi, "hello\r\n" + part("name=\"a\"", "") + "--B--", R"({"a":""})");
        row("no final delimiter", multi, part("name=\"a\"", "1"), "default");
        row("no parts at all", multi, "nothing", "default");
        row("only the end", multi, "--B--\r\n", "{}");
        row("no boundary", "multipart/form-data", "--B--\r\n", "default");
        row("boundary inside a value",
            multi,
            part("name=\"a\"", "x --B y") + "--B--",
            R"({"a":"x --B y"})");
        row("line breaks in a value",
            multi,
            part("name=\"a\"", "x\r\n\r\ny\r\n") + "--B--",
            R"({"a":"x\r\n\r\ny\r\n"})");
        row("no name", multi, part("filename=\"x\"", "1") + "--B--", "{}");
    }

    void decodes()
    {
        QFETCH(QByteArray, type);
        QFETCH(QByteArray, body);
        QFETCH(QByteArray, outcome);
        const auto request = requestWith(type.toStdString(), body.toStdString());
        const auto decoded = decodeBody(request);
        const std::string seen = decoded      ? decoded->values.dump()
            : decoded.error().message.empty() ? "default"
                                              : decoded.error().message;
        QCOMPARE(QByteArray::fromStdString(seen), outcome);
    }

    void mergesTheQueryIntoForms()
    {
        const auto form
            = requestWith("application/x-www-form-urlencoded", "a=1", "/x?a=2&expand=b");
        QCOMPARE(decodeBody(form)->values.dump(), std::string(R"({"a":[1,2],"expand":"b"})"));
        const auto json = requestWith("application/json", "{}", "/x?a=2");
        QCOMPARE(decodeBody(json)->values.dump(), std::string("{}"));
    }

    void keepsFiles()
    {
        const std::string content("a\0b\r\n--C", 8);
        const auto request
            = requestWith("multipart/form-data; boundary=\"B\"",
                          "--B\r\ncontent-disposition: form-data; name=\"docs+\"; "
                          "filename=\"C:\\\\tmp\\\\Pho\\\"to.png\"\r\n"
                          "Content-Type: image/png\r\n\r\n"
                              + content + "\r\n"
                              + part("name=\"u\"; filename*=UTF-8''na%C3%AFve.txt", "") + "--B--");
        const auto decoded = decodeBody(request);
        VERIFY_OK(decoded);
        QCOMPARE(decoded->files.size(), std::size_t(2));
        QCOMPARE(decoded->files[0].key, std::string("docs+"));
        QCOMPARE(decoded->files[0].fileName, std::string("Pho\"to.png"));
        QCOMPARE(decoded->files[0].contentType, std::string("image/png"));
        QCOMPARE(decoded->files[0].bytes, std::string_view(content));
        QCOMPARE(decoded->files[1].fileName, std::string("na\u00efve.txt"));
        QVERIFY(decoded->files[1].bytes.empty());
    }

    void boundsTheNumberOfParts()
    {
        std::string body;
        for (int i = 0; i < 1001; ++i) {
            body += part("name=\"a\"", "");
        }
        QVERIFY(!parseMultipart(body + "--B--", "B"));
    }
};

SOCLE_TEST_SUITE(TestBodyDecoder)
#include "TestBodyDecoder.moc"
