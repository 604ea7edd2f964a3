// Finds out what answers at an address while it is being typed: who, how to sign in, how fast.
//
// Every new address drops the answers about the old one. Only reads, never with a token.
//
// Source: studio.md 3.12 (3).
#pragma once

#include <QObject>
#include <QUrl>

#include <memory>

namespace socle::studio {

class ApiClient;

/// "api.example.com/_/" -> https://api.example.com: scheme guessed (http for this machine and
/// private addresses), path stripped. An invalid QUrl when there is no host in it.
QUrl addressFromText(const QString &text);

struct ProbeResult
{
    bool isReachable = false;
    QString problem; // why not, one sentence
    QString server; // "PocketBase", "Socle 1.0.0"
    QString signIn; // "superuser sign-in"
    qint64 latencyMs = -1;
    bool wantsSecondFactor = false;
};

class ServerProbe : public QObject
{
    Q_OBJECT

public:
    explicit ServerProbe(QObject *parent = nullptr);
    ~ServerProbe() override;

    void check(const QUrl &address);
    void cancel();

signals:
    void checked(const QUrl &address, const socle::studio::ProbeResult &result);

private:
    std::unique_ptr<ApiClient> m_client; // of the address now in question
    ProbeResult m_result;
    int m_generation = 0;
};

} // namespace socle::studio
