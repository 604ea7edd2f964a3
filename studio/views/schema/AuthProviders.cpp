#include "studio/views/schema/AuthProviders.h"

#include "studio/api/AuthEndpoint.h"
#include "studio/api/CollectionsEndpoint.h"
#include "studio/api/OnResult.h"
#include "studio/api/Text.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/kit/Banner.h"
#include "studio/kit/Button.h"
#include "studio/kit/Card.h"
#include "studio/kit/FieldRow.h"
#include "studio/kit/FormPage.h"
#include "studio/kit/IconButton.h"
#include "studio/kit/Select.h"
#include "studio/kit/Text.h"
#include "studio/kit/TextField.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QClipboard>
#include <QDesktopServices>
#include <QGridLayout>
#include <QGuiApplication>
#include <QUrl>

#include <array>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

/// Known to every server of this protocol (auth-api.md 4.2), for one that does not list them.
constexpr std::array kProviders{
    std::pair{u"apple", u"Apple"},
    std::pair{u"google", u"Google"},
    std::pair{u"microsoft", u"Microsoft"},
    std::pair{u"yandex", u"Yandex"},
    std::pair{u"facebook", u"Facebook"},
    std::pair{u"instagram2", u"Instagram"},
    std::pair{u"github", u"GitHub"},
    std::pair{u"gitlab", u"GitLab"},
    std::pair{u"bitbucket", u"Bitbucket"},
    std::pair{u"gitee", u"Gitee"},
    std::pair{u"gitea", u"Gitea/Forgejo"},
    std::pair{u"discord", u"Discord"},
    std::pair{u"twitter", u"X/Twitter"},
    std::pair{u"kakao", u"Kakao"},
    std::pair{u"vk", u"ВКонтакте"},
    std::pair{u"linear", u"Linear"},
    std::pair{u"notion", u"Notion"},
    std::pair{u"monday", u"monday.com"},
    std::pair{u"lark", u"Lark"},
    std::pair{u"box", u"Box"},
    std::pair{u"spotify", u"Spotify"},
    std::pair{u"trakt", u"Trakt"},
    std::pair{u"twitch", u"Twitch"},
    std::pair{u"patreon", u"Patreon"},
    std::pair{u"strava", u"Strava"},
    std::pair{u"wakatime", u"WakaTime"},
    std::pair{u"livechat", u"LiveChat"},
    std::pair{u"mailcow", u"mailcow"},
    std::pair{u"planningcenter", u"Planning Center"},
    std::pair{u"oidc", u"OIDC"},
    std::pair{u"oidc2", u"OIDC (2)"},
    std::pair{u"oidc3", u"OIDC (3)"},
};

/// Providers without addresses of their own.
bool needsAddresses(const QString &name) { return name.startsWith(u"oidc") || name == u"mailcow"; }

} // namespace

/// One provider.
class AuthProviders::ProviderCard : public Card
{
public:
    ProviderCard(AuthProviders *owner, const QString &name, const QString &title)
        : m_owner(owner)
        , m_name(name)
        , m_more(new QWidget)
        , m_note(new Text({}, TextRole::Small, Color::Warning))
    {
        const QString root = u"schema.oauth2."_s + name + u'.';
        body()->setSpacing(space::k4);
        auto *head = new QHBoxLayout;
        head->setSpacing(space::k3);
        head->addWidget(new Text(title, TextRole::BaseStrong));
        head->addWidget(new Text(name, TextRole::MonoSmall, Color::TextSubtle));
        head->addStretch();
        auto *test = new Button(
            u"external-link"_s, AuthProviders::tr("Test sign-in"), ButtonVariant::Secondary);
        test->setObjectName(root + u"test"_s);
        test->setControlSize(ControlSize::Small);
        test->setToolTip(AuthProviders::tr(
            "Opens the provider's page in the browser, with what the server has saved"));
        auto *unfold = new Button(AuthProviders::tr("More"), ButtonVariant::Ghost);
        unfold->setObjectName(root + u"more"_s);
        unfold->setControlSize(ControlSize::Small);
        unfold->setCheckable(true);
        auto *remove = new IconButton(u"trash"_s, AuthProviders::tr("Remove %1").arg(title));
        remove->setObjectName(root + u"remove"_s);
        remove->setControlSize(ControlSize::Small);
        head->addWidget(test);
        head->addWidget(unfold);
        head->addWidget(remove);
        body()->addLayout(head);
        auto *grid = new QGridLayout;
        grid->setHorizontalSpacing(space::k5);
        grid->setVerticalSpacing(space::k4);
        grid->addWidget(row(u"clientId"_s, AuthProviders::tr("Client id")), 0, 0);
        grid->addWidget(row(u"clientSecret"_s, AuthProviders::tr("Client secret")), 0, 1);
        body()->addLayout(grid);
        m_note->setOverflow(Text::Overflow::Wrap);
        body()->addWidget(m_note);
        auto *more = new QGridLayout(m_more);
        more->setContentsMargins(0, 0, 0, 0);
        more->setHorizontalSpacing(space::k5);
        more->setVerticalSpacing(space::k4);
        more->addWidget(row(u"displayName"_s, AuthProviders::tr("Shown as")), 0, 0);
        more->addWidget(row(u"authURL"_s, AuthProviders::tr("Authorise address")), 0, 1);
        more->addWidget(row(u"tokenURL"_s, AuthProviders::tr("Token address")), 1, 0);
        more->addWidget(row(u"userInfoURL"_s, AuthProviders::tr("User info address")), 1, 1);
        m_pkce = new Select;
        m_pkce->setObjectName(root + u"pkce"_s);
        m_pkce->setOptions(
            {{.key = u"default"_s, .text = AuthProviders::tr("As the provider wants")},
             {.key = u"on"_s, .text = AuthProviders::tr("On", "PKCE")},
             {.key = u"off"_s, .text = AuthProviders::tr("Off", "PKCE")}});
        more->addWidget(new FieldRow(u"PKCE"_s, m_pkce), 2, 0);
        body()->addWidget(m_more);
        m_more->setVisible(needsAddresses(name));
        unfold->setChecked(needsAddresses(name));
        connect(unfold, &QPushButton::toggled, m_more, &QWidget::setVisible);
        connect(remove, &QToolButton::clicked, owner, [this, owner] {
            owner->removeAt(owner->m_cards.indexOf(this));
        });
        connect(test, &QPushButton::clicked, owner, [owner, name] { owner->test(name); });
        connect(m_pkce, &Select::currentChanged, owner, [this, owner](const QString &key) {
            owner->change(owner->m_cards.indexOf(this),
                          u"pkce"_s,
                          key == u"default" ? Json() : Json(key == u"on"));
        });
    }

    const QString &name() const { return m_name; }

    void display(const Json &provider, qsizetype index, bool keepsSecret, const Problems &problems)
    {
        const bool hasNewSecret = !provider["clientSecret"].text().empty();
        for (auto it = m_rows.begin(); it != m_rows.end(); ++it) {
            auto *field = qobject_cast<TextField *>(it.value()->editor());
            const QString text = toQString(provider[toUtf8(it.key())].text());
            if (field->text() != text) {
                field->setText(text);
            }
            it.value()->setError(
                problems.value(u"oauth2.providers.%1.%2"_s.arg(index).arg(it.key())));
        }
        auto *secret = qobject_cast<TextField *>(m_rows.value(u"clientSecret"_s)->editor());
        secret->setPlaceholderText(keepsSecret ? AuthProviders::tr("Kept by the server")
                                               : AuthProviders::tr("Needed"));
        const bool hasMoved
            = !keepsSecret && !hasNewSecret && m_owner->m_draft.before() != nullptr && wasThere();
        m_note->setText(AuthProviders::tr("Its place in the list is another one now: the server "
                                          "needs its secret again."));
        m_note->setVisible(hasMoved);
        m_pkce->setCurrentKey(!provider["pkce"].isBool()      ? u"default"_s
                                  : provider["pkce"].toBool() ? u"on"_s
                                                              : u"off"_s);
    }

private:
    bool wasThere() const
    {
        for (const Json &one : (*m_owner->m_draft.before())["oauth2"]["providers"].array()) {
            if (toQString(one["name"].text()) == m_name) {
                return true;
            }
        }
        return false;
    }

    FieldRow *row(const QString &member, const QString &title)
    {
        auto *field = new TextField;
        field->setObjectName(u"schema.oauth2."_s + m_name + u'.' + member);
        const bool isSecret = member == u"clientSecret";
        field->setMono(member != u"displayName" && !isSecret); // dots are no code
        field->setSecret(isSecret);
        if (member.endsWith(u"URL")) {
            field->setPlaceholderText(
                needsAddresses(m_name) ? u"https://…"_s : AuthProviders::tr("The provider's own"));
        }
        auto *line = new FieldRow(title, field);
        m_rows.insert(member, line);
        connect(field, &QLineEdit::textEdited, m_owner, [this, member](const QString &text) {
            m_owner->change(m_owner->m_cards.indexOf(this), member, Json(toUtf8(text.trimmed())));
        });
        return line;
    }

    AuthProviders *const m_owner;
    const QString m_name;
    QMap<QString, FieldRow *> m_rows;
    QWidget *m_more;
    Text *m_note;
    Select *m_pkce = nullptr;
};

AuthProviders::AuthProviders(ConnectionContext &context, SchemaDraft &draft, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_draft(draft)
    , m_enabled(new QCheckBox(tr("Sign in with another provider")))
    , m_body(new QWidget)
    , m_add(new Select)
    , m_list(new QVBoxLayout)
    , m_problem(new Banner(Tone::Danger, {}))
{
    for (const auto &[name, title] : kProviders) {
        m_known.append({QString::fromUtf16(name), QString::fromUtf16(title)});
    }
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::k4);
    column->addWidget(new SectionHead(
        tr("Other providers"), tr("OAuth2: people sign in with an account they have elsewhere.")));
    auto *top = new Card;
    m_enabled->setObjectName(u"schema.oauth2.enabled"_s);
    m_enabled->setAccessibleName(m_enabled->text());
    top->body()->addWidget(m_enabled);
    auto *redirectRow = new QWidget;
    auto *line = new QHBoxLayout(redirectRow);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(space::k3);
    auto *redirect = new TextField;
    redirect->setObjectName(u"schema.oauth2.redirect"_s);
    redirect->setAccessibleName(tr("Redirect address"));
    redirect->setMono(true);
    redirect->setReadOnly(true);
    redirect->setText(context.client().baseUrl().toString(QUrl::StripTrailingSlash)
                      + u"/api/oauth2-redirect"_s);
    auto *copy = new IconButton(u"copy"_s, tr("Copy the redirect address"));
    copy->setObjectName(u"schema.oauth2.redirect.copy"_s);
    copy->setOutlined(true);
    line->addWidget(redirect, 1);
    line->addWidget(copy);
    auto *redirectField = new FieldRow(tr("Redirect address"), redirectRow);
    redirectField->setHelp(tr("Enter it at the provider, with the address people use instead of "
                              "this one where they differ."));
    top->body()->addWidget(redirectField);
    column->addWidget(top);

    auto *body = new QVBoxLayout(m_body);
    body->setContentsMargins(0, 0, 0, 0);
    body->setSpacing(space::k4);
    m_problem->setObjectName(u"schema.oauth2.problem"_s);
    m_problem->hide();
    connect(m_problem, &Banner::dismissed, m_problem, &QWidget::hide);
    body->addWidget(m_problem);
    m_list->setSpacing(space::k4);
    body->addLayout(m_list);
    m_add->setObjectName(u"schema.oauth2.add"_s);
    m_add->setAccessibleName(tr("Add a provider"));
    m_add->setPlaceholder(tr("Add a provider"));
    body->addWidget(m_add);
    auto *maps = new Card;
    maps->body()->setSpacing(space::k4);
    maps->body()->addWidget(new Text(tr("What a new account takes over"), TextRole::BaseStrong));
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(space::k5);
    grid->setVerticalSpacing(space::k4);
    const std::pair<QString, QString> members[]{{u"name"_s, tr("Name into")},
                                                {u"username"_s, tr("User name into")},
                                                {u"avatarURL"_s, tr("Picture into")},
                                                {u"id"_s, tr("Id into")}};
    int at = 0;
    for (const auto &[member, title] : members) {
        auto *select = new Select;
        select->setObjectName(u"schema.oauth2.map."_s + member);
        m_maps.insert(member, select);
        grid->addWidget(new FieldRow(title, select), at / 2, at % 2);
        ++at;
        connect(
            select, &Select::currentChanged, this, [this, member = member](const QString &field) {
                JsonObject mapped = m_draft.json()["oauth2"]["mappedFields"].object();
                mapped.set(toUtf8(member), toUtf8(field));
                m_draft.setMember(u"oauth2.mappedFields"_s, std::move(mapped));
            });
    }
    maps->body()->addLayout(grid);
    body->addWidget(maps);
    column->addWidget(m_body);

    connect(m_enabled, &QCheckBox::clicked, this, [this](bool on) {
        m_draft.setMember(u"oauth2.enabled"_s, on);
    });
    connect(copy, &QToolButton::clicked, this, [redirect] {
        QGuiApplication::clipboard()->setText(redirect->text());
    });
    connect(m_add, &Select::currentChanged, this, &AuthProviders::add);
    connect(&draft, &SchemaDraft::changed, this, &AuthProviders::fill);
    fill();
}

void AuthProviders::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (!std::exchange(m_isAsked, true)) {
        loadCatalogue();
    }
}

void AuthProviders::loadCatalogue()
{
    onResult(
        CollectionsEndpoint(m_context.client()).oauth2Providers(), this, [this](Result<Json> list) {
            if (!list || list->array().empty()) {
                return; // the list of the protocol serves as well
            }
            m_known.clear();
            for (const Json &one : list->array()) {
                m_known.append(
                    {toQString(one["name"].text()), toQString(one["displayName"].text())});
            }
            offer();
        });
}

void AuthProviders::offer()
{
    QVector<SelectOption> options;
    for (const Known &known : std::as_const(m_known)) {
        bool isUsed = false;
        for (const ProviderCard *card : std::as_const(m_cards)) {
            isUsed = isUsed || card->name() == known.name;
        }
        if (!isUsed) {
            options.append({.key = known.name, .text = known.title, .detail = known.name});
        }
    }
    m_add->setOptions(options);
    m_add->setCurrentKey({});
}

void AuthProviders::fill()
{
    if (m_draft.type() != CollectionType::Auth) {
        return;
    }
    const Json &options = m_draft.json()["oauth2"];
    m_enabled->setChecked(options["enabled"].toBool());
    m_body->setVisible(m_enabled->isChecked());
    const JsonArray &providers = options["providers"].array();
    QStringList names;
    QStringList shown;
    for (const Json &one : providers) {
        names << toQString(one["name"].text());
    }
    for (const ProviderCard *card : std::as_const(m_cards)) {
        shown << card->name();
    }
    if (names != shown) {
        for (ProviderCard *card : std::as_const(m_cards)) {
            card->setParent(nullptr); // nobody finds its parts any more
            card->deleteLater(); // it may hold the button that brought us here
        }
        m_cards.clear();
        for (const QString &name : std::as_const(names)) {
            QString title = name;
            for (const Known &known : std::as_const(m_known)) {
                title = known.name == name ? known.title : title;
            }
            auto *card = new ProviderCard(this, name, title);
            m_cards.append(card);
            m_list->addWidget(card);
        }
        offer();
    } else if (m_add->options().isEmpty()) {
        offer();
    }
    for (qsizetype i = 0; i < m_cards.size(); ++i) {
        m_cards[i]->display(providers[static_cast<std::size_t>(i)],
                            i,
                            keepsSecret(i, m_cards[i]->name()),
                            m_problems);
    }
    QVector<SelectOption> fields{{.key = {}, .text = tr("nothing")}};
    for (const DraftField &field : m_draft.fields()) {
        if (field.state != FieldState::Removed && !field.isSystem && field.type != u"autodate") {
            fields.append({.key = field.name, .text = field.name, .detail = field.type});
        }
    }
    for (auto it = m_maps.begin(); it != m_maps.end(); ++it) {
        it.value()->setOptions(fields);
        it.value()->setCurrentKey(toQString(options["mappedFields"][toUtf8(it.key())].text()));
    }
}

bool AuthProviders::keepsSecret(qsizetype index, const QString &name) const
{
    if (m_draft.before() == nullptr) {
        return false;
    }
    const JsonArray &stored = (*m_draft.before())["oauth2"]["providers"].array();
    return index < static_cast<qsizetype>(stored.size())
        && toQString(stored[static_cast<std::size_t>(index)]["name"].text()) == name;
}

void AuthProviders::add(const QString &name)
{
    if (name.isEmpty()) {
        return;
    }
    JsonArray providers = m_draft.json()["oauth2"]["providers"].array();
    providers.push_back(JsonObject{{"name", toUtf8(name)},
                                   {"clientId", ""},
                                   {"clientSecret", ""},
                                   {"authURL", ""},
                                   {"tokenURL", ""},
                                   {"userInfoURL", ""},
                                   {"displayName", ""},
                                   {"pkce", nullptr},
                                   {"extra", nullptr}});
    m_draft.setMember(u"oauth2.providers"_s, std::move(providers));
    if (auto *field = findChild<TextField *>(u"schema.oauth2."_s + name + u".clientId"_s)) {
        field->setFocus();
    }
}

void AuthProviders::change(qsizetype index, const QString &member, const Json &value)
{
    JsonArray providers = m_draft.json()["oauth2"]["providers"].array();
    if (index < 0 || index >= static_cast<qsizetype>(providers.size())) {
        return;
    }
    JsonObject &provider = providers[static_cast<std::size_t>(index)].asObject();
    // An emptied secret is no secret: the server keeps the one it has.
    if (member == u"clientSecret" && value.text().empty()) {
        provider.erase("clientSecret");
    } else {
        provider.set(toUtf8(member), value);
    }
    m_draft.setMember(u"oauth2.providers"_s, std::move(providers));
}

void AuthProviders::removeAt(qsizetype index)
{
    JsonArray providers = m_draft.json()["oauth2"]["providers"].array();
    if (index >= 0 && index < static_cast<qsizetype>(providers.size())) {
        providers.erase(providers.begin() + index);
        m_draft.setMember(u"oauth2.providers"_s, std::move(providers));
    }
}

void AuthProviders::test(const QString &name)
{
    m_problem->hide();
    onResult(
        AuthEndpoint(m_context.client()).methods(m_draft.name()),
        this,
        [this, name](Result<AuthMethods> methods) {
            if (methods) {
                for (const Json &one : methods->oauth2Providers.array()) {
                    if (toQString(one["name"].text()) == name) {
                        const QString redirect
                            = m_context.client().baseUrl().toString(QUrl::StripTrailingSlash)
                            + u"/api/oauth2-redirect"_s;
                        QDesktopServices::openUrl(QUrl::fromEncoded(
                            toBytes(one["authURL"].text()) + QUrl::toPercentEncoding(redirect)));
                        return;
                    }
                }
            }
            m_problem->setMessage(
                Tone::Warning,
                tr("There is nothing to test yet"),
                methods ? tr("The server does not offer this provider. Apply the changes first.")
                        : apiError(methods.error()).message);
            m_problem->show();
        });
}

void AuthProviders::setProblems(const Problems &problems)
{
    m_problems = problems;
    fill();
}

} // namespace socle::studio
