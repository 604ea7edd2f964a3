// One change for many records (Ctrl+Shift+E): what happens to each field, what it would look like,
// then the stage (studio.md 4.3.10).
//
// The records are read before anything is staged, those out of sight too; more than the staging
// engine is made for are refused with the number. Object names: data.bulk, data.bulk.field.<name>,
// data.bulk.preview.
#pragma once

#include "studio/domain/BulkEdit.h"
#include "studio/kit/Sheet.h"

#include <QHash>

class QTreeWidget;

namespace socle::studio {

class ConnectionContext;
class FieldEditor;
class Select;
class Skeleton;
class Text;
class TextField;

class BulkSheet : public Sheet
{
    Q_OBJECT

public:
    BulkSheet(ConnectionContext &context, const GatherPlan &plan, QWidget *window);

    /// Chooses an operation, also for tests.
    void setOperation(const QString &field, BulkOperation operation);

    /// The records are here.
    bool isReady() const { return m_isReady; }

signals:
    /// What was staged, in words.
    void staged(const QString &text);

private:
    struct Row
    {
        QString name;
        Select *operation = nullptr;
        FieldEditor *editor = nullptr;
        TextField *text = nullptr;
        TextField *replacement = nullptr;
        QWidget *valuePlace = nullptr;
        QWidget *textPlace = nullptr;
    };

    QWidget *makeRow(const fields::Field &field);
    void showRow(const Row &row);
    void gathered(Result<std::vector<Record>> records);
    std::vector<BulkChange> changes() const;
    void preview();
    void stage();
    /// More than the stage should hold, or a query: as a task (dry run or for real).
    void run(bool isDry);
    void countAll();

    ConnectionContext &m_context;
    GatherPlan m_plan;
    std::vector<Record> m_records;
    std::vector<Row> m_rows;
    bool m_isReady = false;
    bool m_isLarge = false; // m_records are only the first ones
    qint64 m_total = -1;
    Text *const m_problem;
    QTreeWidget *const m_preview;
    Button *m_stage = nullptr;
    Button *m_dry = nullptr;
    Button *m_run = nullptr;
};

} // namespace socle::studio
