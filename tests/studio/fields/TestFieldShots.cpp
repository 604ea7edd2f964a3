// Renders every editor and cell in every state, light and dark. With SOCLE_SHOTS=folder the
// pictures are kept for people to look at; always: nothing draws an unknown icon (magenta).
#include "studio/api/Text.h"
#include "studio/domain/FieldValue.h"
#include "studio/domain/FileItems.h"
#include "studio/domain/RecordRoles.h"
#include "studio/fields/FieldUiCatalogue.h"
#include "studio/fields/FilePreview.h"
#include "studio/fields/MonthView.h"
#include "studio/kit/CellUi.h"
#include "studio/kit/FieldRow.h"
#include "studio/kit/GridRoles.h"
#include "studio/kit/Paint.h"
#include "studio/kit/Text.h"
#include "studio/kit/Theme.h"
#include "tests/support/TestSuite.h"

#include <QGridLayout>
#include <QPainter>
#include <QStandardItemModel>
#include <QTemporaryDir>
#include <QTextEdit>

#include "Samples.h"

using namespace socle;
using namespace socle::studio;

namespace {

enum class State { Empty, Filled, Invalid, Edited };

/// One cell as the grid paints it.
class CellPreview : public QWidget
{
public:
    CellPreview(const Sample &each, State state, QWidget *parent)
        : QWidget(parent)
        , m_cell(fieldUi(each.field).createCell(each.field, {}))
        , m_isEdited(state == State::Edited)
    {
        m_model.insertRows(0, 1);
        m_model.insertColumns(0, 1);
        const Json value
            = state == State::Empty ? each.field.kind->zeroValue(each.field) : each.value;
        m_model.setData(m_model.index(0, 0), toVariant(value, each.field), RawValueRole);
        m_model.setData(
            m_model.index(0, 0),
            QStringList{QStringLiteral("O. E. Butler"), QStringLiteral("U. K. Le Guin")},
            RecordRole::Labels);
        setFixedSize(m_cell->preferredWidth(), Theme::current().densityTokens().row);
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        const QColor ground = colorOf(m_isEdited ? Color::ModCell : Color::Surface);
        painter.fillRect(rect(), ground);
        CellPaint cell;
        cell.cell = rect();
        cell.rect = QRectF(rect()).adjusted(space::k3, 0, -space::k3, 0);
        cell.ground = ground;
        cell.isStrong = m_isEdited;
        const QModelIndex index = m_model.index(0, 0);
        paintCellContent(&painter, cell, m_cell->content(index), m_cell->alignment());
        drawHairline(&painter,
                     QPointF(0, height() - 0.5),
                     QPointF(width(), height() - 0.5),
                     colorOf(Color::Border));
    }

private:
    std::unique_ptr<CellUi> m_cell;
    QStandardItemModel m_model;
    bool m_isEdited;
};

Json invalidOf(const Sample &each)
{
    if (each.field.isType(fields::kNumber)) {
        return Json(-5);
    }
    if (each.field.isType(fields::kRelation) || each.field.isType(fields::kSelect)) {
        return each.field.kind->normalize(Json(JsonArray{"gone", "lost", "x", "y", "z"}),
                                          each.field);
    }
    if (each.field.isType(fields::kGeoPoint)) {
        return *parseJson(R"({"lon":200,"lat":95})");
    }
    return each.value.isString() ? Json("?") : each.value;
}

FieldRow *rowOf(const Sample &each, State state, QWidget *parent)
{
    FieldEditor *editor = fieldUi(each.field).createEditor(parent, each.field, {});
    editor->setJson(state == State::Empty         ? each.field.kind->zeroValue(each.field)
                        : state == State::Invalid ? invalidOf(each)
                                                  : each.value);
    auto *row = new FieldRow(toQString(each.field.name), editor, parent);
    row->setFieldType(toQString(each.field.type));
    row->setRequired(each.field.required);
    if (state == State::Edited) {
        row->setEdited(true, QStringLiteral("before"));
    } else if (state == State::Invalid) {
        row->setError(editor->message());
    }
    return row;
}

} // namespace

class TestFieldShots : public QObject
{
    Q_OBJECT
private slots:

    void cleanup() { Theme::current().setKind(ThemeKind::Light); }

    void formsAndCells_data()
    {
        QTest::addColumn<int>("kind");
        QTest::newRow("light") << static_cast<int>(ThemeKind::Light);
        QTest::newRow("dark") << static_cast<int>(ThemeKind::Dark);
    }

    void formsAndCells()
    {
        QFETCH(int, kind);
        Theme::current().setKind(static_cast<ThemeKind>(kind));
        QWidget page;
        page.setAutoFillBackground(true);
        auto *columns = new QHBoxLayout(&page);
        columns->setContentsMargins(space::k7, space::k7, space::k7, space::k7);
        columns->setSpacing(space::k7);
        for (const State state : {State::Empty, State::Filled, State::Invalid, State::Edited}) {
            auto *column = new QVBoxLayout;
            column->setSpacing(space::k4);
            for (const Sample &each : samples()) {
                FieldRow *row = rowOf(each, state, &page);
                row->setFixedWidth(layout::kInspector - space::k8);
                column->addWidget(row);
            }
            column->addStretch(1);
            columns->addLayout(column);
        }
        save(page, "form");
    }

    void cells_data() { formsAndCells_data(); }

    void cells()
    {
        QFETCH(int, kind);
        Theme::current().setKind(static_cast<ThemeKind>(kind));
        QWidget page;
        page.setAutoFillBackground(true);
        auto *grid = new QGridLayout(&page);
        grid->setSpacing(space::k3);
        int line = 0;
        for (const Sample &each : samples()) {
            grid->addWidget(
                new Text(toQString(each.field.name), TextRole::Small, Color::TextMuted, &page),
                line,
                0);
            int column = 1;
            for (const State state : {State::Empty, State::Filled, State::Edited}) {
                grid->addWidget(new CellPreview(each, state, &page), line, column++);
            }
            ++line;
        }
        save(page, "cells");
    }

    void popovers_data() { formsAndCells_data(); }

    void popovers()
    {
        QFETCH(int, kind);
        Theme::current().setKind(static_cast<ThemeKind>(kind));
        QWidget page;
        page.setAutoFillBackground(true);
        auto *grid = new QGridLayout(&page);
        grid->setContentsMargins(space::k7, space::k7, space::k7, space::k7);
        grid->setSpacing(space::k7);
        int i = 0;
        for (const Sample &each : samples()) {
            const auto cell = fieldUi(each.field).createCell(each.field, {});
            if (cell->editorPlace() == CellUi::EditorPlace::Popover) {
                EditorContext context{.place = EditorContext::Place::Cell};
                FieldEditor *editor = fieldUi(each.field).createEditor(&page, each.field, context);
                editor->setJson(each.value);
                grid->addWidget(editor, i / 3, i % 3, Qt::AlignTop);
                ++i;
            }
        }
        save(page, "popovers");
    }

    void optionsForms_data() { formsAndCells_data(); }

    void optionsForms()
    {
        QFETCH(int, kind);
        Theme::current().setKind(static_cast<ThemeKind>(kind));
        QWidget page;
        page.setAutoFillBackground(true);
        auto *grid = new QGridLayout(&page);
        grid->setContentsMargins(space::k7, space::k7, space::k7, space::k7);
        grid->setSpacing(space::k7);
        int i = 0;
        for (const char *type : {"text", "number", "select", "relation", "file", "autodate"}) {
            fields::Field field
                = fields::makeField(type, type == std::string_view("number") ? "two words" : type);
            OptionsForm *form = fieldUi(field).createOptionsForm(&page, field, {});
            form->setFixedWidth(layout::kInspector - space::k8);
            grid->addWidget(form, 0, i++, Qt::AlignTop);
        }
        save(page, "options");
    }

    void filePreview_data() { formsAndCells_data(); }

    void filePreview()
    {
        QFETCH(int, kind);
        Theme::current().setKind(static_cast<ThemeKind>(kind));
        QTemporaryDir folder;
        QImage picture(1600, 1000, QImage::Format_ARGB32);
        picture.fill(Qt::transparent);
        QPainter painter(&picture);
        painter.setBrush(colorOf(Color::Accent));
        painter.drawEllipse(200, 100, 1200, 800);
        painter.end();
        const QString path = folder.filePath(QStringLiteral("cover.png"));
        QVERIFY(picture.save(path));
        QWidget page;
        page.setMinimumSize(1100, 760);
        page.resize(1100, 760);
        page.show();
        auto *sheet = new FilePreview(
            &page, fieldOf(R"({"type":"file","name":"papers","maxSelect":5})"), {});
        const QString item = localFileItem(path);
        sheet->open();
        sheet->look({item, localFileItem(QStringLiteral("/none.txt"))}, item);
        save(page, "preview");
    }

private:
    static void save(QWidget &page, const char *name)
    {
        page.adjustSize();
        page.show();
        QTest::qWait(30);
        page.adjustSize();
        const QImage image = page.grab().toImage();
        const QString folder = qEnvironmentVariable("SOCLE_SHOTS");
        if (!folder.isEmpty()) {
            QVERIFY(image.save(
                QStringLiteral("%1/%2-%3.png")
                    .arg(folder, QLatin1String(name), QLatin1String(QTest::currentDataTag()))));
        }
        int strange = 0;
        for (int y = 0; y < image.height(); y += 2) {
            for (int x = 0; x < image.width(); x += 2) {
                strange += image.pixel(x, y) == QColor(Qt::magenta).rgb() ? 1 : 0;
            }
        }
        QCOMPARE(strange, 0);
    }
};

SOCLE_TEST_SUITE(TestFieldShots)
#include "TestFieldShots.moc"
