#include "studio/domain/RequestText.h"

#include "studio/api/Text.h"
#include "studio/domain/SnippetParts.h"

#include <QStringList>

namespace socle::studio {

namespace {

QString jsonText(const JsonObject &body) { return toQString(Json(body).dump()); }

QString jsString(const QString &text) { return toQString(Json(toUtf8(text)).dump()); }

QString http(const BatchRequest &request, const QUrl &server)
{
    QStringList lines{QString::fromLatin1(request.method) + u' ' + request.url
                          + QStringLiteral(" HTTP/1.1"),
                      QStringLiteral("Host: ") + server.authority(),
                      QStringLiteral("Authorization: $TOKEN")};
    if (!request.ifMatch.isEmpty()) {
        lines.append(QStringLiteral("If-Match: ") + request.ifMatch);
    }
    if (!request.body.empty()) {
        lines << QStringLiteral("Content-Type: application/json") << QString()
              << jsonText(request.body);
    }
    for (const FilePart &file : request.files) {
        lines.append(QStringLiteral("# file %1: %2").arg(file.field, file.path));
    }
    return lines.join(u'\n') + u'\n';
}

QString curl(const BatchRequest &request, const QUrl &server)
{
    QStringList parts{
        QStringLiteral("curl -X ") + QString::fromLatin1(request.method) + u' '
            + snippets::singleQuoted(server.toString(QUrl::StripTrailingSlash) + request.url),
        QStringLiteral("-H \"Authorization: $TOKEN\"")};
    if (!request.ifMatch.isEmpty()) {
        parts.append(QStringLiteral("-H ")
                     + snippets::singleQuoted(QStringLiteral("If-Match: ") + request.ifMatch));
    }
    if (request.files.isEmpty() && !request.body.empty()) {
        parts << QStringLiteral("-H 'Content-Type: application/json'")
              << QStringLiteral("-d ") + snippets::singleQuoted(jsonText(request.body));
    } else if (!request.files.isEmpty()) {
        parts.append(
            QStringLiteral("-F ")
            + snippets::singleQuoted(QStringLiteral("@jsonPayload=") + jsonText(request.body)));
        for (const FilePart &file : request.files) {
            parts.append(QStringLiteral("-F ")
                         + snippets::singleQuoted(file.field + QStringLiteral("=@") + file.path));
        }
    }
    return parts.join(QStringLiteral(" \\\n  ")) + u'\n';
}

QString javaScript(const CommitStep &step)
{
    const QString door
        = QStringLiteral("await pb.collection(%1)").arg(jsString(step.collectionName));
    const QString id = jsString(step.key.record);
    if (step.kind == ChangeKind::Delete) {
        return door + QStringLiteral(".delete(%1);\n").arg(id);
    }
    QString body = jsonText(step.body);
    for (const FilePart &file : step.files) {
        const QString member
            = QStringLiteral("%1: file /* %2 */").arg(jsString(file.field), file.path);
        body.chop(1);
        body += (body.size() > 1 ? QStringLiteral(", ") : QString()) + member + u'}';
    }
    return step.kind == ChangeKind::Insert
        ? door + QStringLiteral(".create(%1);\n").arg(body)
        : door + QStringLiteral(".update(%1, %2);\n").arg(id, body);
}

} // namespace

QString requestText(const std::vector<CommitStep> &steps, RequestForm form, const QUrl &server)
{
    QStringList texts;
    for (const CommitStep &step : steps) {
        texts.append(form == RequestForm::JavaScript ? javaScript(step)
                         : form == RequestForm::Curl ? curl(toRequest(step), server)
                                                     : http(toRequest(step), server));
    }
    return texts.join(form == RequestForm::JavaScript ? QString() : QStringLiteral("\n"));
}

} // namespace socle::studio
