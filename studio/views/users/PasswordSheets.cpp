// The sheets that set a password: a new account, and a new password of an old one.
#include "studio/api/AuthEndpoint.h"
#include "studio/api/Text.h"
#include "studio/domain/AccountModel.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/SchemaStore.h"
#include "studio/fields/RecordForm.h"
#include "studio/kit/FieldRow.h"
#include "studio/kit/IconButton.h"
#include "studio/kit/Text.h"
#include "studio/kit/TextField.h"
#include "studio/shell/ActionSheet.h"
#include "studio/views/users/AccountSheets.h"
#include "studio/views/users/UsersMetrics.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QClipboard>
#include <QCoreApplication>
#include <QGuiApplication>
#include <QPointer>
#include <QRandomGenerator>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

struct PasswordSheetWords
{
    Q_DECLARE_TR_FUNCTIONS(AccountSheets)
};

/// A secret with "make one" and "copy" beside it.
class PasswordBox : public QWidget
{
public:
    explicit PasswordBox(const QString &root)
        : m_field(new TextField)
    {
        setFocusProxy(m_field);
        auto *row = new QHBoxLayout(this);
        row->setContentsMargins(0, 0, 0, 0);
        row->setSpacing(space::k2);
        m_field->setObjectName(root);
        m_field->setAccessibleName(PasswordSheetWords::tr("Password"));
        m_field->setSecret(true);
        row->addWidget(m_field, 1);
        auto *make = new IconButton(u"wand"_s, PasswordSheetWords::tr("Make a password"));
        make->setObjectName(root + u".make"_s);
        make->setOutlined(true);
        auto *copy = new IconButton(u"copy"_s, PasswordSheetWords::tr("Copy the password"));
        copy->setObjectName(root + u".copy"_s);
        copy->setOutlined(true);
        row->addWidget(make);
        row->addWidget(copy);
        connect(make, &QToolButton::clicked, this, [this] {
            m_field->setText(makePassword());
            m_field->setEchoMode(QLineEdit::Normal);
            m_field->setFocus();
        });
        connect(copy, &QToolButton::clicked, this, [this] {
            QGuiApplication::clipboard()->setText(m_field->text());
        });
    }

    QString text() const { return m_field->text(); }

    TextField *field() const { return m_field; }

private:
    TextField *m_field;
};

/// The collection with only those own fields an account cannot be made without.
CollectionPtr requiredPart(const CollectionPtr &collection)
{
    auto part = std::make_shared<CollectionSchema>(*collection);
    std::erase_if(part->fields, [](const fields::Field &field) {
        return field.system || !field.required || field.isType("autodate");
    });
    return part;
}

} // namespace

QString makePassword(int length)
{
    static const QString kAlphabet
        = u"abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789-_+=!?"_s;
    QString password;
    for (int i = 0; i < length; ++i) {
        password += kAlphabet.at(static_cast<qsizetype>(
            QRandomGenerator::system()->bounded(static_cast<int>(kAlphabet.size()))));
    }
    return password;
}

Sheet *passwordSheet(ConnectionContext &context,
                     const AccountRef &account,
                     QWidget *window,
                     std::function<void()> changed)
{
    auto *sheet
        = new ActionSheet(window,
                          u"users.password"_s,
                          PasswordSheetWords::tr("Set a new password for %1").arg(account.name()),
                          PasswordSheetWords::tr("Set the password"));
    auto *box = new PasswordBox(u"users.password.new"_s);
    FieldRow *row = sheet->addField(u"password"_s, PasswordSheetWords::tr("New password"), box);
    row->setHelp(account.isSelf
                     ? PasswordSheetWords::tr(
                         "It is yours: this studio is signed out and asks for the new one.")
                     : PasswordSheetWords::tr(
                         "Every sign-in of the account ends. Nothing is sent to its owner."));
    QObject::connect(sheet, &ActionSheet::submitted, sheet, [=, &context] {
        sheet->run(PasswordSheetWords::tr("The password was not changed"),
                   AccountsEndpoint(context.client())
                       .setPassword(account.collection->name, account.record.id, box->text()),
                   [sheet, changed](const Record &) {
                       changed();
                       sheet->accept();
                   });
    });
    box->setFocus();
    return sheet;
}

Sheet *newAccountSheet(ConnectionContext &context,
                       const CollectionPtr &collection,
                       QWidget *window,
                       std::function<void(const Record &)> created)
{
    const bool isSuperuser = collection->name == u"_superusers";
    auto *sheet = new ActionSheet(
        window,
        u"users.new"_s,
        isSuperuser ? PasswordSheetWords::tr("New superuser")
                    : PasswordSheetWords::tr("New account in %1").arg(collection->name),
        isSuperuser ? PasswordSheetWords::tr("Create the superuser")
                    : PasswordSheetWords::tr("Create the account"));
    if (isSuperuser) {
        sheet->setSubtitle(PasswordSheetWords::tr(
            "Superusers may do everything on this server. Rules do not hold for them."));
    }
    auto *email = new TextField(u"name@example.com"_s);
    email->setObjectName(u"users.new.email"_s);
    sheet->addField(u"email"_s, PasswordSheetWords::tr("E-mail"), email);
    auto *password = new PasswordBox(u"users.new.password"_s);
    password->field()->setText(makePassword());
    FieldRow *row = sheet->addField(u"password"_s, PasswordSheetWords::tr("Password"), password);
    row->setHelp(PasswordSheetWords::tr(
        "Made up here. Copy it now, or let the account choose its own by mail."));
    auto *form = new RecordForm;
    const CollectionPtr part = requiredPart(collection);
    if (!part->fields.empty()) {
        EditorContext editing;
        editing.client = &context.client();
        editing.schema = &context.schema();
        editing.isNewRecord = true;
        form->setCollection(part, editing);
        form->setRecord({}, true);
        sheet->body()->addWidget(form);
    } else {
        delete form;
        form = nullptr;
    }
    auto *verified = new QCheckBox(PasswordSheetWords::tr("The address is verified"));
    verified->setObjectName(u"users.new.verified"_s);
    auto *invite = new QCheckBox(PasswordSheetWords::tr("Send a mail to choose an own password"));
    invite->setObjectName(u"users.new.invite"_s);
    invite->setChecked(false);
    auto *boxes = new QVBoxLayout;
    boxes->setSpacing(space::k3);
    boxes->addWidget(verified);
    boxes->addWidget(invite);
    sheet->body()->addLayout(boxes);
    verified->setVisible(!isSuperuser);
    const QPointer<RecordForm> formPart(form);
    QObject::connect(sheet, &ActionSheet::submitted, sheet, [=, &context] {
        if (formPart && !formPart->validateAll()) {
            formPart->focusField(formPart->firstErrorField());
            return;
        }
        JsonObject body{{"email", toUtf8(email->text().trimmed())},
                        {"password", toUtf8(password->text())},
                        {"passwordConfirm", toUtf8(password->text())}};
        if (!isSuperuser) {
            body.set("verified", verified->isChecked());
        }
        if (formPart) {
            for (const QString &name : formPart->fieldNames()) {
                body.set(toUtf8(name), formPart->value(name));
            }
        }
        const bool wantsMail = invite->isChecked();
        sheet->run(PasswordSheetWords::tr("The account was not created"),
                   RecordsEndpoint(context.client()).create(collection->name, body),
                   [=, &context](const Record &record) {
                       if (wantsMail) {
                           // Sent in the background; a refusal is the server's log's business.
                           AuthEndpoint(context.client())
                               .requestPasswordReset(collection->name,
                                                     toQString(record.value(u"email").text()));
                       }
                       created(record);
                       sheet->accept();
                   });
    });
    email->setFocus();
    return sheet;
}

} // namespace socle::studio
