// The LEFT JOINs of one query, each once, keyed by the path prefix that needs it
// (records-api.md 3.10).
#pragma once

#include "backend/rules/Operand.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace socle::rules {

class JoinSet
{
public:
    struct Join
    {
        std::string alias; // plain, not quoted
        SqlFragment clause = {}; // " LEFT JOIN …"
        bool isConstrained = false; // the target's list rule is ANDed to the query already
    };

    /// The join of `key`; a new one gets the next alias and an empty clause, which the caller fills
    /// in.
    Join &at(std::string_view key)
    {
        if (const auto found = m_byKey.find(key); found != m_byKey.end()) {
            return m_joins[found->second];
        }
        m_byKey.emplace(key, m_joins.size());
        // "$" keeps aliases apart from collection names.
        return m_joins.emplace_back(Join{.alias = "j$" + std::to_string(m_joins.size() + 1)});
    }

    bool isEmpty() const { return m_joins.empty(); }

    void appendTo(SqlFragment &query) const
    {
        for (const Join &join : m_joins) {
            query += join.clause;
        }
    }

private:
    std::map<std::string, std::size_t, std::less<>> m_byKey;
    std::vector<Join> m_joins; // in the order of need: later ones refer to earlier ones
};

} // namespace socle::rules
