// The import, step by step: nothing chosen, a file, its columns, a run with refused rows, a file
// that cannot be read.
#include "studio/app/shots/Flows.h"

#include <QFile>
#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr int kReadMs = 900;
constexpr int kReaders = 60;

Pilot &openImport(Stage &stage, const QStringList &paths)
{
    QJsonObject arguments;
    if (!paths.isEmpty()) {
        arguments[u"paths"_s] = QJsonArray::fromStringList(paths);
    }
    return openView(stage, {u"import"_s, {}, {}, arguments});
}

QString written(Stage &stage, const QString &name, const QByteArray &content)
{
    const QString path = stage.folder() + u'/' + name;
    QFile file(path);
    if (file.open(QIODevice::WriteOnly)) {
        file.write(content);
    }
    return path;
}

/// With one row that a number field refuses.
QString readers(Stage &stage)
{
    QByteArray rows = "name,email,joined,age,subscribed\n";
    for (int i = 0; i < kReaders; ++i) {
        rows += u"Reader %1,reader%1@example.com,2026-01-%2,%3,%4\n"_s.arg(i)
                    .arg(1 + i % 28, 2, 10, QLatin1Char('0'))
                    .arg(i == 40 ? u"unknown"_s : QString::number(20 + i % 50))
                    .arg(i % 3 == 0 ? u"true"_s : u"false"_s)
                    .toUtf8();
    }
    return written(stage, u"readers.csv"_s, rows);
}

} // namespace

std::vector<Shot> importShots()
{
    return {
        {u"import"_s,
         u"empty"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = openImport(stage, {});
             pilot.await(u"import.choose"_s);
             return pilot;
         }},
        {u"import"_s,
         u"source"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = openImport(stage, {readers(stage)});
             pilot.await(u"import.preview"_s);
             pilot.click(u"import.step.1"_s);
             Pilot::rest(kReadMs);
             return pilot;
         }},
        {u"import"_s,
         u"mapping"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = openImport(stage, {readers(stage)});
             pilot.await(u"import.preview"_s);
             pilot.click(u"import.step.2"_s);
             pilot.await(u"import.columns"_s);
             Pilot::rest(kReadMs);
             return pilot;
         }},
        {u"import"_s,
         u"error"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = openImport(
                 stage, {written(stage, u"broken.json"_s, "[{\"name\": \"A\"}, {\"name\": ")});
             Pilot::rest(2 * kReadMs);
             return pilot;
         }},
    };
}

} // namespace socle::studio
