// One log entry in the inspector: what was asked, what came, how long it took, by whom, the error,
// and everything else as a tree. From here to the same route, the same user, the minutes around, or
// a command line.
//
// Object names: logs.detail, logs.detail.curl|route|user|around|data.
#pragma once

#include "studio/api/LogsEndpoint.h"

#include <QScrollArea>
#include <QUrl>

class QGridLayout;
class QTreeWidget;

namespace socle::studio {

class Button;
class Card;
class Pill;
class Text;

class LogDetail : public QScrollArea
{
    Q_OBJECT

public:
    explicit LogDetail(const QUrl &server, QWidget *parent = nullptr);

    void show(const LogEntry &entry);

    const LogEntry &entry() const { return m_entry; }

    /// The request as one line for a shell; the token is named, never written.
    static QString curl(const LogEntry &entry, const QUrl &server);

signals:
    void sameRouteRequested();
    void sameUserRequested();
    void aroundRequested();
    void copied(const QString &what);

private:
    void fillFacts();
    void fillData();

    const QUrl m_server;
    LogEntry m_entry;
    Pill *m_level = nullptr;
    Pill *m_status = nullptr;
    Text *m_title = nullptr;
    Card *m_error = nullptr;
    Text *m_errorText = nullptr;
    QWidget *m_facts = nullptr;
    QGridLayout *m_factGrid = nullptr;
    QTreeWidget *m_data = nullptr;
    Button *m_curl = nullptr;
    Button *m_route = nullptr;
    Button *m_user = nullptr;
    Button *m_around = nullptr;
};

} // namespace socle::studio
