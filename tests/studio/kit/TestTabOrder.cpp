// Tab goes along what stands there, whatever the age of the widgets.
#include "studio/kit/TabOrder.h"
#include "tests/support/TestSuite.h"

#include <QApplication>
#include <QPushButton>
#include <QScrollArea>

using namespace socle;
using namespace socle::studio;
using namespace Qt::StringLiterals;

namespace {

class Window : public QWidget
{
protected:
    bool focusNextPrevChild(bool next) override { return goToTabStop(*this, next); }
};

/// Its own order: from the last to the first.
class Backwards : public QWidget, public OwnTabStops
{
public:
    QWidgetList tabStops() const override
    {
        QWidgetList stops;
        for (QWidget *each : findChildren<QWidget *>()) {
            if (isTabStop(*each)) {
                stops.prepend(each);
            }
        }
        return stops;
    }
};

QStringList namesOf(const QWidgetList &stops)
{
    QStringList names;
    for (const QWidget *each : stops) {
        names << each->objectName();
    }
    return names;
}

} // namespace

class TestTabOrder : public QObject
{
    Q_OBJECT

    static QWidget *stop(QWidget *parent, const QString &name, const QRect &at)
    {
        auto *made = new QPushButton(parent);
        made->setObjectName(name);
        made->setGeometry(at);
        return made;
    }

    static void showIt(QWidget &window)
    {
        window.resize(400, 300);
        window.show();
        window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window));
    }

private slots:

    void readsAsItStands_data()
    {
        QTest::addColumn<QList<QRect>>("places"); // of a, b, c, …, in the order they are made
        QTest::addColumn<bool>("isMirrored");
        QTest::addColumn<QString>("order");
        const QList<QRect> line{{200, 0, 50, 20}, {0, 0, 50, 20}, {100, 4, 50, 12}};
        QTest::newRow("a line") << line << false << u"b c a"_s;
        QTest::newRow("a line, mirrored") << line << true << u"a c b"_s;
        QTest::newRow("lines, and borders that lie on each other")
            << QList<QRect>{{0, 19, 50, 20}, {60, 19, 50, 20}, {60, 0, 50, 20}, {0, 0, 50, 20}}
            << false << u"d c a b"_s;
        QTest::newRow("columns beside each other")
            << QList<QRect>{{100, 30, 50, 20}, {0, 0, 50, 90}, {100, 0, 50, 20}} << false
            << u"b c a"_s;
        QTest::newRow("a panel over the content")
            << QList<QRect>{{300, 0, 100, 200}, {50, 0, 350, 200}, {0, 0, 50, 200}} << false
            << u"c b a"_s;
    }

    void readsAsItStands()
    {
        QFETCH(QList<QRect>, places);
        QFETCH(bool, isMirrored);
        QFETCH(QString, order);
        Window window;
        window.setLayoutDirection(isMirrored ? Qt::RightToLeft : Qt::LeftToRight);
        for (qsizetype i = 0; i < places.size(); ++i) {
            stop(&window, QString(QChar(u'a' + static_cast<char16_t>(i))), places[i]);
        }
        showIt(window);
        QCOMPARE(namesOf(tabStops(window)).join(u' '), order);
    }

    void whatTakesNoFocusIsPassedOver()
    {
        Window window;
        stop(&window, u"first"_s, {0, 0, 50, 20});
        stop(&window, u"disabled"_s, {0, 20, 50, 20})->setEnabled(false);
        stop(&window, u"hidden"_s, {0, 40, 50, 20})->hide();
        stop(&window, u"clicked only"_s, {0, 60, 50, 20})->setFocusPolicy(Qt::ClickFocus);
        auto *outer = stop(&window, u"outer"_s, {0, 80, 200, 20});
        outer->setFocusProxy(stop(outer, u"inner"_s, {0, 0, 50, 20}));
        showIt(window);
        QCOMPARE(namesOf(tabStops(window)), (QStringList{u"first"_s, u"inner"_s}));
    }

    void aPartWithItsOwnOrderIsOneBlock()
    {
        Window window;
        stop(&window, u"after"_s, {0, 100, 50, 20});
        auto *part = new Backwards;
        part->setParent(&window);
        part->setGeometry(0, 30, 200, 60);
        stop(part, u"top"_s, {0, 0, 50, 20});
        QWidget *inside = stop(part, u"bottom"_s, {0, 30, 50, 20});
        stop(&window, u"before"_s, {0, 0, 50, 20});
        showIt(window);
        const QStringList order{u"before"_s, u"bottom"_s, u"top"_s, u"after"_s};
        QCOMPARE(namesOf(tabStops(window)), order);
        inside->setFocus();
        QStringList way;
        for (int i = 0; i < 4; ++i) { // round at the end
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
            way << QApplication::focusWidget()->objectName();
        }
        QCOMPARE(way, (QStringList{u"top"_s, u"after"_s, u"before"_s, u"bottom"_s}));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Backtab, Qt::ShiftModifier);
        QCOMPARE(QApplication::focusWidget()->objectName(), u"before"_s);
    }

    void goesOnFromWhatIsNoStop()
    {
        Window window;
        stop(&window, u"first"_s, {0, 0, 50, 20});
        QWidget *clicked = stop(&window, u"clicked"_s, {0, 30, 50, 20});
        clicked->setFocusPolicy(Qt::ClickFocus);
        stop(&window, u"last"_s, {0, 60, 50, 20});
        showIt(window);
        clicked->setFocus();
        QTest::keyClick(clicked, Qt::Key_Tab);
        QCOMPARE(QApplication::focusWidget()->objectName(), u"last"_s);
    }

    void scrollsIntoView()
    {
        Window window;
        auto *area = new QScrollArea(&window);
        area->setFocusPolicy(Qt::NoFocus);
        area->setGeometry(0, 40, 200, 60);
        auto *content = new QWidget;
        content->resize(180, 500);
        stop(content, u"far"_s, {0, 460, 50, 20});
        area->setWidget(content);
        QWidget *first = stop(&window, u"first"_s, {0, 0, 50, 20});
        showIt(window);
        first->setFocus();
        QTest::keyClick(first, Qt::Key_Tab);
        const QWidget *far = QApplication::focusWidget();
        QCOMPARE(far->objectName(), u"far"_s);
        QVERIFY(!far->visibleRegion().isEmpty());
    }
};

SOCLE_TEST_SUITE(TestTabOrder)
#include "TestTabOrder.moc"
