// Which lines the collection tree has, and in which groups: the part of its model that is about
// order.
//
// Source: studio.md 3.4.
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/SavedViews.h"
#include "studio/domain/SchemaStore.h"
#include "studio/platform/Workspace.h"
#include "studio/shell/CollectionTreeModel.h"
#include "studio/shell/Fuzzy.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QMap>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

const auto kGroupKey = u"group/"_s;

/// "Shop/Orders" -> "Shop"; "Shop" stays.
QString outerGroup(const QString &group) { return group.section(u'/', 0, 0); }

} // namespace

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
    return std::ranges::any_of(collection.fields, [&](const fields::Field &known) {
        return fuzzyMatch(field, QString::fromStdString(known.name)).isMatch;
    });
}

bool CollectionTreeModel::isFolded(const QString &section) const
{
    return m_filter.isEmpty() && m_folded.contains(section);
}

QString CollectionTreeModel::groupOf(const QString &name) const { return m_groups.value(name); }

QStringList CollectionTreeModel::groups() const
{
    QStringList names;
    for (const QString &group : m_groups) {
        if (!group.isEmpty()) {
            names << outerGroup(group) << group;
        }
    }
    names.removeDuplicates();
    names.sort(Qt::CaseInsensitive);
    return names;
}

void CollectionTreeModel::addCollection(const CollectionPtr &collection, int depth)
{
    m_rows.append({Kind::Collection, {}, {}, collection, depth});
    const qsizetype dot = m_filter.indexOf(u'.');
    if (dot >= 0) {
        const QString wanted = m_filter.mid(dot + 1);
        for (const fields::Field &field : collection->fields) {
            const QString name = QString::fromStdString(field.name);
            if (!wanted.isEmpty() && fuzzyMatch(wanted, name).isMatch) {
                m_rows.append({Kind::Field, name, name, collection, depth + 1});
            }
        }
        return;
    }
    if (m_viewsHidden.contains(collection->name)) {
        return;
    }
    const SavedViews views(m_workspace, m_context.profile().id, collection->id);
    for (const SavedView &view : views.all()) {
        m_rows.append({Kind::SavedView, view.id, view.name, collection, depth + 1});
    }
}

void CollectionTreeModel::addSection(const QString &key,
                                     const QString &title,
                                     const QList<CollectionPtr> &collections,
                                     int depth)
{
    m_rows.append({Kind::Section, key, title, {}, depth});
    if (isFolded(key)) {
        return;
    }
    for (const CollectionPtr &collection : collections) {
        addCollection(collection, depth);
    }
}

void CollectionTreeModel::rebuild()
{
    beginResetModel();
    m_rows.clear();
    QList<CollectionPtr> pinned;
    // By path: an outer group stands before its inner ones, whatever their names.
    QMap<QStringList, QList<CollectionPtr>> grouped;
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
            const QStringList path = group.split(u'/');
            grouped[path.first(1)]; // has a heading even if all it holds is another group
            grouped[path] << collection;
        } else {
            plain << collection;
        }
    }
    const auto add
        = [this](const QString &key, const QString &title, const QList<CollectionPtr> &rows) {
              if (!rows.isEmpty()) {
                  addSection(key, title, rows, 0);
              }
          };
    add(u"pinned"_s, tr("Pinned"), pinned);
    for (auto group = grouped.begin(); group != grouped.end(); ++group) {
        const int depth = static_cast<int>(group.key().size()) - 1;
        if (depth == 0 || !isFolded(kGroupKey + group.key().first())) {
            addSection(
                kGroupKey + group.key().join(u'/'), group.key().last(), group.value(), depth);
        }
    }
    add(u"plain"_s, tr("Collections"), plain);
    add(u"system"_s, tr("System"), system);
    endResetModel();
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

void CollectionTreeModel::renameGroup(const QString &group, const QString &name)
{
    for (QString &known : m_groups) {
        if (known == group || known.startsWith(group + u'/')) {
            // Deeper than one level does not exist: what would lie there joins its group.
            const QString moved = name + known.mid(group.size());
            known = moved.section(u'/', 0, 1, QString::SectionSkipEmpty);
        }
    }
    m_groups.removeIf([](const auto &one) { return one.value().isEmpty(); });
    store();
    rebuild();
}

void CollectionTreeModel::setViewsShown(const QString &collectionName, bool isShown)
{
    if (isShown == m_viewsHidden.contains(collectionName)) {
        if (isShown) {
            m_viewsHidden.remove(collectionName);
        } else {
            m_viewsHidden.insert(collectionName);
        }
        store();
        rebuild();
    }
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
    m_workspace.setState(
        id, u"tree.viewsHidden"_s, QJsonArray::fromStringList(m_viewsHidden.values()));
}

} // namespace socle::studio
