// socle-studio [--safe] [--kit-gallery] [--startup-trace] [--workspace DIR] [--make-sample DIR
// [--rows N]] [FOLDER | socle-studio://connect?address=…]
#include "studio/app/Application.h"
#include "studio/app/MakeSample.h"
#include "studio/app/StartupTrace.h"
#include "studio/app/Wiring.h"
#include "studio/kit/Button.h"
#include "studio/kit/EmptyState.h"
#include "studio/kit/KitGallery.h"
#include "studio/kit/SocleStyle.h"
#include "studio/platform/SingleInstance.h"
#include "studio/platform/Workspace.h"
#include "studio/shell/MainWindow.h"
#include "studio/shell/Metrics.h"

#include <QCommandLineParser>
#include <QSocketNotifier>
#include <QTimer>

#include <sys/socket.h>

#include <csignal>
#include <cstdio>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace {

int signalPipe[2] = {-1, -1};

/// SIGTERM and SIGINT close the window like a click on its cross: servers are stopped, state is
/// stored.
void closeOnSignal(socle::studio::MainWindow &window)
{
    if (::socketpair(AF_UNIX, SOCK_STREAM, 0, signalPipe) != 0) {
        return;
    }
    auto *notifier = new QSocketNotifier(signalPipe[1], QSocketNotifier::Read, &window);
    QObject::connect(notifier, &QSocketNotifier::activated, &window, [&window, notifier] {
        notifier->setEnabled(false);
        window.close();
    });
    const auto tell = [](int) {
        const char byte = 1;
        const ssize_t written = ::write(signalPipe[0], &byte, 1);
        (void)written; // nothing can be done about it inside a signal handler
    };
    std::signal(SIGTERM, tell);
    std::signal(SIGINT, tell);
}

/// There is no studio to show: a small window says why, and the start ends with it.
int showRefusal(const QString &reason)
{
    using namespace socle::studio;
    EmptyState page(u"alert"_s,
                    QCoreApplication::translate("main", "The studio cannot start"),
                    reason
                        + QCoreApplication::translate(
                            "main",
                            "\nNothing was changed. --workspace DIR starts with another "
                            "file."));
    page.setError(true);
    page.setWindowTitle(QStringLiteral("Socle Studio"));
    Button *quit = page.addAction(QCoreApplication::translate("main", "Quit"));
    quit->setObjectName(QStringLiteral("refusal.quit"));
    QObject::connect(quit, &Button::clicked, &page, &QWidget::close);
    page.resize(metrics::kWindowMinWidth / 2, metrics::kWindowMinHeight / 2);
    page.show();
    QApplication::exec();
    return 1;
}

} // namespace

int main(int argc, char **argv)
{
    using namespace socle::studio;
    StartupTrace startup;
    QGuiApplication::setHighDpiScaleFactorRoundingPolicy(
        Qt::HighDpiScaleFactorRoundingPolicy::PassThrough);
    Application application(argc, argv);
    QApplication::setApplicationVersion(QStringLiteral(SOCLE_VERSION));

    QCommandLineParser parser;
    parser.setApplicationDescription(u"The desktop studio of Socle."_s);
    parser.addHelpOption();
    parser.addVersionOption();
    const QCommandLineOption safe(u"safe"_s, u"Start at Home with nothing restored."_s);
    const QCommandLineOption gallery(u"kit-gallery"_s,
                                     u"Show every control of the design system."_s);
    const QCommandLineOption trace(u"startup-trace"_s, u"Print how long the start took."_s);
    const QCommandLineOption workspace(
        u"workspace"_s, u"Keep the studio's own state in this folder."_s, u"DIR"_s);
    const QCommandLineOption sample(
        u"make-sample"_s, u"Make a project with the sample bookshop in DIR and end."_s, u"DIR"_s);
    const QCommandLineOption rows(
        u"rows"_s, u"Books of the sample: small, default, huge, or a number."_s, u"N"_s);
    parser.addOptions({safe, gallery, trace, workspace, sample, rows});
    parser.addPositionalArgument(
        u"what"_s, u"A project, a pb_data folder, or a socle-studio:// link."_s, u"[what]"_s);
    parser.process(application);

    startup.setOn(parser.isSet(trace));
    startup.note("application");
    SocleStyle::install(application);
    startup.note("style, fonts, icons");

    if (parser.isSet(gallery)) {
        KitGallery window;
        window.resize(1280, 900);
        window.show();
        return QApplication::exec();
    }

    Options options;
    options.isSafe = parser.isSet(safe)
        || QGuiApplication::queryKeyboardModifiers().testFlag(Qt::ShiftModifier);
    options.workspaceFolder = parser.value(workspace);
    options.open = parser.positionalArguments();
    const QString folder
        = options.workspaceFolder.isEmpty() ? Workspace::defaultFolder() : options.workspaceFolder;
    if (parser.isSet(sample)) {
        const int books = sampleSize(parser.value(rows));
        if (books < 0) {
            std::fprintf(stderr, "socle-studio: --rows is small, default, huge or a number\n");
            return 2;
        }
        QApplication::setQuitOnLastWindowClosed(false);
        return makeSample(parser.value(sample), books, folder);
    }
    SingleInstance instance(folder);
    if (!instance.claim(options.open)) {
        return 0;
    }
    auto wiring = Wiring::make(options);
    if (!wiring) {
        std::fprintf(stderr, "socle-studio: %s\n", wiring.error().message.c_str());
        return showRefusal(QString::fromStdString(wiring.error().message));
    }
    startup.note("wiring");
    Wiring &studio = **wiring;
    QObject::connect(&instance,
                     &SingleInstance::started,
                     &studio.window(),
                     [&studio](const QStringList &arguments) { studio.raise(arguments); });
    // The servers need a moment after the last window is hidden: the window says when to quit.
    QApplication::setQuitOnLastWindowClosed(false);
    closeOnSignal(studio.window());
    startup.watchPainting();
    studio.start(options);
    startup.note("window shown");
    QTimer::singleShot(0, &application, [&startup] { startup.note("event loop"); });
    return QApplication::exec();
}
