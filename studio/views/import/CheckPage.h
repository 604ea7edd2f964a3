// Step 4: the whole file through the checks without writing, the problems by their cause, and the
// rows that have them with cells that can be corrected in place (studio.md 4.3.11 (5)).
//
// Object names: import.check.summary, import.check.causes, import.check.rows,
// import.check.leaveOut, import.check.again.
#pragma once

#include "studio/views/import/ImportDraft.h"

#include <QWidget>

#include <string>

namespace socle::studio {

class Button;
class CausesModel;
class ConnectionContext;
class DataGrid;
class FailedRowsModel;
class Meter;
class Text;

class CheckPage : public QWidget
{
    Q_OBJECT

public:
    explicit CheckPage(ConnectionContext &context, QWidget *parent = nullptr);
    ~CheckPage() override;

    /// Checks the draft, unless it is the one that was checked last.
    void show(const ImportDraft &draft);
    void focusFirst();
    /// How many rows would be written, once that is known; an import that stops at the first
    /// problem does not go by it.
    std::optional<qint64> fitting() const;

signals:
    /// A cell was corrected or rows were left out.
    void draftChanged(const socle::studio::ImportDraft &draft);
    void checked();

private:
    void check();
    void refresh();
    void showCause();
    void leaveOut();

    ConnectionContext &m_context;
    ImportDraft m_draft;
    std::string m_checked; // the plan that was
    ImportJob *m_job = nullptr; // child: the check, also when it is over
    Text *const m_summary;
    Text *const m_detail;
    Meter *const m_meter;
    QWidget *const m_tables;
    CausesModel *const m_causesModel;
    FailedRowsModel *const m_rowsModel;
    DataGrid *const m_causes;
    DataGrid *const m_rows;
    Button *const m_leaveOut;
    Button *const m_again;
};

} // namespace socle::studio
