#include "studio/views/import/RunPage.h"

#include "studio/api/Text.h"
#include "studio/kit/Button.h"
#include "studio/kit/DataGrid.h"
#include "studio/kit/Text.h"
#include "studio/views/import/ImportRun.h"
#include "studio/views/import/PreviewModel.h"
#include "studio/views/import/RunCard.h"

#include <QBoxLayout>
#include <QHeaderView>
#include <QLocale>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

/// Row numbers as they are in the file: tabular, at the trailing edge.
class RowNumberUi : public CellUi
{
public:
    CellContent content(const QModelIndex &index) const override
    {
        CellContent content;
        content.kind = CellContent::Kind::Number;
        content.text = index.data().toString();
        return content;
    }

    Qt::Alignment alignment() const override
    {
        return Qt::AlignRight | Qt::AlignAbsolute | Qt::AlignVCenter;
    }
};

const CellUi &rowNumberUi()
{
    static const RowNumberUi ui;
    return ui;
}

} // namespace

RunPage::RunPage(QWidget *parent)
    : QWidget(parent)
    , m_problems(new ProblemModel(this))
{
    auto *page = new QVBoxLayout(this);
    page->setContentsMargins(space::k7, space::k6, space::k7, space::k5);
    page->setSpacing(space::k5);
    m_cards = new QVBoxLayout;
    m_cards->setSpacing(space::k4);
    page->addLayout(m_cards);

    m_failed = new QWidget;
    auto *column = new QVBoxLayout(m_failed);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::k3);
    auto *head = new QHBoxLayout;
    m_failedTitle = new Text({}, TextRole::BaseStrong);
    head->addWidget(m_failedTitle);
    head->addStretch();
    m_export = new Button(u"download"_s, tr("Export failed rows"), ButtonVariant::Secondary);
    m_export->setObjectName(u"import.failed.export"_s);
    m_export->setToolTip(tr("A CSV with the reason in the last column; it can be imported again"));
    head->addWidget(m_export);
    column->addLayout(head);
    m_grid = new DataGrid;
    m_grid->setObjectName(u"import.failed"_s);
    m_grid->setAccessibleName(tr("Failed rows"));
    m_grid->setMarkable(false);
    m_grid->setReadOnly(true);
    m_grid->setModel(m_problems);
    m_grid->setColumns({{.key = u"row"_s, .title = tr("Row"), .ui = &rowNumberUi(), .width = 80},
                        {.key = u"field"_s, .title = tr("Field"), .width = 160},
                        {.key = u"reason"_s, .title = tr("Reason"), .width = 480}});
    m_grid->horizontalHeader()->setStretchLastSection(true);
    column->addWidget(m_grid, 1);
    page->addWidget(m_failed, 1);
    page->addStretch();
    m_failed->hide();
    connect(m_export, &Button::clicked, this, [this] {
        if (m_shown != nullptr) {
            emit exportRequested(m_shown);
        }
    });
}

void RunPage::setRuns(const std::vector<ImportRun *> &runs)
{
    int number = 0;
    for (ImportRun *run : runs) {
        auto *card = new RunCard(*run, ++number);
        m_cards->addWidget(card);
        connect(card, &RunCard::failedRowsRequested, this, [this, run] { showFailedRows(run); });
        connect(card, &RunCard::openRequested, this, [this, run] {
            emit openRequested(run->targetName());
        });
        connect(run, &ImportRun::changed, this, [this, run] {
            if (m_shown == run) {
                refreshFailed();
            }
        });
    }
}

void RunPage::showFailedRows(ImportRun *run)
{
    m_shown = run;
    m_failed->setVisible(run != nullptr);
    refreshFailed();
    m_grid->setFocus();
}

void RunPage::refreshFailed()
{
    if (m_shown == nullptr) {
        return;
    }
    const auto &problems = m_shown->job().problems();
    if (static_cast<int>(problems.size()) != m_problems->rowCount()) {
        m_problems->setProblems(problems);
    }
    const QLocale locale;
    const int failed = pluralCount(m_shown->job().rowsFailed());
    m_failedTitle->setText(
        problems.size() < static_cast<std::size_t>(ImportJob::kMaxProblems)
            ? tr("%Ln failed rows of %1", nullptr, failed).arg(m_shown->title())
            : tr("%Ln failed rows of %1, the first %2 reasons", nullptr, failed)
                  .arg(m_shown->title(), locale.toString(ImportJob::kMaxProblems)));
    m_export->setEnabled(m_shown->isEnded());
}

} // namespace socle::studio
