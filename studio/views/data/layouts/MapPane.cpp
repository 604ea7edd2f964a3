#include "studio/views/data/layouts/MapPane.h"

#include "shared/fields/FieldCatalogue.h"
#include "studio/api/OnResult.h"
#include "studio/api/Text.h"
#include "studio/domain/BulkEdit.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/FieldValue.h"
#include "studio/domain/StagingEngine.h"
#include "studio/domain/TileStore.h"
#include "studio/fields/MapTiles.h"
#include "studio/kit/Button.h"
#include "studio/kit/IconButton.h"
#include "studio/kit/Text.h"
#include "studio/views/data/layouts/MapBase.h"
#include "studio/views/data/layouts/MapCanvas.h"

#include <QBoxLayout>
#include <QLocale>
#include <QTimer>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr int kRestMs = 300;

QPointF placeOf(const Json &value) { return {value["lon"].toDouble(), value["lat"].toDouble()}; }

} // namespace

MapPane::MapPane(ConnectionContext &context, QWidget *parent)
    : LayoutPane(u"map"_s, context, parent)
    , m_fieldSelect(addSelect(u"field"_s, tr("Place")))
    , m_note(new Text({}, TextRole::Small, Color::TextMuted))
    , m_fit(new Button(u"expand"_s, tr("Fit"), ButtonVariant::Ghost))
    , m_search(new Button(u"search"_s, tr("Search this area"), ButtonVariant::Secondary))
    , m_canvas(new MapCanvas(*this))
    , m_rest(new QTimer(this))
{
    m_note->setObjectName(u"data.map.note"_s);
    m_fit->setObjectName(u"data.map.fit"_s);
    m_fit->setControlSize(ControlSize::Small);
    m_search->setObjectName(u"data.map.search"_s);
    m_search->setControlSize(ControlSize::Small);
    m_search->setToolTip(tr("Turns what is in view into conditions of the filter"));
    addToStrip(m_note);
    addToStrip(m_fit);
    addToStrip(m_search);
    auto *base = new IconButton(u"map"_s, tr("Base map"));
    base->setObjectName(u"data.map.base"_s);
    addToStrip(base);
    connect(base, &IconButton::clicked, this, [this, base] { openMapBase(this->context(), base); });
    showTilesOn(*m_canvas, context.tiles());
    connect(&context.tiles(), &TileStore::failed, this, &MapPane::said);
    setContent(m_canvas);
    m_rest->setSingleShot(true);
    m_rest->setInterval(kRestMs);
    connect(m_rest, &QTimer::timeout, this, &MapPane::fetch);
    connect(m_fit, &Button::clicked, this, &MapPane::fit);
    connect(m_search, &Button::clicked, this, &MapPane::searchHere);
    setFocusProxy(m_canvas);
}

void MapPane::reload()
{
    const QString before = m_field;
    m_field = fillFields(m_fieldSelect, u"field"_s, [](const fields::Field &field) {
        return field.isType(fields::kGeoPoint);
    });
    const bool isThere = !m_field.isEmpty();
    m_fit->setEnabled(isThere);
    m_search->setEnabled(isThere);
    if (!isThere) {
        forget();
        showEmpty(u"map"_s,
                  tr("No place to put records on"),
                  tr("A map needs a geoPoint field in %1.").arg(query().collection->name));
        return;
    }
    m_isFitted = m_isFitted && before == m_field;
    m_isWhole = false;
    if (m_records.empty()) {
        showLoading();
    }
    fetch();
}

QString MapPane::boxCondition(const QRectF &box) const
{
    const auto number = [](double value) { return QString::number(value, 'f', 6); };
    return u"%1.lon >= %2 && %1.lon <= %3 && %1.lat >= %4 && %1.lat <= %5"_s.arg(
        m_field, number(box.left()), number(box.right()), number(box.top()), number(box.bottom()));
}

void MapPane::fetch()
{
    GatherPlan plan;
    plan.collection = query().collection;
    plan.filter
        = FilterChips::combine(query().filter, u"(%1.lon != 0 || %1.lat != 0)"_s.arg(m_field));
    if (m_isFitted) {
        plan.filter = FilterChips::combine(plan.filter, boxCondition(m_canvas->box()));
    }
    plan.fields
        = QStringList{u"id"_s, u"collectionId"_s, query().collection->labelField(), m_field}.join(
            u',');
    plan.most = kMostPoints;
    gather(plan, [this, filter = plan.filter](std::vector<Record> records) {
        m_records = std::move(records);
        take(filter);
    });
}

void MapPane::take(const QString &filter)
{
    const bool isCut = m_records.size() > std::size_t(kMostPoints);
    m_isWhole = !m_isFitted && !isCut;
    m_squares.clear();
    const QString shown = QLocale().toString(qlonglong(m_records.size()));
    m_note->setText(m_records.size() == 1 ? tr("1 place") : tr("%1 places").arg(shown));
    if (isCut) {
        onResult(RecordsEndpoint(context().client())
                     .count(query().collection->name, filter, u"data.map.count"_s),
                 this,
                 [this, shown, mine = gathering()](const Result<qint64> &count) {
                     if (count && isWanted(mine)) {
                         m_note->setText(
                             tr("%1 of %2 in view").arg(shown, QLocale().toString(*count)));
                     }
                 });
    }
    rebuild();
    if (m_points.empty() && !m_isFitted) {
        showEmpty(u"map"_s,
                  tr("No record has a place"),
                  tr("Records whose %1 is set appear here.").arg(m_field));
        return;
    }
    showContent();
    if (!std::exchange(m_isFitted, true)) {
        fit();
    }
    if (isCut) {
        countSquares();
    }
}

void MapPane::rebuild()
{
    m_points.clear();
    const auto add = [this](const Record &record) {
        const JsonObject values = effective(record);
        const Json *value = values.find(toUtf8(m_field));
        const QPointF place = value != nullptr ? placeOf(*value) : QPointF();
        if (!place.isNull()) {
            m_points.push_back(
                {record, place, labelOf(values, record.id), staged(record.id) != nullptr});
        }
    };
    for (const Record &record : m_records) {
        add(record);
    }
    for (const StagedRecord *insert : stagedInserts()) {
        add(Record{insert->key.record, {}, {}});
    }
    m_canvas->rebuildClusters();
}

void MapPane::viewMoved()
{
    if (!m_isWhole && m_isFitted) {
        m_rest->start();
    }
}

void MapPane::fit() { m_canvas->fitPoints(m_points); }

void MapPane::searchHere() { searchIn(m_canvas->box()); }

void MapPane::searchIn(const QRectF &box)
{
    emit filterRequested(FilterChips::combine(query().filter, boxCondition(box)));
}

/// The view in squares, each with the number of its records.
void MapPane::countSquares()
{
    const QRectF view = m_canvas->box();
    const QSizeF size(view.width() / kSquaresAcross, view.height() / kSquaresDown);
    for (int i = 0; i < kSquaresAcross * kSquaresDown; ++i) {
        const QPointF corner(view.left() + (i % kSquaresAcross) * size.width(),
                             view.top() + (i / kSquaresAcross) * size.height());
        m_squares.push_back({QRectF(corner, size)});
        const QString filter = FilterChips::combine(
            FilterChips::combine(query().filter, u"(%1.lon != 0 || %1.lat != 0)"_s.arg(m_field)),
            boxCondition(m_squares.back().box));
        onResult(RecordsEndpoint(context().client()).count(query().collection->name, filter),
                 this,
                 [this, i, mine = gathering()](const Result<qint64> &count) {
                     const auto at = static_cast<std::size_t>(i);
                     if (count && isWanted(mine) && at < m_squares.size()) {
                         m_squares[at].count = *count;
                         m_canvas->update();
                     }
                 });
    }
}

void MapPane::select(const QString &recordId)
{
    m_selected = recordId;
    m_canvas->update();
    for (const MapPoint &point : m_points) {
        if (point.record.id != recordId) {
            continue;
        }
        if (point.record.values.empty()) {
            emit recordSelected({query().collection->id, recordId}, nullptr);
            return;
        }
        // The point knows its place and its name; the form wants the whole record.
        onResult(RecordsEndpoint(context().client()).view(query().collection->name, recordId),
                 this,
                 [this, recordId](const Result<Record> &record) {
                     if (record && m_selected == recordId) {
                         emit recordSelected({query().collection->id, recordId}, &*record);
                     }
                 });
        return;
    }
}

void MapPane::activate(const QString &recordId)
{
    select(recordId);
    emit recordActivated({query().collection->id, recordId});
}

void MapPane::refresh() { fetch(); }

void MapPane::recordChanged(const RecordKey &key)
{
    if (query().collection != nullptr && key.collection == query().collection->id
        && !m_field.isEmpty()) {
        rebuild();
    }
}

} // namespace socle::studio
