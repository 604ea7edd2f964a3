// Small helps around the table: the filter row, windows of a very large result, the index that is
// missing (studio.md 4.3.2, 4.3.3).
#include "studio/api/CollectionsEndpoint.h"
#include "studio/api/OnResult.h"
#include "studio/api/Text.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/FilterChips.h"
#include "studio/domain/SchemaStore.h"
#include "studio/kit/Banner.h"
#include "studio/shell/ViewHost.h"
#include "studio/views/data/DataFooter.h"
#include "studio/views/data/DataView.h"
#include "studio/views/data/QuickFilter.h"

using namespace Qt::StringLiterals;

namespace socle::studio {

void DataView::connectQuick()
{
    connect(m_grid,
            &DataGrid::quickFilterChanged,
            this,
            [this](const QString &name, const QString &text) {
                const QString before = quickCondition();
                m_quickFilters.insert(name, text);
                if (quickCondition() != before) {
                    openQuery();
                    applyColumns();
                }
            });
    connect(m_footer, &DataFooter::chosenChanged, this, [this](const QStringList &keys) {
        m_layout.statistics = keys;
        updateViewButton();
        emit viewStateChanged();
    });
    connect(m_footer, &DataFooter::windowRequested, this, &DataView::stepWindow);
    connect(m_model, &PagedRecordModel::indexSuggested, this, &DataView::offerIndex);
    connect(m_indexButton, &Button::clicked, this, [this] { createIndex(m_indexField); });
}

QString DataView::quickCondition() const
{
    QString condition;
    for (auto it = m_quickFilters.begin(); it != m_quickFilters.end(); ++it) {
        const int column = m_model->columnOf(it.key());
        if (const fields::Field *field = column < 0 ? nullptr : m_model->field(column)) {
            condition = FilterChips::combine(
                condition, studio::quickCondition(*field, *it, m_context.schema()));
        }
    }
    return condition;
}

void DataView::stepWindow(int step)
{
    m_model->setWindow(m_model->window() + static_cast<qint64>(step) * PagedRecordModel::kMaxRows);
    m_grid->scrollToTop();
    showTotals();
    reportVisible();
}

void DataView::offerIndex(const QString &field)
{
    m_indexField = field;
    m_hint->setMessage(
        Tone::Info,
        tr("An index would help here"),
        tr("Without one the server reads every record to sort or filter by %1.").arg(field));
    m_indexButton->setText(tr("Create an index on %1").arg(field));
    const bool canWrite = !m_context.isLocked();
    m_indexButton->setEnabled(canWrite);
    m_indexButton->setToolTip(canWrite ? QString() : tr("Writes are locked. Unlock to edit"));
    m_hint->show();
}

void DataView::createIndex(const QString &field)
{
    if (m_collection == nullptr || field.isEmpty()) {
        return;
    }
    JsonArray indexes;
    for (const QString &statement : m_collection->indexes) {
        indexes.push_back(toUtf8(statement));
    }
    indexes.push_back(
        toUtf8(u"CREATE INDEX `idx_%1_%2` ON `%1` (`%2`)"_s.arg(m_collection->name, field)));
    m_indexButton->setEnabled(false);
    onResult(CollectionsEndpoint(m_context.client())
                 .update(m_collection->id, JsonObject{{"indexes", std::move(indexes)}}),
             this,
             [this, field](const Result<Json> &answer) {
                 if (!answer) {
                     m_indexButton->setEnabled(true);
                     m_shell.toast(
                         Tone::Danger,
                         tr("The index was not created. %1").arg(apiError(answer.error()).message));
                     return;
                 }
                 m_hint->hide();
                 m_shell.status(tr("Created an index on %1").arg(field));
                 m_context.schema().refresh();
                 openQuery();
             });
}

QList<int> DataView::visibleRows() const
{
    QList<int> rows;
    const int last = m_grid->rowAt(m_grid->viewport()->height() - 1);
    const int end = last < 0 ? m_model->rowCount() - 1 : last;
    for (int row = std::max(0, m_grid->rowAt(0)); row <= end; ++row) {
        rows.append(row);
    }
    return rows;
}

QSet<QString> DataView::filledColumns() const
{
    QSet<QString> filled;
    const QList<int> rows = visibleRows();
    for (const int row : rows) {
        for (int column = 0; m_model->isLoaded(row) && column < m_model->columnCount(); ++column) {
            const QModelIndex index = m_model->index(row, column);
            const QVariant value = index.data(RawValueRole);
            const bool isEmpty = !value.isValid() || value.isNull()
                || (value.typeId() == QMetaType::QStringList ? value.toStringList().isEmpty()
                                                             : value.toString().isEmpty());
            if (!isEmpty) {
                filled.insert(m_model->fieldAt(column));
            }
        }
    }
    return filled;
}

} // namespace socle::studio
