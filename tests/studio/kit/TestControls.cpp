// Keys, focus, mirroring and states of the controls.
#include "studio/kit/Button.h"
#include "studio/kit/Chip.h"
#include "studio/kit/FieldRow.h"
#include "studio/kit/Fields.h"
#include "studio/kit/IconButton.h"
#include "studio/kit/Popover.h"
#include "studio/kit/QrCode.h"
#include "studio/kit/ScaledSize.h"
#include "studio/kit/SearchField.h"
#include "studio/kit/Segmented.h"
#include "studio/kit/Select.h"
#include "studio/kit/Sheet.h"
#include "studio/kit/Switch.h"
#include "studio/kit/Tabs.h"
#include "studio/kit/Theme.h"
#include "tests/support/TestSuite.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QCheckBox>
#include <QFontInfo>
#include <QHeaderView>
#include <QPointer>
#include <QScrollBar>
#include <QSignalSpy>
#include <QSplitter>
#include <QStyle>
#include <QStyleOption>
#include <QTreeWidget>
#include <QVBoxLayout>

using namespace socle::studio;

namespace {

bool hasColour(const QImage &image, const QColor &colour)
{
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            if (image.pixelColor(x, y).rgb() == colour.rgb()) {
                return true;
            }
        }
    }
    return false;
}

} // namespace

class TestControls : public QObject
{
    Q_OBJECT
private slots:

    void buttonsShowFocusAndAnswerKeys()
    {
        QWidget window;
        auto *column = new QVBoxLayout(&window);
        auto *other = new Button(QStringLiteral("Other"));
        auto *button = new Button(QStringLiteral("Save"));
        column->addWidget(other);
        column->addWidget(button);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        window.activateWindow();
        other->setFocus(Qt::TabFocusReason);
        QVERIFY(!hasColour(button->grab().toImage(), colorOf(Color::Accent)));
        QTest::keyClick(other, Qt::Key_Tab);
        QTRY_VERIFY(button->hasFocus());
        QVERIFY2(hasColour(button->grab().toImage(), colorOf(Color::Accent)),
                 "the focus ring is missing");
        QSignalSpy clicked(button, &QPushButton::clicked);
        QTest::keyClick(button, Qt::Key_Space);
        QCOMPARE(clicked.count(), 1);
        button->setBusy(true);
        QTest::mouseClick(button, Qt::LeftButton);
        QCOMPARE(clicked.count(), 1);
        QVERIFY(button->height() >= 24);
    }

    void iconButtonsHaveNames()
    {
        IconButton button(QStringLiteral("trash"), QStringLiteral("Delete"));
        QCOMPARE(button.accessibleName(), QStringLiteral("Delete"));
        QCOMPARE(button.toolTip(), QStringLiteral("Delete"));
        QVERIFY(button.sizeHint().width() >= 24);
    }

    void segmentsFollowArrows_data()
    {
        QTest::addColumn<bool>("rightToLeft");
        QTest::addColumn<int>("key");
        QTest::newRow("right") << false << static_cast<int>(Qt::Key_Right);
        QTest::newRow("left, mirrored") << true << static_cast<int>(Qt::Key_Left);
    }

    void segmentsFollowArrows()
    {
        QFETCH(bool, rightToLeft);
        QFETCH(int, key);
        Segmented segmented;
        segmented.setLayoutDirection(rightToLeft ? Qt::RightToLeft : Qt::LeftToRight);
        for (const auto *name : {"a", "b", "c"}) {
            segmented.addSegment(QLatin1String(name), QLatin1String(name));
        }
        segmented.setSegmentEnabled(QStringLiteral("b"), false);
        QSignalSpy changed(&segmented, &Segmented::currentChanged);
        QTest::keyClick(&segmented, static_cast<Qt::Key>(key));
        QCOMPARE(segmented.currentKey(), QStringLiteral("c")); // the disabled one is stepped over
        QCOMPARE(changed.count(), 1);
    }

    void chipsAreRemovedByKey()
    {
        Chip chip({QStringLiteral("price"), QStringLiteral(">"), QStringLiteral("3")});
        QSignalSpy removed(&chip, &Chip::removeRequested);
        QTest::keyClick(&chip, Qt::Key_Delete);
        QCOMPARE(removed.count(), 1);
        QCOMPARE(chip.accessibleName(), QStringLiteral("price > 3"));
    }

    void switchesToggle()
    {
        Switch control(QStringLiteral("Live"));
        QTest::keyClick(&control, Qt::Key_Space);
        QVERIFY(control.isChecked());
        QCOMPARE(control.position(), 1.0);
    }

    void sheetsTrapFocusAndCloseWithEscape()
    {
        QWidget window;
        window.resize(800, 600);
        auto *outside = new TextField(&window);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        window.activateWindow();
        outside->setFocus();
        auto *sheet = new Sheet(&window, QStringLiteral("Delete 3 records"));
        auto *field = new TextField;
        sheet->body()->addWidget(field);
        sheet->addStandardButtons(QStringLiteral("Delete"), ButtonVariant::Danger);
        QSignalSpy accepted(sheet, &Sheet::accepted);
        QSignalSpy closed(sheet, &Sheet::closed);
        sheet->open();
        QTRY_VERIFY(field->hasFocus());
        for (int i = 0; i < 6; ++i) {
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
            QVERIFY(sheet->isAncestorOf(QApplication::focusWidget()));
        }
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
        QCOMPARE(closed.count(), 1);
        QCOMPARE(accepted.count(), 0);
        QTRY_VERIFY(outside->hasFocus());
    }

    void sheetsScrollWhatTheWindowCannotShow()
    {
        QWidget window;
        window.resize(800, 400);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        window.activateWindow();
        auto *sheet = new Sheet(&window, QStringLiteral("Many settings"));
        QVector<TextField *> fields;
        for (int i = 0; i < 12; ++i) {
            auto *row = new FieldRow(QString::number(i), new TextField);
            row->setHelp(QStringLiteral("What it is for, in a sentence that needs its own line"));
            fields.push_back(qobject_cast<TextField *>(row->editor()));
            sheet->body()->addWidget(row);
        }
        Button *save = sheet->addStandardButtons(QStringLiteral("Save"));
        sheet->open();
        const auto isSeen = [](const QWidget *widget) {
            return widget->visibleRegion().boundingRect() == widget->rect();
        };
        QTRY_VERIFY(isSeen(fields.first()));
        QVERIFY(isSeen(save)); // the verb never scrolls away
        QVERIFY(!isSeen(fields.last()));
        for (TextField *field : fields) {
            QVERIFY(field->height() >= field->sizeHint().height()); // nothing is squeezed
        }
        for (int i = 1; i < fields.size(); ++i) {
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
            QCOMPARE(QApplication::focusWidget(), fields[i]);
            QTRY_VERIFY(isSeen(fields[i]));
        }
        const int narrow = fields.first()->width();
        window.resize(800, 1200); // room for all: no bar, the same width
        QTRY_VERIFY(isSeen(fields.first()) && isSeen(fields.last()));
        QCOMPARE(fields.first()->width(), narrow);
    }

    void ringsOfBoxesHaveRoom()
    {
        for (const Qt::LayoutDirection direction : {Qt::LeftToRight, Qt::RightToLeft}) {
            QWidget window;
            window.setLayoutDirection(direction);
            auto *column = new QVBoxLayout(&window);
            auto *field = new TextField;
            auto *box = new QCheckBox(QStringLiteral("Back up first"));
            column->addWidget(field);
            column->addWidget(box);
            auto *inRow = new QCheckBox(QStringLiteral("Hidden"));
            column->addWidget(new FieldRow({}, inRow));
            window.resize(300, 160);
            window.show();
            QVERIFY(QTest::qWaitForWindowExposed(&window));
            QStyleOptionButton option;
            option.initFrom(box);
            const QRect mark
                = box->style()->subElementRect(QStyle::SE_CheckBoxIndicator, &option, box);
            const int ring = focusRing::kGap + focusRing::kWidth;
            QVERIFY(box->rect().contains(mark.adjusted(-ring, -ring, ring, ring)));
            // Alone, in a row of its own, beside a switch: they stand below one another.
            QCOMPARE(inRow->mapTo(&window, QPoint()).x(), box->x());
        }
    }

    void examplesStandWhereTextWould()
    {
        for (const Qt::LayoutDirection direction : {Qt::LeftToRight, Qt::RightToLeft}) {
            TextArea area;
            area.setLayoutDirection(direction);
            area.setPlaceholderText(QStringLiteral("words"));
            area.resize(300, 60);
            const auto inkAt = [&area](int from, int to) {
                const QImage picture = area.grab().toImage();
                const QRgb ground = picture.pixel(picture.width() / 2, picture.height() / 2);
                for (int x = from; x < to; ++x) {
                    for (int y = 8; y < picture.height() - 8; ++y) {
                        if (picture.pixel(x, y) != ground) {
                            return true;
                        }
                    }
                }
                return false;
            };
            const bool isLeft = direction == Qt::LeftToRight;
            QVERIFY(isLeft ? inkAt(8, 60) : inkAt(240, 292));
            QVERIFY(!(isLeft ? inkAt(240, 296) : inkAt(4, 60)));
            QVERIFY(!inkAt(isLeft ? 3 : 293, isLeft ? 7 : 297)); // clear of the border
            area.setPlainText(QStringLiteral(" "));
            QVERIFY(!inkAt(8, 292));
        }
    }

    void columnsOfTreesEndBesideTheirBar()
    {
        QWidget window;
        window.resize(900, 500);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        auto *sheet = new Sheet(&window, QStringLiteral("What would change"));
        auto *tree = new QTreeWidget;
        tree->setHeaderLabels({QStringLiteral("Before"), QStringLiteral("After")});
        tree->header()->setSectionResizeMode(QHeaderView::Stretch);
        tree->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        sheet->body()->addWidget(tree);
        const auto fill = [tree] {
            for (int i = 0; i < 40; ++i) {
                new QTreeWidgetItem(tree, {QString::number(i), QString::number(i * 2)});
            }
        };
        fill();
        sheet->open();
        QTRY_VERIFY(tree->verticalScrollBar()->isVisible());
        QTRY_COMPARE(tree->header()->length(), tree->viewport()->width());
        tree->clear();
        QTRY_VERIFY(!tree->verticalScrollBar()->isVisible());
        QTRY_COMPARE(tree->header()->length(), tree->viewport()->width());
        fill();
        QTRY_VERIFY(tree->verticalScrollBar()->isVisible());
        QTRY_COMPARE(tree->header()->length(), tree->viewport()->width());
        tree->clear();
        fill(); // within a turn
        QTest::qWait(50);
        QCOMPARE(tree->header()->length(), tree->viewport()->width());
    }

    void fontsFollowTheSizeOfText()
    {
        TextField key;
        key.setMono(true);
        TextArea code;
        code.setMono(TextRole::MonoSmall);
        const double before = QFontInfo(key.font()).pixelSize();
        Theme::current().setScale(1.6);
        QCOMPARE(key.font(), font(TextRole::Mono));
        QCOMPARE(code.font(), font(TextRole::MonoSmall));
        QVERIFY(QFontInfo(key.font()).pixelSize() > before * 1.4);
        Theme::current().setScale(1);
        QCOMPARE(key.font(), font(TextRole::Mono));
    }

    void splittersFillTheirRoom()
    {
        for (const Qt::LayoutDirection direction : {Qt::LeftToRight, Qt::RightToLeft}) {
            QSplitter splitter(Qt::Horizontal);
            auto *first = new QWidget;
            auto *second = new QWidget;
            splitter.addWidget(first);
            splitter.addWidget(second);
            splitter.setLayoutDirection(direction);
            splitter.resize(500, 100);
            splitter.show();
            QVERIFY(QTest::qWaitForWindowExposed(&splitter));
            const QWidget *left = direction == Qt::LeftToRight ? first : second;
            const QWidget *right = direction == Qt::LeftToRight ? second : first;
            QCOMPARE(left->x(), 0);
            QVERIFY(right->geometry().right() < splitter.width()); // nothing is cut
            QVERIFY(right->geometry().right() >= splitter.width() - 2);
            QCOMPARE(right->x(), left->width() + splitter.handleWidth());
            second->hide();
            QTRY_VERIFY(first->width() >= splitter.width() - 1);
            QCOMPARE(first->x(), 0);
            QVERIFY(splitter.rect().contains(first->geometry()));
        }
    }

    // One paint a switch, and nothing stays undrawn: neither what comes into the window meanwhile,
    // nor what changes its place in it.
    void aSwitchOfThemeDrawsOnce()
    {
        struct Paints : QObject
        {
            int count = 0;

            bool eventFilter(QObject *, QEvent *event) override
            {
                count += event->type() == QEvent::Paint ? 1 : 0;
                return false;
            }
        };

        QWidget window;
        auto *column = new QVBoxLayout(&window);
        auto *box = new QWidget;
        column->addWidget(box);
        auto *moved = new QWidget;
        auto *hidden = new Text(QStringLiteral("later"), TextRole::Base, Color::Text, moved);
        hidden->hide();
        column->addWidget(moved);
        auto *frozen = new QWidget;
        column->addWidget(frozen);
        frozen->setUpdatesEnabled(false); // somebody's own wish stays
        for (int i = 0; i < 20; ++i) {
            column->addWidget(new Button(QString::number(i)));
        }
        window.resize(300, 800);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        QPointer<QWidget> made;
        const auto connection = connect(&Theme::current(), &Theme::changed, box, [&] {
            made = new Text(QStringLiteral("new"), TextRole::Base, Color::Text, box);
            moved->setParent(box);
            moved->show();
        });
        QCoreApplication::processEvents();
        Paints paints;
        window.installEventFilter(&paints);
        Theme::current().setKind(ThemeKind::Dark);
        disconnect(connection);
        for (const QWidget *widget : {static_cast<QWidget *>(&window),
                                      box,
                                      moved,
                                      static_cast<QWidget *>(hidden),
                                      made.data()}) {
            QVERIFY(widget->updatesEnabled());
        }
        QVERIFY(!frozen->updatesEnabled());
        QTRY_VERIFY(paints.count > 0);
        QTest::qWait(20);
        QCOMPARE(paints.count, 1);
        Theme::current().setKind(ThemeKind::Light);
    }

    void popoversGrowWithWhatArrives()
    {
        QWidget window;
        window.resize(800, 600);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        Popover popover(&window);
        keepScaled(&popover, Extent::LeastWidth, 120);
        popover.body()->addWidget(new Text(QStringLiteral("Counting…")));
        popover.showFor(&window);
        auto *late = new Text(QStringLiteral("Something much longer that the server said later"));
        popover.body()->addWidget(late);
        QTRY_VERIFY(late->width() >= late->sizeHint().width());
    }

    void sheetsAskTheirGuard()
    {
        QWidget window;
        auto *sheet = new Sheet(&window);
        QSignalSpy closed(sheet, &Sheet::closed);
        sheet->setCloseGuard([] { return false; });
        sheet->open();
        sheet->reject();
        QCOMPARE(closed.count(), 0);
        sheet->accept();
        QCOMPARE(closed.count(), 1);
    }

    void searchClearsBeforeItLetsEscapeThrough()
    {
        SearchField search(QStringLiteral("Filter"));
        search.setDelay(0);
        QSignalSpy changed(&search, &SearchField::searchChanged);
        QTest::keyClicks(&search, QStringLiteral("ab"));
        QCOMPARE(changed.count(), 2);
        QTest::keyClick(&search, Qt::Key_Escape);
        QVERIFY(search.text().isEmpty());
    }

    void fieldRowsCarryErrorAndEdit()
    {
        auto *field = new TextField;
        FieldRow row(QStringLiteral("price"), field);
        QCOMPARE(field->accessibleName(), QStringLiteral("price"));
        row.setEdited(true, QStringLiteral("13.25"));
        QCOMPARE(field->inputState(), InputState::Edited);
        row.setError(QStringLiteral("Must be positive"));
        QCOMPARE(field->inputState(), InputState::Error);
        QCOMPARE(field->accessibleDescription(), QStringLiteral("Must be positive"));
        row.setError({});
        row.setEdited(false);
        QCOMPARE(field->inputState(), InputState::Normal);
    }

    void numbersCalculate_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<double>("base");
        QTest::addColumn<QString>("outcome");
        QTest::newRow("product") << QStringLiteral("12*1.5") << 0.0 << QStringLiteral("18");
        QTest::newRow("precedence") << QStringLiteral("2+3*4") << 0.0 << QStringLiteral("14");
        QTest::newRow("parentheses") << QStringLiteral("-(2+3)") << 0.0 << QStringLiteral("-5");
        QTest::newRow("percent up") << QStringLiteral("+5%") << 200.0 << QStringLiteral("210");
        QTest::newRow("percent down") << QStringLiteral("-10%") << 50.0 << QStringLiteral("45");
        QTest::newRow("words") << QStringLiteral("abc") << 0.0 << QString();
        QTest::newRow("division by zero") << QStringLiteral("1/0") << 0.0 << QString();
        QTest::newRow("half") << QStringLiteral("3+") << 0.0 << QString();
    }

    void numbersCalculate()
    {
        QFETCH(QString, text);
        QFETCH(double, base);
        QFETCH(QString, outcome);
        const auto value = NumberField::calculate(text, base);
        QCOMPARE(value ? QString::number(*value) : QString(), outcome);
    }

    void selectChoosesByKeyboard()
    {
        QWidget window;
        auto *select = new Select(&window);
        select->setOptions({{QStringLiteral("a"), QStringLiteral("Alpha")},
                            {QStringLiteral("b"), QStringLiteral("Beta")}});
        select->setCurrentKey(QStringLiteral("a"));
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        QSignalSpy changed(select, &Select::currentChanged);
        QTest::keyClick(select, Qt::Key_Down);
        auto *list = select->findChild<QAbstractItemView *>();
        QVERIFY(list != nullptr);
        QTest::keyClick(list, Qt::Key_Down);
        QTest::keyClick(list, Qt::Key_Return);
        QTRY_COMPARE(changed.count(), 1);
        QCOMPARE(select->currentKey(), QStringLiteral("b"));
    }

    void documentTabsCloseByKey()
    {
        Tabs tabs(Tabs::Look::Document);
        tabs.addTab(QStringLiteral("books"), QStringLiteral("books"), QStringLiteral("table"));
        tabs.addTab(QStringLiteral("orders"), QStringLiteral("orders"));
        tabs.setCurrentIndex(1);
        QSignalSpy closed(&tabs, &Tabs::closeRequested);
        QTest::keyClick(&tabs, Qt::Key_Delete);
        QCOMPARE(closed.count(), 1);
        QCOMPARE(closed.first().first().toInt(), 1);
        QCOMPARE(tabs.indexOfKey(QStringLiteral("orders")), 1);
    }

    /// Set once, a width would cut the words of a larger text.
    void sizesFollowTheScale()
    {
        QWidget fixed;
        QWidget ranged;
        keepScaled(&fixed, Extent::Width, 300);
        keepScaled(&fixed, Extent::Width, 100); // the later one holds
        keepScaled(&ranged, Extent::LeastWidth, 50);
        keepScaled(&ranged, Extent::MostHeight, 200);
        Theme::current().setScale(1.5);
        QCOMPARE(fixed.minimumWidth(), 150);
        QCOMPARE(fixed.maximumWidth(), 150);
        QCOMPARE(ranged.minimumWidth(), 75);
        QCOMPARE(ranged.maximumWidth(), QWIDGETSIZE_MAX);
        QCOMPARE(ranged.maximumHeight(), 300);
        Theme::current().setScale(1);
        QCOMPARE(fixed.maximumWidth(), 100);
        QCOMPARE(ranged.minimumWidth(), 50);
    }

    void codesArePaintedForScanners()
    {
        QrCode code;
        QVERIFY(!code.isValid());
        code.setText(QStringLiteral("otpauth://totp/Socle:mira@bookshop.example?secret=ABC"));
        QVERIFY(code.isValid());
        QCOMPARE(code.side() % 4, 1); // 17 + 4 for each version
        code.resize(code.sizeHint());
        const QImage image = code.grab().toImage();
        const double module = double(image.width()) / (code.side() + 8);
        const auto at = [&](int column, int row) {
            return image.pixelColor(int((column + 4.5) * module), int((row + 4.5) * module));
        };
        QCOMPARE(at(-2, -2), QColor(Qt::white)); // the quiet zone
        for (const QPoint corner :
             {QPoint(0, 0), QPoint(code.side() - 7, 0), QPoint(0, code.side() - 7)}) {
            QCOMPARE(at(corner.x(), corner.y()), QColor(Qt::black));
            QCOMPARE(at(corner.x() + 1, corner.y() + 1), QColor(Qt::white));
            QCOMPARE(at(corner.x() + 3, corner.y() + 3), QColor(Qt::black));
        }
        code.setText(QString(5000, u'x'));
        QVERIFY(!code.isValid());
    }
};

SOCLE_TEST_SUITE(TestControls)
#include "TestControls.moc"
