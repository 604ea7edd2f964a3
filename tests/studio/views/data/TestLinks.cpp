// Views as links, and live changes of a filtered grid.
#include "studio/domain/RecordQueryText.h"
#include "studio/domain/SavedViews.h"
#include "studio/platform/Workspace.h"
#include "studio/shell/ViewLink.h"
#include "studio/views/data/ColumnLayout.h"
#include "tests/studio/views/data/ShelfFixture.h"
#include "tests/support/TestSuite.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QJsonArray>
#include <QSignalSpy>

using namespace Qt::StringLiterals;

namespace socle::studio {

class TestLinks : public QObject
{
    Q_OBJECT

private slots:

    /// A link names the saved view; filter and sort go along for whoever has no such view.
    void linksToAView()
    {
        ShelfFixture f;
        f.open();
        QTRY_VERIFY(f.view->model()->rowCount() > 0);
        SavedViews views(f.shell.workspace(), f.shell.connectionId(), u"cbooks"_s);
        QJsonObject state{{u"filter"_s, u"status = 'draft'"_s},
                          {u"sort"_s, QJsonArray{u"-title"_s}},
                          {u"columns"_s, ColumnLayout().toJson()},
                          {u"layout"_s, u"table"_s}};
        const QString id = views.save({{}, u"Drafts & more"_s, state});
        state.insert(u"view"_s, id);
        f.view->restoreState(state);
        f.action(u"act.data.copyLink"_s)->trigger();
        const QString text = QGuiApplication::clipboard()->text();
        QVERIFY2(text.startsWith(u"socle-studio://view?"_s), qPrintable(text));
        const auto link = readViewLink(QUrl(text));
        QVERIFY(link.has_value());
        QCOMPARE(link->target.collection, u"books"_s);
        QCOMPARE(link->target.arguments[u"savedView"_s].toString(), id);
        QCOMPARE(link->target.arguments[u"filter"_s].toString(), u"status = 'draft'"_s);
        for (const bool isThere : {true, false}) {
            delete f.view;
            f.open(link->target);
            QTRY_COMPARE(f.view->model()->total(), qint64(kDrafts));
            QCOMPARE(f.view->model()->query().sort, QStringList{u"-title"_s});
            QCOMPARE(f.view->saveState()[u"view"_s].toString(), isThere ? id : QString());
            views.remove(id); // the next one is somebody else's studio
        }
    }

    void linksFindTheirConnection()
    {
        ConnectionProfile here;
        here.id = u"k1"_s;
        here.kind = ConnectionKind::Remote;
        here.address = u"https://api.example.com"_s;
        const QUrl url = viewLink(here, {u"data"_s, u"books"_s, {}, {}});
        const auto link = readViewLink(url);
        QVERIFY(link.has_value());
        ConnectionProfile other = here;
        other.id = u"k9"_s;
        QCOMPARE(linkedConnection(*link, {other, here}), u"k1"_s);
        QCOMPARE(linkedConnection(*link, {other}), u"k9"_s); // the same server elsewhere
        other.address = u"https://else.example.com"_s;
        QCOMPARE(linkedConnection(*link, {other}), QString());
        QVERIFY(!readViewLink(QUrl(u"socle-studio://connect?address=x"_s)).has_value());
    }

    /// What the studio can decide by itself is not asked of the server; what leaves the filter
    /// leaves the grid, and an edit of it stays on the stage as it is.
    void liveChangesAreMatchedHere()
    {
        ShelfFixture f;
        DataView &view = f.open(
            {u"data"_s, u"books"_s, {}, QJsonObject{{u"filter"_s, u"status = 'draft'"_s}}});
        view.activated();
        QTRY_COMPARE(view.model()->total(), qint64(kDrafts));
        QTRY_VERIFY(view.model()->isLoaded(0));
        const RecordKey key = view.model()->keyAt(0);
        f.context->staging().setValue(key, *view.model()->recordAt(0), u"title"_s, "Mine");
        RecordEvent event;
        event.topic = f.context->realtime().subscribe(
            u"books/*"_s,
            {{u"expand"_s, expandText(view.model()->query(), *view.model()->collection())}});
        event.action = RecordEvent::Action::Update;
        Record changed = *view.model()->recordAt(0);
        changed.values.set("status", "published");
        event.record = changed;
        f.stub->clearRequests();
        QSignalSpy left(view.model(), &PagedRecordModel::rowsRemoved);
        emit f.context->realtime().recordEvent(event);
        QTRY_COMPARE_WITH_TIMEOUT(left.count(), 1, 5000);
        for (const TransportRequest &request : f.stub->requests("GET", kBookRecords)) {
            QVERIFY(!StubTransport::query(request, u"filter"_s).contains(key.record));
        }
        const StagedRecord *staged = f.context->staging().find(key);
        QVERIFY(staged != nullptr && !staged->isMissing);
    }
};

SOCLE_TEST_SUITE(TestLinks)

} // namespace socle::studio

#include "TestLinks.moc"
