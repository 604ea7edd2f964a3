#include "studio/views/data/layouts/MapPane.h"

#include "shared/fields/FieldCatalogue.h"
#include "studio/api/OnResult.h"
#include "studio/api/Text.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/FieldValue.h"
#include "studio/domain/StagingEngine.h"
#include "studio/kit/Button.h"
#include "studio/kit/Text.h"
#include "studio/views/data/layouts/MapCanvas.h"

#include <QBoxLayout>
#include <QElapsedTimer>
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
        ++m_generation;
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
    struct State
    {
        std::vector<Record> records;
        QElapsedTimer clock;
        int page = 1;
    };

    auto state = std::make_shared<State>();
    state->clock.start();
    const QString label = query().collection->labelField();
    ListQuery list;
    list.perPage = kPage;
    list.skipTotal = false;
    list.filter
        = FilterChips::combine(query().filter, u"(%1.lon != 0 || %1.lat != 0)"_s.arg(m_field));
    if (m_isFitted) {
        list.filter = FilterChips::combine(list.filter, boxCondition(m_canvas->box()));
    }
    list.fields
        = QStringList{u"id"_s, u"collectionId"_s, u"collectionName"_s, label, m_field}.join(u',');
    list.purpose = u"data.map"_s;
    const quint64 mine = ++m_generation;
    auto ask = std::make_shared<std::function<void()>>();
    *ask = [this, state, list, mine, weak = std::weak_ptr(ask)]() mutable {
        list.page = state->page;
        onResult(
            RecordsEndpoint(context().client()).list(query().collection->name, list),
            this,
            [this, state, mine, again = weak.lock()](Result<RecordPage> page) {
                if (mine != m_generation) {
                    return;
                }
                if (!page) {
                    showError(apiError(page.error()));
                    return;
                }
                const bool isFull = page->items.size() == std::size_t(kPage);
                for (Record &record : page->items) {
                    state->records.push_back(std::move(record));
                }
                if (isFull && state->records.size() < std::size_t(kMostPoints)) {
                    ++state->page;
                    (*again)();
                    return;
                }
                const qint64 total = page->totalItems;
                const auto shown = static_cast<qint64>(state->records.size());
                m_records = std::move(state->records);
                m_isWhole = !m_isFitted && total <= shown;
                const QLocale locale;
                m_note->setText(
                    total > shown
                        ? tr("%1 of %2 in view").arg(locale.toString(shown), locale.toString(total))
                        : shown == 1 ? tr("1 place")
                                     : tr("%1 places").arg(locale.toString(shown)));
                rebuild();
                if (m_points.empty() && !m_isFitted) {
                    showEmpty(u"map"_s,
                              tr("No record has a place"),
                              tr("Records whose %1 is set appear here.").arg(m_field));
                    return;
                }
                showContent();
                if (!m_isFitted) {
                    m_isFitted = true;
                    fit();
                }
                emit fetched(state->clock.elapsed());
            });
    };
    (*ask)();
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

void MapPane::fit() { m_canvas->fit(m_points); }

void MapPane::searchHere()
{
    emit filterRequested(FilterChips::combine(query().filter, boxCondition(m_canvas->box())));
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
