#include "studio/views/data/DataView.h"

#include "studio/api/Text.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/InstantEdits.h"
#include "studio/domain/LabelCache.h"
#include "studio/domain/PictureStore.h"
#include "studio/domain/SchemaStore.h"
#include "studio/domain/SharedViews.h"
#include "studio/kit/Banner.h"
#include "studio/kit/EmptyState.h"
#include "studio/kit/IconButton.h"
#include "studio/kit/Skeleton.h"
#include "studio/kit/Text.h"
#include "studio/shell/ViewHost.h"
#include "studio/views/data/DataFooter.h"
#include "studio/views/data/FilterBar.h"
#include "studio/views/data/GridCommands.h"
#include "studio/views/data/PeekPopover.h"
#include "studio/views/data/RecordPanel.h"
#include "studio/views/data/SeenAs.h"
#include "studio/views/data/StagedBar.h"

#include <QAction>
#include <QBoxLayout>
#include <QHeaderView>
#include <QJsonArray>
#include <QScrollBar>
#include <QStackedLayout>
#include <QTimer>
#include <QUndoStack>

#include <utility>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

std::optional<Density> densityOf(const QString &word)
{
    return word == u"compact"_s    ? std::optional(Density::Compact)
        : word == u"comfortable"_s ? std::optional(Density::Comfortable)
        : word == u"spacious"_s    ? std::optional(Density::Spacious)
                                   : std::nullopt;
}

} // namespace

DataView::DataView(ConnectionContext &context, Shell &shell, const ViewTarget &target)
    : View(u"data"_s)
    , m_context(context)
    , m_shell(shell)
    , m_collectionName(target.collection)
    , m_filter(target.arguments[u"filter"_s].toString())
    , m_selectWhenThere(target.record)
    , m_cameFrom(target.arguments[u"from"_s].toObject())
    , m_model(new PagedRecordModel(context.client(), context.schema(), &context.staging(), this))
{
    m_target = target;
    m_linkedView = target.arguments[u"savedView"_s].toString();
    m_linkedSort = target.arguments[u"sort"_s].toString();
    m_isRecordTab = target.arguments[u"form"_s].toBool() && !target.record.isEmpty();
    setTitle(m_collectionName);
    setIcon(u"table"_s);
    m_model->setLabels(&context.labels());
    m_sharedViews = new SharedViews(context.client(), shell.workspace(), this);
    connect(m_sharedViews, &SharedViews::changed, this, [this] {
        updateViewButton();
        followLink(); // its view may have come with them
    });
    build();
    connectGrid();

    connect(&context.schema(), &SchemaStore::stateChanged, this, &DataView::schemaChanged);
    connect(&context.schema(), &SchemaStore::collectionsChanged, this, &DataView::schemaChanged);
    connect(&context, &ConnectionContext::capabilitiesChanged, this, &DataView::updateActions);
    connect(&context, &ConnectionContext::lockChanged, this, &DataView::lockChanged);
    connect(&context, &ConnectionContext::backOnline, this, &DataView::refresh);
    connect(&context, &ConnectionContext::signInNeeded, this, [this] {
        m_isSignedOut = true;
        showState();
    });
    connect(&context, &ConnectionContext::stateChanged, this, [this] {
        if (std::exchange(m_isSignedOut,
                          m_isSignedOut && m_context.state() == ConnectionState::SignedOut)) {
            showState();
        }
    });
    connect(&context.instantEdits(), &InstantEdits::finished, this, &DataView::instantFinished);
    connect(&context.staging(), &StagingEngine::countsChanged, this, [this](const QString &id) {
        if (m_collection != nullptr && id == m_collection->id) {
            updateActions();
            showState();
        }
    });
    connect(m_model, &PagedRecordModel::stateChanged, this, &DataView::modelStateChanged);
    connect(&context.pictures(), &PictureStore::arrived, this, [this] {
        m_grid->viewport()->update();
    });
    connect(m_model, &PagedRecordModel::headerDataChanged, m_grid->viewport(), [this] {
        m_grid->viewport()->update(); // prices line up anew
    });
    connect(m_model, &PagedRecordModel::totalChanged, this, &DataView::showTotals);
    connect(m_model, &PagedRecordModel::rowsInserted, this, &DataView::showState);
    connect(m_model, &PagedRecordModel::rowsRemoved, this, &DataView::showState);
    connect(m_model, &PagedRecordModel::modelReset, this, &DataView::showState);
    connect(m_model,
            &PagedRecordModel::pendingInsertsChanged,
            m_footer,
            &DataFooter::setPendingInserts);
    connect(m_model, &PagedRecordModel::fetched, this, [this] {
        if (m_fetchClock.isValid()) {
            m_elapsedMs = m_fetchClock.elapsed();
            m_fetchClock.invalidate();
        }
        showLive();
        showTotals();
        selectionMoved();
    });
    connectQuick();
    schemaChanged();
}

DataView::~DataView()
{
    // The model goes before the grid, whose scroll range then changes: nobody is here to hear it.
    m_grid->verticalScrollBar()->disconnect(this);
    m_model->setHeld({});
    unsubscribe();
    delete m_panel; // the inspector may have become its parent
}

void DataView::schemaChanged()
{
    const CollectionPtr found = m_context.schema().find(m_collectionName);
    if (found == nullptr) {
        showGone();
    } else if (m_collection == nullptr || !(m_collection->json == found->json)) {
        openCollection(found);
    }
}

void DataView::showGone()
{
    SchemaStore &schema = m_context.schema();
    m_collection = nullptr;
    updateActions();
    switch (schema.state()) {
    case SchemaStore::State::Empty:
    case SchemaStore::State::Loading:
        showLoading();
        return;
    case SchemaStore::State::Failed: {
        showError(ErrorText::of(schema.error()), [&schema] { schema.refresh(); });
        return;
    }
    case SchemaStore::State::Ready:
        showEmpty({u"table"_s,
                   tr("There is no collection %1").arg(m_collectionName),
                   tr("It may have been renamed or removed. Choose another one in the tree."),
                   {}});
        return;
    }
}

void DataView::openCollection(const CollectionPtr &collection)
{
    const bool isFirst = m_collection == nullptr;
    m_collection = collection;
    setTitle(collection->name);
    setIcon(collection->isView() ? u"lock"_s : collection->isAuth() ? u"users"_s : u"table"_s);
    m_panel->setCollection(collection);
    if (isFirst && !m_hasState) {
        startAsUsual();
        if (!m_linkedSort.isEmpty()) {
            m_sort = m_linkedSort.split(u',', Qt::SkipEmptyParts);
        }
    }
    m_filterBar->setCollection(collection);
    connectFilter();
    m_filterBar->setFilter(m_filter);
    m_grid->setAccessibleName(tr("Records of %1").arg(collection->name));
    openQuery();
    rebuildColumns();
    lockChanged();
    if (isFirst) {
        readSharedViews();
        followLink();
        QUndoStack *undo = m_context.staging().undoStack(collection->id);
        connect(undo, &QUndoStack::indexChanged, this, &DataView::updateActions);
        noteRestored();
        offerUnfinishedRuns();
        if (m_isActive) {
            subscribe();
        }
    }
    updateActions();
}

void DataView::openQuery()
{
    if (m_collection == nullptr) {
        return;
    }
    const QModelIndex current = m_grid->currentIndex();
    if (m_selectWhenThere.isEmpty() && current.isValid()) {
        m_selectWhenThere = m_model->keyAt(current.row()).record;
    }
    m_fetchClock.start();
    m_footer->setPendingInserts(0);
    m_hint->hide();
    m_model->setCanAggregate(m_context.capabilities().has(Capability::Aggregate));
    m_model->open(recordQuery());
    followColumns();
    countAll();
    reportVisible();
    openPane();
    m_placeTimer->start();
}

RecordQuery DataView::recordQuery() const
{
    return {.collectionId = m_collection->id,
            .filter = effectiveFilter(),
            .sort = m_sort,
            .columns = {},
            .related = m_layout.related,
            .group = m_groupField,
            .shown = shownColumns()};
}

void DataView::rebuildColumns()
{
    std::vector<fields::Field> fields;
    for (int i = 0; i < m_model->columnCount(); ++i) {
        fields.push_back(*m_model->field(i));
    }
    EditorContext context;
    context.place = EditorContext::Place::Cell;
    context.client = &m_context.client();
    context.schema = &m_context.schema();
    context.labels = &m_context.labels();
    context.pictures = &m_context.pictures();
    context.tiles = &m_context.tiles();
    context.peekRecord = peekFor(m_context, m_shell);
    context.collection = m_collection;
    context.isReadOnly = m_collection->isView();
    context.decimalsOf
        = [model = m_model](const QString &field) { return model->decimalsOf(field); };
    Shell *shell = &m_shell;
    context.openRecord = [shell](const QString &collection, const QString &record) {
        shell->open(RecordRef{collection, record});
    };
    m_columns.build(
        fields, context, [model = m_model](const QString &field) { return model->rangeOf(field); });
    setLayout(ColumnLayout(m_layout));
}

void DataView::applyColumns()
{
    QSet<QString> filtered;
    for (auto it = m_quickFilters.begin(); it != m_quickFilters.end(); ++it) {
        if (!it->isEmpty()) {
            filtered.insert(it.key());
        }
    }
    for (const FilterChip &chip : m_filterBar->chips().chips()) {
        filtered.insert(chip.field.section(u'.', 0, 0).section(u':', 0, 0));
    }
    m_model->setShown(shownColumns());
    followColumns();
    m_grid->setColumns(m_columns.columns(m_layout, m_sort, filtered));
    showSortChips();
    m_sortButton->setDot(!m_sort.isEmpty());
    m_columnsButton->setDot(!m_layout.hidden.isEmpty());
    m_footer->setChosen(m_layout.statistics);
    m_grid->setDensity(densityOf(m_layout.density));
    m_grid->setFilterRow(m_layout.hasFilterRow);
    m_grid->setQuickFilters(m_quickFilters);
}

void DataView::noteLayout(const ColumnLayout &before)
{
    m_shell.layoutChanged(tr("Columns of %1").arg(m_collectionName),
                          [self = QPointer<DataView>(this), before] {
                              if (self != nullptr) {
                                  self->setLayout(before);
                              }
                              return self != nullptr;
                          });
}

void DataView::setLayout(const ColumnLayout &layout)
{
    if (layout.toJson() != m_layout.toJson()) {
        noteLayout(m_layout);
    }
    m_layout = layout;
    for (const QString &name : m_columns.names()) {
        const auto digits = layout.decimals.find(name);
        m_model->setDecimals(
            name, digits != layout.decimals.end() ? std::optional<int>(*digits) : std::nullopt);
    }
    applyColumns();
    GridColumns::applyOrder(*m_grid, m_columns.names(), m_layout);
    updateViewButton();
    emit viewStateChanged();
}

void DataView::setRelated(const QString &path, bool isShown)
{
    const QString relation = path.section(u'.', 0, 0);
    QStringList order = m_layout.ordered(m_columns.names());
    order.removeAll(path);
    if (isShown) { // beside the relation, behind what was taken from it before
        qsizetype at = order.indexOf(relation) + 1;
        while (at < order.size() && order.at(at).startsWith(relation + u'.')) {
            ++at;
        }
        order.insert(at, path);
        m_layout.related.append(path);
        m_layout.related.removeDuplicates();
    } else {
        m_layout.related.removeAll(path);
        m_layout.hidden.remove(path);
        m_layout.pinned.remove(path);
    }
    m_layout.order = order;
    openQuery();
    rebuildColumns();
}

void DataView::setSort(const QStringList &sort)
{
    if (sort == m_sort) {
        return;
    }
    m_sort = sort;
    applyColumns();
    openQuery();
    updateViewButton();
    emit viewStateChanged();
}

void DataView::requestSort(int column, Qt::SortOrder order, bool addLevel)
{
    const QString name = m_model->fieldAt(column);
    const QString item = order == Qt::DescendingOrder ? QString(u'-' + name) : name;
    QStringList sort = m_sort;
    const auto at = std::find_if(
        sort.begin(), sort.end(), [&name](const QString &each) { return sortField(each) == name; });
    if (addLevel && at != sort.end()) {
        *at = item;
    } else if (addLevel) {
        sort.append(item);
    } else if (at != sort.end() && isDescendingItem(*at) && sort.size() == 1) {
        sort.clear(); // third click: back to newest first
    } else {
        sort = {item};
    }
    setSort(sort);
}

void DataView::filterChanged(const QString &filter)
{
    m_filter = filter;
    m_refusal.clear();
    applyColumns();
    openQuery();
    updateViewButton();
    updateActions();
    emit viewStateChanged();
}

void DataView::navigate(const ViewTarget &target)
{
    if (target.arguments.contains(u"savedView"_s)) {
        m_linkedView = target.arguments[u"savedView"_s].toString();
        followLink();
    }
    if (target.arguments.contains(u"sort"_s)) {
        setSort(target.arguments[u"sort"_s].toString().split(u',', Qt::SkipEmptyParts));
    }
    if (target.arguments.contains(u"filter"_s)) {
        m_filterBar->setFilter(target.arguments[u"filter"_s].toString());
        filterChanged(m_filterBar->filter());
    }
    if (target.arguments.contains(u"from"_s)) {
        m_cameFrom = target.arguments[u"from"_s].toObject();
        emit historyChanged();
    }
    if (!target.record.isEmpty()) {
        m_selectWhenThere = target.record;
        m_selectColumn = target.arguments[u"column"_s].toString();
        selectionMoved();
    }
}

void DataView::refresh()
{
    if (m_collection == nullptr) {
        m_context.schema().refresh();
        return;
    }
    m_fetchClock.start();
    if (m_model->state() == PagedRecordModel::State::Failed) {
        openQuery();
    } else {
        m_model->refresh();
        countAll();
    }
}

bool DataView::find()
{
    if (m_collection == nullptr) {
        return false;
    }
    m_filterBar->focusText();
    return true;
}

bool DataView::createNew()
{
    const bool can = m_newAction->isEnabled();
    m_newAction->trigger();
    return can;
}

bool DataView::save()
{
    // Ctrl+S does not leave the field: what is typed in the form belongs to what is saved.
    if (m_panel != nullptr && !m_panel->finishTyping()) {
        return true;
    }
    const bool can = m_commitAction->isEnabled();
    m_commitAction->trigger();
    return can;
}

} // namespace socle::studio
