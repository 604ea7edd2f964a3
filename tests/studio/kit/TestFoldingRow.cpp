// A toolbar that gives up words before it cuts them: in order, only as many as it must, and back
// again when there is room.
#include "studio/kit/FoldingRow.h"
#include "tests/support/TestSuite.h"

#include <QHBoxLayout>

using namespace Qt::StringLiterals;

namespace socle::studio {

class TestFoldingRow : public QObject
{
    Q_OBJECT

private slots:

    void folds_data()
    {
        QTest::addColumn<int>("missing"); // pixels of what both words need
        QTest::addColumn<bool>("first");
        QTest::addColumn<bool>("second");
        QTest::newRow("room for both") << 0 << false << false;
        QTest::newRow("one pixel short") << 1 << true << false;
        QTest::newRow("one word is not enough") << -1 << true << true;
    }

    void folds()
    {
        QFETCH(int, missing);
        QFETCH(bool, first);
        QFETCH(bool, second);
        QWidget row;
        auto *layout = new QHBoxLayout(&row);
        auto *filter = new FoldingButton(u"filter"_s, u"Filter the list"_s, ButtonVariant::Ghost);
        auto *make = new FoldingButton(u"plus"_s, u"New record"_s, ButtonVariant::Primary);
        layout->addWidget(filter);
        layout->addStretch();
        layout->addWidget(make);
        new FoldingRow(&row, {filter, make});
        const int both = layout->minimumSize().width();
        const int saved = filter->fullSize().width() - filter->foldedSize().width();
        QVERIFY(saved > 10);
        // Shown at once in its width, then resized to it: both ways end in the same.
        for (const int before : {both + 200, 20}) {
            row.setMinimumWidth(1); // narrower than the layout likes, as a pane in a splitter
            row.resize(before, 40);
            row.show();
            row.resize(missing < 0 ? both - saved - 1 : both - missing, 40);
            QTRY_COMPARE(filter->isFolded(), first);
            QTRY_COMPARE(make->isFolded(), second);
            for (const FoldingButton *button : {filter, make}) {
                QTRY_VERIFY(button->width() >= button->sizeHint().width());
                QVERIFY(!button->text().isEmpty()); // what a screen reader says
            }
        }
    }

    void keepsTheWordOfAButtonWithoutAnIcon()
    {
        FoldingButton button(u"Commit"_s);
        const QSize full = button.sizeHint();
        button.setFolded(true);
        QVERIFY(!button.isFolded());
        QCOMPARE(button.sizeHint(), full);
        QCOMPARE(button.foldedSize(), full);
    }
};

} // namespace socle::studio

using socle::studio::TestFoldingRow;
SOCLE_TEST_SUITE(TestFoldingRow)
#include "TestFoldingRow.moc"
