#include "backend/ai/QueryOperator.h"

#include <array>

namespace socle::ai {

namespace {

using Op = QueryOperator;

// Longer phrases first: "is not" before "is".
constexpr std::array kOpPhrases{
    OperatorPhrase{"is greater than or equal to", Op::AtLeast},
    OperatorPhrase{"is less than or equal to", Op::AtMost},
    OperatorPhrase{"is greater than", Op::Greater},
    OperatorPhrase{"is more than", Op::Greater},
    OperatorPhrase{"is less than", Op::Less},
    OperatorPhrase{"is not empty", Op::Set},
    OperatorPhrase{"is at least", Op::AtLeast},
    OperatorPhrase{"is at most", Op::AtMost},
    OperatorPhrase{"does not equal", Op::NotEqual},
    OperatorPhrase{"is between", Op::Between},
    OperatorPhrase{"starts with", Op::StartsWith},
    OperatorPhrase{"starting with", Op::StartsWith},
    OperatorPhrase{"begins with", Op::StartsWith},
    OperatorPhrase{"beginning with", Op::StartsWith},
    OperatorPhrase{"ends with", Op::EndsWith},
    OperatorPhrase{"ending with", Op::EndsWith},
    OperatorPhrase{"greater than", Op::Greater},
    OperatorPhrase{"larger than", Op::Greater},
    OperatorPhrase{"higher than", Op::Greater},
    OperatorPhrase{"more than", Op::Greater},
    OperatorPhrase{"less than", Op::Less},
    OperatorPhrase{"lower than", Op::Less},
    OperatorPhrase{"fewer than", Op::Less},
    OperatorPhrase{"smaller than", Op::Less},
    OperatorPhrase{"at least", Op::AtLeast},
    OperatorPhrase{"at most", Op::AtMost},
    OperatorPhrase{"up to", Op::AtMost},
    OperatorPhrase{"equal to", Op::Equal},
    OperatorPhrase{"is over", Op::Greater},
    OperatorPhrase{"is above", Op::Greater},
    OperatorPhrase{"is under", Op::Less},
    OperatorPhrase{"is below", Op::Less},
    OperatorPhrase{"is empty", Op::Empty},
    OperatorPhrase{"is missing", Op::Empty},
    OperatorPhrase{"is set", Op::Set},
    OperatorPhrase{"is not", Op::NotEqual},
    OperatorPhrase{"are not", Op::NotEqual},
    OperatorPhrase{"isn't", Op::NotEqual},
    OperatorPhrase{"between", Op::Between},
    OperatorPhrase{"contains", Op::Contains},
    OperatorPhrase{"contain", Op::Contains},
    OperatorPhrase{"containing", Op::Contains},
    OperatorPhrase{"includes", Op::Contains},
    OperatorPhrase{"including", Op::Contains},
    OperatorPhrase{"like", Op::Contains},
    OperatorPhrase{"equals", Op::Equal},
    OperatorPhrase{"over", Op::Greater},
    OperatorPhrase{"above", Op::Greater},
    OperatorPhrase{"exceeding", Op::Greater},
    OperatorPhrase{"under", Op::Less},
    OperatorPhrase{"below", Op::Less},
    OperatorPhrase{"not", Op::NotEqual},
    OperatorPhrase{"is", Op::Equal},
    OperatorPhrase{"are", Op::Equal},
    OperatorPhrase{"was", Op::Equal},
    OperatorPhrase{">=", Op::AtLeast},
    OperatorPhrase{"<=", Op::AtMost},
    OperatorPhrase{"!=", Op::NotEqual},
    OperatorPhrase{">", Op::Greater},
    OperatorPhrase{"<", Op::Less},
    OperatorPhrase{"==", Op::Equal},
    OperatorPhrase{"=", Op::Equal},
};

} // namespace

std::span<const OperatorPhrase> operatorPhrases() { return kOpPhrases; }

std::string_view signOf(Op op)
{
    switch (op) {
    case Op::NotEqual:
        return "!=";
    case Op::Greater:
        return ">";
    case Op::AtLeast:
        return ">=";
    case Op::Less:
        return "<";
    case Op::AtMost:
        return "<=";
    case Op::Contains:
    case Op::StartsWith:
    case Op::EndsWith:
        return "~";
    case Op::Equal:
    case Op::Between:
    case Op::Empty:
    case Op::Set:
        break;
    }
    return "=";
}

} // namespace socle::ai
