// Imports this connection remembers: ones a restart broke, to go on with, and the last ones, to
// undo (studio.md 4.3.11 (6)).
//
// Object names: import.earlier, import.earlier.<n>.resume, .undo, .forget.
#pragma once

#include "studio/domain/ImportJournal.h"

#include <QWidget>

class QVBoxLayout;

namespace socle::studio {

class ConnectionContext;

class UnfinishedList : public QWidget
{
    Q_OBJECT

public:
    explicit UnfinishedList(ConnectionContext &context, QWidget *parent = nullptr);

    /// Reads the journal again; hidden when it has nothing to say. `busy` are entries that run now.
    void refresh(const QStringList &busy);

    int count() const { return m_count; }

signals:
    void resumeRequested(const socle::studio::ImportEntry &entry);
    void undoRequested(const socle::studio::ImportEntry &entry);
    void changed();

private:
    QWidget *makeRow(const ImportEntry &entry, int number);

    ConnectionContext &m_context;
    QVBoxLayout *const m_rows;
    QStringList m_busy;
    int m_count = 0;
};

} // namespace socle::studio
