// The import, step by step: nothing chosen, a file, its columns, into a collection that is there,
// rules, the check with refused rows, the run, a file that cannot be read.
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

/// The readers on that step, counted from 1.
Pilot &atStep(Stage &stage, int step)
{
    Pilot &pilot = openImport(stage, {readers(stage)});
    pilot.await(u"import.preview"_s);
    pilot.click(u"import.step.%1"_s.arg(step));
    Pilot::rest(kReadMs);
    return pilot;
}

/// Books with authors by their names, into the books that are there.
Pilot &intoBooks(Stage &stage)
{
    QByteArray rows = "title,author,price,status,genres,isbn\n";
    for (int i = 0; i < kReaders; ++i) {
        rows += u"Book %1,%2,%3,%4,Fantasy,97800000%5\n"_s.arg(i)
                    .arg(i % 2 == 0 ? u"U. K. Le Guin"_s : u"N. Obody"_s)
                    .arg(i == 7 ? u"much"_s : QString::number(5 + i % 20))
                    .arg(i % 5 == 0 ? u"lost"_s : u"published"_s)
                    .arg(i, 5, 10, QLatin1Char('0'))
                    .toUtf8();
    }
    Pilot &pilot = openView(stage,
                            {u"import"_s,
                             u"books"_s,
                             {},
                             {{u"paths"_s, QJsonArray{written(stage, u"books.csv"_s, rows)}}}});
    pilot.await(u"import.preview"_s);
    pilot.click(u"import.step.2"_s);
    pilot.await(u"import.columns"_s);
    Pilot::rest(kReadMs);
    return pilot;
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
        {u"import"_s, u"existing"_s, [](Stage &stage) -> Pilot & { return intoBooks(stage); }},
        {u"import"_s,
         u"steps"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = atStep(stage, 2);
             pilot.click(u"import.map.1.steps"_s);
             pilot.await(u"import.steps"_s);
             pilot.click(u"import.steps.add"_s);
             pilot.click(u"import.steps.add"_s);
             return pilot;
         }},
        {u"import"_s, u"rules"_s, [](Stage &stage) -> Pilot & { return atStep(stage, 3); }},
        {u"import"_s,
         u"check"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = intoBooks(stage);
             pilot.click(u"import.step.4"_s);
             Pilot::rest(2 * kReadMs);
             return pilot;
         }},
        {u"import"_s,
         u"copy"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = openImport(stage, {});
             pilot.click(u"import.fromCollection"_s);
             pilot.await(u"import.copy"_s);
             return pilot;
         }},
        {u"import"_s,
         u"run"_s,
         [](Stage &stage) -> Pilot & {
             Pilot &pilot = atStep(stage, 4);
             pilot.click(u"import.start"_s);
             Pilot::rest(4 * kReadMs);
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
