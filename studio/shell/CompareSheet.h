// Two open connections side by side: what their schemas and the records of a collection have that
// the other has not. Looks only; nothing is written on either side.
//
// Object names: shell.compare.left|right|what|collection|list|state.
//
// Source: studio.md 3.2.
#pragma once

#include "studio/domain/Comparison.h"
#include "studio/kit/Sheet.h"

class QTreeWidget;

namespace socle::studio {

class ConnectionContext;
class Connections;
class Segmented;
class Select;

class CompareSheet : public Sheet
{
    Q_OBJECT

public:
    /// `left`: id of the connection in front.
    CompareSheet(Connections &connections, const QString &left, QWidget *window);

private:
    ConnectionContext *contextOf(const Select &side) const;
    void fillCollections();
    void compare();
    void compareSchema();
    void compareRecordsOf(const QString &collection);
    void show(const QList<Difference> &differences, const QString &note = {});

    Connections &m_connections;
    Select *const m_left;
    Select *const m_right;
    Segmented *const m_what;
    Select *const m_collection;
    QTreeWidget *const m_list;
    Text *const m_state;
    int m_turn = 0; // of the question: an answer of an older one is dropped
};

} // namespace socle::studio
