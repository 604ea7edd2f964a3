// The main job by hand: new project, first collection, first record, an edit, the log, a killed
// server, the end.
//
// The real window and the real server; the server's side is checked over plain HTTP.
#include "studio/app/shots/Door.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/SchemaStore.h"
#include "studio/domain/StagingEngine.h"
#include "studio/kit/DataGrid.h"
#include "studio/shell/View.h"
#include "studio/shell/Workbench.h"
#include "tests/studio/app/Stepwise.h"
#include "tests/studio/app/StudioApplication.h"
#include "tests/studio/app/Wire.h"

#include <QJsonArray>
#include <QLabel>

using namespace socle;
using namespace socle::studio;
using namespace Qt::StringLiterals;

class TestMainJob : public Stepwise
{
    Q_OBJECT

    RunningStudio m_studio;

    Pilot &pilot() { return *m_studio.pilot; }

    ConnectionContext &context() { return m_studio.session()->context(); }

    Door door()
    {
        return Door(QUrl(m_studio.session()->profile().address), context().client().token());
    }

    DataGrid *grid() { return qobject_cast<DataGrid *>(pilot().await(u"data.grid"_s)); }

    int columnOf(const QString &field)
    {
        for (int column = 0; column < grid()->columns().size(); ++column) {
            if (grid()->columns()[column].key == field) {
                return column;
            }
        }
        return -1;
    }

    /// Enter on the cell, the text, Enter.
    void edit(int row, const QString &field, const QString &text)
    {
        grid()->setFocus();
        QVERIFY2(pilot().until(u"the editor of "_s + field,
                               [&] {
                                   // after a commit the page is fetched again: a row that is
                                   // loading has no editor
                                   if (!grid()->isEditing()) {
                                       grid()->setCurrentIndex(
                                           grid()->model()->index(row, columnOf(field)));
                                       pilot().press(Qt::Key_F2);
                                   }
                                   return grid()->isEditing();
                               }),
                 qPrintable(field));
        pilot().press(Qt::Key_A, Qt::ControlModifier);
        pilot().keys(text);
        pilot().press(Qt::Key_Return);
        QVERIFY(pilot().until(u"the editor to close"_s, [&] { return !grid()->isEditing(); }));
    }

    int staged() { return context().staging().totalCounts().total(); }

    /// What keeps staged records from being written, for the message of a failure.
    QByteArray refusals()
    {
        QString text;
        for (const StagedRecord *record : context().staging().allRecords()) {
            text += record->error;
            for (auto field = record->fields.begin(); field != record->fields.end(); ++field) {
                text += u" %1: %2%3"_s.arg(
                    field.key(), field->error, field->hasConflict ? u" (conflict)"_s : QString());
            }
        }
        return text.toUtf8();
    }

    /// Ctrl+S's action, then nothing is staged any more.
    bool commits()
    {
        return pilot().trigger(u"act.data.commit"_s)
            && pilot().until(u"the commit"_s, [&] { return staged() == 0; });
    }

    QJsonArray notes()
    {
        return door().get(u"/api/collections/notes/records"_s).body[u"items"_s].toArray();
    }

private slots:

    void initTestCase()
    {
        REQUIRE_SERVER();
        QVERIFY(m_studio.start());
    }

    void aNewProjectOpensItsSchema()
    {
        QVERIFY(pilot().click(u"home.new"_s));
        QVERIFY(pilot().await(u"home.newProject.name"_s));
        QTRY_VERIFY(pilot().window().focusWidget() != nullptr
                    && pilot().window().focusWidget()->objectName() == u"home.newProject.name"_s);
        pilot().keys(u"Notebook"_s);
        pilot().press(Qt::Key_Return);
        QVERIFY(pilot().await(u"schema"_s));
        QVERIFY(m_studio.awaitReady());
        QCOMPARE(m_studio.window->workbench()->currentView()->viewId(), u"schema"_s);
    }

    void aCollectionIsDrawnAndApplied()
    {
        QVERIFY(pilot().click(u"schema.beginning.new"_s));
        QVERIFY(pilot().await(u"schema.sheet"_s));
        QVERIFY(pilot().type(u"schema.name"_s, u"notes"_s));
        for (const QString &field : {u"title text required"_s, u"stars number"_s}) {
            QVERIFY(pilot().type(u"schema.field.add"_s, field));
            pilot().press(Qt::Key_Return);
        }
        QVERIFY(pilot().await(u"schema.card.title"_s));
        QVERIFY(pilot().await(u"schema.card.stars"_s));
        QVERIFY(pilot().click(u"schema.review"_s));
        QVERIFY(pilot().click(u"schema.apply"_s));
        QVERIFY(pilot().until(u"the collection"_s,
                              [&] { return context().schema().find(u"notes") != nullptr; }));
        QCOMPARE(door().get(u"/api/collections/notes"_s).status, 200);
    }

    void theNextStepIsOffered()
    {
        QVERIFY(pilot().await(u"shell.banner.created.more"_s));
        QVERIFY(pilot().click(u"shell.banner.created.action"_s));
        QVERIFY(pilot().await(u"data.grid"_s));
        QVERIFY(!pilot().isShown(u"shell.banner.created"_s));
        QTRY_COMPARE(staged(), 1);
        context().staging().discardAll();
        m_studio.window->workbench()->goToView(u"schema"_s);
    }

    void itIsInTheTreeAndOpens()
    {
        m_studio.window->workbench()->openCollection(u"users"_s, OpenMode::Lasting);
        QVERIFY(pilot().choose(u"shell.tree"_s, u"notes"_s, true));
        QVERIFY(pilot().until(u"the tab of notes"_s, [&] {
            const View *view = m_studio.window->workbench()->currentView();
            return view != nullptr && view->viewId() == u"data"_s && view->title() == u"notes"_s;
        }));
    }

    void aRecordIsTypedStagedAndCommitted()
    {
        QVERIFY(pilot().click(u"data.new"_s));
        QTRY_COMPARE(staged(), 1);
        edit(0, u"title"_s, u"First words"_s);
        edit(0, u"stars"_s, u"4"_s);
        QVERIFY(pilot().await(u"data.staged.bar"_s));
        QCOMPARE(notes().size(), 0); // nothing is sent before the commit
        QVERIFY2(commits(), refusals().constData());
        const QJsonArray all = notes();
        QCOMPARE(all.size(), 1);
        QCOMPARE(all[0].toObject()[u"title"_s].toString(), u"First words"_s);
        QCOMPARE(all[0].toObject()[u"stars"_s].toInt(), 4);
    }

    void anEditIsCommitted()
    {
        QTRY_VERIFY_WITH_TIMEOUT(grid()->model()->rowCount() == 1, 10'000);
        edit(0, u"title"_s, u"Second thoughts"_s);
        QTRY_COMPARE(staged(), 1);
        QVERIFY2(commits(), refusals().constData());
        QCOMPARE(notes()[0].toObject()[u"title"_s].toString(), u"Second thoughts"_s);
    }

    void theLogsShowTheRequests()
    {
        m_studio.window->workbench()->goToView(u"logs"_s);
        QVERIFY(pilot().await(u"logs.list"_s));
        QVERIFY(pilot().until(
            u"requests in the log"_s,
            [&] {
                const auto *list = qobject_cast<DataGrid *>(pilot().find(u"logs.list"_s));
                for (int row = 0; list != nullptr && row < list->model()->rowCount(); ++row) {
                    for (int column = 0; column < list->model()->columnCount(); ++column) {
                        if (list->model()
                                ->index(row, column)
                                .data()
                                .toString()
                                .contains(u"/api/collections/notes/records"_s)) {
                            return true;
                        }
                    }
                }
                return false;
            },
            20'000));
        m_studio.window->workbench()->openCollection(u"notes"_s, OpenMode::Lasting);
    }

    void aKilledServerComesBackAndNothingIsLost()
    {
        QTRY_VERIFY_WITH_TIMEOUT(grid() != nullptr && grid()->model()->rowCount() == 1, 10'000);
        edit(0, u"title"_s, u"Survives"_s);
        QTRY_COMPARE(staged(), 1);
        const qint64 before = m_studio.session()->backend()->ready().processId;
        QVERIFY(before > 0);
        ::kill(static_cast<pid_t>(before), SIGKILL);
        QWidget *banner = pilot().await(u"shell.banner.session"_s);
        QVERIFY(banner != nullptr);
        QString words;
        for (const QLabel *label : banner->findChildren<QLabel *>()) {
            words += label->text();
        }
        QVERIFY2(words.contains(u"started again"_s), qPrintable(words));
        QCOMPARE(staged(), 1);
        QVERIFY(m_studio.awaitReady());
        QVERIFY(m_studio.session()->backend()->ready().processId != before);
        QTRY_VERIFY(!pilot().isShown(u"shell.banner.session"_s));
        QCOMPARE(staged(), 1);
        QVERIFY2(commits(), refusals().constData());
        QCOMPARE(notes()[0].toObject()[u"title"_s].toString(), u"Survives"_s);
    }

    void closingLeavesNoProcess()
    {
        const qint64 server = m_studio.session()->backend()->ready().processId;
        QVERIFY(isAlive(server));
        m_studio.window->close();
        QVERIFY(pilot().until(u"the server to end"_s, [&] { return !isAlive(server); }));
        QVERIFY(!m_studio.window->isVisible());
    }
};

SOCLE_TEST_SUITE(TestMainJob)
#include "TestMainJob.moc"
