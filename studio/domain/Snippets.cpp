// See the header: the model and the languages that have an SDK.
#include "studio/domain/Snippets.h"

#include "studio/api/ApiClient.h"
#include "studio/api/Text.h"
#include "studio/domain/SnippetParts.h"

#include <QHash>

#include <utility>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

void writePretty(std::string &out, const Json &json, int level)
{
    const auto line = [&out](int depth) {
        out += '\n' + std::string(static_cast<std::size_t>(depth) * 2, ' ');
    };
    if (json.isArray() && !json.array().empty()) {
        out += '[';
        for (std::size_t i = 0; i < json.array().size(); ++i) {
            out += i == 0 ? "" : ",";
            line(level + 1);
            writePretty(out, json.array()[i], level + 1);
        }
        line(level);
        out += ']';
    } else if (json.isObject() && !json.object().empty()) {
        out += '{';
        bool isFirst = true;
        for (const auto &[name, value] : json.object()) {
            out += std::exchange(isFirst, false) ? "" : ",";
            line(level + 1);
            out += Json(name).dump() + ": ";
            writePretty(out, value, level + 1);
        }
        line(level);
        out += '}';
    } else {
        out += json.dump();
    }
}

/// The wire's writer escapes <, > and & for web pages; code is read by people.
QString readable(const QString &json)
{
    static const QHash<QString, QChar> plain{
        {u"003c"_s, u'<'}, {u"003e"_s, u'>'}, {u"0026"_s, u'&'}};
    QString out;
    for (qsizetype i = 0; i < json.size(); ++i) {
        if (json.at(i) != u'\\' || i + 1 == json.size()) {
            out += json.at(i);
            continue;
        }
        const auto found = json.at(i + 1) == u'u' ? plain.constFind(json.mid(i + 2, 4))
                                                  : plain.constEnd();
        if (found != plain.constEnd()) {
            out += *found;
            i += 5;
        } else {
            out += json.mid(i, 2);
            ++i;
        }
    }
    return out;
}

QString codeText(const QString &text) { return readable(toQString(Json(toUtf8(text)).dump())); }

/// Options of an SDK call: everything of the query but the page.
QStringList optionsOf(const RequestModel &request)
{
    QStringList names;
    for (const auto &[name, value] : request.query) {
        if (name != u"page" && name != u"perPage" && !value.isEmpty()) {
            names.append(name);
        }
    }
    return names;
}

QString pageOf(const RequestModel &request, const QString &name, const QString &fallback)
{
    const QString value = request.queryValue(name);
    return value.isEmpty() ? fallback : value;
}

QString indented(const QString &text, const QString &by)
{
    return QString(text).replace(u'\n', u'\n' + by);
}

QString scriptCall(const RequestModel &request, bool isTyped)
{
    const QString type = isTyped ? QStringLiteral("<Record>") : QString();
    const QString id = codeText(request.record);
    QString options;
    for (const QString &name : optionsOf(request)) {
        options += u"  "_s + name + u": "_s + codeText(request.queryValue(name)) + u",\n"_s;
    }
    const QString tail = options.isEmpty() ? QString() : u", {\n"_s + options + u"}"_s;
    const QString body = request.body ? prettyJson(*request.body) : u"{}"_s;
    const QString place = u"pb.collection("_s + codeText(request.collection) + u")"_s;
    switch (request.action) {
    case RequestModel::Action::List:
        return u"const page = await "_s + place + u".getList"_s + type + u'('
            + pageOf(request, u"page"_s, u"1"_s) + u", "_s + pageOf(request, u"perPage"_s, u"30"_s)
            + tail + u");\n"_s;
    case RequestModel::Action::View:
        return u"const record = await "_s + place + u".getOne"_s + type + u'(' + id + tail
            + u");\n"_s;
    case RequestModel::Action::Create:
        return u"const record = await "_s + place + u".create"_s + type + u'(' + body + tail
            + u");\n"_s;
    case RequestModel::Action::Update:
        return u"const record = await "_s + place + u".update"_s + type + u'(' + id + u", "_s + body
            + tail + u");\n"_s;
    case RequestModel::Action::Delete:
        return u"await "_s + place + u".delete("_s + id + u");\n"_s;
    }
    return {};
}

QString script(const RequestModel &request, bool isTyped)
{
    QString text = isTyped ? u"import PocketBase, { type RecordModel } from \"pocketbase\";\n\n"_s
                           : u"import PocketBase from \"pocketbase\";\n\n"_s;
    const bool returns = request.action != RequestModel::Action::Delete;
    if (isTyped && returns) {
        text += u"interface Record extends RecordModel {\n"_s;
        if (request.body) {
            for (const auto &[name, value] : request.body->object()) {
                const QString type = value.isString() ? u"string"_s
                    : value.isNumber()                ? u"number"_s
                    : value.isBool()                  ? u"boolean"_s
                    : value.isArray()                 ? u"string[]"_s
                                                      : u"unknown"_s;
                text += u"  "_s + toQString(name) + u": "_s + type + u";\n"_s;
            }
        }
        text += u"}\n\n"_s;
    }
    text += u"const pb = new PocketBase("_s + codeText(request.server.toString()) + u");\n"_s;
    if (request.hasToken) {
        text += u"pb.authStore.save(process.env.SOCLE_TOKEN"_s + (isTyped ? u"!"_s : QString())
            + u");\n"_s;
    }
    return text + u'\n' + scriptCall(request, isTyped);
}

/// A Dart literal: JSON, but a dollar sign would start an expression.
QString dartJson(const Json &json) { return prettyJson(json).replace(u'$', u"\\$"_s); }

QString dartText(const QString &text) { return codeText(text).replace(u'$', u"\\$"_s); }

QString dart(const RequestModel &request)
{
    QString text = u"import 'dart:io';\n\nimport 'package:pocketbase/pocketbase.dart';\n\n"_s;
    text += u"Future<void> main() async {\n"_s;
    text += u"  final pb = PocketBase("_s + dartText(request.server.toString()) + u");\n"_s;
    if (request.hasToken) {
        text += u"  pb.authStore.save(Platform.environment['SOCLE_TOKEN']!, null);\n"_s;
    }
    const QString place = u"pb.collection("_s + dartText(request.collection) + u")"_s;
    QStringList options;
    for (const QString &name : optionsOf(request)) {
        options.append(name + u": "_s + dartText(request.queryValue(name)));
    }
    const QString body = request.body
        ? u"body: <String, dynamic>"_s + indented(dartJson(*request.body), u"  "_s)
        : QString();
    const QString id = dartText(request.record);
    const auto call = [&](const QString &verb, const QStringList &arguments) -> QString {
        return place + u'.' + verb + u'(' + (arguments + options).join(u", "_s) + u");\n"_s;
    };
    switch (request.action) {
    case RequestModel::Action::List:
        text += u"  final page = await "_s
            + call(u"getList"_s,
                   {u"page: "_s + pageOf(request, u"page"_s, u"1"_s),
                    u"perPage: "_s + pageOf(request, u"perPage"_s, u"30"_s)})
            + u"  print(page.items.length);\n"_s;
        break;
    case RequestModel::Action::View:
        text += u"  final record = await "_s + call(u"getOne"_s, {id})
            + u"  print(record.toJson());\n"_s;
        break;
    case RequestModel::Action::Create:
        text += u"  final record = await "_s + call(u"create"_s, {body})
            + u"  print(record.toJson());\n"_s;
        break;
    case RequestModel::Action::Update:
        text += u"  final record = await "_s + call(u"update"_s, {id, body})
            + u"  print(record.toJson());\n"_s;
        break;
    case RequestModel::Action::Delete:
        text += u"  await "_s + call(u"delete"_s, {id});
        break;
    }
    return text + u"}\n"_s;
}

} // namespace

QString prettyJson(const Json &json)
{
    std::string text;
    writePretty(text, json, 0);
    return readable(toQString(text));
}

QByteArray RequestModel::method() const
{
    switch (action) {
    case Action::List:
    case Action::View:
        return "GET";
    case Action::Create:
        return "POST";
    case Action::Update:
        return "PATCH";
    case Action::Delete:
        return "DELETE";
    }
    return "GET";
}

QString RequestModel::target() const
{
    QString text = u"/api/collections/"_s + pathSegment(collection) + u"/records"_s;
    if (!record.isEmpty() && action != Action::Create && action != Action::List) {
        text += u'/' + pathSegment(record);
    }
    QStringList pairs;
    for (const auto &[name, value] : query) {
        if (!value.isEmpty()) {
            pairs.append(name + u'=' + QString::fromLatin1(QUrl::toPercentEncoding(value)));
        }
    }
    return pairs.isEmpty() ? text : QString(text + u'?' + pairs.join(u'&'));
}

QString RequestModel::address() const
{
    QString base = server.toString(QUrl::FullyEncoded);
    while (base.endsWith(u'/')) {
        base.chop(1);
    }
    return base + target();
}

QString RequestModel::queryValue(const QString &name) const
{
    for (const auto &[key, value] : query) {
        if (key == name) {
            return value;
        }
    }
    return {};
}

const QVector<SnippetLanguageInfo> &snippetLanguages()
{
    static const QVector<SnippetLanguageInfo> all{
        {SnippetLanguage::JavaScript, u"javascript"_s, u"JavaScript"_s},
        {SnippetLanguage::TypeScript, u"typescript"_s, u"TypeScript"_s},
        {SnippetLanguage::Dart, u"dart"_s, u"Dart"_s},
        {SnippetLanguage::Python, u"python"_s, u"Python"_s},
        {SnippetLanguage::Go, u"go"_s, u"Go"_s},
        {SnippetLanguage::Swift, u"swift"_s, u"Swift"_s},
        {SnippetLanguage::Kotlin, u"kotlin"_s, u"Kotlin"_s},
        {SnippetLanguage::CSharp, u"csharp"_s, u"C#"_s},
        {SnippetLanguage::Php, u"php"_s, u"PHP"_s},
        {SnippetLanguage::Rust, u"rust"_s, u"Rust"_s},
        {SnippetLanguage::Cpp, u"cpp"_s, u"C++ (Qt)"_s},
        {SnippetLanguage::Curl, u"curl"_s, u"curl"_s},
    };
    return all;
}

QString snippet(const RequestModel &request, SnippetLanguage language)
{
    switch (language) {
    case SnippetLanguage::JavaScript:
        return script(request, false);
    case SnippetLanguage::TypeScript:
        return script(request, true);
    case SnippetLanguage::Dart:
        return dart(request);
    case SnippetLanguage::Curl:
        return snippets::curl(request);
    case SnippetLanguage::Python:
        return snippets::python(request);
    case SnippetLanguage::Go:
        return snippets::go(request);
    case SnippetLanguage::Swift:
        return snippets::swift(request);
    case SnippetLanguage::Kotlin:
        return snippets::kotlin(request);
    case SnippetLanguage::CSharp:
        return snippets::cSharp(request);
    case SnippetLanguage::Php:
        return snippets::php(request);
    case SnippetLanguage::Rust:
        return snippets::rust(request);
    case SnippetLanguage::Cpp:
        return snippets::cpp(request);
    }
    return {};
}

} // namespace socle::studio
