// What the rows and columns of the model answer: roles, editing, flags; and where staged rows
// stand.
#include "shared/fields/FieldCatalogue.h"
#include "studio/api/Text.h"
#include "studio/domain/FieldValue.h"
#include "studio/domain/FileItems.h"
#include "studio/domain/LabelCache.h"
#include "studio/domain/PagedRecordModelParts.h"
#include "studio/domain/RecordQueryText.h"
#include "studio/domain/SchemaStore.h"
#include "studio/domain/StagingEngine.h"

#include <QLocale>

#include <algorithm>

namespace socle::studio {

QStringList PagedRecordModel::Impl::labelsOf(const Record *record,
                                             const Json &value,
                                             const fields::Field &field) const
{
    static const Record none;
    const QString target = CollectionSchema::relationTarget(field);
    if (target.isEmpty()) {
        return {};
    }
    QStringList found = studio::labelsOf(record != nullptr ? *record : none, value, field, schema);
    const QStringList ids = toVariant(value, field).toStringList();
    for (qsizetype i = 0; i < found.size() && i < ids.size(); ++i) {
        if (!found.at(i).isEmpty()) {
            continue;
        }
        const StagedRecord *fresh
            = staging != nullptr ? staging->find({target, ids.at(i)}) : nullptr;
        const CollectionPtr related = fresh != nullptr ? schema.find(target) : nullptr;
        if (related != nullptr) {
            found[i] = toQString(fresh->effective(related->labelField()).text());
        } else if (labels != nullptr) {
            found[i] = labels->label(target, ids.at(i));
        }
    }
    return found;
}

QVariant PagedRecordModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid()) {
        return {};
    }
    const Impl &impl = *m_impl;
    const int row = index.row();
    if (isGroupRow(row)) {
        return impl.groupData(impl.placeOf(row - impl.insertCount()).section, index.column(), role);
    }
    const fields::Field &field = impl.columns[static_cast<std::size_t>(index.column())];
    const QString name = toQString(field.name);
    const RecordKey key = keyAt(row);
    const Record *record = recordAt(row);
    const StagedRecord *staged
        = impl.staging != nullptr && !key.isEmpty() ? impl.staging->find(key) : nullptr;
    const bool isRelated = isRelatedPath(name);
    const StagedField *cell = nullptr;
    if (staged != nullptr) {
        if (const auto it = staged->fields.find(name); it != staged->fields.end()) {
            cell = &*it;
        }
    }
    const auto base = [&]() -> const Json & {
        static const Json null;
        if (record == nullptr || !isRelated) {
            return record != nullptr ? record->value(name) : null;
        }
        // Of another related record nothing is known before the commit.
        const QString relation = name.section(u'.', 0, 0);
        return staged != nullptr && staged->fields.contains(relation) ? null
                                                                      : columnValue(*record, name);
    };
    Json withFiles; // of a cell with uploads: stored names, then local files
    if (cell != nullptr && !cell->files.isEmpty()) {
        withFiles = joinFileItems(*cell, field);
    }
    const auto value = [&]() -> const Json & {
        return cell == nullptr ? base() : cell->files.isEmpty() ? cell->value : withFiles;
    };
    const Json *excerpt = cell == nullptr && record != nullptr && record->isPartial
        ? record->excerpts.find(field.name)
        : nullptr;
    const auto isKnown = [&] {
        return cell != nullptr || record == nullptr || !record->isPartial
            || impl.isKnown(*record, name, impl.askedAt(row - impl.insertCount()));
    };

    switch (role) {
    case RecordRole::RowKey:
        return key.record;
    case RecordRole::Loaded:
        return !key.isEmpty();
    case RecordRole::RowState: {
        RecordRowState state = RecordRowState::Normal;
        if (staged != nullptr && staged->hasConflict()) {
            state = RecordRowState::Conflict;
        } else if (staged != nullptr && staged->kind == ChangeKind::Insert) {
            state = RecordRowState::Inserted;
        } else if ((staged != nullptr && staged->kind == ChangeKind::Delete)
                   || impl.leaving.contains(key.record)) {
            state = RecordRowState::Deleted;
        } else if (!data(index, RecordRole::RowError).toString().isEmpty()) {
            state = RecordRowState::Failed;
        }
        return static_cast<int>(state);
    }
    case RecordRole::CellState: {
        RecordCellState state = RecordCellState::Normal;
        if (cell != nullptr && cell->hasConflict) {
            state = RecordCellState::Conflict;
        } else if (cell != nullptr && !cell->error.isEmpty()) {
            state = RecordCellState::Invalid;
        } else if (cell != nullptr && staged->kind == ChangeKind::Update) {
            state = RecordCellState::Edited;
        } else if (cell == nullptr && excerpt == nullptr && !isKnown()) {
            state = RecordCellState::Unknown;
        }
        return static_cast<int>(state);
    }
    case RecordRole::RowError: {
        const int serverRow = row - impl.insertCount();
        const int number = serverRow < 0 ? -1 : impl.pageOf(serverRow);
        const auto page = number < 0 ? impl.pages.end() : impl.pages.find(number);
        return page != impl.pages.end() ? page->error : QString();
    }
    case RecordRole::ErrorText:
        return cell != nullptr && !cell->error.isEmpty() ? cell->error
            : staged != nullptr                          ? staged->error
                                                         : QString();
    case RecordRole::FieldType:
        return toQString(field.type);
    case RecordRole::FieldName:
        return name;
    case RecordRole::ChangedAt:
        return impl.changedAt.value(key.record);
    default:
        break;
    }
    if (key.isEmpty()) {
        return {};
    }
    switch (role) {
    case Qt::DisplayRole:
        return displayText(excerpt != nullptr ? *excerpt : value(), field);
    case RecordRole::ShownValue:
        return toVariant(excerpt != nullptr ? *excerpt : value(), field);
    case Qt::EditRole:
    case RecordRole::RawValue:
        return isKnown() ? toVariant(value(), field) : QVariant();
    case RecordRole::IsNull:
        return record != nullptr && !isRelated && value().isNull()
            && isKnown(); // what an insert does not say is empty, not null
    case RecordRole::Was:
        if (cell == nullptr || staged->kind == ChangeKind::Insert) {
            return QString();
        }
        return field.isType(fields::kNumber)
            ? withDecimals(displayText(cell->base, field), impl.decimalsOf(field))
            : displayText(cell->base, field);
    case RecordRole::BaseValue:
        if (!isKnown()) {
            return {};
        }
        return toVariant(cell != nullptr ? cell->base : base(), field);
    case RecordRole::Theirs:
        return cell != nullptr && cell->hasConflict ? toVariant(cell->theirs, field) : QVariant();
    case RecordRole::Labels:
        return impl.labelsOf(record, value(), field);
    default:
        return {};
    }
}

bool PagedRecordModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (role != Qt::EditRole || !(flags(index) & Qt::ItemIsEditable)) {
        return false;
    }
    const fields::Field &field = m_impl->columns[static_cast<std::size_t>(index.column())];
    const RecordKey key = keyAt(index.row());
    const Json json = toJson(value, field);
    if (!isKnown(index.row(), index.column())) {
        // What it would replace is not here: fetched first, then staged over it.
        withWhole({index.row()}, [this, key, name = toQString(field.name), json](bool isHere) {
            const int row = rowOf(key);
            const Record *record = isHere && row >= 0 ? recordAt(row) : nullptr;
            if (record != nullptr && m_impl->isKnown(row, name)) {
                m_impl->staging->setValue(key, Record(*record), name, json);
            }
        });
        return true;
    }
    if (const Record *record = recordAt(index.row())) {
        m_impl->staging->setValue(key, Record(*record), toQString(field.name), json);
    } else {
        m_impl->staging->setValue(key, toQString(field.name), json);
    }
    return true;
}

QVariant PagedRecordModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Vertical) {
        if (role == Qt::ToolTipRole && section >= m_impl->insertCount()) {
            return tr("Record %1")
                .arg(QLocale().toString(m_impl->window + section + 1 - m_impl->insertCount()));
        }
        return role == Qt::DisplayRole
            ? QVariant(m_impl->window + section + 1 - m_impl->insertCount())
            : QVariant();
    }
    if (section < 0 || section >= columnCount()) {
        return {};
    }
    const QString name = fieldAt(section);
    switch (role) {
    case Qt::DisplayRole:
    case RecordRole::FieldName:
        return name;
    case RecordRole::FieldType:
        return toQString(m_impl->columns[static_cast<std::size_t>(section)].type);
    case RecordRole::Decimals:
        return m_impl->decimalsOf(m_impl->columns[static_cast<std::size_t>(section)]);
    case RecordRole::SortLevel:
        for (qsizetype i = 0; i < m_impl->query.sort.size(); ++i) {
            const QString &item = m_impl->query.sort.at(i);
            const int level = static_cast<int>(i) + 1;
            if (item == name || item == u'+' + name) {
                return level;
            }
            if (item == u'-' + name) {
                return -level;
            }
        }
        return 0;
    default:
        return {};
    }
}

Qt::ItemFlags PagedRecordModel::flags(const QModelIndex &index) const
{
    if (!index.isValid()) {
        return Qt::NoItemFlags;
    }
    if (isGroupRow(index.row())) {
        return Qt::ItemIsEnabled | Qt::ItemNeverHasChildren;
    }
    Qt::ItemFlags result = Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemNeverHasChildren;
    const Impl &impl = *m_impl;
    const fields::Field &field = impl.columns[static_cast<std::size_t>(index.column())];
    const bool isInsert = index.row() < impl.insertCount();
    const bool isFixed = field.isType(fields::kAutodate) || (field.name == "id" && !isInsert)
        || field.name.find('.') != std::string::npos;
    if (impl.staging == nullptr || impl.collection->isView() || isFixed || !isLoaded(index.row())) {
        return result;
    }
    const StagedRecord *staged = impl.staging->find(keyAt(index.row()));
    const bool isDeleted = staged != nullptr && staged->kind == ChangeKind::Delete;
    return isDeleted ? result : result | Qt::ItemIsEditable;
}

int PagedRecordModel::Impl::rowOf(const RecordKey &key) const
{
    const auto insert = std::find(inserts.begin(), inserts.end(), key);
    if (insert != inserts.end()) {
        return static_cast<int>(insert - inserts.begin());
    }
    if (collection == nullptr || key.collection != collection->id) {
        return -1;
    }
    const auto row = rowById.find(key.record);
    return row != rowById.end() ? insertCount() + *row : -1;
}

void PagedRecordModel::Impl::stagedInserted(const RecordKey &key)
{
    if (collection == nullptr || key.collection != collection->id) {
        return;
    }
    // Usually the newest; a restored or redone one goes where its order puts it.
    const StagedRecord *added = staging->find(key);
    const auto at = std::find_if(inserts.begin(), inserts.end(), [&](const RecordKey &other) {
        const StagedRecord *record = staging->find(other);
        return record == nullptr || record->order < added->order;
    });
    const int row = static_cast<int>(at - inserts.begin());
    self.beginInsertRows({}, row, row);
    inserts.insert(at, key);
    self.endInsertRows();
}

void PagedRecordModel::Impl::stagedRemoved(const RecordKey &key)
{
    const auto at = std::find(inserts.begin(), inserts.end(), key);
    if (at == inserts.end()) {
        return;
    }
    const int row = static_cast<int>(at - inserts.begin());
    self.beginRemoveRows({}, row, row);
    inserts.erase(at);
    self.endRemoveRows();
}

void PagedRecordModel::Impl::stagedChanged(const RecordKey &key)
{
    completeStaged(key);
    if (const int row = rowOf(key); row >= 0) {
        emitRow(row); // the row's state may have changed with the cell
    }
}

std::vector<RecordKey> PagedRecordModel::Impl::stagedInserts() const
{
    std::vector<RecordKey> keys;
    if (staging != nullptr && collection != nullptr) {
        for (const StagedRecord *record : staging->records(collection->id)) {
            if (record->kind == ChangeKind::Insert) {
                keys.push_back(record->key);
            }
        }
    }
    return keys;
}

} // namespace socle::studio
