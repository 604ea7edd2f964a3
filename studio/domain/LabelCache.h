// The names people know records by, for relation chips anywhere (studio.md 4.3.2).
//
// Whoever meets an expanded record tells its label; whoever meets a bare id asks. Unknown ids are
// gathered for a moment and fetched in chunks, never one request a cell. 5,000 labels a collection;
// an id the server does not know is remembered too, so it is asked once. UI thread.
#pragma once

#include "studio/domain/CollectionSchema.h"

#include <QCache>
#include <QHash>
#include <QObject>
#include <QSet>
#include <QTimer>

namespace socle::studio {

class ApiClient;
class SchemaStore;

class LabelCache : public QObject
{
    Q_OBJECT

public:
    static constexpr int kLabelsPerCollection = 5000;
    static constexpr int kChunk = 40; // ids in one filter: below 3,500 characters

    LabelCache(ApiClient &client, const SchemaStore &schema, QObject *parent = nullptr);

    /// "" while unknown; then it is asked for and arrived() follows.
    QString label(const QString &collectionId, const QString &id);
    /// "" while unknown; asks nothing.
    QString known(const QString &collectionId, const QString &id) const;
    void add(const QString &collectionId, const QString &id, const QString &label);
    /// Label of a record met anywhere, by its collection's label field.
    void add(const CollectionSchema &collection, const JsonObject &record);
    /// A record changed: the next question is asked again.
    void forget(const QString &collectionId, const QString &id);
    void clear();

signals:
    void arrived(const QString &collectionId);

private:
    void ask();
    void fetch(const QString &collectionId, const QStringList &ids);

    using Labels = QCache<QString, QString>;

    ApiClient &m_client;
    const SchemaStore &m_schema;
    QHash<QString, Labels *> m_labels; // collection id; owned, deleted with the cache
    QHash<QString, QSet<QString>> m_wanted;
    QHash<QString, QSet<QString>> m_underWay;
    QTimer m_gather;
    std::vector<std::unique_ptr<Labels>> m_owned;
};

} // namespace socle::studio
