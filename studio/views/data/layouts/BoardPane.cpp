#include "studio/views/data/layouts/BoardPane.h"

#include "shared/fields/FieldCatalogue.h"
#include "studio/api/OnResult.h"
#include "studio/api/Text.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/FieldValue.h"
#include "studio/domain/GuessedSchema.h"
#include "studio/domain/LabelCache.h"
#include "studio/domain/PagedRecordModel.h"
#include "studio/domain/PictureStore.h"
#include "studio/domain/RecordQueryText.h"
#include "studio/domain/SchemaStore.h"
#include "studio/domain/StagingEngine.h"
#include "studio/fields/FieldUiCatalogue.h"
#include "studio/kit/Button.h"
#include "studio/kit/MenuPlace.h"
#include "studio/kit/Popover.h"
#include "studio/kit/Sideways.h"
#include "studio/views/data/layouts/BoardColumn.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QElapsedTimer>
#include <QLocale>
#include <QMenu>
#include <QScrollArea>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

bool makesColumns(const fields::Field &field)
{
    if (isGuess(field)) {
        return false; // a record with another value would stand in no column
    }
    return field.isType(fields::kBool)
        || ((field.isType(fields::kSelect) || field.isType(fields::kRelation))
            && !field.isMultiple());
}

} // namespace

BoardPane::BoardPane(ConnectionContext &context, QWidget *parent)
    : LayoutPane(u"board"_s, context, parent)
    , m_by(addSelect(u"by"_s, tr("Columns")))
    , m_more(new Popover(this))
    , m_cover(addSelect(u"cover"_s, tr("Cover"), m_more))
    , m_sum(addSelect(u"sum"_s, tr("Sum"), m_more))
    , m_order(addSelect(u"order"_s, tr("Order"), m_more))
    , m_color(addSelect(u"color"_s, tr("Colour"), m_more))
    , m_moreButton(new Button(u"sliders"_s, tr("Cards"), ButtonVariant::Ghost))
    , m_linesButton(new Button(u"list"_s, tr("Card fields"), ButtonVariant::Ghost))
    , m_linesMenu(new QMenu(this))
    , m_hideEmpty(new QCheckBox(tr("Hide empty")))
    , m_scroll(new QScrollArea)
{
    m_linesButton->setObjectName(u"data.board.lines"_s);
    m_linesMenu->setObjectName(u"data.board.lines.menu"_s);
    m_linesMenu->setAccessibleName(tr("Fields on the cards"));
    m_hideEmpty->setObjectName(u"data.board.hideEmpty"_s);
    m_more->setObjectName(u"data.board.more.popover"_s);
    m_more->setAccessibleName(tr("How cards look and stand"));
    m_more->setPadding(space::k4);
    m_more->body()->setSpacing(space::k3);
    m_moreButton->setObjectName(u"data.board.more"_s);
    m_moreButton->setToolTip(m_more->accessibleName());
    connect(m_moreButton, &Button::clicked, this, [this] { m_more->showFor(m_moreButton); });
    addToStrip(m_moreButton);
    addToStrip(m_linesButton);
    addToStrip(m_hideEmpty);
    connect(
        m_linesButton, &Button::clicked, this, [this] { popupBelow(m_linesMenu, m_linesButton); });
    connect(m_hideEmpty, &QCheckBox::toggled, this, [this](bool on) {
        setOption(u"hideEmpty"_s, on);
        applyFolds();
    });
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setWidgetResizable(true);
    m_scroll->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    allowScrollSideways(m_scroll);
    setContent(m_scroll);
    const auto repaint = [this] {
        for (const Slot &slot : m_columns) {
            slot.widget->list()->viewport()->update();
        }
    };
    connect(&context.pictures(), &PictureStore::arrived, this, repaint);
    connect(&context.labels(), &LabelCache::arrived, this, repaint);
}

BoardPane::~BoardPane() = default;

void BoardPane::reload()
{
    m_field = fillFields(m_by, u"by"_s, makesColumns, tr("none"));
    const bool isOne = option(u"by"_s) == u"-"_s; // one column with everything
    if (option(u"by"_s).isEmpty()) {
        // A select is what boards are for; relations only when there is none.
        for (const fields::Field &field : query().collection->fields) {
            if (field.isType(fields::kSelect) && makesColumns(field)) {
                m_field = toQString(field.name);
                m_by->setCurrentKey(m_field);
                break;
            }
        }
    }
    m_coverField = fillFields(
        m_cover,
        u"cover"_s,
        [](const fields::Field &field) { return field.isType(fields::kFile); },
        tr("none"));
    m_sumField = fillFields(
        m_sum,
        u"sum"_s,
        [](const fields::Field &field) { return field.isType(fields::kNumber); },
        tr("none"),
        false);
    m_orderField = fillFields(
        m_order,
        u"order"_s,
        [](const fields::Field &field) { return field.isType(fields::kNumber); },
        tr("as sorted"),
        false);
    m_colorField = fillFields(
        m_color,
        u"color"_s,
        [](const fields::Field &field) {
            return field.isType(fields::kBool)
                || (field.isType(fields::kSelect) && !field.isMultiple());
        },
        tr("none"),
        false);
    {
        const QSignalBlocker quiet(m_hideEmpty);
        m_hideEmpty->setChecked(options()[u"hideEmpty"_s].toBool());
    }
    ++m_generation;
    if (m_field.isEmpty() && !isOne) {
        showEmpty(u"kanban"_s,
                  tr("Nothing to make columns of"),
                  tr("A board needs a single select, a bool or a single relation in %1.")
                      .arg(query().collection->name));
        return;
    }
    chooseLines();
    showLoading();
    chooseColumns();
}

void BoardPane::chooseColumns()
{
    if (m_field.isEmpty()) {
        setSlots({{Json(), tr("All records")}});
        return;
    }
    const fields::Field *field = query().collection->field(m_field);
    std::vector<std::pair<Json, QString>> values;
    if (field->isType(fields::kBool)) {
        setSlots({{Json(false), tr("No")}, {Json(true), tr("Yes")}});
        return;
    }
    for (const std::string &value : field->list("values")) {
        values.emplace_back(value, toQString(value));
    }
    if (!field->isType(fields::kRelation)) {
        if (!field->required) {
            values.emplace_back(std::string(), tr("(empty)"));
        }
        setSlots(std::move(values));
        return;
    }
    const CollectionPtr target = context().schema().find(CollectionSchema::relationTarget(*field));
    if (target == nullptr) {
        setSlots({});
        return;
    }
    ListQuery list;
    list.perPage = kMostColumns - 1;
    list.sort = target->labelField();
    list.fields = u"id,"_s + target->labelField();
    list.skipTotal = true;
    list.purpose = u"data.board.columns"_s;
    onResult(RecordsEndpoint(context().client()).list(target->name, list),
             this,
             [this, target, isRequired = field->required, mine = m_generation](
                 const Result<RecordPage> &page) {
                 if (mine != m_generation) {
                     return;
                 }
                 if (!page) {
                     showError(apiError(page.error()));
                     return;
                 }
                 std::vector<std::pair<Json, QString>> related;
                 for (const Record &record : page->items) {
                     context().labels().add(*target, record.values);
                     const Json &name = record.value(target->labelField());
                     related.emplace_back(toUtf8(record.id),
                                          name.isString() ? toQString(name.text()) : record.id);
                 }
                 if (!isRequired) {
                     related.emplace_back(std::string(), tr("(empty)"));
                 }
                 setSlots(std::move(related));
             });
}

void BoardPane::setSlots(std::vector<std::pair<Json, QString>> values)
{
    m_columns.clear();
    m_row = new QWidget;
    m_row->setAutoFillBackground(false);
    auto *row = new QHBoxLayout(m_row);
    row->setContentsMargins(space::k4, space::k4, space::k4, space::k4);
    row->setSpacing(space::k4);
    const fields::Field *field = query().collection->field(m_field);
    for (auto &[value, title] : values) {
        Slot slot;
        slot.tone = field != nullptr && field->isType(fields::kSelect) && value.isString()
                && !value.text().empty()
            ? Tone::Accent
            : Tone::Neutral;
        slot.value = std::move(value);
        slot.title = std::move(title);
        const std::size_t at = m_columns.size();
        slot.widget = new BoardColumn(*this, static_cast<int>(at));
        row->addWidget(slot.widget);
        connect(slot.widget, &BoardColumn::endReached, this, [this, at] { fetch(at); });
        m_columns.push_back(std::move(slot));
    }
    row->addStretch();
    m_scroll->setWidget(m_row); // deletes the old row
    showContent();
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        fetch(i);
        count(i);
    }
    distribute();
    sumUp();
}

QString BoardPane::conditionOf(const Json &value) const
{
    if (m_field.isEmpty()) {
        return {};
    }
    if (value.isBool()) {
        return m_field + (value.toBool() ? u" = true"_s : u" = false"_s);
    }
    return m_field + u" = "_s + filterLiteral(toQString(value.text()));
}

void BoardPane::fetch(std::size_t column)
{
    Slot &slot = m_columns[column];
    if (slot.isWhole || slot.isAsking) {
        return;
    }
    slot.isAsking = true;
    RecordQuery shown;
    ListQuery list;
    list.page = static_cast<int>(slot.fetched.size()) / kPage + 1;
    list.perPage = kPage;
    list.skipTotal = true;
    list.filter = FilterChips::combine(query().filter, conditionOf(slot.value));
    list.sort = sortText(
        isOrdered() ? QStringList{m_orderField} : query().sort, *query().collection, false);
    list.fields = fieldsText(shown, *query().collection, context().schema());
    list.expand = expandText(shown, *query().collection);
    list.purpose = u"data.board"_s;
    QElapsedTimer clock;
    clock.start();
    onResult(RecordsEndpoint(context().client()).list(query().collection->name, list),
             this,
             [this, column, clock, mine = m_generation](Result<RecordPage> page) {
                 if (mine != m_generation || column >= m_columns.size()) {
                     return;
                 }
                 Slot &asked = m_columns[column];
                 asked.isAsking = false;
                 if (!page) {
                     showError(apiError(page.error()));
                     return;
                 }
                 asked.isWhole = page->items.size() < std::size_t(kPage);
                 for (Record &record : page->items) {
                     for (const QString &name : std::as_const(m_lines)) {
                         const fields::Field *field = query().collection->field(name);
                         const CollectionPtr target = field == nullptr
                             ? nullptr
                             : context().schema().find(CollectionSchema::relationTarget(*field));
                         for (const JsonObject *related : record.expanded(name)) {
                             if (target != nullptr) {
                                 context().labels().add(*target, *related);
                             }
                         }
                     }
                     asked.fetched.push_back(std::move(record));
                 }
                 distribute();
                 emit fetched(clock.elapsed());
             });
}

void BoardPane::count(std::size_t column)
{
    onResult(RecordsEndpoint(context().client())
                 .count(query().collection->name,
                        FilterChips::combine(query().filter, conditionOf(m_columns[column].value)),
                        {}),
             this,
             [this, column, mine = m_generation](const Result<qint64> &count) {
                 if (mine == m_generation && column < m_columns.size() && count) {
                     m_columns[column].count = *count;
                     distribute();
                 }
             });
}

int BoardPane::columnOf(const Json &value) const
{
    if (m_field.isEmpty()) {
        return m_columns.empty() ? -1 : 0;
    }
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        const bool areBothEmpty = m_columns[i].value.isString() && m_columns[i].value.text().empty()
            && (value.isNull() || value.text().empty()) && !value.isBool();
        if (areBothEmpty || sameValue(m_columns[i].value, value)) {
            return static_cast<int>(i);
        }
    }
    return -1;
}

void BoardPane::distribute()
{
    m_inserts.clear();
    for (const StagedRecord *insert : stagedInserts()) {
        m_inserts.push_back(Record{insert->key.record, {}, {}});
    }
    std::vector<std::vector<const Record *>> cards(m_columns.size());
    std::vector<double> sums(m_columns.size(), 0);
    const std::string sumField = toUtf8(m_sumField);
    const auto put = [&](const Record &record) {
        const JsonObject values = effective(record);
        const Json *value = values.find(toUtf8(m_field));
        const int at = columnOf(value != nullptr ? *value : Json());
        if (at >= 0) {
            cards[static_cast<std::size_t>(at)].push_back(&record);
            const Json *number = sumField.empty() ? nullptr : values.find(sumField);
            sums[static_cast<std::size_t>(at)] += number != nullptr ? number->toDouble() : 0;
        }
    };
    for (const Record &record : m_inserts) {
        put(record);
    }
    for (const Slot &slot : m_columns) {
        for (const Record &record : slot.fetched) {
            put(record);
        }
    }
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        if (isOrdered()) {
            std::stable_sort(
                cards[i].begin(), cards[i].end(), [this](const Record *a, const Record *b) {
                    return orderOf(*a) < orderOf(*b);
                });
        }
        Slot &slot = m_columns[i];
        // A sum over what is loaded is said only when that is everything; else the server's.
        const std::optional<double> whole = slot.isWhole ? std::optional(sums[i]) : slot.sum;
        const QString sum = m_sumField.isEmpty() || !whole
            ? QString()
            : tr("Σ %1").arg(QLocale().toString(*whole, 'f', 2));
        slot.widget->show(slot.title, slot.tone, slot.count, sum);
        const QModelIndex current = slot.widget->list()->currentIndex();
        const QString id = slot.widget->model()->idAt(current.row());
        slot.widget->model()->setCards(std::move(cards[i]));
        for (int row = 0; !id.isEmpty() && row < slot.widget->model()->rowCount(); ++row) {
            if (slot.widget->model()->at(row)->id == id) {
                const QSignalBlocker quiet(slot.widget->list()->selectionModel());
                slot.widget->list()->setCurrentIndex(slot.widget->model()->index(row));
            }
        }
    }
    applyFolds();
}

const Record *BoardPane::find(const QString &id) const
{
    for (const Slot &slot : m_columns) {
        for (const Record &record : slot.fetched) {
            if (record.id == id) {
                return &record;
            }
        }
    }
    for (const Record &record : m_inserts) {
        if (record.id == id) {
            return &record;
        }
    }
    return nullptr;
}

void BoardPane::refresh() { reload(); }

void BoardPane::recordChanged(const RecordKey &key)
{
    if (query().collection != nullptr && key.collection == query().collection->id
        && !m_columns.empty()) {
        distribute();
    }
}

QStringList BoardPane::cardTitles(int column) const
{
    QStringList titles;
    const CardModel *model = m_columns[static_cast<std::size_t>(column)].widget->model();
    for (int row = 0; row < model->rowCount(); ++row) {
        titles.append(model->index(row).data().toString());
    }
    return titles;
}

} // namespace socle::studio
