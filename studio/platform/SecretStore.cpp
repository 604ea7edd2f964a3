#include "studio/platform/SecretStore.h"

#include <QHash>
#include <QPointer>
#include <QRandomGenerator>
#include <QTimer>
#include <qt6keychain/keychain.h>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr int kAnswerTimeoutMs = 3000;
constexpr int kPasswordLength = 24;

QString serviceName() { return u"socle-studio"_s; }

} // namespace

struct SecretStore::Impl
{
    explicit Impl(SecretStore *owner, bool startInSession)
        : q(owner)
        , isSession(startInSession)
    {
    }

    /// Runs `job` and calls `answer` once: with the job when it ended in time, with nullptr
    /// otherwise.
    template <typename JobType, typename Answer> void run(JobType *job, Answer answer)
    {
        struct Once
        {
            bool isAnswered = false;
        };

        auto once = std::make_shared<Once>(); // shared by the two ends that race: job and clock
        job->setInsecureFallback(false);
        QObject::connect(job, &QKeychain::Job::finished, q, [this, once, job, answer] {
            if (once->isAnswered) {
                return;
            }
            once->isAnswered = true;
            const QKeychain::Error error = job->error();
            if (error != QKeychain::NoError && error != QKeychain::EntryNotFound) {
                fallBack(job->errorString());
            }
            answer(job);
        });
        QTimer::singleShot(kAnswerTimeoutMs, q, [this, once, answer] {
            if (once->isAnswered) {
                return;
            }
            once->isAnswered = true;
            fallBack(tr("the keychain did not answer"));
            answer(static_cast<JobType *>(nullptr));
        });
        job->start();
    }

    void fallBack(const QString &reason)
    {
        if (isSession) {
            return;
        }
        isSession = true;
        emit q->becameSessionOnly(reason);
    }

    SecretStore *const q;
    bool isSession;
    QHash<QString, QString> session;
};

SecretStore::SecretStore(Backend backend, QObject *parent)
    : QObject(parent)
    , m_impl(std::make_unique<Impl>(this, backend == Backend::SessionOnly))
{
}

SecretStore::~SecretStore() = default;

bool SecretStore::isSessionOnly() const { return m_impl->isSession; }

void SecretStore::read(const QString &key, QObject *context, Found then)
{
    const QPointer<QObject> alive(context);
    const auto answer = [this, alive, key, then = std::move(then)](std::optional<QString> secret) {
        if (!alive) {
            return;
        }
        if (!secret && m_impl->session.contains(key)) {
            secret = m_impl->session.value(key);
        }
        then(std::move(secret));
    };
    if (m_impl->isSession || m_impl->session.contains(key)) {
        // Always later, never inside the call: callers need one order of things only.
        QMetaObject::invokeMethod(
            this, [answer] { answer(std::nullopt); }, Qt::QueuedConnection);
        return;
    }
    auto *job = new QKeychain::ReadPasswordJob(serviceName(), this);
    job->setKey(key);
    m_impl->run(job, [answer](QKeychain::ReadPasswordJob *done) {
        answer(done != nullptr && done->error() == QKeychain::NoError
                   ? std::optional(done->textData())
                   : std::nullopt);
    });
}

void SecretStore::write(const QString &key, const QString &secret, QObject *context, Done then)
{
    // Also in memory: a reader that comes before the keychain answered must see it.
    m_impl->session.insert(key, secret);
    const QPointer<QObject> alive(context);
    const bool hasContext = context != nullptr;
    const auto answer = [alive, hasContext, then = std::move(then)](bool kept) {
        if (then && (!hasContext || alive)) {
            then(kept);
        }
    };
    if (m_impl->isSession) {
        QMetaObject::invokeMethod(
            this, [answer] { answer(false); }, Qt::QueuedConnection);
        return;
    }
    auto *job = new QKeychain::WritePasswordJob(serviceName(), this);
    job->setKey(key);
    job->setTextData(secret);
    m_impl->run(job, [answer](QKeychain::WritePasswordJob *done) {
        answer(done != nullptr && done->error() == QKeychain::NoError);
    });
}

void SecretStore::remove(const QString &key)
{
    m_impl->session.remove(key);
    if (m_impl->isSession) {
        return;
    }
    auto *job = new QKeychain::DeletePasswordJob(serviceName(), this);
    job->setKey(key);
    m_impl->run(job, [](QKeychain::DeletePasswordJob *) {});
}

QString SecretStore::randomPassword()
{
    // Without the letters and digits that look alike.
    static const QString kAlphabet = u"abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"_s;
    QString password;
    for (int i = 0; i < kPasswordLength; ++i) {
        password
            += kAlphabet[QRandomGenerator::system()->bounded(static_cast<int>(kAlphabet.size()))];
    }
    return password;
}

} // namespace socle::studio
