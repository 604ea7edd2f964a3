// The place of another record, for a geoPoint field: choose a collection that has places, find the
// record, take what it says (studio.md 4.3.4).
//
// Object names: <owner>.fromCollection, the picker's own. UI thread.
#pragma once

#include "studio/fields/EditorContext.h"
#include "studio/kit/Popover.h"

#include <QPointF>

namespace socle::studio {

class RelationPicker;
class Select;
class Text;

class GeoFromRecord : public Popover
{
    Q_OBJECT

public:
    /// `field` is the name of the field that asks: a field of the same name is taken first.
    GeoFromRecord(const EditorContext &context, const QString &field, QWidget *parent);

    /// Whether any collection has a geoPoint field to take from.
    static bool isPossible(const EditorContext &context);

    /// Puts the keyboard into the search.
    void focusSearch();

signals:
    void chosen(const QPointF &place);

private:
    void showCollection(const QString &id);
    void take(const QString &recordId);

    EditorContext m_context;
    QString m_field;
    CollectionPtr m_collection;
    Select *m_collections;
    RelationPicker *m_picker = nullptr;
    Text *m_note;
};

} // namespace socle::studio
