#include "studio/views/data/GridCommands.h"

#include "shared/fields/FieldCatalogue.h"
#include "studio/api/Text.h"
#include "studio/domain/FieldValue.h"
#include "studio/domain/PagedRecordModel.h"
#include "studio/domain/StagingMacro.h"
#include "studio/kit/DataGrid.h"
#include "studio/views/data/ConditionPopover.h"

#include <QClipboard>
#include <QDateTime>
#include <QGuiApplication>
#include <QHeaderView>
#include <QPointer>

using namespace Qt::StringLiterals;

namespace socle::studio {

GridCommands::GridCommands(DataGrid &grid,
                           PagedRecordModel &model,
                           StagingEngine &staging,
                           QObject *parent)
    : QObject(parent)
    , m_grid(grid)
    , m_model(model)
    , m_staging(staging)
{
}

const fields::Field *GridCommands::fieldOf(int column) const { return m_model.field(column); }

QList<int> GridCommands::visualColumns(int from, int count) const
{
    const QHeaderView *header = m_grid.horizontalHeader();
    QList<int> columns;
    for (int visual = header->visualIndex(from);
         visual >= 0 && visual < header->count() && columns.size() < count;
         ++visual) {
        const int logical = header->logicalIndex(visual);
        if (!header->isSectionHidden(logical)) {
            columns.append(logical);
        }
    }
    return columns;
}

QList<int> GridCommands::rowsInPart(const QItemSelection &cells) const
{
    QList<int> rows;
    for (const QItemSelectionRange &range : cells) {
        for (int row = range.top(); row <= std::min(range.bottom(), range.top() + kMaxRows - 1);
             ++row) {
            if (!m_model.isLoaded(row) || m_model.isWhole(row)) {
                continue;
            }
            bool isPart = false;
            for (int column = range.left(); column <= range.right() && !isPart; ++column) {
                isPart = !m_grid.isColumnHidden(column) && !m_model.isKnown(row, column);
            }
            if (isPart && !rows.contains(row)) {
                rows.append(row);
            }
        }
    }
    return rows;
}

void GridCommands::whenKnown(const QItemSelection &cells, std::function<void()> then)
{
    m_model.withWhole(rowsInPart(cells), [self = QPointer(this), then = std::move(then)](bool ok) {
        if (self == nullptr) {
            return;
        }
        if (ok) {
            then();
        } else {
            emit self->said(tr("The whole values could not be fetched. Nothing was changed"));
        }
    });
}

bool GridCommands::canStage(int row, int column) const
{
    return !m_grid.isReadOnly() && m_model.isKnown(row, column)
        && (m_model.flags(m_model.index(row, column)) & Qt::ItemIsEditable);
}

bool GridCommands::stage(int row, int column, const Json &value)
{
    const bool can = canStage(row, column);
    if (can) {
        stageRow(row, {{m_model.fieldAt(column), value}});
    }
    return can;
}

void GridCommands::stageRow(int row, const std::vector<std::pair<QString, Json>> &values)
{
    const RecordKey key = m_model.keyAt(row);
    const Record *record = m_model.recordAt(row);
    const StagedRecord *staged = m_staging.find(key);
    if (record != nullptr) {
        m_staging.setValues(key, *record, values);
    } else if (staged != nullptr) {
        m_staging.setValues(key, Record{key.record, staged->base, staged->etag}, values);
    }
}

void GridCommands::clearCells(const QItemSelection &selection)
{
    whenKnown(selection, [this, selection] { clearNow(selection); });
}

void GridCommands::clearNow(const QItemSelection &selection)
{
    const CollectionPtr collection = m_model.collection();
    if (collection == nullptr) {
        return;
    }
    int cleared = 0;
    int left = 0;
    const StagingMacro macro(m_staging, collection->id, tr("Clear cells"));
    for (const QItemSelectionRange &range : selection) {
        for (int row = range.top(); row <= std::min(range.bottom(), range.top() + kMaxRows - 1);
             ++row) {
            for (int column = range.left(); column <= range.right(); ++column) {
                const fields::Field *field = fieldOf(column);
                if (m_grid.isColumnHidden(column) || field == nullptr) {
                    continue;
                }
                stage(row, column, toJson(QVariant(), *field)) ? ++cleared : ++left;
            }
        }
    }
    emit said(left == 0 ? tr("Cleared %1 cells").arg(cleared)
                        : tr("Cleared %1 cells, %2 cannot be edited").arg(cleared).arg(left));
}

void GridCommands::fillDown(const QItemSelection &selection)
{
    whenKnown(selection, [this, selection] { fillDownNow(selection); });
}

void GridCommands::fillDownNow(const QItemSelection &selection)
{
    const CollectionPtr collection = m_model.collection();
    if (collection == nullptr) {
        return;
    }
    int filled = 0;
    const StagingMacro macro(m_staging, collection->id, tr("Fill down"));
    for (const QItemSelectionRange &range : selection) {
        for (int column = range.left(); column <= range.right(); ++column) {
            const fields::Field *field = fieldOf(column);
            if (field == nullptr || m_grid.isColumnHidden(column)
                || !m_model.isLoaded(range.top())) {
                continue;
            }
            const Json value
                = toJson(m_model.index(range.top(), column).data(RecordRole::RawValue), *field);
            for (int row = range.top() + 1; row <= std::min(range.bottom(), range.top() + kMaxRows);
                 ++row) {
                filled += stage(row, column, value) ? 1 : 0;
            }
        }
    }
    emit said(tr("Filled %1 cells").arg(filled));
}

void GridCommands::fillSeries(const QItemSelection &selection)
{
    whenKnown(selection, [this, selection] { fillSeriesNow(selection); });
}

void GridCommands::fillSeriesNow(const QItemSelection &selection)
{
    const CollectionPtr collection = m_model.collection();
    if (collection == nullptr) {
        return;
    }
    int filled = 0;
    const StagingMacro macro(m_staging, collection->id, tr("Fill series"));
    for (const QItemSelectionRange &range : selection) {
        for (int column = range.left(); column <= range.right(); ++column) {
            const fields::Field *field = fieldOf(column);
            const int top = range.top();
            if (field == nullptr || m_grid.isColumnHidden(column) || !m_model.isLoaded(top)) {
                continue;
            }
            const QVariant first = m_model.index(top, column).data(RecordRole::RawValue);
            const bool hasSecond = range.height() > 2 && m_model.isLoaded(top + 1);
            const QVariant second
                = hasSecond ? m_model.index(top + 1, column).data(RecordRole::RawValue) : first;
            const bool isNumber = field->isType(fields::kNumber);
            const bool isDate = field->isType(fields::kDate) && first.toDateTime().isValid();
            const double step
                = hasSecond ? second.toDouble() - first.toDouble() : (isNumber ? 1 : 0);
            const qint64 seconds = hasSecond && isDate
                ? first.toDateTime().secsTo(second.toDateTime())
                : qint64(24) * 60 * 60;
            for (int row = top + 1; row <= std::min(range.bottom(), top + kMaxRows); ++row) {
                const int at = row - top;
                const QVariant value = isNumber
                    ? QVariant(QString::number(first.toDouble() + step * at, 'g', 15).toDouble())
                    : isDate ? QVariant(first.toDateTime().addSecs(seconds * at))
                             : (hasSecond && at % 2 == 1 ? second : first);
                filled += stage(row, column, toJson(value, *field)) ? 1 : 0;
            }
        }
    }
    emit said(tr("Filled %1 cells").arg(filled));
}

void GridCommands::cut()
{
    const QItemSelection selection = m_grid.selectionModel()->selection();
    whenKnown(selection, [this, selection] {
        QGuiApplication::clipboard()->setText(m_grid.selectionAsTsv());
        clearNow(selection);
    });
}

void GridCommands::setNow(const QModelIndex &index)
{
    const fields::Field *field = fieldOf(index.column());
    if (field == nullptr || !field->isType(fields::kDate)) {
        emit said(tr("Now is for date fields"));
        return;
    }
    stage(index.row(), index.column(), toJson(QDateTime::currentDateTimeUtc(), *field));
}

QList<int> GridCommands::targetRows() const
{
    QList<int> rows;
    const GridMarks &marks = m_grid.marks();
    if (!marks.isEmpty() && !marks.isInverted) {
        for (const QString &key : marks.keys) {
            const int row = m_model.rowOf({m_model.collection()->id, key});
            if (row >= 0) {
                rows.append(row);
            }
        }
    } else if (m_grid.selectionModel() != nullptr) {
        QSet<int> seen;
        for (const QItemSelectionRange &range : m_grid.selectionModel()->selection()) {
            for (int row = range.top(); row <= range.bottom() && seen.size() < kMaxRows; ++row) {
                if (m_model.isLoaded(row)) {
                    seen.insert(row);
                }
            }
        }
        if (seen.isEmpty() && m_grid.currentIndex().isValid()
            && m_model.isLoaded(m_grid.currentIndex().row())) {
            seen.insert(m_grid.currentIndex().row());
        }
        rows = QList<int>(seen.begin(), seen.end());
    }
    std::sort(rows.begin(), rows.end());
    return rows;
}

void GridCommands::deleteRows()
{
    if (m_grid.isReadOnly()) {
        return;
    }
    // Keys first: deleting a staged insert moves the rows below it.
    std::vector<std::pair<RecordKey, Record>> targets;
    bool areAllDeleted = true;
    for (const int row : targetRows()) {
        const Record *record = m_model.recordAt(row);
        targets.emplace_back(m_model.keyAt(row), record == nullptr ? Record() : *record);
        const StagedRecord *staged = m_staging.find(targets.back().first);
        areAllDeleted = areAllDeleted && staged != nullptr && staged->kind == ChangeKind::Delete;
    }
    if (targets.empty()) {
        return;
    }
    const StagingMacro macro(m_staging,
                             m_model.collection()->id,
                             areAllDeleted ? tr("Keep records") : tr("Delete records"));
    for (const auto &[key, record] : targets) {
        if (areAllDeleted) {
            m_staging.revert(key);
        } else {
            m_staging.remove(key, record);
        }
    }
    const int count = static_cast<int>(targets.size());
    if (areAllDeleted) {
        emit said(count == 1 ? tr("1 record is kept") : tr("%Ln records are kept", nullptr, count));
    } else {
        emit said(count == 1 ? tr("1 deletion staged")
                             : tr("%Ln deletions staged", nullptr, count));
    }
}

RecordKey GridCommands::duplicateRows()
{
    const CollectionPtr collection = m_model.collection();
    if (collection == nullptr || m_grid.isReadOnly()) {
        return {};
    }
    std::vector<JsonObject> copies;
    for (const int row : targetRows()) {
        if (!m_model.isWhole(row)) {
            continue; // a copy with holes would lose what is not here
        }
        JsonObject values;
        for (const fields::Field &field : collection->fields) {
            const bool isOwn = field.name == "id" || field.isType(fields::kAutodate)
                || field.isType(fields::kPassword) || field.isType(fields::kFile)
                || field.name == "tokenKey";
            const int column = m_model.columnOf(toQString(field.name));
            if (!isOwn && column >= 0) {
                values.set(field.name,
                           toJson(m_model.index(row, column).data(RecordRole::RawValue), field));
            }
        }
        copies.push_back(std::move(values));
    }
    RecordKey last;
    if (!copies.empty()) {
        const StagingMacro macro(m_staging, collection->id, tr("Duplicate records"));
        for (const JsonObject &values : copies) {
            last = m_staging.insert(collection->id, values);
        }
    }
    return last;
}

std::optional<FilterChip> GridCommands::conditionOf(const QModelIndex &index, bool exclude) const
{
    const fields::Field *field = index.isValid() ? fieldOf(index.column()) : nullptr;
    if (field == nullptr || !m_model.isKnown(index.row(), index.column())
        || field->isType(fields::kPassword)) {
        return std::nullopt;
    }
    const Json value = toJson(index.data(RecordRole::BaseValue), *field);
    FilterChip chip;
    chip.field = toQString(field->name);
    const bool isList = value.isArray();
    const QString text = isList
        ? toQString(value.array().empty() ? std::string_view() : value.array().front().text())
        : value.isString() ? toQString(value.text())
                           : toQString(value.dump());
    if (text.isEmpty() || value.isNull()) {
        chip.op = exclude ? ChipOperator::IsNotEmpty : ChipOperator::IsEmpty;
        return chip;
    }
    chip.values = {text};
    chip.valuesAreText = !isBareValue(*field);
    chip.op = isList ? (exclude ? ChipOperator::HasNone : ChipOperator::Has)
                     : (exclude ? ChipOperator::IsNot : ChipOperator::Is);
    if (field->isType(fields::kEditor) || field->isType(fields::kJson)
        || field->isType(fields::kGeoPoint)) {
        return std::nullopt;
    }
    return chip;
}

} // namespace socle::studio
