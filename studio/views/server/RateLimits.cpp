#include "studio/views/server/RateLimits.h"

#include "studio/api/Text.h"
#include "studio/domain/RateLimitMatch.h"
#include "studio/kit/Button.h"
#include "studio/kit/Card.h"
#include "studio/kit/Fields.h"
#include "studio/kit/FormPage.h"
#include "studio/kit/IconButton.h"
#include "studio/kit/ScaledSize.h"
#include "studio/kit/Segmented.h"
#include "studio/kit/Select.h"
#include "studio/kit/Text.h"
#include "studio/views/server/ServerMetrics.h"

#include <QBoxLayout>
#include <QCompleter>

using namespace Qt::StringLiterals;

namespace socle::studio {

/// One rule.
class RateLimits::Line : public QWidget
{
public:
    Line(RateLimits *owner, const QStringList &labels)
        : m_label(new TextField(u"*:auth"_s))
        , m_audience(new Select)
        , m_max(new NumberField)
        , m_span(new NumberField)
        , m_error(new Text({}, TextRole::Small, Color::Danger))
    {
        auto *column = new QVBoxLayout(this);
        column->setContentsMargins(0, 0, 0, 0);
        column->setSpacing(space::k1);
        auto *row = new QHBoxLayout;
        row->setSpacing(space::k3);
        m_label->setMono(true);
        m_label->setAccessibleName(RateLimits::tr("Label of the rule"));
        auto *completer = new QCompleter(labels, m_label);
        completer->setCaseSensitivity(Qt::CaseInsensitive);
        completer->setFilterMode(Qt::MatchContains);
        m_label->setCompleter(completer);
        m_audience->setOptions({{.key = {}, .text = RateLimits::tr("Everyone")},
                                {.key = u"@guest"_s, .text = RateLimits::tr("Guests")},
                                {.key = u"@auth"_s, .text = RateLimits::tr("Signed in")}});
        m_audience->setCurrentKey({});
        m_audience->setAccessibleName(RateLimits::tr("Who the rule is for"));
        keepScaled(m_audience, Extent::Width, server::kLimitAudience);
        for (NumberField *field : {m_max, m_span}) {
            field->setIntegerOnly(true);
            keepScaled(field, Extent::Width, server::kLimitNumber);
        }
        m_max->setAccessibleName(RateLimits::tr("Requests"));
        m_span->setAccessibleName(RateLimits::tr("Seconds"));
        m_span->setTrailingHint(RateLimits::tr("s", "seconds"));
        m_remove = new IconButton(u"trash"_s, RateLimits::tr("Remove this rule"));
        row->addWidget(m_label, 1);
        row->addWidget(m_audience);
        row->addWidget(m_max);
        row->addWidget(new Text(
            RateLimits::tr("in", "requests in seconds"), TextRole::Base, Color::TextMuted));
        row->addWidget(m_span);
        row->addWidget(m_remove);
        column->addLayout(row);
        m_error->hide();
        column->addWidget(m_error);
        connect(m_label, &QLineEdit::textEdited, owner, &RateLimits::write);
        connect(completer,
                qOverload<const QString &>(&QCompleter::activated),
                owner,
                &RateLimits::write,
                Qt::QueuedConnection);
        connect(m_audience, &Select::currentChanged, owner, &RateLimits::write);
        connect(m_max, &NumberField::valueChanged, owner, &RateLimits::write);
        connect(m_span, &NumberField::valueChanged, owner, &RateLimits::write);
        connect(m_remove, &QToolButton::clicked, owner, [this, owner] {
            owner->m_lines.removeOne(this);
            hide();
            deleteLater();
            owner->write();
            owner->display(); // names follow their row
        });
    }

    void name(qsizetype row)
    {
        const QString root = u"settings.limits.%1."_s.arg(row);
        m_label->setObjectName(root + u"label"_s);
        m_audience->setObjectName(root + u"audience"_s);
        m_max->setObjectName(root + u"max"_s);
        m_span->setObjectName(root + u"span"_s);
        m_remove->setObjectName(root + u"remove"_s);
    }

    void show(const Json &rule, const QString &problem)
    {
        const QString label = toQString(rule["label"].text());
        if (m_label->text() != label) {
            m_label->setText(label);
        }
        m_audience->setCurrentKey(toQString(rule["audience"].text()));
        if (!m_max->hasFocus()) {
            m_max->setValue(rule["maxRequests"].toDouble());
        }
        if (!m_span->hasFocus()) {
            m_span->setValue(rule["duration"].toDouble());
        }
        m_error->setText(problem);
        m_error->setVisible(!problem.isEmpty());
        m_label->setInputState(problem.isEmpty() ? InputState::Normal : InputState::Error);
    }

    Json rule() const
    {
        return JsonObject{{"label", toUtf8(m_label->text().trimmed())},
                          {"audience", toUtf8(m_audience->currentKey())},
                          {"duration", static_cast<std::int64_t>(m_span->value().value_or(0))},
                          {"maxRequests", static_cast<std::int64_t>(m_max->value().value_or(0))}};
    }

    TextField *label() const { return m_label; }

private:
    TextField *m_label;
    Select *m_audience;
    NumberField *m_max;
    NumberField *m_span;
    IconButton *m_remove = nullptr;
    Text *m_error;
};

RateLimits::RateLimits(SettingsDraft &draft, const QStringList &labels, QWidget *parent)
    : QWidget(parent)
    , m_draft(draft)
    , m_labels(labels)
    , m_table(new QWidget)
    , m_list(new QVBoxLayout)
    , m_method(new Select)
    , m_path(new TextField(u"/api/collections/users/auth-with-password"_s))
    , m_who(new Segmented)
    , m_result(new Text({}, TextRole::Base))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::k4);
    auto *head = new SectionHead(
        tr("Rules"),
        tr("A label names an action of a collection (books:create, *:auth), a path (/api/batch), "
           "or "
           "everything below one that ends with a slash. The most particular one holds, alone."));
    auto *add = new Button(u"plus"_s, tr("Add a rule"), ButtonVariant::Secondary);
    add->setObjectName(u"settings.limits.add"_s);
    head->trailing()->addWidget(add, 0, Qt::AlignBottom);
    column->addWidget(head);
    auto *card = new Card;
    m_list->setSpacing(space::k3);
    card->body()->addLayout(m_list);
    m_table = card;
    column->addWidget(card);

    column->addSpacing(space::k4);
    column->addWidget(new SectionHead(tr("Try a request"),
                                      tr("Says which rule would hold, as the rules stand here.")));
    auto *test = new Card;
    auto *row = new QHBoxLayout;
    row->setSpacing(space::k3);
    QVector<SelectOption> methods;
    for (const char *method : {"GET", "POST", "PATCH", "DELETE", "PUT"}) {
        methods.append({.key = QString::fromLatin1(method), .text = QString::fromLatin1(method)});
    }
    m_method->setOptions(methods);
    m_method->setCurrentKey(u"POST"_s);
    m_method->setObjectName(u"settings.limits.try.method"_s);
    m_method->setAccessibleName(tr("Method"));
    keepScaled(m_method, Extent::Width, server::kLimitNumber);
    m_path->setMono(true);
    m_path->setText(u"/api/collections/users/auth-with-password"_s);
    m_path->setObjectName(u"settings.limits.try.path"_s);
    m_path->setAccessibleName(tr("Path"));
    m_who->addSegment(u"guest"_s, tr("Guest"));
    m_who->addSegment(u"auth"_s, tr("Signed in"));
    m_who->setObjectName(u"settings.limits.try.who"_s);
    m_who->setAccessibleName(tr("Who asks"));
    m_result->setObjectName(u"settings.limits.try.result"_s);
    m_result->setOverflow(Text::Overflow::Wrap);
    row->addWidget(m_method);
    row->addWidget(m_path, 1);
    row->addWidget(m_who);
    test->body()->addLayout(row);
    test->body()->addWidget(m_result);
    column->addWidget(test);

    connect(add, &QPushButton::clicked, this, [this] {
        JsonArray rules = m_draft.value(u"rateLimits.rules"_s).array();
        rules.push_back(
            JsonObject{{"label", ""}, {"audience", ""}, {"duration", 10}, {"maxRequests", 100}});
        m_draft.setValue(u"rateLimits.rules"_s, std::move(rules));
        if (!m_lines.isEmpty()) {
            m_lines.last()->label()->setFocus();
        }
    });
    connect(m_method, &Select::currentChanged, this, &RateLimits::tryOut);
    connect(m_path, &QLineEdit::textChanged, this, &RateLimits::tryOut);
    connect(m_who, &Segmented::currentChanged, this, &RateLimits::tryOut);
    connect(&draft, &SettingsDraft::changed, this, &RateLimits::display);
    display();
}

void RateLimits::display()
{
    if (m_isWriting) {
        tryOut();
        return;
    }
    const JsonArray &rules = m_draft.value(u"rateLimits.rules"_s).array();
    const auto count = static_cast<qsizetype>(rules.size());
    while (m_lines.size() > count) {
        Line *line = m_lines.takeLast();
        line->hide();
        line->deleteLater();
    }
    while (m_lines.size() < count) {
        auto *line = new Line(this, m_labels);
        m_lines.append(line);
        m_list->addWidget(line);
    }
    for (qsizetype i = 0; i < count; ++i) {
        m_lines[i]->name(i);
        m_lines[i]->show(rules[static_cast<std::size_t>(i)],
                         m_draft.problemAt(u"rateLimits.rules.%1"_s.arg(i)));
    }
    m_table->setVisible(count > 0);
    if (parentWidget() != nullptr) { // else it would be a window of its own
        setVisible(m_draft.value(u"rateLimits.enabled"_s).toBool());
    }
    tryOut();
}

void RateLimits::write()
{
    JsonArray rules;
    for (const Line *line : std::as_const(m_lines)) {
        rules.push_back(line->rule());
    }
    m_isWriting = true;
    m_draft.setValue(u"rateLimits.rules"_s, std::move(rules));
    m_isWriting = false;
}

void RateLimits::tryOut()
{
    const Json &rules = m_draft.value(u"rateLimits.rules"_s);
    const int found = matchingRateLimit(
        rules, m_method->currentKey(), m_path->text().trimmed(), m_who->currentKey() == u"auth");
    if (found < 0) {
        m_result->setText(tr("No rule holds: such requests are not limited."));
        return;
    }
    const Json &rule = rules.array()[static_cast<std::size_t>(found)];
    m_result->setText(tr("Rule %1 holds: %2, %n requests in %3 s from one address.",
                         nullptr,
                         pluralCount(rule["maxRequests"].toInt()))
                          .arg(found + 1)
                          .arg(isolatedLtr(toQString(rule["label"].text())))
                          .arg(rule["duration"].toInt()));
}

void RateLimits::setLocked(bool locked) { m_table->setEnabled(!locked); }

} // namespace socle::studio
