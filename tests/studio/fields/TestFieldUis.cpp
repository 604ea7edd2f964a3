// Every type of shared/fields has a UI, an icon, an editor that gives back what it was given, and
// an options form that does so too.
#include "studio/api/Text.h"
#include "studio/domain/FieldValue.h"
#include "studio/fields/FieldUiCatalogue.h"
#include "studio/fields/RelationPicker.h"
#include "studio/kit/GridRoles.h"
#include "studio/kit/Icon.h"
#include "tests/support/TestSuite.h"

#include <QAbstractButton>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QStandardItemModel>

#include "Samples.h"

using namespace socle;
using namespace socle::studio;

class TestFieldUis : public QObject
{
    Q_OBJECT
private slots:

    void everyTypeHasAUi()
    {
        QCOMPARE(fieldUis().size(), fields::fieldTypes().size());
        for (const fields::FieldType *type : fields::fieldTypes()) {
            const FieldUi &ui = fieldUi(toQString(type->name()));
            QCOMPARE(ui.typeName(), toQString(type->name()));
            QVERIFY2(hasIcon(ui.iconName()), qPrintable(ui.iconName()));
            QVERIFY(!ui.title().isEmpty());
            QVERIFY(!ui.description().isEmpty());
        }
        QVERIFY(fieldUi(u"vector").typeName().isEmpty());
        QVERIFY(hasIcon(unknownFieldUi().iconName()));
    }

    void everyOptionHasARow()
    {
        for (const fields::FieldType *type : fields::fieldTypes()) {
            const auto rows = fieldUi(toQString(type->name())).optionRows();
            for (const fields::OptionSpec &option : type->options()) {
                const auto count
                    = std::count_if(rows.begin(), rows.end(), [&](const OptionRow &row) {
                          return row.key == option.key;
                      });
                QVERIFY2(
                    count == 1,
                    qPrintable(toQString(type->name()) + QLatin1Char('.') + toQString(option.key)));
            }
        }
    }

    void editorsGiveBackWhatTheyWereGiven_data()
    {
        QTest::addColumn<int>("index");
        QTest::addColumn<int>("place");
        int i = 0;
        for (const Sample &each : samples()) {
            QTest::addRow("%s form", each.field.name.c_str())
                << i << static_cast<int>(EditorContext::Place::Form);
            QTest::addRow("%s cell", each.field.name.c_str())
                << i << static_cast<int>(EditorContext::Place::Cell);
            ++i;
        }
    }

    void editorsGiveBackWhatTheyWereGiven()
    {
        QFETCH(int, index);
        QFETCH(int, place);
        const Sample each = samples().at(static_cast<std::size_t>(index));
        EditorContext context;
        context.place = static_cast<EditorContext::Place>(place);
        QWidget parent;
        FieldEditor *editor = fieldUi(each.field).createEditor(&parent, each.field, context);
        QVERIFY(editor != nullptr);
        QCOMPARE(editor->objectName(),
                 QStringLiteral("data.form.field.") + toQString(each.field.name));
        QVERIFY(!editor->accessibleName().isEmpty());

        QSignalSpy edits(editor, &FieldEditor::valueEdited);
        editor->setJson(each.value);
        QVERIFY2(edits.isEmpty(), "showing a value is no edit");
        // What the widgets say, not the remembered base.
        const Json shown = toJson(editor->shownValue(), each.field);
        QVERIFY2(sameValue(shown, toJson(toVariant(each.value, each.field), each.field)),
                 shown.dump().c_str());
        QVERIFY2(editor->isValid(), qPrintable(editor->message()));
        QVERIFY(!editor->isModified());

        const Json zero = each.field.kind->zeroValue(each.field);
        editor->setJson(zero);
        if (!each.field.isType(fields::kAutodate)) {
            QVERIFY(sameValue(toJson(editor->shownValue(), each.field), zero));
        }
    }

    void everyPartHasNames()
    {
        for (const Sample &each : samples()) {
            QWidget parent;
            FieldEditor *editor = fieldUi(each.field).createEditor(&parent, each.field, {});
            editor->setJson(each.value);
            const auto widgets = editor->findChildren<QWidget *>();
            for (const QWidget *widget : widgets) {
                const bool isInput = qobject_cast<const QAbstractButton *>(widget)
                    || qobject_cast<const QLineEdit *>(widget)
                    || qobject_cast<const QPlainTextEdit *>(widget);
                if (isInput && widget->focusPolicy() != Qt::NoFocus) {
                    QVERIFY2(!widget->objectName().isEmpty(),
                             qPrintable(editor->objectName() + QLatin1Char(' ')
                                        + QLatin1String(widget->metaObject()->className())));
                    const auto *button = qobject_cast<const QAbstractButton *>(widget);
                    QVERIFY2(!widget->accessibleName().isEmpty()
                                 || (button && !button->text().isEmpty()),
                             qPrintable(widget->objectName()));
                }
            }
        }
    }

    void cellsShowEveryKindOfValue()
    {
        for (const Sample &each : samples()) {
            const auto cell = fieldUi(each.field).createCell(each.field, {});
            QStandardItemModel model(1, 1);
            const QModelIndex index = model.index(0, 0);
            model.setData(index, toVariant(each.value, each.field), RawValueRole);
            const CellContent full = cell->content(index);
            QVERIFY2(full.kind != CellContent::Kind::Empty && full.kind != CellContent::Kind::Null,
                     each.field.name.c_str());
            QVERIFY(!cell->accessibleText(index).isEmpty());
            model.setData(
                index, toVariant(each.field.kind->zeroValue(each.field), each.field), RawValueRole);
            const CellContent none = cell->content(index);
            const bool hasZero = each.field.isType(fields::kNumber)
                || each.field.isType(fields::kBool) || each.field.isType(fields::kPassword);
            QVERIFY2(hasZero || none.kind == CellContent::Kind::Empty, each.field.name.c_str());
            model.setData(index, true, IsNullRole);
            QCOMPARE(cell->content(index).kind, CellContent::Kind::Null);
            QWidget parent;
            if (cell->editorPlace() == CellUi::EditorPlace::InCell
                || cell->editorPlace() == CellUi::EditorPlace::Popover) {
                QWidget *editor = cell->createEditor(&parent, index);
                QVERIFY(editor != nullptr);
                model.setData(index, toVariant(each.value, each.field), RawValueRole);
                cell->setEditorValue(editor, index);
                const auto value = cell->editorValue(editor);
                QVERIFY(value.has_value());
                QVERIFY(sameValue(toJson(*value, each.field),
                                  toJson(toVariant(each.value, each.field), each.field)));
            }
        }
    }

    void optionsFormsGiveBackWhatTheyWereGiven_data()
    {
        QTest::addColumn<QByteArray>("json");
        const char *all[] = {
            R"({"type":"text","name":"a","min":2,"max":40,"pattern":"^[a-z]+$","autogeneratePattern":"[a-z]{8}","primaryKey":false,"help":"say it","required":true})",
            R"({"type":"editor","name":"a","maxSize":2048,"convertURLs":true,"presentable":true})",
            R"({"type":"number","name":"a","min":-1.5,"max":10,"onlyInt":false})",
            R"({"type":"bool","name":"a","required":true,"hidden":true})",
            R"({"type":"email","name":"a","onlyDomains":["a.org","b.org"]})",
            R"({"type":"url","name":"a","exceptDomains":["a.org"]})",
            R"({"type":"date","name":"a","min":"2024-05-01 10:00:00.000Z","max":"2025-05-01 10:00:00.250Z"})",
            R"({"type":"autodate","name":"a","onCreate":true,"onUpdate":true})",
            R"({"type":"select","name":"a","values":["x","y, with comma","z"],"maxSelect":2})",
            R"({"type":"json","name":"a","maxSize":100})",
            R"({"type":"file","name":"a","maxSelect":3,"maxSize":7,"mimeTypes":["image/png"],"thumbs":["100x100","0x50"],"protected":true})",
            R"({"type":"relation","name":"a","collectionId":"cauthors","minSelect":1,"maxSelect":2,"cascadeDelete":true})",
            R"({"type":"geoPoint","name":"a","required":true})",
            R"({"type":"password","name":"a","min":8,"max":60,"cost":12,"pattern":"x"})",
        };
        for (const char *json : all) {
            QTest::newRow(fieldOf(json).type.c_str()) << QByteArray(json);
        }
        QCOMPARE(std::size(all), fields::fieldTypes().size());
    }

    void optionsFormsGiveBackWhatTheyWereGiven()
    {
        QFETCH(QByteArray, json);
        const fields::Field wanted = fieldOf(json.constData());
        // Starts from the defaults and lets every row write itself back, so nothing is merely
        // remembered.
        OptionsForm *form = fieldUi(wanted).createOptionsForm(nullptr, wanted, {});
        const std::unique_ptr<OptionsForm> owner(form);
        QVERIFY2(form->isValid(),
                 form->errors().empty() ? "" : form->errors().begin()->second.message.c_str());
        form->readAll();
        QCOMPARE(QByteArray::fromStdString(fields::toJson(form->field()).dump()),
                 QByteArray::fromStdString(fields::toJson(wanted).dump()));
        for (const OptionRow &row : fieldUi(wanted).optionRows()) {
            QVERIFY(form->findChild<QWidget *>(QStringLiteral("schema.field.") + toQString(row.key))
                    != nullptr);
        }
    }

    void optionsAreCheckedInTheServersWords_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QString>("option");
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("words");
        QTest::newRow("max below min")
            << QByteArray(R"({"type":"text","name":"a","min":5})") << "max"
            << "3"
            << "Must be no less than 5.";
        QTest::newRow("cost") << QByteArray(R"({"type":"password","name":"a"})") << "cost"
                              << "40"
                              << "Must be no greater than 31.";
        QTest::newRow("no number") << QByteArray(R"({"type":"text","name":"a"})") << "max"
                                   << "many"
                                   << "This is not a whole number.";
        QTest::newRow("name") << QByteArray(R"({"type":"bool","name":"a"})") << "name"
                              << "with blank"
                              << "Must be in a valid format.";
        QTest::newRow("date") << QByteArray(R"({"type":"date","name":"a"})") << "min"
                              << "soonish"
                              << "This is no date.";
    }

    void optionsAreCheckedInTheServersWords()
    {
        QFETCH(QByteArray, json);
        QFETCH(QString, option);
        QFETCH(QString, typed);
        QFETCH(QString, words);
        const std::unique_ptr<OptionsForm> form(
            fieldUi(fieldOf(json.constData()))
                .createOptionsForm(nullptr, fieldOf(json.constData()), {}));
        QSignalSpy validity(form.get(), &OptionsForm::validityChanged);
        auto *line = form->findChild<QLineEdit *>(QStringLiteral("schema.field.") + option);
        QVERIFY(line != nullptr);
        line->clear();
        QTest::keyClicks(line, typed);
        QVERIFY(!form->isValid());
        QCOMPARE(line->accessibleDescription(), words);
        QVERIFY(!validity.isEmpty());
    }
};

SOCLE_TEST_SUITE(TestFieldUis)
#include "TestFieldUis.moc"
