// Two to four records, or two versions of one, side by side: a row a field, differing ones marked
// (studio.md 4.3.10, 4.3.15).
//
// Object names: compare, compare.table, compare.onlyDifferent.
#pragma once

#include "studio/domain/CollectionSchema.h"
#include "studio/kit/Sheet.h"

class QTreeWidget;

namespace socle::studio {

class ConnectionContext;

struct ComparedRecord
{
    QString title = {};
    JsonObject values = {};
};

class RecordCompareSheet : public Sheet
{
    Q_OBJECT

public:
    static constexpr int kMost = 4;

    RecordCompareSheet(ConnectionContext &context,
                       const CollectionPtr &collection,
                       const std::vector<ComparedRecord> &records,
                       const QString &title,
                       QWidget *window);

private:
    void fill();
    void showOnlyDifferent(bool isOnly);

    ConnectionContext &m_context;
    const CollectionPtr m_collection;
    const std::vector<ComparedRecord> m_records;
    QTreeWidget *const m_table;
    bool m_isOnlyDifferent = true;
};

} // namespace socle::studio
