#include "studio/views/data/AskPopover.h"

#include "studio/api/AiEndpoint.h"
#include "studio/api/OnResult.h"
#include "studio/api/Text.h"
#include "studio/domain/FilterChips.h"
#include "studio/fields/FilterSpans.h"
#include "studio/kit/Banner.h"
#include "studio/kit/Chip.h"
#include "studio/kit/CodeLine.h"
#include "studio/kit/ScaledSize.h"
#include "studio/kit/Text.h"
#include "studio/kit/TextField.h"
#include "studio/views/data/ColumnLayout.h"
#include "studio/views/data/DataMetrics.h"

#include <QBoxLayout>
#include <QLocale>
#include <QTimeZone>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr int kMostChips = 3; // more stand in the text below

} // namespace

AskPopover::AskPopover(ApiClient &client, CollectionPtr collection, QWidget *parent)
    : Popover(parent)
    , m_client(client)
    , m_collection(std::move(collection))
    , m_question(new TextField(tr("published books above 12, newest first")))
    , m_send(new Button(tr("Ask"), ButtonVariant::Primary))
    , m_answer(new QWidget)
    , m_chips(new QHBoxLayout)
    , m_filter(new CodeLine)
    , m_explanation(new Text)
    , m_assumptions(new Text({}, TextRole::Small, Color::TextMuted))
    , m_confidence(new Text({}, TextRole::Small, Color::TextMuted))
    , m_notice(new Text({}, TextRole::Small, Color::TextMuted))
    , m_problem(new Banner(Tone::Warning, {}))
{
    setObjectName(u"data.ask"_s);
    setAccessibleName(tr("Ask in words"));
    setDeleteOnClose(true);
    setPadding(space::k4);
    keepScaled(this, Extent::Width, data::kAskWidth);
    m_question->setObjectName(u"data.ask.text"_s);
    m_question->setAccessibleName(tr("What do you look for in %1?").arg(m_collection->name));
    m_question->setLeadingIcon(u"sparkles"_s, Color::Accent);
    m_send->setObjectName(u"data.ask.send"_s);
    m_filter->setObjectName(u"data.ask.filter"_s);
    m_filter->setAccessibleName(tr("The filter as text"));
    m_filter->setLineRange(1, 4);
    m_filter->setTokenizer(&filterSpans);
    for (Text *text : {m_explanation, m_assumptions, m_confidence, m_notice}) {
        text->setOverflow(Text::Overflow::Wrap);
    }
    m_problem->setDismissible(false);
    m_problem->hide();

    auto *line = new QHBoxLayout;
    line->setSpacing(space::k3);
    line->addWidget(m_question, 1);
    line->addWidget(m_send);
    body()->setSpacing(space::k4);
    body()->addLayout(line);
    body()->addWidget(m_problem);
    body()->addWidget(m_answer);

    auto *answer = new QVBoxLayout(m_answer);
    answer->setContentsMargins(0, 0, 0, 0);
    answer->setSpacing(space::k3);
    m_chips->setSpacing(space::k3);
    answer->addLayout(m_chips);
    answer->addWidget(m_filter);
    answer->addWidget(m_explanation);
    answer->addWidget(m_assumptions);
    answer->addWidget(m_confidence);
    answer->addWidget(m_notice);
    auto *cancel = new Button(tr("Cancel"), ButtonVariant::Ghost);
    cancel->setObjectName(u"data.ask.cancel"_s);
    m_edit = new Button(tr("Edit"), ButtonVariant::Secondary);
    m_edit->setObjectName(u"data.ask.edit"_s);
    m_edit->setToolTip(tr("Put it into the filter bar as text"));
    m_apply = new Button(tr("Apply filter"), ButtonVariant::Primary);
    m_apply->setObjectName(u"data.ask.apply"_s);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(space::k3);
    buttons->addStretch();
    buttons->addWidget(cancel);
    buttons->addWidget(m_edit);
    buttons->addWidget(m_apply);
    answer->addLayout(buttons);
    m_answer->hide();

    connect(m_send, &Button::clicked, this, &AskPopover::ask);
    connect(m_question, &TextField::returnPressed, this, &AskPopover::ask);
    connect(cancel, &Button::clicked, this, &QWidget::close);
    connect(m_edit, &Button::clicked, this, [this] {
        emit editRequested(m_filter->text().trimmed());
        close();
    });
    connect(m_apply, &Button::clicked, this, [this] {
        emit applied(m_filter->text().trimmed(), m_sort);
        close();
    });
    connect(m_filter, &QPlainTextEdit::textChanged, this, [this] {
        FilterChips chips;
        chips.setText(m_filter->text());
        m_apply->setEnabled(chips.isValid());
    });
}

void AskPopover::focusText() { m_question->setFocus(); }

void AskPopover::setAsking(bool asking)
{
    m_send->setBusy(asking);
    m_question->setReadOnly(asking);
}

void AskPopover::ask()
{
    const QString question = m_question->text().trimmed();
    if (question.isEmpty() || m_send->isBusy()) {
        return;
    }
    setAsking(true);
    m_problem->hide();
    const Json body(
        JsonObject{{"text", toUtf8(question)},
                   {"collection", toUtf8(m_collection->name)},
                   {"execute", false},
                   {"timezone", toUtf8(QString::fromLatin1(QTimeZone::systemTimeZoneId()))},
                   {"locale", toUtf8(QLocale().name().section(u'_', 0, 0))}});
    onResult(AiEndpoint(m_client).call("POST", u"query"_s, body),
             this,
             [this](const Result<Json> &answer) {
                 setAsking(false);
                 if (answer) {
                     showAnswer(*answer);
                 } else {
                     showFailure(apiError(answer.error()));
                 }
                 adjustSize();
             });
}

void AskPopover::showAnswer(const Json &answer)
{
    while (QLayoutItem *item = m_chips->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    FilterChips chips;
    chips.setText(toQString(answer["filter"].text()));
    int count = 0;
    for (const FilterChip &chip : chips.chips()) {
        if (count++ == kMostChips) {
            m_chips->addWidget(
                new Text(tr("+%1").arg(static_cast<int>(chips.chips().size()) - kMostChips),
                         TextRole::Small,
                         Color::TextMuted));
            break;
        }
        const QStringList parts = chip.kind == ChipKind::Clause
            ? QStringList{chip.field,
                          FilterChips::operatorWords(chip.op),
                          chip.values.join(u", "_s)}
            : QStringList{chip.text};
        auto *widget = new Chip(parts);
        widget->setRemovable(false);
        widget->setFocusPolicy(Qt::NoFocus);
        widget->setObjectName(u"data.ask.chip.%1"_s.arg(count));
        m_chips->addWidget(widget);
    }
    m_chips->addStretch();
    m_filter->setText(chips.text());
    m_explanation->setText(toQString(answer["explanation"].text()));
    m_explanation->setVisible(!m_explanation->text().isEmpty());
    QStringList assumptions;
    for (const Json &assumption : answer["assumptions"].array()) {
        assumptions.append(toQString(assumption.text()));
    }
    m_assumptions->setText(tr("Assumed: %1").arg(assumptions.join(u"; "_s)));
    m_assumptions->setVisible(!assumptions.isEmpty());
    const QString sort = toQString(answer["sort"].text());
    m_sort = sort.isEmpty() ? QStringList() : sort.split(u',', Qt::SkipEmptyParts);
    QString sure = tr("Confidence %1 %").arg(qRound(answer["confidence"].toDouble() * 100));
    if (!sort.isEmpty()) {
        QStringList words;
        for (const QString &item : std::as_const(m_sort)) {
            words.append(isDescendingItem(item) ? tr("%1 descending").arg(sortField(item))
                                                : tr("%1 ascending").arg(sortField(item)));
        }
        sure = tr("Sorted by %1. %2").arg(words.join(u", "_s), sure);
    }
    m_confidence->setText(sure);
    const Json &notice
        = answer["meta"]["notice"].isString() ? answer["meta"]["notice"] : answer["notice"];
    m_notice->setText(toQString(notice.text()));
    m_notice->setVisible(!m_notice->text().isEmpty());
    const QString other = toQString(answer["collection"].text());
    if (!other.isEmpty() && other != m_collection->name) {
        m_problem->setMessage(Tone::Warning,
                              tr("This seems to be about %1").arg(other),
                              tr("Open that collection and ask there."));
        m_problem->show();
    }
    m_answer->show();
    m_apply->setEnabled(chips.isValid());
    m_apply->setFocus();
}

void AskPopover::showFailure(const ApiError &error)
{
    m_answer->hide();
    m_problem->setMessage(Tone::Danger, error.title(), error.message);
    m_problem->show();
    m_question->setFocus();
    m_question->selectAll();
}

} // namespace socle::studio
