#include "studio/views/ai/AskPage.h"

#include "studio/api/Text.h"
#include "studio/domain/SchemaStore.h"
#include "studio/fields/FilterSpans.h"
#include "studio/kit/Banner.h"
#include "studio/kit/Button.h"
#include "studio/kit/Chip.h"
#include "studio/kit/CodeLine.h"
#include "studio/kit/DataGrid.h"
#include "studio/kit/EmptyState.h"
#include "studio/kit/IconButton.h"
#include "studio/kit/Layouts.h"
#include "studio/kit/ListRow.h"
#include "studio/kit/Pill.h"
#include "studio/kit/ScaledSize.h"
#include "studio/kit/Select.h"
#include "studio/kit/Skeleton.h"
#include "studio/kit/Small.h"
#include "studio/kit/Text.h"
#include "studio/kit/TextField.h"
#include "studio/kit/Theme.h"
#include "studio/shell/Shell.h"
#include "studio/views/ai/AiMetrics.h"
#include "studio/views/ai/AiWords.h"
#include "studio/views/ai/AnswerModel.h"
#include "studio/views/ai/PageFrame.h"

#include <QBoxLayout>
#include <QClipboard>
#include <QGuiApplication>
#include <QLocale>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

QStringList chipParts(const FilterChip &chip)
{
    if (chip.kind != ChipKind::Clause) {
        return {chip.text};
    }
    QStringList parts{chip.field, FilterChips::operatorWords(chip.op)};
    if (!chip.values.isEmpty()) {
        parts << chip.values.join(u", "_s);
    }
    return parts;
}

} // namespace

AskPage::AskPage(AiDesk &desk, const SchemaStore &schema, Shell &shell, QWidget *parent)
    : QWidget(parent)
    , m_desk(desk)
    , m_schema(schema)
    , m_shell(shell)
    , m_question(new TextField(tr("Published books with a price over 20, newest first")))
    , m_collection(new Select)
    , m_run(new Button(u"search"_s, tr("Ask"), ButtonVariant::Primary))
    , m_offline(
          new Banner(Tone::Info,
                     tr("Built-in offline engine"),
                     tr("It knows filters, counts and orders. Name a collection and its fields.")))
    , m_problem(new Banner(Tone::Danger, {}))
    , m_empty(new QWidget)
    , m_result(nullptr)
    , m_skeleton(new Skeleton(Skeleton::Shape::Rows))
{
    setObjectName(u"ai.ask"_s);
    setAccessibleName(tr("Ask your data"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(makeHead());

    auto *content = new Band(Color::Surface, Band::NoLine);
    auto *inner = new QVBoxLayout(content);
    inner->setContentsMargins(0, 0, 0, 0);
    inner->setSpacing(0);
    auto *notices = new QVBoxLayout;
    notices->setContentsMargins(space::k5, space::k4, space::k5, 0);
    notices->setSpacing(space::k3);
    notices->addWidget(m_offline);
    m_offline->setObjectName(u"ai.ask.offline"_s);
    notices->addWidget(m_problem);
    m_problem->setObjectName(u"ai.ask.problem"_s);
    Button *retry = m_problem->addAction(tr("Retry"));
    retry->setObjectName(u"ai.ask.retry"_s);
    connect(retry, &QPushButton::clicked, this, &AskPage::run);
    inner->addLayout(notices);

    auto *emptyColumn = new QVBoxLayout(m_empty);
    emptyColumn->setContentsMargins(space::k7, space::k9, space::k7, 0);
    emptyColumn->setSpacing(space::k5);
    auto *state = new EmptyState(u"search"_s,
                                 tr("Find records by describing them"),
                                 tr("You see the exact filter. Nothing is changed."));
    keepScaled(state, Extent::LeastHeight, ai::kEmptyHeight);
    emptyColumn->addWidget(state);
    auto *list = new QWidget;
    keepScaled(list, Extent::MostWidth, ai::kColumn);
    m_examples = new QVBoxLayout(list);
    m_examples->setContentsMargins(0, 0, 0, 0);
    m_examples->setSpacing(space::k3);
    auto *centre = new QHBoxLayout;
    centre->addStretch(1);
    centre->addWidget(list, 1000);
    centre->addStretch(1);
    emptyColumn->addLayout(centre);
    emptyColumn->addStretch();
    inner->addWidget(m_empty, 1);
    m_result = makeResult();
    inner->addWidget(m_result, 1);
    inner->addWidget(m_skeleton, 1);
    m_skeleton->setContentsMargins(space::k5, space::k5, space::k5, 0);
    column->addWidget(content, 1);

    connect(&m_desk, &AiDesk::answered, this, &AskPage::showAnswer);
    connect(&m_desk, &AiDesk::askFailed, this, &AskPage::showProblem);
    connect(&m_desk, &AiDesk::changed, this, [this] {
        m_offline->setVisible(m_desk.isLocal({}));
        m_run->setEnabled(m_desk.mayQuery());
        m_run->setToolTip(m_desk.mayQuery() ? QString() : tr("You may not ask on this server."));
    });
    connect(&m_schema, &SchemaStore::collectionsChanged, this, [this] {
        fillCollections();
        fillExamples();
    });
    fillCollections();
    fillExamples();
    m_offline->setVisible(m_desk.isLocal({}));
    m_problem->hide();
    setMode(m_empty);
}

QWidget *AskPage::makeHead()
{
    auto *bar = new Band(Color::Surface, Band::BottomLine);
    keepScaled(bar, Extent::Height, layout::kToolbar);
    auto *row = new QHBoxLayout(bar);
    setMirroredMargins(row, space::k5, 0, space::k4, 0);
    row->setSpacing(space::k3);
    m_question->setObjectName(u"ai.ask.question"_s);
    m_question->setAccessibleName(tr("Question"));
    m_question->setLeadingIcon(u"sparkles"_s);
    row->addWidget(m_question, 1);
    m_collection->setObjectName(u"ai.ask.collection"_s);
    m_collection->setAccessibleName(tr("Collection"));
    keepScaled(m_collection, Extent::Width, ai::kCollectionWidth);
    row->addWidget(m_collection);
    m_run->setObjectName(u"ai.ask.run"_s);
    m_run->setAccessibleName(tr("Ask the question"));
    row->addWidget(m_run);
    connect(m_question, &QLineEdit::returnPressed, this, &AskPage::run);
    connect(m_run, &QPushButton::clicked, this, &AskPage::run);
    return bar;
}

QWidget *AskPage::makeResult()
{
    auto *page = new QWidget;
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, space::k4, 0, 0);
    column->setSpacing(0);
    auto *head = new QVBoxLayout;
    head->setContentsMargins(space::k5, 0, space::k5, space::k4);
    head->setSpacing(space::k3);

    auto *line = new QHBoxLayout;
    line->setSpacing(space::k3);
    m_total = new Text({}, TextRole::LargeStrong);
    m_total->setObjectName(u"ai.ask.total"_s);
    line->addWidget(m_total);
    m_confidence = new Pill({}, Tone::Neutral);
    m_confidence->setObjectName(u"ai.ask.confidence"_s);
    line->addWidget(m_confidence);
    line->addStretch();
    auto *refine = new Button(u"pencil"_s, tr("Refine"), ButtonVariant::Secondary);
    refine->setObjectName(u"ai.ask.refine"_s);
    connect(refine, &QPushButton::clicked, this, &AskPage::focusQuestion);
    line->addWidget(refine);
    auto *open = new Button(u"external-link"_s, tr("Open in Data"), ButtonVariant::Primary);
    open->setObjectName(u"ai.ask.open"_s);
    connect(open, &QPushButton::clicked, this, &AskPage::openInData);
    line->addWidget(open);
    head->addLayout(line);

    m_explanation = new Text({}, TextRole::Base);
    m_explanation->setObjectName(u"ai.ask.explanation"_s);
    m_explanation->setOverflow(Text::Overflow::Wrap);
    head->addWidget(m_explanation);
    m_assumptions = new Text({}, TextRole::Small, Color::TextMuted);
    m_assumptions->setObjectName(u"ai.ask.assumptions"_s);
    m_assumptions->setOverflow(Text::Overflow::Wrap);
    head->addWidget(m_assumptions);
    auto *chipRow = new QWidget;
    chipRow->setObjectName(u"ai.ask.chips"_s);
    m_chips = new QHBoxLayout(chipRow);
    m_chips->setContentsMargins(0, 0, 0, 0);
    m_chips->setSpacing(space::k3);
    head->addWidget(chipRow);
    auto *filterRow = new QHBoxLayout;
    filterRow->setSpacing(space::k3);
    m_filter = new CodeLine;
    m_filter->setObjectName(u"ai.ask.filter"_s);
    m_filter->setAccessibleName(tr("Filter"));
    m_filter->setReadOnly(true);
    m_filter->setLineRange(1, 3);
    m_filter->setTokenizer(&filterSpans);
    m_filter->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff); // it grows to what a filter needs
    filterRow->addWidget(m_filter, 1);
    auto *copy = new IconButton(u"copy"_s, tr("Copy the filter"));
    copy->setObjectName(u"ai.ask.copy"_s);
    connect(copy, &QToolButton::clicked, this, [this] {
        QGuiApplication::clipboard()->setText(m_answer.filter);
        m_shell.status(tr("Copied the filter"));
    });
    filterRow->addWidget(copy, 0, Qt::AlignTop);
    head->addLayout(filterRow);
    column->addLayout(head);

    column->addWidget(new Divider);
    m_grid = new DataGrid;
    m_grid->setObjectName(u"ai.ask.grid"_s);
    m_grid->setAccessibleName(tr("Records found"));
    m_grid->setReadOnly(true);
    m_grid->setMarkable(false);
    m_model = new AnswerModel(this);
    m_grid->setModel(m_model);
    connect(m_grid, &DataGrid::followRequested, this, [this](const QModelIndex &index) {
        if (m_model->rowCount() > index.row() && index.isValid()) {
            const Json &record = m_answer.items[static_cast<std::size_t>(index.row())];
            m_shell.open(
                RecordRef{m_answer.collection, QString::fromStdString(record["id"].toText())},
                OpenMode::Preview);
        }
    });
    column->addWidget(m_grid, 1);
    return page;
}

void AskPage::setMode(QWidget *shown)
{
    for (QWidget *page : {m_empty, m_result, static_cast<QWidget *>(m_skeleton)}) {
        page->setVisible(page == shown);
    }
}

void AskPage::run()
{
    const QString words = m_question->text().trimmed();
    if (words.isEmpty()) {
        m_question->setFocus();
        return;
    }
    m_problem->hide();
    m_run->setBusy(true);
    setMode(m_skeleton);
    m_desk.ask(words, m_collection->currentKey(), {});
}

void AskPage::ask(const QString &words)
{
    m_question->setText(words);
    run();
}

void AskPage::showAnswer(const AiAnswer &answer)
{
    m_answer = answer;
    m_run->setBusy(false);
    m_offline->setVisible(answer.isLocal);
    m_total->setText(
        tr("%Ln records in %1", nullptr, pluralCount(answer.totalItems)).arg(answer.collection));
    const int percent = static_cast<int>(answer.confidence * 100 + 0.5);
    m_confidence->setText(tr("%1 % sure").arg(percent));
    m_confidence->setTone(percent >= 70       ? Tone::Success
                              : percent >= 40 ? Tone::Neutral
                                              : Tone::Warning);
    m_explanation->setText(answer.explanation);
    m_explanation->setVisible(!answer.explanation.isEmpty());
    m_assumptions->setText(tr("Assumed: %1").arg(answer.assumptions.join(u" "_s)));
    m_assumptions->setVisible(!answer.assumptions.isEmpty());
    m_filter->setText(answer.filter);
    m_filter->setPlaceholderText(tr("No filter: every record"));
    showChips(answer);
    m_model->setRecords(answer.items, m_schema.find(answer.collection));
    m_grid->setColumns(m_model->columns());
    setMode(m_result);
}

void AskPage::showChips(const AiAnswer &answer)
{
    clearLayout(m_chips);
    FilterChips chips;
    chips.setText(answer.filter);
    int number = 0;
    const auto add = [&](const QStringList &parts, Tone tone, const QString &icon) {
        auto *chip = new Chip(parts);
        chip->setRemovable(false);
        chip->setTone(tone);
        chip->setFocusPolicy(Qt::NoFocus); // shown, not a control
        chip->setObjectName(u"ai.ask.chip.%1"_s.arg(++number));
        chip->setAccessibleName(parts.join(u' '));
        if (!icon.isEmpty()) {
            chip->setLeadingIcon(icon);
        }
        m_chips->addWidget(chip);
    };
    for (const FilterChip &chip : chips.chips()) {
        add(chipParts(chip), Tone::Accent, {});
    }
    for (const QString &key : answer.sort.split(u',', Qt::SkipEmptyParts)) {
        const bool down = key.startsWith(u'-');
        add({key.mid(down ? 1 : 0)}, Tone::Neutral, down ? u"sort-down"_s : u"sort-up"_s);
    }
    m_chips->addStretch();
    m_chips->parentWidget()->setVisible(number > 0);
}

void AskPage::showProblem(const ApiError &error)
{
    m_run->setBusy(false);
    const QString title = error.status > 0 ? error.message : error.title();
    const QString detail = aiErrorDetail(error);
    m_problem->setMessage(Tone::Danger, title, detail.isEmpty() ? error.nextStep() : detail);
    m_problem->show();
    setMode(m_empty);
    m_question->setFocus();
}

void AskPage::focusQuestion()
{
    m_question->setFocus(Qt::ShortcutFocusReason);
    m_question->selectAll();
}

void AskPage::fillCollections()
{
    QVector<SelectOption> options{
        {.key = {}, .text = tr("Any collection"), .iconName = u"layers"_s}};
    for (const CollectionPtr &collection : m_schema.collections()) {
        if (!collection->isSystem) {
            options.append(
                {.key = collection->name, .text = collection->name, .iconName = u"collection"_s});
        }
    }
    const QString key = m_collection->currentKey();
    m_collection->setOptions(options);
    m_collection->setCurrentKey(key);
}

void AskPage::fillExamples()
{
    const QStringList texts = exampleQuestions(m_schema);
    if (texts == m_exampleTexts) {
        return;
    }
    m_exampleTexts = texts;
    clearLayout(m_examples);
    for (int i = 0; i < texts.size(); ++i) {
        auto *row = new ListRow(texts.at(i));
        row->setBoxed(true);
        row->setObjectName(u"ai.ask.example.%1"_s.arg(i + 1));
        row->setAccessibleName(texts.at(i));
        connect(row, &ListRow::clicked, this, [this, text = texts.at(i)] { ask(text); });
        m_examples->addWidget(row);
    }
}

void AskPage::openInData()
{
    // The data browser's own argument names: what it applies when it opens or is already there.
    m_shell.open(ViewTarget{u"data"_s,
                            m_answer.collection,
                            {},
                            {{u"filter"_s, m_answer.filter}, {u"sort"_s, m_answer.sort}}},
                 OpenMode::Lasting);
}

} // namespace socle::studio
