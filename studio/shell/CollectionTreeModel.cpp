#include "studio/shell/CollectionTreeModel.h"

#include "studio/api/OnResult.h"
#include "studio/api/RecordsEndpoint.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/SchemaStore.h"
#include "studio/domain/StagingEngine.h"
#include "studio/domain/TaskList.h"
#include "studio/platform/Workspace.h"
#include "studio/shell/Fuzzy.h"

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
    return m_rows[index.row()].collection ? Qt::ItemIsEnabled | Qt::ItemIsSelectable
                                          : Qt::ItemIsEnabled;
}

QVariant CollectionTreeModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= m_rows.size()) {
        return {};
    }
    const Row &row = m_rows[index.row()];
    if (!row.collection) {
        switch (role) {
        case Qt::DisplayRole:
            return row.title;
        case Qt::AccessibleTextRole:
            return tr("Section %1").arg(row.title);
        case IsSectionRole:
            return true;
        case SectionKeyRole:
            return row.section;
        case IsFoldedRole:
            return m_folded.contains(row.section) && m_filter.isEmpty();
        default:
            return {};
        }
    }
    const CollectionSchema &collection = *row.collection;
    const qint64 count = m_counts.value(collection.id).value;
    switch (role) {
    case Qt::DisplayRole:
    case NameRole:
        return collection.name;
    case Qt::AccessibleTextRole:
        return count < 0 ? collection.name
                         : tr("%1, %n records",
                              nullptr,
                              static_cast<int>(std::min<qint64>(count, 1'000'000'000)))
                               .arg(collection.name);
    case Qt::ToolTipRole:
        return collection.name;
    case IsSectionRole:
        return false;
    case IdRole:
        return collection.id;
    case IconRole:
        return iconOf(collection);
    case CountRole:
        return count;
    case IsPinnedRole:
        return m_pinned.contains(collection.name);
    case HasStagedRole:
        return m_context.staging().counts(collection.id).total() > 0;
    case HasLiveRole:
        return m_live.contains(collection.id);
    default:
        return {};
    }
}

bool CollectionTreeModel::matches(const CollectionSchema &collection) const
{
    if (m_filter.isEmpty()) {
        return true;
    }
    const qsizetype dot = m_filter.indexOf(u'.');
    if (dot < 0) {
        return fuzzyMatch(m_filter, collection.name).isMatch;
    }
    // "books.price": collections by name before the dot, fields after it.
    if (!fuzzyMatch(m_filter.left(dot), collection.name).isMatch) {
        return false;
    }
    const QString field = m_filter.mid(dot + 1);
    for (const fields::Field &known : collection.fields) {
        if (fuzzyMatch(field, QString::fromStdString(known.name)).isMatch) {
            return true;
        }
    }
    return false;
}

QString CollectionTreeModel::groupOf(const QString &name) const { return m_groups.value(name); }

QStringList CollectionTreeModel::groups() const
{
    QStringList names = m_groups.values();
    names.removeAll(QString());
    names.removeDuplicates();
    names.sort(Qt::CaseInsensitive);
    return names;
}

void CollectionTreeModel::rebuild()
{
    beginResetModel();
    m_rows.clear();
    QList<CollectionPtr> pinned;
    QMap<QString, QList<CollectionPtr>> grouped;
    QList<CollectionPtr> plain;
    QList<CollectionPtr> system;
    for (const CollectionPtr &collection : m_context.schema().collections()) {
        if (!matches(*collection)) {
            continue;
        }
        if (m_pinned.contains(collection->name)) {
            pinned << collection;
        } else if (collection->isSystem) {
            system << collection;
        } else if (const QString group = groupOf(collection->name); !group.isEmpty()) {
            grouped[group] << collection;
        } else {
            plain << collection;
        }
    }
    const auto add
        = [this](const QString &key, const QString &title, const QList<CollectionPtr> &rows) {
              if (rows.isEmpty()) {
                  return;
              }
              m_rows.append({key, title, {}});
              if (m_folded.contains(key) && m_filter.isEmpty()) {
                  return;
              }
              for (const CollectionPtr &collection : rows) {
                  m_rows.append({{}, {}, collection});
              }
          };
    add(u"pinned"_s, tr("Pinned"), pinned);
    for (auto group = grouped.begin(); group != grouped.end(); ++group) {
        add(u"group/"_s + group.key(), group.key(), group.value());
    }
    add(u"plain"_s, tr("Collections"), plain);
    add(u"system"_s, tr("System"), system);
    endResetModel();
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

void CollectionTreeModel::moveToGroup(const QString &collectionName, const QString &group)
{
    if (group.isEmpty()) {
        m_groups.remove(collectionName);
    } else {
        m_groups.insert(collectionName, group);
    }
    store();
    rebuild();
}

void CollectionTreeModel::store()
{
    const QString id = m_context.profile().id;
    m_workspace.setState(id, u"tree.pinned"_s, QJsonArray::fromStringList(m_pinned));
    QJsonObject groups;
    for (auto group = m_groups.begin(); group != m_groups.end(); ++group) {
        groups.insert(group.key(), group.value());
    }
    m_workspace.setState(id, u"tree.groups"_s, groups);
    m_workspace.setState(id, u"tree.folded"_s, QJsonArray::fromStringList(m_folded.values()));
}

void CollectionTreeModel::wantCounts(const QList<QModelIndex> &rows)
{
    m_wanted.clear();
    for (const QModelIndex &row : rows) {
        const CollectionPtr &collection = m_rows[row.row()].collection;
        if (!collection) {
            continue;
        }
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
        if (collection && (collection->name == name || collection->id == name)) {
            return index(row);
        }
    }
    return {};
}

} // namespace socle::studio
