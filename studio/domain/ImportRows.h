// Source rows to request bodies: conversion and checking by the target's fields. Pure; runs on the
// pool.
#pragma once

#include "studio/domain/ImportJob.h"

namespace socle::studio {

struct PreparedRow
{
    SourceRow source = {};
    JsonObject body = {};
    QString id = {}; // made here, empty when the server makes it
    int attempts = 0;
};

/// Columns by position to fields of the target.
class RowConverter
{
public:
    RowConverter(const CollectionSchema &target, const ImportPlan &plan);

    /// The row's body, or what is wrong with it (every field that is).
    bool convert(const QStringList &columns,
                 const SourceRow &row,
                 PreparedRow &out,
                 std::vector<RowProblem> &problems) const;

private:
    CollectionSchema m_target;
    QHash<QString, QString> m_fieldByColumn;
    bool m_emptyIsMissing;
    bool m_makesIds;
};

/// One line of the file of failed rows: the values as they were, the reason last.
QByteArray csvLine(const std::vector<std::optional<Json>> &values,
                   qsizetype columns,
                   const QString &reason);

} // namespace socle::studio
