// The same request in twelve languages, from one model (studio.md 4.7).
//
// JavaScript, TypeScript and Dart use the PocketBase SDK of that language, which speaks to Socle as
// well; the others use what the language brings or everybody has. The token is never written out: a
// snippet reads it from a variable. Golden texts: tests/studio/domain/snippets. Pure functions.
#pragma once

#include "shared/json/Json.h"

#include <QList>
#include <QPair>
#include <QString>
#include <QUrl>
#include <QVector>

#include <optional>

namespace socle::studio {

struct RequestModel
{
    /// What the SDKs have a call for.
    enum class Action { List, View, Create, Update, Delete };

    Action action = Action::View;
    QUrl server = {}; // http://127.0.0.1:8090
    QString collection = {}; // name
    QString record = {}; // id; View, Update, Delete
    QList<QPair<QString, QString>> query = {}; // filter, sort, expand, fields, page, perPage
    std::optional<Json> body = {}; // Create, Update
    bool hasToken = true; // a guest could not do it

    QByteArray method() const;
    /// Encoded path and query: "/api/collections/books/records?filter=…".
    QString target() const;
    QString address() const; // server and target
    QString queryValue(const QString &name) const;
};

enum class SnippetLanguage {
    Curl,
    JavaScript,
    TypeScript,
    Dart,
    Python,
    Go,
    Swift,
    Kotlin,
    CSharp,
    Php,
    Rust,
    Cpp,
};

struct SnippetLanguageInfo
{
    SnippetLanguage language;
    QString key; // "javascript", for what is remembered
    QString title; // "JavaScript"
};

/// In the order they are offered.
const QVector<SnippetLanguageInfo> &snippetLanguages();
QString snippet(const RequestModel &request, SnippetLanguage language);

/// JSON on several lines, two blanks a level; numbers and order untouched.
QString prettyJson(const Json &json);

} // namespace socle::studio
