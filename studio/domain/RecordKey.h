// Which record is meant, in which collection; a record that exists only on the stage has a key too.
#pragma once

#include <QHash>
#include <QMetaType>
#include <QString>

namespace socle::studio {

struct RecordKey
{
    QString collection = {}; // collection id: a rename does not lose staged work
    QString record = {};

    bool isEmpty() const { return record.isEmpty(); }

    bool operator==(const RecordKey &other) const
    {
        return collection == other.collection && record == other.record;
    }

    bool operator<(const RecordKey &other) const
    {
        return collection != other.collection ? collection < other.collection
                                              : record < other.record;
    }
};

inline size_t qHash(const RecordKey &key, size_t seed = 0)
{
    return qHashMulti(seed, key.collection, key.record);
}

} // namespace socle::studio

Q_DECLARE_METATYPE(socle::studio::RecordKey)
