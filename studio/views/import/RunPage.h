// Step 3: the imports as they run, and the rows that failed with the server's words.
//
// Object names: import.run.<n>…, import.failed (the list), import.failed.export.
#pragma once

#include <QPointer>
#include <QWidget>

#include <vector>

class QVBoxLayout;

namespace socle::studio {

class Button;
class DataGrid;
class ImportRun;
class ProblemModel;
class RunCard;
class Text;

class RunPage : public QWidget
{
    Q_OBJECT

public:
    explicit RunPage(QWidget *parent = nullptr);

    void setRuns(const std::vector<ImportRun *> &runs);
    void showFailedRows(ImportRun *run);

signals:
    void openRequested(const QString &collection);
    /// Asks where to put the CSV of failed rows.
    void exportRequested(socle::studio::ImportRun *run);

private:
    void refreshFailed();

    QVBoxLayout *m_cards = nullptr;
    QWidget *m_failed = nullptr;
    Text *m_failedTitle = nullptr;
    Button *m_export = nullptr;
    DataGrid *m_grid = nullptr;
    ProblemModel *const m_problems;
    QPointer<ImportRun> m_shown;
};

} // namespace socle::studio
