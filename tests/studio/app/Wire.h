// What both integration tests start from: a studio on a temporary folder, and the server program it
// needs.
#pragma once

#include "studio/app/Wiring.h"
#include "studio/app/shots/Pilot.h"
#include "studio/kit/SocleStyle.h"
#include "studio/platform/BackendProcess.h"
#include "studio/platform/Workspace.h"
#include "studio/shell/Connections.h"
#include "studio/shell/MainWindow.h"
#include "tests/support/TestSuite.h"

#include <QTemporaryDir>

#include <cerrno>
#include <csignal>

namespace socle::studio {

struct RunningStudio
{
    QTemporaryDir folder;
    std::unique_ptr<Wiring> wiring;
    std::unique_ptr<Pilot> pilot;
    MainWindow *window = nullptr;

    /// False when the workspace cannot be opened. `root` empty: a folder that goes with this
    /// object.
    bool start(QString root = {})
    {
        if (root.isEmpty()) {
            root = folder.path();
        }
        qputenv("HOME", root.toUtf8());
        qputenv("DBUS_SESSION_BUS_ADDRESS", "disabled:");
        Options options;
        options.workspaceFolder = root + QStringLiteral("/workspace");
        auto made = Wiring::make(options);
        if (!made) {
            return false;
        }
        wiring = made.takeValue();
        window = &wiring->window();
        Workspace &workspace = window->connections().workspace();
        workspace.setPreference(QStringLiteral("appearance.motion"), false);
        // There is no keychain here; where secrets go instead is asked once, and answered already.
        workspace.setPreference(QStringLiteral("secrets.fallback"), QStringLiteral("session"));
        wiring->start(options);
        pilot = std::make_unique<Pilot>(*window);
        return true;
    }

    /// The session of the connection in front.
    ConnectionSession *session() const
    {
        return window->connections().sessions().isEmpty()
            ? nullptr
            : window->connections().sessions().constLast();
    }

    bool awaitReady() const
    {
        return pilot->until(
            QStringLiteral("the project to be ready"),
            [this] {
                return session() != nullptr
                    && session()->phase() == ConnectionSession::Phase::Ready;
            },
            30'000);
    }
};

inline bool isAlive(qint64 processId)
{
    return ::kill(static_cast<pid_t>(processId), 0) == 0 || errno != ESRCH;
}

} // namespace socle::studio

/// A missing server is a failure with words, never a skip: the main job is what this is all for.
#define REQUIRE_SERVER()                                                                           \
    do {                                                                                           \
        const auto program = socle::studio::findBackendProgram();                                  \
        QVERIFY2(program.hasValue(),                                                               \
                 program.hasValue()                                                                \
                     ? ""                                                                          \
                     : ("build the target socle: " + program.error().message).c_str());            \
    } while (false)
