// What is done to several accounts at once: a bar with the number chosen, and the work as a task,
// one account after the other.
//
// An account that is refused does not stop the others; the end says how many were, and why the
// first. Object names: users.bulk, users.bulk.verify|export|delete|clear.
//
// Source: studio.md 4.10, 3.16.
#pragma once

#include <QPointer>
#include <QStringList>
#include <QWidget>

namespace socle::studio {

class Button;
class ConnectionContext;
class Shell;
class Task;
class Text;

class UsersBulk : public QWidget
{
    Q_OBJECT

public:
    UsersBulk(ConnectionContext &context, Shell &shell, QWidget *parent = nullptr);

    /// Which accounts of `collection` are chosen; none hides the bar.
    void setChosen(const QString &collection, const QStringList &ids);

    bool isRunning() const { return !m_left.isEmpty(); }

    /// The chosen accounts into a file; its ending says how: .csv, .json, .xlsx.
    void exportTo(const QString &path);

signals:
    void clearRequested();
    /// All were asked; the list should be read anew.
    void finished();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    enum class Work { Verify, Remove };

    void start(Work work);
    void askToRemove();
    void askWhere();
    void next();

    ConnectionContext &m_context;
    Shell &m_shell;
    Text *m_count;
    Button *m_verify;
    Button *m_export;
    Button *m_remove;
    QString m_collection;
    QStringList m_ids;
    QStringList m_left;
    QString m_firstReason;
    QPointer<Task> m_task;
    Work m_work = Work::Verify;
    int m_total = 0;
    int m_refused = 0;
};

} // namespace socle::studio
