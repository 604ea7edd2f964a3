#include "backend/rules/RequestValues.h"

#include "backend/rules/Caller.h"
#include "backend/rules/RequestContext.h"
#include "backend/storage/Dialect.h"
#include "shared/core/Text.h"

#include <algorithm>
#include <charconv>

namespace socle::rules {

const Caller &callerOf(const RequestContext &request)
{
    static const Caller kGuest;
    return request.caller != nullptr ? *request.caller : kGuest;
}

std::string headerKey(std::string_view name)
{
    std::string key = asciiLower(name);
    std::replace(key.begin(), key.end(), '-', '_');
    return key;
}

Operand boundOperand(const Json &value)
{
    Operand operand;
    switch (value.type()) {
    case Json::Type::Null:
        operand.sql.append("NULL");
        operand.keyword = Keyword::Null;
        break;
    case Json::Type::Bool:
        operand.sql.bind(std::int64_t{value.toBool() ? 1 : 0});
        operand.isBoolean = true;
        break;
    case Json::Type::Int: // numbers of a body are float64 for the peer
    case Json::Type::Double:
        operand.sql.bind(value.toDouble());
        break;
    case Json::Type::String:
        operand.sql.bind(value.toText());
        break;
    case Json::Type::Array:
    case Json::Type::Object:
        operand.sql.bind(value.dumpSorted());
        break;
    }
    return operand;
}

Operand keywordOperand(Keyword keyword)
{
    Operand operand;
    operand.keyword = keyword;
    if (keyword == Keyword::Null) {
        operand.sql.append("NULL");
    } else { // numbers (3.4): behind IS, the words TRUE and FALSE are operators, and 5 IS TRUE
        operand.sql.append(keyword == Keyword::True ? "1" : "0");
    }
    return operand;
}

Operand issetOperand(bool isSet, const storage::Dialect &dialect)
{
    Operand operand;
    operand.keyword = isSet ? Keyword::True : Keyword::False;
    operand.sql.append(dialect.booleanLiteral(isSet)); // the peer's own words, operators and all
    return operand;
}

const Json *valueAt(const Json &root, std::span<const std::string> path)
{
    const Json *value = &root;
    for (const std::string &step : path) {
        if (value->isObject()) {
            value = value->find(step);
        } else if (value->isArray()) {
            std::size_t index = 0;
            const auto [end, problem]
                = std::from_chars(step.data(), step.data() + step.size(), index);
            const bool whole = problem == std::errc() && end == step.data() + step.size();
            value = whole && index < value->array().size() ? &value->array()[index] : nullptr;
        } else {
            value = nullptr;
        }
        if (value == nullptr) {
            return nullptr;
        }
    }
    return value;
}

bool hasBodyKey(const Json &body, const std::string &key)
{
    return body.find(key) != nullptr || body.find(key + "+") != nullptr
        || body.find("+" + key) != nullptr || body.find(key + "-") != nullptr;
}

std::vector<std::string> submittedIds(const Json &value)
{
    std::vector<std::string> ids;
    const auto add = [&ids](const Json &item) {
        if (!item.text().empty()) {
            ids.emplace_back(item.text());
        }
    };
    if (value.isArray()) {
        std::for_each(value.array().begin(), value.array().end(), add);
    } else {
        add(value);
    }
    return ids;
}

} // namespace socle::rules
