// The collections of one connection as lines of a list: sections (Pinned, groups and groups in
// groups, Collections, System), their collections, and under a collection its saved views, or the
// fields a filter like "books.price" means.
//
// A flat list instead of a tree: sections are headings, not parents, and the filter works across
// them. A group within another is called "Outer/Inner". Counts are asked for when the view says a
// row is visible, one request at a time, and believed for 60 s.
//
// Source: studio.md 3.4.
#pragma once

#include "studio/domain/CollectionSchema.h"

#include <QAbstractListModel>
#include <QElapsedTimer>
#include <QHash>
#include <QSet>

namespace socle::studio {

class ConnectionContext;
class Workspace;

class CollectionTreeModel : public QAbstractListModel
{
    Q_OBJECT

public:
    enum class Kind { Section, Collection, SavedView, Field };

    enum Role {
        IsSectionRole = Qt::UserRole + 1,
        NameRole,
        IdRole,
        IconRole, // kit icon name
        CountRole, // qint64, -1 unknown
        IsPinnedRole,
        HasStagedRole, // amber dot
        HasLiveRole, // green dot
        IsFoldedRole, // sections
        SectionKeyRole,
        KindRole, // Kind as int
        DepthRole, // steps of indentation
        ItemRole, // id of the saved view, name of the field
    };

    CollectionTreeModel(ConnectionContext &context,
                        Workspace &workspace,
                        QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;

    void setFilter(const QString &text);
    void toggleSection(const QString &key);
    void togglePin(const QString &collectionName);
    /// The group of a collection, "Outer/Inner" for one within another, "" for none.
    void moveToGroup(const QString &collectionName, const QString &group);
    /// Outer groups before what is in them.
    QStringList groups() const;
    /// What is in it moves along, also into another group; "" undoes the group.
    void renameGroup(const QString &group, const QString &name);

    /// Shows or hides the saved views under a collection.
    bool hidesViews(const QString &collectionName) const
    {
        return m_viewsHidden.contains(collectionName);
    }

    void setViewsShown(const QString &collectionName, bool isShown);
    /// Empty when it is in none.
    QString groupOf(const QString &name) const;
    /// Rows now visible: their counts are fetched, in order.
    void wantCounts(const QList<QModelIndex> &rows);
    /// Counts again what was counted: records came from elsewhere.
    void recountAll();
    void recount(const QString &collectionId);
    void setLive(const QString &collectionId, bool hasLive);
    QModelIndex indexOfCollection(const QString &name) const;
    QModelIndex indexOfView(const QString &collectionName, const QString &viewId) const;

private:
    struct Row
    {
        Kind kind = Kind::Section;
        QString key; // of a section; id of a saved view; name of a field
        QString title;
        CollectionPtr collection; // null for sections
        int depth = 0;
    };

    struct Count
    {
        qint64 value = -1;
        QElapsedTimer age;
    };

    QVariant sectionData(const Row &row, int role) const;
    QVariant collectionData(const Row &row, int role) const;
    static QVariant itemData(const Row &row, int role);
    void rebuild();
    void addSection(const QString &key,
                    const QString &title,
                    const QList<CollectionPtr> &collections,
                    int depth);
    void addCollection(const CollectionPtr &collection, int depth);
    bool isFolded(const QString &section) const;
    void fetchNextCount();
    bool matches(const CollectionSchema &collection) const;
    void store();

    ConnectionContext &m_context;
    Workspace &m_workspace;
    QList<Row> m_rows;
    QString m_filter;
    QStringList m_pinned;
    QHash<QString, QString> m_groups; // collection name -> group
    QSet<QString> m_folded;
    QSet<QString> m_viewsHidden; // names of collections whose saved views are folded away
    QHash<QString, Count> m_counts; // by collection id
    QStringList m_wanted; // ids, next first
    QSet<QString> m_live;
    bool m_isFetching = false;
};

} // namespace socle::studio
