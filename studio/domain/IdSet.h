// A filter that is nothing but a list of ids, however long (studio.md 4.3.6).
//
// A server takes 3,500 characters and 200 comparisons in a filter. Of all larger filters only an
// exact set of ids can be asked for in parts: each record is in one part and one part only, so the
// parts add up to the result, and the list itself is its order. A sort, a group or a further
// condition would have to be worked out over all parts at once, which only the server can do.
#pragma once

#include "studio/api/RecordsEndpoint.h"

#include <QCoreApplication>
#include <QStringList>

#include <optional>

namespace socle::studio {

class IdSet
{
    Q_DECLARE_TR_FUNCTIONS(socle::studio::IdSet)

public:
    static constexpr int kInRequest = 100; // ids of 15 letters stay below both limits
    static constexpr int kMost = 5000; // fifty requests

    /// More than one request takes, whatever the filter is.
    static bool isTooLarge(const QString &filter);
    /// `id = "a" || id = "b"`, with or without parentheses around it: the ids, each once, in the
    /// order they are written. Nothing for every other filter.
    static std::optional<QStringList> idsOf(const QString &filter);
    /// The ids of such a filter when it is too large for one request; else empty.
    static QStringList partsOf(const QString &filter);
    /// What is to be made of the parts. In their own order they are rows; everything else needs all
    /// of them at once.
    enum class Use { Rows, Sorted, Grouped, OtherLayout };
    /// What speaks against it, with the number; else empty.
    static QString problem(const QStringList &ids, Use use);
    /// Rows of a part as `ids` has them; the server answers in an order of its own.
    static void putInOrder(std::vector<Record> &rows, const QStringList &ids);
    /// A request that is not made: the error the server would answer with.
    static ApiError refusal(const QString &problem);
};

} // namespace socle::studio
