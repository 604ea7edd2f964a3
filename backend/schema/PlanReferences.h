// Who names what a planned change takes away or renames: rules, indexes, views, relations, options.
//
// Rules are read token by token, views word by word: a name that merely looks alike is listed too,
// since a warning too many costs less than one too few.
#pragma once

#include "backend/schema/SchemaPlan.h"

#include <utility>

namespace socle::schema {

/// The two catalogues of a plan, asked by the collection name a change carries. Lives shorter than
/// they do.
class PlanSides
{
public:
    PlanSides(const Catalogue &before, const Catalogue &after)
        : m_before(before)
        , m_after(after)
    {
    }

    const Catalogue &catalogueBefore() const { return m_before; }

    /// The collection of a change before and after it; null when it is not there.
    const Collection *before(std::string_view name) const;
    const Collection *after(std::string_view name) const;
    /// Names of the table before and after, equal when it keeps its name.
    std::pair<std::string, std::string> tableNames(std::string_view name) const;
    /// The field of a field.* change before it; null for one that is new.
    const fields::Field *fieldBefore(const PlannedChange &change) const;
    std::pair<std::string, std::string> fieldNames(const PlannedChange &change) const;

private:
    const Catalogue &m_before;
    const Catalogue &m_after;
};

/// References to the old name, for removals and renames; empty for other changes.
std::vector<PlanReference> referencesOf(const PlannedChange &change, const PlanSides &sides);

/// The rules of a collection with their names ("listRule" … "manageRule").
std::vector<std::pair<std::string_view, const Rule *>> namedRules(const Collection &collection);

} // namespace socle::schema
