// studio_shots --out DIR [--view V]… [--state S]… [--theme T]… [--locale L] [--density D]… [--scale
// S]
// [--zoom PERCENT]… [--size WxH] [--lint] [--compare DIR] [--goldens] [--list]
//
// Photographs the real window in its declared states against a real server with the sample project,
// offscreen, and writes `view-state-theme[-locale].png` and an index.html. Exits with 1 when a
// state could not be reached. What may be given several times is walked within one arrangement:
// `--lint --density compact --density spacious --zoom 80 --zoom 160` is the layout lint of
// studio.md 8.2. `--compare DIR` holds the pictures of an earlier run against the new ones
// (Goldens.h); what differs is reported, gets a picture of the difference, and stands first in
// index.html. Every picture is looked at for being blank and for missing icons.
//
// Pictures do not depend on the machine: embedded fonts (and Noto for the scripts they lack), UTC,
// the wall clock of SteadyClock.cpp, no motion, no blinking.
#include "studio/app/Application.h"
#include "studio/app/shots/ContactSheet.h"
#include "studio/app/shots/Goldens.h"
#include "studio/app/shots/Lint.h"
#include "studio/app/shots/PictureCompare.h"
#include "studio/app/shots/Shots.h"
#include "studio/kit/Language.h"
#include "studio/kit/SocleStyle.h"
#include "studio/platform/BackendProcess.h"
#include "studio/platform/Workspace.h"
#include "studio/shell/Connections.h"
#include "studio/shell/MainWindow.h"

#include <QCommandLineParser>
#include <QDir>
#include <QPixmap>
#include <QTemporaryDir>

#include <cstdio>
#include <ctime>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace socle::studio;

namespace {

constexpr int kPaintMs = 80;
constexpr auto kClock = "SOCLE_SHOTS_CLOCK";

/// Read before there is a QApplication: the scale factor and the platform are fixed when it is
/// made.
QByteArray earlyValue(int argc, char **argv, const QByteArray &name)
{
    for (int i = 1; i + 1 < argc; ++i) {
        if (name == argv[i]) {
            return argv[i + 1];
        }
    }
    return {};
}

/// Begins again with the fixed clock; comes back only when it holds already or is not there.
void holdTheClock(char **argv)
{
    const QFileInfo self(u"/proc/self/exe"_s);
    const QString clock
        = QFileInfo(self.canonicalFilePath()).absolutePath() + u"/studio_shots_clock.so"_s;
    if (qEnvironmentVariableIsSet(kClock) || !QFileInfo::exists(clock)) {
        return;
    }
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    qputenv(kClock, QByteArray::number(now.tv_sec * 1'000'000'000LL + now.tv_nsec));
    qputenv("LD_PRELOAD", clock.toUtf8());
    ::execv("/proc/self/exe", argv);
}

/// The machine's language, time zone and fonts stay outside.
void leaveTheMachine(const QString &folder)
{
    // Its own screen is 800 pixels wide: popovers would be pushed into its corner.
    QFile screen(folder + u"/screen.json"_s);
    if (screen.open(QIODevice::WriteOnly)) {
        screen.write(
            R"({"synchronousWindowSystemEvents":false,"windowFrameMargins":false,"screens":[
            {"name":"wall","x":0,"y":0,"width":3840,"height":2400,
             "logicalDpi":96,"logicalBaseDpi":96,"dpr":1}]})");
    }
    qputenv("QT_QPA_PLATFORM", "offscreen:configfile=" + screen.fileName().toUtf8());
    qputenv("HOME", (folder + u"/home"_s).toUtf8()); // paths in the pictures: ~/Socle/bookshop
    qputenv("DBUS_SESSION_BUS_ADDRESS", "disabled:"); // no keychain, no colours of this desktop
    qputenv("LC_ALL", "C.UTF-8");
    qunsetenv("LANGUAGE");
    qputenv("TZ", "UTC");
    QFile fonts(folder + u"/fonts.conf"_s);
    if (fonts.open(QIODevice::WriteOnly)) {
        fonts.write("<?xml version=\"1.0\"?><!DOCTYPE fontconfig SYSTEM \"fonts.dtd\"><fontconfig>"
                    "<dir>/usr/share/fonts/truetype/noto</dir>"
                    "<dir>/usr/share/fonts/truetype/droid</dir><cachedir>"
                    + folder.toUtf8() + "/fonts</cachedir></fontconfig>");
        fonts.close();
        qputenv("FONTCONFIG_FILE", fonts.fileName().toUtf8());
    }
}

QSize sizeOf(const QString &text)
{
    const QStringList parts = text.split(u'x');
    return parts.size() == 2 ? QSize(parts[0].toInt(), parts[1].toInt()) : QSize();
}

void describe(QCommandLineParser &parser)
{
    parser.setApplicationDescription(u"Photographs every view of the studio in every state."_s);
    parser.addHelpOption();
    parser.addOptions(
        {{u"out"_s, u"Folder for the pictures; with --lint it may be left out."_s, u"DIR"_s},
         {u"view"_s, u"Only this view; several times."_s, u"VIEW"_s},
         {u"state"_s, u"Only this state; several times."_s, u"STATE"_s},
         {u"theme"_s,
          u"light, dark, hc-light or hc-dark; several times. Default: light and dark."_s,
          u"THEME"_s},
         {u"locale"_s,
          u"Language and direction; en_XA (long) and ar_XB (mirrored) for tests."_s,
          u"LOCALE"_s},
         {u"density"_s, u"compact, comfortable or spacious; several times."_s, u"DENSITY"_s},
         {u"scale"_s, u"Device pixel ratio."_s, u"FACTOR"_s},
         {u"zoom"_s,
          u"Size of text and controls in percent, 80 to 160; several times."_s,
          u"PERCENT"_s},
         {u"size"_s, u"Size of the window."_s, u"WxH"_s, u"1440x900"_s},
         {u"lint"_s, u"Also look for clipped words, overlaps, small targets, names, contrast."_s},
         {u"compare"_s,
          u"Compare with the pictures of an earlier run in this folder: 0.3 % of the pixels may "
          "differ after a blur of one pixel. Exits with 1 when more do. The earlier pictures are "
          "kept by whoever compares; they are too large for the repository."_s,
          u"DIR"_s},
         {u"goldens"_s,
          u"Only the states that are compared from run to run; with --locale ar_XB mirrored."_s},
         {u"list"_s, u"Print view/state per line and end."_s}});
}

/// One picture, its faults printed below its name.
class Walk
{
public:
    Walk(const QCommandLineParser &parser, QDir out)
        : m_themes(parser.values(u"theme"_s))
        , m_densities(parser.values(u"density"_s))
        , m_zooms(parser.values(u"zoom"_s))
        , m_locale(parser.value(u"locale"_s))
        , m_out(std::move(out))
        , m_goldens(QDir(parser.value(u"compare"_s)), m_out)
        , m_isCompared(parser.isSet(u"compare"_s))
        , m_isSaved(parser.isSet(u"out"_s))
        , m_isLinted(parser.isSet(u"lint"_s))
    {
        for (auto [list, fallback] : {std::pair{&m_densities, u"comfortable"_s},
                                      std::pair{&m_zooms, u"100"_s},
                                      std::pair{&m_themes, u"light"_s}}) {
            if (list->isEmpty()) {
                *list << fallback;
                if (list == &m_themes) {
                    *list << u"dark"_s;
                }
            }
        }
    }

    /// What a studio begins with.
    QJsonObject preferences() const
    {
        return {{u"appearance.density"_s, m_densities.constFirst()},
                {u"appearance.scale"_s, m_zooms.constFirst().toDouble() / 100}};
    }

    void shoot(const Shot &shot, MainWindow &window)
    {
        Workspace &workspace = window.connections().workspace();
        for (const QString &density : std::as_const(m_densities)) {
            for (const QString &zoom : std::as_const(m_zooms)) {
                workspace.setPreference(u"appearance.density"_s, density);
                workspace.setPreference(u"appearance.scale"_s, zoom.toDouble() / 100);
                QString suffix = m_locale.isEmpty() ? QString() : QString(u'-' + m_locale);
                if (m_densities.size() * m_zooms.size() > 1) {
                    suffix += u'-' + density + u'-' + zoom;
                }
                const QString &first = m_themes.constFirst();
                for (const QString &theme : std::as_const(m_themes)) {
                    workspace.setPreference(u"appearance.theme"_s, theme);
                    Pilot::rest(kPaintMs);
                    shootOnce(shot.view + u'-' + shot.state + u'-' + theme + suffix,
                              window,
                              theme == first);
                }
            }
        }
        if (m_isLinted) {
            // Last: it walks through the window, and popups and editors close behind the keyboard.
            tell(lintFocus(window));
        }
        const QJsonObject before = preferences();
        for (auto one = before.constBegin(); one != before.constEnd(); ++one) {
            workspace.setPreference(one.key(), one.value());
        }
    }

    const Goldens &goldens() const { return m_goldens; }

    QStringList problems;
    int faults = 0;

private:
    /// Geometry and names do not depend on the theme: `isFirst` looks at them once.
    void shootOnce(const QString &name, MainWindow &window, bool isFirst)
    {
        const QPixmap picture = photograph(window);
        if (m_isSaved && !picture.save(m_out.filePath(name + u".png"_s))) {
            problems << u"%1.png could not be written"_s.arg(name);
        }
        std::printf("%s.png\n", qUtf8Printable(name));
        const QImage image = picture.toImage();
        if (const QString fault = pictureFault(image); !fault.isEmpty()) {
            problems << u"%1.png: %2"_s.arg(name, fault);
        }
        if (m_isCompared) {
            const PictureMark mark = m_goldens.judge(name + u".png"_s, image);
            if (!mark.words.isEmpty()) {
                std::printf("  compare: %s\n", qUtf8Printable(mark.words));
            }
        }
        if (m_isLinted) {
            QStringList found = lintContrast(window, image);
            if (isFirst) {
                found += lintLayout(window) + lintNames(window) + lintRoles(window);
            }
            tell(found);
        }
        std::fflush(stdout);
    }

    void tell(const QStringList &found)
    {
        for (const QString &fault : found) {
            std::printf("  lint: %s\n", qUtf8Printable(fault));
        }
        faults += static_cast<int>(found.size());
    }

    QStringList m_themes;
    QStringList m_densities;
    QStringList m_zooms;
    QString m_locale;
    QDir m_out;
    Goldens m_goldens;
    bool m_isCompared;
    bool m_isSaved;
    bool m_isLinted;
};

} // namespace

int main(int argc, char **argv)
{
    holdTheClock(argv);
    const QTemporaryDir folder;
    leaveTheMachine(folder.path());
    if (const QByteArray scale = earlyValue(argc, argv, "--scale"); !scale.isEmpty()) {
        qputenv("QT_SCALE_FACTOR", scale);
    }
    QDir().mkpath(folder.path() + u"/home/Socle"_s);
    Application application(argc, argv);

    QCommandLineParser parser;
    describe(parser);
    parser.process(application);

    std::vector<Shot> shots = allShots();
    std::erase_if(shots, [&](const Shot &shot) {
        return (parser.isSet(u"view"_s) && !parser.values(u"view"_s).contains(shot.view))
            || (parser.isSet(u"state"_s) && !parser.values(u"state"_s).contains(shot.state))
            || (parser.isSet(u"goldens"_s) && !isGolden(shot.view, shot.state));
    });
    if (parser.isSet(u"list"_s)) {
        for (const Shot &shot : shots) {
            std::printf("%s/%s\n", qUtf8Printable(shot.view), qUtf8Printable(shot.state));
        }
        return 0;
    }
    const QSize size = sizeOf(parser.value(u"size"_s));
    const bool lacksOut
        = !parser.isSet(u"out"_s) && (parser.isSet(u"compare"_s) || !parser.isSet(u"lint"_s));
    if (lacksOut || size.isEmpty() || shots.empty()) {
        std::fprintf(stderr,
                     "studio_shots: %s\n",
                     shots.empty() ? "no such view or state"
                                   : "--out DIR is needed, --size is WxH");
        return 2;
    }
    if (const auto program = findBackendProgram(); !program) {
        std::fprintf(stderr, "studio_shots: %s\n", program.error().message.c_str());
        return 1;
    }
    QDir out(parser.value(u"out"_s));
    out.mkpath(u"."_s);

    SocleStyle::install(application);
    setLanguage(parser.isSet(u"locale"_s) ? parser.value(u"locale"_s) : u"en"_s);
    QApplication::setCursorFlashTime(0);
    QApplication::setQuitOnLastWindowClosed(false);

    Walk walk(parser, out);
    {
        Stage stage(folder.path(), size, walk.preferences());
        for (const Shot &shot : shots) {
            walk.shoot(shot, static_cast<MainWindow &>(shot.arrange(stage).window()));
        }
        walk.problems += stage.problems();
    }
    if (parser.isSet(u"out"_s)) {
        writeContactSheet(out, walk.goldens().marks());
    }
    if (const int differing = walk.goldens().differing(); differing > 0) {
        walk.problems << u"%1 of %2 pictures differ from those in %3"_s.arg(differing)
                             .arg(walk.goldens().marks().size())
                             .arg(parser.value(u"compare"_s));
    }
    for (const QString &problem : std::as_const(walk.problems)) {
        std::fprintf(stderr, "studio_shots: %s\n", qUtf8Printable(problem));
    }
    return walk.problems.isEmpty() && walk.faults == 0 ? 0 : 1;
}
