#include "studio/views/ai/ProvidersPage.h"

#include "studio/api/Text.h"
#include "studio/fields/FilterSpans.h"
#include "studio/kit/Banner.h"
#include "studio/kit/Button.h"
#include "studio/kit/Card.h"
#include "studio/kit/CodeLine.h"
#include "studio/kit/FieldRow.h"
#include "studio/kit/ScaledSize.h"
#include "studio/kit/Segmented.h"
#include "studio/kit/Select.h"
#include "studio/kit/Switch.h"
#include "studio/kit/Text.h"
#include "studio/kit/Theme.h"
#include "studio/shell/Shell.h"
#include "studio/views/ai/AiMetrics.h"
#include "studio/views/ai/AiWords.h"
#include "studio/views/ai/PageFrame.h"
#include "studio/views/ai/ProviderRow.h"
#include "studio/views/ai/ProviderSheet.h"

#include <QBoxLayout>

#include <functional>

using namespace Qt::StringLiterals;

namespace socle::studio {

/// "Who may chat": superusers, everyone, or a rule with its own Save.
class ProvidersPage::AccessRow : public QWidget
{
public:
    AccessRow(const QString &key,
              const QString &title,
              const QString &help,
              std::function<void(Json)> save)
        : m_kind(new Segmented)
        , m_rule(new CodeLine)
        , m_save(new Button(tr("Save rule"), ButtonVariant::Secondary))
        , m_send(std::move(save))
    {
        auto *column = new QVBoxLayout(this);
        column->setContentsMargins(0, 0, 0, 0);
        column->setSpacing(space::k3);
        auto *line = new QHBoxLayout;
        line->setSpacing(space::k4);
        auto *texts = new QVBoxLayout;
        texts->setSpacing(0);
        texts->addWidget(new Text(title, TextRole::BaseMedium));
        auto *more = new Text(help, TextRole::Small, Color::TextMuted);
        more->setOverflow(Text::Overflow::Wrap);
        texts->addWidget(more);
        line->addLayout(texts, 1);
        m_kind->setObjectName(u"ai.access."_s + key);
        m_kind->setAccessibleName(title);
        m_kind->addSegment(u"superusers"_s, tr("Superusers"));
        m_kind->addSegment(u"everyone"_s, tr("Everyone"));
        m_kind->addSegment(u"rule"_s, tr("Rule"));
        line->addWidget(m_kind);
        column->addLayout(line);
        m_ruleLine = new QWidget;
        auto *row = new QHBoxLayout(m_ruleLine);
        row->setContentsMargins(0, 0, 0, 0);
        row->setSpacing(space::k3);
        m_rule->setObjectName(u"ai.access."_s + key + u".rule"_s);
        m_rule->setAccessibleName(tr("Rule: %1").arg(title));
        m_rule->setLineRange(1, 3);
        m_rule->setTokenizer(&filterSpans);
        m_rule->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff); // it grows to what a rule needs
        row->addWidget(m_rule, 1);
        m_save->setObjectName(u"ai.access."_s + key + u".save"_s);
        row->addWidget(m_save, 0, Qt::AlignTop);
        column->addWidget(m_ruleLine);
        connect(m_kind, &Segmented::currentChanged, this, [this](const QString &kind) {
            m_ruleLine->setVisible(kind == u"rule"_s);
            if (kind == u"rule"_s) {
                if (m_rule->text().isEmpty()) {
                    m_rule->setText(u"@request.auth.id != \"\""_s);
                }
                m_rule->setFocus();
            } else {
                m_send(kind == u"everyone"_s ? Json("") : Json());
            }
        });
        const auto sendRule = [this] { m_send(Json(toUtf8(m_rule->text().trimmed()))); };
        connect(m_save, &QPushButton::clicked, this, sendRule);
        connect(m_rule, &CodeLine::accepted, this, sendRule);
        show(Json());
    }

    void show(const Json &rule)
    {
        if (m_rule->hasFocus()) {
            return; // being written
        }
        const bool isRule = rule.isString() && !rule.text().empty();
        m_kind->setCurrentKey(isRule                ? u"rule"_s
                                  : rule.isString() ? u"everyone"_s
                                                    : u"superusers"_s);
        m_ruleLine->setVisible(isRule);
        m_rule->setText(isRule ? toQString(rule.text()) : QString());
    }

private:
    Segmented *m_kind;
    CodeLine *m_rule;
    Button *m_save;
    QWidget *m_ruleLine = nullptr;
    std::function<void(Json)> m_send;
};

ProvidersPage::ProvidersPage(AiDesk &desk, Shell &shell, QWidget *parent)
    : QWidget(parent)
    , m_desk(desk)
    , m_shell(shell)
    , m_scroll(new ColumnScroll(ai::kColumn))
    , m_problem(new Banner(Tone::Danger, {}))
    , m_list(new Card)
    , m_none(new Text(tr("No provider yet. Without one the built-in engine answers: it finds and "
                         "counts records, and nothing leaves "
                         "this server."),
                      TextRole::Base,
                      Color::TextMuted))
    , m_default(new Select)
    , m_enabled(new Switch)
    , m_chat(nullptr)
    , m_query(nullptr)
{
    setObjectName(u"ai.providers"_s);
    setAccessibleName(tr("Providers"));
    auto *page = new QVBoxLayout(this);
    page->setContentsMargins(0, 0, 0, 0);
    page->addWidget(m_scroll);
    QVBoxLayout *column = m_scroll->column();
    column->setSpacing(space::k4);
    m_problem->setObjectName(u"ai.providers.problem"_s);
    m_problem->hide();
    column->addWidget(m_problem);

    auto *head = new QHBoxLayout;
    head->addWidget(
        makeSection(tr("Providers"), tr("Where language models run. Keys are kept on the server.")),
        1);
    auto *add = new Button(u"plus"_s, tr("Add a provider"), ButtonVariant::Primary);
    add->setObjectName(u"ai.providers.add"_s);
    connect(add, &QPushButton::clicked, this, &ProvidersPage::addProvider);
    head->addWidget(add, 0, Qt::AlignBottom);
    column->addLayout(head);
    m_list->setObjectName(u"ai.providers.list"_s);
    m_list->body()->setContentsMargins(0, 0, 0, 0);
    m_list->body()->setSpacing(0);
    m_none->setOverflow(Text::Overflow::Wrap);
    m_none->setContentsMargins(space::k5, space::k5, space::k5, space::k5);
    m_list->body()->addWidget(m_none);
    column->addWidget(m_list);
    column->addSpacing(space::k4);

    column->addWidget(makeSection(tr("Default model"), tr("Answers wherever no model is named.")));
    m_default->setObjectName(u"ai.providers.default"_s);
    m_default->setAccessibleName(tr("Default model"));
    keepScaled(m_default, Extent::MostWidth, ai::kSheetWidth);
    column->addWidget(m_default);
    connect(m_default, &Select::currentChanged, this, [this](const QString &name) {
        patch(JsonObject{{"defaults", JsonObject{{"chatModel", toUtf8(name)}}}},
              tr("Default model: %1").arg(name));
    });
    column->addSpacing(space::k4);

    column->addWidget(makeSection(
        tr("Access"),
        tr("Superusers may always. A question sees only the records its asker may list.")));
    auto *access = new Card;
    access->body()->setSpacing(space::k5);
    auto *switchLine = new QHBoxLayout;
    auto *switchTexts = new QVBoxLayout;
    switchTexts->setSpacing(0);
    switchTexts->addWidget(new Text(tr("AI on this server"), TextRole::BaseMedium));
    switchTexts->addWidget(new Text(tr("Off: every AI route answers 403, for superusers too."),
                                    TextRole::Small,
                                    Color::TextMuted));
    switchLine->addLayout(switchTexts, 1);
    m_enabled->setObjectName(u"ai.providers.enabled"_s);
    m_enabled->setAccessibleName(tr("AI on this server"));
    m_enabled->setToolTip(m_enabled->accessibleName());
    switchLine->addWidget(m_enabled);
    access->body()->addLayout(switchLine);
    connect(m_enabled, &QAbstractButton::clicked, this, [this](bool on) {
        patch(JsonObject{{"enabled", on}}, on ? tr("AI is on") : tr("AI is off"));
    });
    const auto save = [this](const char *key) {
        return [this, key](Json rule) {
            JsonObject change;
            change.set(key, std::move(rule));
            patch(JsonObject{{"access", std::move(change)}}, tr("Access saved"));
        };
    };
    m_chat = new AccessRow(u"chat"_s,
                           tr("Who may chat"),
                           tr("Messages may cost money at the provider."),
                           save("chat"));
    m_query = new AccessRow(u"query"_s,
                            tr("Who may ask the data"),
                            tr("Questions in words, answered under the list rules."),
                            save("query"));
    access->body()->addWidget(m_chat);
    access->body()->addWidget(m_query);
    column->addWidget(access);
    column->addStretch();

    connect(&m_desk, &AiDesk::changed, this, &ProvidersPage::fill);
    connect(&m_desk, &AiDesk::testChanged, this, &ProvidersPage::updateRow);
    fill();
}

QWidget *ProvidersPage::makeSection(const QString &title, const QString &help)
{
    auto *head = new QWidget;
    auto *texts = new QVBoxLayout(head);
    texts->setContentsMargins(0, 0, 0, 0);
    texts->setSpacing(0);
    texts->addWidget(new Text(title, TextRole::LargeStrong));
    auto *note = new Text(help, TextRole::Small, Color::TextMuted);
    note->setOverflow(Text::Overflow::Wrap);
    texts->addWidget(note);
    return head;
}

void ProvidersPage::fill()
{
    const auto &providers = m_desk.providers();
    QSet<QString> seen;
    ProviderRow *last = nullptr;
    for (const AiProvider &provider : providers) {
        seen.insert(provider.id);
        ProviderRow *&row = m_rows[provider.id];
        if (row == nullptr) {
            row = new ProviderRow(provider);
            connect(row, &ProviderRow::testRequested, &m_desk, &AiDesk::testProvider);
            connect(row, &ProviderRow::enabledRequested, this, &ProvidersPage::setEnabledOf);
            connect(row, &ProviderRow::editRequested, this, [this](const QString &id) {
                for (const AiProvider &known : m_desk.providers()) {
                    if (known.id == id) {
                        edit(known);
                        return;
                    }
                }
            });
            m_list->body()->addWidget(row);
        }
        row->show(provider, m_desk.lastTest(provider.id), m_desk.isTesting(provider.id));
        row->setDivider(true);
        last = row;
    }
    for (auto it = m_rows.begin(); it != m_rows.end();) {
        if (seen.contains(it.key())) {
            ++it;
        } else {
            it.value()->deleteLater();
            it = m_rows.erase(it);
        }
    }
    if (last != nullptr) {
        last->setDivider(false);
    }
    m_none->setVisible(providers.empty());

    QVector<SelectOption> options;
    for (const AiModel &model : m_desk.chatModels()) {
        options.append({.key = model.name,
                        .text = model.name,
                        .detail = model.isLocal ? tr("built in") : QString(),
                        .iconName = model.isLocal ? u"hard-drive"_s : u"globe"_s,
                        .enabled = model.isAvailable});
    }
    m_default->setOptions(options);
    m_default->setCurrentKey(m_desk.defaultModel());
    m_enabled->setChecked(m_desk.isEnabled());
    m_chat->show(m_desk.settings()["access"]["chat"]);
    m_query->show(m_desk.settings()["access"]["query"]);
}

void ProvidersPage::updateRow(const QString &id)
{
    for (const AiProvider &provider : m_desk.providers()) {
        if (provider.id == id && m_rows.contains(id)) {
            m_rows.value(id)->show(provider, m_desk.lastTest(id), m_desk.isTesting(id));
        }
    }
}

void ProvidersPage::addProvider() { edit({}); }

void ProvidersPage::edit(const std::optional<AiProvider> &provider)
{
    m_shell.showSheet(new ProviderSheet(m_desk, provider, m_shell.window()));
}

void ProvidersPage::setEnabledOf(const QString &id, bool enabled)
{
    for (const AiProvider &provider : m_desk.providers()) {
        if (provider.id == id) {
            m_desk.saveProvider({.name = provider.name,
                                 .preset = provider.preset,
                                 .baseUrl = provider.baseUrl,
                                 .isEnabled = enabled,
                                 .isPrivateNetwork = provider.isPrivateNetwork},
                                [this](std::optional<ApiError> error) {
                                    m_problem->setVisible(error.has_value());
                                    if (error) {
                                        m_problem->setMessage(
                                            Tone::Danger, error->title(), error->message);
                                    }
                                });
            return;
        }
    }
}

void ProvidersPage::patch(JsonObject change, const QString &done)
{
    m_desk.patchSettings(std::move(change), [this, done](std::optional<ApiError> error) {
        m_problem->setVisible(error.has_value());
        if (error) {
            QString detail = error->fields.isEmpty() ? error->message : error->fields.first();
            m_problem->setMessage(Tone::Danger, tr("The setting was not saved"), detail);
            fill();
        } else {
            m_shell.status(done);
        }
    });
}

} // namespace socle::studio
