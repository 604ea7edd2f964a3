// The part of the collection sheet about rules: Locked, Everyone or an expression for each action.
#include "shared/filter/Tokenizer.h"
#include "studio/api/Text.h"
#include "studio/domain/SchemaDiff.h"
#include "studio/kit/Card.h"
#include "studio/kit/CodeLine.h"
#include "studio/kit/Segmented.h"
#include "studio/kit/Text.h"
#include "studio/views/schema/SchemaSections.h"

#include <QBoxLayout>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

struct RuleText
{
    const char *title;
    const char *locked; // what null means, where it is not "superusers only"
};

RuleText textOf(const QString &member)
{
    static const QMap<QString, RuleText> kTexts{
        {u"listRule"_s,
         {QT_TRANSLATE_NOOP("socle::studio::RulesSection", "List and search"), nullptr}},
        {u"viewRule"_s,
         {QT_TRANSLATE_NOOP("socle::studio::RulesSection", "View one record"), nullptr}},
        {u"createRule"_s, {QT_TRANSLATE_NOOP("socle::studio::RulesSection", "Create"), nullptr}},
        {u"updateRule"_s, {QT_TRANSLATE_NOOP("socle::studio::RulesSection", "Update"), nullptr}},
        {u"deleteRule"_s, {QT_TRANSLATE_NOOP("socle::studio::RulesSection", "Delete"), nullptr}},
        {u"authRule"_s,
         {QT_TRANSLATE_NOOP("socle::studio::RulesSection", "Sign in"),
          QT_TRANSLATE_NOOP("socle::studio::RulesSection", "Nobody may sign in.")}},
        {u"manageRule"_s,
         {QT_TRANSLATE_NOOP("socle::studio::RulesSection", "Manage other accounts"),
          QT_TRANSLATE_NOOP("socle::studio::RulesSection",
                            "Only superusers may change e-mail or password of others.")}},
    };
    return kTexts.value(member);
}

QVector<CodeSpan> spansOf(const QString &text)
{
    QVector<CodeSpan> spans;
    const QByteArray bytes = text.toUtf8();
    for (const filter::Token &token : filter::tokenize(viewOf(bytes))) {
        std::optional<Syntax> syntax;
        switch (token.kind) {
        case filter::TokenKind::Identifier:
            syntax = bytes.at(static_cast<qsizetype>(token.start)) == '@' ? Syntax::Macro
                                                                          : Syntax::Field;
            break;
        case filter::TokenKind::Function:
            syntax = Syntax::Function;
            break;
        case filter::TokenKind::Number:
            syntax = Syntax::Number;
            break;
        case filter::TokenKind::Text:
            syntax = Syntax::String;
            break;
        case filter::TokenKind::Comment:
            syntax = Syntax::Comment;
            break;
        case filter::TokenKind::Sign:
        case filter::TokenKind::Join:
            syntax = Syntax::Operator;
            break;
        case filter::TokenKind::Invalid:
            syntax = Syntax::Error;
            break;
        case filter::TokenKind::Blank:
        case filter::TokenKind::OpenParenthesis:
        case filter::TokenKind::CloseParenthesis:
        case filter::TokenKind::Comma:
            break;
        }
        if (syntax) {
            const auto from
                = QString::fromUtf8(bytes.left(static_cast<qsizetype>(token.start))).size();
            const auto length
                = QString::fromUtf8(bytes.mid(static_cast<qsizetype>(token.start),
                                              static_cast<qsizetype>(token.end - token.start)))
                      .size();
            spans.append({static_cast<int>(from), static_cast<int>(length), *syntax});
        }
    }
    return spans;
}

} // namespace

/// One action: what it is, the switch, the rule.
class RulesSection::RuleRow : public Card
{
public:
    RuleRow(SchemaDraft &draft, const QString &member)
        : m_draft(draft)
        , m_member(member)
        , m_switch(new Segmented)
        , m_code(new CodeLine)
        , m_word(new Text({}, TextRole::Small, Color::TextMuted))
        , m_error(new Text({}, TextRole::Small, Color::Danger))
    {
        const QString title = RulesSection::tr(textOf(member).title);
        m_switch->setObjectName(u"schema.rules."_s + member);
        m_switch->setAccessibleName(title);
        m_switch->addSegment(u"locked"_s, RulesSection::tr("Locked"), u"lock"_s);
        if (member != u"manageRule") {
            m_switch->addSegment(u"everyone"_s, RulesSection::tr("Everyone"), u"globe"_s);
        }
        m_switch->addSegment(u"rule"_s, RulesSection::tr("Rule"), u"filter"_s);
        m_code->setObjectName(u"schema.rules."_s + member + u".text"_s);
        m_code->setAccessibleName(RulesSection::tr("Rule: %1").arg(title));
        m_code->setPlaceholderText(u"@request.auth.id != \"\""_s);
        m_code->setTokenizer(spansOf);
        m_code->setLineRange(1, 4);
        m_code->setCompleter(
            [this](const QString &before, int *replaced) { return offers(before, replaced); });
        m_word->setOverflow(Text::Overflow::Wrap);
        m_error->setOverflow(Text::Overflow::Wrap);
        auto *head = new QHBoxLayout;
        head->addWidget(new Text(title, TextRole::BaseMedium));
        head->addStretch();
        head->addWidget(m_switch);
        body()->setContentsMargins(space::k5, space::k4, space::k5, space::k4);
        body()->setSpacing(space::k3);
        body()->addLayout(head);
        body()->addWidget(m_code);
        body()->addWidget(m_word);
        body()->addWidget(m_error);
        connect(m_switch, &Segmented::currentChanged, this, [this](const QString &key) {
            choose(key);
        });
        connect(m_code, &QPlainTextEdit::textChanged, this, [this] {
            // Only a rule is written here: locked and open ones have no text to take.
            if (!m_isShowing && m_switch->currentKey() == u"rule") {
                m_draft.setMember(m_member, toUtf8(m_code->text()));
            }
        });
    }

    void display(const QString &problem)
    {
        m_isShowing = true;
        const Json &rule = m_draft.json()[toUtf8(m_member)];
        const QString text = toQString(rule.text());
        QString key = !rule.isString()       ? u"locked"_s
            : text.isEmpty() && !m_wantsRule ? u"everyone"_s
                                             : u"rule"_s;
        if (rule.isString() && text.isEmpty() && m_member == u"manageRule") {
            key = u"rule"_s;
        }
        m_switch->setCurrentKey(key);
        m_code->setVisible(key == u"rule");
        if (m_code->text() != text) {
            m_code->setText(text);
        }
        const char *locked = textOf(m_member).locked;
        m_word->setText(
            key == u"locked" ? (locked != nullptr ? RulesSection::tr(locked)
                                                  : RulesSection::tr("Only superusers."))
                : key == u"everyone"
                ? (m_member == u"authRule" ? RulesSection::tr("Every account of this collection.")
                                           : RulesSection::tr("Anyone, signed in or not."))
                : RulesSection::tr("Whoever the rule is true for. Superusers always."));
        m_error->setText(problem);
        m_error->setVisible(!problem.isEmpty());
        m_code->setInputState(problem.isEmpty() ? InputState::Normal : InputState::Error);
        m_isShowing = false;
    }

    void focusError() { m_code->setFocus(); }

private:
    void choose(const QString &key)
    {
        m_wantsRule = key == u"rule";
        if (key == u"locked") {
            m_draft.setMember(m_member, nullptr);
        } else if (key == u"everyone") {
            m_draft.setMember(m_member, "");
        } else if (!m_draft.json()[toUtf8(m_member)].isString()
                   || m_draft.json()[toUtf8(m_member)].text().empty()) {
            m_draft.setMember(m_member, "@request.auth.id != \"\"");
            m_code->setFocus();
            m_code->selectAll();
        }
    }

    QVector<CodeCompletion> offers(const QString &before, int *replaced) const
    {
        qsizetype from = before.size();
        while (from > 0
               && (before.at(from - 1).isLetterOrNumber() || before.at(from - 1) == u'_'
                   || before.at(from - 1) == u'@' || before.at(from - 1) == u'.')) {
            --from;
        }
        const QString word = before.mid(from);
        *replaced = static_cast<int>(word.size());
        QVector<CodeCompletion> result;
        const auto offer = [&](const QString &text, const QString &detail, const QString &icon) {
            if (text.startsWith(word, Qt::CaseInsensitive) && text != word) {
                result.append({text, detail, icon});
            }
        };
        for (const DraftField &field : m_draft.fields()) {
            if (field.state != FieldState::Removed) {
                offer(field.name, field.type, {});
            }
        }
        for (const QString &name : {u"@request.auth.id"_s,
                                    u"@request.auth.collectionName"_s,
                                    u"@request.body."_s,
                                    u"@request.query."_s,
                                    u"@request.method"_s,
                                    u"@collection."_s,
                                    u"@now"_s,
                                    u"@todayStart"_s,
                                    u"@todayEnd"_s}) {
            offer(name, {}, {});
        }
        return result;
    }

    SchemaDraft &m_draft;
    const QString m_member;
    Segmented *const m_switch;
    CodeLine *const m_code;
    Text *const m_word;
    Text *const m_error;
    bool m_isShowing = false;
    bool m_wantsRule = false; // an emptied rule stays a rule while somebody rewrites it
};

RulesSection::RulesSection(SchemaDraft &draft, QWidget *parent)
    : QWidget(parent)
    , m_draft(draft)
    , m_list(new QVBoxLayout(this))
{
    m_list->setContentsMargins(0, 0, 0, 0);
    m_list->setSpacing(space::k4);
    connect(&draft, &SchemaDraft::changed, this, &RulesSection::fill);
    fill();
}

void RulesSection::setProblems(const Problems &problems)
{
    m_problems = problems;
    fill();
}

void RulesSection::fill()
{
    QStringList members = ruleMembers(m_draft.type() == CollectionType::Auth);
    if (m_draft.type() == CollectionType::View) {
        members = {u"listRule"_s, u"viewRule"_s}; // a view is never written to
    }
    const QStringList shown = m_rows.keys();
    QStringList wanted = members;
    std::sort(wanted.begin(), wanted.end()); // as the keys of a map are
    if (shown != wanted) {
        qDeleteAll(m_rows);
        m_rows.clear();
        for (const QString &member : std::as_const(members)) {
            auto *row = new RuleRow(m_draft, member);
            m_rows.insert(member, row);
            m_list->addWidget(row);
        }
    }
    for (auto it = m_rows.begin(); it != m_rows.end(); ++it) {
        it.value()->display(m_problems.value(it.key()));
    }
}

} // namespace socle::studio
