// The static part of `@request.*`: values that are known before the query runs
// (records-api.md 3.6).
#pragma once

#include "backend/rules/Operand.h"
#include "shared/json/Json.h"

#include <optional>
#include <span>
#include <string>

namespace socle::storage {
class Dialect;
}

namespace socle::rules {

/// A JSON scalar bound with its type; lists and objects as their JSON text; null as the keyword.
Operand boundOperand(const Json &value);
/// One of the words null, true, false.
Operand keywordOperand(Keyword keyword);
/// What `:isset` gives.
Operand issetOperand(bool isSet, const storage::Dialect &dialect);

/// Walks objects by key and lists by index; null pointer when there is nothing at `path`.
const Json *valueAt(const Json &root, std::span<const std::string> path);

/// Whether the body has `key`, also as a modifier (`key+`, `+key`, `key-`).
bool hasBodyKey(const Json &body, const std::string &key);

/// The ids a relation field was submitted with: one text, or the texts of a list; no empty ones.
std::vector<std::string> submittedIds(const Json &value);

} // namespace socle::rules
