// Many records at once, and out of the program: bulk edit, new rows of a paste, copy as, export;
// and the quick look at a related record.
#include "shared/fields/FieldCatalogue.h"
#include "studio/api/Text.h"
#include "studio/domain/BulkRun.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/IdSet.h"
#include "studio/domain/RecordQueryText.h"
#include "studio/domain/SchemaStore.h"
#include "studio/kit/DataGrid.h"
#include "studio/shell/ViewHost.h"
#include "studio/views/data/BulkSheet.h"
#include "studio/views/data/DataView.h"
#include "studio/views/data/DeleteSheet.h"
#include "studio/views/data/ExportSheet.h"
#include "studio/views/data/GridCommands.h"
#include "studio/views/data/HoverPeek.h"
#include "studio/views/data/PasteSheet.h"
#include "studio/views/data/PeekPopover.h"
#include "studio/views/data/RecordCompareSheet.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLocale>
#include <QMenu>

using namespace Qt::StringLiterals;

namespace socle::studio {

GatherPlan DataView::chosenRecords() const
{
    GatherPlan plan;
    plan.collection = m_collection;
    const GridMarks &marks = m_grid->marks();
    if (marks.isInverted) {
        plan.filter = effectiveFilter(); // the whole result, as a query
        plan.exceptions = marks.keys;
        if (const QStringList parts = IdSet::partsOf(plan.filter); !parts.isEmpty()) {
            for (const QString &id : parts) {
                if (!marks.keys.contains(id)) {
                    plan.ids.append(id);
                }
            }
            // Without an id left an empty filter would be all records.
            plan.filter = plan.ids.isEmpty() ? u"id = ''"_s : QString();
        }
        return plan;
    }
    for (const int row : m_commands->targetRows()) {
        if (m_model->recordAt(row) != nullptr) {
            plan.ids.append(m_model->keyAt(row).record);
        }
    }
    for (const QString &key : marks.keys) { // marked, but out of memory
        if (!plan.ids.contains(key) && m_model->rowOf({m_collection->id, key}) < 0) {
            plan.ids.append(key);
        }
    }
    return plan;
}

void DataView::withChosen(std::function<void(const GatherPlan &plan)> then)
{
    const GatherPlan plan = chosenRecords();
    int first = -1;
    int last = -1;
    qint64 rows = 0;
    const QItemSelection selection = m_grid->selectionModel()->selection();
    bool isAllHere = true;
    for (const QItemSelectionRange &range : selection) {
        first = first < 0 ? range.top() : std::min(first, range.top());
        last = std::max(last, range.bottom());
        rows += range.height();
        for (int row = range.top(); row <= range.bottom() && isAllHere; ++row) {
            isAllHere = m_model->isLoaded(row) || m_model->isGroupRow(row);
        }
    }
    if (!m_grid->marks().isEmpty() || isAllHere || m_model->isGrouped() || selection.size() != 1) {
        then(plan);
        return;
    }
    if (rows > GridCommands::kMaxRows) {
        m_shell.status(tr("More than %1 rows are changed as a query: choose all with Ctrl+A, and "
                          "filter for those you mean")
                           .arg(QLocale().toString(GridCommands::kMaxRows)));
        return;
    }
    m_model->fetchIds(
        first, last, [self = QPointer(this), plan, then = std::move(then)](const auto &ids) {
            if (self == nullptr) {
                return;
            }
            if (!ids) {
                self->m_shell.status(tr("The selected rows could not be fetched. Try again"));
                return;
            }
            GatherPlan all = plan;
            all.ids = *ids;
            then(all);
        });
}

void DataView::openBulk()
{
    if (m_collection != nullptr && m_bulkAction->isEnabled()) {
        withChosen([this](const GatherPlan &plan) { openBulkFor(plan); });
    }
}

void DataView::openBulkFor(const GatherPlan &plan)
{
    if (plan.ids.isEmpty() && !m_grid->marks().isInverted) {
        m_shell.status(tr("New records are edited one by one until they are committed"));
        return;
    }
    auto *sheet = new BulkSheet(m_context, plan, m_shell.window());
    connect(sheet, &BulkSheet::staged, this, [this](const QString &text) { m_shell.status(text); });
    m_shell.showSheet(sheet);
}

/// One record is staged at once; of several the sheet says what goes with them.
void DataView::deleteRecords()
{
    withChosen([this](const GatherPlan &plan) { deleteChosen(plan); });
}

void DataView::deleteChosen(const GatherPlan &plan)
{
    const bool areDeleted = !plan.ids.isEmpty()
        && std::all_of(plan.ids.begin(), plan.ids.end(), [this](const QString &id) {
               const StagedRecord *staged = m_context.staging().find({m_collection->id, id});
               return staged != nullptr && staged->kind == ChangeKind::Delete;
           });
    if (!m_grid->marks().isInverted && (plan.ids.size() < 2 || areDeleted)) {
        m_commands->deleteRows();
        return;
    }
    auto *sheet = new DeleteSheet(m_context, plan, m_shell.window());
    connect(
        sheet, &DeleteSheet::staged, this, [this](const QString &text) { m_shell.status(text); });
    m_shell.showSheet(sheet);
}

void DataView::compareRecords()
{
    const QList<int> rows = m_commands->targetRows();
    if (rows.size() < 2 || rows.size() > RecordCompareSheet::kMost) {
        m_shell.status(tr("Choose two to four records to compare them"));
        return;
    }
    whenWhole(rows, [this] { showComparison(); });
}

void DataView::showComparison()
{
    std::vector<ComparedRecord> records;
    for (const int row : m_commands->targetRows()) {
        const RecordKey key = m_model->keyAt(row);
        const Record *record = m_model->recordAt(row);
        const StagedRecord *staged = m_context.staging().find(key);
        ComparedRecord one{key.record, record != nullptr ? record->values : JsonObject()};
        const QMap<QString, StagedField> mine
            = staged != nullptr ? staged->fields : QMap<QString, StagedField>();
        for (auto it = mine.begin(); it != mine.end(); ++it) {
            one.values.set(toUtf8(it.key()), it->value);
        }
        const Json *label = one.values.find(toUtf8(m_collection->labelField()));
        if (label != nullptr && !label->text().empty()) {
            one.title = toQString(label->text());
        }
        records.push_back(std::move(one));
    }
    m_shell.showSheet(new RecordCompareSheet(m_context,
                                             m_collection,
                                             records,
                                             tr("%1 records side by side").arg(records.size()),
                                             m_shell.window()));
}

void DataView::openPaste(const QModelIndex &at, const QList<QStringList> &rows)
{
    PasteSheet::Offer offer;
    offer.rows = rows;
    offer.firstRow = at.row();
    offer.room = m_model->rowCount() - at.row();
    for (const QStringList &row : rows) {
        offer.widest = std::max(offer.widest, static_cast<int>(row.size()));
    }
    offer.columns = m_commands->visualColumns(at.column(), offer.widest);
    auto *sheet = new PasteSheet(*m_model, offer, m_shell.window());
    connect(sheet, &Sheet::accepted, this, [this, sheet, offer, cell = QPersistentModelIndex(at)] {
        const int fitting = std::min(offer.room, static_cast<int>(offer.rows.size()));
        if (cell.isValid()) {
            m_commands->pasteRows(cell, offer.rows.mid(0, fitting));
        }
        if (sheet->addsRecords() && fitting < offer.rows.size()) {
            m_commands->pasteAsRecords(offer.rows.mid(fitting), offer.columns);
        }
    });
    m_shell.showSheet(sheet);
}

/// A bulk edit that an earlier run of the studio did not end.
void DataView::offerUnfinishedRuns()
{
    for (const BulkOrder &order : BulkRun::unfinished(m_context, m_collection->id)) {
        const bool isRunning = std::any_of(
            m_context.children().begin(), m_context.children().end(), [&order](QObject *child) {
                const auto *run = qobject_cast<BulkRun *>(child);
                return run != nullptr && run->order().id == order.id;
            });
        if (isRunning) {
            continue;
        }
        m_shell.showBanner({u"data.bulk"_s,
                            Tone::Warning,
                            tr("A change of %1 stopped at %2 of %3 records.")
                                .arg(m_collection->name,
                                     QLocale().toString(order.done),
                                     QLocale().toString(order.total)),
                            tr("Resume"),
                            [view = QPointer<DataView>(this), order] {
                                if (view != nullptr) {
                                    view->m_shell.hideBanner(u"data.bulk"_s);
                                    new BulkRun(view->m_context,
                                                order,
                                                BulkRun::Mode::Write); // a child of the context
                                }
                            },
                            true,
                            tr("Forget it"),
                            [view = QPointer<DataView>(this), id = order.id] {
                                if (view != nullptr) {
                                    BulkRun::forget(view->m_context, id);
                                    view->m_shell.hideBanner(u"data.bulk"_s);
                                }
                            }});
        return; // one banner at a time; the next when the tab opens again
    }
}

void DataView::offerNewRows(const QList<QStringList> &rows, const QList<int> &columns)
{
    const int count = static_cast<int>(rows.size());
    auto *sheet = new Sheet(m_shell.window(),
                            count == 1 ? tr("Add 1 new record?")
                                       : tr("Add %Ln new records?", nullptr, count));
    sheet->setObjectName(u"data.paste.rows"_s);
    sheet->setSubtitle(tr("The clipboard holds more rows than there are below this cell."));
    sheet->addStandardButtons(tr("Stage new records"))->setObjectName(u"data.paste.rows.accept"_s);
    connect(sheet, &Sheet::accepted, this, [this, rows, columns] {
        m_commands->pasteAsRecords(rows, columns);
    });
    m_shell.showSheet(sheet);
}

void DataView::openExport()
{
    if (m_collection == nullptr) {
        return;
    }
    ExportOffer offer;
    offer.collection = m_collection;
    offer.filter = effectiveFilter();
    offer.sort = m_sort.join(u',');
    offer.matching = m_model->total();
    offer.all = m_allRecords;
    if (!m_grid->marks().isInverted) {
        const auto &keys = m_grid->marks().keys;
        offer.chosenIds = QStringList(keys.begin(), keys.end());
    }
    for (const QString &name : m_layout.ordered(m_columns.names())) {
        if (!m_layout.hidden.contains(name) && !isRelatedPath(name)) {
            offer.shownFields.append(name);
        }
    }
    m_shell.showSheet(new ExportSheet(m_context, m_shell, offer));
}

void DataView::openPeek(const QModelIndex &index, bool isHover)
{
    const fields::Field *field = m_collection == nullptr || !index.isValid()
        ? nullptr
        : m_collection->field(m_model->fieldAt(index.column()));
    const QString target = field == nullptr ? QString() : CollectionSchema::relationTarget(*field);
    const QStringList ids = index.data(RecordRole::RawValue).toStringList();
    if (target.isEmpty() || ids.isEmpty() || ids.first().isEmpty()) {
        showRecord(index.row());
        m_shell.setInspectorVisible(true);
        return;
    }
    auto *peek = new PeekPopover(m_context, this);
    connect(peek,
            &PeekPopover::openRequested,
            this,
            [this](const QString &collection, const QString &record) { jump(collection, record); });
    peek->look(target, ids.first());
    const QRect cell = m_grid->visualRect(index);
    peek->showForRect(m_grid->viewport(), cell);
    if (isHover) {
        m_hoverPeek->follow(peek,
                            QRect(m_grid->viewport()->mapToGlobal(cell.topLeft()), cell.size()));
    }
}

void DataView::jump(const QString &collectionId, const QString &recordId)
{
    const CollectionPtr target = m_context.schema().find(collectionId);
    if (target == nullptr) {
        return;
    }
    const QModelIndex current = m_grid->currentIndex();
    ViewTarget here{u"data"_s, m_collectionName, {}, {}};
    if (current.isValid()) {
        here.record = m_model->keyAt(current.row()).record;
        here.arguments.insert(u"column"_s, m_model->fieldAt(current.column()));
    }
    m_shell.open(
        ViewTarget{u"data"_s, target->name, recordId, QJsonObject{{u"from"_s, toJson(here)}}},
        OpenMode::Lasting);
}

} // namespace socle::studio
