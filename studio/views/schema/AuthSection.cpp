// The part of the collection sheet about signing in: methods, identity fields, token lifetimes.
#include "studio/api/Text.h"
#include "studio/domain/IndexStatement.h"
#include "studio/kit/Card.h"
#include "studio/kit/CodeEdit.h"
#include "studio/kit/FieldRow.h"
#include "studio/kit/Fields.h"
#include "studio/kit/Text.h"
#include "studio/views/schema/SchemaMetrics.h"
#include "studio/views/schema/SchemaSections.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QGridLayout>

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

Card *section(const QString &title, QVBoxLayout *into)
{
    auto *card = new Card;
    card->body()->setSpacing(space::k4);
    card->body()->addWidget(new Text(title, TextRole::BaseStrong));
    into->addWidget(card);
    return card;
}

} // namespace

AuthSection::AuthSection(SchemaDraft &draft, QWidget *parent)
    : QWidget(parent)
    , m_draft(draft)
    , m_password(new QCheckBox(tr("Sign in with a password")))
    , m_otp(new QCheckBox(tr("Sign in with a one-time code by e-mail")))
    , m_identities(new QVBoxLayout)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::k5);
    Card *methods = section(tr("Methods"), column);
    m_password->setObjectName(u"schema.auth.password"_s);
    m_password->setAccessibleName(m_password->text());
    m_otp->setObjectName(u"schema.auth.otp"_s);
    m_otp->setAccessibleName(m_otp->text());
    methods->body()->addWidget(m_password);
    auto *identity = new QWidget;
    identity->setLayout(m_identities);
    m_identities->setContentsMargins(0, 0, 0, 0);
    m_identities->setSpacing(space::k2);
    auto *identityRow = new FieldRow(tr("Identity fields"), identity);
    identityRow->setHelp(tr("Fields with a unique index of their own can name an account."));
    m_rows.insert(u"passwordAuth.identityFields"_s, identityRow);
    methods->body()->addWidget(identityRow);
    methods->body()->addWidget(m_otp);
    Card *lifetimes = section(tr("Lifetimes in seconds"), column);
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(space::k5);
    grid->setVerticalSpacing(space::k4);
    const std::pair<QString, QString> kTokens[]{
        {u"authToken.duration"_s, tr("Sign-in")},
        {u"fileToken.duration"_s, tr("Protected files")},
        {u"passwordResetToken.duration"_s, tr("Password reset")},
        {u"verificationToken.duration"_s, tr("E-mail verification")},
        {u"emailChangeToken.duration"_s, tr("Change of e-mail")},
        {u"otp.duration"_s, tr("One-time code")}};
    int at = 0;
    for (const auto &[path, title] : kTokens) {
        auto *field = new NumberField;
        field->setObjectName(u"schema.auth."_s + path);
        field->setAccessibleName(title);
        field->setIntegerOnly(true);
        auto *row = new FieldRow(title, field);
        m_durations.insert(path, field);
        m_rows.insert(path, row);
        grid->addWidget(row, at / 2, at % 2);
        ++at;
        connect(field,
                &NumberField::valueChanged,
                this,
                [this, path = path](std::optional<double> value) {
                    m_draft.setMember(path, static_cast<std::int64_t>(value.value_or(0)));
                });
    }
    lifetimes->body()->addLayout(grid);
    connect(m_password, &QCheckBox::clicked, this, [this](bool on) {
        m_draft.setMember(u"passwordAuth.enabled"_s, on);
    });
    connect(m_otp, &QCheckBox::clicked, this, [this](bool on) {
        m_draft.setMember(u"otp.enabled"_s, on);
    });
    connect(&draft, &SchemaDraft::changed, this, &AuthSection::fill);
    fill();
}

void AuthSection::setProblems(const Problems &problems)
{
    for (auto it = m_rows.begin(); it != m_rows.end(); ++it) {
        it.value()->setError(problems.value(it.key()));
    }
}

void AuthSection::fill()
{
    if (m_draft.type() != CollectionType::Auth) {
        return;
    }
    const Json &json = m_draft.json();
    m_password->setChecked(json["passwordAuth"]["enabled"].toBool());
    m_otp->setChecked(json["otp"]["enabled"].toBool());
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
        const Json &value = json[toUtf8(it.key().section(u'.', 0, 0))]["duration"];
        if (!it.value()->hasFocus()) {
            it.value()->setValue(value.isNumber() ? std::optional(value.toDouble()) : std::nullopt);
        }
        it.value()->setTrailingHint(spanWord(value.toInt()));
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
    m_edit->setMinimumHeight(Theme::current().scaled(schema::kNameWidth));
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
