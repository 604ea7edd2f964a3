#include "studio/platform/ConnectionProfile.h"

#include <QHostAddress>
#include <QJsonValue>

#include <array>
#include <utility>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr std::array<std::pair<Environment, const char *>, 4> kEnvironments{{
    {Environment::Local, "local"},
    {Environment::Development, "development"},
    {Environment::Staging, "staging"},
    {Environment::Production, "production"},
}};

bool isPrivate(const QHostAddress &address)
{
    return address.isLoopback() || address.isLinkLocal() || address.isUniqueLocalUnicast()
        || address.isInSubnet(QHostAddress(u"10.0.0.0"_s), 8)
        || address.isInSubnet(QHostAddress(u"172.16.0.0"_s), 12)
        || address.isInSubnet(QHostAddress(u"192.168.0.0"_s), 16);
}

} // namespace

QString environmentWord(Environment environment)
{
    for (const auto &[value, word] : kEnvironments) {
        if (value == environment) {
            return QString::fromLatin1(word);
        }
    }
    return {};
}

Environment environmentFromWord(const QString &word)
{
    for (const auto &[value, known] : kEnvironments) {
        if (word == QLatin1StringView(known)) {
            return value;
        }
    }
    // An unknown word comes from a newer studio: be careful with it.
    return Environment::Production;
}

QJsonObject toJson(const ConnectionProfile &profile)
{
    return QJsonObject{
        {u"id"_s, profile.id},
        {u"name"_s, profile.name},
        {u"kind"_s, profile.isLocal() ? u"local"_s : u"remote"_s},
        {u"address"_s, profile.address},
        {u"folder"_s, profile.folder},
        {u"environment"_s, environmentWord(profile.environment)},
        {u"accent"_s, profile.accent},
        {u"signInCollection"_s, profile.signInCollection},
        {u"identity"_s, profile.identity},
        {u"editMode"_s, profile.editMode == EditMode::Instant ? u"instant"_s : u"staged"_s},
        {u"readOnly"_s, profile.readOnly},
        {u"keepRunning"_s, profile.keepRunning},
        {u"pinnedCertificate"_s, profile.pinnedCertificate},
        {u"isEncrypted"_s, profile.isEncrypted},
        {u"allowsHttp2"_s, profile.allowsHttp2},
        {u"group"_s, profile.group},
        {u"notes"_s, profile.notes},
        {u"tileAddress"_s, profile.tileAddress},
        {u"tileAttribution"_s, profile.tileAttribution},
        {u"serverVersion"_s, profile.serverVersion},
        {u"sizeBytes"_s, profile.sizeBytes},
        {u"lastUsed"_s, profile.lastUsed.toUTC().toString(Qt::ISODateWithMs)},
    };
}

ConnectionProfile connectionFromJson(const QJsonObject &object)
{
    ConnectionProfile profile;
    profile.id = object[u"id"_s].toString();
    profile.name = object[u"name"_s].toString();
    profile.kind = object[u"kind"_s].toString() == u"remote"_s ? ConnectionKind::Remote
                                                               : ConnectionKind::LocalProject;
    profile.address = object[u"address"_s].toString();
    profile.folder = object[u"folder"_s].toString();
    profile.environment = environmentFromWord(object[u"environment"_s].toString());
    profile.accent = object[u"accent"_s].toString();
    profile.signInCollection = object[u"signInCollection"_s].toString(profile.signInCollection);
    profile.identity = object[u"identity"_s].toString();
    profile.editMode
        = object[u"editMode"_s].toString() == u"instant"_s ? EditMode::Instant : EditMode::Staged;
    profile.readOnly = object[u"readOnly"_s].toBool();
    profile.keepRunning = object[u"keepRunning"_s].toBool();
    profile.pinnedCertificate = object[u"pinnedCertificate"_s].toString();
    profile.isEncrypted = object[u"isEncrypted"_s].toBool();
    profile.allowsHttp2 = object[u"allowsHttp2"_s].toBool(true);
    profile.group = object[u"group"_s].toString();
    profile.notes = object[u"notes"_s].toString();
    profile.tileAddress = object[u"tileAddress"_s].toString();
    profile.tileAttribution = object[u"tileAttribution"_s].toString();
    profile.serverVersion = object[u"serverVersion"_s].toString();
    profile.sizeBytes = object[u"sizeBytes"_s].toInteger(-1);
    profile.lastUsed = QDateTime::fromString(object[u"lastUsed"_s].toString(), Qt::ISODateWithMs);
    return profile;
}

Environment guessEnvironment(const QString &host)
{
    const QString name = host.toLower();
    const QHostAddress address(name);
    const bool isBareName = !name.contains(u'.') && address.isNull();
    if (name == u"localhost"_s || isBareName || name.endsWith(u".local"_s)
        || name.endsWith(u".localhost"_s) || name.endsWith(u".test"_s)
        || name.endsWith(u".internal"_s) || isPrivate(address)) {
        return Environment::Development;
    }
    if (name.contains(u"staging"_s) || name.startsWith(u"stage."_s)
        || name.contains(u".stage."_s)) {
        return Environment::Staging;
    }
    return Environment::Production;
}

} // namespace socle::studio
