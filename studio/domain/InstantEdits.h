// Instant edit mode: what is accepted in a cell is committed at once, by the same engine as any
// commit (studio.md 4.3.9). For local and development servers only (3.18).
//
// It watches the stage and sends the records that changed as soon as the hand rests for a moment.
// What is invalid, in conflict or refused stays staged with its errors; deletions stay staged
// until they are committed on purpose. undo() and redo() send what they stage. UI thread.
#pragma once

#include "studio/domain/CommitRunner.h"

#include <QObject>
#include <QPointer>
#include <QSet>

class QTimer;

namespace socle::studio {

class ConnectionContext;

class InstantEdits : public QObject
{
    Q_OBJECT

public:
    explicit InstantEdits(ConnectionContext &context);

    /// Whether this connection may use the mode at all.
    bool isPossible() const;
    /// Chosen, possible, and writes are not locked.
    bool isOn() const;

    /// Something is on its way or about to be.
    bool isBusy() const { return m_runner != nullptr || !m_pending.isEmpty(); }

    /// One step of the collection's undo stack, and its effect sent.
    void undo(const QString &collectionId);
    void redo(const QString &collectionId);

signals:
    void finished(const socle::studio::CommitRunner::Summary &summary);

private:
    void stageChanged(const RecordKey &key);
    void send();
    bool isComplete(const StagedRecord &record) const;
    void walk(const QString &collectionId, bool isForward);

    ConnectionContext &m_context;
    QTimer *const m_rest;
    QSet<RecordKey> m_pending;
    QPointer<CommitRunner> m_runner;
    bool m_isWalking = false; // what changes now was staged by undo or redo
    Trail m_trail = Trail::New;
};

} // namespace socle::studio
