// Delivers the result of a future to the thread of a context object, once, and never after that
// object died.
//
// Used instead of QFuture::then(context, …), which in Qt 6.4 asserts when the context died first
// and runs inside the call when the future is already finished. A cancelled future (superseded by
// its cancel key, client gone) calls nobody.
#pragma once

#include "shared/core/Result.h"

#include <QFuture>
#include <QFutureWatcher>
#include <QObject>
#include <QPromise>

#include <memory>

namespace socle::studio {

/// Calls `then(Result<T>)` on the thread of `context`, always from the event loop. One consumer a
/// future: the result is moved out.
template <typename T, typename Then>
void onResult(const QFuture<Result<T>> &future, QObject *context, Then then)
{
    auto *watcher = new QFutureWatcher<Result<T>>(context);
    QObject::connect(watcher,
                     &QFutureWatcherBase::finished,
                     context,
                     [watcher, then = std::move(then)]() mutable {
                         watcher->deleteLater();
                         if (!watcher->isCanceled()) {
                             then(watcher->future().takeResult());
                         }
                     });
    watcher->setFuture(future);
}

/// The same, and `cancelled()` for a future nobody will settle any more: for work that must not
/// wait for ever.
template <typename T, typename Then, typename Cancelled>
void onResult(const QFuture<Result<T>> &future, QObject *context, Then then, Cancelled cancelled)
{
    auto *watcher = new QFutureWatcher<Result<T>>(context);
    QObject::connect(watcher,
                     &QFutureWatcherBase::finished,
                     context,
                     [watcher, then = std::move(then), cancelled = std::move(cancelled)]() mutable {
                         watcher->deleteLater();
                         if (watcher->isCanceled()) {
                             cancelled();
                         } else {
                             then(watcher->future().takeResult());
                         }
                     });
    watcher->setFuture(future);
}

/// A future that is settled later from a callback; copies share the one promise. Dropping the last
/// copy unsettled cancels the future.
template <typename T> class Pending
{
public:
    Pending()
        : m_promise(std::make_shared<QPromise<Result<T>>>())
    {
        m_promise->start();
    }

    QFuture<Result<T>> future() const { return m_promise->future(); }

    void settle(Result<T> result) const
    {
        m_promise->addResult(std::move(result));
        m_promise->finish();
    }

private:
    std::shared_ptr<QPromise<Result<T>>>
        m_promise; // shared: callbacks are copied into std::function
};

/// A future that is settled already.
template <typename T> QFuture<Result<T>> settledFuture(Result<T> result)
{
    const Pending<T> pending;
    pending.settle(std::move(result));
    return pending.future();
}

} // namespace socle::studio
