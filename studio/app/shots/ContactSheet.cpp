#include "studio/app/shots/ContactSheet.h"

#include <QDir>
#include <QFile>
#include <QMap>
#include <QTextStream>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

const QStringList kThemes{u"light"_s, u"dark"_s, u"hc-light"_s, u"hc-dark"_s};

/// "data-populated" of "data-populated-dark-ar_XB.png".
QString stateOf(const QString &file)
{
    qsizetype end = -1;
    for (const QString &theme : kThemes) {
        const qsizetype at = file.indexOf(u'-' + theme);
        if (at > 0 && (end < 0 || at < end)) {
            end = at;
        }
    }
    return end < 0 ? file.chopped(4) : file.left(end);
}

} // namespace

bool writeContactSheet(const QDir &folder)
{
    QFile file(folder.filePath(u"index.html"_s));
    if (!file.open(QIODevice::WriteOnly)) {
        return false;
    }
    QMap<QString, QMap<QString, QStringList>> views;
    const QStringList pictures = folder.entryList({u"*.png"_s}, QDir::Files, QDir::Name);
    for (const QString &picture : pictures) {
        const QString state = stateOf(picture);
        views[state.section(u'-', 0, 0)][state] << picture;
    }
    QTextStream page(&file);
    page << "<!doctype html><meta charset=utf-8><title>Socle Studio</title>\n<style>"
            "body{font:13px system-ui;background:#8a857b;margin:24px}"
            "h2{margin:32px 0 8px}section{display:flex;gap:16px;overflow-x:auto;padding:8px 0}"
            "figure{margin:0;flex:0 0 560px}img{width:100%}</style>\n<nav>";
    for (auto view = views.constBegin(); view != views.constEnd(); ++view) {
        page << "<a href=\"#" << view.key() << "\">" << view.key() << "</a> ";
    }
    page << "</nav>\n";
    for (auto view = views.constBegin(); view != views.constEnd(); ++view) {
        page << "<h2 id=\"" << view.key() << "\">" << view.key() << "</h2>\n";
        for (const QStringList &row : view.value()) {
            page << "<section>";
            for (const QString &picture : row) {
                page << "<figure><a href=\"" << picture << "\"><img loading=lazy src=\"" << picture
                     << "\" alt=\"\"></a><figcaption>" << picture.chopped(4)
                     << "</figcaption></figure>";
            }
            page << "</section>\n";
        }
    }
    return page.status() == QTextStream::Ok;
}

} // namespace socle::studio
