// Takes back what an import created: deletes its records that nobody has changed since (studio.md
// 4.3.11 (6)).
//
// Whether a record changed is told by its stamps: `updated` later than `created`. Records that
// changed, or went already, stay as they are and are counted. A chunk of ids at a time, flat
// memory. UI thread.
#pragma once

#include "studio/api/ApiClient.h"
#include "studio/api/Capabilities.h"
#include "studio/domain/CollectionSchema.h"
#include "studio/domain/ImportJournal.h"

#include <QFile>
#include <QObject>

namespace socle::studio {

class ImportUndo : public QObject
{
    Q_OBJECT

public:
    static constexpr int kChunk = 40; // ids asked for in one filter

    /// Why `entry` cannot be undone; empty when it can. Translated.
    static QString obstacle(const ImportEntry &entry, const CollectionPtr &collection);

    ImportUndo(ApiClient &client,
               const Capabilities &capabilities,
               const CollectionPtr &collection,
               const ImportEntry &entry,
               QObject *parent = nullptr);

    void start();
    void cancel();

    qint64 removed() const { return m_removed; }

    qint64 changed() const { return m_changed; } // kept: somebody worked on them

    qint64 done() const { return m_done; }

    qint64 total() const { return m_total; }

signals:
    void progress();
    /// Once; `reason` empty when it went through.
    void ended(const QString &reason);

private:
    void next();
    void removeAll(const QStringList &ids, qsizetype from);
    void finish(const QString &reason);

    ApiClient &m_client;
    const Capabilities &m_capabilities;
    const CollectionPtr m_collection;
    QString m_createdField;
    QFile m_ids;
    qint64 m_total = 0;
    qint64 m_done = 0;
    qint64 m_removed = 0;
    qint64 m_changed = 0;
    bool m_isCancelled = false;
    bool m_isEnded = false;
};

} // namespace socle::studio
