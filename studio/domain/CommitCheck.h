// Did somebody else change these records? Asked before anything is written (studio.md 4.3.9).
//
// Collections with an update stamp are asked for id, stamp and entity tag only, a hundred records a
// request, three requests at a time; what has another stamp is fetched whole and handed to the
// stage, which rebases it or marks the conflict. Without a stamp all are fetched whole. UI thread.
#pragma once

#include "studio/api/ApiClient.h"
#include "studio/api/Capabilities.h"
#include "studio/api/RecordsEndpoint.h"
#include "studio/domain/RecordKey.h"

#include <QHash>
#include <QObject>

#include <deque>

namespace socle::studio {

class SchemaStore;
class StagingEngine;

class CommitCheck : public QObject
{
    Q_OBJECT

public:
    enum class Depth { Stamps, Whole };

    CommitCheck(ApiClient &client,
                StagingEngine &staging,
                const SchemaStore &schema,
                const Capabilities &capabilities,
                QObject *parent);

    /// Once; finished() follows from the event loop, unless this object is deleted first.
    void start(const QList<RecordKey> &keys, Depth depth = Depth::Stamps);

    /// Entity tags of records that are as their base says; empty on servers without preconditions.
    const QHash<RecordKey, QString> &etags() const { return m_etags; }

    /// Why it ended early; TransportFailure::None and status 0 when it did not.
    const std::optional<ApiError> &error() const { return m_error; }

signals:
    void finished();

private:
    struct Chunk
    {
        QString collectionId = {};
        QStringList ids = {};
        Depth depth = Depth::Stamps;
    };

    void add(const QString &collectionId, const QStringList &ids, Depth depth);
    void pump();
    void send(const Chunk &chunk);
    void take(const Chunk &chunk, const std::vector<Record> &records);

    ApiClient &m_client;
    StagingEngine &m_staging;
    const SchemaStore &m_schema;
    const bool m_hasTags;
    std::deque<Chunk> m_chunks;
    int m_inFlight = 0;
    QHash<RecordKey, QString> m_etags;
    std::optional<ApiError> m_error;
};

} // namespace socle::studio
