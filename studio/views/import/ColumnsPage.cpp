#include "studio/views/import/ColumnsPage.h"

#include "studio/api/Text.h"
#include "studio/domain/SchemaStore.h"
#include "studio/kit/Button.h"
#include "studio/kit/Icon.h"
#include "studio/kit/Layouts.h"
#include "studio/kit/ScaledSize.h"
#include "studio/kit/Segmented.h"
#include "studio/kit/Select.h"
#include "studio/kit/Small.h"
#include "studio/kit/Text.h"
#include "studio/kit/TextField.h"
#include "studio/kit/WrapLayout.h"
#include "studio/views/import/ImportMetrics.h"
#include "studio/views/import/StepsPopover.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QLocale>
#include <QPainter>
#include <QScrollArea>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

enum Place { Take, Samples, Arrow, Field, Type, Steps, Note, PlaceCount };

/// Points from the column to its field; mirrored with the direction.
class ArrowMark : public QWidget
{
public:
    ArrowMark()
    {
        setFixedSize(Theme::current().scaled(control::kSm), Theme::current().scaled(control::kMd));
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        const double side = iconSize::kSm;
        const QRectF place((width() - side) / 2, (height() - side) / 2, side, side);
        drawIcon(&painter,
                 layoutDirection() == Qt::RightToLeft ? u"arrow-left"_s : u"arrow-right"_s,
                 place,
                 colorOf(Color::TextSubtle));
    }
};

QString sampleText(const InferredColumn &column)
{
    QStringList shown;
    for (const QString &sample : column.samples) {
        shown << sample.left(40).simplified();
    }
    return shown.join(u"  ·  "_s);
}

/// What one should know before agreeing: values that would be refused, choices found, gaps.
QString noteText(const InferredColumn &column, const QString &type, bool *isWarning)
{
    *isWarning = false;
    if (type == column.type && !column.breakers.isEmpty()) {
        *isWarning = true;
        QStringList first = column.breakers.first(std::min<qsizetype>(2, column.breakers.size()));
        return ColumnsPage::tr("%1 % fit, not: %2")
            .arg(QLocale().toString(100 * column.confidence, 'f', 1),
                 QLocale().createSeparatedList(first));
    }
    if (type == u"select" && !column.options.isEmpty()) {
        return ColumnsPage::tr("%n choices", nullptr, static_cast<int>(column.options.size()));
    }
    if (column.isRequired) {
        return column.isUnique ? ColumnsPage::tr("Always there, never twice")
                               : ColumnsPage::tr("Always there");
    }
    return ColumnsPage::tr("Empty in some rows");
}

} // namespace

ColumnsPage::ColumnsPage(SchemaStore &schema, QWidget *parent)
    : QWidget(parent)
    , m_schema(schema)
{
    auto *page = new QVBoxLayout(this);
    page->setContentsMargins(space::k7, space::k6, space::k7, space::k5);
    page->setSpacing(space::k5);

    auto *top = new WrapLayout; // never wider than the page: the others would have to be, too
    top->setSpacing(space::k4);
    m_file = new Select;
    m_file->setObjectName(u"import.file"_s);
    m_file->setAccessibleName(tr("File"));
    keepScaled(m_file, Extent::Width, import::kNameWidth);
    top->addWidget(m_file);
    m_target = new Segmented;
    m_target->setObjectName(u"import.target"_s);
    m_target->setAccessibleName(tr("Where the rows go"));
    m_target->addSegment(u"new"_s, tr("New collection"));
    m_target->addSegment(u"existing"_s, tr("Existing collection"));
    top->addWidget(m_target);
    m_name = new TextField(tr("Name of the collection"));
    m_name->setObjectName(u"import.name"_s);
    m_name->setAccessibleName(tr("Name of the new collection"));
    keepScaled(m_name, Extent::Width, import::kNameWidth);
    top->addWidget(m_name);
    m_collection = new Select;
    m_collection->setObjectName(u"import.collection"_s);
    m_collection->setAccessibleName(tr("Collection"));
    m_collection->setPlaceholder(tr("Choose a collection"));
    keepScaled(m_collection, Extent::Width, import::kNameWidth);
    top->addWidget(m_collection);
    page->addLayout(top);

    m_scroll = new QScrollArea;
    m_scroll->setObjectName(u"import.columns"_s);
    m_scroll->setAccessibleName(tr("Columns and fields"));
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->viewport()->setAutoFillBackground(false);
    page->addWidget(m_scroll, 1);
    m_more = new Text({}, TextRole::Small, Color::TextMuted);
    page->addWidget(m_more);

    connect(m_file, &Select::currentChanged, this, [this](const QString &key) {
        emit currentRequested(key.toInt());
    });
    connect(m_name, &TextField::textEdited, this, [this](const QString &text) {
        m_draft.newName = text.trimmed();
        publish();
    });
    connect(m_target, &Segmented::currentChanged, this, [this](const QString &key) {
        m_draft.makesCollection = key == u"new";
        if (!m_draft.makesCollection && target() != nullptr) {
            m_draft.aimAt(*target(), &m_schema);
        }
        showTarget();
        fillColumns();
        publish();
    });
    connect(m_collection, &Select::currentChanged, this, [this](const QString &key) {
        if (const CollectionPtr chosen = m_schema.find(key)) {
            m_draft.aimAt(*chosen, &m_schema);
            fillColumns();
            publish();
        }
    });
}

void ColumnsPage::show(const std::vector<ImportDraft> &drafts, int current)
{
    m_draft = drafts[static_cast<std::size_t>(current)];
    QVector<SelectOption> files;
    for (int i = 0; i < static_cast<int>(drafts.size()); ++i) {
        files.append({.key = QString::number(i),
                      .text = drafts[static_cast<std::size_t>(i)].fileName(),
                      .iconName = u"file-text"_s});
    }
    m_file->setOptions(files);
    m_file->setCurrentKey(QString::number(current));
    m_file->setVisible(drafts.size() > 1);
    fillTargets();
    m_name->setText(m_draft.newName);
    showTarget();
    fillColumns();
}

void ColumnsPage::fillTargets()
{
    QVector<SelectOption> options;
    for (const CollectionPtr &collection : m_schema.collections()) {
        if (!collection->isView() && !collection->isSystem) {
            options.append({.key = collection->id,
                            .text = collection->name,
                            .iconName = collection->isAuth() ? u"users"_s : u"table"_s});
        }
    }
    m_collection->setOptions(options);
    m_collection->setCurrentKey(m_draft.collectionId);
    m_target->setSegmentEnabled(
        u"existing"_s, !options.isEmpty(), tr("There is no collection yet"));
}

void ColumnsPage::showTarget()
{
    m_target->setCurrentKey(m_draft.makesCollection ? u"new"_s : u"existing"_s);
    m_name->setVisible(m_draft.makesCollection);
    m_collection->setVisible(!m_draft.makesCollection);
}

const CollectionSchema *ColumnsPage::target() const
{
    return m_schema.find(m_draft.collectionId).get(); // the store keeps it while the page shows it
}

void ColumnsPage::fillColumns()
{
    auto *table = new QWidget;
    auto *grid = new QGridLayout(table);
    setMirroredMargins(grid, 0, 0, space::k4, 0);
    grid->setHorizontalSpacing(space::k4);
    grid->setVerticalSpacing(space::k3);
    grid->setColumnStretch(Samples, 3);
    grid->setColumnStretch(Field, 1);
    grid->setColumnStretch(Note, 2);
    const QStringList heads{
        tr("Column"), tr("Values"), {}, tr("Field"), tr("Type"), tr("Changes"), {}};
    for (int place = 0; place < PlaceCount; ++place) {
        if (!heads.at(place).isEmpty()) {
            grid->addWidget(new SectionLabel(heads.at(place)), 0, place);
        }
    }
    const int count = std::min(static_cast<int>(m_draft.columns.size()), import::kMaxColumns);
    for (int i = 0; i < count; ++i) {
        addColumn(i, grid);
    }
    grid->setRowStretch(count + 1, 1);
    m_scroll->setWidget(table);
    table->setAutoFillBackground(false); // setWidget() switched it on
    const auto rest = static_cast<int>(m_draft.columns.size()) - count;
    m_more->setVisible(rest > 0);
    m_more->setText(tr("%n more columns are taken as proposed", nullptr, rest));
}

void ColumnsPage::addColumn(int index, QGridLayout *grid)
{
    const ColumnChoice &choice = m_draft.columns[static_cast<std::size_t>(index)];
    auto *samples = new Text(sampleText(choice.inferred), TextRole::Small, Color::TextSubtle);
    samples->setOverflow(Text::Overflow::Elide);
    grid->addWidget(samples, index + 1, Samples);
    grid->addWidget(new ArrowMark, index + 1, Arrow);
    grid->addWidget(makeSteps(index), index + 1, Steps);
    if (m_draft.makesCollection) {
        addToNew(index, grid);
    } else {
        addToExisting(index, grid);
    }
}

/// What changes the column's values on their way, behind a button that names it.
QWidget *ColumnsPage::makeSteps(int index)
{
    const auto at = static_cast<std::size_t>(index);
    const QString name = m_draft.columns[at].inferred.column;
    auto *button = new Button(QString(), ButtonVariant::Ghost);
    button->setObjectName(u"import.map.%1.steps"_s.arg(index + 1));
    button->setAccessibleName(tr("Changes of %1").arg(name));
    button->setControlSize(ControlSize::Small);
    const auto showSteps = [button, this, at] {
        const QString words = StepsPopover::summary(m_draft.columns[at].steps);
        button->setText(words.isEmpty() ? tr("None") : words);
    };
    showSteps();
    connect(button, &Button::clicked, this, [this, at, name, button, showSteps] {
        const ColumnChoice &choice = m_draft.columns[at];
        auto *popover
            = new StepsPopover(name, choice.steps, choice.inferred.samples.value(0), button);
        connect(popover,
                &StepsPopover::stepsChanged,
                this,
                [this, at, showSteps](const std::vector<ImportStep> &steps) {
                    m_draft.columns[at].steps = steps;
                    showSteps();
                    publish();
                });
        popover->showFor(button);
    });
    return button;
}

/// Of a relation: which field of the other collection the values name, and whether what is missing
/// there is made.
QWidget *ColumnsPage::makeMatch(int index, const QString &fieldName)
{
    const fields::Field *field = target() == nullptr ? nullptr : target()->field(fieldName);
    const CollectionPtr other = field == nullptr || !field->isType("relation")
        ? nullptr
        : m_schema.find(CollectionSchema::relationTarget(*field));
    if (other == nullptr) {
        return nullptr;
    }
    const auto at = static_cast<std::size_t>(index);
    const QString id = u"import.map.%1"_s.arg(index + 1);
    auto *line = new QWidget;
    auto *row = new QHBoxLayout(line);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::k3);
    auto *by = new Select;
    by->setObjectName(id + u".matchBy"_s);
    by->setAccessibleName(tr("Field of %1 the values name").arg(other->name));
    keepScaled(by, Extent::Width, import::kSmallSelect);
    QVector<SelectOption> options{{.key = {}, .text = tr("by id"), .iconName = u"link"_s}};
    for (const fields::Field &each : other->fields) {
        if (each.name != "id"
            && (each.isType("text") || each.isType("email") || each.isType("url")
                || each.isType("number"))) {
            options.append(
                {.key = toQString(each.name),
                 .text = tr("by %1").arg(toQString(each.name)),
                 .detail = other->hasUniqueIndex(toQString(each.name)) ? tr("unique") : QString(),
                 .iconName = fieldIconName(toQString(each.type))});
        }
    }
    by->setOptions(options);
    by->setCurrentKey(m_draft.columns[at].matchBy);
    auto *create = new QCheckBox(tr("Create missing"));
    create->setObjectName(id + u".create"_s);
    create->setToolTip(
        tr("A record of %1 with just this value is made where none has it").arg(other->name));
    create->setChecked(m_draft.columns[at].createsMissing);
    create->setEnabled(!m_draft.columns[at].matchBy.isEmpty());
    row->addWidget(by);
    row->addWidget(create);
    row->addStretch();
    connect(by, &Select::currentChanged, this, [this, at, create](const QString &key) {
        m_draft.columns[at].matchBy = key;
        create->setEnabled(!key.isEmpty());
        publish();
    });
    connect(create, &QCheckBox::clicked, this, [this, at](bool on) {
        m_draft.columns[at].createsMissing = on;
        publish();
    });
    return line;
}

void ColumnsPage::addToExisting(int index, QGridLayout *grid)
{
    const auto at = static_cast<std::size_t>(index);
    const ColumnChoice &choice = m_draft.columns[at];
    const QString name = choice.inferred.column;
    const QString id = u"import.map.%1"_s.arg(index + 1);
    const int row = index + 1;
    auto *take = new QCheckBox(name);
    take->setObjectName(id);
    take->setAccessibleName(tr("Import the column %1").arg(name));
    grid->addWidget(take, row, Take);
    auto *field = new Select;
    field->setObjectName(id + u".field"_s);
    field->setAccessibleName(tr("Field for %1").arg(name));
    keepScaled(field, Extent::LeastWidth, import::kLeastName);
    keepScaled(field, Extent::MostWidth, import::kNameWidth);
    field->setPlaceholder(tr("Left out"));
    QVector<SelectOption> options{{.key = {}, .text = tr("Left out")}};
    auto *type = new Text({}, TextRole::Small, Color::TextMuted);
    auto *match = new QHBoxLayout;
    grid->addLayout(match, row, Note);
    if (const CollectionSchema *collection = target()) {
        for (const fields::Field &known : collection->fields) {
            if (!known.isType("autodate")) {
                options.append({.key = toQString(known.name),
                                .text = toQString(known.name),
                                .detail = {},
                                .iconName = fieldIconName(toQString(known.type))});
            }
        }
    }
    field->setOptions(options);
    grid->addWidget(field, row, Field);
    grid->addWidget(type, row, Type);
    const auto show = [this, index, take, type, match](const QString &key) {
        const CollectionSchema *to = target();
        const fields::Field *found = to == nullptr ? nullptr : to->field(key);
        type->setText(found == nullptr ? QString() : toQString(found->type));
        take->setChecked(!key.isEmpty());
        clearLayout(match);
        if (QWidget *choices = makeMatch(index, key)) {
            match->addWidget(choices);
        }
    };
    field->setCurrentKey(choice.existing);
    show(choice.existing);
    connect(field, &Select::currentChanged, this, [this, at, show](const QString &key) {
        m_draft.columns[at].existing = key;
        if (target() != nullptr) {
            m_draft.proposeMatch(m_draft.columns[at], *target(), m_schema);
        }
        show(key);
        publish();
    });
    connect(take, &QCheckBox::clicked, this, [this, at, field, show, name](bool on) {
        QString key;
        if (on && target() != nullptr) {
            key = matchColumns({name}, *target()).front().field;
        }
        m_draft.columns[at].existing = key;
        field->setCurrentKey(key);
        show(key);
        if (on && key.isEmpty()) {
            field->setFocus();
            field->openList();
        }
        publish();
    });
}

void ColumnsPage::addToNew(int index, QGridLayout *grid)
{
    const auto at = static_cast<std::size_t>(index);
    const ColumnChoice &choice = m_draft.columns[at];
    const QString name = choice.inferred.column;
    const QString id = u"import.map.%1"_s.arg(index + 1);
    const int row = index + 1;
    auto *take = new QCheckBox(name);
    take->setObjectName(id);
    take->setAccessibleName(tr("Import the column %1").arg(name));
    grid->addWidget(take, row, Take);
    auto *note = new Text({}, TextRole::Small, Color::TextSubtle);
    note->setOverflow(Text::Overflow::Wrap);
    note->setMinimumWidth(space::k9); // its longest word must not widen the page
    grid->addWidget(note, row, Note);
    const auto showNote = [note, inferred = choice.inferred](const QString &type) {
        bool isWarning = false;
        note->setText(noteText(inferred, type, &isWarning));
        note->setColor(isWarning ? Color::Warning : Color::TextSubtle);
    };
    auto *field = new TextField(choice.newName);
    field->setObjectName(id + u".field"_s);
    field->setAccessibleName(tr("Field for %1").arg(name));
    field->setText(choice.newName);
    keepScaled(field, Extent::LeastWidth, import::kLeastName);
    keepScaled(field, Extent::MostWidth, import::kNameWidth);
    auto *type = new Select;
    type->setObjectName(id + u".type"_s);
    type->setAccessibleName(tr("Type of %1").arg(name));
    keepScaled(type, Extent::Width, import::kTypeWidth);
    QVector<SelectOption> types;
    for (const QString &one : ImportDraft::typesFor(choice)) {
        types.append({.key = one, .text = one, .detail = {}, .iconName = fieldIconName(one)});
    }
    type->setOptions(types);
    type->setCurrentKey(choice.newType);
    grid->addWidget(field, row, Field);
    grid->addWidget(type, row, Type);
    showNote(choice.newType);
    const auto enable = [field, type](bool on) {
        field->setEnabled(on);
        type->setEnabled(on);
    };
    take->setChecked(choice.isIncluded);
    enable(choice.isIncluded);
    connect(take, &QCheckBox::clicked, this, [this, at, enable](bool on) {
        m_draft.columns[at].isIncluded = on;
        enable(on);
        publish();
    });
    connect(field, &TextField::textEdited, this, [this, at](const QString &text) {
        m_draft.columns[at].newName = text.trimmed();
        publish();
    });
    connect(type, &Select::currentChanged, this, [this, at, showNote](const QString &key) {
        m_draft.columns[at].newType = key;
        showNote(key);
        publish();
    });
}

void ColumnsPage::publish() { emit draftChanged(m_draft); }

void ColumnsPage::focusFirst()
{
    if (m_draft.makesCollection) {
        m_name->setFocus();
        m_name->selectAll();
    } else {
        m_collection->setFocus();
    }
}

} // namespace socle::studio
