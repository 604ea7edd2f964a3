// Who uses this record: for every relation that points here, its name, how many, the first five as
// chips, "Open all" and "Add" (studio.md 4.3.13).
//
// Object names: data.related.<collection>.<field>, …all, …add, …chip.<id>. UI thread.
#pragma once

#include "studio/domain/CollectionSchema.h"
#include "studio/domain/RecordKey.h"

#include <QWidget>

class QVBoxLayout;

namespace socle::studio {

class ConnectionContext;
class Shell;

class RelatedPage : public QWidget
{
    Q_OBJECT

public:
    RelatedPage(ConnectionContext &context, Shell &shell, QWidget *parent = nullptr);

    /// Asks once a record.
    void show(const CollectionPtr &collection, const RecordKey &key, bool isNew);

    void forget() { m_shown = {}; }

    void setReadOnly(bool readOnly);

signals:
    /// How many records refer here, as the answers come.
    void counted(int total);

private:
    void addGroup(const CollectionPtr &other, const QString &field, const QString &record);

    ConnectionContext &m_context;
    Shell &m_shell;
    QVBoxLayout *const m_rows;
    RecordKey m_shown;
    int m_total = 0;
    bool m_isReadOnly = false;
};

} // namespace socle::studio
