// The groups of a result by one field, and how many records each has (studio.md 4.3.3, grouping).
//
// With the server's aggregation one request tells values and counts. Without it the values are
// derived (options of a select, yes and no, related records that are in use, the months or years
// between the first and the last date) and each is counted by a small request of its own, one after
// another. UI thread.
#pragma once

#include "studio/api/ApiClient.h"
#include "studio/domain/CollectionSchema.h"

#include <QDate>
#include <QObject>

namespace socle::studio {

class SchemaStore;

/// "created:month" is a field and, for dates, a bucket ("day", "month", "year"; month when
/// missing).
struct GroupBy
{
    QString field = {};
    QString bucket = {};
    static GroupBy fromText(const QString &text);
};

struct RecordGroup
{
    Json value = {}; // of the field; of a date bucket "2026-03"
    QString condition = {}; // text of the filter language: the records of this group
    qint64 count = -1; // -1: not counted yet
    bool isKept = true; // false: is no group once it turns out to have no records
};

class RecordGroups : public QObject
{
    Q_OBJECT

public:
    static constexpr int kMost = 200;

    enum class Obstacle { None, Type, Multiple };

    RecordGroups(ApiClient &client, const SchemaStore &schema, QObject *parent = nullptr);

    /// Whether the server aggregates; set before open().
    void setCanAggregate(bool can) { m_canAggregate = can; }

    static Obstacle obstacle(const fields::Field &field);
    static bool isDate(const fields::Field &field);
    /// `field = 'value'`, or the range of a date bucket.
    static QString conditionOf(const fields::Field &field, const Json &value);

    /// Finds the groups of the records that match `filter`; an earlier question is dropped.
    void open(const CollectionPtr &collection, const QString &by, const QString &filter);
    void cancel();

    /// Answers under way are dropped, groups() stays.
    void cancelRequests() { ++m_generation; }

    const std::vector<RecordGroup> &groups() const { return m_groups; }

    /// How many groups there are in all; more than groups() when only the largest are listed, -1
    /// when that is not known.
    qint64 total() const { return m_total; }

signals:
    /// groups() is there; counts may still be missing.
    void arrived();
    void counted(int group, qint64 count);
    void failed(const socle::studio::ApiError &error);

private:
    void askServer(const fields::Field &field);
    void derive(const fields::Field &field);
    void deriveRelated(const fields::Field &field);
    void deriveDates(const fields::Field &field);
    void addDates(const fields::Field &field, QDate first, QDate last);
    void add(const fields::Field &field, Json value, qint64 count, bool isKept);
    void deliver();
    void countNext(int group);

    ApiClient &m_client;
    const SchemaStore &m_schema;
    CollectionPtr m_collection;
    GroupBy m_by;
    QString m_filter;
    std::vector<RecordGroup> m_groups;
    qint64 m_total = 0;
    quint64 m_generation = 0;
    bool m_canAggregate = false;
};

} // namespace socle::studio
