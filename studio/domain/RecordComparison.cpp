#include "studio/domain/RecordComparison.h"

#include "studio/api/OnResult.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/FieldValue.h"

using namespace Qt::StringLiterals;

namespace socle::studio {

RecordComparison::RecordComparison(ConnectionContext &left,
                                   ConnectionContext &right,
                                   const QString &collection,
                                   const QStringList &fields,
                                   QObject *parent)
    : QObject(parent)
    , m_collection(collection)
    , m_fields(fields)
    , m_sides{{.context = &left}, {.context = &right}}
{
    fetch(Left);
    fetch(Right);
}

void RecordComparison::next()
{
    if (m_state != State::Portion) {
        return;
    }
    m_differences.clear();
    m_bytes = 0;
    m_state = State::Reading;
    emit changed();
    merge();
}

void RecordComparison::fetch(Side which)
{
    One &side = m_sides[which];
    if (side.isAsking || side.context == nullptr) {
        return;
    }
    side.isAsking = true;
    ListQuery query;
    query.perPage = kPage;
    query.sort = u"id"_s;
    query.skipTotal = true;
    query.purpose = u"compare.page"_s;
    query.lane = Lane::Bulk;
    query.fields = (QStringList{u"id"_s} + m_fields).join(u',');
    // After the last id instead of by page number: rows that come and go meanwhile shift nothing.
    if (!side.last.isEmpty()) {
        query.filter = u"id > "_s + filterLiteral(side.last);
    }
    onResult(RecordsEndpoint(side.context->client()).list(m_collection, query),
             this,
             [this, which](Result<RecordPage> page) { arrived(which, std::move(page)); });
}

void RecordComparison::arrived(Side which, Result<RecordPage> page)
{
    One &side = m_sides[which];
    side.isAsking = false;
    if (!page) {
        side.error = apiError(page.error());
        m_state = State::Failed;
        emit changed();
        return;
    }
    std::vector<Record> records = std::move(page.takeValue().items);
    side.hasEnded = static_cast<int>(records.size()) < kPage;
    if (!records.empty()) {
        side.last = records.back().id;
    }
    side.records.insert(side.records.end(),
                        std::make_move_iterator(records.begin()),
                        std::make_move_iterator(records.end()));
    if (m_state == State::Reading) {
        merge();
    }
}

void RecordComparison::merge()
{
    One &left = m_sides[Left];
    One &right = m_sides[Right];
    while (!wantsMore(left) && !wantsMore(right) && !isPortionFull()) {
        if (left.records.empty() && right.records.empty()) {
            m_state = State::Done;
            emit changed();
            return;
        }
        // Bytes, as the servers order them.
        const int order = left.records.empty() ? 1
            : right.records.empty()
            ? -1
            : left.records.front().id.toUtf8().compare(right.records.front().id.toUtf8());
        if (order < 0) {
            alone(left, RecordDifference::Kind::OnlyLeft);
        } else if (order > 0) {
            alone(right, RecordDifference::Kind::OnlyRight);
        } else {
            both();
        }
    }
    if (isPortionFull()) {
        m_state = State::Portion;
    } else {
        for (const Side side : {Left, Right}) {
            if (wantsMore(m_sides[side])) {
                fetch(side);
            }
        }
    }
    emit changed();
}

void RecordComparison::alone(One &side, RecordDifference::Kind kind)
{
    m_differences.append({.id = side.records.front().id, .kind = kind});
    side.records.pop_front();
    ++side.compared;
}

void RecordComparison::both()
{
    const Record &left = m_sides[Left].records.front();
    const Record &right = m_sides[Right].records.front();
    RecordDifference found{.id = left.id};
    for (const QString &field : m_fields) {
        const Json &one = left.value(field);
        const Json &other = right.value(field);
        if (!sameValue(one, other)) {
            m_bytes += static_cast<qsizetype>(one.dump().size() + other.dump().size());
            found.values.append({field, one, other});
        }
    }
    if (!found.values.isEmpty()) {
        m_differences.append(std::move(found));
    }
    for (One &side : m_sides) {
        side.records.pop_front();
        ++side.compared;
    }
}

bool RecordComparison::isPortionFull() const
{
    return m_differences.size() >= kMost || m_bytes >= kMostBytes;
}

} // namespace socle::studio
