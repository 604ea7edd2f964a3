// One entry of the user's list of servers: a local project or a remote address, with how careful to
// be there.
//
// A plain value; nothing secret is in it. The workspace stores it as JSON with the keys named like
// the members.
//
// Source: studio.md 3.2, 3.18.
#pragma once

#include <QDateTime>
#include <QJsonObject>
#include <QString>

namespace socle::studio {

enum class ConnectionKind { LocalProject, Remote };
enum class Environment { Local, Development, Staging, Production };
enum class EditMode { Staged, Instant };

struct ConnectionProfile
{
    QString id; // made by the workspace, never shown
    QString name;
    ConnectionKind kind = ConnectionKind::LocalProject;
    QString address; // remote: "https://api.example.com"; local: the last address, for reattaching
    QString folder; // local: the project folder
    Environment environment = Environment::Local;
    QString accent; // accent hue by name; empty = from the environment
    QString signInCollection = QStringLiteral("_superusers");
    QString identity; // e-mail of the account; its secret is in the keychain under secretKey()
    EditMode editMode = EditMode::Staged;
    bool readOnly = false;
    bool keepRunning = false; // local: the server outlives the studio
    QString pinnedCertificate; // SHA-256 as hex; empty: certificates of authorities
    bool isEncrypted = false; // local: its settings need the key kept under "encryption"
    bool allowsHttp2 = true; // off for proxies that misbehave
    QString group;
    QString notes;
    QString tileAddress; // maps: "https://…/{z}/{x}/{y}.png"; empty: the built-in outline
    QString tileAttribution; // what the tiles' owner wants to read on the map
    QString serverVersion; // as last seen, "PocketBase 0.39.11"
    qint64 sizeBytes = -1; // local: data folder as last measured, -1 unknown
    QDateTime lastUsed; // UTC

    bool isLocal() const { return kind == ConnectionKind::LocalProject; }

    /// Key of this connection's password or token in the SecretStore.
    QString secretKey(const QString &what) const { return id + QLatin1Char('/') + what; }
};

/// "local", "development", "staging", "production": stored and shown (the interface translates it).
QString environmentWord(Environment environment);
Environment environmentFromWord(const QString &word);

QJsonObject toJson(const ConnectionProfile &profile);
ConnectionProfile connectionFromJson(const QJsonObject &object);

/// The guess of the Connect sheet: private and loopback addresses are development, names with
/// "staging" or "stage" staging, everything else production.
Environment guessEnvironment(const QString &host);

} // namespace socle::studio
