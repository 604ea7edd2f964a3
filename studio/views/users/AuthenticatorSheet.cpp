// See the header.
#include "studio/views/users/AuthenticatorSheet.h"

#include "studio/api/AccountSafetyEndpoint.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/kit/Button.h"
#include "studio/kit/FieldRow.h"
#include "studio/kit/QrCode.h"
#include "studio/kit/Text.h"
#include "studio/kit/TextField.h"
#include "studio/shell/ActionSheet.h"
#include "studio/views/users/UsersMetrics.h"

#include <QBoxLayout>
#include <QClipboard>
#include <QCoreApplication>
#include <QGuiApplication>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

struct AuthenticatorWords
{
    Q_DECLARE_TR_FUNCTIONS(AuthenticatorSheet)
};

Text *paragraph(const QString &text)
{
    auto *words = new Text(text, TextRole::Base, Color::TextMuted);
    words->setOverflow(Text::Overflow::Wrap);
    return words;
}

/// "JBSW Y3DP EHPK": groups of four are easier to type.
QString grouped(const QString &secret)
{
    QString out;
    for (qsizetype i = 0; i < secret.size(); i += 4) {
        out += (i == 0 ? QString() : u" "_s) + secret.mid(i, 4);
    }
    return out;
}

} // namespace

Sheet *authenticatorSheet(ConnectionContext &context, QWidget *window, std::function<void()> done)
{
    auto *sheet = new ActionSheet(window,
                                  u"users.authenticator"_s,
                                  AuthenticatorWords::tr("Set up an authenticator app"),
                                  AuthenticatorWords::tr("Confirm"));
    sheet->setPanelWidth(users::kSheet);
    auto *intro = paragraph(
        AuthenticatorWords::tr("Scan this with the app, then type the code it shows. From the next "
                               "sign-in on the studio asks for such a code."));
    sheet->body()->addWidget(intro);
    auto *picture = new QrCode;
    picture->setObjectName(u"users.authenticator.picture"_s);
    picture->setAccessibleName(AuthenticatorWords::tr("QR code for the authenticator app"));
    sheet->body()->addWidget(picture, 0, Qt::AlignHCenter);
    auto *secret = new TextField;
    secret->setObjectName(u"users.authenticator.secret"_s);
    secret->setMono(true);
    secret->setReadOnly(true);
    FieldRow *secretRow = sheet->addField(
        u"secret"_s, AuthenticatorWords::tr("Or type this key into the app"), secret);
    auto *code = new TextField(u"123456"_s);
    code->setObjectName(u"users.authenticator.code"_s);
    code->setMono(true);
    FieldRow *codeRow
        = sheet->addField(u"code"_s, AuthenticatorWords::tr("Code the app shows"), code);
    auto *recovery = new Text({}, TextRole::Mono);
    recovery->setObjectName(u"users.authenticator.recovery"_s);
    recovery->setOverflow(Text::Overflow::Wrap);
    recovery->hide();
    sheet->body()->addWidget(recovery);
    sheet->acceptButton()->setEnabled(false);
    sheet->run(AuthenticatorWords::tr("The app cannot be set up"),
               AccountSafetyEndpoint(context.client()).enrolAuthenticator(),
               [=](const AuthenticatorSecret &made) {
                   picture->setText(made.uri);
                   secret->setText(grouped(made.secret));
                   sheet->acceptButton()->setEnabled(true);
                   code->setFocus();
               });
    QObject::connect(sheet, &ActionSheet::submitted, sheet, [=, &context] {
        if (!recovery->isHidden()) {
            QGuiApplication::clipboard()->setText(recovery->text());
            sheet->accept();
            return;
        }
        sheet->run(
            AuthenticatorWords::tr("The code was not accepted"),
            AccountSafetyEndpoint(context.client()).confirmAuthenticator(code->text().remove(u' ')),
            [=](const QStringList &codes) {
                picture->hide();
                secretRow->hide();
                codeRow->hide();
                intro->setText(AuthenticatorWords::tr(
                    "The app is set up. Keep these codes: each signs you in once when the app is "
                    "lost. They are shown only here."));
                recovery->setText(codes.join(u'\n'));
                recovery->show();
                sheet->cancelButton()->setText(AuthenticatorWords::tr("Close"));
                sheet->acceptButton()->setText(AuthenticatorWords::tr("Copy and close"));
                sheet->acceptButton()->setIconName(u"copy"_s);
                done();
            });
    });
    return sheet;
}

} // namespace socle::studio
