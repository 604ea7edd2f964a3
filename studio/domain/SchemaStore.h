// The collections of one connection: the current snapshot, what changed since the last, and drafts
// of schema changes.
//
// Snapshots are immutable; a view keeps the CollectionPtr it works with. Drafts are collection JSON
// that nobody has sent yet; they survive a crash, SchemaApply sends them. UI thread.
#pragma once

#include "studio/api/CollectionsEndpoint.h"
#include "studio/domain/CollectionSchema.h"
#include "studio/domain/DraftStore.h"

#include <QHash>
#include <QObject>

#include <functional>

namespace socle::studio {

class SchemaStore : public QObject
{
    Q_OBJECT

public:
    enum class State { Empty, Loading, Ready, Failed };
    Q_ENUM(State)

    /// `drafts` may be null: drafts then live in memory only.
    SchemaStore(ApiClient &client, DraftStore *drafts, QObject *parent = nullptr);

    State state() const { return m_state; }

    /// Of the last failed refresh; the old snapshot stays readable.
    const ApiError &error() const { return m_error; }

    /// In the server's order.
    const std::vector<CollectionPtr> &collections() const { return m_collections; }

    /// Id exact or name regardless of case; null when absent.
    CollectionPtr find(QStringView idOrName) const;
    /// Relation fields of any collection that point to this one: (collection, field name).
    std::vector<std::pair<CollectionPtr, QString>> referencesTo(const QString &collectionId) const;

    /// Changes with every change of the schema; equal schemas have equal marks.
    QByteArray etag() const { return m_etag; }

    /// Where collections come from: the server's list (empty), or what an account that may not ask
    /// for it finds out (ReachedCollections).
    using Source = std::function<QFuture<Result<std::vector<Json>>>()>;

    void setSource(Source source) { m_source = std::move(source); }

    /// The collections are those that were found, their fields those their records show.
    bool isGuessed() const { return m_source != nullptr; }

    /// Fetches all collections. Several calls while one runs share it.
    QFuture<Result<void>> refresh();
    /// Takes collections without a request: tests, and the answer of a change just made.
    Result<void> assign(const std::vector<Json> &collections);

    // Drafts by collection id; a new collection's draft has a made-up id "new-…".
    std::optional<Json> draft(const QString &id) const;
    QStringList draftIds() const;
    bool isNew(const QString &id) const; // a draft of a collection that does not exist yet
    void setDraft(const QString &id, const Json &collection);
    QString addDraft(const Json &collection);
    /// Marks a whole collection for removal.
    void setRemoved(const QString &id, bool removed);
    bool isRemoved(const QString &id) const;
    void discardDraft(const QString &id);
    void discardAllDrafts();

    bool hasDrafts() const { return !m_drafts.isEmpty() || !m_removed.isEmpty(); }

    /// All drafted collections, as the body of an import or plan; made-up ids left out.
    JsonArray draftedCollections() const;

signals:
    void stateChanged();
    /// Ids by what happened; after any of them every CollectionPtr held elsewhere may be an old
    /// value.
    void collectionsChanged(const QStringList &added,
                            const QStringList &changed,
                            const QStringList &removed);
    void draftChanged(const QString &id);

private:
    void restoreDrafts();
    void storeDraft(const QString &id);
    void finishRefresh(Result<std::vector<Json>> result);
    void setState(State state);

    ApiClient &m_client;
    DraftStore *m_draftStore;
    Source m_source;
    State m_state = State::Empty;
    ApiError m_error;
    std::vector<CollectionPtr> m_collections;
    QHash<QString, CollectionPtr> m_byId;
    QHash<QString, CollectionPtr> m_byName; // lower case
    QByteArray m_etag;
    QMap<QString, Json> m_drafts;
    QSet<QString> m_removed;
    std::vector<Pending<void>> m_waiting; // of the refresh under way
};

} // namespace socle::studio
