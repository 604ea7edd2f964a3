// What an account did lately, from the server's log: the last requests, and the way into the log
// with the same question. Object names: users.page.activity, users.page.openLogs.
//
// Source: studio.md 4.10; admin-api.md A3.
#pragma once

#include "studio/api/LogsEndpoint.h"

#include <QWidget>

class QVBoxLayout;

namespace socle::studio {

class ConnectionContext;
class Shell;

class AccountActivity : public QWidget
{
    Q_OBJECT

public:
    static constexpr int kLines = 8;

    AccountActivity(ConnectionContext &context, Shell &shell, QWidget *parent = nullptr);

    void show(const QString &recordId);
    /// The question in the log's own language.
    static QString filterOf(const QString &recordId);

private:
    void fill(const std::vector<LogEntry> &entries);
    void say(const QString &text);

    ConnectionContext &m_context;
    Shell &m_shell;
    QVBoxLayout *m_lines;
    QString m_id;
    quint64 m_generation = 0;
};

} // namespace socle::studio
