// Editors by keyboard: arithmetic, limits, faults, Enter, Esc and Tab, in a form and inside a
// DataGrid.
#include "studio/api/Text.h"
#include "studio/domain/FieldValue.h"
#include "studio/fields/FieldUiCatalogue.h"
#include "studio/kit/DataGrid.h"
#include "studio/kit/GridRoles.h"
#include "tests/support/TestSuite.h"

#include <QAbstractButton>
#include <QApplication>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPointF>
#include <QSignalSpy>
#include <QStandardItemModel>
#include <QVBoxLayout>

#include "Samples.h"

using namespace socle;
using namespace socle::studio;

namespace {

struct Form
{
    explicit Form(const char *json, EditorContext context = {})
        : field(fieldOf(json))
    {
        auto *column = new QVBoxLayout(&window);
        editor = fieldUi(field).createEditor(&window, field, context);
        column->addWidget(editor);
        other = new QLineEdit(&window);
        column->addWidget(other);
        window.show();
        QApplication::setActiveWindow(&window);
    }

    QWidget *input() const { return editor->focusProxy(); }

    fields::Field field;
    QWidget window;
    FieldEditor *editor = nullptr;
    QLineEdit *other = nullptr;
};

/// Rows of one column with the roles a record model has.
class OneColumn : public QStandardItemModel
{
public:
    OneColumn(const fields::Field &field, const QVector<QVariant> &values)
        : QStandardItemModel(static_cast<int>(values.size()), 1)
        , m_field(field)
    {
        for (int i = 0; i < values.size(); ++i) {
            QStandardItemModel::setData(index(i, 0), values.at(i), RawValueRole);
        }
    }

    QVariant data(const QModelIndex &index, int role) const override
    {
        switch (role) {
        case Qt::EditRole:
            return QStandardItemModel::data(index, RawValueRole);
        case Qt::DisplayRole:
            return displayText(toJson(QStandardItemModel::data(index, RawValueRole), m_field),
                               m_field);
        case RowKeyRole:
            return QString::number(index.row());
        default:
            return QStandardItemModel::data(index, role);
        }
    }

    bool setData(const QModelIndex &index, const QVariant &value, int role) override
    {
        return QStandardItemModel::setData(
            index, value, role == Qt::EditRole ? int(RawValueRole) : role);
    }

private:
    fields::Field m_field;
};

} // namespace

class TestEditors : public QObject
{
    Q_OBJECT
private slots:

    void numbersCalculate_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QVariant>("value"); // invalid: no number
        QTest::newRow("plain") << "14.5" << QVariant(14.5);
        QTest::newRow("product") << "12*1.2" << QVariant(14.4);
        QTest::newRow("percent") << "+5%" << QVariant(qlonglong(105));
        QTest::newRow("minus percent") << "-50%" << QVariant(qlonglong(50));
        QTest::newRow("parentheses") << "(1+2)*3" << QVariant(qlonglong(9));
        QTest::newRow("64 bits") << "9007199254740993" << QVariant(qlonglong(9007199254740993));
        QTest::newRow("exponent") << "1e3" << QVariant(qlonglong(1000));
        QTest::newRow("nothing") << "" << QVariant(qlonglong(0));
        QTest::newRow("letters") << "12x" << QVariant();
        QTest::newRow("division by zero") << "1/0" << QVariant();
    }

    void numbersCalculate()
    {
        QFETCH(QString, typed);
        QFETCH(QVariant, value);
        Form form(R"({"type":"number","name":"price"})");
        form.editor->setValue(qlonglong(100));
        QSignalSpy committed(form.editor, &FieldEditor::committed);
        form.editor->setFocus();
        static_cast<QLineEdit *>(form.input())->clear();
        QTest::keyClicks(form.input(), typed);
        if (typed.isEmpty()) {
            QTest::keyClick(form.input(), Qt::Key_Space);
        }
        QTest::keyClick(form.input(), Qt::Key_Return);
        QCOMPARE(form.editor->hasInputProblem(), !value.isValid());
        QCOMPARE(committed.count(), value.isValid() ? 1 : 0);
        if (value.isValid()) {
            QVERIFY2(
                sameValue(toJson(committed.at(0).at(0), form.field), toJson(value, form.field)),
                qPrintable(committed.at(0).at(0).toString()));
        } else {
            QVERIFY(!form.editor->message().isEmpty());
            QCOMPARE(form.editor->value(), QVariant(qlonglong(100)));
        }
    }

    void arrowsStepWithinTheBounds()
    {
        Form form(R"({"type":"number","name":"price","max":12})");
        form.editor->setValue(qlonglong(1));
        QTest::keyClick(form.input(), Qt::Key_Up);
        QCOMPARE(form.editor->value().toLongLong(), 2);
        QTest::keyClick(form.input(), Qt::Key_Up, Qt::ShiftModifier);
        QCOMPARE(form.editor->value().toLongLong(), 12);
        QTest::keyClick(form.input(), Qt::Key_Up);
        QCOMPARE(form.editor->value().toLongLong(), 12);
    }

    void escapeRestoresAndLeavingCommitsOnce()
    {
        Form form(R"({"type":"text","name":"title","max":5})");
        form.editor->setValue(QStringLiteral("old"));
        QSignalSpy committed(form.editor, &FieldEditor::committed);
        QSignalSpy cancelled(form.editor, &FieldEditor::cancelled);
        form.editor->setFocus();
        QTest::keyClicks(form.input(), QStringLiteral("x"));
        QVERIFY(form.editor->isModified());
        QTest::keyClick(form.input(), Qt::Key_Escape);
        QCOMPARE(form.editor->value().toString(), QStringLiteral("old"));
        QCOMPARE(cancelled.count(), 1);
        QCOMPARE(committed.count(), 0);
        QTest::keyClicks(form.input(), QStringLiteral("x"));
        QTest::keyClick(form.input(), Qt::Key_Return);
        QCOMPARE(committed.count(), 1);
        form.other->setFocus();
        QCOMPARE(committed.count(), 1);
        // A broken rule may be staged from a form, with the server's words.
        form.editor->setFocus();
        QTest::keyClicks(form.input(), QStringLiteral("123456"));
        form.other->setFocus();
        QCOMPARE(committed.count(), 2);
        QCOMPARE(form.editor->message(), QStringLiteral("Must be no more than 5 character(s)."));
    }

    void shiftEnterMakesALine()
    {
        Form form(R"({"type":"text","name":"title"})");
        form.editor->setValue(QStringLiteral("a"));
        auto *area = qobject_cast<QPlainTextEdit *>(form.input());
        area->moveCursor(QTextCursor::End);
        QTest::keyClick(area, Qt::Key_Return, Qt::ShiftModifier);
        QTest::keyClicks(area, QStringLiteral("b"));
        QCOMPARE(form.editor->value().toString(), QStringLiteral("a\nb"));
    }

    void tabMovesOn()
    {
        Form form(R"({"type":"text","name":"title"})");
        form.editor->setFocus();
        QCOMPARE(QApplication::focusWidget(), form.input());
        QTest::keyClick(form.input(), Qt::Key_Tab);
        QCOMPARE(QApplication::focusWidget(), form.other);
    }

    void generateObeysThePattern()
    {
        Form form(
            R"({"type":"text","name":"slug","pattern":"^[a-z]{8}$","autogeneratePattern":"[a-z]{8}"})");
        auto *button = form.editor->findChild<QAbstractButton *>(
            QStringLiteral("data.form.field.slug.generate"));
        QVERIFY(button != nullptr);
        QSignalSpy committed(form.editor, &FieldEditor::committed);
        button->click();
        QCOMPARE(committed.count(), 1);
        QCOMPARE(form.editor->value().toString().size(), 8);
        QVERIFY(form.editor->isValid());
    }

    void selectKeepsItsLimit()
    {
        Form form(R"({"type":"select","name":"tags","maxSelect":2,"values":["a","b","c"]})",
                  EditorContext{.place = EditorContext::Place::Cell});
        form.editor->setValue(QStringList{QStringLiteral("a")});
        QTest::keyClick(form.input(), Qt::Key_3);
        QCOMPARE(form.editor->value().toStringList(),
                 (QStringList{QStringLiteral("a"), QStringLiteral("c")}));
        QTest::keyClick(form.input(), Qt::Key_2);
        QCOMPARE(form.editor->value().toStringList().size(), 2); // the limit
        QTest::keyClick(form.input(), Qt::Key_1);
        QCOMPARE(form.editor->value().toStringList(), QStringList{QStringLiteral("c")});
        QTest::keyClick(form.input(), Qt::Key_Down);
        QTest::keyClick(form.input(), Qt::Key_Space);
        QCOMPARE(form.editor->value().toStringList(),
                 (QStringList{QStringLiteral("c"), QStringLiteral("b")}));
    }

    void selectOpensAListFromTheForm()
    {
        Form form(
            R"({"type":"select","name":"status","maxSelect":1,"values":["draft","published"]})");
        form.editor->setValue(QStringLiteral("draft"));
        QSignalSpy committed(form.editor, &FieldEditor::committed);
        QTest::keyClick(form.input(), Qt::Key_Return);
        auto *search
            = form.editor->findChild<QLineEdit *>(QStringLiteral("data.form.field.status.search"));
        QVERIFY(search != nullptr);
        QTest::keyClick(search, Qt::Key_Down);
        QTest::keyClick(search, Qt::Key_Return);
        QCOMPARE(form.editor->value().toString(), QStringLiteral("published"));
        QCOMPARE(committed.count(), 1);
    }

    void jsonNamesThePlace()
    {
        Form form(R"({"type":"json","name":"meta"})");
        form.editor->setJson(*parseJson(R"({"a":1})"));
        auto *text = qobject_cast<QPlainTextEdit *>(form.input());
        QSignalSpy committed(form.editor, &FieldEditor::committed);
        text->setPlainText(QStringLiteral("{\n  \"a\": 1,\n}"));
        QVERIFY(form.editor->hasInputProblem());
        QVERIFY2(form.editor->message().startsWith(QStringLiteral("Line 3, column 1:")),
                 qPrintable(form.editor->message()));
        QTest::keyClick(text, Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(committed.count(), 0);
        text->setPlainText(QStringLiteral("{\"b\": 12345678901234567890, \"a\": 1}"));
        form.editor->findChild<QAbstractButton *>(QStringLiteral("data.form.field.meta.sort"))
            ->click();
        QCOMPARE(form.editor->value().toString(),
                 QStringLiteral("{\"a\":1,\"b\":12345678901234567890}"));
        QTest::keyClick(text, Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(committed.count(), 1);
    }

    void datesAreTypedAndCleared()
    {
        Form form(R"({"type":"date","name":"published"})", EditorContext{.showsUtc = true});
        form.editor->setJson(Json("1979-06-01 09:30:15.250Z"));
        auto *line = qobject_cast<QLineEdit *>(form.input());
        QCOMPARE(line->text(), QStringLiteral("1979-06-01 09:30:15.250 UTC"));
        line->clear();
        QTest::keyClicks(line, QStringLiteral("2026-11-21 9:00"));
        QTest::keyClick(line, Qt::Key_Return);
        QCOMPARE(form.editor->json().toText(), std::string("2026-11-21 09:00:00.000Z"));
        QCOMPARE(line->text(), QStringLiteral("2026-11-21 09:00 UTC"));
        line->selectAll();
        QTest::keyClick(line, Qt::Key_Delete);
        QTest::keyClick(line, Qt::Key_Return);
        QCOMPARE(form.editor->json().toText(), std::string());
        QTest::keyClicks(line, QStringLiteral("whenever"));
        QVERIFY(form.editor->hasInputProblem());
    }

    void aPairFillsBothCoordinates()
    {
        Form form(R"({"type":"geoPoint","name":"shelf"})");
        QTest::keyClicks(form.input(), QStringLiteral("48.8566, 2.3522"));
        QCOMPARE(form.editor->value().toPointF(), QPointF(2.3522, 48.8566));
    }

    void anUntouchedPasswordIsNoFault()
    {
        EditorContext stored;
        stored.recordId = QStringLiteral("abcdefghijklmno");
        Form form(R"({"type":"password","name":"secret","required":true,"min":8})", stored);
        form.editor->setJson(Json(""));
        QVERIFY(form.editor->isValid());
        QTest::keyClicks(form.input(), QStringLiteral("short"));
        QCOMPARE(form.editor->message(), QStringLiteral("Must be at least 8 character(s)."));
        form.editor->findChild<QAbstractButton *>(QStringLiteral("data.form.field.secret.generate"))
            ->click();
        QVERIFY(form.editor->isValid());
    }

    void theGridStagesRestoresAndMoves()
    {
        const fields::Field field = fieldOf(R"({"type":"number","name":"price","max":100})");
        OneColumn model(field, {qlonglong(1), qlonglong(2), qlonglong(3)});
        const auto cell = fieldUi(field).createCell(field, {});
        DataGrid grid;
        grid.setModel(&model);
        grid.setColumns({GridColumn{
            .key = QStringLiteral("price"), .title = QStringLiteral("price"), .ui = cell.get()}});
        grid.resize(400, 300);
        grid.show();
        QApplication::setActiveWindow(&grid);
        const auto input = [&grid]() -> QWidget * {
            auto *editor = grid.findChild<FieldEditor *>(QStringLiteral("data.grid.editor"));
            return editor != nullptr ? editor->focusProxy() : nullptr;
        };
        QVERIFY(grid.editCell(model.index(0, 0), QStringLiteral("7")));
        QVERIFY(input() != nullptr);
        QTest::keyClicks(input(), QStringLiteral("*2"));
        QTest::keyClick(input(), Qt::Key_Return);
        QCOMPARE(model.index(0, 0).data(Qt::EditRole).toLongLong(), 14);
        QCOMPARE(grid.currentIndex().row(), 1);
        QVERIFY(!grid.isEditing());
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);

        QVERIFY(grid.editCell(model.index(1, 0)));
        QTest::keyClicks(input(), QStringLiteral("5"));
        QTest::keyClick(input(), Qt::Key_Escape);
        QVERIFY(!grid.isEditing());
        QCOMPARE(model.index(1, 0).data(Qt::EditRole).toLongLong(), 2);
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);

        // What breaks a rule keeps the editor open.
        QVERIFY(grid.editCell(model.index(2, 0), QStringLiteral("1000")));
        QTest::keyClick(input(), Qt::Key_Return);
        QVERIFY(grid.isEditing());
        QCOMPARE(static_cast<TextField *>(input())->inputState(), InputState::Error);
        QTest::keyClick(input(), Qt::Key_Escape);
        QCOMPARE(model.index(2, 0).data(Qt::EditRole).toLongLong(), 3);
    }

    void spaceTogglesInTheGrid()
    {
        const fields::Field field = fieldOf(R"({"type":"bool","name":"on"})");
        OneColumn model(field, {false});
        const auto cell = fieldUi(field).createCell(field, {});
        DataGrid grid;
        grid.setModel(&model);
        grid.setColumns({GridColumn{
            .key = QStringLiteral("on"), .title = QStringLiteral("on"), .ui = cell.get()}});
        grid.show();
        grid.setCurrentIndex(model.index(0, 0));
        QTest::keyClick(&grid, Qt::Key_Space);
        QCOMPARE(model.index(0, 0).data(Qt::EditRole).toBool(), true);
    }
};

SOCLE_TEST_SUITE(TestEditors)
#include "TestEditors.moc"
