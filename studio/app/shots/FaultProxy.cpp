#include "studio/app/shots/FaultProxy.h"

#include <QTcpSocket>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

struct Failure
{
    int status;
    const char *line; // of the status, and headers of its own
    const char *message;
};

constexpr std::array kFailures{
    Failure{401, "401 Unauthorized", "The request requires valid record authorization token."},
    Failure{403, "403 Forbidden", "Only superusers can perform this action."},
    Failure{429, "429 Too Many Requests\r\nRetry-After: 4", "Too Many Requests."},
    Failure{
        500, "500 Internal Server Error", "Something went wrong while processing your request."},
};

QByteArray answerOf(int status)
{
    const auto *found = std::find_if(kFailures.begin(), kFailures.end(), [&](const Failure &each) {
        return each.status == status;
    });
    const Failure &failure = found == kFailures.end() ? kFailures.back() : *found;
    const QByteArray body = QByteArray(R"({"data":{},"message":")") + failure.message
        + R"(","status":)" + QByteArray::number(failure.status) + '}';
    return QByteArray("HTTP/1.1 ") + failure.line
        + "\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: "
        + QByteArray::number(body.size()) + "\r\n\r\n" + body;
}

} // namespace

FaultProxy::FaultProxy(const QUrl &server, QObject *parent)
    : QObject(parent)
    , m_server(server)
{
    connect(&m_listener, &QTcpServer::newConnection, this, &FaultProxy::accept);
    if (m_listener.listen(QHostAddress::LocalHost)) {
        m_port = m_listener.serverPort();
        m_address = u"http://127.0.0.1:%1"_s.arg(m_port);
    }
}

void FaultProxy::setMode(Mode mode)
{
    if (mode == m_mode) {
        return;
    }
    const Mode before = m_mode;
    m_mode = mode;
    if (mode == Mode::Refuse) {
        m_listener.close();
    } else if (before == Mode::Refuse) {
        m_listener.listen(QHostAddress::LocalHost, m_port);
    }
    if (mode != Mode::Hold) {
        cutAll(); // what was held is asked again by whoever still wants it
    }
}

void FaultProxy::accept()
{
    while (QTcpSocket *client = m_listener.nextPendingConnection()) {
        client->setParent(this);
        connect(client, &QTcpSocket::disconnected, client, &QObject::deleteLater);
        if (m_mode == Mode::Fail) {
            connect(client, &QTcpSocket::readyRead, this, [this, client] { fail(client); });
        } else {
            pass(client);
        }
    }
}

void FaultProxy::fail(QTcpSocket *client)
{
    client->readAll();
    client->write(answerOf(m_failure));
    client->disconnectFromHost();
}

void FaultProxy::pass(QTcpSocket *client)
{
    auto *server = new QTcpSocket(client);
    const auto forward = [this](QTcpSocket *from, QTcpSocket *to) {
        if (m_mode == Mode::Pass) {
            to->write(from->readAll());
        }
    };
    connect(client, &QTcpSocket::readyRead, server, [=] { forward(client, server); });
    connect(server, &QTcpSocket::readyRead, client, [=] { forward(server, client); });
    connect(server, &QTcpSocket::connected, client, [=] { forward(client, server); });
    connect(server, &QTcpSocket::disconnected, client, &QTcpSocket::disconnectFromHost);
    connect(client, &QTcpSocket::disconnected, server, &QTcpSocket::disconnectFromHost);
    server->connectToHost(m_server.host(), static_cast<quint16>(m_server.port()));
}

void FaultProxy::cutAll()
{
    const QList<QTcpSocket *> all
        = findChildren<QTcpSocket *>(QString(), Qt::FindDirectChildrenOnly);
    for (QTcpSocket *client : all) {
        client->abort();
    }
}

} // namespace socle::studio
