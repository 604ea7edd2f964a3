// How a session gets in: with what the keychain knows, with what was typed, with a second factor;
// and with a certificate the user pinned.
#include "studio/api/AuthEndpoint.h"
#include "studio/api/OnResult.h"
#include "studio/api/Text.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/platform/SecretStore.h"
#include "studio/platform/Workspace.h"
#include "studio/shell/ConnectionSession.h"

using namespace Qt::StringLiterals;

namespace socle::studio {

void ConnectionSession::signInWithSecret()
{
    const auto withPassword = [this] {
        m_secrets.read(m_profile.secretKey(u"password"_s),
                       this,
                       [this](const std::optional<QString> &password) {
                           if (password) {
                               signIn(m_profile.identity, *password);
                           } else {
                               signInFailed({});
                           }
                       });
    };
    if (m_profile.isLocal()) {
        withPassword();
        return;
    }
    m_secrets.read(m_profile.secretKey(u"token"_s),
                   this,
                   [this, withPassword](const std::optional<QString> &token) {
                       if (!token) {
                           withPassword();
                           return;
                       }
                       onResult(m_context->useToken(m_profile.signInCollection, *token),
                                this,
                                [this, withPassword](const Result<void> &result) {
                                    if (result) {
                                        signedIn();
                                    } else if (result.error().kind == ErrorKind::Unavailable) {
                                        unreached(apiError(result.error()));
                                    } else {
                                        withPassword();
                                    }
                                });
                   });
}

void ConnectionSession::setSignInCollection(const QString &collection)
{
    m_profile.signInCollection = collection;
}

void ConnectionSession::signIn(const QString &identity, const QString &password)
{
    m_profile.identity = identity;
    m_context->setProfile(m_profile);
    m_password = password;
    m_mfaId.clear();
    m_otpId.clear();
    setPhase(Phase::SigningIn);
    onResult(m_context->signIn(m_profile.signInCollection, identity, password),
             this,
             [this](const Result<void> &result) {
                 if (m_phase != Phase::SigningIn) {
                     return; // the server died or was stopped meanwhile
                 }
                 if (result) {
                     m_secrets.write(m_profile.secretKey(u"password"_s), m_password);
                     m_password.clear();
                     signedIn();
                     return;
                 }
                 const ApiError error = apiError(result.error());
                 if (!error.mfaId.isEmpty()) {
                     askForCode(error.mfaId);
                     return;
                 }
                 m_password.clear();
                 if (error.failure != TransportFailure::None) {
                     unreached(error);
                 } else {
                     signInFailed(error.message);
                 }
             });
}

void ConnectionSession::askForCode(const QString &mfaId)
{
    m_mfaId = mfaId;
    onResult(AuthEndpoint(m_context->client())
                 .requestOtp(m_profile.signInCollection, m_profile.identity),
             this,
             [this](const Result<QString> &otpId) {
                 if (m_phase != Phase::SigningIn) {
                     return;
                 }
                 if (!otpId) {
                     m_password.clear();
                     signInFailed(apiError(otpId.error()).title());
                     return;
                 }
                 m_otpId = *otpId;
                 setPhase(
                     Phase::SignInNeeded,
                     tr("A code was sent to %1. Enter it to continue.").arg(m_profile.identity));
             });
}

void ConnectionSession::signInWithCode(const QString &code)
{
    setPhase(Phase::SigningIn);
    onResult(m_context->signInWithOtp(m_profile.signInCollection, m_otpId, code, m_mfaId),
             this,
             [this](const Result<void> &result) {
                 if (m_phase != Phase::SigningIn) {
                     return;
                 }
                 if (result) {
                     m_secrets.write(m_profile.secretKey(u"password"_s), m_password);
                     m_password.clear();
                     m_mfaId.clear();
                     m_otpId.clear();
                     signedIn();
                     return;
                 }
                 const ApiError error = apiError(result.error());
                 if (error.failure != TransportFailure::None) {
                     unreached(error);
                 } else {
                     signInFailed(tr("This code is not right, or it is too old"));
                 }
             });
}

void ConnectionSession::signedIn()
{
    m_isForeign = false;
    takeVersion();
    setPhase(Phase::Ready);
}

/// What answers now, as its own words say. Another one than last time has come with an update.
void ConnectionSession::takeVersion()
{
    const QString name = m_context->capabilities().serverName();
    const QString before = m_profile.serverVersion;
    if (!name.isEmpty()) {
        m_profile.serverVersion = name;
    }
    remember();
    // A local server is updated by the studio's own update: no news.
    if (!m_profile.isLocal() && !before.isEmpty() && !name.isEmpty() && before != name) {
        emit serverUpdated(name);
    }
}

void ConnectionSession::signInFailed(const QString &reason)
{
    setPhase(Phase::SignInNeeded, reason.isEmpty() ? tr("Sign in again") : reason);
}

CertificateProblem ConnectionSession::certificateProblem() const
{
    return m_transport->lastCertificateProblem();
}

void ConnectionSession::pinCertificate(const QByteArray &sha256)
{
    m_profile.pinnedCertificate = QString::fromLatin1(sha256.toHex());
    m_transport->setPinnedCertificate(sha256);
    m_context->setProfile(m_profile);
    remember();
    if (m_phase == Phase::Failed) {
        open();
    } else {
        m_context->retryNow();
    }
}

/// The server was not reached: what it is called, and what helps where a button does not.
void ConnectionSession::unreached(const ApiError &error)
{
    m_failure = error.failure;
    setPhase(Phase::Failed,
             error.remedies().isEmpty() ? tr("%1. %2").arg(error.title(), error.nextStep())
                                        : error.title());
}

} // namespace socle::studio
