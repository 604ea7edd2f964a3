#include "studio/domain/SharedViews.h"

#include "studio/api/CancelKey.h"
#include "studio/api/OnResult.h"
#include "studio/api/RecordsEndpoint.h"
#include "studio/api/Text.h"

#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

const QString kCollection = u"_savedViews"_s;
constexpr int kMostViews = 500; // of one collection; a menu shows no more

QJsonObject toQt(const Json &json)
{
    return QJsonDocument::fromJson(QByteArray::fromStdString(json.dump())).object();
}

Result<Json> fromQt(const QJsonObject &object)
{
    return parseJson(QJsonDocument(object).toJson(QJsonDocument::Compact).toStdString());
}

} // namespace

SharedViews::SharedViews(ApiClient &client, Workspace &workspace, QObject *parent)
    : QObject(parent)
    , m_client(client)
    , m_workspace(workspace)
{
}

void SharedViews::refresh(const QString &connectionId, const QString &collectionId)
{
    ListQuery query;
    query.perPage = kMostViews;
    query.filter = u"collection = "_s + filterLiteral(collectionId);
    query.sort = u"name"_s;
    query.skipTotal = true;
    query.cancelKey = cancelKeyOf("views", this);
    query.purpose = u"data.views"_s;
    onResult(RecordsEndpoint(m_client).list(kCollection, query),
             this,
             [this, connectionId, collectionId](const Result<RecordPage> &page) {
                 if (!page) {
                     return; // what was seen last stays; the menu says what can be done
                 }
                 std::vector<SavedView> views;
                 for (const Record &record : page->items) {
                     views.push_back({record.id,
                                      toQString(record.value(u"name"_s).text()),
                                      toQt(record.value(u"state"_s)),
                                      true,
                                      toQString(record.value(u"author"_s).text())});
                 }
                 SavedViews(m_workspace, connectionId, collectionId).setShared(std::move(views));
                 emit changed(collectionId);
             });
}

void SharedViews::save(const QString &connectionId,
                       const QString &collectionId,
                       const SavedView &view,
                       Done done)
{
    const Result<Json> state = fromQt(view.state);
    if (!state) {
        done(state.error());
        return;
    }
    JsonObject body{{"name", toUtf8(view.name)}, {"state", *state}};
    if (view.id.isEmpty()) {
        body.set("collection", toUtf8(collectionId));
        body.set("author", toUtf8(view.author));
    }
    const RecordsEndpoint records(m_client);
    onResult(
        view.id.isEmpty() ? records.create(kCollection, body)
                          : records.update(kCollection, view.id, body),
        this,
        [this, connectionId, collectionId, done = std::move(done)](const Result<Record> &stored) {
            if (!stored) {
                done(stored.error());
                return;
            }
            SavedViews known(m_workspace, connectionId, collectionId);
            std::vector<SavedView> views;
            for (SavedView &each : known.all()) {
                if (each.isShared && each.id != stored->id) {
                    views.push_back(std::move(each));
                }
            }
            views.push_back({stored->id,
                             toQString(stored->value(u"name"_s).text()),
                             toQt(stored->value(u"state"_s)),
                             true,
                             toQString(stored->value(u"author"_s).text())});
            known.setShared(std::move(views));
            done(stored->id);
            emit changed(collectionId);
        });
}

void SharedViews::remove(const QString &connectionId,
                         const QString &collectionId,
                         const QString &id,
                         Done done)
{
    onResult(
        RecordsEndpoint(m_client).remove(kCollection, id),
        this,
        [this, connectionId, collectionId, id, done = std::move(done)](const Result<void> &gone) {
            if (!gone && apiError(gone.error()).status != 404) {
                done(gone.error());
                return;
            }
            SavedViews(m_workspace, connectionId, collectionId).remove(id);
            done(id);
            emit changed(collectionId);
        });
}

} // namespace socle::studio
