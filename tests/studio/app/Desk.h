// A desk for those who work by keys alone: the studio with a project, a real server behind it, and
// a collection "tasks" with five records in front.
#pragma once

#include "studio/app/shots/Door.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/PagedRecordModel.h"
#include "studio/domain/SchemaStore.h"
#include "studio/domain/StagingEngine.h"
#include "tests/studio/app/Keys.h"

#include <QJsonArray>
#include <QJsonObject>

namespace socle::studio {

class Desk
{
public:
    static constexpr int kRecords = 5;

    /// Project, collection and records are made past the studio; the keys begin at the tree.
    bool start()
    {
        using namespace Qt::StringLiterals;
        if (!studio.start()) {
            return false;
        }
        studio.window->activateWindow();
        if (!QTest::qWaitForWindowActive(studio.window)) {
            return false;
        }
        Connections &connections = studio.window->connections();
        const Result<QString> made
            = connections.createProject(studio.folder.path() + u"/desk"_s, u"Desk"_s);
        if (!made) {
            return false;
        }
        id = *made;
        connections.open(id);
        if (!studio.awaitReady() || !fill()) {
            return false;
        }
        pilot().press(Qt::Key_F5, Qt::ControlModifier | Qt::ShiftModifier);
        return pilot().until(u"the schema"_s,
                             [&] { return context().schema().find(u"tasks") != nullptr; })
            && keys.openFromTree(u"tasks"_s)
            && pilot().until(u"the rows"_s,
                             [&] {
                                 return keys.grid() != nullptr && model() != nullptr
                                     && model()->total() == kRecords;
                             })
            && keys.toGrid();
    }

    Pilot &pilot() const { return *studio.pilot; }

    ConnectionContext &context() const
    {
        return studio.window->connections().session(id)->context();
    }

    Door door() const
    {
        return Door(QUrl(context().profile().address), context().client().token());
    }

    /// Of the tab in front, also while it says that nothing matches; null where it has none.
    PagedRecordModel *model() const
    {
        const View *view = keys.bench()->currentView();
        const auto *grid
            = view == nullptr ? nullptr : view->findChild<DataGrid *>(QStringLiteral("data.grid"));
        return grid == nullptr ? nullptr : qobject_cast<PagedRecordModel *>(grid->model());
    }

    int staged() const { return context().staging().totalCounts().total(); }

    /// By the palette, as one would.
    bool discardAll() const
    {
        return (staged() == 0 || keys.palette(QStringLiteral(">Discard changes")))
            && pilot().until(QStringLiteral("nothing to be staged"),
                             [this] { return staged() == 0 && keys.isSomewhere(); });
    }

    QString query() const { return model()->query().filter; }

    /// The id of the record in a row of the grid.
    QString idAt(int row) const { return model()->keyAt(row).record; }

    /// What the server holds.
    QJsonValue stored(const QString &record, const QString &field) const
    {
        return door().get(QStringLiteral("/api/collections/tasks/records/") + record).body[field];
    }

    RunningStudio studio;
    Keys keys{studio};
    QString id;

private:
    bool fill() const
    {
        using namespace Qt::StringLiterals;
        Door out = door();
        const QJsonArray fields{
            QJsonObject{{u"name"_s, u"title"_s}, {u"type"_s, u"text"_s}, {u"presentable"_s, true}},
            QJsonObject{{u"name"_s, u"price"_s}, {u"type"_s, u"number"_s}},
            QJsonObject{{u"name"_s, u"status"_s},
                        {u"type"_s, u"select"_s},
                        {u"maxSelect"_s, 1},
                        {u"values"_s, QJsonArray{u"draft"_s, u"published"_s}}},
            QJsonObject{{u"name"_s, u"due"_s}, {u"type"_s, u"date"_s}},
            QJsonObject{{u"name"_s, u"until"_s}, {u"type"_s, u"date"_s}}};
        if (!out.send("POST",
                      u"/api/collections"_s,
                      {{u"name"_s, u"tasks"_s},
                       {u"type"_s, u"base"_s},
                       {u"history"_s, QJsonObject{{u"enabled"_s, true}}},
                       {u"fields"_s, fields}})
                 .isFine()) {
            return false;
        }
        // Noon of these days, wherever the clock is set: the calendar begins at today.
        const QDateTime noon(QDate::currentDate(), QTime(12, 0));
        for (int i = 0; i < kRecords; ++i) {
            if (!out.send("POST",
                          u"/api/collections/tasks/records"_s,
                          {{u"title"_s, u"Task %1"_s.arg(i)},
                           {u"price"_s, (i * 7) % 5},
                           {u"status"_s, i % 2 == 0 ? u"draft"_s : u"published"_s},
                           {u"due"_s,
                            noon.addDays(i).toUTC().toString(u"yyyy-MM-dd HH:mm:ss.zzz'Z'")}})
                     .isFine()) {
                return false;
            }
        }
        return true;
    }
};

} // namespace socle::studio
