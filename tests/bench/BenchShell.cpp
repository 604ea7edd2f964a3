// The window around the views (studio.md 8.5; P3, P8, P15, P17 of section 7).
//
//   studio_shell_bench --server BIN/socle
//
// Drives the real window offscreen with a local server of its own. Exits with 1 when a budget is
// missed by more than a third. P8 and P17 are CPU of the UI thread, the others wall time.
#include "studio/app/Wiring.h"
#include "studio/app/shots/Pilot.h"
#include "studio/kit/Button.h"
#include "studio/kit/Language.h"
#include "studio/kit/SocleStyle.h"
#include "studio/kit/Text.h"
#include "studio/kit/TextField.h"
#include "studio/platform/Workspace.h"
#include "studio/shell/CommandPalette.h"
#include "studio/shell/ConnectionSession.h"
#include "studio/shell/Connections.h"
#include "studio/shell/MainWindow.h"
#include "studio/shell/Workbench.h"
#include "tests/bench/StudioBench.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QGridLayout>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace socle;
using namespace socle::studio;
using namespace socle::studio::bench;

namespace {

constexpr int kRounds = 12;
constexpr int kWidgets = 2000;
constexpr int kWide = 40;
constexpr int kEntries = 10'000;

/// CPU of keys into whatever has the focus, to the paint after them.
std::vector<double> typed(QWidget &window, const QString &words)
{
    std::vector<double> all;
    for (const QChar &letter : words) {
        const double before = threadMs();
        QTest::keyClick(window.focusWidget(), letter.toLatin1());
        window.repaint();
        all.push_back(threadMs() - before);
    }
    return all;
}

void newProject(Pilot &pilot)
{
    pilot.await(u"home.new"_s);
    pilot.press(Qt::Key_N, Qt::ControlModifier);
    pilot.await(u"home.newProject.name"_s);
    pilot.keys(u"Bench"_s);
    QElapsedTimer clock;
    clock.start();
    pilot.press(Qt::Key_Return);
    pilot.await(u"schema.beginning.new"_s);
    report("P3 new project: Enter to the schema view",
           static_cast<double>(clock.elapsed()),
           "ms",
           2000);
}

void filterBar(MainWindow &window, Pilot &pilot)
{
    pilot.until(u"the server"_s, [&window] {
        return window.connections().sessions().constFirst()->phase()
            == ConnectionSession::Phase::Ready;
    });
    window.workbench()->openCollection(u"users"_s, OpenMode::Lasting);
    pilot.await(u"data.toolbar"_s);
    pilot.press(Qt::Key_F, Qt::ControlModifier);
    std::vector<double> keys;
    for (int i = 0; i < kRounds; ++i) {
        const std::vector<double> more = typed(window, u"email ~ 'a' "_s);
        keys.insert(keys.end(), more.begin(), more.end());
    }
    report("P8 key in the filter bar to its paint, p95", percentile(keys, 0.95), "ms", 16);
}

void palette(MainWindow &window)
{
    auto *palette = new CommandPalette(window.connections().workspace(), &window);
    // As collections, fields and settings come: the first key of an opening makes them.
    palette->addSteadySource([](QChar, const QString &) { return true; },
                             [] {
                                 std::vector<PaletteEntry> all;
                                 all.reserve(kEntries);
                                 for (int i = 0; i < kEntries; ++i) {
                                     all.push_back(
                                         {.id = u"entry/%1"_s.arg(i),
                                          .section = u"Entries"_s,
                                          .title = u"Entry of number %1"_s.arg(i * 7919 % kEntries),
                                          .detail = {},
                                          .icon = u"table"_s,
                                          .keys = {},
                                          .run = [](bool) {}});
                                 }
                                 return all;
                             });
    palette->open();
    QCoreApplication::processEvents();
    const std::vector<double> keys = typed(window, u"entry num 12"_s);
    report("P17 palette: key to list, p95", percentile(keys, 0.95), "ms", 16);
    delete palette;
}

/// How often the window was drawn: twice for one switch is once too often.
class Paints : public QObject
{
public:
    int count = 0;

    bool eventFilter(QObject *, QEvent *event) override
    {
        count += event->type() == QEvent::Paint ? 1 : 0;
        return false;
    }
};

void switches()
{
    QWidget window;
    auto *grid = new QGridLayout(&window);
    for (int i = 0; i < kWidgets; ++i) {
        QWidget *widget = i % 3 == 0 ? static_cast<QWidget *>(new Button(u"Button"_s))
            : i % 3 == 1             ? static_cast<QWidget *>(new TextField)
                                     : new Text(u"Text"_s);
        grid->addWidget(widget, i / kWide, i % kWide);
    }
    window.resize(1440, 900);
    window.show();
    QCoreApplication::processEvents();
    Paints paints;
    window.installEventFilter(&paints);
    QElapsedTimer clock;
    std::vector<double> themes;
    std::vector<double> languages;
    for (int i = 0; i < kRounds; ++i) {
        clock.start();
        Theme::current().setKind(i % 2 == 0 ? ThemeKind::Dark : ThemeKind::Light);
        QCoreApplication::processEvents(); // and is drawn in it
        themes.push_back(static_cast<double>(clock.nsecsElapsed()) / 1e6);
        clock.start();
        setLanguage(i % 2 == 0 ? u"ar_XB"_s : u"en"_s);
        QCoreApplication::processEvents();
        languages.push_back(static_cast<double>(clock.nsecsElapsed()) / 1e6);
    }
    report("P15 paints of the window a switch", paints.count / (2.0 * kRounds), "x", 1);
    report("P15 theme switch with 2,000 widgets, median", percentile(themes, 0.5), "ms", 100);
    report("P15 language switch, median", percentile(languages, 0.5), "ms", 300);
}

} // namespace

int main(int argc, char **argv)
{
    QTemporaryDir folder;
    qputenv("QT_QPA_PLATFORM", "offscreen");
    qputenv("HOME", folder.path().toUtf8());
    qputenv("DBUS_SESSION_BUS_ADDRESS", "disabled:");
    QApplication application(argc, argv);
    QCommandLineParser parser;
    parser.addOptions({{u"server"_s, u"The socle program."_s, u"FILE"_s}});
    parser.process(application);
    qputenv("SOCLE_BIN", parser.value(u"server"_s).toUtf8());
    SocleStyle::install(application);
    QApplication::setQuitOnLastWindowClosed(false);
    Options options;
    options.workspaceFolder = folder.path() + u"/workspace"_s;
    const auto wiring = Wiring::make(options);
    if (!wiring) {
        std::fprintf(stderr, "%s\n", wiring.error().message.c_str());
        return 2;
    }
    MainWindow &window = (*wiring)->window();
    window.connections().workspace().setPreference(u"appearance.motion"_s, false);
    (*wiring)->start(options);
    window.activateWindow();
    Pilot pilot(window);
    newProject(pilot);
    filterBar(window, pilot);
    palette(window);
    window.hide(); // it would be counted in
    switches();
    bool hasEnded = false;
    window.connections().stopAll([&hasEnded] { hasEnded = true; });
    until([&hasEnded] { return hasEnded; });
    return failures == 0 && pilot.problems().isEmpty() ? 0 : 1;
}
