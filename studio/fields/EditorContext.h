// What an editor or a cell may know of its surroundings: where it stands, which server, which
// clock.
//
// All members are optional: an editor without a connection still edits (a relation then takes ids).
// Copied by value; the pointers outlive every editor of the connection.
#pragma once

#include "studio/domain/CollectionSchema.h"
#include "studio/kit/ShownTime.h"

#include <QString>

#include <functional>

class QWidget;

namespace socle::studio {

class ApiClient;
class LabelCache;
class PictureStore;
class SchemaStore;
class TileStore;

struct EditorContext
{
    enum class Place {
        Cell, // in a grid cell or its popover: no frame of its own room, Enter ends it
        Form, // inspector or full tab: may grow, shows its extra controls
        Bulk, // one value for many records: like Form, without an original
    };

    Place place = Place::Form;
    ApiClient *client = nullptr; // relation search
    const SchemaStore *schema = nullptr; // relation targets
    LabelCache *labels = nullptr; // names of related records
    PictureStore *pictures = nullptr; // thumbnails of files
    TileStore *tiles = nullptr; // pictures for maps, when the user named a server
    CollectionPtr collection = {};
    QString recordId = {}; // empty in bulk and for new records
    bool isNewRecord = false;
    bool isReadOnly = false; // view collections, locked connection
    bool showsUtc = ShownTime::current().isUtc(); // dates in UTC instead of the local zone
    /// Digits after the point a number field shows, -1 as stored; may be empty.
    std::function<int(const QString &field)> decimalsOf = {};
    /// Opens a record of a collection id (relation: Ctrl+Enter, double click); may be empty.
    std::function<void(const QString &collectionId, const QString &recordId)> openRecord = {};
    /// A quick look at a record of a collection id, beside `anchor`; may be empty.
    std::function<void(QWidget *anchor, const QString &collectionId, const QString &recordId)>
        peekRecord = {};
    /// Stages a new record of a collection id and tells its temporary id ("New …" of the relation
    /// picker); empty hides the offer.
    std::function<void(const QString &collectionId, std::function<void(const QString &id)> done)>
        createRecord = {};
};

} // namespace socle::studio
