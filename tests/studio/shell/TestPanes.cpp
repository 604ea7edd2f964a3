// Panes without a server: splitting, moving tabs, what is stored and comes back, dropping.
#include "studio/shell/Actions.h"
#include "studio/shell/PaneArea.h"
#include "studio/shell/PaneWindow.h"
#include "studio/shell/TabArea.h"
#include "tests/support/TestSuite.h"

#include <QDropEvent>
#include <QMimeData>
#include <QSignalSpy>
#include <QSplitter>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

class PaneView : public View
{
public:
    explicit PaneView(const ViewTarget &target)
        : View(target.view)
    {
        setTitle(target.collection);
        auto *content = new QWidget;
        content->setFocusPolicy(Qt::StrongFocus);
        setContent(content);
        showContent();
    }

    QJsonObject saveState() const override { return {{u"filter"_s, filter}}; }

    void restoreState(const QJsonObject &state) override { filter = state[u"filter"_s].toString(); }

    QString filter;
};

ViewTarget of(const QString &collection) { return {u"data"_s, collection, {}, {}}; }

std::unique_ptr<PaneArea> makePanes()
{
    auto area = std::make_unique<PaneArea>([] {
        return new TabArea([](const ViewTarget &target) -> View * {
            return target.view == u"data"_s ? new PaneView(target) : nullptr;
        });
    });
    area->resize(900, 600);
    area->show();
    return area;
}

QStringList collections(const TabArea *pane)
{
    QStringList names;
    for (int i = 0; i < pane->count(); ++i) {
        names << pane->targetAt(i).collection;
    }
    return names;
}

} // namespace

class TestPanes : public QObject
{
    Q_OBJECT

private slots:

    void splitsUpToFour()
    {
        const auto area = makePanes();
        TabArea *first = area->current();
        TabArea *right = area->split(first, Qt::Horizontal);
        TabArea *below = area->split(first, Qt::Vertical);
        TabArea *left = area->split(first, Qt::Horizontal, true);
        QCOMPARE(area->panes(), (QList<TabArea *>{left, first, below, right}));
        QVERIFY(area->split(right, Qt::Vertical) == nullptr);
        QTest::qWait(1);
        QVERIFY(left->geometry().right() < first->geometry().left());
        QVERIFY(below->mapTo(area.get(), QPoint()).y() > first->mapTo(area.get(), QPoint()).y());
    }

    void anEmptiedPaneGoesAndItsSplitterToo()
    {
        const auto area = makePanes();
        TabArea *first = area->current();
        first->open(of(u"books"_s), OpenMode::Lasting);
        TabArea *right = area->split(first, Qt::Horizontal);
        right->open(of(u"authors"_s), OpenMode::Lasting);
        TabArea *below = area->split(right, Qt::Vertical);
        below->open(of(u"genres"_s), OpenMode::Lasting);
        area->setCurrent(below);
        below->closeCurrent();
        QCOMPARE(area->panes(), (QList<TabArea *>{first, right}));
        QCOMPARE(area->current(), right);
        QTest::qWait(1); // the inner splitter is deleted later
        QCOMPARE(area->findChildren<QSplitter *>().size(), 1);
        QSignalSpy emptied(area.get(), &PaneArea::emptied);
        right->closeCurrent();
        QCOMPARE(area->panes().size(), 1);
        QCOMPARE(emptied.count(), 0);
        first->closeCurrent();
        QCOMPARE(emptied.count(), 1);
        QCOMPARE(area->panes().size(), 1);
    }

    /// Each pane of three is taken away and put back: the picture is the same.
    void aPaneComesBackWhereItWas_data()
    {
        QTest::addColumn<int>("gone");
        QTest::newRow("the one beside the others") << 0;
        QTest::newRow("the upper one") << 1;
        QTest::newRow("the lower one") << 2;
    }

    void aPaneComesBackWhereItWas()
    {
        QFETCH(int, gone);
        const auto area = makePanes();
        TabArea *first = area->current();
        area->split(area->split(first, Qt::Horizontal), Qt::Vertical);
        const auto places = [&area] {
            QTest::qWait(1);
            QStringList all;
            for (const TabArea *pane : area->panes()) {
                const QRect at(pane->mapTo(area.get(), QPoint()), pane->size());
                // Thirds of the area: splitters round.
                all << u"%1: %2 %3 %4 %5"_s.arg(pane->number())
                           .arg(at.left() * 3 / area->width())
                           .arg(at.top() * 3 / area->height())
                           .arg((at.right() + 8) * 2 / area->width())
                           .arg((at.bottom() + 8) * 2 / area->height());
            }
            return all;
        };
        const QStringList before = places();
        TabArea *pane = area->panes()[gone];
        const PanePlace place = area->placeOf(pane);
        area->remove(pane);
        QCOMPARE(area->panes().size(), 2);
        QTest::qWait(1);
        QVERIFY(area->pane(place.pane) == nullptr);
        TabArea *back = area->putBack(place);
        QVERIFY(back != nullptr);
        QCOMPARE(area->pane(place.pane), back);
        QCOMPARE(places(), before);
    }

    void nothingIsPutBackBesideNothing()
    {
        const auto area = makePanes();
        TabArea *right = area->split(area->current(), Qt::Horizontal);
        PanePlace place = area->placeOf(right);
        place.beside = {-1};
        QVERIFY(area->putBack(place) == nullptr);
        QCOMPARE(area->panes().size(), 2);
    }

    void aTabMovesWithItsViewAsItIs()
    {
        const auto area = makePanes();
        TabArea *first = area->current();
        View *books = first->open(of(u"books"_s), OpenMode::Lasting);
        static_cast<PaneView *>(books)->filter = u"price > 3"_s;
        first->open(of(u"authors"_s), OpenMode::Lasting);
        TabArea *right = area->split(first, Qt::Horizontal);
        right->put(first->take(0));
        QCOMPARE(right->currentView(), books);
        QCOMPARE(static_cast<PaneView *>(books)->filter, u"price > 3"_s);
        QCOMPARE(collections(first), QStringList{u"authors"_s});
        QVERIFY(right->isAncestorOf(books));
    }

    void theFocusSaysWhichPaneIsCurrent()
    {
        const auto area = makePanes();
        area->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(area.get()));
        TabArea *first = area->current();
        View *books = first->open(of(u"books"_s), OpenMode::Lasting);
        TabArea *right = area->split(first, Qt::Horizontal);
        View *authors = right->open(of(u"authors"_s), OpenMode::Lasting);
        QSignalSpy changed(area.get(), &PaneArea::currentChanged);
        authors->focusContent();
        QCOMPARE(area->current(), right);
        QCOMPARE(changed.constLast().constFirst().value<View *>(), authors);
        books->focusContent();
        QCOMPARE(area->currentView(), books);
    }

    void splitsComeBack_data()
    {
        QTest::addColumn<bool>("nested");
        QTest::newRow("one pane") << false;
        QTest::newRow("nested panes") << true;
    }

    void splitsComeBack()
    {
        QFETCH(bool, nested);
        QJsonObject state;
        {
            const auto area = makePanes();
            TabArea *first = area->current();
            static_cast<PaneView *>(first->open(of(u"books"_s), OpenMode::Lasting))->filter
                = u"x"_s;
            if (nested) {
                TabArea *below = area->split(first, Qt::Vertical);
                below->open(of(u"authors"_s), OpenMode::Lasting);
                TabArea *left = area->split(first, Qt::Horizontal, true);
                left->open(of(u"genres"_s), OpenMode::Lasting);
                area->setCurrent(below);
            }
            state = area->saveState();
        }
        // Through text, as the workspace keeps it.
        state = QJsonDocument::fromJson(QJsonDocument(state).toJson()).object();
        const auto area = makePanes();
        area->restoreState(state);
        QStringList all;
        for (const TabArea *pane : area->panes()) {
            all << collections(pane);
        }
        QCOMPARE(all,
                 nested ? QStringList({u"genres"_s, u"books"_s, u"authors"_s})
                        : QStringList{u"books"_s});
        QCOMPARE(collections(area->current()).constFirst(), nested ? u"authors"_s : u"books"_s);
        QCOMPARE(static_cast<PaneView *>(area->views().at(nested ? 1 : 0))->filter, u"x"_s);
        QCOMPARE(area->saveState()[u"split"_s], state[u"split"_s]);
    }

    void aDamagedStateMakesNoFifthPane()
    {
        QJsonArray parts;
        for (int i = 0; i < 7; ++i) {
            parts.append(QJsonObject{
                {u"tabs"_s, QJsonArray{QJsonObject{{u"target"_s, toJson(of(u"c%1"_s.arg(i)))}}}}});
        }
        const auto area = makePanes();
        area->restoreState({{u"split"_s, u"down"_s},
                            {u"panes"_s, parts},
                            {u"currentPane"_s, 12},
                            {u"sizes"_s, QJsonArray{-4, u"x"_s}}});
        QCOMPARE(area->panes().size(), PaneArea::kMaxPanes);
        QCOMPARE(area->views().size(), 7); // no tab is lost
        area->restoreState({});
        QCOMPARE(area->views().size(), 7);
    }

    void dropsSayWhere_data()
    {
        QTest::addColumn<double>("x");
        QTest::addColumn<double>("y");
        QTest::addColumn<int>("side");
        QTest::newRow("middle") << 0.5 << 0.5 << int(DropPlace::Side::Into);
        QTest::newRow("strip") << 0.02 << 0.01 << int(DropPlace::Side::Into);
        QTest::newRow("left") << 0.05 << 0.5 << int(DropPlace::Side::Left);
        QTest::newRow("right") << 0.95 << 0.5 << int(DropPlace::Side::Right);
        QTest::newRow("top") << 0.5 << 0.15 << int(DropPlace::Side::Top);
        QTest::newRow("bottom") << 0.5 << 0.95 << int(DropPlace::Side::Bottom);
    }

    void dropsSayWhere()
    {
        QFETCH(double, x);
        QFETCH(double, y);
        const auto area = makePanes();
        QTest::qWait(1);
        area->showDrop(true);
        auto *sheet = area->findChild<PaneDrop *>();
        QVERIFY(sheet->isVisible());
        std::optional<DropPlace> found;
        connect(
            area.get(), &PaneArea::dropped, this, [&](const DropPlace &place) { found = place; });
        QMimeData data;
        data.setData(kCollectionMime, "books");
        const QPoint at(int(x * area->width()), int(y * area->height()));
        QDragEnterEvent enter(at, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(sheet, &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent drop(QPointF(at), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(sheet, &drop);
        QVERIFY(found.has_value());
        QTEST(int(found->side), "side");
        QCOMPARE(found->pane.data(), area->current());
    }

    void aTornOffWindowComesBack()
    {
        QWidget main;
        const Actions actions(&main);
        const auto make = [] {
            return new TabArea(
                [](const ViewTarget &target) -> View * { return new PaneView(target); });
        };
        QJsonObject state;
        {
            PaneWindow window(make, actions);
            ConnectionProfile profile;
            profile.name = u"Bookshop"_s;
            profile.environment = Environment::Production;
            window.setConnection(profile);
            window.panes().current()->open(of(u"books"_s), OpenMode::Lasting);
            QCOMPARE(window.windowTitle(), u"books – Bookshop"_s);
            state = window.saveState();
        }
        PaneWindow window(make, actions);
        window.restoreState(state);
        QCOMPARE(window.panes().views().size(), 1);
        QSignalSpy closing(&window, &PaneWindow::closing);
        window.show();
        window.close();
        QCOMPARE(closing.count(), 1);
    }
};

} // namespace socle::studio

using socle::studio::TestPanes;
SOCLE_TEST_SUITE(TestPanes)
#include "TestPanes.moc"
