// Requests as plain HTTP in nine languages. Every language has its own way to quote: each function
// says which character would break out of its literal, and what it does about it.
#include "studio/api/Text.h"
#include "studio/domain/SnippetParts.h"
#include "studio/domain/Snippets.h"

using namespace Qt::StringLiterals;

namespace socle::studio::snippets {

namespace {

/// A double-quoted literal as C, Go, Swift, C#, Rust and Python read it.
QString doubleQuoted(const QString &text)
{
    QString out = text;
    out.replace(u'\\', u"\\\\"_s).replace(u'"', u"\\\""_s).replace(u'\n', u"\\n"_s);
    return u'"' + out + u'"';
}

QString bodyText(const RequestModel &request)
{
    return request.body ? prettyJson(*request.body) : QString();
}

QString indented(const QString &text, const QString &by)
{
    return QString(text).replace(u'\n', u'\n' + by);
}

/// True, False and None outside of texts.
QString pythonJson(const Json &json, const QString &indent)
{
    if (json.isBool()) {
        return json.toBool() ? u"True"_s : u"False"_s;
    }
    if (json.isNull()) {
        return u"None"_s;
    }
    const QString inner = indent + u"    "_s;
    QString out;
    if (json.isArray()) {
        for (const Json &item : json.array()) {
            out += (out.isEmpty() ? QString() : u", "_s) + pythonJson(item, inner);
        }
        return u'[' + out + u']';
    }
    if (json.isObject()) {
        if (json.object().empty()) {
            return u"{}"_s;
        }
        for (const auto &[name, value] : json.object()) {
            out += inner + toQString(Json(name).dump()) + u": "_s + pythonJson(value, inner)
                + u",\n"_s;
        }
        return u"{\n"_s + out + indent + u'}';
    }
    return toQString(json.dump());
}

QString method(const RequestModel &request) { return QString::fromLatin1(request.method()); }

} // namespace

QString singleQuoted(const QString &text)
{
    return u'\'' + QString(text).replace(u'\'', u"'\\''"_s) + u'\'';
}

QString curl(const RequestModel &request)
{
    QString text = u"curl"_s;
    if (request.method() != "GET") {
        text += u" -X "_s + method(request);
    }
    text += u' ' + singleQuoted(request.address());
    if (request.hasToken) {
        text += u" \\\n  -H \"Authorization: $SOCLE_TOKEN\""_s;
    }
    if (request.body) {
        text += u" \\\n  -H 'Content-Type: application/json' \\\n  --data "_s
            + singleQuoted(bodyText(request));
    }
    return text + u'\n';
}

QString python(const RequestModel &request)
{
    const bool isList = request.action == RequestModel::Action::List;
    QString text = u"import os\n\nimport requests\n\n"_s;
    text += u"response = requests.request(\n    "_s + doubleQuoted(method(request)) + u",\n    "_s;
    RequestModel bare = request;
    bare.query.clear();
    text += doubleQuoted(bare.address()) + u",\n"_s;
    QString params;
    for (const auto &[name, value] : request.query) {
        if (!value.isEmpty()) {
            params += u"        "_s + doubleQuoted(name) + u": "_s + doubleQuoted(value) + u",\n"_s;
        }
    }
    if (!params.isEmpty()) {
        text += u"    params={\n"_s + params + u"    },\n"_s;
    }
    if (request.hasToken) {
        text += u"    headers={\"Authorization\": os.environ[\"SOCLE_TOKEN\"]},\n"_s;
    }
    if (request.body) {
        text += u"    json="_s + pythonJson(*request.body, u"    "_s) + u",\n"_s;
    }
    text += u"    timeout=10,\n)\nresponse.raise_for_status()\n"_s;
    if (request.action != RequestModel::Action::Delete) {
        text += isList ? u"for record in response.json()[\"items\"]:\n    print(record)\n"_s
                       : u"print(response.json())\n"_s;
    }
    return text;
}

QString go(const RequestModel &request)
{
    QString text = u"package main\n\nimport (\n\t\"fmt\"\n\t\"io\"\n\t\"log\"\n\t\"net/http\"\n"_s;
    text += request.hasToken ? u"\t\"os\"\n"_s : QString();
    text += request.body ? u"\t\"strings\"\n"_s : QString();
    text += u")\n\nfunc main() {\n"_s;
    QString body = u"nil"_s;
    if (request.body) {
        const QString json = bodyText(request);
        // A raw literal cannot hold a backtick.
        text += u"\tbody := strings.NewReader("_s
            + (json.contains(u'`') ? doubleQuoted(json) : QString(u'`' + json + u'`')) + u")\n"_s;
        body = u"body"_s;
    }
    text += u"\trequest, err := http.NewRequest("_s + doubleQuoted(method(request)) + u", "_s
        + doubleQuoted(request.address()) + u", "_s + body
        + u")\n\tif err != nil {\n\t\tlog.Fatal(err)\n\t}\n"_s;
    if (request.hasToken) {
        text += u"\trequest.Header.Set(\"Authorization\", os.Getenv(\"SOCLE_TOKEN\"))\n"_s;
    }
    if (request.body) {
        text += u"\trequest.Header.Set(\"Content-Type\", \"application/json\")\n"_s;
    }
    return text
        + u"\tresponse, err := http.DefaultClient.Do(request)\n\tif err != nil {\n"
          "\t\tlog.Fatal(err)\n\t}\n\tdefer response.Body.Close()\n"
          "\tanswer, err := io.ReadAll(response.Body)\n\tif err != nil {\n\t\tlog.Fatal(err)\n\t}\n"
          "\tfmt.Println(response.StatusCode, string(answer))\n}\n"_s;
}

QString swift(const RequestModel &request)
{
    QString text = u"import Foundation\n\nvar request = URLRequest(url: URL(string: "_s
        + doubleQuoted(request.address()) + u")!)\nrequest.httpMethod = "_s
        + doubleQuoted(method(request)) + u'\n';
    if (request.hasToken) {
        text += u"request.setValue(ProcessInfo.processInfo.environment[\"SOCLE_TOKEN\"], "
                "forHTTPHeaderField: \"Authorization\")\n"_s;
    }
    if (request.body) {
        // #"""…"""# takes quotes and backslashes as they are.
        text += u"request.setValue(\"application/json\", forHTTPHeaderField: \"Content-Type\")\n"
                "request.httpBody = Data(#\"\"\"\n"_s
            + bodyText(request) + u"\n\"\"\"#.utf8)\n"_s;
    }
    return text
        + u"\nlet (data, response) = try await URLSession.shared.data(for: request)\n"
          "print((response as! HTTPURLResponse).statusCode, String(decoding: data, as: UTF8.self))\n"_s;
}

QString kotlin(const RequestModel &request)
{
    const QString dollar = u"${'$'}"_s; // a bare one would start an expression
    QString text = u"import java.net.URI\nimport java.net.http.HttpClient\n"
                   "import java.net.http.HttpRequest\nimport java.net.http.HttpResponse\n\n"
                   "fun main() {\n"_s;
    QString publisher = u"HttpRequest.BodyPublishers.noBody()"_s;
    if (request.body) {
        const QString json = bodyText(request).replace(u'$', dollar);
        text += u"    val body = \"\"\"\n        "_s + indented(json, u"        "_s)
            + u"\n    \"\"\".trimIndent()\n"_s;
        publisher = u"HttpRequest.BodyPublishers.ofString(body)"_s;
    }
    text += u"    val request = HttpRequest.newBuilder(URI("_s
        + doubleQuoted(request.address()).replace(u'$', u"\\$"_s) + u"))\n        .method("_s
        + doubleQuoted(method(request)) + u", "_s + publisher + u")\n"_s;
    if (request.hasToken) {
        text += u"        .header(\"Authorization\", System.getenv(\"SOCLE_TOKEN\"))\n"_s;
    }
    if (request.body) {
        text += u"        .header(\"Content-Type\", \"application/json\")\n"_s;
    }
    return text
        + u"        .build()\n"
          "    val response = HttpClient.newHttpClient().send(request, "
          "HttpResponse.BodyHandlers.ofString())\n"
          "    println(\"${response.statusCode()} ${response.body()}\")\n}\n"_s;
}

QString cSharp(const RequestModel &request)
{
    QString verb = method(request).toLower();
    verb[0] = verb.at(0).toUpper();
    QString text = u"using System.Text;\n\nusing var client = new HttpClient();\n"
                   "using var request = new HttpRequestMessage(HttpMethod."_s
        + verb + u", "_s + doubleQuoted(request.address()) + u");\n"_s;
    if (request.hasToken) {
        text += u"request.Headers.TryAddWithoutValidation(\"Authorization\", "
                "Environment.GetEnvironmentVariable(\"SOCLE_TOKEN\"));\n"_s;
    }
    if (request.body) {
        // A raw literal has one quote more at its ends than any run inside.
        const QString json = bodyText(request);
        QString fence = u"\"\"\""_s;
        while (json.contains(fence)) {
            fence += u'"';
        }
        text += u"request.Content = new StringContent("_s + fence + u'\n' + json + u'\n' + fence
            + u", Encoding.UTF8, \"application/json\");\n"_s;
    }
    return text
        + u"\nusing var response = await client.SendAsync(request);\n"
          "Console.WriteLine($\"{(int)response.StatusCode} "
          "{await response.Content.ReadAsStringAsync()}\");\n"_s;
}

QString php(const RequestModel &request)
{
    const auto literal = [](const QString &text) -> QString {
        return u'\'' + QString(text).replace(u'\\', u"\\\\"_s).replace(u'\'', u"\\'"_s) + u'\'';
    };
    QString text = u"<?php\n\n$request = curl_init("_s + literal(request.address()) + u");\n"_s;
    text += u"curl_setopt($request, CURLOPT_CUSTOMREQUEST, "_s + literal(method(request))
        + u");\ncurl_setopt($request, CURLOPT_RETURNTRANSFER, true);\n"_s;
    QStringList headers;
    if (request.hasToken) {
        headers.append(u"'Authorization: ' . getenv('SOCLE_TOKEN')"_s);
    }
    if (request.body) {
        headers.append(u"'Content-Type: application/json'"_s);
    }
    if (!headers.isEmpty()) {
        text += u"curl_setopt($request, CURLOPT_HTTPHEADER, ["_s + headers.join(u", "_s)
            + u"]);\n"_s;
    }
    if (request.body) {
        // A nowdoc takes everything as it is; only its own end mark on a line would end it.
        text += u"curl_setopt($request, CURLOPT_POSTFIELDS, <<<'JSON'\n"_s + bodyText(request)
            + u"\nJSON);\n"_s;
    }
    return text
        + u"\n$answer = curl_exec($request);\n"
          "echo curl_getinfo($request, CURLINFO_RESPONSE_CODE), ' ', $answer, PHP_EOL;\n"_s;
}

QString rust(const RequestModel &request)
{
    QString verb = method(request).toLower();
    QString text = u"// reqwest = { version = \"0.12\", features = [\"blocking\", \"json\"] }\n"_s;
    text += request.body ? u"use serde_json::json;\n\n"_s : u"\n"_s;
    text += u"fn main() -> Result<(), Box<dyn std::error::Error>> {\n"
            "    let response = reqwest::blocking::Client::new()\n        ."_s
        + verb + u'(' + doubleQuoted(request.address()) + u")\n"_s;
    if (request.hasToken) {
        text += u"        .header(\"Authorization\", std::env::var(\"SOCLE_TOKEN\")?)\n"_s;
    }
    if (request.body) {
        text += u"        .json(&json!("_s + indented(bodyText(request), u"        "_s) + u"))\n"_s;
    }
    return text
        + u"        .send()?;\n    println!(\"{} {}\", response.status(), response.text()?);\n"
          "    Ok(())\n}\n"_s;
}

QString cpp(const RequestModel &request)
{
    QString text = u"#include <QCoreApplication>\n#include <QNetworkAccessManager>\n"
                   "#include <QNetworkReply>\n#include <QTextStream>\n\n"
                   "int main(int argc, char **argv)\n{\n"
                   "    QCoreApplication app(argc, argv);\n    QNetworkAccessManager network;\n"
                   "    QNetworkRequest request(QUrl(\""_s
        + request.address() + u"\"));\n"_s;
    if (request.hasToken) {
        text += u"    request.setRawHeader(\"Authorization\", qgetenv(\"SOCLE_TOKEN\"));\n"_s;
    }
    QString body = u"QByteArray()"_s;
    if (request.body) {
        QString mark = u"json"_s;
        const QString json = bodyText(request);
        while (json.contains(u')' + mark + u'"')) {
            mark += u'_';
        }
        text += u"    request.setRawHeader(\"Content-Type\", \"application/json\");\n"
                "    const QByteArray body = R\""_s
            + mark + u'(' + json + u')' + mark + u"\";\n"_s;
        body = u"body"_s;
    }
    return text + u"    QNetworkReply *reply = network.sendCustomRequest(request, \""_s
        + method(request) + u"\", "_s + body
        + u");\n    QObject::connect(reply, &QNetworkReply::finished, &app, [&] {\n"
          "        QTextStream(stdout) << reply->readAll() << Qt::endl;\n        app.quit();\n"
          "    });\n    return app.exec();\n}\n"_s;
}

} // namespace socle::studio::snippets
