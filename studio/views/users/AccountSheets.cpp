#include "studio/views/users/AccountSheets.h"

#include "studio/api/AuthEndpoint.h"
#include "studio/api/SettingsEndpoint.h"
#include "studio/api/Text.h"
#include "studio/domain/AccountModel.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/MailTemplates.h"
#include "studio/domain/SchemaStore.h"
#include "studio/fields/MailPreview.h"
#include "studio/kit/Banner.h"
#include "studio/kit/FieldRow.h"
#include "studio/kit/IconButton.h"
#include "studio/kit/Segmented.h"
#include "studio/kit/Select.h"
#include "studio/kit/ShownTime.h"
#include "studio/kit/Text.h"
#include "studio/kit/TextField.h"
#include "studio/kit/Theme.h"
#include "studio/shell/ActionSheet.h"
#include "studio/views/users/UsersMetrics.h"

#include <QBoxLayout>
#include <QClipboard>
#include <QCoreApplication>
#include <QGuiApplication>
#include <QLocale>
#include <QPointer>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

struct AccountSheetWords
{
    Q_DECLARE_TR_FUNCTIONS(AccountSheets)
};

Text *note(const QString &text, Color color = Color::TextMuted)
{
    auto *words = new Text(text, TextRole::Small, color);
    words->setOverflow(Text::Overflow::Wrap);
    return words;
}

/// "5 days": how long `seconds` are, in the largest unit that fits.
QString spanWords(std::int64_t seconds)
{
    const int n = static_cast<int>(seconds);
    if (n > 0 && n % 86400 == 0) {
        return QCoreApplication::translate("AccountSheets", "%n days", nullptr, n / 86400);
    }
    if (n > 0 && n % 3600 == 0) {
        return QCoreApplication::translate("AccountSheets", "%n hours", nullptr, n / 3600);
    }
    return n > 0 && n % 60 == 0
        ? QCoreApplication::translate("AccountSheets", "%n minutes", nullptr, n / 60)
        : QCoreApplication::translate("AccountSheets", "%n seconds", nullptr, n);
}

void fillPreview(MailPreview *preview,
                 const MailTemplate &mail,
                 const AccountRef &account,
                 const QString &to,
                 const Json &settings)
{
    const Json &stored = memberAt(account.collection->json, QString::fromLatin1(mail.path));
    const Json &meta = settings["meta"];
    const MailValues values{.appName = toQString(meta["appName"].text()),
                            .appUrl = toQString(meta["appURL"].text()),
                            .record = account.record.values};
    preview->setMail(QStringLiteral("%1 <%2>").arg(toQString(meta["senderName"].text()),
                                                   toQString(meta["senderAddress"].text())),
                     to,
                     fillMail(toQString(stored["subject"].text()), mail, values),
                     fillMail(toQString(stored["body"].text()), mail, values));
}

} // namespace

QString AccountRef::name() const { return accountName(*collection, record); }

bool AccountRef::isSuperuser() const { return collection->name == u"_superusers"; }

Sheet *emailSheet(ConnectionContext &context,
                  const AccountRef &account,
                  QWidget *window,
                  std::function<void(bool changed)> done)
{
    auto *sheet
        = new ActionSheet(window,
                          u"users.email"_s,
                          AccountSheetWords::tr("Change the e-mail of %1").arg(account.name()),
                          AccountSheetWords::tr("Change it"));
    auto *address = new TextField(u"name@example.com"_s);
    address->setObjectName(u"users.email.address"_s);
    sheet->addField(u"email"_s, AccountSheetWords::tr("New address"), address);
    auto *how = new Segmented;
    how->setObjectName(u"users.email.how"_s);
    how->setAccessibleName(AccountSheetWords::tr("How"));
    how->addSegment(u"now"_s, AccountSheetWords::tr("Change at once"));
    how->addSegment(u"ask"_s, AccountSheetWords::tr("Ask by mail first"));
    auto *words = note({});
    const auto explain = [how, words, sheet] {
        const bool now = how->currentKey() == u"now";
        words->setText(now ? AccountSheetWords::tr(
                           "The record has the new address at once and every sign-in of the "
                           "account ends. Nothing is sent.")
                           : AccountSheetWords::tr(
                               "A mail with a link goes to the new address. Nothing changes "
                               "until the account confirms it with its password."));
        sheet->acceptButton()->setText(now ? AccountSheetWords::tr("Change it")
                                           : AccountSheetWords::tr("Send the mail"));
    };
    QObject::connect(how, &Segmented::currentChanged, sheet, explain);
    if (!account.isSuperuser()) { // superusers change theirs directly (auth-api.md 3.11)
        sheet->body()->addWidget(how);
    }
    sheet->body()->addWidget(words);
    explain();
    QObject::connect(sheet, &ActionSheet::submitted, sheet, [=, &context] {
        const QString to = address->text().trimmed();
        if (how->currentKey() == u"now") {
            sheet->run(AccountSheetWords::tr("The e-mail was not changed"),
                       RecordsEndpoint(context.client())
                           .update(account.collection->name,
                                   account.record.id,
                                   JsonObject{{"email", toUtf8(to)}}),
                       [sheet, done](const Record &) {
                           done(true);
                           sheet->accept();
                       });
            return;
        }
        // The route is the account's own: a token of a minute speaks for it.
        sheet->run(AccountSheetWords::tr("The mail was not sent"),
                   AuthEndpoint(context.client())
                       .impersonate(account.collection->name, account.record.id, 60),
                   [=, &context](const AuthReply &reply) {
                       sheet->run(
                           AccountSheetWords::tr("The mail was not sent"),
                           AccountsEndpoint(context.client())
                               .requestEmailChange(account.collection->name, reply.token, to),
                           [sheet, done] {
                               done(false);
                               sheet->accept();
                           });
                   });
    });
    address->setFocus();
    return sheet;
}

Sheet *impersonateSheet(ConnectionContext &context,
                        const AccountRef &account,
                        QWidget *window,
                        std::function<void(const QString &what)> copied)
{
    auto *sheet = new ActionSheet(window,
                                  u"users.token"_s,
                                  AccountSheetWords::tr("Act as %1").arg(account.name()),
                                  AccountSheetWords::tr("Make the token"));
    sheet->setPanelWidth(users::kSheet);
    sheet->setSubtitle(
        account.isSuperuser()
            ? AccountSheetWords::tr("A token of a superuser may do everything. Whoever has it is "
                                    "this superuser until it ends.")
            : AccountSheetWords::tr("Requests with this token are made in the name of the account, "
                                    "under the rules that hold for it."));
    auto *life = new Select;
    life->setObjectName(u"users.token.life"_s);
    const std::int64_t own = account.collection->json["authToken"]["duration"].toInt();
    QVector<SelectOption> options;
    for (const int seconds : {900, 3600, 86400, 604800, 2592000, 31536000}) {
        options.append({.key = QString::number(seconds), .text = spanWords(seconds)});
    }
    options.append({.key = u"0"_s,
                    .text = AccountSheetWords::tr("As a sign-in of this collection"),
                    .detail = spanWords(own)});
    life->setOptions(options);
    life->setCurrentKey(u"3600"_s);
    auto *lifeRow = new FieldRow(AccountSheetWords::tr("Lifetime"), life);
    lifeRow->setHelp(AccountSheetWords::tr(
        "It cannot be renewed. Signing the account out everywhere ends it early."));
    sheet->body()->addWidget(lifeRow);
    auto *token = new TextArea;
    token->setObjectName(u"users.token.text"_s);
    token->setReadOnly(true);
    token->setMono(TextRole::MonoSmall);
    token->setLineRange(4, 6);
    auto *tokenRow = new FieldRow(AccountSheetWords::tr("Token"), token);
    tokenRow->hide();
    sheet->body()->addWidget(tokenRow);
    QObject::connect(sheet, &ActionSheet::submitted, sheet, [=, &context] {
        if (!token->toPlainText().isEmpty()) {
            QGuiApplication::clipboard()->setText(token->toPlainText());
            copied(AccountSheetWords::tr("Copied the token"));
            sheet->accept();
            return;
        }
        sheet->run(AccountSheetWords::tr("No token was made"),
                   AuthEndpoint(context.client())
                       .impersonate(
                           account.collection->name, account.record.id, life->currentKey().toInt()),
                   [=](const AuthReply &reply) {
                       token->setPlainText(reply.token);
                       const QDateTime ends = TokenClaims::parse(reply.token).expires;
                       tokenRow->setHelp(
                           AccountSheetWords::tr("Shown only here. Good until %1.")
                               .arg(QLocale().toString(shownTime(ends), QLocale::ShortFormat)));
                       tokenRow->show();
                       lifeRow->hide();
                       sheet->cancelButton()->setText(AccountSheetWords::tr("Close"));
                       sheet->acceptButton()->setText(AccountSheetWords::tr("Copy and close"));
                       sheet->acceptButton()->setIconName(u"copy"_s);
                   });
    });
    return sheet;
}

Sheet *mailSheet(ConnectionContext &context,
                 const AccountRef &account,
                 const QString &key,
                 QWidget *window,
                 std::function<void()> sent)
{
    const MailTemplate *mail = findMailTemplate(key);
    const QString to = toQString(account.record.value(u"email").text());
    auto *sheet = new ActionSheet(
        window, u"users.mail"_s, mailTemplateTitle(*mail), AccountSheetWords::tr("Send it"));
    sheet->setSubtitle(mailTemplatePurpose(*mail));
    sheet->setPanelWidth(users::kMailSheet);
    auto *preview = new MailPreview;
    sheet->body()->addWidget(preview);
    sheet->body()->addWidget(
        note(AccountSheetWords::tr("The link gets its real token when the mail is sent. The "
                                   "server sends it in the background and at most one every "
                                   "two minutes; what became of it is in the log.")));
    fillPreview(preview, *mail, account, to, Json());
    onResult(SettingsEndpoint(context.client()).get(), sheet, [=](Result<Json> settings) {
        if (settings) {
            fillPreview(preview, *mail, account, to, *settings);
        }
    });
    QObject::connect(sheet, &ActionSheet::submitted, sheet, [=, &context] {
        const AuthEndpoint endpoint(context.client());
        sheet->run(AccountSheetWords::tr("The mail was not sent"),
                   key == u"verification"
                       ? endpoint.requestVerification(account.collection->name, to)
                       : endpoint.requestPasswordReset(account.collection->name, to),
                   [sheet, sent] {
                       sent();
                       sheet->accept();
                   });
    });
    return sheet;
}

Sheet *deleteAccountSheet(ConnectionContext &context,
                          const AccountRef &account,
                          QWidget *window,
                          std::function<void()> removed)
{
    auto *sheet = new ActionSheet(window,
                                  u"users.delete"_s,
                                  AccountSheetWords::tr("Delete %1?").arg(account.name()),
                                  AccountSheetWords::tr("Delete the account"),
                                  ButtonVariant::Danger);
    sheet->body()->addWidget(
        note(account.isSuperuser()
                 ? AccountSheetWords::tr(
                     "This superuser cannot sign in any more; its tokens end at once.")
                 : AccountSheetWords::tr(
                     "The record goes with its files, linked providers and sign-ins. This "
                     "cannot be undone here; a backup brings it back."),
             Color::Text));
    auto *list = new QVBoxLayout;
    list->setSpacing(space::k2);
    sheet->body()->addLayout(list);
    const QPointer<ActionSheet> alive(sheet);
    for (const auto &[collection, field] : context.schema().referencesTo(account.collection->id)) {
        const fields::Field *relation = collection->field(field);
        const bool isRequired = relation != nullptr && relation->required;
        const bool cascades = relation != nullptr && relation->flag("cascadeDelete");
        const QString filter = field
            + (relation != nullptr && relation->isMultiple() ? u" ?= "_s : u" = "_s)
            + filterLiteral(account.record.id);
        onResult(
            RecordsEndpoint(context.client()).count(collection->name, filter),
            sheet,
            [=, name = collection->name](Result<qint64> count) {
                if (count && *count > 0) {
                    const int n = pluralCount(*count);
                    const char *text = cascades
                        ? QT_TRANSLATE_NOOP("AccountSheets", "Also deletes %Ln records of %1.")
                        : isRequired
                        ? QT_TRANSLATE_NOOP(
                            "AccountSheets",
                            "%Ln records of %1 need it: it cannot be deleted before them.")
                        : QT_TRANSLATE_NOOP("AccountSheets",
                                            "%Ln records of %1 lose their link to it.");
                    list->addWidget(note(
                        QCoreApplication::translate("AccountSheets", text, nullptr, n).arg(name),
                        cascades || isRequired ? Color::Danger : Color::TextMuted));
                }
            });
    }
    QObject::connect(sheet, &ActionSheet::submitted, sheet, [=, &context] {
        sheet->run(
            AccountSheetWords::tr("The account was not deleted"),
            RecordsEndpoint(context.client()).remove(account.collection->name, account.record.id),
            [sheet, removed] {
                removed();
                sheet->accept();
            });
    });
    return sheet;
}

} // namespace socle::studio
