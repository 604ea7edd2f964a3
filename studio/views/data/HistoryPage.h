// What became of a record, newest first: who, when, which fields; a version or a single field can
// be staged again (studio.md 4.3.15).
//
// Nothing is sent: restoring stages the old values for review. Without kept versions on the server
// the page says so. Object names: data.history, data.history.restore.<n>,
// data.history.field.<n>.<field>. UI thread.
#pragma once

#include "studio/api/RevisionsEndpoint.h"
#include "studio/domain/CollectionSchema.h"
#include "studio/domain/RecordKey.h"

#include <QWidget>

#include <optional>

class QVBoxLayout;

namespace socle::studio {

class ConnectionContext;
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

private:
    void clear();
    void showMessage(const QString &icon, const QString &title, const QString &reason);
    void build();
    QWidget *makeEntry(std::size_t at);
    /// Values as they were right after this revision, of the fields that were changed since.
    std::vector<std::pair<QString, Json>> valuesAfter(std::size_t at) const;
    void stage(const std::vector<std::pair<QString, Json>> &values);

    ConnectionContext &m_context;
    RecordKey m_key;
    CollectionPtr m_collection;
    std::shared_ptr<const Record> m_record; // as shown; a copy, the panel's may go
    std::vector<Revision> m_revisions; // newest first
    QVBoxLayout *const m_column;
    bool m_isReadOnly = false;
    quint64 m_generation = 0;
};

} // namespace socle::studio
