// Files as tiles and large: order by hand and by key, previews, how far an upload is. And the order
// of chosen rows in a list, which select and relation share.
#include "studio/api/Text.h"
#include "studio/domain/FileItems.h"
#include "studio/domain/UploadProgress.h"
#include "studio/fields/FieldUiCatalogue.h"
#include "studio/fields/FilePreview.h"
#include "studio/fields/FileTile.h"
#include "studio/fields/FileTiles.h"
#include "studio/fields/PickList.h"
#include "studio/fields/RelationPicker.h"
#include "studio/kit/CodeEdit.h"
#include "studio/kit/ImageView.h"
#include "tests/support/TestSuite.h"

#include <QApplication>
#include <QImage>
#include <QLineEdit>
#include <QMouseEvent>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QVBoxLayout>

#include "../domain/Fixtures.h"
#include "Samples.h"

using namespace socle;
using namespace socle::studio;
using namespace Qt::StringLiterals;

namespace {

void dragFrom(QWidget *widget, const QPoint &from, const QPoint &to)
{
    QTest::mousePress(widget, Qt::LeftButton, {}, from);
    for (const QPoint &at : {(from + to) / 2, to}) {
        QMouseEvent move(
            QEvent::MouseMove, at, widget->mapToGlobal(at), Qt::NoButton, Qt::LeftButton, {});
        QApplication::sendEvent(widget, &move);
    }
    QTest::mouseRelease(widget, Qt::LeftButton, {}, to);
}

} // namespace

class TestFileTiles : public QObject
{
    Q_OBJECT

private slots:

    void initTestCase()
    {
        QVERIFY(m_folder.isValid());
        QImage picture(300, 200, QImage::Format_RGB32);
        picture.fill(Qt::red);
        QVERIFY(picture.save(path(u"red.png"_s)));
        write(u"notes.txt"_s, "one\ntwo\n");
        write(u"blob.bin"_s, QByteArray("\0\1\2\3", 4));
        write(u"empty.txt"_s, {});
    }

    void theHandChangesTheOrder()
    {
        const fields::Field field = fieldOf(R"({"type":"file","name":"papers","maxSelect":5})");
        FileTiles tiles(field, {});
        tiles.resize(500, 200);
        tiles.setItems({u"a.pdf"_s, u"b.pdf"_s, u"c.pdf"_s});
        tiles.show();
        QSignalSpy changed(&tiles, &FileTiles::itemsChanged);
        QSignalSpy opened(&tiles, &FileTiles::openRequested);
        const auto tile = [&tiles](const QString &name) {
            for (QAbstractButton *each : tiles.findChildren<QAbstractButton *>()) {
                if (each->toolTip() == name && each->isVisible()) {
                    return each;
                }
            }
            return static_cast<QAbstractButton *>(nullptr);
        };
        QAbstractButton *first = tile(u"a.pdf"_s);
        const QPoint onThird = first->mapFrom(&tiles, tile(u"c.pdf"_s)->geometry().center());
        dragFrom(first, first->rect().center(), onThird);
        QCOMPARE(tiles.items(), (QStringList{u"b.pdf"_s, u"c.pdf"_s, u"a.pdf"_s}));
        QCOMPARE(changed.size(), 1);
        QCOMPARE(opened.size(), 0);
        // The twin of the keyboard.
        tile(u"a.pdf"_s)->setFocus();
        QTest::keyClick(tile(u"a.pdf"_s), Qt::Key_Left, Qt::AltModifier | Qt::ShiftModifier);
        QCOMPARE(tiles.items(), (QStringList{u"b.pdf"_s, u"a.pdf"_s, u"c.pdf"_s}));
        // What cannot be changed cannot be carried either.
        tiles.setReadOnly(true);
        QAbstractButton *fixed = tile(u"b.pdf"_s);
        dragFrom(fixed, fixed->rect().center(), fixed->rect().center() + QPoint(200, 0));
        QCOMPARE(tiles.items(), (QStringList{u"b.pdf"_s, u"a.pdf"_s, u"c.pdf"_s}));
    }

    void spaceShowsAFileAndEscComesBack()
    {
        QWidget window;
        window.resize(900, 700);
        auto *column = new QVBoxLayout(&window);
        const fields::Field field = fieldOf(R"({"type":"file","name":"papers","maxSelect":5})");
        FieldEditor *editor = fieldUi(field).createEditor(&window, field, {});
        column->addWidget(editor);
        editor->setJson(Json(JsonArray{toUtf8(item(u"red.png"_s)), toUtf8(item(u"notes.txt"_s))}));
        window.show();
        QApplication::setActiveWindow(&window);
        auto *tiles = editor->findChild<FileTiles *>();
        QWidget *tile = tiles->focusProxy();
        tile->setFocus();
        QTest::keyClick(tile, Qt::Key_Space);
        auto *sheet = window.findChild<FilePreview *>();
        QVERIFY(sheet != nullptr);
        auto *image = sheet->findChild<ImageView *>();
        QVERIFY(image->isVisible());
        QCOMPARE(image->picture().size(), QSize(300, 200));
        QCOMPARE(image->zoom(), 1.0); // a small one is not blown up
        QTest::keyClick(image, Qt::Key_Plus);
        QVERIFY(image->zoom() > 1.0);
        QTest::keyClick(image, Qt::Key_0);
        QCOMPARE(image->zoom(), 1.0);
        QTest::keyClick(image, Qt::Key_Right); // the picture stands still: the next file
        QCOMPARE(sheet->item(), item(u"notes.txt"_s));
        auto *text = sheet->findChild<CodeEdit *>();
        QVERIFY(text->isVisible());
        QCOMPARE(text->text(), u"one\ntwo\n"_s);
        sheet->reject();
        QTRY_VERIFY(window.findChild<FilePreview *>() == nullptr);
        QCOMPARE(QApplication::focusWidget(), tile);
    }

    void everyKindOfFileSaysSomething_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("shown");
        QTest::newRow("picture") << u"red.png"_s << u"data.preview.image"_s;
        QTest::newRow("text") << u"notes.txt"_s << u"data.preview.text"_s;
        QTest::newRow("bytes") << u"blob.bin"_s << u"data.preview.message"_s;
        QTest::newRow("empty") << u"empty.txt"_s << u"data.preview.message"_s;
        QTest::newRow("gone") << u"gone.txt"_s << u"data.preview.message"_s;
    }

    void everyKindOfFileSaysSomething()
    {
        QFETCH(QString, name);
        QFETCH(QString, shown);
        QWidget window;
        window.resize(900, 700);
        window.show();
        auto *sheet = new FilePreview(
            &window, fieldOf(R"({"type":"file","name":"papers","maxSelect":5})"), {});
        sheet->look({item(name)}, item(name));
        sheet->open();
        for (const char *each :
             {"data.preview.image", "data.preview.text", "data.preview.message"}) {
            auto *widget = sheet->findChild<QWidget *>(QLatin1String(each));
            QVERIFY2(widget->isVisible() == (shown == QLatin1String(each)), each);
        }
    }

    void aZoomedPictureStaysUnderThePointer()
    {
        ImageView view;
        view.resize(400, 300);
        QPixmap picture(2000, 1000);
        picture.fill(Qt::blue);
        view.show();
        view.setPicture(picture);
        QCOMPARE(view.zoom(), 0.2);
        view.zoomBy(5, QPointF(100, 150));
        QCOMPARE(view.zoom(), 1.0);
        view.fit();
        QCOMPARE(view.zoom(), 0.2);
        view.zoomBy(1e-9, QPointF(0, 0));
        QVERIFY(view.zoom() > 0);
        view.zoomBy(1e9, QPointF(0, 0));
        QVERIFY(view.zoom() <= 32);
    }

    void anUploadKnowsItsFile_data()
    {
        QTest::addColumn<qint64>("sent");
        QTest::addColumn<int>("index");
        QTest::addColumn<double>("share");
        // 50 bytes of JSON and boundaries, then 100, 0 and 300 bytes.
        QTest::newRow("the JSON") << qint64(20) << -1 << 0.0;
        QTest::newRow("begin") << qint64(50) << 0 << 0.0;
        QTest::newRow("half of the first") << qint64(100) << 0 << 0.5;
        QTest::newRow("all of the first") << qint64(150) << 0 << 1.0;
        QTest::newRow("in the third") << qint64(300) << 2 << 0.5;
        QTest::newRow("end") << qint64(450) << 2 << 1.0;
        QTest::newRow("more than all") << qint64(900) << 2 << 1.0;
    }

    void anUploadKnowsItsFile()
    {
        QFETCH(qint64, sent);
        QFETCH(int, index);
        QFETCH(double, share);
        const QList<FilePart> files{{.path = u"/a"_s}, {.path = u"/b"_s}, {.path = u"/c"_s}};
        const UploadedFile file = uploadedFile(files, {100, 0, 300}, sent, 450);
        QCOMPARE(file.index, index);
        if (index >= 0) {
            QCOMPARE(file.share, share);
            QCOMPARE(file.path, files.at(index).path);
        }
    }

    void chosenRowsAreCarriedOthersAreNot()
    {
        PickList list;
        list.resize(240, 260);
        list.setRows({{.key = u"a"_s, .text = u"A"_s, .isChosen = true, .canMove = true},
                      {.key = u"b"_s, .text = u"B"_s, .isChosen = true, .canMove = true},
                      {.key = u"c"_s, .text = u"C"_s}},
                     true);
        list.show();
        const auto middle
            = [&list](int row) { return list.visualItemRect(list.item(row)).center(); };
        QSignalSpy moved(&list, &PickList::moved);
        QSignalSpy picked(&list, &PickList::picked);
        dragFrom(list.viewport(), middle(1), middle(0));
        QCOMPARE(moved.size(), 1);
        QCOMPARE(moved.at(0).at(0).toString(), u"b"_s);
        QCOMPARE(moved.at(0).at(1).toString(), u"a"_s);
        QCOMPARE(picked.size(), 0); // a drag is no click
        dragFrom(list.viewport(), middle(2), middle(0));
        QCOMPARE(moved.size(), 1);
        QTest::mouseClick(list.viewport(), Qt::LeftButton, {}, middle(2));
        QCOMPARE(picked.size(), 1);
    }

    void theOrderOfRelatedRecordsAndALookAtOne()
    {
        StubConnection server;
        QStringList looked;
        EditorContext context{.client = server.client.get(), .schema = server.schema.get()};
        context.peekRecord = [&looked](QWidget *, const QString &collection, const QString &id) {
            looked.append(collection + u'/' + id);
        };
        RelationPicker picker(server.schema->find(u"authors"), context);
        picker.setLimits(0, 5);
        picker.addKnown({.id = u"a"_s, .label = u"A"_s});
        picker.setSelected({u"a"_s, u"b"_s, u"c"_s});
        QSignalSpy changed(&picker, &RelationPicker::selectionChanged);
        QWidget *search = picker.focusProxy();
        QTest::keyClick(search, Qt::Key_Down, Qt::AltModifier | Qt::ShiftModifier);
        QCOMPARE(picker.selected(), (QStringList{u"b"_s, u"a"_s, u"c"_s}));
        QTest::keyClick(search, Qt::Key_Down, Qt::AltModifier | Qt::ShiftModifier);
        QTest::keyClick(search, Qt::Key_Down, Qt::AltModifier | Qt::ShiftModifier); // the end
        QCOMPARE(picker.selected(), (QStringList{u"b"_s, u"c"_s, u"a"_s}));
        QCOMPARE(changed.size(), 2);
        QTest::keyClick(search, Qt::Key_Space);
        QCOMPARE(looked, QStringList{u"cauthors/a"_s});
        QCOMPARE(picker.selected().size(), 3); // looking chooses nothing
        QTest::keyClick(search, Qt::Key_Backspace);
        QCOMPARE(picker.selected(), (QStringList{u"b"_s, u"c"_s}));
    }

private:
    QString path(const QString &name) const { return m_folder.filePath(name); }

    QString item(const QString &name) const { return localFileItem(path(name)); }

    void write(const QString &name, const QByteArray &bytes)
    {
        QFile file(path(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(bytes), qint64(bytes.size()));
    }

    QTemporaryDir m_folder;
};

SOCLE_TEST_SUITE(TestFileTiles)
#include "TestFileTiles.moc"
