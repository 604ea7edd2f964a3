#include "studio/fields/GeoFromRecord.h"

#include "shared/fields/FieldCatalogue.h"
#include "studio/api/OnResult.h"
#include "studio/api/RecordsEndpoint.h"
#include "studio/api/Text.h"
#include "studio/domain/FieldValue.h"
#include "studio/domain/SchemaStore.h"
#include "studio/fields/RelationPicker.h"
#include "studio/kit/ScaledSize.h"
#include "studio/kit/Select.h"
#include "studio/kit/Text.h"
#include "studio/kit/Theme.h"

#include <QVBoxLayout>

namespace socle::studio {

namespace {

constexpr int kFromWidth = space::k10 * 5;
constexpr int kFromHeight = space::k10 * 5;

bool hasPlaces(const CollectionSchema &collection)
{
    return std::any_of(collection.fields.begin(), collection.fields.end(), [](const auto &field) {
        return field.isType(fields::kGeoPoint);
    });
}

} // namespace

bool GeoFromRecord::isPossible(const EditorContext &context)
{
    if (context.schema == nullptr || context.client == nullptr) {
        return false;
    }
    const auto &all = context.schema->collections();
    return std::any_of(
        all.begin(), all.end(), [](const CollectionPtr &each) { return hasPlaces(*each); });
}

GeoFromRecord::GeoFromRecord(const EditorContext &context, const QString &field, QWidget *parent)
    : Popover(parent)
    , m_context(context)
    , m_field(field)
    , m_collections(new Select)
    , m_note(new Text({}, TextRole::Small, Color::TextMuted))
{
    setAccessibleName(tr("Place of another record"));
    setPadding(space::k5);
    body()->setSpacing(space::k4);
    m_collections->setObjectName(QStringLiteral("data.geo.fromCollection"));
    m_collections->setAccessibleName(tr("Collection"));
    QVector<SelectOption> options;
    for (const CollectionPtr &each : context.schema->collections()) {
        if (hasPlaces(*each)) {
            options.append({.key = each->id, .text = each->name});
        }
    }
    m_collections->setOptions(options);
    m_collections->setVisible(options.size() > 1);
    m_note->setOverflow(Text::Overflow::Wrap);
    m_note->hide();
    m_context.createRecord = {}; // a new record has no place to take
    body()->addWidget(m_collections);
    body()->addWidget(m_note);
    const bool isOwn = context.collection != nullptr && hasPlaces(*context.collection);
    const QString first = isOwn ? context.collection->id : options.value(0).key;
    m_collections->setCurrentKey(first);
    connect(m_collections, &Select::currentChanged, this, &GeoFromRecord::showCollection);
    keepScaled(this, Extent::Width, kFromWidth);
    showCollection(first);
}

void GeoFromRecord::showCollection(const QString &id)
{
    m_collection = m_context.schema->find(id);
    delete m_picker;
    m_picker = new RelationPicker(m_collection, m_context);
    keepScaled(m_picker, Extent::LeastHeight, kFromHeight);
    body()->insertWidget(1, m_picker, 1);
    connect(
        m_picker, &RelationPicker::accepted, this, [this] { take(m_picker->selected().value(0)); });
    connect(m_picker, &RelationPicker::openRequested, this, [this](const QString &record) {
        if (m_context.openRecord) {
            m_context.openRecord(m_collection->id, record);
        }
    });
    m_picker->searchNow();
    m_picker->focusSearch();
}

void GeoFromRecord::focusSearch() { m_picker->focusSearch(); }

void GeoFromRecord::take(const QString &recordId)
{
    if (recordId.isEmpty()) {
        return;
    }
    onResult(RecordsEndpoint(*m_context.client).view(m_collection->name, recordId),
             this,
             [this, from = m_collection](const Result<Record> &record) {
                 if (!record) {
                     m_note->setText(apiError(record.error()).message);
                     m_note->show();
                     return;
                 }
                 QPointF place;
                 for (const fields::Field &field : from->fields) {
                     const QString name = toQString(field.name);
                     if (!field.isType(fields::kGeoPoint) || (!place.isNull() && name != m_field)) {
                         continue;
                     }
                     const QPointF there = toVariant(record->value(name), field).toPointF();
                     place = there.isNull() ? place : there;
                 }
                 if (place.isNull()) {
                     m_note->setText(tr("This record has no place."));
                     m_note->show();
                     return;
                 }
                 close();
                 emit chosen(place);
             });
}

} // namespace socle::studio
