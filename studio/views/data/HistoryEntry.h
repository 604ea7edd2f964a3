// One revision in a history: who, when, what, and what can be done with it (studio.md 4.3.15).
//
// It decides nothing: its buttons are signals. Object names end in `.<number>`:
// data.history.restore.3, data.history.field.3.title, data.history.pick.3, data.history.back.3.
#pragma once

#include "studio/api/RevisionsEndpoint.h"
#include "studio/domain/CollectionSchema.h"

#include <QWidget>

class QVBoxLayout;

namespace socle::studio {

class ConnectionContext;

class HistoryEntry : public QWidget
{
    Q_OBJECT

public:
    struct Offers
    {
        bool restoresVersion = false;
        bool restoresFields = false;
        bool bringsBack = false; // of a deletion
        bool namesRecord = false; // in the changes of a whole collection
    };

    HistoryEntry(ConnectionContext &context,
                 const CollectionPtr &collection,
                 const Revision &revision,
                 std::size_t number,
                 const Offers &offers,
                 bool isReadOnly,
                 QWidget *parent = nullptr);

    /// "Changed by Mira", "Created", "Deleted by API key build".
    static QString titleOf(const Revision &revision);

signals:
    void picked(bool isPicked);
    void restoreFieldRequested(const socle::studio::Revision::Change &change);
    void restoreRequested();
    void bringBackRequested();
    void openRequested();

private:
    void addHead(QVBoxLayout *lines);
    void addRecord(QVBoxLayout *lines);
    void addChange(QVBoxLayout *lines, const Revision::Change &change);
    void addButtons(QVBoxLayout *lines);

    ConnectionContext &m_context;
    const CollectionPtr m_collection;
    const Revision m_revision;
    const QString m_number;
    const Offers m_offers;
    const bool m_isReadOnly;
};

} // namespace socle::studio
