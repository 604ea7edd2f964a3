#include "studio/platform/SecretStore.h"

#include "studio/platform/SecretVault.h"

#include <QFutureWatcher>
#include <QHash>
#include <QPointer>
#include <QRandomGenerator>
#include <QTimer>
#include <QtConcurrent/QtConcurrentRun>
#include <qt6keychain/keychain.h>

#include <vector>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr int kAnswerTimeoutMs = 3000;
constexpr int kPasswordLength = 24;

QString serviceName() { return u"socle-studio"_s; }

} // namespace

struct SecretStore::Impl
{
    Impl(SecretStore *owner, bool startInSession, QString file)
        : q(owner)
        , vaultFile(std::move(file))
        , isSession(startInSession)
        , isLocked(startInSession && !vaultFile.isEmpty() && SecretVault::exists(vaultFile))
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
        isLocked = !vaultFile.isEmpty() && SecretVault::exists(vaultFile);
        emit q->becameSessionOnly(reason);
    }

    /// Derives the key on a thread of the pool and takes the vault back here.
    void take(std::function<Result<SecretVault>()> make,
              QObject *context,
              std::function<void(QString)> then)
    {
        auto *watcher = new QFutureWatcher<std::shared_ptr<Result<SecretVault>>>(q);
        const QPointer<QObject> alive(context);
        QObject::connect(watcher,
                         &QFutureWatcherBase::finished,
                         q,
                         [this, watcher, alive, then = std::move(then)] {
                             watcher->deleteLater();
                             const auto made = watcher->result();
                             QString problem;
                             if (*made) {
                                 vault.emplace(made->takeValue());
                                 problem = keepAll();
                                 release();
                             } else {
                                 problem = QString::fromStdString(made->error().message);
                             }
                             if (alive) {
                                 then(problem);
                             }
                         });
        watcher->setFuture(QtConcurrent::run(
            // shared: QFuture copies its results, a vault can only move
            [make = std::move(make)] { return std::make_shared<Result<SecretVault>>(make()); }));
    }

    /// What was said in the meantime goes into the vault too.
    QString keepAll()
    {
        for (auto it = session.begin(); it != session.end(); ++it) {
            if (const Result<void> kept = vault->insert(it.key(), it.value()); !kept) {
                return QString::fromStdString(kept.error().message);
            }
        }
        return {};
    }

    /// The readers that waited for the passphrase.
    void release()
    {
        isLocked = false;
        const auto answers = std::exchange(waiting, {});
        for (const auto &answer : answers) {
            answer();
        }
    }

    SecretStore *const q;
    const QString vaultFile;
    bool isSession;
    bool isLocked;
    QHash<QString, QString> session;
    std::optional<SecretVault> vault;
    std::vector<std::function<void()>> waiting; // readers, while locked
};

SecretStore::SecretStore(Backend backend, QObject *parent, const QString &vaultFile)
    : QObject(parent)
    , m_impl(std::make_unique<Impl>(this, backend == Backend::SessionOnly, vaultFile))
{
}

SecretStore::~SecretStore() = default;

bool SecretStore::isSessionOnly() const { return m_impl->isSession && !m_impl->vault; }

bool SecretStore::isLocked() const { return m_impl->isLocked; }

bool SecretStore::isProtected() const { return m_impl->vault.has_value(); }

bool SecretStore::canProtect() const { return !m_impl->vaultFile.isEmpty(); }

void SecretStore::protect(const QString &passphrase,
                          QObject *context,
                          std::function<void(QString)> then)
{
    m_impl->take(
        [file = m_impl->vaultFile, passphrase] { return SecretVault::create(file, passphrase); },
        context,
        std::move(then));
}

void SecretStore::unlock(const QString &passphrase,
                         QObject *context,
                         std::function<void(QString)> then)
{
    m_impl->take(
        [file = m_impl->vaultFile, passphrase] { return SecretVault::open(file, passphrase); },
        context,
        std::move(then));
}

void SecretStore::stayInSession() { m_impl->release(); }

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
        if (!secret && m_impl->vault) {
            secret = m_impl->vault->value(key);
        }
        then(std::move(secret));
    };
    if (m_impl->isLocked && !m_impl->session.contains(key)) {
        m_impl->waiting.push_back([answer] { answer(std::nullopt); });
        return;
    }
    if (m_impl->isSession || m_impl->session.contains(key)) {
        // Always later, never inside the call: callers need one order of things only.
        QMetaObject::invokeMethod(
            this, [answer] { answer(std::nullopt); }, Qt::QueuedConnection);
        return;
    }
    auto *job = new QKeychain::ReadPasswordJob(serviceName(), this);
    job->setKey(key);
    m_impl->run(job, [this, answer](QKeychain::ReadPasswordJob *done) {
        if (m_impl->isLocked) {
            m_impl->waiting.push_back([answer] { answer(std::nullopt); });
            return;
        }
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
        const bool isKept = m_impl->vault && m_impl->vault->insert(key, secret).hasValue();
        QMetaObject::invokeMethod(
            this, [answer, isKept] { answer(isKept); }, Qt::QueuedConnection);
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
        if (m_impl->vault) {
            discard(m_impl->vault->remove(key), "it is gone from memory; the next write stores it");
        }
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
