// Comparison words of the offline grammar: "is at least", "starts with", "<=" (ai.md A.3).
#pragma once

#include <span>
#include <string_view>

namespace socle::ai {

enum class QueryOperator {
    Equal,
    NotEqual,
    Greater,
    AtLeast,
    Less,
    AtMost,
    Between,
    Contains,
    StartsWith,
    EndsWith,
    Empty,
    Set
};

struct OperatorPhrase
{
    std::string_view words; // separated by one blank
    QueryOperator op;
};

/// Every phrase, longer ones first: "is not" before "is".
std::span<const OperatorPhrase> operatorPhrases();

/// The sign of the filter language; between, empty and set have none and answer "=".
std::string_view signOf(QueryOperator op);

} // namespace socle::ai
