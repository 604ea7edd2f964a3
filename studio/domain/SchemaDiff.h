// What a drafted collection would change, in words and by risk: the review panel, the marks on the
// map and the tests read this (studio.md 4.4.2; kinds as in design.md 10).
//
// Fields are the same when their ids are (admin-api.md A1.3), so a rename is a rename and not a
// loss. Every change can be left out by itself: withoutChanges() gives the collection as it would
// be without some of them, and that is what is sent.
#pragma once

#include "shared/json/Json.h"

#include <QSet>
#include <QString>
#include <QStringList>

#include <functional>
#include <vector>

namespace socle::studio {

class SchemaStore;

enum class Risk {
    Safe, // nothing that exists is touched
    Careful, // clients, rules or later writes may notice
    Destructive, // stored values are lost
};

enum class SchemaChangeKind {
    CollectionCreate,
    CollectionRename,
    CollectionDrop,
    FieldAdd,
    FieldChange,
    FieldRename,
    FieldRemove,
    FieldOrder,
    IndexAdd,
    IndexRemove,
    RuleChange,
    ViewChange,
    OptionChange,
};

/// What `countFilter` counts: the sentence belongs to the reader of the number.
enum class CountMeaning { None, ValuesDropped, RecordsDropped, RecordsOutside };

struct SchemaChange
{
    QString key = {}; // "<collection id>/<kind>/<subject>": the same as long as the change is there
    SchemaChangeKind kind = SchemaChangeKind::FieldChange;
    Risk risk = Risk::Safe;
    QString collectionId = {}; // of the draft
    QString collection = {}; // its name on the server, the new one for a new collection
    QString subject = {}; // field id, index statement, member
    QString before = {}; // name of what is renamed or removed
    QString after = {}; // name of what is added or renamed
    QString title = {}; // "books.price: at least 0"
    QString detail = {}; // one line of consequence
    QString countFilter
        = {}; // filter of the records concerned; empty with CountMeaning::RecordsDropped
    CountMeaning counted = CountMeaning::None;
};

/// Name of a collection by id, for relations; the id itself when unknown.
using CollectionNames = std::function<QString(const QString &id)>;

/// Changes from `before` (null: a new collection) to `after`, in the order of the collection.
std::vector<SchemaChange> schemaChanges(const QString &id,
                                        const Json *before,
                                        const Json &after,
                                        const CollectionNames &names);
/// Removal of a whole collection.
SchemaChange collectionDrop(const QString &id, const Json &before);
/// Every change that is drafted in the store: safe, careful, destructive; inside each in the
/// server's order.
std::vector<SchemaChange> draftedChanges(const SchemaStore &store);

/// `after` with the changes of these keys taken back.
Json withoutChanges(const QString &id,
                    const Json &before,
                    const Json &after,
                    const QSet<QString> &left);
/// The members of `after` that differ from `before`: the body of a PATCH. `fields` and `indexes`
/// are whole lists, as the protocol wants them.
Json patchBody(const Json &before, const Json &after);

/// One line about a field's options: "1-120 characters, required".
QString fieldSummary(const Json &field, const CollectionNames &names);
/// The same without the last word, where a mark says whether the field is required.
QString fieldOptionSummary(const Json &field, const CollectionNames &names);
/// "Locked", "Everyone", or the rule itself.
QString ruleWord(const Json &rule);
/// Members with a rule, in the order of the wire; manageRule and authRule only for auth.
QStringList ruleMembers(bool isAuth);

} // namespace socle::studio
