// What the files behind FilterChips.h share. Inside studio/domain only.
#pragma once

#include "shared/filter/Ast.h"
#include "studio/domain/FilterChips.h"

#include <string>

namespace socle::studio {

/// Chips of a parsed filter; `utf8` are the bytes the tree's spans point into.
std::vector<FilterChip> readChips(const filter::ast::Expression &expression,
                                  const QString &text,
                                  const std::string &utf8);

/// A clause that ends in a comment would swallow what is put behind it.
bool filterEndsInComment(const QString &text);
/// In parentheses.
QString wrappedFilter(const QString &text);

} // namespace socle::studio
