// Syntax tree -> one SQL condition over a scope: expressions, literals and functions
// (records-api.md 3.1, 3.4, 3.9).
#pragma once

#include "backend/rules/PathResolver.h"
#include "shared/filter/Ast.h"
#include "shared/filter/Parser.h"

namespace socle::rules {

class Compiler
{
public:
    Compiler(const Scope &scope, Access access, PathResolver::Constrain constrain);

    /// The condition; the joins it needs are in the scope's set. It can stand under AND only.
    /// Errors: InvalidInput; problem() has the place.
    Result<SqlFragment> compile(const filter::ast::Expression &expression);
    Result<Operand> operand(const filter::ast::Operand &operand);

    Result<Operand> path(const std::string &identifier) { return m_resolver.resolve(identifier); }

    const filter::FilterError &problem() const { return m_problem; }

private:
    Result<SqlFragment> compileTerms(const filter::ast::Expression &expression,
                                     filter::ast::Join around);
    Result<Operand> function(const filter::ast::Operand &call);
    Result<Operand> geoDistance(const filter::ast::Operand &call);
    Result<Operand> formatTime(const filter::ast::Operand &call);
    /// Remembers the place of an error that has none yet.
    Error located(Error error, const filter::Span &span);

    const Scope &m_scope;
    PathResolver m_resolver;
    filter::FilterError m_problem;
    bool m_isLocated = false;
    int m_orNesting = 0;
};

} // namespace socle::rules
