#include "studio/views/server/TestCards.h"

#include "studio/api/OnResult.h"
#include "studio/api/SettingsEndpoint.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/MailTemplates.h"
#include "studio/domain/SchemaStore.h"
#include "studio/kit/Banner.h"
#include "studio/kit/Button.h"
#include "studio/kit/Card.h"
#include "studio/kit/FieldRow.h"
#include "studio/kit/FormPage.h"
#include "studio/kit/Select.h"
#include "studio/kit/TextField.h"
#include "studio/shell/ActionSheet.h"

#include <QBoxLayout>
#include <QElapsedTimer>
#include <QLocale>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

QString tookText(const QElapsedTimer &clock)
{
    return MailTest::tr("%1 ms").arg(QLocale().toString(clock.elapsed()));
}

/// The server's words behind "Raw error:" are the ones that help.
QString rawReason(const ApiError &error)
{
    const QString raw = error.message.section(u"Raw error:"_s, 1).trimmed();
    return raw.isEmpty() ? refusalText({}, error).reason : raw;
}

} // namespace

MailTest::MailTest(ConnectionContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_to(new TextField(u"name@example.com"_s))
    , m_template(new Select)
    , m_collection(new Select)
    , m_send(new Button(u"send"_s, tr("Send a test mail"), ButtonVariant::Secondary))
    , m_result(new Banner(Tone::Success, {}))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::k4);
    column->addWidget(new SectionHead(
        tr("Try it"),
        tr("Sends one of the mails of a collection, with sample values and the saved settings.")));
    auto *card = new Card;
    auto *row = new QHBoxLayout;
    row->setSpacing(space::k4);
    m_to->setObjectName(u"settings.test.mail.to"_s);
    m_template->setObjectName(u"settings.test.mail.template"_s);
    m_collection->setObjectName(u"settings.test.mail.collection"_s);
    m_send->setObjectName(u"settings.test.mail.send"_s);
    m_result->setObjectName(u"settings.test.mail.result"_s);
    QVector<SelectOption> templates;
    for (const MailTemplate &mail : mailTemplates()) {
        templates.append({.key = QString::fromLatin1(mail.key), .text = mailTemplateTitle(mail)});
    }
    m_template->setOptions(templates);
    m_template->setCurrentKey(u"verification"_s);
    row->addWidget(new FieldRow(tr("To", "of a mail"), m_to), 2);
    row->addWidget(new FieldRow(tr("Mail"), m_template), 1);
    row->addWidget(new FieldRow(tr("Of collection"), m_collection), 1);
    card->body()->addLayout(row);
    auto *foot = new QHBoxLayout;
    foot->addStretch();
    foot->addWidget(m_send);
    card->body()->addLayout(foot);
    m_result->setDismissible(false);
    m_result->hide();
    card->body()->addWidget(m_result);
    column->addWidget(card);
    connect(m_send, &QPushButton::clicked, this, &MailTest::send);
    connect(m_to, &QLineEdit::returnPressed, this, &MailTest::send);
    connect(&context.schema(), &SchemaStore::collectionsChanged, this, &MailTest::fillCollections);
    fillCollections();
}

void MailTest::fillCollections()
{
    QVector<SelectOption> options;
    for (const CollectionPtr &collection : m_context.schema().collections()) {
        if (collection->isAuth()) {
            options.append({.key = collection->name, .text = collection->name});
        }
    }
    const QString before = m_collection->currentKey();
    m_collection->setOptions(options);
    const bool isUsers = m_context.schema().find(u"users") != nullptr;
    m_collection->setCurrentKey(!before.isEmpty() ? before
                                    : isUsers     ? u"users"_s
                                                  : u"_superusers"_s);
}

void MailTest::send()
{
    if (m_send->isBusy()) {
        return;
    }
    m_send->setBusy(true);
    m_result->hide();
    QElapsedTimer clock;
    clock.start();
    const QString to = m_to->text().trimmed();
    onResult(SettingsEndpoint(m_context.client())
                 .testEmail(m_collection->currentKey(), to, m_template->currentKey()),
             this,
             [this, clock, to](const Result<void> &result) {
                 m_send->setBusy(false);
                 if (result) {
                     m_result->setMessage(Tone::Success,
                                          tr("Handed over in %1").arg(tookText(clock)),
                                          tr("The mail server took it for %1.").arg(to));
                 } else {
                     m_result->setMessage(Tone::Danger,
                                          tr("The mail was not sent"),
                                          rawReason(apiError(result.error())));
                 }
                 m_result->show();
             });
}

S3Test::S3Test(ConnectionContext &context,
               SettingsDraft &draft,
               const QString &fileSystem,
               QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_draft(draft)
    , m_fileSystem(fileSystem)
    , m_run(new Button(u"play"_s, tr("Test"), ButtonVariant::Secondary))
    , m_line(new SettingLine(
          tr("Try it"), tr("Writes a small file with the saved settings and removes it again.")))
    , m_result(new Banner(Tone::Success, {}))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::k4);
    auto *card = new Card;
    card->body()->setContentsMargins(0, space::k2, 0, space::k2);
    m_run->setObjectName(u"settings.test.s3."_s + fileSystem);
    m_result->setObjectName(u"settings.test.s3.result"_s);
    m_line->addControl(m_run);
    card->body()->addWidget(m_line);
    column->addWidget(card);
    m_result->setDismissible(false);
    m_result->hide();
    column->addWidget(m_result);
    connect(m_run, &QPushButton::clicked, this, &S3Test::run);
    connect(&draft, &SettingsDraft::changed, this, &S3Test::display);
    display();
}

void S3Test::display()
{
    const QString path = m_fileSystem == u"backups" ? u"backups.s3"_s : u"s3"_s;
    bool isUnsaved = false;
    for (const QString &edited : m_draft.editedPaths()) {
        isUnsaved = isUnsaved || edited.startsWith(path + u'.');
    }
    if (parentWidget() != nullptr) { // else it would be a window of its own
        setVisible(m_draft.value(path + u".enabled"_s).toBool());
    }
    m_run->setEnabled(!isUnsaved);
    m_line->setHelp(isUnsaved
                        ? tr("Save first: the test uses what the server has.")
                        : tr("Writes a small file with the saved settings and removes it again."));
}

void S3Test::run()
{
    if (m_run->isBusy()) {
        return;
    }
    m_run->setBusy(true);
    m_result->hide();
    QElapsedTimer clock;
    clock.start();
    onResult(SettingsEndpoint(m_context.client()).testS3(m_fileSystem),
             this,
             [this, clock](const Result<void> &result) {
                 m_run->setBusy(false);
                 if (result) {
                     m_result->setMessage(Tone::Success,
                                          tr("Works"),
                                          tr("Written and removed in %1.").arg(tookText(clock)));
                 } else {
                     m_result->setMessage(Tone::Danger,
                                          tr("The bucket cannot be used"),
                                          rawReason(apiError(result.error())));
                 }
                 m_result->show();
             });
}

} // namespace socle::studio
