// Two projects beside each other: how their schemas differ, and which fields their records can be
// compared by. Collections and fields are paired by name: ids are each server's own.
// RecordComparison compares the records.
//
// Source: studio.md 3.2 ("Compare").
#pragma once

#include "studio/domain/CollectionSchema.h"

#include <QList>

namespace socle::studio {

struct Difference
{
    enum class Kind { OnlyLeft, OnlyRight, Differs };

    Kind kind = Kind::Differs;
    QString where = {}; // collection
    QString what = {}; // field, rule, index; empty: the whole of it
    QString left = {};
    QString right = {};
};

/// By collection, then by what: type, fields with their options, rules, indexes, the view's query.
QList<Difference> compareSchemas(const std::vector<CollectionPtr> &left,
                                 const std::vector<CollectionPtr> &right);

/// Names of the fields both collections have and that say something about the record itself.
QStringList comparableFields(const CollectionSchema &left, const CollectionSchema &right);

} // namespace socle::studio
