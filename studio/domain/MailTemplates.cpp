#include "studio/domain/MailTemplates.h"

#include "studio/api/Text.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <array>

namespace socle::studio {

namespace {

constexpr std::array kMails{
    MailTemplate{"verification",
                 "verificationTemplate",
                 QT_TRANSLATE_NOOP("MailTemplates", "Verify e-mail"),
                 QT_TRANSLATE_NOOP("MailTemplates",
                                   "Asks for a click, so that the address is known to be right."),
                 "{TOKEN}"},
    MailTemplate{
        "password-reset",
        "resetPasswordTemplate",
        QT_TRANSLATE_NOOP("MailTemplates", "Reset password"),
        QT_TRANSLATE_NOOP("MailTemplates", "Leads to the page where a new password is chosen."),
        "{TOKEN}"},
    MailTemplate{
        "email-change",
        "confirmEmailChangeTemplate",
        QT_TRANSLATE_NOOP("MailTemplates", "Confirm new e-mail"),
        QT_TRANSLATE_NOOP("MailTemplates",
                          "Goes to the new address before it takes the place of the old one."),
        "{TOKEN}"},
    MailTemplate{
        "otp",
        "otp.emailTemplate",
        QT_TRANSLATE_NOOP("MailTemplates", "One-time code"),
        QT_TRANSLATE_NOOP("MailTemplates", "Carries the code of a sign-in without a password."),
        "{OTP} {OTP_ID}"},
    MailTemplate{
        "login-alert",
        "authAlert.emailTemplate",
        QT_TRANSLATE_NOOP("MailTemplates", "New sign-in"),
        QT_TRANSLATE_NOOP("MailTemplates", "Tells of a sign-in from a place not seen before."),
        "{ALERT_INFO}"},
};

/// What stands in for values that only exist when the mail is sent.
QString sampleOf(const QString &name)
{
    if (name == QStringLiteral("TOKEN")) {
        return QStringLiteral("eyJhbGciOiJIUzI1NiJ9");
    }
    if (name == QStringLiteral("OTP")) {
        return QStringLiteral("40172653");
    }
    if (name == QStringLiteral("OTP_ID")) {
        return QStringLiteral("k3v8n1q5r7t2x9z");
    }
    return QStringLiteral("2026-03-14 09:26:53.589Z - 203.0.113.7 Firefox");
}

} // namespace

std::span<const MailTemplate> mailTemplates() { return kMails; }

const MailTemplate *findMailTemplate(const QString &key)
{
    for (const MailTemplate &mail : kMails) {
        if (QLatin1String(mail.key) == key) {
            return &mail;
        }
    }
    return nullptr;
}

QString mailTemplateTitle(const MailTemplate &mail)
{
    return QCoreApplication::translate("MailTemplates", mail.title);
}

QString mailTemplatePurpose(const MailTemplate &mail)
{
    return QCoreApplication::translate("MailTemplates", mail.purpose);
}

QStringList mailPlaceholders(const MailTemplate &mail, const Json &collection)
{
    QStringList all{QStringLiteral("{APP_NAME}"), QStringLiteral("{APP_URL}")};
    all << QString::fromLatin1(mail.ownPlaceholders).split(u' ');
    for (const Json &field : collection["fields"].array()) {
        if (!field["hidden"].toBool()) {
            all << QStringLiteral("{RECORD:%1}").arg(toQString(field["name"].text()));
        }
    }
    return all;
}

const Json &memberAt(const Json &json, const QString &path)
{
    const Json *at = &json;
    for (const QString &part : path.split(u'.')) {
        at = &(*at)[toUtf8(part)];
    }
    return *at;
}

QString fillMail(const QString &text, const MailTemplate &mail, const MailValues &values)
{
    static const QRegularExpression kPlaceholder(QStringLiteral("\\{([A-Z_]+)(?::(\\w+))?\\}"));
    const QStringList own = QString::fromLatin1(mail.ownPlaceholders).split(u' ');
    QString filled;
    qsizetype from = 0;
    for (auto it = kPlaceholder.globalMatch(text); it.hasNext();) {
        const QRegularExpressionMatch match = it.next();
        filled += QStringView(text).mid(from, match.capturedStart() - from);
        from = match.capturedEnd();
        const QString name = match.captured(1);
        if (name == QStringLiteral("APP_NAME")) {
            filled += values.appName;
        } else if (name == QStringLiteral("APP_URL")) {
            filled += values.appUrl;
        } else if (name == QStringLiteral("RECORD") && !match.captured(2).isEmpty()) {
            const Json *value = values.record.find(toUtf8(match.captured(2)));
            filled += value == nullptr
                ? match.captured()
                : toQString(value->isString() ? std::string(value->text()) : value->dump())
                      .toHtmlEscaped();
        } else if (own.contains(match.captured())) {
            filled += sampleOf(name);
        } else {
            filled += match.captured();
        }
    }
    return filled + QStringView(text).mid(from);
}

} // namespace socle::studio
