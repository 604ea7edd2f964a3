#include "studio/shell/CollectionTreeModel.h"

#include "studio/api/OnResult.h"
#include "studio/api/RecordsEndpoint.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/SchemaStore.h"
#include "studio/domain/StagingEngine.h"
#include "studio/domain/TaskList.h"
#include "studio/kit/Icon.h"
#include "studio/platform/Workspace.h"

#include <QJsonArray>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr qint64 kCountAgeMs = 60'000;

QString iconOf(const CollectionSchema &collection)
{
    switch (collection.type) {
    case CollectionType::Auth:
        return collection.isSystem ? u"shield"_s : u"users"_s;
    case CollectionType::View:
        return u"view"_s;
    case CollectionType::Base:
        return collection.isSystem ? u"link"_s : u"table"_s;
    }
    return {};
}

} // namespace

CollectionTreeModel::CollectionTreeModel(ConnectionContext &context,
                                         Workspace &workspace,
                                         QObject *parent)
    : QAbstractListModel(parent)
    , m_context(context)
    , m_workspace(workspace)
{
    const QString id = context.profile().id;
    for (const QJsonValue &name : workspace.state(id, u"tree.pinned"_s).toArray()) {
        m_pinned << name.toString();
    }
    const QJsonObject groups = workspace.state(id, u"tree.groups"_s).toObject();
    for (auto group = groups.begin(); group != groups.end(); ++group) {
        m_groups.insert(group.key(), group.value().toString());
    }
    for (const QJsonValue &name : workspace.state(id, u"tree.viewsHidden"_s).toArray()) {
        m_viewsHidden.insert(name.toString());
    }
    const QJsonValue folded = workspace.state(id, u"tree.folded"_s);
    if (folded.isArray()) {
        for (const QJsonValue &key : folded.toArray()) {
            m_folded.insert(key.toString());
        }
    } else {
        m_folded.insert(u"system"_s);
    }
    connect(&context.schema(), &SchemaStore::stateChanged, this, &CollectionTreeModel::rebuild);
    connect(
        &context.schema(), &SchemaStore::collectionsChanged, this, &CollectionTreeModel::rebuild);
    connect(&context.staging(), &StagingEngine::changed, this, [this] {
        if (!m_rows.isEmpty()) {
            emit dataChanged(index(0), index(rowCount() - 1), {HasStagedRole});
        }
    });
    connect(&workspace,
            &Workspace::stateChanged,
            this,
            [this, id](const QString &of, const QString &key) {
                if (of == id && key.startsWith(u"views/")) {
                    rebuild();
                }
            });
    // What is known to have changed is counted again at once, not when its minute is over.
    connect(&context.staging(),
            &StagingEngine::committed,
            this,
            [this](const std::vector<CommitOutcome> &outcomes) {
                for (const CommitOutcome &outcome : outcomes) {
                    recount(outcome.key.collection);
                }
            });
    connect(&context.tasks(), &TaskList::taskEnded, this, &CollectionTreeModel::recountAll);
    rebuild();
}

int CollectionTreeModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

Qt::ItemFlags CollectionTreeModel::flags(const QModelIndex &index) const
{
    if (!index.isValid()) {
        return Qt::NoItemFlags;
    }
    return m_rows[index.row()].kind == Kind::Section ? Qt::ItemIsEnabled
                                                     : Qt::ItemIsEnabled | Qt::ItemIsSelectable;
}

QVariant CollectionTreeModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= m_rows.size()) {
        return {};
    }
    const Row &row = m_rows[index.row()];
    switch (role) {
    case KindRole:
        return static_cast<int>(row.kind);
    case DepthRole:
        return row.depth;
    case IsSectionRole:
        return row.kind == Kind::Section;
    default:
        break;
    }
    switch (row.kind) {
    case Kind::Section:
        return sectionData(row, role);
    case Kind::Collection:
        return collectionData(row, role);
    case Kind::SavedView:
    case Kind::Field:
        break;
    }
    return itemData(row, role);
}

QVariant CollectionTreeModel::sectionData(const Row &row, int role) const
{
    switch (role) {
    case Qt::DisplayRole:
        return row.title;
    case Qt::AccessibleTextRole:
        return tr("Section %1").arg(row.title);
    case SectionKeyRole:
        return row.key;
    case IsFoldedRole:
        return isFolded(row.key);
    default:
        return {};
    }
}

QVariant CollectionTreeModel::collectionData(const Row &row, int role) const
{
    const CollectionSchema &collection = *row.collection;
    const qint64 count = m_counts.value(collection.id).value;
    const bool hasStaged = m_context.staging().counts(collection.id).total() > 0;
    switch (role) {
    case Qt::DisplayRole:
    case NameRole:
        return collection.name;
    case Qt::AccessibleTextRole: {
        QString text = count < 0 ? collection.name
                                 : tr("%1, %n records",
                                      nullptr,
                                      static_cast<int>(std::min<qint64>(count, 1'000'000'000)))
                                       .arg(collection.name);
        if (hasStaged) {
            text = tr("%1, has staged edits").arg(text);
        } else if (m_live.contains(collection.id)) {
            text = tr("%1, changed since you looked").arg(text);
        }
        return text;
    }
    case Qt::ToolTipRole:
        return collection.name;
    case IdRole:
        return collection.id;
    case IconRole:
        return iconOf(collection);
    case CountRole:
        return count;
    case IsPinnedRole:
        return m_pinned.contains(collection.name);
    case HasStagedRole:
        return hasStaged;
    case HasLiveRole:
        return m_live.contains(collection.id);
    default:
        return {};
    }
}

QVariant CollectionTreeModel::itemData(const Row &row, int role)
{
    const bool isView = row.kind == Kind::SavedView;
    switch (role) {
    case Qt::DisplayRole:
    case Qt::ToolTipRole:
        return row.title;
    case Qt::AccessibleTextRole:
        return (isView ? tr("Saved view %1 of %2") : tr("Field %1 of %2"))
            .arg(row.title, row.collection->name);
    case NameRole:
        return row.collection->name;
    case IdRole:
        return row.collection->id;
    case ItemRole:
        return row.key;
    case IconRole: {
        const fields::Field *field = isView ? nullptr : row.collection->field(row.key);
        return field == nullptr ? u"bookmark"_s
                                : fieldIconName(QString::fromStdString(field->type));
    }
    case CountRole:
        return qint64(-1);
    default:
        return {};
    }
}

void CollectionTreeModel::setFilter(const QString &text)
{
    if (text != m_filter) {
        m_filter = text;
        rebuild();
    }
}

void CollectionTreeModel::toggleSection(const QString &key)
{
    if (!m_folded.remove(key)) {
        m_folded.insert(key);
    }
    store();
    rebuild();
}

void CollectionTreeModel::togglePin(const QString &collectionName)
{
    if (!m_pinned.removeOne(collectionName)) {
        m_pinned << collectionName;
    }
    store();
    rebuild();
}

void CollectionTreeModel::wantCounts(const QList<QModelIndex> &rows)
{
    m_wanted.clear();
    for (const QModelIndex &row : rows) {
        if (m_rows[row.row()].kind != Kind::Collection) {
            continue;
        }
        const CollectionPtr &collection = m_rows[row.row()].collection;
        const Count known = m_counts.value(collection->id);
        if (!known.age.isValid() || known.age.hasExpired(kCountAgeMs)) {
            m_wanted << collection->id;
        }
    }
    fetchNextCount();
}

void CollectionTreeModel::recountAll()
{
    const QStringList counted = m_counts.keys();
    for (const QString &id : counted) {
        recount(id);
    }
}

void CollectionTreeModel::recount(const QString &collectionId)
{
    if (!m_wanted.contains(collectionId)) {
        m_wanted << collectionId;
    }
    fetchNextCount();
}

void CollectionTreeModel::fetchNextCount()
{
    if (m_isFetching || m_wanted.isEmpty() || !m_context.isSignedIn()) {
        return;
    }
    const QString id = m_wanted.takeFirst();
    m_isFetching = true;
    onResult(RecordsEndpoint(m_context.client()).count(id, {}),
             this,
             [this, id](const Result<qint64> &count) {
                 m_isFetching = false;
                 Count known;
                 known.value = count ? *count : -1;
                 known.age.start();
                 m_counts.insert(id, known);
                 for (int row = 0; row < rowCount(); ++row) {
                     if (m_rows[row].collection && m_rows[row].collection->id == id) {
                         emit dataChanged(index(row), index(row), {CountRole});
                     }
                 }
                 fetchNextCount();
             });
}

void CollectionTreeModel::setLive(const QString &collectionId, bool hasLive)
{
    if (hasLive == m_live.contains(collectionId)) {
        return;
    }
    if (hasLive) {
        m_live.insert(collectionId);
    } else {
        m_live.remove(collectionId);
    }
    if (!m_rows.isEmpty()) {
        emit dataChanged(index(0), index(rowCount() - 1), {HasLiveRole});
    }
}

QModelIndex CollectionTreeModel::indexOfCollection(const QString &name) const
{
    for (int row = 0; row < rowCount(); ++row) {
        const CollectionPtr &collection = m_rows[row].collection;
        if (m_rows[row].kind == Kind::Collection
            && (collection->name == name || collection->id == name)) {
            return index(row);
        }
    }
    return {};
}

QModelIndex CollectionTreeModel::indexOfView(const QString &collectionName,
                                             const QString &viewId) const
{
    for (int row = 0; row < rowCount(); ++row) {
        const Row &one = m_rows[row];
        if (one.kind == Kind::SavedView && one.key == viewId
            && one.collection->name == collectionName) {
            return index(row);
        }
    }
    return {};
}

} // namespace socle::studio
