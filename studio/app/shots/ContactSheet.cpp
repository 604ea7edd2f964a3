#include "studio/app/shots/ContactSheet.h"

#include <QDir>
#include <QFile>
#include <QMap>
#include <QTextStream>

#include <algorithm>

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

QString classOf(const PictureMark &mark)
{
    return mark.kind == PictureMark::Kind::Differs ? u" class=differs"_s
        : mark.kind == PictureMark::Kind::New      ? u" class=new"_s
                                                   : QString();
}

/// What to look at first: one line for each picture that is not what it was.
void writeMarked(QTextStream &page, const QMap<QString, PictureMark> &marks)
{
    const auto differing = std::count_if(marks.begin(), marks.end(), [](const PictureMark &mark) {
        return mark.kind == PictureMark::Kind::Differs;
    });
    if (differing == 0) {
        return;
    }
    page << "<h1>" << differing << " of " << marks.size() << " pictures differ</h1>\n<ul>";
    for (auto mark = marks.constBegin(); mark != marks.constEnd(); ++mark) {
        if (mark->kind == PictureMark::Kind::Differs) {
            page << "<li><a href=\"#" << mark.key() << "\">" << mark.key().chopped(4)
                 << "</a>: " << mark->words.toHtmlEscaped() << "</li>";
        }
    }
    page << "</ul>\n";
}

} // namespace

bool writeContactSheet(const QDir &folder, const QMap<QString, PictureMark> &marks)
{
    QFile file(folder.filePath(u"index.html"_s));
    if (!file.open(QIODevice::WriteOnly)) {
        return false;
    }
    QMap<QString, QMap<QString, QStringList>> views;
    const QStringList pictures = folder.entryList({u"*.png"_s}, QDir::Files, QDir::Name);
    for (const QString &picture : pictures) {
        if (picture.endsWith(kDifferenceEnd)) {
            continue; // beside the picture it is about
        }
        const QString state = stateOf(picture);
        views[state.section(u'-', 0, 0)][state] << picture;
    }
    QTextStream page(&file);
    page << "<!doctype html><meta charset=utf-8><title>Socle Studio</title>\n<style>"
            "body{font:13px system-ui;background:#8a857b;margin:24px}"
            "h2{margin:32px 0 8px}section{display:flex;gap:16px;overflow-x:auto;padding:8px 0}"
            "figure{margin:0;flex:0 0 560px}img{width:100%}"
            ".differs img,.differs figcaption{outline:3px solid #b3261e;background:#fbe7e5}"
            ".new figcaption{background:#e6e9fc}</style>\n";
    writeMarked(page, marks);
    page << "<nav>";
    for (auto view = views.constBegin(); view != views.constEnd(); ++view) {
        page << "<a href=\"#" << view.key() << "\">" << view.key() << "</a> ";
    }
    page << "</nav>\n";
    for (auto view = views.constBegin(); view != views.constEnd(); ++view) {
        page << "<h2 id=\"" << view.key() << "\">" << view.key() << "</h2>\n";
        for (const QStringList &row : view.value()) {
            page << "<section>";
            for (const QString &picture : row) {
                const PictureMark mark = marks.value(picture);
                page << "<figure id=\"" << picture << '"' << classOf(mark) << "><a href=\""
                     << picture << "\"><img loading=lazy src=\"" << picture
                     << "\" alt=\"\"></a><figcaption>" << picture.chopped(4)
                     << (mark.words.isEmpty() ? QString() : u": "_s + mark.words.toHtmlEscaped())
                     << "</figcaption></figure>";
                if (!mark.difference.isEmpty()) {
                    page << "<figure><a href=\"" << mark.difference << "\"><img loading=lazy src=\""
                         << mark.difference
                         << "\" alt=\"\"></a><figcaption>what differs</figcaption></figure>";
                }
            }
            page << "</section>\n";
        }
    }
    return page.status() == QTextStream::Ok;
}

} // namespace socle::studio
