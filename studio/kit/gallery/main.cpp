// studio_gallery: shows the kit gallery, or renders every page in every theme and direction to PNG.
//
// studio_gallery [--out DIR] [--scale 1.5]   (with --out nothing is shown; use
// QT_QPA_PLATFORM=offscreen)
#include "studio/kit/KitGallery.h"
#include "studio/kit/SocleStyle.h"
#include "studio/kit/Theme.h"

#include <QApplication>
#include <QDir>
#include <QTimer>

#include <cstdio>

using namespace socle::studio;

namespace {

struct Shot
{
    KitGallery::Page page;
    const char *pageName;
    ThemeKind kind;
    const char *themeName;
    Qt::LayoutDirection direction;
};

QVector<Shot> allShots()
{
    QVector<Shot> shots;
    const std::pair<KitGallery::Page, const char *> pages[]
        = {{KitGallery::Page::Controls, "controls"},
           {KitGallery::Page::Choices, "choices"},
           {KitGallery::Page::Fields, "fields"},
           {KitGallery::Page::Feedback, "feedback"},
           {KitGallery::Page::Grid, "grid"},
           {KitGallery::Page::Code, "code"}};
    const std::pair<ThemeKind, const char *> themes[] = {{ThemeKind::Light, "light"},
                                                         {ThemeKind::Dark, "dark"},
                                                         {ThemeKind::HighContrastLight, "hc-light"},
                                                         {ThemeKind::HighContrastDark, "hc-dark"}};
    for (const auto &[kind, themeName] : themes) {
        for (const auto &[page, pageName] : pages) {
            shots.push_back({page, pageName, kind, themeName, Qt::LeftToRight});
            if (kind == ThemeKind::Light) {
                shots.push_back({page, pageName, kind, themeName, Qt::RightToLeft});
            }
        }
    }
    return shots;
}

void renderNext(const QString &folder, QVector<Shot> shots)
{
    if (shots.isEmpty()) {
        QCoreApplication::quit();
        return;
    }
    const Shot shot = shots.takeFirst();
    QGuiApplication::setLayoutDirection(shot.direction);
    Theme::current().setKind(shot.kind);
    auto *gallery = new KitGallery(shot.page);
    gallery->resize(1280, 860);
    gallery->show();
    QTimer::singleShot(200, gallery, [=] {
        const QString name
            = QStringLiteral("%1/%2-%3%4.png")
                  .arg(folder,
                       QLatin1String(shot.pageName),
                       QLatin1String(shot.themeName),
                       shot.direction == Qt::RightToLeft ? QStringLiteral("-rtl") : QString());
        if (!gallery->grab().save(name)) {
            std::fprintf(stderr, "could not write %s\n", qPrintable(name));
        }
        gallery->close();
        gallery->deleteLater();
        renderNext(folder, shots);
    });
}

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    const QStringList arguments = QApplication::arguments();
    SocleStyle::install(application);
    const auto out = arguments.indexOf(QStringLiteral("--out"));
    if (out > 0 && out + 1 < arguments.size()) {
        const QString folder = arguments.at(out + 1);
        QDir().mkpath(folder);
        Theme::current().setMotion(false);
        QApplication::setCursorFlashTime(0);
        QTimer::singleShot(0, &application, [folder] { renderNext(folder, allShots()); });
        return QApplication::exec();
    }
    KitGallery gallery;
    gallery.resize(1280, 860);
    gallery.show();
    return QApplication::exec();
}
