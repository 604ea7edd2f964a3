// The part of the collection sheet about signing in: methods, second factor, tokens.
#include "studio/api/Text.h"
#include "studio/domain/IndexStatement.h"
#include "studio/domain/MailTemplates.h"
#include "studio/fields/FilterSpans.h"
#include "studio/kit/Button.h"
#include "studio/kit/Card.h"
#include "studio/kit/CodeEdit.h"
#include "studio/kit/CodeLine.h"
#include "studio/kit/FieldRow.h"
#include "studio/kit/Fields.h"
#include "studio/kit/FormPage.h"
#include "studio/kit/Layouts.h"
#include "studio/kit/ScaledSize.h"
#include "studio/kit/Small.h"
#include "studio/kit/Text.h"
#include "studio/views/schema/AuthMails.h"
#include "studio/views/schema/AuthProviders.h"
#include "studio/views/schema/SchemaMetrics.h"
#include "studio/views/schema/SchemaSections.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QRandomGenerator>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

/// "5 days": a lifetime in the largest unit that fits.
QString spanWord(std::int64_t seconds)
{
    const int n = static_cast<int>(seconds);
    if (n > 0 && n % 86400 == 0) {
        return AuthSection::tr("%n days", nullptr, n / 86400);
    }
    if (n > 0 && n % 3600 == 0) {
        return AuthSection::tr("%n hours", nullptr, n / 3600);
    }
    return n > 0 && n % 60 == 0 ? AuthSection::tr("%n minutes", nullptr, n / 60)
                                : AuthSection::tr("%n seconds", nullptr, n);
}

/// Indented under the check box it belongs to.
QWidget *dependent(QLayout *layout)
{
    auto *part = new QWidget;
    setMirroredMargins(layout, space::k7, 0, 0, 0);
    part->setLayout(layout);
    return part;
}

constexpr int kSecretLength = 50; // as the server makes them (auth-api.md 1.3)

std::string makeSecret()
{
    static constexpr std::string_view kAlphabet
        = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    std::string secret;
    for (int i = 0; i < kSecretLength; ++i) {
        secret += kAlphabet[QRandomGenerator::system()->bounded(
            static_cast<quint32>(kAlphabet.size()))];
    }
    return secret;
}

} // namespace

AuthSection::AuthSection(ConnectionContext &context, SchemaDraft &draft, QWidget *parent)
    : QWidget(parent)
    , m_draft(draft)
    , m_password(new QCheckBox(tr("Sign in with a password")))
    , m_otp(new QCheckBox(tr("Sign in with a one-time code by e-mail")))
    , m_mfa(new QCheckBox(tr("Ask for a second factor")))
    , m_alert(new QCheckBox(tr("Tell people by e-mail of a sign-in from a new place")))
    , m_identities(new QVBoxLayout)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::k6);
    column->addWidget(makeMethods());
    column->addWidget(m_providers = new AuthProviders(context, draft));
    column->addWidget(makeTokens());
    column->addWidget(m_mails = new AuthMails(context, draft));
    connect(&draft, &SchemaDraft::changed, this, &AuthSection::fill);
    fill();
}

QWidget *AuthSection::makeMethods()
{
    auto *place = new QWidget;
    auto *column = new QVBoxLayout(place);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::k4);
    column->addWidget(new SectionHead(
        tr("Sign-in"), tr("Who may sign in at all is the rule \u201CSign in\u201D under Rules.")));
    auto *card = new Card;
    card->body()->setSpacing(space::k4);
    column->addWidget(card);
    const std::tuple<QCheckBox *, QString, QString> boxes[]{
        {m_password, u"schema.auth.password"_s, u"passwordAuth.enabled"_s},
        {m_otp, u"schema.auth.otp"_s, u"otp.enabled"_s},
        {m_mfa, u"schema.auth.mfa"_s, u"mfa.enabled"_s},
        {m_alert, u"schema.auth.alert"_s, u"authAlert.enabled"_s}};
    for (const auto &[box, name, path] : boxes) {
        box->setObjectName(name);
        box->setAccessibleName(box->text());
        connect(box, &QCheckBox::clicked, this, [this, path = path](bool on) {
            m_draft.setMember(path, on);
        });
    }
    const auto number = [this](const QString &path, const QString &title, const QString &help) {
        auto *field = new NumberField;
        field->setObjectName(u"schema.auth."_s + path);
        field->setAccessibleName(title);
        field->setIntegerOnly(true);
        auto *row = new FieldRow(title, field);
        row->setHelp(help);
        m_durations.insert(path, field);
        m_rows.insert(path, row);
        connect(field, &NumberField::valueChanged, this, [this, path](std::optional<double> value) {
            m_draft.setMember(path, static_cast<std::int64_t>(value.value_or(0)));
        });
        return row;
    };

    card->body()->addWidget(m_password);
    auto *identity = new QWidget;
    identity->setLayout(m_identities);
    m_identities->setContentsMargins(0, 0, 0, 0);
    m_identities->setSpacing(space::k2);
    auto *identityRow = new FieldRow(tr("Identity fields"), identity);
    identityRow->setHelp(tr("Fields with a unique index of their own can name an account."));
    m_rows.insert(u"passwordAuth.identityFields"_s, identityRow);
    auto *passwordLayout = new QVBoxLayout;
    passwordLayout->addWidget(identityRow);
    card->body()->addWidget(m_passwordPart = dependent(passwordLayout));
    card->body()->addWidget(new Divider);

    card->body()->addWidget(m_otp);
    auto *otpLayout = new QHBoxLayout;
    otpLayout->setSpacing(space::k5);
    otpLayout->addWidget(number(u"otp.length"_s, tr("Digits"), {}), 1);
    otpLayout->addWidget(number(u"otp.duration"_s, tr("Good for, in seconds"), {}), 1);
    card->body()->addWidget(m_otpPart = dependent(otpLayout));
    card->body()->addWidget(new Divider);

    card->body()->addWidget(m_mfa);
    auto *mfaLayout = new QVBoxLayout;
    mfaLayout->setSpacing(space::k4);
    m_mfaRule = new CodeLine;
    m_mfaRule->setObjectName(u"schema.auth.mfa.rule"_s);
    m_mfaRule->setAccessibleName(tr("Rule of the second factor"));
    m_mfaRule->setTokenizer(&filterSpans);
    m_mfaRule->setLineRange(1, 4);
    m_mfaRule->setPlaceholderText(u"role = \"editor\""_s);
    auto *ruleRow = new FieldRow(tr("Only where"), m_mfaRule);
    ruleRow->setHelp(tr("Empty: for every sign-in. The rule sees the account that signs in."));
    m_rows.insert(u"mfa.rule"_s, ruleRow);
    mfaLayout->addWidget(number(u"mfa.duration"_s,
                                tr("Time for the second step, in seconds"),
                                tr("Needs two of password, one-time code and other providers.")));
    mfaLayout->addWidget(ruleRow);
    card->body()->addWidget(m_mfaPart = dependent(mfaLayout));
    connect(m_mfaRule, &QPlainTextEdit::textChanged, this, [this] {
        if (toQString(m_draft.json()["mfa"]["rule"].text()) != m_mfaRule->text()) {
            m_draft.setMember(u"mfa.rule"_s, toUtf8(m_mfaRule->text()));
        }
    });
    card->body()->addWidget(new Divider);
    card->body()->addWidget(m_alert);
    return place;
}

QWidget *AuthSection::makeTokens()
{
    auto *place = new QWidget;
    auto *column = new QVBoxLayout(place);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::k4);
    column->addWidget(
        new SectionHead(tr("Tokens"), tr("How long each kind is good for, in seconds.")));
    auto *card = new Card;
    card->body()->setContentsMargins(0, space::k2, 0, space::k2);
    card->body()->setSpacing(0);
    column->addWidget(card);
    const std::tuple<QString, QString, QString> kTokens[]{
        {u"authToken"_s, tr("Sign-in"), tr("Ends every sign-in of this collection.")},
        {u"fileToken"_s, tr("Protected files"), tr("Ends every address of a protected file.")},
        {u"passwordResetToken"_s, tr("Password reset"), tr("Ends every reset mail on its way.")},
        {u"verificationToken"_s,
         tr("E-mail verification"),
         tr("Ends every verification mail on its way.")},
        {u"emailChangeToken"_s, tr("Change of e-mail"), tr("Ends every change that waits.")}};
    bool isFirst = true;
    for (const auto &[token, title, consequence] : kTokens) {
        const QString path = token + u".duration"_s;
        auto *line = new SettingLine(title);
        line->setDivided(!std::exchange(isFirst, false));
        auto *field = new NumberField;
        field->setObjectName(u"schema.auth."_s + path);
        field->setAccessibleName(tr("Lifetime: %1").arg(title));
        field->setIntegerOnly(true);
        keepScaled(field, Extent::Width, schema::kNameWidth);
        auto *end = new Button(tr("Invalidate all"), ButtonVariant::Secondary);
        end->setObjectName(u"schema.auth."_s + token + u".invalidate"_s);
        end->setAccessibleName(tr("Invalidate all: %1").arg(title));
        end->setToolTip(consequence);
        line->addControl(field);
        line->addControl(end);
        m_durations.insert(path, field);
        m_lines.insert(path, line);
        m_invalidate.insert(token, end);
        card->body()->addWidget(line);
        connect(field, &NumberField::valueChanged, this, [this, path](std::optional<double> value) {
            m_draft.setMember(path, static_cast<std::int64_t>(value.value_or(0)));
        });
        connect(
            end, &QPushButton::clicked, this, [this, token = token] { toggleInvalidation(token); });
    }
    return place;
}

void AuthSection::toggleInvalidation(const QString &token)
{
    JsonObject options = m_draft.json()[toUtf8(token)].object();
    if (!options.erase("secret")) {
        options.set("secret", makeSecret());
    }
    m_draft.setMember(token, std::move(options));
}

void AuthSection::setProblems(const Problems &problems)
{
    for (auto it = m_rows.begin(); it != m_rows.end(); ++it) {
        it.value()->setError(problems.value(it.key()));
    }
    for (auto it = m_lines.begin(); it != m_lines.end(); ++it) {
        it.value()->setError(problems.value(it.key()));
    }
    if (problems.contains(u"mfa.enabled"_s)) {
        m_rows.value(u"mfa.duration"_s)->setError(problems.value(u"mfa.enabled"_s));
    }
    m_providers->setProblems(problems);
    m_mails->setProblems(problems);
}

void AuthSection::fill()
{
    if (m_draft.type() != CollectionType::Auth) {
        return;
    }
    const Json &json = m_draft.json();
    m_password->setChecked(json["passwordAuth"]["enabled"].toBool());
    m_otp->setChecked(json["otp"]["enabled"].toBool());
    m_mfa->setChecked(json["mfa"]["enabled"].toBool());
    m_alert->setChecked(json["authAlert"]["enabled"].toBool());
    m_passwordPart->setVisible(m_password->isChecked());
    m_otpPart->setVisible(m_otp->isChecked());
    m_mfaPart->setVisible(m_mfa->isChecked());
    m_mfaRule->setEnabled(!m_draft.isSystem());
    if (const QString rule = toQString(json["mfa"]["rule"].text()); m_mfaRule->text() != rule) {
        m_mfaRule->setText(rule);
    }
    QStringList chosen;
    for (const Json &name : json["passwordAuth"]["identityFields"].array()) {
        chosen.append(toQString(name.text()));
    }
    QStringList eligible{u"email"_s}; // its unique index comes from the server
    for (const DraftField &field : m_draft.fields()) {
        if (field.state != FieldState::Removed && !eligible.contains(field.name)
            && field.name != u"tokenKey" && m_draft.isUnique(field.id)) {
            eligible.append(field.name);
        }
    }
    for (const QString &name : std::as_const(chosen)) {
        if (!eligible.contains(name)) {
            eligible.append(name);
        }
    }
    const QStringList shown = m_identityBoxes.keys();
    QStringList wanted = eligible;
    std::sort(wanted.begin(), wanted.end());
    if (shown != wanted) {
        qDeleteAll(m_identityBoxes);
        m_identityBoxes.clear();
        for (const QString &name : std::as_const(eligible)) {
            auto *box = new QCheckBox(name);
            box->setObjectName(u"schema.auth.identity."_s + name);
            box->setAccessibleName(name);
            connect(box, &QCheckBox::clicked, this, &AuthSection::chooseIdentity);
            m_identities->addWidget(box);
            m_identityBoxes.insert(name, box);
        }
    }
    for (auto it = m_identityBoxes.begin(); it != m_identityBoxes.end(); ++it) {
        it.value()->setChecked(chosen.contains(it.key()));
        it.value()->setEnabled(m_password->isChecked());
    }
    for (auto it = m_durations.begin(); it != m_durations.end(); ++it) {
        const Json &value = memberAt(json, it.key());
        if (!it.value()->hasFocus()) {
            it.value()->setValue(value.isNumber() ? std::optional(value.toDouble()) : std::nullopt);
        }
        it.value()->setTrailingHint(it.key().endsWith(u"duration") ? spanWord(value.toInt())
                                                                   : QString());
    }
    for (auto it = m_invalidate.begin(); it != m_invalidate.end(); ++it) {
        const bool isEnding = json[toUtf8(it.key())].find("secret") != nullptr;
        SettingLine *line = m_lines.value(it.key() + u".duration"_s);
        it.value()->setText(isEnding ? tr("Keep them") : tr("Invalidate all"));
        it.value()->setVisible(!m_draft.isNew());
        line->setHelp(isEnding ? tr("All end when the changes are applied.") : QString());
    }
}

void AuthSection::chooseIdentity()
{
    JsonArray names;
    for (auto it = m_identityBoxes.begin(); it != m_identityBoxes.end(); ++it) {
        if (it.value()->isChecked()) {
            names.push_back(Json(toUtf8(it.key())));
        }
    }
    m_draft.setMember(u"passwordAuth.identityFields"_s, std::move(names));
}

QuerySection::QuerySection(SchemaDraft &draft, const SchemaStore &store, QWidget *parent)
    : QWidget(parent)
    , m_draft(draft)
    , m_edit(new CodeEdit(CodeEdit::Language::Sql))
    , m_row(new FieldRow(tr("Query"), m_edit))
{
    m_edit->setObjectName(u"schema.query"_s);
    m_edit->setAccessibleName(tr("Query of the view"));
    m_edit->setPlaceholder(u"SELECT id, title FROM books"_s);
    keepScaled(m_edit, Extent::LeastHeight, schema::kNameWidth);
    m_row->setHelp(tr("One SELECT with a column named id and no *. The fields of the view follow "
                      "from it when it is applied."));
    QStringList words;
    for (const CollectionPtr &collection : store.collections()) {
        words << collection->name;
        for (const fields::Field &field : collection->fields) {
            words << toQString(field.name);
        }
    }
    words.removeDuplicates();
    m_edit->setCompletions(words);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_row, 1);
    const auto display = [this] {
        const QString query = toQString(m_draft.json()["viewQuery"].text());
        if (m_edit->text() != query) {
            m_edit->setText(query);
        }
    };
    connect(m_edit, &CodeEdit::textChanged, this, [this] {
        if (m_draft.type() == CollectionType::View) {
            m_draft.setMember(u"viewQuery"_s, toUtf8(m_edit->text()));
        }
    });
    connect(&draft, &SchemaDraft::changed, this, display);
    display();
}

void QuerySection::setProblems(const Problems &problems)
{
    m_row->setError(problems.value(u"viewQuery"_s));
}

} // namespace socle::studio
