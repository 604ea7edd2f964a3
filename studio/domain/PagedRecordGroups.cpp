// Where rows are: pages one after another, or header rows with the rows of their group below them
// (studio.md 4.3.3, grouping). Each open group is a list of its own with its own pages, asked for
// when they come into view.
#include "studio/api/Text.h"
#include "studio/domain/PagedRecordModelParts.h"
#include "studio/domain/RecordRoles.h"

#include <QLocale>

#include <algorithm>

namespace socle::studio {

namespace {

/// A page number says which group it is of and which page of that group.
constexpr int kPagesPerGroup = PagedRecordModel::kMaxRows / PagedRecordModel::kFarPageSize + 1;

} // namespace

int PagedRecordModel::Impl::rowsIn(const RecordModelSection &section) const
{
    return section.isCollapsed || section.isGone ? 0 : std::max(0, section.count);
}

RecordModelPlace PagedRecordModel::Impl::placeOf(int serverRow) const
{
    if (!isGrouped()) {
        return {-1, serverRow};
    }
    const auto after = std::upper_bound(
        sections.begin(), sections.end(), serverRow, [](int row, const RecordModelSection &each) {
            return row < each.firstRow;
        });
    const int section = static_cast<int>(after - sections.begin()) - 1;
    return {section,
            section < 0 ? 0 : serverRow - sections[static_cast<std::size_t>(section)].firstRow - 1};
}

int PagedRecordModel::Impl::pageOf(int serverRow) const
{
    const RecordModelPlace place = placeOf(serverRow);
    if (place.isHeader()) {
        return -1;
    }
    return std::max(0, place.section) * kPagesPerGroup + place.row / pageSize;
}

int PagedRecordModel::Impl::sectionOf(int page) const
{
    return isGrouped() ? page / kPagesPerGroup : -1;
}

int PagedRecordModel::Impl::offsetOf(int page) const
{
    return (isGrouped() ? page % kPagesPerGroup : page) * pageSize;
}

int PagedRecordModel::Impl::firstRowOf(int page) const
{
    const int section = sectionOf(page);
    if (section < 0) {
        return offsetOf(page);
    }
    const auto at = static_cast<std::size_t>(section);
    return at < sections.size() && offsetOf(page) < rowsIn(sections[at])
        ? sections[at].firstRow + 1 + offsetOf(page)
        : -1;
}

int PagedRecordModel::Impl::rowsOf(int page) const
{
    const int section = sectionOf(page);
    const int all = section < 0 ? serverRows : rowsIn(sections[static_cast<std::size_t>(section)]);
    return std::clamp(all - offsetOf(page), 0, pageSize);
}

void PagedRecordModel::Impl::layOut()
{
    int row = 0;
    for (RecordModelSection &section : sections) {
        section.firstRow = row;
        if (!section.isGone) {
            row += 1 + rowsIn(section);
        }
    }
}

void PagedRecordModel::Impl::groupsArrived()
{
    const std::vector<RecordGroup> &found = groups.groups();
    const bool isSame = !sections.empty() && found.size() == sections.size()
        && std::equal(found.begin(),
                      found.end(),
                      sections.begin(),
                      [](const RecordGroup &a, const RecordModelSection &b) {
                          return a.condition == b.condition;
                      });
    fetchedAt = QDateTime::currentDateTimeUtc();
    if (isSame) { // fetched again: rows stay where they are, unless their number changed
        for (std::size_t i = 0; i < found.size(); ++i) {
            if (found[i].count >= 0) {
                setGroupCount(static_cast<int>(i), found[i].count);
            }
        }
    } else {
        QSet<QString> collapsed;
        for (const RecordModelSection &section : sections) {
            if (section.isCollapsed) {
                collapsed.insert(section.condition);
            }
        }
        // Pages are numbered by group: answers for the old ones mean nothing now.
        for (auto it = inFlight.begin(); it != inFlight.end(); ++it) {
            client.cancel(keyOf(it.key()));
        }
        inFlight.clear();
        ++generation;
        if (total < 0) {
            requestCount();
        }
        setServerRows(0);
        pages.clear();
        indexRows();
        std::vector<RecordModelSection> fresh;
        int rows = 0;
        for (const RecordGroup &group : found) {
            RecordModelSection section;
            section.value = group.value;
            section.condition = group.condition;
            section.isCollapsed = collapsed.contains(group.condition);
            section.count = static_cast<int>(std::min<qint64>(group.count, kMaxRows));
            section.isKept = group.isKept;
            rows += 1;
            if (rows + rowsIn(section) > kMaxRows) {
                section.isCollapsed = true; // a table has room for so many
            }
            rows += rowsIn(section);
            fresh.push_back(std::move(section));
        }
        if (rows > 0) {
            self.beginInsertRows({}, insertCount(), insertCount() + rows - 1);
        }
        sections = std::move(fresh);
        layOut();
        serverRows = rows;
        if (rows > 0) {
            self.endInsertRows();
        }
    }
    if (sections.empty()) {
        setServerRows(0);
    }
    setState(State::Ready);
    emit self.groupsChanged();
    emit self.fetched();
    pump();
}

void PagedRecordModel::Impl::resize(int section, bool isCollapsed, int count)
{
    RecordModelSection &own = sections[static_cast<std::size_t>(section)];
    const int before = rowsIn(own);
    const int now = isCollapsed ? 0 : std::max(0, count);
    const int first = insertCount() + own.firstRow + 1;
    const auto apply = [&] {
        own.isCollapsed = isCollapsed;
        own.count = count;
        layOut();
        serverRows += now - before;
        indexRows();
    };
    if (now > before) {
        self.beginInsertRows({}, first + before, first + now - 1);
        apply();
        self.endInsertRows();
    } else if (now < before) {
        self.beginRemoveRows({}, first + now, first + before - 1);
        apply();
        self.endRemoveRows();
    } else {
        apply();
    }
    if (!own.isGone) {
        emitRow(first - 1);
    }
}

void PagedRecordModel::Impl::setGroupCount(int group, qint64 count)
{
    if (group < 0 || group >= static_cast<int>(sections.size())) {
        return;
    }
    RecordModelSection &section = sections[static_cast<std::size_t>(group)];
    const int now = static_cast<int>(std::min<qint64>(count, kMaxRows));
    if (section.isGone && now == 0) {
        return;
    }
    if (section.isGone) { // it has records again
        const int row = insertCount() + section.firstRow;
        self.beginInsertRows({}, row, row);
        section.isGone = false;
        section.count = 0;
        layOut();
        ++serverRows;
        indexRows();
        self.endInsertRows();
    }
    const bool hasRoom = serverRows - rowsIn(section) + now <= kMaxRows;
    resize(group, section.isCollapsed || !hasRoom, now);
    if (now == 0 && !section.isKept) {
        const int row = insertCount() + section.firstRow;
        self.beginRemoveRows({}, row, row);
        section.isGone = true;
        layOut();
        --serverRows;
        indexRows();
        self.endRemoveRows();
        emit self.groupsChanged();
    }
    pump();
}

bool PagedRecordModel::isGrouped() const { return m_impl->isGrouped(); }

bool PagedRecordModel::isGroupRow(int row) const
{
    const int serverRow = row - m_impl->insertCount();
    return m_impl->isGrouped() && serverRow >= 0 && serverRow < m_impl->serverRows
        && m_impl->placeOf(serverRow).isHeader();
}

QString PagedRecordModel::groupCondition(int row) const
{
    if (!isGroupRow(row)) {
        return {};
    }
    const int at = m_impl->placeOf(row - m_impl->insertCount()).section;
    return m_impl->sections[static_cast<std::size_t>(at)].condition;
}

void PagedRecordModel::toggleGroup(int row)
{
    if (isGroupRow(row)) {
        const int at = m_impl->placeOf(row - m_impl->insertCount()).section;
        const RecordModelSection &section = m_impl->sections[static_cast<std::size_t>(at)];
        m_impl->resize(at, !section.isCollapsed, section.count);
        m_impl->pump();
    }
}

void PagedRecordModel::setGroupsCollapsed(bool areCollapsed)
{
    for (std::size_t i = 0; i < m_impl->sections.size(); ++i) {
        m_impl->resize(static_cast<int>(i), areCollapsed, m_impl->sections[i].count);
    }
    m_impl->pump();
}

int PagedRecordModel::groupCount() const
{
    return static_cast<int>(std::count_if(m_impl->sections.begin(),
                                          m_impl->sections.end(),
                                          [](const auto &section) { return !section.isGone; }));
}

qint64 PagedRecordModel::groupTotal() const { return m_impl->groups.total(); }

void PagedRecordModel::setGroupTitles(std::function<QString(const Json &value)> title)
{
    m_impl->groupTitle = std::move(title);
}

void PagedRecordModel::setCanAggregate(bool can) { m_impl->groups.setCanAggregate(can); }

QVariant PagedRecordModel::Impl::groupData(int section, int column, int role) const
{
    const RecordModelSection &own = sections[static_cast<std::size_t>(section)];
    const auto title
        = [&] { return groupTitle ? groupTitle(own.value) : toQString(own.value.text()); };
    switch (role) {
    case RecordRole::Group:
        return title();
    case RecordRole::GroupCount:
        return own.count < 0 ? QString() : QLocale().toString(own.count);
    case RecordRole::GroupIsOpen:
        return !own.isCollapsed;
    case RecordRole::Loaded:
        return true;
    case RecordRole::RowState:
        return static_cast<int>(RecordRowState::Normal);
    case Qt::AccessibleTextRole:
        //: a group of records: its value, the number of its records, open or closed
        return (own.isCollapsed ? PagedRecordModel::tr("Group %1, %2 records, closed")
                                : PagedRecordModel::tr("Group %1, %2 records, open"))
            .arg(title(),
                 own.count < 0 ? PagedRecordModel::tr("uncounted") : QLocale().toString(own.count));
    case Qt::DisplayRole:
        return column == 0 ? QVariant(title()) : QVariant();
    default:
        return {};
    }
}

} // namespace socle::studio
