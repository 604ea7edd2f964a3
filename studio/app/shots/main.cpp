// studio_shots --out DIR [--view V] [--state S] [--theme T] [--locale L] [--density D] [--scale S]
// [--zoom PERCENT] [--size WxH] [--lint] [--list]
//
// Photographs the real window in its declared states against a real server with the sample project,
// offscreen, and writes `view-state-theme[-locale].png` and an index.html. Exits with 1 when a
// state could not be reached.
#include "studio/app/Application.h"
#include "studio/app/shots/Lint.h"
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
#include <QTextStream>

#include <cstdio>

using namespace Qt::StringLiterals;
using namespace socle::studio;

namespace {

constexpr int kPaintMs = 80;

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

QSize sizeOf(const QString &text)
{
    const QStringList parts = text.split(u'x');
    return parts.size() == 2 ? QSize(parts[0].toInt(), parts[1].toInt()) : QSize();
}

bool writeIndex(const QDir &out)
{
    QFile file(out.filePath(u"index.html"_s));
    if (!file.open(QIODevice::WriteOnly)) {
        return false;
    }
    QTextStream page(&file);
    page << "<!doctype html><meta charset=utf-8><title>Socle Studio</title>\n"
            "<style>body{font:13px system-ui;background:#888;margin:16px;display:grid;gap:16px;"
            "grid-template-columns:repeat(auto-fill,minmax(560px,1fr))}figure{margin:0}img{width:"
            "100%}</style>\n";
    const QStringList pictures = out.entryList({u"*.png"_s}, QDir::Files, QDir::Name);
    for (const QString &picture : pictures) {
        page << "<figure><a href=\"" << picture << "\"><img loading=lazy src=\"" << picture
             << "\" alt=\"\"></a><figcaption>" << picture.chopped(4) << "</figcaption></figure>\n";
    }
    return true;
}

} // namespace

int main(int argc, char **argv)
{
    QTemporaryDir folder;
    qputenv("QT_QPA_PLATFORM", "offscreen");
    qputenv("HOME",
            (folder.path() + u"/home"_s).toUtf8()); // paths in the pictures: ~/Socle/bookshop
    qputenv("DBUS_SESSION_BUS_ADDRESS",
            "disabled:"); // no keychain and no colour scheme of this desktop
    if (const QByteArray scale = earlyValue(argc, argv, "--scale"); !scale.isEmpty()) {
        qputenv("QT_SCALE_FACTOR", scale);
    }
    QDir().mkpath(folder.path() + u"/home/Socle"_s);
    Application application(argc, argv);

    QCommandLineParser parser;
    parser.setApplicationDescription(u"Photographs every view of the studio in every state."_s);
    parser.addHelpOption();
    parser.addOptions(
        {{u"out"_s, u"Folder for the pictures."_s, u"DIR"_s},
         {u"view"_s, u"Only this view."_s, u"VIEW"_s},
         {u"state"_s, u"Only this state."_s, u"STATE"_s},
         {u"theme"_s,
          u"light, dark, hc-light or hc-dark; several times. Default: light and dark."_s,
          u"THEME"_s},
         {u"locale"_s,
          u"Language and direction; en_XA (long) and ar_XB (mirrored) for tests."_s,
          u"LOCALE"_s},
         {u"density"_s, u"compact, comfortable or spacious."_s, u"DENSITY"_s},
         {u"scale"_s, u"Device pixel ratio."_s, u"FACTOR"_s},
         {u"zoom"_s, u"Size of text and controls in percent, 80 to 160."_s, u"PERCENT"_s},
         {u"size"_s, u"Size of the window."_s, u"WxH"_s, u"1440x900"_s},
         {u"lint"_s, u"Also look for clipped words, overlaps and small targets."_s},
         {u"list"_s, u"Print view/state per line and end."_s}});
    parser.process(application);

    std::vector<Shot> shots = allShots();
    std::erase_if(shots, [&](const Shot &shot) {
        return (parser.isSet(u"view"_s) && shot.view != parser.value(u"view"_s))
            || (parser.isSet(u"state"_s) && shot.state != parser.value(u"state"_s));
    });
    if (parser.isSet(u"list"_s)) {
        for (const Shot &shot : shots) {
            std::printf("%s/%s\n", qUtf8Printable(shot.view), qUtf8Printable(shot.state));
        }
        return 0;
    }
    const QSize size = sizeOf(parser.value(u"size"_s));
    if (!parser.isSet(u"out"_s) || size.isEmpty() || shots.empty()) {
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
    QString suffix;
    if (const QString locale = parser.value(u"locale"_s); !locale.isEmpty()) {
        suffix = u'-' + locale;
        setLanguage(locale);
    }
    QApplication::setCursorFlashTime(0);
    QApplication::setQuitOnLastWindowClosed(false);

    QStringList themes = parser.values(u"theme"_s);
    if (themes.isEmpty()) {
        themes = {u"light"_s, u"dark"_s};
    }
    QStringList problems;
    {
        Stage stage(folder.path(), size);
        for (const Shot &shot : shots) {
            Pilot &pilot = shot.arrange(stage);
            auto &window = static_cast<MainWindow &>(pilot.window());
            Workspace &workspace = window.connections().workspace();
            if (parser.isSet(u"density"_s)) {
                workspace.setPreference(u"appearance.density"_s, parser.value(u"density"_s));
            }
            if (parser.isSet(u"zoom"_s)) {
                workspace.setPreference(u"appearance.scale"_s,
                                        parser.value(u"zoom"_s).toDouble() / 100);
            }
            for (const QString &theme : std::as_const(themes)) {
                workspace.setPreference(u"appearance.theme"_s, theme);
                Pilot::rest(kPaintMs);
                const QString name
                    = shot.view + u'-' + shot.state + u'-' + theme + suffix + u".png"_s;
                const QPixmap picture = photograph(window);
                if (!picture.save(out.filePath(name))) {
                    problems << u"%1 could not be written"_s.arg(name);
                }
                std::printf("%s\n", qUtf8Printable(name));
                if (parser.isSet(u"lint"_s)) {
                    for (const QString &fault : lintLayout(window) + lintNames(window)
                             + lintContrast(window, picture.toImage())) {
                        std::printf("  lint: %s\n", qUtf8Printable(fault));
                    }
                }
                std::fflush(stdout);
            }
        }
        problems += stage.problems();
    }
    writeIndex(out);
    for (const QString &problem : std::as_const(problems)) {
        std::fprintf(stderr, "studio_shots: %s\n", qUtf8Printable(problem));
    }
    return problems.isEmpty() ? 0 : 1;
}
