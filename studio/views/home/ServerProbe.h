// Finds out what answers at an address while it is being typed: who, how to sign in, how fast.
//
// Every new address drops the answers about the old one. Only reads, never with a token.
//
// Source: studio.md 3.12 (3).
#pragma once

#include "studio/api/Transport.h"

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
    QString signIn; // "superuser sign-in", empty: the collection has no password sign-in
    CertificateProblem certificate; // when that is the problem
    qint64 latencyMs = -1;
    bool wantsSecondFactor = false;
};

class ServerProbe : public QObject
{
    Q_OBJECT

public:
    explicit ServerProbe(QObject *parent = nullptr);
    ~ServerProbe() override;

    /// `collection`: whose ways to sign in are asked for. `pinned`: the one certificate that
    /// counts.
    void check(const QUrl &address, const QString &collection, const QByteArray &pinned = {});
    void cancel();

signals:
    void checked(const QUrl &address, const socle::studio::ProbeResult &result);

private:
    std::unique_ptr<ApiClient> m_client; // of the address now in question
    ProbeResult m_result;
    int m_generation = 0;
};

} // namespace socle::studio
