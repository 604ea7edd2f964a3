// What a grid's query means on the wire: total order, requested fields, expands, and which page to
// ask for a range of rows.
//
// Pure functions, so that the arithmetic of reading from the other end is tested alone
// (studio.md 4.3.2).
#pragma once

#include "studio/api/RecordsEndpoint.h"
#include "studio/domain/CollectionSchema.h"

#include <optional>
#include <vector>

namespace socle::studio {

class SchemaStore;
struct RecordQuery;

/// The fields shown as columns: those named, or all but passwords and token keys.
std::vector<fields::Field> columnsOf(const RecordQuery &query, const CollectionSchema &collection);

/// Those, and after them the related ones the query names.
std::vector<fields::Field> columnsOf(const RecordQuery &query,
                                     const CollectionSchema &collection,
                                     const SchemaStore &schema);
/// "author.country": the field `country` of what the single relation `author` points to, under the
/// whole path as its name. Nothing when one of them is not there.
std::optional<fields::Field> relatedField(const QString &path,
                                          const CollectionSchema &collection,
                                          const SchemaStore &schema);
/// True for the name of a related column.
bool isRelatedPath(QStringView name);
/// What `record` has for a column: its own value, or that of the expanded record. Null while
/// unknown.
const Json &columnValue(const Record &record, const QString &name);

/// The same, or the excerpt that stands for it.
const Json &shownValue(const Record &record, const QString &name);

/// A single relation is sorted by what is shown of it: the presentable field of its collection.
QStringList sortByLabels(const QStringList &sort,
                         const CollectionSchema &collection,
                         const SchemaStore &schema);
/// `sort` parameter with the tiebreaker: "-created,-@rowid"; everything turned round when
/// `reversed`.
QString sortText(const QStringList &sort, const CollectionSchema &collection, bool reversed);
bool isReversible(const QStringList &sort); // false with @random

QString expandText(const RecordQuery &query, const CollectionSchema &collection);
QString fieldsText(const RecordQuery &query,
                   const CollectionSchema &collection,
                   const SchemaStore &schema);

/// Texts a grid asks for cut short: rich text, and text whose own limit says that it is long.
bool isExcerpted(const fields::Field &field);
/// "body:excerpt(240,true)" for those, else the name.
QString excerptText(const fields::Field &field);
/// Puts what was asked for as an excerpt out of the way of the values.
void splitExcerpts(Record &record, const std::vector<fields::Field> &columns);

/// "id='a'||id='b'": exactly these records; 40 ids stay below every limit of a filter.
QString idFilter(const QStringList &ids);

/// Labels of a relation value from the record's expand, "" where it is not expanded.
QStringList labelsOf(const Record &record,
                     const Json &value,
                     const fields::Field &field,
                     const SchemaStore &schema);

/// One request that covers rows [first, first + count) of the whole result.
struct PageSlice
{
    int page = 1;
    int perPage = 200;
    int skip = 0; // rows of the answer before the ones wanted (after turning back)
    int count = 200; // rows wanted
    bool isReversed = false;
};

/// Rows past the middle are read from the other end when `total` is known and the order can be
/// turned round.
PageSlice sliceOf(qint64 first, int count, qint64 total, bool canReverse);
/// The rows of an answer to `slice`, in the model's order.
std::vector<Record> cut(std::vector<Record> items, const PageSlice &slice);

} // namespace socle::studio
