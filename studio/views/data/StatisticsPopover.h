// What stands in one column: how many, how many empty, how many different, the range (studio.md
// 4.3.3).
//
// Exact where the server aggregates; elsewhere over the loaded records, and it says so. Deletes
// itself when closed. Object name: data.statistics.
#pragma once

#include "studio/domain/CollectionSchema.h"
#include "studio/kit/Popover.h"

class QGridLayout;

namespace socle::studio {

class ConnectionContext;
class PagedRecordModel;
class Text;

class StatisticsPopover : public Popover
{
    Q_OBJECT

public:
    StatisticsPopover(ConnectionContext &context,
                      const PagedRecordModel &model,
                      const QString &field,
                      QWidget *parent);

private:
    void addLine(const QString &name, const QString &value);
    void askServer(const QString &filter);
    void readLoaded(const PagedRecordModel &model);

    ConnectionContext &m_context;
    CollectionPtr m_collection;
    QString m_field;
    QGridLayout *const m_lines;
    Text *const m_note;
};

} // namespace socle::studio
