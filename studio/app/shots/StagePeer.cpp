// The PocketBase of the stage: a program named by the environment, in a folder of its own.
#include "studio/app/shots/Bookshop.h"
#include "studio/app/shots/Shots.h"
#include "studio/shell/Connections.h"
#include "studio/shell/MainWindow.h"

#include <QTcpServer>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr int kPeerStartMs = 20'000;
const QString kPeerOwner = u"owner@bookshop.example"_s;
const QString kPeerPassword = u"sample-password"_s;

int freePortOfPeer()
{
    QTcpServer probe;
    return probe.listen(QHostAddress::LocalHost) ? probe.serverPort() : 0;
}

} // namespace

Pilot &Stage::peer()
{
    Studio &studio = bookshop();
    if (m_peer) {
        return bring(m_peerId, u"the peer"_s);
    }
    const QString program = qEnvironmentVariable("SOCLE_TEST_PEER");
    const QString data = m_folder + u"/peer"_s;
    QProcess::execute(program,
                      {u"superuser"_s, u"upsert"_s, kPeerOwner, kPeerPassword, u"--dir"_s, data});
    const QString host = u"127.0.0.1:%1"_s.arg(freePortOfPeer());
    m_peer = std::make_unique<QProcess>();
    m_peer->setStandardOutputFile(QProcess::nullDevice());
    m_peer->start(program, {u"serve"_s, u"--http"_s, host, u"--dir"_s, data});
    Door door(QUrl(u"http://"_s + host), {});
    studio.pilot->until(
        u"the peer to start"_s, [&] { return door.get(u"/api/health"_s).isFine(); }, kPeerStartMs);
    if (!door.signIn(kPeerOwner, kPeerPassword)) {
        qFatal("the peer does not let its owner in");
    }
    if (const Result<void> seeded = seedBookshop(door); !seeded) {
        qWarning("the peer has only a part of the sample: %s", seeded.error().message.c_str());
    }
    ConnectionProfile profile;
    profile.name = u"Old bookshop"_s;
    profile.kind = ConnectionKind::Remote;
    profile.address = u"http://"_s + host;
    profile.environment = Environment::Development;
    profile.identity = kPeerOwner;
    m_peerId = studio.window->connections().addRemote(profile, kPeerPassword);
    return bring(m_peerId, u"the peer"_s);
}

} // namespace socle::studio
