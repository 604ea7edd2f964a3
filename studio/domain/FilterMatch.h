// Does a record match a filter? Answered here where that is exact, so that live changes need not be
// asked of the server one by one (studio.md 4.3.16).
//
// Exact are comparisons of a single-valued field of the record itself with a literal: texts, dates,
// numbers, bools, single selects, relations and files (records-api.md 3.11). Relation paths,
// functions, macros, modifiers, lists, JSON and whatever mixes types is left to the server: then
// the answer is nothing. What is known decides where it can: `false && ?` is false.
#pragma once

#include "shared/filter/Ast.h"
#include "studio/api/RecordsEndpoint.h"
#include "studio/domain/CollectionSchema.h"

#include <QString>

#include <optional>

namespace socle::studio {

class FilterMatch
{
public:
    FilterMatch() = default;
    /// A filter that does not parse matches nothing that could be known.
    FilterMatch(const QString &filter, CollectionPtr collection);

    const QString &filter() const { return m_filter; }

    /// Fields of the record itself that it compares: an answer needs their values.
    QStringList fields() const;

    /// True, false, or nothing: ask the server. `record` has all the fields that are compared.
    std::optional<bool> matches(const Record &record) const;

private:
    QString m_filter;
    CollectionPtr m_collection;
    std::optional<filter::ast::Expression> m_expression;
};

/// `text LIKE pattern` as the server's: `literal` gets its wildcards as records-api.md 3.11 says,
/// letters of ASCII match in either case.
bool isLike(std::string_view text, std::string_view literal);

} // namespace socle::studio
