// Stands between the studio and a server and can misbehave: answers nothing, refuses connections,
// or refuses everything.
//
// Loading, error and offline are states of the real window against a real server this way; nothing
// in the studio knows of it. Loopback only, UI thread, bytes are passed on as they are.
#pragma once

#include <QObject>
#include <QString>
#include <QTcpServer>
#include <QUrl>

class QTcpSocket;

namespace socle::studio {

class FaultProxy : public QObject
{
    Q_OBJECT

public:
    enum class Mode {
        Pass, // as if it were not there
        Hold, // nothing arrives, in either direction, until the mode changes
        Fail, // every request is answered with the failure set
        Refuse, // nobody listens
    };

    /// Errors show as an empty address().
    explicit FaultProxy(const QUrl &server, QObject *parent = nullptr);

    /// "http://127.0.0.1:PORT"; the port stays the same for life.
    const QString &address() const { return m_address; }

    Mode mode() const { return m_mode; }

    /// What Fail answers: 401, 403, 429 or 500, with the words a server has for it. 500 at first.
    void setFailure(int status) { m_failure = status; }

    /// Open connections are cut when they could not behave as the new mode says.
    void setMode(Mode mode);

private:
    void accept();
    void pass(QTcpSocket *client);
    void fail(QTcpSocket *client);
    void cutAll();

    QUrl m_server;
    QTcpServer m_listener;
    QString m_address;
    quint16 m_port = 0;
    Mode m_mode = Mode::Pass;
    int m_failure = 500;
};

} // namespace socle::studio
