#include "studio/platform/SingleInstance.h"

#include "studio/platform/SecretStore.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocalServer>
#include <QLocalSocket>

#include <unistd.h>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr int kOtherInstanceTimeoutMs = 1000;
constexpr qint64 kMaxMessage = 64 * 1024;

} // namespace

struct SingleInstance::Impl
{
    QString folder;
    QString name;
    QLocalServer server;

    QString tokenFile() const { return folder + u"/instance.token"_s; }

    QString readToken() const
    {
        QFile file(tokenFile());
        return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
    }

    void writeToken()
    {
        QDir().mkpath(folder);
        QFile::remove(tokenFile());
        QFile file(tokenFile());
        if (file.open(QIODevice::WriteOnly)) {
            file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
            file.write(SecretStore::randomPassword().toUtf8());
        }
    }
};

SingleInstance::SingleInstance(const QString &folder, QObject *parent)
    : QObject(parent)
    , m_impl(std::make_unique<Impl>())
{
    m_impl->folder = folder;
    const QByteArray key = QCryptographicHash::hash(QDir(folder).absolutePath().toUtf8(),
                                                    QCryptographicHash::Sha256);
    m_impl->name
        = u"socle-studio-%1-%2"_s.arg(::getuid()).arg(QString::fromLatin1(key.toHex().left(12)));
    m_impl->server.setSocketOptions(QLocalServer::UserAccessOption);
    connect(&m_impl->server, &QLocalServer::newConnection, this, [this] {
        QLocalSocket *socket = m_impl->server.nextPendingConnection();
        connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
        connect(socket, &QLocalSocket::readyRead, this, [this, socket] {
            if (socket->bytesAvailable() > kMaxMessage) {
                socket->abort();
                return;
            }
            if (!socket->canReadLine()) {
                return;
            }
            const QJsonObject message = QJsonDocument::fromJson(socket->readLine()).object();
            if (message[u"token"_s].toString() != m_impl->readToken()) {
                socket->abort();
                return;
            }
            QStringList arguments;
            for (const QJsonValue &argument : message[u"arguments"_s].toArray()) {
                arguments << argument.toString();
            }
            socket->write("ok\n");
            socket->flush();
            socket->disconnectFromServer();
            emit started(arguments);
        });
    });
}

SingleInstance::~SingleInstance() = default;

bool SingleInstance::claim(const QStringList &arguments)
{
    QLocalSocket socket;
    socket.connectToServer(m_impl->name);
    if (socket.waitForConnected(kOtherInstanceTimeoutMs)) {
        const QJsonObject message{{u"token"_s, m_impl->readToken()},
                                  {u"arguments"_s, QJsonArray::fromStringList(arguments)}};
        socket.write(QJsonDocument(message).toJson(QJsonDocument::Compact) + '\n');
        socket.waitForBytesWritten(kOtherInstanceTimeoutMs);
        if (socket.waitForReadyRead(kOtherInstanceTimeoutMs) && socket.readAll().startsWith("ok")) {
            return false;
        }
    }
    QLocalServer::removeServer(m_impl->name);
    m_impl->writeToken();
    m_impl->server.listen(m_impl->name);
    return true;
}

} // namespace socle::studio
