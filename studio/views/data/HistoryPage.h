// What became of a record, newest first: who, when, which fields; a version or a single field can
// be staged again (studio.md 4.3.15).
//
// Nothing is sent: restoring stages the old values for review. A server that keeps no versions gets
// what this studio changed (ChangeJournal), and the page says so. Object names: data.history,
// data.history.compare and those of HistoryEntry. UI thread.
#pragma once

#include "studio/api/RevisionsEndpoint.h"
#include "studio/domain/CollectionSchema.h"
#include "studio/domain/RecordKey.h"

#include <QWidget>

#include <optional>
#include <set>

class QVBoxLayout;

namespace socle::studio {

class Button;
class ConnectionContext;
struct ComparedRecord;
struct Record;

class HistoryPage : public QWidget
{
    Q_OBJECT

public:
    explicit HistoryPage(ConnectionContext &context, QWidget *parent = nullptr);

    /// Another record; asked for once, until forget(). `record` null: not stored yet.
    void show(const RecordKey &key, const CollectionPtr &collection, const Record *record);

    /// The next show() asks again.
    void forget() { m_key = RecordKey(); }

    void setReadOnly(bool readOnly) { m_isReadOnly = readOnly; }

signals:
    void said(const QString &text);
    /// Two versions were chosen: show them side by side.
    void compareRequested(const std::vector<socle::studio::ComparedRecord> &versions);

private:
    void clear();
    void showMessage(const QString &icon, const QString &title, const QString &reason);
    void build();
    QWidget *makeEntry(std::size_t at);
    void compare();
    /// Values as they were right after this revision, of the fields that were changed since.
    std::vector<std::pair<QString, Json>> valuesAfter(std::size_t at) const;
    void stage(const std::vector<std::pair<QString, Json>> &values);

    ConnectionContext &m_context;
    RecordKey m_key;
    CollectionPtr m_collection;
    std::shared_ptr<const Record> m_record; // as shown; a copy, the panel's may go
    std::vector<Revision> m_revisions; // newest first
    QVBoxLayout *const m_column;
    std::set<std::size_t> m_picked;
    Button *m_compare = nullptr; // of what is shown now
    bool m_isJournal = false; // only what this studio changed
    bool m_isReadOnly = false;
    quint64 m_generation = 0;
};

} // namespace socle::studio
