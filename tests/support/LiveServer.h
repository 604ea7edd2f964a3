// A running server for tests of views, signed in as its superuser, and the hands of a person on the
// view: parts by their public names, clicks that wait until they can be done.
//
// The program `socle` (SOCLE_BIN) in a temporary folder; SOCLE_TEST_SERVER, SOCLE_TEST_EMAIL and
// SOCLE_TEST_PASSWORD name another server instead, a PocketBase for instance. Include it in a test
// program of widgets.
#pragma once

#include "studio/api/OnResult.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/SchemaStore.h"
#include "studio/platform/BackendProcess.h"
#include "tests/support/ShellRecorder.h"
#include "tests/support/TempDir.h"

#include <QAbstractButton>
#include <QSignalSpy>
#include <QtTest>

#include <memory>
#include <optional>

namespace socle::studio {

/// The result of a future, or an error after 20 s.
template <typename T> Result<T> awaitResult(const QFuture<Result<T>> &future)
{
    QObject context;
    auto got = std::make_shared<std::optional<Result<T>>>();
    onResult(future, &context, [got](Result<T> result) { got->emplace(std::move(result)); });
    const bool isThere = QTest::qWaitFor([&] { return got->has_value(); }, 20'000);
    return isThere ? **got : Result<T>(invalidInput("no answer in 20 s"));
}

class LiveServer
{
public:
    /// Starts it and signs in; the error says what is missing.
    Result<void> start()
    {
        ConnectionProfile profile;
        profile.address = qEnvironmentVariable("SOCLE_TEST_SERVER");
        if (profile.address.isEmpty()) {
            const auto program = findBackendProgram();
            if (!program) {
                return invalidInput("the server program is missing: build the target socle, or set "
                                    "SOCLE_BIN to its folder");
            }
            m_server = std::make_unique<BackendProcess>();
            QSignalSpy ready(m_server.get(), &BackendProcess::becameReady);
            m_server->start({.program = *program,
                             .dataFolder = QString::fromStdString(m_data.path().string()),
                             .logFolder = {},
                             .email = QStringLiteral("a@b.co"),
                             .password = QStringLiteral("password123")});
            if (!QTest::qWaitFor([&] { return !ready.isEmpty(); }, 20'000)) {
                return invalidInput("the server did not start in 20 s");
            }
            profile.address = m_server->ready().url.toString();
        }
        m_context = std::make_unique<ConnectionContext>(
            profile, std::make_unique<NetworkTransport>(), std::make_unique<MemoryDraftStore>());
        SOCLE_TRY(awaitResult(m_context->signIn(
            QStringLiteral("_superusers"),
            qEnvironmentVariable("SOCLE_TEST_EMAIL", QStringLiteral("a@b.co")),
            qEnvironmentVariable("SOCLE_TEST_PASSWORD", QStringLiteral("password123")))));
        const bool isReady = QTest::qWaitFor(
            [&] { return m_context->schema().state() == SchemaStore::State::Ready; }, 10'000);
        return isReady ? Result<void>() : Result<void>(invalidInput("no schema in 10 s"));
    }

    void stop()
    {
        m_context.reset();
        m_server.reset();
    }

    ConnectionContext &context() { return *m_context; }

    /// A file name in the server's temporary folder.
    QString path(const QString &name) const
    {
        return QString::fromStdString((m_data.path() / name.toStdString()).string());
    }

private:
    test::TempDir m_data;
    std::unique_ptr<BackendProcess> m_server;
    std::unique_ptr<ConnectionContext> m_context;
};

/// The part of that name in the shell's window, its sheets included; null when there is none.
template <typename T> T *partOf(ShellRecorder &shell, const QString &name)
{
    return shell.window()->findChild<T *>(name);
}

/// Clicks a button once it is there and enabled; false when that does not happen within 10 s.
inline bool pressPart(ShellRecorder &shell, const QString &name)
{
    const auto button = [&] { return partOf<QAbstractButton>(shell, name); };
    if (!QTest::qWaitFor([&] { return button() != nullptr && button()->isEnabled(); }, 10'000)) {
        qWarning("no enabled button %s", qPrintable(name));
        return false;
    }
    button()->click();
    return true;
}

/// The first visible control that takes the focus and has no object name; empty when all have one.
inline QString namelessPart(const QWidget &view)
{
    for (const QWidget *widget : view.findChildren<QWidget *>()) {
        if (widget->isVisible() && (widget->focusPolicy() & Qt::TabFocus) != 0
            && widget->objectName().isEmpty()) {
            return QString::fromLatin1(widget->metaObject()->className()) + QStringLiteral(" in ")
                + widget->parentWidget()->objectName();
        }
    }
    return {};
}

} // namespace socle::studio
