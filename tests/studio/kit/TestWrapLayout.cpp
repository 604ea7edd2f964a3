// A line of controls that wraps: one line where there is room, more where there is none, mirrored,
// and colours of item rows that follow a theme switch.
#include "studio/kit/ItemInk.h"
#include "studio/kit/Theme.h"
#include "studio/kit/WrapLayout.h"
#include "tests/support/TestSuite.h"

#include <QTreeWidget>

namespace socle::studio {

class TestWrapLayout : public QObject
{
    Q_OBJECT

private:
    /// A field that grows from 60, two fixed ones of 100, the last at the trailing edge.
    struct Line
    {
        Line()
        {
            layout->setSpacing(10);
            field->setMinimumWidth(60);
            field->setFixedHeight(20);
            field->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
            field->setMaximumWidth(200);
            first->setFixedSize(100, 20);
            last->setFixedSize(100, 20);
            layout->addWidget(field);
            layout->addWidget(first);
            layout->addStretch();
            layout->addWidget(last);
        }

        void resize(int width)
        {
            place.resize(width, layout->heightForWidth(width));
            layout->setGeometry(place.rect());
        }

        QWidget place;
        WrapLayout *layout = new WrapLayout(&place);
        QWidget *field = new QWidget(&place);
        QWidget *first = new QWidget(&place);
        QWidget *last = new QWidget(&place);
    };

private slots:

    void wraps_data()
    {
        QTest::addColumn<int>("width");
        QTest::addColumn<int>("height");
        QTest::addColumn<QRect>("field");
        QTest::addColumn<QRect>("first");
        QTest::addColumn<QRect>("last");
        QTest::newRow("room for all") << 500 << 20 << QRect(0, 0, 200, 20) << QRect(210, 0, 100, 20)
                                      << QRect(400, 0, 100, 20);
        QTest::newRow("field gives way")
            << 300 << 20 << QRect(0, 0, 80, 20) << QRect(90, 0, 100, 20) << QRect(200, 0, 100, 20);
        QTest::newRow("two lines")
            << 200 << 50 << QRect(0, 0, 90, 20) << QRect(100, 0, 100, 20) << QRect(0, 30, 100, 20);
        QTest::newRow("three lines")
            << 110 << 80 << QRect(0, 0, 110, 20) << QRect(0, 30, 100, 20) << QRect(0, 60, 100, 20);
    }

    void wraps()
    {
        QFETCH(int, width);
        Line line;
        line.place.setLayoutDirection(Qt::LeftToRight);
        line.resize(width);
        QTEST(line.place.height(), "height");
        QTEST(line.field->geometry(), "field");
        QTEST(line.first->geometry(), "first");
        QTEST(line.last->geometry(), "last");
    }

    void mirrors()
    {
        Line line;
        line.place.setLayoutDirection(Qt::RightToLeft);
        line.resize(500);
        QCOMPARE(line.field->geometry(), QRect(300, 0, 200, 20));
        QCOMPARE(line.last->geometry(), QRect(0, 0, 100, 20));
    }

    void hiddenTakesNoRoom()
    {
        Line line;
        line.first->hide();
        line.resize(200);
        QCOMPARE(line.place.height(), 20);
    }

    void inkFollowsTheTheme()
    {
        class Looked : public InkDelegate
        {
        public:
            using InkDelegate::InkDelegate;

            QColor inkOf(const QModelIndex &index) const
            {
                QStyleOptionViewItem option;
                initStyleOption(&option, index);
                return option.palette.color(QPalette::Text);
            }
        };

        QTreeWidget tree;
        auto *item = new QTreeWidgetItem(&tree, {QStringLiteral("14.50")});
        setInk(item, 0, Color::Success);
        const Looked delegate(&tree);
        const ThemeKind before = Theme::current().kind();
        for (const ThemeKind kind : {ThemeKind::Dark, ThemeKind::Light}) {
            Theme::current().setKind(kind);
            QCOMPARE(delegate.inkOf(tree.model()->index(0, 0)), colorOf(Color::Success));
        }
        setInk(item, 0, Syntax::Number); // the last one counts
        QCOMPARE(delegate.inkOf(tree.model()->index(0, 0)), Theme::current().color(Syntax::Number));
        Theme::current().setKind(before);
    }
};

} // namespace socle::studio

using socle::studio::TestWrapLayout;
SOCLE_TEST_SUITE(TestWrapLayout)
#include "TestWrapLayout.moc"
