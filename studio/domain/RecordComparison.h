// The records of one collection on two servers, paired by id: what only one of them has, and which
// fields of the others differ.
//
// Both sides are read in order of id, page by page, and merged: however many records there are, two
// pages and the differences of one portion are in memory. A portion ends at kMost records that
// differ, or at kMostBytes of their values; next() gives the following one. Reads only. UI thread.
//
// Source: studio.md 3.2 ("Compare").
#pragma once

#include "studio/api/ApiError.h"
#include "studio/api/RecordsEndpoint.h"
#include "studio/domain/Comparison.h"

#include <QObject>
#include <QPointer>

#include <deque>
#include <optional>

namespace socle::studio {

class ConnectionContext;

struct RecordDifference
{
    using Kind = Difference::Kind;

    struct Value
    {
        QString field;
        Json left;
        Json right;
    };

    QString id = {};
    Kind kind = Kind::Differs;
    QList<Value> values = {}; // those that differ; none where only one side has the record
};

class RecordComparison : public QObject
{
    Q_OBJECT

public:
    static constexpr int kPage = 200;
    static constexpr int kMost = 500; // records of a portion
    static constexpr qsizetype kMostBytes = 8 << 20;

    enum class State { Reading, Portion, Done, Failed };

    enum Side { Left, Right };

    /// `fields`: comparableFields(). Begins with the first portion.
    RecordComparison(ConnectionContext &left,
                     ConnectionContext &right,
                     const QString &collection,
                     const QStringList &fields,
                     QObject *parent);

    State state() const { return m_state; }

    /// Records of a side that were held against the other.
    qint64 compared(Side side) const { return m_sides[side].compared; }

    /// Why a side could not be read; nothing while it can.
    const std::optional<ApiError> &error(Side side) const { return m_sides[side].error; }

    /// Of this portion, in order of id.
    const QList<RecordDifference> &differences() const { return m_differences; }

    /// After State::Portion: forgets its differences and goes on.
    void next();

signals:
    void changed();

private:
    struct One
    {
        QPointer<ConnectionContext> context;
        std::deque<Record> records = {};
        QString last = {}; // id the next page begins after
        bool hasEnded = false;
        bool isAsking = false;
        qint64 compared = 0;
        std::optional<ApiError> error = {};
    };

    bool wantsMore(const One &side) const { return side.records.empty() && !side.hasEnded; }

    void fetch(Side side);
    void arrived(Side side, Result<RecordPage> page);
    void merge();
    void alone(One &side, RecordDifference::Kind kind);
    void both();
    bool isPortionFull() const;

    const QString m_collection;
    const QStringList m_fields;
    One m_sides[2];
    QList<RecordDifference> m_differences;
    qsizetype m_bytes = 0;
    State m_state = State::Reading;
};

} // namespace socle::studio
