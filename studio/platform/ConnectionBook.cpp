#include "studio/platform/ConnectionBook.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr int kBookVersion = 1;

QString bookFormat() { return u"socle-connections"_s; }

struct ConnectionBookWords
{
    Q_DECLARE_TR_FUNCTIONS(ConnectionBook)
};

/// What belongs to this machine, or is trust: it does not travel.
ConnectionProfile portable(ConnectionProfile profile)
{
    profile.id.clear();
    profile.pinnedCertificate.clear();
    profile.serverVersion.clear();
    profile.sizeBytes = -1;
    profile.lastUsed = {};
    if (profile.isLocal()) {
        profile.address.clear(); // the port of the last run
    }
    return profile;
}

} // namespace

QByteArray exportConnections(const std::vector<ConnectionProfile> &profiles)
{
    QJsonArray list;
    for (const ConnectionProfile &one : profiles) {
        QJsonObject object = toJson(portable(one));
        for (const QString &key :
             {u"id"_s, u"pinnedCertificate"_s, u"serverVersion"_s, u"sizeBytes"_s, u"lastUsed"_s}) {
            object.remove(key);
        }
        list.append(object);
    }
    return QJsonDocument(QJsonObject{{u"format"_s, bookFormat()},
                                     {u"version"_s, kBookVersion},
                                     {u"connections"_s, list}})
        .toJson();
}

Result<std::vector<ConnectionProfile>> importConnections(const QByteArray &bytes)
{
    const QJsonObject book = QJsonDocument::fromJson(bytes).object();
    const auto refuse = [](const QString &reason) {
        return Error{.kind = ErrorKind::InvalidInput, .message = reason.toStdString()};
    };
    if (book[u"format"_s].toString() != bookFormat()) {
        return refuse(ConnectionBookWords::tr("This is no list of connections"));
    }
    if (book[u"version"_s].toInt() > kBookVersion) {
        return refuse(ConnectionBookWords::tr("This list was written by a newer studio"));
    }
    std::vector<ConnectionProfile> profiles;
    for (const QJsonValue &one : book[u"connections"_s].toArray()) {
        ConnectionProfile profile = portable(connectionFromJson(one.toObject()));
        const bool isWhole = !profile.name.isEmpty()
            && !(profile.isLocal() ? profile.folder : profile.address).isEmpty();
        if (isWhole) {
            profiles.push_back(std::move(profile));
        }
    }
    return profiles;
}

} // namespace socle::studio
