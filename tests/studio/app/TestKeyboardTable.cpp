// The mouse stays unplugged: what is around the cells of the data browser. Conditions, columns, the
// header's menu, a paste of another shape, the review, discarding, a calendar, rows from the
// clipboard. What one does with a single record is in TestKeyboardRecord.cpp.
//
// After every flow the keyboard must be somewhere.
#include "tests/studio/app/DeskWalk.h"

#include <QClipboard>
#include <QHeaderView>
#include <QTreeWidget>

using namespace socle;
using namespace socle::studio;
using namespace Qt::StringLiterals;

class TestKeyboardTable : public DeskWalk
{
    Q_OBJECT

private slots:

    void conditionsAreMade()
    {
        QVERIFY(m_keys.palette(u">Add a filter condition"_s));
        QVERIFY(pilot().await(u"data.filter.builder"_s));
        QVERIFY(m_keys.tabTo(u"data.filter.builder.value"_s));
        pilot().keys(u"Task"_s);
        pilot().press(Qt::Key_Return);
        QTRY_COMPARE(m_desk.query(), u"title ~ \"Task\""_s);
        QTRY_VERIFY(m_keys.isSomewhere());
        QVERIFY(m_keys.palette(u">Add a filter condition"_s));
        QVERIFY(m_keys.choose(u"data.filter.builder.field"_s, u"price"_s));
        QVERIFY(m_keys.choose(u"data.filter.builder.operator"_s, u"is greater than"_s));
        QVERIFY(m_keys.tabTo(u"data.filter.builder.value"_s));
        pilot().keys(u"1"_s);
        pilot().press(Qt::Key_Return);
        QTRY_COMPARE(m_desk.query(), u"title ~ \"Task\" && price > 1"_s);
    }

    void aConditionIsNegated()
    {
        QVERIFY(m_keys.toRegion(u"data.toolbar"_s));
        QVERIFY(m_keys.tabTo(u"data.filter.chip.0"_s));
        pilot().press(Qt::Key_Return);
        QVERIFY(m_keys.choose(u"data.filter.builder.operator"_s, u"does not contain"_s));
        QVERIFY(m_keys.tabTo(u"data.filter.builder.apply"_s));
        pilot().press(Qt::Key_Space);
        QTRY_COMPARE(m_desk.query(), u"title !~ \"Task\" && price > 1"_s);
        QTRY_COMPARE(m_keys.focused(), u"data.filter.chip.0"_s); // where one was
    }

    void conditionsAreGrouped()
    {
        QVERIFY(m_keys.tabTo(u"data.filter.chip.1"_s));
        pilot().press(Qt::Key_Left, Qt::AltModifier | Qt::ShiftModifier);
        QTRY_COMPARE(m_keys.focused(), u"data.filter.chip.0.0"_s);
        QVERIFY(m_keys.tabTo(u"data.filter.join.0.1"_s));
        pilot().press(Qt::Key_Space); // any of them
        QTRY_VERIFY(m_desk.query().contains(u"||"_s));
        QTRY_COMPARE(m_keys.focused(), u"data.filter.join.0.1"_s);
        QVERIFY(m_keys.tabTo(u"data.filter.chip.0.1"_s));
        pilot().press(Qt::Key_Up, Qt::AltModifier | Qt::ShiftModifier); // apart again
        QTRY_VERIFY(pilot().isShown(u"data.filter.chip.1"_s));
    }

    void conditionsAreRemoved()
    {
        QVERIFY(m_keys.tabTo(u"data.filter.chip.1"_s));
        pilot().press(Qt::Key_Delete);
        QTRY_VERIFY(!pilot().isShown(u"data.filter.chip.1"_s));
        QTRY_COMPARE(m_keys.focused(), u"data.filter.chip.0"_s); // the one that is left
        pilot().press(Qt::Key_Delete);
        QTRY_COMPARE(m_desk.query(), QString());
        QTRY_COMPARE(m_keys.focused(), u"data.filter"_s);
        QTRY_COMPARE(m_desk.model()->total(), qint64(Desk::kRecords));
    }

    void columnsAreArranged()
    {
        QVERIFY(m_keys.toGrid());
        QVERIFY(m_keys.palette(u">Columns"_s));
        QVERIFY(pilot().await(u"data.columns.popover"_s));
        QVERIFY(m_keys.tabTo(u"data.columns.show.until"_s));
        pilot().press(Qt::Key_Space);
        QTRY_VERIFY(m_keys.grid()->isColumnHidden(m_desk.model()->columnOf(u"until"_s)));
        QVERIFY(m_keys.tabTo(u"data.columns.pin.title"_s, Qt::Key_Backtab));
        pilot().press(Qt::Key_Space);
        const auto isPinned = [&](const QString &field) {
            return m_keys.grid()->columns().at(m_desk.model()->columnOf(field)).isPinned;
        };
        QTRY_VERIFY(isPinned(u"title"_s));
        QTRY_COMPARE(m_keys.focused(), u"data.columns.pin.title"_s);
        QVERIFY(m_keys.tabTo(u"data.columns.show.status"_s));
        const auto placeOf = [&](const QString &field) {
            return m_keys.grid()->horizontalHeader()->visualIndex(m_desk.model()->columnOf(field));
        };
        const int before = placeOf(u"status"_s);
        pilot().press(Qt::Key_Up, Qt::AltModifier | Qt::ShiftModifier);
        QTRY_COMPARE(placeOf(u"status"_s), before - 1);
        QTRY_COMPARE(m_keys.focused(), u"data.columns.show.status"_s);
        pilot().press(Qt::Key_Escape);
        QTRY_VERIFY(!pilot().isShown(u"data.columns.popover"_s));
        QTRY_VERIFY(m_keys.hasFocus(u"data.grid"_s));
    }

    void theHeaderHasAMenu()
    {
        QVERIFY(m_keys.toGrid());
        QVERIFY(m_keys.goToCell(0, u"price"_s));
        pilot().press(Qt::Key_M, Qt::AltModifier);
        QVERIFY(m_keys.chooseInMenu({u"Sort descending"_s}));
        QTRY_COMPARE(m_desk.model()->query().sort.value(0), u"-price"_s);
        QTRY_VERIFY(m_keys.hasFocus(u"data.grid"_s));
        QTRY_VERIFY(m_desk.model()->isLoaded(0));
        QVERIFY(m_keys.goToCell(0, u"due"_s));
        pilot().press(Qt::Key_F10, Qt::ShiftModifier); // the cell's own menu
        QTRY_COMPARE(QApplication::activePopupWidget() == nullptr
                         ? QString()
                         : QApplication::activePopupWidget()->objectName(),
                     u"data.cell.menu"_s);
        pilot().press(Qt::Key_Escape);
        QTRY_VERIFY(m_keys.hasFocus(u"data.grid"_s));
    }

    void aPasteOfAnotherShapeIsShown()
    {
        QVERIFY(m_keys.goToCell(0, u"title"_s));
        QGuiApplication::clipboard()->setText(u"One\t1\nTwo"_s);
        pilot().press(Qt::Key_V, Qt::ControlModifier);
        QVERIFY(pilot().await(u"data.paste"_s));
        QTRY_VERIFY(m_keys.isSomewhere());
        QVERIFY(m_keys.tabTo(u"data.paste.accept"_s));
        pilot().press(Qt::Key_Space);
        QTRY_COMPARE(m_desk.staged(), 2);
        QTRY_VERIFY(m_keys.hasFocus(u"data.grid"_s));
    }

    void theReviewLeavesOneOut()
    {
        const QString first = m_desk.idAt(0);
        const QString second = m_desk.idAt(1);
        pilot().press(Qt::Key_S, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(pilot().await(u"review.tree"_s));
        QTRY_VERIFY(m_keys.hasFocus(u"review.tree"_s));
        const auto *tree = qobject_cast<QTreeWidget *>(pilot().find(u"review.tree"_s));
        const QString left = tree->currentItem()->data(0, Qt::UserRole).toString();
        pilot().press(Qt::Key_Space);
        QTRY_COMPARE(tree->currentItem()->checkState(0), Qt::Unchecked);
        QVERIFY(m_keys.tabTo(u"review.commit"_s));
        pilot().press(Qt::Key_Space);
        QTRY_COMPARE(m_desk.staged(), 1);
        QTRY_VERIFY(!pilot().isShown(u"review"_s));
        QVERIFY(!left.isEmpty());
        const QString sent
            = m_desk.context().staging().allRecords().front()->key.record == first ? second : first;
        QTRY_VERIFY(
            (QStringList{u"One"_s, u"Two"_s}).contains(m_desk.stored(sent, u"title"_s).toString()));
        QTRY_VERIFY(m_keys.hasFocus(u"data.grid"_s));
    }

    void whatIsStagedIsDiscarded()
    {
        QVERIFY(m_keys.toGrid());
        QVERIFY(m_desk.discardAll());
        QTRY_VERIFY(m_keys.hasFocus(u"data.grid"_s));
        pilot().press(Qt::Key_Z, Qt::ControlModifier); // which can be undone
        QTRY_COMPARE(m_desk.staged(), 1);
        QVERIFY(m_keys.toRegion(u"data.toolbar"_s));
        QVERIFY(m_keys.tabTo(u"data.staged.discard"_s, Qt::Key_Backtab)); // or by its bar
        pilot().press(Qt::Key_Space);
        QTRY_COMPARE(m_desk.staged(), 0);
        QTRY_VERIFY(!pilot().isShown(u"data.staged.bar"_s));
        QTRY_VERIFY(m_keys.hasFocus(u"data.grid"_s));
    }

    void anEventMovesAndStretches()
    {
        QVERIFY(m_keys.palette(u">Show as calendar"_s));
        QVERIFY(m_keys.choose(u"data.calendar.end"_s, u"until"_s));
        QVERIFY(m_keys.tabTo(u"data.calendar.grid"_s));
        const auto days = [&](const QString &field) -> qint64 {
            const auto records = m_desk.context().staging().allRecords();
            if (records.empty() || !records.front()->fields.contains(field)) {
                return 0;
            }
            const StagedField &staged = records.front()->fields[field];
            const QDateTime now = QDateTime::fromString(
                QString::fromStdString(std::string(staged.value.text())).replace(u' ', u'T'),
                Qt::ISODateWithMs);
            return QDateTime(QDate::currentDate(), QTime(12, 0)).daysTo(now.toLocalTime());
        };
        // The first event is today's, where the calendar begins.
        QVERIFY(pilot().until(u"the event to be chosen and moved"_s, [&] {
            pilot().press(Qt::Key_Space);
            pilot().press(Qt::Key_Right, Qt::AltModifier | Qt::ShiftModifier);
            return m_desk.staged() == 1;
        }));
        QCOMPARE(days(u"due"_s), 1);
        pilot().press(Qt::Key_Right, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_COMPARE(days(u"until"_s), 2);
        QVERIFY(m_keys.hasFocus(u"data.calendar.grid"_s));
        QVERIFY(m_desk.discardAll());
        QVERIFY(m_keys.palette(u">Show as table"_s));
    }

    void rowsAreImportedFromTheClipboard()
    {
        QGuiApplication::clipboard()->setText(u"title,price\nBy paste,3\nAnd another,4\n"_s);
        QVERIFY(m_keys.palette(u">Import records"_s));
        QVERIFY(pilot().await(u"import.paste"_s));
        QVERIFY(m_keys.tabTo(u"import.paste"_s));
        pilot().press(Qt::Key_Space);
        QVERIFY(pilot().await(u"import.preview"_s));
        QTRY_VERIFY(m_keys.isSomewhere());
        QVERIFY(m_keys.tabTo(u"import.start"_s)); // next
        pilot().press(Qt::Key_Space);
        QVERIFY(pilot().await(u"import.columns"_s));
        QTRY_VERIFY(m_keys.isSomewhere());
        QVERIFY(m_keys.tabTo(u"import.start"_s));
        pilot().press(Qt::Key_Space);
        QVERIFY(pilot().await(u"import.run.1.open"_s, 60'000));
        QVERIFY(m_keys.tabTo(u"import.run.1.open"_s));
        pilot().press(Qt::Key_Space);
        QTRY_VERIFY(m_desk.model() != nullptr
                    && m_desk.model()->total() == qint64(Desk::kRecords) + 2);
    }

    void closing()
    {
        bool hasEnded = false;
        m_desk.studio.window->connections().stopAll([&hasEnded] { hasEnded = true; });
        QVERIFY(pilot().until(u"the servers to end"_s, [&hasEnded] { return hasEnded; }));
    }
};

SOCLE_TEST_SUITE(TestKeyboardTable)
#include "TestKeyboardTable.moc"
