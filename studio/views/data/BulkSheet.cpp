#include "studio/views/data/BulkSheet.h"

#include "shared/fields/FieldCatalogue.h"
#include "studio/api/OnResult.h"
#include "studio/api/Text.h"
#include "studio/domain/BulkRun.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/FieldValue.h"
#include "studio/domain/LabelCache.h"
#include "studio/domain/SchemaStore.h"
#include "studio/domain/StagingEngine.h"
#include "studio/fields/FieldUiCatalogue.h"
#include "studio/kit/Icon.h"
#include "studio/kit/ItemInk.h"
#include "studio/kit/Layouts.h"
#include "studio/kit/Privacy.h"
#include "studio/kit/ScaledSize.h"
#include "studio/kit/Select.h"
#include "studio/kit/Text.h"
#include "studio/kit/TextField.h"
#include "studio/kit/Theme.h"
#include "studio/views/data/DataMetrics.h"
#include "studio/views/data/ValueWords.h"

#include <QBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QScrollArea>
#include <QTreeWidget>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr int kPreviewRows = 20;

QString operationWords(BulkOperation operation)
{
    switch (operation) {
    case BulkOperation::Unchanged:
        return BulkSheet::tr("leave as it is");
    case BulkOperation::Set:
        return BulkSheet::tr("set to");
    case BulkOperation::Clear:
        return BulkSheet::tr("clear");
    case BulkOperation::Add:
        return BulkSheet::tr("add");
    case BulkOperation::Remove:
        return BulkSheet::tr("take away");
    case BulkOperation::Increase:
        return BulkSheet::tr("increase by");
    case BulkOperation::ReplaceText:
        return BulkSheet::tr("replace text");
    case BulkOperation::FromFields:
        return BulkSheet::tr("build from fields");
    }
    return {};
}

QString keyOf(BulkOperation operation) { return QString::number(static_cast<int>(operation)); }

} // namespace

BulkSheet::BulkSheet(ConnectionContext &context, const GatherPlan &plan, QWidget *window)
    : Sheet(window, tr("Edit records"))
    , m_context(context)
    , m_plan(plan)
    , m_problem(new Text({}, TextRole::Small, Color::Danger))
    , m_preview(new QTreeWidget)
{
    setObjectName(u"data.bulk"_s);
    setSubtitle(tr("Reading the records…"));
    setPanelWidth(data::kReviewWidth);
    auto *fieldsPlace = new QWidget;
    auto *rows = new QVBoxLayout(fieldsPlace);
    setMirroredMargins(rows, 0, 0, space::k4, 0);
    rows->setSpacing(space::k4);
    for (const fields::Field &field : plan.collection->fields) {
        const bool isFixed = field.isType(fields::kAutodate) || field.isType(fields::kPassword)
            || field.isType(fields::kFile) || field.name == "id" || field.name == "tokenKey";
        if (!isFixed) {
            rows->addWidget(makeRow(field));
        }
    }
    rows->addStretch();
    auto *scroll = new QScrollArea;
    scroll->setObjectName(u"data.bulk.fields"_s);
    scroll->setAccessibleName(tr("Fields"));
    scroll->setFocusPolicy(Qt::NoFocus); // what is in it has the focus
    scroll->setWidget(fieldsPlace);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus); // its rows have it
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    keepScaled(scroll, Extent::LeastHeight, data::kReviewHeight);
    scroll->viewport()->setAutoFillBackground(false);
    fieldsPlace->setAutoFillBackground(false);
    m_preview->setObjectName(u"data.bulk.preview"_s);
    m_preview->setAccessibleName(tr("What would change"));
    m_preview->setRootIsDecorated(false);
    m_preview->setUniformRowHeights(true);
    m_preview->setItemDelegate(new InkDelegate(m_preview));
    m_preview->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_preview->setHeaderLabels({tr("Record"), tr("Field"), tr("Before"), tr("After")});
    m_preview->header()->setSectionResizeMode(QHeaderView::Stretch);
    m_preview->header()->setStretchLastSection(
        false); // it would keep the width it has without a bar
    keepScaled(m_preview, Extent::Width, data::kBulkPreview);
    auto *row = new QHBoxLayout;
    row->setSpacing(space::k5);
    row->addWidget(scroll, 1);
    row->addWidget(m_preview);
    body()->addLayout(row, 1);
    m_problem->setOverflow(Text::Overflow::Wrap);
    body()->addWidget(m_problem);
    Button *cancel = addButton(tr("Cancel"), ButtonVariant::Secondary);
    cancel->setObjectName(u"data.bulk.cancel"_s);
    m_dry = addButton(tr("Dry run"), ButtonVariant::Secondary);
    m_dry->setObjectName(u"data.bulk.dryRun"_s);
    m_dry->setToolTip(tr("Goes through all records and counts what would change; writes nothing"));
    m_run = addButton(tr("Run as a task"), ButtonVariant::Secondary);
    m_run->setObjectName(u"data.bulk.run"_s);
    m_run->setToolTip(tr("Changes the records on the server at once, page by page"));
    m_dry->hide();
    m_run->hide();
    m_stage = addButton(tr("Stage changes"), ButtonVariant::Primary);
    m_stage->setObjectName(u"data.bulk.stage"_s);
    m_stage->setEnabled(false);
    connect(&context.labels(), &LabelCache::arrived, this, &BulkSheet::preview);
    connect(m_dry, &Button::clicked, this, [this] { run(true); });
    connect(m_run, &Button::clicked, this, [this] { run(false); });
    connect(cancel, &Button::clicked, this, &Sheet::reject);
    connect(m_stage, &Button::clicked, this, &BulkSheet::stage);
    onResult(gatherRecords(context.client(), plan, this),
             this,
             [this](Result<std::vector<Record>> records) { gathered(std::move(records)); });
}

QWidget *BulkSheet::makeRow(const fields::Field &field)
{
    Row row;
    row.name = toQString(field.name);
    auto *line = new QWidget;
    auto *lines = new QVBoxLayout(line);
    lines->setContentsMargins(0, 0, 0, 0);
    lines->setSpacing(space::k3);
    auto *layout = new QHBoxLayout;
    layout->setSpacing(space::k3);
    lines->addLayout(layout);
    auto *glyph = new QLabel;
    const auto showGlyph = [glyph, type = toQString(field.type)] {
        glyph->setPixmap(fieldIcon(type).pixmap(static_cast<int>(iconSize::kMd)));
    };
    showGlyph();
    connect(&Theme::current(), &Theme::changed, glyph, showGlyph);
    auto *name = new Text(row.name, TextRole::BaseMedium);
    name->setOverflow(Text::Overflow::Elide);
    keepScaled(name, Extent::Width, data::kDiffColumn);
    row.operation = new Select;
    row.operation->setObjectName(u"data.bulk.field."_s + row.name);
    row.operation->setAccessibleName(tr("What happens to %1").arg(row.name));
    keepScaled(row.operation, Extent::Width, data::kBulkOperation);
    QVector<SelectOption> options;
    for (const BulkOperation operation : bulkOperationsFor(field)) {
        options.append({.key = keyOf(operation), .text = operationWords(operation)});
    }
    row.operation->setOptions(options);
    row.operation->setCurrentKey(keyOf(BulkOperation::Unchanged));

    EditorContext context;
    context.place = EditorContext::Place::Bulk;
    context.client = &m_context.client();
    context.schema = &m_context.schema();
    context.labels = &m_context.labels();
    context.collection = m_plan.collection;
    row.valuePlace = new QWidget;
    auto *value = new QVBoxLayout(row.valuePlace);
    value->setContentsMargins(0, 0, 0, 0);
    row.editor = fieldUi(field).createEditor(row.valuePlace, field, context);
    row.editor->setValue(toVariant(toJson(QVariant(), field), field));
    row.editor->setObjectName(u"data.bulk.value."_s + row.name);
    value->addWidget(row.editor);
    row.textPlace = new QWidget;
    auto *texts = new QHBoxLayout(row.textPlace);
    texts->setContentsMargins(0, 0, 0, 0);
    texts->setSpacing(space::k3);
    row.text = new TextField;
    row.text->setObjectName(u"data.bulk.text."_s + row.name);
    row.text->setAccessibleName(tr("Text for %1").arg(row.name));
    row.replacement = new TextField(tr("replace with"));
    row.replacement->setObjectName(u"data.bulk.replacement."_s + row.name);
    row.replacement->setAccessibleName(tr("Replacement for %1").arg(row.name));
    texts->addWidget(row.text, 1);
    texts->addWidget(row.replacement, 1);
    layout->addWidget(glyph);
    layout->addWidget(name);
    layout->addWidget(row.operation);
    if (field.isType(fields::kEditor) || field.isType(fields::kJson)) {
        lines->addWidget(row.valuePlace); // a text of its own wants the whole width
    } else {
        layout->addWidget(row.valuePlace, 1);
    }
    layout->addWidget(row.textPlace, 1);
    layout->addStretch();
    showRow(row);
    const std::size_t at = m_rows.size();
    connect(row.operation, &Select::currentChanged, this, [this, at] {
        showRow(m_rows[at]);
        preview();
    });
    connect(row.editor, &FieldEditor::valueEdited, this, &BulkSheet::preview);
    connect(row.text, &QLineEdit::textChanged, this, &BulkSheet::preview);
    connect(row.replacement, &QLineEdit::textChanged, this, &BulkSheet::preview);
    m_rows.push_back(row);
    return line;
}

void BulkSheet::showRow(const Row &row)
{
    const auto operation = static_cast<BulkOperation>(row.operation->currentKey().toInt());
    const bool takesText = operation == BulkOperation::Increase
        || operation == BulkOperation::ReplaceText || operation == BulkOperation::FromFields;
    row.valuePlace->setVisible(operation == BulkOperation::Set || operation == BulkOperation::Add
                               || operation == BulkOperation::Remove);
    row.textPlace->setVisible(takesText);
    row.replacement->setVisible(operation == BulkOperation::ReplaceText);
    row.text->setPlaceholderText(operation == BulkOperation::Increase ? tr("1.5 or +5%")
                                     : operation == BulkOperation::FromFields
                                     ? tr("{title} - {author}")
                                     : tr("find"));
}

void BulkSheet::setOperation(const QString &field, BulkOperation operation)
{
    for (const Row &row : m_rows) {
        if (row.name == field) {
            row.operation->setCurrentKey(keyOf(operation));
            showRow(row);
            preview();
        }
    }
}

void BulkSheet::gathered(Result<std::vector<Record>> records)
{
    if (!records) {
        setSubtitle(tr("The records could not be read."));
        m_problem->setText(apiError(records.error()).message);
        return;
    }
    m_records = records.takeValue();
    const int count = static_cast<int>(m_records.size());
    const bool isQuery = m_plan.ids.isEmpty();
    m_isReady = true;
    m_isLarge = count > m_plan.most;
    if (m_isLarge || isQuery) {
        m_total = m_isLarge && !isQuery ? static_cast<qint64>(m_plan.ids.size()) : count;
        m_dry->show();
        m_run->show();
    }
    if (m_isLarge) {
        m_records.resize(static_cast<std::size_t>(kPreviewRows));
        m_stage->hide();
        m_run->setVariant(ButtonVariant::Primary);
        setTitle(tr("Edit many records"));
        setSubtitle(tr("More than %1 records: they are changed as a task, page by page. It can be "
                       "paused and resumed, but not undone.")
                        .arg(QLocale().toString(m_plan.most)));
        if (isQuery) {
            countAll();
        }
        preview();
        return;
    }
    setTitle(count == 1 ? tr("Edit 1 record") : tr("Edit %Ln records", nullptr, count));
    setSubtitle(tr("Everything is staged first; nothing is sent until you commit."));
    preview();
}

std::vector<BulkChange> BulkSheet::changes() const
{
    std::vector<BulkChange> list;
    for (const Row &row : m_rows) {
        BulkChange change;
        change.field = row.name;
        change.operation = static_cast<BulkOperation>(row.operation->currentKey().toInt());
        if (change.operation == BulkOperation::Unchanged) {
            continue;
        }
        change.value = row.editor->json();
        change.text = row.text->text();
        change.replacement = row.replacement->text();
        // /pattern/ is a regular expression, as in every editor's search.
        change.isRegex = change.operation == BulkOperation::ReplaceText && change.text.size() > 2
            && change.text.startsWith(u'/') && change.text.endsWith(u'/');
        if (change.isRegex) {
            change.text = change.text.mid(1, change.text.size() - 2);
        }
        list.push_back(std::move(change));
    }
    return list;
}

void BulkSheet::preview()
{
    m_preview->clear();
    m_problem->setText({});
    const std::vector<BulkChange> list = changes();
    const CollectionPtr collection = m_plan.collection;
    const std::string labelField = toUtf8(collection->labelField());
    for (const Record &record : m_records) {
        if (m_preview->topLevelItemCount() >= kPreviewRows) {
            break;
        }
        const Json *label = record.values.find(labelField);
        for (const BulkChange &change : list) {
            const fields::Field *field = collection->field(change.field);
            const Result<Json> value = applyBulk(change, *field, record.values);
            if (!value) {
                m_problem->setText(toQString(value.error().message));
                break;
            }
            const auto words = [this, field](const Json &json) {
                const QString shown = shownWords(m_context, json, *field);
                return shown.isEmpty() ? u"\u2014"_s : shown;
            };
            const QString wrong = validationMessage(*value, *field);
            if (!wrong.isEmpty() && m_problem->text().isEmpty()) {
                m_problem->setText(tr("%1: %2").arg(change.field, wrong));
            }
            auto *item = new QTreeWidgetItem(
                m_preview,
                {label != nullptr && label->isString() ? toQString(label->text()) : record.id,
                 change.field,
                 words(record.value(change.field)),
                 words(*value)});
            setInk(item, 2, Color::TextMuted);
            setInk(item, 3, wrong.isEmpty() ? Color::Success : Color::Danger);
            for (int column = 0; column < item->columnCount(); ++column) {
                item->setToolTip(column, item->text(column));
            }
            if (!wrong.isEmpty()) {
                item->setIcon(3, icon(u"warning"_s, Color::Danger)); // not by its colour alone
                item->setToolTip(3, wrong);
            }
        }
    }
    const int count = static_cast<int>(m_records.size());
    const bool canRun = m_isReady && !list.empty() && count > 0;
    m_stage->setEnabled(canRun);
    m_dry->setEnabled(canRun);
    m_run->setEnabled(canRun && !m_context.isLocked());
    if (m_isLarge && m_total >= 0) {
        m_run->setText(tr("Change %1 records").arg(QLocale().toString(m_total)));
    }
    m_stage->setText(!m_isReady       ? tr("Stage changes")
                         : count == 1 ? tr("Stage 1 change")
                                      : tr("Stage %Ln changes", nullptr, count));
}

/// The exact number before anything can be done with it (studio.md 4.3.10).
void BulkSheet::countAll()
{
    m_total = -1;
    m_run->setEnabled(false);
    onResult(RecordsEndpoint(m_context.client()).count(m_plan.collection->name, m_plan.filter, {}),
             this,
             [this](const Result<qint64> &count) {
                 if (!count) {
                     m_problem->setText(apiError(count.error()).message);
                     return;
                 }
                 m_total = *count - m_plan.exceptions.size();
                 setTitle(tr("Edit %1 records").arg(QLocale().toString(m_total)));
                 preview();
             });
}

void BulkSheet::run(bool isDry)
{
    BulkOrder order;
    order.collectionId = m_plan.collection->id;
    order.filter = m_plan.filter;
    order.ids = m_plan.ids;
    order.exceptions = m_plan.exceptions.values();
    order.changes = changes();
    order.total = m_total;
    auto *run = new BulkRun( // a child of the context: it outlives the tab
        m_context,
        std::move(order),
        isDry ? BulkRun::Mode::DryRun : BulkRun::Mode::Write);
    if (!isDry) {
        emit staged(tr("The change runs as a task"));
        accept();
        return;
    }
    m_dry->setBusy(true);
    connect(run, &BulkRun::ended, this, [this](const QString &result) {
        m_dry->setBusy(false);
        m_problem->setText(result);
    });
}

void BulkSheet::stage()
{
    StagingEngine &staging = m_context.staging();
    const CollectionPtr collection = m_plan.collection;
    const std::vector<BulkChange> list = changes();
    staging.beginMacro(collection->id, tr("Bulk edit"));
    int staged = 0;
    for (const Record &record : m_records) {
        const RecordKey key{collection->id, record.id};
        for (const BulkChange &change : list) {
            const fields::Field *field = collection->field(change.field);
            const StagedRecord *before = staging.find(key);
            JsonObject values = record.values;
            if (before != nullptr) {
                values.set(field->name, before->effective(change.field));
            }
            if (const Result<Json> value = applyBulk(change, *field, values)) {
                staging.setValue(key, record, change.field, *value);
            }
        }
        staged += staging.find(key) != nullptr ? 1 : 0;
    }
    staging.endMacro(collection->id);
    emit this->staged(staged == 1 ? tr("1 record staged")
                                  : tr("%Ln records staged", nullptr, staged));
    accept();
}

} // namespace socle::studio
