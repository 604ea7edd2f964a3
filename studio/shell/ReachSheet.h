// Opening a collection by its name, for accounts that no server tells its collections.
//
// Object names: shell.reach.name|accept.
#pragma once

#include "studio/kit/Sheet.h"

namespace socle::studio {

class ConnectionContext;
class FieldRow;
class TextField;

class ReachSheet : public Sheet
{
    Q_OBJECT

public:
    ReachSheet(ConnectionContext &context, QWidget *window);

signals:
    /// It can be read, and its fields are known now.
    void reached(const QString &collection);

private:
    void ask();
    void refuse(const QString &reason);

    ConnectionContext &m_context;
    TextField *const m_name;
    FieldRow *const m_row;
    Button *m_accept = nullptr;
};

} // namespace socle::studio
