// Source rows to request bodies: steps, conversion and checking by the target's fields. Pure; runs
// on the pool.
#pragma once

#include "studio/domain/CollectionSchema.h"
#include "studio/domain/ImportPlan.h"
#include "studio/domain/ImportSteps.h"

#include <vector>

namespace socle::studio {

struct RowProblem
{
    qint64 row = 0; // number in the source
    QString field = {}; // empty: the row as a whole
    QString reason = {};
};

/// What only the server can tell: the ids of the records other texts stand for.
struct PendingRelation
{
    int column = 0; // of the plan
    QStringList keys = {};
};

/// Files a row brings along: local paths or addresses.
struct PendingFiles
{
    QString field = {};
    QStringList sources = {};
};

struct PreparedRow
{
    SourceRow source = {};
    JsonObject body = {};
    std::vector<PendingRelation> relations = {};
    std::vector<PendingFiles> files = {};
    QString id = {}; // made here or of the file; empty when the server makes it
    bool hasMadeId = false; // made here: nothing else can have it
    QString existing = {}; // id of the record it changes; looked up by the key
    qint64 ordinal = 0; // 1 and up: place among the rows read, whatever their numbers
    int attempts = 0;
};

/// Columns to fields of the target, in the order of the plan.
class RowConverter
{
public:
    RowConverter(const CollectionSchema &target, const ImportPlan &plan);

    /// The row's body, or what is wrong with it (every field that is).
    bool convert(const QStringList &columns,
                 const SourceRow &row,
                 PreparedRow &out,
                 std::vector<RowProblem> &problems) const;

    bool isLeftOut(const SourceRow &row) const { return m_plan.leftOut.contains(row.number); }

private:
    struct Lane
    {
        int index = 0; // in the plan
        const ImportColumn *column = nullptr; // of m_plan
        const fields::Field *field = nullptr; // of m_target
        ImportSteps steps;
    };

    Json cell(const QStringList &columns, const SourceRow &row, const QString &column) const;
    Result<Json> rawFor(const Lane &lane, const QStringList &columns, const SourceRow &row) const;
    Result<void> take(const Lane &lane, const Json &raw, PreparedRow &out) const;
    void checkRequired(const SourceRow &row,
                       const PreparedRow &out,
                       std::size_t before,
                       std::vector<RowProblem> &problems) const;

    CollectionSchema m_target;
    ImportPlan m_plan;
    std::vector<Lane> m_lanes;
    bool m_makesIds;
};

/// One line of the file of failed rows: the values as they were, the reason last.
QByteArray csvLine(const std::vector<std::optional<Json>> &values,
                   qsizetype columns,
                   const QString &reason);
/// Why a row failed, in one line.
QString joinedReasons(const std::vector<RowProblem> &problems, std::size_t first = 0);

} // namespace socle::studio
