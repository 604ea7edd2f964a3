// Keys and menus of the grid: what they stage, as one undo step each.
#include "studio/kit/GridRoles.h"
#include "studio/views/data/GridCommands.h"
#include "tests/studio/views/data/DataFixture.h"
#include "tests/support/TestSuite.h"

#include <QUndoStack>

using namespace Qt::StringLiterals;

namespace socle::studio {

class TestGridCommands : public QObject
{
    Q_OBJECT

private slots:

    void pastesARange()
    {
        DataFixture f;
        f.open();
        QTRY_COMPARE(f.view->model()->rowCount(), 3);
        GridCommands commands(*f.grid, *f.view->model(), f.context->staging(), f.view);
        QStringList said;
        connect(&commands, &GridCommands::said, &commands, [&said](const QString &text) {
            said.append(text);
        });
        commands.paste(f.cell(0, u"title"_s), u"A\t10\nB\t20\n"_s);
        QCOMPARE(f.cell(0, u"title"_s).data().toString(), u"A"_s);
        QCOMPARE(f.cell(1, u"price"_s).data(RawValueRole).toDouble(), 20.0);
        QCOMPARE(said, QStringList{u"Pasted 4 cells"_s});
        f.context->staging().undoStack(u"cbooks"_s)->undo();
        QVERIFY(f.context->staging().isEmpty()); // one step
        commands.paste(f.cell(0, u"price"_s), u"many"_s);
        QVERIFY(f.context->staging().isEmpty());
        QVERIFY(said.last().contains(u"did not fit"_s));
    }

    void clearsAndFills()
    {
        DataFixture f;
        f.open();
        QTRY_COMPARE(f.view->model()->rowCount(), 3);
        GridCommands commands(*f.grid, *f.view->model(), f.context->staging(), f.view);
        const int title = f.view->model()->columnOf(u"title"_s);
        commands.fillDown(
            QItemSelection(f.view->model()->index(0, title), f.view->model()->index(2, title)));
        QCOMPARE(f.cell(2, u"title"_s).data().toString(), u"Title 0"_s);
        QCOMPARE(f.context->staging().counts(u"cbooks"_s).updates, 2);
        const int price = f.view->model()->columnOf(u"price"_s);
        commands.clearCells(
            QItemSelection(f.view->model()->index(1, price), f.view->model()->index(1, price)));
        QCOMPARE(f.cell(1, u"price"_s).data(RawValueRole).toDouble(), 0.0);
    }

    void deletesAndKeeps()
    {
        DataFixture f;
        f.open();
        QTRY_COMPARE(f.view->model()->rowCount(), 3);
        GridCommands commands(*f.grid, *f.view->model(), f.context->staging(), f.view);
        GridMarks marks;
        marks.keys = {u"book00000000000"_s, u"book00000000002"_s};
        f.grid->setMarks(marks);
        QCOMPARE(commands.targetRows(), (QList<int>{0, 2}));
        commands.deleteRows();
        QCOMPARE(f.context->staging().counts(u"cbooks"_s).deletes, 2);
        QCOMPARE(f.cell(0, u"title"_s).data(RowStateRole).toInt(), int(RowState::Deleted));
        commands.deleteRows();
        QVERIFY(f.context->staging().isEmpty());
    }

    void duplicatesWithoutIdentity()
    {
        DataFixture f;
        f.open();
        QTRY_COMPARE(f.view->model()->rowCount(), 3);
        GridCommands commands(*f.grid, *f.view->model(), f.context->staging(), f.view);
        f.grid->setCurrentIndex(f.cell(1, u"title"_s));
        const RecordKey key = commands.duplicateRows();
        QVERIFY(!key.isEmpty());
        const StagedRecord *copy = f.context->staging().find(key);
        QCOMPARE(copy->kind, ChangeKind::Insert);
        QCOMPARE(copy->effective(u"title"), Json("Title 1"));
        QVERIFY(copy->fields.find(u"updated"_s) == copy->fields.end());
    }

    void conditionsOfCells()
    {
        DataFixture f;
        f.open();
        QTRY_COMPARE(f.view->model()->rowCount(), 3);
        GridCommands commands(*f.grid, *f.view->model(), f.context->staging(), f.view);
        QCOMPARE(FilterChips::print(*commands.conditionOf(f.cell(1, u"price"_s), false)),
                 u"price = 2"_s);
        QCOMPARE(FilterChips::print(*commands.conditionOf(f.cell(1, u"title"_s), true)),
                 u"title != \"Title 1\""_s);
        QCOMPARE(commands.conditionOf(f.cell(1, u"author"_s), false)->op, ChipOperator::IsEmpty);
        QCOMPARE(commands.conditionOf(f.cell(1, u"tags"_s), false)->op, ChipOperator::Has);
    }
};
SOCLE_TEST_SUITE(TestGridCommands)

} // namespace socle::studio

#include "TestGridCommands.moc"
