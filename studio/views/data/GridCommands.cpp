#include "studio/views/data/GridCommands.h"

#include "shared/fields/FieldCatalogue.h"
#include "studio/api/Text.h"
#include "studio/domain/FieldValue.h"
#include "studio/domain/PagedRecordModel.h"
#include "studio/domain/RecordQueryText.h"
#include "studio/kit/DataGrid.h"
#include "studio/views/data/ConditionPopover.h"

#include <QClipboard>
#include <QDateTime>
#include <QGuiApplication>
#include <QHeaderView>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

/// One undo step as long as it lives.
class Macro
{
public:
    Macro(StagingEngine &staging, const QString &collection, const QString &text)
        : m_staging(staging)
        , m_collection(collection)
    {
        m_staging.beginMacro(m_collection, text);
    }

    ~Macro() { m_staging.endMacro(m_collection); }

    Macro(const Macro &) = delete;
    Macro &operator=(const Macro &) = delete;

private:
    StagingEngine &m_staging;
    QString m_collection;
};

/// Rows and cells of tab separated text; quotes as spreadsheets write them.
QList<QStringList> readTsv(const QString &text)
{
    QList<QStringList> rows;
    QStringList row;
    QString cell;
    bool isQuoted = false;
    for (int i = 0; i < text.size(); ++i) {
        const QChar c = text.at(i);
        if (isQuoted) {
            if (c == u'"' && i + 1 < text.size() && text.at(i + 1) == u'"') {
                cell += c;
                ++i;
            } else if (c == u'"') {
                isQuoted = false;
            } else {
                cell += c;
            }
        } else if (c == u'"' && cell.isEmpty()) {
            isQuoted = true;
        } else if (c == u'\t') {
            row.append(std::exchange(cell, {}));
        } else if (c == u'\n') {
            row.append(std::exchange(cell, {}));
            rows.append(std::exchange(row, {}));
        } else if (c != u'\r') {
            cell += c;
        }
    }
    if (!cell.isEmpty() || !row.isEmpty()) {
        row.append(cell);
        rows.append(row);
    }
    return rows;
}

} // namespace

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

bool GridCommands::canStage(int row, int column) const
{
    return !m_grid.isReadOnly() && (m_model.flags(m_model.index(row, column)) & Qt::ItemIsEditable);
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
    const CollectionPtr collection = m_model.collection();
    if (collection == nullptr) {
        return;
    }
    int cleared = 0;
    int left = 0;
    const Macro macro(m_staging, collection->id, tr("Clear cells"));
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
    const CollectionPtr collection = m_model.collection();
    if (collection == nullptr) {
        return;
    }
    int filled = 0;
    const Macro macro(m_staging, collection->id, tr("Fill down"));
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

void GridCommands::paste(const QModelIndex &at, const QString &text)
{
    pasteRows(at, readTsv(text));
}

void GridCommands::pasteTransposed(const QModelIndex &at)
{
    const QList<QStringList> rows = readTsv(QGuiApplication::clipboard()->text());
    QList<QStringList> turned;
    for (const QStringList &row : rows) {
        for (qsizetype i = 0; i < row.size(); ++i) {
            if (turned.size() <= i) {
                turned.append(QStringList());
            }
            turned[i].append(row.at(i));
        }
    }
    pasteRows(at, turned);
}

void GridCommands::pasteAsRecords(const QList<QStringList> &rows, const QList<int> &columns)
{
    const CollectionPtr collection = m_model.collection();
    if (collection == nullptr || m_grid.isReadOnly()) {
        return;
    }
    int refused = 0;
    const Macro macro(m_staging, collection->id, tr("Paste new records"));
    for (const QStringList &cells : rows) {
        JsonObject values;
        for (qsizetype i = 0; i < std::min(cells.size(), columns.size()); ++i) {
            const fields::Field *field = fieldOf(columns.at(i));
            if (field == nullptr || field->isType(fields::kAutodate) || field->name == "id"
                || isRelatedPath(toQString(field->name))) {
                continue;
            }
            if (Result<Json> value = parseText(cells.at(i), *field)) {
                values.set(field->name, value.takeValue());
            } else {
                ++refused;
            }
        }
        m_staging.insert(collection->id, values);
    }
    emit said(
        refused == 0
            ? tr("%Ln new records staged", nullptr, static_cast<int>(rows.size()))
            : tr("%1 new records staged, %2 cells did not fit").arg(rows.size()).arg(refused));
}

void GridCommands::fillSeries(const QItemSelection &selection)
{
    const CollectionPtr collection = m_model.collection();
    if (collection == nullptr) {
        return;
    }
    int filled = 0;
    const Macro macro(m_staging, collection->id, tr("Fill series"));
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

void GridCommands::pasteRows(const QModelIndex &at, const QList<QStringList> &rows)
{
    const CollectionPtr collection = m_model.collection();
    if (collection == nullptr || rows.isEmpty() || !at.isValid() || m_grid.isReadOnly()) {
        return;
    }
    if (rows.size() > kMaxRows) {
        emit said(tr("More than %1 rows are an import, not a paste").arg(kMaxRows));
        return;
    }
    int pasted = 0;
    int refused = 0;
    QString reason;
    const Macro macro(m_staging, collection->id, tr("Paste"));
    // One cell into a selection fills the selection.
    QItemSelection selection = m_grid.selectionModel()->selection();
    const bool fills = rows.size() == 1 && rows.first().size() == 1 && selection.size() == 1;
    const int top = fills ? selection.first().top() : at.row();
    const int height
        = fills ? std::min(selection.first().height(), kMaxRows) : static_cast<int>(rows.size());
    const int left = fills ? selection.first().left() : at.column();
    const int room = std::max(0, m_model.rowCount() - top);
    const QList<QStringList> beyond = height > room ? rows.mid(room) : QList<QStringList>();
    for (int r = 0; r < std::min(height, room); ++r) {
        const QStringList &cells = rows.at(fills ? 0 : r);
        const QList<int> columns = visualColumns(
            left, fills ? selection.first().width() : static_cast<int>(cells.size()));
        std::vector<std::pair<QString, Json>> values;
        for (int c = 0; c < columns.size(); ++c) {
            const fields::Field *field = fieldOf(columns.at(c));
            Result<Json> value = parseText(cells.at(fills ? 0 : c), *field);
            if (!value) {
                ++refused;
                reason = toQString(value.error().message);
            } else if (canStage(top + r, columns.at(c))) {
                values.emplace_back(toQString(field->name), value.takeValue());
                ++pasted;
            } else {
                ++refused;
            }
        }
        if (!values.empty()) {
            stageRow(top + r, values);
        }
    }
    if (refused == 0) {
        emit said(tr("Pasted %1 cells").arg(pasted));
    } else if (reason.isEmpty()) {
        emit said(tr("Pasted %1 cells, %2 cannot be edited").arg(pasted).arg(refused));
    } else {
        emit said(tr("Pasted %1 cells, %2 did not fit: %3").arg(pasted).arg(refused).arg(reason));
    }
    if (!beyond.isEmpty()) {
        qsizetype widest = 0;
        for (const QStringList &row : beyond) {
            widest = std::max(widest, row.size());
        }
        emit newRowsOffered(beyond, visualColumns(left, static_cast<int>(widest)));
    }
}

void GridCommands::cut()
{
    QGuiApplication::clipboard()->setText(m_grid.selectionAsTsv());
    clearCells(m_grid.selectionModel()->selection());
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
    const Macro macro(m_staging,
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
        const Macro macro(m_staging, collection->id, tr("Duplicate records"));
        for (const JsonObject &values : copies) {
            last = m_staging.insert(collection->id, values);
        }
    }
    return last;
}

std::optional<FilterChip> GridCommands::conditionOf(const QModelIndex &index, bool exclude) const
{
    const fields::Field *field = index.isValid() ? fieldOf(index.column()) : nullptr;
    if (field == nullptr || !m_model.isLoaded(index.row()) || field->isType(fields::kPassword)) {
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
