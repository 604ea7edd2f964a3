// The drafted changes in words, by risk, each with its own tick, and the button that sends them.
//
// Destructive changes start without a tick; deleting a collection is asked for by typing its name
// before anything is sent. Numbers of records come from count queries and are put in when they
// arrive. Object names: schema.review.*, schema.apply.
//
// Source: studio.md 4.4.2, 3.18; mockups/schema-light.png.
#pragma once

#include "studio/domain/SchemaApply.h"
#include "studio/domain/SchemaDiff.h"

#include <QHash>
#include <QPointer>
#include <QSet>
#include <QWidget>

class QCheckBox;
class QVBoxLayout;

namespace socle::studio {

class Button;
class ConnectionContext;
class Shell;
class Task;
class Tabs;
class Text;

class ReviewPanel : public QWidget
{
    Q_OBJECT

public:
    ReviewPanel(ConnectionContext &context, Shell &shell, QWidget *parent = nullptr);

    /// Reads the drafts anew.
    void reload();

    const std::vector<SchemaChange> &changes() const { return m_changes; }

    /// How many are ticked.
    int chosenCount() const;

signals:
    void closeRequested();
    void applied(const std::vector<socle::studio::SchemaStepOutcome> &outcomes);
    void runningChanged(bool running);
    /// A click on a change: show the collection (and the field) it is about.
    void showRequested(const QString &collectionId, const QString &fieldId);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void fillChanges();
    void fillSql();
    void addGroup(Risk risk);
    QWidget *makeCard(const SchemaChange &change);
    void count(const SchemaChange &change, Text *detail);
    void updateFooter();
    void apply();
    void askForNames();
    void start();
    void send();
    void finished(const std::vector<SchemaStepOutcome> &outcomes);
    QSet<QString> left() const;
    void showProblem(const QString &title, const QString &text);

    ConnectionContext &m_context;
    Shell &m_shell;
    SchemaApply *const m_apply;
    std::vector<SchemaChange> m_changes;
    QHash<QString, bool> m_ticks; // by key, only what somebody changed
    QHash<QString, QString> m_counted; // by key: the detail with its number
    Text *const m_title;
    Tabs *const m_tabs;
    QVBoxLayout *const m_list;
    QWidget *const m_problemPlace;
    QCheckBox *const m_backup;
    QCheckBox *const m_together;
    Button *const m_keep;
    Button *const m_send;
    QPointer<Task> m_task; // the apply in the tray
};

} // namespace socle::studio
