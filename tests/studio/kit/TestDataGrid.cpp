// The grid's keys, states and clipboard over the gallery's model.
#include "studio/kit/DataGrid.h"
#include "studio/kit/Paint.h"
#include "studio/kit/Text.h"
#include "studio/kit/Theme.h"
#include "studio/kit/gallery/GalleryModel.h"
#include "tests/support/TestSuite.h"

#include <QAbstractItemModelTester>
#include <QHeaderView>
#include <QLineEdit>
#include <QPainter>
#include <QScrollBar>
#include <QSignalSpy>
#include <QVBoxLayout>

using namespace socle::studio;

class TestDataGrid : public QObject
{
    Q_OBJECT

    std::unique_ptr<DataGrid> m_grid;

    QModelIndex at(int row, int column) const { return m_grid->model()->index(row, column); }

    QColor pixel(int row, int column, const QPoint &offset) const
    {
        const QRect rect = m_grid->visualRect(at(row, column));
        return m_grid->viewport()->grab().toImage().pixelColor(rect.topLeft() + offset);
    }

private slots:

    void init()
    {
        m_grid = std::make_unique<DataGrid>();
        m_grid->setModel(new GalleryModel(m_grid.get()));
        m_grid->setColumns(GalleryModel::columns());
        m_grid->resize(1400, 800);
        m_grid->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_grid.get()));
        m_grid->activateWindow();
        m_grid->setFocus();
        m_grid->setCurrentIndex(at(0, 1));
    }

    void cleanup() { m_grid.reset(); }

    void paintsStagedRows()
    {
        const QPoint inside(3, 5);
        QCOMPARE(pixel(1, 1, inside).rgb(), colorOf(Color::InsRow).rgb());
        QCOMPARE(pixel(7, 1, inside).rgb(), colorOf(Color::DelRow).rgb());
        QCOMPARE(pixel(12, 1, inside).rgb(), colorOf(Color::ConRow).rgb());
        QCOMPARE(pixel(3, 3, inside).rgb(), colorOf(Color::ModCell).rgb());
        QCOMPARE(pixel(4, 1, inside).rgb(), colorOf(Color::Surface).rgb());
    }

    void movesByKeys_data()
    {
        QTest::addColumn<int>("key");
        QTest::addColumn<int>("modifiers");
        QTest::addColumn<int>("row");
        QTest::addColumn<int>("column");
        QTest::newRow("down") << static_cast<int>(Qt::Key_Down) << 0 << 6 << 1;
        QTest::newRow("tab") << static_cast<int>(Qt::Key_Tab) << 0 << 5 << 2;
        QTest::newRow("ctrl down")
            << static_cast<int>(Qt::Key_Down) << static_cast<int>(Qt::ControlModifier) << 77 << 1;
        QTest::newRow("ctrl up") << static_cast<int>(Qt::Key_Up)
                                 << static_cast<int>(Qt::ControlModifier) << 0 << 1;
        QTest::newRow("end") << static_cast<int>(Qt::Key_End) << 0 << 5 << 8;
        QTest::newRow("home") << static_cast<int>(Qt::Key_Home) << 0 << 5 << 0;
        QTest::newRow("ctrl home")
            << static_cast<int>(Qt::Key_Home) << static_cast<int>(Qt::ControlModifier) << 0 << 0;
    }

    void movesByKeys()
    {
        QFETCH(int, key);
        QFETCH(int, modifiers);
        m_grid->setCurrentIndex(at(5, 1));
        QTest::keyClick(m_grid.get(), static_cast<Qt::Key>(key), Qt::KeyboardModifiers(modifiers));
        QTEST(m_grid->currentIndex().row(), "row");
        QTEST(m_grid->currentIndex().column(), "column");
    }

    void tabLeavesBehindTheLastCell()
    {
        QWidget window;
        auto *column = new QVBoxLayout(&window);
        auto *grid = new DataGrid;
        auto *after = new QLineEdit;
        column->addWidget(grid);
        column->addWidget(after);
        grid->setModel(new GalleryModel(grid));
        grid->setColumns(GalleryModel::columns());
        window.show();
        window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        const int row = grid->model()->rowCount() - 1;
        grid->setFocus();
        grid->setCurrentIndex(grid->model()->index(row, 7));
        QTest::keyClick(grid, Qt::Key_Tab);
        QVERIFY(grid->hasFocus()); // to the last one
        QTest::keyClick(grid, Qt::Key_Tab);
        QVERIFY(after->hasFocus());
        grid->setMarkable(false); // one that is only looked through
        grid->setFocus();
        grid->setCurrentIndex(grid->model()->index(0, 1));
        QTest::keyClick(grid, Qt::Key_Tab);
        QVERIFY(after->hasFocus());
    }

    void typingReplacesAndReturnStages()
    {
        m_grid->setCurrentIndex(at(4, 1));
        QTest::keyClick(m_grid.get(), 'x');
        QVERIFY(m_grid->isEditing());
        auto *editor = m_grid->findChild<QLineEdit *>(QStringLiteral("data.grid.editor"));
        QVERIFY(editor != nullptr);
        QCOMPARE(editor->text(), QStringLiteral("x"));
        QTest::keyClicks(editor, QStringLiteral("yz"));
        QTest::keyClick(editor, Qt::Key_Return);
        QVERIFY(!m_grid->isEditing());
        QCOMPARE(at(4, 1).data().toString(), QStringLiteral("xyz"));
        QCOMPARE(m_grid->currentIndex().row(), 5);
    }

    void escapeRestores()
    {
        m_grid->setCurrentIndex(at(4, 1));
        const QString before = at(4, 1).data().toString();
        QTest::keyClick(m_grid.get(), Qt::Key_F2);
        auto *editor = m_grid->findChild<QLineEdit *>(QStringLiteral("data.grid.editor"));
        QVERIFY(editor != nullptr);
        QTest::keyClicks(editor, QStringLiteral("other"));
        QTest::keyClick(editor, Qt::Key_Escape);
        QVERIFY(!m_grid->isEditing());
        QCOMPARE(at(4, 1).data().toString(), before);
    }

    void refusesWhatCannotBeEdited()
    {
        QVERIFY(!m_grid->editCell(at(7, 1))); // staged for deletion
        QVERIFY(!m_grid->editCell(at(30, 1))); // not loaded
        m_grid->setReadOnly(true);
        QVERIFY(!m_grid->editCell(at(4, 1)));
    }

    void spaceTogglesABool()
    {
        m_grid->setCurrentIndex(at(0, 7));
        const QString before = at(0, 7).data().toString();
        QTest::keyClick(m_grid.get(), Qt::Key_Space);
        QVERIFY(at(0, 7).data().toString() != before);
    }

    void copiesRangesAsTsv()
    {
        m_grid->selectionModel()->select(QItemSelection(at(2, 1), at(3, 3)),
                                         QItemSelectionModel::ClearAndSelect);
        QCOMPARE(m_grid->selectionAsTsv(),
                 QStringLiteral(
                     "A Wizard of Earthsea\tU. K. Le Guin\t17.49\nKindred\tO. E. Butler\t14.50"));
        const GridStatistics statistics = m_grid->selectionStatistics();
        QCOMPARE(statistics.cells, 6);
        QCOMPARE(statistics.numbers, 2);
        QVERIFY(std::abs(statistics.sum - 31.99) < 0.001);
    }

    void marksRowsOneByOneAndAll()
    {
        QSignalSpy changed(m_grid.get(), &DataGrid::marksChanged);
        GridMarks all;
        all.isInverted = true;
        all.keys = {QStringLiteral("new")};
        m_grid->setMarks(all);
        QCOMPARE(changed.count(), 1);
        QVERIFY(m_grid->marks().contains(QStringLiteral("anything")));
        QVERIFY(!m_grid->marks().contains(QStringLiteral("new")));
        m_grid->clearSelection();
        QTest::keyClick(m_grid.get(), Qt::Key_Escape);
        QVERIFY(m_grid->marks().isEmpty());
    }

    void pinnedColumnsStayWhenScrolled()
    {
        m_grid->resize(700, 400);
        QTableView *pinned = m_grid->pinnedView();
        QVERIFY(pinned != nullptr && pinned->isVisible());
        QVERIFY(!pinned->isColumnHidden(0));
        QVERIFY(pinned->isColumnHidden(1));
        const QRect before = pinned->geometry();
        m_grid->setCurrentIndex(at(60, 8));
        QCOMPARE(pinned->geometry(), before);
        QCOMPARE(pinned->rowAt(10), m_grid->rowAt(10));
        // A cell that is scrolled to is never under the overlay.
        m_grid->setCurrentIndex(at(60, 1));
        QVERIFY(m_grid->visualRect(at(60, 1)).left() >= pinned->width());
    }

    /// A pinned column beside a stretched last one: their widths settle.
    void pinnedBesideAStretchedSection()
    {
        m_grid->horizontalHeader()->setStretchLastSection(true);
        const auto last = int(m_grid->columns().size()) - 1;
        QVector<GridColumn> columns = m_grid->columns();
        for (GridColumn &column : columns) {
            column.isHidden = &column != &columns.first() && &column != &columns.last();
            column.isPinned = !column.isHidden;
        }
        m_grid->setColumns(columns);
        for (const int width : {900, 500, 1200, 640}) {
            m_grid->resize(width, 400);
            m_grid->setColumnWidth(0, width / 4);
            m_grid->pinnedView()->setColumnWidth(last, width / 3);
            QCOMPARE(m_grid->pinnedView()->columnWidth(last), m_grid->columnWidth(last));
            QCOMPARE(m_grid->pinnedView()->columnWidth(0), m_grid->columnWidth(0));
        }
        m_grid->horizontalHeader()->setStretchLastSection(false);
    }

    /// The quick ways of painting a cell leave the same pixels as Qt's own.
    void paintsAsQtDoes_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("alignment");
        QTest::addColumn<double>("width");
        for (const int alignment :
             {int(Qt::AlignLeft), int(Qt::AlignRight), int(Qt::AlignHCenter)}) {
            for (const char *text : {"Kindred",
                                     "The Left Hand of Darkness",
                                     "14.50",
                                     "-1 200.75",
                                     "1e+21",
                                     "Ärger über Öl",
                                     "שלום world",
                                     "日本語"}) {
                for (const double width : {300.0, 61.5}) {
                    QTest::addRow("%s %d %g", text, alignment, width)
                        << QString::fromUtf8(text) << alignment << width;
                }
            }
        }
    }

    void paintsAsQtDoes()
    {
        QFETCH(QString, text);
        QFETCH(int, alignment);
        QFETCH(double, width);
        const QFont font = socle::studio::font(TextRole::Base);
        const QRectF rect(7.25, 3, width, 27);
        const auto drawn = [&](auto draw) {
            QImage image(320, 40, QImage::Format_RGB32);
            image.fill(Qt::white);
            QPainter painter(&image);
            draw(&painter);
            return image;
        };
        const auto same = [](const QImage &a, const QImage &b) {
            for (int y = 0; y < a.height(); ++y) {
                for (int x = 0; x < a.width(); ++x) {
                    const QRgb p = a.pixel(x, y);
                    const QRgb q = b.pixel(x, y);
                    if (std::abs(qRed(p) - qRed(q)) > 3 || std::abs(qBlue(p) - qBlue(q)) > 3) {
                        return false;
                    }
                }
            }
            return true;
        };
        const Qt::Alignment align = Qt::Alignment(alignment) | Qt::AlignVCenter;
        const QImage ours = drawn([&](QPainter *painter) {
            drawLine(painter, rect, text, font, Qt::black, align | Qt::AlignAbsolute);
        });
        const QImage qts = drawn([&](QPainter *painter) {
            painter->setFont(font);
            painter->setPen(Qt::black);
            painter->setLayoutDirection(text.isRightToLeft() ? Qt::RightToLeft : Qt::LeftToRight);
            painter->drawText(rect,
                              int(align | Qt::AlignAbsolute) | Qt::TextSingleLine
                                  | Qt::TextDontClip,
                              QFontMetricsF(font).elidedText(text, Qt::ElideRight, width));
        });
        QVERIFY(same(ours, qts));
        const QColor fill(40, 80, 200, 200);
        QVERIFY(same(drawn([&](QPainter *painter) { drawRounded(painter, rect, 6, fill); }),
                     drawn([&](QPainter *painter) {
                         painter->setRenderHint(QPainter::Antialiasing);
                         painter->setPen(Qt::NoPen);
                         painter->setBrush(fill);
                         painter->drawRoundedRect(rect, 6, 6);
                     })));
    }

    void numbersStandBelowEachOther()
    {
        const QFont font = socle::studio::font(TextRole::Base);
        QCOMPARE(tabularWidth(QStringLiteral("1111"), font),
                 tabularWidth(QStringLiteral("8888"), font));
        QImage image(120, 30, QImage::Format_RGB32);
        image.fill(Qt::white);
        QPainter painter(&image);
        drawTabular(&painter,
                    QRectF(0, 0, 110, 30),
                    QStringLiteral("12.50"),
                    font,
                    Qt::black,
                    Qt::AlignRight | Qt::AlignVCenter);
        painter.end();
        int inked = 0;
        int last = 0;
        for (int x = 0; x < image.width(); ++x) {
            for (int y = 0; y < image.height(); ++y) {
                if (qRed(image.pixel(x, y)) < 128) {
                    ++inked;
                    last = x;
                }
            }
        }
        QVERIFY(inked > 40);
        QVERIFY(last > 100 && last <= 110);
    }

    void theShadowOfPinnedColumns()
    {
        m_grid->resize(700, 400);
        auto *shadow = m_grid->findChild<QWidget *>(QStringLiteral("data.grid.shadow"));
        QVERIFY(shadow != nullptr);
        QVERIFY(!shadow->isVisible()); // nothing lies below them yet
        m_grid->horizontalScrollBar()->setValue(120);
        QVERIFY(shadow->isVisible());
        QCOMPARE(shadow->geometry().left(), m_grid->pinnedView()->geometry().right() + 1);
        m_grid->horizontalScrollBar()->setValue(0);
        QVERIFY(!shadow->isVisible());
    }

    void keepsTheCurrentCellInSight()
    {
        const auto isSeen = [this](const QModelIndex &index) {
            return m_grid->viewport()->rect().contains(m_grid->visualRect(index).center());
        };
        const int last = m_grid->rowAt(m_grid->viewport()->height() - 1) - 1;
        m_grid->setCurrentIndex(at(last, 1));
        QVERIFY(isSeen(at(last, 1)));
        m_grid->resize(1400, 300); // something takes room from below
        QTRY_VERIFY(isSeen(at(last, 1)));
        m_grid->resize(1400, 800);
        QTRY_COMPARE(m_grid->height(), 800);
        m_grid->scrollTo(at(20, 1), QAbstractItemView::PositionAtTop);
        m_grid->setCurrentIndex(at(25, 1));
        const int top = m_grid->rowAt(0);
        QVERIFY(top > 0);
        Theme::current().setScale(1.6); // higher rows
        QTRY_COMPARE(m_grid->rowAt(0), top);
        QVERIFY(isSeen(at(25, 1)));
        Theme::current().setScale(1);
        QTRY_COMPARE(m_grid->rowAt(0), top);
    }

    void numbersStandRightInBothDirections()
    {
        int number = 0;
        while (number < m_grid->model()->columnCount()
               && !(m_grid->cellUi(number).alignment() & Qt::AlignAbsolute)) {
            ++number;
        }
        QVERIFY(number < m_grid->model()->columnCount());
        for (const Qt::LayoutDirection direction : {Qt::LeftToRight, Qt::RightToLeft}) {
            m_grid->setLayoutDirection(direction);
            m_grid->scrollTo(at(4, number));
            const QRect cell = m_grid->visualRect(at(4, number));
            const QImage picture = m_grid->viewport()->grab(cell.adjusted(2, 4, -2, -4)).toImage();
            const auto inkIn = [&picture](int from, int to) {
                const QRgb ground = picture.pixel(picture.width() / 2, 0);
                for (int x = from; x < to; ++x) {
                    for (int y = 0; y < picture.height(); ++y) {
                        if (picture.pixel(x, y) != ground) {
                            return true;
                        }
                    }
                }
                return false;
            };
            QVERIFY(inkIn(picture.width() * 2 / 3, picture.width()));
            QVERIFY(!inkIn(0, picture.width() / 4));
        }
    }

    void mirrors()
    {
        m_grid->setLayoutDirection(Qt::RightToLeft);
        QTRY_VERIFY(m_grid->pinnedView()->geometry().right()
                    > m_grid->viewport()->geometry().center().x());
        QVERIFY(m_grid->visualRect(at(0, 0)).left() > m_grid->visualRect(at(0, 1)).left());
    }

    void headerSortsByClick()
    {
        QSignalSpy sorted(m_grid.get(), &DataGrid::sortRequested);
        QHeaderView *header = m_grid->horizontalHeader();
        const QPoint middle(header->sectionViewportPosition(1) + 60, header->height() / 2);
        QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, middle);
        QCOMPARE(sorted.count(), 1);
        QCOMPARE(sorted.first().at(0).toInt(), 1);
    }

    void flashEndsByItself()
    {
        m_grid->flashRow(QStringLiteral("b4v8c2x6z1a5s9d"));
        QCOMPARE(m_grid->flashOf(QStringLiteral("b4v8c2x6z1a5s9d")), 1.0);
        QTRY_COMPARE_WITH_TIMEOUT(m_grid->flashOf(QStringLiteral("b4v8c2x6z1a5s9d")), 0.0, 4000);
    }
};

SOCLE_TEST_SUITE(TestDataGrid)
#include "TestDataGrid.moc"
