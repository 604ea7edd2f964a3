// The board's cards from hand to hand: moves between columns, places in them, and how cards look
// (fields, colour, folded and hidden columns).
#include "shared/fields/FieldCatalogue.h"
#include "studio/api/AggregateEndpoint.h"
#include "studio/api/OnResult.h"
#include "studio/api/Text.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/FieldValue.h"
#include "studio/domain/StagingEngine.h"
#include "studio/views/data/layouts/BoardColumn.h"
#include "studio/views/data/layouts/BoardPane.h"

#include <QJsonArray>
#include <QMenu>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr int kLinesAtFirst = 2;

bool fitsOnCard(const fields::Field &field)
{
    return !field.hidden && field.name != "id"
        && (field.isType(fields::kText) || field.isType(fields::kNumber)
            || field.isType(fields::kRelation) || field.isType(fields::kDate)
            || field.isType(fields::kAutodate) || field.isType(fields::kBool)
            || field.isType(fields::kSelect) || field.isType(fields::kEmail)
            || field.isType(fields::kUrl));
}

} // namespace

void BoardPane::moveCard(const QString &recordId, int toColumn)
{
    const Record *record = find(recordId);
    if (record == nullptr || m_field.isEmpty() || toColumn < 0 || toColumn >= columnCount()) {
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

void BoardPane::chooseLines()
{
    m_lines.clear();
    const QString label = query().collection->labelField();
    const bool isChosen = options().contains(u"lines"_s);
    QStringList stored;
    for (const QJsonValue &name : options()[u"lines"_s].toArray()) {
        stored.append(name.toString());
    }
    for (const fields::Field &field : query().collection->fields) {
        const QString name = toQString(field.name);
        const bool isOffered = fitsOnCard(field) && name != label;
        const bool isWanted = isChosen
            ? stored.contains(name)
            : name != m_field && !field.isType(fields::kAutodate) && m_lines.size() < kLinesAtFirst;
        if (isOffered && isWanted && m_lines.size() < kMostLines) {
            m_lines.append(name);
        }
    }
    fillLinesMenu();
}

void BoardPane::fillLinesMenu()
{
    m_linesMenu->clear();
    const QString label = query().collection->labelField();
    for (const fields::Field &field : query().collection->fields) {
        const QString name = toQString(field.name);
        if (!fitsOnCard(field) || name == label) {
            continue;
        }
        QAction *action = m_linesMenu->addAction(name);
        action->setObjectName(u"data.board.lines."_s + name);
        action->setCheckable(true);
        action->setChecked(m_lines.contains(name));
        action->setEnabled(action->isChecked() || m_lines.size() < kMostLines);
        connect(action, &QAction::toggled, this, [this, name](bool on) {
            QStringList lines = m_lines;
            lines.removeAll(name);
            if (on) {
                lines.append(name);
            }
            setLines(lines);
        });
    }
}

void BoardPane::setLines(const QStringList &fields)
{
    setOption(u"lines"_s, QJsonArray::fromStringList(fields.mid(0, kMostLines)));
    // From the event loop: the menu is made anew, and one of its actions may be the sender.
    QMetaObject::invokeMethod(
        this,
        [this] {
            chooseLines();
            for (const Slot &slot : m_columns) {
                slot.widget->list()->doItemsLayout();
                slot.widget->list()->viewport()->update();
            }
        },
        Qt::QueuedConnection);
}

bool BoardPane::isFolded(int column) const
{
    return options()[u"folded"_s].toArray().contains(
        m_columns[static_cast<std::size_t>(column)].title);
}

void BoardPane::setFolded(int column, bool folded)
{
    const QString title = m_columns[static_cast<std::size_t>(column)].title;
    QJsonArray kept;
    for (const QJsonValue &each : options()[u"folded"_s].toArray()) {
        if (each.toString() != title) {
            kept.append(each);
        }
    }
    if (folded) {
        kept.append(title);
    }
    setOption(u"folded"_s, kept);
    applyFolds();
}

void BoardPane::applyFolds()
{
    const bool hidesEmpty = options()[u"hideEmpty"_s].toBool();
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        BoardColumn *column = m_columns[i].widget;
        column->setFolded(isFolded(static_cast<int>(i)));
        const bool isEmpty = m_columns[i].count == 0 && column->model()->rowCount() == 0;
        column->setVisible(!hidesEmpty || !isEmpty);
    }
}

QColor BoardPane::colorFor(const JsonObject &values) const
{
    const fields::Field *field = query().collection->field(m_colorField);
    const Json *value = values.find(toUtf8(m_colorField));
    if (field == nullptr || value == nullptr) {
        return {};
    }
    constexpr int kHues = 8; // of charts; they stay apart for most eyes
    if (value->isBool()) {
        return Theme::current().chart(value->toBool() ? 1 : 0);
    }
    const std::vector<std::string> all = field->list("values");
    const auto at = std::find(all.begin(), all.end(), std::string(value->text()));
    return at == all.end() ? QColor()
                           : Theme::current().chart(static_cast<int>(at - all.begin()) % kHues);
}

/// The sums of all columns in one question, where the server can; a column that is read to its end
/// needs none.
void BoardPane::sumUp()
{
    if (m_sumField.isEmpty() || m_field.isEmpty()
        || !context().capabilities().has(Capability::Aggregate)) {
        return;
    }
    const QString measure = u"sum:"_s + m_sumField;
    onResult(AggregateEndpoint(context().client())
                 .run(query().collection->name,
                      {.group = {m_field}, .measure = {measure}, .filter = query().filter}),
             this,
             [this, measure, mine = m_generation](const Result<AggregateReply> &reply) {
                 if (mine != m_generation || !reply) {
                     return; // sums of what is loaded whole are there all the same
                 }
                 for (const JsonObject &group : reply->groups) {
                     const Json *value = group.find(toUtf8(m_field));
                     const Json *sum = group.find(toUtf8(measure));
                     const int at = columnOf(value != nullptr ? *value : Json());
                     if (at >= 0 && sum != nullptr) {
                         m_columns[static_cast<std::size_t>(at)].sum = sum->toDouble();
                     }
                 }
                 distribute();
             });
}

} // namespace socle::studio
