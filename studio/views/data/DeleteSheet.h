// Before several records are staged to be deleted: how many, what goes with them, what forbids it
// (studio.md 3.18, 4.3.10).
//
// Deleting is staged like every edit and can be undone; the numbers are there so that nobody is
// surprised at the commit. Object names: data.delete, data.delete.effects, data.delete.accept.
#pragma once

#include "studio/domain/BulkEdit.h"
#include "studio/domain/DeleteImpact.h"
#include "studio/kit/Sheet.h"

class QVBoxLayout;

namespace socle::studio {

class ConnectionContext;
class Text;

class DeleteSheet : public Sheet
{
    Q_OBJECT

public:
    DeleteSheet(ConnectionContext &context, const GatherPlan &plan, QWidget *window);

signals:
    void staged(const QString &text);

private:
    void gathered(Result<std::vector<Record>> records);
    void showImpact(const DeleteImpact &impact);
    void stage();
    void addLine(const QString &text, bool isBad);

    ConnectionContext &m_context;
    const GatherPlan m_plan;
    std::vector<Record> m_records;
    QVBoxLayout *const m_effects;
    Text *m_state = nullptr;
    Button *m_accept = nullptr;
};

} // namespace socle::studio
