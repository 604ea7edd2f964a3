// The parts of the browser and how they hang together: toolbar, strips, pages, staged bar, footer.
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/InstantEdits.h"
#include "studio/kit/Banner.h"
#include "studio/kit/Chip.h"
#include "studio/kit/EmptyState.h"
#include "studio/kit/FoldingRow.h"
#include "studio/kit/IconButton.h"
#include "studio/kit/Layouts.h"
#include "studio/kit/Skeleton.h"
#include "studio/kit/Text.h"
#include "studio/shell/ViewHost.h"
#include "studio/views/data/DataFooter.h"
#include "studio/views/data/DataView.h"
#include "studio/views/data/FilterBar.h"
#include "studio/views/data/GridCommands.h"
#include "studio/views/data/RecordPanel.h"
#include "studio/views/data/SeenAs.h"
#include "studio/views/data/StagedBar.h"

#include <QAction>
#include <QBoxLayout>
#include <QLocale>
#include <QStackedLayout>
#include <QTimer>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr int kSkeletonRows = 14;
constexpr int kUnsubscribeAfterMs = 60'000; // studio.md 4.3.16
constexpr int kNoteAfterMs = 600; // a place counts once the hand rests
constexpr int kLiveTickMs = 1000;

} // namespace

void DataView::build()
{
    makeActions();
    m_filterBar = new FilterBar;
    m_problemLine = new Strip(0, Strip::BottomLine);
    m_problemLine->setObjectName(u"data.filter.problem"_s);
    m_problemText = new Text({}, TextRole::Small, Color::Danger);
    m_problemText->setObjectName(u"data.filter.problemText"_s);
    m_problemText->setOverflow(Text::Overflow::Wrap);
    auto *problemRow = new QHBoxLayout(m_problemLine);
    problemRow->setContentsMargins(space::k5, space::k2, space::k5, space::k3);
    problemRow->addWidget(m_problemText, 1);
    m_problemLine->hide();
    m_hint = new Banner(Tone::Info, {});
    m_hint->setObjectName(u"data.hint"_s);
    m_hint->setDismissible(true);
    m_indexButton = m_hint->addAction({});
    m_indexButton->setObjectName(u"data.hint.index"_s);
    m_hint->hide();

    m_grid = new DataGrid;
    m_grid->setObjectName(u"data.grid"_s);
    m_grid->setModel(m_model);
    m_loading = new Skeleton(Skeleton::Shape::Rows);
    m_loading->setCount(kSkeletonRows);
    m_empty = new EmptyState(u"table"_s, {}, {});
    m_emptyPage = new QWidget;
    auto *emptyColumn = new QVBoxLayout(m_emptyPage);
    emptyColumn->addStretch();
    emptyColumn->addWidget(m_empty);
    emptyColumn->addStretch();

    auto *content = new QWidget;
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    if (isSeenAs(m_target)) {
        column->addWidget(makeSeenAsBand(m_target));
    }
    QWidget *toolbar = makeToolbar();
    column->addWidget(toolbar);
    toolbar->setVisible(!m_isRecordTab);
    column->addWidget(m_problemLine);
    m_sortRow = new Strip(0, Strip::BottomLine);
    m_sortRow->setObjectName(u"data.sort.row"_s);
    m_sortRow->setAccessibleName(tr("Sort keys"));
    auto *keys = new QHBoxLayout(m_sortRow);
    keys->setContentsMargins(space::k5, space::k2, space::k5, space::k2);
    keys->setSpacing(space::k3);
    m_sortRow->hide();
    column->addWidget(m_sortRow);
    column->addWidget(makeNotice());
    column->addWidget(m_hint);
    m_pages = new QStackedLayout;
    column->addLayout(m_pages, 1); // first: without a place its first page would show as a window
    m_tablePage = new QWidget;
    auto *table = new QHBoxLayout(m_tablePage);
    table->setContentsMargins(0, 0, 0, 0);
    table->setSpacing(0);
    table->addWidget(m_grid, 1);
    m_pages->addWidget(m_tablePage);
    m_pages->addWidget(m_loading);
    m_pages->addWidget(m_emptyPage);
    m_stagedBar = new StagedBar(m_discardAction, m_reviewAction, m_commitAction);
    column->addWidget(m_stagedBar);
    m_footer = new DataFooter;
    column->addWidget(m_footer);
    setContent(content);

    m_panel = new RecordPanel(m_context, m_shell, this);
    m_panel->hide(); // the inspector shows it
    m_panel->setDecimals(
        [model = m_model](const QString &field) { return model->decimalsOf(field); });
    makeRecordActions();
    m_commands = new GridCommands(*m_grid, *m_model, m_context.staging(), this);
    m_placeTimer = new QTimer(this);
    m_placeTimer->setSingleShot(true);
    m_placeTimer->setInterval(kNoteAfterMs);
    connect(m_placeTimer, &QTimer::timeout, this, &DataView::notePlace);
    m_liveTimer = new QTimer(this);
    m_liveTimer->setSingleShot(true);
    m_liveTimer->setInterval(kLiveTickMs);
    connect(m_liveTimer, &QTimer::timeout, this, &DataView::liveTick);
    m_unsubscribeDelay = new QTimer(this);
    m_unsubscribeDelay->setSingleShot(true);
    m_unsubscribeDelay->setInterval(kUnsubscribeAfterMs);
    connect(m_unsubscribeDelay, &QTimer::timeout, this, &DataView::unsubscribe);

    connect(m_filterBar, &FilterBar::filterChanged, this, &DataView::filterChanged);
    connect(m_filterBar, &FilterBar::problemChanged, this, [this](const QString &message) {
        m_problemText->setText(message);
        m_problemLine->setVisible(!message.isEmpty());
    });
    connect(m_filterBar, &FilterBar::askRequested, this, &DataView::askInWords);
    connect(m_filterBar, &FilterBar::leaveRequested, m_grid, [this] { m_grid->setFocus(); });
    connect(m_panel, &RecordPanel::titleChanged, this, [this](const QString &title) {
        if (m_isRecordTab) {
            setTitle(title);
        } else {
            m_shell.showInspector(this, m_panel.data(), title);
        }
        updateRecordActions();
    });
    if (m_isRecordTab) {
        m_pages->addWidget(m_panel); // takes the place of the grid
        m_panel->show();
    }
    connect(m_panel, &RecordPanel::mergeRequested, this, &DataView::merge);
    connect(m_panel, &RecordPanel::removeFromViewRequested, this, [this](const RecordKey &key) {
        m_context.staging().revert(key);
        m_model->applyRemoval(key.record);
    });
    connect(m_footer, &DataFooter::showPendingRequested, this, &DataView::openQuery);
    connect(m_commands, &GridCommands::previewWanted, this, &DataView::openPaste);
    connect(m_commands, &GridCommands::said, this, [this](const QString &text) {
        m_shell.status(text);
    });
}

QWidget *DataView::makeToolbar()
{
    auto *toolbar = new Strip(layout::kToolbar, Strip::BottomLine);
    toolbar->setObjectName(u"data.toolbar"_s);
    toolbar->setAccessibleName(tr("Toolbar"));
    m_columnsButton = new IconButton(u"columns"_s, tr("Columns"));
    m_columnsButton->setObjectName(u"data.columns"_s);
    m_sortButton = new IconButton(u"sort"_s, tr("Sort"));
    m_sortButton->setObjectName(u"data.sort"_s);
    m_viewButton = new IconButton(u"bookmark"_s, tr("Saved views"));
    m_viewButton->setObjectName(u"data.views"_s);
    connect(m_viewButton, &IconButton::clicked, this, &DataView::openViews);
    m_newButton = new FoldingButton({}, ButtonVariant::Primary);
    m_newButton->bindAction(m_newAction);
    m_newButton->setObjectName(u"data.new"_s);
    auto *row = new QHBoxLayout(toolbar);
    setMirroredMargins(row, space::k4 + space::k1, 0, space::k4, 0);
    row->setSpacing(space::k3);
    row->addWidget(m_viewButton);
    row->addWidget(m_filterBar, 1);
    row->addWidget(m_columnsButton);
    row->addWidget(m_sortButton);
    row->addSpacing(space::k2);
    row->addWidget(makeLayoutSwitch());
    row->addSpacing(space::k2);
    row->addWidget(m_newButton);
    new FoldingRow(toolbar, {m_filterBar->button(), m_newButton});
    connect(m_columnsButton, &IconButton::clicked, this, &DataView::openColumns);
    connect(m_sortButton, &IconButton::clicked, this, &DataView::openSort);
    return toolbar;
}

/// With several sort keys: which, in order. A click turns one round, the cross takes it away.
void DataView::showSortChips()
{
    QLayout *row = m_sortRow->layout();
    clearLayout(row);
    m_sortRow->setVisible(m_sort.size() > 1 && m_layoutKind == u"table"_s);
    for (int i = 0; i < m_sort.size() && m_sort.size() > 1; ++i) {
        const QString name = sortField(m_sort.at(i));
        const bool isDown = isDescendingItem(m_sort.at(i));
        auto *chip = new Chip(QLocale().toString(i + 1) + u". "_s + name);
        chip->setObjectName(u"data.sort.chip."_s + name);
        chip->setLeadingIcon(isDown ? u"arrow-down"_s : u"arrow-up"_s);
        chip->setAccessibleName(isDown ? tr("Sort key %1, descending").arg(name)
                                       : tr("Sort key %1, ascending").arg(name));
        chip->setTone(Tone::Neutral);
        connect(chip, &Chip::clicked, this, [this, i, name, isDown] {
            QStringList sort = m_sort;
            sort[i] = isDown ? name : QString(u'-' + name);
            setSort(sort);
        });
        connect(chip, &Chip::removeRequested, this, [this, i] {
            QStringList sort = m_sort;
            sort.removeAt(i);
            setSort(sort);
        });
        row->addWidget(chip);
    }
    static_cast<QHBoxLayout *>(row)->addStretch();
}

} // namespace socle::studio
