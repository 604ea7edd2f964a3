// How the columns of one tab lie: order, hidden, pinned, widths; a plain value that is stored with
// the tab.
//
// It names fields, so it survives a change of the schema: unknown names are ignored, new fields
// come at the end.
#pragma once

#include "studio/domain/CollectionSchema.h"
#include "studio/views/data/ColumnFormat.h"

#include <QHash>
#include <QJsonObject>
#include <QSet>
#include <QStringList>

namespace socle::studio {

struct ColumnLayout
{
    QStringList order = {}; // names the user has moved; others keep the schema's order behind them
    QSet<QString> hidden = {};
    QSet<QString> pinned = {};
    QStringList related = {}; // "author.country": columns of related records
    QHash<QString, int> widths = {}; // pixels at scale 1
    QHash<QString, int> decimals = {}; // of number columns; absent: automatic, -1: as stored

    QHash<QString, ColumnFormat> formats = {};
    bool hasFilterRow = false; // quick filters under the header
    QString density = {}; // "compact", "comfortable", "spacious"; empty: as everywhere
    QStringList statistics = {}; // of the footer; empty: the usual ones

    /// Every column of `names` once, in the order shown.
    QStringList ordered(const QStringList &names) const;

    QJsonObject toJson() const;
    static ColumnLayout fromJson(const QJsonObject &json);
    bool operator==(const ColumnLayout &) const = default;
};

/// Sort items ("-created") and what they mean.
QString sortField(const QString &item);
bool isDescendingItem(const QString &item);

} // namespace socle::studio
