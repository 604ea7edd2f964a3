#include "studio/views/server/KeysPage.h"

#include "studio/api/OnResult.h"
#include "studio/api/Text.h"
#include "studio/domain/AccountModel.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/SchemaStore.h"
#include "studio/fields/Words.h"
#include "studio/kit/Banner.h"
#include "studio/kit/Card.h"
#include "studio/kit/EmptyState.h"
#include "studio/kit/FieldRow.h"
#include "studio/kit/FormPage.h"
#include "studio/kit/Layouts.h"
#include "studio/kit/Pill.h"
#include "studio/kit/Privacy.h"
#include "studio/kit/ScaledSize.h"
#include "studio/kit/Segmented.h"
#include "studio/kit/Select.h"
#include "studio/kit/ShownTime.h"
#include "studio/kit/Text.h"
#include "studio/kit/TextField.h"
#include "studio/shell/ActionSheet.h"
#include "studio/shell/Shell.h"
#include "studio/views/server/ServerMetrics.h"

#include <QBoxLayout>
#include <QClipboard>
#include <QGuiApplication>
#include <QLocale>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

QString collectionName() { return u"_apiKeys"_s; }

QString dayText(const QDateTime &utc)
{
    const QString near = relativeTime(utc, QDateTime::currentDateTimeUtc());
    return near.isEmpty() ? QLocale().toString(shownTime(utc).date(), QLocale::ShortFormat) : near;
}

QString listText(const Json &list)
{
    QStringList words;
    for (const Json &one : list.array()) {
        words << toQString(one.text());
    }
    return words.join(u", "_s);
}

JsonArray lines(const QString &text)
{
    JsonArray list;
    for (const QString &line : text.split(u'\n')) {
        if (!line.trimmed().isEmpty()) {
            list.push_back(Json(toUtf8(line.trimmed())));
        }
    }
    return list;
}

QString actsAsText(const Json &actsAs)
{
    if (actsAs["superuser"].toBool()) {
        return KeysPage::tr("acts as a superuser");
    }
    return KeysPage::tr("acts as %1 of %2")
        .arg(isolatedLtr(toQString(actsAs["id"].text())), toQString(actsAs["collection"].text()));
}

/// The form of a new key; afterwards its secret, once.
class KeySheet : public ActionSheet
{
public:
    KeySheet(ConnectionContext &context, Shell &shell, std::function<void()> made)
        : ActionSheet(shell.window(),
                      u"keys.new"_s,
                      KeysPage::tr("New API key"),
                      KeysPage::tr("Make the key"))
        , m_context(context)
        , m_shell(shell)
        , m_made(std::move(made))
    {
        setPanelWidth(server::kSheet);
        m_name->setObjectName(u"keys.new.name"_s);
        addField(u"name"_s, KeysPage::tr("Name"), m_name)
            ->setHelp(KeysPage::tr("Which program holds it."));
        m_who->setObjectName(u"keys.new.who"_s);
        m_who->setAccessibleName(KeysPage::tr("Acts as"));
        m_who->addSegment(u"account"_s, KeysPage::tr("An account"));
        m_who->addSegment(u"superuser"_s, KeysPage::tr("A superuser"));
        auto *acts = new QWidget; // both: the refusal of an account stands below it
        auto *actsColumn = new QVBoxLayout(acts);
        actsColumn->setContentsMargins(0, 0, 0, 0);
        actsColumn->setSpacing(space::k3);
        actsColumn->addWidget(m_who, 0, Qt::AlignLeading);
        actsColumn->addWidget(m_account);
        m_actsRow = addField(u"actsAs"_s, KeysPage::tr("Acts as"), acts);
        QVector<SelectOption> options;
        for (const CollectionPtr &collection : context.schema().collections()) {
            if (collection->isAuth() && collection->name != u"_superusers") {
                options.append({.key = collection->name, .text = collection->name});
            }
        }
        auto *line = new QHBoxLayout(m_account);
        line->setContentsMargins(0, 0, 0, 0);
        line->setSpacing(space::k3);
        m_collection->setObjectName(u"keys.new.collection"_s);
        m_collection->setAccessibleName(KeysPage::tr("Collection of the account"));
        m_collection->setOptions(options);
        if (!options.isEmpty()) {
            m_collection->setCurrentKey(options.first().key);
        }
        m_identity->setObjectName(u"keys.new.identity"_s);
        m_identity->setAccessibleName(KeysPage::tr("E-mail or id of the account"));
        line->addWidget(m_collection, 1);
        line->addWidget(m_identity, 2);
        m_scopes->setObjectName(u"keys.new.scopes"_s);
        m_scopes->setLineRange(3, 6);
        m_scopes->setMono();
        m_scopes->setPlaceholderText(isolatedLtr(u"books:list"_s) + u'\n'
                                     + isolatedLtr(u"reviews:*"_s) + u'\n'
                                     + isolatedLtr(u"ai:*"_s));
        addField(u"scopes"_s, KeysPage::tr("Scopes"), m_scopes)
            ->setHelp(KeysPage::tr(
                "Collection and action, one a line; * is any. Rules hold all the same."));
        m_addresses->setObjectName(u"keys.new.addresses"_s);
        m_addresses->setLineRange(1, 4);
        m_addresses->setMono();
        addField(u"allowedIPs"_s, KeysPage::tr("Only from"), m_addresses)
            ->setHelp(KeysPage::tr("Addresses or subnets, one a line. Empty: from everywhere."));
        m_life->setObjectName(u"keys.new.life"_s);
        m_life->setOptions({{.key = u"30"_s, .text = KeysPage::tr("30 days")},
                            {.key = u"90"_s, .text = KeysPage::tr("90 days")},
                            {.key = u"365"_s, .text = KeysPage::tr("A year")},
                            {.key = u"0"_s, .text = KeysPage::tr("Until it is revoked")}});
        m_life->setCurrentKey(u"90"_s);
        addField(u"expires"_s, KeysPage::tr("Good for"), m_life);
        m_secret->setObjectName(u"keys.new.secret"_s);
        m_secret->setReadOnly(true);
        Privacy::guard(m_secret);
        m_secret->setLineRange(2, 3);
        m_secret->setMono();
        m_secretRow = new FieldRow(KeysPage::tr("Secret"), m_secret);
        m_secretRow->setHelp(KeysPage::tr("Shown this once. The server keeps only its hash."));
        m_secretRow->hide();
        body()->addWidget(m_secretRow);
        connect(m_who, &Segmented::currentChanged, this, [this](const QString &who) {
            m_account->setVisible(who == u"account");
        });
        connect(this, &ActionSheet::submitted, this, &KeySheet::submit);
        m_name->setFocus();
    }

private:
    void submit()
    {
        if (!m_secret->toPlainText().isEmpty()) {
            QGuiApplication::clipboard()->setText(m_secret->toPlainText());
            m_shell.status(KeysPage::tr("Copied the secret"));
            accept();
            return;
        }
        m_actsRow->setError({});
        if (m_who->currentKey() == u"superuser") {
            make(JsonObject{{"superuser", true}});
            return;
        }
        const QString identity = m_identity->text().trimmed();
        if (identity.isEmpty()) {
            m_actsRow->setError(KeysPage::tr("Enter the e-mail address or the id of an account."));
            m_identity->setFocus();
            return;
        }
        const QString who = filterLiteral(identity);
        ListQuery query;
        query.perPage = 1;
        query.filter = u"id = "_s + who + u" || email = "_s + who;
        run(KeysPage::tr("The key was not made"),
            RecordsEndpoint(m_context.client()).list(m_collection->currentKey(), query),
            [this](const RecordPage &page) {
                if (page.items.empty()) {
                    m_actsRow->setError(KeysPage::tr("No account of %1 has this e-mail or id.")
                                            .arg(m_collection->currentKey()));
                    m_identity->setFocus();
                    return;
                }
                make(JsonObject{{"collection", toUtf8(m_collection->currentKey())},
                                {"id", toUtf8(page.items.front().id)}});
            });
    }

    void make(const JsonObject &actsAs)
    {
        JsonObject record{{"name", toUtf8(m_name->text().trimmed())},
                          {"actsAs", actsAs},
                          {"scopes", lines(m_scopes->toPlainText())},
                          {"allowedIPs", lines(m_addresses->toPlainText())}};
        if (const int days = m_life->currentKey().toInt(); days > 0) {
            record.set("expires",
                       toUtf8(QDateTime::currentDateTimeUtc().addDays(days).toString(
                           u"yyyy-MM-dd HH:mm:ss.zzz'Z'"_s)));
        }
        run(KeysPage::tr("The key was not made"),
            RecordsEndpoint(m_context.client()).create(collectionName(), record),
            [this](const Record &key) {
                m_made();
                const QString secret = toQString(key.value(u"secret").text());
                if (secret.isEmpty()) {
                    accept();
                    return;
                }
                const auto rows = findChildren<FieldRow *>();
                for (FieldRow *row : rows) {
                    row->setVisible(row == m_secretRow);
                }
                m_account->hide();
                m_secret->setPlainText(secret);
                setTitle(KeysPage::tr("The key is made"));
                cancelButton()->setText(KeysPage::tr("Close"));
                acceptButton()->setText(KeysPage::tr("Copy and close"));
            });
    }

    ConnectionContext &m_context;
    Shell &m_shell;
    std::function<void()> m_made;
    TextField *const m_name = new TextField(KeysPage::tr("Nightly export"));
    Segmented *const m_who = new Segmented;
    QWidget *const m_account = new QWidget;
    Select *const m_collection = new Select;
    TextField *const m_identity = new TextField(KeysPage::tr("E-mail or id"));
    TextArea *const m_scopes = new TextArea;
    TextArea *const m_addresses = new TextArea;
    Select *const m_life = new Select;
    TextArea *const m_secret = new TextArea;
    FieldRow *m_actsRow = nullptr;
    FieldRow *m_secretRow = nullptr;
};

} // namespace

KeysPage::KeysPage(ConnectionContext &context, Shell &shell, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_shell(shell)
    , m_banner(new Banner(Tone::Info, {}))
    , m_new(new Button(u"plus"_s, tr("New key"), ButtonVariant::Primary))
    , m_list(new QVBoxLayout)
    , m_card(new Card)
    , m_empty(new EmptyState(
          u"key"_s,
          tr("No key yet"),
          tr("A key lets a program in without a password. Its secret is shown once.")))
{
    setObjectName(u"settings.keys"_s);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::k4);
    m_banner->setObjectName(u"settings.keys.reason"_s);
    m_banner->setDismissible(false);
    m_banner->hide();
    column->addWidget(m_banner);
    auto *head = new SectionHead(tr("Keys"));
    m_new->setObjectName(u"settings.keys.new"_s);
    head->trailing()->addWidget(m_new);
    column->addWidget(head);
    m_card->setObjectName(u"settings.keys.list"_s);
    m_card->body()->setContentsMargins(0, space::k2, 0, space::k2);
    m_list->setSpacing(0);
    m_card->body()->addLayout(m_list);
    column->addWidget(m_card);
    keepScaled(m_empty, Extent::LeastHeight, server::kEmpty);
    column->addWidget(m_empty);
    m_card->hide();
    m_empty->hide();
    connect(m_new, &QPushButton::clicked, this, &KeysPage::createKey);
    connect(&context, &ConnectionContext::capabilitiesChanged, this, &KeysPage::reload);
    connect(&context, &ConnectionContext::lockChanged, this, &KeysPage::setWritable);
    setWritable();
}

void KeysPage::setWritable()
{
    const bool has = m_context.capabilities().has(Capability::ApiKeys);
    m_new->setEnabled(has && !m_context.isLocked());
    m_new->setToolTip(!has ? m_context.capabilities().reason(Capability::ApiKeys)
                          : m_context.isLocked() ? tr("Unlock writes first")
                                                 : QString());
}

void KeysPage::reload()
{
    setWritable();
    if (!m_context.capabilities().has(Capability::ApiKeys)) {
        m_banner->setMessage(Tone::Info,
                             tr("This server has no API keys"),
                             m_context.capabilities().reason(Capability::ApiKeys));
        m_banner->show();
        m_card->hide();
        m_empty->hide();
        return;
    }
    ListQuery query;
    query.perPage = 500;
    query.sort = u"-@rowid"_s;
    query.skipTotal = true;
    query.purpose = u"keys.list"_s;
    onResult(RecordsEndpoint(m_context.client()).list(collectionName(), query),
             this,
             [this](Result<RecordPage> page) {
                 if (!page) {
                     const RefusalText text
                         = refusalText(tr("The keys could not be read"), apiError(page.error()));
                     m_banner->setMessage(Tone::Danger, text.title, text.reason);
                     m_banner->show();
                     return;
                 }
                 m_banner->hide();
                 display(page->items);
             });
}

void KeysPage::display(const std::vector<Record> &keys)
{
    clearLayout(m_list);
    for (const Record &key : keys) {
        m_list->addWidget(makeLine(key));
    }
    m_card->setVisible(!keys.empty());
    m_empty->setVisible(keys.empty());
}

QWidget *KeysPage::makeLine(const Record &key)
{
    const bool isRevoked = key.value(u"revoked").toBool();
    const QDateTime expires = wireTime(key.value(u"expires"));
    const QDateTime used = wireTime(key.value(u"lastUsed"));
    const bool isOver = expires.isValid() && expires < QDateTime::currentDateTimeUtc();
    QStringList facts{actsAsText(key.value(u"actsAs"))};
    const QString scopes = listText(key.value(u"scopes"));
    facts << (scopes.isEmpty() ? tr("no scope") : isolatedLtr(scopes));
    facts << (used.isValid() ? tr("used %1").arg(dayText(used)) : tr("never used"));
    if (expires.isValid() && !isOver) {
        facts << tr("until %1")
                     .arg(QLocale().toString(shownTime(expires).date(), QLocale::ShortFormat));
    }
    auto *line = new SettingLine(toQString(key.value(u"name").text()), facts.join(u"  ·  "_s));
    line->setDivided(m_list->count() > 0);
    const QString prefix = toQString(key.value(u"prefix").text());
    if (!prefix.isEmpty()) {
        line->addControl(new Text(prefix + u"…"_s, TextRole::MonoSmall, Color::TextMuted));
    }
    if (isRevoked || isOver) {
        line->addControl(new Pill(isRevoked ? tr("revoked") : tr("expired"), Tone::Neutral));
    }
    const QString root = u"settings.keys."_s + key.id;
    if (!isRevoked && !isOver) {
        auto *stop = new Button(tr("Revoke"), ButtonVariant::Secondary);
        stop->setObjectName(root + u".revoke"_s);
        stop->setControlSize(ControlSize::Small);
        stop->setEnabled(!m_context.isLocked());
        connect(stop, &QPushButton::clicked, this, [this, key] { revoke(key); });
        line->addControl(stop);
    } else {
        auto *remove = new Button(tr("Delete"), ButtonVariant::Secondary);
        remove->setObjectName(root + u".delete"_s);
        remove->setControlSize(ControlSize::Small);
        remove->setEnabled(!m_context.isLocked());
        connect(remove, &QPushButton::clicked, this, [this, key] { removeKey(key); });
        line->addControl(remove);
    }
    return line;
}

void KeysPage::createKey()
{
    if (m_new->isEnabled()) {
        auto *sheet = new KeySheet(m_context, m_shell, [this] { reload(); });
        connect(this, &QObject::destroyed, sheet, [sheet] { delete sheet; });
        m_shell.showSheet(sheet);
    }
}

void KeysPage::revoke(const Record &key)
{
    auto *sheet = new ActionSheet(m_shell.window(),
                                  u"keys.revoke"_s,
                                  tr("Revoke %1?").arg(toQString(key.value(u"name").text())),
                                  tr("Revoke the key"),
                                  ButtonVariant::Danger);
    sheet->setSubtitle(tr("Its next request is refused. A revoked key cannot be used again."));
    connect(this, &QObject::destroyed, sheet, [sheet] { delete sheet; });
    connect(sheet, &ActionSheet::submitted, this, [this, sheet, id = key.id] {
        sheet->run(tr("The key was not revoked"),
                   RecordsEndpoint(m_context.client())
                       .update(collectionName(), id, JsonObject{{"revoked", true}}),
                   [this, sheet](const Record &) {
                       sheet->accept();
                       m_shell.status(tr("The key is revoked"));
                       reload();
                   });
    });
    m_shell.showSheet(sheet);
}

void KeysPage::removeKey(const Record &key)
{
    onResult(RecordsEndpoint(m_context.client()).remove(collectionName(), key.id),
             this,
             [this](const Result<void> &result) {
                 if (!result) {
                     const RefusalText text
                         = refusalText(tr("The key was not deleted"), apiError(result.error()));
                     m_banner->setMessage(Tone::Danger, text.title, text.reason);
                     m_banner->show();
                     return;
                 }
                 reload();
             });
}

} // namespace socle::studio
