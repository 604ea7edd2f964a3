// The record form without a mouse: Tab reaches every part of every type's editor once and leaves
// the form, Shift+Tab goes the same way back, and a form that is built anew keeps the keyboard.
#include "studio/fields/FieldEditor.h"
#include "studio/fields/RecordForm.h"
#include "studio/kit/FieldRow.h"
#include "studio/kit/TabOrder.h"
#include "tests/studio/fields/Samples.h"
#include "tests/support/TestSuite.h"

#include <QAbstractButton>
#include <QApplication>
#include <QLineEdit>
#include <QVBoxLayout>

using namespace socle;
using namespace socle::studio;

namespace {

constexpr int kMostStops = 200; // more is a loop

/// Keeps the keyboard inside as the studio's windows do.
class TabWindow : public QWidget
{
protected:
    bool focusNextPrevChild(bool next) override { return goToTabStop(*this, next); }
};

CollectionPtr everyType()
{
    auto collection = std::make_shared<CollectionSchema>();
    collection->id = QStringLiteral("cnotes");
    collection->name = QStringLiteral("notes");
    collection->fields.push_back(fieldOf(
        R"({"type":"text","name":"id","primaryKey":true,"system":true,"required":true,"min":15,"max":15,"pattern":"^[a-z0-9]+$","autogeneratePattern":"[a-z0-9]{15}"})"));
    for (const Sample &each : samples()) {
        collection->fields.push_back(each.field);
    }
    fields::Field hidden = fieldOf(R"({"type":"text","name":"internal","hidden":true})");
    collection->fields.push_back(hidden);
    return collection;
}

} // namespace

class TestFormKeyboard : public QObject
{
    Q_OBJECT
private slots:

    void init()
    {
        m_window = std::make_unique<TabWindow>();
        auto *column = new QVBoxLayout(m_window.get());
        m_before = new QLineEdit;
        m_before->setObjectName(QStringLiteral("before"));
        m_form = new RecordForm;
        m_after = new QLineEdit;
        m_after->setObjectName(QStringLiteral("after"));
        column->addWidget(m_before);
        column->addWidget(m_form);
        column->addWidget(m_after);
        m_window->resize(400, 1600);
        m_window->show();
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    }

    void cleanup() { m_window.reset(); }

    void tabWalksTheWholeForm_data()
    {
        QTest::addColumn<bool>("isNew");
        QTest::addColumn<int>("width");
        QTest::newRow("stored, one column") << false << 400;
        QTest::newRow("new, one column") << true << 400;
        QTest::newRow("stored, two columns") << false << 800;
        QTest::newRow("new, two columns") << true << 800;
    }

    void tabWalksTheWholeForm()
    {
        QFETCH(bool, isNew);
        QFETCH(int, width);
        fill(isNew);
        m_window->resize(width, 1600);
        QCoreApplication::processEvents();

        const QWidgetList there = walk(Qt::Key_Tab, m_before, m_after);
        QVERIFY2(!there.isEmpty(), "Tab does not reach the end of the form");
        for (const QString &name : m_form->fieldNames()) {
            if (name == QStringLiteral("internal")) {
                continue; // in the fold
            }
            const auto at = std::find_if(there.begin(), there.end(), [&](QWidget *stop) {
                return m_form->row(name)->isAncestorOf(stop);
            });
            QVERIFY2(at != there.end(), qPrintable(name + QStringLiteral(" is never reached")));
        }
        for (qsizetype i = 0; i < there.size(); ++i) {
            QVERIFY2(there.indexOf(there.at(i)) == i,
                     qPrintable(there.at(i)->objectName() + QStringLiteral(" comes twice")));
        }
        QWidgetList back = walk(Qt::Key_Backtab, m_after, m_before);
        QVERIFY2(!back.isEmpty(), "Shift+Tab does not reach the start of the form");
        std::reverse(back.begin(), back.end());
        QCOMPARE(namesOf(back), namesOf(there));
    }

    void theOrderIsThatOfTheFields()
    {
        fill(true);
        const QWidgetList there = walk(Qt::Key_Tab, m_before, m_after);
        QStringList fields;
        for (QWidget *stop : there) {
            for (const QString &name : m_form->fieldNames()) {
                if (m_form->row(name)->isAncestorOf(stop)
                    && (fields.isEmpty() || fields.last() != name)) {
                    fields.append(name);
                }
            }
        }
        QStringList wanted = m_form->fieldNames();
        wanted.removeAll(QStringLiteral("internal"));
        QCOMPARE(fields, wanted);
    }

    void anEditedFieldAddsItsUndoAndNothingElse()
    {
        fill(false);
        const auto plain = walk(Qt::Key_Tab, m_before, m_after).size();
        m_form->setEdited(QStringLiteral("price"), true, QStringLiteral("1"));
        QCOMPARE(walk(Qt::Key_Tab, m_before, m_after).size(), plain + 1);
        QVERIFY(!walk(Qt::Key_Backtab, m_after, m_before).isEmpty());
    }

    void hiddenFieldsFollowTheirFold()
    {
        fill(false);
        auto *fold = m_form->findChild<QAbstractButton *>(QStringLiteral("data.form.hidden"));
        QVERIFY(fold != nullptr);
        fold->click();
        const QStringList names = namesOf(walk(Qt::Key_Tab, m_before, m_after));
        const auto at = names.indexOf(fold->objectName());
        QVERIFY(at >= 0);
        QCOMPARE(at, names.size() - 2);
        QVERIFY(names.last().contains(QStringLiteral("internal")));
    }

    void aRecordThatWasStoredKeepsTheKeyboardInItsField()
    {
        fill(true);
        m_form->focusField(QStringLiteral("price"));
        QVERIFY(m_form->row(QStringLiteral("price"))->isAncestorOf(QApplication::focusWidget()));
        m_form->setRecord(QStringLiteral("abcdefghijklmno"), false); // other editors
        QVERIFY(QApplication::focusWidget() != nullptr);
        QVERIFY(m_form->row(QStringLiteral("price"))->isAncestorOf(QApplication::focusWidget()));
    }

private:
    void fill(bool isNew)
    {
        const CollectionPtr collection = everyType();
        EditorContext context;
        context.isNewRecord = isNew;
        m_form->setCollection(collection, context);
        m_form->setRecord(QStringLiteral("abcdefghijklmno"), isNew);
        JsonObject values;
        for (const Sample &each : samples()) {
            values.set(each.field.name, each.value);
        }
        m_form->setValues(values);
        QCoreApplication::processEvents();
    }

    /// Every widget that has the keyboard between `from` and `to`; empty when `to` is not reached.
    QWidgetList walk(Qt::Key key, QWidget *from, QWidget *to)
    {
        QWidgetList stops;
        from->setFocus();
        for (int i = 0; i < kMostStops; ++i) {
            QWidget *now = QApplication::focusWidget();
            if (now == nullptr) {
                return {};
            }
            QTest::keyClick(now, key, key == Qt::Key_Backtab ? Qt::ShiftModifier : Qt::NoModifier);
            now = QApplication::focusWidget();
            if (now == to) {
                return stops;
            }
            if (now == nullptr) {
                qWarning("nobody has the keyboard behind %s",
                         qPrintable(namesOf(stops).join(QStringLiteral(" "))));
                return {};
            }
            stops.append(now);
        }
        QStringList last = namesOf(stops.mid(stops.size() - 6));
        qWarning("going round: %s", qPrintable(last.join(QStringLiteral(" "))));
        return {};
    }

    static QStringList namesOf(const QWidgetList &stops)
    {
        QStringList names;
        for (const QWidget *stop : stops) {
            names.append(stop->objectName());
        }
        return names;
    }

    std::unique_ptr<QWidget> m_window;
    QLineEdit *m_before = nullptr;
    QLineEdit *m_after = nullptr;
    RecordForm *m_form = nullptr;
};

SOCLE_TEST_SUITE(TestFormKeyboard)
#include "TestFormKeyboard.moc"
