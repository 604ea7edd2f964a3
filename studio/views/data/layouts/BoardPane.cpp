#include "studio/views/data/layouts/BoardPane.h"

#include "shared/fields/FieldCatalogue.h"
#include "studio/api/OnResult.h"
#include "studio/api/Text.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/FieldValue.h"
#include "studio/domain/LabelCache.h"
#include "studio/domain/PagedRecordModel.h"
#include "studio/domain/PictureStore.h"
#include "studio/domain/RecordQueryText.h"
#include "studio/domain/SchemaStore.h"
#include "studio/domain/StagingEngine.h"
#include "studio/fields/FieldUiCatalogue.h"
#include "studio/views/data/layouts/BoardColumn.h"

#include <QBoxLayout>
#include <QElapsedTimer>
#include <QLocale>
#include <QScrollArea>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr int kLines = 2;

bool makesColumns(const fields::Field &field)
{
    return field.isType(fields::kBool)
        || ((field.isType(fields::kSelect) || field.isType(fields::kRelation))
            && !field.isMultiple());
}

bool isShownOnCard(const fields::Field &field)
{
    return !field.hidden && field.name != "id"
        && (field.isType(fields::kText) || field.isType(fields::kNumber)
            || field.isType(fields::kRelation) || field.isType(fields::kDate)
            || field.isType(fields::kSelect) || field.isType(fields::kEmail));
}

} // namespace

BoardPane::BoardPane(ConnectionContext &context, QWidget *parent)
    : LayoutPane(u"board"_s, context, parent)
    , m_by(addSelect(u"by"_s, tr("Columns")))
    , m_cover(addSelect(u"cover"_s, tr("Cover")))
    , m_sum(addSelect(u"sum"_s, tr("Sum")))
    , m_order(addSelect(u"order"_s, tr("Order")))
    , m_scroll(new QScrollArea)
{
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setWidgetResizable(true);
    m_scroll->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setFocusPolicy(Qt::NoFocus);
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
    m_field = fillFields(m_by, u"by"_s, makesColumns);
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
    ++m_generation;
    if (m_field.isEmpty()) {
        showEmpty(u"kanban"_s,
                  tr("Nothing to make columns of"),
                  tr("A board needs a single select, a bool or a single relation in %1.")
                      .arg(query().collection->name));
        return;
    }
    m_lines.clear();
    const QString label = query().collection->labelField();
    for (const fields::Field &field : query().collection->fields) {
        const QString name = toQString(field.name);
        if (isShownOnCard(field) && name != label && name != m_field && m_lines.size() < kLines) {
            m_lines.append(name);
        }
    }
    showLoading();
    chooseColumns();
}

void BoardPane::chooseColumns()
{
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
        slot.tone = field->isType(fields::kSelect) && value.isString() && !value.text().empty()
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
}

QString BoardPane::conditionOf(const Json &value) const
{
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
        // A sum over what is loaded is said only when that is everything.
        const QString sum = m_sumField.isEmpty() || !slot.isWhole
            ? QString()
            : tr("Σ %1").arg(QLocale().toString(sums[i], 'f', 2));
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

void BoardPane::moveCard(const QString &recordId, int toColumn)
{
    const Record *record = find(recordId);
    if (record == nullptr || toColumn < 0 || toColumn >= columnCount()) {
        return;
    }
    const Slot &slot = m_columns[static_cast<std::size_t>(toColumn)];
    if (!stage(Record(*record), m_field, slot.value)) {
        return;
    }
    emit said(
        tr("%1 to %2, staged").arg(labelOf(effective(*find(recordId)), recordId), slot.title));
    CardModel *model = slot.widget->model();
    for (int row = 0; row < model->rowCount(); ++row) {
        if (model->at(row)->id == recordId) {
            slot.widget->list()->setCurrentIndex(model->index(row));
            slot.widget->list()->setFocus();
        }
    }
}

double BoardPane::orderOf(const Record &record) const
{
    const JsonObject values = effective(record);
    const Json *order = values.find(toUtf8(m_orderField));
    return order != nullptr ? order->toDouble() : 0;
}

void BoardPane::placeCard(const QString &recordId, int toColumn, int row)
{
    const Record *record = find(recordId);
    if (record == nullptr || toColumn < 0 || toColumn >= columnCount()) {
        return;
    }
    const JsonObject values = effective(*record);
    const Json *value = values.find(toUtf8(m_field));
    const bool isElsewhere = columnOf(value != nullptr ? *value : Json()) != toColumn;
    context().staging().beginMacro(query().collection->id, tr("Move card"));
    if (isOrdered()) {
        stageOrder(recordId, toColumn, row);
    }
    if (isElsewhere) {
        moveCard(recordId, toColumn);
    }
    context().staging().endMacro(query().collection->id);
    CardModel *model = m_columns[static_cast<std::size_t>(toColumn)].widget->model();
    for (int i = 0; i < model->rowCount(); ++i) {
        if (model->idAt(i) == recordId) {
            QListView *list = m_columns[static_cast<std::size_t>(toColumn)].widget->list();
            list->setCurrentIndex(model->index(i));
            list->setFocus();
        }
    }
}

/// A number between those of the cards it comes to stand between; when there is none, the column is
/// numbered anew.
void BoardPane::stageOrder(const QString &recordId, int toColumn, int row)
{
    const CardModel *model = m_columns[static_cast<std::size_t>(toColumn)].widget->model();
    std::vector<Record> others; // staging builds the cards anew
    for (int i = 0; i < model->rowCount(); ++i) {
        if (model->idAt(i) != recordId) {
            others.push_back(*model->at(i));
        } else if (i < row) {
            --row; // it leaves its place before it takes the new one
        }
    }
    const auto at = static_cast<std::size_t>(std::clamp(row, 0, static_cast<int>(others.size())));
    const bool hasBefore = at > 0;
    const bool hasAfter = at < others.size();
    const double before = hasBefore ? orderOf(others[at - 1]) : 0;
    const double after = hasAfter ? orderOf(others[at]) : 0;
    const double between = hasBefore && hasAfter ? before + (after - before) / 2
        : hasBefore                              ? std::floor(before) + 1
        : hasAfter                               ? std::ceil(after) - 1
                                                 : 1;
    const bool fits = (!hasBefore || between > before) && (!hasAfter || between < after);
    const Record moved = *find(recordId);
    if (fits) {
        stage(moved, m_orderField, Json(between));
        return;
    }
    others.insert(others.begin() + static_cast<std::ptrdiff_t>(at), moved);
    for (std::size_t i = 0; i < others.size(); ++i) {
        stage(others[i], m_orderField, Json(static_cast<double>(i + 1)));
    }
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
