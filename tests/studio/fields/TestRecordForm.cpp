// The form of a whole record: rows, commits, server errors by path, undo, two columns.
#include "studio/fields/FieldEditor.h"
#include "studio/fields/RecordForm.h"
#include "studio/kit/FieldRow.h"
#include "studio/kit/IconButton.h"
#include "tests/support/TestSuite.h"

#include <QPlainTextEdit>
#include <QSignalSpy>

#include "../domain/Fixtures.h"

using namespace socle;
using namespace socle::studio;

class TestRecordForm : public QObject
{
    Q_OBJECT
private slots:

    void init()
    {
        m_server = std::make_unique<StubConnection>();
        m_form = std::make_unique<RecordForm>();
        m_form->setCollection(
            m_server->schema->find(u"books"),
            EditorContext{.client = m_server->client.get(), .schema = m_server->schema.get()});
        m_form->setRecord(QStringLiteral("abcdefghijklmno"), false);
        m_form->setValues(JsonObject{{"id", "abcdefghijklmno"},
                                     {"title", "Kindred"},
                                     {"price", 14.5},
                                     {"tags", JsonArray{"a"}}});
        m_form->resize(316, 600);
        m_form->show();
    }

    void hasARowForEveryField()
    {
        QCOMPARE(m_form->fieldNames().size(), qsizetype(6));
        QVERIFY(m_form->editor(QStringLiteral("id"))->isReadOnly());
        QVERIFY(m_form->editor(QStringLiteral("updated"))->isReadOnly());
        QCOMPARE(m_form->value(QStringLiteral("title")).toText(), std::string("Kindred"));
        QVERIFY(m_form->findChild<QWidget *>(QStringLiteral("data.form.field.price")) != nullptr);
    }

    void reportsWhatWasCommitted()
    {
        QSignalSpy committed(m_form.get(), &RecordForm::valueCommitted);
        QWidget *input = m_form->editor(QStringLiteral("title"))->focusProxy();
        static_cast<QPlainTextEdit *>(input)->selectAll();
        QTest::keyClicks(input, QStringLiteral("Fledgling"));
        QTest::keyClick(input, Qt::Key_Return);
        QCOMPARE(committed.count(), 1);
        QCOMPARE(committed.at(0).at(0).toString(), QStringLiteral("title"));
        QCOMPARE(committed.at(0).at(1).toString(), QStringLiteral("Fledgling"));
    }

    void putsErrorsWhereTheyBelong()
    {
        FieldErrors errors;
        errors["price"]
            = FieldError{.code = "validation_not_unique", .message = "Value must be unique."};
        errors["elsewhere"] = FieldError{.code = "x", .message = "Nobody knows."};
        m_form->setErrors(errors);
        QCOMPARE(m_form->row(QStringLiteral("price"))->error(),
                 QStringLiteral("Value must be unique."));
        QCOMPARE(m_form->firstErrorField(), QStringLiteral("price"));
        m_form->clearErrors();
        QCOMPARE(m_form->firstErrorField(), QString());
    }

    void checksTheRules()
    {
        m_form->setValue(QStringLiteral("title"), Json(""));
        QVERIFY(!m_form->validateAll());
        QCOMPARE(m_form->row(QStringLiteral("title"))->error(), QStringLiteral("Cannot be blank."));
        m_form->setValue(QStringLiteral("title"), Json("x"));
        QVERIFY(m_form->validateAll());
    }

    void asksToTakeBackAnEdit()
    {
        m_form->setEdited(QStringLiteral("price"), true, QStringLiteral("13.25"));
        QCOMPARE(m_form->editor(QStringLiteral("price"))->inputState(), InputState::Edited);
        QSignalSpy undo(m_form.get(), &RecordForm::undoRequested);
        const auto buttons
            = m_form->row(QStringLiteral("price"))
                  ->findChildren<IconButton *>(QString(), Qt::FindDirectChildrenOnly);
        QCOMPARE(buttons.size(), 1);
        buttons.front()->click();
        QCOMPARE(undo.count(), 1);
        QCOMPARE(undo.at(0).at(0).toString(), QStringLiteral("price"));
    }

    void twoColumnsWhenThereIsRoom()
    {
        m_form->resize(700, 600);
        QCoreApplication::processEvents();
        QVERIFY(m_form->row(QStringLiteral("title"))->x() > m_form->row(QStringLiteral("id"))->x());
        m_form->resize(316, 600);
        QCoreApplication::processEvents();
        QCOMPARE(m_form->row(QStringLiteral("title"))->x(), m_form->row(QStringLiteral("id"))->x());
    }

private:
    std::unique_ptr<StubConnection> m_server;
    std::unique_ptr<RecordForm> m_form;
};

SOCLE_TEST_SUITE(TestRecordForm)
#include "TestRecordForm.moc"
