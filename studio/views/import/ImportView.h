// Files into collections, step by step: which files, what their columns become, the rules, a check
// without writing, and the run.
//
// Opened as a tab ("import"): from the tree and the data browser with the target collection, from
// the palette without one, with arguments {"paths": [...]} for dropped files. Back never loses
// choices; the run belongs to the connection and goes on when the tab is closed. Several files at
// once become several collections in one go.
//
// Source: studio.md 4.3.11, 3.16.
#pragma once

#include "studio/shell/View.h"
#include "studio/views/import/ImportDraft.h"

#include <QTemporaryDir>

class QStackedLayout;

namespace socle::studio {

class Button;
class CheckPage;
class ColumnsPage;
class ConnectionContext;
class ImportRun;
class RulesPage;
class RunPage;
class Shell;
class SourcePage;
class StepBar;
class Text;
class UnfinishedList;

class ImportView : public View
{
    Q_OBJECT

public:
    ImportView(ConnectionContext &context, Shell &shell, const ViewTarget &target);
    ~ImportView() override;

    void navigate(const ViewTarget &target) override;
    /// The next thing to do has the focus: Enter goes on.
    void activated() override;

    QList<QAction *> viewActions() const override { return m_actions; }

    /// Adds files and reads their beginnings; ones already there are left out.
    void addFiles(const QStringList &paths);
    void goToStep(int step);
    /// The rows of the clipboard as a file.
    void paste();
    /// Goes on with an import a restart broke.
    void resumeRun(const ImportEntry &entry);

    int step() const { return m_step; }

    const std::vector<ImportDraft> &drafts() const { return m_drafts; }

    /// The draft a page changed, also for tests.
    void setDraft(int index, const ImportDraft &draft);

    const std::vector<ImportRun *> &runs() const { return m_runs; }

protected:
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dragLeaveEvent(QDragLeaveEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    enum Step { Source, Columns, Rules, Check, Run, StepCount };

    QWidget *makeFooter();
    void read(int index);
    void readEnded(const QString &path, quint64 generation, Result<ImportPreview> result);
    void choose();
    void chooseExport(ImportRun *run);
    void start();
    void startAgain();
    void addRun(ImportRun *run);
    void copyFrom();
    void refreshPages();
    void refreshFooter();
    int reachableStep() const;
    QStringList newNamesBeside(int index) const;
    QString obstacle(int *atFile = nullptr) const;

    ConnectionContext &m_context;
    Shell &m_shell;
    QString m_aim; // collection the tab was opened for
    std::vector<ImportDraft> m_drafts;
    std::vector<ImportRun *> m_runs; // belong to the connection
    QList<QAction *> m_actions;
    StepBar *m_steps = nullptr;
    QStackedLayout *m_pages = nullptr;
    SourcePage *m_source = nullptr;
    ColumnsPage *m_columns = nullptr;
    RulesPage *m_rules = nullptr;
    CheckPage *m_check = nullptr;
    RunPage *m_run = nullptr;
    UnfinishedList *m_earlier = nullptr;
    Text *m_note = nullptr;
    Button *m_back = nullptr;
    Button *m_onward = nullptr;
    Button *m_next = nullptr;
    QHash<QString, quint64> m_readings; // path -> generation of the reading under way
    quint64 m_generation = 0;
    QTemporaryDir m_pasted; // files made of the clipboard
    int m_pastes = 0;
    int m_step = Source;
    int m_current = 0;
};

View *makeImportView(ConnectionContext &context, Shell &shell, const ViewTarget &target);

} // namespace socle::studio
