// The collections of one connection as lines of a list: sections (Pinned, groups, Collections,
// System) and their rows.
//
// A flat list instead of a tree: sections are headings, not parents, and the filter works across
// them. Counts are asked for when the view says a row is visible, one request at a time, and
// believed for 60 s.
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
    /// The group of a collection, "" for none.
    void moveToGroup(const QString &collectionName, const QString &group);
    QStringList groups() const;
    /// Empty when it is in none.
    QString groupOf(const QString &name) const;
    /// Rows now visible: their counts are fetched, in order.
    void wantCounts(const QList<QModelIndex> &rows);
    /// Counts again what was counted: records came from elsewhere.
    void recountAll();
    void recount(const QString &collectionId);
    void setLive(const QString &collectionId, bool hasLive);
    QModelIndex indexOfCollection(const QString &name) const;

private:
    struct Row
    {
        QString section; // not empty: a heading
        QString title;
        CollectionPtr collection;
    };

    struct Count
    {
        qint64 value = -1;
        QElapsedTimer age;
    };

    void rebuild();
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
    QHash<QString, Count> m_counts; // by collection id
    QStringList m_wanted; // ids, next first
    QSet<QString> m_live;
    bool m_isFetching = false;
};

} // namespace socle::studio
