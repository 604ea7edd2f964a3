// The newcomer's path, driven as a person would: Home, a new project, a file of 5,127 rows into a
// new collection, an edit, the review, the commit; and the API has it.
//
// The real window and the real server; every step goes through the button or key a person would
// use, and what the eye looks for next must be there, focused, or primary.
#include "studio/app/shots/Door.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/SchemaStore.h"
#include "studio/domain/StagingEngine.h"
#include "studio/kit/Button.h"
#include "studio/kit/DataGrid.h"
#include "studio/shell/View.h"
#include "studio/shell/Workbench.h"
#include "tests/studio/app/Stepwise.h"
#include "tests/studio/app/Wire.h"

#include <QDropEvent>
#include <QElapsedTimer>
#include <QFile>
#include <QFileDialog>
#include <QJsonArray>
#include <QMimeData>

using namespace socle;
using namespace socle::studio;
using namespace Qt::StringLiterals;

namespace {

const QString kFile = u"/usr/share/iso-codes/json/iso_3166-2.json"_s;
constexpr qint64 kRows = 5127;
constexpr qint64 kImportMs = 25'000; // debug build on a busy machine; a second or two otherwise

} // namespace

class TestNewcomer : public Stepwise
{
    Q_OBJECT

    RunningStudio m_studio;

    Pilot &pilot() { return *m_studio.pilot; }

    ConnectionContext &context() { return m_studio.session()->context(); }

    Door door()
    {
        return Door(QUrl(m_studio.session()->profile().address), context().client().token());
    }

    QString focused() const
    {
        const QWidget *focus = m_studio.window->focusWidget();
        return focus == nullptr ? QString() : focus->objectName();
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

private slots:

    void initTestCase()
    {
        REQUIRE_SERVER();
        QVERIFY2(QFile::exists(kFile), "Install Debian's package iso-codes");
        QVERIFY(m_studio.start());
    }

    void homeOffersTheFirstStep()
    {
        QVERIFY(pilot().await(u"home.new"_s));
        QTRY_COMPARE(focused(), u"home.new"_s);
    }

    void aNameIsEnoughForAProject()
    {
        QElapsedTimer clock;
        clock.start();
        pilot().press(Qt::Key_Return); // on the focused card
        QVERIFY(pilot().await(u"home.newProject.name"_s));
        QTRY_COMPARE(focused(), u"home.newProject.name"_s);
        pilot().keys(u"Places"_s);
        pilot().press(Qt::Key_Return);
        QVERIFY(pilot().await(u"schema"_s));
        QVERIFY(m_studio.awaitReady());
        QVERIFY(pilot().await(u"schema.beginning"_s));
        qInfo("new project to the schema: %lld ms", static_cast<long long>(clock.elapsed()));
    }

    void theSchemaSaysWhatToDo()
    {
        auto *create = qobject_cast<Button *>(pilot().await(u"schema.beginning.new"_s));
        QVERIFY(create != nullptr);
        QCOMPARE(create->variant(), ButtonVariant::Primary);
        QVERIFY(pilot().click(u"schema.beginning.import"_s));
        QVERIFY(pilot().await(u"import"_s));
    }

    void aFileIsChosenAndRead()
    {
        QVERIFY(pilot().click(u"import.choose"_s));
        QFileDialog *dialog = nullptr;
        QTRY_VERIFY((dialog = m_studio.window->findChild<QFileDialog *>()) != nullptr);
        dialog->reject(); // the desktop's dialog is not ours to drive; the file is dropped instead
        QWidget *import = pilot().await(u"import"_s);
        QVERIFY(import != nullptr);
        QMimeData file;
        file.setUrls({QUrl::fromLocalFile(kFile)});
        QDragEnterEvent enter(
            import->rect().center(), Qt::CopyAction, &file, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(import, &enter); // Qt drops only where something was dragged to
        QDropEvent drop(QPointF(import->rect().center()),
                        Qt::CopyAction,
                        &file,
                        Qt::LeftButton,
                        Qt::NoModifier);
        QCoreApplication::sendEvent(import, &drop);
        QVERIFY(pilot().await(u"import.preview"_s));
        QVERIFY(pilot().click(u"import.start"_s)); // Next
        QVERIFY(pilot().await(u"import.columns"_s));
        auto *start = qobject_cast<Button *>(pilot().await(u"import.start"_s));
        QTRY_COMPARE(start->text(), u"Import 5,127 rows"_s);
        QVERIFY(start->isEnabled());
    }

    void theRowsArriveFast()
    {
        QElapsedTimer clock;
        clock.start();
        QVERIFY(pilot().click(u"import.start"_s));
        QVERIFY(pilot().until(
            u"the end of the import"_s,
            [&] { return pilot().isShown(u"import.run.1.open"_s); },
            120'000));
        const qint64 elapsed = clock.elapsed();
        qInfo("5,127 rows in %lld ms", static_cast<long long>(elapsed));
        QCOMPARE(door()
                     .get(u"/api/collections/iso_3166_2/records?perPage=1"_s)
                     .body[u"totalItems"_s]
                     .toInteger(),
                 kRows);
        if (context().capabilities().has(Capability::ImportStream)) {
            QVERIFY2(elapsed < kImportMs, qPrintable(QString::number(elapsed)));
        }
    }

    void theCollectionOpensWithItsRows()
    {
        QVERIFY(pilot().click(u"import.run.1.open"_s));
        QVERIFY(pilot().until(u"rows"_s, [&] {
            return grid() != nullptr && grid()->model()->rowCount() == static_cast<int>(kRows)
                && !grid()->model()->index(0, 0).data().toString().isEmpty();
        }));
    }

    void anEditIsReviewedAndCommitted()
    {
        const int name = columnOf(u"name"_s);
        QVERIFY(name >= 0);
        const QString id = grid()->model()->index(2, columnOf(u"id"_s)).data().toString();
        grid()->setFocus();
        QVERIFY(pilot().until(u"the editor"_s, [&] {
            if (!grid()->isEditing()) {
                grid()->setCurrentIndex(grid()->model()->index(2, name));
                pilot().press(Qt::Key_F2);
            }
            return grid()->isEditing();
        }));
        pilot().press(Qt::Key_A, Qt::ControlModifier);
        pilot().keys(u"Elsewhere"_s);
        pilot().press(Qt::Key_Return);
        QTRY_COMPARE(context().staging().totalCounts().total(), 1);
        auto *commit = qobject_cast<Button *>(pilot().await(u"data.staged.commit"_s));
        QVERIFY(commit != nullptr);
        QCOMPARE(commit->text(), u"Commit 1 change"_s);
        QVERIFY(pilot().click(u"data.staged.review"_s));
        QVERIFY(pilot().await(u"review"_s));
        QVERIFY(pilot().click(u"review.commit"_s));
        QVERIFY(pilot().until(u"the commit"_s,
                              [&] { return context().staging().totalCounts().total() == 0; }));
        const Door::Answer answer = door().get(
            u"/api/collections/iso_3166_2/records?perPage=5&filter=name%3D%22Elsewhere%22"_s);
        QCOMPARE(answer.body[u"totalItems"_s].toInt(), 1);
        QVERIFY(!id.isEmpty());
    }

    void theLogShowsWhatWasDone()
    {
        pilot().trigger(u"act.go.logs"_s);
        QVERIFY(pilot().await(u"logs.list"_s));
        QVERIFY(pilot().until(
            u"requests in the log"_s,
            [&] {
                const auto *list = qobject_cast<DataGrid *>(pilot().find(u"logs.list"_s));
                return list != nullptr && list->model()->rowCount() > 0;
            },
            20'000));
    }

    void closingLeavesNoProcess()
    {
        const qint64 server = m_studio.session()->backend()->ready().processId;
        m_studio.window->close();
        QVERIFY(pilot().until(u"the server to end"_s, [&] { return !isAlive(server); }));
    }
};

SOCLE_TEST_SUITE(TestNewcomer)
#include "TestNewcomer.moc"
