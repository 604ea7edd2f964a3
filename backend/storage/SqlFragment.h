// A piece of SQL together with the values of its placeholders.
//
// SQL is never formatted from values: a value goes in with bind(), which writes `?` and keeps the
// value in order, and only fragments can be joined, so text and bindings cannot drift apart.
// Identifiers go in through Dialect::identifier().
#pragma once

#include "backend/storage/Value.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace socle::storage {

struct SqlFragment
{
    std::string text = {};
    std::vector<Value> bindings = {}; // one per `?` of `text`, in order

    bool isEmpty() const { return text.empty(); }

    SqlFragment &append(std::string_view sql)
    {
        text += sql;
        return *this;
    }

    /// Writes `?` and keeps `value` for it.
    SqlFragment &bind(Value value)
    {
        text += '?';
        bindings.push_back(std::move(value));
        return *this;
    }

    SqlFragment &operator+=(const SqlFragment &other)
    {
        text += other.text;
        bindings.insert(bindings.end(), other.bindings.begin(), other.bindings.end());
        return *this;
    }

    SqlFragment &operator+=(std::string_view sql) { return append(sql); }

    friend SqlFragment operator+(SqlFragment left, const SqlFragment &right)
    {
        left += right;
        return left;
    }

    bool operator==(const SqlFragment &) const = default;
};

/// SqlFragment with bindings in one expression: sql("SELECT … WHERE id = ?", id).
template <typename... Values> SqlFragment sql(std::string_view text, Values &&...values)
{
    SqlFragment fragment{std::string(text), {}};
    fragment.bindings.reserve(sizeof...(values));
    (fragment.bindings.emplace_back(std::forward<Values>(values)), ...);
    return fragment;
}

} // namespace socle::storage
