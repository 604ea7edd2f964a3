#include "studio/views/import/CheckPage.h"

#include "studio/api/Text.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/kit/Button.h"
#include "studio/kit/DataGrid.h"
#include "studio/kit/Progress.h"
#include "studio/kit/Text.h"
#include "studio/views/import/CheckModels.h"
#include "studio/views/import/ImportMetrics.h"

#include <QBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QLocale>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

/// The text of the file, corrected where it stands.
class SourceCellUi : public CellUi
{
public:
    EditorPlace editorPlace() const override { return EditorPlace::InCell; }

    QWidget *createEditor(QWidget *parent, const QModelIndex &) const override
    {
        auto *editor = new QLineEdit(parent);
        editor->setFrame(false);
        return editor;
    }

    void setEditorValue(QWidget *editor, const QModelIndex &index) const override
    {
        auto *line = static_cast<QLineEdit *>(editor);
        line->setText(index.data(Qt::EditRole).toString());
        line->selectAll();
    }

    std::optional<QVariant> editorValue(QWidget *editor) const override
    {
        return static_cast<QLineEdit *>(editor)->text();
    }

    void startTyping(QWidget *editor, const QString &text) const override
    {
        static_cast<QLineEdit *>(editor)->setText(text);
    }
};

const CellUi &sourceCellUi()
{
    static const SourceCellUi ui;
    return ui;
}

DataGrid *makeGrid(const QString &objectName, const QString &words, QAbstractItemModel *model)
{
    auto *grid = new DataGrid;
    grid->setObjectName(objectName);
    grid->setAccessibleName(words);
    grid->setMarkable(false);
    grid->setModel(model);
    grid->horizontalHeader()->setStretchLastSection(true);
    return grid;
}

} // namespace

CheckPage::CheckPage(ConnectionContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_summary(new Text({}, TextRole::BaseStrong))
    , m_detail(new Text({}, TextRole::Small, Color::TextMuted))
    , m_meter(new Meter)
    , m_tables(new QWidget)
    , m_causesModel(new CausesModel(this))
    , m_rowsModel(new FailedRowsModel(this))
    , m_causes(makeGrid(u"import.check.causes"_s, tr("Problems by cause"), m_causesModel))
    , m_rows(makeGrid(u"import.check.rows"_s, tr("Rows with this problem"), m_rowsModel))
    , m_leaveOut(new Button(tr("Leave these rows out"), ButtonVariant::Secondary))
    , m_again(new Button(u"refresh"_s, tr("Check again"), ButtonVariant::Secondary))
{
    auto *page = new QVBoxLayout(this);
    page->setContentsMargins(space::k7, space::k6, space::k7, space::k5);
    page->setSpacing(space::k4);
    m_summary->setObjectName(u"import.check.summary"_s);
    m_detail->setOverflow(Text::Overflow::Wrap);
    m_meter->setAccessibleName(tr("Progress of the check"));
    page->addWidget(m_summary);
    page->addWidget(m_detail);
    page->addWidget(m_meter);
    auto *column = new QVBoxLayout(m_tables);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::k4);
    m_causes->setReadOnly(true);
    m_causes->setColumns({{.key = u"reason"_s, .title = tr("Problem"), .width = 420},
                          {.key = u"field"_s, .title = tr("Field"), .width = 160},
                          {.key = u"count"_s, .title = tr("Count"), .width = 90},
                          {.key = u"rows"_s, .title = tr("Rows"), .width = 260}});
    column->addWidget(m_causes, 1);
    auto *line = new QHBoxLayout;
    line->setSpacing(space::k3);
    line->addWidget(new Text(tr("Correct cells in place, or leave the rows out"),
                             TextRole::Small,
                             Color::TextMuted),
                    1);
    m_leaveOut->setObjectName(u"import.check.leaveOut"_s);
    line->addWidget(m_leaveOut);
    m_again->setObjectName(u"import.check.again"_s);
    line->addWidget(m_again);
    column->addLayout(line);
    column->addWidget(m_rows, 2);
    page->addWidget(m_tables, 1);
    page->addStretch();
    connect(m_causes->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this] {
        showCause();
    });
    connect(m_leaveOut, &Button::clicked, this, &CheckPage::leaveOut);
    connect(m_again, &Button::clicked, this, &CheckPage::check);
    connect(m_rowsModel,
            &FailedRowsModel::cellEdited,
            this,
            [this](qint64 row, const QString &name, const QString &text) {
                m_draft.edits[row].insert(name, text);
                emit draftChanged(m_draft);
            });
    refresh();
}

CheckPage::~CheckPage() = default;

void CheckPage::show(const ImportDraft &draft)
{
    m_draft = draft;
    if (draft.plan().toJson().dump() != m_checked) {
        check();
    }
}

void CheckPage::check()
{
    delete std::exchange(m_job, nullptr);
    ImportPlan plan = m_draft.plan();
    m_checked = plan.toJson().dump();
    plan.isDryRun = true;
    plan.errorFile.clear();
    m_job = new ImportJob(
        m_context.client(), m_context.schema(), m_context.capabilities(), plan, this);
    m_causesModel->setCauses({});
    m_rowsModel->setRows({}, {}, {});
    connect(m_job, &ImportJob::progress, this, &CheckPage::refresh);
    connect(m_job, &ImportJob::stateChanged, this, [this](ImportJob::State state) {
        if (state == ImportJob::State::Running || state == ImportJob::State::Ready) {
            return;
        }
        refresh();
        if (state == ImportJob::State::Finished) {
            m_causesModel->setCauses(causesOf(m_job->problems()));
            m_causes->setCurrentIndex(m_causesModel->index(0, 0));
            showCause();
        }
        emit checked();
    });
    m_job->start();
    refresh();
}

void CheckPage::refresh()
{
    const bool hasJob = m_job != nullptr;
    const auto state = hasJob ? m_job->state() : ImportJob::State::Ready;
    const bool isRunning = hasJob && state == ImportJob::State::Running;
    const QLocale locale;
    m_meter->setVisible(isRunning);
    m_tables->setVisible(!isRunning && hasJob && m_job->rowsFailed() > 0);
    if (!hasJob) {
        m_summary->setText({});
        m_detail->setText({});
        return;
    }
    m_meter->setValue(m_job->bytesTotal() > 0 ? static_cast<double>(m_job->bytesRead())
                              / static_cast<double>(m_job->bytesTotal())
                                              : -1);
    const int fitting = pluralCount(m_job->rowsWritten());
    const QString failed = locale.toString(m_job->rowsFailed());
    if (isRunning) {
        m_summary->setText(tr("Checking %1: %2 rows so far")
                               .arg(m_draft.fileName(), locale.toString(m_job->rowsRead())));
    } else if (state == ImportJob::State::Finished) {
        m_summary->setText(m_job->rowsFailed() == 0
                               ? tr("All %Ln rows fit", nullptr, fitting)
                               : tr("%Ln rows fit, %1 do not", nullptr, fitting).arg(failed));
    } else {
        m_summary->setText(tr("The check stopped: %1").arg(m_job->error().message));
    }
    QStringList notes;
    const QMap<QString, qint64> made = m_job->recordsMade();
    for (auto it = made.begin(); it != made.end(); ++it) {
        notes.append(tr("%Ln records would be created in %1", nullptr, pluralCount(it.value()))
                         .arg(it.key()));
    }
    if (!m_draft.leftOut.isEmpty()) {
        notes.append(
            tr("%Ln rows are left out", nullptr, static_cast<int>(m_draft.leftOut.size())));
    }
    if (m_job->problems().size() >= static_cast<std::size_t>(ImportJob::kMaxProblems)) {
        notes.append(
            tr("The first %1 problems are shown").arg(locale.toString(ImportJob::kMaxProblems)));
    }
    notes.append(tr("What only the server knows, such as values that are taken, shows in the run"));
    m_detail->setText(notes.join(u"  ·  "_s));
}

void CheckPage::showCause()
{
    const int at = m_causes->currentIndex().row();
    const auto &causes = m_causesModel->causes();
    if (m_job == nullptr || at < 0 || at >= static_cast<int>(causes.size())) {
        return;
    }
    const std::vector<qint64> &numbers = causes[static_cast<std::size_t>(at)].rows;
    const QSet<qint64> wanted(numbers.begin(), numbers.end());
    std::vector<FailedRow> rows;
    for (const FailedRow &row : m_job->failedRows()) {
        if (wanted.contains(row.source.number)) {
            rows.push_back(row);
        }
    }
    m_rowsModel->setRows(std::move(rows), m_job->columns(), m_draft.edits);
    QVector<GridColumn> columns{
        {.key = u"#"_s, .title = tr("Row"), .width = 80, .isEditable = false}};
    for (const QString &name : m_job->columns()) {
        columns.append(
            {.key = name, .title = name, .ui = &sourceCellUi(), .width = import::kPreviewColumn});
    }
    m_rows->setColumns(columns);
}

void CheckPage::leaveOut()
{
    for (const FailedRow &row : m_rowsModel->rows()) {
        m_draft.leftOut.insert(row.source.number);
    }
    emit draftChanged(m_draft);
    check();
}

std::optional<qint64> CheckPage::fitting() const
{
    const bool isOver = m_job != nullptr && m_job->state() == ImportJob::State::Finished;
    return isOver && m_draft.onError != OnRowError::Stop ? std::optional(m_job->rowsWritten())
                                                         : std::nullopt;
}

void CheckPage::focusFirst()
{
    if (m_causes->isVisible()) {
        m_causes->setFocus();
    }
}

} // namespace socle::studio
