#include "studio/domain/ReachedCollections.h"

#include "studio/api/OnResult.h"
#include "studio/domain/GuessedSchema.h"

#include <QSet>

namespace socle::studio {

namespace {

const auto kReachedKind = QStringLiteral("reached");
constexpr int kSampleSize = 100; // records whose values tell the fields
constexpr int kExpandSize = 30;
constexpr qsizetype kMostCollections = 60; // of those that records lead to

QString reachedKey(const QString &name) { return kReachedKind + u'/' + name.toLower(); }

ListQuery sampleOf(int size, const QString &expand = {})
{
    return {.perPage = size,
            .expand = expand,
            .skipTotal = true,
            .purpose = QStringLiteral("schema.sample")};
}

} // namespace

struct ReachedCollections::Walk
{
    Pending<std::vector<Json>> pending;
    QStringList waiting;
    QSet<QString> seen; // names and ids, lower case
    std::vector<Json> found;
};

ReachedCollections::ReachedCollections(ApiClient &client, DraftStore *drafts, QObject *parent)
    : QObject(parent)
    , m_client(client)
    , m_drafts(drafts)
{
    if (m_drafts != nullptr) {
        for (const StoredDraft &stored : m_drafts->all(kReachedKind)) {
            m_opened << QString::fromUtf8(stored.value);
        }
    }
}

QFuture<Result<QString>> ReachedCollections::reach(const QString &nameOrId)
{
    const Pending<QString> pending;
    onResult(RecordsEndpoint(m_client).list(nameOrId, sampleOf(1)),
             this,
             [this, pending, nameOrId](Result<RecordPage> page) {
                 if (!page) {
                     pending.settle(page.takeError());
                     return;
                 }
                 const QString name
                     = page->items.empty() ? nameOrId : page->items.front().collectionName();
                 remember(name);
                 pending.settle(name);
             });
    return pending.future();
}

void ReachedCollections::remember(const QString &name)
{
    if (m_opened.contains(name, Qt::CaseInsensitive)) {
        return;
    }
    m_opened << name;
    if (m_drafts != nullptr) {
        m_drafts->put({reachedKey(name), kReachedKind, name.toUtf8()});
    }
}

void ReachedCollections::forget(const QString &nameOrId)
{
    m_opened.removeIf(
        [&](const QString &one) { return one.compare(nameOrId, Qt::CaseInsensitive) == 0; });
    if (m_drafts != nullptr) {
        m_drafts->remove(reachedKey(nameOrId));
    }
}

QFuture<Result<std::vector<Json>>> ReachedCollections::all()
{
    auto walk = std::make_shared<Walk>();
    walk->waiting = m_opened;
    if (!m_home.isEmpty() && !walk->waiting.contains(m_home, Qt::CaseInsensitive)) {
        walk->waiting.prepend(m_home);
    }
    for (const QString &name : std::as_const(walk->waiting)) {
        walk->seen.insert(name.toLower());
    }
    lookAt(walk);
    return walk->pending.future();
}

/// One collection after the other: a handful, and no burst at a server that counts requests.
void ReachedCollections::lookAt(const std::shared_ptr<Walk> &walk)
{
    if (walk->waiting.isEmpty()) {
        walk->pending.settle(std::move(walk->found));
        return;
    }
    const QString name = walk->waiting.takeFirst();
    onResult(RecordsEndpoint(m_client).list(name, sampleOf(kSampleSize)),
             this,
             [this, walk, name](Result<RecordPage> page) {
                 if (!page) {
                     const ApiError error = apiError(page.error());
                     if (error.status == 0 || error.status >= 500) {
                         walk->pending.settle(page.takeError());
                         return;
                     }
                     lookAt(walk); // refused or gone: it is not shown
                     return;
                 }
                 const QString expand = possibleRelations(page->items).join(u',');
                 if (expand.isEmpty()) {
                     walk->found.push_back(guessCollection(name, page->items, {}));
                     lookAt(walk);
                     return;
                 }
                 onResult(RecordsEndpoint(m_client).list(name, sampleOf(kExpandSize, expand)),
                          this,
                          [this, walk, name, records = std::move(page->items)](
                              Result<RecordPage> expanded) {
                              const SeenRelations relations
                                  = expanded ? seenRelations(expanded->items) : SeenRelations();
                              walk->found.push_back(guessCollection(name, records, relations));
                              for (const auto &[id, target] : relations) {
                                  if (!target.isEmpty() && !walk->seen.contains(target.toLower())
                                      && walk->seen.size() < kMostCollections) {
                                      walk->seen.insert(target.toLower());
                                      walk->waiting << target;
                                  }
                              }
                              lookAt(walk);
                          });
             });
}

} // namespace socle::studio
