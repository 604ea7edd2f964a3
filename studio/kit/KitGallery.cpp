// The pages of the gallery. Long by nature: one of everything, top to bottom.
#include "studio/kit/KitGallery.h"

#include "studio/kit/Banner.h"
#include "studio/kit/Button.h"
#include "studio/kit/Card.h"
#include "studio/kit/Chip.h"
#include "studio/kit/CodeEdit.h"
#include "studio/kit/CodeLine.h"
#include "studio/kit/DataGrid.h"
#include "studio/kit/EmptyState.h"
#include "studio/kit/FieldRow.h"
#include "studio/kit/Fields.h"
#include "studio/kit/Icon.h"
#include "studio/kit/IconButton.h"
#include "studio/kit/ListRow.h"
#include "studio/kit/Pill.h"
#include "studio/kit/Progress.h"
#include "studio/kit/SearchField.h"
#include "studio/kit/Segmented.h"
#include "studio/kit/Select.h"
#include "studio/kit/Sheet.h"
#include "studio/kit/Skeleton.h"
#include "studio/kit/Small.h"
#include "studio/kit/Switch.h"
#include "studio/kit/Tabs.h"
#include "studio/kit/Text.h"
#include "studio/kit/TextField.h"
#include "studio/kit/Toast.h"
#include "studio/kit/gallery/GalleryModel.h"

#include <QCheckBox>
#include <QComboBox>
#include <QCoreApplication>
#include <QGridLayout>
#include <QMenu>
#include <QRadioButton>
#include <QScrollArea>
#include <QSlider>
#include <QSpinBox>
#include <QStackedLayout>
#include <QTimer>
#include <QVBoxLayout>

namespace socle::studio {

namespace {

QHBoxLayout *line(std::initializer_list<QWidget *> widgets)
{
    auto *row = new QHBoxLayout;
    row->setSpacing(space::k4);
    for (QWidget *widget : widgets) {
        row->addWidget(widget, 0, Qt::AlignVCenter);
    }
    row->addStretch(1);
    return row;
}

template <typename W> W *disabled(W *widget)
{
    widget->setEnabled(false);
    return widget;
}

template <typename W> W *checked(W *widget)
{
    widget->setChecked(true);
    return widget;
}

} // namespace

/// Builders of the pages; they own nothing.
class KitGallery::Pages
{
    Q_DECLARE_TR_FUNCTIONS(KitGallery)

public:
    static QWidget *controls();
    static QWidget *fields();
    static QWidget *feedback();
    static QWidget *grid();
    static QWidget *code();
};

QWidget *KitGallery::Pages::controls()
{
    auto *page = new QWidget;
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(space::k7, space::k7, space::k7, space::k7);
    column->setSpacing(space::k4);
    column->addWidget(new SectionLabel(tr("Buttons")));
    auto *busy = new Button(QStringLiteral("check"), tr("Commit"), ButtonVariant::Primary);
    busy->setBusy(true);
    column->addLayout(
        line({new Button(QStringLiteral("plus"), tr("New record"), ButtonVariant::Primary),
              new Button(tr("Review diff")),
              new Button(tr("Discard"), ButtonVariant::Ghost),
              new Button(QStringLiteral("trash"), tr("Delete 3 records"), ButtonVariant::Danger),
              new SplitButton(QStringLiteral("play"), tr("Run"), ButtonVariant::Primary),
              busy,
              disabled(new Button(tr("Disabled"), ButtonVariant::Primary)),
              disabled(new Button(tr("Disabled"))),
              disabled(new Button(tr("Disabled"), ButtonVariant::Ghost))}));
    auto *small = new Button(tr("Small"));
    small->setControlSize(ControlSize::Small);
    auto *large = new Button(tr("Large"), ButtonVariant::Primary);
    large->setControlSize(ControlSize::Large);
    auto *hint
        = new Button(QStringLiteral("check"), tr("Commit 4 changes"), ButtonVariant::Primary);
    hint->setShortcutHint(QStringLiteral("Ctrl S"));
    auto *toggled = new IconButton(QStringLiteral("table"), tr("Table"));
    toggled->setCheckable(true);
    toggled->setChecked(true);
    auto *dotted = new IconButton(QStringLiteral("bell"), tr("Notifications"));
    dotted->setDot(true);
    auto *outlined = new IconButton(QStringLiteral("settings"), tr("Settings"));
    outlined->setOutlined(true);
    column->addLayout(line({small,
                            large,
                            hint,
                            new IconButton(QStringLiteral("columns"), tr("Columns")),
                            new IconButton(QStringLiteral("sort"), tr("Sort")),
                            toggled,
                            dotted,
                            outlined,
                            disabled(new IconButton(QStringLiteral("trash"), tr("Delete")))}));
    column->addSpacing(space::k3);
    column->addWidget(new SectionLabel(tr("Choice")));
    auto *layouts = new Segmented;
    for (const auto *name : {"table", "kanban", "calendar-days", "image", "map", "chart"}) {
        layouts->addSegment(QLatin1String(name), {}, QLatin1String(name), QLatin1String(name));
    }
    auto *rules = new Segmented;
    rules->addSegment(QStringLiteral("locked"), tr("Locked"));
    rules->addSegment(QStringLiteral("everyone"), tr("Everyone"));
    rules->addSegment(QStringLiteral("rule"), tr("Rule"));
    rules->setCurrentKey(QStringLiteral("rule"));
    auto *partial = new QCheckBox(tr("Partly"));
    partial->setTristate(true);
    partial->setCheckState(Qt::PartiallyChecked);
    column->addLayout(line({layouts,
                            rules,
                            checked(new Switch(tr("Live"))),
                            new Switch(tr("Paused")),
                            disabled(checked(new Switch(tr("Disabled"))))}));
    column->addLayout(line({new QCheckBox(tr("Back up first")),
                            checked(new QCheckBox(tr("Apply as one change"))),
                            partial,
                            disabled(checked(new QCheckBox(tr("Disabled")))),
                            checked(new QRadioButton(tr("Local time"))),
                            new QRadioButton(tr("UTC")),
                            disabled(new QRadioButton(tr("Disabled")))}));
    column->addSpacing(space::k3);
    column->addWidget(new SectionLabel(tr("Chips, pills, small parts")));
    auto *muted = new Chip({tr("stars"), QStringLiteral(">"), QStringLiteral("3")});
    muted->setMuted(true);
    auto *tag = new Chip(tr("U. K. Le Guin"));
    tag->setTone(Tone::Neutral);
    tag->setDot(Theme::current().hashColor(QStringLiteral("U. K. Le Guin")));
    column->addLayout(
        line({new Chip({tr("status"), tr("is"), tr("published")}),
              new Chip({tr("price"), QStringLiteral("\u2265"), QStringLiteral("12.00")}),
              muted,
              tag,
              new Pill(tr("local"), Tone::Success),
              new Pill(tr("staging"), Tone::Warning),
              new Pill(tr("production"), Tone::Danger),
              new Pill(tr("archived")),
              new Pill(tr("Import 62%"), Tone::Accent),
              new Pill(tr("exact"), Tone::Info)}));
    column->addLayout(line({new Kbd(QStringLiteral("Ctrl K")),
                            new StatusDot(Tone::Success, tr("Running")),
                            new StatusDot(Tone::Neutral, tr("Stopped")),
                            new StatusDot(Tone::Warning, tr("Sign in again")),
                            new StatusDot(Tone::Danger, tr("Unreachable")),
                            new Avatar(tr("Mira"), space::k7),
                            new Avatar(tr("Omar"), space::k7),
                            new IconTile(QStringLiteral("hard-drive"), Tone::Accent),
                            new IconTile(QStringLiteral("globe"), Tone::Danger),
                            new IconTile(QStringLiteral("globe"), Tone::Warning),
                            new Spinner}));
    column->addSpacing(space::k3);
    column->addWidget(new SectionLabel(tr("Tabs")));
    auto *documents = new Tabs(Tabs::Look::Document);
    documents->addTab(QStringLiteral("books"), tr("books"), QStringLiteral("table"));
    documents->addTab(QStringLiteral("reviews"), tr("reviews"), QStringLiteral("table"));
    documents->addTab(QStringLiteral("map"), tr("Schema map"), QStringLiteral("schema"));
    documents->addTab(QStringLiteral("sql"), tr("Monthly revenue.sql"), QStringLiteral("terminal"));
    documents->setDirty(0, true);
    documents->setPreview(1, true);
    auto *strip = new QWidget;
    strip->setAutoFillBackground(true);
    QPalette sunken = strip->palette();
    sunken.setColor(QPalette::Window, colorOf(Color::Sunken));
    strip->setPalette(sunken);
    auto *stripRow = new QHBoxLayout(strip);
    stripRow->setContentsMargins(space::k3, 0, 0, 0);
    stripRow->addWidget(documents);
    stripRow->addWidget(new IconButton(QStringLiteral("plus"), tr("New tab")));
    stripRow->addStretch(1);
    column->addWidget(strip);
    auto *inspector = new Tabs;
    inspector->addTab(QStringLiteral("record"), tr("Record"));
    inspector->addTab(QStringLiteral("related"), tr("Related"));
    inspector->addTab(QStringLiteral("history"), tr("History"));
    inspector->addTab(QStringLiteral("json"), QStringLiteral("JSON"));
    inspector->setCount(1, 3);
    column->addWidget(inspector);
    column->addSpacing(space::k3);
    auto *cards = new QHBoxLayout;
    cards->setSpacing(space::k5);
    auto *primary = new ActionCard(QStringLiteral("plus"),
                                   tr("New local project"),
                                   tr("Pick a name. Socle starts its own server, creates the first "
                                      "admin and opens the schema."),
                                   QStringLiteral("Ctrl N"));
    primary->setPrimary(true);
    cards->addWidget(primary);
    cards->addWidget(new ActionCard(QStringLiteral("folder-open"),
                                    tr("Open existing data"),
                                    tr("Choose a pb_data folder, a backup zip or a .db file. It is "
                                       "copied, never changed in place."),
                                    QStringLiteral("Ctrl O")));
    cards->addWidget(new ActionCard(
        QStringLiteral("globe"),
        tr("Connect to a server"),
        tr("Any Socle or PocketBase address. Sign in once; the token lives in your keychain."),
        QStringLiteral("Ctrl Shift N")));
    column->addLayout(cards);
    column->addStretch(1);
    return page;
}

QWidget *KitGallery::Pages::fields()
{
    auto *page = new QWidget;
    auto *columns = new QHBoxLayout(page);
    columns->setContentsMargins(space::k7, space::k7, space::k7, space::k7);
    columns->setSpacing(space::k8);
    auto *form = new QVBoxLayout;
    form->setSpacing(space::k4);
    const auto field = [form](const QString &label, const QString &type, QWidget *editor) {
        auto *row = new FieldRow(label, editor);
        row->setFieldType(type);
        form->addWidget(row);
        return row;
    };
    const auto text = [](const QString &value) {
        auto *edit = new TextField;
        edit->setText(value);
        return edit;
    };
    form->addWidget(new Text(tr("Kindred"), TextRole::Title));
    field(tr("title"), QStringLiteral("text"), text(tr("Kindred")))->setRequired(true);
    auto *focused = text(tr("O. E. Butler"));
    field(tr("author"), QStringLiteral("relation"), focused);
    QTimer::singleShot(0, focused, [focused] { focused->setFocus(); });
    field(tr("price"), QStringLiteral("number"), text(QStringLiteral("14.50")))
        ->setEdited(true, QStringLiteral("13.25"));
    auto *status = new Select;
    status->setOptions({{QStringLiteral("draft"), tr("draft")},
                        {QStringLiteral("published"), tr("published")},
                        {QStringLiteral("archived"), tr("archived")}});
    status->setCurrentKey(QStringLiteral("published"));
    field(tr("status"), QStringLiteral("select"), status);
    auto *isbn = text(QStringLiteral("97808070836"));
    isbn->setMono(true);
    field(tr("isbn"), QStringLiteral("text"), isbn)->setError(tr("Must be 13 digits"));
    auto *summary = new TextArea;
    summary->setPlainText(tr("A modern woman is pulled back through time to the antebellum South, "
                             "again and again, to keep an ancestor alive."));
    field(tr("summary"), QStringLiteral("editor"), summary)
        ->setHelp(tr("Shown on the book page. Markdown is not rendered."));
    form->addStretch(1);
    columns->addLayout(form, 1);

    auto *other = new QVBoxLayout;
    other->setSpacing(space::k4);
    auto *search = new SearchField(tr("Search records, collections, or run a command"));
    search->setShortcutHint(QStringLiteral("Ctrl K"));
    other->addWidget(search);
    auto *filter = new SearchField(tr("Filter collections"));
    filter->setLeadingIcon(QStringLiteral("filter"));
    other->addWidget(filter);
    auto *secret = new TextField;
    secret->setSecret(true);
    secret->setText(QStringLiteral("correct horse"));
    other->addWidget(new FieldRow(tr("Password"), secret));
    auto *off = text(tr("Only on new records"));
    off->setEnabled(false);
    other->addWidget(new FieldRow(tr("id"), off));
    auto *who = new Select;
    who->setTall(true);
    SelectOption mira{
        QStringLiteral("mira"), QStringLiteral("mira@bookshop.example"), tr("users, role reader")};
    mira.dot = Theme::current().hashColor(QStringLiteral("mira"));
    who->setOptions({mira});
    who->setCurrentKey(QStringLiteral("mira"));
    other->addWidget(new FieldRow(tr("Who"), who));
    auto *combo = new QComboBox;
    combo->addItems({tr("Plain combo box"), tr("Second")});
    auto *spin = new QSpinBox;
    spin->setValue(30);
    auto *number = new NumberField;
    number->setValue(12.5);
    number->setTrailingHint(tr("EUR"));
    other->addLayout(line({combo, spin, number}));
    auto *slider = new QSlider(Qt::Horizontal);
    slider->setValue(40);
    other->addWidget(slider);
    auto *rule = new CodeLine;
    rule->setLineRange(1, 5);
    rule->setPlainText(
        QStringLiteral("@request.auth.id != \"\" &&\n(user = @request.auth.id || stars ?>= 4)"));
    rule->setTokenizer([](const QString &code) {
        QVector<CodeSpan> spans;
        const QStringList macros{QStringLiteral("@request.auth.id")};
        for (const QString &macro : macros) {
            for (auto at = code.indexOf(macro); at >= 0; at = code.indexOf(macro, at + 1)) {
                spans.push_back(
                    {static_cast<int>(at), static_cast<int>(macro.size()), Syntax::Macro});
            }
        }
        spans.push_back({static_cast<int>(code.indexOf(QLatin1String("user"))), 4, Syntax::Field});
        return spans;
    });
    rule->setProblems({{60, 3, tr("Unknown operator")}});
    other->addWidget(new FieldRow(tr("Who may update"), rule));
    auto *json = new CodeLine;
    json->setLineRange(1, 1);
    json->setPlainText(QStringLiteral("{ \"body\": \"A slow, lovely, long book\" }"));
    json->setTokenizer(&tokenizeJson);
    other->addWidget(new FieldRow(tr("With this change"), json));
    other->addStretch(1);
    columns->addLayout(other, 1);
    return page;
}

QWidget *KitGallery::Pages::feedback()
{
    auto *page = new QWidget;
    auto *columns = new QHBoxLayout(page);
    columns->setContentsMargins(space::k7, space::k7, space::k7, space::k7);
    columns->setSpacing(space::k7);
    auto *left = new QVBoxLayout;
    left->setSpacing(space::k4);
    auto *refused = new Banner(
        Tone::Danger, tr("Refused"), tr("Mira neither wrote this review nor edits its author."));
    refused->addAction(tr("Details"));
    left->addWidget(refused);
    auto *warning = new Banner(Tone::Warning,
                               tr("You are working on production"),
                               tr("Writes are locked until you unlock them."));
    warning->setDismissible(true);
    left->addWidget(warning);
    left->addWidget(new Banner(Tone::Success, tr("All 12 tests pass")));
    left->addWidget(new Banner(Tone::Info, {}, tr("Counts are estimates while the import runs.")));
    auto *bar = new Card;
    bar->setBar(Tone::Success);
    bar->body()->addWidget(new Text(tr("New collection series"), TextRole::BaseMedium));
    bar->body()->setSpacing(0);
    bar->body()->addWidget(new Text(
        tr("2 fields, locked for everyone but superusers"), TextRole::Small, Color::TextMuted));
    left->addWidget(bar);
    auto *running = new ProgressRow(tr("Import books.csv"));
    running->setProgress(0.62, tr("31,000 of 50,000 rows, 12 s left"));
    left->addWidget(running);
    auto *unknown = new ProgressRow(tr("Back up"));
    unknown->setProgress(-1, tr("Copying files"));
    left->addWidget(unknown);
    auto *failed = new ProgressRow(tr("Export orders"));
    failed->setFinished(Tone::Danger, tr("The disk is full"));
    left->addWidget(failed);
    auto *list = new Card;
    list->body()->setContentsMargins(1, 1, 1, 1);
    list->body()->setSpacing(0);
    const auto project = [list](const QString &name,
                                const QString &where,
                                const QString &pill,
                                Tone tone,
                                const QString &tile,
                                Tone tileTone,
                                StatusDot *dot) {
        auto *row = new ListRow(name, where);
        row->setTile(tile, tileTone);
        row->setPill(pill, tone);
        row->addTrailing(dot);
        row->addTrailing(new IconButton(QStringLiteral("ellipsis"), tr("More")));
        row->setDivider(true);
        list->body()->addWidget(row);
        return row;
    };
    project(tr("Bookshop"),
            QStringLiteral("~/Socle/bookshop"),
            tr("local"),
            Tone::Success,
            QStringLiteral("hard-drive"),
            Tone::Accent,
            new StatusDot(Tone::Success, tr("Running")));
    project(tr("Atlas API"),
            QStringLiteral("https://api.atlas.example"),
            tr("production"),
            Tone::Danger,
            QStringLiteral("globe"),
            Tone::Danger,
            new StatusDot(Tone::Success, QStringLiteral("28 ms")));
    project(tr("Clinic"),
            QStringLiteral("https://pb.clinic.example"),
            tr("staging"),
            Tone::Warning,
            QStringLiteral("globe"),
            Tone::Warning,
            new StatusDot(Tone::Danger, tr("Unreachable")))
        ->setDivider(false);
    left->addWidget(list);
    auto *test = new ListRow(tr("Owner edits own text"));
    test->setBoxed(true);
    test->addTrailing(new Pill(tr("allowed"), Tone::Success));
    left->addWidget(test);
    left->addStretch(1);
    columns->addLayout(left, 3);
    auto *right = new QVBoxLayout;
    auto *empty = new EmptyState(
        QStringLiteral("filter"),
        tr("No record matches these 2 conditions"),
        tr("The collection has 1,048,576 records. The newest one was written a minute ago."));
    empty->addAction(tr("Clear filter"));
    empty->addAction(tr("Edit filter"));
    right->addWidget(empty, 1);
    auto *skeleton = new Skeleton(Skeleton::Shape::Rows);
    skeleton->setImmediate(true);
    right->addWidget(skeleton);
    columns->addLayout(right, 2);
    QTimer::singleShot(0, page, [page] {
        Toast::show(page, Tone::Success, tr("Committed 4 changes"), tr("Undo"), [] {});
        Toast::show(page, Tone::Danger, tr("Could not save 2 of 37 records"));
    });
    return page;
}

QWidget *KitGallery::Pages::grid()
{
    auto *page = new QWidget;
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    auto *grid = new DataGrid;
    grid->setObjectName(QStringLiteral("gallery.grid"));
    grid->setModel(new GalleryModel(grid));
    grid->setColumns(GalleryModel::columns());
    GridMarks marks;
    marks.keys = {QStringLiteral("w5b8q2r7t1y4u9i")};
    grid->setMarks(marks);
    grid->setCurrentIndex(grid->model()->index(3, 3));
    grid->clearSelection();
    grid->flashRow(QStringLiteral("b4v8c2x6z1a5s9d"));
    QTimer::singleShot(0, grid, [grid] { grid->setFocus(); });
    column->addWidget(grid);
    return page;
}

QWidget *KitGallery::Pages::code()
{
    auto *page = new QWidget;
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(space::k7, space::k7, space::k7, space::k7);
    auto *sql = new CodeEdit(CodeEdit::Language::Sql);
    sql->setText(QStringLiteral(
        "-- Revenue of the last twelve months\nSELECT strftime('%Y-%m', created) AS month, "
        "sum(price) AS revenue\nFROM order_items\nWHERE created >= '2025-03-01' AND price != "
        "0\nGROUP BY month\nORDER BY month DESC\nLIMIT 12;\n"));
    auto *json = new CodeEdit(CodeEdit::Language::Json);
    json->setText(
        QStringLiteral("{\n  \"title\": \"Kindred\",\n  \"price\": 14.5,\n  \"inPrint\": true,\n  "
                       "\"tags\": [\"sci-fi\", \"classic\"],\n  \"meta\": null\n}\n"));
    json->setReadOnly(true);
    column->addWidget(sql, 1);
    column->addWidget(json, 1);
    return page;
}

KitGallery::KitGallery(Page page, QWidget *parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("kit.gallery"));
    setWindowTitle(tr("Socle kit"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *tabs = new Tabs;
    tabs->setObjectName(QStringLiteral("kit.gallery.pages"));
    tabs->addTab(QStringLiteral("controls"), tr("Controls"));
    tabs->addTab(QStringLiteral("fields"), tr("Fields"));
    tabs->addTab(QStringLiteral("feedback"), tr("Feedback"));
    tabs->addTab(QStringLiteral("grid"), tr("Grid"));
    tabs->addTab(QStringLiteral("code"), tr("Code"));
    tabs->setCurrentIndex(static_cast<int>(page));
    auto *head = new QHBoxLayout;
    head->setContentsMargins(space::k7, space::k3, space::k7, 0);
    head->addWidget(tabs, 1);
    column->addLayout(head);
    connect(tabs, &QTabBar::currentChanged, this, [this](int index) {
        setPage(static_cast<Page>(index));
    });
    setPage(page);
}

void KitGallery::setPage(Page page)
{
    delete m_content;
    switch (page) {
    case Page::Controls:
        m_content = Pages::controls();
        break;
    case Page::Fields:
        m_content = Pages::fields();
        break;
    case Page::Feedback:
        m_content = Pages::feedback();
        break;
    case Page::Grid:
        m_content = Pages::grid();
        break;
    case Page::Code:
        m_content = Pages::code();
        break;
    }
    layout()->addWidget(m_content);
}

} // namespace socle::studio
