// The mails of an auth collection: where each template stands in the collection, what it may hold,
// what it would look like filled in (auth-api.md 7).
//
// The server's own words are used unchanged; a preview fills them with a sample account.
#pragma once

#include "studio/domain/CollectionSchema.h"

#include <QString>
#include <QStringList>

#include <span>

namespace socle::studio {

struct MailTemplate
{
    const char *key; // name on the wire of a test mail: "verification"
    const char *path; // in the collection: "verificationTemplate", "otp.emailTemplate"
    const char *title; // QT_TRANSLATE_NOOP("MailTemplates", …)
    const char *purpose; // the same, one line
    const char *ownPlaceholders; // beside those of every mail, separated by a space
};

std::span<const MailTemplate> mailTemplates();
const MailTemplate *findMailTemplate(const QString &key);
QString mailTemplateTitle(const MailTemplate &mail);
QString mailTemplatePurpose(const MailTemplate &mail);

/// Everything that may stand in subject or body: {APP_NAME}, {TOKEN}, {RECORD:name}…
QStringList mailPlaceholders(const MailTemplate &mail, const Json &collection);

/// Member of a collection's JSON by dotted path, null when absent.
const Json &memberAt(const Json &json, const QString &path);

struct MailValues
{
    QString appName = {};
    QString appUrl = {};
    JsonObject record = {}; // of the account; a field that is missing shows its name
};

/// `text` with its placeholders filled in; unknown ones stay, as in the mail.
QString fillMail(const QString &text, const MailTemplate &mail, const MailValues &values);

} // namespace socle::studio
