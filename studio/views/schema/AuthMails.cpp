#include "studio/views/schema/AuthMails.h"

#include "studio/api/OnResult.h"
#include "studio/api/SettingsEndpoint.h"
#include "studio/api/Text.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/MailTemplates.h"
#include "studio/domain/SchemaStore.h"
#include "studio/fields/MailPreview.h"
#include "studio/kit/Banner.h"
#include "studio/kit/Button.h"
#include "studio/kit/Card.h"
#include "studio/kit/Chip.h"
#include "studio/kit/CodeEdit.h"
#include "studio/kit/FieldRow.h"
#include "studio/kit/FormPage.h"
#include "studio/kit/ScaledSize.h"
#include "studio/kit/Select.h"
#include "studio/kit/Text.h"
#include "studio/kit/TextField.h"
#include "studio/views/schema/SchemaMetrics.h"

#include <QBoxLayout>
#include <QGridLayout>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr int kPlaceholderColumns = 4;

/// A sample account: every field says its own name.
JsonObject sampleRecord(const Json &collection)
{
    JsonObject record;
    for (const Json &field : collection["fields"].array()) {
        const std::string name(field["name"].text());
        record.set(name,
                   name == "email"      ? Json("mira@bookshop.example")
                       : name == "name" ? Json("Mira Haddad")
                                        : Json(name));
    }
    return record;
}

} // namespace

AuthMails::AuthMails(ConnectionContext &context, SchemaDraft &draft, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_draft(draft)
    , m_which(new Select)
    , m_purpose(new Text({}, TextRole::Small, Color::TextMuted))
    , m_subject(new TextField)
    , m_body(new CodeEdit(CodeEdit::Language::Html))
    , m_placeholders(new QWidget)
    , m_preview(new MailPreview)
    , m_to(new TextField(u"name@example.com"_s))
    , m_send(new Button(u"send"_s, tr("Send a test"), ButtonVariant::Secondary))
    , m_result(new Banner(Tone::Success, {}))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::k4);
    auto *head = new SectionHead(
        tr("Mails"),
        tr("Their words, for this collection. Links in them carry a token that ends by itself."));
    column->addWidget(head);
    auto *card = new Card;
    card->body()->setSpacing(space::k4);
    QVector<SelectOption> options;
    for (const MailTemplate &mail : mailTemplates()) {
        options.append({.key = QString::fromLatin1(mail.key),
                        .text = mailTemplateTitle(mail),
                        .detail = mailTemplatePurpose(mail)});
    }
    m_which->setObjectName(u"schema.mails.which"_s);
    m_which->setAccessibleName(tr("Which mail"));
    m_which->setOptions(options);
    m_which->setCurrentKey(u"verification"_s);
    m_purpose->setOverflow(Text::Overflow::Wrap);
    card->body()->addWidget(m_which);
    card->body()->addWidget(m_purpose);
    m_subject->setObjectName(u"schema.mails.subject"_s);
    m_subjectRow = new FieldRow(tr("Subject"), m_subject);
    card->body()->addWidget(m_subjectRow);
    m_body->setObjectName(u"schema.mails.body"_s);
    m_body->setAccessibleName(tr("Body of the mail, HTML"));
    m_body->setLineNumbers(false);
    m_body->setWrap(true);
    keepScaled(m_body, Extent::LeastHeight, schema::kNameWidth);
    m_bodyRow = new FieldRow(tr("Body"), m_body);
    card->body()->addWidget(m_bodyRow);
    auto *placeholderRow = new FieldRow(tr("Put in"), m_placeholders);
    card->body()->addWidget(placeholderRow);
    card->body()->addWidget(new Text(tr("Preview"), TextRole::BaseMedium));
    card->body()->addWidget(m_preview);
    auto *test = new QHBoxLayout;
    test->setSpacing(space::k3);
    m_to->setObjectName(u"schema.mails.to"_s);
    m_to->setAccessibleName(tr("Address for the test"));
    m_send->setObjectName(u"schema.mails.send"_s);
    test->addWidget(m_to, 1);
    test->addWidget(m_send);
    card->body()->addLayout(test);
    m_result->setObjectName(u"schema.mails.result"_s);
    m_result->setDismissible(false);
    m_result->hide();
    card->body()->addWidget(m_result);
    column->addWidget(card);

    connect(m_which, &Select::currentChanged, this, [this] {
        m_result->hide();
        fill();
    });
    connect(m_subject, &QLineEdit::textEdited, this, [this](const QString &text) {
        write(u"subject"_s, text);
    });
    connect(m_body, &CodeEdit::textChanged, this, [this] {
        if (!m_isShowing) {
            write(u"body"_s, m_body->text());
        }
    });
    connect(m_send, &QPushButton::clicked, this, &AuthMails::send);
    connect(m_to, &QLineEdit::returnPressed, this, &AuthMails::send);
    connect(&draft, &SchemaDraft::changed, this, &AuthMails::fill);
    fill();
}

/// Sender and name of the app are asked for once somebody looks.
void AuthMails::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (std::exchange(m_isAsked, true)) {
        return;
    }
    onResult(SettingsEndpoint(m_context.client()).get(), this, [this](Result<Json> settings) {
        if (settings) {
            m_settings = settings.takeValue();
            preview();
        }
    });
}

QString AuthMails::path() const
{
    const MailTemplate *mail = findMailTemplate(m_which->currentKey());
    return mail == nullptr ? QString() : QString::fromLatin1(mail->path);
}

void AuthMails::fill()
{
    const MailTemplate *mail = findMailTemplate(m_which->currentKey());
    if (m_draft.type() != CollectionType::Auth || mail == nullptr) {
        return;
    }
    m_isShowing = true;
    const Json &stored = memberAt(m_draft.json(), path());
    const QString subject = toQString(stored["subject"].text());
    const QString body = toQString(stored["body"].text());
    m_purpose->setText(mailTemplatePurpose(*mail));
    if (m_subject->text() != subject) {
        m_subject->setText(subject);
    }
    if (m_body->text() != body) {
        m_body->setText(body);
    }
    m_subjectRow->setError(m_problems.value(path() + u".subject"_s));
    m_bodyRow->setError(m_problems.value(path() + u".body"_s));
    m_isShowing = false;
    rebuildPlaceholders();
    preview();
}

void AuthMails::rebuildPlaceholders()
{
    const MailTemplate *mail = findMailTemplate(m_which->currentKey());
    const QStringList all = mailPlaceholders(*mail, m_draft.json());
    const QString key = all.join(u' ');
    if (key == m_placeholderKey) {
        return;
    }
    m_placeholderKey = key;
    qDeleteAll(m_placeholders->findChildren<Chip *>());
    delete m_placeholders->layout();
    auto *grid = new QGridLayout(m_placeholders);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(space::k2);
    grid->setVerticalSpacing(space::k2);
    int at = 0;
    for (const QString &placeholder : all) {
        auto *button = new Chip(placeholder);
        button->setTone(Tone::Neutral);
        button->setRemovable(false);
        button->setObjectName(u"schema.mails.insert."_s
                              + placeholder.mid(1, placeholder.size() - 2));
        button->setAccessibleName(tr("Put in %1").arg(placeholder));
        connect(button, &QAbstractButton::clicked, this, [this, placeholder] {
            m_body->insertText(placeholder);
        });
        grid->addWidget(
            button, at / kPlaceholderColumns, at % kPlaceholderColumns, Qt::AlignLeading);
        ++at;
    }
    grid->setColumnStretch(kPlaceholderColumns, 1);
}

void AuthMails::preview()
{
    const MailTemplate *mail = findMailTemplate(m_which->currentKey());
    if (mail == nullptr) {
        return;
    }
    const Json &meta = m_settings["meta"];
    const MailValues values{.appName = toQString(meta["appName"].text()),
                            .appUrl = toQString(meta["appURL"].text()),
                            .record = sampleRecord(m_draft.json())};
    m_preview->setMail(u"%1 <%2>"_s.arg(toQString(meta["senderName"].text()),
                                        toQString(meta["senderAddress"].text())),
                       u"mira@bookshop.example"_s,
                       fillMail(m_subject->text(), *mail, values),
                       fillMail(m_body->text(), *mail, values));
}

void AuthMails::write(const QString &member, const QString &text)
{
    const QString whole = path();
    JsonObject changed = memberAt(m_draft.json(), whole).object();
    changed.set(toUtf8(member), toUtf8(text));
    m_draft.setMember(whole, std::move(changed));
}

void AuthMails::send()
{
    if (m_send->isBusy() || m_draft.isNew()) {
        m_result->setMessage(Tone::Warning, tr("Create the collection first"));
        m_result->setVisible(m_draft.isNew());
        return;
    }
    m_send->setBusy(true);
    m_result->hide();
    onResult(SettingsEndpoint(m_context.client())
                 .testEmail(m_draft.id(), m_to->text().trimmed(), m_which->currentKey()),
             this,
             [this](const Result<void> &result) {
                 m_send->setBusy(false);
                 if (result) {
                     m_result->setMessage(
                         Tone::Success,
                         tr("The test is sent"),
                         m_draft.hasChanges()
                             ? tr("With the words the server has; yours are not applied yet.")
                             : QString());
                 } else {
                     const ApiError error = apiError(result.error());
                     const QString raw = error.message.section(u"Raw error:"_s, 1).trimmed();
                     m_result->setMessage(Tone::Danger,
                                          tr("The test was not sent"),
                                          error.fields.isEmpty()
                                              ? (raw.isEmpty() ? error.message : raw)
                                              : error.fields.first());
                 }
                 m_result->show();
             });
}

void AuthMails::setProblems(const Problems &problems)
{
    m_problems = problems;
    fill();
}

} // namespace socle::studio
