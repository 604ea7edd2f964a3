// A server program that is killed and started again on the same folder and port, and a connection
// to it. For the crash tests.
#pragma once

#include "studio/api/OnResult.h"
#include "studio/api/RecordsEndpoint.h"
#include "studio/domain/CommitRunner.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/SchemaStore.h"
#include "studio/platform/BackendProcess.h"
#include "tests/support/TestSuite.h"

#include <QProcess>
#include <QTcpServer>
#include <QTemporaryDir>

#include <csignal>
#include <functional>
#include <memory>

namespace socle::studio {

/// The result, or an error when none came within 20 s.
template <typename T> Result<T> awaited(QObject *owner, const QFuture<Result<T>> &future)
{
    auto got = std::make_shared<std::optional<Result<T>>>();
    onResult(future, owner, [got](Result<T> result) { got->emplace(std::move(result)); });
    const bool came = QTest::qWaitFor([got] { return got->has_value(); }, 20'000);
    return came ? std::move(**got) : Result<T>(Error{.message = "no answer"});
}

struct CrashServer
{
    static constexpr auto kEmail = "crash@socle.local";
    static constexpr auto kPassword = "crash-password-1";

    QTemporaryDir folder;
    QString program;
    quint16 port = 0;
    std::unique_ptr<QProcess> process;

    /// Finds the program, makes the superuser, chooses a port. False with `problem` set.
    bool prepare(QString *problem)
    {
        const auto found = findBackendProgram();
        if (!found) {
            *problem = QStringLiteral("build the target socle");
            return false;
        }
        program = *found;
        QProcess once;
        once.start(program,
                   {QStringLiteral("superuser"),
                    QStringLiteral("upsert"),
                    QString::fromLatin1(kEmail),
                    QString::fromLatin1(kPassword),
                    QStringLiteral("--dir"),
                    folder.path()});
        QTcpServer probe;
        probe.listen(QHostAddress::LocalHost);
        port = probe.serverPort();
        *problem = QStringLiteral("no superuser could be made");
        return once.waitForFinished() && once.exitCode() == 0;
    }

    QString address() const { return QStringLiteral("http://127.0.0.1:%1").arg(port); }

    void start()
    {
        process = std::make_unique<QProcess>();
        process->setProcessChannelMode(QProcess::ForwardedErrorChannel); // it says why it ends
        process->start(program,
                       {QStringLiteral("serve"),
                        QStringLiteral("--dir"),
                        folder.path(),
                        QStringLiteral("--http"),
                        QStringLiteral("127.0.0.1:%1").arg(port)});
        process->waitForStarted();
    }

    void kill() const { ::kill(static_cast<pid_t>(process->processId()), SIGKILL); }

    void stop()
    {
        if (process) {
            process->terminate();
            process->waitForFinished(10'000);
        }
    }
};

/// A connection to `address`; what is unfinished on it is kept in `drafts`, or nowhere when null.
inline std::unique_ptr<ConnectionContext> contextOn(const QString &address,
                                                    std::unique_ptr<DraftStore> drafts)
{
    ConnectionProfile profile;
    profile.address = address;
    return std::make_unique<ConnectionContext>(
        profile, std::make_unique<NetworkTransport>(), std::move(drafts));
}

/// The same with the drafts of connection `id` in a workspace.
inline std::unique_ptr<ConnectionContext> contextOn(const QString &address,
                                                    Workspace &workspace,
                                                    const QString &id)
{
    return contextOn(address, std::make_unique<WorkspaceDraftStore>(workspace, id));
}

/// Every record of a collection in the order of the ids; ends where a page does not come.
inline void eachRecord(ConnectionContext &context,
                       const QString &collection,
                       const std::function<void(const Record &)> &take)
{
    ListQuery query;
    query.perPage = 1000;
    query.skipTotal = true;
    query.sort = QStringLiteral("id");
    while (true) {
        const auto page
            = awaited(&context, RecordsEndpoint(context.client()).list(collection, query));
        if (!page || page->items.empty()) {
            return;
        }
        for (const Record &record : page->items) {
            take(record);
        }
        query.filter = QStringLiteral("id > '%1'").arg(page->items.back().id);
    }
}

/// True once the server answers and `context` is signed in.
inline bool signIn(ConnectionContext &context)
{
    for (int attempt = 0; attempt < 100; ++attempt) {
        if (awaited(&context,
                    context.signIn(QStringLiteral("_superusers"),
                                   QString::fromLatin1(CrashServer::kEmail),
                                   QString::fromLatin1(CrashServer::kPassword)))) {
            return true;
        }
        QTest::qWait(50);
    }
    return false;
}

/// Commits everything on the stage. `runner` may be watched before it starts.
inline CommitRunner *commitAll(ConnectionContext &context, QObject *parent)
{
    StagingEngine &staging = context.staging();
    return new CommitRunner(
        context.client(),
        staging,
        context.schema(),
        CommitPlan::make(staging.allRecords(), context.schema(), context.capabilities()),
        parent);
}

} // namespace socle::studio
